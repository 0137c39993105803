"""One row per cell that intake put right, so that it holds another value than was received."""

from supporting_families.accounts import rectified_table
from supporting_families.home import Home
from supporting_families.intake import read_accounts


def model(dbt, session):
    dbt.ref("landed_files")
    return rectified_table(read_accounts(Home.from_environment()))
