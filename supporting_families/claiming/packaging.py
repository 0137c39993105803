"""The Delta package of a certified set: the counts that Delta takes, and nothing of anybody."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from supporting_families.home import Home
from supporting_families.package import Packaged, file_entry, make_package

from .certifying import certificate_of, counts_of
from .errors import ClaimError
from .ledger import writing
from .published import Window, reading, windows
from .roles import PREPARER, Roles
from .sets import ClaimSet, must_be_open

OUTCOMES = "successful_outcomes.csv"
COLUMNS = [
    "authority_code", "claim_window", "framework_version", "claim_route",
    "successful_family_outcomes",
]  # fmt: skip


def package_set(home: Home, authority: str, by: str, today: date) -> Packaged:
    """Package the certified open set for Delta. Raises ClaimError where it may not be submitted."""
    refuse_demo(home)
    with writing(home, authority) as ledger:
        claim_set = must_be_open(ledger)
        roles = Roles(home, authority, today)
        role = roles.check(by, (PREPARER,), claim_set.submission_ref)
        certificate = certificate_of(home, authority, claim_set)
        must_be_in_window(window_of(home, authority, claim_set), today)
        packaged = make_package(
            home.of_authority("output", authority) / "delta",
            f"FORMAL_{claim_set.submission_ref}",
            {
                "recipient": "delta",
                "marking": "FORMAL",
                "submission_ref": claim_set.submission_ref,
                "certificate_ref": certificate["certificate_ref"],
                "set_hash": claim_set.set_hash,
                "as_of_date": str(claim_set.drafted.as_of_date),
                "known_at": str(claim_set.drafted.known_at),
                "build_id": claim_set.drafted.build_id,
            },
            lambda folder: [_write_counts(folder / OUTCOMES, authority, claim_set)],
            owner_only=False,
        )
        if packaged.is_new:
            number = ledger.append(
                [
                    claim_set.entry(
                        "set_packaged", today, families=len(claim_set.claims),
                        amount_gbp=claim_set.amount_gbp, set_hash=claim_set.set_hash,
                        reference=packaged.folder.name,
                    )
                ],
                today,
            )  # fmt: skip
            roles.record("package", claim_set.submission_ref, by, role, number)
        return packaged


def refuse_demo(home: Home) -> None:
    """Raises ClaimError in a demo home: its families are made up."""
    if home.is_demo:
        raise ClaimError(
            "this is a demo home and its families are made up: nothing of it is submitted. Set "
            "SF_HOME to your authority's home. Nothing was written."
        )


def window_of(home: Home, authority: str, claim_set: ClaimSet) -> Window:
    """The claim window of a set. Raises ClaimError where the calendar has it no more."""
    with reading(home, "published") as connection:
        for window in windows(connection, authority):
            if window.code == claim_set.window:
                return window
    raise ClaimError(
        f"the calendar has no claim window {claim_set.window}: put it back in "
        "local/claim_windows.csv, build and publish."
    )


def must_be_in_window(window: Window, day: date) -> None:
    """Raises ClaimError where the window is not open on a day (R18)."""
    if not window.is_open(day):
        raise ClaimError(
            f"claim window {window.code} is open from {window.opens_on} to {window.closes_on} and "
            f"not on {day} (R18). Wait for it, or withdraw the set and draft for the next window. "
            "Nothing was written."
        )


def _write_counts(file: Path, authority: str, claim_set: ClaimSet) -> dict:
    rows = [
        [authority, claim_set.window, version, route, count]
        for (version, route), (count, _) in sorted(counts_of(claim_set).items())
    ]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return file_entry(file, len(rows), COLUMNS)
