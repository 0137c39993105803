"""Words for codes, each with the kind of its tag, and small sentences that pages share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from supporting_families.catalogue.words import in_words
from supporting_families.markup import Html

from .markup import tag

AGREEMENTS = {
    "in_force": ("good", "in force"),
    "not_needed": ("none", "not needed"),
    "none_recorded": ("act", "none recorded"),
    "not_started": ("look", "not begun"),
    "expired": ("act", "ended"),
    "expires_within_30_days": ("act", "ends within 30 days"),
    "expires_within_90_days": ("look", "ends within 90 days"),
    "review_due": ("look", "review is due"),
}
SHARING = {
    "live": "live",
    "pilot": "pilot",
    "working_towards": "being worked towards",
    "not_recorded": "not recorded",
}
HEALTH = {
    "well": ("good", "well"),
    "attention": ("look", "look at it"),
    "nothing received": ("none", "nothing received"),
}
CLASSES = {
    "direct": "names, identifiers, addresses",
    "indirect": "about a person, without naming them",
    "special_category": "health, ethnicity and the like",
    "criminal": "crime",
    "none": "not about a person",
}
PURPOSES = {
    "identification": "finding who needs help",
    "outcomes": "showing outcomes",
    "analysis": "needs analysis",
    "research": "national study",
    "finding_families": "looking for families not yet known",
}
EXCEPTIONS = {
    "in_force": ("look", "in force"),
    "not_yet": ("none", "not begun"),
    "ended": ("none", "ended"),
    "names_no_gate": ("act", "names no gate"),
}
MILESTONES = {
    "met": ("good", "met"),
    "working_towards": ("look", "on the way"),
    "not_yet": ("act", "not yet"),
    "fact_needed": ("none", "nobody has said"),
}
COVERAGE = {
    "usable": ("good", "may be used"),
    "not_received": ("none", "does not come"),
    "not_allowed": ("act", "not agreed for this"),
}
ROOMS = {
    "core": "Core: people, families, needs, outcomes",
    "eligibility": "Eligibility and the family view",
    "claims": "Claims",
    "progress": "Progress information",
    "programme": "The programme's year and data maturity",
    "governance": "Governance",
    "reporting": "Published tables",
    "transformation": "Transformation",
    "extracts": "Extracts: what leaves the council",
    "restricted": "Restricted: who is who",
}


def state(known: dict[str, tuple[str, str]], code: object) -> Html:
    """A state as a tag; one that is not known is shown as it is."""
    kind, said = known.get(str(code), ("none", plain(code)))
    return tag(kind, said)


def plain(code: object) -> str:
    """A code as words."""
    return str(code).replace("_", " ")


def several(count: int, one: str, many: str = "") -> str:
    """1 feed, 2 feeds, no feed."""
    if count == 0:
        return f"no {one}"
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def verb(count: int, one: str, many: str) -> str:
    """The verb after `several`: no feed waits, 1 feed waits, 2 feeds wait."""
    return one if count < 2 else many


def capital(said: str) -> str:
    return said[:1].upper() + said[1:]


def day(value: object) -> str:
    return in_words(value) if isinstance(value, date) else "no date"


def purposes(codes: object) -> str:
    """The purposes of an agreement in words."""
    return series(PURPOSES.get(code, plain(code)) for code in str(codes or "").split())


def classes(codes: object) -> str:
    """Classes of personal data in words."""
    return series(CLASSES.get(code, plain(code)) for code in str(codes or "").split())


def series(values: Iterable[str], most: int = 99) -> str:
    """a, b and c; of more than `most` the others are counted."""
    found = list(values)
    if len(found) > most:
        found[most:] = [f"{len(found) - most} more"]
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"
