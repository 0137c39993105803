"""Scores pairs of identities again only where one of them is new or changed, and keeps the others.

What comes out, put into what was kept, is what scoring everything would give: the score of a pair
rests on its two identities and the model alone. So an identity is compared again when anything that
is compared of it changed; all are when the model did, its limit, or the code and tools that score.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from importlib.metadata import version
from pathlib import Path

import duckdb
import pyarrow as pa

from . import scores
from .folders import removed_afterwards
from .model import LinkageModel

# An identity has no second key and says as what it was compared; of one that is gone that is null.
# A pair has two keys.
MEMORY = pa.schema(
    [
        ("authority_code", pa.string()),
        ("identity_key_1", pa.string()),
        ("identity_key_2", pa.string()),
        ("compared_as", pa.string()),
        ("match_weight", pa.float64()),
        *((f"{name}_level", pa.int32()) for name in scores.COMPARED),
    ]
)
# Said of an identity beside what is compared: it changes with every record that arrives.
NOT_COMPARED = ("identity_key", "first_record_rank", "record_count", "number")
# What the database of the scores holds in memory; beyond it, it writes to disk.
MEMORY_LIMIT = "4GB"
BATCH = 100_000  # identities handed over at once
_LEVELS = ", ".join(f"cast(p.gamma_{name} as integer)" for name in scores.COMPARED)
_NO_LEVELS = ", ".join("null" for _ in scores.COMPARED)


def compared_before(
    session: duckdb.DuckDBPyConnection, kept: str | None
) -> duckdb.DuckDBPyRelation:
    """(authority_code, identity_key, compared_as) of each identity in the table `kept`, if any."""
    rows = session.table(kept) if kept else session.from_arrow(MEMORY.empty_table())
    return rows.filter("identity_key_2 is null").project(
        "authority_code, identity_key_1 as identity_key, compared_as"
    )


def of_others(before: duckdb.DuckDBPyRelation, authorities: list[str]) -> pa.Table:
    """The rows of MEMORY that say of each identity of any other authority that it is gone."""
    listed = ", ".join(f"'{authority}'" for authority in authorities)
    gone = before.filter(f"authority_code not in ({listed})").project(
        f"authority_code, identity_key, null, null, null, {_NO_LEVELS}"
    )
    return gone.to_arrow_table().rename_columns(MEMORY.names).cast(MEMORY)


def scored_again(
    authority: str,
    identities: duckdb.DuckDBPyRelation,
    before: duckdb.DuckDBPyRelation,
    model: LinkageModel,
    least_weight: float,
    pairs_per_identity: float,
    spill: Path,
) -> pa.Table:
    """The rows of MEMORY that are new since `before`, with one for each identity that is gone.

    `identities` are those of one authority, as `int_distinct_identities` has them, `before` those
    that `compared_before` gives; where it has none, all are scored. What memory has no room for lies
    in the folder `spill` meanwhile. Raises LinkageError as `scores.score` does, however little is
    new.
    """
    with removed_afterwards(spill) as folder, duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("set temp_directory = $1", [str(folder)])
        # rows in no order take less room, and no order is asked for
        connection.execute("set preserve_insertion_order = false")
        connection.register("given_before", before.to_arrow_reader(BATCH))
        connection.execute("create table before as from given_before")
        scores.register(connection, identities.to_arrow_reader(BATCH), model.frequencies)
        _compare_with_before(connection, signature(model, least_weight))
        count, changed = connection.execute(
            "select count(*), count(*) filter (where is_changed) from compared"
        ).fetchone()
        told = [_identities_told()]
        if changed and count > 1:
            only_changed = changed < count
            predicted = _score(connection, model, least_weight, pairs_per_identity, only_changed)
            told.append(_pairs_told(predicted))
        # DuckDB may wait for ever for rows that it hands over while it still makes them
        connection.execute(
            f"create table told as {' union all '.join(told)}", {"authority": authority}
        )
        rows = connection.table("told").to_arrow_table()
        return rows.rename_columns(MEMORY.names).cast(MEMORY)


def signature(model: LinkageModel, least_weight: float) -> str:
    """A text that is another one when the same two identities might be scored otherwise."""
    told = [
        model.settings,
        {column: table.to_pydict() for column, table in model.frequencies.items()},
        least_weight,
        [version(tool) for tool in ("splink", "duckdb")],
        inspect.getsource(scores),
    ]
    return hashlib.md5(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _compare_with_before(connection: duckdb.DuckDBPyConnection, model_signature: str) -> None:
    """The table `compared`: what each identity is compared as, and whether that is new."""
    columns = [
        name
        for name, *_ in connection.execute("describe identities").fetchall()
        if name not in NOT_COMPARED
    ]
    # a sign that no name or number has parts the values, another one stands for none
    values = ", ".join(f"coalesce(cast({name} as varchar), chr(30))" for name in columns)
    connection.execute(
        f"""
        create table compared as
        with told as (
            select identity_key, number, md5(concat_ws(chr(31), $1, {values})) as compared_as
            from identities
        )
        select told.*, before.compared_as is distinct from told.compared_as as is_changed
        from told left join before on told.identity_key = before.identity_key
        """,
        [model_signature],
    )


def _score(
    connection: duckdb.DuckDBPyConnection,
    model: LinkageModel,
    least_weight: float,
    pairs_per_identity: float,
    only_changed: bool,
) -> str:
    """Scores the pairs that have an identity that changed; the name of the table they are in."""
    # a number takes less room in every pair than a key
    settings = {**model.settings, "unique_id_column_name": "number"}
    linker, frame, api = scores.linker_over(connection, settings)
    scores.check_all(connection, frame, model, pairs_per_identity)
    if only_changed:
        _block_changed(connection, model)
        pairs = api.register("pairs_to_score")
        linker.table_management.register_blocked_pairs_for_predict(pairs)
    return linker.inference.predict(threshold_match_weight=least_weight).physical_name


def _block_changed(connection: duckdb.DuckDBPyConnection, model: LinkageModel) -> None:
    """The table `pairs_to_score`: of those Splink looks at the ones with a changed identity."""
    connection.execute(
        """
        create table changed as
        select identities.*
        from identities inner join compared on identities.number = compared.number
        where compared.is_changed
        """
    )
    # a rule need not read the same from either side, so each side is tried
    found = " union ".join(
        f"select l.number as join_key_l, r.number as join_key_r "
        f"from {these} as l inner join {those} as r on {rule} where l.number < r.number"
        for rule in scores.blocking_rules(model)
        for these, those in (("changed", "identities"), ("identities", "changed"))
    )
    connection.execute(f"create table pairs_to_score as select '0' as match_key, * from ({found})")


def _identities_told() -> str:
    """SQL of the rows of identities: those that changed, and those that are gone."""
    return f"""
        select $authority, identity_key, null, compared_as, null, {_NO_LEVELS}
        from compared
        where is_changed
        union all
        select $authority, before.identity_key, null, null, null, {_NO_LEVELS}
        from before left join compared on before.identity_key = compared.identity_key
        where compared.identity_key is null
    """


def _pairs_told(predicted: str) -> str:
    return f"""
        select $authority, l.identity_key, r.identity_key, null, round(p.match_weight, 2), {_LEVELS}
        from {predicted} as p
        inner join compared as l on p.number_l = l.number
        inner join compared as r on p.number_r = r.number
    """
