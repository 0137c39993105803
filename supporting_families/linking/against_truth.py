"""Compares the people of a build with the truth that a demo home has beside it.

Counted are pairs of records: *linked* where both have one person key, *true* where both are one
person. Only records of which the truth knows whose they are count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import duckdb
import pandas as pd

from supporting_families.home import Home

NORMAL_99 = 2.5758  # 99 of 100 values lie within so many standard deviations
BY_CHANCE = 0.001  # of a thousand groups that are like the others one is called worse
FEATURES = ("age_band", "sex", "name_origin", "twin", "mover")


@dataclass(frozen=True)
class Agreement:
    """How many pairs are linked, are true, and are right: linked and true."""

    linked: int
    true: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.linked if self.linked else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.linked + self.true) if self.linked + self.true else 1.0


def has_truth(home: Home) -> bool:
    return (home.path / "truth" / "people.csv").is_file()


def load_truth(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """The tables `truth` (whose each record is) and `traits` (a row a person)."""
    for table, name, columns in (
        ("truth", "people", "feed_code, source_person_ref, true_person_id as true_person"),
        (
            "traits",
            "traits",
            "true_person_id as true_person, cast(date_of_birth as date) as date_of_birth, "
            "name_origin, is_twin = '1' as is_twin, is_mover = '1' as is_mover",
        ),
    ):
        connection.execute(
            f"create or replace temp table {table} as "
            f"select {columns} from read_csv(?, all_varchar = true, nullstr = '')",
            [str(home.path / "truth" / f"{name}.csv")],
        )


def load_cells(connection: duckdb.DuckDBPyConnection, linked: str) -> None:
    """The table `cells`: records of one linked person, one true person and one feed, counted.

    `linked` is a query of feed_code, source_person_ref and person_key.
    """
    connection.execute(
        f"""
        create or replace temp table cells as
        select linked.person_key, truth.true_person, linked.feed_code, count(*) as n
        from ({linked}) as linked
        inner join truth
            on linked.feed_code = truth.feed_code
            and linked.source_person_ref = truth.source_person_ref
        group by linked.person_key, truth.true_person, linked.feed_code
        """
    )


def pairwise(connection: duckdb.DuckDBPyConnection) -> Agreement:
    return Agreement(
        *(
            connection.execute(
                f"""
                select coalesce(sum(n * (n - 1) // 2), 0)::bigint
                from (select sum(n) as n from cells group by {side})
                """
            ).fetchone()[0]
            for side in ("person_key", "true_person", "person_key, true_person")
        )
    )


def clusterwise(connection: duckdb.DuckDBPyConnection) -> dict[str, Agreement | float]:
    """`people`: a person counts as both where it has all records of one true person and no other.

    `b_cubed_precision` and `b_cubed_recall`: for a record, the share of its linked person that is
    truly its own, and the share of its true person that it is linked with; the mean of all records.
    """
    people, true_people, exact, precision, recall = connection.execute(
        """
        with joined as (
            select person_key, true_person, sum(n) as n from cells group by all
        ),
        sized as (
            select
                n,
                sum(n) over (partition by person_key) as of_person,
                sum(n) over (partition by true_person) as of_true
            from joined
        )
        select
            (select count(distinct person_key) from cells),
            (select count(distinct true_person) from cells),
            count(*) filter (n = of_person and n = of_true),
            sum(n * n / of_person) / sum(n),
            sum(n * n / of_true) / sum(n)
        from sized
        """
    ).fetchone()
    return {
        "people": Agreement(people, true_people, exact),
        "b_cubed_precision": precision,
        "b_cubed_recall": recall,
    }


def by_feed_pair(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Linked, true and right pairs of each two feeds, the second the same or later in the alphabet."""
    parts = [
        f"""
        select
            a.feed_code, b.feed_code as other_feed_code,
            sum(case when a.feed_code = b.feed_code then a.n * (a.n - 1) // 2 else a.n * b.n end)
                as pairs,
            '{kind}' as kind
        from (select {side}, feed_code, sum(n) as n from cells group by all) as a
        inner join (select {side}, feed_code, sum(n) as n from cells group by all) as b
            using ({side})
        where a.feed_code <= b.feed_code
        group by all
        """
        for kind, side in (
            ("linked", "person_key"),
            ("true", "true_person"),
            ("right", "person_key, true_person"),
        )
    ]
    found = connection.execute(
        f"""
        select
            feed_code,
            other_feed_code,
            coalesce(sum(pairs) filter (kind = 'linked'), 0)::bigint as linked_pairs,
            coalesce(sum(pairs) filter (kind = 'true'), 0)::bigint as true_pairs,
            coalesce(sum(pairs) filter (kind = 'right'), 0)::bigint as right_pairs
        from ({" union all ".join(parts)})
        group by all
        having sum(pairs) > 0
        order by all
        """
    ).df()
    return _with_rates(found)


def _with_rates(found: pd.DataFrame) -> pd.DataFrame:
    agreements = [
        Agreement(int(row.linked_pairs), int(row.true_pairs), int(row.right_pairs))
        for row in found.itertuples()
    ]
    return found.assign(
        precision=[a.precision if a.linked else None for a in agreements],
        recall=[a.recall if a.true else None for a in agreements],
        f1=[a.f1 for a in agreements],
    )


# Groups of people -----------------------------------------------------------------------------


def by_group(connection: duckdb.DuckDBPyConnection, features: str) -> pd.DataFrame:
    """Precision and recall of the links of each group of people, against those of everybody else.

    `features` is a query of true_person and FEATURES. The recall of a group is of the true pairs of
    its people. Its precision is of the links that a record of its people has: a false link between
    two groups tells against both. People are the units of chance, because the pairs of one person
    stand and fall together.
    """
    people = connection.execute(
        f"""
        with joined as (
            select person_key, true_person, sum(n) as n from cells group by all
        ),
        sized as (
            select *, sum(n) over (partition by person_key) as of_person from joined
        )
        select
            features.*,
            sums.true_pairs, sums.true_linked, sums.link_ends, sums.right_ends
        from (
            select
                true_person,
                (sum(n) * (sum(n) - 1) // 2)::double as true_pairs,
                sum(n * (n - 1) // 2)::double as true_linked,
                sum(n * (of_person - 1))::double as link_ends,
                sum(n * (n - 1))::double as right_ends
            from sized
            group by true_person
        ) as sums
        inner join ({features}) as features using (true_person)
        order by true_person
        """
    ).df()
    rows = []
    for feature in FEATURES:
        for group, mine in sorted(people.groupby(feature), key=lambda found: _place(found[0])):
            others = people.drop(mine.index)
            row = {"feature": feature, "group": group, "people": len(mine)}
            for measure, hit, tried in (
                ("precision", "right_ends", "link_ends"),
                ("recall", "true_linked", "true_pairs"),
            ):
                row |= _measured(measure, mine, others, hit, tried)
            rows.append(row)
    return pd.DataFrame(rows)


def _place(group: str) -> tuple[int, str]:
    """Bands by the number they begin with, all else by the alphabet."""
    number = group.split(" ")[0]
    return int(number) if number.isdecimal() else 0, group


def _measured(
    measure: str, mine: pd.DataFrame, others: pd.DataFrame, hit: str, tried: str
) -> dict[str, object]:
    """The rate of a group, its limits, and whether it is lower than the others' beyond chance."""
    rate = rate_of(mine[hit], mine[tried])
    of_others = rate_of(others[hit], others[tried])
    return {
        measure: rate.rate,
        f"{measure}_low": rate.low,
        f"{measure}_high": rate.high,
        f"{measure}_of_others": of_others.rate,
        f"{measure}_is_worse": is_worse(rate, of_others),
    }


@dataclass(frozen=True)
class Rate:
    """Hits over tries. `tries`: so many independent ones would vary as much. `low` and `high`:
    between them 99 in 100 such samples of people would keep it (Wilson's limits).
    """

    rate: float | None = None
    tries: float = 0.0
    low: float | None = None
    high: float | None = None


def rate_of(hits: pd.Series, tries: pd.Series) -> Rate:
    """The rate of hits of people, given the hits and the tries of each."""
    total = tries.sum()
    if not total:
        return Rate()
    rate = hits.sum() / total
    spread = ((hits - rate * tries) ** 2).sum() / total**2
    independent = rate * (1 - rate) / spread if spread else int((tries > 0).sum())
    z = NORMAL_99
    middle = (rate + z**2 / (2 * independent)) / (1 + z**2 / independent)
    half = z * math.sqrt(rate * (1 - rate) / independent + (z / (2 * independent)) ** 2)
    half /= 1 + z**2 / independent
    return Rate(rate, independent, max(0.0, middle - half), min(1.0, middle + half))


def is_worse(rate: Rate, of_others: Rate) -> bool:
    """Whether so many misses would befall hardly any group by chance, were it like the others."""
    if rate.rate is None or not of_others.low:
        return False
    tries = max(1, round(rate.tries))
    misses = math.floor((1 - rate.rate) * tries + 1e-6)
    chance = 1 - of_others.low
    as_few = sum(_binomial(tries, number, chance) for number in range(misses))
    return 1 - as_few < BY_CHANCE


def _binomial(tries: int, hits: int, chance: float) -> float:
    """The probability of so many hits in independent tries of one chance."""
    ways = math.lgamma(tries + 1) - math.lgamma(hits + 1) - math.lgamma(tries - hits + 1)
    return math.exp(ways + hits * math.log(chance) + (tries - hits) * math.log1p(-chance))
