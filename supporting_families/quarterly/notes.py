"""What the notes and the cover of a quarterly workbook say."""

from __future__ import annotations

from supporting_families.catalogue.words import in_words

from .reading import SYMBOLS, Published
from .sheets import Sheet

# By the reference that sheets name; the workbook numbers those that are named.
NOTES = {
    "exact": "Exact counts, not under disclosure control. A small count can tell of a family: "
    "these tables are for the council and the department and are not to be published.",
    "claimed": "Families with a claim for a successful outcome that was submitted in the quarter "
    "or year and stands. A family counts once a quarter and once a year.",
    "whole_family": "Families in support whose episode shows all four principles of whole-family "
    "working by the end of the quarter. “Not yet” are families supported without all four; they "
    "are not returned.",
    "forecast": "What the year is expected to come to, as it stood at the end of the quarter, with "
    "the lower and the upper end of its interval. Where the coordinator has made a forecast, that "
    "is what is shown; the interval is that of the reckoned one.",
    "minimum": "Families that the authority is to reach in the financial year, as last told. The "
    "share of the year gone is by days.",
    "control": "Figures are under disclosure control. Small ones are kept back, and so is any "
    "other from which a small one could be worked out; the rest are rounded, each by itself, so "
    "that parts need not add up to their total. Lines are not to be added up: a family has several "
    "needs.",
    "assessed": "A family counts in the period in which its needs were assessed, for each need "
    "found then.",
    "outcome": "A family counts in the period in which its support and the time that success has "
    "to last ended, for each outcome that was achieved and lasted.",
    "percent": "Percentages are made of the rounded figures. They are not given of small groups, "
    "nor where nearly all have it.",
    "area": "Where the family lived. Families whose area is not known, or whose address is "
    "protected, are counted under “Area not known or kept back” alone.",
    "versions": "Headlines and needs are of the version of the outcomes framework that applied "
    "when the family was assessed. Where a version did not apply in a period there is no figure.",
    "year": "A year is shown once it is over, and only where it tells no more of a quarter than is "
    "shown of the quarter.",
    "how_long": "Days from the day on which the need was found, or support began, to the day "
    "on which the outcome was achieved. Half of the families took the median at most; a "
    "quarter took the lower quartile at most, three quarters the upper one. Days "
    "are given of enough families only.",
    "people": "People of the families, by what services have recorded of them. “Not recorded” is "
    "shown too: how much is not known is part of the answer.",
}  # fmt: skip


def notes_of(sheets: list[Sheet]) -> dict[str, str]:
    """The notes that these sheets name, in the order in which they are first named."""
    return {name: NOTES[name] for sheet in sheets for name in sheet.notes}


def symbols_of(published: Published) -> dict[str, str]:
    """What each symbol means."""
    return {
        str(row["symbol"]): f"{row['symbol']}: {str(row['meaning'])[:1].lower()}"
        f"{str(row['meaning'])[1:]}."
        for row in published[SYMBOLS]
    }


def cover_intro(published: Published, is_public: bool) -> list[str]:
    """What it is, for whom, and as of when."""
    lines = [
        f"{published.authority_name}. Progress, needs and outcomes of families in the Supporting "
        f"Families programme, up to {published.quarter_name}.",
        f"As of {in_words(published.build.as_of_date)}, by what was known on "
        f"{in_words(published.build.known_at)}.",
    ]
    if is_public:
        lines.append(
            "This workbook may be published: every figure in it is under disclosure control."
        )
    else:
        lines.append(
            "This workbook is for the council and the department. It holds exact counts in the "
            "sheets that begin with “Progress”: do not publish it. Its twin “to publish” is the "
            "same without them."
        )
    if published.build.is_demo:
        lines.append("DEMO: made of a fictional authority. No family and no figure in it is real.")
    return lines


def cover_about(published: Published) -> list[str]:
    """How to read the tables."""
    return [
        "Each sheet holds one table, with its title above it and a chart below it where one helps. "
        "The sheet “Contents” lists them and leads to each; “Notes” says what is counted and how.",
        "Where there is no figure a symbol stands in its place:",
        *(told for told in symbols_of(published).values()),
        "Periods that are not over are left out. Figures of earlier periods can differ from "
        "earlier workbooks, for they are told by what is known now.",
    ]


def cover_contact(published: Published) -> list[str]:
    """Whom to ask."""
    return [f"The Supporting Families team of {published.authority_name}."]
