"""The folder of the study's keys: outside the repository and the home, named by SF_STUDY_KEYS.

For every extract it holds the key of its references and the key that opens the council's copy.
Without them nobody can say whose a reference is; that is why destroying them destroys the link.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from pyrage import x25519

from supporting_families.home import Home
from supporting_families.keys import Keys, others_can_read

from .errors import StudyError

SETTING = "SF_STUDY_KEYS"
HOW_TO_MAKE = (
    "Make one with 'python scripts/study.py new-keys FOLDER', outside the repository and the home, "
    f"and set {SETTING} to that folder."
)
_MARKER = "study-keys.txt"
_DEMO_RECIPIENT = "demo-recipient.age"
_BYTES = 32

PACKAGE_KEYS = Keys(
    opens="packages of the national study",
    recipients_table="study_recipients",
    variable=SETTING,
    how_to_make=(
        "Ask the recipient for its public age key and write it into local/study_recipients.csv."
    ),
    error=StudyError,
)
_COPY_KEYS = Keys(
    opens="the council's copy of a study extract",
    recipients_table="study_recipients",
    variable=SETTING,
    how_to_make="A copy whose key is gone cannot be opened any more: that is how it is destroyed.",
    error=StudyError,
)


def make_folder(folder: Path, home: Home) -> bool:
    """Make the folder for its owner alone; False where it was made before.

    For a demo home it also gets a throwaway key in the place of a recipient's. Raises StudyError
    where it would lie in the repository or the home, or is somebody else's.
    """
    _COPY_KEYS.check_place(folder, home)
    is_new = not (folder / _MARKER).is_file()
    if is_new:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise StudyError(
                f"'{folder}' holds something already and was not made by new-keys: name an empty "
                "or a new folder."
            )
        folder.chmod(0o700)
        (folder / _MARKER).write_text(
            "Keys of extracts for the national study. Keep them to yourself, with a backup that is "
            "kept as they are;\nscripts/study.py destroy removes those of an extract at its day.\n",
            encoding="utf-8",
        )
    _check_folder(folder)
    if home.is_demo and not (folder / _DEMO_RECIPIENT).is_file():
        PACKAGE_KEYS.make(folder / _DEMO_RECIPIENT, home)
    return is_new


@dataclass(frozen=True)
class ReferenceKey:
    """The secret by which keys of the warehouse become references."""

    secret: bytes

    @property
    def fingerprint(self) -> str:
        """Tells this key from others without telling the key, which is random and long."""
        return hashlib.sha256(b"fingerprint of a study key|" + self.secret).hexdigest()[:32]


class StudyKeys:
    """The keys in the folder. Raises StudyError where it is not named, not ours or not safe."""

    def __init__(self, home: Home) -> None:
        named = os.environ.get(SETTING)
        if not named:
            raise StudyError(
                f"no folder of keys is named, and references are never made without a key: "
                f"{SETTING} is not set. {HOW_TO_MAKE}"
            )
        self.folder, self._home = Path(named), home
        _COPY_KEYS.check_place(self.folder, home)
        if not (self.folder / _MARKER).is_file():
            raise StudyError(f"'{self.folder}' is no folder of study keys. {HOW_TO_MAKE}")
        _check_folder(self.folder)

    @property
    def demo_recipient(self) -> Path:
        return self.folder / _DEMO_RECIPIENT

    def new_reference_key(self, name: str) -> ReferenceKey:
        """A new random key in a file of its own."""
        file = self._reference_file(name)
        secret = secrets.token_bytes(_BYTES)
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as key:
            key.write(secret.hex() + "\n")
        return ReferenceKey(secret)

    def reference_key(self, name: str) -> ReferenceKey:
        """The key in the file of that name. Raises StudyError, never telling what is in it."""
        file = self._reference_file(name)
        if not file.is_file():
            raise StudyError(
                f"there is no key '{file}': references made with it cannot be told apart any more. "
                f"Restore it from your backup, or check that {SETTING} names the right folder."
            )
        if others_can_read(file):
            raise StudyError(f"others can read the key file '{file}': run 'chmod 600' on it.")
        try:
            secret = bytes.fromhex(file.read_text(encoding="ascii").strip())
        except ValueError as error:
            raise _no_key(file) from error
        if len(secret) != _BYTES:
            raise _no_key(file)
        return ReferenceKey(secret)

    def has_reference_key(self, name: str) -> bool:
        return self._reference_file(name).is_file()

    def has_any(self, extract_id: str) -> bool:
        """Whether there are keys of an extract of that name."""
        return self._reference_file(extract_id).exists() or self._copy_file(extract_id).exists()

    def new_copy_key(self, extract_id: str) -> x25519.Recipient:
        """A new key for the council's copy of an extract; gives the public half."""
        public = _COPY_KEYS.make(self._copy_file(extract_id), self._home)
        return _COPY_KEYS.public([public])[0]

    def copy_key(self, extract_id: str) -> list[x25519.Identity]:
        return _COPY_KEYS.read(self._copy_file(extract_id))

    def destroy(self, extract_id: str, reference_name: str | None) -> None:
        """Write over and remove the key of the copy and, where named, that of the references."""
        _shred(self._copy_file(extract_id))
        if reference_name:
            _shred(self._reference_file(reference_name))

    def _reference_file(self, name: str) -> Path:
        return self.folder / f"{name}.hmac"

    def _copy_file(self, extract_id: str) -> Path:
        return self.folder / f"{extract_id}.age"


def _check_folder(folder: Path) -> None:
    if others_can_read(folder):
        raise StudyError(
            f"others can look into the folder of keys '{folder}': run 'chmod 700' on it. If they "
            "may have read a key, tell your data protection officer."
        )
    if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
        raise StudyError(f"the folder of keys '{folder}' is somebody else's: name one of your own.")


def _shred(file: Path) -> None:
    """Random bytes over it, then gone. What a disk or a backup kept is the council's to see to."""
    if file.is_file():
        size = file.stat().st_size
        with file.open("r+b") as stream:
            stream.write(secrets.token_bytes(size))
            stream.flush()
            os.fsync(stream.fileno())
        file.unlink()


def _no_key(file: Path) -> StudyError:
    return StudyError(f"'{file}' is no key of references: expected {2 * _BYTES} hexadecimal digits.")
