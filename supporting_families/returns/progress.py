"""Progress Information of a quarter: packaged, and remembered as it was returned."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date
from pathlib import Path

from supporting_families.appended import AppendedFile
from supporting_families.home import Home
from supporting_families.package import MANIFEST, Packaged

from .errors import ReturnsError
from .packaging import FORMAL, Table, folder_of, marking_of, write_package
from .published import extract, published_build
from .years import first_day, in_a_name

RETURN = "progress_information"
FILE = "progress_information.csv"
# What Delta takes, by the column of the extract that holds it.
MEASURES = {
    "families_claimed": "families_claimed_year_to_date",
    "families_claimed_forecast": "families_claimed_forecast",
    "families_whole_family": "families_whole_family_year_to_date",
    "families_whole_family_forecast": "families_whole_family_forecast",
}
_WORDS = {
    "families_claimed": "Families with a successful outcome claimed in the year so far",
    "families_claimed_forecast": "Forecast of them for the year",
    "families_whole_family": "Families supported in the year so far with a whole family approach",
    "families_whole_family_forecast": "Forecast of them for the year",
}


def package_progress(
    home: Home, authority: str, year: str, quarter: int, formal: bool
) -> Packaged:
    """Write the package of a quarter. Raises ReturnsError, PackageError."""
    marking = marking_of(home, formal)
    build = published_build(home)
    ends_on = _end_of(year, quarter)
    if formal and build.as_of_date < ends_on:
        raise ReturnsError(
            f"quarter {quarter} of {year} ends on {ends_on} and the published build is as of "
            f"{build.as_of_date}: build on that day or later, publish, and package again. Without "
            "--formal a draft is made. Nothing was written."
        )
    found = extract(home, "ext_delta__progress_information", authority)
    rows = [
        row
        for row in found.as_dicts()
        if row["financial_year"] == year and row["financial_quarter"] == quarter
    ]
    if len(rows) != 1:
        raise ReturnsError(
            f"the published build has no figures for quarter {quarter} of {year}: it is as of "
            f"{build.as_of_date}. Nothing was written."
        )
    [row] = rows
    return write_package(
        home, authority, RETURN, f"{in_a_name(year)}-Q{quarter}", marking,
        {
            "financial_year": year,
            "quarter": quarter,
            "as_of_date": str(build.as_of_date),
            "known_at": str(build.known_at),
            "build_id": build.build_id,
        },
        [Table(FILE, found.columns, [tuple(row.values())])],
        _summary(authority, year, quarter, row, marking),
    )  # fmt: skip


def package_returned(
    home: Home, authority: str, year: str, quarter: int, folder: Path | None
) -> dict[str, int]:
    """The figures of the formal package that was returned. Raises ReturnsError.

    Where no folder is named there has to be exactly one of the quarter.
    """
    if folder is None:
        pattern = f"{FORMAL}_{in_a_name(year)}-Q{quarter}_*"
        folders = sorted(folder_of(home, authority, RETURN).glob(pattern))
        if len(folders) != 1:
            named = "".join(f"\n  {each}" for each in folders)
            raise ReturnsError(
                f"which package of quarter {quarter} of {year} was returned has to be known: there "
                + (f"are {len(folders)}. Name it with --package FOLDER:{named}\n" if folders else
                   "is none. Make it with "
                   "'python scripts/returns.py progress-information --formal', or say "
                   "--not-packaged where it was returned without. ")
                + "Nothing was written."
            )  # fmt: skip
        [folder] = folders
    return _figures_of(folder, year, quarter)


def remember(
    home: Home, authority: str, year: str, quarter: int, figures: dict[str, int], on: date,
    today: date,
) -> None:  # fmt: skip
    """Append the figures to what was returned; those of the same day are there already."""
    register = AppendedFile(home, "registers", "progress_returned", authority)
    known = {
        row["measure"]
        for row in register.rows
        if (row["financial_year"], row["quarter"], row["returned_on"])
        == (year, str(quarter), str(on))
    }
    register.append(
        [
            {
                "financial_year": year,
                "quarter": str(quarter),
                "measure": measure,
                "value": str(value),
                "returned_on": str(on),
                "recorded_at": str(today),
            }
            for measure, value in figures.items()
            if measure not in known
        ]
    )


def _figures_of(folder: Path, year: str, quarter: int) -> dict[str, int]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        content = (folder / FILE).read_bytes()
    except (OSError, ValueError) as error:
        raise ReturnsError(f"'{folder}' is no formal package of Progress Information.") from error
    if (manifest.get("marking"), manifest.get("financial_year"), manifest.get("quarter")) != (
        FORMAL, year, quarter
    ):  # fmt: skip
        raise ReturnsError(
            f"'{folder}' is no formal package of quarter {quarter} of {year}: its manifest says "
            f"{manifest.get('marking')}, {manifest.get('financial_year')}, quarter "
            f"{manifest.get('quarter')}. Nothing was written."
        )
    packaged = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    if packaged.get(FILE) != hashlib.sha256(content).hexdigest():
        raise ReturnsError(
            f"'{folder / FILE}' is not what was packaged: it was changed since. Package again and "
            "compare. Nothing was written."
        )
    [row] = csv.DictReader(content.decode("utf-8").splitlines())
    return {measure: int(row[column]) for measure, column in MEASURES.items() if row[column]}


def _end_of(year: str, quarter: int) -> date:
    start = first_day(year)
    ends = {1: (0, 6, 30), 2: (0, 9, 30), 3: (0, 12, 31), 4: (1, 3, 31)}
    later, month, day = ends[quarter]
    return date(start.year + later, month, day)


def _summary(
    authority: str, year: str, quarter: int, row: dict[str, object], marking: str
) -> str:
    lines = [
        f"Progress Information, quarter {quarter} of {year}, authority {authority}",
        "",
        f"Marking: {marking}" + ("" if marking == FORMAL else ": not to be submitted"),
        "",
    ]
    for measure, column in MEASURES.items():
        value, low, high = (row.get(f"{column}{end}") for end in ("", "_low", "_high"))
        between = "" if low is None else f" (between {low} and {high})"
        lines.append(f"{_WORDS[measure]}: {'none' if value is None else value}{between}")
    return "\n".join(lines) + "\n"
