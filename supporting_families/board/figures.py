"""What a pack keeps of itself for the next one to be compared with: counts, states and the schema.

Nothing in it is about a person. `figures.json` of an earlier pack is all that is read of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from . import words
from .errors import BoardError
from .pages import matching, maturity, quality, retention, rights, uses
from .reading import Published

NAME = "figures.json"


@dataclass(frozen=True)
class Change:
    """Something that is otherwise than in the earlier pack; `nothing` for what was not there."""

    what: str
    before: str
    now: str


@dataclass(frozen=True)
class Changes:
    """What changed since an earlier pack, and of which day that was."""

    earlier: dict
    figures: list[Change]
    states: list[Change]
    schema: list[Change]

    def __bool__(self) -> bool:
        return bool(self.figures or self.states or self.schema)


def figures_of(published: Published) -> dict:
    """The figures, states and schema of a build, as they are kept."""
    build = published.build
    health = published["gov_feed_health"]
    register = published["gov_feed_register"]
    log = [row for row in published["build_log"] if row["resource_type"] == "test"]
    milestones = [row for row in published["mart_data_maturity"] if not row["is_recommendation"]]
    return {
        "pack": {
            "authority_code": published.authority_code,
            "as_of_date": build.as_of_date.isoformat(),
            "known_at": build.known_at.isoformat(),
            "build_id": build.build_id,
            "published_at": build.published_at.isoformat(),
        },
        "figures": {
            "Feeds from which something came": sum(r["files_taken_in"] > 0 for r in health),
            "Agreements in force": sum(r["agreement_state"] == "in_force" for r in register),
            "Deliveries overdue": sum(int(r["deliveries_overdue"]) for r in health),
            "Rows received": sum(int(r["rows_counted"]) for r in health),
            "Rows set aside": sum(int(r["rows_quarantined"]) for r in health),
            "Checks of the build": len(log),
            "Checks that found something": sum(r["status"] != "pass" for r in log),
            "Exceptions in force": len(quality.in_force(published)),
            "Records of people": sum(
                int(r["person_records"]) for r in published["gov_match_quality"]
            ),
            "Records linked to another feed": sum(
                int(r["linked_to_another_feed"]) for r in published["gov_match_quality"]
            ),
            "Pairs of records for a person to look at": matching.to_look_at(published),
            "Data milestones as far as asked": sum(int(r["is_enough"]) for r in milestones),
            "Rows of the catalogue that are unsure and not confirmed": len(
                maturity.unsure(published["gov_catalogue"])
            ),
            "Ways of personal data that nobody allowed": uses.not_allowed(published),
            "Due to be destroyed": sum(retention.due(published).values()),
            "Requests of people without an answer": rights.total(
                published["gov_subject_requests"], "requests_open"
            ),
            "Objections that wait for a decision": rights.pending(published),
            "Extracts made for the national study": len(published["gov_study_extracts"]),
        },
        "states": {
            **{
                f"Agreement: {r['feed_name']}": words.AGREEMENTS.get(
                    str(r["agreement_state"]), ("", words.plain(r["agreement_state"]))
                )[1]
                for r in register
            },
            **{
                f"Agreement ends: {r['feed_name']}": words.day(r["agreement_expires_on"])
                for r in register
            },
            **{f"Feed: {r['feed_name']}": words.HEALTH[str(r["feed_health"])][1] for r in health},
            **{
                f"Check: {check.row['check_title']}": words.plain(check.state)
                for check in quality.checks(published)
            },
            **{
                f"Milestone {r['milestone_code']}": words.MILESTONES.get(
                    str(r["milestone_state"]), ("", words.plain(r["milestone_state"]))
                )[1]
                for r in published["mart_data_maturity"]
            },
        },
        "schema": published.schema,
    }


def earlier_figures(folder: Path, now: dict) -> dict | None:
    """The figures of the latest pack in the folder that is of an earlier build; none at first.

    Raises BoardError where a pack there has figures that cannot be read.
    """
    found = []
    for file in sorted(folder.glob(f"*/{NAME}")):
        try:
            kept = json.loads(file.read_text(encoding="utf-8"))
            pack = kept["pack"]
            if pack["published_at"] < now["pack"]["published_at"]:
                found.append((pack["published_at"], kept["figures"], kept["states"], kept))
        except (ValueError, KeyError, TypeError) as error:
            raise BoardError(
                f"'{file}' is not what a pack keeps of itself: it cannot be compared with. Move "
                "its folder away, then write the pack again."
            ) from error
    return max(found, key=lambda kept: kept[0])[-1] if found else None


def changes(earlier: dict, now: dict) -> Changes:
    """What is otherwise now than in the earlier pack."""
    return Changes(
        earlier=earlier["pack"],
        figures=_different(earlier["figures"], now["figures"]),
        states=_different(earlier["states"], now["states"]),
        schema=_schema(earlier["schema"], now["schema"]),
    )


def _different(before: dict, now: dict) -> list[Change]:
    return [
        Change(name, _told(before.get(name)), _told(now.get(name)))
        for name in {**now, **before}
        if before.get(name) != now.get(name)
    ]


def _told(value: object) -> str:
    if value is None:
        return "nothing"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _schema(before: dict, now: dict) -> list[Change]:
    found = []
    for name in sorted({*before, *now}):
        if name not in before:
            found.append(Change(name, "nothing", "new table"))
        elif name not in now:
            found.append(Change(name, "table", "nothing"))
        else:
            found += [
                Change(f"{name}.{change.what}", change.before, change.now)
                for change in _different(before[name], now[name])
            ]
    return found
