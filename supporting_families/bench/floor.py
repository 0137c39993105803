"""The floor: every landed file read once and written once as a typed table, by plain DuckDB.

No warehouse can do less. The types are those of the contracts; nothing is checked, cleaned,
numbered or hashed. Files of text are read by DuckDB itself, tables in XML, workbooks and archives
by the readers of intake. Run as a program it measures itself:
python -m supporting_families.bench.floor <home> <result.json>
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from supporting_families.accounts import Refused
from supporting_families.contracts import TableContract, load_contracts, plain_header
from supporting_families.forms.archive import form_of
from supporting_families.home import Home
from supporting_families.landed import Folder, pieces_of
from supporting_families.places import files_of, place_of
from supporting_families.reading import readings_of

from .errors import BenchError
from .measure import Meter, measure_process
from .nodes import count_rows
from .opening import open_build
from .size import Size

TYPES = {"date": "date", "integer": "bigint", "decimal": "decimal(18, 2)"}  # all else is text
DAYS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d-%b-%Y", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S",
    "%Y-%b-%d %H:%M:%S",
)  # fmt: skip
DELIMITERS = ",;\t|"
MARKS = "attendance.marks"
TIMES = 3  # a short floor is run so often, and the shortest counts
SHORT = 20  # seconds


@dataclass(frozen=True)
class TextFiles:
    """Files of one table with one header, which DuckDB reads together."""

    contract: TableContract
    header: tuple[str, ...]
    delimiter: str


def floor(size: Size) -> dict:
    """Run it in a process of its own; the shortest of three where it is short.

    Returns the run, with what has landed under `landed`. Raises BenchError when it fails.
    """
    folder = size.folder / str(size.people) / "floor"
    result = folder / "floor.json"
    command = size.module("floor", str(size.home.path.absolute()), str(result.absolute()))
    shortest: dict = {}
    for _ in range(TIMES):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        log = size.logs / "floor.log"
        usage = measure_process(command, log, size.environment(), size.tell, folder / "floor.tmp")
        told = json.loads(result.read_text(encoding="utf-8"))
        if not shortest or usage.wall_s < shortest["wall_s"]:
            shortest = {**usage.as_dict(), **told}
        if usage.wall_s > SHORT:
            break
    shutil.rmtree(folder)
    return shortest


def write_floor(home: Home, connection: duckdb.DuckDBPyConnection, unpacked: Path) -> dict:
    """Read and write every landed file. Returns `nodes`, one a table, and `landed`."""
    contracts = load_contracts()
    texts, others, landed = _sorted_out(home, contracts, unpacked)
    nodes = []
    with Meter() as meter:
        for number, (group, paths) in enumerate(texts.items()):
            table = f"t{number}"
            with meter.step() as usage:
                _read_text(connection, table, group, paths)
            nodes.append(_node(connection, table, group.contract, usage.as_dict()))
        for number, (path, folder) in enumerate(others):
            with meter.step() as usage:
                made = _read_other(connection, f"o{number}", path, folder)
            for table, contract in made.items():
                nodes.append(_node(connection, table, contract, usage.as_dict()))
                usage = type(usage)()  # the file is measured as one: the first table has it all
    landed["rows"] = sum(node["rows"] for node in nodes)
    landed["attendance_marks"] = sum(n["rows"] for n in nodes if n["node"] == MARKS)
    return {"nodes": nodes, "landed": landed}


def _sorted_out(
    home: Home, contracts: list[TableContract], unpacked: Path
) -> tuple[dict[TextFiles, list[Path]], list[tuple[Path, Folder]], dict]:
    """Files of text by table and header, the other files, and how much has landed."""
    texts: dict[TextFiles, list[Path]] = defaultdict(list)
    others, count, weight = [], 0, 0
    for path in files_of(home):
        place = place_of(path.relative_to(home.path).as_posix(), home.authorities())
        if place.root != "landing":
            continue
        readings = readings_of(path.name, place.root, place.feed_code, contracts, [])
        if not readings:
            raise BenchError(
                f"'{path}' is of no table that the contracts know: a benchmark is run on a demo "
                "home as it was generated. Remove the folder of the benchmark and run it again."
            )
        count, weight = count + 1, weight + path.stat().st_size
        if form_of(path) == "text" and readings[0].form == "csv":
            header, delimiter = _header(path)
            texts[TextFiles(readings[0].contract, header, delimiter)].append(path)
        else:
            folder = Folder(
                place.root, place.feed_code, contracts, [], unpacked, place.code_folder
            )
            others.append((path, folder))
    return texts, others, {"files": count, "bytes": weight}


def _header(path: Path) -> tuple[tuple[str, ...], str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        line = file.readline()
    delimiter = max(DELIMITERS, key=line.count)
    return tuple(next(csv.reader([line], delimiter=delimiter))), delimiter


def _read_text(
    connection: duckdb.DuckDBPyConnection, table: str, group: TextFiles, paths: list[Path]
) -> None:
    """All files at once with the types of the contract; where a text is not as ISO, more slowly."""
    types = _types(group.contract)
    by_header = group.contract.headings.by_header
    # columns that no contract names are read, for they are in the file, and not written
    names = [by_header.get(plain_header(h), f"_{n}") for n, h in enumerate(group.header)]
    wanted = [name for name in names if name in types]
    try:
        typed = {name: types.get(name, "varchar") for name in names}
        _create(connection, table, group, paths, typed, wanted)
    except duckdb.ConversionException:
        texts = dict.fromkeys(names, "varchar")
        _create(connection, table, group, paths, texts, [_typed(n, types[n]) for n in wanted])


def _create(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    group: TextFiles,
    paths: Iterable[Path],
    columns: dict[str, str],
    selected: list[str],
) -> None:
    connection.execute(
        f"create or replace table {table} as select {', '.join(selected)} from read_csv($paths, "
        f"header = true, auto_detect = false, columns = {columns}, delim = $delimiter, "
        "quote = '\"', escape = '\"')",
        {"paths": [str(path) for path in paths], "delimiter": group.delimiter},
    )


def _read_other(
    connection: duckdb.DuckDBPyConnection, prefix: str, path: Path, folder: Folder
) -> dict[str, TableContract]:
    """The tables of a file that is not plain text, by the name that each got."""
    made = {}
    folder.unpacked.mkdir(exist_ok=True)
    try:
        for number, piece in enumerate(pieces_of(path, folder)):
            part, contract = piece.open(), piece.reading.contract
            by_header, types = contract.headings.by_header, _types(contract)
            found = {at: by_header.get(plain_header(h)) for at, h in enumerate(part.header)}
            found = {at: name for at, name in found.items() if name}
            schema = pa.schema([(name, pa.string()) for name in found.values()])
            batches = [
                pa.Table.from_arrays([batch.columns[at] for at in found], schema=schema)
                for batch in part.batches(list(found))
            ]
            connection.register("rows_of_part", pa.concat_tables(batches or [schema.empty_table()]))
            table, typed = f"{prefix}_{number}", [_typed(n, types[n]) for n in found.values()]
            connection.execute(
                f"create table {table} as select {', '.join(typed)} from rows_of_part"
            )
            connection.unregister("rows_of_part")
            made[table] = contract
    except Refused as refusal:
        raise BenchError(f"'{path}' cannot be read: {refusal.problem}. {refusal.cure}") from refusal
    finally:
        shutil.rmtree(folder.unpacked)
    return made


def _types(contract: TableContract) -> dict[str, str]:
    return {column.name: TYPES.get(column.type, "varchar") for column in contract.columns}


def _typed(name: str, type_: str) -> str:
    if type_ == "varchar":
        return name
    if type_ == "date":
        return f"cast(try_strptime({name}, {list(DAYS)}) as date) as {name}"
    return f"try_cast({name} as {type_}) as {name}"


def _node(
    connection: duckdb.DuckDBPyConnection, table: str, contract: TableContract, usage: dict
) -> dict:
    rows = count_rows(connection, table)
    name = f"{contract.feed_code}.{contract.name}"
    return {"node": name, "kind": "landed", "layer": contract.feed_code, **usage, "rows": rows}


def main(words: list[str]) -> int:
    """Write the floor of a home beside the result file, and what it came to into that file."""
    home, result = Home(Path(words[0])), Path(words[1])
    with open_build(result.with_suffix(".duckdb"), os.environ) as connection:
        told = write_floor(home, connection, result.parent / "unpacked")
    result.write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
