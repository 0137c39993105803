"""Landed files from which every row may have been destroyed: they stay as deliveries of nothing."""

from __future__ import annotations

from supporting_families.appended import AppendedFile
from supporting_families.home import Home, HomeError


def emptied_files(home: Home, authority: str) -> set[str]:
    """Paths of landed files of which rows were destroyed.

    A register that lacks columns tells of none: intake accounts for it.
    """
    try:
        rows = AppendedFile(home, "registers", "destructions", authority).rows
    except HomeError:
        return set()
    return {
        row["destroyed_from"]
        for row in rows
        if row["step"] == "destroyed" and row["is_whole_file"] == "N"
    }
