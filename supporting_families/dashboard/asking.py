"""What is asked of a Superset: take the archive, give a chart's rows."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import requests

from .assets import DATABASE_FILE
from .description import Chart, Dashboard
from .errors import DashboardError
from .running import Superset

_DIGITS = 6  # of figures with a fraction that are compared
_WAIT = 120  # seconds
_TEMPORAL = 2  # what Superset calls the type of a date
_LONGEST = 500  # letters of what it says


def put(superset: Superset, archive: bytes, password: str) -> None:
    """Import the archive. `password` is that of the login on the database. Raises
    DashboardError."""
    answer = superset.session.post(
        f"{superset.address}/api/v1/assets/import/",
        files={"bundle": ("bundle.zip", archive)},
        data={"passwords": json.dumps({DATABASE_FILE: password})},
        timeout=_WAIT,
    )
    if not answer.ok:
        raise DashboardError(f"Superset does not take the dashboard: {_said(answer)}")


def numbers(superset: Superset, dashboard: Dashboard) -> dict[str, int]:
    """Superset's own number of each chart on the page, by title."""
    answer = superset.session.get(
        f"{superset.address}/api/v1/dashboard/{dashboard.slug}/charts", timeout=_WAIT
    )
    if not answer.ok:
        raise DashboardError(f"Superset does not show the dashboard: {_said(answer)}")
    return {chart["slice_name"]: chart["id"] for chart in answer.json()["result"]}


def rows(superset: Superset, chart: Chart, number: int) -> list[tuple]:
    """The rows of a chart as Superset has them. Raises DashboardError."""
    answer = superset.session.get(
        f"{superset.address}/api/v1/chart/{number}/data/", params={"force": "true"}, timeout=_WAIT
    )
    if not answer.ok:
        raise DashboardError(f"Superset has no data for '{chart.title}': {_said(answer)}")
    [result] = answer.json()["result"]
    names = [*chart.dimensions, *(measure.label for measure in chart.measures)]
    times = [1] * len(chart.dimensions) + [measure.times for measure in chart.measures]
    kinds = dict(zip(result["colnames"], result["coltypes"], strict=True))
    return [
        tuple(
            plain(_day(row[name]) if kinds[name] == _TEMPORAL else row[name], factor)
            for name, factor in zip(names, times, strict=True)
        )
        for row in result["data"]
    ]


def plain(value: Any, times: int = 1) -> Any:
    """A value as it can be compared, whoever it comes from."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return round(float(value) * times, _DIGITS)
    return value


def _said(answer: requests.Response) -> str:
    is_json = "json" in answer.headers.get("content-type", "")
    return f"{answer.status_code} {answer.text[:_LONGEST] if is_json else ''}"


def _day(value: Any) -> date | None:
    return None if value is None else datetime.fromtimestamp(value / 1000, UTC).date()
