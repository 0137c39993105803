"""Joins linked identities into people, one link after the other, and never what is known apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from duckdb import DuckDBPyRelation

# Columns of which a person has one value; two people with none in common are not one.
IDENTIFIERS = ("upn", "nhs_number", "nino")
# So many records make a birth date more than a slip.
CONFIRMED_BY = 3


def clusters_of(
    candidates: DuckDBPyRelation, identities: DuckDBPyRelation
) -> dict[str, int]:
    """For every identity the rank of the first identity of its person.

    `candidates` are pairs as `int_link_candidates` has them, `identities` those of
    `int_distinct_identities`.
    """
    links = candidates.filter("verdict = 'link'").order(
        "link_order, match_weight desc nulls last, earlier_rank, later_rank"
    )
    apart = candidates.filter("reach = 'people'")
    unlike = candidates.filter("reach = 'outvoted'")
    return cluster(
        dict(identities.project("identity_key, first_record_rank").fetchall()),
        links.project("identity_key_1, identity_key_2, link_rule_id = 'H1'").fetchall(),
        apart.project("identity_key_1, identity_key_2").fetchall(),
        unlike.project("identity_key_1, identity_key_2").fetchall(),
        {kind: _values(identities, kind) for kind in IDENTIFIERS},
        _birth_dates(identities),
    )


def _values(identities: DuckDBPyRelation, kind: str) -> dict[str, frozenset[str]]:
    """The valid identifiers of a kind that each identity has, the former pupil number included."""
    columns = "upn, former_upn" if kind == "upn" else kind
    rows = identities.filter(f"{kind} is not null").project(f"identity_key, {columns}").fetchall()
    return {key: frozenset(value for value in values if value) for key, *values in rows}


def _birth_dates(identities: DuckDBPyRelation) -> dict[str, tuple[date, int]]:
    """The birth date of each identity that is not one systems fill in, and how many records say it."""
    known = identities.filter("date_of_birth is not null and not is_birth_date_weak")
    rows = known.project("identity_key, date_of_birth, record_count").fetchall()
    return {key: (day, records) for key, day, records in rows}


def cluster(
    identities: Mapping[str, int],
    links: Iterable[tuple[str, str, bool]],
    apart: Iterable[tuple[str, str]],
    unlike: Iterable[tuple[str, str]],
    identifiers: Mapping[str, Mapping[str, frozenset[str]]],
    birth_dates: Mapping[str, tuple[date, int]],
) -> dict[str, int]:
    """For every identity the rank of the first identity of its person.

    `identities` gives the rank of each key. `links` come in the order in which they count: two keys,
    and whether a named person decided it. Two sides are joined by a link unless a pair in `apart`
    lies between them. Where nobody decided it they must also not have valid identifiers of one kind
    and share none, nor each have birth dates that several records say and share none, and more
    links than `unlike` pairs must lie between them. `identifiers` gives for each kind the values
    that an identity has, `birth_dates` a day and how many records say it.
    """
    links = list(links)
    groups = _Groups(identities, identifiers, birth_dates)
    for this, other in apart:
        groups.between(this, other)[_APART] += 1
    for this, other in unlike:
        groups.between(this, other)[_UNLIKE] += 1
    for this, other, _ in links:
        groups.between(this, other)[_LINKED] += 1
    for this, other, is_decided in links:
        groups.link(this, other, is_decided)
    return {key: groups.first[groups.root(key)] for key in identities}


_APART, _UNLIKE, _LINKED = "apart", "unlike", "linked"


class _Groups:
    """Disjoint groups of identities, with what lies between any two of them."""

    def __init__(
        self,
        identities: Mapping[str, int],
        identifiers: Mapping[str, Mapping[str, frozenset[str]]],
        birth_dates: Mapping[str, tuple[date, int]],
    ) -> None:
        self.first = dict(identities)
        self._parent = {key: key for key in identities}
        self._identifiers = [dict(values) for values in identifiers.values()]
        self._born = {key: Counter({day: said}) for key, (day, said) in birth_dates.items()}
        self._neighbours: dict[str, dict[str, Counter]] = {}

    def root(self, key: str) -> str:
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key

    def between(self, this: str, other: str) -> Counter:
        """The counts between two groups, the same object seen from either side."""
        mine = self._neighbours.setdefault(this, {})
        if other not in mine:
            mine[other] = self._neighbours.setdefault(other, {})[this] = Counter()
        return mine[other]

    def link(self, this: str, other: str, is_decided: bool) -> None:
        this, other = self.root(this), self.root(other)
        if this == other:
            return
        counts = self._neighbours[this][other]
        if counts[_APART] or not (is_decided or self._agree(this, other, counts)):
            return
        if len(self._neighbours[this]) < len(self._neighbours[other]):
            this, other = other, this
        self._join(this, other)

    def _agree(self, this: str, other: str, counts: Counter) -> bool:
        if counts[_UNLIKE] >= counts[_LINKED]:
            return False
        for values in self._identifiers:
            mine, theirs = values.get(this), values.get(other)
            if mine and theirs and mine.isdisjoint(theirs):
                return False
        mine, theirs = self._confirmed(this), self._confirmed(other)
        return not (mine and theirs and mine.isdisjoint(theirs))

    def _confirmed(self, group: str) -> set[date]:
        days = self._born.get(group, {})
        return {day for day, said in days.items() if said >= CONFIRMED_BY}

    def _join(self, this: str, other: str) -> None:
        """The other group becomes part of this one."""
        self._parent[other] = this
        self.first[this] = min(self.first[this], self.first[other])
        for values in self._identifiers:
            both = values.get(this, frozenset()) | values.get(other, frozenset())
            if both:
                values[this] = both
        if other in self._born:
            self._born.setdefault(this, Counter()).update(self._born.pop(other))
        for neighbour, counts in self._neighbours.pop(other).items():
            del self._neighbours[neighbour][other]
            if neighbour != this:
                self.between(this, neighbour).update(counts)
