"""One module a form of file: each writes a landed file anew without some of its rows.

What is kept keeps its place: the numbers of the other rows stay what they were, so that nothing
that refers to them moves.
"""

from .cut import Cut, cut

__all__ = ["Cut", "cut"]
