"""Files and folders that their owner alone can read."""

from __future__ import annotations

import os
from pathlib import Path


def own_folder(folder: Path) -> Path:
    """The folder, made where it is not there, for its owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def write_own(path: Path, content: bytes) -> None:
    """Write aside, readable by the owner alone, then in place of `path`."""
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(partial, flags, 0o600), "wb") as file:
        file.write(content)
    os.replace(partial, path)
