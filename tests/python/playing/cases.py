"""What the people of a play and their support are: the facts, without the files they come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Person:
    """Somebody of a family, with the name and birthday under which every feed knows them."""

    ref: str
    role: str
    forename: str
    surname: str
    sex: str
    born: date
    home: int  # number of the address

    @property
    def postcode(self) -> str:
        return f"XD{self.home // 10 + 1} {self.home % 10}AB"

    @property
    def uprn(self) -> str:
        return f"99000000{self.home:04d}"


@dataclass(frozen=True)
class Outcome:
    """What a practitioner recorded of an outcome; `who` is the person's letter, none the family."""

    code: str
    who: str | None
    achieved: date | None
    recorded: date
    status: str = "achieved"


@dataclass(frozen=True)
class Need:
    """A need as it is worked on; `recorded` is when a practitioner identified it, if one did."""

    code: str
    who: str | None
    recorded: date | None
    has_objective: bool = True


@dataclass(frozen=True)
class Episode:
    """One stretch of support of a family, with what was done in it."""

    number: int
    started: date
    assessed: date | None
    closed: date | None
    needs: tuple[Need, ...]
    outcomes: tuple[Outcome, ...]
    close_reason: str = "OUTCOMES_MET"
    assessment: str = "whole_family"
    has_voice: bool = True
    plan_covers: str | None = "*"  # letters of people, * for all; None: no plan
    lead: bool | None = True  # whether the family recognises the lead; None: no lead

    @property
    def plan_started(self) -> date:
        return (self.assessed or self.started) + timedelta(days=5)


@dataclass(frozen=True)
class Family:
    """A family as case management names it."""

    ref: str
    people: dict[str, Person]  # by letter
    episodes: tuple[Episode, ...]
    since: dict[str, date] = field(default_factory=dict)  # letter: first day in the family
    until: dict[str, date] = field(default_factory=dict)  # letter: day they left it

    def episode_ref(self, episode: Episode) -> str:
        return f"E{self.ref[1:]}-{episode.number}"


@dataclass(frozen=True)
class Incident:
    """A person in a police incident."""

    ref: str
    person: Person
    day: date
    kind: str  # class: DA, ASB, CRIME
    role: str
