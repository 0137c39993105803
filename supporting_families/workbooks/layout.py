"""What writing and reading a workbook agree on: its columns, and the check of a row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

EARLIEST = date(2000, 1, 1)  # an earlier day of decision is a slip


@dataclass(frozen=True)
class Layout:
    """The sheet that is filled in: its columns, those shown and answered with their widths.

    `hidden` tell which question a row is; the last of them is the row's check. `kind` is what the
    workbook is called, `command` what writes one.
    """

    sheet: str
    kind: str
    command: str
    shown: dict[str, int]
    answered: dict[str, int]
    hidden: tuple[str, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        return (*self.shown, *self.answered, *self.hidden)


def row_check(shown: Iterable[object], whose: str = "") -> str:
    """A hash of what a row shows and which question it is, and of whose workbook it is in.

    `whose` is the authority where the home holds several; the rows of two may be alike.
    """
    texts = ["" if value is None else str(value).replace("\r\n", "\n") for value in shown]
    texts += [whose] if whose else []
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:16]
