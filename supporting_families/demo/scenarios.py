"""The kinds of case that the demo plays through, common ones and every edge of the rules.

A scenario only says how a case is made. What follows from it is worked out afterwards from the
rows themselves (see `truth`), so a case may turn out otherwise than its scenario meant.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    """How to make a case.

    `wants` is the household it needs (family, pupil, teenager, sixteen, grown, in_work, childless);
    `when` the dates of support; `flaws` what practitioners leave out or get wrong; `needs` the
    numbers of needs that are recorded in any case; `events` what partner feeds show; `calm` keeps
    school absence low unless an event says otherwise; with `story` something else befalls the
    family as well (see `stories`), and chance has its way with it in every feed.
    """

    name: str
    weight: float
    wants: str = "family"
    when: str = "closed"
    flaws: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    close_reason: str = "OUTCOMES_MET"
    register: str = ""
    calm: bool = True
    story: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is to befall the family but what the scenario is about."""
        return self.calm and not self.story


SCENARIOS = (
    Scenario("ready on the first possible day", 0.5, when="exact"),
    Scenario("a day short of six months", 0.5, when="day_less"),
    Scenario("claimed", 7, register="claimed", story=True),
    Scenario("retired", 1, register="retired", story=True),
    Scenario("open", 9, when="open", calm=False, story=True),
    Scenario("two needs, closed", 3, flaws=("two_needs",)),
    Scenario("stepped up to social care", 3, close_reason="STEP_UP_CSC", story=True),
    Scenario("no plan", 2, flaws=("no_plan",), story=True),
    Scenario("sustaining", 11, when="recent", story=True),
    Scenario("all in order", 9, story=True),
    Scenario("claimed before", 2, when="two_supports", register="first_claimed", story=True),
    Scenario("not assessed", 2, when="open", flaws=("no_assessment",)),
    Scenario("assessed under the older framework", 5, when="older", story=True),
    Scenario("first programme", 1, wants="grown", when="in_2013"),
    Scenario("expanded programme, in work", 0.7, wants="grown", when="in_2017",
             flaws=("works_on", "not_achieved"), needs=("4.1",)),
    Scenario("six headlines, child in need since", 0.7, when="in_2021", events=("in_need_now",)),
    Scenario("no children", 2, wants="childless"),
    Scenario("only child in work", 1, wants="in_work", when="new"),
    Scenario("single-person assessment", 1.5, flaws=("single_assessment",), story=True),
    Scenario("voice missing", 2, flaws=("no_voice",), story=True),
    Scenario("plan misses a member", 2, flaws=("plan_misses_member",), story=True),
    Scenario("no lead practitioner", 1.5, flaws=("no_lead",), story=True),
    Scenario("lead not recognised", 1.5, flaws=("lead_not_recognised",), story=True),
    Scenario("objective missing", 2, flaws=("objective_missing",), story=True),
    Scenario("young carer in review", 1.5, wants="pupil", when="in_2023", events=("young_carer",),
             register="undecided"),
    Scenario("outcome not achieved", 3, flaws=("not_achieved",), story=True),
    Scenario("crime again, said achieved", 2, flaws=("say_achieved",), events=("crime", "relapse")),
    Scenario("outcome not recorded", 3, flaws=("no_outcome",), story=True),
    Scenario("attendance too early", 2, wants="pupil", when="too_early",
             flaws=("left_to_partners",), events=("low_attendance",)),
    Scenario("expecting a child", 1.5, wants="childless", flaws=("expectant",), story=True),
    Scenario("attendance exactly at the line", 1, wants="pupil", events=("attendance_at_line",)),
    Scenario("attendance just below the line", 1, wants="pupil",
             events=("attendance_below_line",)),
    Scenario("third need on the day of assessment", 1, flaws=("third_need_on_day",)),
    Scenario("day apart", 1, when="day_apart", story=True),
    Scenario("one shared day", 1, when="shared_day", story=True),
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
    Scenario("severe absence", 1, wants="pupil", when="winter", flaws=("left_to_partners",),
             events=("severe_absence",)),
    Scenario("severe absence, little better", 0.7, wants="pupil", when="winter",
             events=("severe_on",)),
    Scenario("suspended", 1.5, wants="pupil", events=("suspended",)),
    Scenario("suspended again", 1, wants="pupil", flaws=("say_achieved",),
             events=("suspended", "suspended_again")),
    Scenario("first programme, in work", 0.7, wants="grown", when="in_2013",
             flaws=("works_on", "not_achieved"), needs=("3.1",)),
    Scenario("expanded programme", 1, wants="grown", when="in_2017"),
    Scenario("expanded programme, claimed", 1.5, wants="grown", when="in_2017",
             flaws=("r12_told",), register="claimed"),
    Scenario("six headlines", 1, when="in_2021", story=True),
    Scenario("six headlines, offences down by 60 percent", 0.7, when="older",
             events=("crimes_down",), needs=("1.2",)),
    Scenario("six headlines, offences down by less", 0.7, when="older",
             events=("crimes_less_down",), needs=("1.2",)),
    Scenario("six headlines, half the abuse", 0.7, when="older", events=("abuse_halved",),
             needs=("5.1",)),
    Scenario("six headlines, as much abuse", 0.7, when="older", events=("abuse_as_before",),
             needs=("5.1",)),
    Scenario("six headlines, three suspensions since", 0.7, wants="pupil", when="older",
             events=("three_suspensions",), needs=("2.3",)),
    Scenario("six headlines, four suspensions since", 0.7, wants="pupil", when="older",
             events=("four_suspensions",), needs=("2.3",)),
    Scenario("six headlines, away without leave", 0.7, wants="pupil", when="into_2023",
             events=("unauthorised",)),
    Scenario("missing from home", 1.5, wants="pupil", events=("missing",)),
    Scenario("young offender", 1, wants="teenager", events=("young_crime",)),
    Scenario("victim of crime only", 1, events=("victim",)),
    Scenario("need found later", 4, flaws=("late_need",), story=True),
    Scenario("late achievement", 1, flaws=("achieved_late",), story=True),
    Scenario("two supports", 3, when="two_supports", story=True),
    Scenario("first day of the framework", 0.5, when="first_day"),
    Scenario("last day of the older framework", 0.5, when="eve"),
    Scenario("assessment unfinished", 1, when="open", flaws=("unfinished_assessment",)),
    Scenario("two needs, open", 3, when="open", flaws=("two_needs",)),
    Scenario("in progress", 9, when="open", story=True),
    Scenario("young person of 16 or 17", 4, wants="sixteen", story=True),
    Scenario("moved away", 1, close_reason="MOVED", story=True),
    Scenario("took no further part", 2, close_reason="DISENGAGED", story=True),
    Scenario("passed across", 2, close_reason="STEP_ACROSS", story=True),
    Scenario("member left", 1, flaws=("member_left",), story=True),
    Scenario("record for a stranger", 1, flaws=("stranger",)),
    Scenario("child in two families", 1, flaws=("shared_child",)),
    Scenario("life as it comes", 9, when="any", calm=False, story=True),
    Scenario("assessed, waiting for support", 2, when="new", flaws=("no_plan", "no_lead"),
             story=True),
)  # fmt: skip
