"""Whether look-alikes are other people here: twins, brothers and sisters, a parent of one name.

Two records that agree but for the forename may be of twins or of one person with two forenames. The feeds
themselves tell: a feed that names a person once shows twins side by side, and never one person twice.
So a reason against such links holds unless look-alikes are found across feeds and hardly ever within one.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from .model import GUARD_COLUMNS

# What two look-alikes are like, by the levels of the scores.
LOOK_ALIKE = {
    "N4": "forename_level = 0",
    "N5": "date_of_birth_level = 0",
    "N10": "forename_level = -1",
}
# A reason is dropped only where so many pairs were seen, and so few of them within a feed.
FEWEST_PAIRS = 100
LEAST_WITHIN = 0.02


def guards(scores: pa.Table, feeds: pa.Table) -> pa.Table:
    """For each reason how many look-alikes one feed has both of, how many none has, and whether it holds.

    `scores` are pairs worth a look, as `scores.score` gives them; `feeds` has a row (identity_key,
    feed_code) for each feed that has records of an identity.
    """
    with duckdb.connect() as connection:
        connection.register("scores", scores)
        connection.register("feeds", feeds)
        connection.execute(
            """
            create table seen as
            with sides as (
                select s.identity_key_l, s.identity_key_r, 'l' as side, f.feed_code
                from scores as s inner join feeds as f on s.identity_key_l = f.identity_key
                union all
                select s.identity_key_l, s.identity_key_r, 'r' as side, f.feed_code
                from scores as s inner join feeds as f on s.identity_key_r = f.identity_key
            ),
            shared as (
                select distinct identity_key_l, identity_key_r
                from (
                    select identity_key_l, identity_key_r, feed_code
                    from sides
                    group by identity_key_l, identity_key_r, feed_code
                    having count(distinct side) = 2
                )
            )
            select scores.*, shared.identity_key_l is not null as is_within
            from scores
            left join shared using (identity_key_l, identity_key_r)
            """
        )
        rows = [
            (code, *_counted(connection, condition)) for code, condition in LOOK_ALIKE.items()
        ]
    return pa.table(
        [*zip(*((*row, _holds(*row[1:])) for row in rows), strict=True)], names=GUARD_COLUMNS
    )


def _counted(connection: duckdb.DuckDBPyConnection, condition: str) -> tuple[int, int]:
    return connection.execute(
        "select count(*) filter (where is_within), count(*) filter (where not is_within) "
        f"from seen where {condition}"
    ).fetchone()


def _holds(within: int, across: int) -> int:
    seen = within + across
    return 0 if seen >= FEWEST_PAIRS and within < LEAST_WITHIN * seen else 1
