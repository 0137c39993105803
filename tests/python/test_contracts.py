"""What every feed contract must say, so that intake, staging and documentation can rely on it."""

from __future__ import annotations

import re

import pytest
import yaml
from supporting_families.contracts import STAGING, load_contracts, plain_header

TYPES = {
    "text", "date", "integer", "decimal", "flag", "boolean", "code", "upn", "nhs_number", "nino",
    "postcode", "uprn",
}  # fmt: skip
CLASSES = {"direct", "indirect", "special_category", "criminal", "none"}
PROVENANCE = {"published", "sector-oss", "assumed"}
TABLES = {
    f"{source['name']}.{table['name']}": table
    for path in sorted(STAGING.glob("*/*__sources.yml"))
    for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
    for table in source["tables"]
}
CONTRACTS = {f"{c.feed_code}.{c.name}": c for c in load_contracts()}


@pytest.mark.parametrize("name", TABLES)
def test_a_contract_says_all_that_is_asked_of_it(name: str) -> None:
    table, contract = TABLES[name], CONTRACTS[name]
    assert table["description"].startswith("One row per ")
    for column in contract.columns:
        assert column.type in TYPES, column
        assert column.personal_data in CLASSES, column
        assert column.provenance in PROVENANCE, column
        assert re.fullmatch(r"[A-Za-z]\w*", column.name), column
        assert bool(column.path) == (contract.form == "xml"), column
    assert bool(contract.element) == (contract.form == "xml")
    assert bool(contract.sheet) == (contract.form == "workbook")
    assert set(contract.period) <= contract.pattern.groupindex.keys()
    row_key = table["config"]["meta"].get("row_key", ())
    assert set(row_key) <= {*contract.column_names, *contract.period}


@pytest.mark.parametrize("name", TABLES)
def test_no_two_columns_share_a_header_or_a_staged_name(name: str) -> None:
    columns = CONTRACTS[name].columns
    headers = [
        header
        for column in columns
        for header in {plain_header(name) for name in (column.name, *column.also_called)}
    ]
    assert len(headers) == len(set(headers))
    staged = [c["config"]["meta"].get("as", c["name"]) for c in TABLES[name]["columns"]]
    assert len(staged) == len(set(staged))
