"""Mistakes as real feeds have them, laid over the clean files of a chunk.

Who a record really is stays known: references that change are carried into `truth/people.csv`. The
other files of the truth are those of the clean setting and hold only for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from supporting_families.contracts import ColumnContract, TableContract, load_contracts

from . import identifiers, names

Files = dict[str, pd.DataFrame]
_LATE_MONTH, _LATE_FOLDER = "2023-05", "police/2023-08-10"
_CORRECTED_MONTH, _CORRECTION_FOLDER = "2023-03", "police/2023-06-10"
_SECOND_REFERENCE_FROM = {"school_census": "2023-12", "police": "2023-07"}
_NEW_UPN_OFFSET = 5_000_000
_CENSUS_DATE = "%Y-%b-%d 00:00:00"
_UNKNOWN_CODES = {
    "senprovision": "Z",
    "youngcarer": "Y",
    "person_role": "NK",
    "risk": "VERY HIGH",
    "fami_role": "cousin",
    "earl_episode_end_reason": "OTHER",
    "assessment_type": "review",
}
_DATES = (
    "dob", "pers_dob", "occurred_from", "missing_from", "entrydate", "startdate",
    "earl_episode_start_date", "started_on", "recorded_on",
)  # fmt: skip


def spoil(
    rng: np.random.Generator, landing: Files, records: pd.DataFrame
) -> tuple[Files, pd.DataFrame]:
    """The spoiled files, and whose every landed record is."""
    files = {name: table.copy() for name, table in landing.items()}
    owners = {
        feed: dict(zip(rows["source_person_ref"], rows["true_person_id"], strict=True))
        for feed, rows in records.groupby("feed_code")
    }
    census = _with_column(files, "school_census/", "upn")
    police = _with_column(files, "police/", "nominal_ref")
    _spoil_names(rng, census, "upn", _CENSUS_DATE)
    _spoil_names(rng, police, "nominal_ref", "%Y-%m-%d")
    _spoil_addresses(rng, police)
    _lose_identifiers(rng, files)
    _spoil_upns(rng, census, owners["school_census"])
    _second_nominals(rng, police, owners["police"])
    for name, table in files.items():
        files[name] = _spoil_rows(rng, table)
    _deliver_late(files)
    _correct_a_month(rng, files)
    return files, _landed_records(files, records, owners)


def _with_column(files: Files, feed: str, column: str) -> Files:
    return {
        name: table
        for name, table in files.items()
        if name.startswith(feed) and column in table.columns
    }


def _pick(rng: np.random.Generator, files: Files, key: str, share: float) -> dict[str, int]:
    """A share of the references in these files, at least one, each with a number that shapes its
    mistake."""
    references = np.unique(np.concatenate([table[key].to_numpy(str) for table in files.values()]))
    draw = rng.random(len(references))
    chosen = references[(draw < share) | (draw == draw.min())]
    return dict(zip(chosen.tolist(), rng.integers(0, 2**31, len(chosen)).tolist(), strict=True))


def _change(
    files: Files, key: str, column: str, chosen: dict[str, int], change: Callable[[str, int], str]
) -> None:
    """The same mistake in every row of a chosen reference."""
    for table in files.values():
        rows = np.flatnonzero(table[key].isin(chosen))
        values = table[column].to_numpy(dtype=object).copy()
        for row, reference in zip(rows, table[key].to_numpy()[rows], strict=True):
            values[row] = change(values[row], chosen[reference])
        table[column] = values


# What can go wrong with a value -----------------------------------------------------------------


def typing_error(text: str, number: int) -> str:
    """Two letters swapped, one left out, or one typed twice."""
    if len(text) < 3:
        return text
    place = 1 + number % (len(text) - 2)
    kind = number // 97 % 3
    if kind == 0:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + (text[place] * 2 if kind == 1 else "") + text[place + 1 :]


def _other_surname(_: str, number: int) -> str:
    return str(names.SURNAMES[number % len(names.SURNAMES)])


def _other_postcode(_: str, number: int) -> str:
    return str(identifiers.postcodes(np.array([number % 300_000]))[0])


def _other_birthday(form: str) -> Callable[[str, int], str]:
    """Day and month the wrong way round where that is a date, else a day off."""

    def change(text: str, number: int) -> str:
        day = pd.to_datetime(text, format=form)
        if day.day <= 12 and day.day != day.month and number % 2:
            return day.replace(day=day.month, month=day.day).strftime(form)
        return (day + pd.Timedelta(days=1 + number % 3)).strftime(form)

    return change


def _empty(_: str, __: int) -> str:
    return ""


def _wrong_check_letter(upn: str, number: int) -> str:
    place = int(np.flatnonzero(identifiers.UPN_LETTERS == upn[0])[0])
    letters = len(identifiers.UPN_LETTERS)
    return identifiers.UPN_LETTERS[(place + 1 + number % (letters - 1)) % letters] + upn[1:]


# Who somebody is --------------------------------------------------------------------------------


def _spoil_names(rng: np.random.Generator, files: Files, key: str, date_form: str) -> None:
    for column, share, change in (
        ("forename", 0.05, typing_error),
        ("surname", 0.05, typing_error),
        ("surname", 0.03, _other_surname),
        ("dob", 0.05, _other_birthday(date_form)),
    ):
        _change(files, key, column, _pick(rng, files, key, share), change)


def _spoil_addresses(rng: np.random.Generator, files: Files) -> None:
    moved = _pick(rng, files, "nominal_ref", 0.06)
    _change(files, "nominal_ref", "postcode", moved, _other_postcode)
    _change(files, "nominal_ref", "uprn", moved, _empty)
    typed = _pick(rng, files, "nominal_ref", 0.05)
    _change(files, "nominal_ref", "postcode", typed, typing_error)
    for column in ("dob", "postcode", "uprn"):
        _change(files, "nominal_ref", column, _pick(rng, files, "nominal_ref", 0.08), _empty)


def _lose_identifiers(rng: np.random.Generator, files: Files) -> None:
    people = _with_column(files, "early_help/", "pers_person_id")
    for column in ("pers_upn", "pers_common_child_id", "pers_nino"):
        _change(people, "pers_person_id", column, _pick(rng, people, "pers_person_id", 0.3), _empty)


def _spoil_upns(rng: np.random.Generator, files: Files, owners: dict[str, str]) -> None:
    """Check letters that fail in every census, and pupils who are given a second UPN later on."""
    wrong = _pick(rng, files, "upn", 0.01)
    again = [upn for upn in _pick(rng, files, "upn", 0.01) if upn not in wrong]
    numbers = np.array([int(owners[upn][1:]) + _NEW_UPN_OFFSET for upn in again], dtype=np.int64)
    second = dict(zip(again, identifiers.upns(numbers, np.full(len(again), 23)), strict=True))
    failing = {upn: _wrong_check_letter(upn, number) for upn, number in wrong.items()}
    for name, table in files.items():
        given = failing
        if name.split("/")[1] >= _SECOND_REFERENCE_FROM["school_census"]:
            given = failing | second
        table["upn"] = table["upn"].replace(given)
    owners.update({new: owners[old] for old, new in (failing | second).items()})


def _second_nominals(rng: np.random.Generator, files: Files, owners: dict[str, str]) -> None:
    """People whom the police enter a second time under another reference."""
    second = {ref: f"ND{ref[2:]}" for ref in _pick(rng, files, "nominal_ref", 0.02)}
    for name, table in files.items():
        if name.split("/")[1] >= _SECOND_REFERENCE_FROM["police"]:
            table["nominal_ref"] = table["nominal_ref"].replace(second)
    owners.update({new: owners[old] for old, new in second.items()})


# Rows and files ---------------------------------------------------------------------------------


def _spoil_rows(rng: np.random.Generator, table: pd.DataFrame) -> pd.DataFrame:
    """Codes nobody knows, dates that are none, more absence than sessions, rows sent twice."""
    count = len(table)
    for column in table.columns:
        values = table[column].to_numpy(dtype=object).copy()
        filled = values != ""
        if column in _UNKNOWN_CODES:
            values[filled & (rng.random(count) < 0.004)] = _UNKNOWN_CODES[column]
        if column in _DATES:
            values[filled & (rng.random(count) < 0.002)] = "31/02/2023"
            values[filled & (rng.random(count) < 0.001)] = "1900-01-01"
        if column == "termlysessionsauthorised":
            values[filled & (rng.random(count) < 0.004)] = "390.0"
        table[column] = values
    twice = np.sort(np.r_[np.arange(count), np.flatnonzero(rng.random(count) < 0.005)])
    return table.iloc[twice]


def _deliver_late(files: Files) -> None:
    """One month of incidents comes two months after it should."""
    ending = f"police_incidents_{_LATE_MONTH}.csv"
    for name in [name for name in files if name.endswith(ending)]:
        files[f"{_LATE_FOLDER}/{ending}"] = files.pop(name)


def _correct_a_month(rng: np.random.Generator, files: Files) -> None:
    """One month comes twice: first with rows missing and others wrong, then as it should be."""
    ending = f"police_incidents_{_CORRECTED_MONTH}.csv"
    for name in [name for name in files if name.endswith(ending)]:
        right = files[name]
        files[f"{_CORRECTION_FOLDER}/{ending}"] = right
        draw = rng.random(len(right))
        draw[0] = 1.0
        wrong = right[draw > 0.1].copy()
        kept = draw[draw > 0.1]
        wrong["incident_class"] = wrong["incident_class"].where(kept > 0.2, "OTHER")
        files[name] = wrong


def _landed_records(
    files: Files, records: pd.DataFrame, owners: dict[str, dict[str, str]]
) -> pd.DataFrame:
    """Records of references that are really in the files, old and new ones."""
    parts = [records[records["feed_code"] == "early_help"]]
    for feed, column in (("school_census", "upn"), ("police", "nominal_ref")):
        tables = _with_column(files, f"{feed}/", column).values()
        landed = np.unique(np.concatenate([table[column].to_numpy(str) for table in tables]))
        parts.append(
            pd.DataFrame(
                {
                    "feed_code": feed,
                    "source_person_ref": landed,
                    "true_person_id": [owners[feed][reference] for reference in landed],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


# Any feed by its contract ------------------------------------------------------------------------

_EXCEL_DAY_OF_1970 = 25_569
_BIRTH_DATES_LOST = {"council_tax": 0.85}
_USUALLY_LOST = 0.05


def spoil_feed(rng: np.random.Generator, feed: str, files: Files) -> Files:
    """The files of a feed with mistakes that the contract's kinds of column invite.

    References stay as they are, so `truth/people.csv` stays right. A file that has no contract
    is left alone.
    """
    spoiled = {}
    for name, table in files.items():
        contract = contract_of(feed, name)
        spoiled[name] = table if contract is None else _spoil_by_contract(rng, table, contract)
    return spoiled


@cache
def _contracts() -> tuple[TableContract, ...]:
    return tuple(load_contracts())


def contract_of(feed: str, name: str) -> TableContract | None:
    """The contract of a file of a feed, by its name below `landing/`."""
    file_name = name.rsplit("/", 1)[-1]
    of_feed = (contract for contract in _contracts() if contract.feed_code == feed)
    return next((contract for contract in of_feed if contract.pattern.match(file_name)), None)


def _spoil_by_contract(
    rng: np.random.Generator, table: pd.DataFrame, contract: TableContract
) -> pd.DataFrame:
    table, count = table.copy(), len(table)
    for column in contract.columns:
        if column.name not in table:
            continue
        for share, change in _mistakes(column, contract.feed_code):
            filled = (table[column.name] != "").to_numpy()
            rows = np.flatnonzero(filled & (rng.random(count) < share))
            if rows.size:
                values = table[column.name].to_numpy(dtype=object).copy()
                numbers = rng.integers(0, 2**31, rows.size).tolist()
                values[rows] = [change(v, n) for v, n in zip(values[rows], numbers, strict=True)]
                table[column.name] = values
    twice = np.sort(np.r_[np.arange(count), np.flatnonzero(rng.random(count) < 0.005)])
    return table.iloc[twice]


def _mistakes(
    column: ColumnContract, feed: str
) -> list[tuple[float, Callable[[str, int], str]]]:
    """What goes wrong with the values of a column, and how often."""
    if column.name.lower().endswith(("forename", "surname")):
        return [(0.05, typing_error)]
    if column.type == "date" and column.personal_data == "direct":
        lost = _BIRTH_DATES_LOST.get(feed, _USUALLY_LOST)
        return [(0.03, _birthday_mistake), (lost, _empty)]
    if column.type == "date":
        return [(0.002, _date_mistake)]
    if column.type in ("postcode", "uprn", "upn", "nhs_number", "nino") and not column.required:
        return [(_USUALLY_LOST, _empty)]
    if column.type == "code" and column.codes:
        return [(0.004, _unknown_code)]
    return []


def form_of(day: str) -> str:
    """How a day is written."""
    if " " in day:
        return _CENSUS_DATE
    return "%d/%m/%Y" if "/" in day else "%Y-%m-%d"


def _birthday_mistake(text: str, number: int) -> str:
    return _other_birthday(form_of(text))(text, number)


def _date_mistake(text: str, number: int) -> str:
    """A day that is none, or the serial number of a spreadsheet."""
    if number % 2:
        return "31/02/2023"
    day = pd.to_datetime(text, format=form_of(text))
    return str((day - pd.Timestamp(0)).days + _EXCEL_DAY_OF_1970)


def _unknown_code(_: str, __: int) -> str:
    return "ZZ"
