"""Which tables a landed file of some name holds, by the mappings first and then the contracts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from supporting_families.contracts import Headings, TableContract
from supporting_families.forms.part import Layout
from supporting_families.mapping import Mapping

# What a table that the contract expects as .csv may come as too.
OTHER_NAMES = (".txt", ".tsv", ".parquet", ".xlsx", ".xlsm", ".zip")


@dataclass(frozen=True)
class Reading:
    """How one table is read from a file: by its contract, and by a mapping where there is one."""

    contract: TableContract
    mapping: Mapping | None = None
    period: dict[str, str] = field(default_factory=dict)

    @property
    def headings(self) -> Headings:
        return self.mapping.headings if self.mapping else self.contract.headings

    @property
    def period_values(self) -> dict[str, str]:
        """What the file covers, in the parts and the order of the contract."""
        return {part: (self.period.get(part) or "").lower() for part in self.contract.period}

    @property
    def form(self) -> str:
        """The form the file must have: csv stands for any but XML, and so does a mapping."""
        return "csv" if self.mapping else self.contract.form

    @property
    def layout(self) -> Layout:
        return self.mapping.layout if self.mapping else Layout()

    @property
    def sheet(self) -> str | None:
        return self.mapping.sheet if self.mapping else self.contract.sheet

    def is_sheet(self, name: str) -> bool:
        """Whether the table is told to be in the sheet of this name."""
        return bool(self.sheet and re.fullmatch(self.sheet, name.strip(), re.IGNORECASE))

    @property
    def print_key(self) -> str:
        """Changes whenever the file would be read otherwise."""
        return f"{self.contract.fingerprint}{self.mapping.digest if self.mapping else ''}"


def readings_of(
    file_name: str,
    root: str,
    feed_code: str,
    contracts: list[TableContract],
    mappings: list[Mapping],
) -> list[Reading]:
    """The tables that a file of this name in the folder of this feed may hold."""
    mapped = []
    for mapping in mappings:
        match = mapping.pattern.match(file_name)
        if match and mapping.contract.feed_code == feed_code:
            mapped.append(Reading(mapping.contract, mapping, match.groupdict() | mapping.constants))
    if mapped:
        return mapped
    readings = []
    for contract in contracts_of(root, feed_code, contracts):
        match = next(filter(None, map(contract.pattern.match, _names(file_name))), None)
        if match:
            readings.append(Reading(contract, None, match.groupdict()))
    return readings


def contracts_of(
    root: str, feed_code: str, contracts: list[TableContract]
) -> list[TableContract]:
    """The contracts of a folder: those of its feed, then those that may land in any folder."""
    own = [c for c in contracts if c.root == root and c.feed_code == feed_code]
    anywhere = [c for c in contracts if c.root == "any" and root == "landing"]
    return own + anywhere


def _names(file_name: str) -> list[str]:
    path = PurePosixPath(file_name)
    if path.suffix.lower() in OTHER_NAMES:
        return [file_name, path.with_suffix(".csv").name]
    return [file_name]
