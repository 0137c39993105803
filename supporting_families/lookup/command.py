"""The command: look a family up by what a referrer knows."""

from __future__ import annotations

import argparse
import sys

from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.home import Home, HomeError
from supporting_families.linking.agreement import agreements, in_words
from supporting_families.linking.model import LinkageError, model_of
from supporting_families.linking.standardise import TYPED

from .log import log
from .request import LookupRefused, Request, given_as_json, request_of
from .search import Family, LookupFailed, Match, find

SHOWN, REFUSED, FAILED = 0, 2, 3
CLOSING = (
    "This is a prompt for a person to look further, never a decision: check that it is the right "
    "person before you rely on any of it."
)
_COMPARED = {
    "forename": ("forename",),
    "surname": ("surname",),
    "date_of_birth": ("date_of_birth",),
    "address": ("postcode",),
    "identifier": ("upn", "nhs_number"),
}


def lines(request: Request, matches: list[Match], words: dict[str, dict[int, str]]) -> list[str]:
    """What is shown: how well each thing that was typed agrees, and what to know of the families."""
    told = [f"Purpose: {request.purpose_name} ({request.purpose}). By {request.who}. Logged."]
    if not matches:
        told += ["", "Nobody found. That does not mean that nobody knows the family."]
    for number, match in enumerate(matches, start=1):
        likeness = "likely the person" if match.is_likely else "perhaps the person"
        told += ["", f"{number}. {likeness}"]
        for name, typed in _COMPARED.items():
            if any(given in request.typed for given in typed):
                label = name.replace("_", " ")
                told.append(f"   {label}: {in_words(words[name], match.levels[name])}")
        told += [line for family in match.families for line in _family_lines(family)]
        if not match.families:
            told.append("   in no family that may be shown")
    return [*told, "", CLOSING]


def _family_lines(family: Family) -> list[str]:
    if family.case_system_family_id:
        told = [f"   Family {family.case_system_family_id} of the case system"]
    else:
        told = ["   Family that no case management names, put together from other records"]
    if family.is_candidate:
        told.append("      the person lives at the same property: perhaps not of the family")
    for label, things in (
        ("needs now", family.needs),
        ("services involved", family.services),
        ("working with the family", family.organisations),
    ):
        told.append(f"      {label}: {'; '.join(things) or 'none known'}")
    return told


def main(arguments: list[str] | None = None) -> int:
    """Search, log, and only then show. Returns the exit status."""
    options = _parse(arguments)
    try:
        given = {name: getattr(options, name) for name in TYPED}
        if options.stdin:
            given = given_as_json(sys.stdin.read())
        request = request_of(options.as_who, options.purpose, given)
        home = Home.from_environment()
        authority = chosen_authority(home, options.authority)
        matches = find(home, authority, request)
        words = agreements(model_of(home, authority))
    except LookupRefused as error:
        print(f"Not looked up: {error}", file=sys.stderr)
        return REFUSED
    except (HomeError, LookupFailed, LinkageError, OSError) as error:
        print(f"Not looked up: {error}", file=sys.stderr)
        return FAILED
    try:
        log(home, authority, request, matches)
    except OSError as error:
        print(
            f"Nothing is shown: the look cannot be logged ({error.strerror}: '{error.filename}').",
            file=sys.stderr,
        )
        return FAILED
    print("\n".join(lines(request, matches, words)))
    return SHOWN


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="family_lookup",
        description=(
            "Looks a family up at the point of referral, by what the referrer knows of one person: a "
            "surname and a date of birth, or a pupil number or NHS number, and whatever else. With "
            "--stdin these are read from standard input as a JSON object, so that they are not kept in "
            "the history of the shell; as options they are. Every look is logged before anything is "
            "shown. What is shown is a prompt for a person, never a decision."
        ),
        epilog=(
            "exit status: 0 looked up (also when nobody is found); 2 refused; 3 the command could not "
            "do its work. "
            "example: python scripts/family_lookup.py --purpose identification --as-who 'A. Worker' "
            "--stdin < referral.json, with a file such as "
            '{"surname": "Example", "date_of_birth": "2012-05-01"}. '
            "example: python scripts/family_lookup.py --purpose identification --as-who 'A. Worker' "
            "--surname Example --date-of-birth 2012-05-01"
        ),
    )
    parser.add_argument("--purpose", required=True, help="code of the purpose (seeds/feeds/purposes.csv)")
    parser.add_argument("--as-who", required=True, metavar="NAME", help="who is looking")
    add_authority(parser)
    parser.add_argument("--stdin", action="store_true", help="read what is known from standard input")
    for name in TYPED:
        parser.add_argument(f"--{name.replace('_', '-')}", help=name.replace("_", " "))
    options = parser.parse_args(arguments)
    if options.stdin and any(getattr(options, name) for name in TYPED):
        parser.error("give what is known with --stdin or as options, not both")
    return options
