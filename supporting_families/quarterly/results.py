"""The sheets of needs, outcomes and people: figures under disclosure control, shown as they are.

Nothing is counted here, and nothing is added up: what stands in a cell stands in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd

from supporting_families.dictionary import DescribedTable
from supporting_families.workbooks.looks import NAVY

from .progress import TEAL
from .reading import (
    EQUALITY,
    HOW_LONG,
    NEEDS,
    NOT_OVER,
    OUTCOMES,
    PAIRS,
    Published,
    Row,
    period_name,
)
from .sheets import KEPT_BACK, NOT_APPLICABLE, Picture, Series, Sheet, figure, in_short

T = TypeVar("T")
PERIODS_SHOWN = 6
_DAYS = (
    "median_days_from_need", "lower_quartile_days_from_need", "upper_quartile_days_from_need",
    "median_days_from_start",
)  # fmt: skip
_ABOVE = "~"  # after every letter
AREA_ORDER = ("authority", "locality", "ward", "not_known")
AREA_KINDS = {
    "authority": "Authority", "locality": "Locality", "ward": "Ward", "not_known": "Not known"
}  # fmt: skip
ALL = "All families"
VERSION, HEADLINE, AREA, AREA_KIND = "Framework", "Headline", "Area", "Kind of area"


@dataclass(frozen=True)
class Subject:
    """What is counted by headline and area: families with a need, or with an outcome."""

    mart: str
    label: str
    colour: str
    code: str
    name: str
    who: str
    base: str
    note: str


SUBJECTS = (
    Subject(NEEDS, "Needs", NAVY, "need_code", "need_name", "Families with a need",
            "all families assessed", "assessed"),
    Subject(OUTCOMES, "Outcomes", TEAL, "outcome_code", "outcome_name",
            "Families with a successful outcome", "all families whose outcomes were due",
            "outcome"),
)  # fmt: skip


def result_sheets(published: Published, described: Mapping[str, DescribedTable]) -> Iterator[Sheet]:
    """Needs and outcomes by headline, area, single need and year; pairs of needs; how long
    outcomes take; people.

    A table without a row has no sheet.
    """
    return (sheet for sheet in _sheets(published, described) if len(sheet.frame))


def _sheets(published: Published, described: Mapping[str, DescribedTable]) -> Iterator[Sheet]:
    for subject in SUBJECTS:
        rows = [row for row in published[subject.mart] if row["shown"] != NOT_OVER]
        by_period = [row for row in rows if row["period_type"] == _period_type(rows)]
        if by_period:
            yield _by_headline(subject, by_period)
            yield _share(subject, by_period)
            yield _by_area(subject, by_period)
            yield _single(subject, by_period)
        by_year = [row for row in rows if row["period_type"] == "year"]
        if by_year and by_period != by_year:
            yield _by_year(subject, by_year)
        if subject.mart == NEEDS:
            yield from _pairs(published[PAIRS])
    yield from _how_long(published[HOW_LONG], described[HOW_LONG])
    yield from _people(published[EQUALITY])


def _period_type(rows: list[Row]) -> str:
    """The period that has figures by area: a quarter, or what the settings have in its place."""
    found = {str(row["period_type"]) for row in rows}
    return next((kind for kind in ("quarter", "half_year", "year") if kind in found), "year")


def _of_authority(rows: list[Row], *kinds: str) -> list[Row]:
    return [r for r in rows if r["area_type"] == "authority" and r["measure_type"] in kinds]


def _name_of(row: Row) -> str:
    return period_name(row["period_start"], row["period_end"])


def _periods(rows: list[Row], most: int = PERIODS_SHOWN) -> list[str]:
    """The last periods, the latest last."""
    return list(dict.fromkeys(_name_of(row) for row in rows))[-most:]


def _headline(row: Row) -> str:
    return f"{row['headline_no']} {row['headline_name']}" if row["headline_no"] else ALL


def _version(row: Row) -> str:
    return str(row["framework_version"] or "All")


def _wide(
    rows: list[Row], keys: dict[str, object], periods: list[str], shown: str = "shown"
) -> pd.DataFrame:
    """A line for each key that has a row in these periods, and a column a period."""
    found: dict[tuple, dict[str, Row]] = {}
    for row in rows:
        if _name_of(row) in periods:
            key = tuple(tell(row) for tell in keys.values())
            found.setdefault(key, {})[_name_of(row)] = row
    lines = [
        (*key, *(figure(cells.get(period), shown) for period in periods))
        for key, cells in _in_order(found.items(), lambda line: next(iter(line[1].values())))
    ]
    return pd.DataFrame(lines, columns=[*keys, *periods], dtype=object)


def _in_order(things: Iterable[T], row_of: Callable[[T], Row]) -> list[T]:
    """All families first, then the versions of the framework, the newest first."""
    by_headline = sorted(things, key=lambda thing: _place(row_of(thing))[1:])
    return sorted(by_headline, key=lambda thing: _place(row_of(thing))[0], reverse=True)


def _place(row: Row) -> tuple:
    """Year of the version, headline and need or outcome; no version is above all."""
    code = row.get("need_code") or row.get("outcome_code") or ""
    year = str(row["framework_version"] or _ABOVE).split("-")[-1]
    return (year, row["headline_no"] or 0, str(code))


def _by_headline(subject: Subject, rows: list[Row]) -> Sheet:
    periods = _periods(rows)
    frame = _wide(
        _of_authority(rows, "all", "headline"), {HEADLINE: _headline, VERSION: _version}, periods
    )
    latest = periods[-1]
    shown = frame[(frame[HEADLINE] != ALL) & (frame[latest] != NOT_APPLICABLE)]
    version = next(iter(shown[VERSION]), None)  # the newest in force
    drawn = tuple(at for at, of in enumerate(frame[VERSION]) if of == version)
    told = in_short(frame[HEADLINE].iloc[list(drawn)], frame[latest].iloc[list(drawn)])
    return Sheet(
        label=f"{subject.label}_1",
        title=f"{subject.who} by headline, up to {latest}",
        frame=frame,
        marts=(subject.mart,),
        widths=(52, 12, *[17] * len(periods)),
        lines=(_rounded(rows), f"“{ALL}”: {subject.base} in the period."),
        notes=("control", subject.note, "versions"),
        formats=dict.fromkeys(periods, "#,##0"),
        texts=2,
        picture=Picture(
            title=f"{subject.who} by headline ({version}), {latest}",
            names=HEADLINE,
            series=(Series(latest, subject.colour),),
            rows=drawn,
            told=f"Bars by headline of {version}, {latest}. {told}. The table above says the same.",
        )
        if drawn
        else None,
    )


def _share(subject: Subject, rows: list[Row]) -> Sheet:
    periods = _periods(rows)
    return Sheet(
        label=f"{subject.label}_2",
        title=f"{subject.who} by headline, percent of {subject.base}",
        frame=_wide(
            _of_authority(rows, "headline"),
            {HEADLINE: _headline, VERSION: _version},
            periods,
            "percent_shown",
        ),
        marts=(subject.mart,),
        widths=(52, 12, *[17] * len(periods)),
        lines=("Percent, made of the rounded figures. A family can have several needs.",),
        notes=("control", "percent", subject.note),
        formats=dict.fromkeys(periods, '0"%"'),
        texts=2,
    )


def _by_area(subject: Subject, rows: list[Row]) -> Sheet:
    """The latest period: areas down, headlines across."""
    latest = _periods(rows)[-1]
    kinds = ("all", "headline")
    of_period = [r for r in rows if _name_of(r) == latest and r["measure_type"] in kinds]
    headings: dict[tuple, str] = {}
    areas: dict[tuple, dict[str, Row]] = {}
    versions = {r["framework_version"] for r in of_period if r["headline_no"]}
    for row in _in_order(of_period, lambda row: row):
        heading = _headline(row)
        if row["headline_no"] and len(versions) > 1:
            heading = f"{heading} ({row['framework_version']})"
        headings[_place(row)] = heading
        place = (AREA_ORDER.index(str(row["area_type"])), str(row["area_name"]))
        areas.setdefault(place, {})[heading] = row
    lines = [
        (name, AREA_KINDS[AREA_ORDER[kind]], *(figure(cells.get(h)) for h in headings.values()))
        for (kind, name), cells in sorted(areas.items())
    ]
    frame = pd.DataFrame(lines, columns=[AREA, AREA_KIND, *headings.values()], dtype=object)
    drawn = tuple(at for at, kind in enumerate(frame[AREA_KIND]) if kind != AREA_KINDS["authority"])
    told = in_short(frame[AREA].iloc[list(drawn)], frame[ALL].iloc[list(drawn)])
    return Sheet(
        label=f"{subject.label}_3",
        title=f"{subject.who} by area and headline, {latest}",
        frame=frame,
        marts=(subject.mart,),
        widths=(28, 14, *[17] * len(headings)),
        lines=(_rounded(rows), "Localities are made of wards: do not add them to each other."),
        notes=("control", "area", subject.note),
        formats=dict.fromkeys(headings.values(), "#,##0"),
        texts=2,
        picture=Picture(
            title=f"{subject.base[:1].upper()}{subject.base[1:]}, by area, {latest}",
            names=AREA,
            series=(Series(ALL, subject.colour),),
            rows=drawn,
            told=f"Bars by locality and ward, {latest}. {told}. The table above says the same.",
        )
        if drawn
        else None,
    )


def _single(subject: Subject, rows: list[Row]) -> Sheet:
    periods = _periods(rows, 4)
    kind = subject.label[:-1].lower()
    keys = {
        kind.capitalize(): lambda row: str(row[subject.name]),
        HEADLINE: _headline,
        VERSION: _version,
    }
    return Sheet(
        label=f"{subject.label}_4",
        title=f"{subject.who} by single {kind}, up to {periods[-1]}",
        frame=_wide(_of_authority(rows, kind), keys, periods),
        marts=(subject.mart,),
        widths=(70, 50, 12, *[17] * len(periods)),
        lines=(_rounded(rows),),
        notes=("control", subject.note, "versions"),
        formats=dict.fromkeys(periods, "#,##0"),
        texts=3,
    )


def _by_year(subject: Subject, rows: list[Row]) -> Sheet:
    years = list(dict.fromkeys(str(row["financial_year"]) for row in rows))[-PERIODS_SHOWN:]
    by_name = {_name_of(row): str(row["financial_year"]) for row in rows}
    periods = [name for name, year in by_name.items() if year in years]
    frame = _wide(
        _of_authority(rows, "all", "headline"), {HEADLINE: _headline, VERSION: _version}, periods
    ).rename(columns=by_name)
    return Sheet(
        label=f"{subject.label}_5",
        title=f"{subject.who} by headline and financial year, up to {years[-1]}",
        frame=frame,
        marts=(subject.mart,),
        widths=(52, 12, *[17] * len(years)),
        lines=(_rounded(rows), f"“{ALL}”: {subject.base} in the year."),
        notes=("control", "year", subject.note),
        formats=dict.fromkeys(years, "#,##0"),
        texts=2,
    )


def _pairs(rows: list[Row]) -> Iterator[Sheet]:
    """Each headline with each other, in the latest year that is over."""
    found = [r for r in rows if r["area_type"] == "authority" and r["shown"] != NOT_OVER]
    if not found:
        return
    latest = [row for row in found if row["period_start"] == found[-1]["period_start"]]
    version = latest[-1]["framework_version"]
    names: dict[int, str] = {}
    cells: dict[tuple[int, int], Row] = {}
    for row in (row for row in latest if row["framework_version"] == version):
        first, second = (int(str(row[f"{one}_headline_no"])) for one in ("first", "second"))
        names[first] = f"{first} {row['first_headline_name']}"
        names[second] = f"{second} {row['second_headline_name']}"
        cells[first, second] = cells[second, first] = row
    numbers = sorted(names)
    frame = pd.DataFrame(
        [
            (names[down], *(figure(cells.get((down, across))) for across in numbers))
            for down in numbers
        ],
        columns=[HEADLINE, *(f"With {number}" for number in numbers)],
        dtype=object,
    )
    yield Sheet(
        label="Needs_6",
        title=f"Families with needs of two headlines, {latest[0]['financial_year']} ({version})",
        frame=frame,
        marts=(PAIRS,),
        widths=(52, *[11] * len(numbers)),
        lines=(_rounded(latest), "Headlines across by their number. Each pair stands twice."),
        notes=("control", "assessed"),
        formats={f"With {number}": "#,##0" for number in numbers},
    )


def _how_long(rows: list[Row], described: DescribedTable) -> Iterator[Sheet]:
    """Days to an outcome, in the latest year that is over."""
    found = [row for row in rows if row["is_year_over"] and row["measure_type"] != "outcome"]
    if not found:
        return
    latest = [row for row in found if row["period_start"] == found[-1]["period_start"]]
    families = described.column("families").label or "families"
    days = {column: described.column(column).label or column for column in _DAYS}
    frame = pd.DataFrame(
        [
            (
                _headline(row),
                _version(row),
                figure(row),
                *(KEPT_BACK if row[column] is None else row[column] for column in days),
            )
            for row in _in_order(latest, lambda row: row)
        ],
        columns=[HEADLINE, VERSION, families, *days.values()],
        dtype=object,
    )
    yield Sheet(
        label="Outcomes_6",
        title=f"How long outcomes take, {latest[0]['financial_year']}",
        frame=frame,
        marts=(HOW_LONG,),
        widths=(52, 12, *[19] * (1 + len(days))),
        lines=(
            _rounded(latest),
            f"Days are rounded to a multiple of {latest[0]['days_rounding_base']}.",
        ),
        notes=("control", "how_long"),
        formats=dict.fromkeys((families, *days.values()), "#,##0"),
        texts=2,
    )


def _people(rows: list[Row]) -> Iterator[Sheet]:
    """Who the people are, in the latest year that is over: groups across."""
    found = [row for row in rows if row["shown"] != NOT_OVER]
    if not found:
        return
    latest = [row for row in found if row["period_start"] == found[-1]["period_start"]]
    groups = list(dict.fromkeys(str(row["measure_name"]) for row in latest))
    lines: dict[tuple[str, str], dict[str, Row]] = {}
    for row in sorted(latest, key=lambda r: (r["characteristic_order"], r["category_order"])):
        key = (str(row["characteristic_name"]), str(row["category_name"]))
        lines.setdefault(key, {})[str(row["measure_name"])] = row
    frame = pd.DataFrame(
        [
            (
                category,
                characteristic,
                *(figure(cells.get(group)) for group in groups),
                *(figure(cells.get(group), "percent_shown") for group in groups),
            )
            for (characteristic, category), cells in lines.items()
        ],
        columns=["Category", "Characteristic", *groups, *(f"{group}, percent" for group in groups)],
        dtype=object,
    )
    yield Sheet(
        label="People_1",
        title=f"People by characteristic, {latest[0]['financial_year']}",
        frame=frame,
        marts=(EQUALITY,),
        widths=(40, 30, *[22] * (2 * len(groups))),
        lines=(_rounded(latest, "people"),),
        notes=("control", "percent", "people"),
        formats=dict.fromkeys(groups, "#,##0")
        | dict.fromkeys((f"{group}, percent" for group in groups), '0"%"'),
        texts=2,
    )


def _rounded(rows: list[Row], whom: str = "families") -> str:
    row = rows[-1]
    return (
        f"Numbers of {whom}, rounded to a multiple of {row['rounding_base']}; fewer than "
        f"{row['threshold']} are kept back."
    )
