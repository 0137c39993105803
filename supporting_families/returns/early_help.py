"""The all early help collection at indicator level, as a draft.

Its references are made with a random key that nobody keeps: no two packages can be joined by them,
and nobody, the council among them, can lead one back to its episode.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter

from supporting_families.home import Home
from supporting_families.package import Packaged

from .packaging import Table, marking_of, write_package
from .published import Rows, extract, published_build

RECONSTRUCTED = (
    "The specification of the collection could not be obtained: this is a reconstruction, a row "
    "for each episode, person and need. References are of this package alone: the key they were "
    "made with was thrown away."
)
REFERENCE = "episode_ref"
_DIGITS = 20


def package_early_help(home: Home, authority: str) -> Packaged:
    """Write the package of the published build. Raises ReturnsError, PackageError.

    Made again it is another package, with other references.
    """
    build = published_build(home)
    key = secrets.token_bytes(32)
    episodes = _referenced(extract(home, "ext_early_help__episodes", authority), key)
    needs = _referenced(extract(home, "ext_early_help__needs", authority), key)
    return write_package(
        home, authority, "early_help", str(build.as_of_date), marking_of(home, formal=False),
        {
            "reconstruction": RECONSTRUCTED,
            "as_of_date": str(build.as_of_date),
            "known_at": str(build.known_at),
            "build_id": build.build_id,
        },
        [
            Table("episodes.csv", episodes.columns, episodes.rows),
            Table("needs.csv", needs.columns, needs.rows),
        ],
        _summary(authority, str(build.as_of_date), episodes, needs),
        owner_only=True,
    )  # fmt: skip


def _referenced(rows: Rows, key: bytes) -> Rows:
    """The rows with keyed references, in an order that tells nothing of the old ones."""
    place = rows.columns.index(REFERENCE)
    keyed = [
        (*row[:place], _reference(key, str(row[place])), *row[place + 1 :]) for row in rows.rows
    ]
    return Rows(rows.columns, sorted(keyed, key=lambda row: [str(value) for value in row]))


def _reference(key: bytes, reference: str) -> str:
    return "E" + hmac.new(key, reference.encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def _summary(authority: str, day: str, episodes: Rows, needs: Rows) -> str:
    told = Counter(str(row["outcome_status"]).replace("_", " ") for row in needs.as_dicts())
    closed = sum(row["closed_on"] is not None for row in episodes.as_dicts())
    lines = [
        f"All early help collection, authority {authority}, as of {day}",
        "",
        RECONSTRUCTED,
        "",
        f"Assessed episodes, claimed or not: {len(episodes.rows):,}, of which closed {closed:,}",
        f"Needs: {len(needs.rows):,}",
        *(f"  outcome {status}: {count:,}" for status, count in sorted(told.items())),
    ]
    return "\n".join(lines) + "\n"
