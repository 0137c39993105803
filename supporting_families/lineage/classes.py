"""How classes of personal data travel with the columns.

A column of a feed has the class that its contract says. The class goes wherever the value goes,
until a declaration says by name where it stops being that (a hash, an age, a count) and what it then
is. Which rows a table has (`*`) is told by what the conditions look at; a name that a condition looks
at is not told by it, so there a direct identifier counts as indirect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .graph import ROWS, Lineage, Origin

DIRECT, CRIMINAL, SPECIAL, INDIRECT, NONE = CLASSES = (
    "direct", "criminal", "special_category", "indirect", "none"
)  # fmt: skip
ANY_TABLE = "*"  # at the end of a table's name in a declaration: every table that begins so


@dataclass(frozen=True)
class Declassified:
    """Where a class ends: what arrives in this column as `from_class` goes on as `to_class`, by
    what is done to it (`how`)."""

    table: str
    column: str
    from_class: str
    to_class: str
    how: str

    def names(self, node: Origin) -> bool:
        table, column = node
        begins = self.table.removesuffix(ANY_TABLE)
        fits = table.startswith(begins) if begins != self.table else table == self.table
        return fits and column == self.column


class Travel:
    """What arrives where. `classes` are those of the columns of feeds, by table and column.

    `rows_too` follows as well which rows there are, and not values alone.
    """

    def __init__(
        self,
        lineage: Lineage,
        classes: Mapping[Origin, str],
        declassified: Iterable[Declassified],
        rows_too: bool,
    ):
        self.lineage = lineage
        self.class_of = {
            origin: said
            for origin, said in (*classes.items(), *lineage.brings.items())
            if said != NONE
        }
        self.origins = sorted(self.class_of)
        self._declassified: dict[str, list[Declassified]] = {}
        for said in declassified:
            self._declassified.setdefault(said.column, []).append(said)
        self._bit_of = {origin: 1 << at for at, origin in enumerate(self.origins)}
        # of each column: for every class the origins that arrive with it, one bit each
        self._arrived: dict[Origin, dict[str, int]] = {
            origin: {said: self._bit_of[origin]} for origin, said in self.class_of.items()
        }
        # the columns at which each declaration changed what arrives, and by which of them it went
        self.used: dict[Declassified, list[Origin]] = {}
        self._changed: dict[Origin, int] = {}
        self._went_by: dict[Origin, frozenset[Origin]] = {}
        for node in lineage.in_order():
            if rows_too or node[1] != ROWS:
                self._arrive(node)

    def classes_at(self, node: Origin) -> list[str]:
        """The classes that arrive at a column, the strongest first; none where nothing arrives."""
        arrived = self._arrived.get(node, {})
        return [name for name in CLASSES if arrived.get(name) and name != NONE]

    def arrivals(self, node: Origin) -> Iterator[tuple[Origin, str]]:
        """The columns of feeds that arrive at a column, each with its strongest class there."""
        seen = 0
        arrived = self._arrived.get(node, {})
        for name in CLASSES:
            bits = arrived.get(name, 0) & ~seen
            seen |= bits
            for place in _places(bits):
                yield self.origins[place], name

    def declassified_at(self, origin: Origin, node: Origin) -> list[Origin]:
        """The declared columns on the ways from a column of a feed that changed its class."""
        bit = self._bit_of[origin]
        by = self._went_by.get(node, ())
        return sorted(declared for declared in by if self._changed[declared] & bit)

    def _arrive(self, node: Origin) -> None:
        arrived = dict(self._arrived.get(node, {}))
        went_by: set[Origin] = set()
        for origin in self.lineage.made_of[node]:
            for name, bits in self._arrived.get(origin, {}).items():
                arrived[name] = arrived.get(name, 0) | bits
            went_by |= self._went_by.get(origin, frozenset())
        if node[1] == ROWS and arrived.get(DIRECT):
            arrived[INDIRECT] = arrived.get(INDIRECT, 0) | arrived.pop(DIRECT)
        before = dict(arrived)
        for said in self._said_of(node):
            bits = before.get(said.from_class, 0)
            if bits:
                self.used.setdefault(said, []).append(node)
                arrived[said.from_class] &= ~bits
                arrived[said.to_class] = arrived.get(said.to_class, 0) | bits
                self._changed[node] = self._changed.get(node, 0) | bits
                went_by.add(node)
        self._arrived[node] = arrived
        self._went_by[node] = frozenset(went_by)

    def _said_of(self, node: Origin) -> list[Declassified]:
        return [said for said in self._declassified.get(node[1], ()) if said.names(node)]


def _places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
