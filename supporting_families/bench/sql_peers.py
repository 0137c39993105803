"""The models between the marks and the answers, run by DuckDB and by PostgreSQL from the same SQL.

Two things are said in another way to PostgreSQL: how long an interval is (`interval '1 day'`), and
the number of months between two days, which is a function that it is given. Its tables are unlogged
and its statistics are taken before anything is timed. Both have the marks in a table of their own
before that: the build reads them where they landed.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from supporting_families.build_file import attach_build
from supporting_families.demo.throwaway_server import NoServer, Server, start, stop
from supporting_families.sql_text import text_literal

from .answers import Answers, answers_of
from .chain import Chain, Relation, in_place
from .measure import Meter
from .opening import open_build
from .size import Size

_DATABASE = "peer"
_SETTINGS = (
    "work_mem = '256MB'", "maintenance_work_mem = '512MB'", "jit = off",
    "max_parallel_workers_per_gather = 2",
)  # fmt: skip
_DATE_DIFF = """
    create function date_diff(part text, first_day timestamp, last_day timestamp) returns bigint
    language sql immutable as $$
        select cast(
            (extract(year from last_day) - extract(year from first_day)) * 12
            + extract(month from last_day) - extract(month from first_day) as bigint
        )
    $$
"""
_INTERVAL = re.compile(r"interval (\d+) (\w+)", re.IGNORECASE)
_TYPES = {"VARCHAR": "text", "DOUBLE": "double precision", "HUGEINT": "numeric"}
_BLOCK = 1 << 20


def run_in_duckdb(size: Size, chain: Chain, meter: Meter) -> tuple[dict, Answers]:
    """The models into a DuckDB file of their own, reading what is given from the build."""
    file = size.home.path.with_name("peer.duckdb")
    file.unlink(missing_ok=True)
    places = {relation: f"build.{relation}" for relation in chain.given}
    places |= {relation: f"{relation}" for relation, _ in chain.models}
    places |= {relation: f"{relation}" for relation in chain.begins_with}
    try:
        with open_build(file, size.environment()) as peer:
            attach_build(peer, size.home)
            peer.execute(f"set threads = {int(size.environment()['SF_THREADS'])}")
            for relation in chain.begins_with:
                columns = _listed(chain.columns_read(list(_columns(peer, relation))))
                peer.execute(f'create schema if not exists "{relation.schema}"')
                peer.execute(f"create table {relation} as select {columns} from build.{relation}")
            run = _built(chain, places, peer.execute, meter)
            found = answers_of(chain, lambda sql: peer.execute(sql).fetchall(), str)
    finally:
        file.unlink(missing_ok=True)
        file.with_name(f"{file.name}.wal").unlink(missing_ok=True)
    return run, found


def run_in_postgres(size: Size, chain: Chain, meter: Meter) -> tuple[dict, Answers | None]:
    """The models on a server of their own; without figures where no server can be started."""
    try:
        server = start()
    except NoServer as error:
        return {"not_run": f"{error}"}, None
    try:
        return _on_server(server, size, chain, meter)
    finally:
        stop(server)


def _on_server(
    server: Server, size: Size, chain: Chain, meter: Meter
) -> tuple[dict, Answers | None]:
    server.make_database(_DATABASE, "postgres")
    with server.connect(database=_DATABASE) as peer:
        for setting in _SETTINGS:
            peer.execute(f"set {setting}")
        peer.execute(_DATE_DIFF)
        began = time.monotonic()
        with duckdb.connect() as build:
            attach_build(build, size.home)
            schemas = {relation.schema for relation in chain.given}
            for schema in sorted(schemas | {relation.schema for relation, _ in chain.models}):
                peer.execute(f'create schema if not exists "{schema}"')
            for relation in chain.given:
                _load(build, peer, relation, chain)
        peer.execute("analyze")
        loaded = time.monotonic() - began
        places = {relation: f"{relation}" for relation in chain.given}
        places |= {relation: f"{relation}" for relation, _ in chain.models}

        def execute(sql: str) -> None:
            peer.execute(_INTERVAL.sub(r"interval '\1 \2'", sql).replace(
                "create table", "create unlogged table", 1))  # fmt: skip
            if sql.startswith("create table"):
                peer.execute(f"analyze {sql.split()[2]}")

        run = _built(chain, places, execute, meter)
        found = answers_of(chain, lambda sql: peer.execute(sql).fetchall(), str)
    # the processor time and memory of a server are not those of this process
    return run | {"load_s": round(loaded, 3), "cpu_s": None, "peak_memory_bytes": None}, found


def _built(chain: Chain, places: dict[Relation, str], execute, meter: Meter) -> dict:
    """Every model as a table, one after the other; what the whole took and what each did."""
    nodes = []
    for schema in sorted({relation.schema for relation, _ in chain.models}):
        execute(f'create schema if not exists "{schema}"')
    with meter.step() as whole:
        for relation, sql in chain.models:
            began = time.monotonic()
            execute(f"create table {relation} as {in_place(sql, places)}")
            nodes.append({"node": relation.name, "kind": "model",
                          "wall_s": round(time.monotonic() - began, 4)})  # fmt: skip
    return {**whole.as_dict(), "nodes": nodes}


def _load(
    build: duckdb.DuckDBPyConnection, peer: object, relation: Relation, chain: Chain
) -> None:
    """A table of the build, with the columns that the models name."""
    kinds = _columns(build, relation)
    names = chain.columns_read(list(kinds))
    columns = ", ".join(f'"{name}" {_TYPES.get(kinds[name], kinds[name])}' for name in names)
    peer.execute(f"create unlogged table {relation} ({columns})")
    listed = _listed(names)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rows.csv"
        build.execute(
            f"copy (select {listed} from build.{relation}) to {text_literal(file)} (header false)"
        )
        with (
            file.open("rb") as rows,
            peer.cursor() as cursor,
            cursor.copy(f"copy {relation} ({listed}) from stdin (format csv)") as copy,
        ):
            while block := rows.read(_BLOCK):
                copy.write(block)


def _columns(connection: duckdb.DuckDBPyConnection, relation: Relation) -> dict[str, str]:
    """The columns of a table or view of the build, with their types."""
    return {
        name: kind
        for name, kind, *_ in connection.execute(f"describe build.{relation}").fetchall()
    }


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
