"""Both answers in pandas, and what they took."""

from __future__ import annotations

import time

from ..answers import Answers
from ..chain import Chain
from ..measure import Meter
from ..size import Size
from .attendance import attendance_needs
from .evidence import all_evidence
from .given import load_given
from .marks import count_marks
from .support import eligible


def run_in_pandas(size: Size, chain: Chain, meter: Meter) -> tuple[dict, Answers]:
    """Both answers, and what they took; reading files and tables is timed apart (`load_s`)."""
    began = time.monotonic()
    given = load_given(size.home.build_file, chain)
    loaded = time.monotonic() - began
    with meter.step() as whole:
        marks, reading = count_marks(size.home.path, given)
        evidence = all_evidence(marks, given)
        found = Answers(
            frozenset(attendance_needs(evidence, given)), frozenset(eligible(evidence, given))
        )
    run = {**whole.as_dict(), "load_s": round(loaded + reading, 3), "nodes": []}
    run["wall_s"] = round(whole.wall_s - reading, 3)
    return run, found
