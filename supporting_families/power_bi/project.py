"""The folder that Power BI Desktop opens: the model, and a report with an empty page."""

from __future__ import annotations

import json
import re
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT
from supporting_families.dictionary import DescribedTable, described_tables
from supporting_families.serving.rights import Rights

from .errors import PowerBiError
from .measures import FOLDER, Measure, read_measures, read_orders
from .naming import column_names, table_names
from .relationships import relationships
from .tmdl import files

ROLE = "bi_reader"
SCHEMAS = ("core", "eligibility", "claims", "progress", "reporting")
NAME = "Supporting Families"
MODEL, REPORT = f"{NAME}.SemanticModel", f"{NAME}.Report"
MADE = (MODEL, REPORT, f"{NAME}.pbip")  # what is written; the rest of the folder is by hand
_PAGE = "overview"
_COLUMN = re.compile(r"'([^']+)'\[([^\]]+)\]")
_SCHEMA = "https://developer.microsoft.com/json-schemas/fabric"
_REPORT = f"{_SCHEMA}/item/report"


def chosen_tables(root: Path = PROJECT_ROOT) -> list[DescribedTable]:
    """The tables of the star and of the marts that a BI reader may read."""
    rights = Rights.read()
    return [
        table
        for table in described_tables(root)
        if table.schema in SCHEMAS and ROLE in rights.readers(table.schema, table.name)
    ]


def project() -> dict[str, str]:
    """The text of each file by its place in starters/powerbi. Raises PowerBiError."""
    tables, measures, orders = chosen_tables(), read_measures(), read_orders()
    _check(tables, measures, orders)
    model = files(tables, relationships(tables), measures, orders)
    made = {f"{MODEL}/{place}": text for place, text in model.items()}
    return made | {place: _json(content) for place, content in _around().items()}


def written(folder: Path = FOLDER) -> dict[str, str]:
    """What is in the folder already of what is made."""
    found = [
        path
        for name in MADE
        for path in ([folder / name] if (folder / name).is_file() else (folder / name).rglob("*"))
        if path.is_file()
    ]
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def write(folder: Path = FOLDER) -> list[str]:
    """Write what is other, remove what is no more. Returns the places that changed."""
    wanted, there = project(), written(folder)
    changed = sorted(
        place for place in wanted | there if wanted.get(place) != there.get(place)
    )
    for place in changed:
        path = folder / place
        if place in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[place].encode())
        else:
            path.unlink()
    return changed


def _check(
    tables: list[DescribedTable],
    measures: list[Measure],
    orders: dict[tuple[str, str, str], str],
) -> None:
    places = {(table.schema, table.name): table for table in tables}
    labels = {
        name: set(column_names(places[place]).values())
        for place, name in table_names(tables).items()
    }
    columns = set().union(*labels.values())
    names = [measure.name for measure in measures]
    for measure in measures:
        if measure.table not in places:
            raise _unknown(f"measure '{measure.name}' stands on {'.'.join(measure.table)}")
        if names.count(measure.name) > 1 or measure.name in columns:
            raise PowerBiError(
                f"measures.yml: '{measure.name}' is the name of another measure or a column."
            )
        for table, column in _COLUMN.findall(measure.dax):
            if column not in labels.get(table, ()):
                raise _unknown(f"measure '{measure.name}' asks for '{table}'[{column}]")
    for (schema, name, column), order in orders.items():
        table = places.get((schema, name))
        known = {one.name for one in table.columns} if table else set()
        if not {column, order} <= known:
            raise _unknown(f"{schema}.{name}.{column} is sorted by {order}")


def _unknown(what: str) -> PowerBiError:
    return PowerBiError(f"measures.yml: {what}, which is not in the model.")


def _around() -> dict[str, dict]:
    page = {
        "$schema": f"{_REPORT}/definition/page/1.0.0/schema.json",
        "name": _PAGE, "displayName": "Programme overview", "displayOption": "FitToPage",
        "height": 720, "width": 1280,
    }  # fmt: skip
    return {
        f"{NAME}.pbip": {
            "$schema": f"{_SCHEMA}/pbip/pbipProperties/1.0.0/schema.json",
            "version": "1.0",
            "artifacts": [{"report": {"path": REPORT}}],
            "settings": {"enableAutoRecovery": True},
        },
        f"{MODEL}/definition.pbism": {"version": "4.0", "settings": {}},
        f"{REPORT}/definition.pbir": {
            "$schema": f"{_REPORT}/definitionProperties/1.0.0/schema.json",
            "version": "4.0",
            "datasetReference": {"byPath": {"path": f"../{MODEL}"}},
        },
        f"{REPORT}/definition/version.json": {
            "$schema": f"{_REPORT}/definition/versionMetadata/1.0.0/schema.json",
            "version": "1.0.0",
        },
        f"{REPORT}/definition/report.json": {
            "$schema": f"{_REPORT}/definition/report/1.0.0/schema.json",
            "themeCollection": {},
            "layoutOptimization": "None",
        },
        f"{REPORT}/definition/pages/pages.json": {
            "$schema": f"{_REPORT}/definition/pagesMetadata/1.0.0/schema.json",
            "pageOrder": [_PAGE],
            "activePageName": _PAGE,
        },
        f"{REPORT}/definition/pages/{_PAGE}/page.json": page,
    }


def _json(content: dict) -> str:
    return json.dumps(content, indent=2) + "\n"
