"""One row per run of landed rows that are not rows of their table."""

from supporting_families.accounts import rejects_table
from supporting_families.home import Home
from supporting_families.intake import read_accounts


def model(dbt, session):
    dbt.ref("landed_files")
    return rejects_table(read_accounts(Home.from_environment()))
