"""Joins linked identities into people, one link after the other, and never what is known apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

import duckdb
import pyarrow as pa
from duckdb import DuckDBPyConnection, DuckDBPyRelation

# Columns of which a person has one value; two people with none in common are not one.
IDENTIFIERS = ("upn", "nhs_number", "nino")
# So many records make a birth date more than a slip.
CONFIRMED_BY = 3
BATCH = 100_000  # rows handed over at once

Key = TypeVar("Key")


def clusters_of(candidates: DuckDBPyRelation, identities: DuckDBPyRelation) -> pa.Table:
    """For every identity (`identity_key`) the rank of its person's first (`first_record_rank`).

    `candidates` are pairs as `int_link_candidates` has them, `identities` those of
    `int_distinct_identities`. Of most people nothing speaks against any link, so that all the
    identities that links reach are one person. Only the others are joined link after link.
    """
    with duckdb.connect() as connection:
        _take_over(connection, candidates, identities)
        links = connection.execute(
            "select earlier_rank, later_rank from pairs where verdict = 'link'"
        ).fetchall()
        _keep(connection, "reached", _reached(links))
        connection.execute(_CONTESTED)
        joined = _joined_one_by_one(connection)
        _keep(connection, "joined", _table_of(joined.keys(), joined.values()))
        return connection.execute(
            """
            select
                i.identity_key,
                coalesce(j.first_rank, r.first_rank, i.rank) as first_record_rank
            from identities as i
            left join reached as r on i.rank = r.rank
            left join joined as j on i.rank = j.rank
            """
        ).to_arrow_table()


# The identities of whom something may speak against one of the links, as `cluster` asks it: a number
# or a birth date that is not the only one among those that links reach, or a pair unlike or apart.
_CONTESTED = f"""
    create table contested as
    with members as (
        select r.first_rank, i.* from reached as r inner join identities as i on r.rank = i.rank
    ),
    valued as (
        {" union all ".join(
            f"select first_rank, '{kind}' as kind, {kind} as value from members "
            f"where {kind} is not null" for kind in IDENTIFIERS
        )}
    ),
    confirmed as (
        select first_rank, born from members
        where born is not null
        group by first_rank, born
        having sum(record_count) >= {CONFIRMED_BY}
    ),
    named as (
        select this.first_rank
        from pairs
        inner join reached as this on pairs.earlier_rank = this.rank
        inner join reached as other on pairs.later_rank = other.rank
        where pairs.reach is not null and this.first_rank = other.first_rank
        union
        select first_rank from valued group by first_rank, kind having min(value) <> max(value)
        union
        select first_rank from confirmed group by first_rank having count(*) > 1
    )
    select members.* from members inner join named on members.first_rank = named.first_rank
"""


def _take_over(
    connection: DuckDBPyConnection, candidates: DuckDBPyRelation, identities: DuckDBPyRelation
) -> None:
    """The tables `identities` and `pairs` in a database of its own; a rank names an identity."""
    given = identities.project(
        "identity_key, first_record_rank as rank, upn, former_upn, nhs_number, nino, record_count, "
        "case when not is_birth_date_weak then date_of_birth end as born"
    )
    _keep(connection, "identities", given.to_arrow_reader(BATCH))
    reach = "case when reach in ('people', 'outvoted') then reach end"
    given = candidates.filter(f"verdict = 'link' or {reach} is not null").project(
        f"earlier_rank, later_rank, verdict, {reach} as reach, link_order, match_weight, "
        "coalesce(link_rule_id = 'H1', false) as is_decided"
    )
    _keep(connection, "pairs", given.to_arrow_reader(BATCH))


def _keep(
    connection: DuckDBPyConnection, name: str, rows: pa.Table | pa.RecordBatchReader
) -> None:
    connection.register("given", rows)
    connection.execute(f"create table {name} as from given")
    connection.unregister("given")


def _table_of(ranks: Iterable[int], first_ranks: Iterable[int]) -> pa.Table:
    columns = [pa.array(ranks, pa.int64()), pa.array(first_ranks, pa.int64())]
    return pa.table(columns, names=["rank", "first_rank"])


def _reached(links: Iterable[tuple[int, int]]) -> pa.Table:
    """Every identity that has a link, with the first of those that links reach from it."""
    before: dict[int, int] = {}

    def first(rank: int) -> int:
        while (earlier := before.setdefault(rank, rank)) != rank:
            before[rank] = before[earlier]
            rank = earlier
        return rank

    for this, other in links:
        this, other = first(this), first(other)
        before[max(this, other)] = min(this, other)
    ranks = list(before)
    return _table_of(ranks, [first(rank) for rank in ranks])


def _joined_one_by_one(connection: DuckDBPyConnection) -> dict[int, int]:
    """For every contested identity the rank of the first of its person."""
    ours = (
        "pairs as p semi join contested as t on p.earlier_rank = t.rank "
        "semi join contested as o on p.later_rank = o.rank"
    )
    links = connection.execute(
        f"select earlier_rank, later_rank, is_decided from {ours} where verdict = 'link' "
        "order by link_order, match_weight desc nulls last, earlier_rank, later_rank"
    ).fetchall()
    against = {
        reach: connection.execute(
            f"select earlier_rank, later_rank from {ours} where reach = $1", [reach]
        ).fetchall()
        for reach in ("people", "outvoted")
    }
    rows = connection.execute(
        "select rank, upn, former_upn, nhs_number, nino, born, record_count from contested"
    ).fetchall()
    identifiers: dict[str, dict[int, frozenset[str]]] = {kind: {} for kind in IDENTIFIERS}
    for rank, upn, former_upn, nhs_number, nino, *_ in rows:
        told = ((upn, former_upn), (nhs_number,), (nino,))
        for kind, values in zip(IDENTIFIERS, told, strict=True):
            if values[0]:
                identifiers[kind][rank] = frozenset(filter(None, values))
    return cluster(
        {rank: rank for rank, *_ in rows},
        links,
        against["people"],
        against["outvoted"],
        identifiers,
        {rank: (born, records) for rank, *_, born, records in rows if born},
    )


def cluster(
    identities: Mapping[Key, int],
    links: Iterable[tuple[Key, Key, bool]],
    apart: Iterable[tuple[Key, Key]],
    unlike: Iterable[tuple[Key, Key]],
    identifiers: Mapping[str, Mapping[Key, frozenset[str]]],
    birth_dates: Mapping[Key, tuple[date, int]],
) -> dict[Key, int]:
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
