"""The parts that a page is put together from: cells, tables, boxes to tick; and how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from supporting_families.catalogue.words import in_words
from supporting_families.markup import Html, text

from .tables import PLACE, Cell, Table

STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.45 Arial, Helvetica, sans-serif; color: #0b0c0c; background: #fff;
  max-width: 64em; margin: 1.5em auto; padding: 0 1.2em; }
h1 { font-size: 1.7em; line-height: 1.2; margin: .4em 0; }
h2 { font-size: 1.3em; margin: 2em 0 .5em; padding-top: .5em; border-top: 3px solid #0b0c0c; }
h3 { font-size: 1.08em; margin: 1.6em 0 .3em; }
h4 { font-size: 1em; margin: 1em 0 .2em; }
p { margin: .35em 0; max-width: 52em; }
p.aside { color: #383f43; font-size: .92em; }
.mark { max-width: none; border: 2px solid #0b0c0c; padding: .4em .8em; margin: .8em 0; }
.demo { border: 4px double #0b0c0c; font-weight: bold; }
nav ol { columns: 2; margin: .3em 0; padding-left: 1.6em; }
a { color: #1a56a0; }
table { border-collapse: collapse; width: 100%; font-size: .88em; margin: .5em 0 1em; }
caption { text-align: left; font-weight: bold; padding: .2em 0; }
th, td { border: 1px solid #6f777b; padding: .28em .45em; text-align: left; vertical-align: top; }
thead th { background: #e6e8ea; }
tbody th { font-weight: bold; }
td { overflow-wrap: break-word; }
.file { font-size: .95em; overflow-wrap: anywhere; }
table.pairs th, table.form th { width: 30%; }
.short { white-space: nowrap; }
.verdict { white-space: nowrap; font-weight: bold; }
.need { border-left: 5px solid #505a5f; padding-left: .8em; margin: 1.4em 0; }
.box { display: inline-block; width: .95em; height: .95em; border: 1.5px solid #0b0c0c;
  vertical-align: -.12em; margin-right: .3em; background: #fff; }
.tick { white-space: nowrap; margin-right: .8em; }
table.form td { height: 2.4em; }
.room { display: block; min-width: 11em; }
code { font-family: Consolas, "Liberation Mono", monospace; font-size: .95em;
  overflow-wrap: anywhere; }
figure { margin: .5em 0; }
figure svg { width: 100%; height: auto; }
figcaption { font-size: .88em; color: #383f43; }
@page { size: A4; margin: 15mm 13mm 17mm;
  @bottom-left { content: var(--foot); font: 8pt Arial, sans-serif; }
  @bottom-right { content: "page " counter(page) " of " counter(pages);
    font: 8pt Arial, sans-serif; } }
@media print {
  body { font-size: 9.6pt; margin: 0; padding: 0; max-width: none; }
  nav { display: none; }
  h2, h3, h4, caption { break-after: avoid; }
  .new-page { break-before: page; }
  tr, figure, .mark, .rule > p { break-inside: avoid; }
  thead { display: table-header-group; }
  a { color: inherit; text-decoration: none; }
}
"""
_BREAK_AFTER = re.compile(r"([/_#-])")


def cell(value: Cell) -> Html:
    """What is in a cell; long names of files and codes may break."""
    if value is None:
        return Html("")
    if isinstance(value, Html):
        return value
    if isinstance(value, date):
        return Html(f"<span class='short'>{in_words(value)}</span>")
    told = text(str(value))
    return Html(_BREAK_AFTER.sub(r"\1<wbr>", told) if " " not in told else told)


def lines(values: Iterable[str]) -> Html:
    """Texts, each on a line of its own."""
    return Html("<br>".join(map(text, values)))


def ticks(*answers: str) -> Html:
    """Boxes to tick, each with its answer."""
    box = "<span class='box' aria-hidden='true'></span>"
    return Html(" ".join(f"<span class='tick'>{box}{answer}</span>" for answer in answers))


def table(shown: Table) -> str:
    """A table; file, rows and day received are put into one cell."""
    headings = list(shown.columns)
    if headings[-3:] != list(PLACE) or len(headings) == len(PLACE):
        return framed(shown.caption, headings, shown.rows)
    rows = [(*row[:-3], _place(*row[-3:])) for row in shown.rows]
    return framed(shown.caption, [*headings[:-3], "File and row"], rows)


def framed(caption: str, headings: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    """A table with a row of headings; the first cell of each row is its heading."""
    head = "".join(f"<th scope='col'>{text(heading)}</th>" for heading in headings)
    return (
        f"<table><caption>{text(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(map(_row, rows))}</tbody></table>"
    )


def pairs(caption: str, rows: Iterable[tuple[str, Cell]], kind: str = "pairs") -> str:
    """A table of two columns, the first of which says what is in the second."""
    return (
        f"<table class='{kind}'><caption>{text(caption)}</caption>"
        f"<tbody>{''.join(map(_row, rows))}</tbody></table>"
    )


def _row(cells: Iterable[Cell]) -> str:
    first, *others = cells
    rest = "".join(f"<td>{cell(value)}</td>" for value in others)
    return f"<tr><th scope='row'>{cell(first)}</th>{rest}</tr>"


def _place(file: Cell, rows: Cell, received: Cell) -> Html:
    if file is None:
        return Html("")
    return Html(
        f"<span class='file'>{cell(file)}</span>, <strong class='short'>{cell(rows)}</strong>, "
        f"received {cell(received)}"
    )
