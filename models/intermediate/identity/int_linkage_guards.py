"""Which reasons against look-alikes hold in this population, as the linkage model learnt it."""

from supporting_families.home import Home
from supporting_families.linking.model import model_of


def model(dbt, session):
    return model_of(Home.from_environment()).guards
