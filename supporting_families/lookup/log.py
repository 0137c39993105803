"""The register of looks: who looked, why, by which fields, and whom they were shown. No values."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timezone

from supporting_families.home import Home

from .request import Request
from .search import Match

COLUMNS = (
    "looked_at", "looked_by", "purpose", "fields_given", "person_keys", "family_keys", "recorded_at"
)  # fmt: skip


def log(home: Home, authority: str, request: Request, matches: list[Match]) -> None:
    """Append a line for this look to the register of the authority, in one write. Raises OSError."""
    path = home.of_authority("registers", authority) / "family_lookups.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    families = {family.family_key for match in matches for family in match.families}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if not path.is_file() or path.stat().st_size == 0:
        writer.writerow(COLUMNS)
    writer.writerow(
        [
            datetime.now(timezone.utc).isoformat(timespec="seconds"),
            request.who,
            request.purpose,
            request.fields,
            " ".join(match.person_key for match in matches),
            " ".join(sorted(families)),
            home.today(),
        ]
    )
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(text.getvalue())
