"""What each table uses, by partner and purpose, and on which ways personal data gets there."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from supporting_families.markup import Html, picture, text

from .. import charts, words
from ..markup import Page, cards, folded, join, link, meanings, table, tag
from ..reading import Published, Row
from .lineage import page_of

FILE = "uses.html"
VERDICTS = {
    "allowed_by_name": ("good", "allowed by name", "The column is listed with a reason."),
    "allowed_by_purpose": (
        "good", "allowed by purpose", "The table has a purpose for which the law lets it be used."
    ),
    "declassified": (
        "good", "made less telling",
        "Only an age, a count, a flag or a scrambled key arrives, which is declared.",
    ),
    "open": ("none", "as it was", "It is about a person without naming them, and stays so."),
    "not_allowed": ("act", "not allowed", "Nobody has allowed it: nothing may be published."),
}  # fmt: skip
_FEW = 4
_AS = {"values": "what it says", "rows": "only whether it is there"}


def page(published: Published) -> Page:
    shown = Page(FILE, "What the data is used for")
    uses = published["gov_table_uses"]
    paths = published["gov_personal_data_paths"]
    tables = {row["table_name"] for row in uses}
    partners = {row["partner"] for row in published["gov_feed_register"]}
    wrong = not_allowed(published)
    shown.lead(
        f"{len(tables)} tables are made from what {len(partners)} partners send. Each has a "
        "purpose. "
        + (
            "Every way that personal data takes to them is allowed."
            if not wrong
            else f"{words.capital(words.several(wrong, 'way'))} of personal data "
            f"{'is' if wrong == 1 else 'are'} not allowed."
        )
    )
    shown.add(
        cards(
            [
                ("act" if wrong else "good", str(wrong), "ways of personal data nobody allowed"),
                ("none", f"{_direct(paths):,}",
                 "columns of tables that names, identifiers or addresses reach"),
            ]
        )
    )  # fmt: skip
    shown.heading("What each feed may be used for")
    shown.add(_agreed(published["gov_feed_register"]))
    shown.heading("By purpose")
    shown.add(_purposes(uses, partners))
    shown.heading("Table by table")
    shown.say(
        "Each table leads to the page on which its columns can be followed to where they come from."
    )
    for schema, found in groupby(uses, lambda row: row["schema_name"]):
        rows = list(found)
        name = words.ROOMS.get(str(schema), words.plain(schema))
        shown.add(
            folded(f"{name} ({words.several(len(_tables(rows)), 'table')})", _of_schema(rows))
        )
    shown.heading("The ways of personal data")
    shown.say(
        "From each column with personal data that a partner sends to each column that it reaches, "
        "read out of the code that makes the tables. A way that is not allowed holds publishing "
        "back."
    )
    shown.add(_verdicts(paths))
    shown.add(meanings((tag(kind, name), told) for kind, name, told in VERDICTS.values()))
    return shown


def not_allowed(published: Published) -> int:
    """Ways of personal data that nobody has allowed."""
    return sum(row["verdict"] == "not_allowed" for row in published["gov_personal_data_paths"])


def _direct(paths: list[Row]) -> int:
    return len(
        {
            (row["to_table"], row["to_column"])
            for row in paths
            if row["class_on_arrival"] == "direct"
        }
    )


def _tables(rows: list[Row]) -> list[str]:
    return sorted({str(row["table_name"]) for row in rows})


def _agreed(register: list[Row]) -> str:
    rows = [row for row in register if row["agreement_state"] != "not_needed"]
    kinds = {"agreed": "#9ec3e6", "not agreed": "#f3f4f5"}
    cells, told = [], []
    for row in rows:
        agreed = str(row["purposes_allowed"] or "").split()
        told.append(f"{row['feed_name']}: {words.purposes(row['purposes_allowed']) or 'nothing'}")
        for code_, name in words.PURPOSES.items():
            is_agreed = code_ in agreed
            cells.append(
                {
                    "name": row["feed_name"],
                    "across": words.capital(name),
                    "kind": "agreed" if is_agreed else "not agreed",
                    "shown": "yes" if is_agreed else "",
                    "count": 0,
                }
            )
    return picture(
        charts.matrix(pd.DataFrame(cells), kinds),
        f"What each agreement names as a purpose. {'; '.join(told)}.",
        "A feed is used for what its agreement names and for nothing else, which the system "
        "enforces. The council's own case management needs no agreement.",
    )


def _purposes(uses: list[Row], partners: set[object]) -> str:
    rows = []
    for (_, name), found in groupby(
        sorted(uses, key=lambda row: (str(row["purpose_name"]), str(row["purpose"]))),
        lambda row: (row["purpose"], row["purpose_name"]),
    ):
        of_purpose = list(found)
        classes = {code_ for row in of_purpose for code_ in str(row["classes"] or "").split()}
        rows.append(
            (
                name or tag("act", "no purpose declared"),
                len(_tables(of_purpose)),
                _whose({row["partner"] for row in of_purpose}, partners),
                words.classes(" ".join(c for c in words.CLASSES if c in classes - {"none"})),
            )
        )
    return table(
        "Purposes, with the partners whose data serves each",
        ["Purpose", "Tables", "Partners", "Kinds of personal data"],
        rows,
        ["Tables"],
    )


def _whose(used: set[object], partners: set[object]) -> str:
    """The partners by name; where most are used, those that are not."""
    missing = sorted(str(partner) for partner in partners - used)
    if len(missing) > _FEW:
        return words.series(sorted(map(str, used)))
    return f"all but {words.series(missing)}" if missing else "all"


def _of_schema(rows: list[Row]) -> str:
    shown = []
    for name, found in groupby(rows, lambda row: row["table_name"]):
        of_table = list(found)
        purposes = sorted({str(row["purpose_name"] or "none declared") for row in of_table})
        by_feed = {str(row["feed_name"]): row for row in of_table}
        shown.append(
            (
                link(page_of(str(of_table[0]["schema_name"]), str(name)), str(name)),
                join(purposes, "; "),
                join(map(_feed, by_feed.values()), "<br>"),
            )
        )
    return table("Tables", ["Table", "Purpose", "Uses, of whom"], shown)


def _feed(row: Row) -> Html:
    told = words.classes(row["classes"]) or "nothing about a person"
    how = "" if row["used_as"] == "values" else f"; {_AS['rows']}"
    return text(f"{row['feed_name']} ({row['partner']}): {told}{how}")


def _verdicts(paths: list[Row]) -> str:
    counted: dict[tuple[str, str], int] = {}
    for row in paths:
        key = str(row["class_at_source"]), str(row["verdict"])
        counted[key] = counted.get(key, 0) + 1
    names = {code: name for code, (_, name, _) in VERDICTS.items()}
    found = [code for code in VERDICTS if any(verdict == code for _, verdict in counted)]
    numbers = [words.capital(names[code]) for code in found]
    return table(
        "Ways from a column of a partner to a column of a table, by class and verdict",
        ["Class in the file of the partner", *numbers],
        [
            (words.CLASSES[name], *(counted.get((name, code), 0) for code in found))
            for name in words.CLASSES
            if any(at_source == name for at_source, _ in counted)
        ],
        numbers,
    )
