"""Which tables filter which: from the foreign keys, without two ways from one table to another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from supporting_families.dictionary import DescribedTable, ForeignKey

Place = tuple[str, str]  # schema and name of a table


@dataclass(frozen=True)
class Relationship:
    """Many rows of `many` belong to one of `one`. Power BI follows it by itself where it is
    active; where not, a measure may ask for it (USERELATIONSHIP)."""

    many: Place
    many_column: str
    one: Place
    one_column: str
    is_active: bool


def relationships(tables: list[DescribedTable]) -> list[Relationship]:
    """Every foreign key between these tables. What a fact says of a dimension comes first; what
    would open a second way to the same table is inactive."""
    places = {(table.schema, table.name): table for table in tables}
    found = [
        (place, key)
        for place, table in places.items()
        for key in table.foreign_keys
        if (key.schema, key.table) in places
    ]
    active: list[tuple[Place, Place]] = []
    made = []
    for place, key in sorted(found, key=lambda one: _rank(*one)):
        way = ((key.schema, key.table), place)
        is_active = not _is_ambiguous([*active, way])
        if is_active:
            active.append(way)
        made.append(Relationship(place, key.column, way[0], key.to_column, is_active))
    return made


def _rank(place: Place, key: ForeignKey) -> tuple[int, Place, str]:
    to_dimension, from_dimension = key.table.startswith("dim_"), place[1].startswith("dim_")
    return (0 if to_dimension and not from_dimension else 1, place, key.column)


def _is_ambiguous(ways: list[tuple[Place, Place]]) -> bool:
    """Whether a filter could come from one table to another along two ways."""
    onward: dict[Place, list[Place]] = {}
    for one, many in ways:
        onward.setdefault(one, []).append(many)
    return any(_reached_twice(start, onward) for start in onward)


def _reached_twice(start: Place, onward: dict[Place, list[Place]]) -> bool:
    reached: Counter[Place] = Counter()
    ahead = list(onward[start])
    while ahead:
        place = ahead.pop()
        reached[place] += 1
        if reached[place] > 1 or place == start:
            return True
        ahead += onward.get(place, [])
    return False
