"""The model as files of TMDL, the language in which Power BI keeps a model as text."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from supporting_families.dictionary import DescribedColumn, DescribedTable

from .measures import Measure
from .naming import column_names, table_names, tag
from .relationships import Relationship

COMPATIBILITY = 1600
DATES = ("core", "dim_date")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WHOLE = ("integer", "bigint", "smallint")
_FOLDER_PART = "definition"
# Either way the same tables: from a server, or from the folder of Parquet files.
_PARAMETERS = (
    ("Server", "db.council.example", "Address of the PostgreSQL server. Not asked for files."),
    ("Database", "families", "Database on that server. Not asked for files."),
    ("Folder", "", "Folder of Parquet files, one folder a schema. Empty: ask the server."),
)
_PUBLISHED = """\
let
    Published = (schema as text, table as text) as table =>
        if Folder = null or Folder = "" then
            PostgreSQL.Database(Server, Database){[Schema = schema, Item = table]}[Data]
        else
            Parquet.Document(File.Contents(Folder & "\\" & schema & "\\" & table & ".parquet"))
in
    Published"""


def files(
    tables: list[DescribedTable],
    links: list[Relationship],
    measures: list[Measure],
    orders: dict[tuple[str, str, str], str],
) -> dict[str, str]:
    """The text of each file by its place in the folder of the model."""
    names = table_names(tables)
    made = {
        f"{_FOLDER_PART}/database.tmdl": f"database\n\tcompatibilityLevel: {COMPATIBILITY}\n",
        f"{_FOLDER_PART}/model.tmdl": _model(list(names.values())),
        f"{_FOLDER_PART}/expressions.tmdl": _expressions(),
        f"{_FOLDER_PART}/relationships.tmdl": _relationships(tables, links, names),
    }
    for table in tables:
        place = (table.schema, table.name)
        own = [measure for measure in measures if measure.table == place]
        path = PurePosixPath(_FOLDER_PART) / "tables" / f"{names[place]}.tmdl"
        made[str(path)] = _table(table, names[place], own, orders)
    return made


def quoted(name: str) -> str:
    """A name as TMDL writes it."""
    return name if _PLAIN.fullmatch(name) else "'" + name.replace("'", "''") + "'"


def _model(names: list[str]) -> str:
    lines = [
        "model Model",
        "\tculture: en-GB",
        "\tdefaultPowerBIDataSourceVersion: powerBI_V3",
        "\tsourceQueryCulture: en-GB",
        "\tdataAccessOptions",
        "\t\tlegacyRedirects",
        "\t\treturnErrorValuesAsNull",
        "",
        "annotation __PBI_TimeIntelligenceEnabled = 0",
        "",
        *(f"ref table {quoted(name)}" for name in names),
    ]
    return _text(lines)


def _expressions() -> str:
    lines = []
    for name, value, about in _PARAMETERS:
        lines += [
            f"/// {about}",
            f'expression {name} = "{value}" meta '
            '[IsParameterQuery=true, Type="Text", IsParameterQueryRequired=false]',
            f"\tlineageTag: {tag('expression', name)}",
            "",
            "\tannotation PBI_ResultType = Text",
            "",
        ]
    lines += ["/// A published table, by schema and name.", "expression Published ="]
    lines += [f"\t\t{line}" for line in _PUBLISHED.splitlines()]
    lines += [
        f"\tlineageTag: {tag('expression', 'Published')}",
        "",
        "\tannotation PBI_ResultType = Function",
    ]
    return _text(lines)


def _relationships(
    tables: list[DescribedTable], links: list[Relationship], names: dict[tuple[str, str], str]
) -> str:
    columns = {(table.schema, table.name): column_names(table) for table in tables}
    lines = []
    for link in links:
        identity = tag("relationship", *link.many, link.many_column, *link.one)
        lines.append(f"relationship {identity}")
        if not link.is_active:
            lines.append("\tisActive: false")
        for end, place, column in (
            ("from", link.many, link.many_column),
            ("to", link.one, link.one_column),
        ):
            label = columns[place][column]
            lines.append(f"\t{end}Column: {quoted(names[place])}.{quoted(label)}")
        lines.append("")
    return _text(lines)


def _table(
    table: DescribedTable,
    name: str,
    measures: list[Measure],
    orders: dict[tuple[str, str, str], str],
) -> str:
    labels = column_names(table)
    is_dates = (table.schema, table.name) == DATES
    lines = [f"/// {table.description}", f"table {quoted(name)}"]
    lines.append(f"\tlineageTag: {tag('table', table.schema, table.name)}")
    if is_dates:
        lines.append("\tdataCategory: Time")
    lines.append("")
    for measure in measures:
        lines += _measure(measure)
    for column in table.columns:
        order = orders.get((table.schema, table.name, column.name))
        is_key = is_dates and table.primary_key == (column.name,)
        lines += _column(table, column, labels, order, is_key)
    lines += [
        f"\tpartition {quoted(name)} = m",
        "\t\tmode: import",
        "\t\tsource =",
        "\t\t\t\tlet",
        f'\t\t\t\t\tSource = Published("{table.schema}", "{table.name}")',
        "\t\t\t\tin",
        "\t\t\t\t\tSource",
    ]
    return _text(lines)


def _measure(measure: Measure) -> list[str]:
    first, *others = measure.dax.splitlines()
    said = [f" {first}"] if not others else ["", *(f"\t\t\t{line}" for line in (first, *others))]
    return [
        f"\t/// {measure.description}",
        f"\tmeasure {quoted(measure.name)} ={said[0]}",
        *said[1:],
        f"\t\tformatString: {measure.format}",
        f"\t\tlineageTag: {tag('measure', measure.name)}",
        "",
    ]


def _column(
    table: DescribedTable,
    column: DescribedColumn,
    labels: dict[str, str],
    order: str | None,
    is_key: bool,
) -> list[str]:
    lines = [
        f"\t/// {column.description}",
        f"\tcolumn {quoted(labels[column.name])}",
        f"\t\tdataType: {_kind(column)}",
    ]
    if is_key:
        lines.append("\t\tisKey")
    elif column.name.endswith(("_key", "_id")):
        lines.append("\t\tisHidden")
    if column.format:
        lines.append(f"\t\tformatString: {column.format}")
    lines += [
        f"\t\tlineageTag: {tag('column', table.schema, table.name, column.name)}",
        "\t\tsummarizeBy: none",  # a median must not be added up by mistake: that is for measures
        f"\t\tsourceColumn: {column.name}",
    ]
    if order:
        lines.append(f"\t\tsortByColumn: {quoted(labels[order])}")
    return [*lines, "", "\t\tannotation SummarizationSetBy = User", ""]


def _kind(column: DescribedColumn) -> str:
    kind = column.data_type.lower()
    if kind in _WHOLE:
        return "int64"
    if kind.startswith("decimal"):
        return "decimal" if column.unit == "GBP" else "double"
    return {"date": "dateTime", "timestamp": "dateTime", "double": "double"}.get(
        kind, "boolean" if kind == "boolean" else "string"
    )


def _text(lines: list[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"
