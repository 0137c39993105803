"""An explanation as text that a person reads, at most 100 characters wide."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Iterable
from datetime import timedelta

from supporting_families.catalogue.words import CONFIDENCES, in_words

from .evidence import pooled, value, when
from .explanation import Claim, Decision, Episode, Explanation, Found, Outcome, Rule, Subject

WIDTH = 100
FOUND_SHOWN = 8
UNCHECKED = {
    "not_assessable_no_feed": "no file has come that may be used for it",
    "not_assessable_not_covered": "the feed does not cover this person for all the time that "
    "counts",
    "not_assessable_no_agreement": "the sharing agreement keeps the last delivery out",
    "not_assessable_objection": "the person objected to the use of the feed",
    "not_assessable_too_early": "the time to look at is not over",
}
STATUSES = {
    "need": {
        "met": "need present",
        "not_met": "no need found",
        "manual_review": "a person must decide",
        "not_applicable": "not asked, being outside the need or the ages of its rules",
    },
    "outcome": {
        "met": "outcome achieved",
        "not_met": "outcome not achieved",
        "manual_review": "a person must decide",
    },
}
VERDICTS = {
    "need": {
        "met": "shows the need",
        "not_met": "says there is no such need",
        "manual_review": "asks a person to decide",
        "silent": "says nothing",
    },
    "outcome": {
        "met": "shows the outcome",
        "not_met": "says it is not achieved",
        "manual_review": "asks a person to decide",
        "silent": "says nothing",
    },
}
SHOWN_BY = {
    "practitioner": "recorded by a practitioner",
    "partner_data": "shown by partner data",
    "both": "recorded by a practitioner and shown by partner data",
    "decision": "decided by a named person",
}
SILENCE = {
    "not_met": "The feed covers all the time up to the assessment for this person, so that finding "
    "nothing is an answer.",
    "met": "The feed covers all that time for this person, so that finding nothing is the answer.",
    "not_assessable_no_feed": "No file has come that may be used, so that silence is no answer.",
    "not_assessable_not_covered": "The feed does not cover this person for all the time that "
    "counts, so that silence is no answer.",
    "not_assessable_no_agreement": "The sharing agreement keeps the last delivery out, so that "
    "silence is no answer.",
    "not_assessable_objection": "The person objected to the use of this feed: it is not looked at.",
}
# What decides comes first.
_ORDER = ("met", "manual_review", "not_met")


def lines(explanation: Explanation) -> list[str]:
    """The whole answer."""
    family = explanation.case_system_family_id or "without an id of the case system"
    told = ["DEMO: this is no real family."] if explanation.is_demo else []
    told += [
        f"Family {family} (key {explanation.family_key})",
        f"As of {in_words(explanation.as_of_date)}, by what was known on "
        f"{in_words(explanation.known_at)}.",
    ]
    for episode in explanation.episodes:
        told += ["", "=" * WIDTH, *_episode(episode)]
    return told


def _episode(episode: Episode) -> list[str]:
    explained: set[str] = set()
    ended = f"to {in_words(episode.closed_on)}" if episode.closed_on else "on, still open"
    told = [
        *_wrap(f"Need {episode.need_no} {episode.need_name} ({episode.need_code})"),
        *_wrap(
            f"Headline {episode.headline_no} {episode.headline_name}, {episode.framework_version}; "
            f"page docs/catalogue/{episode.framework_version}/{episode.need_no}.md"
        ),
        f"Support from {in_words(episode.started_on)} {ended} (episode {episode.episode_key})",
    ]
    if episode.assessed_on is None:
        return [*told, "", "Not assessed: no need is looked for before the assessment."]
    told.append(f"Assessed on {in_words(episode.assessed_on)}")
    others = [subject for subject in episode.subjects if subject.status == "not_applicable"]
    for alike in _alike(s for s in episode.subjects if s.status != "not_applicable"):
        told += ["", "-" * WIDTH, *_subject(alike, explained)]
    if others:
        not_asked = f"{_people(others)}: {STATUSES['need']['not_applicable']}."
        told += ["", "-" * WIDTH, *_wrap(not_asked)]
    return [*told, "", "-" * WIDTH, *_claim(episode.claim)]


def _alike(subjects: Iterable[Subject]) -> list[list[Subject]]:
    """People of whom there is the same to tell, together."""
    groups: dict[str, list[Subject]] = {}
    for subject in subjects:
        same = dataclasses.replace(subject, person_key="", sex=None, age_in_years=None)
        groups.setdefault(repr(same), []).append(subject)
    return list(groups.values())


def _subject(alike: list[Subject], explained: set[str]) -> list[str]:
    subject = alike[0]
    told = [*_wrap(_people(alike)), *_wrap(f"{_need_status(subject)}.", 2)]
    told += _decision(subject.decision, "need", subject.identified_by == "decision")
    for rule in _by_weight(subject.rules):
        told += ["", *_rule("need", rule, subject, explained)]
    for outcome in subject.outcomes:
        told += ["", *_outcome(outcome, subject, explained)]
    return told


def _need_status(subject: Subject) -> str:
    status = _status("need", subject.status, subject.rules)
    if subject.identified_on and subject.status == "met":
        status += f" since {in_words(subject.identified_on)}"
    if subject.status == "met" and subject.identified_by:
        status += f", {SHOWN_BY[subject.identified_by]}"
    return status


def _status(kind: str, status: str, rules: list[Rule]) -> str:
    if status not in UNCHECKED:
        return STATUSES[kind][status].upper()
    reason = UNCHECKED[status]
    if all(rule.says == "silent" for rule in rules):
        reason = "nothing shows it, and finding nothing is no answer for any rule that speaks to it"
    return f"COULD NOT BE CHECKED: {reason}"


def _outcome(outcome: Outcome, subject: Subject, explained: set[str]) -> list[str]:
    status = _status("outcome", outcome.status, outcome.rules)
    if outcome.achieved_on:
        status += f" on {in_words(outcome.achieved_on)}"
    if outcome.assessable_on:
        status += f"; it can be judged from {in_words(outcome.assessable_on)}"
    told = [
        *_wrap(f"Outcome {outcome.outcome_code}: {outcome.outcome_name}", 2),
        *_wrap(f"{status}.", 4),
    ]
    told += _decision(outcome.decision, "outcome", outcome.status in ("met", "not_met"))
    for rule in _by_weight(outcome.rules):
        told += ["", *_rule("outcome", rule, subject, explained)]
    return told


def _by_weight(rules: list[Rule]) -> list[Rule]:
    """What decides first, then what could not be checked, then what says nothing."""

    def weight(rule: Rule) -> int:
        if rule.says in _ORDER:
            return _ORDER.index(rule.says)
        return len(_ORDER) + (rule.says == "silent")

    return sorted(rules, key=weight)


def _rule(kind: str, rule: Rule, subject: Subject, explained: set[str]) -> list[str]:
    """What a rule asks is told where it is met first in an episode."""
    verdict = VERDICTS[kind].get(rule.says) or f"could not be checked: {UNCHECKED[rule.says]}"
    if rule.since and rule.says in ("met", "manual_review"):
        verdict += f", from {in_words(rule.since)}"
    told = _wrap(f"{rule.rule_id} {verdict}", 4)
    if rule.rule_id not in explained:
        told += [*_wrap(rule.rule_text, 6), *_wrap(_origin(rule), 6)]
        explained.add(rule.rule_id)
    return told + _findings(kind, rule, subject)


def _origin(rule: Rule) -> str:
    confirmed = "not confirmed by the authority"
    if rule.is_confirmed:
        confirmed = f"confirmed by {rule.decided_by} on {in_words(rule.decided_on)}"
    return f"[{rule.provenance}; confidence {CONFIDENCES[rule.confidence]}; {confirmed}]"


def _findings(kind: str, rule: Rule, subject: Subject) -> list[str]:
    if not rule.found:
        return _wrap(_nothing(rule), 6)
    told = [f"      {_finding(rule)}:"]
    shown, found = 0, list(rule.found)
    while found and shown < FOUND_SHOWN:
        alike = [item for item in found if _is_one_count(item, found[0])]
        told += _found(alike, subject)
        found = [item for item in found if item not in alike]
        shown += len(alike)
    if found:
        told.append(f"        and {len(found)} more, which --json shows")
    if rule.rule_shape == "ratio_over_terms" and kind == "need":
        counted, possible = pooled(rule.found)
        share = f"{100 * counted / possible:.2f} percent"
        told.append(f"        Together {counted} of {possible}: {share}.")
    return told


def _finding(rule: Rule) -> str:
    if rule.says == "silent" and rule.on_fire == "silent":
        return "Found, and no contradiction"
    if rule.says == "not_assessable_too_early":
        return "Found so far"
    if rule.says == "silent" or rule.says in UNCHECKED:
        return "Found, and not enough"
    return "Found"


def _is_one_count(item: Found, other: Found) -> bool:
    """Whether several files tell of one count: the sessions of a person and a term."""
    if item.evidence_shape != "period_count":
        return item is other
    return (item.evidence_name, item.period_start, item.person_key) == (
        other.evidence_name, other.period_start, other.person_key,
    )  # fmt: skip


def _nothing(rule: Rule) -> str:
    if rule.says == "not_assessable_objection":
        return f"{rule.feed.feed_name}: {SILENCE[rule.says]}"
    last = rule.feed.last_received_at
    came = f"last came on {in_words(last)}" if last else "has never come"
    where = f"in {rule.feed.feed_name}, which {came}"
    if rule.looked_from and rule.looked_until:
        until = rule.looked_until - timedelta(days=1)
        where += f", from {in_words(rule.looked_from)} to {in_words(until)}"
    silence = SILENCE.get(rule.says, "")
    if rule.says == "not_assessable_no_agreement":
        silence += f" The agreement is {rule.feed.agreement_state.replace('_', ' ')}."
    return f"Nothing found {where}. {silence}".rstrip()


def _found(alike: list[Found], subject: Subject) -> list[str]:
    found = alike[0]
    told = f"- {found.evidence_name}, {when(found)}"
    carried = value(alike)
    if carried:
        told += f": {carried}"
    if found.person_role not in (None, "subject", "family"):
        told += f"; {found.person_role.replace('_', ' ')}"
    if found.person_key not in (subject.person_key, "family"):
        told += f"; person {found.person_key[:8]}"
    lines = _wrap(told, 8, hang=2)
    for item in alike:
        lines += _wrap(f"{_place(item)} ({item.feed.feed_name})", 10)
    return lines


def _place(found: Found) -> str:
    if found.source_row_last and found.source_row_last != found.source_row:
        return f"{found.source_file}, rows {found.source_row} to {found.source_row_last}"
    return f"{found.source_file}, row {found.source_row}"


def _decision(decision: Decision | None, kind: str, counts: bool) -> list[str]:
    if decision is None:
        return []
    told = f"{decision.decided_by} decided on {in_words(decision.decided_on)}: "
    told += STATUSES[kind][decision.decision]
    if not counts:
        told += ". It does not count, for the rules do not leave this to a person"
    return _wrap(f"{told}.", 2 if kind == "need" else 4)


def _claim(claim: Claim | None) -> list[str]:
    if claim is None:
        return ["Claim: this support has been claimed, or the family has left the programme."]
    told = [
        f"Claim by {claim.claim_route.replace('_', ' ')}: {claim.claim_status.replace('_', ' ')}"
    ]
    for blocker in claim.blockers:
        who = "" if blocker.person_key in (None, "family") else f"Person {blocker.person_key[:8]}: "
        told += _wrap(f"- {who}{blocker.blocker_text} {blocker.what_to_do}", 2, hang=2)
    if not claim.blockers:
        told += ["  Nothing about this need stands in its way."]
    if claim.other_blockers:
        told += _wrap(
            f"Other things in the way of the claim: {claim.other_blockers} "
            "(claims.fct_claim_blocker).",
            2,
        )
    return told


def _people(subjects: list[Subject]) -> str:
    return "; ".join(_person(subject) for subject in subjects)


def _person(subject: Subject) -> str:
    if subject.person_key == "family":
        return "The family as a whole"
    age = "age not known" if subject.age_in_years is None else f"{subject.age_in_years} years old"
    sex = {"F": "female", "M": "male"}.get(subject.sex or "", "sex not known")
    return f"Person {subject.person_key[:8]} ({age}, {sex})"


def _wrap(text: str, indent: int = 0, hang: int = 0) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
