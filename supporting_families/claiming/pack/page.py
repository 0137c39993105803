"""The page of a pack: one file to read and print, that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from supporting_families.markup import Html, code, paragraph, picture, strong, text

from . import words
from .contents import Contents, evidence_table, records_table
from .family import Decision, Need, Outcome, Rule, Sure
from .markup import STYLE, framed, lines, pairs, table, ticks
from .verdicts import LOOK, NOT_SHOWN, SHOWN

DEMO = "DEMO: this is no real family and no real council."
_ROOM = Html("<i class='room'></i>")
FOR_WHOM = (
    "For the auditor of this claim alone. It names nobody; the id of the case system leads to who "
    "they are. Delete it when the audit is over."
)


def page(contents: Contents) -> str:
    """The page as text: the same contents give the same bytes."""
    parts = [
        _claim, _family, _timeline, _rules, _needs, _principles, _catalogue, _files, _checks,
        _finding, _again,
    ]  # fmt: skip
    body = list(_head(contents))
    for number, (title, part) in enumerate(zip(words.SECTIONS, parts, strict=True), start=1):
        start = " class='new-page'" if number == words.CHECKS else ""
        body.append(f"<section aria-labelledby='s{number}'{start}>")
        body.append(f"<h2 id='s{number}'>{number}. {text(title)}</h2>")
        body += part(contents)
        body.append("</section>")
    foot = text(f"{contents.claim.claim_ref}{' DEMO' if contents.about.is_demo else ''}")
    return (
        "<!doctype html>\n<html lang='en-GB'>\n<head>\n<meta charset='utf-8'>\n"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
        "<meta name='robots' content='noindex'>\n"
        f"<title>{text(contents.title)}</title>\n<style>{STYLE}:root {{ --foot: '{foot}'; }}\n"
        "</style>\n</head>\n<body>\n<main>\n" + "\n".join(body) + "\n</main>\n</body>\n</html>\n"
    )


# Sections -----------------------------------------------------------------------------------------


def _head(contents: Contents) -> Iterable[str]:
    yield f"<h1>{text(contents.title)}</h1>"
    if contents.about.is_demo:
        yield paragraph(DEMO, "mark demo")
    yield paragraph(Html(f"{strong('Personal data.')} {text(FOR_WHOM)}"), "mark")
    yield paragraph(_in_short(contents))
    items = [
        f"<li><a href='#s{number}'>{text(title)}</a></li>"
        for number, title in enumerate(words.SECTIONS, start=1)
    ]
    yield f"<nav aria-label='Sections'><ol>{''.join(items)}</ol></nav>"


def _in_short(contents: Contents) -> str:
    said: dict[str, list[str]] = {}
    for verdict in contents.verdicts:
        said.setdefault(verdict.verdict, []).append(verdict.rule)
    told = f"By the records received, {len(said.get(SHOWN, ()))} claim rules are shown to hold. "
    if NOT_SHOWN in said:
        told += f"Not shown: {words.listed(said[NOT_SHOWN])}. "
    if LOOK in said:
        told += f"For you to look at: {words.listed(said[LOOK])}. "
    if contents.unconfirmed:
        told += (
            "Rows of the catalogue that it rests on and the authority has not confirmed: "
            f"{', '.join(contents.unconfirmed)}. "
        )
    return f"{told}What no record can show is listed in section {words.CHECKS}."


def _claim(contents: Contents) -> Iterable[str]:
    yield pairs(contents.facts.caption, contents.facts.rows)


def _family(contents: Contents) -> Iterable[str]:
    yield table(contents.people)


def _timeline(contents: Contents) -> Iterable[str]:
    yield picture(
        *contents.picture,
        "Each line below support and whole-family work is a need and whose it is. A grey stroke is "
        "evidence that lasted; the grey field is the time that change has to last. What was more "
        "than a year before support is in the table alone.",
    )
    yield table(contents.timeline)


def _rules(contents: Contents) -> Iterable[str]:
    rows = [(v.rule, v.asks, strong(v.verdict), lines(v.how)) for v in contents.verdicts]
    yield framed(contents.rules.caption, contents.rules.columns, rows)


def _needs(contents: Contents) -> Iterable[str]:
    yield paragraph(
        "Of each need: what shows it, and what shows the outcome. Row 1 of a file is its header. "
        f"Section {words.FILES} lists the files."
    )
    for need in contents.family.needs:
        yield "<div class='need'>"
        yield from _need(need)
        yield "</div>"


def _need(need: Need) -> Iterable[str]:
    yield f"<h3>{text(words.need_title(need))}</h3>"
    headline = text(f"Headline {need.headline_no}, {need.headline_name}.")
    yield paragraph(Html(f"{headline} {code(need.need_code)}"))
    if need.is_met:
        found = strong(f"Found on {words.day(need.identified_on)}")
        by = words.IDENTIFIED_BY.get(need.identified_by or "", "not said how")
        yield paragraph(Html(f"{found}, {text(by)}."))
    else:
        asked = "the version asks the outcome of every child of school age (R12)."
        yield paragraph(Html(f"{strong('Not a need of this person')}: {asked}"))
    yield from _decided(need.decision)
    yield _sure(need.sure)
    for rule in need.rules:
        yield from _rule("need", rule)
    if not need.outcomes:
        yield paragraph("No outcome is asked of this need.")
    others = need.not_needed
    for outcome in need.outcomes:
        if outcome not in others:
            yield from _outcome(outcome)
    if others:
        told = "; ".join(f"{o.outcome_code} {o.outcome_name}" for o in others)
        yield paragraph(
            "One outcome is enough. Others that the catalogue holds for this need, of which "
            f"nothing is recorded: {told}.",
            "aside",
        )


def _outcome(outcome: Outcome) -> Iterable[str]:
    status = words.outcome_status(outcome)
    by = f", {words.SHOWN_BY[outcome.shown_by]}" if outcome.shown_by else ""
    if outcome.contradicted_by:
        by += f"; that it is not, {words.SHOWN_BY[outcome.contradicted_by]}"
    yield f"<h4>Outcome: {text(outcome.outcome_name)} {code(outcome.outcome_code)}</h4>"
    yield paragraph(Html(f"{strong(status[0].upper() + status[1:])}{text(by)}."))
    yield from _decided(outcome.decision)
    yield _sure(outcome.sure)
    for rule in outcome.rules:
        yield from _rule("outcome", rule)


def _rule(kind: str, rule: Rule) -> Iterable[str]:
    says = strong(words.rule_says(kind, rule))
    yield "<div class='rule'>"
    yield paragraph(Html(f"{code(rule.rule_id)} {says}. {text(rule.rule_text)}"))
    yield _sure(rule.sure)
    if rule.search or not rule.evidence:
        yield paragraph(words.looked(rule))
    if rule.evidence:
        yield table(evidence_table(rule, f"What {rule.rule_id} looked at"))
    if kind == "need" and (pooled := words.pooled_share(rule)):
        yield paragraph(f"Together {pooled}.")
    yield "</div>"


def _sure(sure: Sure) -> str:
    return paragraph(f"Confidence of the catalogue: {words.sure(sure)}.", "aside")


def _decided(decision: Decision | None) -> Iterable[str]:
    if decision is not None:
        yield paragraph(f"{words.decided(decision)}.")


def _principles(contents: Contents) -> Iterable[str]:
    for principle in contents.family.principles:
        verdict = "shown" if principle.is_shown else "not shown"
        name = words.PRINCIPLES[principle.claim_rule]
        yield f"<h3>{principle.claim_rule} {text(name)}: {verdict}</h3>"
        yield table(records_table(principle))


def _catalogue(contents: Contents) -> Iterable[str]:
    yield paragraph(
        "The values by which this claim was judged. An authority may confirm or change them; how "
        f"sure each row is stands beside it in section {words.NEEDS}."
    )
    yield table(contents.catalogue)


def _files(contents: Contents) -> Iterable[str]:
    yield paragraph(
        "Where each cell can be found: the file as it was received, in the home of the warehouse. "
        "Row 1 is the header. After # stands the table or sheet, where a file has several."
    )
    yield table(contents.files)


def _checks(contents: Contents) -> Iterable[str]:
    yield paragraph(
        "Against the case file and the files received. The boxes are for your working paper; the "
        "result goes into the workbook of findings of the set."
    )
    rows = [
        (
            number,
            check.rule,
            check.what,
            check.where,
            ticks("yes", "no"),
            _ROOM,
        )
        for number, check in enumerate(contents.checks, start=1)
    ]
    headings = ["No.", "Rule", "Check", "Where", "Holds", "Note"]
    yield framed(contents.checklist.caption, headings, rows)


def _finding(contents: Contents) -> Iterable[str]:
    yield paragraph(
        "A claim fails where anything it needs is not shown. Name nobody in what you write."
    )
    room = ("What is wrong, where it fails", "Note", "Auditor", "Date", "Signature")
    rows = [("Result", ticks("pass", "fail")), *((name, None) for name in room)]
    yield pairs(f"Finding on claim {contents.claim.claim_ref}", rows, "form")


def _again(contents: Contents) -> Iterable[str]:
    yield paragraph(
        "With the code at this commit and the home as it is, this makes the rows of the claim set "
        "again, as at these dates, and compares them to the byte:"
    )
    yield paragraph(code(contents.command))
    rows = [(name, code(str(value))) for name, value in contents.hashes.rows]
    yield pairs(contents.hashes.caption, rows)
