"""What a pack holds, as tables that page and workbook both show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

from supporting_families.catalogue.reading import read_seed
from supporting_families.confirming.catalogue import LABELS

from . import picture, words
from .about import PackAbout, SampledClaim
from .checks import Check, checks
from .family import Family, Origin, Principle, Rule
from .tables import PLACE, Cell, Table
from .verdicts import Verdict, verdicts

_RECORD = {"Record": 44, "Day": 18, **PLACE}


class Contents:
    """The tables of one pack."""

    def __init__(
        self, submission: str, claim: SampledClaim, about: PackAbout, family: Family
    ) -> None:
        self.submission, self.claim, self.about, self.family = submission, claim, about, family

    @property
    def title(self) -> str:
        return f"Evidence pack of claim {self.claim.claim_ref}"

    @cached_property
    def verdicts(self) -> list[Verdict]:
        return verdicts(self.family, self.about)

    @cached_property
    def checks(self) -> list[Check]:
        return checks(self.family, self.about)

    @cached_property
    def picture(self) -> tuple[str, str]:
        """The timeline as SVG, and what it shows in words."""
        return (
            picture.timeline(self.family, self.about),
            picture.alternative(self.family, self.about),
        )

    @property
    def facts(self) -> Table:
        family, about = self.family, self.about
        why = words.WHY_NOTHING.get(family.why_nothing_paid or "", family.why_nothing_paid or "")
        return Table(
            "What is claimed",
            {"Item": 34, "Value": 90},
            [
                ("Claim", self.claim.claim_ref),
                ("Claim set", self.submission),
                ("Authority", f"{about.authority_name} ({about.authority_code})"),
                ("Family in the case system", family.case_system_family_id or "no id there"),
                ("Support", _from_to(family.started_on, family.closed_on)),
                ("Closed because", family.close_reason or "no reason recorded"),
                ("Assessed on", words.day(family.assessed_on)),
                ("Framework", f"{family.version_name} ({family.framework_version})"),
                ("Route", family.route_name),
                ("Eligible since", words.day(family.eligible_on)),
                ("Sustain window", _window(family)),
                ("Every condition holds since", words.day(family.claimable_from)),
                ("Day of the claim", words.day(about.as_of_date)),
                ("Amount claimed", words.pounds(family.payable_gbp)),
                *([("Why nothing is paid", why)] if why else []),
                ("Drawn for", _sampled_for(self.claim.sampled_for)),
                *([("Earlier finding", family.earlier_finding)] if family.earlier_finding else []),
            ],
        )

    @property
    def people(self) -> Table:
        rows = []
        for someone in self.family.people:
            needs = [n.need_no for n in self.family.met_needs if n.who == someone.label]
            rows.append(
                (
                    someone.label,
                    words.ROLES.get(someone.role, words.plain(someone.role)),
                    "child" if someone.is_child else "adult",
                    someone.age if someone.age is not None else "not known",
                    ", ".join(needs) or "none",
                )
            )
        return Table(
            "People of the family, as at the assessment",
            {"Person": 14, "Role": 22, "Child or adult": 16, "Age at assessment": 18, "Needs": 24},
            rows,
        )

    @property
    def rules(self) -> Table:
        return Table(
            "What the system says of each claim rule",
            {"Rule": 8, "What it asks": 46, "Verdict": 20, "How it was shown": 80},
            [(v.rule, v.asks, v.verdict, "\n".join(v.how)) for v in self.verdicts],
        )

    @property
    def needs(self) -> Table:
        return Table(
            "Needs",
            {
                "Need": 8, "What it is": 44, "Headline": 30, "Person": 14, "Found on": 18,
                "Found by": 32, "Outcome reached on": 18, "How sure the catalogue is": 44,
            },
            [
                (
                    need.need_no,
                    need.need_name,
                    f"{need.headline_no} {need.headline_name}",
                    need.who,
                    need.identified_on if need.is_met else "not a need of this person",
                    words.IDENTIFIED_BY.get(need.identified_by or "") if need.is_met else None,
                    need.achieved[0].achieved_on if need.achieved else "none",
                    words.sure(need.sure),
                )
                for need in self.family.needs
            ],
        )  # fmt: skip

    @property
    def outcomes(self) -> Table:
        return Table(
            "Outcomes of each need",
            {
                "Need": 8, "Person": 14, "Outcome": 16, "What it is": 50, "How it stands": 34,
                "Shown by": 34, "How sure the catalogue is": 44,
            },
            [
                (
                    need.need_no,
                    need.who,
                    outcome.outcome_code,
                    outcome.outcome_name,
                    words.outcome_status(outcome),
                    words.SHOWN_BY.get(outcome.shown_by or "", words.decided(outcome.decision)),
                    words.sure(outcome.sure),
                )
                for need in self.family.needs
                for outcome in need.outcomes
            ],
        )  # fmt: skip

    @property
    def evidence(self) -> Table:
        """Every piece of evidence, in reading order, with the rule that it speaks to."""
        rows: list[tuple[Cell, ...]] = []
        for need in self.family.needs:
            subjects = [("need", need.need_code, need.rules)]
            subjects += [("outcome", o.outcome_code, o.rules) for o in need.outcomes]
            for kind, code, rules in subjects:
                for rule in rules:
                    told = (need.need_no, need.who, code, rule.rule_id, words.rule_says(kind, rule))
                    rows += [(*told, *row) for row in _of_rule(rule)]
        return Table(
            "Evidence, with the file and row it came from",
            {
                "Need": 8, "Person": 14, "Need or outcome": 16, "Rule": 18,
                "What the rule says": 22, "Evidence": 36, "Of whom": 14, "When": 34,
                "What it holds": 40, "From": 28, **PLACE,
            },
            rows,
        )  # fmt: skip

    @property
    def principles(self) -> Table:
        rows: list[tuple[Cell, ...]] = []
        for principle in self.family.principles:
            told = (
                principle.claim_rule,
                words.PRINCIPLES[principle.claim_rule],
                "shown" if principle.is_shown else "not shown",
            )
            rows += [(*told, *row) for row in records_table(principle).rows]
        return Table(
            "The four principles of whole-family working, with record, file and row",
            {"Rule": 8, "Principle": 36, "Verdict": 12, **_RECORD},
            rows,
        )

    @property
    def timeline(self) -> Table:
        return Table(
            "The timeline in words",
            {"Day": 18, "What happened": 60, "Part of": 24},
            [(m.on, m.what, m.lane) for m in picture.moments(self.family)],
        )

    @property
    def catalogue(self) -> Table:
        names = {row["setting"]: row["setting_name"] for row in read_seed("setting_names")}
        rows = []
        for value in self.family.catalogue:
            setting = names.get(value.row_code.split("|")[-1])
            rows.append(
                (
                    words.TABLES.get(value.catalogue_table, words.plain(value.catalogue_table)),
                    value.row_code,
                    setting or LABELS.get(value.column_name, words.plain(value.column_name)),
                    value.value or "none",
                )
            )
        return Table(
            "Values of the catalogue in force, of the rows that this claim rests on",
            {"Kind": 22, "Row": 40, "Value of": 64, "In force": 24},
            rows,
        )

    @property
    def files(self) -> Table:
        """Each landed file that the pack refers to."""
        received: dict[str, date | None] = {}
        found: dict[str, list[Origin]] = {}
        for origin in self._origins():
            received[origin.source_file] = origin.received_at
            found.setdefault(origin.source_file, []).append(origin)
        for rule in self.family.rules:
            for file in rule.search.files if rule.search else ():
                received[file.source_file] = file.received_at
        rows: list[tuple[Cell, ...]] = [
            (
                file,
                words.rows_of(found[file]) if file in found else "searched whole",
                received[file],
            )
            for file in sorted(received)
        ]
        return Table(
            "Files in which the evidence was received, and those that were searched",
            {"File": 70, "Rows": 50, "Received on": 14},
            rows,
        )

    @property
    def checklist(self) -> Table:
        return Table(
            "What to check",
            {"No": 6, "Rule": 10, "Check": 80, "Where": 40, "Pass or fail": 14, "Note": 50},
            [
                (number, check.rule, check.what, check.where, None, None)
                for number, check in enumerate(self.checks, start=1)
            ],
        )

    @property
    def hashes(self) -> Table:
        about = self.about
        return Table(
            "By what this claim can be made again",
            {"Item": 34, "Value": 90},
            [
                ("As of", about.as_of_date.isoformat()),
                ("Known at", about.known_at.isoformat()),
                ("Commit of the code", about.git_commit),
                ("Hash of models, macros and seeds", about.model_hash),
                ("Hash of the catalogue in force", about.catalogue_hash),
                ("Hash of the claim set", about.set_hash),
                ("Hash of the evidence of this claim", self.claim.evidence_hash),
                ("Build", about.build_id),
                ("Key of the family", self.family.family_key),
                ("Key of the support episode", self.family.episode_key),
            ],
        )

    @property
    def command(self) -> str:
        return f"python scripts/claims.py reproduce {self.submission}"

    @property
    def unconfirmed(self) -> list[str]:
        """The rows of the catalogue that the claim rests on and the authority has not confirmed."""
        codes = {need.need_code for need in self.family.met_needs if not need.sure.is_confirmed}
        for need in self.family.needs:
            for outcome in need.achieved:
                rules = [*need.rules, *outcome.rules]
                codes |= {rule.rule_id for rule in rules if not rule.sure.is_confirmed}
                if not outcome.sure.is_confirmed:
                    codes.add(outcome.outcome_code)
        return sorted(codes)

    def _origins(self) -> Iterable[Origin]:
        for rule in self.family.rules:
            for found in rule.evidence:
                yield found.origin
        for principle in self.family.principles:
            for record in principle.records:
                if record.origin:
                    yield record.origin


def evidence_table(rule: Rule, caption: str) -> Table:
    """What one rule looked at, for the page."""
    return Table(
        caption,
        {
            "Evidence": 30, "Of whom": 12, "When": 26, "What it holds": 30, "From": 20, **PLACE,
        },
        _of_rule(rule),
    )  # fmt: skip


def records_table(principle: Principle) -> Table:
    """The records that show one of the four principles."""
    return Table(
        f"What shows {principle.claim_rule}",
        _RECORD,
        [
            (words.record_says(record), record.day, *_where(record.origin))
            for record in principle.records
        ]
        or [("no record", None, *_where(None))],
    )


def _of_rule(rule: Rule) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for alike in words.together(rule.evidence):
        for item in alike:
            rows.append(
                (
                    item.evidence_name,
                    item.who,
                    words.evidence_when(item),
                    words.evidence_says([item]) or None,
                    item.feed_name,
                    *_where(item.origin),
                )
            )
        if len(alike) > 1:
            rows.append(
                (
                    f"{alike[0].evidence_name}, together",
                    alike[0].who,
                    words.evidence_when(alike[0]),
                    words.evidence_says(alike),
                    None,
                    *_where(None),
                )
            )
    if not rows:
        feed = rule.search.feed_name if rule.search else None
        rows.append((words.looked(rule), None, None, None, feed, *_where(None)))
    return rows


def _where(origin: Origin | None) -> tuple[Cell, Cell, Cell]:
    if origin is None:
        return None, None, None
    return origin.source_file, words.rows_of([origin]), origin.received_at


def _from_to(first: date, last: date | None) -> str:
    return f"{words.day(first)} to {words.day(last)}" if last else f"from {words.day(first)}, open"


def _window(family: Family) -> str:
    if not (family.closed_on and family.sustain_ends_on):
        return "no such window"
    return _from_to(family.closed_on, family.sustain_ends_on - timedelta(days=1))


def _sampled_for(code: str) -> str:
    """The headline by number and name, else the reason in words."""
    for headline in read_seed("headlines"):
        if headline["headline_code"] == code:
            names = [r for r in read_seed("headline_names") if r["headline_code"] == code]
            latest = max(names, key=lambda row: row["valid_from"])["headline_name"]
            return f"headline {headline['headline_no']}, {latest}"
    return words.DRAWN_FOR.get(code, words.plain(code))
