"""Pictures as SVG: counts, days and states, never a value of a record."""

from __future__ import annotations

import html
import re
from datetime import date

import altair as alt
import pandas as pd
import vl_convert

INK, GREY, PALE = "#0b0c0c", "#6f777b", "#e4e8eb"
GREEN, AMBER, RED, BLUE = "#00703c", "#c77700", "#b10e1e", "#1a56a0"
WIDTH = 560
ROW = 24
_BOX, _WIDE, _GAP, _MOST, _LETTERS = 24, 246, 62, 14, 36  # of the picture of a table's neighbours
_CLIP = re.compile(r"(clip|gradient_)(\d+)")


def stacked(rows: pd.DataFrame, title: str, parts: dict[str, str], share: bool = False) -> str:
    """A bar a name, of parts in the order and colours given: columns `name`, `part`, `count`."""
    rows = rows.assign(order=rows["part"].map({part: n for n, part in enumerate(parts)}))
    axis = alt.Axis(format="%") if share else alt.Axis(tickMinStep=1, format=",d")
    chart = (
        alt.Chart(rows)
        .mark_bar(size=15, stroke="white", strokeWidth=1)
        .encode(
            alt.Y("name:N", title=None, sort=None),
            alt.X("count:Q", title=title, axis=axis, stack="normalize" if share else "zero"),
            alt.Color("part:N", title=None, sort=list(parts), scale=_scale(parts)),
            alt.Order("order:Q"),
        )
    )
    return _svg(chart, rows["name"].nunique())


def pairs(rows: pd.DataFrame, title: str, parts: dict[str, str]) -> str:
    """Bars of parts side by side: columns `name`, `part`, `count`, and `shown` beside the bar."""
    base = alt.Chart(rows).encode(
        alt.Y("name:N", title=None, sort=None),
        alt.YOffset("part:N", sort=list(parts)),
        alt.X("count:Q", title=title, axis=alt.Axis(tickMinStep=1, format=",d")),
    )
    drawn = base.mark_bar().encode(
        alt.Color("part:N", title=None, sort=list(parts), scale=_scale(parts))
    )
    shown = base.mark_text(align="left", dx=4, fontSize=11).encode(alt.Text("shown:N"))
    return _svg(drawn + shown, rows["name"].nunique() * len(parts) * 0.8)


def spans(rows: pd.DataFrame, today: date, kinds: dict[str, str]) -> str:
    """A bar a name from `starts` to `ends`, coloured by `kind`, and a line for the day itself."""
    first = min(rows["starts"].min(), pd.Timestamp(today)) - pd.Timedelta(days=20)
    last = max(rows["ends"].max(), pd.Timestamp(today)) + pd.Timedelta(days=60)
    scale = alt.Scale(domain=[_instant(first), _instant(last)])
    drawn = (
        alt.Chart(rows)
        .mark_bar(size=13)
        .encode(
            alt.Y("name:N", title=None, sort=None),
            alt.X("starts:T", title=None, scale=scale, axis=alt.Axis(format="%b %Y", tickCount=6)),
            alt.X2("ends:T"),
            alt.Color("kind:N", title=None, sort=list(kinds), scale=_scale(kinds)),
        )
    )
    mark = alt.Chart(pd.DataFrame({"on": [pd.Timestamp(today)], "what": ["this build"]}))
    line = mark.mark_rule(color=INK, strokeWidth=2).encode(alt.X("on:T", scale=scale))
    told = mark.mark_text(align="left", dx=4, dy=-6, fontSize=11, fontWeight="bold").encode(
        alt.X("on:T", scale=scale), alt.Text("what:N"), y=alt.value(0)
    )
    return _svg(drawn + line + told, len(rows))


def matrix(rows: pd.DataFrame, kinds: dict[str, str] | None = None) -> str:
    """A field where a name meets an across, darker for more: `name`, `across`, `count`, `shown`.

    With `kinds` the colour says the `kind` of each field instead.
    """
    base = alt.Chart(rows).encode(
        alt.Y("name:N", title=None, sort=None),
        alt.X("across:N", title=None, sort=None,
              axis=alt.Axis(orient="top", labelAngle=-40, labelLimit=340, domain=False,
                            ticks=False)),
    )  # fmt: skip
    if kinds:
        colour = alt.Color("kind:N", title=None, sort=list(kinds), scale=_scale(kinds))
        ink = alt.value(INK)
    else:
        most = float(rows["count"].max() or 1)
        colour = alt.Color(
            "count:Q",
            legend=None,
            scale=alt.Scale(domain=[0, most], range=["#eef3f8", BLUE]),
        )
        ink = alt.condition(alt.datum.count > most * 0.55, alt.value("white"), alt.value(INK))
    drawn = base.mark_rect(stroke="white", strokeWidth=2).encode(colour)
    shown = base.mark_text(fontSize=11).encode(alt.Text("shown:N"), color=ink)
    width = min(WIDTH, 46 * rows["across"].nunique())
    return _svg(drawn + shown, rows["name"].nunique(), width)


def neighbours(before: list[str], name: str, after: list[str]) -> str:
    """A table between those it is made of and those it goes into, each a box with its name."""
    columns = [_some(before), [name], _some(after)]
    high = max(len(column) for column in columns) * (_BOX + 8) + 8
    lines, boxes = [], []
    middle = high / 2
    for place, column in enumerate(columns):
        left = place * (_WIDE + _GAP)
        first = (high - len(column) * (_BOX + 8) + 8) / 2
        for row, told in enumerate(column):
            top = first + row * (_BOX + 8)
            boxes.append(_box(left, top, told, is_it=place == 1))
            if place != 1:
                start, end = (left + _WIDE, _WIDE + _GAP) if place == 0 else (
                    2 * _WIDE + _GAP, left
                )  # fmt: skip
                near, far = (top + _BOX / 2, middle) if place == 0 else (middle, top + _BOX / 2)
                lines.append(
                    f"<path d='M{start} {near:g} C{start + _GAP / 2} {near:g} "
                    f"{end - _GAP / 2} {far:g} {end} {far:g}' fill='none' stroke='{GREY}'/>"
                )
    wide = 3 * _WIDE + 2 * _GAP
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{wide}' height='{high:g}' viewBox='0 0 "
        f"{wide} {high:g}' font-family='Arial, Liberation Sans, Helvetica, sans-serif' "
        f"font-size='12'>{''.join(lines)}{''.join(boxes)}</svg>"
    )


def _some(names: list[str]) -> list[str]:
    """At most so many names; the others are counted."""
    if len(names) <= _MOST:
        return names
    return [*names[: _MOST - 1], f"and {len(names) - _MOST + 1} more"]


def _box(left: float, top: float, told: str, is_it: bool) -> str:
    fill, ink = (BLUE, "white") if is_it else ("#eef3f8", INK)
    short = told if len(told) <= _LETTERS else f"{told[: _LETTERS - 1]}…"
    return (
        f"<rect x='{left}' y='{top:g}' width='{_WIDE}' height='{_BOX}' rx='3' fill='{fill}'/>"
        f"<text x='{left + 8}' y='{top + _BOX / 2 + 4:g}' fill='{ink}'>{html.escape(short)}</text>"
    )


def _scale(colours: dict[str, str]) -> alt.Scale:
    return alt.Scale(domain=list(colours), range=list(colours.values()))


def _instant(moment: pd.Timestamp) -> alt.DateTime:
    return alt.DateTime(year=moment.year, month=moment.month, date=moment.day)


def _svg(chart: alt.TopLevelMixin, rows: float, width: float = WIDTH) -> str:
    """The chart as text: the same chart gets the same ids, however many were drawn before it."""
    chart = (
        chart.properties(width=width, height=max(1.0, rows) * ROW, background="white")
        .configure(font="Arial, Liberation Sans, Helvetica, sans-serif")
        .configure_axis(
            labelLimit=380, labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
            labelColor=INK, titleColor=INK, gridColor=PALE,
        )
        .configure_legend(orient="bottom", labelFontSize=12, labelLimit=400, columns=4)
        .configure_view(stroke=None)
    )  # fmt: skip
    ids: dict[str, str] = {}
    svg = vl_convert.vegalite_to_svg(chart.to_json())
    return _CLIP.sub(lambda m: ids.setdefault(m[0], f"{m[1]}{len(ids)}"), svg)
