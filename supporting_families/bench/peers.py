"""The same two questions answered three ways: by the SQL of the models in DuckDB, by the same SQL
in PostgreSQL, and in pandas as an analyst would write it.

What a way needs is put in its place first and timed apart (`load_s`). The answers are compared with
those of the cold build, which must be in the home and stays as it is.
"""

from __future__ import annotations

import multiprocessing
import signal
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb

from .analyst.answering import run_in_pandas
from .answers import Answers, answers_of
from .chain import Chain, load_chain
from .errors import BenchError
from .measure import Meter
from .size import Size
from .sql_peers import run_in_duckdb, run_in_postgres


def peers(size: Size) -> dict:
    """The three runs, and what is different in their answers.

    Where PostgreSQL is not installed, or pandas asks for more memory than there is, the run says so
    (`not_run`) and has no figures. Raises BenchError when there is no whole build.
    """
    chain = load_chain(size.target)
    with duckdb.connect(str(size.home.build_file), read_only=True) as build:
        expected = answers_of(chain, lambda sql: build.execute(sql).fetchall(), str)
    runs, equal = {}, {}
    with Meter() as meter:
        ways = {"duckdb": run_in_duckdb, "pandas": _in_pandas, "postgres": run_in_postgres}
        for way, run_in in ways.items():
            size.tell(f"  the answers by way of {way}")
            runs[f"{way}_peer"], found = run_in(size, chain, meter)
            if found is not None:
                equal[way] = found.compared(expected)
                for difference in equal[way]["different"]:
                    size.tell(f"    {difference}")
    return {"runs": runs, "equal": equal}


def _in_pandas(size: Size, chain: Chain, _: Meter) -> tuple[dict, Answers | None]:
    """In a process of its own, for it may ask for more memory than there is."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_send_answers, args=(sender, size.people, size.folder, chain))
    child.start()
    sender.close()
    try:
        return receiver.recv()
    except EOFError:
        child.join()
        if child.exitcode == -signal.SIGKILL:
            return {"not_run": "it asked for more memory than there is"}, None
        raise BenchError(f"pandas stopped with exit code {child.exitcode}; see above.") from None
    finally:
        child.join()


def _send_answers(sender: Connection, people: int, folder: Path, chain: Chain) -> None:
    try:
        # where memory runs out the system ends this process, and not the benchmark
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    except OSError:
        pass
    with Meter() as meter:
        sender.send(run_in_pandas(Size(people, folder), chain, meter))
