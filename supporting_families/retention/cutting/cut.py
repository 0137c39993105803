"""Writes a file anew without some of its rows, whatever its form."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from supporting_families.forms.archive import form_of

from .parquet import cut_parquet
from .text import cut_text
from .workbook import cut_workbook
from .xml import cut_xml


@dataclass(frozen=True, order=True)
class Cut:
    """A row that goes: the label of its table in the file as intake gives it, and its number.

    `values` is for XML, where rows may share a line: the texts of the row by contract column.
    """

    label: str
    row: int
    values: tuple[tuple[str, str], ...] = ()


def cut(path: Path, cuts: Iterable[Cut], target: Path, elements: dict[str, str]) -> int:
    """Write `path` without the rows to `target`; how many went.

    `elements` names, by table, the element that is a row of an XML table. Raises ValueError where
    a row is not there.
    """
    by_label: dict[str, list[Cut]] = defaultdict(list)
    for row in sorted(set(cuts)):
        by_label[row.label].append(row)
    form = form_of(path)
    if form == "zip":
        return _cut_archive(path, by_label, target, elements)
    if form == "xml":
        return cut_xml(path, by_label, target, elements)
    numbers = {label: {row.row for row in rows} for label, rows in by_label.items()}
    if form == "workbook":
        return cut_workbook(path, numbers, target)
    if set(numbers) != {""}:
        raise ValueError(f"'{path}' is {form} and has no tables in it")
    return (cut_parquet if form == "parquet" else cut_text)(path, numbers[""], target)


def _cut_archive(
    path: Path, by_label: dict[str, list[Cut]], target: Path, elements: dict[str, str]
) -> int:
    """Every member is written again, as it was or without its rows, with its name and time."""
    of_member: dict[str, list[Cut]] = defaultdict(list)
    for label, rows in by_label.items():
        member, _, inner = label.partition("#")
        of_member[member] += [Cut(inner, row.row, row.values) for row in rows]
    done = 0
    with (
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".cut-") as folder,
        zipfile.ZipFile(path) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        copy, without = Path(folder) / "member", Path(folder) / "cut"
        for info in source.infolist():
            rows = of_member.pop(info.filename, [])
            if info.is_dir():
                written.writestr(info, b"")
                continue
            with source.open(info) as stream, copy.open("wb") as file:
                shutil.copyfileobj(stream, file)
            done += cut(copy, rows, without, elements) if rows else 0
            kept = zipfile.ZipInfo(info.filename, info.date_time)
            kept.compress_type = zipfile.ZIP_DEFLATED
            with (without if rows else copy).open("rb") as file, written.open(kept, "w") as stream:
                shutil.copyfileobj(file, stream)
    if of_member:
        raise ValueError(f"'{path}' has no member {', '.join(sorted(of_member))}")
    return done
