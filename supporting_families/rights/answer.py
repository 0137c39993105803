"""The copy of what is held of a person, put together: the same for the page and the workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .described import Description, of_contract, of_model
from .guarding import CHECK, LEAVE_OUT, WITHHOLD, AboutOthers, about_others, caution_of
from .requests import Request
from .subject import Built, Subject
from .walk import Held, Row

WITHHELD = "[withheld: about somebody else]"
Cell = str | int | float | date | None
# Lists of keys: those that are the person's are shown, the others are counted.
_KEY_LISTS = ("person_keys", "family_keys")
_NO_FEED_OF_ITS_OWN = frozenset({"registers", "local", "notices"})


class Coded(str):
    """A code with its name: both as text, the name alone where there is little room."""

    name: str

    @classmethod
    def of(cls, code: str, name: str) -> Coded:
        coded = cls(f"{name} ({code})")
        coded.name = name
        return coded


@dataclass(frozen=True)
class Column:
    """A column of a block: its name in the table and what it holds.

    Before one that is not checked is given somebody has to look. A technical one is left to the
    workbook.
    """

    name: str
    meaning: str
    is_checked: bool = True
    is_technical: bool = False


@dataclass(frozen=True)
class Block:
    """The rows of one table."""

    title: str
    heading: str
    grain: str
    columns: list[Column]
    rows: list[list[Cell]]
    cautions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A part of the copy: blocks under headings, in order."""

    title: str
    says: str
    blocks: dict[str, list[Block]]


@dataclass(frozen=True)
class FeedFacts:
    """What is told of a feed: who sends it, by which law, for what, and how long it stays."""

    feed_name: str
    partner: str
    gateway: str
    purposes: str
    retention_months: int | None


@dataclass(frozen=True)
class Answer:
    """The copy, and what whoever gives it has to know."""

    request: Request
    subject: Subject
    built: Built
    authority_name: str
    feeds: dict[str, FeedFacts]
    parts: list[Part]
    to_check: list[tuple[str, str, str]]  # part, what to do, law
    withheld: dict[str, int]  # cells withheld by column
    left_out: list[str]
    not_read: list[tuple[str, str, int]]
    is_address_hidden: bool

    @property
    def blocks(self) -> list[Block]:
        return [block for part in self.parts for blocks in part.blocks.values() for block in blocks]

    @property
    def is_draft(self) -> bool:
        """Whether somebody still has to look before it is given."""
        return bool(self.to_check)


_HEADINGS = {
    "intermediate": "Which records are the person's, and what they show",
    "core": "Needs, outcomes and support",
    "restricted": "Identity",
}
# Columns of what is made that say how it was made; what landed is shown as it was sent.
_TECHNICAL = ("_key", "_id", "_hash", "_rank")
_OF_THE_MAKING = frozenset(
    "authority_code source_row_last source_row_count may_identify_needs may_prove_outcomes "
    "may_find_families evidence_shape evidence_name value_unit value_base case_ref "
    "framework_version".split()
)

PERSON, FAMILY, MADE, REGISTERS, LOOSE = (
    "What services told us about the person",
    "What services told us about the family or case the person is in",
    "What we made of it",
    "What was decided, claimed, looked at and asked",
    "Rows tied to nobody that seem to be the person's",
)
_SAYS = {
    PERSON: "Every row that landed and names the person, as it was sent, with file and row.",
    FAMILY: "Rows about a family, an episode, a case, an account or a tenancy that the person is "
    "in. What they tell of others is withheld.",
    MADE: "What the warehouse concludes from these rows. Nothing in it comes from anywhere else.",
    REGISTERS: "Files that people here write, as they are today.",
    LOOSE: "They lack the reference that would tie them to somebody, or a value that a row must "
    "have. They bear a number of the person, or the name with the date of birth. Nothing is made "
    "of them.",
}


class Teller:
    """Turns rows into blocks, withholding what is somebody else's and what is left out."""

    def __init__(
        self,
        own_keys: set[str],
        names: dict[str, dict[str, str]],
        feed_names: dict[str, str],
        checked: Iterable[str] = (),
        left_out: Iterable[str] = (),
    ) -> None:
        self._own_keys, self._names, self._feed_names = own_keys, names, feed_names
        self._checked, self._left_out = set(checked), set(left_out)
        self.withheld: dict[str, int] = {}
        self.to_check: dict[tuple[str, str, str], None] = {}

    def parts(self, held: list[Held], loose: list[Held]) -> list[Part]:
        """The parts that hold something."""
        blocks: dict[str, dict[str, list[Block]]] = {}
        for title, found in self._sorted(held, loose):
            heading = self._heading(found)
            block = self._block(found, heading)
            if block is not None:
                blocks.setdefault(title, {}).setdefault(heading, []).append(block)
        order = (PERSON, FAMILY, MADE, REGISTERS, LOOSE)
        return [Part(title, _SAYS[title], blocks[title]) for title in order if title in blocks]

    def _sorted(self, held: list[Held], loose: list[Held]) -> Iterable[tuple[str, Held]]:
        for found in held:
            if found.reach.is_register:
                yield REGISTERS, found
            elif found.contract is None:
                yield MADE, found
            else:
                for title, about in ((PERSON, "person"), (FAMILY, "family")):
                    rows = [row for row in found.rows if row.about == about]
                    if rows:
                        yield title, Held(found.reach, rows, found.contract)
        for found in loose:
            yield LOOSE, found

    def _heading(self, found: Held) -> str:
        if found.contract is None:
            return _HEADINGS.get(found.reach.schema, found.reach.schema.capitalize())
        feed = found.contract.feed_code
        return self._feed_names.get(feed, feed.replace("_", " ").capitalize())

    def _block(self, found: Held, heading: str) -> Block | None:
        feed = found.contract.feed_code if found.contract else ""
        if feed in self._left_out:
            return None
        rows = [row for row in found.rows if not self._is_left_out(row)]
        if not rows:
            return None
        name = found.contract.name if found.contract else found.reach.table
        told = of_contract(feed, name) if found.contract else of_model(name)
        others = about_others(feed or found.reach.schema, name)
        columns = self._columns(rows, told, others, found.contract is None)
        cells = [self._cells(row, columns, others, name) for row in rows]
        for entry in columns:
            if not entry.is_checked:
                where = f"{heading}: {name}, {entry.name}"
                self.to_check[(where, others[entry.name].reason, "")] = None
        if rows[0].source_file:
            place = [Column("source_file", "File"), Column("source_row", "Row")]
            place += [Column("received_at", "Received on")] * bool(rows[0].received_at)
            columns, cells = [*columns, *place], [
                [*line, row.source_file, row.source_row, *[row.received_at] * (len(place) - 2)]
                for line, row in zip(cells, rows, strict=True)
            ]
        return Block(
            title=name,
            heading=re.sub("^(int|fct|dim|mart|ssd|programme)_", "", name).replace("_", " "),
            grain=told.table,
            columns=columns,
            rows=cells,
            cautions=self._cautions(feed, name, heading),
            notes=self._notes(rows),
        )

    def _is_left_out(self, row: Row) -> bool:
        """Whether a row names or rests on feeds that are left out, and on no other."""
        named = (
            str(value or "").split() for name, value in row.values.items() if "feed_code" in name
        )
        return any(feeds and set(feeds) <= self._left_out for feeds in named)

    def _columns(
        self, rows: list[Row], told: Description, others: dict[str, AboutOthers], is_made: bool
    ) -> list[Column]:
        there = [
            name
            for name in rows[0].values
            if not (name in others and others[name].treatment == LEAVE_OUT)
            and any(row.values[name] not in (None, "") or name in row.rectified for row in rows)
        ]
        return [
            Column(
                name,
                told.columns.get(name, ""),
                not (name in others and others[name].treatment == CHECK),
                is_made and (name in _OF_THE_MAKING or name.endswith(_TECHNICAL)),
            )
            for name in there
        ]

    def _cells(
        self, row: Row, columns: list[Column], others: dict[str, AboutOthers], table: str
    ) -> list[Cell]:
        cells: list[Cell] = []
        for column in columns:
            value = row.values[column.name]
            is_others = column.name in row.withheld or (
                column.name in others and others[column.name].treatment == WITHHOLD
            )
            if value not in (None, "") and is_others:
                self.withheld[f"{table}.{column.name}"] = (
                    self.withheld.get(f"{table}.{column.name}", 0) + 1
                )
                cells.append(WITHHELD)
            else:
                cells.append(self._cell(column.name, value, row))
        return cells

    def _cell(self, name: str, value: object, row: Row) -> Cell:
        if name in _KEY_LISTS and value:
            own = [key for key in str(value).split() if key in self._own_keys]
            others = len(str(value).split()) - len(own)
            return " ".join(own) + (f" and {others} of others" if others else "")
        told = plain(value)
        if name in self._names and told in self._names[name]:
            told = Coded.of(str(told), self._names[name][told])
        if name in row.rectified:
            shown = "not used" if told is None else told
            told = f"{shown} (put right: {row.rectified[name]})"
        return told

    def _cautions(self, feed: str, table: str, heading: str) -> list[str]:
        if not feed or feed in self._checked or feed in _NO_FEED_OF_ITS_OWN:
            return []
        found = caution_of(feed, table)
        for caution in found:
            where = f"{heading}: {caution.table_name}" if caution.table_name else heading
            self.to_check[(where, caution.caution, caution.law)] = None
        return [f"{caution.caution} ({caution.law})" for caution in found]

    def _notes(self, rows: list[Row]) -> list[str]:
        notes = list(dict.fromkeys(way.note for row in rows for way in row.ways if way.note))
        reasons = dict.fromkeys(row.quarantined for row in rows if row.quarantined)
        return [note[0].upper() + note[1:] + "." for note in notes] + [
            f"Not used, because a row was not valid: {reason}." for reason in reasons
        ]


def plain(value: object) -> Cell:
    """A value as page and workbook can hold it."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | int) and not isinstance(value, bool):
        return value
    if isinstance(value, Decimal | float):
        return float(value) if value % 1 else int(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
