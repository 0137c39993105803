"""Who may do what: preparer, auditor and certifier are different people, each with the role."""

from __future__ import annotations

from datetime import date

from supporting_families.appended import AppendedFile
from supporting_families.home import Home

from .errors import ClaimError

PREPARER, AUDITOR = "preparer", "auditor"
CERTIFIERS = ("section_151_officer", "delegated_certifier")
_DUTY = {PREPARER: "preparer", AUDITOR: "auditor", **dict.fromkeys(CERTIFIERS, "certifier")}


class Roles:
    """The roles of an authority on a day, and what their holders have done."""

    def __init__(self, home: Home, authority: str, today: date) -> None:
        self._authority, self._today = authority, today
        self._holders = AppendedFile(home, "local", "claim_roles", authority)
        self._actions = AppendedFile(home, "registers", "claim_actions", authority)

    def check(self, by: str, roles: tuple[str, ...], submission_ref: str | None = None) -> str:
        """The role in which this person acts. Raises ClaimError where they hold none of these.

        On a set no person has two duties: who prepared it neither audits nor certifies it.
        """
        held = [role for role in roles if role in self._roles_of(by)]
        if not held:
            raise ClaimError(
                f"'{by}' is not {' or '.join(roles)} on {self._today}: a line of "
                f"'{self._holders.path}' has to say so, with the name as it is given here."
            )
        for row in self._actions.rows:
            if (
                row["submission_ref"] == submission_ref
                and _same(row["acted_by"], by)
                and _DUTY[row["role"]] != _DUTY[held[0]]
            ):
                raise ClaimError(
                    f"'{by}' was {_DUTY[row['role']]} of {submission_ref} ({row['action']}) and "
                    f"cannot be its {_DUTY[held[0]]} as well: another person has to do it."
                )
        return held[0]

    def record(
        self, action: str, submission_ref: str, by: str, role: str, entry_no: int
    ) -> None:
        """Note in the register who did it."""
        [action_ref] = self._actions.new_ids("action_ref", "ACT", self._today, 1)
        self._actions.append(
            [
                {
                    "action_ref": action_ref,
                    "submission_ref": submission_ref,
                    "action": action,
                    "acted_by": by,
                    "role": role,
                    "entry_no": str(entry_no),
                    "recorded_at": self._today.isoformat(),
                }
            ]
        )

    def who(self, submission_ref: str, action: str) -> str:
        """Who last did it to a set."""
        for row in reversed(self._actions.rows):
            if (row["submission_ref"], row["action"]) == (submission_ref, action):
                return row["acted_by"]
        raise ClaimError(f"'{self._actions.path}' does not say who did '{action}' to {submission_ref}.")

    def _roles_of(self, by: str) -> set[str]:
        today = self._today.isoformat()
        return {
            row["role"]
            for row in self._holders.rows
            if _same(row["holder"], by)
            and row["valid_from"] <= today
            and (not row["valid_to"] or today < row["valid_to"])
            and row["recorded_at"] <= today
        }


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
