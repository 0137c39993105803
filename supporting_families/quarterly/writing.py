"""Writes the quarterly workbooks into a folder: the council's own, and the one to publish."""

from __future__ import annotations

from pathlib import Path

from supporting_families.dictionary import DescribedTable, described_tables
from supporting_families.home import Home
from supporting_families.package import Packaged, file_entry, make_package

from .book import write_book
from .progress import progress_sheets
from .reading import PROGRESS, Published, read_published
from .results import result_sheets
from .sheets import Sheet

FOLDER = "quarterly"
CONTROLLED = "controlled"


def write_quarterly(home: Home, authority: str) -> Packaged:
    """Write them for their owner alone, who sends on what may be sent on.

    They lie in a folder named by the as-of date and a hash of the files: the same again is no work.
    Raises QuarterlyError, and PackageError where somebody changed what is in the folder.
    """
    published = read_published(home, authority)
    described = {f"{table.schema}.{table.name}": table for table in described_tables()}
    sheets = [
        *progress_sheets(published, described[PROGRESS]), *result_sheets(published, described)
    ]  # fmt: skip
    build = published.build
    prefix = "DEMO_" if build.is_demo else ""

    def write(folder: Path) -> list[dict]:
        name = f"{prefix}supporting_families_{published.quarter_code}"
        own = _write(folder / f"{name}.xlsx", published, sheets, is_public=False)
        public = may_be_published(sheets, described)
        if not public:
            return [own]
        return [own, _write(folder / f"{name}_to_publish.xlsx", published, public, is_public=True)]

    return make_package(
        home.of_authority("output", authority) / FOLDER,
        f"{prefix}{build.as_of_date}",
        {
            "recipient": "the council, and the public for what is to publish",
            "marking": "DEMO" if build.is_demo else "OFFICIAL",
            "as_of_date": str(build.as_of_date),
            "known_at": str(build.known_at),
            "build_id": build.build_id,
        },
        write,
        owner_only=True,
    )


def may_be_published(sheets: list[Sheet], described: dict[str, DescribedTable]) -> list[Sheet]:
    """The sheets of which every table is under disclosure control, by its own description."""
    return [
        sheet
        for sheet in sheets
        if all(described[mart].disclosure == CONTROLLED for mart in sheet.marts)
    ]


def _write(path: Path, published: Published, sheets: list[Sheet], is_public: bool) -> dict:
    write_book(path, published, sheets, is_public)
    return file_entry(
        path, sum(len(sheet.frame) for sheet in sheets), [sheet.label for sheet in sheets]
    )
