"""What a benchmark was run on, with what, and of which code."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

from supporting_families.contracts import PROJECT_ROOT

from .size import limits

CPU_INFO = Path("/proc/cpuinfo")
CODE = (
    "models", "macros", "seeds", "tests/generic", "supporting_families", "dbt_project.yml",
    "profiles.yml",
)  # fmt: skip
KINDS = (".sql", ".py", ".yml", ".csv", ".json")
BENCH = PROJECT_ROOT / "supporting_families" / "bench"


def machine() -> dict:
    """The processor, its cores, the memory and the versions."""
    return {
        "processor": _processor(),
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
        "dbt": version("dbt-core"),
    }


def settings() -> dict:
    """What the runs were limited to."""
    told = limits()
    return {"threads": int(told["SF_THREADS"]), "memory_limit": told["SF_MEMORY_LIMIT"]}


def commit() -> str:
    """The commit, and whether the code was changed since; `unknown` outside a repository."""
    try:
        head = _git("rev-parse", "--short=12", "HEAD").strip()
        changed = _git("status", "--porcelain", "--", *CODE)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{head} and changes" if changed else head


def code() -> str:
    """A digest of all that decides what a build does; the benchmark itself is not in it."""
    digest = hashlib.sha256()
    for name in CODE:
        place = PROJECT_ROOT / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in KINDS and BENCH not in path.parents:
                digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _git(*words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=PROJECT_ROOT, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def _processor() -> str:
    """As the system names it; some name only its family."""
    if CPU_INFO.is_file():
        for line in CPU_INFO.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
