"""The claim ledger of an authority: rows that are only ever added, each chained to the one before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol

from supporting_families.appended import AppendedFile
from supporting_families.chaining import FIRST_HASH, BrokenChain, chained, check_chain
from supporting_families.home import Home
from supporting_families.locking import locked

from .errors import ClaimError

PENNIES = Decimal("0.01")


@dataclass(frozen=True)
class Entry:
    """One entry, without its number and hashes: what happened, and to what.

    Those of a set name no claim. `amount_gbp` is claimed where drafted or submitted, received
    where paid, negative where recouped; of a set it is the sum.
    """

    entry_type: str
    submission_ref: str
    claim_window: str
    event_on: date
    claim_ref: str = ""
    family_key: str = ""
    episode_key: str = ""
    framework_version: str = ""
    claim_route: str = ""
    amount_gbp: Decimal | None = None
    families: int | None = None
    result: str = ""
    reference: str = ""
    set_hash: str = ""
    evidence_hash: str = ""
    catalogue_hash: str = ""
    model_hash: str = ""
    git_commit: str = ""
    build_id: str = ""
    as_of_date: date | None = None
    known_at: date | None = None


@dataclass(frozen=True)
class Kept:
    """An entry of the ledger, with its number."""

    entry_no: int
    entry: Entry
    recorded_at: date
    entry_hash: str


class Ledger:
    """The ledger as it is, read and checked. Raises ClaimError where it is not whole."""

    def __init__(self, home: Home, authority: str) -> None:
        self.authority = authority
        self._file = AppendedFile(home, "registers", "claim_ledger", authority)
        self._columns = self._file.columns
        self.path = self._file.path
        self.kept = list(self._read())
        self._check_certificates(home)

    @property
    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry; 0 and zeros of an empty ledger."""
        return (self.kept[-1].entry_no, self.kept[-1].entry_hash) if self.kept else (0, FIRST_HASH)

    def of(self, submission_ref: str, *entry_types: str) -> list[Kept]:
        """The entries of a set, of these types where some are given."""
        return [
            kept
            for kept in self.kept
            if kept.entry.submission_ref == submission_ref
            and (not entry_types or kept.entry.entry_type in entry_types)
        ]

    def append(self, entries: list[Entry], today: date) -> int:
        """Write the entries; returns the number of the first. Raises ClaimError, writing nothing."""
        self._check_claimed_once(entries)
        rows = []
        for entry in entries:
            row = {
                "authority_code": self.authority,
                **{field.name: _text(getattr(entry, field.name)) for field in fields(Entry)},
                "recorded_at": today.isoformat(),
            }
            broken = [name for name, text in row.items() if set(text) & set("|\r\n")]
            if broken:
                raise ClaimError(
                    f"{', '.join(broken)} may not hold a line break or the sign |: leave them out."
                )
            rows.append(row)
        last = self._file.rows[-1] if self._file.rows else None
        rows = chained(rows, self._columns, last)
        self._file.append(rows)
        kept = [
            Kept(int(row["entry_no"]), entry, today, row["entry_hash"])
            for row, entry in zip(rows, entries, strict=True)
        ]
        self.kept += kept
        return kept[0].entry_no

    def _read(self) -> Iterator[Kept]:
        try:
            check_chain(self._file.rows, self._columns, self.authority)
            for line, row in enumerate(self._file.rows, start=2):
                entry, recorded = self._entry(line, row), _day(row["recorded_at"])
                yield Kept(line - 1, entry, recorded, row["entry_hash"])
        except BrokenChain as broken:
            raise ClaimError(
                f"'{self.path}', {broken}: the ledger is not as it was written. Nothing may be "
                "claimed on it: put back the copy of your last backup and find out who changed it."
            ) from broken

    def _entry(self, line: int, row: dict[str, str]) -> Entry:
        try:
            return Entry(
                **{
                    field.name: _TYPED.get(field.name, str)(row[field.name])
                    for field in fields(Entry)
                }
            )
        except (ValueError, InvalidOperation) as error:
            raise BrokenChain(line, "dates, whole numbers and pounds as written", error) from error

    def _check_certificates(self, home: Home) -> None:
        """A certificate names the entry it was given on: that entry is still there."""
        hashes = {kept.entry_no: kept.entry_hash for kept in self.kept}
        certificates = AppendedFile(home, "registers", "claim_certificates", self.authority)
        for row in certificates.rows:
            if hashes.get(int(row["ledger_entry_no"])) != row["ledger_hash"]:
                raise ClaimError(
                    f"'{self.path}': certificate {row['certificate_ref']} was given on entry "
                    f"{row['ledger_entry_no']}, which is gone or another. Nothing may be claimed on "
                    "this ledger: put back the copy of your last backup and find out who changed it."
                )

    def _check_claimed_once(self, entries: list[Entry]) -> None:
        """R24: no family and no episode is in one set twice, and no claim is submitted twice."""
        for column in ("family_key", "episode_key"):
            seen: set[tuple[str, str]] = set()
            for entry in entries:
                if entry.entry_type not in ("drafted", "submitted"):
                    continue
                what = (entry.entry_type, getattr(entry, column))
                if what in seen:
                    raise ClaimError(
                        f"the same {column.removesuffix('_key')} would be {entry.entry_type} twice "
                        f"({what[1]}): a family is claimed once. Nothing was written."
                    )
                seen.add(what)
        submitted = {k.entry.claim_ref for k in self.kept if k.entry.entry_type == "submitted"}
        episodes = {k.entry.episode_key for k in self.kept if k.entry.entry_type == "submitted"}
        for entry in entries:
            if entry.entry_type == "submitted" and (
                entry.claim_ref in submitted or entry.episode_key in episodes
            ):
                raise ClaimError(
                    f"claim {entry.claim_ref} is of an episode that was submitted before: it is "
                    "claimed once. Nothing was written."
                )


class Claimed(Protocol):
    """What is claimed, without the pounds: an entry of a claim, or a candidate for one."""

    family_key: str
    episode_key: str
    framework_version: str
    claim_route: str
    evidence_hash: str


def claim_line(claim: Claimed, amount_gbp: Decimal) -> str:
    """A claim as it is hashed in its set, and compared with a rebuild."""
    return "|".join(
        (
            claim.family_key,
            claim.episode_key,
            claim.framework_version,
            claim.claim_route,
            str(amount_gbp),
            claim.evidence_hash,
        )
    )


@contextmanager
def writing(home: Home, authority: str) -> Iterator[Ledger]:
    """The ledger for one who adds to it: nobody else writes meanwhile. Raises ClaimError."""
    lock = home.of_authority("registers", authority) / ".claim_ledger.lock"
    with locked(lock, ClaimError, "another claims command is writing the ledger"):
        yield Ledger(home, authority)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value.quantize(PENNIES))
    return str(value)


def _day(text: str) -> date:
    return date.fromisoformat(text)


_TYPED = {
    "event_on": _day,
    "amount_gbp": lambda text: Decimal(text) if text else None,
    "families": lambda text: int(text) if text else None,
    "as_of_date": lambda text: _day(text) if text else None,
    "known_at": lambda text: _day(text) if text else None,
}
