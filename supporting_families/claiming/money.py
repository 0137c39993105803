"""What happens to submitted claims: paid, queried, taken back (R16, R21)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from supporting_families.home import Home

from .errors import ClaimError
from .ledger import Entry, Ledger, writing
from .packaging import refuse_demo
from .roles import PREPARER, Roles
from .sets import ClaimSet, claim_named, set_named


def record_paid(
    home: Home, authority: str, submission_ref: str, amount: Decimal, on: date, reference: str,
    by: str, today: date,
) -> int:  # fmt: skip
    """Record the payment for a set; the number of claims paid.

    Raises ClaimError where the amount is not what its claims that are not paid yet come to.
    """
    with _acting(home, authority, by, today) as (ledger, roles, role):
        claim_set = set_named(ledger, submission_ref)
        submitted = _submitted(claim_set)
        settled = {
            kept.entry.claim_ref
            for kept in claim_set.kept
            if kept.entry.entry_type in ("paid", "recouped")
        }
        unpaid = [c for c in submitted if c.claim_ref not in settled and c.amount_gbp]
        due = sum((claim.amount_gbp for claim in unpaid), Decimal(0))
        if amount != due:
            raise ClaimError(
                f"£{amount:,.2f} came, and the {len(unpaid)} unpaid claims of {submission_ref} come "
                f"to £{due:,.2f}: clear it with the department, then record what they come to. "
                "Nothing was written."
            )
        if not unpaid:
            raise ClaimError(f"no claim of {submission_ref} is waiting to be paid.")
        _check_day(on, unpaid[0].event_on, today)
        number = ledger.append(
            [
                claim_set.of_claim("paid", on, c, amount_gbp=c.amount_gbp, reference=reference)
                for c in unpaid
            ],
            today,
        )
        roles.record("pay", submission_ref, by, role, number)
        return len(unpaid)


def record_query(
    home: Home, authority: str, claim_ref: str, on: date, reference: str, reason: str, by: str,
    today: date,
) -> None:  # fmt: skip
    """Record that the department asks about a claim. Raises ClaimError."""
    _of_claim(home, authority, "queried", "query", claim_ref, on, reference, reason, by, today)


def close_query(
    home: Home, authority: str, claim_ref: str, on: date, reference: str, reason: str, by: str,
    today: date,
) -> None:  # fmt: skip
    """Record how a query ended that did not take the payment back. Raises ClaimError."""
    _of_claim(
        home, authority, "query_closed", "close_query", claim_ref, on, reference, reason, by, today
    )


def recoup(
    home: Home, authority: str, claim_ref: str, on: date, reference: str, reason: str, by: str,
    today: date,
) -> Decimal:  # fmt: skip
    """Record that the payment of a claim was taken back: a negative row. Returns its pounds.

    A claim that was counted and paid nothing is taken back at no pounds. Raises ClaimError.
    """
    return _of_claim(
        home, authority, "recouped", "recoup", claim_ref, on, reference, reason, by, today
    )


def _of_claim(
    home: Home, authority: str, entry_type: str, action: str, claim_ref: str, on: date,
    reference: str, reason: str, by: str, today: date,
) -> Decimal:  # fmt: skip
    if not reason.strip():
        raise ClaimError("why must be given, in a code or a few words without names: --reason TEXT.")
    with _acting(home, authority, by, today) as (ledger, roles, role):
        claim_set, claim = claim_named(ledger, claim_ref)
        _check_day(on, claim.event_on, today)
        told = [k.entry for k in claim_set.kept if k.entry.claim_ref == claim_ref]
        types = [entry.entry_type for entry in told]
        if "recouped" in types:
            raise ClaimError(f"claim {claim_ref} was recouped: nothing more happens to it.")
        is_queried = types.count("queried") > types.count("query_closed")
        if entry_type == "queried" and is_queried:
            raise ClaimError(f"claim {claim_ref} is queried already.")
        if entry_type == "query_closed" and not is_queried:
            raise ClaimError(f"claim {claim_ref} is not queried.")
        amount = None
        if entry_type == "recouped":
            amount = -sum((e.amount_gbp for e in told if e.entry_type == "paid"), Decimal(0))
        number = ledger.append(
            [
                claim_set.of_claim(
                    entry_type, on, claim, amount_gbp=amount, result=" ".join(reason.split()),
                    reference=reference,
                )
            ],
            today,
        )  # fmt: skip
        roles.record(action, claim_set.submission_ref, by, role, number)
        return amount or Decimal(0)


@contextmanager
def _acting(
    home: Home, authority: str, by: str, today: date
) -> Iterator[tuple[Ledger, Roles, str]]:
    """The ledger, opened for a preparer to add to. Raises ClaimError."""
    refuse_demo(home)
    with writing(home, authority) as ledger:
        roles = Roles(home, authority, today)
        yield ledger, roles, roles.check(by, (PREPARER,))


def _submitted(claim_set: ClaimSet) -> list[Entry]:
    found = [kept.entry for kept in claim_set.kept if kept.entry.entry_type == "submitted"]
    if not found:
        raise ClaimError(f"{claim_set.submission_ref} is {claim_set.state} and was not submitted.")
    return found


def _check_day(on: date, submitted_on: date, today: date) -> None:
    if not submitted_on <= on <= today:
        raise ClaimError(
            f"it was submitted on {submitted_on} and today is {today}: the day cannot be {on}."
        )
