"""One row per column that a feed contract names, read as intake reads it."""

import pyarrow as pa

from supporting_families.contracts import load_contracts


def model(dbt, session):
    rows = [
        {
            "feed_code": table.feed_code,
            "table_name": table.name,
            "column_name": column.name,
            "column_type": column.type,
            "is_required": column.required,
            "personal_data": column.personal_data,
            "provenance": column.provenance,
            "codes": " ".join(column.codes) or None,
            "description": column.description,
        }
        for table in load_contracts()
        for column in table.columns
    ]
    text = [name for name in rows[0] if name != "is_required"]
    fields = [(name, pa.string() if name in text else pa.bool_()) for name in rows[0]]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))
