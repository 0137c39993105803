"""The index of the packs of a set: which file is whose, with hashes; no person is in it."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from supporting_families.own_files import write_own

NAME = "index.csv"


@dataclass(frozen=True)
class Indexed:
    """A pack. The content hash is of what was encrypted: the same evidence gives the same."""

    claim_ref: str
    file: str
    pack_hash: str
    content_hash: str
    evidence_hash: str
    public_keys: str


class Index:
    """The index of a folder of packs."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self.packs: dict[str, Indexed] = {}
        if self._path.is_file():
            with self._path.open(encoding="utf-8", newline="") as file:
                self.packs = {row["claim_ref"]: Indexed(**row) for row in csv.DictReader(file)}

    def write(self, packs: list[Indexed]) -> None:
        """Write it anew, with these packs beside those of before."""
        self.packs |= {pack.claim_ref: pack for pack in packs}
        text = io.StringIO()
        writer = csv.DictWriter(
            text, [field.name for field in fields(Indexed)], lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(asdict(self.packs[ref]) for ref in sorted(self.packs))
        write_own(self._path, text.getvalue().encode("utf-8"))
