"""The claim ledger, which no destruction touches: that it is whole, and what it adds up to."""

from __future__ import annotations

from decimal import Decimal

from supporting_families.claiming.errors import ClaimError
from supporting_families.claiming.ledger import Ledger
from supporting_families.home import Home

from .errors import RetentionError


def ledger_of(home: Home, authority: str) -> Ledger:
    """The ledger, read and checked. Raises RetentionError where it is not whole."""
    try:
        return Ledger(home, authority)
    except ClaimError as error:
        raise RetentionError(str(error)) from error


def totals_of(ledger: Ledger, entries: int) -> dict[str, str]:
    """Pounds by kind of entry, of the first so many entries."""
    totals: dict[str, Decimal] = {}
    for kept in ledger.kept[:entries]:
        if kept.entry.amount_gbp is not None:
            kind = kept.entry.entry_type
            totals[kind] = totals.get(kind, Decimal(0)) + kept.entry.amount_gbp
    return {kind: str(amount) for kind, amount in sorted(totals.items())}
