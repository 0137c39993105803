"""The command: the starter dashboard as an archive to import, and the proof with a Superset."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT
from supporting_families.demo.throwaway_server import NoServer
from supporting_families.home import Home, HomeError
from supporting_families.serving.errors import ServingError

from .assets import bundle
from .description import read_dashboard
from .errors import DashboardError
from .proof import Database, prove
from .served import served_demo

DONE, FAILED = 0, 3
PICTURE = PROJECT_ROOT / "docs" / "images" / "dashboard.png"
_NAMED = ("PGHOST", "PGDATABASE", "PGUSER", "PGPASSWORD")
_PORT = "5432"


def main(arguments: list[str] | None = None) -> int:
    """Do what is asked. Returns the exit status."""
    options = _parse(arguments)
    try:
        return options.act(options)
    except (DashboardError, ServingError, HomeError, NoServer, OSError) as error:
        print(f"Stopped: {error}", file=sys.stderr)
    return FAILED


def _bundle(options: argparse.Namespace) -> int:
    options.file.write_bytes(bundle(read_dashboard()))
    print(f"Written: {options.file}. Import it in Superset under Settings, Import assets, or")
    print("with its API; starters/superset/README.md says how.")
    return DONE


def _prove(options: argparse.Namespace) -> int:
    started = time.monotonic()
    dashboard = read_dashboard()
    if os.environ.get("PGHOST"):
        rows = prove(dashboard, _named(), options.picture, _tell)
    else:
        with served_demo(Home.from_environment(), _tell) as database:
            rows = prove(dashboard, database, options.picture, _tell)
    print(
        f"Proved in {time.monotonic() - started:.0f} s: {len(dashboard.charts)} charts, {rows} "
        f"rows, each as the published tables have it. Look at the picture: {options.picture}"
    )
    return DONE


def _named() -> Database:
    missing = [name for name in _NAMED if not os.environ.get(name)]
    if missing:
        raise DashboardError(
            f"{', '.join(missing)} is not set. Name the server, the database and a login that has "
            "the role of BI reader; or set none of them, and a server for the demo is started."
        )
    host, name, login, password = (os.environ[one] for one in _NAMED)
    return Database(host, os.environ.get("PGPORT") or _PORT, name, login, password)


def _tell(line: str) -> None:
    print(line, flush=True)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dashboard",
        description="The starter dashboard for Superset, described in starters/superset.",
        epilog="exit status: 0 done; 3 it could not be made, or a chart shows something else than "
        "the tables hold. example: python scripts/dashboard.py prove",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    made = commands.add_parser(
        "bundle",
        help="write the archive that Superset imports",
        description="Write the archive that Superset imports: a connection without a password, "
        "data sets with the labels of the dictionary, charts and the page.",
        epilog="example: python scripts/dashboard.py bundle programme-overview.zip",
    )
    made.add_argument("file", type=Path, help="where to write it")
    made.set_defaults(act=_bundle)
    proved = commands.add_parser(
        "prove",
        help="show it in a real Superset, compare every chart, take a picture",
        description="Install Superset in its own environment, start it, connect it to what is "
        "served as the BI reader, make data sets, charts and the page, compare every chart with "
        "the same question asked in SQL, and take a picture with a browser that has no window. "
        "The server comes from the environment (PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD); "
        "where PGHOST is not set, a PostgreSQL is started, the demo home loaded, and both are "
        "gone afterwards.",
        epilog="example: python scripts/dashboard.py prove",
    )
    proved.add_argument(
        "--picture", type=Path, default=PICTURE,
        help="where to write the picture (default: docs/images/dashboard.png)",
    )  # fmt: skip
    proved.set_defaults(act=_prove)
    return parser.parse_args(arguments)
