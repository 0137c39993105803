"""The layout of the files, as the build holds it: headings, Table Schema, and the check by it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from frictionless import Package, Resource, Schema

from .errors import StudyError

FAMILIES, INDIVIDUALS = "families", "individuals"
_SHOWN = 20


@dataclass(frozen=True)
class Column:
    """A column of a file: its heading, where its value is taken from, and what it may be."""

    name: str
    taken_from: str
    field_type: str
    is_required: bool
    is_key: bool
    allowed: tuple[str, ...]
    pattern: str
    description: str

    def field(self) -> dict:
        """The field descriptor of Table Schema."""
        constraints: dict[str, object] = {}
        if self.is_required:
            constraints["required"] = True
        if self.allowed:
            is_number = self.field_type == "integer"
            constraints["enum"] = [int(word) if is_number else word for word in self.allowed]
        if self.pattern:
            constraints["pattern"] = self.pattern
        field = {"name": self.name, "type": self.field_type, "description": self.description}
        return field | ({"constraints": constraints} if constraints else {})


@dataclass(frozen=True)
class Layout:
    """The files of an extract."""

    version: str
    files: dict[str, list[Column]]

    @classmethod
    def of_rows(cls, rows: Iterable[dict]) -> Layout:
        """The layout by its rows, as ext_ons__layout has them. Raises StudyError where it lacks any."""
        ordered = sorted(rows, key=lambda row: (row["file_name"], row["column_no"]))
        files: dict[str, list[Column]] = {}
        for row in ordered:
            files.setdefault(row["file_name"], []).append(
                Column(
                    row["column_name"],
                    row["taken_from"],
                    row["field_type"],
                    bool(row["is_required"]),
                    bool(row["is_key"]),
                    tuple((row["allowed_values"] or "").split()),
                    row["pattern"] or "",
                    row["description"],
                )
            )
        if set(files) != {FAMILIES, INDIVIDUALS}:
            raise StudyError(
                "the layout that the setting layout_version names does not have both files: see "
                "seeds/study/study_layouts.csv, then build and publish."
            )
        return cls(ordered[0]["layout_version"], files)

    def csv(self, file: str, rows: Iterable[dict]) -> bytes:
        """The file: the columns of the layout, in its order."""
        columns = self.files[file]
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([column.name for column in columns])
        for row in rows:
            writer.writerow([_cell(row[column.taken_from]) for column in columns])
        return text.getvalue().encode("utf-8")

    def schemas(self) -> dict[str, dict]:
        """The Table Schema of each file."""
        schemas = {}
        for file, columns in self.files.items():
            keys = [column.name for column in columns if column.is_key]
            schemas[file] = {
                "fields": [column.field() for column in columns],
                "missingValues": [""],
                "primaryKey": keys,
            }
        family = [c.name for c in self.files[FAMILIES] if c.taken_from == "family_ref"]
        schemas[INDIVIDUALS]["foreignKeys"] = [
            {"fields": family, "reference": {"resource": FAMILIES, "fields": family}}
        ]
        return schemas

    def schema_file(self) -> bytes:
        """The schemas as they are shipped."""
        described = {"layout_version": self.version, "files": self.schemas()}
        return (json.dumps(described, indent=2) + "\n").encode("utf-8")

    def check(self, files: dict[str, bytes]) -> None:
        """Check the files, by name without ending, against their Table Schema.

        Raises StudyError naming file, row, column and what is wrong; never a value.
        """
        schemas = self.schemas()
        package = Package(
            resources=[
                Resource(
                    name=name,
                    data=files[name],
                    format="csv",
                    encoding="utf-8",
                    schema=Schema.from_descriptor(schemas[name]),
                )
                for name in (FAMILIES, INDIVIDUALS)
            ]
        )
        found = [
            f"  {task.name}.csv, row {getattr(error, 'row_number', '?')}, "
            f"{getattr(error, 'field_name', None) or 'row'}: {error.title}"
            for task in package.validate().tasks
            for error in task.errors
        ]
        if found:
            more = len(found) - _SHOWN
            shown = found[:_SHOWN] + ([f"  and {more:,} more"] if more > 0 else [])
            raise StudyError(
                f"the files do not fit layout {self.version}, and nothing was sealed:\n"
                + "\n".join(shown)
                + "\nPut the values right at their source, or the layout in "
                "seeds/study/study_layouts.csv; then build, publish and package again."
            )


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
