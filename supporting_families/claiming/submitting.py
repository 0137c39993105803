"""Recording that a set was submitted: every family is judged again as at that day (R17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from supporting_families.home import Home

from . import hashes
from .certifying import certificate_of
from .errors import ClaimError
from .ledger import writing
from .packaging import must_be_in_window, refuse_demo, window_of
from .rebuild import judge
from .roles import PREPARER, Roles
from .sets import ClaimSet, must_be_open, set_named

NOT_READY = "not_ready"


@dataclass(frozen=True)
class Submitted:
    """The set after judging it again, and the claims that dropped out, with why."""

    claim_set: ClaimSet
    dropped: dict[str, str]


def record_submitted(
    home: Home, authority: str, on: date, reference: str, by: str, today: date
) -> Submitted:
    """Record a submission to Delta. A family that drops out voids the certificate: nothing counts.

    Raises ClaimError where the set may not have been submitted on that day.
    """
    refuse_demo(home)
    if not reference.strip():
        raise ClaimError("the reference that Delta gave must be named: --reference TEXT.")
    with writing(home, authority) as ledger:
        claim_set = must_be_open(ledger)
        roles = Roles(home, authority, today)
        role = roles.check(by, (PREPARER,), claim_set.submission_ref)
        certificate = certificate_of(home, authority, claim_set)
        packaged = claim_set.last("set_packaged")
        if packaged is None:
            raise ClaimError(
                f"{claim_set.submission_ref} was not packaged: 'python scripts/claims.py package'."
            )
        if not packaged.event_on <= on <= today:
            raise ClaimError(
                f"it was packaged on {packaged.event_on} and today is {today}: it was not submitted "
                f"on {on}. Give the day that Delta shows: --on YYYY-MM-DD."
            )
        must_be_in_window(window_of(home, authority, claim_set), on)
        then = judge(home, authority, on, on)
        dropped = {}
        for claim in claim_set.claims:
            candidate = then.ready.get(claim.episode_key)
            if candidate is None:
                dropped[claim.claim_ref] = then.reasons.get(claim.episode_key) or NOT_READY
            elif candidate.held_reason is not None:
                dropped[claim.claim_ref] = candidate.held_reason
        judged = {
            "catalogue_hash": then.catalogue_hash,
            "model_hash": hashes.model_hash(),
            "git_commit": hashes.git_commit(),
            "as_of_date": on,
            "known_at": on,
            "set_hash": claim_set.set_hash,
        }
        if dropped:
            entries = [
                claim_set.entry(
                    "set_voided", on, families=len(dropped),
                    reference=certificate["certificate_ref"], **judged,
                )
            ] + [
                claim_set.of_claim("dropped", on, claim, result=dropped[claim.claim_ref])
                for claim in claim_set.claims
                if claim.claim_ref in dropped
            ]  # fmt: skip
        else:
            entries = [
                claim_set.entry(
                    "set_submitted", on, families=len(claim_set.claims),
                    amount_gbp=claim_set.amount_gbp, reference=reference, **judged,
                )
            ] + [
                claim_set.of_claim(
                    "submitted", on, claim, amount_gbp=claim.amount_gbp, result=claim.result,
                    reference=reference, evidence_hash=then.ready[claim.episode_key].evidence_hash,
                    **judged,
                )
                for claim in claim_set.claims
            ]  # fmt: skip
        number = ledger.append(entries, today)
        roles.record("submit", claim_set.submission_ref, by, role, number)
        return Submitted(set_named(ledger, claim_set.submission_ref), dropped)
