"""What the analyst is given: tables of the build, as data frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from ..chain import Chain

EVIDENCE = "int_evidence__"
# of a rule, and so repeated for every person and need
OF_RULES = [
    "rule_id", "target_code", "rule_shape", "coverage_feed", "window_unit", "comparison", "on_fire",
]  # fmt: skip
WHENCE = "source_record_id, source_row, source_row_last, source_row_count, received_at"


@dataclass
class Given:
    """Tables of the build by their name, as data frames."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def take_evidence(self) -> Iterator[pd.DataFrame]:
        """Evidence of every other feed, which is not held any longer."""
        for name in [name for name in self.tables if name.startswith(EVIDENCE)]:
            part = self.tables.pop(name)
            if len(part):
                yield part


def load_given(build: Path, chain: Chain) -> Given:
    """Everything that the models are given, but the marks."""
    given = Given()
    with duckdb.connect(str(build), read_only=True) as connection:
        # a process without a script of its own counts as somebody who waits at a prompt
        connection.execute("set enable_progress_bar = false")
        for relation in chain.given:
            if relation.name != "stg_attendance__marks":
                rest = f" exclude ({WHENCE})" if relation.name.startswith(EVIDENCE) else ""
                rows = connection.execute(f"select *{rest} from {relation}").to_arrow_table()
                given.tables[relation.name] = rows.to_pandas(
                    date_as_object=False,
                    categories=[name for name in OF_RULES if name in rows.column_names],
                )
    return given


def feed_objections(given: Given) -> pd.DataFrame:
    """Whose rows of which feed may not be used."""
    objections = given["int_objections"]
    return objections[objections["scope"] == "feed"].rename(
        columns={"objected_feed_code": "feed_code"}
    )[["person_key", "feed_code"]]


def without(rows: pd.DataFrame, objections: pd.DataFrame) -> pd.DataFrame:
    """The rows but those that an objection keeps out."""
    on = list(objections.columns)
    marked = rows.merge(objections.drop_duplicates(), on=on, how="left", indicator=True)
    return marked[marked["_merge"] == "left_only"].drop(columns="_merge")
