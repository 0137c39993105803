"""The command: make the pages of the catalogue."""

from __future__ import annotations

import argparse

from supporting_families.made_pages import write

from .pages import FOLDER, pages
from .reading import Catalogue


def main(arguments: list[str] | None = None) -> int:
    _parse(arguments)
    made = pages(Catalogue())
    changed, gone = write(made, FOLDER)
    print(f"{len(made)} pages in '{FOLDER}': {changed} written, {gone} taken away.")
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="catalogue_pages",
        description=(
            "Makes docs/catalogue from the seeds: a page for every need of every version, and the "
            "claim rules, routes and payments, measures and the way from version to version."
        ),
        epilog="example: python scripts/catalogue_pages.py",
    )
    return parser.parse_args(arguments)
