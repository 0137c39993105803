"""Hashes by which content is told to be the same."""

from __future__ import annotations

import hashlib
from pathlib import Path


def sha256(content: bytes) -> str:
    """The SHA-256 of content, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_of_file(file: Path) -> str:
    """The SHA-256 of a file, which is never held whole. Raises OSError where it cannot be read."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
