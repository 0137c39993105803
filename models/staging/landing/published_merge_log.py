"""One row per change of a record's person that builds published before have logged."""

import pyarrow as pa

from supporting_families.home import Home
from supporting_families.published import published_rows

TEXTS = (
    "record_key", "feed_code", "old_person_key", "new_person_key", "change_kind", "reason_code",
    "decision_id", "decided_by", "reason",
)  # fmt: skip
DATES = ("decided_on", "known_before", "known_at")
SCHEMA = pa.schema(
    [(name, pa.string()) for name in TEXTS] + [(name, pa.date32()) for name in DATES]
)


def model(dbt, session):
    file = Home.from_environment().extracts_file
    return published_rows(file, "restricted.person_merge_log", SCHEMA)
