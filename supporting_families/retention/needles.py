"""What a destroyed person is known by, and telling whether a text or a row holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

TOKEN = re.compile(r"[A-Z0-9]+")
SHORTEST = 6  # shorter references are anybody's: they are looked for by their feed and record alone
DIGITS = 3
_MONTHS = "January February March April May June July August September October November December"


def squeezed(text: str) -> str:
    """Capital letters and digits alone: 999 123 4567 and 999-123-4567 are one number."""
    return "".join(TOKEN.findall(text.upper()))


def is_telling(reference: str) -> bool:
    """Whether a reference is long enough to be nobody else's by chance."""
    plain = squeezed(reference)
    return len(plain) >= SHORTEST and sum(sign.isdigit() for sign in plain) >= DIGITS


@dataclass(frozen=True)
class Named:
    """A way a person was written: forename and surname, and birth date (ISO) where it is known.

    `is_alone` where nobody who is kept is written so: then the names alone tell.
    """

    forename: str
    surname: str
    born: str = ""
    is_alone: bool = False

    @cached_property
    def _words(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(words(self.forename)), tuple(words(self.surname))

    def is_in(self, text: list[str], cells: set[str], dates: set[str]) -> bool:
        """Whether words of a record, its cells and its dates hold the person."""
        forename, surname = self._words
        if not (_runs(text, forename) and _runs(text, surname)):
            return False
        if self.born and self.born in dates:
            return True
        if not self.is_alone:
            return False
        beside = _runs(text, forename + surname) or _runs(text, surname + forename)
        return beside or {" ".join(forename), " ".join(surname)} <= cells


@dataclass(frozen=True)
class Needles:
    """All that is looked for. `numbers` are squeezed."""

    numbers: frozenset[str] = frozenset()
    names: tuple[Named, ...] = ()
    _by_surname: dict[str, list[Named]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for named in self.names:
            if words(named.surname) and words(named.forename):
                self._by_surname.setdefault(words(named.surname)[0], []).append(named)

    def are_in(self, cells: Sequence[str]) -> bool:
        """Whether a row of these cells, or a text that is one cell, holds any of them."""
        plain = [" ".join(words(cell)) for cell in cells]
        if not self.numbers.isdisjoint(cell.replace(" ", "") for cell in plain):
            return True
        text = [word for cell in plain for word in cell.split(" ")]
        if not self.numbers.isdisjoint(text):
            return True
        told = [named for word in set(text) for named in self._by_surname.get(word, ())]
        if not told:
            return False
        dates = dates_in(" ".join(cells))
        return any(named.is_in(text, set(plain), dates) for named in told)

    def are_in_bytes(self, content: bytes) -> bool:
        """Whether bytes hold one of the numbers, in ASCII or with a zero beside every letter."""
        for plain in (content, content.replace(b"\0", b"")):
            found = re.findall(rb"[A-Z0-9]{%d,}" % SHORTEST, plain.upper())
            if not self.numbers.isdisjoint(token.decode() for token in found):
                return True
        return False

    @property
    def first_words(self) -> tuple[list[str], list[str]]:
        """The first word of every forename and of every surname, for looking roughly."""
        told = [n for named in self._by_surname.values() for n in named]
        return (
            sorted({words(n.forename)[0] for n in told}),
            sorted({words(n.surname)[0] for n in told}),
        )

    def to_entry(self) -> dict:
        """As JSON can hold it."""
        names = [[n.forename, n.surname, n.born, n.is_alone] for n in self.names]
        return {"numbers": sorted(self.numbers), "names": sorted(names)}

    @classmethod
    def from_entry(cls, entry: dict) -> Needles:
        """What `to_entry` gave."""
        return cls(frozenset(entry["numbers"]), tuple(Named(*n) for n in entry["names"]))


def words(text: str) -> list[str]:
    """The words of a text in capital letters, accents kept."""
    return re.findall(r"[^\W_]+", text.upper())


def dates_in(text: str) -> set[str]:
    """Every date that a text holds, in ISO, however it is written."""
    found = set()
    for year, month, day in re.findall(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)", text):
        found.add(f"{year}-{month}-{day}")
    for day, month, year in re.findall(r"(?<!\d)(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", text):
        found.add(f"{year}-{int(month):02d}-{int(day):02d}")
    named = re.findall(r"(?<!\d)(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})", text)
    for day, name, year in named:
        month = _month(name)
        if month:
            found.add(f"{year}-{month:02d}-{int(day):02d}")
    return found


def iso(value: date | str | None) -> str:
    """A birth date as it is looked for; empty where there is none."""
    return "" if value is None else str(value)[:10]


def _month(name: str) -> int:
    for number, month in enumerate(_MONTHS.split(), start=1):
        if month.upper().startswith(name.upper()):
            return number
    return 0


def _runs(text: list[str], part: Iterable[str]) -> bool:
    """Whether the words stand in the text one after the other."""
    wanted = list(part)
    first, length = wanted[0], len(wanted)
    return any(
        word == first and text[place : place + length] == wanted for place, word in enumerate(text)
    )
