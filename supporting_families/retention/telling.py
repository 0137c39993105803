"""Whether what a claim was made for is destroyed, for those who look back at claims."""

from __future__ import annotations

from supporting_families.appended import AppendedFile
from supporting_families.home import Home


def destroyed_families(home: Home, authority: str) -> dict[str, str]:
    """By key of a family or support episode that is destroyed: under which rule, and when."""
    rows = AppendedFile(home, "registers", "destroyed_records", authority).rows
    told: dict[str, str] = {}
    for row in rows:
        if row["anchor_kind"] in ("family", "episode") and not row["kept_key"]:
            words = f"destroyed under rule {row['rule_id']} on {row['destroyed_on']}"
            for key in (row["anchor_key"], row["stood_for_key"]):
                told.setdefault(key, words)
    return told
