"""Folders that are there whole or not at all, or for a while."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replaced_whole(folder: Path, owner_only: bool = False) -> Iterator[Path]:
    """A new folder to write into that takes the place of `folder` when all is written.

    Where writing fails the old one stays as it was.
    """
    partial = folder.with_name(f"{folder.name}.partial")
    replaced = folder.with_name(f"{folder.name}.replaced")
    for left_over in (partial, replaced):
        shutil.rmtree(left_over, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700 if owner_only else 0o777)
    try:
        yield partial
        if owner_only:
            for file in partial.iterdir():
                file.chmod(0o600)
    except BaseException:
        shutil.rmtree(partial)
        raise
    if folder.exists():
        folder.rename(replaced)
    partial.rename(folder)
    shutil.rmtree(replaced, ignore_errors=True)


@contextmanager
def removed_afterwards(folder: Path) -> Iterator[Path]:
    """An empty folder that its owner alone can read, and that is gone when all is done.

    What a run that was killed left in it goes first.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
