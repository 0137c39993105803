"""Identifiers from ranges that are reserved or cannot exist: none can belong to a real person.

Every function turns a running number into an identifier. The number is scattered over its range
first (a multiplication modulo the size of the range), so neighbours do not look alike and no two
numbers give the same identifier.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np

UPN_LETTERS = np.array(list("ABCDEFGHJKLMNPQRTUVWXYZ"))
POSTCODE_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_POSTCODE_LETTERS = np.array(list(POSTCODE_LETTERS))
_POSTCODE_DISTRICTS = 99
_POSTCODE_COUNT = _POSTCODE_DISTRICTS * 10 * len(_POSTCODE_LETTERS) ** 2
_SCATTER = 7_654_321
# People with no case count their NHS numbers from the end of the range, as far as this.
NHS_NUMBERS_FROM_THE_END = 600_000


def _digits(numbers: np.ndarray, width: int) -> np.ndarray:
    """The decimal digits of each number, one row a number, most significant first."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (numbers[:, None] // powers) % 10


@cache
def _nhs_numbers() -> np.ndarray:
    """All numbers 999xxxxxx with a check digit, scattered."""
    body = 999_000_000 + (np.arange(1_000_000, dtype=np.int64) * _SCATTER) % 1_000_000
    total = (_digits(body, 9) * np.arange(10, 1, -1)).sum(axis=1)
    check = 11 - total % 11
    check[check == 11] = 0
    return (body * 10 + check)[check != 10]


def nhs_numbers(numbers: np.ndarray) -> np.ndarray:
    """NHS numbers of the test range 999 with their check digit, as text; below 0: from the end."""
    return _nhs_numbers()[numbers].astype(str).astype(object)


def upn_check_letters(bodies: np.ndarray) -> np.ndarray:
    """Check letters of twelve-digit UPN bodies (weights 2 to 13, modulo 23)."""
    return UPN_LETTERS[(_digits(bodies, 12) * np.arange(2, 14)).sum(axis=1) % 23]


def upns(numbers: np.ndarray, entry_years: np.ndarray) -> np.ndarray:
    """UPNs of local authority 999, which no authority has, with their check letter."""
    scattered = (numbers.astype(np.int64) * _SCATTER) % 10_000_000
    school, serial = scattered // 1000, scattered % 1000
    bodies = 999 * 10**9 + school * 10**5 + (entry_years % 100) * 1000 + serial
    letters = upn_check_letters(bodies)
    return np.char.add(letters, bodies.astype(str)).astype(object)


def ninos(numbers: np.ndarray) -> np.ndarray:
    """National Insurance numbers with the prefix QQ, which is never given out."""
    scattered = (numbers.astype(np.int64) * _SCATTER) % 4_000_000
    digits = np.char.zfill((scattered // 4).astype(str), 6)
    suffix = np.array(list("ABCD"))[scattered % 4]
    return np.char.add(np.char.add("QQ", digits), suffix).astype(object)


def postcodes(numbers: np.ndarray) -> np.ndarray:
    """Postcodes of the area XD, which does not exist."""
    rest = (numbers.astype(np.int64) * _SCATTER) % _POSTCODE_COUNT
    letters = len(_POSTCODE_LETTERS)
    last, rest = _POSTCODE_LETTERS[rest % letters], rest // letters
    middle, rest = _POSTCODE_LETTERS[rest % letters], rest // letters
    sector, district = (rest % 10).astype(str), (rest // 10 + 1).astype(str)
    outward = np.char.add("XD", district)
    inward = np.char.add(np.char.add(sector, middle), last)
    return np.char.add(np.char.add(outward, " "), inward).astype(object)


def uprns(numbers: np.ndarray) -> np.ndarray:
    """Property references far above the ones in use."""
    return (990_000_000_000 + numbers).astype(str).astype(object)


def nominal_refs(numbers: np.ndarray) -> np.ndarray:
    """Police references of people: stable, and no telling who is related to whom."""
    scattered = (numbers.astype(np.int64) * _SCATTER) % 100_000_000
    return numbered("NM", scattered, 8)


def feed_refs(prefix: str, numbers: np.ndarray, shift: int) -> np.ndarray:
    """References that a feed gives to people; another feed gives others."""
    scattered = (numbers.astype(np.int64) * _SCATTER + shift * 1_234_577) % 100_000_000
    return numbered(prefix, scattered, 8)


def numbered(prefix: str, numbers: np.ndarray, width: int) -> np.ndarray:
    """References that count: a prefix and a number of fixed width."""
    return np.array([f"{prefix}{number:0{width}d}" for number in numbers.tolist()], dtype=object)


def warehouse_key(authority_code: str, feed_code: str, kind: str, reference: str) -> str:
    """The warehouse's key of a record, family or episode as the registers name it."""
    return hashlib.md5("|".join((authority_code, feed_code, kind, reference)).encode()).hexdigest()
