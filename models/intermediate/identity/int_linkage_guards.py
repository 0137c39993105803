"""Which reasons against look-alikes hold in each population, as its linkage model learnt it."""

import pyarrow as pa

from supporting_families.home import Home
from supporting_families.linking.model import model_of


def model(dbt, session):
    home = Home.from_environment()
    tables = []
    for authority in home.authorities():
        guards = model_of(home, authority).guards
        codes = pa.repeat(pa.scalar(authority), guards.num_rows)
        tables.append(guards.append_column("authority_code", codes))
    return pa.concat_tables(tables)
