"""Superset's own environment: its packages do not go together with ours."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT

from .description import FOLDER
from .errors import DashboardError

PLACE = PROJECT_ROOT / ".venv-superset"
OLDEST, NEWEST = (3, 11), (3, 12)  # the Pythons that this project and Superset share
REQUIREMENTS, CONSTRAINTS = FOLDER / "requirements.txt", FOLDER / "constraints.txt"


def python() -> Path:
    """The Python of that environment."""
    return PLACE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(tell: Callable[[str], None]) -> None:
    """Make the environment hold what is pinned; no work where it does. Raises DashboardError."""
    stamp = PLACE / ".installed.sha256"
    wanted = _wanted()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise DashboardError(
            f"Superset needs Python {'.'.join(map(str, OLDEST))} or {'.'.join(map(str, NEWEST))}; "
            f"this is {sys.version_info[0]}.{sys.version_info[1]}. Run it with such a one."
        )
    tell(f"Installing Superset into {PLACE.name}: about 1 GB, a few minutes the first time ...")
    _run([sys.executable, "-m", "venv", str(PLACE)])
    options = ["--disable-pip-version-check", "--quiet"]
    _run(
        [str(python()), "-m", "pip", "install", *options, "-c", str(CONSTRAINTS), "-r",
         str(REQUIREMENTS)]
    )  # fmt: skip
    stamp.write_text(wanted)


def _wanted() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for file in (REQUIREMENTS, CONSTRAINTS):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _run(words: list[str]) -> None:
    if subprocess.run(words, check=False).returncode:
        raise DashboardError(
            f"Superset could not be installed: '{' '.join(words[1:4])}' failed, see above. Remove "
            f"{PLACE.name} and try again."
        )
