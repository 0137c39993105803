"""Content as one file: zipped the same way each time, and encrypted to those who may read it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pyrage
from pyrage import x25519

ENDING = ".zip.age"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by name: the same bytes for the same files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            archive.writestr(entry, content)
    return target.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The files of a zip by name. Raises zipfile.BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def encrypted(content: bytes, keys: list[x25519.Recipient]) -> bytes:
    """Content that the holder of any of the keys can read."""
    return pyrage.encrypt(content, keys)


def decrypted(content: bytes, keys: list[x25519.Identity]) -> bytes:
    """What was encrypted, read with any of the secret keys. Raises pyrage.DecryptError."""
    return pyrage.decrypt(content, keys)
