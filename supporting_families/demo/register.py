"""The authority's own facts: its register of feeds, who claims, what was agreed, lists it sent."""

from __future__ import annotations

import pandas as pd

from .feeds.common import World
from .feeds.benefits import DWP_LISTS, dwp_lists
from .feeds.social_care import SOCIAL_CARE_LISTS, social_care_lists

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
# The feeds whose agreements let what they tell go to the national study.
_RESEARCH = frozenset(
    {"school_census", "attendance", "attainment", "police", "ccis", "early_years", "youth_justice",
     "housing", "homelessness", "council_tax"}
)  # fmt: skip
_SENT = (  # return, financial year, quarter, day; the data survey of 2023/24 was forgotten
    ("progress_information", "2021/22", "4", "2022-04-07"),
    ("early_help_system_guide", "2022/23", "", "2022-06-29"),
    ("progress_information", "2022/23", "1", "2022-07-06"),
    ("progress_information", "2022/23", "2", "2022-10-06"),
    ("data_survey", "2022/23", "", "2022-10-20"),
    ("progress_information", "2022/23", "3", "2023-01-04"),
    ("progress_information", "2022/23", "4", "2023-04-06"),
    ("early_help_system_guide", "2023/24", "", "2023-06-30"),
    ("progress_information", "2023/24", "1", "2023-07-07"),
    ("progress_information", "2023/24", "2", "2023-10-05"),
    ("progress_information", "2023/24", "3", "2024-01-05"),
)
_FACTS = (  # fact, value, since
    ("data_governance_board", "yes", "2022-05-10"),
    ("information_governance_on_board", "working_towards", ""),
    ("case_system", "Demoshire EHM (fictional)", "2021-04-01"),
)
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
            + (" finding_families" if feed in _FINDING else "")
            + (" research" if feed in _RESEARCH else ""),
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


def claim_roles() -> list[dict]:
    """Who prepares, audits and certifies claims."""
    return [
        {
            "holder": holder,
            "role": role,
            "valid_from": "2022-04-01",
            "valid_to": "",
            "delegated_by": "",
            "recorded_at": "2022-04-01",
        }
        for holder, role in (
            ("Supporting Families Coordinator", "preparer"),
            ("Head of Internal Audit", "auditor"),
            ("Chief Finance Officer", "section_151_officer"),
        )
    ]


def server_logins() -> list[dict]:
    """Who may read what on a database server: one of each role, and one whose time is over."""
    return [
        {
            "login_name": login,
            "role_code": role,
            "valid_from": "2022-04-01",
            "valid_to": until,
            "granted_by": "Information Governance Officer",
            "reason": reason,
            "recorded_at": "2022-04-01",
        }
        for login, role, until, reason in (
            ("demo_dashboards", "bi_reader", "", "The dashboards of the programme (fictional)"),
            ("demo_analyst", "analyst", "", "Needs analysis of the partnership (fictional)"),
            ("demo_auditor", "auditor", "", "Audit of claims (fictional)"),
            ("demo_returns", "packager", "", "Returns to the department (fictional)"),
            ("demo_steward", "steward", "", "Answers for the data (fictional)"),
            ("demo_secondee", "analyst", "2023-04-01", "A year on secondment (fictional)"),
        )
    ]


def areas() -> list[dict]:
    """The wards of the gazetteer, in the three localities of the demo."""
    return [
        {
            "ward_code": f"E0599900{number}",
            "ward_name": ward,
            "locality_code": code,
            "locality_name": locality,
            "recorded_at": "2022-04-01",
        }
        for number, ward, code, locality in (
            (1, "Abbeyfield", "NORTH", "North locality"),
            (2, "Brookside", "NORTH", "North locality"),
            (3, "Castle", "CENTRAL", "Central locality"),
            (4, "Docklands", "CENTRAL", "Central locality"),
            (5, "Eastgate", "CENTRAL", "Central locality"),
            (6, "Fairmead", "SOUTH", "South locality"),
            (7, "Greenhill", "SOUTH", "South locality"),
        )
    ]


def teams() -> list[dict]:
    """The teams that lead support, with the family hub that each works from."""
    return [
        {
            "team": team,
            "organisation": "Demoshire Early Help",
            "hub_code": code,
            "hub_name": hub,
            "recorded_at": "2022-04-01",
        }
        for team, code, hub in (
            ("North", "HUB_NORTH", "Northgate Family Hub"),
            ("East", "HUB_NORTH", "Northgate Family Hub"),
            ("South", "HUB_SOUTH", "Southfield Family Hub"),
            ("West", "HUB_SOUTH", "Southfield Family Hub"),
        )
    ]


def programme_settings() -> list[dict]:
    """Families a year that are paid for, and that are to be reached."""
    return [
        {
            "setting": setting,
            "setting_value": value,
            "valid_from": f"{year}-04-01",
            "set_by": "Chief Finance Officer",
            "reason": f"Agreed with the department for {year}/{year - 1999} (fictional)",
            "recorded_at": f"{year}-04-01",
        }
        for year, agreed, minimum in ((2022, 140, 110), (2023, 160, 130))
        for setting, value in (("agreed_number", agreed), ("minimum_number", minimum))
    ]


def programme_facts() -> list[dict]:
    """What holds of the programme and no feed shows."""
    return [
        {
            "fact": fact,
            "fact_value": value,
            "since": since,
            "source": "Minutes of the Demoshire partnership (fictional)",
            "recorded_by": "Supporting Families Coordinator",
            "recorded_at": "2022-06-01",
        }
        for fact, value, since in _FACTS
    ]


def returns_sent() -> list[dict]:
    """The returns of the year that were sent."""
    return [
        {
            "return_code": code,
            "financial_year": year,
            "quarter": quarter,
            "sent_on": day,
            "sent_by": "Supporting Families Coordinator",
            "reference": f"DEMO-{number:03d}",
            "recorded_at": day,
        }
        for number, (code, year, quarter, day) in enumerate(_SENT, start=1)
    ]


def cohort_lists(world: World) -> pd.DataFrame:
    """The people of the chunk on the lists that were sent: to DWP those of 16 or over, to
    children's social care every child in support."""
    sent = [
        ("dwp", name, DWP_LISTS[name], rows) for name, rows in dwp_lists(world).items()
    ] + [
        ("childrens_social_care", name, SOCIAL_CARE_LISTS[name], rows)
        for name, rows in social_care_lists(world).items()
    ]
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "feed_code": feed,
                    "list_ref": name,
                    "sent_on": day,
                    "ended_on": "",
                    "listed_feed_code": "early_help",
                    "source_person_ref": world.case_reference[rows],
                    "recorded_at": day,
                },
                dtype=object,
            )
            for feed, name, day, rows in sent
        ]
    )
