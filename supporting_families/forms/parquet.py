"""Parquet files: counted by the footer, read row group by row group, every column as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from supporting_families.accounts import Refused
from supporting_families.forms.part import Batch, Part

ROWS_PER_BATCH = 65_536
GONE = b"rows_destroyed"  # in the footer: numbers of rows that were destroyed since it came
CURE = "Ask the partner to write the file again."


class ParquetPart(Part):
    """A Parquet file. Its rows are numbered 2, 3, ... as those of a CSV file would be.

    Rows destroyed keep their numbers to themselves.
    """

    def __init__(self, path: Path):
        self.read_as = "parquet"
        self.rejected = []
        self._path = path
        try:
            with pq.ParquetFile(path) as file:
                self.header = file.schema_arrow.names
                self.rows_counted = file.metadata.num_rows
                self._gone = rows_gone(file.schema_arrow.metadata)
        except (pa.ArrowException, OSError) as error:
            raise Refused("the Parquet file is damaged or cut off", CURE) from error

    def batches(self, positions: list[int]) -> Iterator[Batch]:
        next_row = 2
        names = [self.header[position] for position in positions]
        try:
            with pq.ParquetFile(self._path) as file:
                for batch in file.iter_batches(ROWS_PER_BATCH, columns=names, use_threads=False):
                    columns = {p: _text(batch.column(self.header[p])) for p in positions}
                    rows = rows_kept(next_row, batch.num_rows, self._gone)
                    next_row = int(rows[-1]) + 1 if len(rows) else next_row
                    yield Batch(columns, rows)
        except pa.ArrowNotImplementedError as error:
            raise Refused("a column holds lists, expected single values", CURE) from error
        except (pa.ArrowException, OSError) as error:
            raise Refused("the Parquet file is damaged or cut off", CURE) from error


def rows_gone(metadata: dict[bytes, bytes] | None) -> set[int]:
    """The numbers of rows that were destroyed, as the footer of the file has them."""
    text = (metadata or {}).get(GONE, b"").decode()
    return {int(number) for number in text.split(",") if number}


def rows_kept(first: int, count: int, gone: set[int]) -> np.ndarray:
    """The numbers of `count` rows from row `first` on, leaving out those that are gone."""
    rows = np.arange(first, first + count + len(gone), dtype=np.int64)
    return (rows if not gone else np.setdiff1d(rows, sorted(gone), assume_unique=True))[:count]


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        seconds = column.cast(pa.timestamp("s", tz=column.type.tz), safe=False)
        return pc.strftime(seconds, format="%Y-%m-%d %H:%M:%S")
    return column.cast(pa.string())
