"""What may arrive where: every path to a mart with its verdict, what tables use, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from .classes import CLASSES, CRIMINAL, DIRECT, NONE, SPECIAL, Travel
from .declarations import ALLOWED, CLASSES as CLASSES_SEED, DECLASSIFIED, PURPOSES, Declarations
from .graph import ROWS, Lineage, Origin

# Schemas of which nothing leaves the build file; the tables of all others are marts.
NOT_FOR_READERS = ("intake", "catalogue", "staging", "intermediate")
BY_PURPOSE = (CRIMINAL, SPECIAL)
SHOWING = ("coarsened",)  # what is done to a value that leaves some of it to be seen
STEPS = 8  # so many steps of a way a message shows


@dataclass(frozen=True)
class Path:
    """From a column of a feed to a column of a mart, by values alone."""

    node: Origin
    origin: Origin
    class_at_source: str
    class_on_arrival: str
    declassified_at: tuple[Origin, ...]
    verdict: str


@dataclass(frozen=True)
class Use:
    """What a mart uses of a feed: classes by values or by which rows there are; none if neither."""

    table: str
    feed_code: str
    by_values: bool
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """Something wrong: its kind, where, and what to do."""

    kind: str
    table: str
    column: str | None
    personal_data: str | None
    message: str


class Findings:
    """What is to be said of a lineage. `classes` are those of the columns of feeds."""

    def __init__(
        self, lineage: Lineage, classes: Mapping[Origin, str], declarations: Declarations
    ):
        self.lineage = lineage
        self.declarations = declarations
        self.classes = classes
        self._columns = lineage.columns()
        self.marts = sorted(
            table for table in self._columns if lineage.schemas[table] not in NOT_FOR_READERS
        )

    @cached_property
    def by_values(self) -> Travel:
        return self._travel(rows_too=False)

    @cached_property
    def by_rows_too(self) -> Travel:
        return self._travel(rows_too=True)

    def _travel(self, rows_too: bool) -> Travel:
        return Travel(self.lineage, self.classes, self.declarations.declassified, rows_too)

    def nodes_of(self, table: str) -> list[Origin]:
        """The columns of a table, without its rows."""
        return [(table, column) for column in self._columns[table] if column != ROWS]

    def paths(self) -> Iterator[Path]:
        """Every path from a column of a feed that holds personal data to a column of a mart."""
        travel = self.by_values
        for table in self.marts:
            for node in self.nodes_of(table):
                for origin, arrived in travel.arrivals(node):
                    at_source = travel.class_of[origin]
                    yield Path(
                        node, origin, at_source, arrived,
                        tuple(travel.declassified_at(origin, node)),
                        self._verdict(node, at_source, arrived),
                    )  # fmt: skip

    def _verdict(self, node: Origin, at_source: str, arrived: str) -> str:
        if arrived == DIRECT:
            return "allowed_by_name" if node in self.declarations.allowed else "not_allowed"
        if arrived in BY_PURPOSE:
            says = self.declarations.purposes_of(node[0])
            allowed = says and not self._against(node[0], arrived)
            return "allowed_by_purpose" if allowed else "not_allowed"
        return "open" if arrived == at_source else "declassified"

    def _against(self, table: str, name: str) -> list[str]:
        """The purposes of a table that may not use a class."""
        purposes = self.declarations.purposes_of(table)
        return [one for one in purposes if (one, name) not in self.declarations.classes]

    def uses(self) -> Iterator[Use]:
        """What every mart uses of every feed: by values, or by which rows there are alone."""
        values = self._feeds_reached(rows_too=False)
        for table, feeds in self._feeds_reached(rows_too=True).items():
            classes = self._classes_by_feed(table)
            for feed in sorted(feeds):
                found = classes.get(feed, set()) - {NONE}
                told = tuple(name for name in CLASSES if name in found)
                yield Use(table, feed, feed in values[table], told or (NONE,))

    def _feeds_reached(self, rows_too: bool) -> dict[str, set[str]]:
        """The feeds of which anything arrives at each mart."""
        nothing: frozenset[str] = frozenset()
        reached: dict[Origin, frozenset[str]] = {}
        for node in self.lineage.in_order():
            if rows_too or node[1] != ROWS:
                reached[node] = nothing.union(
                    *(
                        {feed_of(origin)} if feed_of(origin) else reached.get(origin, nothing)
                        for origin in self.lineage.made_of[node]
                    )
                )
        return {
            table: set().union(*(reached.get((table, name), ()) for name in self._columns[table]))
            for table in self.marts
        }

    def _classes_by_feed(self, table: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for node in (*self.nodes_of(table), (table, ROWS)):
            for origin, arrived in self.by_rows_too.arrivals(node):
                found.setdefault(feed_of(origin), set()).add(arrived)
        return found

    def wrong(self) -> list[Finding]:
        """Everything that may not be, each with what to do, in the order of the tables."""
        found = [*self._direct(), *self._still_shown(), *self._purposes(), *self._unused()]
        return sorted(found, key=lambda one: (one.kind, one.table, one.column or "", one.message))

    def _direct(self) -> Iterator[Finding]:
        for table in self.marts:
            for node in self.nodes_of(table):
                origins = [o for o, name in self.by_values.arrivals(node) if name == DIRECT]
                if origins and node not in self.declarations.allowed:
                    name = f"{self.lineage.schemas[table]}.{table}.{node[1]}"
                    yield Finding(
                        "direct_not_allowed", table, node[1], DIRECT,
                        f"{name} holds direct identifiers: of {len(origins)} columns of feeds, "
                        f"by {self._way(origins[0], node)}. Leave the column out; or, where it is "
                        f"no identifier any more, add to {seed(DECLASSIFIED)} at the first column "
                        f"that is none: {table},{node[1]},direct,indirect,HOW,WHY,PROVENANCE,M; "
                        f"or, where its readers have a right to it, add to {seed(ALLOWED)}: "
                        f"{table},{node[1]},direct,WHY,PROVENANCE,M",
                    )  # fmt: skip

    def _still_shown(self) -> Iterator[Finding]:
        """Columns in which a class is said to end, and whose SQL shows the value all the same."""
        for said, nodes in self.by_values.used.items():
            for node in nodes if said.how not in SHOWING else ():
                shown = [
                    ".".join(origin)
                    for origin in sorted(self.lineage.shown.get(node, ()))
                    if said.from_class in self.by_values.classes_at(origin)
                ]
                if shown:
                    yield Finding(
                        "declared_and_still_shown", node[0], node[1], said.from_class,
                        f"{'.'.join(node)} is declared to be '{said.how}' in {seed(DECLASSIFIED)}, "
                        f"but its SQL lets the value of {shown[0]} come out as it is. Mend the "
                        "model; or, where the value ends further up, move the row up there.",
                    )  # fmt: skip

    def _way(self, origin: Origin, node: Origin) -> str:
        steps = self.way(origin, node, DIRECT)
        if len(steps) > STEPS:
            steps[STEPS // 2 : -STEPS // 2] = [("", "")]
        return " > ".join(".".join(step) if step[0] else "..." for step in steps)

    def way(self, origin: Origin, node: Origin, name: str) -> list[Origin]:
        """A shortest way by which a column of a feed arrives at a column, keeping a class."""
        came_from: dict[Origin, Origin | None] = {node: None}
        row = [node]
        for here in row:
            if here == origin:
                break
            for parent in self.lineage.made_of.get(here, ()):
                if parent not in came_from and (origin, name) in self._arriving(parent):
                    came_from[parent] = here
                    row.append(parent)
        steps, here = [], origin
        while here is not None:
            steps.append(here)
            here = came_from[here]
        return steps

    def _arriving(self, node: Origin) -> set[tuple[Origin, str]]:
        return set(self.by_values.arrivals(node))

    def _purposes(self) -> Iterator[Finding]:
        for table in self.marts:
            name = f"{self.lineage.schemas[table]}.{table}"
            purposes = self.declarations.purposes_of(table)
            if not purposes:
                yield Finding(
                    "no_purpose", table, None, None,
                    f"{name} does not say what it is for: add to {seed(PURPOSES)}: "
                    f"{table},PURPOSE,WHY,PROVENANCE,M",
                )  # fmt: skip
            for personal_data in self._classes_used(table):
                for purpose in self._against(table, personal_data):
                    where = self._where(table, personal_data)
                    yield Finding(
                        "against_purpose", table, None, personal_data,
                        f"{name} is for '{purpose}', which may not use data of the class "
                        f"'{personal_data}'. It arrives {where}. Leave it out; or, where it tells "
                        f"of nobody any more, add to {seed(DECLASSIFIED)}: {table},COLUMN,"
                        f"{personal_data},none,HOW,WHY,PROVENANCE,M; or, if the law lets the "
                        f"purpose use it, add to {seed(CLASSES_SEED)}: {purpose},{personal_data},"
                        "CONDITION OF LAW,WHY,PROVENANCE,M",
                    )  # fmt: skip

    def _classes_used(self, table: str) -> list[str]:
        """The classes of a table that a purpose must allow, by values and by rows."""
        travel = self.by_rows_too
        used = {
            name
            for node in (*self.nodes_of(table), (table, ROWS))
            for name in travel.classes_at(node)
        }
        return [name for name in CLASSES if name in used]

    def _where(self, table: str, personal_data: str) -> str:
        columns = [
            column
            for _, column in self.nodes_of(table)
            if personal_data in self.by_rows_too.classes_at((table, column))
        ]
        by_rows = personal_data in self.by_rows_too.classes_at((table, ROWS))
        told = [f"in {', '.join(columns)}"] if columns else []
        told += ["by which rows there are (column *)"] if by_rows else []
        return " and ".join(told)

    def _unused(self) -> Iterator[Finding]:
        for said in self.declarations.declassified:
            if said not in self.by_values.used and said not in self.by_rows_too.used:
                yield _needless(
                    DECLASSIFIED, said.table, said.column, said.from_class,
                    f"nothing of the class '{said.from_class}' arrives there",
                )  # fmt: skip
        for table, column in self.declarations.allowed:
            if DIRECT not in self.by_values.classes_at((table, column)):
                yield _needless(ALLOWED, table, column, DIRECT, "nothing direct arrives there")
        for table in {table for table, _ in self.declarations.purposes} - set(self.marts):
            yield _needless(PURPOSES, table, None, None, "there is no such mart")
        needed = {
            (purpose, name)
            for table, purpose in self.declarations.purposes
            if table in self.marts
            for name in self._classes_used(table)
        }
        for purpose, name in self.declarations.classes - needed:
            yield _needless(CLASSES_SEED, purpose, None, name, "no mart of the purpose has any")


def _needless(
    name: str, table: str, column: str | None, personal_data: str | None, why: str
) -> Finding:
    row = ",".join(part for part in (table, column, personal_data) if part)
    kind = "column" if name in (DECLASSIFIED, ALLOWED) else "purpose"
    return Finding(
        f"{kind}_declared_for_nothing", table, column, personal_data,
        f"the row '{row}' of {seed(name)} is of no use: {why}. Take it out.",
    )  # fmt: skip


def feed_of(origin: Origin) -> str:
    """The feed of a column of a contract table; empty for what a Python model brings."""
    table = origin[0]
    return table.split(".")[0] if "." in table else ""


def seed(name: str) -> str:
    return f"seeds/privacy/{name}.csv"
