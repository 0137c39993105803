"""What somebody looks for, checked before anything is searched."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa

from supporting_families.contracts import PROJECT_ROOT
from supporting_families.linking.standardise import CHECKED, TYPED, standardise

IDENTIFIERS = ("upn", "nhs_number")
_DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y")
_NAMES = {"upn": "pupil number", "nhs_number": "NHS number", "postcode": "postcode"}


class LookupRefused(Exception):
    """The look is not allowed or says too little; the message says what is wanted."""


@dataclass(frozen=True)
class Request:
    """Who looks, under which purpose, and what the referrer knows."""

    who: str
    purpose: str
    purpose_name: str
    typed: dict[str, str]

    @property
    def fields(self) -> str:
        """What was given, never its value."""
        return " ".join(self.typed)

    def identity(self, authority: str, is_demo: bool) -> pa.Table:
        """The identity looked for, of one authority, standardised as the build does it.

        Raises LookupRefused where a number, a postcode or the date is none.
        """
        row = {"record_key": "looked for", "authority_code": authority, **self._values()}
        fields = [("record_key", pa.string()), ("authority_code", pa.string())]
        fields += [
            (name, pa.date32() if name == "date_of_birth" else pa.string()) for name in TYPED
        ]
        table = standardise(pa.Table.from_pylist([row], pa.schema(fields)), is_demo)
        for name in CHECKED:
            if name in self.typed and None in table[name].to_pylist():
                raise LookupRefused(f"the {_NAMES[name]} is not a valid one: check how it is typed.")
        return table

    def _values(self) -> dict[str, str | date | None]:
        values: dict[str, str | date | None] = {name: self.typed.get(name) for name in TYPED}
        if "date_of_birth" in self.typed:
            values["date_of_birth"] = _date(self.typed["date_of_birth"])
        return values


def request_of(who: str, purpose: str, given: dict[str, str | None]) -> Request:
    """The request, checked. Raises LookupRefused."""
    who = " ".join(who.split())
    if not who:
        raise LookupRefused("say who is looking: --as-who NAME.")
    purpose_name = _purpose_name(purpose)
    typed = {name: value.strip() for name, value in given.items() if value and value.strip()}
    has_identifier = any(name in typed for name in IDENTIFIERS)
    if not has_identifier and not {"surname", "date_of_birth"} <= typed.keys():
        raise LookupRefused(
            "too little to look anybody up: give a surname and a date of birth, or a pupil number or "
            "an NHS number."
        )
    if "date_of_birth" in typed:
        _date(typed["date_of_birth"])
    return Request(who, purpose, purpose_name, typed)


def given_as_json(text: str) -> dict[str, str | None]:
    """What was given on standard input. Raises LookupRefused."""
    expected = f"expected one JSON object with texts for some of {', '.join(TYPED)}"
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise LookupRefused(f"standard input is no JSON: {expected}.") from error
    if not isinstance(given, dict) or not given.keys() <= set(TYPED):
        raise LookupRefused(f"standard input holds something else: {expected}.")
    if not all(value is None or isinstance(value, str) for value in given.values()):
        raise LookupRefused(f"standard input holds a value that is no text: {expected}.")
    return given


def _purpose_name(purpose: str) -> str:
    path = PROJECT_ROOT / "seeds" / "feeds" / "purposes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        purposes = {row["purpose"]: row for row in csv.DictReader(file)}
    allowed = [code for code, row in purposes.items() if row["allows_lookup"] == "1"]
    if purpose not in allowed:
        known = "no known purpose" if purpose not in purposes else "not a purpose that allows a look"
        raise LookupRefused(f"'{purpose}' is {known}; a purpose may be {' or '.join(allowed)}.")
    return purposes[purpose]["purpose_name"]


def _date(text: str) -> date:
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise LookupRefused("the date of birth is no date: write it as YYYY-MM-DD.")
