"""More than twenty kinds of damage to every feed, its tables taking turns: no row is lost, and what
is refused or quarantined says where and what to do. All land in one home and are staged once.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import Warehouse, copy_home
from supporting_families.contracts import ColumnContract, TableContract, load_contracts

ROWS = 12
FIRST_DAY = date(2024, 6, 1)
CODES_OF_FILE_NAMES = {
    "month": "2023-04", "census_year": "2023", "census_term": "spring", "results_year": "2023",
    "return_year": "2023", "delivery": "2023-05-01",
}  # fmt: skip
VALUES = {
    "date": "2023-04-{n:02}", "integer": "3", "decimal": "12.50", "flag": "Y",
    "upn": "A950000178301", "nhs_number": "9434765919", "nino": "AB123456C",
    "postcode": "AB1 2CD", "uprn": "1000{n:02}",
}  # fmt: skip
Rows = list[list[str]]


@dataclass(frozen=True)
class Table:
    """A contract table with good rows, the header first."""

    contract: TableContract
    file_name: str
    rows: Rows

    @property
    def header(self) -> list[str]:
        return self.rows[0]

    def column(self, wanted: Callable[[ColumnContract], bool]) -> int | None:
        places = [n for n, column in enumerate(self.contract.columns) if wanted(column)]
        return places[0] if places else None


def file_name(contract: TableContract) -> str:
    """A name that the contract takes."""
    text = contract.file_pattern.strip("^$")
    text = re.sub(
        r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)\??", lambda m: CODES_OF_FILE_NAMES[m[1]], text
    )
    text = re.sub(r"\([^()]*\)[?*]", "", text)
    text = re.sub(r"_\*|\w\?|\.\*\??", lambda m: "_" if m[0] == "_*" else "", text)
    name = re.sub(r"_+", "_", text.replace("\\", ""))
    assert contract.pattern.match(name), (contract.file_pattern, name)
    return name


def good_table(contract: TableContract) -> Table:
    rows = [contract.column_names]
    for n in range(1, ROWS + 1):
        rows.append(
            [
                column.codes[0]
                if column.codes
                else VALUES.get(column.type, f"{column.name[:4]}{n}").format(n=n)
                for column in contract.columns
            ]
        )
    return Table(contract, file_name(contract), rows)


TABLES = {
    f"{contract.feed_code}.{contract.name}": good_table(contract)
    for contract in load_contracts()
    if contract.root == "landing" and contract.form == "csv"
}


def text(rows: Rows, delimiter: str = ",", quote: bool = False) -> str:
    content = io.StringIO()
    quoting = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    csv.writer(content, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows(rows)
    return content.getvalue()


# The damage -----------------------------------------------------------------------------------
# Each gives the bytes that land, or none where the table has nothing that it could damage.

Damage = Callable[[Table], bytes | None]
IS_TAKEN: dict[str, Damage] = {}
IS_REFUSED: dict[str, Damage] = {}
LOSES: dict[str, Damage] = {}


def kind(group: dict[str, Damage]) -> Callable[[Damage], Damage]:
    def register(damage: Damage) -> Damage:
        group[damage.__name__] = damage
        return damage

    return register


def changed(table: Table, place: int | None, value: str) -> bytes | None:
    """Every second row with another value in one column."""
    if place is None:
        return None
    rows = [row[:place] + [value] + row[place + 1 :] if n % 2 else row
            for n, row in enumerate(table.rows)]  # fmt: skip
    rows[0] = table.header
    return text(rows).encode()


@kind(IS_TAKEN)
def nothing(table: Table) -> bytes:
    return text(table.rows).encode()


@kind(IS_TAKEN)
def columns_reordered(table: Table) -> bytes:
    return text([row[::-1] for row in table.rows]).encode()


@kind(IS_TAKEN)
def extra_column(table: Table) -> bytes:
    return text([[*row, "more"] for row in table.rows]).encode()


@kind(IS_TAKEN)
def optional_column_missing(table: Table) -> bytes | None:
    place = table.column(lambda column: not column.required)
    if place is None:
        return None
    return text([row[:place] + row[place + 1 :] for row in table.rows]).encode()


@kind(IS_TAKEN)
def byte_order_mark(table: Table) -> bytes:
    return text(table.rows).encode("utf-8-sig")


@kind(IS_TAKEN)
def utf_16(table: Table) -> bytes:
    return text(table.rows).encode("utf-16")


@kind(IS_TAKEN)
def cp1252(table: Table) -> bytes | None:
    place = table.column(lambda column: column.type == "text" and not column.required)
    content = changed(table, place, "Zoë")
    return content and content.decode().encode("cp1252")


@kind(IS_TAKEN)
def semicolons(table: Table) -> bytes | None:
    return text(table.rows, ";").encode() if len(table.header) > 1 else None


@kind(IS_TAKEN)
def tabs(table: Table) -> bytes | None:
    return text(table.rows, "\t").encode() if len(table.header) > 1 else None


@kind(IS_TAKEN)
def everything_quoted(table: Table) -> bytes:
    return text(table.rows, quote=True).encode()


@kind(IS_TAKEN)
def windows_line_ends_and_blank_lines(table: Table) -> bytes:
    return (text(table.rows).replace("\n", "\r\n") + "\r\n\r\n").encode()


@kind(IS_TAKEN)
def line_break_in_a_value(table: Table) -> bytes | None:
    place = table.column(lambda column: column.type == "text" and not column.required)
    return changed(table, place, "one\nand two")


@kind(IS_TAKEN)
def formula(table: Table) -> bytes | None:
    place = table.column(lambda column: column.type == "text" and not column.required)
    return changed(table, place, '=HYPERLINK("http://example.org";"x")')


@kind(IS_TAKEN)
def very_long_text(table: Table) -> bytes | None:
    place = table.column(lambda column: column.type == "text" and not column.required)
    return changed(table, place, "x" * 100_000)


@kind(IS_TAKEN)
def ten_times_the_rows(table: Table) -> bytes:
    return text([table.header, *(table.rows[1:] * 10)]).encode()


@kind(IS_TAKEN)
def ambiguous_date(table: Table) -> bytes | None:
    return changed(table, table.column(lambda column: column.type == "date"), "03/04/2023")


@kind(IS_REFUSED)
def required_column_missing(table: Table) -> bytes:
    place = table.column(lambda column: column.required)
    return text([row[:place] + row[place + 1 :] for row in table.rows]).encode()


@kind(IS_REFUSED)
def required_column_renamed(table: Table) -> bytes:
    place = table.column(lambda column: column.required)
    header = [f"{name}_neu" if n == place else name for n, name in enumerate(table.header)]
    return text([header, *table.rows[1:]]).encode()


@kind(IS_REFUSED)
def column_named_twice(table: Table) -> bytes:
    return text([[*row, row[0]] for row in table.rows]).encode()


@kind(IS_REFUSED)
def quote_never_closed(table: Table) -> bytes:
    lines = text(table.rows).splitlines()
    lines[3] = '"' + lines[3]
    return "\n".join(lines).encode()


@kind(IS_REFUSED)
def empty(table: Table) -> bytes:
    return b""


@kind(IS_REFUSED)
def header_only(table: Table) -> bytes:
    return text([table.header]).encode()


@kind(IS_REFUSED)
def null_bytes(table: Table) -> bytes:
    return text(table.rows).encode() + b"\0\0\0"


@kind(IS_REFUSED)
def not_text_at_all(table: Table) -> bytes:
    return b"%PDF-1.7\n" + text(table.rows).encode()


@kind(LOSES)
def truncated(table: Table) -> bytes | None:
    whole = text(table.rows).encode()
    return whole[: whole.rindex(b"\n", 0, -1) + 3] if len(table.header) > 1 else None


@kind(LOSES)
def field_too_many(table: Table) -> bytes:
    return (text(table.rows) + ",".join(["x"] * (len(table.header) + 2)) + "\n").encode()


@kind(LOSES)
def key_empty(table: Table) -> bytes:
    return changed(table, table.column(lambda column: column.required), "")


@kind(LOSES)
def impossible_date(table: Table) -> bytes | None:
    return changed(table, table.column(lambda column: column.type == "date"), "31/02/2023")


@kind(LOSES)
def future_date(table: Table) -> bytes | None:
    return changed(table, table.column(lambda column: column.past), "2150-01-01")


@kind(LOSES)
def excel_serial_date(table: Table) -> bytes | None:
    return changed(table, table.column(lambda column: column.type == "date"), "45017")


@kind(LOSES)
def unknown_code(table: Table) -> bytes | None:
    return changed(table, table.column(lambda column: bool(column.codes)), "?!")


@kind(LOSES)
def failing_check_digit(table: Table) -> bytes | None:
    return changed(table, table.column(lambda column: column.type == "nhs_number"), "9434765918")


@kind(LOSES)
def failing_check_letter(table: Table) -> bytes | None:
    return changed(table, table.column(lambda column: column.type == "upn"), "B950000178301")


@kind(LOSES)
def leading_zero_lost(table: Table) -> bytes | None:
    place = table.column(lambda column: column.type == "nhs_number")
    return changed(table, place, "434765919")


@kind(LOSES)
def not_a_number(table: Table) -> bytes | None:
    numbers = ("integer", "decimal")
    return changed(table, table.column(lambda column: column.type in numbers), "many")


CUT_SHORT = ("truncated", "field_too_many")
KINDS = IS_TAKEN | IS_REFUSED | LOSES
FEEDS = sorted({table.contract.feed_code for table in TABLES.values()})


def landed() -> Iterator[tuple[str, str, date, str, bytes]]:
    """Table, kind of damage, day received, file name and content of everything that lands."""
    for feed in FEEDS:
        names = [name for name in TABLES if name.split(".")[0] == feed]
        for number, (damage, spoil) in enumerate(KINDS.items()):
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                content = spoil(TABLES[name])
                if content is not None:
                    day = FIRST_DAY + timedelta(days=number)
                    yield name, damage, day, TABLES[name].file_name, content
                    break


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict]:
    """What the warehouse says of each damaged file, by table and damage."""
    folder = tmp_path_factory.mktemp("damage")
    warehouse = Warehouse(folder / "home")
    paths = {}
    for name, damage, day, file, content in landed():
        path = Path("landing") / TABLES[name].contract.feed_code / day.isoformat() / file
        target = warehouse.home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        paths[path.as_posix()] = (name, damage)
    warehouse.must(
        "dbt", "run", "--select", "staging", "+int_quarantine", "+int_row_problems",
        "+int_feed_accounting", SF_AS_OF_DATE="2025-01-01",
    )  # fmt: skip
    rows = warehouse.query(
        """
        select
            a.source_file, a.file_status, a.rows_counted, a.rows_staged, a.rows_quarantined,
            a.rows_with_problems, a.problem, a.cure, a.table_name,
            (select string_agg(q.reason, ' | ') from intermediate.int_quarantine as q
             where q.source_file = a.source_file) as reasons,
            (select string_agg(p.row_problems, ' | ') from intermediate.int_row_problems as p
             where p.source_file = a.source_file) as problems
        from intermediate.int_feed_accounting as a
        """
    )
    names = (
        "file_status", "rows_counted", "rows_staged", "rows_quarantined", "rows_with_problems",
        "problem", "cure", "table_name", "reasons", "problems",
    )  # fmt: skip
    found = {paths[row[0]]: dict(zip(names, row[1:], strict=True)) for row in rows}
    assert set(found) == set(paths.values()), "every file is accounted for"
    return found


def of_feed(accounts: dict, feed: str, kinds: dict[str, Damage]) -> Iterator[tuple[str, str, dict]]:
    """Table, damage and account of the damage of these kinds to a feed."""
    for (name, damage), account in accounts.items():
        if name.split(".")[0] == feed and damage in kinds:
            yield name, damage, account


@pytest.mark.parametrize("feed", FEEDS)
def test_at_least_twenty_kinds_of_damage_were_done(feed: str, accounts: dict) -> None:
    kinds = {damage for _, damage, _ in of_feed(accounts, feed, KINDS)}
    assert len(kinds - {"nothing"}) >= 20


@pytest.mark.parametrize("feed", FEEDS)
def test_no_row_is_lost_whatever_happens_to_the_file(feed: str, accounts: dict) -> None:
    for name, damage, account in of_feed(accounts, feed, KINDS):
        total = account["rows_staged"] + account["rows_quarantined"]
        assert account["rows_counted"] == total, (name, damage)


@pytest.mark.parametrize("feed", FEEDS)
def test_a_file_that_can_be_read_is_taken_in_whole(feed: str, accounts: dict) -> None:
    for name, damage, account in of_feed(accounts, feed, IS_TAKEN):
        rows = ROWS * 10 if damage == "ten_times_the_rows" else ROWS
        told = (name, damage, account["problem"], account["reasons"])
        assert (account["file_status"], account["rows_staged"]) == ("taken_in", rows), told


@pytest.mark.parametrize("feed", FEEDS)
def test_a_file_that_cannot_be_read_is_refused_with_its_cure(feed: str, accounts: dict) -> None:
    for name, damage, account in of_feed(accounts, feed, IS_REFUSED):
        assert account["file_status"] == "refused", (name, damage)
        assert account["rows_staged"] == 0, (name, damage)
        assert account["problem"] and account["cure"], (name, damage)
        if damage.startswith("required_column"):
            required = next(c.name for c in TABLES[name].contract.columns if c.required)
            assert required in account["problem"]


@pytest.mark.parametrize("feed", FEEDS)
def test_a_value_that_cannot_be_believed_is_named(feed: str, accounts: dict) -> None:
    for name, damage, account in of_feed(accounts, feed, LOSES):
        assert account["file_status"] == "taken_in", (name, damage, account["problem"])
        told = f"{account['reasons'] or ''} {account['problems'] or ''}"
        assert ("fields, expected" if damage in CUT_SHORT else ": ") in told, (name, damage)
        assert not any(value in told for value in ("31/02", "45017", "?!", "2150"))


# Whole builds -------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(
    "damage",
    ["required_column_missing", "quote_never_closed", "empty", "null_bytes", "key_empty"],
)
def test_nothing_is_published_over_a_damaged_file(
    damage: str, demo: Warehouse, tmp_path: Path
) -> None:
    damaged = copy_home(demo, tmp_path, "landing", "local", "registers", "warehouse")
    published = damaged.home / "warehouse" / "published.duckdb"
    before = published.read_bytes()
    table = TABLES["police.incidents"]
    folder = damaged.home / "landing" / "police" / "2024-03-12"
    folder.mkdir()
    (folder / table.file_name).write_bytes(KINDS[damage](table))
    damaged.must("dbt", "build", "--exclude-resource-type", "unit_test")
    assert damaged.run("scripts/publish.py").returncode != 0
    assert published.read_bytes() == before
