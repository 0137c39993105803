"""People who are hard to tell apart and records that are hard to link, to measure linking by.

The population has more twins and parents whose children carry their name. Then every record that
names somebody, which is a feed and its person reference, draws its own errors: the same in every
row and file of the record, and independent of the records that other feeds have of the person.

`truth/people.csv` says whose every landed record is, `truth/traits.csv` what its owner is like.
The other files of the truth are those of the clean setting and hold only for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from supporting_families.contracts import ColumnContract, TableContract

from . import dirt, identifiers, names

Files = dict[str, pd.DataFrame]

TWIN_SHARE = 0.04
_TWINS_NAMED_ALIKE = 1 / 3
_NAMESAKES = 0.02  # of the families with a parent and a child of the sex
_MOVERS = 0.08
_RECORDS_OF_THE_FORMER_HOME = 1 / 3  # of those of a mover
_NAME_ERRORS = 0.10
_BIRTH_DATE_ERRORS = 0.10
_POSTCODE_ERRORS = 0.10
_WITHOUT_IDENTIFIERS = 0.30
_TEMPORARY_UPNS = 0.30
_BIRTH_DATES_NOT_HELD = {"council_tax": 0.60}
_SURNAMES_OF_CHILDREN_CHANGED = 5  # one in so many of those that would change in an adult

_FIRST_BIRTH = date(1900, 1, 2)
_BEFORE_THE_FIRST_DELIVERY = date(2021, 9, 30)
_TEMPORARY_UPN_OFFSET = 5_000_000
_IDENTIFIERS = ("upn", "nhs_number", "nino")
# What a column says of a person, by how it ends or by its type, and where `people` has that.
_ROLES = {
    "forename": "forename",
    "surname": "surname",
    "postcode": "postcode",
    "uprn": "uprn",
    "address_line_1": "address",
}
_NUMBERS = 2**31
_PLAUSIBLE = re.compile(r"[A-Z]{2}[1-9]\d? \d[A-Z]{2}")


# Who there is -----------------------------------------------------------------------------------


def name_alike(rng: np.random.Generator, people: pd.DataFrame) -> None:
    """Gives twins forenames that begin alike, and children the forename of a parent."""
    _name_twins(rng, people)
    _name_after_parents(rng, people)


def _name_twins(rng: np.random.Generator, people: pd.DataFrame) -> None:
    household, is_female = people["household"].to_numpy(), (people["sex"] == "F").to_numpy()
    forename = people["forename_no"].to_numpy().copy()
    for first, *others in people[people["is_twin"]].groupby(["household", "dob"]).groups.values():
        for twin in others if rng.random() < _TWINS_NAMED_ALIKE else ():
            start, end = np.searchsorted(household, [household[twin], household[twin] + 1])
            taken = set(forename[start:end].tolist())
            alike = names.beginning_alike(int(forename[first]), bool(is_female[twin]))
            forename[twin] = next((n for n in alike if n not in taken), forename[twin])
    people["forename_no"] = forename


def _name_after_parents(rng: np.random.Generator, people: pd.DataFrame) -> None:
    for sex in ("F", "M"):
        first = {
            kind: people[(people["sex"] == sex) & (people["kind"] == kind)]
            .reset_index(names="row")
            .drop_duplicates("household")
            .set_index("household")["row"]
            for kind in ("adult", "child")
        }
        pairs = pd.DataFrame(first).dropna().astype(int)
        pairs = pairs[rng.random(len(pairs)) < _NAMESAKES]
        shared = people.loc[pairs["adult"], "forename_no"].to_numpy()
        people.loc[pairs["child"], "forename_no"] = shared


def move_some(rng: np.random.Generator, people: pd.DataFrame) -> None:
    """Says who has moved, and from which other home of the authority."""
    household = people["household"].to_numpy()
    heads = np.flatnonzero(np.r_[True, household[1:] != household[:-1]])
    others = (household + rng.integers(1, len(heads), len(people))) % len(heads)
    people["is_mover"] = rng.random(len(people)) < _MOVERS
    for column in ("postcode", "uprn", "address"):
        people[f"former_{column}"] = people[column].to_numpy()[heads[others]]


# What can go wrong with a name ------------------------------------------------------------------


class _Bearer(NamedTuple):
    forename: str
    surname: str
    is_female: bool
    is_adult: bool


_Name = tuple[str, str]
_TITLES = {
    (True, True): ("Mrs", "Miss", "Ms"),
    (True, False): ("Miss",),
    (False, True): ("Mr",),
    (False, False): ("Master", "Mr"),
}
_MIDDLE_NAMES = {
    True: ("Marie", "Rose", "Louise", "Jane", "Anne", "Noor"),
    False: ("James", "John", "Lee", "Thomas", "William", "Ali"),
}


def _mistyped(who: _Bearer, number: int) -> _Name:
    if number % 2:
        return _other_typing(who.forename, number // 2), who.surname
    return who.forename, _other_typing(who.surname, number // 2)


def _other_typing(text: str, number: int) -> str:
    """Two equal letters swapped are no error: then another kind of typing error."""
    tries = (dirt.typing_error(text, number + kind * 97) for kind in range(3))
    return next((typed for typed in tries if typed != text), text)


def _swapped(who: _Bearer, _: int) -> _Name:
    return who.surname, who.forename


def _known_as(who: _Bearer, number: int) -> _Name | None:
    short = names.KNOWN_AS.get(who.forename)
    return (short[number % len(short)], who.surname) if short else None


def _initial(who: _Bearer, _: int) -> _Name:
    return who.forename[0], who.surname


def _with_middle_name(who: _Bearer, number: int) -> _Name:
    middle = _MIDDLE_NAMES[who.is_female]
    middle = middle[number // 3 % len(middle)]
    merged = (f"{who.forename} {middle}", f"{who.forename}-{middle}", who.forename + middle.lower())
    return merged[number % 3], who.surname


def _spelt_otherwise(who: _Bearer, number: int) -> _Name | None:
    """An accent or apostrophe, another spelling, a hyphen written as a space or not at all."""
    found = []
    if who.forename in names.SPELT_OTHERWISE:
        found.append((names.SPELT_OTHERWISE[who.forename], who.surname))
    halves = who.surname.split("-")
    if any(half in names.SPELT_OTHERWISE for half in halves):
        spelt = "-".join(names.SPELT_OTHERWISE.get(half, half) for half in halves)
        found.append((who.forename, spelt))
    if len(halves) > 1:
        found += [(who.forename, " ".join(halves)), (who.forename, "".join(halves))]
    return found[number % len(found)] if found else None


def _titled(who: _Bearer, number: int) -> _Name:
    titles = _TITLES[who.is_female, who.is_adult]
    return f"{titles[number % len(titles)]} {who.forename}", who.surname


def _half_surname(who: _Bearer, number: int) -> _Name | None:
    halves = who.surname.split("-")
    return (who.forename, halves[number % 2]) if len(halves) > 1 else None


def _other_surname(who: _Bearer, number: int) -> _Name | None:
    if not who.is_adult and number % _SURNAMES_OF_CHILDREN_CHANGED:
        return None
    other = number // _SURNAMES_OF_CHILDREN_CHANGED % len(names.SURNAMES)
    return who.forename, str(names.SURNAMES[other])


# Shares of the kinds of error; one that does not fit a name leaves its share to the others.
_NAME_ERROR_KINDS = (
    (0.40, _mistyped),
    (0.06, _swapped),
    (0.14, _known_as),
    (0.06, _initial),
    (0.06, _with_middle_name),
    (0.06, _spelt_otherwise),
    (0.04, _titled),
    (0.08, _half_surname),
    (0.10, _other_surname),
)


# What can go wrong with a birth date ------------------------------------------------------------


def _one_of(born: date, typed: Iterable[str], number: int) -> date | None:
    """One of the texts (day, month, year) that are other dates on which the person may be born."""
    found = []
    for text in typed:
        try:
            day = date(int(text[4:]), int(text[2:4]), int(text[:2]))
        except ValueError:
            continue
        if day != born and _FIRST_BIRTH <= day <= max(born, _BEFORE_THE_FIRST_DELIVERY):
            found.append(day)
    return found[number % len(found)] if found else None


def _as_typed(born: date) -> str:
    return f"{born.day:02d}{born.month:02d}{born.year}"


def _day_and_month_swapped(born: date, number: int) -> date | None:
    text = _as_typed(born)
    return _one_of(born, [text[2:4] + text[:2] + text[4:]], number)


def _digit_mistyped(born: date, number: int) -> date | None:
    text = _as_typed(born)
    typed = (
        text[:place] + digit + text[place + 1 :]
        for place in range(len(text))
        for digit in "0123456789"
    )
    return _one_of(born, typed, number)


def _digits_swapped(born: date, number: int) -> date | None:
    text = _as_typed(born)
    typed = (
        text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        for place in range(len(text) - 1)
    )
    return _one_of(born, typed, number)


def _year_off(born: date, number: int) -> date | None:
    text = _as_typed(born)
    return _one_of(born, [f"{text[:4]}{born.year + step}" for step in (-1, 1)], number)


def _first_of_january(born: date, number: int) -> date | None:
    return _one_of(born, [f"0101{born.year}"], number)


_BIRTH_DATE_ERROR_KINDS = (
    (0.30, _day_and_month_swapped),
    (0.30, _digit_mistyped),
    (0.15, _digits_swapped),
    (0.15, _year_off),
    (0.10, _first_of_january),
)


def _with_an_error(kinds: tuple, right: object, about: object, number: int) -> object:
    """Something else than what is right, of a kind that fits, as often as its share says."""
    wrong = [(share, kind(about, number)) for share, kind in kinds]
    wrong = [(share, value) for share, value in wrong if value not in (None, right)]
    place = number / _NUMBERS * sum(share for share, _ in wrong)
    for share, value in wrong:
        place -= share
        if place < 0:
            return value
    return right


# What can go wrong with a postcode --------------------------------------------------------------


def _mistyped_postcode(postcode: str, number: int) -> str:
    """Two neighbouring characters swapped, or one typed wrong; still one that could be."""
    last = len(postcode) - 1
    if number % 2:
        typed = [
            postcode[:place] + postcode[place + 1] + postcode[place] + postcode[place + 2 :]
            for place in range(last)
        ]
    else:
        place = number // 2 % len(postcode)
        typed = [
            postcode[:place] + character + postcode[place + 1 :]
            for character in "0123456789" + identifiers.POSTCODE_LETTERS
        ]
    typed = [text for text in typed if text != postcode and _PLAUSIBLE.fullmatch(text)]
    return typed[number // 64 % len(typed)] if typed else _mistyped_postcode(postcode, number + 2)


# Records ----------------------------------------------------------------------------------------


class _Told(NamedTuple):
    """What the records of a feed say, and what they would say without errors; by column role."""

    references: pd.Index
    right: dict[str, np.ndarray]
    said: dict[str, np.ndarray]
    has_no_identifiers: np.ndarray


def _tell(
    rng: np.random.Generator, feed: str, records: pd.DataFrame, people: pd.DataFrame
) -> _Told:
    person = records["true_person_id"].str[1:].astype(np.int64).to_numpy()
    who = people.iloc[person - people["person"].iloc[0]]
    right = {role: who[column].to_numpy(dtype=object) for role, column in _ROLES.items()}
    right["dob"] = who["dob"].dt.strftime("%Y-%m-%d").to_numpy(dtype=object)
    said = {role: values.copy() for role, values in right.items()}
    _move_back(rng, who, said)
    _misname(rng, who, said)
    for role, share, change in (
        ("dob", _BIRTH_DATE_ERRORS, _other_birth_date),
        ("postcode", _POSTCODE_ERRORS, _mistyped_postcode),
        ("dob", _BIRTH_DATES_NOT_HELD.get(feed, 0), _nothing),
    ):
        for place, number in _drawn(rng, len(who), share):
            said[role][place] = change(said[role][place], number)
    has_no_identifiers = rng.random(len(who)) < _WITHOUT_IDENTIFIERS
    return _Told(pd.Index(records["source_person_ref"]), right, said, has_no_identifiers)


def _drawn(rng: np.random.Generator, count: int, share: float) -> Iterable[tuple[int, int]]:
    """The places of a share of the records, each with a number that shapes its error."""
    places = np.flatnonzero(rng.random(count) < share)
    return zip(places.tolist(), rng.integers(0, _NUMBERS, len(places)).tolist(), strict=True)


def _move_back(rng: np.random.Generator, who: pd.DataFrame, said: dict[str, np.ndarray]) -> None:
    stays = who["is_mover"].to_numpy() & (rng.random(len(who)) < _RECORDS_OF_THE_FORMER_HOME)
    for role in ("postcode", "uprn", "address_line_1"):
        said[role][stays] = who[f"former_{_ROLES[role]}"].to_numpy(dtype=object)[stays]


def _misname(rng: np.random.Generator, who: pd.DataFrame, said: dict[str, np.ndarray]) -> None:
    is_female, is_adult = (who["sex"] == "F").to_numpy(), (who["kind"] != "child").to_numpy()
    for place, number in _drawn(rng, len(who), _NAME_ERRORS):
        right = said["forename"][place], said["surname"][place]
        bearer = _Bearer(*right, bool(is_female[place]), bool(is_adult[place]))
        wrong = _with_an_error(_NAME_ERROR_KINDS, right, bearer, number)
        said["forename"][place], said["surname"][place] = wrong


def _other_birth_date(text: str, number: int) -> str:
    born = date.fromisoformat(text)
    return _with_an_error(_BIRTH_DATE_ERROR_KINDS, born, born, number).isoformat()


def _nothing(_: str, __: int) -> str:
    return ""


# Files ------------------------------------------------------------------------------------------


def spoil_feed(
    rng: np.random.Generator,
    feed: str,
    files: Files,
    records: pd.DataFrame,
    people: pd.DataFrame,
) -> Files:
    """The files of a feed as its records tell them. A column keeps what is not its owner's own,
    such as an address of earlier years."""
    if records.empty:
        return files
    told = _tell(rng, feed, records, people)
    spoiled = {}
    for name, table in files.items():
        contract = dirt.contract_of(feed, name)
        spoiled[name] = table if contract is None else _retell(table, contract, told)
    return spoiled


def _retell(table: pd.DataFrame, contract: TableContract, told: _Told) -> pd.DataFrame:
    roles = {c.name: role for c in contract.columns if c.name in table and (role := _role(c))}
    if not roles or table.empty:
        return table
    reference = next((name for name in table if table[name].iloc[0] in told.references), None)
    if reference is None:
        return table
    table = table.copy()
    place = told.references.get_indexer(table[reference])
    for column, role in roles.items():
        values = table[column].to_numpy(dtype=object).copy()
        if role in told.said:
            _correct(values, place, told.right[role], told.said[role], is_date=role == "dob")
        elif column != reference:
            values[(place >= 0) & told.has_no_identifiers[place]] = ""
        table[column] = values
    return table


def _role(column: ColumnContract) -> str | None:
    """What a column says of a person, if anything that a record may have wrong."""
    if column.type in ("postcode", "uprn", *_IDENTIFIERS):
        return column.type
    if column.type == "date":
        return "dob" if column.personal_data == "direct" else None
    return next((role for role in _ROLES if column.name.lower().endswith(role)), None)


def _correct(
    values: np.ndarray, place: np.ndarray, right: np.ndarray, said: np.ndarray, is_date: bool
) -> None:
    """Puts what records say in the place of what is right."""
    rows = np.flatnonzero((place >= 0) & (right != said)[place] & (values != ""))
    if not rows.size:
        return
    right, said = right[place[rows]], said[place[rows]]
    if is_date:
        form = dirt.form_of(values[rows[0]])
        right, said = (
            pd.to_datetime(pd.Series(days)).dt.strftime(form).fillna("").to_numpy(dtype=object)
            for days in (right, said)
        )
    is_own = values[rows] == right
    values[rows[is_own]] = said[is_own]


def temporary_upns(rng: np.random.Generator, records: pd.DataFrame) -> dict[str, str]:
    """By their own UPN the temporary one that some pupils have in the school census.

    The last character is a letter, which the check letter counts as its place among the letters.
    """
    pupils = records[records["feed_code"] == "school_census"]
    pupils = pupils[rng.random(len(pupils)) < _TEMPORARY_UPNS]
    person = pupils["true_person_id"].str[1:].astype(np.int64).to_numpy()
    # Another number than the person's own, so that the one UPN does not give away the other.
    upns = identifiers.upns(person + _TEMPORARY_UPN_OFFSET, np.full(len(person), 21))
    temporary = [upn[:-1] + identifiers.UPN_LETTERS[int(upn[-1])] for upn in upns]
    return dict(zip(pupils["source_person_ref"], temporary, strict=True))
