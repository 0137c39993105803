"""What a linkage model says, in words for people."""

from __future__ import annotations

import re

_SHARED = re.compile(r"^\(?(.+?) = (.+?)\)?$")
_PARTS = {
    re.compile(r"left\((\w+), 1\)"): r"first letter of \1",
    re.compile(r"left\((\w+), (\d+)\)"): r"first \2 letters of \1",
    re.compile(r"(year|month|day)\((\w+)\)"): r"\1 of \2",
    re.compile(r"least\((.+), (.+)\)"): r"\1 and \2 either way round",
}


def rule_in_words(blocking_rule: str) -> str:
    """The values that two records share where a blocking rule, as SQL, makes them a pair.

    The authority, which they always share, is left out.
    """
    words = []
    for condition in blocking_rule.split(" AND "):
        part = _SHARED.sub(r"\1", condition).replace('"', "").lower()
        part = re.sub(r"\bl\.", "", part).replace("standard_", "")
        for form, plain in _PARTS.items():
            part = form.sub(plain, part)
        # the greatest of two goes with the least of them
        if part != "authority_code" and not part.startswith("greatest("):
            words.append(part)
    return ", ".join(words)
