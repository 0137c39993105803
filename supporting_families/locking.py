"""One writer at a time: a file that is there as long as somebody writes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(lock: Path, error: type[Exception], who: str) -> Iterator[None]:
    """Nobody else holds the lock meanwhile. Raises `error` where somebody does: `who` writes."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
    except FileExistsError as found:
        raise error(
            f"{who}. Wait for it; if none is running, delete '{lock}' and try again."
        ) from found
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
