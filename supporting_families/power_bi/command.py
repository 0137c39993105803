"""The command: the Power BI model, made anew from the descriptions, or checked against them."""

from __future__ import annotations

import argparse
import sys

from supporting_families.dictionary import DictionaryError
from supporting_families.serving.errors import ServingError

from .errors import PowerBiError
from .measures import FOLDER
from .project import project, write, written

DONE, DIFFERENT, FAILED = 0, 2, 3


def main(arguments: list[str] | None = None) -> int:
    """Do what is asked. Returns the exit status."""
    options = _parse(arguments)
    try:
        return options.act()
    except (PowerBiError, DictionaryError, ServingError, OSError) as error:
        print(f"Stopped: {error}", file=sys.stderr)
    return FAILED


def _write() -> int:
    changed = write()
    print(f"{len(changed)} files of {FOLDER.name} changed; to be committed with the descriptions.")
    return DONE


def _check() -> int:
    wanted, there = project(), written()
    different = sorted(one for one in wanted | there if wanted.get(one) != there.get(one))
    for place in different:
        print(f"starters/powerbi/{place} is not what the descriptions give")
    print("The model is as the descriptions say." if not different else "Run: power_bi.py write")
    return DIFFERENT if different else DONE


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="power_bi",
        description="The Power BI model in starters/powerbi: tables, columns and relationships "
        "come from the YAML beside the models, measures from measures.yml.",
        epilog="exit status: 0 done; 2 check found differences; 3 it cannot be made. "
        "example: python scripts/power_bi.py write",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, act, about in (
        ("write", _write, "make the files anew"),
        ("check", _check, "tell which files are not what the descriptions give; changes nothing"),
    ):
        command = commands.add_parser(
            name, help=about, description=about[0].upper() + about[1:] + ".",
            epilog=f"example: python scripts/power_bi.py {name}",
        )  # fmt: skip
        command.set_defaults(act=act)
    return parser.parse_args(arguments)
