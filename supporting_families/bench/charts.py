"""The charts of the report, as SVG: ratios, growth, and where the time goes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable

import altair as alt
import pandas as pd
import vl_convert

from supporting_families.board.charts import AMBER, BLUE, GREEN, GREY, INK, PALE, RED

SHOWN = {
    "floor": "floor",
    "straight": "straight SQL",
    "cold": "cold build",
    "next_day": "next day",
    "full_rebuild": "full rebuild",
}
GROWING = ("generate", "floor", "straight", "cold")
COLOURS = {"generate": GREY, "floor": GREEN, "straight": AMBER, "cold": BLUE}
PARTS = {
    "intake": "#0b0c0c", "staging": BLUE, "intermediate/evidence": GREEN,
    "intermediate/identity": AMBER, "intermediate/needs": "#7c4a9e",
    "intermediate/outcomes": "#2a9d9d", "intermediate, the rest": "#9db7d3", "marts": RED,
    "tests": GREY, "seeds": "#c9cdd0",
}  # fmt: skip
TOP = 15
WIDTH = 560
FLOORS = 3  # a cold build is to take no more


def runs(told: dict) -> str | None:
    """Bars of every run in floors, a panel a size; None without a floor."""
    rows = [
        {
            "size": _people(size["people"]),
            "run": words,
            "floors": size["runs"][run]["wall_s"] / size["runs"]["floor"]["wall_s"],
        }
        for size in told["sizes"]
        if "floor" in size["runs"]
        for run, words in SHOWN.items()
        if run in size["runs"]
    ]
    if not rows:
        return None
    for row in rows:
        row["shown"] = f"{row['floors']:.1f}"
    base = alt.Chart().encode(
        alt.Y("run:N", title=None, sort=list(SHOWN.values())),
        alt.X("floors:Q", title="times the floor"),
    )
    colour = alt.Color("run:N", legend=None, scale=alt.Scale(
        domain=list(SHOWN.values()), range=[GREEN, AMBER, BLUE, "#7c4a9e", GREY]))  # fmt: skip
    text = base.mark_text(align="left", dx=4, fontSize=11).encode(alt.Text("shown:N"))
    aim = alt.Chart().mark_rule(color=RED, strokeDash=[4, 3]).encode(x=alt.datum(FLOORS))
    drawn = alt.layer(base.mark_bar(size=14).encode(colour), text, aim).properties(
        width=WIDTH, height=24 * len(SHOWN)
    )
    order = [_people(size["people"]) for size in told["sizes"]]
    header = alt.Header(labelAngle=0, labelAnchor="start", labelFontSize=12, labelOrient="top")
    row = alt.Row("size:N", title=None, sort=order, header=header)
    chart = drawn.facet(data=pd.DataFrame(rows), row=row)
    title = "Time as multiples of the floor; the dashed line is the aim for the cold build"
    return _svg(chart.resolve_scale(x="independent").properties(title=title))


def growth(told: dict) -> str | None:
    """Seconds by people, both on scales of powers; None with fewer than two sizes."""
    if len(told["sizes"]) < 2:
        return None
    rows = [
        {"people": size["people"], "seconds": size["runs"][run]["wall_s"], "run": run}
        for size in told["sizes"]
        for run in GROWING
        if run in size["runs"]
    ]
    lines = []  # as time would grow if it grew as people do, from the first size on
    for run in GROWING:
        found = [row for row in rows if row["run"] == run]
        for row in found if len(found) > 1 else []:
            share = row["people"] / found[0]["people"]
            lines.append({**row, "seconds": found[0]["seconds"] * share})
    values = sorted({size["people"] for size in told["sizes"]})
    x = alt.X("people:Q", title="people", scale=alt.Scale(type="log", nice=False, padding=12),
              axis=alt.Axis(values=values, format=",d"))  # fmt: skip
    y = alt.Y("seconds:Q", title="seconds", scale=alt.Scale(type="log"),
              axis=alt.Axis(values=_powers(rows), format=",~g"))  # fmt: skip
    scale = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    colour = alt.Color("run:N", title=None, sort=list(GROWING), scale=scale)
    found = alt.Chart(pd.DataFrame(rows)).encode(x, y, colour)
    aim = alt.Chart(pd.DataFrame(lines)).encode(x, y, colour)
    chart = aim.mark_line(strokeDash=[3, 3], opacity=0.6) + found.mark_line(point=True)
    title = "Time by people; dashed: as if it grew exactly as people do"
    return _svg(chart.properties(width=WIDTH, height=300, title=title))


def parts(told: dict, part_of: Callable[[dict], str]) -> str | None:
    """Share of core time of the straight run by part of the build, a bar a size."""
    rows = []
    for size in told["sizes"]:
        core: dict[str, float] = defaultdict(float)
        for node in size["runs"].get("straight", {"nodes": []})["nodes"]:
            core[part_of(node)] += node["cpu_s"] or 0
        rows += [
            {"size": _people(size["people"]), "part": part, "core": core[part], "order": number}
            for number, part in enumerate(PARTS)
            if part in core
        ]
    if not rows:
        return None
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(size=26, stroke="white", strokeWidth=1)
        .encode(
            alt.Y("size:N", title=None, sort=[_people(size["people"]) for size in told["sizes"]]),
            alt.X("core:Q", title="share of core time", stack="normalize",
                  axis=alt.Axis(format="%")),
            alt.Color("part:N", title=None, sort=list(PARTS),
                      scale=alt.Scale(domain=list(PARTS), range=list(PARTS.values()))),
            alt.Order("order:Q"),
        )
        .properties(width=WIDTH, height=44 * len(told["sizes"]))
    )  # fmt: skip
    return _svg(chart)


def nodes(told: dict, most_work: Callable[[dict, int], list[dict]]) -> str | None:
    """The nodes of the straight run that take most core time at the largest size."""
    sizes = [size for size in told["sizes"] if "straight" in size["runs"]]
    if not sizes:
        return None
    rows = pd.DataFrame(most_work(sizes[-1]["runs"]["straight"], TOP))
    rows["shown"] = [f"{seconds:,.1f}" for seconds in rows["cpu_s"]]
    base = alt.Chart(rows).encode(
        alt.Y("node:N", title=None, sort=None),
        alt.X("cpu_s:Q", title=f"core seconds at {sizes[-1]['people']:,} people"),
    )
    shown = base.mark_text(align="left", dx=4, fontSize=11).encode(alt.Text("shown:N"))
    chart = base.mark_bar(size=14, color=BLUE) + shown
    return _svg(chart.properties(width=WIDTH, height=24 * len(rows)))


def _people(count: int) -> str:
    return f"{count:,} people"


def _powers(rows: list[dict]) -> list[float]:
    """The powers of ten around the seconds of the rows."""
    seconds = [row["seconds"] for row in rows]
    first, last = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    return [10.0**power for power in range(first, last + 1)]


def _svg(chart: alt.TopLevelMixin) -> str:
    chart = (
        chart.properties(background="white")
        .configure(font="Arial, Liberation Sans, Helvetica, sans-serif")
        .configure_axis(
            labelLimit=380, labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
            labelColor=INK, titleColor=INK, gridColor=PALE,
        )
        .configure_title(fontSize=13, fontWeight="normal", anchor="start", color=INK)
        .configure_legend(orient="bottom", labelFontSize=12, labelLimit=400, columns=4)
        .configure_view(stroke=None)
    )  # fmt: skip
    return vl_convert.vegalite_to_svg(chart.to_json())
