"""The workbook in which an auditor says what was found of each sampled claim."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from supporting_families.home import Home
from supporting_families.workbooks.layout import Layout
from supporting_families.workbooks.reading import SheetReader, has_answers
from supporting_families.workbooks.writing import SheetWriter, save, write_how_to

from .auditing import FAIL, PASS, SAMPLE
from .errors import ClaimError
from .sets import ClaimSet, folder_of

SHEET = "Findings"
RESULT, ISSUE, NOTE, FOUND_ON = "Finding", "What is wrong", "Note", "Found on"
ANSWERS = {"pass": PASS, "fail": FAIL}
LAYOUT = Layout(
    SHEET,
    "workbook of audit findings",
    "claims.py findings write",
    {"Claim": 24, "Family in the case system": 24, "Sampled for": 14, "Headlines": 24},
    {RESULT: 12, ISSUE: 40, NOTE: 40, FOUND_ON: 13},
    ("evidence_hash", "check"),
)


def write_findings(home: Home, authority: str, claim_set: ClaimSet, today: date) -> Path:
    """Write a row for every sampled claim without a finding. Raises ClaimError."""
    folder = folder_of(home, authority, claim_set.submission_ref)
    path = folder / "findings.xlsx"
    if has_answers(path, LAYOUT):
        raise ClaimError(
            f"'{path}' has been filled in: have it read, or move it away, before it is written again."
        )
    if not claim_set.sampled:
        raise ClaimError("no sample was drawn: 'python scripts/claims.py sample'.")
    hashes = {claim.claim_ref: claim.evidence_hash for claim in claim_set.claims}
    workbook = Workbook()
    write_how_to(workbook.active, _how_to(claim_set))
    writer = SheetWriter(workbook.create_sheet(SHEET), LAYOUT)
    with (folder / SAMPLE).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["claim_ref"] not in claim_set.findings:
                writer.add(
                    [row["claim_ref"], row["case_system_family_id"], row["sampled_for"],
                     row["headlines"]],
                    [hashes[row["claim_ref"]]],
                )  # fmt: skip
    rows = range(2, max(writer.last, 2) + 1)
    writer.offer(RESULT, list(ANSWERS), rows, "Choose pass or fail, or leave the cell empty.")
    writer.ask_day(FOUND_ON, today)
    writer.finish(frozen="B2")
    save(workbook, path)
    return path


def read_findings(
    path: Path, claim_set: ClaimSet, today: date
) -> tuple[list[dict[str, str]], list[str]]:
    """The findings in a workbook, or everything that is wrong with it.

    Raises ClaimError where no sample was drawn, WorkbookError where it is no such workbook.
    """
    if not claim_set.sampled:
        raise ClaimError("no sample was drawn: 'python scripts/claims.py sample'.")
    sheet = SheetReader(path, LAYOUT, today)
    hashes = {entry.claim_ref: entry.evidence_hash for entry in claim_set.claims}
    sampled = {entry.claim_ref for entry in claim_set.sampled}
    drawn = min(entry.event_on for entry in claim_set.sampled)
    found = []
    for row in sheet.rows:
        cells = sheet.cells(row)
        if all(cells[name].value is None for name in (*LAYOUT.answered, "Claim")):
            continue
        if cells[RESULT].value is None:
            continue
        claim_ref = str(cells["Claim"].value)
        is_ours = sheet.is_as_written(row, cells, claim_ref, "the claim as it was written")
        if is_ours and (
            claim_ref not in sampled or hashes.get(claim_ref) != cells["evidence_hash"].value
        ):
            sheet.wrong(
                row, "Claim", f"expected a claim of the sample of {claim_set.submission_ref}",
                "It is of another set: write the workbook anew",
            )  # fmt: skip
            is_ours = False
        said = sheet.choice(row, RESULT, cells[RESULT], list(ANSWERS))
        found_on = sheet.day(row, FOUND_ON, cells[FOUND_ON])
        if found_on and found_on < drawn:
            sheet.wrong(
                row, FOUND_ON, f"expected a day from {drawn:%d/%m/%Y} on, when the sample was drawn",
                "Write the day on which the pack was looked at",
            )  # fmt: skip
            found_on = None
        issue = ""
        if said == FAIL or cells[ISSUE].value is not None:
            issue = sheet.words(row, ISSUE, cells[ISSUE], "what is wrong, in a few words") or ""
        note = ""
        if cells[NOTE].value is not None:
            note = sheet.words(row, NOTE, cells[NOTE], "words") or ""
        if is_ours and said and found_on and (issue or said == PASS):
            found.append(
                {
                    "claim_ref": claim_ref,
                    "result": ANSWERS[said],
                    "issue": issue,
                    "note": note,
                    "found_on": found_on.isoformat(),
                }
            )
    return found, [str(problem) for problem in sheet.problems]


def _how_to(claim_set: ClaimSet) -> list[tuple[str, str]]:
    return [
        (f"Audit of claim set {claim_set.submission_ref}", "title"),
        (
            f"{len(claim_set.sampled)} of {len(claim_set.claims)} claims were drawn. The draw "
            "follows from the set itself and cannot be repeated with another result.",
            "text",
        ),
        ("What to do", "heading"),
        (
            "Open the evidence pack of each claim, check it against the case record, and say pass "
            "or fail beside it. Where it fails say what is wrong. A row may stay empty and be "
            "answered later.",
            "text",
        ),
        ("What not to write", "heading"),
        ("No names and nothing else that tells who somebody is: the notes are kept.", "text"),
    ]
