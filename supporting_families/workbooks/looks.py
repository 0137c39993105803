"""How workbooks that people read and print look, and what their files say of themselves."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FONT = "Arial"
INK, NAVY, LINE, WARNING = "#0B0C0C", "#1F3864", "#BFBFBF", "#8A1538"
GREEN, AMBER, BLUE, GREY = "#DDEFE3", "#FFF1CC", "#DCE8F6", "#EEEEEE"
_A4 = 9
_LINED = {"align": "left", "indent": 1, "text_wrap": True, "bottom": 1, "bottom_color": LINE}
_LINE_HEIGHT = 14.5  # points, of a text of 11


@dataclass(frozen=True)
class Looks:
    """The formats of a workbook that is read and printed."""

    title: Format
    heading: Format
    text: Format
    link: Format
    marking: Format
    line: Format
    head: Format
    head_number: Format
    cell: Format
    number: Format
    day: Format

    @classmethod
    def of(cls, workbook: Workbook) -> Looks:
        """The formats, made known to the workbook."""
        plain = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top"}
        lined = {**plain, **_LINED}
        head = {
            **plain, "bold": True, "text_wrap": True, "valign": "vcenter", "font_color": "white",
            "bg_color": NAVY, "align": "left", "indent": 1,
        }  # fmt: skip
        add = workbook.add_format
        return cls(
            title=add({**plain, "bold": True, "font_size": 18, "font_color": NAVY}),
            heading=add(
                {**plain, "bold": True, "font_size": 14, "font_color": NAVY, "valign": "bottom"}
            ),
            text=add({**plain, "text_wrap": True}),
            link=add({**plain, "underline": 1, "font_color": "#0B4F9E"}),
            marking=add({**plain, "bold": True, "font_color": WARNING, "text_wrap": True}),
            line=add({**plain, "bold": True, "font_color": WARNING}),
            head=add(head),
            head_number=add({**head, "align": "right"}),
            cell=add(lined),
            number=add({**lined, "num_format": "#,##0", "align": "right"}),
            day=add({**lined, "num_format": "dd/mm/yyyy", "align": "left"}),
        )


def tinted(workbook: Workbook, colour: str) -> Format:
    """The format of a cell of a table on a pale ground."""
    return workbook.add_format(
        {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top", **_LINED,
         "bg_color": colour}
    )  # fmt: skip


def height(cells: Iterable[tuple[object, float]]) -> float:
    """Points that a row needs for texts that wrap, each with the width of its column.

    Said outright, for only some programs find it out when they open the file.
    """
    return _LINE_HEIGHT * max(_lines(str(text), width) for text, width in cells)


def _lines(text: str, width: float) -> int:
    return sum(max(1, len(textwrap.wrap(line, int(width)))) for line in text.split("\n"))


def tell_of(workbook: Workbook, title: str, subject: str, as_of: date) -> None:
    """The properties of the file. No clock: the same figures make the same file."""
    workbook.set_properties(
        {
            "title": title, "subject": subject, "author": "Supporting Families warehouse",
            "created": datetime.combine(as_of, time()),
        }
    )  # fmt: skip


def printed(sheet: Worksheet, marking: str, landscape: bool = True) -> None:
    """A4, as wide as the page, with the marking above and below each page and its number."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    sheet.set_header(f'&C&"{FONT},Bold"&10{_plain(marking)}')
    sheet.set_footer(f'&L&"{FONT}"&9&A&C&"{FONT},Bold"&10{_plain(marking)}&R&"{FONT}"&9&P of &N')


def _plain(text: str) -> str:
    """A text for the edge of a page, where & begins a command."""
    return text.replace("&", "&&")
