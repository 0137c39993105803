"""Column lineage as pages to follow: from a published column back to what partners send."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from supporting_families.markup import Html, code, paragraph, picture, text

from .. import charts, words
from ..markup import Page, folded, join, link, table
from ..reading import Published, Row

FILE = "lineage.html"
FOLDER = "lineage"
ROWS = "*"
_MANY = 8
LANDED = "intake"  # the schema of what partners send
Table = tuple[str, str]  # schema, table
Column = tuple[str, str, str]  # schema, table, column


def page_of(schema: str, name: str) -> str:
    """The file of the page of a table."""
    return f"{FOLDER}/{schema}.{name}.html"


class Edges:
    """What each column is made of and what is made of it, and which tables there are."""

    def __init__(self, rows: list[Row]) -> None:
        self.comes_from: dict[Column, list[Column]] = {}
        self.goes_to: dict[Column, list[Column]] = {}
        self.tables: dict[Table, list[str]] = {}
        self._made_of: dict[Table, set[Table]] = {}
        for row in rows:
            to, origin = _end(row, "to"), _end(row, "from")
            self.comes_from.setdefault(to, []).append(origin)
            self.goes_to.setdefault(origin, []).append(to)
            if row["edge_kind"] == "values":
                self._made_of.setdefault(to[:2], set()).add(origin[:2])
            for schema, name, column in (to, origin):
                columns = self.tables.setdefault((schema, name), [])
                if column not in columns:
                    columns.append(column)
        self._feeds: dict[Table, frozenset[str]] = {}

    def neighbours(self, table_: Table) -> tuple[list[Table], list[Table]]:
        """The tables that this one is made of, and those it goes into."""
        before, after = set(), set()
        for column in self.tables[table_]:
            before |= {end[:2] for end in self.comes_from.get((*table_, column), ())}
            after |= {end[:2] for end in self.goes_to.get((*table_, column), ())}
        return sorted(before - {table_}), sorted(after - {table_})

    def feeds(self, table_: Table) -> frozenset[str]:
        """The feeds whose values are in the table, however many steps ago."""
        if table_ not in self._feeds:
            self._feeds[table_] = frozenset()  # a table that reads itself adds nothing
            found = {table_[1].split(".")[0]} if table_[0] == LANDED else set()
            for origin in self._made_of.get(table_, ()):
                found |= self.feeds(origin)
            self._feeds[table_] = frozenset(found)
        return self._feeds[table_]


def pages(published: Published, descriptions: dict[tuple[str, str], str]) -> Iterator[Page]:
    """The page that leads to the tables, and a page of each table with its columns."""
    edges = Edges(published["gov_column_lineage"])
    feeds = {row["feed_code"]: str(row["feed_name"]) for row in published["gov_feed_register"]}
    yield _entry(edges, feeds)
    for schema, name in edges.tables:
        yield _of_table(edges, (schema, name), descriptions.get((schema, name), ""), feeds)


def _end(row: Row, which: str) -> Column:
    return tuple(str(row[f"{which}_{part}"]) for part in ("schema", "table", "column"))


def _entry(edges: Edges, feeds: dict[object, str]) -> Page:
    shown = Page(FILE, "Where each column comes from")
    shown.lead(
        "Choose a table, then follow any of its columns back, step by step, to the file of the "
        "partner who sent it. What is shown is read out of the code that makes the tables."
    )
    shown.heading("Tables that people read, and extracts")
    for schema, name in words.ROOMS.items():
        if found := sorted(table for of, table in edges.tables if of == schema):
            shown.add(_list(f"{name} ({schema})", schema, found))
    shown.heading("What partners send")
    sent = sorted(name for schema, name in edges.tables if schema == LANDED)
    for feed, found in groupby(sent, lambda name: name.split(".")[0]):
        name = feeds.get(feed, words.capital(words.plain(feed)))
        shown.add(_list(name, LANDED, list(found)))
    shown.heading("Steps in between")
    others = {schema for schema, _ in edges.tables} - {*words.ROOMS, LANDED}
    for schema in sorted(others):
        found = sorted(name for of, name in edges.tables if of == schema)
        shown.add(folded(f"{schema}: {words.several(len(found), 'table')}", _links(schema, found)))
    return shown


def _list(name: str, schema: str, tables: list[str]) -> str:
    return f"<h3>{text(name)}</h3>{_links(schema, tables)}"


def _links(schema: str, tables: list[str]) -> str:
    return paragraph(join((link(page_of(schema, name), name) for name in tables), " &middot; "))


def _of_table(edges: Edges, table_: Table, description: str, feeds: dict[object, str]) -> Page:
    schema, name = table_
    shown = Page(page_of(schema, name), f"{schema}.{name}")
    shown.add(paragraph(Html(f"<a href='../{FILE}'>All tables</a>")))
    if description:
        shown.say(description)
    from_feeds = sorted(feeds[code_] for code_ in edges.feeds(table_) if code_ in feeds)
    if from_feeds and schema != LANDED:
        shown.say(f"What it says comes in the end from: {words.series(from_feeds)}.")
    shown.add(_picture(edges, table_))
    columns = sorted(edges.tables[table_], key=lambda column: column != ROWS)
    rows = [
        (
            Html(f"<span id='{_anchor(column)}'>{_called(column)}</span>"),
            _ends(edges.comes_from.get((schema, name, column), []), schema, name),
            _ends(edges.goes_to.get((schema, name, column), []), schema, name),
        )
        for column in columns
    ]
    shown.add(table("Its columns", ["Column", "Made of", "Used by"], rows))
    return shown


def _picture(edges: Edges, table_: Table) -> str:
    before, after = edges.neighbours(table_)
    told = f"{table_[1]} is made of {words.several(len(before), 'table')} and goes into "
    return picture(
        charts.neighbours([name for _, name in before], table_[1], [name for _, name in after]),
        f"{told}{words.several(len(after), 'table')}. The table below names all of them.",
        "Left: what it is made of. Right: what it goes into.",
    )


def _anchor(column: str) -> str:
    return "rows" if column == ROWS else f"c-{column}"


def _called(column: str) -> Html:
    return text("which rows there are") if column == ROWS else code(column)


def _ends(columns: list[Column], schema: str, name: str) -> Html:
    """Links to columns, table by table; many are folded."""
    parts = []
    for (of, table_name), found in groupby(sorted(columns), lambda column: column[:2]):
        file = "" if (of, table_name) == (schema, name) else f"{of}.{table_name}.html"
        ends = join(
            (link(f"{file}#{_anchor(column)}", _short(column)) for *_, column in found), ", "
        )
        parts.append(Html(f"{text(of)}.<wbr>{text(table_name)}: {ends}"))
    shown = join(parts, "<br>")
    if len(parts) > _MANY:
        return Html(folded(words.several(len(parts), "table"), shown))
    return shown


def _short(column: str) -> Html:
    return text("rows") if column == ROWS else text(column)
