"""The timeline of a family as a picture that is read in black and white too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import altair as alt
import pandas as pd
import vl_convert

from supporting_families.catalogue.words import in_words
from supporting_families.explaining.evidence import OPEN_END

from .about import PackAbout
from .family import Family, Need
from .words import day, several

INK, GREY, PALE = "#0b0c0c", "#505a5f", "#dee0e2"
WIDTH, LANE = 560, 24
_DAYS_BEFORE = 400  # a need looks back a year at the most, and some days
SUPPORT, PRACTICE = "Support", "Whole-family work"
# kind: shape, fill. The shapes tell the kinds apart where there is no colour.
KINDS = {
    "assessment, plan, lead": ("square", "white"),
    "need found": ("triangle-up", "#1d70b8"),
    "evidence": ("circle", "white"),
    "outcome reached": ("diamond", "#00703c"),
}
_PRACTICE, _FOUND, _EVIDENCE, _REACHED = KINDS
_CLIP = re.compile(r"(clip|gradient_)(\d+)")


@dataclass(frozen=True)
class Moment:
    """A day in a lane, for the picture and for the table that says the same in words."""

    on: date
    lane: str
    kind: str
    what: str


def moments(family: Family) -> list[Moment]:
    """Everything of which the picture shows the day, in the order of days."""
    found = [
        Moment(family.started_on, SUPPORT, "support", "Support begins"),
        Moment(family.assessed_on, PRACTICE, _PRACTICE, _SHOWN_PRINCIPLES["R06"]),
    ]
    if family.closed_on:
        found.append(Moment(family.closed_on, SUPPORT, "support", "Support closes"))
    if family.sustain_ends_on:
        found.append(Moment(family.sustain_ends_on, SUPPORT, "support", "Sustain window over"))
    for principle in family.principles:
        for record in principle.records:
            if record.day and principle.claim_rule in _SHOWN_PRINCIPLES:
                what = _SHOWN_PRINCIPLES[principle.claim_rule]
                found.append(Moment(record.day, PRACTICE, _PRACTICE, what))
    for need in family.needs:
        found += _of_need(need)
    return sorted(dict.fromkeys(found), key=lambda m: (m.on, m.lane, m.kind, m.what))


def alternative(family: Family, about: PackAbout) -> str:
    """What the picture shows, for who cannot see it."""
    reached = [need.achieved[0].achieved_on for need in family.needs if need.achieved]
    told = f"Timeline. Support from {day(family.started_on)}"
    told += f" to {day(family.closed_on)}. " if family.closed_on else ", still open. "
    found = [need.identified_on for need in family.met_needs if need.identified_on]
    if found:
        told += (
            f"{several(len(family.met_needs), 'need')} found, from {day(min(found))} to "
            f"{day(max(found))}. "
        )
    if reached:
        told += (
            f"{several(len(reached), 'need')} with an outcome, reached from {day(min(reached))} to "
            f"{day(max(reached))}. "
        )
    if family.closed_on and family.sustain_ends_on:
        told += (
            f"Sustain window from {day(family.closed_on)} to "
            f"{day(family.sustain_ends_on - timedelta(days=1))}. "
        )
    return f"{told}Day of the claim {day(about.as_of_date)}. The table below says the same."


def timeline(family: Family, about: PackAbout) -> str:
    """The picture as SVG: a lane for support, one for whole-family work, one for each need."""
    points = pd.DataFrame(
        [vars(m) | {"on": pd.Timestamp(m.on)} for m in moments(family) if m.kind in KINDS]
    )
    lanes = [SUPPORT, PRACTICE, *(_lane(need) for need in family.needs)]
    claimed = about.as_of_date
    until = max(claimed, family.sustain_ends_on or claimed) + timedelta(days=10)
    first = _first(family, points) - timedelta(days=10)
    points = points[points["on"] >= pd.Timestamp(first)]
    x = alt.X(
        "on:T",
        title=None,
        scale=alt.Scale(domain=[_instant(first), _instant(until)]),
        axis=alt.Axis(format="%b %Y", tickCount="month" if (until - first).days < 500 else 12,
                      grid=True, gridColor="#eeeeee", labelOverlap=True, orient="bottom"),
    )  # fmt: skip
    y = alt.Y("lane:N", sort=lanes, scale=alt.Scale(domain=lanes), title=None,
              axis=alt.Axis(grid=True, gridColor="#d0d3d6", tickBand="extent", ticks=False,
                            domain=False))  # fmt: skip
    layers = [
        *_window(family, x),
        *_support(family, claimed, x, y),
        *_periods(family, x, y),
        *_points(points, x, y),
        *_claim(claimed, x),
    ]
    chart = (
        alt.layer(*layers)
        .properties(width=WIDTH, height=LANE * len(lanes), background="white")
        .configure(font="Arial, Helvetica, sans-serif")
        .configure_axis(labelLimit=190, labelFontSize=11, labelColor=INK)
        .configure_legend(orient="bottom", labelFontSize=11, title=None, symbolSize=90)
        .configure_view(stroke=GREY)
    )
    return _with_own_ids(vl_convert.vegalite_to_svg(chart.to_json()))


def _first(family: Family, points: pd.DataFrame) -> date:
    """Where the picture begins: what was long before support would press the rest together."""
    earliest = family.started_on - timedelta(days=_DAYS_BEFORE)
    days = [moment.date() for moment in points["on"]]
    return min(family.started_on, *(moment for moment in days if moment >= earliest))


def _of_need(need: Need) -> Iterable[Moment]:
    lane = _lane(need)
    if need.is_met and need.identified_on:
        yield Moment(need.identified_on, lane, _FOUND, f"{need.need_no} found: {need.who}")
    rules = [*need.rules, *(rule for outcome in need.outcomes for rule in outcome.rules)]
    for item in (item for rule in rules for item in rule.evidence):
        began = item.event_date or item.period_start
        is_the_finding = item.evidence_type == "need_recorded" and began == need.identified_on
        if began and not is_the_finding:
            yield Moment(
                began, lane, _EVIDENCE, f"{item.evidence_name}: {item.who}"
            )  # fmt: skip
    for outcome in need.achieved[:1]:
        if outcome.achieved_on:
            yield Moment(
                outcome.achieved_on, lane, _REACHED,
                f"{need.need_no} outcome reached: {need.who}",
            )  # fmt: skip


def _window(family: Family, x: alt.X) -> list[alt.Chart]:
    """The sustain window, behind everything."""
    if not (family.closed_on and family.sustain_ends_on):
        return []
    rows = _spans([(family.closed_on, family.sustain_ends_on, "", "sustain window")])
    base = alt.Chart(rows)
    middle = rows.assign(on=rows["on"] + (rows["until"] - rows["on"]) / 2)
    return [
        base.mark_rect(color=PALE, stroke=GREY, strokeDash=[3, 3]).encode(x, alt.X2("until:T")),
        alt.Chart(middle)
        .mark_text(baseline="bottom", dy=-3, fontSize=11, color=INK)
        .encode(x, alt.Text("what:N"), y=alt.value(0)),
    ]


def _support(family: Family, claimed: date, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    rows = _spans([(family.started_on, family.closed_on or claimed, SUPPORT, "")])
    return [alt.Chart(rows).mark_bar(color=INK, height=10).encode(x, alt.X2("until:T"), y)]


def _periods(family: Family, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Evidence that lasted, as a line from its first to its last day."""
    spans = {
        (item.period_start, item.period_end, _lane(need), "")
        for need in family.needs
        for rules in (need.rules, *(outcome.rules for outcome in need.outcomes))
        for rule in rules
        for item in rule.evidence
        if item.period_start and item.period_end and item.period_end != OPEN_END
        and item.evidence_shape in ("state", "period_count")
    }  # fmt: skip
    if not spans:
        return []
    rows = _spans(sorted(spans))
    return [
        alt.Chart(rows)
        .mark_rule(color=GREY, strokeWidth=2, yOffset=6, clip=True)
        .encode(x, alt.X2("until:T"), y)
    ]


def _points(points: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Evidence a little below the middle of the lane, so that what it shows stays to be seen."""
    kinds = list(KINDS)
    shapes, fills = zip(*KINDS.values(), strict=True)
    shown = {
        "shape": alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=list(shapes))),
        "fill": alt.Fill("kind:N", scale=alt.Scale(domain=kinds, range=list(fills))),
    }
    is_evidence = points["kind"] == _EVIDENCE
    return [
        alt.Chart(rows)
        .mark_point(size=size, yOffset=offset, stroke=INK, strokeWidth=1.2, opacity=1)
        .encode(x, y, **shown)
        for rows, size, offset in (
            (points[is_evidence], 36, 6), (points[~is_evidence], 80, -3)
        )
    ]  # fmt: skip


def _claim(claimed: date, x: alt.X) -> list[alt.Chart]:
    rows = pd.DataFrame({"on": [pd.Timestamp(claimed)], "what": [f"claim, {in_words(claimed)}"]})
    base = alt.Chart(rows)
    return [
        base.mark_rule(color=INK, strokeWidth=2).encode(x),
        base.mark_text(
            align="right", baseline="bottom", dx=4, dy=-17, fontSize=11, fontWeight="bold"
        )
        .encode(x, alt.Text("what:N"), y=alt.value(0)),
    ]  # fmt: skip


def _spans(rows: list[tuple[date, date, str, str]]) -> pd.DataFrame:
    spans = pd.DataFrame(rows, columns=["on", "until", "lane", "what"])
    return spans.assign(on=pd.to_datetime(spans["on"]), until=pd.to_datetime(spans["until"]))


def _lane(need: Need) -> str:
    return f"{need.need_no} {need.who}"


def _instant(moment: date) -> alt.DateTime:
    return alt.DateTime(year=moment.year, month=moment.month, date=moment.day)


def _with_own_ids(svg: str) -> str:
    """The same picture gets the same ids, however many were drawn before it."""
    ids: dict[str, str] = {}
    return _CLIP.sub(lambda m: ids.setdefault(m[0], f"{m[1]}{len(ids)}"), svg)


_SHOWN_PRINCIPLES = {"R06": "Assessment", "R07": "Plan", "R08": "Lead practitioner"}
