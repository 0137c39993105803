"""Turns what the generator knows into the rows and files of a home."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from . import identifiers
from .calendar import day_text
from .layouts import DATE_FIELDS, TABLES, Person


class HomeWriter:
    """Appends tables to the CSV files of a home; a file is made with its first rows."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._headers: dict[str, list[str]] = {}
        self._endings: dict[Path, str] = {}

    def append(self, name: str, table: pd.DataFrame) -> None:
        """Adds rows to a file. Nothing is written for a table without rows."""
        if table.empty:
            return
        header = self._headers.get(name)
        path = self._root / name
        if header is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._headers[name] = header = list(table.columns)
            path.write_text(",".join(header) + "\n", encoding="utf-8")
        if any(isinstance(kind, pd.CategoricalDtype) for kind in table.dtypes):
            _append_long(path, table[header])
            return
        with path.open("a", encoding="utf-8", newline="") as file:
            table[header].to_csv(file, index=False, header=False, lineterminator="\n")

    def append_records(self, name: str, records: list[dict]) -> None:
        self.append(name, pd.DataFrame(records, dtype=object))


    def append_within(self, name: str, opening: str, text: str, closing: str) -> None:
        """Adds to a text file that has an opening and, once `close` is called, a closing."""
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(text if path in self._endings else opening + text)
        self._endings[path] = closing

    def close(self) -> None:
        """Ends the files that have a closing."""
        for path, closing in self._endings.items():
            with path.open("a", encoding="utf-8", newline="") as file:
                file.write(closing)


def _append_long(path: Path, table: pd.DataFrame) -> None:
    """Adds a table of millions of rows, in which no text needs quotation marks."""
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    arrow = arrow.cast(pa.schema([(name, pa.string()) for name in arrow.column_names]))
    options = pa_csv.WriteOptions(include_header=False, quoting_style="none")
    with path.open("ab") as file:
        pa_csv.write_csv(arrow, file, options)


@lru_cache(maxsize=100_000)
def _day(number: int | None) -> str:
    return day_text(number)


def case_table(rows: list, kind: type) -> pd.DataFrame:
    """Rows of a case-management table as they stand in its file."""
    hidden = TABLES[kind].hidden
    columns = zip(*rows, strict=True) if rows else [()] * len(kind._fields)
    return pd.DataFrame(
        {
            field: [_day(value) for value in values] if field in DATE_FIELDS else list(values)
            for field, values in zip(kind._fields, columns, strict=True)
            if field not in hidden
        },
        dtype=object,
    )


def person_table(rows: list[Person], people: pd.DataFrame) -> pd.DataFrame:
    """ssd_person: names, birth date and the identifiers that the case system has."""
    who = people.iloc[[row.row for row in rows]]
    number = pd.Series([int(row.pers_person_id[1:]) for row in rows], dtype="int64").to_numpy()
    has = {field: [getattr(row, field) for row in rows] for field in Person._fields[3:]}

    def where(field: str, values: object) -> pd.Series:
        return pd.Series(values, dtype=object).where(pd.Series(has[field]), "")

    return pd.DataFrame(
        {
            "pers_person_id": [row.pers_person_id for row in rows],
            "pers_upn": where("has_upn", who["upn"].to_numpy()),
            "pers_common_child_id": where("has_nhs_number", identifiers.nhs_numbers(number)),
            "pers_nino": where("has_nino", identifiers.ninos(number)),
            "pers_forename": who["forename"].to_numpy(),
            "pers_surname": who["surname"].to_numpy(),
            "pers_sex": who["sex"].to_numpy(),
            "pers_gender": "",
            "pers_ethnicity": who["ethnicity"].to_numpy(),
            "pers_dob": who["dob"].dt.strftime("%Y-%m-%d").to_numpy(),
            "pers_expected_dob": "",
            "pers_death_date": "",
        }
    )


def address_table(rows: list[Person], people: pd.DataFrame) -> pd.DataFrame:
    """ssd_address: where each person lives, and for one in ten where they lived before."""
    who = people.iloc[[row.row for row in rows]].reset_index(drop=True)
    number = pd.Series([int(row.pers_person_id[1:]) for row in rows], dtype="int64")
    moved_on = pd.Series([row.known_on - 400 - row.row % 700 for row in rows], dtype="int64")
    household = who["household_no"]
    current = pd.DataFrame(
        {
            "addr_table_id": "AD" + number.astype(str).str.zfill(7) + "-2",
            "addr_person_id": [row.pers_person_id for row in rows],
            "addr_address_type": "HOME",
            "addr_address_start_date": [_day(int(day)) for day in moved_on],
            "addr_address_end_date": "",
            "addr_address_line_1": who["address"],
            "addr_address_line_2": "",
            "addr_address_line_3": "Demotown",
            "addr_address_postcode": who["postcode"],
            "addr_address_uprn": who["uprn"],
        }
    )
    before = current[household % 10 == 0].copy()
    if before.empty:
        return current
    before["addr_table_id"] = before["addr_table_id"].str[:-1] + "1"
    before["addr_address_end_date"] = before["addr_address_start_date"]
    before["addr_address_start_date"] = ""
    before["addr_address_line_1"] = "1 Former Road"
    former = household[before.index].to_numpy()
    before["addr_address_postcode"] = identifiers.postcodes(former * 13 + 5)
    before["addr_address_uprn"] = ""
    return pd.concat([before, current], ignore_index=True).sort_values(
        "addr_table_id", kind="stable"
    )
