"""Reads the description of the dashboard: its data sets, its charts and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from supporting_families.contracts import LOADER, PROJECT_ROOT

from .errors import DashboardError

FOLDER = PROJECT_ROOT / "starters" / "superset"
FILE = FOLDER / "dashboard.yml"
KINDS = ("number", "bars", "lines", "table")
COLUMNS = 12  # of the page, by which widths are counted


@dataclass(frozen=True)
class Measure:
    """A figure of a chart: its name, the SQL that reckons it, and how Superset writes it (d3).
    `times` is by what it is multiplied in the answer to the question."""

    label: str
    sql: str
    format: str = ",d"
    colour: str | None = None
    times: int = 1


@dataclass(frozen=True)
class DataSet:
    """What charts ask: a published table (schema and name), or, by SQL, some of its rows."""

    code: str
    table: tuple[str, str]
    sql: str | None = None


@dataclass(frozen=True)
class Chart:
    """A chart, and the question of starters/sql whose answer it must show: the columns `answer` of
    the rows where `answer_where` holds, which are the dimensions and then the measures. Without
    `answer` these are all columns but the authority."""

    code: str
    title: str
    about: str
    kind: str
    data_set: DataSet
    question: str
    dimensions: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    answer: tuple[str, ...] = ()
    answer_where: dict[str, str] = field(default_factory=dict)
    where: str | None = None
    having: str | None = None
    order_by: str | None = None
    is_descending: bool = False
    options: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Tile:
    """A place on the page: a chart, or text in Markdown; its width in columns."""

    width: int
    chart: Chart | None = None
    text: str | None = None


@dataclass(frozen=True)
class Row:
    """Tiles beside each other; the height in steps of eight pixels."""

    height: int
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Choice:
    """What whoever looks may choose for the whole page: a column of a data set."""

    name: str
    data_set: DataSet
    column: str
    about: str


@dataclass(frozen=True)
class Dashboard:
    """The whole page."""

    title: str
    slug: str
    about: str
    database: str
    data_sets: tuple[DataSet, ...]
    charts: tuple[Chart, ...]
    rows: tuple[Row, ...]
    choices: tuple[Choice, ...]


def read_dashboard(file: Path = FILE) -> Dashboard:
    """The dashboard as its file describes it. Raises DashboardError on what makes no sense."""
    described = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)
    data_sets = {code: _data_set(code, one) for code, one in described["data_sets"].items()}
    charts = {
        code: _chart(file, code, one, data_sets) for code, one in described["charts"].items()
    }
    rows = tuple(_row(file, number, one, charts) for number, one in enumerate(described["rows"], 1))
    placed = [tile.chart.code for row in rows for tile in row.tiles if tile.chart]
    if sorted(placed) != sorted(charts):
        raise _wrong(file, "rows", f"place each chart once: {sorted(charts)}; found {placed}")
    choices = tuple(
        Choice(one["name"], data_sets[one["data_set"]], one["column"], one["about"])
        for one in described["choices"]
    )
    about = " ".join(described["about"].split())
    return Dashboard(
        described["title"], described["slug"], about, described["database"],
        tuple(data_sets.values()), tuple(charts.values()), rows, choices,
    )  # fmt: skip


def _data_set(code: str, described: dict) -> DataSet:
    schema, table = described["table"].split(".", 1)
    return DataSet(code, (schema, table), described.get("sql"))


def _chart(file: Path, code: str, described: dict, data_sets: dict[str, DataSet]) -> Chart:
    if described["kind"] not in KINDS:
        raise _wrong(file, f"chart {code}", f"`kind` is one of {', '.join(KINDS)}")
    if described["data_set"] not in data_sets:
        raise _wrong(file, f"chart {code}", f"no data set is called {described['data_set']!r}")
    return Chart(
        code=code,
        title=described["title"],
        about=" ".join(described["about"].split()),
        kind=described["kind"],
        data_set=data_sets[described["data_set"]],
        question=described["question"],
        dimensions=tuple(described.get("dimensions") or ()),
        measures=tuple(Measure(**one) for one in described.get("measures") or ()),
        answer=tuple(described.get("answer") or ()),
        answer_where=described.get("answer_where") or {},
        where=described.get("where"),
        having=described.get("having"),
        order_by=described.get("order_by"),
        is_descending=described.get("is_descending", False),
        options=described.get("options") or {},
    )


def _row(file: Path, number: int, described: dict, charts: dict[str, Chart]) -> Row:
    tiles = tuple(
        Tile(one["width"], charts.get(one.get("chart")), one.get("text"))
        for one in described["tiles"]
    )
    width = sum(tile.width for tile in tiles)
    if width > COLUMNS:
        raise _wrong(file, f"row {number}", f"{width} columns wide; there are {COLUMNS}")
    return Row(described["height"], tiles)


def _wrong(file: Path, where: str, why: str) -> DashboardError:
    return DashboardError(f"{file.name}, {where}: {why}.")
