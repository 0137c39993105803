"""Rectification: a line of `registers/rectifications.csv`, followed from the next build on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import yaml

from supporting_families.appended import AppendedFile
from supporting_families.contracts import LOADER, STAGING, TableContract, load_contracts
from supporting_families.home import Home
from supporting_families.sql_text import text_literal

from .errors import RightsError


@dataclass(frozen=True)
class Wrong:
    """A wrong value: where it stands, and what is right; empty for a value not to be used.

    `row_column` and `row_value` say which rows; without them the column that names the person does.
    """

    feed_code: str
    table_name: str
    source_person_ref: str
    column_name: str
    wrong_value: str
    right_value: str
    row_column: str = ""
    row_value: str = ""


class Rectifications:
    """The register of an authority. Raises HomeError where it cannot be read."""

    def __init__(self, home: Home, authority: str) -> None:
        self._home, self._authority = home, authority
        self._file = AppendedFile(home, "registers", "rectifications", authority)

    def rectify(
        self, wrong: Wrong, by: str, reason: str, request_ref: str, today: date
    ) -> tuple[str, int]:
        """Record a rectification; returns its reference and in how many landed rows it is found.

        Raises RightsError where table or column are not there, no row holds the wrong value, or it
        is said already. No message tells a value.
        """
        if not (by.strip() and reason.strip()):
            raise RightsError("say who decided and why: --by NAME --reason TEXT.")
        contract = _contract(wrong)
        row_column = wrong.row_column or person_column(contract)
        row_value = wrong.row_value or wrong.source_person_ref
        _check_columns(contract, row_column, wrong.column_name)
        if wrong.wrong_value == wrong.right_value:
            raise RightsError("the wrong and the right value are the same.")
        line = {
            "feed_code": wrong.feed_code,
            "table_name": wrong.table_name,
            "row_column": row_column,
            "row_value": row_value,
            "column_name": wrong.column_name,
            "wrong_value": wrong.wrong_value,
        }
        for other in self._standing().values():
            if all(other[name] == value for name, value in line.items()):
                raise RightsError(
                    f"rectification '{other['rectification_ref']}' is about the same value: take "
                    "it back first, with unrectify."
                )
        rows = self._rows_with(contract, line)
        if not rows:
            raise RightsError(
                f"no row of {wrong.feed_code}.{wrong.table_name} that {row_column} names so holds "
                f"that value in {wrong.column_name}: compare it with the copy of what is held."
            )
        [reference] = self._file.new_ids("rectification_ref", "REC", today, 1)
        self._file.append(
            [
                {
                    **line, "rectification_ref": reference, "request_ref": request_ref,
                    "source_person_ref": wrong.source_person_ref,
                    "right_value": wrong.right_value, "decided_by": " ".join(by.split()),
                    "decided_on": str(today), "reason": " ".join(reason.split()),
                    "recorded_at": str(today),
                }
            ]
        )  # fmt: skip
        return reference, rows

    def withdraw(self, reference: str, today: date) -> None:
        """Record that a rectification no longer holds. Raises RightsError where none does."""
        line = self._standing().get(reference)
        if line is None:
            raise RightsError(f"no rectification '{reference}' holds in '{self._file.path}'.")
        self._file.append([{**line, "withdrawn_on": str(today), "recorded_at": str(today)}])

    def _standing(self) -> dict[str, dict[str, str]]:
        latest = {line["rectification_ref"]: line for line in self._file.rows}
        return {name: line for name, line in latest.items() if not line["withdrawn_on"]}

    def _rows_with(self, contract: TableContract, line: dict[str, str]) -> int:
        """Rows of the table that hold the wrong value, as taken in last."""
        files = self._home.intake / contract.feed_code / contract.name / "*.parquet"
        with duckdb.connect() as connection:
            [(rows,)] = connection.execute(
                f"select count(*) from read_parquet({text_literal(files)}, union_by_name=true) "
                "where of_authority = $authority "
                f"and trim(\"{line['row_column']}\") = $row_value "
                f"and coalesce(trim(\"{line['column_name']}\"), '') = $wrong",
                {
                    "authority": self._authority,
                    "row_value": line["row_value"],
                    "wrong": line["wrong_value"],
                },
            ).fetchall()
        return rows


def person_column(contract: TableContract) -> str:
    """The column of a table that names the person. Raises RightsError where none alone does."""
    named = _named_person(contract)
    if named is None:
        raise RightsError(
            f"rows of {contract.feed_code}.{contract.name} are not named by a reference of the "
            "person: say by which column and value, with --row-column and row_value."
        )
    return named


def _named_person(contract: TableContract) -> str | None:
    """The contract's column that staging calls person_ref, or that is the person's by its name."""
    for path in (STAGING / contract.feed_code).glob("*__sources.yml"):
        for source in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)["sources"]:
            for table in source["tables"]:
                if table["name"] != contract.name:
                    continue
                for column in table["columns"]:
                    name, meta = column["name"], column["config"]["meta"]
                    if meta.get("as", name) == "person_ref" or name.endswith("_person_id"):
                        return name
    return "person_id" if "person_id" in contract.column_names else None


def _contract(wrong: Wrong) -> TableContract:
    of_feed = {
        contract.name: contract
        for contract in load_contracts()
        if contract.feed_code == wrong.feed_code and contract.root == "landing"
    }
    if wrong.table_name not in of_feed:
        raise RightsError(
            f"feed '{wrong.feed_code}' has no table '{wrong.table_name}': see models/staging."
        )
    return of_feed[wrong.table_name]


def _check_columns(contract: TableContract, *columns: str) -> None:
    for name in columns:
        if name not in contract.column_names:
            raise RightsError(
                f"{contract.feed_code}.{contract.name} has no column '{name}': there are "
                f"{', '.join(contract.column_names)}."
            )
