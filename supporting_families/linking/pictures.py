"""Pictures of how well people are linked, as SVG: levels, weights and counts, never a value."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd
import vl_convert

from .agreement import agreements, in_words
from .model import LinkageModel
from .quality import Limits
from .scores import COMPARED

GREEN, RED, GREY, BLUE = "#00703c", "#b10e1e", "#6f777b", "#1d70b8"
WIDTH = 620
PLAIN = {
    "forename": "Forename",
    "surname": "Surname",
    "date_of_birth": "Date of birth",
    "address": "Address",
    "sex": "Sex",
    "identifier": "Identifier",
}
_WEIGHT = "match weight (bits)"


def match_rates(rates: pd.DataFrame) -> str:
    """A bar a feed: linked to another feed, in the feed only, alone."""
    parts = {
        "linked_to_another_feed": "linked to another feed",
        "linked_in_the_feed_only": "linked in the feed only",
        "alone": "alone",
    }
    rows = rates.melt(["feed_name", "records"], list(parts), "part", "count")
    rows["part"] = rows["part"].map(parts)
    rows["order"] = rows["part"].map({part: n for n, part in enumerate(parts.values())})
    chart = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            alt.Y("feed_name", title=None, sort=list(rates["feed_name"])),
            alt.X("count", stack="normalize", title="share of the records of the feed"),
            alt.Color(
                "part",
                title=None,
                sort=list(parts.values()),
                scale=alt.Scale(domain=list(parts.values()), range=[GREEN, BLUE, GREY]),
            ),
            alt.Order("order"),
        )
    )
    return _svg(chart, height=20 * len(rates))


def weight_distribution(counted: pd.DataFrame, limits: Limits) -> str:
    """Pairs by match weight; the scale is logarithmic, or the rare ones would not be seen."""
    kinds = ["one person", "two people"]
    rows = counted.assign(weight_to=counted["weight_from"] + 1, least=0.9)
    bars = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            alt.X("weight_from", bin="binned", title=_WEIGHT),
            alt.X2("weight_to"),
            alt.Y(
                "pairs",
                scale=alt.Scale(type="log", domainMin=0.9, nice=False),
                axis=alt.Axis(values=[10**n for n in range(8)], format=",d"),
                title="pairs",
            ),
            alt.Y2("least"),
            alt.Color("made_of_it", title="now", scale=alt.Scale(domain=kinds, range=[GREEN, GREY])),
            alt.Row("made_of_it", title=None, header=alt.Header(labels=False)),
        )
        .properties(width=WIDTH, height=130)
    )
    return _svg(bars)


def level_weights(weights: pd.DataFrame) -> str:
    """What each comparison level speaks for or against."""
    rows = weights.assign(
        comparison=weights["comparison"].map(PLAIN), speaks=weights["weight"] >= 0
    )
    order = list(PLAIN.values())
    chart = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            alt.Y("level", title=None, sort=None),
            alt.X("weight", title="bits for (right) or against (left) one person"),
            alt.Color(
                "speaks",
                legend=None,
                scale=alt.Scale(domain=[True, False], range=[GREEN, RED]),
            ),
            alt.Row(
                "comparison",
                title=None,
                sort=order,
                header=alt.Header(labelAngle=0, labelAlign="left", labelFontWeight="bold"),
            ),
        )
        .properties(width=WIDTH - 160)
        .resolve_scale(y="independent")
    )
    return _svg(chart)


def feed_pair_matrix(pairs: pd.DataFrame, measure: str) -> str:
    """Recall or precision of each two feeds, darker where more is missing."""
    known = pairs[pairs[measure].notna()]
    other = known[known["feed_code"] != known["other_feed_code"]]
    turned = {"feed_code": "other_feed_code", "other_feed_code": "feed_code"}
    rows = pd.concat([known, other.rename(columns=turned)])
    rows = rows.assign(shown=(100 * rows[measure]).map(_percent), missing=1 - rows[measure])
    base = alt.Chart(rows).encode(
        alt.X("other_feed_code", title=None, axis=alt.Axis(labelAngle=-45, orient="top")),
        alt.Y("feed_code", title=None),
    )
    squares = base.mark_rect().encode(
        alt.Color(
            "missing",
            legend=None,
            scale=alt.Scale(domain=[0, 0.1], range=["#e8f3ec", "#f47738"], clamp=True),
        )
    )
    side = 34 * known["feed_code"].nunique()
    return _svg(squares + base.mark_text(fontSize=9).encode(alt.Text("shown")), side, side * 0.7)


def _percent(value: float) -> str:
    """To one decimal, and 100 only for all of them."""
    return "100" if value == 100 else f"{min(value, 99.9):.1f}"


def groups(found: pd.DataFrame, measure: str) -> str:
    """The rate of each group with its limits; red where it is lower beyond chance."""
    rows = found[found[measure].notna()].assign(
        feature=found["feature"].str.replace("_", " "),
        low=found[f"{measure}_low"],
        high=found[f"{measure}_high"],
        rate=found[measure],
        worse=found[f"{measure}_is_worse"],
    )
    colour = alt.Color(
        "worse", legend=None, scale=alt.Scale(domain=[False, True], range=[BLUE, RED])
    )
    least = max(0.0, min(rows["rate"].min() - 0.02, 0.95))
    base = alt.Chart(rows).encode(alt.Y("group", title=None, sort=None))
    axis = alt.X(
        "low",
        title=measure,
        scale=alt.Scale(domain=[least, 1], clamp=True),
        axis=alt.Axis(format=".1%"),
    )
    lines = base.mark_rule(strokeWidth=2).encode(axis, alt.X2("high"), colour)
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(alt.X("rate"), colour)
    chart = (
        (lines + dots)
        .properties(width=WIDTH - 160)
        .facet(
            row=alt.Row(
                "feature",
                title=None,
                sort=list(rows["feature"].unique()),
                header=alt.Header(labelAngle=0, labelAlign="left", labelFontWeight="bold"),
            )
        )
        .resolve_scale(y="independent")
    )
    return _svg(chart)


def limits_tried(tried: pd.DataFrame, limits: Limits) -> str:
    """Precision and recall by the limit for a link; the line marks the limit in force."""
    rows = tried.melt("link_weight", ["precision", "recall"], "measure", "rate")
    lines = (
        alt.Chart(rows)
        .mark_line(point=True)
        .encode(
            alt.X("link_weight", title=f"limit for a link: {_WEIGHT}"),
            alt.Y("rate", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(format=".1%")),
            alt.Color("measure", title=None, scale=alt.Scale(range=[BLUE, RED])),
        )
    )
    mark = (
        alt.Chart(pd.DataFrame({"at": [limits.link]}))
        .mark_rule(strokeDash=[4, 4], color=GREY)
        .encode(alt.X("at"))
    )
    return _svg(lines + mark, height=240)


def waterfall(pair: pd.Series, model: LinkageModel) -> str:
    """From the weight of two records taken at random, a step a comparison, to that of the pair."""
    chance = model.settings["probability_two_random_records_match"]
    rows = [("Two records taken at random", math.log2(chance / (1 - chance)))]
    words = agreements(model)
    for name in COMPARED:
        weight = pair[f"mw_{name}"] + pair.get(f"mw_tf_adj_{name}", 0.0)
        level = in_words(words[name], int(pair[f"gamma_{name}"]))
        rows.append((f"{PLAIN[name]}: {level}", weight))
    steps = pd.DataFrame(rows, columns=["step", "weight"])
    steps["to"] = steps["weight"].cumsum()
    steps["from"] = steps["to"] - steps["weight"]
    total = steps["to"].iloc[-1]
    steps.loc[len(steps)] = ["Match weight", total, total, 0.0]
    steps["kind"] = ["for" if weight >= 0 else "against" for weight in steps["weight"]]
    steps.loc[len(steps) - 1, "kind"] = "sum"
    steps["end"] = steps[["from", "to"]].max(axis=1)
    steps["shown"] = [f"{weight:+.1f}" for weight in steps["weight"]]
    base = alt.Chart(steps).encode(
        alt.Y("step", title=None, sort=None, axis=alt.Axis(labelLimit=320))
    )
    bars = base.mark_bar().encode(
        alt.X("from", title="bits"),
        alt.X2("to"),
        alt.Color(
            "kind",
            legend=None,
            scale=alt.Scale(domain=["for", "against", "sum"], range=[GREEN, RED, BLUE]),
        ),
    )
    text = base.mark_text(align="left", dx=4, fontSize=10).encode(alt.X("end"), alt.Text("shown"))
    return _svg(bars + text, WIDTH - 240, 21 * len(steps))


def _svg(chart: alt.TopLevelMixin, width: float | None = WIDTH, height: float | None = None) -> str:
    if isinstance(chart, (alt.Chart, alt.LayerChart)) and height:
        chart = chart.properties(width=width, height=height)
    chart = chart.configure(font="Arial, Helvetica, sans-serif").configure_axis(
        labelLimit=260, labelFontSize=11, titleFontSize=11, titleFontWeight="normal"
    )
    return vl_convert.vegalite_to_svg(chart.to_json())
