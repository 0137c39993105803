"""Stories about school, special needs, the early years, young people after school, parenting."""

from __future__ import annotations

from ..calendar import age_on
from ..work import COHORT_DAY
from .telling import NEVER, Story, Telling, When, assessed, closed, never, on, story

_DOMAINS = ("communication", "gross_motor", "fine_motor", "problem_solving", "personal_social")

# Education ----------------------------------------------------------------------------------------


def _no_school(telling: Telling, kind: str, suitability: str) -> bool:
    """Without a school at the assessment, and at school again before support closes."""
    row = telling.child(5, 15)
    if row is None:
        return False
    _register(telling, row, kind, suitability)
    return True


def _register(telling: Telling, row: int, kind: str, suitability: str) -> None:
    telling.plant(
        "cme_ehe_register",
        row,
        register_type=kind,
        start_date=telling.anchor - 25,
        end_date=telling.anchor + 20,
        primary_reason="Not known",
        suitability=suitability,
        school_attendance_order="N",
        has_ehc_plan="N",
        known_to_social_care="N",
    )


def _special_needs(telling: Telling, start: When, end: When) -> bool:
    """A plan asked for in the year before the assessment, in force between two days."""
    row = telling.child(4, 16)
    if row is None or not telling.closed_between("2021-09-01", "2023-09-05"):
        return False
    telling.plant("sen2_request", row, received=telling.anchor - 200, start=start(telling),
                  ceased=end(telling))  # fmt: skip
    return True


def _refused(telling: Telling) -> bool:
    row = telling.child(4, 16)
    if row is None:
        return False
    telling.plant("sen2_request", row, received=telling.anchor - 20, start=NEVER, ceased=NEVER)
    return True


# Young people after school ------------------------------------------------------------------------


def _young_person(telling: Telling) -> int | None:
    """Somebody of 16 or 17 of whom the careers service tells, and who is not in work."""
    for row in telling.rows:
        is_told = 16 <= age_on(telling.partners.born(row), COHORT_DAY) <= 18
        if is_told and telling.age(row) in (16, 17) and not telling.partners.ever_in_work(row):
            return row
    return None


def _activities(
    telling: Telling, *spells: tuple[str, When, When], is_missed: bool = False
) -> bool:
    """Codes of what a young person does, from and to; whether it is on the register of those
    missing education too."""
    row = _young_person(telling)
    if row is None or not telling.closed_between("2023-03-20", "2023-09-01"):
        return False
    if is_missed:
        _register(telling, row, "CME", "")
    for code, start, end in spells:
        telling.plant(
            "ccis_activities",
            row,
            activity_code=code,
            activity_start=start(telling),
            activity_end=end(telling),
            activity_verified=start(telling),
            currency_due=start(telling) + 365,
        )
    return True


def _circumstance(telling: Telling, code: str) -> bool:
    row = _young_person(telling)
    if row is None:
        return False
    telling.plant("ccis_characteristics", row, characteristic_code=code,
                  characteristic_start=telling.anchor - 10, characteristic_end=NEVER)  # fmt: skip
    return True


# Early years --------------------------------------------------------------------------------------


def _reviews_at_two(telling: Telling, *bands: tuple[str, When]) -> bool:
    row = telling.child(1, 4)
    if row is None or not telling.closed_between("2021-09-01", "2024-02-29"):
        return False
    for band, day in bands:
        score = {"BELOW": 15, "MONITORING": 25, "ABOVE": 45}[band]
        scores = dict.fromkeys(_DOMAINS, str(score))
        telling.plant("early_years_asq3", row, reviewed_on=day(telling), review_month=24,
                      overall_band=band, **scores)  # fmt: skip
    return True


# Parents and carers -------------------------------------------------------------------------------


def _parenting(telling: Telling, before: int, after: int, completed: str) -> bool:
    adult = telling.adult()
    if adult is None:
        return False
    telling.plant(
        "local_services_parenting_programmes",
        adult,
        programme="Triple P",
        started_on=telling.anchor - 10,
        ended_on=telling.anchor + 50,
        completed=completed,
        score_before=before,
        score_after=str(after),
        measure="ECBI",
    )
    return True


def _conflict(telling: Telling) -> bool:
    adult = telling.adult()
    if adult is None:
        return False
    telling.plant("local_services_parental_conflict", adult, started_on=telling.anchor - 5,
                  ended_on=telling.anchor + 40, completed="Y")  # fmt: skip
    return True


def _young_carer(telling: Telling, assessed: When) -> bool:
    row = telling.child(7, 17)
    if row is None:
        return False
    day = assessed(telling)
    telling.plant("local_services_young_carers", row, assessed_on=day,
                  started_on=telling.anchor - 20, ended_on=NEVER,
                  caring_hours="14" if day < NEVER else "")  # fmt: skip
    return True


_LONG_AGO = on("2022-09-05")

STORIES: tuple[Story, ...] = (
    story("without a school", _no_school, "CME", ""),
    story("badly taught at home", _no_school, "EHE", "unsuitable"),
    story("well taught at home", _no_school, "EHE", "suitable"),
    story("plan in force throughout", _special_needs, assessed(-40), never),
    story("plan from the day of closure", _special_needs, closed(0), never),
    story("plan a day late", _special_needs, closed(1), never),
    story("no plan agreed", _refused),
    story("out of education, then in it", _activities,
          ("619", _LONG_AGO, closed(-20)), ("210", closed(-19), never), is_missed=True),
    story("moved on without a break", _activities,
          ("619", _LONG_AGO, closed(-20)), ("210", closed(-19), closed(60)),
          ("310", closed(61), never)),
    story("moved on with a day between", _activities,
          ("619", _LONG_AGO, closed(-20)), ("210", closed(-19), closed(60)),
          ("310", closed(62), never)),
    story("nobody knows what the young person does", _activities,
          ("810", _LONG_AGO, closed(-20)), ("210", closed(-19), never)),
    story("not available because of caring", _activities, ("620", _LONG_AGO, never)),
    story("a young parent", _circumstance, "120"),
    story("misuses substances by the careers service", _circumstance, "150"),
    story("supervised by the offending team", _circumstance, "170"),
    story("below and then above", _reviews_at_two,
          ("BELOW", assessed(-40)), ("ABOVE", assessed(35))),
    story("below and then to be monitored", _reviews_at_two,
          ("BELOW", assessed(-40)), ("MONITORING", assessed(35))),
    story("above and below again", _reviews_at_two,
          ("BELOW", assessed(-1)), ("ABOVE", assessed(35)), ("BELOW", closed(0))),
    story("above all along", _reviews_at_two, ("ABOVE", assessed(-40))),
    story("parenting better by exactly what counts", _parenting, 150, 128, "Y"),
    story("parenting better by one less", _parenting, 150, 129, "Y"),
    story("parenting worse", _parenting, 131, 160, "N"),
    story("parents in conflict supported", _conflict),
    story("young carer assessed in support", _young_carer, assessed(35)),
    story("young carer assessed before", _young_carer, assessed(-1)),
    story("young carer not assessed", _young_carer, never),
)  # fmt: skip
