"""Recording that a return was sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from supporting_families.appended import AppendedFile
from supporting_families.home import Home

from . import progress
from .errors import ReturnsError
from .packaging import refuse_demo_if
from .published import published


def sent_of(home: Home, authority: str) -> dict[tuple[str, str, str], dict[str, str]]:
    """What the register says was sent, by return, year and quarter; of several the last line."""
    rows = AppendedFile(home, "registers", "returns_sent", authority).rows
    return {(row["return_code"], row["financial_year"], row["quarter"]): row for row in rows}


def record_sent(
    home: Home,
    authority: str,
    return_code: str,
    year: str,
    quarter: int | None,
    on: date,
    reference: str,
    by: str,
    today: date,
    folder: Path | None = None,
    was_packaged: bool = True,
) -> bool:
    """Record it; False where this very sending was recorded before. Raises ReturnsError.

    Of Progress Information the figures that were returned are kept too, unless it was not packaged
    here.
    """
    refuse_demo_if(home, formal=True)
    _check_in_calendar(home, authority, return_code, year, quarter)
    if on > today:
        raise ReturnsError(f"it cannot have been sent on {on}: today is {today}.")
    for what, text in (("the reference", reference), ("who sent it", by)):
        if not text.strip():
            raise ReturnsError(f"{what} has to be given. Nothing was written.")
    line = {
        "return_code": return_code,
        "financial_year": year,
        "quarter": "" if quarter is None else str(quarter),
        "sent_on": str(on),
        "sent_by": by,
        "reference": reference,
        "recorded_at": str(today),
    }
    known = sent_of(home, authority).get((return_code, year, line["quarter"]))
    if known and (known["sent_on"], known["reference"]) == (line["sent_on"], reference):
        return False
    if return_code == progress.RETURN and quarter is not None and was_packaged:
        figures = progress.package_returned(home, authority, year, quarter, folder)
        progress.remember(home, authority, year, quarter, figures, on, today)
    AppendedFile(home, "registers", "returns_sent", authority).append([line])
    return True


def _check_in_calendar(
    home: Home, authority: str, return_code: str, year: str, quarter: int | None
) -> None:
    """Raises ReturnsError where the calendar of the authority has no such return."""
    rows = published(home, "programme.mart_returns_calendar", authority, "due_on").as_dicts()
    asked = {
        (str(row["item_code"]), str(row["financial_year"]), row["quarter"])
        for row in rows
        if row["item_kind"] == "return"
    }
    if (return_code, year, quarter) in asked:
        return
    quarters = sorted(each[2] for each in asked if each[:2] == (return_code, year) and each[2])
    if quarters:
        listed = ", ".join(map(str, quarters))
        raise ReturnsError(
            f"{return_code} of {year} is returned by quarter: say which with --quarter, one of "
            f"{listed}. Nothing was written."
        )
    raise ReturnsError(
        f"the calendar has no {return_code} of {year}"
        + (f", quarter {quarter}" if quarter else "")
        + ". It has: "
        + ", ".join(sorted({f"{code} {its_year}" for code, its_year, _ in asked}))
        + ". A return that is missing goes into local/return_dates.csv. Nothing was written."
    )
