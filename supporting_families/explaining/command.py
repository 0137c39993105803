"""The command: why a need of a family is met or not."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys

from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.home import Home, HomeError

from .explanation import Explanation
from .reading import NotFound, NotReadable, explain
from .telling import lines

SHOWN, NOT_FOUND, FAILED = 0, 2, 3


def as_json(explanation: Explanation) -> str:
    """All of it, days as YYYY-MM-DD."""
    return json.dumps(dataclasses.asdict(explanation), default=str, ensure_ascii=False, indent=2)


def main(arguments: list[str] | None = None) -> int:
    options = _parse(arguments)
    try:
        home = Home.from_environment()
        explanation = explain(
            home.published_file, options.family, options.need, options.episode, options.person,
            chosen_authority(home, options.authority),
        )  # fmt: skip
    except NotFound as error:
        print(f"Not found: {error}", file=sys.stderr)
        return NOT_FOUND
    except (HomeError, NotReadable) as error:
        print(f"Not explained: {error}", file=sys.stderr)
        return FAILED
    print(as_json(explanation) if options.json else "\n".join(lines(explanation)))
    return SHOWN


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="explain",
        description=(
            "Why a need of a family is met or not: every rule that speaks to it, what it asks and "
            "where that comes from, what it found down to file and row, or where it looked in "
            "vain; then the outcomes, and what stands between the need and a claim. Read from what "
            "is published, which names nobody."
        ),
        epilog=(
            "exit status: 0 explained; 2 no such family, need, episode or person; 3 the command "
            "could not do its work. "
            "example: python scripts/explain.py F000031 1.1. "
            "example: python scripts/explain.py F000031 SF22-1.1 --json"
        ),
    )
    parser.add_argument(
        "family", help="id of the case system, or the family key or its first 8 characters"
    )
    parser.add_argument(
        "need", help="code of the need, such as SF22-1.1, or its number in the episode's version"
    )
    parser.add_argument("--episode", metavar="KEY", help="this episode alone; the key or its start")
    parser.add_argument("--person", metavar="KEY", help="this person alone; the key or its start")
    add_authority(parser)
    parser.add_argument("--json", action="store_true", help="as JSON, with all that was found")
    return parser.parse_args(arguments)
