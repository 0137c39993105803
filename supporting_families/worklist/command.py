"""The command that writes the weekly worklists."""

from __future__ import annotations

import argparse
import sys

from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.home import Home, HomeError
from supporting_families.package import PackageError

from .errors import WorklistError
from .writing import write_worklists


def main(arguments: list[str] | None = None) -> int:
    """Write the worklists of the home named by SF_HOME (default: the demo home); 0 when done."""
    parser = argparse.ArgumentParser(
        prog="worklist",
        description=(
            "Writes the weekly worklists of the published build to output/worklists of the home, "
            "readable by you alone: a workbook for each team and one of all teams for the "
            "coordinator. They list families near a claim by the case system's own id, what stands "
            "in the way, what to do and by when. No name is in them; they are personal data."
        ),
        epilog="example: SF_HOME=/data/our-council python scripts/worklist.py",
    )
    add_authority(parser)
    options = parser.parse_args(arguments)
    try:
        home = Home.from_environment()
        authority = chosen_authority(home, options.authority)
        print("reading what is published, writing workbooks", flush=True)
        written = write_worklists(home, authority)
    except (WorklistError, PackageError, HomeError, OSError) as error:
        print(f"No worklist was written. {error}", file=sys.stderr)
        return 1
    if written is None:
        print("No family is in sight of a claim: there is nothing to write.")
        return 0
    print(f"{'Written' if written.is_new else 'Written before'}: {written.folder}")
    print("They hold personal data: give each team its own, and keep them where only it can read.")
    return 0
