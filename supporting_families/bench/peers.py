"""The same two questions answered three ways: by the SQL of the models in DuckDB, by the same SQL
in PostgreSQL, and in pandas as an analyst would write it.

What a way needs is put in its place first and timed apart (`load_s`). The answers are compared with
those of the cold build, which must be in the home and stays as it is.
"""

from __future__ import annotations

import duckdb

from .analyst.answering import run_in_pandas
from .answers import answers_of
from .chain import load_chain
from .measure import Meter
from .size import Size
from .sql_peers import run_in_duckdb, run_in_postgres

_WAYS = {"duckdb": run_in_duckdb, "pandas": run_in_pandas, "postgres": run_in_postgres}


def peers(size: Size) -> dict:
    """The three runs, and what is different in their answers.

    Where PostgreSQL is not installed its run says so (`not_run`) and has no figures. Raises
    BenchError when there is no whole build.
    """
    chain = load_chain(size.target)
    with duckdb.connect(str(size.home.build_file), read_only=True) as build:
        expected = answers_of(chain, lambda sql: build.execute(sql).fetchall(), str)
    runs, equal = {}, {}
    with Meter() as meter:
        for way, run_in in _WAYS.items():
            size.tell(f"  the answers by way of {way}")
            runs[f"{way}_peer"], found = run_in(size, chain, meter)
            if found is not None:
                equal[way] = found.compared(expected)
                for difference in equal[way]["different"]:
                    size.tell(f"    {difference}")
    return {"runs": runs, "equal": equal}
