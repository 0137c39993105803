"""Keys by which files are sealed: public ones that they are made for, secret ones that open them.

A secret key is in a file that its holder keeps, never in the repository and never in the home: who
can read sealed files there must not find beside them what opens them.
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

_SECRET = "AGE-SECRET-KEY-"
_OTHERS = 0o077


@dataclass(frozen=True)
class Recipient:
    """Who can open what is sealed, and the public key."""

    holder: str
    public_key: str


@dataclass(frozen=True)
class Keys:
    """The keys of one kind of sealed file, and the words in which their owner is told of them."""

    opens: str  # what the secret key opens, as "evidence packs"
    recipients_table: str  # the table of local/ with the public keys
    variable: str  # the setting that names the file of the secret key
    how_to_make: str  # one sentence or two: the command, and where the public key goes
    error: type[Exception]  # what is raised

    def make(self, file: Path, home: Home) -> str:
        """Write a new secret key that its owner alone can read; returns the public key.

        Raises where there is a file already, or where it would lie in the repository or the home.
        """
        self.check_place(file, home)
        identity = x25519.Identity.generate()
        public = str(identity.to_public())
        text = f"# Opens {self.opens}: keep it secret.\n# public key: {public}\n{identity}\n"
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError as error:
            raise self.error(
                f"'{file}' is there already, and is not written over: {self.opens} that it opens "
                "could not be opened any more. Name another file."
            ) from error
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as key:
            key.write(text)
        return public

    def file_named(self, option: str | None, home: Home) -> Path:
        """The file of the secret key: of the option, else of the variable; no other is looked for.

        Raises where none is named, or where it lies in the repository or the home.
        """
        named = option or os.environ.get(self.variable)
        if not named:
            raise self.error(
                f"a secret key alone opens {self.opens}, and none is named: give its file with "
                f"--key FILE or in {self.variable}. {self.how_to_make}"
            )
        file = Path(named)
        self.check_place(file, home)
        return file

    def read(self, file: Path) -> list[x25519.Identity]:
        """The secret keys of a file. Raises, never telling what is in it."""
        if not file.is_file():
            raise self.error(f"there is no key file '{file}'. {self.how_to_make}")
        if others_can_read(file):
            raise self.error(
                f"others can read the key file '{file}': run 'chmod 600' on it. If they may have "
                f"read it, make a new key, and end the old one in local/{self.recipients_table}.csv."
            )
        try:
            lines = file.read_text(encoding="ascii").splitlines()
            keys = [x25519.Identity.from_str(line.strip()) for line in lines if _is_key(line)]
        except (UnicodeDecodeError, IdentityError) as error:
            raise self._no_key(file) from error
        if not keys:
            raise self._no_key(file)
        return keys

    def recipients(
        self, home: Home, authority: str, day: date, demo_key: Path | None = None
    ) -> list[Recipient]:
        """Whom files made on a day are for, by the table of `local/`.

        A demo home that names nobody there takes `demo_key`, else the key that the variable names.
        Raises where there is nobody: nothing is written without encryption.
        """
        file = AppendedFile(home, "local", self.recipients_table, authority)
        found = []
        for number, row in enumerate(file.rows, start=2):
            if _holds(row, day):
                self._public(row["public_key"], f"'{file.path}', row {number}, public_key")
                found.append(Recipient(row["holder"], row["public_key"]))
        if not found and home.is_demo and (demo_key or os.environ.get(self.variable)):
            keys = self.read(demo_key or self.file_named(None, home))
            found = [Recipient("throwaway key of the demo", str(key.to_public())) for key in keys]
        if not found:
            raise self.error(
                f"'{file.path}' names nobody who can open {self.opens} on {day}, and they are never "
                f"written without encryption. {self.how_to_make} A line holds holder, public_key, "
                "valid_from, valid_to (may be empty) and recorded_at."
            )
        return found

    def public(self, recipients: list[str]) -> list[x25519.Recipient]:
        """Public keys as text, made ready. Raises on one that is none, or where none is given."""
        if not recipients:
            raise self.error(
                f"{self.opens} are never written without encryption, and no public key was given. "
                f"{self.how_to_make}"
            )
        return [self._public(key, f"public key '{key}'") for key in recipients]

    def check_place(self, file: Path, home: Home) -> None:
        """Raises where a file of secrets would lie in the repository or in the home."""
        for folder, what in ((PROJECT_ROOT, "the repository"), (home.path, "the home")):
            if file.resolve().is_relative_to(folder.resolve()):
                raise self.error(
                    f"'{file}' lies in {what}: a secret key is kept where what it opens is not. "
                    "Name a place in a folder of your own."
                )

    def _public(self, key: str, where: str) -> x25519.Recipient:
        try:
            return x25519.Recipient.from_str(key)
        except RecipientError as error:
            raise self.error(
                f"{where}: expected a public key, which begins with age1. Copy it again as it was "
                "given out."
            ) from error

    def _no_key(self, file: Path) -> Exception:
        return self.error(
            f"'{file}' is no key file: expected a line that begins with {_SECRET}. "
            f"{self.how_to_make}"
        )


def others_can_read(file: Path) -> bool:
    """Whether anyone but the owner may read it; Windows has no such modes."""
    return os.name == "posix" and bool(file.stat().st_mode & _OTHERS)


def _holds(row: dict[str, str], day: date) -> bool:
    today = day.isoformat()
    return (
        row["valid_from"] <= today
        and (not row["valid_to"] or today < row["valid_to"])
        and row["recorded_at"] <= today
    )


def _is_key(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
