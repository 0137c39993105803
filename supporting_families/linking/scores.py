"""Scores pairs of identities with the linkage model, in a database of its own.

The warehouse's connection is not used: Splink leaves working tables of personal data behind.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from splink import Linker, SettingsCreator
from splink.backends.duckdb import DuckDBAPI
from splink.blocking_analysis import count_comparisons_from_blocking_rules
from splink.internals.splink_dataframe import SplinkDataFrame

from .model import FREQUENCY_COLUMNS, LinkageError, LinkageModel
from .words import rule_in_words

COMPARED = ("forename", "surname", "date_of_birth", "address", "sex", "identifier")
IDENTITIES_COUNTED = 20_000  # of more, so many are drawn to count pairs before any is made
# A full name is a default when so many identities bear it, and more than this share of them all.
FEWEST_OF_A_DEFAULT = 50
SHARE_OF_A_DEFAULT = 0.01
SMALLEST_COUNTED = 1_000  # a small authority has small blocks by chance
SCORES = pa.schema(
    [
        ("identity_key_l", pa.string()),
        ("identity_key_r", pa.string()),
        ("match_weight", pa.float64()),
        *((f"{name}_level", pa.int32()) for name in COMPARED),
    ]
)


def score(
    identities: pa.Table, model: LinkageModel, least_weight: float, pairs_per_identity: float
) -> pa.Table:
    """Pairs of distinct identities with at least this match weight, in bits, as SCORES has them.

    The left identity is the one known first. Raises LinkageError when a blocking rule would give
    more than `pairs_per_identity` pairs for each identity.
    """
    if identities.num_rows < 2:
        return SCORES.empty_table()
    with linker_of(identities, model) as (linker, frame, connection):
        check_all(connection, frame, model, pairs_per_identity)
        predicted = linker.inference.predict(threshold_match_weight=least_weight)
        levels = ", ".join(f"cast(p.gamma_{name} as integer) as {name}_level" for name in COMPARED)
        return connection.sql(
            f"""
            select
                case when l.first_record_rank < r.first_record_rank then l.identity_key
                    else r.identity_key end as identity_key_l,
                case when l.first_record_rank < r.first_record_rank then r.identity_key
                    else l.identity_key end as identity_key_r,
                round(p.match_weight, 2) as match_weight,
                {levels}
            from {predicted.physical_name} as p
            inner join identities as l on p.identity_key_l = l.identity_key
            inner join identities as r on p.identity_key_r = r.identity_key
            order by identity_key_l, identity_key_r
            """
        ).to_arrow_table().cast(SCORES)


@contextmanager
def linker_of(
    identities: pa.Table, model: LinkageModel, threads: int | None = None
) -> Iterator[tuple[Linker, SplinkDataFrame, duckdb.DuckDBPyConnection]]:
    """A Splink linker over the identities in a private database, its input and its connection."""
    with duckdb.connect(config={"threads": threads} if threads else {}) as connection:
        register(connection, identities, model.frequencies)
        linker, frame, _ = linker_over(connection, model.settings)
        yield linker, frame, connection


def linker_over(
    connection: duckdb.DuckDBPyConnection, settings: dict
) -> tuple[Linker, SplinkDataFrame, DuckDBAPI]:
    """A Splink linker over what `register` made, its input, and what gives it more tables."""
    api = DuckDBAPI(connection=connection)
    frame = api.register("identities")
    creator = SettingsCreator.from_path_or_dict(settings)
    linker = Linker(frame, creator, log_level=logging.ERROR)
    for column in FREQUENCY_COLUMNS:
        lookup = api.register(f"frequency_{column}")
        linker.table_management.register_term_frequency_lookup(lookup, column)
    return linker, frame, api


def register(
    connection: duckdb.DuckDBPyConnection,
    identities: pa.Table | pa.RecordBatchReader,
    frequencies: dict[str, pa.Table],
) -> None:
    """The table `identities` with `is_common_forename`, and one `frequency_...` a name column.

    `number` is the place of an identity in the order of the keys: it takes little room.

    A full name that very many bear is no name but what a system fills in, or a file made anonymous: it
    is left out, for it says nothing of who anybody is.
    """
    connection.register("given_once", identities)
    connection.execute("create temp table given as from given_once")
    for column, table in frequencies.items():
        connection.register(f"given_{column}", table)
        connection.execute(
            f"create table frequency_{column} as "
            f"select name as {column}, share as tf_{column} from given_{column} order by name"
        )
    connection.execute(
        f"""
        create table identities as
        with counted as (
            select standard_forename, standard_surname
            from given
            group by standard_forename, standard_surname
            having count(*) >= {FEWEST_OF_A_DEFAULT}
                and count(*) > {SHARE_OF_A_DEFAULT} * (select count(*) from given)
        ),
        numbered as (
            select identity_key, row_number() over (order by identity_key) as number
            from given
        )
        select
            g.* replace (
                case when d.standard_forename is null then g.standard_forename end
                    as standard_forename,
                case when d.standard_forename is null then g.standard_surname end
                    as standard_surname
            ),
            f.standard_forename is not null as is_common_forename,
            cast(n.number as integer) as number
        from given as g
        inner join numbered as n on g.identity_key = n.identity_key
        left join counted as d
            on g.standard_forename = d.standard_forename and g.standard_surname = d.standard_surname
        left join frequency_standard_forename as f on g.standard_forename = f.standard_forename
        order by g.first_record_rank
        """
    )
    connection.execute("drop table given")


def check_all(
    connection: duckdb.DuckDBPyConnection,
    frame: SplinkDataFrame,
    model: LinkageModel,
    pairs_per_identity: float,
) -> None:
    """Raises LinkageError where a blocking rule gives too many pairs among all the identities."""
    count = connection.execute("select count(*) from identities").fetchone()[0]
    pairs = pairs_by_rule(frame, model, min(1.0, IDENTITIES_COUNTED / count))
    check_pairs(pairs, count, pairs_per_identity)


def check_pairs(pairs: dict[str, int], identities: int, limit: float) -> None:
    """Raises LinkageError where a blocking rule gives more than `limit` pairs for each identity."""
    for rule, count in pairs.items():
        if count > limit * max(identities, SMALLEST_COUNTED):
            raise LinkageError(
                f"the records that share {rule_in_words(rule)} make {count:,} pairs for "
                f"{identities:,} identities; pairs_per_identity in linkage_settings allows "
                f"{limit:g} for each. Very many records share these values: look for a default "
                "that a system fills in, and add it to default_birth_dates or name_words."
            )


def pairs_by_rule(
    frame: SplinkDataFrame, model: LinkageModel, share_counted: float = 1.0
) -> dict[str, int]:
    """How many pairs each blocking rule adds to those before it, estimated from a share of records."""
    with warnings.catch_warnings():
        # that few pairs were counted is no trouble: many would be
        warnings.simplefilter("ignore", UserWarning)
        counts = count_comparisons_from_blocking_rules(
            frame,
            blocking_rules=blocking_rules(model),
            link_type="dedupe_only",
            unique_id_column_name="identity_key",
            record_sample_proportion=share_counted,
        )
    return {count["blocking_rule"]: count["marginal_comparison_count"] for count in counts}


def blocking_rules(model: LinkageModel) -> list[str]:
    """Each rule by which pairs are looked at, as a condition on `l` and `r`."""
    rules = model.settings["blocking_rules_to_generate_predictions"]
    return [rule["blocking_rule"] for rule in rules]
