"""One row per person record with the person key it had in the build published last."""

import pyarrow as pa

from supporting_families.home import Home
from supporting_families.published import published_rows

SCHEMA = pa.schema(
    [("record_key", pa.string()), ("person_key", pa.string()), ("known_at", pa.date32())]
)


def model(dbt, session):
    file = Home.from_environment().extracts_file
    return published_rows(file, "restricted.person_key_crosswalk", SCHEMA)
