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
    """The tables `truth` (feed_code, source_person_ref, true_person) and `traits` (a row a person)."""
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
    """feed_code, other_feed_code (the same or later in the alphabet), linked, true and right pairs, and rates."""
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
    two groups tells against both. The limits are those of 99 in 100, with people as units, because
    the pairs of one person stand and fall together.
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
        for group, mine in sorted(people.groupby(feature), key=lambda found: str(found[0])):
            others = people.drop(mine.index)
            row = {"feature": feature, "group": group, "people": len(mine)}
            for measure, hit, tried in (
                ("precision", "right_ends", "link_ends"),
                ("recall", "true_linked", "true_pairs"),
            ):
                row |= _measured(measure, mine, others, hit, tried)
            rows.append(row)
    return pd.DataFrame(rows)


def _measured(
    measure: str, mine: pd.DataFrame, others: pd.DataFrame, hit: str, tried: str
) -> dict[str, object]:
    """The rate of a group, its limits, and whether it is lower than that of the others beyond chance."""
    rate, low, high = rate_with_limits(mine[hit], mine[tried])
    of_others, low_of_others, _ = rate_with_limits(others[hit], others[tried])
    known = rate is not None and of_others is not None
    return {
        measure: rate,
        f"{measure}_low": low,
        f"{measure}_high": high,
        f"{measure}_of_others": of_others,
        f"{measure}_is_worse": bool(known and high < low_of_others),
    }


def rate_with_limits(
    hits: pd.Series, tries: pd.Series
) -> tuple[float | None, float | None, float | None]:
    """All hits over all tries, with the limits that 99 in 100 such samples of people would keep.

    Wilson's limits, with so many independent tries as would vary like the people do.
    """
    total = tries.sum()
    if not total:
        return None, None, None
    rate = hits.sum() / total
    people = int((tries > 0).sum())
    spread = ((hits - rate * tries) ** 2).sum() / total**2
    independent = rate * (1 - rate) / spread if spread else people
    z = NORMAL_99
    middle = (rate + z**2 / (2 * independent)) / (1 + z**2 / independent)
    half = z * math.sqrt(rate * (1 - rate) / independent + (z / (2 * independent)) ** 2)
    half /= 1 + z**2 / independent
    return rate, max(0.0, middle - half), min(1.0, middle + half)
