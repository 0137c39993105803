"""What stands in the way of an estimate."""

from ..errors import BenchError


class EnglandError(BenchError):
    """A fact or a measurement is not as expected; the message says which, and what to do."""


class TooFewSizesError(EnglandError):
    """There is nothing to check a fit with."""
