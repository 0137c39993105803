"""What goes wrong in a benchmark."""


class BenchError(Exception):
    """The benchmark cannot go on; the message says why and what to do."""
