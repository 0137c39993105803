"""The folder that belongs to one council: where things are in it, and the two dates of a build."""

from __future__ import annotations

import csv
import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

DEFAULT_HOME = "demo"
DEMO_MARKER = "landing/demo.yml"
NOT_NAMED = "000"  # the authority of a home that has not said whose it is
AUTHORITY = re.compile(r"\d{3}")


class HomeError(Exception):
    """The home folder is missing or not what it should be; the message says what to do."""


@dataclass(frozen=True)
class BuildDates:
    """What a build takes as true: what had happened by `as_of_date`, as told by `known_at`."""

    as_of_date: date
    known_at: date


@dataclass(frozen=True)
class Home:
    """One council's folder (`SF_HOME`)."""

    path: Path

    @classmethod
    def from_environment(cls) -> Home:
        """The home named by SF_HOME, else the demo home. Raises HomeError when it is not there."""
        home = cls(Path(os.environ.get("SF_HOME") or DEFAULT_HOME))
        if not home.landing.is_dir():
            raise HomeError(
                f"No warehouse home at '{home.path}': it has no folder 'landing'. Set SF_HOME to the "
                "folder that holds it, or make the demo home with 'python tasks.py demo'."
            )
        return home

    @property
    def landing(self) -> Path:
        return self.path / "landing"

    @property
    def warehouse(self) -> Path:
        return self.path / "warehouse"

    @property
    def intake(self) -> Path:
        return self.warehouse / "intake"

    @property
    def build_file(self) -> Path:
        return self.warehouse / "build.duckdb"

    @property
    def published_file(self) -> Path:
        return self.warehouse / "published.duckdb"

    @property
    def extracts_file(self) -> Path:
        return self.warehouse / "extracts.duckdb"

    @property
    def output(self) -> Path:
        return self.path / "output"

    def authorities(self) -> list[str]:
        """The codes in `local/authority.csv`, in its order; `000` where it names none."""
        path = self.path / "local" / "authority.csv"
        if not path.is_file():
            return [NOT_NAMED]
        with path.open(encoding="utf-8-sig", newline="") as file:
            codes = [(row.get("authority_code") or "").strip() for row in csv.DictReader(file)]
        return list(dict.fromkeys(filter(None, codes))) or [NOT_NAMED]

    def of_authority(self, root: str, authority: str) -> Path:
        """Where `local`, `registers`, `landing` or `output` of an authority is.

        A home of one authority has them plainly; one of several has a folder each in them, named
        by the code: `registers/901/`. Raises HomeError on an authority that the home does not have.
        """
        known = self.authorities()
        if authority not in known:
            raise HomeError(
                f"'{self.path}' has no authority '{authority}': local/authority.csv names "
                f"{', '.join(known)}."
            )
        return self.path / root if len(known) == 1 else self.path / root / authority

    @property
    def is_demo(self) -> bool:
        return (self.path / DEMO_MARKER).is_file()

    def demo_settings(self) -> dict:
        """What `landing/demo.yml` pins; empty for a real home."""
        if not self.is_demo:
            return {}
        return yaml.safe_load((self.path / DEMO_MARKER).read_text(encoding="utf-8"))

    def today(self) -> date:
        """The day of the run; in a demo home the day that it pins."""
        pinned = self.demo_settings().get("known_at")
        return date.fromisoformat(str(pinned)) if pinned else date.today()

    def build_dates(self, run_date: date) -> BuildDates:
        """SF_AS_OF_DATE and SF_KNOWN_AT, else what a demo home pins, else the day of the run.

        `known_at` without a setting of its own is `as_of_date`. Raises HomeError on a text that is
        not a date.
        """
        pinned = self.demo_settings()
        as_of = _date_setting("SF_AS_OF_DATE", pinned.get("as_of_date")) or run_date
        chosen = bool(os.environ.get("SF_AS_OF_DATE"))
        known = _date_setting("SF_KNOWN_AT", None if chosen else pinned.get("known_at")) or as_of
        return BuildDates(as_of_date=as_of, known_at=known)


def _date_setting(variable: str, pinned: date | str | None) -> date | None:
    text = os.environ.get(variable) or pinned
    if not text:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise HomeError(f"{variable} is '{text}': write a date as YYYY-MM-DD.") from error
