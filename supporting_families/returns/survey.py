"""The data survey: what is held of each feed, and how the milestones of data maturity stand.

What the survey asks is not published. That it asks this is an assumption; every package says so.
"""

from __future__ import annotations

from datetime import date

from supporting_families.home import Home
from supporting_families.package import Packaged

from .packaging import Table, marking_of, write_package
from .published import Rows, extract, published, published_build
from .years import in_a_name, year_of

ASSUMED = (
    "What the data survey asks is not published: the questions behind this package are an "
    "assumption. Read it beside the form."
)


def package_survey(home: Home, authority: str, year: str | None) -> Packaged:
    """Write the package of the published build, as a draft. Raises ReturnsError, PackageError."""
    build = published_build(home)
    feeds = extract(home, "ext_delta__data_survey", authority)
    milestones = published(home, "programme.mart_data_maturity", authority)
    year = year or year_of(build.as_of_date)
    marking = marking_of(home, formal=False)
    return write_package(
        home, authority, "data_survey", in_a_name(year), marking,
        {
            "financial_year": year,
            "assumption": ASSUMED,
            "as_of_date": str(build.as_of_date),
            "known_at": str(build.known_at),
            "build_id": build.build_id,
        },
        [
            Table("feeds.csv", feeds.columns, feeds.rows),
            Table("milestones.csv", milestones.columns, milestones.rows),
        ],
        _summary(authority, year, build.known_at, feeds, milestones),
    )  # fmt: skip


def _summary(authority: str, year: str, day: date, feeds: Rows, milestones: Rows) -> str:
    lines = [f"Data survey {year}, authority {authority}, as known on {day:%d/%m/%Y}", "", ASSUMED]
    held = [row for row in feeds.as_dicts() if row["is_held"]]
    lines += ["", f"Feeds held: {len(held)} of {len(feeds.rows)}"]
    for row in held:
        matched = row["match_rate_percent"]
        lines.append(
            f"  {row['feed_name']}, from {row['partner']}: {row['population']} population, at most "
            f"{row['frequency_days']} days apart, last on {row['last_received_at']:%d/%m/%Y}, "
            f"{'of people' if row['is_person_level'] else 'not of people'}, "
            + (f"{matched}% matched, " if matched is not None else "")
            + f"agreement {_plain(row['agreement_state'])}"
        )
    missing = [str(row["feed_name"]) for row in feeds.as_dicts() if not row["is_held"]]
    if missing:
        lines += ["", "Not held: " + ", ".join(missing)]
    systems = {str(row["case_system"]) for row in feeds.as_dicts() if row["case_system"]}
    lines += ["", "Case management system: " + (", ".join(sorted(systems)) or "not recorded")]
    lines += ["", "Milestones of data maturity"]
    for row in milestones.as_dicts():
        lines.append(
            f"  {row['milestone_code']} {row['milestone_text']}: {_plain(row['milestone_state'])}"
        )
    return "\n".join(lines) + "\n"


def _plain(code: object) -> str:
    return str(code).replace("_", " ")
