"""The register of openings: who asked to open which pack, and whether it opened."""

from __future__ import annotations

from supporting_families.appended import AppendedFile
from supporting_families.home import Home

ASKED, OPENED, NOT_OPENED = "asked", "opened", "not_opened"


class PackLog:
    """`registers/pack_openings.csv` of an authority."""

    def __init__(self, home: Home, authority: str) -> None:
        self._home, self.authority = home, authority
        self.path = self._register().path

    def ask(self, opened_by: str, claim_ref: str, submission_ref: str, pack_hash: str) -> str:
        """Note that a pack is about to be opened; the reference of the opening."""
        register, today = self._register(), self._home.today()
        [reference] = register.new_ids("opening_ref", "OPEN", today, 1)
        register.append(
            [
                {
                    "opening_ref": reference,
                    "opened_at": today.isoformat(),
                    "opened_by": opened_by,
                    "claim_ref": claim_ref,
                    "submission_ref": submission_ref,
                    "pack_hash": pack_hash,
                    "result": ASKED,
                    "recorded_at": today.isoformat(),
                }
            ]
        )
        return reference

    def end(self, reference: str, result: str) -> None:
        """Note how it went."""
        register = self._register()
        [asked] = [
            row
            for row in register.rows
            if (row["opening_ref"], row["result"]) == (reference, ASKED)
        ]
        register.append([{**asked, "result": result}])

    def _register(self) -> AppendedFile:
        """As it is now: others may have opened packs meanwhile."""
        return AppendedFile(self._home, "registers", "pack_openings", self.authority)
