"""One way only: what the study links to its extracts never comes back.

Families are told that linked data is never returned to the council. Nothing in the warehouse can
say whose a reference of the study is, and intake refuses what looks like data of the study: a
folder or file named for it, and a table with a column of its references, whatever it is called.
"""

from __future__ import annotations

import csv
import re
from functools import cache

from supporting_families.accounts import Refused
from supporting_families.contracts import PROJECT_ROOT, plain_header

LAYOUTS = PROJECT_ROOT / "seeds" / "study" / "study_layouts.csv"
_REFERENCES = ("family_ref", "person_ref")
_NAMES = re.compile(
    r"(^|[^a-z])nis([^a-z]|$)|(national|impact)_?(impact_?)?study|linked_?(study|data|records)"
)
_CURE = (
    "Delete it and tell your data protection officer: families were promised that what the national "
    "study links is never returned to the council."
)


@cache
def reference_columns() -> frozenset[str]:
    """The headings under which references of the study stand in its files, in every layout."""
    with LAYOUTS.open(encoding="utf-8", newline="") as file:
        return frozenset(
            plain_header(row["column_name"])
            for row in csv.DictReader(file)
            if row["taken_from"] in _REFERENCES
        )


def is_named_for_the_study(name: str) -> bool:
    """Whether a feed, a folder, a file or a table is named as data of the study would be."""
    return bool(_NAMES.search(re.sub(r"[\s-]+", "_", name.lower())))


def study_columns(header: list[str]) -> list[str]:
    """The columns of a table that hold references of the study."""
    return [name for name in header if plain_header(name) in reference_columns()]


def refuse_folder(folders: tuple[str, ...]) -> None:
    """Raises Refused where a landed file, or a folder it lies in, is named for the study."""
    for name in folders:
        if is_named_for_the_study(name):
            raise Refused(f"'{name}' is named for data of the national study", _CURE)


def refuse_columns(header: list[str]) -> None:
    """Raises Refused where a table has a column of the study's references."""
    if found := study_columns(header):
        raise Refused(
            f"it has the column {', '.join(found)}: references of the national study", _CURE
        )
