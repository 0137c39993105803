"""Write the home of a fictional authority: partner files, registers and the truth about them.

Example:
    python scripts/generate_demo.py --home demo --people 20000 --seed 1 --setting clean
    python scripts/generate_demo.py --home demo --next-day
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from supporting_families.demo.generate import SETTINGS, SMALLEST, generate  # noqa: E402
from supporting_families.demo.home import DemoHomeError  # noqa: E402
from supporting_families.demo.next_day import deliver_next_day  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Command line entry point."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--home",
        type=Path,
        default=Path(os.environ.get("SF_HOME") or "demo"),
        help="folder to write (default: SF_HOME, else demo)",
    )
    parser.add_argument(
        "--people", type=int, default=20_000, help=f"size of the population, {SMALLEST} or more"
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed, another authority")
    parser.add_argument(
        "--setting",
        choices=SETTINGS,
        default="clean",
        help="clean: every record says who it is; dirty: mistakes as real feeds have them; "
        "hard: the clean files with records that are hard to link, to measure linking by",
    )
    parser.add_argument(
        "--force", action="store_true", help="make it again though nothing has changed"
    )
    parser.add_argument(
        "--next-day",
        action="store_true",
        help="add to a home that is there what lands on its next day (about 1 %% new rows)",
    )
    options = parser.parse_args(arguments)
    try:
        if options.next_day:
            deliver_next_day(options.home)
            return 0
        generate(options.home, options.people, options.seed, options.setting, options.force)
    except (DemoHomeError, ValueError) as error:
        print(f"Nothing was written: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
