"""What can go wrong with the lineage."""


class LineageError(Exception):
    """Where a column comes from cannot be told; the message says where, and what to do."""
