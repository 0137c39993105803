"""The command: make the pages of the data dictionary."""

from __future__ import annotations

import argparse

from supporting_families.made_pages import write

from .pages import FOLDER, pages


def main(arguments: list[str] | None = None) -> int:
    argparse.ArgumentParser(
        prog="data_dictionary",
        description=(
            "Makes docs/data-dictionary from the YAML beside the models: a page for every published "
            "schema and for every feed that partners send."
        ),
        epilog="example: python scripts/data_dictionary.py",
    ).parse_args(arguments)
    made = pages()
    changed, gone = write(made, FOLDER)
    print(f"{len(made)} pages in '{FOLDER}': {changed} written, {gone} taken away.")
    return 0
