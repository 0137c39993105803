"""Rule coverage: from need to rule to evidence to the column of a partner's file."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from supporting_families.markup import Html, paragraph, picture, strong, text

from .. import charts, words
from ..markup import Page, cards, folded, join, table
from ..reading import Published, Row

FILE = "rules.html"


def page(published: Published) -> Page:
    shown = Page(FILE, "What each need and outcome is decided from")
    coverage = published["gov_rule_coverage"]
    version = in_force(published)
    rows = [row for row in coverage if row["framework_version"] == version and row["is_active"]]
    needs = {row["need_code"] for row in rows}
    without = needs - {row["need_code"] for row in rows if _by_data(row)}
    shown.lead(
        f"The framework in force ({version}) has {words.several(len(needs), 'need')}. Each is "
        "decided by rules, each rule looks at evidence, and each piece of evidence is made of "
        "columns that a partner sends. This page follows that way from end to end."
    )
    shown.add(
        cards(
            [
                ("good", f"{len(needs - without)} of {len(needs)}",
                 "needs can be shown by data of a partner that comes and may be used"),
                ("look" if without else "good", str(len(without)),
                 "needs that only a practitioner can record"),
                ("none", str(len({row['feed_code'] for row in rows})),
                 "feeds that some rule looks at"),
            ]
        )
    )  # fmt: skip
    shown.heading("Which headline rests on which partner")
    shown.add(_matrix(rows))
    shown.heading("Need by need")
    shown.aside(
        "A column that does not come, or is not agreed for this purpose, is marked. Rules that "
        "wait for evidence which no feed sends are left out. Earlier versions of the framework "
        "are in the table governance.gov_rule_coverage."
    )
    for (number, name), of_headline in groupby(rows, _headline):
        shown.add(f"<h3>{number}. {text(name)}</h3>")
        for _, of_need in groupby(list(of_headline), lambda row: row["need_code"]):
            shown.add(_need(list(of_need)))
    return shown


def in_force(published: Published) -> str:
    """The newest version that the rules are of."""
    return max(
        (str(row["framework_version"]) for row in published["gov_rule_coverage"]),
        key=lambda version: version.split("-")[-1],
    )


def _by_data(row: Row) -> bool:
    """Whether the row is of evidence that comes, may be used, and no practitioner recorded."""
    recorded = row["evidence_type"] in ("need_recorded", "outcome_recorded")
    return row["applies_to"] == "need" and row["coverage_state"] == "usable" and not recorded


def _headline(row: Row) -> tuple[object, object]:
    return row["headline_no"], row["headline_name"]


def _matrix(rows: list[Row]) -> str:
    kinds = {(_headline(row), row["partner"], row["evidence_type"]) for row in rows}
    headlines = sorted({_headline(row) for row in rows}, key=lambda found: found[0])
    partners = sorted({str(row["partner"]) for row in rows})
    cells = [
        {
            "name": partner,
            "across": f"{headline[0]} {headline[1]}",
            "count": (count := sum(1 for h, p, _ in kinds if (h, p) == (headline, partner))),
            "shown": str(count or ""),
        }
        for partner in partners
        for headline in headlines
    ]
    most = max(cells, key=lambda found: found["count"])
    return picture(
        charts.matrix(pd.DataFrame(cells)),
        "How many kinds of evidence each partner sends for each headline. Most: "
        f"{most['name']} for {most['across']}, {most['count']}. The list below says the same.",
        "The figure counts kinds of evidence that rules of the headline look at.",
    )


def _need(rows: list[Row]) -> str:
    first = rows[0]
    partners = sorted({str(row["partner"]) for row in rows if row["coverage_state"] == "usable"})
    told = [
        paragraph(f"Shown by what comes from {words.series(partners)}.", "aside"),
        table(
            f"Rules of need {first['need_no']}",
            ["What the rule asks", "Evidence", "Sent by", "Columns", "State"],
            [_line(list(found)) for _, found in groupby(rows, _place)],
        ),
    ]
    return folded(f"{first['need_no']} {first['need_name']}", "".join(told))


def _place(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in ("outcome_code", "rule_id", "evidence_type", "feed_code"))


def _line(rows: list[Row]) -> tuple[Html, ...]:
    first = rows[0]
    kind = "Need" if first["applies_to"] == "need" else f"Outcome “{first['outcome_name']}”"
    columns = [
        Html(f"<code>{text(str(row['table_name']))}.<wbr>{text(str(row['column_name']))}</code>")
        for row in rows
    ]
    return (
        join(
            [strong(kind), Html(f"<span class='plainly'>{text(str(first['rule_text']))}</span>")],
            ": ",
        ),
        text(str(first["evidence_name"])),
        text(f"{first['partner']} ({first['feed_name']})"),
        join(columns, "<br>"),
        words.state(words.COVERAGE, first["coverage_state"]),
    )
