"""The kinds of case that the demo plays through, common ones and every edge of the rules.

A scenario only says how a case is made. What follows from it is worked out afterwards from the
rows themselves (see `truth`), so a case may turn out otherwise than its scenario meant.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    """How to make a case.

    `wants` is the household it needs (family, pupil, teenager, in_work, childless); `when` the
    dates of support; `flaws` what practitioners leave out or get wrong; `events` what partner feeds
    show; `calm` keeps school absence low unless an event says otherwise.
    """

    name: str
    weight: float
    wants: str = "family"
    when: str = "closed"
    flaws: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    close_reason: str = "OUTCOMES_MET"
    register: str = ""
    calm: bool = True


SCENARIOS = (
    Scenario("ready on the first possible day", 0.5, when="exact"),
    Scenario("a day short of six months", 0.5, when="day_less"),
    Scenario("claimed", 7, register="claimed"),
    Scenario("retired", 1, register="retired"),
    Scenario("open", 9, when="open", calm=False),
    Scenario("two needs, closed", 3, flaws=("two_needs",)),
    Scenario("stepped up to social care", 3, close_reason="STEP_UP_CSC"),
    Scenario("no plan", 2, flaws=("no_plan",)),
    Scenario("sustaining", 11, when="recent"),
    Scenario("all in order", 9),
    Scenario("claimed before", 2, when="two_supports", register="first_claimed"),
    Scenario("not assessed", 2, when="open", flaws=("no_assessment",)),
    Scenario("assessed under the older framework", 5, when="older"),
    Scenario("no children", 2, wants="childless"),
    Scenario("only child in work", 1, wants="in_work", when="new"),
    Scenario("single-person assessment", 1.5, flaws=("single_assessment",)),
    Scenario("voice missing", 2, flaws=("no_voice",)),
    Scenario("plan misses a member", 2, flaws=("plan_misses_member",)),
    Scenario("no lead practitioner", 1.5, flaws=("no_lead",)),
    Scenario("lead not recognised", 1.5, flaws=("lead_not_recognised",)),
    Scenario("objective missing", 2, flaws=("objective_missing",)),
    Scenario("young carer in review", 1.5, wants="pupil", when="in_2023", events=("young_carer",)),
    Scenario("outcome not achieved", 3, flaws=("not_achieved",)),
    Scenario("crime again, said achieved", 2, flaws=("say_achieved",), events=("crime", "relapse")),
    Scenario("outcome not recorded", 3, flaws=("no_outcome",)),
    Scenario("attendance too early", 2, wants="pupil", when="too_early",
             flaws=("left_to_partners",), events=("low_attendance",)),
    Scenario("expecting a child", 1.5, wants="childless", flaws=("expectant",)),
    Scenario("attendance exactly at the line", 1, wants="pupil", events=("attendance_at_line",)),
    Scenario("attendance just below the line", 1, wants="pupil",
             events=("attendance_below_line",)),
    Scenario("third need on the day of assessment", 1, flaws=("third_need_on_day",)),
    Scenario("day apart", 1, when="day_apart"),
    Scenario("one shared day", 1, when="shared_day"),
    Scenario("crime on the anchor day", 0.7, events=("crime_on_anchor",)),
    Scenario("crime on the first day in", 0.7, events=("crime_first_day",)),
    Scenario("crime a day too old", 0.7, events=("crime_day_out",)),
    Scenario("police month still to come", 1, when="exact", flaws=("left_to_partners",),
             events=("crime",)),
    Scenario("relapse on the day of closure", 0.7, events=("crime", "relapse_first_day")),
    Scenario("relapse on the last day", 0.7, events=("crime", "relapse_last_day")),
    Scenario("relapse a day late", 0.7, events=("crime", "relapse_day_after")),
    Scenario("left the roll", 1, wants="pupil", when="in_2023", events=("left_roll",)),
    Scenario("young carer decided", 1, wants="pupil", when="in_2023", events=("young_carer",),
             register="decided"),
    Scenario("contradiction decided", 1, flaws=("say_achieved",), events=("crime", "relapse"),
             register="decided"),
    Scenario("attendance recovered", 1.5, wants="pupil", when="winter",
             flaws=("left_to_partners",), events=("recovered",)),
    Scenario("attendance lost again", 1, wants="pupil", when="winter", events=("lost_again",)),
    Scenario("severe absence", 1, wants="pupil", events=("severe_absence",)),
    Scenario("suspended", 1.5, wants="pupil", events=("suspended",)),
    Scenario("suspended again", 1, wants="pupil", flaws=("say_achieved",),
             events=("suspended", "suspended_again")),
    Scenario("missing from home", 1.5, wants="pupil", events=("missing",)),
    Scenario("young offender", 1, wants="teenager", events=("young_crime",)),
    Scenario("victim of crime only", 1, events=("victim",)),
    Scenario("need found later", 4, flaws=("late_need",)),
    Scenario("late achievement", 1, flaws=("achieved_late",)),
    Scenario("two supports", 3, when="two_supports"),
    Scenario("first day of the framework", 0.5, when="first_day"),
    Scenario("last day of the older framework", 0.5, when="eve"),
    Scenario("assessment unfinished", 1, when="open", flaws=("unfinished_assessment",)),
    Scenario("two needs, open", 3, when="open", flaws=("two_needs",)),
    Scenario("in progress", 9, when="open"),
    Scenario("moved away", 1, close_reason="MOVED"),
    Scenario("took no further part", 2, close_reason="DISENGAGED"),
    Scenario("passed across", 2, close_reason="STEP_ACROSS"),
    Scenario("member left", 1, flaws=("member_left",)),
    Scenario("record for a stranger", 1, flaws=("stranger",)),
    Scenario("child in two families", 1, flaws=("shared_child",)),
    Scenario("life as it comes", 9, when="any", calm=False),
)  # fmt: skip
