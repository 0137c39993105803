"""Which authority of the home a command is for."""

from __future__ import annotations

import argparse

from supporting_families.appended import only_authority
from supporting_families.home import Home


def add_authority(parser: argparse.ArgumentParser) -> None:
    """The option by which a command is told; a home of one authority does not need it."""
    parser.add_argument(
        "--authority", metavar="CODE",
        help="code of the authority, where the home holds several",
    )  # fmt: skip


def among_several(home: Home, authority: str) -> str:
    """The authority where the home holds several, else nothing: to tell apart what may be alike."""
    return authority if len(home.authorities()) > 1 else ""


def chosen_authority(home: Home, code: str | None) -> str:
    """The authority asked for, else the only one of the home.

    Raises HomeError where the home does not have it, or has several and none is asked for.
    """
    if not code:
        return only_authority(home)
    home.of_authority("local", code)
    return code
