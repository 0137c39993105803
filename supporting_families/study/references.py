"""References: what stands in the files in the place of the warehouse's keys."""

from __future__ import annotations

import hashlib
import hmac
import json

from .keys import ReferenceKey

_DIGITS = 24  # 96 bits: no two of a council's people share one by chance


def family_reference(key: ReferenceKey, authority: str, family_key: str) -> str:
    """The reference of a family; with another key another, and neither leads to the other."""
    return "F" + _keyed(key, "family", authority, family_key)[:_DIGITS]


def person_reference(key: ReferenceKey, authority: str, person_key: str) -> str:
    """The reference of a person; see `family_reference`."""
    return "P" + _keyed(key, "person", authority, person_key)[:_DIGITS]


def content_check(key: ReferenceKey, content: object) -> str:
    """A keyed hash, by which whoever has the key sees whether other content is the same."""
    return _keyed(key, "content", json.dumps(content, sort_keys=True, default=str))[:32]


def _keyed(key: ReferenceKey, *parts: str) -> str:
    text = "|".join(parts)
    return hmac.new(key.secret, text.encode("utf-8"), hashlib.sha256).hexdigest()
