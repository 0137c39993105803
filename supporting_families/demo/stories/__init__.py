"""What feeds are to tell of families in support: stories about one need each and what became of it.

Chance alone would show few of the rules at work, and hardly ever their edges: an event on the day
of closure or on the last day after it, a spell broken by a day, a score better by exactly what
counts. A story plants such facts in the feeds; what follows from them is worked out afterwards.
"""

from __future__ import annotations

from collections import deque
from itertools import zip_longest

from ..case import Case
from ..partners import Partners
from . import crime, health, homes, learning, safety
from .telling import Story, Telling

_SUBJECTS = (health, safety, homes, learning, crime)
# One of each subject in turn, so that a small authority sees something of all.
STORIES: tuple[Story, ...] = tuple(
    story
    for stories in zip_longest(*(subject.STORIES for subject in _SUBJECTS))
    for story in stories
    if story is not None
)


class Storyteller:
    """Deals the stories out in turn: each case gets the first that fits it."""

    def __init__(self, partners: Partners) -> None:
        self._partners = partners
        self._waiting = deque(STORIES)

    def tell(self, case: Case) -> None:
        """One story about the first stretch of support, if any fits the family."""
        telling = Telling(case, self._partners)
        for story in list(self._waiting):
            if story.tell(telling):
                self._waiting.remove(story)
                self._waiting.append(story)
                return
