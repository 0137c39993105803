"""Progress Information: forecasts against plain Python, and that none looks at what came later."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse
from progress_oracle import (
    CLAIMED, NEVER, WHOLE_FAMILY, Episode, Oracle, Settings, plus_months, year_start,
)  # fmt: skip
from reporting_truth import mart_pace

FOLDER = "compiled/supporting_families/models/intermediate/progress"
MODELS = (
    "int_progress_quarters", "int_families_counted", "int_forecast_months",
    "int_forecast_episodes", "int_forecast_states", "int_forecast_horizons", "int_forecast_rates",
    "int_forecast_state_rates", "int_forecast_starts", "int_forecast_parts", "int_forecast_path",
    "int_forecast_totals", "int_forecasts", "int_pace_forecasts",
)  # fmt: skip
TABLES = (
    "intermediate.int_months", "intermediate.int_authorities", "intermediate.int_support_episodes",
    "intermediate.int_progress_episodes", "intermediate.int_claims_made",
    "intermediate.int_claim_windows", "intermediate.int_programme_settings",
    "intermediate.int_framework_settings", "catalogue.framework_versions",
    "catalogue.normal_quantiles", "staging.build_context",
)  # fmt: skip
EPISODE = """
    select
        episode_key, family_key, started_on, closed_on, sustain_ends_on,
        sustain_ends_from_closing, sustain_known_from, months_after_closing,
        waits_for_sustain = 1, can_be_claimed = 1, last_claim_on, retired_on, claimed_on,
        stands_from, whole_family_from
    from intermediate.int_progress_episodes
"""
AS_OF = date(2026, 5, 20)
AUTHORITY = "999"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    year: str
    quarter: int
    measure: str
    origin: date | None
    method: str
    so_far: int
    total: float | None
    low: int | None
    high: int | None


class Played:
    """The compiled models over episodes of our own, in memory."""

    def __init__(self, demo: Warehouse) -> None:
        self._code = {
            name: (demo.target / FOLDER / f"{name}.sql").read_text(encoding="utf-8")
            for name in MODELS
        }
        self._connection = connection = duckdb.connect(":memory:", config={"threads": 1})
        connection.execute("attach ':memory:' as build")
        built = demo.home / "warehouse" / "build.duckdb"
        connection.execute(f"attach '{built}' as demo (read_only)")
        for schema in ("intermediate", "catalogue", "staging"):
            connection.execute(f"create schema build.{schema}")
        for table in TABLES:
            connection.execute(f"create table build.{table} as from demo.{table}")
        connection.execute("detach demo; use build")
        connection.execute("update staging.build_context set as_of_date = ?", [AS_OF])

    def forecasts(self, episodes: list[Episode]) -> list[Row]:
        execute = self._connection.execute
        for table in ("int_support_episodes", "int_progress_episodes", "int_claims_made"):
            execute(f"delete from intermediate.{table}")
        for e in episodes:
            days = [
                None if day == NEVER else day
                for day in (
                    e.closed, e.sustain_ends, e.sustain_ends_from_closing, e.sustain_known_from,
                    e.retired, e.claimed, e.stands_from, e.whole_family_from,
                )
            ]  # fmt: skip
            execute(
                "insert into intermediate.int_progress_episodes (authority_code, episode_key, "
                "family_key, started_on, assessed_on, months_after_closing, waits_for_sustain, "
                "can_be_claimed, closed_on, sustain_ends_on, sustain_ends_from_closing, "
                "sustain_known_from, retired_on, claimed_on, stands_from, whole_family_from) "
                "values (?, ?, ?, ?, ?, 6, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [AUTHORITY, e.key, e.family, e.started, e.started, int(e.can_be_claimed), *days],
            )
            if e.claimed < NEVER:
                execute(
                    "insert into intermediate.int_claims_made (authority_code, episode_key, "
                    "family_key, submitted_on, is_standing) values (?, ?, ?, ?, 1)",
                    [AUTHORITY, e.key, e.family, e.claimed],
                )
        execute(
            "insert into intermediate.int_support_episodes (authority_code, started_on) "
            "select authority_code, started_on from intermediate.int_progress_episodes"
        )
        for name, code in self._code.items():
            execute(f"create or replace table intermediate.{name} as {code}")
        return told(self._connection)

    def last_windows(self) -> dict[date, date]:
        return last_windows(self._connection)

    def months(self) -> dict[date, tuple]:
        """Forecast by the end of each month to come, its interval and its day."""
        rows = self._connection.execute(
            "select month_end, forecast_to_date, forecast_low, forecast_high, forecast_on "
            "from intermediate.int_pace_forecasts"
        )
        return {end: tuple(told) for end, *told in rows.fetchall()}

    def close(self) -> None:
        self._connection.close()


def told(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    rows = connection.execute(
        "select financial_year, financial_quarter, measure, origin_on, forecast_method, "
        "families_so_far, families_forecast, forecast_low, forecast_high "
        "from intermediate.int_forecasts order by all"
    )
    return [Row(*row) for row in rows.fetchall()]


def last_windows(connection: duckdb.DuckDBPyConnection) -> dict[date, date]:
    rows = connection.execute(
        "select financial_year, max(closes_on) from intermediate.int_claim_windows group by all"
    )
    return {date(int(year[:4]), 4, 1): day for year, day in rows.fetchall()}


def family_life(rng: random.Random, number: int, started: date) -> Episode:
    """An episode as it might go, told until AS_OF."""
    known = lambda day: day if day <= AS_OF else NEVER  # noqa: E731
    closed = started + timedelta(days=rng.randint(20, 400))
    sustained = plus_months(closed, 6)
    practice = started + timedelta(days=rng.randint(0, 120)) if rng.random() < 0.8 else NEVER
    claimed = NEVER
    if rng.random() < 0.6:
        claimed = sustained + timedelta(days=rng.choice([0, 20, 40, 80, 200]))
    return Episode(
        key=f"E{number:04d}",
        family=f"F{number - number % 9 // 8:04d}",  # one in nine is a family's second
        started=started,
        closed=known(closed),
        sustain_ends=sustained if closed <= AS_OF else NEVER,
        sustain_ends_from_closing=sustained if closed <= AS_OF else NEVER,
        sustain_known_from=known(closed),
        can_be_claimed=closed > AS_OF or rng.random() < 0.9,
        retired=known(started + timedelta(days=300)) if rng.random() < 0.03 else NEVER,
        claimed=known(claimed),
        stands_from=known(claimed),
        whole_family_from=known(practice) if practice <= closed else NEVER,
    )


def authority(seed: int) -> list[Episode]:
    rng = random.Random(seed)
    first = date(2022, 10, 3)
    days = sorted(rng.randint(0, (AS_OF - first).days) for _ in range(420))
    return [family_life(rng, n, first + timedelta(days=d)) for n, d in enumerate(days, start=1)]


def expected_rows(oracle: Oracle, rows: list[Row]) -> Iterator[tuple[Row, Row]]:
    """Each row beside the one that plain Python gives for its quarter."""
    starts = oracle.starts()
    made = {
        (row.measure, row.origin): oracle.forecast(row.measure, row.origin, starts)
        for row in rows
        if row.origin is not None
    }
    became = {
        (measure, year_start(origin)): forecast.so_far
        for (measure, origin), forecast in made.items()
        if forecast.method == "year_has_ended"
    }
    for row in rows:
        if row.origin is None:
            continue
        forecast = made[row.measure, row.origin]
        earlier = [
            (made[past.measure, past.origin], became[past.measure, year_start(past.origin)])
            for past in rows
            if past.measure == row.measure and past.year < row.year
        ]
        total = low = high = None
        if forecast.expected is not None:
            total = forecast.so_far + forecast.expected
            low, high = oracle.interval(forecast, earlier)
        yield row, replace(
            row, method=forecast.method, so_far=forecast.so_far, low=low, high=high,
            total=pytest.approx(total) if total is not None else None,
        )  # fmt: skip


@pytest.fixture(scope="module")
def played(demo: Warehouse) -> Iterator[Played]:
    models = Played(demo)
    yield models
    models.close()


def test_forecasts_are_those_of_plain_python(played: Played) -> None:
    episodes = authority(1)
    claims = [(e.family, e.claimed) for e in episodes if e.claimed < NEVER]
    rows = played.forecasts(episodes)
    oracle = Oracle(episodes, claims, played.last_windows(), Settings())
    compared = list(expected_rows(oracle, rows))
    assert [mine for _, mine in compared] == [theirs for theirs, _ in compared]
    months = played.months()
    assert months == mart_pace.forecasts(oracle, AS_OF)
    assert len(months) == 11
    assert len({forecast for forecast, *_ in months.values()}) > 5, "it grows through the year"
    methods = [(row.measure, row.method) for row in rows]
    for measure in (CLAIMED, WHOLE_FAMILY):
        assert methods.count((measure, "historical_conversion")) >= 5, methods
        assert (measure, "too_little_history") in methods, "history begins somewhere"


def test_no_forecast_looks_at_what_came_after_its_day(played: Played) -> None:
    """Everything after 30 September 2025 is changed; what was forecast until then stays."""
    day = date(2025, 9, 30)
    episodes = authority(2)

    def otherwise(e: Episode) -> Episode:
        later = e
        if e.claimed > day:
            later = replace(later, claimed=NEVER, stands_from=NEVER)
        if e.whole_family_from > day:
            later = replace(later, whole_family_from=NEVER)
        if e.retired > day:
            later = replace(later, retired=day + DAY)
        if e.closed > day:
            closed = day + DAY
            ends = plus_months(closed, 6)
            later = replace(
                later, closed=closed, can_be_claimed=False, sustain_ends=ends,
                sustain_ends_from_closing=ends, sustain_known_from=closed,
            )  # fmt: skip
        return later

    before = played.forecasts(episodes)
    after = played.forecasts([otherwise(e) for e in episodes if e.started <= day])
    until = [row for row in before if row.origin is not None and row.origin <= day]
    assert len([row for row in until if row.method == "historical_conversion"]) >= 10
    assert [row for row in after if row.origin is not None and row.origin <= day] == until
    assert before != after, "or nothing was changed"


def test_the_forecasts_of_the_demo_are_those_of_plain_python(demo: Warehouse) -> None:
    path = str(demo.home / "warehouse" / "build.duckdb")
    with duckdb.connect(path, read_only=True) as connection:
        rows = told(connection)
        episodes = [
            Episode(*(NEVER if value is None else value for value in row))
            for row in connection.execute(EPISODE).fetchall()
        ]
        claims = connection.execute(
            "select family_key, submitted_on from intermediate.int_claims_made "
            "where is_standing = 1"
        ).fetchall()
        oracle = Oracle(episodes, claims, last_windows(connection), Settings())
    rows = [row for row in rows if row.year >= "2022"]
    compared = [(mine, theirs) for theirs, mine in expected_rows(oracle, rows)]
    assert [mine for mine, _ in compared] == [theirs for _, theirs in compared]


def test_the_year_to_date_never_falls_within_a_year(demo: Warehouse) -> None:
    rows = demo.query(
        """
        select
            authority_code, financial_year, financial_quarter, families_claimed_year_to_date,
            families_whole_family_year_to_date,
            families_whole_family_year_to_date + families_not_yet_whole_family_year_to_date,
            families_claimed_forecast, families_whole_family_forecast
        from progress.mart_progress_information
        order by all
        """,
        "published",
    )
    assert len(rows) > 8
    for before, after in zip(rows, rows[1:], strict=False):
        if before[:2] == after[:2]:
            assert all(b <= a for b, a in zip(before[3:6], after[3:6], strict=True)), after
    for row in rows:
        assert row[6] is None or row[6] >= row[3], "a forecast is not below what has counted"
        assert row[7] is None or row[7] >= row[4]


def test_what_delta_takes_is_what_the_mart_returns_and_names_nobody(demo: Warehouse) -> None:
    [package] = (Path(demo.home) / "output" / "delta").iterdir()
    file = next(package.glob("*progress_information.csv"))
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert [c for c in rows[0] if "key" in c or "ref" in c or "reason" in c or "_by" in c] == []
    returned = {(row["financial_year"], row["financial_quarter"]): row for row in rows}
    measures = demo.query(
        "select financial_year, financial_quarter, measure, value_now"
        " from progress.mart_progress_measures",
        "published",
    )
    assert len(measures) == 4 * len(returned)
    columns = {
        "families_claimed": "families_claimed_year_to_date",
        "families_whole_family": "families_whole_family_year_to_date",
    }
    for year, quarter, measure, value in measures:
        column = columns.get(measure, measure)
        assert returned[year, str(quarter)][column] == ("" if value is None else str(value))
