"""The pages that belong to no one need: contents, claim rules, routes, measures, old to new."""

from __future__ import annotations

from supporting_families.made_pages import table

from .need_pages import MATCHES
from .reading import Catalogue, Row
from .words import CONFIDENCES, period, source

ASKS = {
    "every_need": "every met need of its headlines has an outcome that lasts, and support closed",
    "any_outcome": "one of its outcomes, reached by one person; support need not have closed",
}


def contents(catalogue: Catalogue) -> list[str]:
    return [
        "# The catalogue",
        "",
        "What counts as a need, what shows it, which outcome answers it and what is paid, in every "
        "version of the programme. What the words of a rule mean is in "
        "[how it decides](../how-it-decides.md), what each feed becomes in "
        "[evidence](../evidence.md).",
        "",
        "These pages tell the catalogue as it comes. What an authority has confirmed, or put in "
        "its place, stands in its own warehouse: `governance.gov_catalogue`.",
        "",
        *table(
            ("version", "families assessed", "headlines", "needs", "outcomes"),
            (_version_line(catalogue, version) for version in reversed(catalogue.versions)),
        ),
        "",
        "* [Claim rules](claim-rules.md): where each is kept and what proves it",
        "* [Routes and payments](routes-and-payments.md): how a family is claimed, for how much",
        "* [Measures](measures.md): scores, their cut-offs and the change that counts",
        "* [From version to version](crosswalk.md): which need became which",
    ]


def _version_line(catalogue: Catalogue, version: Row) -> tuple[object, ...]:
    code = version["framework_version"]
    needs = catalogue.needs_of(code)
    return (
        f"[{version['version_name']}]({code}/README.md)",
        period(version),
        len(catalogue.headlines_of(code)),
        len(needs),
        sum(len(catalogue.outcomes_of(need["need_code"])) for need in needs),
    )


def claim_rules(catalogue: Catalogue) -> list[str]:
    lines = [
        "# Claim rules",
        "",
        "The rules of the programme guidance by which a family may be claimed, what keeps each and "
        "what proves that it is kept: models, commands and tests of this project. `not_yet` means that "
        "nothing keeps it yet.",
        "",
        *table(
            ("rule", "what it says", "kept", "confidence"),
            (
                (
                    f"[{row['claim_rule']}](#{row['claim_rule'].lower()})",
                    row["rule_text"],
                    "not yet" if row["where_enforced"] == "not_yet" else "yes",
                    CONFIDENCES[row["confidence"]],
                )
                for row in catalogue.rows("claim_rules")
            ),
        ),
    ]
    for row in catalogue.rows("claim_rules"):
        settings = ", ".join(f"`{name}`" for name in row["settings"].split())
        facts = [
            ("kept by", _codes(row["where_enforced"])),
            ("proved by", _codes(row["proved_by"]) or "nothing yet"),
            ("setting", f"{settings}; default {row['default_value']}" if settings else ""),
            ("default", "" if settings else row["default_value"]),
            ("confidence", CONFIDENCES[row["confidence"]]),
            ("source", row["provenance"]),
            ("note", row["note"]),
        ]
        lines += ["", f"## {row['claim_rule']}", "", row["rule_text"], ""]
        lines += [f"* {label}: {value}" for label, value in facts if value]
    return lines


def crosswalk(catalogue: Catalogue) -> list[str]:
    lines = [
        "# From version to version",
        "",
        "Which need of an older version became which need of the next. A family stays in the "
        "version of the day it was assessed; this is for reading old and new side by side.",
    ]
    rows = catalogue.rows("needs_crosswalk")
    for older, newer in zip(catalogue.versions, catalogue.versions[1:]):
        codes = {need["need_code"] for need in catalogue.needs_of(older["framework_version"])}
        lines += ["", f"## {older['version_name']} to {newer['version_name']}", ""]
        lines += table(
            ("need", "became", "how", "note", "confidence", "source"),
            (
                (
                    _need_link(catalogue, row["from_need_code"]),
                    _need_link(catalogue, row["to_need_code"]),
                    MATCHES.get(row["match"], ""),
                    row["note"],
                    CONFIDENCES[row["confidence"]],
                    row["provenance"],
                )
                for row in rows
                if row["from_need_code"] in codes
            ),
        )
    return lines


def routes_and_payments(catalogue: Catalogue) -> list[str]:
    lines = [
        "# Routes and payments",
        "",
        "By which routes a family can be claimed in each version, and what is paid. Which route an "
        "episode takes is in "
        "[how it decides](../how-it-decides.md#ready-to-claim-r06-to-r17-r24-r29).",
    ]
    for version in reversed(catalogue.versions):
        lines += ["", f"## {version['version_name']}"]
        for route in catalogue.routes_of(version["framework_version"]):
            lines += ["", *_route(catalogue, route)]
    return lines


def _route(catalogue: Catalogue, route: Row) -> list[str]:
    headlines = [
        f"{row['headline_no']} {catalogue.names_of(row['headline_code'])[-1]['headline_name']}"
        for row in catalogue.headlines_asked(route)
    ]
    outcomes = [
        f"`{row['outcome_code']}` {row['outcome_name']}" for row in catalogue.outcomes_asked(route)
    ]
    lines = [
        f"### {route['route_name']}",
        "",
        f"`{route['route_code']}`. {source(route)}",
        "",
        f"* asks for: {ASKS[route['asks']]}",
        f"* {'headlines' if headlines else 'outcomes'}: {'; '.join(headlines or outcomes)}",
    ]
    if route["adds_to_route"]:
        lines.append(f"* paid on top of: `{route['adds_to_route']}`")
    return [
        *lines,
        "",
        *table(
            ("payment", "pounds", "support starting", "confidence", "source"),
            (
                (
                    row["payment_part"],
                    f"{int(row['amount_gbp']):,}",
                    period(row),
                    CONFIDENCES[row["confidence"]],
                    row["provenance"],
                )
                for row in catalogue.payments_of(route)
            ),
        ),
    ]


def measures(catalogue: Catalogue) -> list[str]:
    return [
        "# Measures",
        "",
        "Scores that rules of every version read. A score at the cut-off counts as beyond it. "
        "Without a cut-off a score shows no need, without a change that counts it shows no "
        "outcome: an authority may set both.",
        "",
        *table(
            ("measure", "from", "to", "higher is", "cut-off", "change that counts", "confidence",
             "source", "note"),
            (
                (
                    f"{row['measure_name']} (`{row['measure_code']}`)",
                    row["lowest"],
                    row["highest"] or "no limit",
                    row["higher_is"],
                    row["cut_off"] or "not known",
                    row["reliable_change"] or "not known",
                    CONFIDENCES[row["confidence"]],
                    row["provenance"],
                    row["measure_note"],
                )
                for row in catalogue.rows("measures")
            ),
        ),
    ]  # fmt: skip


def _need_link(catalogue: Catalogue, code: str) -> str:
    if not code:
        return "no need"
    need = catalogue.need(code)
    page = f"{need['framework_version']}/{need['need_no']}.md"
    return f"[{need['need_no']} {need['need_name']}]({page})"


def _codes(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split())
