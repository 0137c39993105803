"""The pages of a copy: one for the person, and one of what to look at before it is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from supporting_families.catalogue.words import NO_BEGINNING, NO_END, in_words
from supporting_families.claiming.pack.markup import STYLE, cell, framed, pairs
from supporting_families.markup import Html, code, paragraph, strong, text

from .answer import WITHHELD, Answer, Block, Cell, Coded, Column, Part

ROWS_SHOWN = 30
_PLACES = ("source_file", "source_row", "received_at")
_MOST_COLUMNS = 7
_WHEN = ("event_date", "period_start", "period_end")
_OWN_STYLE = """
.caution { max-width: none; border-left: 6px solid #b10e1e; padding: .3em .8em; margin: .6em 0;
  background: #fdf2f2; }
.withheld { font-style: italic; color: #505a5f; }
h4 { margin-top: 1.5em; }
.scroll { overflow-x: auto; }
"""
RIGHTS = (
    "The person may ask us to put right what is wrong, to delete what we have no right to keep, "
    "and not to use the data while that is looked into, and may object to a use.",
    "The person may complain to the Information Commissioner's Office, and go to court.",
    "Nothing is decided by a machine alone: needs and outcomes are shown to people, who decide.",
    "The names of families are not sent with claims; auditors of the council may look at a claim "
    "in full. The council can say whether an extract for the National Impact Study had the person "
    "in it, from its sealed copy. Its privacy notice says who else may see the data.",
)


def answer_page(answer: Answer, names: list[tuple[str, Cell]], feeds: Sequence[str]) -> str:
    """The copy as a page. `names` are the facts of who it is about."""
    titles = ["Who this is about", "What we have to tell you", *(p.title for p in answer.parts)]
    titles.append("What is not here")
    body = list(_head(answer, titles))
    sections = [_who(names), _told(answer, feeds)]
    sections += [_part(part) for part in answer.parts]
    sections.append(_not_here(answer))
    for number, (title, lines) in enumerate(zip(titles, sections, strict=True), start=1):
        body.append(f"<section aria-labelledby='s{number}'>")
        body.append(f"<h2 id='s{number}'>{number}. {text(title)}</h2>")
        body += lines
        body.append("</section>")
    return _document(f"What is held: request {answer.request.request_ref}", body)


def check_page(answer: Answer) -> str:
    """What to look at before the copy is given: for the officer alone."""
    request = answer.request
    body = [f"<h1>Before request {text(request.request_ref)} is answered</h1>"]
    body.append(
        paragraph(
            Html(f"{strong('Not for the person.')} For whoever gives the answer; due on "
            f"{cell(request.due_on)}."),
            "mark",
        )
    )
    if answer.is_address_hidden:
        body.append(
            paragraph(
                "The address of this person is protected. Be sure who asks, and where the answer "
                "goes: give it to nobody else, a parent or the other parent included.",
                "caution",
            )
        )
    body.append("<h2>1. To be looked at</h2>")
    if answer.to_check:
        body.append(
            paragraph(
                "Each line names what is in the copy and may not be given, and who says so. When "
                "it has been looked at, make the copy again with --checked FEED, or with "
                "--leave-out FEED where it must not be given."
            )
        )
        headings = ["Where", "What to do", "Law"]
        body.append(framed("What has to be looked at", headings, answer.to_check))
    else:
        body.append(paragraph("Nothing is left to be looked at."))
    body.append(
        paragraph(
            "Whatever the lines above say, read free text, and what was made of it: needs of the "
            "whole family, and what blocks a claim, may tell of somebody else."
        )
    )
    body.append("<h2>2. Withheld, and left out</h2>")
    rows = sorted(answer.withheld.items())
    if rows:
        body.append(framed("Cells that tell of somebody else", ["Column", "Cells withheld"], rows))
    else:
        body.append(paragraph("No cell was withheld because it tells of somebody else."))
    body.append(
        paragraph(
            f"Left out whole: {', '.join(answer.left_out)}. What was concluded from these feeds "
            "alone is left out too; a need or an outcome that rests on several stays: look at it."
            if answer.left_out
            else "No feed is left out."
        )
    )
    body.append("<h2>3. Not searched</h2>")
    body += list(_not_here(answer))
    return _document(f"Before request {request.request_ref} is answered", body)


def _document(title: str, body: Iterable[str]) -> str:
    return (
        "<!doctype html>\n<html lang='en-GB'>\n<head>\n<meta charset='utf-8'>\n"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
        "<meta name='robots' content='noindex'>\n"
        f"<title>{text(title)}</title>\n<style>{STYLE}{_OWN_STYLE}</style>\n</head>\n"
        "<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _head(answer: Answer, titles: Iterable[str]) -> Iterable[str]:
    request = answer.request
    yield "<h1>What is held about a person</h1>"
    if answer.built.is_demo:
        yield paragraph("DEMO: this is no real person and no real council.", "mark demo")
    if answer.is_draft:
        yield paragraph(
            Html(
                f"{strong('Draft: not to be given yet.')} Parts of it have to be looked at first; "
                "they are marked, and listed in the page check_first."
            ),
            "mark",
        )
    yield paragraph(
        f"{answer.authority_name}. Request {request.request_ref}, received on "
        f"{in_words(request.received_on)}, to be answered by {in_words(request.due_on)}. Made from "
        f"what had been received by {in_words(answer.built.known_at)}."
    )
    rows = sum(len(block.rows) for block in answer.blocks)
    yield paragraph(
        f"There are {rows:,} rows in {len(answer.blocks)} tables. The workbook beside this page "
        "has every row and every column; a long table is cut short here."
    )
    items = [
        f"<li><a href='#s{number}'>{text(title)}</a></li>"
        for number, title in enumerate(titles, start=1)
    ]
    yield f"<nav aria-label='Sections'><ol>{''.join(items)}</ol></nav>"


def _who(names: list[tuple[str, Cell]]) -> list[str]:
    return [
        paragraph(
            "As put together from the records that are taken to be of this person. They are listed "
            "below, in what we made of it: if one of them is of somebody else, tell us."
        ),
        pairs("The person in our records", names),
    ]


def _told(answer: Answer, feeds: Sequence[str]) -> list[str]:
    rows = [
        (
            facts.feed_name,
            facts.partner,
            facts.gateway,
            facts.purposes,
            f"{facts.retention_months} months" if facts.retention_months else "not recorded",
        )
        for feed, facts in sorted(answer.feeds.items())
        if feed in feeds
    ]
    lines = [paragraph(line) for line in RIGHTS]
    if rows:
        headings = ["What", "Who sent it", "By which law", "What it is used for", "Kept"]
        lines.append(framed("Where the data come from", headings, rows))
    return lines


def _part(part: Part) -> list[str]:
    lines = [paragraph(part.says)]
    for heading, blocks in part.blocks.items():
        lines.append(f"<h3>{text(heading)}</h3>")
        for block in blocks:
            lines += _block(block)
    return lines


def _block(block: Block) -> Iterable[str]:
    yield f"<h4>{text(block.heading[0].upper() + block.heading[1:])}</h4>"
    for caution in block.cautions:
        mark = strong("To be looked at before it is given.")
        yield paragraph(Html(f"{mark} {text(caution)}"), "caution")
    yield paragraph(block.grain, "aside")
    for note in block.notes:
        yield paragraph(note, "aside")
    block = _dated(block)
    shown = [at for at, column in enumerate(block.columns) if not column.is_technical]
    places = [at for at in shown if block.columns[at].name in _PLACES]
    facts = [at for at in shown if at not in places]
    if len(block.rows) == 1:
        rows = [(_heading(block.columns[at]), _shown(block.rows[0][at])) for at in facts]
        yield pairs("The row", [*rows, *_place(block, block.rows[0], places)])
        return
    same = [at for at in facts if len({row[at] for row in block.rows}) == 1]
    varying = [at for at in facts if at not in same]
    if same:
        yield pairs(
            f"The same in all {len(block.rows)} rows",
            [(_heading(block.columns[at]), _shown(block.rows[0][at])) for at in same],
        )
    cut = block.rows[:ROWS_SHOWN]
    caption = f"{len(block.rows)} rows"
    if len(cut) < len(block.rows):
        caption = f"The first {len(cut)} of {len(block.rows)} rows; the workbook has them all"
    if len(varying) > _MOST_COLUMNS:
        for number, row in enumerate(cut, start=1):
            rows = [(_heading(block.columns[at]), _shown(row[at])) for at in varying]
            told = [(name, value) for name, value in rows if value is not None]
            yield pairs(
                f"Row {number} of {len(block.rows)}", [*told, *_place(block, row, places)]
            )
        return
    yield "<div class='scroll'>"
    yield framed(
        caption,
        [*(_heading(block.columns[at]) for at in varying), *["File and row"] * bool(places)],
        [
            [*(_shown(row[at]) for at in varying), *(v for _, v in _place(block, row, places))]
            for row in cut
        ],
    )
    yield "</div>"


def _dated(block: Block) -> Block:
    """The block with the day, or the first and the last, of what happened in one column."""
    names = [column.name for column in block.columns]
    there = [names.index(name) for name in _WHEN if name in names]
    if len(there) < 2:
        return block
    kept = [at for at in range(len(names)) if at not in there[1:]]
    columns = [
        Column("when", "When") if at == there[0] else block.columns[at] for at in kept
    ]
    rows = [
        [_when([row[at] for at in there]) if at == there[0] else row[at] for at in kept]
        for row in block.rows
    ]
    return replace(block, columns=columns, rows=rows)


def _when(days: list[Cell]) -> Cell:
    told = [_day(day) for day in days if isinstance(day, date)]
    return " to ".join(dict.fromkeys(told)) or None


def _day(day: date) -> str:
    ends = {NO_BEGINNING: "always", NO_END: "no end"}
    return ends.get(day.isoformat()) or in_words(day)


def _place(block: Block, row: list[Cell], places: list[int]) -> list[tuple[str, Cell]]:
    """Where a row landed, in one cell."""
    told = {block.columns[at].name: row[at] for at in places}
    if told.get("source_file") is None:
        return [("File and row", None)] * bool(places)
    place = f"<span class='file'>{cell(told['source_file'])}</span>"
    if told.get("source_row") is not None:
        place += f", <strong class='short'>row {told['source_row']}</strong>"
    if told.get("received_at") is not None:
        place += f", received {cell(told['received_at'])}"
    return [("File and row", Html(place))]


def _not_here(answer: Answer) -> list[str]:
    lines = [
        paragraph(
            "Files that could not be read, and rows of files that are no rows of their table, "
            "cannot be said to be anybody's. There are "
            f"{len(answer.not_read) or 'no'} such files now."
        )
    ]
    if answer.not_read:
        rows = [(file, why, count) for file, why, count in answer.not_read]
        lines.append(framed("Not searched", ["File", "Why", "Rows"], rows))
    lines.append(
        paragraph(
            "Copies of what is above are not shown again: tables made for auditors and for the "
            "study, packages made from them, and sealed evidence packs of the claims listed above."
        )
    )
    return lines


def _heading(column: Column) -> str:
    """What a column is called: its meaning where that is short, else its name as words."""
    first = column.meaning.split(". ")[0].rstrip(".")
    name = first if first and len(first) <= 48 else column.name.replace("_", " ")
    mark = "" if column.is_checked else " (look before it is given)"
    return f"{name[0].upper()}{name[1:]}{mark}"


def _shown(value: Cell) -> Cell:
    if value == WITHHELD:
        return Html(f"<span class='withheld'>{text(WITHHELD)}</span>")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Coded):
        return value.name
    if isinstance(value, date) and value.isoformat() in (NO_BEGINNING, NO_END):
        return _day(value)
    if isinstance(value, str) and len(value) >= 32 and " " not in value and "/" not in value:
        return code(value)
    return value if isinstance(value, date | int | str) else None
