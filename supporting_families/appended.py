"""Files of a home that lines are only ever added to."""

from __future__ import annotations

import csv
import io
import os
import shutil
from datetime import date
from functools import cache

from supporting_families.contracts import TableContract, load_contracts
from supporting_families.home import Home, HomeError


class AppendedFile:
    """A CSV of an authority with the columns of its contract.

    Raises HomeError where it lacks some. Without an authority it is the only one of the home.
    """

    def __init__(self, home: Home, feed: str, table: str, authority: str | None = None) -> None:
        self._contract = contract = _contract(feed, table)
        folder = home.of_authority(contract.root, authority or only_authority(home))
        self.path = folder / f"{table}.csv"
        self._columns = contract.column_names
        self._text = ""
        if self.path.is_file():
            self._text = self.path.read_text(encoding="utf-8-sig")
        reader = csv.DictReader(io.StringIO(self._text, newline=""))
        self.rows = [
            {name: (row.get(name) or "").strip() for name in (*reader.fieldnames, *self._columns)}
            for row in reader
        ]
        if reader.fieldnames:
            self._check(contract, list(reader.fieldnames))

    def append(self, rows: list[dict[str, str]]) -> None:
        """Write the old lines and the new ones aside, then in place of the file."""
        if not rows:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_name(f".{self.path.name}.partial")
        text = io.StringIO()
        text.write(self._text)
        if self._text and not self._text.endswith("\n"):
            text.write("\n")
        writer = csv.DictWriter(text, self._columns, restval="", lineterminator="\n")
        if not self._text:
            writer.writeheader()
        writer.writerows(rows)
        self._text = text.getvalue()
        self.rows += [{name: row.get(name, "") for name in self._columns} for row in rows]
        partial.write_text(self._text, encoding="utf-8", newline="")
        if self.path.is_file():
            shutil.copymode(self.path, partial)
        os.replace(partial, self.path)

    @property
    def columns(self) -> list[str]:
        """The columns of its contract, in their order."""
        return list(self._contract.column_names)

    def new_ids(self, column: str, prefix: str, today: date, count: int) -> list[str]:
        """Ids that no line has yet."""
        taken = {row[column] for row in self.rows}
        ids, number = [], 0
        while len(ids) < count:
            number += 1
            if f"{prefix}-{today}-{number}" not in taken:
                ids.append(f"{prefix}-{today}-{number}")
        return ids

    def _check(self, contract: TableContract, found: list[str]) -> None:
        missing = [name for name in contract.required_columns if name not in found]
        if missing:
            raise HomeError(
                f"'{self.path}' lacks the columns {', '.join(missing)}: give it the columns of its "
                f"contract, in models/staging/{contract.root}/_{contract.root}__sources.yml."
            )
        added = [name for name in self._columns if name not in found]
        self._columns = [*found, *added]
        if added:  # a file from before the contract had them is written anew, with them
            text = io.StringIO()
            writer = csv.DictWriter(text, self._columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)
            self._text = text.getvalue()


def only_authority(home: Home) -> str:
    """The authority of a home of one. Raises HomeError where there are several."""
    codes = home.authorities()
    if len(codes) > 1:
        raise HomeError(
            f"'{home.path}' holds several authorities ({', '.join(codes)}): say which, with "
            "--authority CODE."
        )
    return codes[0]


@cache
def _contract(feed: str, table: str) -> TableContract:
    [contract] = [t for t in load_contracts() if (t.feed_code, t.name) == (feed, table)]
    return contract
