"""One row per authority whose home it is, in the order of local/authority.csv, as intake reads it."""

import pyarrow as pa

from supporting_families.home import Home


def model(dbt, session):
    codes = Home.from_environment().authorities()
    return pa.table({"authority_code": pa.array(codes, pa.string())})
