"""The files in `lineage/`: where every column comes from, and of which code that was read.

`columns.txt` has a line for every column of every model, below the name of the model:

    core.dim_person
      person_key = int_people(person_key)
      age_in_years = int_people(~date_of_birth)
      * = int_people(~*)

A `~` says that the value is made use of and not shown.

`files.csv` has the digest of every file that decides where columns come from. Both are the same on
every machine, and are written by `python scripts/lineage.py write`.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import yaml

from supporting_families.contracts import LOADER, PROJECT_ROOT

from .errors import LineageError
from .graph import Lineage, Origin

FOLDER = PROJECT_ROOT / "lineage"
COLUMNS_FILE, FILES_FILE = "columns.txt", "files.csv"
WRITE = "python scripts/lineage.py write"
CODE = ("models/**/*.sql", "models/**/*.py", "models/**/*__sources.yml", "macros/**/*.sql")
DIGITS = 12
USED = "~"  # before a column that is made use of and not shown
TABLE = re.compile(r"(?P<table>[^\s()]+)\((?P<columns>[^()]*)\)")


def write_lineage(lineage: Lineage, folder: Path = FOLDER, root: Path = PROJECT_ROOT) -> None:
    """Write both files anew; `root` is the folder of the code that the lineage was read from."""
    folder.mkdir(exist_ok=True)
    lines = ["# Written by python scripts/lineage.py write; not to be edited.", *_lines(lineage)]
    _replace(folder / COLUMNS_FILE, "\n".join(lines) + "\n")
    rows = [f"{name},{digest}" for name, digest in sorted(digests(root).items())]
    _replace(folder / FILES_FILE, "\n".join(["file_name,digest", *rows]) + "\n")


def _replace(file: Path, text: str) -> None:
    partial = file.with_name(file.name + ".partial")
    partial.write_text(text, encoding="utf-8", newline="\n")
    os.replace(partial, file)


def _lines(lineage: Lineage) -> Iterator[str]:
    columns = lineage.columns()
    for schema, table in sorted((schema, table) for table, schema in lineage.schemas.items()):
        yield f"{schema}.{table}"
        for column in columns.get(table, ()):
            brings = lineage.brings.get((table, column))
            made_of = f": {brings}" if brings else f" = {_told(lineage, (table, column))}"
            yield f"  {column}{made_of}".rstrip()


def _told(lineage: Lineage, node: Origin) -> str:
    shown = lineage.shown.get(node, ())
    return " ".join(
        f"{table}({' '.join(o[1] if o in shown else USED + o[1] for o in origins)})"
        for table, origins in groupby(lineage.made_of[node], key=lambda origin: origin[0])
    )


def read_lineage(folder: Path = FOLDER) -> Lineage:
    """The lineage as it was written last. Raises LineageError where it was never written."""
    file = folder / COLUMNS_FILE
    if not file.is_file():
        raise LineageError(f"'{file}' does not exist. Write it: {WRITE}")
    lineage = Lineage()
    table = ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            schema, table = line.split(".", 1)
            lineage.schemas[table] = schema
        elif " = " in f"{line} ":
            column, _, made_of = line.strip().partition(" =")
            origins = dict(_origins(made_of))
            lineage.made_of[table, column] = tuple(origins)
            lineage.shown[table, column] = frozenset(o for o in origins if origins[o])
        elif ": " in line:
            column, _, brings = line.strip().partition(": ")
            lineage.made_of[table, column] = ()
            lineage.brings[table, column] = brings
        else:
            raise LineageError(f"{file}, line {number} is no line of it. Write it anew: {WRITE}")
    return lineage


def _origins(made_of: str) -> Iterator[tuple[Origin, bool]]:
    """The columns of a line, each with whether it is shown."""
    for found in TABLE.finditer(made_of):
        for column in found["columns"].split():
            yield (found["table"], column.removeprefix(USED)), not column.startswith(USED)


def read_digests(folder: Path = FOLDER) -> dict[str, str]:
    """The digests of the files that the lineage was read from; none where it was never written."""
    file = folder / FILES_FILE
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["file_name"]: row["digest"] for row in csv.DictReader(lines)}


def digests(root: Path = PROJECT_ROOT) -> dict[str, str]:
    """The digest of everything that decides where columns come from, by the file it stands in.

    Of a seed it is the header alone, of the YAML of models what Python models declare.
    """
    found = {}
    for pattern in CODE:
        for file in root.glob(pattern):
            found[_name(file, root)] = _digest(file.read_bytes())
    for file in root.glob("seeds/**/*.csv"):
        with file.open("rb") as lines:
            found[_name(file, root)] = _digest(lines.readline())
    for file in root.glob("models/**/*.yml"):
        text = file.read_text(encoding="utf-8")
        if _name(file, root) not in found and "lineage:" in text:
            declared = [
                f"{model['name']} {model['config']['meta']['lineage']}"
                for model in yaml.load(text, Loader=LOADER).get("models", ())
                if "lineage" in model.get("config", {}).get("meta", {})
            ]
            found[_name(file, root)] = _digest("\n".join(declared).encode())
    found["dbt_project.yml"] = _digest((root / "dbt_project.yml").read_bytes())
    return found


def code_version(root: Path = PROJECT_ROOT) -> str:
    """One digest of them all: what a build keeps for the next is of use only while it is the same."""
    return _digest("".join(f"{name},{digest}\n" for name, digest in sorted(digests(root).items())).encode())


def _name(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix()


def _digest(content: bytes) -> str:
    """Alike for the line ends of every system."""
    plain = content.replace(b"\r\n", b"\n")
    return hashlib.sha256(plain).hexdigest()[:DIGITS]


def differences(written: dict[str, str], now: dict[str, str]) -> list[tuple[str, str]]:
    """The files that are not as they were, each with `new`, `changed` or `gone`."""
    found = [(name, "new") for name in now.keys() - written.keys()]
    found += [(name, "gone") for name in written.keys() - now.keys()]
    found += [
        (name, "changed") for name in now.keys() & written.keys() if now[name] != written[name]
    ]
    return sorted(found)
