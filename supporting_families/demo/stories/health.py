"""Stories about treatment, mental health, expecting a child, and the health of young children."""

from __future__ import annotations

from ..calendar import add_months, day_number
from .telling import NEVER, Story, Telling, When, assessed, closed, never, over, story

# The first questionnaires and monthly lists came for this month.
_FIRST_DAY, _LAST_DAY = day_number("2023-10-01"), day_number("2024-02-29")

# Drugs and alcohol --------------------------------------------------------------------------------


def _treatment(
    telling: Telling, who: tuple[int, int], spells: tuple[tuple[When, When, str], ...]
) -> bool:
    """Treatments of one person: when each started and ended, and how."""
    row = telling.adult() if who == _ADULT else telling.child(*who)
    if row is None or not telling.closed_between("2021-09-01", "2024-02-29"):
        return False
    for start, end, reason in spells:
        telling.plant(
            "substance_misuse_treatments",
            row,
            substance_primary="Alcohol",
            referral_date=start(telling) - 10,
            treatment_start=start(telling),
            discharge_date=end(telling),
            discharge_reason=reason,
            children_living_with="Y" if who == _ADULT else "N",
        )
    return True


_ADULT = (18, 200)
_COMPLETED = (assessed(-40), assessed(30), "COMPLETED_DRUG_FREE")
_YOUNG = (12, 17)

# Mental health ------------------------------------------------------------------------------------


def _referral(telling: Telling, row: int, service: str, start: int, end: int, why: str) -> None:
    telling.plant(
        "health_mental_health_referrals",
        row,
        service=service,
        referred_on=start,
        accepted="Y",
        first_contact_on=start + 10,
        discharged_on=end,
        discharge_reason=why,
    )


def _scores(telling: Telling, row: int, by: str, scores: dict[str, tuple[int, ...]]) -> None:
    """Scores of each measure a fortnight apart, the first in October 2023."""
    for measure, values in scores.items():
        for place, score in enumerate(values):
            telling.plant(
                "health_measures",
                row,
                measure=measure,
                completed_on=_FIRST_DAY + 5 + 14 * place,
                score=score,
                completed_by=by,
            )


def _better(telling: Telling, is_adult: bool, scores: dict[str, tuple[int, ...]]) -> bool:
    """In the care of a service since before the assessment, with scores after it."""
    row = telling.adult() if is_adult else telling.child(8, 17)
    if row is None or telling.anchor >= _FIRST_DAY:
        return False
    service = "TALKING_THERAPIES" if is_adult else "CAMHS"
    _referral(telling, row, service, telling.anchor - 20, NEVER, "")
    _scores(telling, row, "SELF" if is_adult else "PARENT", scores)
    return True


def _treated(telling: Telling, is_adult: bool, why: str) -> bool:
    """Discharged in November 2023 after being referred before the assessment."""
    row = telling.adult() if is_adult else telling.child(8, 17)
    if row is None or telling.anchor >= _FIRST_DAY:
        return False
    service = "ADULT" if is_adult else "MHST"
    _referral(telling, row, service, telling.anchor, _FIRST_DAY + 40, why)
    return True


def _score_in_support(telling: Telling, is_adult: bool, measure: str, score: int) -> bool:
    """One score while support goes on, and nothing else that shows a need."""
    row = telling.adult() if is_adult else telling.child(8, 17)
    if row is None or not telling.anchor < _FIRST_DAY + 5 < telling.until:
        return False
    _scores(telling, row, "SELF", {measure: (score,)})
    return True


def _score_before(telling: Telling, measure: str, score: int) -> bool:
    """One score in the month before the assessment."""
    row = telling.adult()
    if row is None or not _FIRST_DAY + 5 <= telling.anchor <= _LAST_DAY:
        return False
    _scores(telling, row, "SELF", {measure: (score,)})
    return True


# Expecting a child --------------------------------------------------------------------------------


def _maternity(telling: Telling, reason: str, scores: tuple[int, ...] = ()) -> bool:
    row = telling.head()
    if row is None or not day_number("2023-03-20") <= telling.anchor <= day_number("2024-02-15"):
        return False
    if not 18 <= telling.age(row) <= 42:
        return False
    booked = telling.anchor - 5
    telling.plant(
        "health_maternity_bookings",
        row,
        booked_on=booked,
        delivered_on=NEVER if booked > day_number("2023-08-15") else booked + 205,
        expected_delivery_on=booked + 203,
        needs_extra_support="Y",
        support_reason=reason,
    )
    _scores(telling, row, "SELF", {"EPDS": scores})
    return True


def _perinatal(telling: Telling) -> bool:
    row = telling.head()
    if row is None or not 18 <= telling.age(row) <= 42 or telling.anchor >= _FIRST_DAY:
        return False
    _referral(telling, row, "PERINATAL", telling.anchor - 15, NEVER, "")
    return True


# Young children -----------------------------------------------------------------------------------


def _immunisation(telling: Telling, due: When, given: When) -> bool:
    row = telling.child(0, 4)
    if row is None or given(telling) < _FIRST_DAY or telling.anchor < day_number("2023-05-01"):
        return False
    telling.plant(
        "health_immunisations",
        row,
        vaccine="MMR1",
        due_on=due(telling),
        given_on=given(telling),
        closed=given(telling),
    )
    return True


def _months_before(days: int, months: int) -> When:
    """So many months before so many days after the assessment."""
    return lambda telling: add_months(telling.anchor + days, -months)


def _still_listed(days: int) -> When:
    """So many days after the assessment, or once the first list has come."""
    return lambda telling: max(telling.anchor + days, _FIRST_DAY + 9)


def _given_in_time(telling: Telling) -> int:
    """The day on which three months would be full, and the spell is over."""
    return add_months(add_months(telling.anchor, -2), 3)


def _emergencies(telling: Telling, days: tuple[int, ...], concern: str) -> bool:
    """Visits to accident and emergency while support goes on or, by their days, after it."""
    row = telling.child(0, 4)
    if row is None or telling.until < _FIRST_DAY + 60:
        return False
    for day in days:
        telling.plant(
            "health_ae_attendances",
            row,
            attended_on=max(telling.anchor, _FIRST_DAY) + day,
            chief_complaint="22253000",
            disposal="DISCHARGED",
            safeguarding_concern=concern,
        )
    return True


def _concern_on_closure(telling: Telling) -> bool:
    row = telling.child(0, 4)
    if row is None or not telling.closed_between("2023-10-01", "2024-02-29"):
        return False
    for day in (telling.close - 3, telling.close - 2, telling.close):
        telling.plant("health_ae_attendances", row, attended_on=max(day, _FIRST_DAY),
                      chief_complaint="22253000", disposal="REFERRED",
                      safeguarding_concern="Y")  # fmt: skip
    return True


def _reviews(telling: Telling, missed: bool) -> bool:
    """A health review after the assessment, done or missed."""
    row = telling.child(0, 2)
    if row is None or not day_number("2023-05-01") <= telling.anchor <= day_number("2023-12-15"):
        return False
    due = max(telling.anchor + 10, _FIRST_DAY + 3)
    done = NEVER if missed else due + 4
    telling.plant("health_health_visiting_reviews", row, review_type="12_MONTHS", due_on=due,
                  completed_on=done, closed=due + 45 if missed else done,
                  outcome="DECLINED" if missed else "TARGETED")  # fmt: skip
    return True


def _missed_after_closure(telling: Telling) -> bool:
    """An immunisation overdue in support, and a review missed on the day of closure."""
    row = telling.child(0, 2)
    if row is None or not telling.closed_between("2023-10-10", "2024-01-10"):
        return False
    telling.plant("health_immunisations", row, vaccine="MMR1", closed=telling.close,
                  due_on=add_months(telling.anchor, -3), given_on=telling.close)  # fmt: skip
    telling.plant("health_health_visiting_reviews", row, review_type="12_MONTHS",
                  due_on=telling.close, completed_on=NEVER, closed=telling.close + 45,
                  outcome="NOT_SEEN")  # fmt: skip
    return True


STORIES: tuple[Story, ...] = (
    story("treatment completed on the day of assessment", _treatment, _ADULT,
          ((assessed(-40), assessed(0), "COMPLETED_DRUG_FREE"),)),
    story("treatment completed in support", _treatment, _ADULT, (_COMPLETED,)),
    story("dropped out on the day of closure", _treatment, _ADULT,
          (_COMPLETED, (assessed(30), closed(0), "DROPPED_OUT"))),
    story("dropped out on the day before", _treatment, _ADULT,
          (_COMPLETED, (assessed(30), closed(-1), "DROPPED_OUT"))),
    story("dropped out on the last day", _treatment, _ADULT,
          (_COMPLETED, (assessed(30), over(-1), "DECLINED"))),
    story("dropped out a day late", _treatment, _ADULT,
          (_COMPLETED, (assessed(30), over(0), "DROPPED_OUT"))),
    story("young person completes treatment", _treatment, _YOUNG,
          ((assessed(-40), assessed(30), "COMPLETED_OCCASIONAL_USER"),)),
    story("young person drops out", _treatment, _YOUNG,
          ((assessed(-40), closed(0), "DROPPED_OUT"),)),
    story("young person still in treatment", _treatment, _YOUNG, ((assessed(0), never, ""),)),
    story("harmful drinking by the questionnaire", _score_in_support, True, "AUDIT", 16),
    story("better by exactly what counts", _better, True, {"PHQ9": (15, 9)}),
    story("better by one less", _better, True, {"PHQ9": (15, 10)}),
    story("one measure better and another worse", _better, True,
          {"PHQ9": (15, 6), "GAD7": (8, 12)}),
    story("better and worse again", _better, True, {"PHQ9": (18, 8, 15)}),
    story("better at the second try", _better, True, {"GAD7": (16, 15, 11, 10)}),
    story("wellbeing better", _better, True, {"SWEMWBS": (15, 18), "CORE10": (20, 18)}),
    story("child better by exactly what counts", _better, False, {"SDQ": (24, 17)}),
    story("child better by one less", _better, False, {"SDQ": (24, 18)}),
    story("child with a measure nobody can judge", _better, False, {"RCADS": (80, 40)}),
    story("child worse", _better, False, {"SDQ": (17, 25)}),
    story("adult treated", _treated, True, "TREATMENT_COMPLETED"),
    story("adult did not attend", _treated, True, "DID_NOT_ATTEND"),
    story("child treated", _treated, False, "TREATMENT_COMPLETED"),
    story("adult at the cut-off", _score_in_support, True, "GAD7", 8),
    story("adult a point below the cut-off", _score_in_support, True, "GAD7", 7),
    story("child at the cut-off", _score_in_support, False, "SDQ", 17),
    story("at the cut-off before the assessment", _score_before, "PHQ9", 10),
    story("young parent expecting, better", _maternity, "YOUNG_PARENT", (14, 10)),
    story("expecting, no better", _maternity, "CARE_LEAVER", (14, 11)),
    story("expecting with a history of low mood", _maternity, "MENTAL_HEALTH"),
    story("expecting with a learning need", _maternity, "LEARNING_NEED"),
    story("expecting and using substances", _maternity, "SUBSTANCE_USE"),
    story("expecting and unsafe", _maternity, "DOMESTIC_ABUSE"),
    story("perinatal mental health", _perinatal),
    story("three months overdue at the assessment", _immunisation, _months_before(0, 3),
          _still_listed(1)),
    story("three months overdue the day after", _immunisation, _months_before(1, 3),
          _still_listed(3)),
    story("given just in time", _immunisation, _months_before(0, 2), _given_in_time),
    story("two concerns at accident and emergency", _emergencies, (3, 20), "Y"),
    story("one concern at accident and emergency", _emergencies, (3,), "Y"),
    story("three visits to accident and emergency", _emergencies, (1, 9, 30), "N"),
    story("a concern on the day of closure", _concern_on_closure),
    story("a review missed", _reviews, True),
    story("a review missed on the day of closure", _missed_after_closure),
    story("a review done", _reviews, False),
)  # fmt: skip
