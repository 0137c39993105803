"""Needs and successful outcomes by headline and area: figures that are safe to publish, as is.

Nothing is counted here: what is shown is what the published tables show, with their symbols.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from supporting_families.catalogue.words import month_name
from supporting_families.markup import code, picture

from .. import charts, words
from ..markup import Page, cards, folded, meanings, table
from ..reading import Published, Row

if TYPE_CHECKING:
    from .front import Item

FILE = "results.html"
_TABLES = {"needs": "mart_needs_by_area", "outcomes": "mart_outcomes_by_area"}
_PARTS = {"families with a need": charts.BLUE, "families with a successful outcome": charts.GREEN}
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_BY_AREA = ("half_year", "quarter", "month", "year")  # the first that there is has figures by area
_NOT_OVER = "[x]"
_NOTHING = "no figure"


def page(published: Published) -> Page:
    shown = Page(FILE, "Needs and outcomes of families")
    needs, outcomes = (_over(published, what) for what in _TABLES)
    latest = _latest(needs)
    if not latest:
        shown.lead("There are no figures yet: no period that they are given for is over.")
        return shown
    first = _first_to_tell(needs) or latest
    shown.lead(_in_short(needs, outcomes, first))
    shown.say(
        "A family is counted for a need in the period in which its needs were assessed, and for a "
        "successful outcome once the change has lasted as long as it must."
    )
    shown.add(
        cards(
            ("none", _whole(rows, first), f"families {what}, {_named(first)}")
            for what, rows in (
                ("assessed with a need", needs),
                ("with a successful outcome", outcomes),
            )
        )
    )
    shown.heading("By headline")
    shown.add(*_headlines(needs, outcomes, latest))
    shown.heading("By area")
    shown.aside(_areas_told(needs))
    for what, rows in (("need", needs), ("successful outcome", outcomes)):
        shown.add(_areas(what, rows))
    shown.heading("Over time")
    shown.add(*_over_time(needs, outcomes))
    shown.heading("Need by need, and outcome by outcome")
    for what, rows in (("need", needs), ("outcome", outcomes)):
        shown.add(_details(what, rows))
    shown.heading("What the figures are, and the symbols", "symbols")
    shown.say(_kept_safe(needs[0]))
    shown.say(
        f"“{words.capital(_NOTHING)}” stands where a headline was not asked for in the period."
    )
    shown.add(
        meanings(
            (code(str(row["symbol"])), f"{row['symbol_name']}: {row['meaning']}.")
            for row in published["dim_symbol"]
        )
    )
    return shown


def items(published: Published) -> Iterator[Item]:
    """What the front page says of results."""
    from .front import Item

    needs, outcomes = (_over(published, what) for what in _TABLES)
    if first := _first_to_tell(needs) or _latest(needs):
        yield Item(
            "none", "What was found and what was reached", _in_short(needs, outcomes, first), FILE
        )  # fmt: skip


def _over(published: Published, what: str) -> list[Row]:
    """The rows of periods that are over."""
    return [row for row in published[_TABLES[what]] if row["shown"] != _NOT_OVER]


def _latest(rows: list[Row], *kinds: str) -> Row | None:
    """The row of the whole authority, all headlines, of the latest year, else latest period."""
    found = [r for r in rows if r["measure_type"] == "all" and r["area_type"] == "authority"]
    for kind in kinds or ("year", "half_year", "quarter", "month"):
        if of_kind := [row for row in found if row["period_type"] == kind]:
            return max(of_kind, key=lambda row: row["period_start"])
    return None


def _first_to_tell(needs: list[Row]) -> Row | None:
    """The latest year, else the latest shorter period, whose whole figure is shown."""
    return _latest([row for row in needs if row["families"] is not None])


def _same(row: Row, latest: Row) -> bool:
    return all(row[name] == latest[name] for name in ("period_type", "period_start"))


def _named(row: Row) -> str:
    """The period in words: 2022/23, or April to June 2023."""
    if row["period_type"] == "year":
        return str(row["financial_year"])
    start = row["period_start"]
    assert isinstance(start, date)
    months = _MONTHS[str(row["period_type"])]
    last = start.month + months - 1
    if months == 1:
        return f"{month_name(start.month)} {start.year}"
    ends = start.year + (last - 1) // 12
    return f"{month_name(start.month)} to {month_name((last - 1) % 12 + 1)} {ends}"


def _whole(rows: list[Row], latest: Row) -> str:
    """The figure of the whole authority in the period, or its symbol."""
    found = [
        str(row["shown"])
        for row in rows
        if _same(row, latest) and row["measure_type"] == "all" and row["area_type"] == "authority"
    ]
    return found[0] if found else _NOTHING


def _in_short(needs: list[Row], outcomes: list[Row], latest: Row) -> str:
    found, reached = _whole(needs, latest), _whole(outcomes, latest)
    told = {"were assessed with a need": found, "had a successful outcome": reached}
    known = [f"{number} families {what}" for what, number in told.items() if _is_figure(number)]
    hidden = [what for what, number in told.items() if not _is_figure(number)]
    parts = [words.series(known)] if known else []
    if hidden:
        parts.append(f"how many {' and how many '.join(hidden)} is kept back to protect people")
    return f"In {_named(latest)}, {'; '.join(parts)}. Figures are rounded."


def _is_figure(number: str) -> bool:
    return number[:1].isdigit()


def _of_headline(rows: list[Row], latest: Row) -> dict[str, Row]:
    """The rows of the whole authority by headline, in their order."""
    found = [
        row
        for row in rows
        if _same(row, latest)
        and row["measure_type"] == "headline"
        and row["area_type"] == "authority"
    ]
    found.sort(key=lambda row: (str(row["framework_version"]), int(row["headline_no"])))
    return {_headline(row): row for row in found}


def _headline(row: Row) -> str:
    return f"{row['headline_no']} {row['headline_name']} ({row['framework_version']})"


def _headlines(needs: list[Row], outcomes: list[Row], latest: Row) -> Iterator[str]:
    by_need, by_outcome = _of_headline(needs, latest), _of_headline(outcomes, latest)
    names = list(dict.fromkeys([*by_need, *by_outcome]))
    drawn = [name for name in names if _has_figure(by_need.get(name), by_outcome.get(name))]
    data = pd.DataFrame(
        [
            {
                "name": name,
                "part": part,
                "count": (row or {}).get("families") or 0,
                "shown": str((row or {}).get("shown") or _NOTHING),
            }
            for name in drawn
            for part, row in zip(_PARTS, (by_need.get(name), by_outcome.get(name)), strict=True)
        ]
    )
    if drawn:
        yield picture(
            charts.pairs(data, "families", _PARTS),
            f"Families with a need and with a successful outcome for {len(drawn)} headlines, "
            f"{_named(latest)}. The table below says the same.",
            "Headlines of which a figure is shown. What is kept back has no bar, and its symbol in "
            "the place of the figure.",
        )
    numbers = ["With a need", "Of all assessed", "Successful outcome", "Of all reported"]
    yield table(
        f"Families by headline, {_named(latest)}",
        ["Headline", *numbers],
        [
            (
                name,
                *(
                    _percent(row, column) if column == "percent_shown" else _cell(row, column)
                    for row in (by_need.get(name), by_outcome.get(name))
                    for column in ("shown", "percent_shown")
                ),
            )
            for name in names
        ],
        numbers,
    )


def _has_figure(*rows: Row | None) -> bool:
    return any(row is not None and row["families"] is not None for row in rows)


def _cell(row: Row | None, column: str) -> str:
    return str(row[column]) if row else _NOTHING


def _percent(row: Row | None, column: str) -> str:
    told = _cell(row, column)
    return f"{told}%" if told.isdigit() else told


def _areas_told(rows: list[Row]) -> str:
    latest = _latest(rows, *_BY_AREA)
    return (
        f"{_named(latest)}, the latest period that figures are given for by area. Families whose "
        "address is protected are counted where the area is not known."
    )


def _areas(what: str, rows: list[Row]) -> str:
    """A table for each version of the framework: areas down, its headlines by number across."""
    latest = _latest(rows, *_BY_AREA)
    found = [
        row
        for row in rows
        if latest and _same(row, latest) and row["measure_type"] in ("all", "headline")
    ]
    versions = sorted({str(row["framework_version"]) for row in found if row["headline_no"]})
    areas = {(str(row["area_type"]), str(row["area_name"])) for row in found}
    told = {
        (row["area_type"], row["area_name"], row["framework_version"], row["headline_no"]): row
        for row in found
    }
    tables = []
    for version in versions or [""]:
        measures = [(None, None)] + sorted(
            {(v, n) for *_, v, n in told if v == version}, key=lambda measure: int(measure[1])
        )
        headings = ["All" if number is None else str(number) for _, number in measures]
        shown = [
            (
                name,
                words.plain(kind),
                *(_cell(told.get((kind, name, *m)), "shown") for m in measures),
            )
            for kind, name in sorted(areas, key=_place)
        ]
        caption = f"Families with a {what}, by area and number of the headline ({version})"
        tables.append(table(caption, ["Area", "Kind", *headings], shown, headings))
    return "".join(tables)


def _place(area: tuple[str, str]) -> tuple[int, str]:
    """The authority first, then its localities and wards, and last what is not known."""
    order = ("authority", "locality", "ward", "not_known")
    return order.index(area[0]), area[1]


def _over_time(needs: list[Row], outcomes: list[Row]) -> Iterator[str]:
    latest = _latest(needs, *_BY_AREA)
    periods: dict[object, dict[str, Row]] = {}
    for part, found in zip(_PARTS, (needs, outcomes), strict=True):
        for row in found:
            of_all = row["measure_type"] == "all" and row["area_type"] == "authority"
            if of_all and latest and row["period_type"] == latest["period_type"]:
                periods.setdefault(row["period_start"], {})[part] = row
    ordered = [periods[start] for start in sorted(periods, key=str, reverse=True)]
    names = [_named(next(iter(period.values()))) for period in ordered]
    drawn = [
        {
            "name": name,
            "part": part,
            "count": (period[part]["families"] if part in period else None) or 0,
            "shown": _cell(period.get(part), "shown"),
        }
        for name, period in zip(names, ordered, strict=True)
        for part in _PARTS
    ]
    if any(row["count"] for row in drawn):
        yield picture(
            charts.pairs(pd.DataFrame(drawn), "families", _PARTS),
            f"Families with a need and with a successful outcome in {len(names)} periods, the "
            "latest first. The table below says the same.",
            "What is kept back has no bar, and its symbol in the place of the figure.",
        )
    numbers = ["With a need", "Successful outcome"]
    yield table(
        "Families of the whole authority, period by period",
        ["Period", *numbers],
        [
            (name, *(_cell(period.get(part), "shown") for part in _PARTS))
            for name, period in zip(names, ordered, strict=True)
        ],
        numbers,
    )


def _details(what: str, rows: list[Row]) -> str:
    latest = _latest(rows, *_BY_AREA)
    found = [row for row in rows if latest and _same(row, latest) and row["measure_type"] == what]
    found.sort(key=lambda row: (str(row["framework_version"]), int(row["headline_no"] or 0),
                                str(row[f"{what}_code"])))  # fmt: skip
    told = table(
        f"Families by {what}",
        ["Headline", words.capital(what), "Families"],
        [(_headline(row), row[f"{what}_name"], str(row["shown"])) for row in found],
        ["Families"],
    )
    named = _named(latest) if latest else "no period"
    return folded(f"{words.several(len(found), what)}, {named}", told)


def _kept_safe(row: Row) -> str:
    return (
        f"A figure below {row['threshold']} families is kept back, and so is any other from which "
        f"it could be worked out. The others are rounded to a multiple of {row['rounding_base']}, "
        "so they need not add up."
    )
