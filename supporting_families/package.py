"""Packaging: writes what leaves the building to a folder named by its date and its content."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

from supporting_families.home import Home, HomeError
from supporting_families.publish import PublishedBuild, read_published_build

MANIFEST = "manifest.json"
HASH_LENGTH = 12
ROWS_NAMED = 20


class PackageError(Exception):
    """The package may not be made; the message says why and what to do."""


@dataclass(frozen=True)
class Recipient:
    """Who a package is for: its folder under `output/`, and the extract behind each file."""

    folder: str
    label: str
    files: dict[str, str]
    demo_only: bool
    owner_only: bool
    can_be_formal: bool


DELTA = Recipient(
    folder="delta",
    label="Delta",
    files={
        "successful_outcomes.csv": "ext_delta__successful_outcomes",
        "progress_information.csv": "ext_delta__progress_information",
    },
    demo_only=False,
    owner_only=False,
    can_be_formal=True,
)
ONS = Recipient(
    folder="ons",
    label="ONS",
    files={
        "individuals.csv": "ext_ons__individuals",
        "families.csv": "ext_ons__families",
    },
    demo_only=True,
    owner_only=True,
    can_be_formal=False,
)


@dataclass(frozen=True)
class Packaged:
    """Where a package is, and whether this run made it."""

    folder: Path
    is_new: bool


def package(home: Home, recipient: Recipient, formal: bool = False) -> Packaged:
    """Write the recipient's package from the extracts file; a `formal` one is to be submitted.

    Raises PackageError when there is nothing published, when the two published files are not of one
    build, when the recipient takes demo data only, when the folder holds something else, or when a
    formal package may not be made.
    """
    build = _build_to_package(home)
    if formal:
        _check_formal(home, build)
    if recipient.demo_only and not build.is_demo:
        raise PackageError(
            f"Until the privacy controls are in place, {recipient.label} packages are made for "
            "demo homes only, and this home is a real one. Nothing was written."
        )
    marking = "DEMO-DRAFT" if build.is_demo else "FORMAL" if formal else "DRAFT"
    prefix = "DEMO-DRAFT_" if build.is_demo else ""
    parent = home.output / recipient.folder
    partial = _empty_folder(parent / ".partial", recipient.owner_only)
    files = _write_files(home, recipient, partial, prefix)
    contents = _contents_hash(files)
    mark = "" if marking == "DRAFT" else f"{marking}_"
    folder = parent / f"{mark}{build.as_of_date}_{contents[:HASH_LENGTH]}"
    if folder.exists():
        shutil.rmtree(partial)
        _check_unchanged(folder, files)
        return Packaged(folder, is_new=False)
    manifest = {
        "recipient": recipient.folder,
        "marking": marking,
        "as_of_date": str(build.as_of_date),
        "known_at": str(build.known_at),
        "build_id": build.build_id,
        "contents_sha256": contents,
        "files": files,
    }
    _write_manifest(partial / MANIFEST, manifest)
    if recipient.owner_only:
        for file in partial.iterdir():
            file.chmod(0o600)
    partial.rename(folder)
    return Packaged(folder, is_new=True)


def _build_to_package(home: Home) -> PublishedBuild:
    """The build that both published files hold. Raises PackageError."""
    for file in (home.extracts_file, home.published_file):
        if not file.is_file():
            raise PackageError(
                f"There is nothing to package: '{file}' does not exist. Run 'dbt build', then "
                "'python tasks.py publish'."
            )
    extracts = read_published_build(home.extracts_file)
    published = read_published_build(home.published_file)
    if extracts.build_id != published.build_id:
        raise PackageError(
            f"'{home.extracts_file}' and '{home.published_file}' are of different builds: a "
            "publication was stopped half way. Run 'python tasks.py publish', then package again."
        )
    return extracts


def _check_formal(home: Home, build: PublishedBuild) -> None:
    """Raises PackageError in a demo home, and while ready claims rest on rows not confirmed."""
    if build.is_demo or home.is_demo:
        raise PackageError(
            "A formal package holds real claims, and this is a demo home. Nothing was written. "
            "Package without --formal."
        )
    try:
        with duckdb.connect(str(home.published_file), read_only=True) as connection:
            rows = connection.execute(
                "select distinct catalogue_table, row_code from claims.fct_unconfirmed_row "
                "where claim_status = 'ready' order by all"
            ).fetchall()
    except duckdb.CatalogException as error:
        raise PackageError(
            f"'{home.published_file}' does not say what is confirmed: it was published before that "
            "was asked. Build and publish again. Nothing was written."
        ) from error
    if rows:
        named = [f"  {table} {code}" for table, code in rows[:ROWS_NAMED]]
        if len(rows) > ROWS_NAMED:
            named.append(f"  and {len(rows) - ROWS_NAMED} more")
        raise PackageError(
            f"Ready claims rest on rows of the catalogue ({len(rows):,}) that the authority has not "
            "confirmed:\n" + "\n".join(named) + "\n"
            "Have them confirmed ('python scripts/confirm_catalogue.py write'), build and publish, "
            "then package again. Nothing was written."
        )


def _empty_folder(folder: Path, owner_only: bool) -> Path:
    """Make the folder anew, without what a killed run may have left in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if owner_only:
        folder.chmod(0o700)
    return folder


def _write_files(home: Home, recipient: Recipient, folder: Path, prefix: str) -> list[dict]:
    """Write every extract as CSV, ordered by all its columns; returns the manifest's entries."""
    entries = []
    with duckdb.connect(str(home.extracts_file), read_only=True) as connection:
        for name, table in recipient.files.items():
            file = folder / f"{prefix}{name}"
            # Catalog and schema: the file itself is called extracts too.
            relation = connection.table(f"extracts.extracts.{table}")
            relation.order("all").write_csv(str(file), header=True)
            entries.append(
                {
                    "name": file.name,
                    "sha256": _file_hash(file),
                    "rows": len(relation),
                    "columns": relation.columns,
                }
            )
    return entries


def _contents_hash(files: list[dict]) -> str:
    lines = sorted(f"{file['sha256']}  {file['name']}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _check_unchanged(folder: Path, files: list[dict]) -> None:
    """Raises PackageError unless the folder holds exactly these files and a manifest."""
    wanted = {file["name"]: file["sha256"] for file in files}
    present = {file.name for file in folder.iterdir()}
    same = present == {*wanted, MANIFEST} and all(
        _file_hash(folder / name) == sha256 for name, sha256 in wanted.items()
    )
    if not same:
        raise PackageError(
            f"'{folder}' is there but holds something else than what was packaged: a file in it "
            "was changed, added or removed. Move the folder away, then package again."
        )


def _write_manifest(file: Path, manifest: dict) -> None:
    file.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _file_hash(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def main(recipient: Recipient, arguments: list[str] | None = None) -> int:
    """Package for the recipient from the home named by SF_HOME (default: the demo home)."""
    command = f"package_{recipient.folder}"
    parser = argparse.ArgumentParser(
        prog=command,
        description=(
            f"Writes the {recipient.label} package of the published build to "
            f"output/{recipient.folder}/ with a manifest. Identical content again is no work."
            + (" Demo homes only." if recipient.demo_only else "")
        ),
        epilog=f"example: python scripts/{command}.py",
    )
    if recipient.can_be_formal:
        parser.add_argument(
            "--formal", action="store_true",
            help="to be submitted: refused while a ready claim rests on a row of the catalogue "
            "that the authority has not confirmed, and in a demo home",
        )  # fmt: skip
    options = parser.parse_args(arguments)
    try:
        packaged = package(
            Home.from_environment(), recipient, recipient.can_be_formal and options.formal
        )
    except (HomeError, PackageError) as error:
        print(f"Not packaged. {error}", file=sys.stderr)
        return 1
    verb = "Packaged" if packaged.is_new else "Already packaged"
    print(f"{verb} for {recipient.label}: {packaged.folder}")
    return 0
