"""A file a feed in the Open Data Contract Standard: what is sent, how often, by which agreement."""

from __future__ import annotations

import hashlib
import uuid

import yaml

from supporting_families.contracts import ColumnContract, TableContract

from .reading import Published, Row

_IDS = uuid.UUID("0b8f7a3e-52a5-5d0e-8f2d-6d1c8f1e7b42")
_STATUSES = {"none_recorded": "proposed", "not_started": "draft", "expired": "retired"}
_TYPES = {
    "date": "date", "integer": "integer", "decimal": "number", "boolean": "boolean",
    "flag": "boolean",
}  # fmt: skip
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def contract_files(published: Published, contracts: list[TableContract]) -> dict[str, str]:
    """The text of the contract of every feed of the register, by its code."""
    tables: dict[str, list[TableContract]] = {}
    for table in contracts:
        tables.setdefault(table.feed_code, []).append(table)
    return {
        str(row["feed_code"]): _text(_contract(row, tables[str(row["feed_code"])], published))
        for row in published["gov_feed_register"]
    }


def _contract(row: Row, tables: list[TableContract], published: Published) -> dict:
    feed = str(row["feed_code"])
    return {
        "kind": "DataContract",
        "apiVersion": "v3.0.1",
        "id": str(uuid.uuid5(_IDS, f"{published.authority_code} {feed}")),
        "name": row["feed_name"],
        "version": _version(tables),
        "status": _STATUSES.get(str(row["agreement_state"]), "active"),
        "tenant": published.authority_name,
        "domain": "supporting families",
        "dataProduct": feed,
        "description": {
            "usage": row["holds"],
            "purpose": row["purposes_allowed"] or "none recorded",
            "limitations": f"Rests on: {row['legal_gateway']}. Used for no other purpose.",
        },
        "schema": [_table(table) for table in tables],
        **({"team": [{"username": row["owner"], "role": "owner"}]} if row["owner"] else {}),
        "slaProperties": [
            {"property": name, "value": value, "unit": unit}
            for name, value, unit in (
                ("frequency", row["frequency_days"], "d"),
                ("latency", row["lag_days"], "d"),
                ("retention", row["retention_months"], "months"),
            )
            if value is not None
        ],
        "customProperties": [
            {"property": name, "value": str(value)}
            for name, value in (
                ("partner", row["partner"]),
                ("agreementRef", row["agreement_ref"]),
                ("agreementState", row["agreement_state"]),
                ("agreementStartsOn", row["agreement_starts_on"]),
                ("agreementReviewOn", row["agreement_review_on"]),
                ("agreementExpiresOn", row["agreement_expires_on"]),
                ("onExpiry", row["on_expiry"]),
                ("population", row["population"]),
                ("loadKind", row["load_kind"]),
            )
            if value is not None
        ],
    }


def _table(table: TableContract) -> dict:
    return {
        "name": table.name,
        "physicalName": table.file_pattern,
        "physicalType": table.form,
        "logicalType": "object",
        "properties": [_column(column) for column in table.columns],
    }


def _column(column: ColumnContract) -> dict:
    told = {
        "name": column.name,
        "logicalType": _TYPES.get(column.type, "string"),
        "physicalType": column.type,
        "required": column.required,
        "classification": column.personal_data,
        "description": column.description,
    }
    more = [{"property": "provenance", "value": column.provenance}]
    if column.codes:
        more.append({"property": "codes", "value": list(column.codes)})
    return {**told, "customProperties": more}


def _version(tables: list[TableContract]) -> str:
    """Changes whenever what is taken in would change."""
    prints = "".join(table.fingerprint for table in tables)
    return f"1.0.0+{hashlib.sha256(prints.encode()).hexdigest()[:12]}"


def _text(contract: dict) -> str:
    return yaml.dump(contract, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=100)
