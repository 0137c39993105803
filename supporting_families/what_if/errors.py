"""What can be wrong, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass


class WhatIfError(Exception):
    """The command cannot do its work; the message says what to do."""


@dataclass(frozen=True)
class Problem:
    """Something wrong in the folder: where, what was expected, what to do."""

    file: str
    row: int | None
    column: str | None
    expected: str
    cure: str

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", column '{self.column}'" if self.column else ""
        return f"{self.file}{row}{column}: {self.expected}. {self.cure}."
