"""The desk at which claims are made: the real commands and real builds, on the days of the play."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from supporting_families.claiming.command import main as claims
from supporting_families.home import Home
from supporting_families.publish import publish

from .council import AUDITOR, CERTIFIER, PREPARER

Build = Callable[[date, tuple[str, ...]], None]


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    text: str


class Desk:
    """A home of one authority on whatever day it is there."""

    def __init__(self, home: Path, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = Home(home)
        self.day = date(2022, 4, 1)
        self.held: dict[str, str] = {}  # by set what its draft held back: reason:count
        self._build = build
        monkeypatch.setattr(Home, "today", lambda _: self.day)

    def build(self) -> None:
        """A whole build as of the day, known at the day, published."""
        self._build(self.day, ())
        publish(self.home)

    def build_what_reads(self, *registers: str) -> None:
        """On the day of the last build: what follows from these registers, and nothing else."""
        self._build(self.day, ("landed_files", *(f"stg_registers__{name}+" for name in registers)))

    def run(self, *words: str) -> Said:
        """Give a command of scripts/claims.py, however it ends."""
        said = StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            code = claims(list(words))
        return Said(code, said.getvalue())

    def must(self, *words: str) -> str:
        """Give a command that is to be done."""
        said = self.run(*words)
        assert said.code == 0, said.text
        return said.text

    def draft(self) -> None:
        said = self.must("draft", "--by", PREPARER)
        submission_ref = said.split()[1].rstrip(":")
        told = re.findall(r"held back, (\w+): (\d+)", said)
        self.held[submission_ref] = " ".join(f"{reason}:{count}" for reason, count in told)

    def sample(self) -> None:
        self.must("sample", "--by", AUDITOR)

    def find(self, failed: str = "", issue: str = "") -> None:
        """The auditor fills in the workbook: this family fails, the others pass."""
        path = Path(self.must("findings", "write").strip().split(": ", 1)[1])
        book = openpyxl.load_workbook(path)
        sheet = book["Findings"]
        column = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            family = sheet.cell(row, column["Family in the case system"]).value
            if family is None:
                continue
            fails = family == failed
            sheet.cell(row, column["Finding"]).value = "fail" if fails else "pass"
            sheet.cell(row, column["Found on"]).value = self.day
            if fails:
                sheet.cell(row, column["What is wrong"]).value = issue
        filled = path.with_name("filled_in.xlsx")
        book.save(filled)
        self.must("findings", "read", str(filled), "--by", AUDITOR)

    def certify_and_package(self) -> None:
        self.must("certify", "--by", CERTIFIER)
        self.must("package", "--by", PREPARER)

    def submit(self, reference: str) -> Said:
        day = self.day.isoformat()
        return self.run(
            "record-submitted", "--on", day, "--reference", reference, "--by", PREPARER
        )

    def paid(self, submission_ref: str, pounds: int) -> None:
        self.must(
            "record-paid", submission_ref, "--amount", str(pounds), "--on", self.day.isoformat(),
            "--reference", f"BACS {self.day}", "--by", PREPARER,
        )  # fmt: skip

    def of_claim(self, task: str, claim_ref: str, reason: str) -> None:
        self.must(
            task, claim_ref, "--on", self.day.isoformat(), "--reference", f"Letter {self.day}",
            "--reason", reason, "--by", PREPARER,
        )  # fmt: skip

    def ledger(self) -> str:
        """The ledger as it is in its file."""
        path = self.home.path / "registers" / "claim_ledger.csv"
        return path.read_text(encoding="utf-8")

    def claim_of(self, family: str, submission_ref: str) -> str:
        """The reference of a family's claim in a set."""
        path = self.home.path / "output" / "claims" / submission_ref / "draft.csv"
        with path.open(encoding="utf-8", newline="") as file:
            [claim_ref] = [
                row["claim_ref"]
                for row in csv.DictReader(file)
                if row["case_system_family_id"] == family
            ]
        return claim_ref
