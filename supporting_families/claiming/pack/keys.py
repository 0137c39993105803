"""Keys of evidence packs: public ones that packs are made for, secret ones that open them.

A secret key is in a file that its holder keeps, never in the repository and never in the home: who
can read the packs there must not find beside them what opens them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyrage import IdentityError, RecipientError, x25519

from supporting_families.appended import AppendedFile
from supporting_families.contracts import PROJECT_ROOT
from supporting_families.home import Home

from ..errors import ClaimError

KEY_FILE = "SF_AUDIT_KEY_FILE"
HOW_TO_MAKE = (
    "Make one with 'python scripts/claims.py new-key FILE' in a folder of your own, and have the "
    "public key that it prints added to local/audit_recipients.csv."
)
_SECRET = "AGE-SECRET-KEY-"
_OTHERS = 0o077


@dataclass(frozen=True)
class Recipient:
    """Who can open packs, and the public key."""

    holder: str
    public_key: str


def make_key(file: Path, home: Home) -> str:
    """Write a new secret key that its owner alone can read; returns the public key.

    Raises ClaimError where there is a file already, or where it would lie in the repository or in
    the home.
    """
    _check_place(file, home)
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as error:
        raise ClaimError(
            f"'{file}' is there already, and is not written over: packs that it opens could not be "
            "opened any more. Name another file."
        ) from error
    with os.fdopen(handle, "w", encoding="ascii", newline="\n") as key:
        key.write(f"# Opens evidence packs: keep it secret.\n# public key: {public}\n{identity}\n")
    return public


def key_file_named(option: str | None, home: Home) -> Path:
    """The file of the secret key: of the option, else of SF_AUDIT_KEY_FILE; no other is looked for.

    Raises ClaimError where none is named, or where it lies in the repository or in the home.
    """
    named = option or os.environ.get(KEY_FILE)
    if not named:
        raise ClaimError(
            "a pack opens with a secret key only, and none is named: give its file with --key FILE "
            f"or in {KEY_FILE}. {HOW_TO_MAKE}"
        )
    file = Path(named)
    _check_place(file, home)
    return file


def read_key(file: Path) -> list[x25519.Identity]:
    """The secret keys of a file. Raises ClaimError, never telling what is in it."""
    if not file.is_file():
        raise ClaimError(f"there is no key file '{file}'. {HOW_TO_MAKE}")
    if os.name == "posix" and file.stat().st_mode & _OTHERS:
        raise ClaimError(
            f"others can read the key file '{file}': run 'chmod 600' on it. If they may have read "
            "it, make a new key, and end the old one in local/audit_recipients.csv."
        )
    try:
        lines = file.read_text(encoding="ascii").splitlines()
        keys = [x25519.Identity.from_str(line.strip()) for line in lines if _is_key(line)]
    except (UnicodeDecodeError, IdentityError) as error:
        raise _no_key(file) from error
    if not keys:
        raise _no_key(file)
    return keys


def recipients_of(home: Home, authority: str, day: date) -> list[Recipient]:
    """Who can open packs made on a day, by `local/audit_recipients.csv`. Raises ClaimError.

    A demo home without that file takes the key named by SF_AUDIT_KEY_FILE.
    """
    file = AppendedFile(home, "local", "audit_recipients", authority)
    recipients = []
    for number, row in enumerate(file.rows, start=2):
        if _holds(row, day):
            _check_public(row["public_key"], f"'{file.path}', row {number}, public_key")
            recipients.append(Recipient(row["holder"], row["public_key"]))
    if not recipients and home.is_demo and os.environ.get(KEY_FILE):
        keys = read_key(key_file_named(None, home))
        recipients = [Recipient("throwaway key of the demo", str(key.to_public())) for key in keys]
    if not recipients:
        raise ClaimError(
            f"'{file.path}' names nobody who can open packs on {day}, and a pack is never written "
            f"without encryption. {HOW_TO_MAKE} A line holds holder, public_key, valid_from, "
            "valid_to (may be empty) and recorded_at."
        )
    return recipients


def public_keys(recipients: list[str]) -> list[x25519.Recipient]:
    """Public keys as text, made ready. Raises ClaimError on one that is none, or where none is."""
    if not recipients:
        raise ClaimError(
            f"a pack is never written without encryption: no public key was given. {HOW_TO_MAKE}"
        )
    return [_check_public(key, f"public key '{key}'") for key in recipients]


def _check_public(key: str, where: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(key)
    except RecipientError as error:
        raise ClaimError(
            f"{where}: expected a public key, which begins with age1. Copy it again as "
            "'scripts/claims.py new-key' printed it."
        ) from error


def _check_place(file: Path, home: Home) -> None:
    for folder, what in ((PROJECT_ROOT, "the repository"), (home.path, "the home")):
        if file.resolve().is_relative_to(folder.resolve()):
            raise ClaimError(
                f"'{file}' lies in {what}: a secret key is kept where the packs are not. Name a "
                "file in a folder of your own."
            )


def _holds(row: dict[str, str], day: date) -> bool:
    today = day.isoformat()
    return (
        row["valid_from"] <= today
        and (not row["valid_to"] or today < row["valid_to"])
        and row["recorded_at"] <= today
    )


def _is_key(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _no_key(file: Path) -> ClaimError:
    return ClaimError(
        f"'{file}' is no key file: expected a line that begins with {_SECRET}. {HOW_TO_MAKE}"
    )
