"""What every form of file gives: parts, each one table, counted before it is read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

FOOTER = "footer row, as the mapping declares"


@dataclass(frozen=True)
class Layout:
    """What a mapping says of how a file is laid out; the defaults are those of a plain file.

    `header_row` none means: find it (workbooks), or the first row (text).
    """

    header_row: int | None = None
    footer_rows: int = 0
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True)
class Batch:
    """Some rows: text by position of the column in the header, and the number of each row."""

    columns: dict[int, pa.Array]
    rows: np.ndarray


class Part(ABC):
    """One table of a landed file. `rejected` fills while it is read: row number and reason."""

    read_as: str
    header: list[str]
    rows_counted: int
    rejected: list[tuple[int, str]]

    @abstractmethod
    def batches(self, positions: list[int]) -> Iterator[Batch]:
        """The rows, with the columns at these positions of the header."""
