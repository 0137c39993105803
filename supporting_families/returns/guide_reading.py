"""Reads a filled-in self-assessment: all of it, or everything that is wrong with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl.cell import Cell

from supporting_families.workbooks.layout import Layout
from supporting_families.workbooks.reading import SheetReader, as_date

from .choosing import CHOSEN, keeps_the_rule, rule_in_words
from .guide import (
    NO,
    PERMISSIONS,
    YES,
    Assessment,
    Descriptor,
    Questions,
    Score,
    Signature,
)
from .guide_book import (
    ANSWER,
    CHOICE,
    DATA_MODEL,
    DAY,
    DESCRIPTORS,
    LAYOUTS,
    LEVEL,
    NAME,
    NARRATIVE,
    PRIORITIES,
    RESTS_ON,
    SCORE,
    SHARING,
    SIGN_OFFS,
    THE_LEVEL,
    rows_of,
)
from .years import first_day, last_day

_NEW_TEMPLATE = "Copy the answers into a new workbook, made with 'returns.py system-guide write'"


def read_assessment(
    path: Path, questions: Questions, today: date
) -> tuple[Assessment | None, list[str]]:
    """The self-assessment in a workbook, or what is wrong with it: sheet, row, column, what to do.

    Raises WorkbookError where it is no workbook that can be read row by row.
    """
    sheets = {layout.sheet: _Sheet(path, layout, questions, today) for layout in LAYOUTS}
    reading = _Reading(sheets, questions, today)
    assessment = reading.assessment()
    problems = [problem for sheet in sheets.values() for problem in sheet.problems]
    return (None, problems) if problems else (assessment, [])


class _Sheet:
    """One sheet: the cells of every question, and what is wrong in it."""

    def __init__(self, path: Path, layout: Layout, questions: Questions, today: date) -> None:
        self._reader = SheetReader(path, layout, today)
        self._layout = layout
        self._missing: list[str] = []
        self.years: set[str] = set()
        self.cells: dict[str, tuple[int, dict[str, Cell]]] = {}
        question, year, _ = layout.hidden
        expected = {key: shown for shown, key in rows_of(layout, questions)}
        for row in self._reader.rows:
            cells = self._reader.cells(row)
            if all(cell.value is None for cell in cells.values()):
                continue
            key = str(cells[question].value)
            if not self._reader.is_as_written(row, cells, key, "the row as it was written"):
                expected.pop(key, None)
                continue
            self.years.add(str(cells[year].value))
            shown = [cells[name].value for name in layout.shown]
            if expected.pop(key, None) != shown:
                self._reader.wrong(
                    row, "the whole row", "expected a question that is asked now", _NEW_TEMPLATE
                )
            else:
                self.cells[key] = (row, cells)
        self._missing = [str(shown[0]) for shown in expected.values()]

    @property
    def problems(self) -> list[str]:
        sheet = f"sheet '{self._layout.sheet}'"
        return [f"{sheet}, {problem}" for problem in self._reader.problems] + [
            f"{sheet}: expected a row for '{question}', which is not there. {_NEW_TEMPLATE}."
            for question in self._missing
        ]

    def wrong(self, row: int, column: str, expected: str, cure: str) -> None:
        self._reader.wrong(row, column, expected, cure)

    def words(self, row: int, cells: dict[str, Cell], column: str, what: str) -> str:
        return self._reader.words(row, column, cells[column], what) or ""

    def number(
        self, row: int, cells: dict[str, Cell], column: str, lowest: int, highest: int
    ) -> int | None:
        """The whole number of a cell, between the two."""
        value = cells[column].value
        if isinstance(value, str) and value.strip().isdigit():
            value = int(value)
        is_whole = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_whole or value != int(value) or not lowest <= value <= highest:
            self.wrong(
                row, column, f"expected a whole number from {lowest} to {highest}", "Type it in"
            )
            return None
        return int(value)


class _Reading:
    """Puts the answers of the sheets together."""

    def __init__(self, sheets: dict[str, _Sheet], questions: Questions, today: date) -> None:
        self._sheets, self._questions, self._today = sheets, questions, today
        years = sorted({year for sheet in sheets.values() for year in sheet.years})
        self._year = years[0] if years else ""
        for year in years[1:]:
            for sheet in sheets.values():
                if year in sheet.years:
                    sheet.wrong(
                        2, "the whole row", f"expected rows of {self._year}, not of {year}",
                        _NEW_TEMPLATE,
                    )  # fmt: skip

    def assessment(self) -> Assessment | None:
        """What was answered; None where it cannot be put together."""
        scores = self._scores()
        level, rests_on = self._level()
        chosen = self._chosen(level)
        signatures = self._signatures()
        granted = self._granted()
        if level is None or not self._year:
            return None
        return Assessment(self._year, scores, level, rests_on, chosen, signatures, granted)

    def _scores(self) -> list[Score]:
        sheet, found = self._sheets[DESCRIPTORS.sheet], []
        for descriptor in self._questions.descriptors:
            if descriptor.code not in sheet.cells:
                continue
            row, cells = sheet.cells[descriptor.code]
            score = sheet.number(
                row, cells, SCORE, self._questions.lowest, self._questions.highest
            )
            narrative = sheet.words(row, cells, NARRATIVE, "a narrative that says why")
            if score is not None and narrative:
                found.append(Score(descriptor, score, narrative))
        return found

    def _level(self) -> tuple[int | None, str]:
        sheet = self._sheets[DATA_MODEL.sheet]
        if THE_LEVEL not in sheet.cells:
            return None, ""
        row, cells = sheet.cells[THE_LEVEL]
        level = sheet.number(row, cells, LEVEL, 1, self._questions.highest_level)
        return level, sheet.words(row, cells, RESTS_ON, "what the level rests on")

    def _chosen(self, level: int | None) -> list[Descriptor]:
        """The three descriptors; the rule is asked once all of them and the level are there."""
        sheet = self._sheets[PRIORITIES.sheet]
        by_code = {each.code.casefold(): each for each in self._questions.descriptors}
        chosen: list[Descriptor] = []
        last = 2
        for row, cells in sheet.cells.values():
            last = max(last, row)
            said = cells[CHOICE].value  # of a number nobody knows whether it was 5.1 or 5.10
            descriptor = by_code.get(said.strip().casefold() if isinstance(said, str) else "")
            if descriptor is None:
                sheet.wrong(
                    row, CHOICE, "expected the code of a descriptor, as text",
                    "Choose one from the list",
                )  # fmt: skip
            elif descriptor in chosen:
                sheet.wrong(
                    row, CHOICE, f"expected {CHOSEN} different descriptors, but {descriptor.code} "
                    "is chosen twice", "Choose another one",
                )  # fmt: skip
            else:
                chosen.append(descriptor)
        kinds = [descriptor.kind for descriptor in chosen]
        if level is not None and len(chosen) == CHOSEN and not keeps_the_rule(level, kinds):
            sheet.wrong(
                last, CHOICE, f"expected at level {level} of the data model "
                f"{rule_in_words(level)}; chosen are {kinds.count('data')} of the data section",
                f"Choose others, or look at the level on sheet '{DATA_MODEL.sheet}'",
            )  # fmt: skip
        return chosen

    def _signatures(self) -> list[Signature]:
        sheet, found = self._sheets[SIGN_OFFS.sheet], []
        for sign_off in self._questions.sign_offs:
            if sign_off.code not in sheet.cells:
                continue
            row, cells = sheet.cells[sign_off.code]
            is_empty = all(cells[name].value is None for name in (NAME, DAY))
            if is_empty and not sign_off.is_required:
                continue
            name = sheet.words(row, cells, NAME, "the name or post of who signed")
            signed_on = self._day(row, cells[DAY])
            if name and signed_on:
                found.append(Signature(sign_off, name, signed_on))
        return found

    def _day(self, row: int, cell: Cell) -> date | None:
        """A day of the year of the assessment, not after today."""
        if not self._year:
            return None
        first, last = first_day(self._year), min(last_day(self._year), self._today)
        day = as_date(cell.value)
        if day is None or not first <= day <= last:
            self._sheets[SIGN_OFFS.sheet].wrong(
                row, DAY,
                f"expected a day of {self._year} up to today: from {first:%d/%m/%Y} to "
                f"{last:%d/%m/%Y}", "Write the day on which it was signed, as dd/mm/yyyy",
            )  # fmt: skip
            return None
        return day

    def _granted(self) -> dict[str, bool]:
        sheet, granted = self._sheets[SHARING.sheet], {}
        for permission in PERMISSIONS:
            if permission.code not in sheet.cells:
                continue
            row, cells = sheet.cells[permission.code]
            said = str(cells[ANSWER].value or "").strip().casefold()
            if permission.must_be_yes and said != YES.casefold():
                sheet.wrong(
                    row, ANSWER, f"expected '{YES}', for this one cannot be refused",
                    "Read it and acknowledge it",
                )  # fmt: skip
            elif said not in (YES.casefold(), NO.casefold()):
                sheet.wrong(
                    row, ANSWER, f"expected '{YES}' or '{NO}'", "Choose one: it may be refused"
                )
            granted[permission.code] = said == YES.casefold()
        return granted
