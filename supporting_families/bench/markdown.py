"""Tables of the benchmark's report, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], words: int | None = None
) -> list[str]:
    """Its lines and an empty one; what stands after the first `words` columns is to the right."""
    to_left = len(head) if words is None else words
    marks = ["---" if at < to_left else "---:" for at in range(len(head))]
    return [f"| {' | '.join(cells)} |" for cells in (head, marks, *rows)] + [""]
