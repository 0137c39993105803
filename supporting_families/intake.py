"""Takes landed files in: each table becomes one Parquet file, all text, with file and row number.

Nothing is lost: for every table the rows counted, independently of the parser, equal the rows
written plus the rows rejected, or the table is refused whole. A file that has not changed is not
read again. The files themselves are never changed.
"""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from supporting_families.accounts import LandedFile, Refused
from supporting_families.contracts import TableContract, load_contracts
from supporting_families.hashing import sha256, sha256_of_file
from supporting_families.home import Home
from supporting_families.landed import Folder, Piece, pieces_of
from supporting_families.mapping import FOLDER, Mapping, load_mappings
from supporting_families.places import Place, files_of, place_of
from supporting_families.reading import contracts_of
from supporting_families.rectifying import (
    Rectification,
    digest,
    load_rectifications,
    of_tables,
)
from supporting_families.retention.emptied import emptied_files
from supporting_families.study.one_way import refuse_columns, refuse_folder
from supporting_families.writing import write_empty, write_part

INTAKE_VERSION = "4"
UNPACKED = ".unpacked"


@dataclass(frozen=True)
class Taken:
    """The account of one table and the Parquet file that stands for it, if it was taken in."""

    account: LandedFile
    parquet: str | None = None


def take_in(home: Home, contracts: list[TableContract] | None = None) -> list[LandedFile]:
    """Bring `warehouse/intake` into line with what has landed, and account for every file."""
    contracts = contracts or load_contracts()
    authorities = home.authorities()
    mappings: dict[str, list[Mapping]] = {}
    rectifications: dict[str, list[Rectification]] = {}
    faulty: list[LandedFile] = []
    for code in authorities:
        mappings[code], wrong = load_mappings(home, contracts, code)
        rectifications[code], wrong_lines = load_rectifications(home, contracts, code)
        faulty += wrong + wrong_lines
    index = _read_index(home)
    keep = {write_empty(contract, home.intake) for contract in contracts}

    def entry_of(path: Path) -> tuple[str, dict]:
        place = place_of(path.relative_to(home.path).as_posix(), authorities)
        code = place.authority
        landed = _Landed(
            home, path, place, contracts, mappings.get(code, []), rectifications.get(code, [])
        )
        known = index.get(landed.name)
        if known and known["stamp"] == landed.stamp and _still_there(home, known):
            return landed.name, known
        return landed.name, _to_entry(landed.stamp, landed.take_in())

    # Arrow reads and writes outside Python's lock, so files side by side use every processor
    with ThreadPoolExecutor(os.cpu_count()) as several:
        entries = dict(several.map(entry_of, files_of(home)))
    for entry in entries.values():
        keep |= {table["parquet"] for table in entry["tables"] if table["parquet"]}
    shutil.rmtree(home.intake / UNPACKED, ignore_errors=True)
    entries[""] = _to_entry([], [Taken(account) for account in faulty])
    _remove_stale(home, keep)
    _write_index(home, entries)
    return _accounts(entries)


def read_accounts(home: Home) -> list[LandedFile]:
    """The accounts as the last intake left them."""
    return _accounts(_read_index(home))


def changed_since_intake(home: Home, root: str) -> list[str]:
    """Files of a root that came, changed in size or time, or went since the last intake."""
    index = {name: entry for name, entry in _read_index(home).items() if name}
    there = {path.relative_to(home.path).as_posix(): path.stat() for path in files_of(home)}
    changed = [
        name
        for name in {*index, *there}
        if name not in index
        or name not in there
        or index[name]["stamp"][:2] != [there[name].st_size, there[name].st_mtime_ns]
    ]
    return sorted(name for name in changed if name.split("/")[0] == root)


# One file -------------------------------------------------------------------------------------


class _Landed:
    """One landed file and everything that decides how it is read."""

    def __init__(
        self,
        home: Home,
        path: Path,
        place: Place,
        contracts: list[TableContract],
        mappings: list[Mapping],
        rectifications: list[Rectification],
    ):
        self.name = path.relative_to(home.path).as_posix()
        self._home, self._path, self._place = home, path, place
        self._folder = Folder(
            root=place.root,
            feed_code=place.feed_code,
            contracts=contracts,
            mappings=mappings,
            unpacked=home.intake / UNPACKED / sha256(self.name.encode()),
            code=place.code_folder,
        )
        self._rectifications = rectifications
        self._print_key = self._fingerprint()
        stat = path.stat()
        self.stamp = [stat.st_size, stat.st_mtime_ns, self._print_key]

    def take_in(self) -> list[Taken]:
        """Every table in the file, or the file itself where nothing in it can be read."""
        self._sha256 = sha256_of_file(self._path)
        shutil.rmtree(self._folder.unpacked, ignore_errors=True)
        self._folder.unpacked.mkdir(parents=True)
        taken: list[Taken] = []
        try:
            if self._place.wrong:
                raise self._place.wrong
            if self._place.root == "landing":
                refuse_folder(self._place.folders)
            for piece in pieces_of(self._path, self._folder):
                taken.append(self._take_in_piece(piece))
            self._check_rows([table.account for table in taken])
        except Refused as refusal:
            taken = [Taken(self._refused(refusal))]
        finally:
            shutil.rmtree(self._folder.unpacked)
        return taken

    def _fingerprint(self) -> str:
        """Of all that the file is read by; for an archive that may be anything of the feed."""
        if self._path.suffix.lower() == ".zip":
            feed = self._folder.feed_code
            mappings = [m for m in self._folder.mappings if m.contract.feed_code == feed]
            contracts = contracts_of(self._folder.root, feed, self._folder.contracts)
            prints = [m.digest for m in mappings] + [c.fingerprint for c in contracts]
        else:
            readings = self._folder.readings(self._path.name)
            contracts = [reading.contract for reading in readings]
            prints = [reading.print_key for reading in readings]
        prints += filter(None, [digest(of_tables(self._rectifications, contracts))])
        wrong = [self._place.wrong.problem, self._place.wrong.cure] if self._place.wrong else []
        return ":".join([INTAKE_VERSION, self._place.authority, *prints, *wrong])

    def _account(self, label: str = "") -> LandedFile:
        name = f"{self.name}#{label}" if label else self.name
        return LandedFile(
            source_file=name,
            feed_code=self._place.feed_code,
            authority_code=self._place.authority,
            sha256=self._sha256,
        )

    def _refused(self, refusal: Refused) -> LandedFile:
        """The account of a file of which nothing could be read."""
        account = self._account()
        if self._place.folders[0] == FOLDER:
            account.table_name = FOLDER  # of mappings
        readings = self._folder.readings(self._path.name)
        if len({reading.contract.name for reading in readings}) == 1:
            account.table_name = readings[0].contract.name
        account.refuse(refusal)
        return account

    def _take_in_piece(self, piece: Piece) -> Taken:
        account = self._account(piece.label)
        parquet = None
        try:
            if piece.reading:
                account.table_name = piece.reading.contract.name
                account.period = "/".join(piece.reading.period_values.values()) or None
                if piece.reading.contract.root in ("landing", "any"):
                    account.received_at = self._received_at()
            part = piece.open()
            refuse_columns(part.header)
            account.read_as, account.rows_counted = part.read_as, part.rows_counted
            if piece.reading.mapping:
                account.read_as = f"mapping {piece.reading.mapping.name}: {part.read_as}"
            parquet = self._target(account, piece.reading.contract)
            target = self._home.intake / parquet
            rectifications = of_tables(self._rectifications, [piece.reading.contract])
            write_part(part, piece.reading, account, target, rectifications)
            account.file_status, account.taken_in_as = "taken_in", parquet
        except Refused as refusal:
            account.refuse(refusal)
            parquet = None
        return Taken(account, parquet)

    def _received_at(self) -> date:
        try:
            return date.fromisoformat(self._place.received)
        except ValueError as error:
            raise Refused(
                f"the folder '{self._place.received}' is not the date on which the file was "
                "received",
                "Name the folder YYYY-MM-DD after the day the file came.",
            ) from error

    def _check_rows(self, accounts: list[LandedFile]) -> None:
        """A file whose tables all fit and are all empty is not taken for a delivery of nothing."""
        empty = all(a.file_status == "taken_in" and not a.rows_counted for a in accounts)
        if empty and self._place.root == "landing" and not self._is_emptied():
            raise Refused(
                "the file has a header and no rows",
                "Ask the partner for the rows, or for a note that there were none and remove it.",
            )

    def _is_emptied(self) -> bool:
        """Whether rows of it were destroyed since it came: then it is a delivery of nothing."""
        return self.name in emptied_files(self._home, self._place.authority)

    def _target(self, account: LandedFile, contract: TableContract) -> str:
        identity = f"{self._sha256}|{account.source_file}|{contract.name}|{self._print_key}"
        key = sha256(identity.encode())
        return f"{contract.feed_code}/{contract.name}/{key}.parquet"


# The index of what was taken in -----------------------------------------------------------------


def _index_path(home: Home) -> Path:
    return home.intake / "index.json"


def _read_index(home: Home) -> dict:
    """What the last intake left; an index of another version counts as none."""
    path = _index_path(home)
    index = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return index.get("files", {}) if index.get("version") == INTAKE_VERSION else {}


def _write_index(home: Home, entries: dict) -> None:
    path = _index_path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    index = {"version": INTAKE_VERSION, "files": entries}
    partial.write_text(json.dumps(index, indent=1), encoding="utf-8")
    os.replace(partial, path)


def _to_entry(stamp: list, taken: list[Taken]) -> dict:
    tables = [{"parquet": t.parquet, "account": t.account.to_entry()} for t in taken]
    return {"stamp": stamp, "tables": tables}


def _accounts(entries: dict) -> list[LandedFile]:
    return [
        LandedFile.from_entry(table["account"])
        for entry in entries.values()
        for table in entry["tables"]
    ]


def _still_there(home: Home, entry: dict) -> bool:
    parquets = [table["parquet"] for table in entry["tables"]]
    return all(name is None or (home.intake / name).is_file() for name in parquets)


def _remove_stale(home: Home, keep: set[str]) -> None:
    """Only what stands for a file that is still landed may be read by staging."""
    for path in home.intake.glob("*/*/*"):
        if path.relative_to(home.intake).as_posix() not in keep:
            path.unlink()
