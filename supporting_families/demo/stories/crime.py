"""Stories about youth justice, probation, landlords' cases, and victims outside the family."""

from __future__ import annotations

from ..calendar import add_months, day_number
from .telling import NEVER, Story, Telling, When, assessed, closed, over, story


def _offence(telling: Telling, row: int, day: int) -> None:
    telling.plant("youth_justice_offences", row, offence_date=day, offence_category="Theft",
                  offence_seriousness=3, outcome_date=day + 40, outcome_tier="FIRST_TIER",
                  legal_outcome="Referral Order", first_time_entrant="Y")  # fmt: skip


def _offences(telling: Telling, *days: When) -> bool:
    """Proven offences of a young person that the police feed has not."""
    row = telling.child(10, 17)
    if row is None or not telling.closed_between("2021-09-01", "2024-01-15"):
        return False
    for day in days:
        _offence(telling, row, day(telling))
    return True


def _of_age(telling: Telling, *days: When) -> bool:
    """Somebody who turned 18 between a proven offence and the assessment."""
    first = add_months(telling.anchor, -12) + 30
    row = next((r for r in telling.rows if telling.age(r, first) < 18 <= telling.age(r)), None)
    if row is None or not telling.closed_between("2021-09-01", "2024-01-15"):
        return False
    for day in (first, *(day(telling) for day in days)):
        _offence(telling, row, day)
    return True


def _intervention(
    telling: Telling, kind: str, incident: When | None = None, proven: When | None = None
) -> bool:
    """Work of the youth justice service, and perhaps an incident or a proven offence later."""
    row = telling.child(10, 17)
    if row is None or not telling.closed_between("2022-03-01", "2023-09-15"):
        return False
    telling.plant("youth_justice_interventions", row, intervention_type=kind,
                  intervention_start=telling.anchor - 20, intervention_end=telling.anchor + 70,
                  completed="Y")  # fmt: skip
    if incident is not None:
        telling.partners.add_incident(row, incident(telling), "ASB", "SUSPECT")
    if proven is not None:
        _offence(telling, row, proven(telling))
    return True


def _supervised(telling: Telling, end: When) -> bool:
    adult = telling.adult()
    if adult is None or telling.close is None:
        return False
    telling.plant(
        "probation_supervisions",
        adult,
        order_type="LICENCE",
        started_on=telling.anchor - 150,
        ended_on=end(telling),
        risk_of_serious_harm="LOW",
        programme="Thinking Skills Programme",
        programme_completed="Y" if end(telling) < NEVER else "",
    )
    return True


def _neighbours(telling: Telling, role: str) -> bool:
    """A landlord's case of anti-social behaviour, open on the day of assessment."""
    head = telling.head()
    if head is None:
        return False
    telling.plant("housing_tenancies", head, tenancy_start=day_number("2018-04-02"),
                  tenancy_end=NEVER, arrears=[], actions=[])  # fmt: skip
    telling.plant("housing_asb_cases", head, person_role=role, opened_on=telling.anchor - 30,
                  closed_on=telling.anchor + 30)  # fmt: skip
    return True


def _victim(telling: Telling) -> bool:
    row = telling.child(8, 17)
    if row is None:
        return False
    telling.case.is_for_a_manager = True
    telling.partners.add_incident(
        row, telling.anchor - 45, "CRIME", "VICTIM", "Violence without injury"
    )
    return True


def _a_year_before(telling: Telling) -> int:
    """A day too old for the twelve months up to the assessment."""
    return add_months(telling.anchor, -12)


STORIES: tuple[Story, ...] = (
    story("proven offence of a young person", _offences, assessed(-90)),
    story("proven offence on the day of closure", _offences, assessed(-90), closed(0)),
    story("proven offence found in support", _offences, _a_year_before, closed(-1)),
    story("proven offence before coming of age", _of_age),
    story("proven offences before and after coming of age", _of_age, closed(0)),
    story("kept from crime", _intervention, "PREVENTION"),
    story("kept from crime, proven guilty since", _intervention, "PREVENTION", proven=closed(0)),
    story("diverted, and in trouble on the day of closure", _intervention, "DIVERSION", closed(0)),
    story("under an order", _intervention, "STATUTORY"),
    story("supervised by probation", _supervised, assessed(60)),
    story("supervision over the day before", _supervised, assessed(-1)),
    story("complained of by neighbours", _neighbours, "PERPETRATOR"),
    story("complains of neighbours", _neighbours, "COMPLAINANT"),
    story("victim of violence outside", _victim),
)  # fmt: skip
