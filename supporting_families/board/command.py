"""The command that writes the governance board's pack."""

from __future__ import annotations

import argparse
import sys

from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.home import Home, HomeError

from .errors import BoardError
from .writing import write_pack


def main(arguments: list[str] | None = None) -> int:
    """Write the pack of the home named by SF_HOME (default: the demo home); 0 when it is there."""
    parser = argparse.ArgumentParser(
        prog="board_pack",
        description=(
            "Writes the governance board's pack of the published build to output/board_pack of the "
            "home: a folder of pages that opens with index.html in any browser, without the "
            "internet. It names nobody. The pack before is compared with, and stays as it is."
        ),
        epilog="example: SF_HOME=/data/our-council python scripts/board_pack.py",
    )
    add_authority(parser)
    options = parser.parse_args(arguments)
    try:
        home = Home.from_environment()
        authority = chosen_authority(home, options.authority)
        pack = write_pack(home, authority, tell=lambda said: print(said, flush=True))
    except (BoardError, HomeError, OSError) as error:
        print(f"No pack was written. {error}", file=sys.stderr)
        return 1
    print(f"{'Written' if pack.is_new else 'Written before'}: {pack.folder / 'index.html'}")
    return 0
