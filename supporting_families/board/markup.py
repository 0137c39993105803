"""How pages are put together, and how they look: HTML and a style sheet, nothing that runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from supporting_families.catalogue.words import in_words
from supporting_families.markup import Html, marked, paragraph, text

STYLE_FILE = "style.css"
STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 16px/1.5 Arial, "Liberation Sans", Helvetica, sans-serif; color: #0b0c0c;
  background: #fff; margin: 0; }
a { color: #1a56a0; text-underline-offset: .12em; }
a:focus-visible { outline: 3px solid #0b0c0c; background: #ffdd00; color: #0b0c0c; }
.skip { position: absolute; left: -999em; }
.skip:focus { left: 1em; top: .4em; padding: .3em .6em; }
header.top { background: #14304f; color: #fff; padding: .7em 1.6em; display: flex; flex-wrap: wrap;
  gap: .2em 2em; justify-content: space-between; }
header.top a { color: #fff; font-weight: bold; text-decoration: none; }
.demo { background: #fff7c8; border-bottom: 3px solid #0b0c0c; margin: 0; padding: .35em 1.6em;
  font-weight: bold; max-width: none; }
.frame { display: grid; grid-template-columns: 15.5em minmax(0, 1fr); gap: 2.4em;
  max-width: 80em; margin: 0 auto; padding: 1.2em 1.6em 3em; }
nav.pages ol { list-style: none; margin: 0; padding: 0; }
nav.pages li { margin: 0; }
nav.pages a { display: block; padding: .3em .6em; border-left: 4px solid transparent;
  text-decoration: none; }
nav.pages a:hover { text-decoration: underline; }
nav.pages a[aria-current] { border-left-color: #1a56a0; background: #eef3f8; font-weight: bold;
  color: #0b0c0c; }
nav.pages .group { font-size: .82em; color: #484f56; margin: 1em 0 .2em .7em; }
h1 { font-size: 1.9em; line-height: 1.2; margin: .1em 0 .4em; }
h2 { font-size: 1.35em; line-height: 1.25; margin: 1.9em 0 .5em; padding-top: .5em;
  border-top: 2px solid #c3c9ce; }
h3 { font-size: 1.08em; margin: 1.5em 0 .3em; }
p, ul.plain, dl { max-width: 46em; }
p { margin: .5em 0; }
p.lead { font-size: 1.15em; }
p.aside, figcaption { color: #484f56; font-size: .92em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92em; margin: .4em 0 1.2em; width: 100%; }
caption { text-align: left; font-weight: bold; padding: .3em 0; }
th, td { border-bottom: 1px solid #b6bdc3; padding: .38em .9em .38em .3em; text-align: left;
  vertical-align: top; overflow-wrap: break-word; }
thead th { border-bottom: 2px solid #0b0c0c; vertical-align: bottom; }
tbody th { font-weight: bold; }
.plainly { font-weight: normal; color: #383f43; }
td.number, th.number { text-align: right; white-space: nowrap; }
.short { white-space: nowrap; }
.tag { display: inline-block; padding: .05em .55em; border: 1.5px solid; border-radius: .2em;
  font-weight: bold; font-size: .88em; white-space: nowrap; }
.tag.act { color: #8f0d16; background: #fdeceb; border-color: #8f0d16; }
.tag.look { color: #6b4300; background: #fff3d9; border-color: #8a5a00; }
.tag.good { color: #00592f; background: #e6f4ec; border-color: #00703c; }
.tag.none { color: #383f43; background: #f1f3f4; border-color: #6f777b; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(13em, 1fr)); gap: 1em;
  margin: 1em 0 1.4em; padding: 0; list-style: none; }
.card { border: 1px solid #b6bdc3; border-top: 5px solid #1a56a0; padding: .7em .9em; }
.card.act { border-top-color: #8f0d16; } .card.look { border-top-color: #b07500; }
.card.good { border-top-color: #00703c; }
.card .figure { font-size: 2em; font-weight: bold; line-height: 1.15; display: block; }
.items { margin: .4em 0 1em; padding: 0; list-style: none; max-width: 54em; }
.items > li { display: grid; grid-template-columns: 6.2em minmax(0, 1fr); gap: .8em;
  padding: .6em 0; border-bottom: 1px solid #d5dade; }
.items strong { display: block; }
figure { margin: .8em 0 1.4em; }
figure svg { display: block; max-width: 100%; height: auto; }
details { margin: .4em 0 1em; }
summary { cursor: pointer; color: #1a56a0; }
code { font-family: Consolas, "Liberation Mono", monospace; font-size: .94em; }
dl.meaning { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25em 1em; }
dl.meaning dt { font-weight: bold; } dl.meaning dd { margin: 0; }
footer { border-top: 1px solid #b6bdc3; margin: 3em 0 0; padding-top: .8em; font-size: .88em;
  color: #484f56; }
@media (max-width: 56em) { .frame { display: block; } nav.pages { margin-bottom: 1.5em; } }
@page { size: A4; margin: 15mm 13mm 16mm; }
@media print {
  body { font-size: 10pt; }
  header.top { background: none; color: #0b0c0c; padding: 0 0 .4em; border-bottom: 2px solid; }
  header.top a { color: inherit; }
  .demo { padding: .3em .5em; border: 2px solid; margin: .5em 0; }
  .frame { display: block; padding: 0; max-width: none; }
  nav.pages, .skip { display: none; }
  a { color: inherit; text-decoration: none; }
  h1, h2, h3, caption { break-after: avoid; }
  tr, figure, .card, .items > li { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide { overflow: visible; }
  table { font-size: 8.6pt; }
}
"""


Cell = str | int | date | None


@dataclass(frozen=True)
class Link:
    """A page of the pack as the navigation shows it."""

    file: str
    name: str
    group: str


@dataclass
class Page:
    """A page: where it lies in the pack, its title, and its parts in order."""

    file: str
    title: str
    parts: list[str] = field(default_factory=list)

    @property
    def up(self) -> str:
        """The way from this page to the folder of the pack."""
        return "../" * self.file.count("/")

    def add(self, *parts: str) -> None:
        self.parts += parts

    def lead(self, value: str) -> None:
        """What the page says, in a sentence or two."""
        self.add(paragraph(value, "lead"))

    def heading(self, value: str, anchor: str = "") -> None:
        named = f" id='{text(anchor)}'" if anchor else ""
        self.add(f"<h2{named}>{text(value)}</h2>")

    def say(self, *values: str) -> None:
        self.add(*(paragraph(value) for value in values))

    def aside(self, value: str) -> None:
        self.add(paragraph(value, "aside"))


@dataclass(frozen=True)
class Frame:
    """What every page of a pack shares."""

    authority: str
    of: str
    is_demo: bool
    links: Sequence[Link]

    def of_page(self, page: Page) -> str:
        """The whole page as text."""
        up = page.up
        demo = "<p class='demo'>Demo: no real council, and no real person.</p>\n" * self.is_demo
        return (
            "<!doctype html>\n<html lang='en-GB'>\n<head>\n<meta charset='utf-8'>\n"
            "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
            "<meta name='robots' content='noindex'>\n"
            f"<title>{text(page.title)} - governance board pack, {text(self.authority)}</title>\n"
            f"<link rel='stylesheet' href='{up}{STYLE_FILE}'>\n</head>\n<body>\n"
            "<a class='skip' href='#content'>To the content</a>\n"
            f"<header class='top'><a href='{up}index.html'>Supporting Families data: governance "
            f"board pack</a><span>{text(self.authority)}, {text(self.of)}</span></header>\n"
            f"{demo}<div class='frame'>\n{self._navigation(page)}\n<main id='content'>\n"
            f"<h1>{text(page.title)}</h1>\n" + "\n".join(page.parts) + "\n<footer>"
            f"{text(self.authority)}, {text(self.of)}. This pack names nobody: it holds counts, "
            "and no record of a person or family.</footer>\n"
            "</main>\n</div>\n</body>\n</html>\n"
        )

    def _navigation(self, page: Page) -> str:
        lines, group = [], ""
        for link in self.links:
            if link.group != group:
                group = link.group
                lines.append(f"<li class='group'>{text(group)}</li>")
            here = _here(link, page)
            lines.append(f"<li><a href='{page.up}{link.file}'{here}>{text(link.name)}</a></li>")
        return f"<nav class='pages' aria-label='Pages of the pack'><ol>{''.join(lines)}</ol></nav>"


def _here(link: Link, page: Page) -> str:
    """Marks the page itself, and the one that led to it."""
    if link.file == page.file:
        return " aria-current='page'"
    folder = page.file.rpartition("/")[0]
    return " aria-current='true'" if folder and link.file == f"{folder}.html" else ""


def link(target: str, value: str) -> Html:
    return Html(f"<a href='{text(target)}'>{marked(value)}</a>")


def join(parts: Iterable[str], between: str = ", ") -> Html:
    """Texts or markup, one after the other."""
    return Html(between.join(map(marked, parts)))


def tag(kind: str, value: str) -> Html:
    """A state in words, with a colour beside them: act, look, good or none."""
    return Html(f"<span class='tag {kind}'>{text(value)}</span>")


def listed(values: Iterable[str]) -> str:
    """A list of points."""
    return f"<ul class='plain'>{''.join(f'<li>{marked(value)}</li>' for value in values)}</ul>"


def meanings(pairs: Iterable[tuple[str, str]]) -> str:
    """Words or symbols, each with what it means."""
    rows = "".join(f"<dt>{marked(name)}</dt><dd>{marked(told)}</dd>" for name, told in pairs)
    return f"<dl class='meaning'>{rows}</dl>"


def cards(shown: Iterable[tuple[str, str, str]]) -> str:
    """A few figures to see first: kind (as a tag has it), figure, and what it is of."""
    rows = "".join(
        f"<li class='card {kind}'><span class='figure'>{marked(figure)}</span>{marked(told)}</li>"
        for kind, figure, told in shown
    )
    return f"<ul class='cards'>{rows}</ul>"


def table(
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    numbers: Sequence[str] = (),
) -> str:
    """A table; the first cell of a row is its heading, columns named in `numbers` are set right."""
    right = [heading in numbers for heading in headings]
    head = "".join(
        f"<th scope='col'{_class(at)}>{text(heading)}</th>"
        for heading, at in zip(headings, right, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            (f"<th scope='row'>{cell(value)}</th>" if place == 0 else
             f"<td{_class(right[place])}>{cell(value)}</td>")
            for place, value in enumerate(row)
        )
        + "</tr>\n"
        for row in rows
    )  # fmt: skip
    return (
        f"<div class='wide'><table><caption>{text(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>\n{body}</tbody></table></div>"
    )


def folded(summary: str, content: str) -> str:
    """Something long that opens where it is asked for; it is printed where it is open."""
    return f"<details><summary>{text(summary)}</summary>\n{content}\n</details>"


def cell(value: Cell) -> Html:
    if value is None:
        return Html("")
    if isinstance(value, date):
        return Html(f"<span class='short'>{in_words(value)}</span>")
    if isinstance(value, int):
        return Html(f"{value:,}")
    return marked(str(value) if not isinstance(value, Html) else value)


def _class(is_number: bool) -> str:
    return " class='number'" if is_number else ""
