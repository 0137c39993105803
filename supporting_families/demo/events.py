"""What police, schools and social care know of a family, by the events of its scenario."""

from __future__ import annotations

from .calendar import NEVER, add_months, day_number
from .case import LAST_DAY, Case
from .feeds.social_care import EPISODES, IN_NEED
from .partners import Partners

# Offences before the assessment and after the closure; incidents of abuse after it, two before.
_OFFENCES = {"crimes_down": (5, 2), "crimes_less_down": (5, 3)}
_ABUSE = {"abuse_halved": 1, "abuse_as_before": 2}
_SUSPENSIONS = {"three_suspensions": 3, "four_suspensions": 4}


def tidy_school(case: Case, partners: Partners) -> None:
    """Takes chance out of the school record where the scenario is about something else."""
    school = partners.school
    for row in case.people.values():
        child = school.index_of(row)
        if child is None:
            continue
        school.young_carer[child] = "N"
        # A change of school late in the year would leave open whether the pupil is on a roll.
        if school.moved_in[child] > 1:
            school.moved_in[child] = 99
        if case.scenario.calm:
            for term in range(len(school.terms)):
                possible = int(school.possible[child, term])
                absent = int(school.authorised[child, term] + school.unauthorised[child, term])
                if absent * 100 > possible * 9:
                    school.set_absence(child, term, possible, possible // 20)


def add_events(case: Case, partners: Partners) -> None:
    """What police and schools know of the family, as its scenario has it."""
    intent, rng = case.intents[0], case.rng
    adult = next(row for row in case.people.values() if partners.kind[row] == "adult")
    pupil = next((row for row in case.people.values() if partners.is_pupil(row)), None)
    teenager = next(
        (row for row in case.people.values() if partners.is_teenager(row, intent.start)), None
    )
    anchor, close = intent.assessed, intent.close or LAST_DAY
    year_before = add_months(anchor, -12)
    window_end = add_months(close, 6)
    for event in case.scenario.events:
        if event in ("crime", "crime_on_anchor", "crime_first_day", "crime_day_out"):
            day = {
                "crime_on_anchor": anchor,
                "crime_first_day": year_before + 1,
                "crime_day_out": year_before,
            }.get(event, anchor - rng.randint(20, 200))
            partners.add_incident(adult, day, rng.choice(("CRIME", "ASB")), "OFFENDER")
        elif event.startswith("relapse"):
            day = {
                "relapse_first_day": close,
                "relapse_last_day": window_end - 1,
                "relapse_day_after": window_end,
            }.get(event, close + rng.randint(10, 90))
            partners.add_incident(adult, day, "CRIME", rng.choice(("OFFENDER", "SUSPECT")))
        elif event in _OFFENCES:
            before, after = _OFFENCES[event]
            for place in range(before):
                partners.add_incident(adult, anchor - 10 - 20 * place, "CRIME", "OFFENDER")
            for place in range(after):
                partners.add_incident(adult, close + 20 * place, "CRIME", "OFFENDER")
        elif event in _ABUSE:
            days = [anchor - 30, anchor - 60, *(close + n for n in range(_ABUSE[event]))]
            for day in days:
                partners.add_domestic_abuse([(adult, "VICTIM")], day)
        elif event in _SUSPENSIONS:
            for place in range(_SUSPENSIONS[event]):
                partners.add_suspension(pupil, day_number("2023-05-02") + 7 * place)
        elif event == "in_need_now":
            child = next(row for row in case.people.values() if partners.kind[row] == "child")
            fact = {"row": child, "day": day_number("2023-06-01"), "depth": IN_NEED,
                    "until": NEVER, "need": "N4", "factor": ""}  # fmt: skip
            case.planted.append((EPISODES.name, fact))
        elif event == "victim":
            partners.add_incident(adult, anchor - 30, "CRIME", "VICTIM")
        elif event == "young_crime" and teenager is not None:
            partners.add_incident(teenager, anchor - 40, "CRIME", "OFFENDER")
        elif event == "missing":
            partners.add_missing(pupil, anchor - rng.randint(0, 300))
        elif event == "young_carer":
            partners.school.young_carer[partners.school.index_of(pupil)] = rng.choice("PS")
        elif event == "suspended":
            partners.add_suspension(pupil, anchor - rng.randint(1, 60))
        elif event == "suspended_again":
            partners.add_suspension(pupil, close + rng.randint(5, 40))
        elif event == "left_roll":
            # Leaves at the end of the first term that ends before the day of assessment.
            terms = [n for n, term in enumerate(partners.school.terms) if term.ends_on < anchor]
            school = partners.school
            school.last_term[school.index_of(pupil)] = terms[-1]
            school.possible[school.index_of(pupil), terms[-1] + 1 :] = 0
            later = (school.exclusions["row"] == pupil) & (school.exclusions["term"] > terms[-1])
            school.exclusions = school.exclusions[~later]
        elif pupil is not None:
            _add_attendance(event, partners, pupil, anchor)


def _add_attendance(event: str, partners: Partners, pupil: int, anchor: int) -> None:
    """Exact absence in the two terms before the anchor and in those after it."""
    school = partners.school
    child = school.index_of(pupil)
    if event == "unauthorised":
        for number in range(3):
            school.possible[child, number] = 140
            school.second_half[child, number] = 70 if number == 0 else 0
            school.authorised[child, number], school.unauthorised[child, number] = 2, 14
        return
    before = [n for n, term in enumerate(school.terms) if term.ends_on <= anchor][-2:]
    for number in before:
        possible = 140 if number == before[0] else 120
        absent = {
            "attendance_at_line": possible // 10,
            "severe_absence": possible * 6 // 10,
            "severe_on": possible * 6 // 10,
        }.get(event, possible // 10 + (number == before[0] or event != "attendance_below_line"))
        school.set_absence(child, number, possible, absent)
    after = [n for n, term in enumerate(school.terms) if term.starts_on >= anchor]
    for place, number in enumerate(after):
        absent = {"recovered": 24 if place == 0 else 4, "lost_again": 6 if place < 2 else 40,
                  "severe_on": 40}  # fmt: skip
        school.set_absence(child, number, 130, absent.get(event, 7))
