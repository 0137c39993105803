"""Writes a workbook of sheets: cover, contents, notes and tables as gptables makes them, charts."""

from __future__ import annotations

import warnings
from copy import deepcopy
from pathlib import Path

import gptables
import pandas as pd
from gptables.core.wrappers import GPWorkbook, GPWorksheet

from supporting_families.workbooks.looks import FONT, INK, LINE, NAVY, height, printed, tell_of

from .notes import cover_about, cover_contact, cover_intro, notes_of, symbols_of
from .reading import Published
from .sheets import Picture, Sheet

COVER, CONTENTS, NOTES = "Cover", "Contents", "Notes"
_COVER_WIDTH = 100
_CONTENTS_WIDTHS, _NOTES_WIDTHS = (20, 100), (16, 110)
_WIDER = 0.9  # letters of 12 points in the width that holds one of 11
_PLAIN = {"font_name": FONT, "font_size": 12, "font_color": INK}
_CELL = {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": LINE}
_THEME = {
    "global": _PLAIN,
    "cover_title": {"bold": True, "font_size": 20, "font_color": NAVY, "text_wrap": True},
    "cover_subtitle": {
        "bold": True, "font_size": 15, "font_color": NAVY, "valign": "bottom"
    },
    "cover_text": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 16, "font_color": NAVY},
    "subtitle": {"font_size": 12},
    "column_heading": {
        "bold": True, "font_color": "white", "bg_color": NAVY, "text_wrap": True,
        "valign": "vcenter",
    },
    "index_1": _CELL,
    "index_2": {**_CELL, "bold": True},
    "index_3": _CELL,
    "data": _CELL,
    "description_order": ["instructions", "legend", "source", "scope"],
}  # fmt: skip
_POINTS_PER_ROW, _PIXELS_PER_BAR = 20, 30
_ROWS_OF_A_PAGE = 35
_UPRIGHT_WIDTH = 180  # letters of a table that is still legible on an upright page
_TITLE_LETTERS = 58  # of the cover's title on a line


def write_book(path: Path, published: Published, sheets: list[Sheet], is_public: bool) -> None:
    """Write the workbook. The same figures make the same file, byte for byte."""
    title = _title(published)
    notes = notes_of(sheets)
    tables = {sheet.label: _table(sheet, published) for sheet in sheets}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of pandas, for gptables to mend
        warnings.simplefilter("error", UserWarning)  # an empty cell, a note that nothing names
        workbook = gptables.produce_workbook(
            str(path),
            tables,
            theme=gptables.Theme(deepcopy(_THEME)),  # which takes out what it has read
            cover=gptables.Cover(
                title,
                intro=cover_intro(published, is_public),
                about=cover_about(published),
                contact=cover_contact(published),
                cover_label=COVER,
                width=_COVER_WIDTH,
            ),
            contentsheet_label=CONTENTS,
            notes_table=pd.DataFrame(
                {"Note reference": list(notes), "What is meant": list(notes.values())}
            ),
            notesheet_label=NOTES,
            auto_width=False,
        )
    tell_of(workbook, title, _subject(is_public), published.build.as_of_date)
    _finish_front(workbook, published, sheets, notes, is_public)
    for sheet in sheets:
        _finish(workbook, sheet, tables[sheet.label], _marking(is_public, published))
    workbook.close()


def _title(published: Published) -> str:
    return f"Supporting Families in {published.authority_name}: {published.quarter_name}"


def _table(sheet: Sheet, published: Published) -> gptables.GPTable:
    symbols = symbols_of(published)
    used = [told for symbol, told in symbols.items() if (sheet.frame == symbol).any(axis=None)]
    return gptables.GPTable(
        table=sheet.frame,
        table_name=f"table_{sheet.label.lower()}",
        title=sheet.title,
        subtitles=[*sheet.lines, "Read with " + "".join(f"$${name}$$" for name in sheet.notes)],
        instructions="This sheet holds one table"
        + (", with a chart below it. What has no figure has no bar." if sheet.picture else "."),
        legend=used,
        index_columns={2: 0} | ({3: 1} if sheet.texts > 1 else {}),
        additional_formatting=[
            {"column": {"columns": [name], "format": {"num_format": kept},
                        "include_names": False}}
            for name, kept in sheet.formats.items()
        ] + [
            {"column": {"columns": list(sheet.formats), "format": {"align": "right"},
                        "include_names": True}}
        ],
    )  # fmt: skip


def _subject(is_public: bool) -> str:
    return "Figures under disclosure control" if is_public else "For the council and the department"


def _marking(is_public: bool, published: Published) -> str:
    demo = "DEMO. " if published.build.is_demo else ""
    return demo + ("Under disclosure control" if is_public else "OFFICIAL: not to be published")


def _finish_front(
    workbook: GPWorkbook,
    published: Published,
    sheets: list[Sheet],
    notes: dict[str, str],
    is_public: bool,
) -> None:
    """Widths and heights of cover, contents and notes."""
    marking = _marking(is_public, published)
    cover = workbook.get_worksheet_by_name(COVER)
    row = 0
    for texts in (
        None, cover_intro(published, is_public), cover_about(published), cover_contact(published)
    ):  # fmt: skip
        cover.set_row(row, 34)
        row += 1
        for text in texts or ():
            cover.set_row(row, _room((text, _COVER_WIDTH)))
            row += 1
    cover.set_row(0, 30 * (1 + len(_title(published)) // _TITLE_LETTERS))
    printed(cover, marking, landscape=False)
    for label, widths, texts in (
        (CONTENTS, _CONTENTS_WIDTHS, [sheet.title for sheet in sheets]),
        (NOTES, _NOTES_WIDTHS, list(notes.values())),
    ):
        sheet = workbook.get_worksheet_by_name(label)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        first = 3  # below title, instructions and heading
        for at, text in enumerate(texts, start=first):
            sheet.set_row(at, _room((text, widths[1])))
        printed(sheet, marking)


def _finish(workbook: GPWorkbook, sheet: Sheet, table: gptables.GPTable, marking: str) -> None:
    """Widths, heights, printing and the chart of a sheet with a table."""
    written = workbook.get_worksheet_by_name(sheet.label)
    first, _, last, _ = table.data_range
    for at, width in enumerate(sheet.widths):
        written.set_column(at, at, width)
    written.set_row(first, _room(*zip(sheet.frame.columns, sheet.widths, strict=True)) + 6)
    for at, line in enumerate(sheet.frame.itertuples(index=False), start=first + 1):
        written.set_row(at, _room(*zip(line, sheet.widths, strict=True)))
    written.freeze_panes(first + 1, 1)
    written.repeat_rows(first)
    # a table with a chart below it is on one page, for a page break would cut the chart
    is_wide = sum(sheet.widths) > _UPRIGHT_WIDTH
    printed(written, marking, landscape=is_wide or not sheet.picture)
    is_one_page = sheet.picture or len(sheet.frame) <= _ROWS_OF_A_PAGE
    written.fit_to_pages(1, 1 if is_one_page else 0)
    if sheet.picture:
        _draw(workbook, written, sheet, sheet.picture, (first, last))


def _room(*cells: tuple[object, float]) -> float:
    return max(_POINTS_PER_ROW, 1.1 * height((text, width * _WIDER) for text, width in cells) + 4)


def _draw(
    workbook: GPWorkbook,
    written: GPWorksheet,
    sheet: Sheet,
    picture: Picture,
    rows: tuple[int, int],
) -> None:
    """The chart, below the table."""
    chart = workbook.add_chart({"type": "column" if picture.upright else "bar"})
    columns = list(sheet.frame.columns)
    first, last = (rows[0] + 1 + at for at in (picture.rows[0], picture.rows[-1]))
    for series in picture.series:
        at = columns.index(series.column)
        values = sheet.frame[series.column].iloc[picture.rows[0] : picture.rows[-1] + 1]
        chart.add_series(
            {
                "name": [sheet.label, rows[0], at],
                "categories": [sheet.label, first, columns.index(picture.names), last,
                               columns.index(picture.names)],
                "values": [sheet.label, first, at, last, at],
                "fill": {"color": series.colour},
                "gap": 45,
                "overlap": 0,
                "data_labels": {
                    "value": True,
                    "font": {"name": FONT, "size": 10, "color": INK},
                    "custom": [{} if isinstance(value, (int, float)) else {"value": str(value)}
                               for value in values],
                },
            }
        )  # fmt: skip
    _frame(chart, picture)
    bars = (last - first + 1) * len(picture.series)
    tall = 380 if picture.upright else 120 + _PIXELS_PER_BAR * bars
    chart.set_size({"width": 1000, "height": tall})
    written.insert_chart(rows[1] + 2, 0, chart, {"description": picture.told, "object_position": 2})


def _frame(chart: object, picture: Picture) -> None:
    """Title, axes and legend."""
    font = {"name": FONT, "size": 11, "color": INK, "bold": False}
    chart.set_title({"name": picture.title, "name_font": {**font, "size": 13, "bold": True}})
    numbers = {"num_font": font, "num_format": "#,##0", "min": 0, "line": {"none": True},
               "major_gridlines": {"visible": True, "line": {"color": LINE}}}  # fmt: skip
    names = {"num_font": font, "line": {"color": LINE}}
    if picture.upright:
        chart.set_x_axis(names)
        chart.set_y_axis(numbers)
    else:
        chart.set_x_axis(numbers)
        chart.set_y_axis({**names, "reverse": True, "crossing": "max"})
    if len(picture.series) > 1:
        chart.set_legend({"position": "bottom", "font": font})
    else:
        chart.set_legend({"none": True})
