"""Writes the report on how well people are linked: a page to read and the same figures as CSV files.

Only counts, rates, weights and comparison levels are in it. The CSV of single cases names them by
the keys of their identities, which are hashes, for whoever may look them up in the build.
"""

from __future__ import annotations

import argparse
import html
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.home import Home, HomeError

from . import pictures, quality
from .against_truth import FEATURES, by_feed_pair, by_group, has_truth
from .agreement import agreements, in_words
from .built import built
from .folders import replaced_whole
from .model import REPOSITORY_MODEL, LinkageError, LinkageModel, model_of
from .scores import COMPARED

FOLDER = "match_quality"
WATERFALLS = 4
ROWS_OPEN = 30  # a longer table is folded
STYLE = """
body { font: 16px/1.5 Arial, Helvetica, sans-serif; color: #0b0c0c; margin: 2em auto; max-width: 60em;
  padding: 0 1em; }
h1 { font-size: 1.9em; } h2 { font-size: 1.35em; margin-top: 2.2em; border-top: 2px solid #1d70b8;
  padding-top: .6em; } h3 { font-size: 1.02em; margin: 1.6em 0 .4em; }
p { max-width: 46em; } p.aside { color: #505a5f; font-size: .9em; }
table { border-collapse: collapse; font-size: .85em; margin: .4em 0 1em; }
th, td { border-bottom: 1px solid #b1b4b6; padding: .25em .8em .25em 0; text-align: left;
  vertical-align: top; } td.number, th.number { text-align: right; white-space: nowrap; }
div.wide { overflow-x: auto; } svg { max-width: 100%; height: auto; }
li { margin: .2em 0; }
@media print { h2, h3 { break-after: avoid; } svg, table { break-inside: avoid; } }
"""


@dataclass
class Section:
    """A part of the page: what to know in words, then tables and pictures with their titles."""

    title: str
    sentences: list[str]
    parts: list[tuple[str, str]] = field(default_factory=list)


class Report:
    """The sections of the page and the tables that become CSV files."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.tables: dict[str, pd.DataFrame] = {}

    def section(self, title: str, *sentences: str) -> None:
        self.sections.append(Section(title, [s for s in sentences if s]))

    def table(
        self, name: str, title: str, rows: pd.DataFrame, shown: list[str] | None = None
    ) -> None:
        """A table on the page, of the columns shown, and whole in the file of its name."""
        self.tables[name] = rows
        content = _table(rows[shown] if shown else rows)
        if len(rows) > ROWS_OPEN:
            content = f"<details><summary>{len(rows)} rows</summary>{content}</details>"
        self.sections[-1].parts.append((title, content))

    def picture(self, title: str, svg: str) -> None:
        self.sections[-1].parts.append((title, f"<div class='wide'>{svg}</div>"))

    def write(self, folder: Path, about: str) -> None:
        for name, rows in self.tables.items():
            rows.to_csv(
                folder / f"{name}.csv", index=False, lineterminator="\n", float_format="%.6g"
            )
        (folder / "report.html").write_text(self._page(about), encoding="utf-8", newline="\n")

    def _page(self, about: str) -> str:
        parts = []
        for section in self.sections:
            parts.append(f"<h2>{html.escape(section.title)}</h2>")
            parts += [f"<p>{html.escape(sentence)}</p>" for sentence in section.sentences]
            for title, content in section.parts:
                parts.append(f"<h3>{html.escape(title)}</h3>\n{content}")
        body = "\n".join(parts)
        return (
            "<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
            f"<title>Match quality</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
            f"<h1>How well records are linked into people</h1>\n"
            f"<p class='aside'>{html.escape(about)}</p>\n{body}\n</body>\n</html>\n"
        )


def match_quality(
    home: Home,
    authority: str | None = None,
    tell: Callable[[str], None] = lambda text: None,
) -> Path:
    """Write the report on the last build of an authority in place of the one before; its page.

    Without an authority the home must have one alone.
    """
    whose = chosen_authority(home, authority)
    model = model_of(home, whose)
    report = Report()
    with built(home, whose) as connection:
        tell("comparing pairs")
        quality.load_compared(connection, model)
        as_of, known_at, is_demo = connection.execute(
            "select as_of_date, known_at, is_demo from staging.build_context"
        ).fetchone()
        tell("counting links")
        _in_short(report, connection)
        if has_truth(home):
            tell("comparing with the truth")
            _against_truth(report, connection, home)
        _feeds(report, connection)
        _links(report, connection)
        _weights(report, connection, model)
        if has_truth(home):
            tell("trying other limits")
            _other_limits(report, connection)
            _confusions(report, connection, model)
        else:
            _nearest(report, connection, model)
    trained_by = "the project" if model.folder == REPOSITORY_MODEL else "the authority"
    about = (
        f"As of {as_of}, known at {known_at}. {'Demo home: nothing in it is real. ' * is_demo}"
        f"Model trained by {trained_by}. No value of a record is on this page."
    )
    folder = home.of_authority("output", whose) / FOLDER
    with replaced_whole(folder, owner_only=True) as new:
        report.write(new, about)
    return folder / "report.html"


# Sections -----------------------------------------------------------------------------------------


def _in_short(report: Report, connection: duckdb.DuckDBPyConnection) -> None:
    rates = quality.match_rate_by_feed(connection)
    records = int(rates["records"].sum())
    people = connection.execute(
        "select count(distinct person_key) from intermediate.int_person_source_links"
    ).fetchone()[0]
    linked = int(rates["linked_to_another_feed"].sum())
    review = connection.execute(
        "select count(*) from judged where verdict = 'review' and not is_one_person"
    ).fetchone()[0]
    report.section(
        "In short",
        f"{records:,} records of {len(rates)} feeds are {people:,} people.",
        f"{linked:,} records ({linked / records:.0%}) are linked to a record of another feed.",
        f"{review:,} pairs are alike and not linked: a person should look at them.",
    )


def _feeds(report: Report, connection: duckdb.DuckDBPyConnection) -> None:
    rates = quality.match_rate_by_feed(connection)
    report.section(
        "Which feeds are linked, and how much",
        "A low share is no error in itself: a feed of everybody has many people whom no other feed "
        "knows. A feed whose share falls from one build to the next should be looked into.",
    )
    report.picture("Records by what they are linked to", pictures.match_rates(rates))
    report.table(
        "match_rate_by_feed",
        "Match rate by feed",
        rates,
        shown=[
            "feed_name", "records", "linked_to_another_feed", "linked_in_the_feed_only", "alone",
            "share_linked_to_another_feed",
        ],
    )  # fmt: skip


def _links(report: Report, connection: duckdb.DuckDBPyConnection) -> None:
    report.section(
        "What links records, and what keeps them apart",
        "Identities are compared, not records: records alike in everything are one identity. A pair "
        "is counted with the strongest rule that fits. A link is not made where two people are known "
        "to be two.",
    )
    report.table("links_by_rule", "Links by rule", quality.links_by_rule(connection))
    report.table(
        "pairs_not_linked",
        "Pairs for a person to look at (review), and pairs held apart",
        quality.pairs_not_linked(connection),
    )


def _weights(
    report: Report, connection: duckdb.DuckDBPyConnection, model: LinkageModel
) -> None:
    limits = quality.limits_of(connection)
    report.section(
        "How the model weighs likeness",
        "The match weight adds up what each comparison says, in bits: one bit more means twice as "
        f"likely one person. From {limits.link:g} bits on a pair is linked, from {limits.review:g} "
        "bits on a person should look at it. Few pairs should lie in between.",
        "The same name weighs more where it is rare, less where it is common.",
    )
    report.picture(
        "Compared pairs by match weight",
        pictures.weight_distribution(quality.weight_distribution(connection), limits),
    )
    weights = quality.level_weights(model)
    report.picture("What each level of likeness is worth", pictures.level_weights(weights))
    report.table("match_weights", "Levels with their chances (m, u) and weights", weights)
    report.table(
        "weight_distribution",
        "Compared pairs by match weight",
        quality.weight_distribution(connection),
    )
    report.table(
        "pairs_by_blocking_rule",
        "Which pairs are compared: those that share one of these",
        quality.pairs_by_blocking_rule(connection, model),
    )


def _against_truth(
    report: Report, connection: duckdb.DuckDBPyConnection, home: Home
) -> None:
    quality.load_people(connection, home)
    overall = quality.overall(connection)
    pairs, people = overall.iloc[0], overall.iloc[1]
    report.section(
        "Against the truth",
        "This home was made by the generator, which knows whose each record is.",
        f"Of the pairs of records that are linked, {pairs.precision:.3%} are truly one person "
        f"(precision): {int(pairs.linked - pairs.right):,} pairs are linked falsely.",
        f"Of the pairs that are truly one person, {pairs.recall:.2%} are linked (recall): "
        f"{int(pairs.true - pairs.right):,} are missed.",
        f"{people.recall:.1%} of the people have all their records and nobody else’s.",
    )
    report.table("against_truth", "Precision and recall", overall)
    feed_pairs = by_feed_pair(connection)
    report.picture(
        "Recall between each two feeds, in per cent",
        pictures.feed_pair_matrix(feed_pairs, "recall"),
    )
    report.table("by_feed_pair", "By feed pair", feed_pairs)
    groups = by_group(connection, "select * from features")
    report.section(
        "Is anybody linked worse than others?",
        *_bias_in_words(groups),
        "The lines show the limits within which 99 of 100 such groups would lie by chance alone: "
        "with few people they are wide, and little can be told. A group is called worse where so many "
        "errors would befall fewer than one in a thousand groups that are like everybody else.",
    )
    for measure in ("recall", "precision"):
        report.picture(f"{measure.capitalize()} by group", pictures.groups(groups, measure))
        of_measure = [measure, f"{measure}_low", f"{measure}_high", f"{measure}_of_others"]
        report.table(
            "by_group",
            f"{measure.capitalize()} by group",
            groups,
            shown=["feature", "group", "people", *of_measure, f"{measure}_is_worse"],
        )


def _bias_in_words(groups: pd.DataFrame) -> list[str]:
    """A sentence for each group that fares worse beyond chance, or one that none does."""
    words = {
        "recall": "fewer of their true links are made",
        "precision": "more of their links are false",
    }
    found = [
        f"Worse beyond chance: {row['feature'].replace('_', ' ')} “{row['group']}” "
        f"({row['people']:,} people): {word}; {measure} {row[measure]:.2%} against "
        f"{row[f'{measure}_of_others']:.2%} of everybody else."
        for measure, word in words.items()
        for _, row in groups[groups[f"{measure}_is_worse"]].iterrows()
    ]
    return found or [
        "No group by age, sex, origin of the name, twins or moving home fares worse than everybody "
        "else beyond chance."
    ]


def _other_limits(report: Report, connection: duckdb.DuckDBPyConnection) -> None:
    limits = quality.limits_of(connection)
    tried = quality.limits_tried(connection, limits)
    report.section(
        "What another limit for a link would do",
        "People were put together anew at each limit. Certain and strong rules, and what is known "
        "apart, stay as they are; so does what was called a tie between two people at the limit in "
        "force.",
    )
    report.picture("Precision and recall by limit", pictures.limits_tried(tried, limits))
    report.table("limits_tried", "By limit for a link", tried)


def _confusions(
    report: Report, connection: duckdb.DuckDBPyConnection, model: LinkageModel
) -> None:
    quality.load_confusions(connection)
    cases = quality.confusion_cases(connection)
    report.section(
        "What was confused, and why",
        "Pairs of identities that were linked falsely, or missed. Up to "
        f"{quality.CASES_SHOWN} of each kind were drawn to be looked at.",
    )
    report.table("confusion_reasons", "By reason", quality.confusion_reasons(connection))
    _cases(report, cases, model, "confusion_cases")


def _nearest(
    report: Report, connection: duckdb.DuckDBPyConnection, model: LinkageModel
) -> None:
    report.section(
        "The pairs nearest to the limit",
        "What the model made of the pairs that were only just linked, or only just not.",
    )
    cases = quality.nearest_pairs(connection, quality.limits_of(connection)).assign(reason="")
    _cases(report, cases, model, "nearest_pairs")


def _cases(report: Report, cases: pd.DataFrame, model: LinkageModel, name: str) -> None:
    """The table of cases, in words, and waterfalls of the first of each kind."""
    words = agreements(model)
    rows = pd.DataFrame({"case": range(1, len(cases) + 1), "kind": cases["kind"]})
    rows["match_weight"] = cases["match_weight"].round(1)
    for column in COMPARED:
        rows[column] = [
            "" if pd.isna(level) else in_words(words[column], int(level))
            for level in cases[f"gamma_{column}"]
        ]
    rows["reason"] = cases["reason"]
    report.table(name, "Cases", rows)
    report.tables[name] = rows.assign(
        identity_key_1=cases["identity_key_1"], identity_key_2=cases["identity_key_2"]
    )
    for kind, found in cases[cases["gamma_forename"].notna()].groupby("kind"):
        for number, pair in found.head(WATERFALLS).iterrows():
            report.picture(f"Case {number + 1} ({kind})", pictures.waterfall(pair, model))


# HTML ---------------------------------------------------------------------------------------------


def _table(rows: pd.DataFrame) -> str:
    head = "".join(
        f"<th{_class(rows[name])}>{html.escape(name.replace('_', ' '))}</th>" for name in rows
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{_class(rows[name])}>{html.escape(_shown(name, value))}</td>"
            for name, value in zip(rows, row, strict=True)
        )
        + "</tr>\n"
        for row in rows.itertuples(index=False)
    )
    return f"<div class='wide'><table><tr>{head}</tr>\n{body}</table></div>"


def _class(column: pd.Series) -> str:
    is_number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    return " class='number'" if is_number else ""


# Columns whose values are names of ours.
NAMES = {
    "comparison": pictures.PLAIN,
    "feature": {name: name.replace("_", " ") for name in FEATURES},
}
RATES = ("precision", "recall", "f1", "share")


def _shown(name: str, value: object) -> str:
    if pd.isna(value):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in NAMES:
        return NAMES[name].get(value, value)
    if isinstance(value, float):
        if name.startswith(RATES):
            return f"{value:.2%}"
        return f"{value:.3g}" if name in ("m", "u") else f"{value:.1f}"
    is_whole = isinstance(value, (int, np.integer))
    return f"{value:,}" if is_whole and name != "link_weight" else str(value)


# The command --------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    """Report on the last build of the home; 0 when the report is written."""
    parser = argparse.ArgumentParser(
        prog="match_quality",
        description=(
            "Writes the report on how well the last build links people, report.html and CSV files, "
            "into output/match_quality of the home. A demo home is measured against the truth. The "
            "build file is only read."
        ),
        epilog="example: python scripts/match_quality.py --home /data/our-council",
    )
    parser.add_argument("--home", help="the council's folder (default: SF_HOME, else the demo)")
    add_authority(parser)
    options = parser.parse_args(arguments)
    try:
        home = Home(Path(options.home)) if options.home else Home.from_environment()
        page = match_quality(home, options.authority, tell=lambda text: print(text, flush=True))
    except (HomeError, LinkageError) as error:
        print(f"No report was written: {error}", file=sys.stderr)
        return 1
    print(f"Written: {page}")
    return 0
