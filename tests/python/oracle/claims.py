"""Whether an episode is eligible, and what keeps it from being claimed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from oracle.catalogue import Route
from oracle.days import plus_months
from oracle.model import FAMILY, Case, Claim
from oracle.needs import NeedAnswer
from oracle.outcomes import OutcomeAnswer
from oracle.rules import NOT_MET, TOO_EARLY

NEVER = {"closure_never_claimable", "already_claimed", "framework_claims_closed"}
NOT_ELIGIBLE = {
    "not_assessed", "framework_not_in_catalogue", "no_dependent_child_or_expectant_parent",
    "too_few_needs",
}  # fmt: skip
NO_ROUTE = "none"  # of an episode that no version applies to
TIME = {"sustain_not_complete", "outcome_too_early"}

Needs = dict[tuple[str, str], NeedAnswer]
Outcomes = dict[tuple[str, str], OutcomeAnswer]


@dataclass(frozen=True)
class Blocker:
    code: str
    person: str | None = None
    need: str | None = None


@dataclass(frozen=True)
class Eligibility:
    needs: int
    headlines: int
    has_dependent_child: bool
    has_expectant_parent: bool
    is_eligible: bool
    is_eligible_strictly: bool
    eligible_on: date | None


@dataclass(frozen=True)
class RouteAnswer:
    blockers: frozenset[Blocker]
    conditions_on: date | None  # the day from which every condition holds, as far as days are known
    attachment: int
    result: int

    @property
    def is_ready(self) -> bool:
        return not self.blockers


@dataclass(frozen=True)
class Readiness:
    status: str
    route: str
    claimable_from: date | None
    not_before: date | None
    sustain_ends_on: date | None
    attachment: int
    result: int
    warnings: frozenset[str]


class Claims:
    """Everything about the claim of one episode."""

    def __init__(self, case: Case, needs: Needs, outcomes: Outcomes):
        self.case, self.needs, self.outcomes = case, needs, outcomes
        self.met = {key: need for key, need in needs.items() if need.status == "met"}

    @property
    def is_asked(self) -> bool:
        """Not of episodes that were claimed themselves, nor of retired families."""
        episode = self.case.episode
        return episode.retired_on is None and not any(
            claim.of_this_episode for claim in episode.claims
        )

    @cached_property
    def eligibility(self) -> Eligibility:
        case = self.case
        counts_each = case.word("same_need_counts") == "each_person"
        days: dict[object, date] = {}
        headline_days: dict[str, date] = {}
        for (code, person), need in self.met.items():
            headline = case.catalogue.needs[code].headline
            one = (code, person) if counts_each else code
            days[one] = min(days.get(one, need.identified_on), need.identified_on)
            headline_days[headline] = min(
                headline_days.get(headline, need.identified_on), need.identified_on
            )
        has_child = any(case.is_dependent_child(person) for person in case.on_anchor())
        has_parent = any(person.role == "expectant_parent" for person in case.on_anchor())
        enough, strictly = (
            self._enough_on(sorted(days.values()), sorted(headline_days.values()), setting)
            for setting in ("min_headlines", "min_headlines_strict")
        )
        may_be = case.episode.assessed is not None and (has_child or has_parent)
        return Eligibility(
            needs=len(days),
            headlines=len(headline_days),
            has_dependent_child=has_child,
            has_expectant_parent=has_parent,
            is_eligible=may_be and enough is not None,
            is_eligible_strictly=may_be and strictly is not None,
            eligible_on=max(enough, case.episode.assessed) if may_be and enough else None,
        )

    def _enough_on(self, needs: list[date], headlines: list[date], setting: str) -> date | None:
        """The day on which enough needs in enough headlines had been identified."""
        fewest, spread = self.case.number("min_needs"), self.case.number(setting)
        if fewest is None or len(needs) < fewest or len(headlines) < spread:
            return None
        asked = ((needs, fewest), (headlines, spread))
        return max((days[number - 1] for days, number in asked if number), default=date.min)

    @cached_property
    def routes(self) -> list[Route]:
        return [
            route
            for route in self.case.catalogue.routes
            if route.version == self.case.version
            and route.valid_from <= self.case.episode.anchor < route.valid_to
        ]

    @cached_property
    def answers(self) -> dict[str, RouteAnswer]:
        if not self.routes:
            return {NO_ROUTE: RouteAnswer(self.common_blockers, None, 0, 0)}
        return {route.code: self._answer(route) for route in self.routes}

    def _answer(self, route: Route) -> RouteAnswer:
        blockers = {*self.common_blockers}
        if route.asks == "every_need":
            blockers |= {*self._of_every_need(route)}
            day = self._every_need_on(route, blockers)
        else:
            reached = self._reached(route)
            if not reached:
                blockers.add(Blocker("route_outcome_not_reached"))
            day = _latest([self.eligibility.eligible_on, min(reached, default=None)])
        return RouteAnswer(
            blockers=frozenset(blockers),
            conditions_on=day,
            attachment=self._payment(route, "attachment"),
            result=self._payment(route, "result"),
        )

    def _payment(self, route: Route, part: str) -> int:
        return sum(
            payment.amount
            for payment in self.case.catalogue.payments
            if (payment.version, payment.route, payment.part) == (route.version, route.code, part)
            and payment.valid_from <= self.case.episode.started < payment.valid_to
        )

    @cached_property
    def common_blockers(self) -> frozenset[Blocker]:
        """What keeps an episode from being claimed by any route."""
        return frozenset(
            (*self._of_eligibility(), *self._of_practice(), *self._of_the_claim(), *self._of_care())
        )

    def _of_eligibility(self) -> Iterator[Blocker]:
        case, eligibility = self.case, self.eligibility
        is_held = bool(case.catalogue.needs_of(case.version))
        if case.episode.assessed is None:
            yield Blocker("not_assessed")
        elif not is_held:
            yield Blocker("framework_not_in_catalogue")
        if not (eligibility.has_dependent_child or eligibility.has_expectant_parent):
            yield Blocker("no_dependent_child_or_expectant_parent")
        if case.episode.assessed is not None and is_held:
            if eligibility.needs < case.number("min_needs") or eligibility.headlines < case.number(
                "min_headlines"
            ):
                yield Blocker("too_few_needs")

    def _of_practice(self) -> Iterator[Blocker]:
        episode = self.case.episode
        if episode.assessed is not None:
            if episode.whole_family_assessments == 0:
                yield Blocker("no_whole_family_assessment")
            elif episode.assessments_with_voice == 0:
                yield Blocker("family_voice_not_captured")
        if not episode.plans:
            yield Blocker("no_plan")
        else:
            planned = set().union(*(plan.members for plan in episode.plans))
            for person in {person for _, person in self.met} - planned - {FAMILY}:
                yield Blocker("plan_misses_member", person=person)
        if not episode.leads:
            yield Blocker("no_lead_practitioner")
        elif not any(episode.leads):
            yield Blocker("lead_practitioner_not_recognised")
        aimed_at = set().union(*(plan.objectives for plan in episode.plans))
        for need in {need for need, _ in self.met} - aimed_at:
            yield Blocker("objective_missing_for_need", need=need)

    def _of_the_claim(self) -> Iterator[Blocker]:
        case, as_of = self.case, self.case.world.as_of
        reason = case.episode.close_reason
        if not case.catalogue.claimable_reasons.get(reason, True):
            yield Blocker("closure_never_claimable")
        for claim in case.episode.claims:
            if not claim.of_this_episode and self._is_too_soon_after(claim):
                yield Blocker("already_claimed")
        last = case.catalogue.day(case.version, "last_claim_on")
        if last is not None and as_of > last:
            yield Blocker("framework_claims_closed")

    def _is_too_soon_after(self, claim: Claim) -> bool:
        """R24: whether a claim that stands is less than the re-claim period ago."""
        months = self.case.number("reclaim_min_months")
        return claim.is_standing and (
            months is None or self.case.world.as_of < plus_months(claim.submitted_on, months)
        )

    def _shares_people_with_claimed(self) -> bool:
        """R24: with the episode of a claim of an earlier day of another family, or, where that
        episode is not known, with those in the family on the day."""
        case = self.case
        for other in case.world.episodes:
            if other.authority != case.episode.authority or other.family == case.episode.family:
                continue
            theirs = Case(case.world, other, case.catalogue)
            for claim in other.claims:
                if claim.submitted_on >= case.world.as_of or not self._is_too_soon_after(claim):
                    continue
                if claim.of_this_episode:
                    people = set(theirs.people)
                elif claim.claim_id in case.world.claims_of_known_episodes:
                    continue
                else:
                    people = {
                        person.key
                        for person in other.people
                        if person.member_from <= claim.submitted_on < person.member_to
                    }
                if people & set(case.people):
                    return True
        return False

    def _of_care(self) -> Iterator[Blocker]:
        for code, setting in CARE:
            if self.case.word(setting) == "block" and self._is_in_care(code):
                yield Blocker(code)

    def _is_in_care(self, code: str) -> bool:
        """R14: a child in statutory care on the day, or one whose care began after closure."""
        case, as_of, closed = self.case, self.case.world.as_of, self.case.episode.closed
        spells = [
            (item.period_start, item.period_end)
            for item in case.evidence
            if item.evidence_type in case.catalogue.statutory_care
            and item.uses.outcomes
            and case.is_child(item.person)
        ]
        if code == "in_social_care_at_claim":
            return any(start <= as_of < end for start, end in spells)
        if closed is None:
            return False
        window_end = plus_months(closed, case.number("sustain_months"))
        return any(closed <= start <= as_of and start < window_end for start, _ in spells)

    def _asks(self, route: Route, code: str) -> bool:
        return self.case.catalogue.needs[code].headline in route.headlines

    def _asked_outcomes(
        self, route: Route | None = None
    ) -> dict[tuple[str, str], list[OutcomeAnswer]]:
        """The outcomes of each need that asks for one: met, or asked of every child (R12); of the
        headlines of a route, or of all."""
        asked: dict[tuple[str, str], list[OutcomeAnswer]] = {}
        for (_, person), outcome in self.outcomes.items():
            if route is None or self._asks(route, outcome.need):
                asked.setdefault((outcome.need, person), []).append(outcome)
        return asked

    def _of_every_need(self, route: Route) -> Iterator[Blocker]:
        for (code, person), need in self.needs.items():
            if need.status == "manual_review" and self._asks(route, code):
                yield Blocker("need_manual_review", person, code)
        for (code, person), outcomes in self._asked_outcomes(route).items():
            blocker = _outcome_blocker({outcome.status for outcome in outcomes})
            if blocker is not None:
                yield Blocker(blocker, person, code)
        if self.case.episode.closed is None:
            yield Blocker("episode_open")
        elif self.sustain_ends_on > self.case.world.as_of:
            yield Blocker("sustain_not_complete")

    @cached_property
    def sustain_ends_on(self) -> date | None:
        """The end of the months that change has to last."""
        case, closed = self.case, self.case.episode.closed
        months = case.number("sustain_months")
        if closed is None or months is None:
            return None
        if case.word("sustain_anchor") == "outcome_met":
            reached = [
                min((one.reached_on for one in outcomes if one.status == "met"), default=None)
                for outcomes in self._asked_outcomes().values()
            ]
            if reached and None not in reached:
                return max(closed, plus_months(max(reached), months))
        return plus_months(closed, months)

    def _every_need_on(self, route: Route, blockers: set[Blocker]) -> date | None:
        if any(blocker.code not in TIME for blocker in blockers):
            return None
        days = [self.sustain_ends_on, self.eligibility.eligible_on]
        for outcomes in self._asked_outcomes(route).values():
            met = [one.achieved_on for one in outcomes if one.status == "met"]
            later = [one.assessable_on for one in outcomes if one.status == TOO_EARLY]
            days.append(min(met) if met else min((day for day in later if day), default=None))
        return _latest(days)

    def _reached(self, route: Route) -> list[date]:
        return [
            outcome.achieved_on
            for (code, _), outcome in self.outcomes.items()
            if code in route.outcomes and outcome.status == "met"
        ]

    @cached_property
    def readiness(self) -> Readiness:
        case, as_of, closed = self.case, self.case.world.as_of, self.case.episode.closed
        route = self._claim_route()
        answer = self.answers[route]
        codes = {blocker.code for blocker in answer.blockers}
        if codes & NEVER:
            status = "never_claimable"
        elif codes & NOT_ELIGIBLE:
            status = "not_eligible"
        elif not codes:
            status = "ready"
        elif closed is None:
            status = "in_support"
        elif self.sustain_ends_on > as_of:
            status = "sustaining"
        else:
            status = "blocked"
        claimable_from = None
        if not codes - TIME:
            claimable_from = answer.conditions_on
        months = case.number("sustain_months")
        not_before = None
        if status != "never_claimable":
            if closed is None:
                not_before = months and plus_months(as_of, months)
            else:
                not_before = max(self.sustain_ends_on or as_of, as_of)
        return Readiness(
            status=status,
            route=route,
            claimable_from=claimable_from,
            not_before=claimable_from or not_before,
            sustain_ends_on=self.sustain_ends_on,
            attachment=answer.attachment,
            result=self._result(route),
            warnings=frozenset(self._warnings(status == "ready")),
        )

    def _warnings(self, is_ready: bool) -> Iterator[str]:
        for code, setting in CARE:
            if self.case.word(setting) == "warn" and self._is_in_care(code):
                yield code
        if is_ready and self._shares_people_with_claimed():
            yield "shares_people_with_claimed"

    def _claim_route(self) -> str:
        """The ready route that pays most; until there is one, that which asks for every need."""
        ready = [
            (self._result(route.code), route.asks == "every_need", route.code)
            for route in self.routes
            if self.answers[route.code].is_ready and not route.adds_to
        ]
        if ready:
            return max(ready)[-1]
        every_need = (route.code for route in self.routes if route.asks == "every_need")
        return next(every_need, NO_ROUTE)

    def _result(self, route: str) -> int:
        """The payment for a result, with what ready routes add to it."""
        return self.answers[route].result + sum(
            self.answers[other.code].result
            for other in self.routes
            if other.adds_to == route and self.answers[other.code].is_ready
        )


CARE = (
    ("in_social_care_at_claim", "social_care_at_claim"),
    ("stepped_up_to_social_care", "social_care_step_up"),
)


def _outcome_blocker(statuses: set[str]) -> str | None:
    if "manual_review" in statuses:
        return "outcome_manual_review"
    if "met" in statuses:
        return None
    if NOT_MET in statuses:
        return "outcome_not_met"
    if statuses - {TOO_EARLY}:
        return "outcome_not_assessable"
    return "outcome_too_early"


def _latest(days: list[date | None]) -> date | None:
    """The last of days that are all known."""
    return None if None in days else max(days)
