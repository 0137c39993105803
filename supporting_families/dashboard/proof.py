"""The proof: a real Superset shows the published tables, and shows what they hold."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from .asking import numbers, plain, put, rows
from .assets import MASK, bundle
from .description import Chart, Dashboard
from .environment import install, python
from .errors import DashboardError, DifferentError
from .questions import Question, read_questions
from .running import HERE, Superset, running

AUTHORITY = "authority_code"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_SESSION = "session"  # the cookie


@dataclass(frozen=True)
class Database:
    """Where the tables are served, and the login of the BI reader."""

    host: str
    port: str
    name: str
    login: str
    password: str

    @property
    def address(self) -> str:
        """As Superset is told it, the password masked."""
        return f"postgresql+psycopg2://{self.login}:{MASK}@{self.host}:{self.port}/{self.name}"

    def connect(self) -> psycopg.Connection:
        """A connection that can only read."""
        connection = psycopg.connect(
            host=self.host, port=self.port, dbname=self.name, user=self.login,
            password=self.password, autocommit=True,
        )  # fmt: skip
        connection.read_only = True
        return connection


def prove(
    dashboard: Dashboard, database: Database, picture: Path, tell: Callable[[str], None]
) -> int:
    """Show the dashboard in a Superset of its own, compare each chart with the answer to its
    question, and write the picture. Returns the number of rows compared. Raises DashboardError
    where anything differs."""
    browser = _browser()
    expected = {chart.code: answer for chart, answer in _answers(dashboard, database)}
    install(tell)
    tell("Starting Superset: half a minute ...")
    with running() as superset:
        put(superset, bundle(dashboard, database.address), database.password)
        known = numbers(superset, dashboard)
        for chart in dashboard.charts:
            found = rows(superset, chart, known[chart.title])
            compare(chart, expected[chart.code], found)
            tell(f"  {chart.title}: {len(found)} rows, as {chart.question} has them")
        tell("Taking the picture ...")
        _take(superset, dashboard, browser, picture)
    return sum(map(len, expected.values()))


def answer(question: Question, connection: psycopg.Connection) -> list[dict]:
    """The rows that a question has. Raises DashboardError where the login sees several councils,
    whose figures a chart would add up."""
    cursor = connection.execute(question.sql)
    names = [column.name for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor]
    councils = sorted({row[AUTHORITY] for row in found if AUTHORITY in row})
    if len(councils) > 1:
        raise DashboardError(
            f"the login sees the authorities {', '.join(councils)}: prove it with one that has the "
            "role for one of them."
        )
    return found


def shown(chart: Chart, found: list[dict]) -> list[tuple]:
    """Of the rows of its question, what a chart is to show."""
    wanted = [
        row
        for row in found
        if all(row[name] == value for name, value in chart.answer_where.items())
    ]
    names = chart.answer or [name for name in (found[0] if found else {}) if name != AUTHORITY]
    return [tuple(plain(row[name]) for name in names) for row in wanted]


def _answers(dashboard: Dashboard, database: Database) -> list[tuple[Chart, list[tuple]]]:
    questions = read_questions()
    try:
        with database.connect() as connection:
            return [
                (chart, shown(chart, answer(questions[chart.question], connection)))
                for chart in dashboard.charts
            ]
    except psycopg.Error as error:
        raise DashboardError(f"the database server says: {error}") from error


def compare(chart: Chart, expected: list[tuple], found: list[tuple]) -> None:
    """Raises DifferentError unless both have the same rows, in whatever order."""
    if not expected:
        raise DifferentError(
            f"{chart.question} has no rows, so '{chart.title}' proves nothing: serve a home with "
            "families in it."
        )
    lacking, extra = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
    if lacking or extra:
        raise DifferentError(
            f"'{chart.title}' is not what {chart.question} says: {sum(lacking.values())} rows are "
            f"missing and {sum(extra.values())} are other; the first of each: "
            f"{next(iter(lacking), None)}, {next(iter(extra), None)}."
        )


def _take(superset: Superset, dashboard: Dashboard, browser: str, picture: Path) -> None:
    picture.parent.mkdir(parents=True, exist_ok=True)
    page = f"{superset.address}/superset/dashboard/{dashboard.slug}/"
    session = superset.session.cookies.get(_SESSION)
    done = subprocess.run(
        [str(python()), str(HERE / "picture.py"), browser, page, str(picture)],
        env={**os.environ, "SF_SESSION": session}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise DashboardError(f"the browser could not show the page: {done.stderr.strip()}")
    told = json.loads(done.stdout)
    if told["wrong"] or told["answers"] < len(dashboard.charts):
        raise DashboardError(
            f"the page has {len(dashboard.charts)} charts and got data for {told['answers']}; "
            f"what it says: {told['wrong']}"
        )


def _browser() -> str:
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise DashboardError(f"no browser was found: install one of {', '.join(BROWSERS)}.")
