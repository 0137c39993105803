"""What `seeds/privacy/` declares about personal data, read from the files or from their tables."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT

from .classes import Declassified
from .graph import Origin

FOLDER = PROJECT_ROOT / "seeds" / "privacy"
DECLASSIFIED, ALLOWED = "declassified_columns", "allowed_columns"
PURPOSES, CLASSES = "table_purposes", "purpose_classes"

Rows = Iterable[Mapping[str, object]]


@dataclass(frozen=True)
class Declarations:
    """Where classes end, which columns of marts may be direct, which table is for what, and which
    purpose may use which class."""

    declassified: tuple[Declassified, ...] = ()
    allowed: frozenset[Origin] = frozenset()
    purposes: frozenset[tuple[str, str]] = frozenset()  # table and purpose
    classes: frozenset[tuple[str, str]] = frozenset()  # purpose and class

    def purposes_of(self, table: str) -> list[str]:
        return sorted(purpose for named, purpose in self.purposes if named == table)


def declarations_from(rows: Callable[[str], Rows]) -> Declarations:
    """The declarations; `rows` gives the rows of a seed by its name."""
    return Declarations(
        declassified=tuple(
            Declassified(
                row["model"], row["column_name"], row["from_class"], row["to_class"], row["how"]
            )
            for row in rows(DECLASSIFIED)
        ),
        allowed=frozenset((row["model"], row["column_name"]) for row in rows(ALLOWED)),
        purposes=frozenset((row["model"], row["purpose"]) for row in rows(PURPOSES)),
        classes=frozenset((row["purpose"], row["personal_data"]) for row in rows(CLASSES)),
    )


def read_declarations(folder: Path = FOLDER) -> Declarations:
    """The declarations of the seed files as they are now."""
    return declarations_from(lambda name: read_seed(folder / f"{name}.csv"))


def read_seed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
