"""Local mappings: a council's own layout of a feed, told in YAML, so that no SQL is needed.

`local/mappings/<name>.yml`, of one authority of several `local/901/mappings/<name>.yml`, says which
files it is for, where the header is, and which column, code and date is what in the contract. A
mapping goes before the contracts.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from supporting_families.accounts import LandedFile, Refused
from supporting_families.contracts import Headings, TableContract, plain_header
from supporting_families.forms.part import Layout
from supporting_families.home import Home

FOLDER = "mappings"
EXCEL = "excel"
EXCEL_DAY_0 = datetime(1899, 12, 30)
REQUIRED = ("feed", "table", "file_pattern", "recorded_by", "recorded_at", "reason")
TEXTS = (*REQUIRED, "sheet", "header_row", "footer_rows", "encoding", "delimiter")
TABLES = ("columns", "constants", "codes")


@dataclass(frozen=True)
class Mapping:
    """One mapping, checked against its contract. Every value in it is text."""

    name: str
    contract: TableContract
    file_pattern: str
    layout: Layout
    sheet: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    date_formats: dict[str, str] = field(default_factory=dict)
    digest: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.file_pattern, re.IGNORECASE)

    @cached_property
    def headings(self) -> Headings:
        """The mapping's own columns, and those that already have the contract's name."""
        settled = {*self.columns.values(), *self.constants}
        contracted = self.contract.headings
        own = {h: name for h, name in contracted.by_header.items() if name not in settled}
        mapped = {plain_header(header): name for header, name in self.columns.items()}
        return Headings(own | mapped, contracted.required - set(self.constants))

    def apply(
        self, columns: dict[str, pa.Array], row_count: int, received_at: date | None
    ) -> dict[str, pa.Array]:
        """The columns with the constants, the standard codes and ISO dates in them."""
        changed = dict(columns)
        for name, codes in self.codes.items():
            if name in changed:
                changed[name] = _replaced(changed[name], lambda text, c=codes: c.get(text, text))
        for name, form in self.date_formats.items():
            if name in changed:
                changed[name] = _replaced(
                    changed[name], lambda text, f=form: iso_date(text, f, received_at)
                )
        for name in self.constants.keys() & set(self.contract.column_names):
            changed[name] = pa.repeat(pa.scalar(self.constants[name]), row_count)
        return changed


def iso_date(text: str, form: str, received_at: date | None) -> str:
    """The date in ISO, or the text as sent when it is not of this form.

    A year of two digits that would lie more than a year after the day received is a century
    earlier: 45 in a file of 2024 is 1945.
    """
    try:
        if form == EXCEL:
            day = EXCEL_DAY_0 + timedelta(days=float(text))
        else:
            day = datetime.strptime(text, form)
        if "%y" in form and received_at and day.year > received_at.year + 1:
            day = day.replace(year=day.year - 100)
    except (ValueError, OverflowError):
        return text
    return day.date().isoformat()


def load_mappings(
    home: Home, contracts: list[TableContract], authority: str
) -> tuple[list[Mapping], list[LandedFile]]:
    """Every mapping of an authority that holds good, and an account of every one that does not."""
    mappings, faulty = [], []
    folder = home.of_authority("local", authority) / FOLDER
    for path in sorted(folder.glob("*.yml")):
        try:
            mappings.append(read_mapping(path, contracts))
        except Refused as refusal:
            name = path.relative_to(home.path).as_posix()
            account = LandedFile(name, "local", authority, table_name=FOLDER)
            account.refuse(refusal)
            faulty.append(account)
    return mappings, faulty


def read_mapping(path: Path, contracts: list[TableContract]) -> Mapping:
    """One mapping. Raises Refused, naming the key and what was expected, when it is not right."""
    content = path.read_bytes()
    try:
        told = yaml.load(content.decode("utf-8"), Loader=yaml.BaseLoader)  # all values as text
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Refused("the mapping is not YAML", f"Mend it: {_place(error)}.") from error
    told = _checked_shape(told)
    contract = _contract(told, contracts)
    constants, columns = told.get("constants", {}), told.get("columns", {})
    for key, names in (("columns", columns.values()), ("codes", told.get("codes", {}))):
        _known(key, names, contract.column_names)
    _known("constants", constants, [*contract.column_names, *contract.period])
    if len(set(columns.values())) < len(columns):
        raise _wrong("columns", "two columns go to the same one", "Keep one of them.")
    mapping = Mapping(
        name=path.stem,
        contract=contract,
        file_pattern=_pattern(told, "file_pattern"),
        layout=_layout(told),
        sheet=_pattern(told, "sheet") if "sheet" in told else None,
        columns=columns,
        constants=constants,
        codes=told.get("codes", {}),
        date_formats=_date_formats(told, contract, set(columns.values())),
        digest=hashlib.sha256(content).hexdigest()[:16],
    )
    _check_period(mapping)
    _check_required(mapping)
    return mapping


def _checked_shape(told: object) -> dict:
    if not isinstance(told, dict):
        raise Refused("the mapping is not a list of keys", "Write it as 'key: value' lines.")
    known = {*TEXTS, *TABLES, "date_format"}
    for key, value in told.items():
        if key not in known:
            raise _wrong(key, "no such key", f"The keys are: {', '.join(sorted(known))}.")
        if key in TEXTS and not isinstance(value, str):
            raise _wrong(key, "expected one value", "Write it on the line of the key.")
        if key in TABLES and not isinstance(value, dict):
            raise _wrong(key, "expected 'name: value' lines", "Write them below the key.")
    for name, codes in told.get("codes", {}).items():
        if not isinstance(codes, dict):
            raise _wrong(f"codes.{name}", "expected 'local: standard' lines", "Write them below.")
    lacking = [key for key in REQUIRED if not told.get(key)]
    if lacking:
        raise _wrong(lacking[0], "missing", "Every mapping says who made it, when and why.")
    try:
        date.fromisoformat(told["recorded_at"])
    except ValueError as error:
        raise _wrong("recorded_at", "not a date", "Write it as YYYY-MM-DD.") from error
    return told


def _contract(told: dict, contracts: list[TableContract]) -> TableContract:
    of_feed = {c.name: c for c in contracts if c.feed_code == told["feed"] and c.root == "landing"}
    if not of_feed:
        raise _wrong("feed", f"'{told['feed']}' is no feed", "See the folders of models/staging.")
    if told["table"] not in of_feed:
        tables = ", ".join(sorted(of_feed))
        raise _wrong("table", f"'{told['table']}' is no table of the feed", f"There are: {tables}.")
    contract = of_feed[told["table"]]
    if contract.form == "xml":
        raise _wrong("table", "an XML table cannot be mapped", "Land the XML file as it is.")
    return contract


def _known(key: str, names: object, expected: list[str]) -> None:
    for name in names:
        if name not in expected:
            raise _wrong(
                key, f"'{name}' is not in the contract", f"There are: {', '.join(expected)}."
            )


def _layout(told: dict) -> Layout:
    encoding = told.get("encoding")
    try:
        codecs.lookup(encoding or "utf-8")
    except LookupError as error:
        raise _wrong("encoding", "not known", "Write utf-8, utf-16 or cp1252.") from error
    delimiter = told.get("delimiter")
    if delimiter is not None and len(delimiter) != 1:
        raise _wrong("delimiter", "expected one character", "For a tab write \"\\t\".")
    header_row = _number(told, "header_row", 1) if "header_row" in told else None
    return Layout(header_row, _number(told, "footer_rows", 0), encoding, delimiter)


def _number(told: dict, key: str, least: int) -> int:
    text = told.get(key, str(least))
    if not text.isdecimal() or int(text) < least:
        raise _wrong(key, "not a whole number", f"Write {least} or more.")
    return int(text)


def _pattern(told: dict, key: str) -> str:
    try:
        re.compile(told[key])
    except re.error as error:
        raise _wrong(key, "not a regular expression", f"Mend it: {error.msg}.") from error
    return told[key]


def _date_formats(told: dict, contract: TableContract, mapped: set[str]) -> dict[str, str]:
    """The format by contract column. One format for all goes to every date column mapped."""
    formats = told.get("date_format", {})
    dates = [column.name for column in contract.columns if column.type == "date"]
    if isinstance(formats, str):
        formats = {name: formats for name in dates if name in mapped}
    if not isinstance(formats, dict):
        raise _wrong("date_format", "expected one format, or one a column", "Such as '%d.%m.%y'.")
    _known("date_format", formats, contract.column_names)
    for name, form in formats.items():
        if form != EXCEL and "%" not in form:
            raise _wrong(
                f"date_format.{name}", "not a format", f"Write strptime codes, or '{EXCEL}'."
            )
    return formats


def _check_period(mapping: Mapping) -> None:
    constants = {name for name, value in mapping.constants.items() if value}
    groups = mapping.pattern.groupindex.keys() | constants
    for part in mapping.contract.period:
        if part not in groups:
            raise _wrong(
                "file_pattern",
                f"does not say the {part} of a file",
                f"Write (?P<{part}>...) around it, or put {part} under constants.",
            )


def _check_required(mapping: Mapping) -> None:
    there = {*mapping.headings.by_header.values(), *mapping.constants}
    lacking = [name for name in mapping.contract.required_columns if name not in there]
    if lacking:
        raise _wrong("columns", f"nothing goes to {', '.join(lacking)}", "They are required.")


def _replaced(column: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """The column with every value changed; each different value is looked at once."""
    encoded = column.dictionary_encode()
    texts = [text.strip() for text in encoded.dictionary.to_pylist()]
    changed = pa.array([change(text) if text else text for text in texts], pa.string())
    return pc.take(changed, encoded.indices)


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"see line {mark.line + 1}" if mark else "it is not text in UTF-8"


def _wrong(key: str, problem: str, cure: str) -> Refused:
    return Refused(f"{key}: {problem}", cure)
