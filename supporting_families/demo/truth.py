"""What follows from a case, worked out in plain Python from the rules as `docs/how-it-decides.md`
puts them and from the rows of the catalogue. No SQL of the warehouse has a part in it.

Only rows that had been delivered are looked at: the caller hands over cases as last delivered.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .calendar import AS_OF_DATE, add_months, age_on, day_number, months_between
from .casework import Case
from .catalogue import FRAMEWORK, Catalogue, Need, Outcome, Rule, Settings
from .layouts import (
    Assessment,
    Episode,
    Lead,
    Member,
    NeedRecord,
    Objective,
    OutcomeRecord,
    Plan,
    PlanMember,
)
from .partners import Partners

AS_OF = day_number(AS_OF_DATE)
FAMILY = "family"
MET, REVIEW, NOT_MET = "met", "manual_review", "not_met"
TOO_EARLY = "not_assessable_too_early"
NOT_COVERED = "not_assessable_not_covered"
NO_FEED = "not_assessable_no_feed"
_NOT_ASSESSABLE_ORDER = (TOO_EARLY, NOT_COVERED, NO_FEED)
_ALWAYS, _NEVER_ENDS = -(10**7), 10**7


@dataclass(frozen=True)
class Answer:
    """What one rule says. `fired` rules have a date; a status of None says nothing."""

    status: str | None
    on: int | None = None


@dataclass
class NeedRow:
    need: Need
    person: str
    status: str
    identified_on: int | None
    was_recorded: bool


@dataclass
class OutcomeRow:
    need: Need
    person: str
    outcome: Outcome
    status: str
    achieved_on: int | None
    expected_on: int | None  # too early: the day on which it will be achieved


@dataclass
class Support:
    """One support episode of a family."""

    family_id: str
    episodes: list[Episode]
    started_on: int
    closed_on: int | None
    close_reason: str
    episode_id: str = ""
    assessed_on: int | None = None
    framework: str = ""
    members: list[Member] = field(default_factory=list)
    needs: list[NeedRow] = field(default_factory=list)
    outcomes: list[OutcomeRow] = field(default_factory=list)

    @property
    def episode_ids(self) -> list[str]:
        return [episode.earl_episode_id for episode in self.episodes]

    def holds(self, episode_id: str) -> bool:
        return episode_id in self.episode_ids


@dataclass
class Verdict:
    """Eligibility, blockers and readiness of one support episode."""

    has_dependent_child: bool | None = None
    has_expectant_parent: bool | None = None
    needs_identified: int = 0
    headlines_identified: int = 0
    is_eligible: bool = False
    eligible_on: int | None = None
    blockers: list[tuple[str, str, str]] = field(default_factory=list)
    claim_status: str = ""
    claimable_from: int | None = None


# Episodes and families ------------------------------------------------------------------------


def _family_of(episode: Episode, members: list[Member]) -> str:
    """The family named; else the only one joined by the start day; else the one joined first."""
    if episode.earl_family_id:
        return episode.earl_family_id
    day = episode.earl_episode_start_date
    mine = [member for member in members if member.fami_person_id == episode.earl_person_id]
    there = {
        member.fami_family_id
        for member in mine
        if (member.fami_from or _ALWAYS) <= day < (member.fami_to or _NEVER_ENDS)
    }
    if len(there) == 1:
        return there.pop()
    first = min(mine, key=lambda member: (member.fami_from or _ALWAYS, member.fami_family_id))
    return first.fami_family_id


def support_episodes(rows: dict[type, list], first_known: dict[str, int]) -> list[Support]:
    """Support episodes of the families of a case; `first_known`: first delivery of each episode."""
    by_family: dict[str, list[Episode]] = {}
    for episode in rows[Episode]:
        if episode.earl_episode_start_date <= AS_OF:
            by_family.setdefault(_family_of(episode, rows[Member]), []).append(episode)
    supports = []
    for family_id, episodes in sorted(by_family.items()):
        episodes.sort(key=lambda e: (e.earl_episode_start_date, e.earl_episode_id))
        group: list[Episode] = []
        reach = 0
        for episode in episodes:
            end = episode.earl_episode_end_date
            end = _NEVER_ENDS if end is None or end > AS_OF else end
            # A shared day joins; a start on the day after an end does not.
            if group and episode.earl_episode_start_date > reach:
                supports.append(_support(family_id, group))
                group, reach = [], 0
            group.append(episode)
            reach = max(reach, end)
        supports.append(_support(family_id, group))
    for support in supports:
        support.episode_id = min(support.episode_ids, key=lambda code: (first_known[code], code))
        _add_members(support, rows[Member])
    return supports


def _support(family_id: str, group: list[Episode]) -> Support:
    ends = [episode.earl_episode_end_date for episode in group]
    is_open = any(end is None or end > AS_OF for end in ends)
    closed = None if is_open else max(ends)
    reasons = [
        episode.earl_episode_end_reason
        for episode in group
        if episode.earl_episode_end_date == closed and episode.earl_episode_end_reason
    ]
    return Support(
        family_id=family_id,
        episodes=list(group),
        started_on=min(episode.earl_episode_start_date for episode in group),
        closed_on=closed,
        close_reason=min(reasons) if reasons and not is_open else "",
    )


def _add_members(support: Support, members: list[Member]) -> None:
    end = _NEVER_ENDS if support.closed_on is None else support.closed_on
    support.members = [
        member
        for member in members
        if member.fami_family_id == support.family_id
        and (member.fami_from or _ALWAYS) <= min(end, AS_OF)
        and (member.fami_to or _NEVER_ENDS) > support.started_on
    ]


def assess(support: Support, rows: dict[type, list], catalogue: Catalogue) -> None:
    """The assessment that counts, and the framework version that it brings."""
    completed = _completed(support, rows)
    whole = [row for row in completed if row.assessment_type == "whole_family"]
    first = min(whole or completed, key=lambda row: row.completed_on, default=None)
    support.assessed_on = None if first is None else first.completed_on
    day = support.started_on if support.assessed_on is None else support.assessed_on
    support.framework = catalogue.version_on(day)


def _completed(support: Support, rows: dict[type, list]) -> list[Assessment]:
    return [
        row
        for row in rows[Assessment]
        if support.holds(row.episode_id)
        and row.completed_on is not None
        and row.completed_on <= AS_OF
    ]


# Needs ----------------------------------------------------------------------------------------


class NeedEvaluator:
    """Works out the needs of one support episode."""

    def __init__(
        self, case: Case, rows: dict[type, list], partners: Partners, catalogue: Catalogue
    ) -> None:
        self._case, self._rows = case, rows
        self._partners, self._catalogue = partners, catalogue
        self._adult_age = catalogue.settings[FRAMEWORK].adult_age

    def evaluate(self, support: Support, decisions: dict[tuple, str]) -> list[NeedRow]:
        """A row for each need and member (or the family), without those that do not apply."""
        if support.assessed_on is None or support.framework != FRAMEWORK:
            return []
        records = [
            record
            for record in self._rows[NeedRecord]
            if support.holds(record.episode_id) and record.identified_on <= AS_OF
        ]
        members = list(dict.fromkeys(member.fami_person_id for member in support.members))
        found = []
        for need in self._catalogue.needs.values():
            for person in [FAMILY] if need.scope == FAMILY else members:
                row = self._need_row(support, need, person, members, records, decisions)
                if row is not None:
                    found.append(row)
        return found

    def _need_row(
        self,
        support: Support,
        need: Need,
        person: str,
        members: list[str],
        records: list[NeedRecord],
        decisions: dict[tuple, str],
    ) -> NeedRow | None:
        anchor = support.assessed_on
        age = None if person == FAMILY else age_on(self._born(person), anchor)
        if person != FAMILY and need.scope in ("child", "adult"):
            if (age < self._adult_age) != (need.scope == "child"):
                return None
        rules = [rule for rule in need.rules if rule.takes_age(age)]
        if not rules:
            return None
        named = {"", *members} if person == FAMILY else {person}
        dates = [
            record.identified_on
            for record in records
            if record.need_code == need.code and record.person_id in named
        ]
        answers = [
            self._recorded(dates)
            if rule.shape == "recorded"
            else self._partner(rule, person, anchor)
            for rule in rules
        ]
        status = roll_up(answers)
        if status == REVIEW:
            status = decisions.get((support.episode_id, person, need.code), status)
        identified = [a.on for a in answers if a.status in (MET, REVIEW)]
        return NeedRow(
            need, person, status, min(identified) if status == MET else None, bool(dates)
        )

    def _born(self, person: str) -> int:
        return self._partners.born(self._case.people[person])

    @staticmethod
    def _recorded(dates: list[int]) -> Answer:
        return Answer(MET, min(dates)) if dates else Answer(NO_FEED)

    def _partner(self, rule: Rule, person: str, anchor: int) -> Answer:
        row = self._case.people[person]
        if rule.shape == "count_in_window":
            return self._count(rule, row, anchor)
        if rule.shape == "ratio_over_terms":
            return self._ratio(rule, row, anchor)
        if rule.shape == "state_at_date":
            fires = self._partners.is_young_carer(row, anchor)
        else:
            # The one compound rule: came off a roll in the window and is on none at the anchor.
            first = add_months(anchor, -rule.window)
            left = any(first < day <= anchor for day in self._partners.left_roll_days(row))
            fires = left and not self._partners.is_on_roll(row, anchor)
        if fires:
            return Answer(rule.on_fire, anchor)
        return Answer(NOT_COVERED if rule.is_conclusive else None)

    def _count(self, rule: Rule, row: int, anchor: int) -> Answer:
        first = add_months(anchor, -rule.window)
        days = [d for d in self._partners.events(row, rule.evidence) if first < d <= anchor]
        if len(days) >= rule.min_count:
            return Answer(rule.on_fire, anchor)
        if not rule.is_conclusive:
            return Answer(None)
        months = set(months_between(first + 1, anchor))
        covered = months <= self._partners.covered_months(row, rule.feed)
        return Answer(NOT_MET if covered else NOT_COVERED)

    def _ratio(self, rule: Rule, row: int, anchor: int) -> Answer:
        ended = [term for term in self._catalogue.calendar.carried if term.ends_on <= anchor]
        sessions = [self._partners.sessions(row, term.number) for term in ended[-rule.window :]]
        if len(sessions) < rule.window or None in sessions:
            return Answer(NOT_COVERED if rule.is_conclusive else None)
        attended, possible = (sum(values) for values in zip(*sessions, strict=True))
        if rule.compares(attended, possible):
            return Answer(rule.on_fire, anchor)
        return Answer(NOT_MET if rule.is_conclusive else None)


def roll_up(answers: list[Answer]) -> str:
    """One status of all that the rules of a need or outcome say."""
    said = {answer.status for answer in answers}
    for status in (MET, REVIEW, NOT_MET, *_NOT_ASSESSABLE_ORDER):
        if status in said:
            return status
    return NO_FEED


# Outcomes -------------------------------------------------------------------------------------


class OutcomeEvaluator:
    """Works out the outcomes of the met needs of one support episode."""

    def __init__(
        self, case: Case, rows: dict[type, list], partners: Partners, catalogue: Catalogue
    ) -> None:
        self._case, self._rows = case, rows
        self._partners, self._catalogue = partners, catalogue

    def evaluate(self, support: Support, decisions: dict[tuple, str]) -> list[OutcomeRow]:
        return [
            self._outcome_row(support, row, outcome, decisions)
            for row in support.needs
            if row.status == MET
            for outcome in row.need.outcomes
        ]

    def _outcome_row(
        self, support: Support, need: NeedRow, outcome: Outcome, decisions: dict[tuple, str]
    ) -> OutcomeRow:
        practitioner, partner, expected = [], [], None
        for rule in outcome.rules:
            if rule.shape == "recorded":
                practitioner.append(self._recorded(support, need.person, outcome.code))
            elif rule.shape == "absence_in_window":
                answer = self._absence(rule, support, need.person)
                partner.append(answer)
                if answer.status == TOO_EARLY and support.closed_on is not None:
                    expected = add_months(support.closed_on, rule.window)
            else:
                answer = self._ratio(rule, support, need.person)
                partner.append(answer)
                if answer.status == TOO_EARLY:
                    expected = self._expected_run_end(rule, support)
        said = {answer.status for answer in practitioner}, {answer.status for answer in partner}
        status = roll_up([*practitioner, *partner])
        if any(MET in one and NOT_MET in other for one, other in (said, said[::-1])):
            status = REVIEW
        if status == REVIEW:
            status = decisions.get((support.episode_id, need.person, outcome.code), status)
        dates = [a.on for a in (*practitioner, *partner) if a.status == MET and a.on is not None]
        return OutcomeRow(
            need=need.need,
            person=need.person,
            outcome=outcome,
            status=status,
            achieved_on=min(dates) if status == MET and dates else None,
            expected_on=expected if status == TOO_EARLY else None,
        )

    def _recorded(self, support: Support, person: str, code: str) -> Answer:
        """The practitioner's latest word."""
        records: list[OutcomeRecord] = [
            record
            for record in self._rows[OutcomeRecord]
            if support.holds(record.episode_id)
            and record.outcome_code == code
            and (record.person_id or FAMILY) == person
            and record.recorded_on <= AS_OF
        ]
        if not records:
            return Answer(NO_FEED)
        last = max(records, key=lambda record: (record.recorded_on, record.outcome_record_id))
        if last.outcome_status == "achieved":
            return Answer(MET, last.achieved_on)
        return Answer(NOT_MET if last.outcome_status == "not_achieved" else NO_FEED)

    def _absence(self, rule: Rule, support: Support, person: str) -> Answer:
        if support.closed_on is None:
            return Answer(TOO_EARLY)
        first, end = support.closed_on, add_months(support.closed_on, rule.window)
        row = self._case.people[person]
        days = self._partners.events(row, rule.evidence)
        if any(first <= day < end and day <= AS_OF for day in days):
            return Answer(NOT_MET)
        if end > AS_OF:
            return Answer(TOO_EARLY)
        months = set(months_between(first, end - 1))
        if not months <= self._partners.covered_months(row, rule.feed):
            return Answer(NOT_COVERED)
        return Answer(MET, end) if rule.on_fire == MET else Answer(None)

    def _ratio(self, rule: Rule, support: Support, person: str) -> Answer:
        terms = [
            term
            for term in self._catalogue.calendar.carried
            if term.starts_on >= support.assessed_on and term.ends_on <= AS_OF
        ]
        if len(terms) < rule.window:
            return Answer(TOO_EARLY)
        row = self._case.people[person]
        runs = [terms[i : i + rule.window] for i in range(len(terms) - rule.window + 1)]
        passed = [self._run_passes(rule, row, run) for run in runs]
        if passed[-1] is None:
            return Answer(NOT_COVERED)
        if not passed[-1]:
            return Answer(NOT_MET)
        first = len(runs) - 1
        while first > 0 and passed[first - 1]:
            first -= 1
        return Answer(rule.on_fire, runs[first][-1].ends_on)

    def _run_passes(self, rule: Rule, row: int, run: list) -> bool | None:
        sessions = [self._partners.sessions(row, term.number) for term in run]
        if None in sessions:
            return None
        attended, possible = (sum(values) for values in zip(*sessions, strict=True))
        return rule.compares(attended, possible)

    def _expected_run_end(self, rule: Rule, support: Support) -> int | None:
        """The end of the first run of terms that start on or after the assessment."""
        terms = [
            term
            for term in self._catalogue.calendar.all_terms
            if term.starts_on >= support.assessed_on
        ]
        return terms[rule.window - 1].ends_on if len(terms) >= rule.window else None


# Eligibility and readiness --------------------------------------------------------------------


def judge(
    support: Support,
    rows: dict[type, list],
    case: Case,
    partners: Partners,
    catalogue: Catalogue,
    was_claimed_before: bool,
) -> Verdict:
    """Eligibility, what blocks a claim, and from when one can be made."""
    settings = catalogue.settings[support.framework]
    verdict = Verdict()
    _judge_eligibility(verdict, support, case, partners, settings)
    sustain_ends = (
        None
        if support.closed_on is None
        else add_months(support.closed_on, settings.sustain_months)
    )
    verdict.blockers = [
        *_eligibility_blockers(verdict, support, settings),
        *_practice_blockers(support, rows),
        *_need_blockers(support),
        *_closure_blockers(support, sustain_ends, catalogue, was_claimed_before),
    ]
    codes = {code for code, _, _ in verdict.blockers}
    verdict.claim_status = _claim_status(codes, verdict, support)
    time_alone = codes <= {"sustain_not_complete", "outcome_too_early"}
    if support.closed_on is not None and time_alone:
        verdict.claimable_from = _claimable_from(support, verdict, sustain_ends)
    return verdict


def _is_dependent(row: int, anchor: int, partners: Partners, settings: Settings) -> bool:
    """R04: of the age of a dependent child, and from 16 on not in work that ends dependency."""
    age = age_on(partners.born(row), anchor)
    if age > settings.dependent_child_max_age:
        return False
    return age < settings.dependent_child_status_age or not partners.is_in_work(row, anchor)


def _judge_eligibility(
    verdict: Verdict, support: Support, case: Case, partners: Partners, settings: Settings
) -> None:
    anchor = support.started_on if support.assessed_on is None else support.assessed_on
    verdict.has_dependent_child = any(
        member.fami_role == "dependent_child"
        and _is_dependent(case.people[member.fami_person_id], anchor, partners, settings)
        for member in support.members
    )
    verdict.has_expectant_parent = any(
        member.fami_role == "expectant_parent" for member in support.members
    )
    if support.assessed_on is None:
        return
    first_seen: dict[str, int] = {}
    for row in support.needs:
        if row.status == MET:
            day = min(row.identified_on, first_seen.get(row.need.code, row.identified_on))
            first_seen[row.need.code] = day
    headline_of = {row.need.code: row.need.headline for row in support.needs}
    verdict.needs_identified = len(first_seen)
    verdict.headlines_identified = len({headline_of[code] for code in first_seen})
    verdict.is_eligible = (
        (verdict.has_dependent_child or verdict.has_expectant_parent)
        and verdict.needs_identified >= settings.min_needs
        and verdict.headlines_identified >= settings.min_headlines
    )
    if verdict.is_eligible:
        seen: list[str] = []
        for code, day in sorted(first_seen.items(), key=lambda item: item[1]):
            seen.append(code)
            enough = len(seen) >= settings.min_needs
            if enough and len({headline_of[c] for c in seen}) >= settings.min_headlines:
                verdict.eligible_on = max(support.assessed_on, day)
                break


def _eligibility_blockers(
    verdict: Verdict, support: Support, settings: Settings
) -> list[tuple[str, str, str]]:
    found = []
    if support.assessed_on is None:
        found.append(("not_assessed", "", ""))
    elif support.framework != FRAMEWORK:
        found.append(("framework_not_in_catalogue", "", ""))
    elif (
        verdict.needs_identified < settings.min_needs
        or verdict.headlines_identified < settings.min_headlines
    ):
        found.append(("too_few_needs", "", ""))
    if verdict.has_dependent_child is False and verdict.has_expectant_parent is False:
        found.append(("no_dependent_child_or_expectant_parent", "", ""))
    return found


def _practice_blockers(support: Support, rows: dict[type, list]) -> list[tuple[str, str, str]]:
    """R06 to R09: assessment of the whole family, plan, lead practitioner, objectives."""
    found = []
    whole = [r for r in _completed(support, rows) if r.assessment_type == "whole_family"]
    if support.assessed_on is None:
        pass
    elif not whole:
        found.append(("no_whole_family_assessment", "", ""))
    elif not any(row.family_voice_captured == "Y" for row in whole):
        found.append(("family_voice_not_captured", "", ""))
    plans = {
        plan.plan_id
        for plan in rows[Plan]
        if support.holds(plan.episode_id) and plan.started_on <= AS_OF
    }
    if not plans:
        found.append(("no_plan", "", ""))
    planned = {member.person_id for member in rows[PlanMember] if member.plan_id in plans}
    met = [row for row in support.needs if row.status == MET]
    people = dict.fromkeys(row.person for row in met if row.person != FAMILY)
    if plans:
        found.extend(("plan_misses_member", p, "") for p in people if p not in planned)
    leads: list[Lead] = [
        lead
        for lead in rows[Lead]
        if support.holds(lead.episode_id) and lead.lead_from <= AS_OF
    ]
    if not leads:
        found.append(("no_lead_practitioner", "", ""))
    elif not any(lead.recognised_by_family == "Y" for lead in leads):
        found.append(("lead_practitioner_not_recognised", "", ""))
    aims = {aim.need_code for aim in rows[Objective] if aim.plan_id in plans}
    needs = dict.fromkeys(row.need.code for row in met)
    found.extend(("objective_missing_for_need", "", code) for code in needs if code not in aims)
    return found


def _need_blockers(support: Support) -> list[tuple[str, str, str]]:
    found = [
        ("need_manual_review", row.person, row.need.code)
        for row in support.needs
        if row.status == REVIEW
    ]
    for person, code, statuses in _outcome_statuses(support):
        if REVIEW in statuses:
            blocker = "outcome_manual_review"
        elif MET in statuses:
            continue
        elif NOT_MET in statuses:
            blocker = "outcome_not_met"
        elif statuses & {NOT_COVERED, NO_FEED}:
            blocker = "outcome_not_assessable"
        else:
            blocker = "outcome_too_early"
        found.append((blocker, person, code))
    return found


def _outcome_statuses(support: Support) -> list[tuple[str, str, set[str]]]:
    statuses: dict[tuple[str, str], set[str]] = {}
    for row in support.outcomes:
        statuses.setdefault((row.person, row.need.code), set()).add(row.status)
    return [(person, code, found) for (person, code), found in statuses.items()]


def _closure_blockers(
    support: Support, sustain_ends: int | None, catalogue: Catalogue, was_claimed_before: bool
) -> list[tuple[str, str, str]]:
    found = []
    if support.closed_on is None:
        found.append(("episode_open", "", ""))
    elif sustain_ends > AS_OF:
        found.append(("sustain_not_complete", "", ""))
    if support.close_reason and support.close_reason not in catalogue.claimable_reasons:
        found.append(("closure_never_claimable", "", ""))
    if was_claimed_before:
        found.append(("already_claimed", "", ""))
    return found


def _claim_status(codes: set[str], verdict: Verdict, support: Support) -> str:
    if codes & {"closure_never_claimable", "already_claimed"}:
        return "never_claimable"
    if not verdict.is_eligible:
        return "not_eligible"
    if support.closed_on is None:
        return "in_support"
    if "sustain_not_complete" in codes:
        return "sustaining"
    return "blocked" if codes else "ready"


def _claimable_from(support: Support, verdict: Verdict, sustain_ends: int) -> int | None:
    """The first day on which everything holds, if nothing contrary happens; None if unknown."""
    days = [sustain_ends, verdict.eligible_on]
    for person, code, _ in _outcome_statuses(support):
        rows = [r for r in support.outcomes if (r.person, r.need.code) == (person, code)]
        reached = [r.achieved_on for r in rows if r.status == MET]
        coming = [r.expected_on for r in rows if r.status == TOO_EARLY and r.expected_on]
        if not (reached or coming):
            return None
        days.append(min(reached or coming))
    return max(days)
