"""Packaging: writes what leaves the building to a folder named by its date and its content.

What is submitted to Delta is packaged by `supporting_families.claiming` from a certified claim set,
and what goes to the national study by `supporting_families.study`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from supporting_families.hashing import sha256, sha256_of_file
from supporting_families.home import Home, HomeError
from supporting_families.publish import PublishedBuild, PublishError, build_of_both_files

MANIFEST = "manifest.json"
HASH_LENGTH = 12


class PackageError(Exception):
    """The package may not be made; the message says why and what to do."""


@dataclass(frozen=True)
class Recipient:
    """Who a package is for: its folder under `output/`, and the extract behind each file."""

    folder: str
    label: str
    files: dict[str, str]


DELTA = Recipient(
    folder="delta",
    label="Delta",
    files={
        "successful_outcomes.csv": "ext_delta__successful_outcomes",
        "progress_information.csv": "ext_delta__progress_information",
    },
)


@dataclass(frozen=True)
class Packaged:
    """Where a package is, and whether this run made it."""

    folder: Path
    is_new: bool


def package(home: Home, recipient: Recipient, authority: str) -> Packaged:
    """Write the recipient's package from the extracts file: a draft, never to be submitted.

    A home of several authorities has a package for each, of its own rows.

    Raises PackageError when there is nothing published, when the two published files are not of one
    build, or when the folder holds something else.
    """
    build = _build_to_package(home)
    marking = "DEMO-DRAFT" if build.is_demo else "DRAFT"
    prefix = "DEMO-DRAFT_" if build.is_demo else ""
    return make_package(
        home.of_authority("output", authority) / recipient.folder,
        f"{prefix}{build.as_of_date}",
        {
            "recipient": recipient.folder,
            "marking": marking,
            "as_of_date": str(build.as_of_date),
            "known_at": str(build.known_at),
            "build_id": build.build_id,
        },
        lambda folder: _write_files(home, recipient, authority, folder, prefix),
        owner_only=False,
    )


def make_package(
    parent: Path,
    name: str,
    about: dict[str, object],
    write: Callable[[Path], list[dict]],
    owner_only: bool,
) -> Packaged:
    """Make a folder with files and a manifest, named by `name` and the hash of its files.

    `write` writes the files into the folder it is given and returns their entries, as `file_entry`
    makes them. Raises PackageError when a folder of that name holds something else.
    """
    partial = _empty_folder(parent / ".partial", owner_only)
    files = write(partial)
    contents = _contents_hash(files)
    folder = parent / f"{name}_{contents[:HASH_LENGTH]}"
    if folder.exists():
        shutil.rmtree(partial)
        _check_unchanged(folder, files)
        return Packaged(folder, is_new=False)
    _write_manifest(partial / MANIFEST, {**about, "contents_sha256": contents, "files": files})
    if owner_only:
        for file in partial.iterdir():
            file.chmod(0o600)
    partial.rename(folder)
    return Packaged(folder, is_new=True)


def file_entry(file: Path, rows: int, columns: list[str]) -> dict:
    """What the manifest says of a file."""
    return {"name": file.name, "sha256": sha256_of_file(file), "rows": rows, "columns": columns}


def _build_to_package(home: Home) -> PublishedBuild:
    """The build that both published files hold. Raises PackageError."""
    try:
        return build_of_both_files(
            home,
            "There is nothing to package",
            "Run 'dbt build', then 'python tasks.py publish'.",
            "package again.",
        )
    except PublishError as error:
        raise PackageError(str(error)) from error


def _empty_folder(folder: Path, owner_only: bool) -> Path:
    """Make the folder anew, without what a killed run may have left in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if owner_only:
        folder.chmod(0o700)
    return folder


def _write_files(
    home: Home, recipient: Recipient, authority: str, folder: Path, prefix: str
) -> list[dict]:
    """Write every extract as CSV, ordered by all its columns; returns the manifest's entries."""
    entries = []
    with duckdb.connect(str(home.extracts_file), read_only=True) as connection:
        for name, table in recipient.files.items():
            file = folder / f"{prefix}{name}"
            # Catalog and schema: the file itself is called extracts too.
            relation = connection.table(f"extracts.extracts.{table}")
            if len(home.authorities()) > 1:
                relation = relation.filter(f"authority_code = '{authority}'")
            relation.order("all").write_csv(str(file), header=True)
            entries.append(file_entry(file, len(relation), relation.columns))
    return entries


def _contents_hash(files: list[dict]) -> str:
    lines = sorted(f"{file['sha256']}  {file['name']}\n" for file in files)
    return sha256("".join(lines).encode())


def _check_unchanged(folder: Path, files: list[dict]) -> None:
    """Raises PackageError unless the folder holds exactly these files and a manifest."""
    wanted = {file["name"]: file["sha256"] for file in files}
    present = {file.name for file in folder.iterdir()}
    same = present == {*wanted, MANIFEST} and all(
        sha256_of_file(folder / name) == sha256 for name, sha256 in wanted.items()
    )
    if not same:
        raise PackageError(
            f"'{folder}' is there but holds something else than what was packaged: a file in it "
            "was changed, added or removed. Move the folder away, then package again."
        )


def _write_manifest(file: Path, manifest: dict) -> None:
    file.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main(recipient: Recipient, arguments: list[str] | None = None) -> int:
    """Package for the recipient from the home named by SF_HOME (default: the demo home)."""
    command = f"package_{recipient.folder}"
    parser = argparse.ArgumentParser(
        prog=command,
        description=(
            f"Writes the {recipient.label} package of the published build to "
            f"output/{recipient.folder}/ with a manifest, as a draft. Identical content again is "
            "no work."
        ),
        epilog=f"example: python scripts/{command}.py",
    )
    parser.parse_args(arguments)
    try:
        home = Home.from_environment()
        for authority in home.authorities():
            packaged = package(home, recipient, authority)
            verb = "Packaged" if packaged.is_new else "Already packaged"
            print(f"{verb} for {recipient.label}: {packaged.folder}")
    except (HomeError, PackageError) as error:
        print(f"Not packaged. {error}", file=sys.stderr)
        return 1
    return 0
