"""The partner feeds of the demo, one maker a feed. Each has its own stream of random numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from . import (
    attendance,
    benefits,
    education,
    health,
    homes,
    justice,
    known,
    local,
    social_care_returns,
)
from .common import Feed, World

# The place of a feed in the list is part of its seed: new feeds go to the end.
_MAKERS: tuple[tuple[str, str, Callable[[World, Feed], None]], ...] = (
    ("early_help", "", known.early_help),
    ("police", "", known.police),
    ("attendance", "AT", attendance.attendance),
    ("attainment", "KS", education.attainment),
    ("cme_ehe", "CE", education.cme_ehe),
    ("send", "SN", education.send),
    ("ccis", "YP", education.ccis),
    ("early_years", "EY", education.early_years),
    ("health", "HV", health.health),
    ("substance_misuse", "DA", health.substance_misuse),
    ("childrens_social_care", "CH", social_care_returns.childrens_social_care),
    ("youth_justice", "YJ", justice.youth_justice),
    ("probation", "PO", justice.probation),
    ("domestic_abuse", "DV", justice.domestic_abuse),
    ("exploitation", "XC", justice.exploitation),
    ("housing", "TT", homes.housing),
    ("homelessness", "HL", homes.homelessness),
    ("council_tax", "CL", homes.council_tax),
    ("dwp", "", benefits.dwp),
    ("local_services", "LS", local.local_services),
    ("family_hubs", "FH", local.family_hubs),
    ("address_gazetteer", "", homes.address_gazetteer),
)


def make_feeds(world: World) -> Iterator[Feed]:
    """Every feed of a chunk, one at a time so that only one is held."""
    for place, (code, prefix, make) in enumerate(_MAKERS):
        feed = Feed(world, code, prefix, place)
        make(world, feed)
        yield feed
