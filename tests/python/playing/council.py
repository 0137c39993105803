"""What the authority itself writes: who it is, its settings and roles, and what people decide."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from pathlib import Path

from supporting_families.demo.catalogue import Catalogue

from .feeds import write_table

AUTHORITY = "901"
PREPARER = "Claims Officer"
AUDITOR = "Internal Auditor"
CERTIFIER = "Director of Finance"
COORDINATOR = "Programme Coordinator"


class Council:
    """The `local` and `registers` folders of a home of one authority."""

    def __init__(self, home: Path) -> None:
        self._local = home / "local"
        self._registers = home / "registers"

    def begins(self) -> None:
        """Who it is, what it agreed, who may do what, and the catalogue read and confirmed."""
        self._local.mkdir(parents=True)
        self._registers.mkdir()
        write_table(
            self._local / "authority.csv",
            ("authority_code", "gss_code", "authority_name", "funding_model", "recorded_at"),
            [(AUTHORITY, "E99999901", "Playtown", "payment_by_results", "2022-04-01")],
        )
        write_table(
            self._local / "programme_settings.csv",
            ("setting", "setting_value", "valid_from", "set_by", "reason", "recorded_at"),
            [
                ("agreed_number", "12", "2022-04-01", COORDINATOR, "Grant letter", "2022-04-01"),
                ("minimum_number", "14", "2022-04-01", COORDINATOR, "Grant letter", "2022-04-01"),
                ("agreed_number", "10", "2023-04-01", COORDINATOR, "Grant letter", "2022-04-01"),
                ("minimum_number", "12", "2023-04-01", COORDINATOR, "Grant letter", "2022-04-01"),
            ],
        )
        write_table(
            self._local / "claim_roles.csv",
            ("holder", "role", "valid_from", "valid_to", "delegated_by", "recorded_at"),
            [
                (PREPARER, "preparer", "2022-04-01", "", "", "2022-04-01"),
                (AUDITOR, "auditor", "2022-04-01", "", "", "2022-04-01"),
                (CERTIFIER, "section_151_officer", "2022-04-01", "", "", "2022-04-01"),
            ],
        )
        write_table(
            self._local / "catalogue_decisions.csv",
            ("decision_id", "catalogue_table", "row_code", "decision", "column_name", "new_value",
             "decided_by", "decided_on", "reason", "source", "recorded_at"),
            [
                (f"CAT{place:04d}", table, code, "confirm", "", "", COORDINATOR, "2022-04-20",
                 "Read against the outcomes plan", "Outcomes plan", "2022-04-20")
                for place, (table, code) in enumerate(Catalogue().confirmable, start=1)
            ],
        )  # fmt: skip

    def retires(self, family: str, on: date, reason: str) -> None:
        """A family leaves the programme."""
        self._note(
            "retirements",
            {
                "retirement_id": f"RET{family}",
                "family_key": family_key(family),
                "retired_on": on,
                "reason": reason,
                "reason_code": "moved",
                "decided_by": COORDINATOR,
                "recorded_at": on,
            },
        )

    def decides_outcome(
        self, episode: str, person: str, outcome: str, verdict: str, on: date
    ) -> None:
        """A named person decides an outcome that was put to review."""
        self._note(
            "decisions",
            {
                "decision_id": f"DEC{episode}",
                "target": "outcome",
                "episode_key": episode_key(episode),
                "person_key": person,
                "target_code": outcome,
                "decision": verdict,
                "decided_by": COORDINATOR,
                "decided_on": on,
                "reason": "The incident was of a former partner who has since moved away",
                "withdrawn_on": "",
                "recorded_at": on,
            },
        )

    def reviews_claim(self, episode: str, earlier: str, verdict: str, why: str, on: date) -> None:
        """A named person decides on an episode held back, for sharing with `earlier` if given."""
        self._note(
            "claim_reviews",
            {
                "review_ref": f"REV{episode}",
                "episode_key": episode_key(episode),
                "earlier_claim_ref": earlier,
                "decision": verdict,
                "decided_by": COORDINATOR,
                "decided_on": on,
                "reason": why,
                "recorded_at": on,
            },
        )

    def _note(self, register: str, row: dict[str, object]) -> None:
        path = self._registers / f"{register}.csv"
        is_new = not path.exists()
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, row, lineterminator="\n")
            if is_new:
                writer.writeheader()
            writer.writerow(row)


def family_key(family: str) -> str:
    """The key of a family of the play: the hash of the reference that case management gave it."""
    return _key("family", family)


def episode_key(episode: str) -> str:
    """The key of an episode of the play."""
    return _key("episode", episode)


def _key(kind: str, reference: str) -> str:
    return hashlib.md5(f"{AUTHORITY}|early_help|{kind}|{reference}".encode()).hexdigest()
