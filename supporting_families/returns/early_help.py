"""The all early help collection at indicator level, as a draft and for demo homes alone."""

from __future__ import annotations

from collections import Counter

from supporting_families.home import Home
from supporting_families.package import Packaged

from .errors import ReturnsError
from .packaging import Table, marking_of, write_package
from .published import Rows, extract, published_build

RECONSTRUCTED = (
    "The specification of the collection could not be obtained: this is a reconstruction, a row "
    "for each episode, person and need. References are of this extract alone and can be made again "
    "by whoever has the keys of the warehouse; a secret key for each recipient is still to come."
)


def package_early_help(home: Home, authority: str) -> Packaged:
    """Write the package of the published build. Raises ReturnsError, PackageError."""
    if not home.is_demo:
        raise ReturnsError(
            "until the privacy controls are in place the early help collection is packaged for "
            "demo homes only, and this home is a real one. Nothing was written."
        )
    build = published_build(home)
    episodes = extract(home, "ext_early_help__episodes", authority)
    needs = extract(home, "ext_early_help__needs", authority)
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
