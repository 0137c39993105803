"""The authority's register of feeds, and the lists of people it sent to partners."""

from __future__ import annotations

import pandas as pd

from .feeds.common import World
from .feeds.benefits import DWP_LISTS, dwp_lists

_EXPIRES = "2025-03-31"
_FEEDS = (  # feed, legal gateway, population, days between deliveries, who answers for it
    ("school_census", "Education Act 1996 s537A", "full", 122, "Head of Education Data"),
    ("police", "Crime and Disorder Act 1998 s115", "full", 31, "Community Safety Manager"),
    ("attendance", "Education Act 1996 s537A", "full", 31, "Head of Education Data"),
    ("attainment", "Education Act 1996 s537A", "full", 365, "Head of Education Data"),
    ("cme_ehe", "Education Act 1996 s436A", "full", 92, "Head of Admissions"),
    ("send", "Children and Families Act 2014", "full", 365, "Head of SEND"),
    ("ccis", "Education and Skills Act 2008", "full", 31, "Participation Manager"),
    ("early_years", "Childcare Act 2006", "full", 122, "Head of Early Years"),
    ("health", "Children Act 2004 s10", "full", 31, "Public Health Manager"),
    ("substance_misuse", "Consent", "cohort", 92, "Public Health Manager"),
    ("childrens_social_care", "Children Act 1989", "cohort", 31, "Head of Safeguarding"),
    ("youth_justice", "Crime and Disorder Act 1998 s115", "full", 92, "Head of Youth Justice"),
    ("probation", "Offender Management Act 2007 s14", "cohort", 92, "Community Safety Manager"),
    ("domestic_abuse", "Crime and Disorder Act 1998 s115", "cohort", 92,
     "Domestic Abuse Coordinator"),
    ("exploitation", "Children Act 2004 s10", "cohort", 92, "Head of Safeguarding"),
    ("housing", "Digital Economy Act 2017 s35", "full", 61, "Head of Housing"),
    ("homelessness", "Digital Economy Act 2017 s35", "full", 92, "Head of Housing"),
    ("council_tax", "Digital Economy Act 2017 s35", "full", 92, "Revenues Manager"),
    ("dwp", "Welfare Reform Act 2012 s131", "cohort", 31, "Employment Adviser Lead"),
    ("local_services", "Consent", "cohort", 92, "Head of Early Help"),
    ("family_hubs", "Consent", "full", 31, "Head of Early Help"),
    ("address_gazetteer", "No personal data", "full", 365, "Gazetteer Custodian"),
)  # fmt: skip
# The feeds whose agreements also let everybody be looked through for families not yet known.
_FINDING = frozenset(
    {"school_census", "attendance", "police", "ccis", "health", "homelessness", "council_tax",
     "housing", "childrens_social_care"}
)  # fmt: skip
_OTHER_EXPIRIES = {"probation": "2024-04-05", "dwp": "2024-06-01"}


def feed_register() -> list[dict]:
    """One row a feed: under which agreement it is received, for what and until when."""
    return [
        {
            "feed_code": feed,
            "status": "pilot" if feed == "probation" else "live",
            "agreement_ref": f"DSA-{number:03d}",
            "legal_gateway": gateway,
            "starts_on": "2021-04-01",
            "review_on": "2024-09-30",
            "expires_on": _OTHER_EXPIRIES.get(feed, _EXPIRES),
            "purposes": "identification outcomes analysis"
            + (" finding_families" if feed in _FINDING else ""),
            "population": population,
            "frequency_days": frequency,
            "load_kind": "delta" if feed == "family_hubs" else "replace",
            "on_expiry": "keep",
            "retention_months": 72,
            "owner": owner,
            "recorded_by": "Information Governance Officer",
            "recorded_at": "2021-04-01",
        }
        for number, (feed, gateway, population, frequency, owner) in enumerate(_FEEDS, start=1)
    ]


def cohort_lists(world: World) -> pd.DataFrame:
    """The people of the chunk on the lists that were sent to DWP."""
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "feed_code": "dwp",
                    "list_ref": name,
                    "sent_on": DWP_LISTS[name],
                    "ended_on": "",
                    "listed_feed_code": "early_help",
                    "source_person_ref": world.case_reference[rows],
                    "recorded_at": DWP_LISTS[name],
                },
                dtype=object,
            )
            for name, rows in dwp_lists(world).items()
        ]
    )
