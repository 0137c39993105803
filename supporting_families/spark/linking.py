"""Scores pairs of identities on Spark, with Splink's backend for it and the same linkage model.

A linkage model is written for DuckDB; its conditions are put into the words of Spark. All pairs are
scored in every build: what earlier builds found is not used here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlglot
from splink import Linker, SettingsCreator
from sqlglot import expressions as sql

from supporting_families.home import Home
from supporting_families.linking.memory import MEMORY, NOT_COMPARED, signature
from supporting_families.linking.model import FREQUENCY_COLUMNS, LinkageModel, model_of
from supporting_families.linking.scores import (
    COMPARED,
    FEWEST_OF_A_DEFAULT,
    IDENTITIES_COUNTED,
    SHARE_OF_A_DEFAULT,
    check_pairs,
    pairs_by_rule,
)

from .python_models import frame_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

KEY = "identity_key"
VIEW = "linkage_"  # what the names of our own views begin with
_LEVELS = ", ".join(f"cast(gamma_{name} as int)" for name in COMPARED)
_NO_LEVELS = ", ".join(f"cast(null as int) as {name}_level" for name in COMPARED)


def scored_on_spark(
    session: SparkSession, home: Home, identities: DataFrame, settings: DataFrame
) -> DataFrame:
    """The rows of `linking.memory.MEMORY`, all pairs scored anew.

    `identities` are as `int_distinct_identities` has them, `settings` as `int_linkage_settings`.
    Each authority is scored by itself. Raises LinkageError when a blocking rule would give more
    pairs for each identity than the settings allow.
    """
    found = frame_of(session, MEMORY.empty_table())
    for authority in home.authorities():
        own = f"authority_code = '{authority}'"
        limits = {row.setting_code: row.setting_value for row in settings.where(own).collect()}
        rows = _rows(
            session,
            identities.where(own),
            model_of(home, authority),
            least_weight=float(limits["review_weight"]),
            pairs_per_identity=float(limits["pairs_per_identity"]),
        )
        found = found.union(rows.selectExpr(f"'{authority}' as authority_code", "*"))
    return found


def _rows(
    session: SparkSession,
    identities: DataFrame,
    model: LinkageModel,
    least_weight: float,
    pairs_per_identity: float,
) -> DataFrame:
    """The rows of MEMORY of one authority, without its code."""
    from splink.backends.spark import SparkAPI

    told = for_spark(model)
    with _views_removed(session):
        api = SparkAPI(spark_session=session, break_lineage_method="persist")
        _register(session, identities, told)
        values = ", ".join(
            f"coalesce(cast({name} as string), char(30))"
            for name in session.table(f"{VIEW}identities").columns
            if name not in NOT_COMPARED
        )
        signed = signature(model, least_weight)
        compared = session.sql(
            f"select {KEY} as {KEY}_1, cast(null as string) as {KEY}_2, "
            f"md5(concat_ws(char(31), '{signed}', {values})) as compared_as, "
            f"cast(null as double) as match_weight, {_NO_LEVELS} from {VIEW}identities"
        )
        count = session.table(f"{VIEW}identities").count()
        if count < 2:
            return compared
        frame = api.register(f"{VIEW}identities")
        settings = SettingsCreator.from_path_or_dict(told.settings)
        linker = Linker(frame, settings, log_level=logging.ERROR)
        for column in FREQUENCY_COLUMNS:
            lookup = api.register(f"{VIEW}{column}")
            linker.table_management.register_term_frequency_lookup(lookup, column)
        check_pairs(
            pairs_by_rule(frame, told, min(1.0, IDENTITIES_COUNTED / count)),
            count,
            pairs_per_identity,
        )
        predicted = linker.inference.predict(threshold_match_weight=least_weight)
        pairs = session.sql(
            f"select {KEY}_l, {KEY}_r, cast(null as string), round(match_weight, 2), {_LEVELS} "
            f"from {predicted.physical_name}"
        )
        return compared.union(pairs)


def for_spark(model: LinkageModel) -> LinkageModel:
    """The same model with its conditions as Spark reads them."""
    settings = {**model.settings, "sql_dialect": "spark", "unique_id_column_name": KEY}
    settings["comparisons"] = [
        {
            **comparison,
            "comparison_levels": [
                {**level, "sql_condition": in_words_of_spark(level["sql_condition"])}
                for level in comparison["comparison_levels"]
            ],
        }
        for comparison in settings["comparisons"]
    ]
    settings["blocking_rules_to_generate_predictions"] = [
        {
            **rule,
            "blocking_rule": in_words_of_spark(rule["blocking_rule"]),
            "sql_dialect": "spark",
        }
        for rule in settings["blocking_rules_to_generate_predictions"]
    ]
    return replace(model, settings=settings)


def in_words_of_spark(condition: str) -> str:
    """A condition of a linkage model, written for DuckDB, as Spark reads it."""
    if condition == "ELSE":
        return condition
    return sqlglot.parse_one(condition, read="duckdb").transform(_function).sql("spark")


def _function(node: sql.Expression) -> sql.Expression:
    """The functions that sqlglot does not know to be called otherwise on Spark."""
    if isinstance(node, sql.JarowinklerSimilarity):
        return sql.func("jaro_winkler", node.this, node.expression)
    if isinstance(node, sql.ArrayOverlaps):
        return sql.func("arrays_overlap", node.this, node.expression)
    if isinstance(node, sql.Split):
        return sql.Anonymous(this="split", expressions=[node.this, node.expression])
    return node


def _register(session: SparkSession, identities: DataFrame, model: LinkageModel) -> None:
    """The views that `linking.scores.register` makes tables of on DuckDB."""
    identities.createOrReplaceTempView(f"{VIEW}given")
    for column, table in model.frequencies.items():
        frame = frame_of(session, table.rename_columns([column, f"tf_{column}"]))
        frame.createOrReplaceTempView(f"{VIEW}{column}")
    columns = ", ".join(
        f"case when d.standard_forename is null then g.{name} end as {name}"
        if name in FREQUENCY_COLUMNS
        else f"g.{name}"
        for name in identities.columns
    )
    session.sql(
        f"""
        with counted as (
            select standard_forename, standard_surname
            from {VIEW}given
            group by standard_forename, standard_surname
            having count(*) >= {FEWEST_OF_A_DEFAULT}
                and count(*) > {SHARE_OF_A_DEFAULT} * (select count(*) from {VIEW}given)
        )
        select {columns}, f.standard_forename is not null as is_common_forename
        from {VIEW}given as g
        left join counted as d
            on g.standard_forename = d.standard_forename and g.standard_surname = d.standard_surname
        left join {VIEW}standard_forename as f on g.standard_forename = f.standard_forename
        """
    ).createOrReplaceTempView(f"{VIEW}identities")


@contextmanager
def _views_removed(session: SparkSession) -> Iterator[None]:
    """Removes the views of personal data that scoring made.

    What is cached for it goes when the table that rests on it is written.
    """
    try:
        yield
    finally:
        for view in session.sql("show views").collect():
            if view.isTemporary and view.viewName.startswith((VIEW, "__splink__")):
                session.catalog.dropTempView(view.viewName)
