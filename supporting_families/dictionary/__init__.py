"""What the published tables and their columns are, read from the YAML beside the models."""

from .reading import (
    DescribedColumn,
    DescribedTable,
    DictionaryError,
    ForeignKey,
    described_tables,
)

__all__ = [
    "DescribedColumn",
    "DescribedTable",
    "DictionaryError",
    "ForeignKey",
    "described_tables",
]
