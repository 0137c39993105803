"""Claim sets as the ledger has them: what is in one, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from supporting_families.home import Home

from .errors import ClaimError
from .ledger import Entry, Kept, Ledger

ENDED = {"set_withdrawn": "withdrawn", "set_voided": "void", "set_submitted": "submitted"}
REACHED = {
    "set_drafted": "drafted", "set_sampled": "sampled", "set_certified": "certified",
    "set_packaged": "packaged", **ENDED,
}  # fmt: skip


@dataclass(frozen=True)
class ClaimSet:
    """A set of claims that are drafted, checked, certified and submitted together."""

    submission_ref: str
    window: str
    state: str
    drafted: Entry
    claims: list[Entry]
    kept: list[Kept]

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED.values()

    @property
    def set_hash(self) -> str:
        return self.drafted.set_hash

    @property
    def amount_gbp(self) -> Decimal:
        return sum((claim.amount_gbp for claim in self.claims), Decimal(0))

    @property
    def sampled(self) -> list[Entry]:
        """The claims of the sample, in the order they were drawn."""
        return [kept.entry for kept in self.kept if kept.entry.entry_type == "sampled"]

    @property
    def findings(self) -> dict[str, str]:
        """What the auditor found last, by claim: pass or fail."""
        found = [kept.entry for kept in self.kept if kept.entry.entry_type == "found"]
        return {entry.claim_ref: entry.result for entry in found}

    def last(self, entry_type: str) -> Entry | None:
        found = [kept.entry for kept in self.kept if kept.entry.entry_type == entry_type]
        return found[-1] if found else None

    def entry(self, entry_type: str, on: date, **more: object) -> Entry:
        """An entry of this set."""
        return Entry(entry_type, self.submission_ref, self.window, on, **more)

    def of_claim(self, entry_type: str, on: date, claim: Entry, **more: object) -> Entry:
        """An entry of one of its claims."""
        same = ("claim_ref", "family_key", "episode_key", "framework_version", "claim_route")
        return self.entry(
            entry_type, on, **{name: getattr(claim, name) for name in same}, **more
        )


def sets_of(ledger: Ledger) -> list[ClaimSet]:
    """Every set of the ledger, in the order they were drafted."""
    found = []
    for drafted in ledger.kept:
        if drafted.entry.entry_type != "set_drafted":
            continue
        kept = ledger.of(drafted.entry.submission_ref)
        states = [REACHED[k.entry.entry_type] for k in kept if k.entry.entry_type in REACHED]
        found.append(
            ClaimSet(
                submission_ref=drafted.entry.submission_ref,
                window=drafted.entry.claim_window,
                state=states[-1],
                drafted=drafted.entry,
                claims=[k.entry for k in kept if k.entry.entry_type == "drafted"],
                kept=kept,
            )
        )
    return found


def open_set(ledger: Ledger) -> ClaimSet | None:
    """The set that is neither submitted, withdrawn nor void; there is one at the most."""
    for claim_set in sets_of(ledger):
        if claim_set.is_open:
            return claim_set
    return None


def must_be_open(ledger: Ledger) -> ClaimSet:
    """The open set. Raises ClaimError where there is none."""
    found = open_set(ledger)
    if found is None:
        raise ClaimError(
            "there is no open claim set: make one with 'python scripts/claims.py draft'."
        )
    return found


def set_named(ledger: Ledger, submission_ref: str) -> ClaimSet:
    """A set by its reference. Raises ClaimError where the ledger has none of the name."""
    for claim_set in sets_of(ledger):
        if claim_set.submission_ref == submission_ref:
            return claim_set
    raise ClaimError(
        f"'{ledger.path}' has no set '{submission_ref}': 'python scripts/claims.py status' lists them."
    )


def claim_named(ledger: Ledger, claim_ref: str) -> tuple[ClaimSet, Entry]:
    """A submitted claim by its reference, with its set. Raises ClaimError where there is none."""
    for claim_set in sets_of(ledger):
        for kept in claim_set.kept:
            if (kept.entry.entry_type, kept.entry.claim_ref) == ("submitted", claim_ref):
                return claim_set, kept.entry
    raise ClaimError(
        f"'{ledger.path}' has no submitted claim '{claim_ref}': published claims are in "
        "claims.fct_claim."
    )


def folder_of(home: Home, authority: str, submission_ref: str) -> Path:
    """Where the files of a set are, readable by the owner alone."""
    folder = home.of_authority("output", authority) / "claims" / submission_ref
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
