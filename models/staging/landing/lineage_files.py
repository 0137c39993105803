"""One row per file of code that decides where columns come from: whether `lineage/` knows it so."""

import pyarrow as pa

from supporting_families.lineage.store import differences, digests, read_digests


def model(dbt, session):
    now = digests()
    states = {**dict.fromkeys(now, "same"), **dict(differences(read_digests(), now))}
    return pa.table(
        {
            "file_name": pa.array(sorted(states), pa.string()),
            "file_state": pa.array([states[name] for name in sorted(states)], pa.string()),
        }
    )
