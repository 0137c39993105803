"""What a claim rested on, as hashes: its evidence, the catalogue, the code."""

from __future__ import annotations

import hashlib
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from supporting_families.contracts import PROJECT_ROOT

# Tables of extracts that say what an episode rests on, one by one.
EVIDENCE = ("needs", "outcomes", "evidence", "principles")
# Where a row was found changes with every delivery of a feed that replaces the one before; what it
# says does not.
PROVENANCE = ("source_file", "source_row", "source_row_last", "received_at")
CODE = ("models", "macros", "seeds")
NO_REPOSITORY = "none"


def evidence_hashes(
    connection: duckdb.DuckDBPyConnection, schema: str, episodes: Iterable[str]
) -> dict[str, str]:
    """By episode SHA-256 of all that its claim rests on, in whatever order that is stored.

    Each table is read once, for all the episodes.
    """
    digests = {episode: hashlib.sha256() for episode in episodes}
    for name in EVIDENCE:
        table = f"{schema}.ext_audit__{name}"
        columns = sorted(set(connection.sql(f"select * from {table}").columns) - set(PROVENANCE))
        listed = ", ".join(f"cast({column} as varchar)" for column in columns)
        rows = connection.execute(
            f"select episode_key, {listed} from {table} where list_contains($episodes, episode_key)",
            {"episodes": list(digests)},
        ).fetchall()
        lines = defaultdict(list)
        for episode, *row in rows:
            lines[episode].append(_line(row))
        for episode, digest in digests.items():
            digest.update(f"{name} {' '.join(columns)}\n".encode())
            for line in sorted(lines[episode]):
                digest.update(line)
    return {episode: digest.hexdigest() for episode, digest in digests.items()}


def catalogue_hash(connection: duckdb.DuckDBPyConnection, schema: str, authority: str) -> str:
    """SHA-256 of every value of the catalogue in force for the authority."""
    rows = connection.execute(
        "select catalogue_table, row_code, column_name, value_in_force "
        f"from {schema}.ext_audit__catalogue where authority_code = $authority",
        {"authority": authority},
    ).fetchall()
    return hashlib.sha256(b"".join(sorted(map(_line, rows)))).hexdigest()


def model_hash(root: Path = PROJECT_ROOT) -> str:
    """SHA-256 of the models, macros and seeds: name and content of every file."""
    digest = hashlib.sha256()
    for folder in CODE:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                text = path.read_bytes().replace(b"\r\n", b"\n")
                digest.update(f"{path.relative_to(root).as_posix()}\n{len(text)}\n".encode() + text)
    return digest.hexdigest()


def git_commit(root: Path = PROJECT_ROOT) -> str:
    """The commit of the code, with `+changes` where files differ from it; `none` without git."""
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changes = _git(root, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return NO_REPOSITORY
    return f"{commit}+changes" if changes else commit


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _line(row: Sequence[str | None]) -> bytes:
    return ("\x1f".join("\x00" if value is None else value for value in row) + "\n").encode()
