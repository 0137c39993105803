"""What came years ago and is due to be destroyed: people of an old delivery, and an old delivery.

Three people registered at a family hub in 2016 and nobody has told of them since: two are due, and
one is held by a named person. A delivery of tenancies of 2017 is past what its agreement allowed.
"""

from __future__ import annotations

from .files import HomeWriter
from .identifiers import warehouse_key

_HUBS_CAME, _HOUSING_CAME = "2016-06-06", "2017-02-13"
_REGISTERED = (  # reference, forename, surname, birth date, sex
    ("FH90000017", "Aurelia", "Thistlewick", "1984-02-29", "F"),
    ("FH90000025", "Barnaby", "Quillfeather", "1979-11-05", "M"),
    ("FH90000033", "Cordelia", "Marchbanks", "1988-07-23", "F"),
)
HELD = "FH90000033"
_TENANTS = (  # tenant, forename, surname, birth date, sex, tenancy
    ("TT90000019", "Leopold", "Greyhollow", "1961-03-12", "M", "TN900000011"),
    ("TT90000027", "Ottilie", "Greyhollow", "1963-09-30", "F", "TN900000011"),
)
# Whom nothing names that may still be used: the delivery that does is past its time.
OUT_OF_TIME = ("TPAST0003", "TPAST0004")
_EARLIER = (  # feed, agreement, population, days, how it comes, months kept, who answers
    ("family_hubs", "DSA-021-2015", "full", 31, "delta", 120, "Head of Early Help"),
    ("housing", "DSA-016-2015", "full", 61, "replace", 72, "Head of Housing"),
)


def write_past(writer: HomeWriter, authority: str) -> None:
    """The old deliveries, the agreements they came under, the hold, and whose the records are."""
    writer.append_records("local/feed_register.csv", [_agreement(*row) for row in _EARLIER])
    writer.append_records(
        f"landing/family_hubs/{_HUBS_CAME}/family_hubs_registrations_{_HUBS_CAME}.csv",
        [
            {
                "registration_ref": reference,
                "forename": forename,
                "surname": surname,
                "dob": born,
                "sex": sex,
                "postcode": "",
                "uprn": "",
                "hub_code": "HUB_NORTH",
                "registered_on": "2016-05-16",
                "row_action": "A",
            }
            for reference, forename, surname, born, sex in _REGISTERED
        ],
    )
    writer.append_records(
        f"landing/housing/{_HOUSING_CAME}/housing_tenancies.csv",
        [
            {
                "tenant_ref": tenant,
                "forename": forename,
                "surname": surname,
                "dob": born,
                "sex": sex,
                "postcode": "",
                "uprn": "",
                "tenancy_ref": tenancy,
                "tenure": "COUNCIL",
                "tenancy_start": "2009-04-06",
                "tenancy_end": "2016-10-30",
            }
            for tenant, forename, surname, born, sex, tenancy in _TENANTS
        ],
    )
    writer.append_records(
        "registers/retention_holds.csv",
        [
            {
                "hold_ref": "HOLD-2024-01-08-1",
                "subject": "person",
                "subject_key": warehouse_key(authority, "family_hubs", "person", HELD),
                "held_from": "2024-01-08",
                "held_by": "Information Governance Officer",
                "reason": "A complaint is being looked into (fictional)",
                "released_on": "",
                "released_by": "",
                "recorded_at": "2024-01-08",
            }
        ],
    )
    known = [("family_hubs", reference, born) for reference, _, _, born, _ in _REGISTERED]
    known += [("housing", tenant, born) for tenant, _, _, born, _, _ in _TENANTS]
    writer.append_records(
        "truth/people.csv",
        [
            {"feed_code": feed, "source_person_ref": reference, "true_person_id": _true_id(place)}
            for place, (feed, reference, _) in enumerate(known)
        ],
    )
    writer.append_records(
        "truth/traits.csv",
        [
            {
                "true_person_id": _true_id(place),
                "date_of_birth": born,
                "name_origin": "british_isles",
                "is_twin": 0,
                "is_mover": 0,
            }
            for place, (_, _, born) in enumerate(known)
        ],
    )


def _agreement(
    feed: str, agreement: str, population: str, days: int, kind: str, months: int, owner: str
) -> dict:
    """An agreement that ended where that of today began."""
    return {
        "feed_code": feed,
        "status": "live",
        "agreement_ref": agreement,
        "legal_gateway": "Consent" if feed == "family_hubs" else "Digital Economy Act 2017 s35",
        "starts_on": "2015-04-01",
        "review_on": "2020-09-30",
        "expires_on": "2021-04-01",
        "purposes": "identification outcomes analysis",
        "population": population,
        "frequency_days": days,
        "load_kind": kind,
        "on_expiry": "keep",
        "retention_months": months,
        "owner": owner,
        "recorded_by": "Information Governance Officer",
        "recorded_at": "2015-04-01",
    }


def _true_id(place: int) -> str:
    return f"TPAST{place:04d}"
