"""The keys of evidence packs: public ones that packs are made for, secret ones that open them."""

from __future__ import annotations

from supporting_families.keys import Keys, Recipient

from ..errors import ClaimError

__all__ = ["PACK_KEYS", "Recipient"]

PACK_KEYS = Keys(
    opens="evidence packs",
    recipients_table="audit_recipients",
    variable="SF_AUDIT_KEY_FILE",
    how_to_make=(
        "Make one with 'python scripts/claims.py new-key FILE' in a folder of your own, and have "
        "the public key that it prints added to local/audit_recipients.csv."
    ),
    error=ClaimError,
)
