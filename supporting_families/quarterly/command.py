"""The command that writes the quarterly workbook."""

from __future__ import annotations

import argparse
import sys

from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.home import Home, HomeError
from supporting_families.package import PackageError

from .errors import QuarterlyError
from .writing import write_quarterly


def main(arguments: list[str] | None = None) -> int:
    """Write the workbooks of the home named by SF_HOME (default: the demo home); 0 when done."""
    parser = argparse.ArgumentParser(
        prog="quarterly",
        description=(
            "Writes the quarterly workbook of the published build to output/quarterly of the home: "
            "cover, contents, notes, and tables of progress, needs and outcomes with charts, made "
            "to be read by everybody. One is for the council and the department; its twin "
            "'to_publish' holds only tables under disclosure control."
        ),
        epilog="example: SF_HOME=/data/our-council python scripts/quarterly.py",
    )
    add_authority(parser)
    options = parser.parse_args(arguments)
    try:
        home = Home.from_environment()
        authority = chosen_authority(home, options.authority)
        print("reading what is published, writing tables and charts", flush=True)
        written = write_quarterly(home, authority)
    except (QuarterlyError, PackageError, HomeError, OSError) as error:
        print(f"No workbook was written. {error}", file=sys.stderr)
        return 1
    print(f"{'Written' if written.is_new else 'Written before'}: {written.folder}")
    return 0
