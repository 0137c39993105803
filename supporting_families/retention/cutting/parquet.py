"""Parquet files: rows go, and the footer says which, so that the others keep their numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from supporting_families.forms.parquet import GONE, ROWS_PER_BATCH, rows_gone, rows_kept

FIRST_ROW = 2  # as of a CSV file with a header


def cut_parquet(path: Path, rows: set[int], target: Path) -> int:
    """Write the file without the rows; how many went. Raises ValueError where one is not there."""
    done = 0
    with pq.ParquetFile(path) as file:
        gone = rows_gone(file.schema_arrow.metadata)
        schema = file.schema_arrow
        metadata = {**(schema.metadata or {}), GONE: _text(gone | rows)}
        schema = schema.with_metadata(metadata)
        next_row = FIRST_ROW
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for batch in file.iter_batches(ROWS_PER_BATCH, use_threads=False):
                numbers = rows_kept(next_row, batch.num_rows, gone)
                next_row = int(numbers[-1]) + 1 if len(numbers) else next_row
                keep = ~np.isin(numbers, sorted(rows))
                done += int((~keep).sum())
                kept = batch.filter(pa.array(keep))
                writer.write_table(pa.Table.from_batches([kept]).cast(schema))
    if done != len(rows):
        raise ValueError(f"'{path}' has {done} of {len(rows)} rows that were to go")
    return done


def _text(rows: set[int]) -> bytes:
    return ",".join(map(str, sorted(rows))).encode()
