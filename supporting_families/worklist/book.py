"""Writes one worklist: cover, summary and the families, for one team or for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from supporting_families.catalogue.words import in_words
from supporting_families.dictionary import DescribedTable
from supporting_families.workbooks.looks import (
    AMBER,
    BLUE,
    FONT,
    GREEN,
    GREY,
    INK,
    LINE,
    Looks,
    height,
    printed,
    tell_of,
    tinted,
)

from .reading import Family, Place, Worklist

COVER, SUMMARY, FAMILIES = "Cover", "Summary", "Worklist"
MARKING = "OFFICIAL-SENSITIVE: PERSONAL DATA"
DEMO = "DEMO: no family in this workbook is real."
ALL_TEAMS, NO_TEAM = "all teams", "|not_known"
# Column of the mart: width in characters. Days and numbers tell themselves by their type.
WIDTHS = {
    "team_name": 13, "case_system_family_id": 13, "lead_practitioner_ref": 10, "place_name": 24,
    "blocker_text": 66, "what_to_do": 50, "closed_on": 13, "claimable_from": 13, "act_by": 13,
    "days_left": 9, "days_waiting": 11,
}  # fmt: skip
NUMBERS = ("days_left", "days_waiting")
_TITLE_ROWS = 3
_COVER_WIDTH, _PLACE_WIDTH, _MEANING_WIDTH = 96, 34, 62
# Tints only repeat what the cell says in words.
TINTS = {
    "ready": GREEN, "decision": AMBER, "records": AMBER, "waiting": BLUE, "sustaining": BLUE,
    "in_support": "white", "not_eligible": GREY,
}  # fmt: skip
BARS = {
    "ready": "#1E7A45", "decision": "#C77700", "records": "#E8B04A", "waiting": "#1A56A0",
    "sustaining": "#7FA6D6", "in_support": "#8A8F94", "not_eligible": "#C9CDD1",
}  # fmt: skip


@dataclass(frozen=True)
class Book:
    """One workbook: whose it is, the families in it, and how the columns are called.

    `team` is None in the one that holds every team.
    """

    worklist: Worklist
    described: DescribedTable
    team: str | None
    families: tuple[Family, ...]

    @property
    def whose(self) -> str:
        return f"team {self.team}" if self.team else ALL_TEAMS

    @property
    def marking(self) -> str:
        """What stands above and below every page."""
        return f"DEMO. {MARKING}" if self.worklist.build.is_demo else MARKING

    @property
    def teams(self) -> list[str]:
        """The teams to set beside each other, that of nobody last; none in the book of one team."""
        if self.team:
            return []
        found = {(family.team_key.endswith(NO_TEAM), family.team_name) for family in self.families}
        return [name for _, name in sorted(found)]

    @property
    def columns(self) -> list[str]:
        return [name for name in WIDTHS if name != "team_name" or self.team is None]

    @property
    def day(self) -> str:
        return in_words(self.worklist.build.as_of_date)

    @property
    def counts(self) -> list[tuple[Place, int]]:
        """Families at each place, in the order of the places; those where nobody is too."""
        found = Counter(family.place_code for family in self.families)
        return [(place, found[place.code]) for place in self.worklist.places]

    def label(self, column: str) -> str:
        return self.described.column(column).label or column


def write_book(path: Path, book: Book) -> None:
    """Write the workbook. The same worklist makes the same file, byte for byte."""
    title = f"Weekly worklist of {book.whose}"
    with Workbook(str(path)) as workbook:
        tell_of(workbook, title, MARKING, book.worklist.build.as_of_date)
        looks = Looks.of(workbook)
        sheets = {name: workbook.add_worksheet(name) for name in (COVER, SUMMARY, FAMILIES)}
        _write_cover(sheets[COVER], looks, book, title)
        _write_summary(workbook, sheets[SUMMARY], looks, book)
        _write_families(workbook, sheets[FAMILIES], looks, book)


def _write_cover(sheet: Worksheet, looks: Looks, book: Book, title: str) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _COVER_WIDTH)
    sheet.write_string(0, 0, title, looks.title)
    sheet.set_row(0, 28)
    row = 1
    for text, kind in _cover_texts(book):
        if kind == "link":
            sheet.write_url(row, 0, f"internal:'{text}'!A1", looks.link, f"Sheet “{text}”")
        else:
            sheet.write_string(row, 0, text, getattr(looks, kind))
        sheet.set_row(row, 30 if kind == "heading" else height([(text, _COVER_WIDTH)]))
        row += 1
    printed(sheet, book.marking, landscape=False)


def _cover_texts(book: Book) -> Iterator[tuple[str, str]]:
    build = book.worklist.build
    yield f"{book.worklist.authority_name}. As of {book.day}.", "text"
    yield f"{MARKING}. {_for_whom(book)}", "marking"
    if build.is_demo:
        yield DEMO, "marking"
    yield "In short", "heading"
    yield f"{_several(len(book.families))} in sight of a claim:", "text"
    for place, count in book.counts:
        if count:
            yield f"•  {_several(count)}: {place.name[:1].lower()}{place.name[1:]}", "text"
    yield "In this workbook", "heading"
    yield SUMMARY, "link"
    yield FAMILIES, "link"
    yield "How to use it", "heading"
    yield (
        f"1. Open “{FAMILIES}”. Each row is one family’s support, nearest to a claim first. Use "
        "the arrows in the heading to show one lead practitioner or one place only.",
        "text",
    )
    yield (
        "2. Read what stands in the way, and do what stands beside it. Numbers belong together: "
        "number 2 on the right is what to do about number 2 on the left.",
        "text",
    )
    yield (
        "3. Record what you did in the case system, not here. A new worklist is written each week "
        "from what is recorded by then, and this one is out of date.",
        "text",
    )
    yield "What the columns say", "heading"
    for column in ("case_system_family_id", "lead_practitioner_ref"):
        yield f"{book.label(column)}: {book.described.column(column).description}", "text"
    yield (
        f"{book.label('claimable_from')}: the day from which nothing stands in the way; while more "
        "than time is missing, the earliest day that is still possible.",
        "text",
    )
    yield (
        f"{book.label('act_by')}: the last day of the claim window in which it can be claimed. "
        f"{book.label('days_left')}: days from {book.day} to then.",
        "text",
    )
    yield (
        f"{book.label('days_waiting')}: since it became ready, since what was achieved had lasted, "
        "or else since support closed or began.",
        "text",
    )
    yield "Good to know", "heading"
    yield (
        "No name, birth date or address is in this workbook. Who is meant by “2 people” is in the "
        "case system. Families that were claimed for, that left the programme or that can never be "
        "claimed for are not listed. A family with two periods of support has a row for each.",
        "text",
    )
    yield (
        "Nothing here decides a claim. It says what is recorded and what the rules of the "
        "programme ask for; if it is wrong, the record or the rule wants putting right.",
        "text",
    )
    yield (
        "Delete it when the next one comes. Do not send it on outside the council, and shred what "
        "you print.",
        "text",
    )


def _for_whom(book: Book) -> str:
    if book.team:
        return f"For {book.whose} and its manager only."
    return "For the coordinator only: it holds the families of every team."


def _several(count: int) -> str:
    return f"{count:,} {'family' if count == 1 else 'families'}"


def _write_summary(workbook: Workbook, sheet: Worksheet, looks: Looks, book: Book) -> None:
    teams = book.teams
    found = Counter((family.place_code, family.team_name) for family in book.families)
    headings = ["How near", "What it means", "Families", *teams]
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, f"Families by how near a claim is: {book.whose}", looks.title)
    sheet.set_row(0, 28)
    sheet.write_string(1, 0, f"As of {book.day}. One table. {MARKING}.", looks.line)
    first, last = 3, 3 + len(book.counts) - 1
    for row, (place, count) in enumerate(book.counts, start=first):
        sheet.write_string(row, 0, place.name, tinted(workbook, TINTS[place.code]))
        sheet.write_string(row, 1, place.meaning, looks.cell)
        sheet.write_number(row, 2, count, looks.number)
        sheet.set_row(row, height([(place.meaning, _MEANING_WIDTH)]))
        for column, team in enumerate(teams, start=3):
            sheet.write_number(row, column, found[place.code, team], looks.number)
    _as_table(sheet, looks, (first - 1, last), headings, "summary", headings[2:])
    sheet.set_column(0, 0, _PLACE_WIDTH)
    sheet.set_column(1, 1, _MEANING_WIDTH)
    sheet.set_column(2, 2 + len(teams), 13)
    if teams:
        _draw(workbook, sheet, book, teams, (first, last))
    printed(sheet, book.marking)


def _draw(
    workbook: Workbook, sheet: Worksheet, book: Book, teams: list[str], rows: tuple[int, int]
) -> None:
    """A bar a team, of the places in their order."""
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for row, (place, count) in enumerate(book.counts, start=rows[0]):
        if count:
            chart.add_series(
                {
                    "name": [SUMMARY, row, 0],
                    "categories": [SUMMARY, rows[0] - 1, 3, rows[0] - 1, 2 + len(teams)],
                    "values": [SUMMARY, row, 3, row, 2 + len(teams)],
                    "fill": {"color": BARS[place.code]},
                    "border": {"color": "white"},
                    "gap": 60,
                }
            )
    font = {"name": FONT, "size": 11, "color": INK}
    chart.set_title({"name": "Families by team", "name_font": {**font, "size": 13}})
    lines = {"visible": True, "line": {"color": LINE}}
    chart.set_x_axis({"num_font": font, "major_gridlines": lines})
    chart.set_y_axis({"num_font": font, "reverse": True, "crossing": "max"})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": 980, "height": 150 + 42 * len(teams)})
    told = (
        f"{team}: {_several(sum(family.team_name == team for family in book.families))}"
        for team in teams
    )
    sheet.insert_chart(
        rows[1] + 2, 0, chart,
        {"description": f"Bars of families by team and how near they are. {'; '.join(told)}. "
         "The table above says the same."},
    )  # fmt: skip


def _write_families(workbook: Workbook, sheet: Worksheet, looks: Looks, book: Book) -> None:
    tints = {code: tinted(workbook, colour) for code, colour in TINTS.items()}
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, f"Families near a claim: {book.whose}", looks.title)
    sheet.set_row(0, 28)
    sheet.write_string(
        1, 0,
        f"As of {book.day}. One table, nearest to a claim first; an empty cell means that nothing "
        f"is recorded or there is no such day. {MARKING}.",
        looks.line,
    )  # fmt: skip
    for row, family in enumerate(book.families, start=_TITLE_ROWS):
        for at, column in enumerate(book.columns):
            _write_cell(sheet, (row, at), column, family, looks, tints)
        sheet.set_row(row, _height(family, book.columns))
    last = _TITLE_ROWS + len(book.families) - 1
    labels = [book.label(column) for column in book.columns]
    numbers = [book.label(column) for column in NUMBERS]
    _as_table(sheet, looks, (_TITLE_ROWS - 1, last), labels, "families", numbers)
    for at, column in enumerate(book.columns):
        sheet.set_column(at, at, WIDTHS[column])
    frozen = book.columns.index("case_system_family_id") + 1
    sheet.freeze_panes(_TITLE_ROWS, frozen)
    sheet.repeat_rows(_TITLE_ROWS - 1)
    sheet.print_area(0, 0, last, len(labels) - 1)
    printed(sheet, book.marking)


def _write_cell(
    sheet: Worksheet,
    at: tuple[int, int],
    column: str,
    family: Family,
    looks: Looks,
    tints: dict[str, Format],
) -> None:
    value = getattr(family, column)
    if column in ("blocker_text", "what_to_do"):
        value = numbered(value)
    if value is None:
        sheet.write_blank(*at, None, looks.cell)
    elif column in NUMBERS:
        sheet.write_number(*at, value, looks.number)
    elif column == "place_name":
        sheet.write_string(*at, value, tints[family.place_code])
    elif isinstance(value, str):
        sheet.write_string(*at, value, looks.cell)  # a reference that begins with = is no formula
    else:
        sheet.write_datetime(*at, value, looks.day)


def _height(family: Family, columns: list[str]) -> float:
    """Room for the longest text of the row."""
    texts = ((getattr(family, column), WIDTHS[column]) for column in columns)
    return height((numbered(text), width) for text, width in texts if isinstance(text, str))


def numbered(text: str) -> str:
    """Lines with their number, where there is more than one."""
    lines = text.split("\n")
    if len(lines) == 1:
        return text
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _as_table(
    sheet: Worksheet,
    looks: Looks,
    rows: tuple[int, int],
    headings: list[str],
    name: str,
    numbers: list[str],
) -> None:
    """Say that the cells from the first row to the last are one table, for filters and readers."""
    sheet.add_table(
        rows[0], 0, rows[1], len(headings) - 1,
        {
            "name": name,
            "style": None,
            "columns": [
                {
                    "header": heading,
                    "header_format": looks.head_number if heading in numbers else looks.head,
                }
                for heading in headings
            ],
        },
    )  # fmt: skip
    sheet.set_row(rows[0], 32)
