"""Looking back at claims: does a rebuild give the same rows, and are they right by what is known now?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from supporting_families.appended import AppendedFile
from supporting_families.home import Home
from supporting_families.own_files import write_own
from supporting_families.retention.telling import destroyed_families

from . import hashes
from .ledger import Entry, Ledger, claim_line
from .published import Candidate
from .rebuild import judge
from .sets import folder_of, set_named, sets_of

HEADING = "family_key|episode_key|framework_version|claim_route|amount_gbp|evidence_hash"


@dataclass(frozen=True)
class Reproduced:
    """The claim rows of a set as the ledger has them and as a rebuild gives them, in two files."""

    of_ledger: Path
    of_rebuild: Path
    is_same: bool
    why_not: list[str]


@dataclass(frozen=True)
class Checked:
    """A submitted claim, judged as of its day by what is known now.

    `destroyed` says under which rule and when, where nothing is left to judge it by.
    """

    claim: Entry
    is_ready: bool
    reasons: str
    is_evidence_changed: bool
    destroyed: str = ""

    @property
    def is_at_risk(self) -> bool:
        return not (self.is_ready or self.destroyed)


def reproduce(home: Home, authority: str, submission_ref: str) -> Reproduced:
    """Build as of the dates of the draft and compare the claim rows byte for byte.

    Raises ClaimError where the set is not there or the models do not run.
    """
    claim_set = set_named(Ledger(home, authority), submission_ref)
    drafted = claim_set.drafted
    why_not = []
    if hashes.model_hash() != drafted.model_hash:
        why_not.append(
            f"the models are not those of the draft: check out commit {drafted.git_commit} to "
            "compare like with like"
        )
    then = judge(home, authority, drafted.as_of_date, drafted.known_at)
    if then.catalogue_hash != drafted.catalogue_hash:
        why_not.append("the catalogue in force is not that of the draft")
    before = [claim_line(claim, claim.amount_gbp) for claim in claim_set.claims]
    after = [
        candidate.line()
        for claim in claim_set.claims
        if (candidate := then.ready.get(claim.episode_key)) and candidate.held_reason is None
    ]
    files = []
    folder = folder_of(home, authority, submission_ref)
    for name, lines in (("claims_of_ledger.txt", before), ("claims_of_rebuild.txt", after)):
        content = "\n".join([HEADING, *lines]) + "\n"
        write_own(folder / name, content.encode("utf-8"))
        files.append(folder / name)
    missing = len(before) - len(after)
    unready = [claim for claim in claim_set.claims if claim.episode_key not in then.ready]
    gone = _destroyed(home, authority, unready)
    why_not += [f"claim {claim_ref} is {words}" for claim_ref, words in gone.items()]
    if missing > len(gone):
        why_not.append(f"{missing - len(gone)} claims of the set are not ready in the rebuild")
    different = len(set(before) - set(after)) - missing
    if different > 0:
        why_not.append(f"{different} claims have another amount, route or evidence")
    return Reproduced(*files, files[0].read_bytes() == files[1].read_bytes(), why_not)


def check(home: Home, authority: str, today: date) -> list[Checked]:
    """Judge every submitted claim not taken back as of its day, by what is known today.

    The result is added to the register `claim_checks`, but of what is destroyed, which nothing is
    left to judge by; the ledger is never rewritten. Raises ClaimError where the models do not run.
    """
    ledger = Ledger(home, authority)
    gone = _destroyed(home, authority, _standing(ledger))
    checked = []
    by_day = groupby(sorted(_standing(ledger), key=_day), key=_day)
    for day, claims in by_day:
        now = judge(home, authority, day, today)
        checked += [
            _checked(claim, now.ready.get(claim.episode_key), now.reasons, gone) for claim in claims
        ]
    register = AppendedFile(home, "registers", "claim_checks", authority)
    register.append(
        [
            {
                "claim_ref": result.claim.claim_ref,
                "checked_on": today.isoformat(),
                "as_of_date": result.claim.event_on.isoformat(),
                "known_at": today.isoformat(),
                "is_ready": "Y" if result.is_ready else "N",
                "reasons": result.reasons,
                "is_evidence_changed": "Y" if result.is_evidence_changed else "N",
                "recorded_at": today.isoformat(),
            }
            for result in checked
            if not result.destroyed
        ]
    )
    return checked


def _destroyed(home: Home, authority: str, claims: list[Entry]) -> dict[str, str]:
    """By claim whose family or episode is destroyed: under which rule, and when."""
    told = destroyed_families(home, authority)
    words = {c.claim_ref: told.get(c.episode_key) or told.get(c.family_key) for c in claims}
    return {claim_ref: text for claim_ref, text in words.items() if text}


def _checked(
    claim: Entry, now: Candidate | None, reasons: dict[str, str | None], gone: dict[str, str]
) -> Checked:
    if now is None and claim.claim_ref in gone:
        return Checked(claim, False, "", False, gone[claim.claim_ref])
    if now is None:
        why = reasons.get(claim.episode_key, "episode_not_found") or "not_ready"
        return Checked(claim, False, why, True)
    return Checked(claim, True, "", now.evidence_hash != claim.evidence_hash)


def _standing(ledger: Ledger) -> list[Entry]:
    """Claims submitted and not taken back."""
    found = []
    for claim_set in sets_of(ledger):
        recouped = {k.entry.claim_ref for k in claim_set.kept if k.entry.entry_type == "recouped"}
        found += [
            kept.entry
            for kept in claim_set.kept
            if kept.entry.entry_type == "submitted" and kept.entry.claim_ref not in recouped
        ]
    return found


def _day(claim: Entry) -> date:
    return claim.event_on
