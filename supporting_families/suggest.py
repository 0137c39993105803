"""Drafts a local mapping from a file of a layout of its own, for a person to complete.

Shows headers, formats and codes only, never other values: a code is shown where the header is
surely that of a code column, few different values are in it and several rows have the code.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import itertools
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from supporting_families.accounts import Refused
from supporting_families.contracts import (
    ColumnContract,
    Headings,
    TableContract,
    load_contracts,
    plain_header,
)
from supporting_families.forms.archive import form_of
from supporting_families.forms.part import Layout, Part
from supporting_families.forms.text import DELIMITERS, encoding_of, open_text
from supporting_families.forms.workbook import SheetPart, top_rows

HEADER_WITHIN = 30
LIKE, SURE = 0.6, 0.85
REQUIRED_FIRST = 0.15  # of two columns alike, the one that must be there
SAMPLE_ROWS = 5_000
# A value is shown as a code when as many rows have it, in a column of as few different values.
SHOWN_FROM, MOST_CODES, LONGEST_CODE = 5, 30, 40
SAME_WORDS = {
    "no|num|number|id|ref": "reference",
    "dob|born|birthdate|birth date": "date of birth",
    "family name|last name": "surname",
    "first name|given name": "forename",
    "gender": "sex",
}
# Staging reads the first two by itself; a day before a month, as is written here.
DATE_FORMATS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y", "%d-%m-%y", "%Y%m%d",
    "%d%m%Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S", "%m/%d/%Y",
)  # fmt: skip
READ_WITHOUT = DATE_FORMATS[:2]


@dataclass(frozen=True)
class Placed:
    """A header and the contract column it is likely to be."""

    header: str
    column: ColumnContract
    score: float


@dataclass(frozen=True)
class Guess:
    """How a file seems to be laid out, and what its columns seem to be."""

    layout: Layout
    sheet: str | None
    header: list[str]
    placed: list[Placed]


def suggest(path: Path, feed: str, table: str) -> str:
    """The draft. Raises Refused where no header can be made out."""
    contract = _contract(feed, table)
    form = form_of(path)
    if form not in ("text", "workbook"):
        raise Refused(f"the file is {form}", "A draft can be made from text and workbooks.")
    guesses = _text_guesses(path, contract) if form == "text" else _sheet_guesses(path, contract)
    best = max(guesses, key=lambda guess: sum(placed.score for placed in guess.placed))
    if len(best.placed) < 2:
        raise Refused(
            f"no row of the first {HEADER_WITHIN} looks like a header of {feed}.{table}",
            "See that it is the right table; else write the mapping by hand.",
        )
    return _draft(path, contract, best, _values(path, form, best))


def _contract(feed: str, table: str) -> TableContract:
    for contract in load_contracts():
        if (contract.feed_code, contract.name) == (feed, table) and contract.form != "xml":
            return contract
    raise Refused(
        f"'{feed}.{table}' is no table that can be mapped", f"See models/staging/{feed}/."
    )


def _text_guesses(path: Path, contract: TableContract) -> Iterator[Guess]:
    encoding = encoding_of(path)
    with codecs.open(str(path), encoding="utf-8-sig" if encoding == "utf-8" else encoding) as file:
        top = [line.rstrip("\r\n") for line in itertools.islice(file, HEADER_WITHIN)]
    for delimiter in DELIMITERS:
        for number, line in enumerate(top, start=1):
            header = next(csv.reader([line], delimiter=delimiter), [])
            layout = Layout(number, 0, encoding, delimiter)
            yield Guess(layout, None, header, _placed(header, contract))


def _sheet_guesses(path: Path, contract: TableContract) -> Iterator[Guess]:
    for sheet, number, header in top_rows(path, HEADER_WITHIN):
        names = [value or "" for value in header]
        yield Guess(Layout(number), sheet, names, _placed(names, contract))


def _placed(header: list[str], contract: TableContract) -> list[Placed]:
    """The likeliest contract column of each header, each column once, the likeliest first."""
    likely = sorted(
        (
            Placed(name.strip(), column, _score(name, column))
            for name in {name for name in header if name.strip()}
            for column in contract.columns
        ),
        key=lambda placed: (
            -placed.score - REQUIRED_FIRST * placed.column.required,
            placed.header,
            placed.column.name,
        ),
    )
    chosen: dict[str, Placed] = {}
    for placed in likely:
        taken = {other.column.name for other in chosen.values()}
        if placed.score >= LIKE and placed.header not in chosen and placed.column.name not in taken:
            chosen[placed.header] = placed
    return [chosen[name.strip()] for name in header if name.strip() in chosen]


def _score(header: str, column: ColumnContract) -> float:
    """How alike a header is to a column's names and description, 0 to 1."""
    mine = _words(header)
    names = (column.name, *column.also_called, column.description)
    return max(_likeness(mine, _words(name)) for name in names)


def _likeness(mine: list[str], theirs: list[str]) -> float:
    if mine == theirs:
        return 1.0
    if set(mine) <= set(theirs):
        return 0.7 + 0.3 * len(set(mine)) / len(set(theirs))
    return 0.9 * difflib.SequenceMatcher(None, " ".join(mine), " ".join(theirs)).ratio()


def _words(name: str) -> list[str]:
    """The words of a name, those that mean the same as the contracts have them."""
    plain = " ".join(re.findall(r"[a-z0-9]+", name.replace("_", " ").casefold()))
    for words, same in SAME_WORDS.items():
        plain = re.sub(rf"\b({words})\b", same, plain)
    return plain.split()


def _values(path: Path, form: str, guess: Guess) -> dict[str, list[str]]:
    """Some values of every column that was placed."""
    names = {plain_header(placed.header): placed.column.name for placed in guess.placed}
    headings = Headings(names, frozenset())
    part: Part
    with tempfile.TemporaryDirectory() as folder:
        if form == "text":
            part = open_text(path, headings, guess.layout, Path(folder))
        else:
            part = SheetPart(path, guess.sheet, headings, guess.layout)
        wanted = [i for i, name in enumerate(part.header) if plain_header(name) in names]
        columns = next((batch.columns for batch in part.batches(wanted)), {})
    texts: dict[str, list[str]] = {}
    for position, column in columns.items():
        sample = (text.strip() for text in column.slice(0, SAMPLE_ROWS).to_pylist() if text)
        texts[names[plain_header(part.header[position])]] = [text for text in sample if text]
    return texts


def _draft(
    path: Path, contract: TableContract, guess: Guess, values: dict[str, list[str]]
) -> str:
    pattern, constants = _file_pattern(path.name, contract)
    lines = [
        f"# A draft for {contract.feed_code}.{contract.name}: see that every line is right, and",
        "# complete those that are empty.",
        f"feed: {contract.feed_code}",
        f"table: {contract.name}",
        f"file_pattern: {_quoted(pattern)}",
    ]
    if guess.sheet:
        lines.append(f"sheet: {_quoted(re.escape(guess.sheet))}")
    lines += [f"header_row: {guess.layout.header_row}", "footer_rows: 0"]
    if guess.layout.encoding:
        delimiter = json.dumps(guess.layout.delimiter)  # a tab as "\\t"
        lines += [f"encoding: {guess.layout.encoding}", f"delimiter: {delimiter}"]
    lines.append("columns:")
    lines += [f"  {_quoted(placed.header)}: {placed.column.name}" for placed in guess.placed]
    lines += _left(contract, guess)
    if constants:
        lines += ["constants:", *(f"  {part}: ''" for part in constants)]
    lines += _codes(guess, values)
    lines += _dates(guess, values)
    return "\n".join([*lines, "recorded_by: ''", "recorded_at: ''", "reason: ''", ""])


def _left(contract: TableContract, guess: Guess) -> list[str]:
    """Notes of what has no place yet."""
    placed = {item.header for item in guess.placed}
    columns = {item.column.name for item in guess.placed}
    headers = [name.strip() for name in guess.header if name.strip() and name.strip() not in placed]
    open_columns = [name for name in contract.column_names if name not in columns]
    return [
        *(f"  # {_quoted(name)}: not placed" for name in headers),
        *(
            f"  # nothing goes to {name} yet"
            + (", which is required" if name in contract.required_columns else "")
            for name in open_columns
        ),
    ]


def _file_pattern(name: str, contract: TableContract) -> tuple[str, list[str]]:
    """A pattern of the file's name that says the period, and the parts it does not say."""
    pattern, unsaid = re.escape(name), []
    for part in contract.period:
        group = re.search(rf"\(\?P<{part}>([^()]*)\)", contract.file_pattern)
        text = re.search(group[1], name, re.IGNORECASE) if group else None
        if text:
            pattern = pattern.replace(re.escape(text[0]), group[0], 1)
        else:
            unsaid.append(part)
    return f"^{pattern}$", unsaid


def _codes(guess: Guess, values: dict[str, list[str]]) -> list[str]:
    """The codes seen that the contract does not have, with the standard code where it is likely."""
    likely, notes = [], []
    for placed in guess.placed:
        standard = {code.casefold(): code for code in placed.column.codes}
        seen = Counter(values.get(placed.column.name, ()))
        few = len(seen) <= MOST_CODES and all(len(text) <= LONGEST_CODE for text in seen)
        if not (standard and few and placed.score >= SURE):
            continue
        often = {text for text, count in seen.items() if count >= SHOWN_FROM}
        near = {text: _nearest(text, standard) for text in sorted(often - set(standard.values()))}
        known = [f"    {_quoted(text)}: {_quoted(code)}" for text, code in near.items() if code]
        likely += [f"  {placed.column.name}:", *known] if known else []
        choices = ", ".join(placed.column.codes)
        for text in (text for text, code in near.items() if not code):
            notes.append(f"  # {placed.column.name}: {_quoted(text)} is one of {choices}")
    return [*(["codes:"] if likely else []), *likely, *notes]


def _nearest(text: str, standard: dict[str, str]) -> str | None:
    near = difflib.get_close_matches(text.casefold(), standard, 1, LIKE)
    return standard[near[0]] if near else None


def _dates(guess: Guess, values: dict[str, list[str]]) -> list[str]:
    lines = []
    for placed in guess.placed:
        seen = values.get(placed.column.name)
        if placed.column.type == "date" and seen:
            form = next((form for form in DATE_FORMATS if _all_fit(seen, form)), None)
            if form and form not in READ_WITHOUT:
                lines.append(f"  {placed.column.name}: {_quoted(form)}")
    return ["date_format:", *lines] if lines else []


def _all_fit(values: list[str], form: str) -> bool:
    """Whether all but one in twenty of the values are dates of this form."""
    wrong = 0
    for text in values:
        try:
            datetime.strptime(text, form)
        except ValueError:
            wrong += 1
    return wrong * 20 <= len(values)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
