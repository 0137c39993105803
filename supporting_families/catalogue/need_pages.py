"""The page of a need, and the contents of a version."""

from __future__ import annotations

from collections import Counter

from supporting_families.made_pages import table

from .reading import Catalogue, Row
from .words import CONFIDENCES, last_day, local, period, source

SCOPES = {
    "child": "each child of the family (under 18 at the assessment)",
    "adult": "each adult of the family",
    "any": "each person of the family",
    "family": "the family as a whole",
}
KINDS = {
    "admin_data": "data of a service",
    "validated_measure": "a recognised questionnaire",
    "practitioner": "the judgement of a practitioner",
}
MATCHES = {
    "same": "the same need",
    "broader": "the later need is broader",
    "narrower": "the later need is narrower",
    "related": "related",
}
# R13: events that these find after support undo what other data showed.
UNDOING = ("absence_in_window", "reduction_against_baseline")
# Of these the latest terms or score decide, so that later ones can take the answer back.
LATEST_DECIDES = ("ratio_over_terms", "change_on_measure")


def version_page(catalogue: Catalogue, version: Row) -> list[str]:
    code = version["framework_version"]
    rows = catalogue.rows_of_version(code)
    counts = Counter(row["confidence"] for row in rows)
    lines = [
        f"# {version['version_name']}",
        "",
        f"`{code}`, for families assessed {period(version)}. {source(version)}",
        "",
        f"Of its {len(rows)} needs, outcomes and rules {counts['H']} are of high, {counts['M']} of "
        f"medium and {counts['L']} of low confidence.",
    ]
    for headline in catalogue.headlines_of(code):
        *former, name = catalogue.names_of(headline["headline_code"])
        lines += ["", f"## {headline['headline_no']} {name['headline_name']}", ""]
        for old in former:
            lines += [f"Up to {last_day(old)} it was called: {old['headline_name']}.", ""]
        lines += table(
            ("need", "of", "outcomes", "confidence"),
            (
                (
                    f"[{need['need_no']} {need['need_name']}]({need['need_no']}.md)",
                    need["person_scope"],
                    len(catalogue.outcomes_of(need["need_code"])),
                    CONFIDENCES[need["confidence"]],
                )
                for need in catalogue.needs_under(headline["headline_code"])
            ),
        )
    return [
        *lines,
        "",
        "## What holds for the whole version",
        "",
        *table(
            ("setting", "what it is", "value", "confidence", "source"),
            (
                (
                    f"`{row['setting']}`",
                    name["setting_name"],
                    row["setting_value"] or "none",
                    CONFIDENCES[row["confidence"]],
                    row["provenance"],
                )
                for name, row in catalogue.settings_of(code)
            ),
        ),
    ]


def need_page(catalogue: Catalogue, version: Row, need: Row) -> list[str]:
    code = need["need_code"]
    lines = [
        f"# {need['need_no']} {need['need_name']}",
        "",
        f"`{code}`",
        "",
        *_facts(catalogue, version, need),
        "",
        "## What shows the need",
        "",
        "Any one is enough ([how they are put together](../../how-it-decides.md#needs)).",
        "",
        *_rules(catalogue, need, code),
        "## What answers it",
        "",
        "Any one is enough ([how they are put together](../../how-it-decides.md#outcomes)).",
        "",
    ]
    for outcome in catalogue.outcomes_of(code):
        lines += _outcome(catalogue, need, outcome)
    lines += ["## What the rules look at", "", *_evidence(catalogue, code), ""]
    measures = catalogue.measures_of(code)
    if measures:
        names = ", ".join(row["measure_name"] for row in measures)
        lines += [f"Cut-offs and changes that count: {names} ([measures](../measures.md)).", ""]
    return [
        *lines,
        "## In other versions",
        "",
        *_other_versions(catalogue, code),
        "",
        "## For an authority to confirm",
        "",
        *_to_confirm(catalogue, version, code),
    ]


def _facts(catalogue: Catalogue, version: Row, need: Row) -> list[str]:
    headline = catalogue.headline(need["headline_code"])
    *former, name = catalogue.names_of(need["headline_code"])
    called = f"{headline['headline_no']} {name['headline_name']}" + "".join(
        f" (up to {last_day(old)}: {old['headline_name']})" for old in former
    )
    asked_of = "whoever has the need"
    if need["outcome_asked_of"] == "everyone_in_scope":
        asked_of = (
            "every child of school age, with the need or without it, where the setting "
            "`every_child_in_education` is 1 (R12)"
        )
    routes = "; ".join(route["route_name"] for route in catalogue.routes_asking(need))
    return table(
        ("", ""),
        (
            ("version", f"[{version['version_name']}](README.md)"),
            ("headline", called),
            ("a need of", SCOPES[need["person_scope"]]),
            ("for families assessed", period(need)),
            ("outcome asked of", asked_of),
            ("claimed by", routes),
            ("confidence", CONFIDENCES[need["confidence"]]),
            ("source", need["provenance"]),
        ),
    )


def _rules(catalogue: Catalogue, need: Row, target: str) -> list[str]:
    lines = []
    for rule in catalogue.rules_of(target):
        told = [f"* **`{local(rule['rule_id'])}`** {catalogue.sentences[rule['rule_id']]}"]
        if (rule["valid_from"], rule["valid_to"]) != (need["valid_from"], need["valid_to"]):
            told.append(f"  For families assessed {period(rule)}.")
        told.append(f"  {rule['rule_note']} {source(rule)}")
        lines += [f"{line}\\" for line in told[:-1]] + told[-1:]
    return [*lines, ""]


def _outcome(catalogue: Catalogue, need: Row, outcome: Row) -> list[str]:
    code = outcome["outcome_code"]
    return [
        f"### {local(code)} {outcome['outcome_name']}",
        "",
        f"Shown by {KINDS[outcome['outcome_kind']]}; has to last {outcome['sustain_value']} "
        f"{outcome['sustain_unit']}. {source(outcome)}",
        "",
        *_rules(catalogue, need, code),
        f"What undoes it: {_undoing(catalogue.rules_of(code))}",
        "",
    ]


def _undoing(rules: list[Row]) -> str:
    """What can take an outcome back that was reached."""

    def of_shapes(shapes: tuple[str, ...]) -> str:
        return " or ".join(
            f"`{local(rule['rule_id'])}`"
            for rule in rules
            if rule["rule_shape"] in shapes and rule["is_active"] == "1"
        )

    told = []
    if events := of_shapes(UNDOING):
        told.append(
            f"what {events} finds makes it not achieved, whatever else partner data showed (R13)"
        )
    if latest := of_shapes(LATEST_DECIDES):
        told.append(f"of {latest} the latest terms or score decide, and later ones may fall short")
    told.append("a later record of the practitioner")
    if len(rules) > 1:
        told.append("where the practitioner and data contradict each other a person decides")
    return "; ".join(told) + "."


def _evidence(catalogue: Catalogue, code: str) -> list[str]:
    return [
        *table(
            ("evidence", "feed", "what it is"),
            (
                (
                    kind["evidence_name"],
                    ", ".join(catalogue.feed_name(feed) for feed in kind["feed_codes"].split()),
                    kind["description"],
                )
                for kind in catalogue.evidence_of(code)
            ),
        ),
        "",
        "What each feed becomes, table by table: [evidence](../../evidence.md).",
    ]


def _other_versions(catalogue: Catalogue, code: str) -> list[str]:
    lines = []
    for direction, other, row in catalogue.related_to(code):
        need = catalogue.need(other)
        link = f"../{need['framework_version']}/{need['need_no']}.md"
        lines.append(
            f"* {direction}: [`{other}` {need['need_name']}]({link}), {MATCHES[row['match']]}. "
            f"{row['note']} {source(row)}"
        )
    return lines or ["It has no counterpart there."]


def _to_confirm(catalogue: Catalogue, version: Row, code: str) -> list[str]:
    lines = [
        "Every row of this page counts as confirmed only when the authority has said so "
        "([how](../../confirming-the-catalogue.md)): "
        f"`python scripts/confirm_catalogue.py write --version {version['framework_version']}`."
    ]
    for level in ("L", "M"):
        codes = [
            f"`{row.get('rule_id') or row.get('outcome_code') or row['need_code']}`"
            for row in catalogue.rows_of_need(code)
            if row["confidence"] == level
        ]
        if codes:
            lines += ["", f"Of {CONFIDENCES[level]} confidence: {', '.join(codes)}."]
    return lines
