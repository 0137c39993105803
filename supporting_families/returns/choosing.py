"""The rule for the three descriptors that an authority will work on, by its data-model level.

GOV.UK guidance 2022-25, chapter 2, action 2: at level 2 or below all three are of the data section;
at 3 one is, and two are of the service sections; at 4 or above all three are of the service
sections. Several may be of one section.
"""

from __future__ import annotations

from collections.abc import Sequence

CHOSEN = 3
DATA = "data"


def data_descriptors_asked(level: int) -> int:
    """How many of the three chosen descriptors have to be of the data section."""
    if level <= 2:
        return CHOSEN
    return 1 if level == 3 else 0


def rule_in_words(level: int) -> str:
    """What has to be chosen at a level."""
    asked = data_descriptors_asked(level)
    if asked == CHOSEN:
        return "three different descriptors, all of the data section"
    if asked == 0:
        return "three different descriptors, none of the data section"
    return "three different descriptors, one of the data section and two of the others"


def keeps_the_rule(level: int, kinds: Sequence[str]) -> bool:
    """Whether the kinds of three chosen descriptors (`data` or `service`) are as the rule asks."""
    of_data = sum(kind == DATA for kind in kinds)
    return len(kinds) == CHOSEN and of_data == data_descriptors_asked(level)
