"""What it would take to build for all of England, from what was measured on smaller sizes."""

from .errors import EnglandError, TooFewSizesError
from .estimate import estimate
from .telling import markdown, section

__all__ = ["EnglandError", "TooFewSizesError", "estimate", "markdown", "section"]
