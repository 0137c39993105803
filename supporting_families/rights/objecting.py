"""Objections and restrictions: lines of `registers/objections.csv`, followed by the next build."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from supporting_families.appended import AppendedFile
from supporting_families.home import Home

from .errors import RightsError

SCOPES = ("study", "matching", "feed")
DECISIONS = ("pending", "upheld", "refused")


class Objections:
    """The register of an authority. Raises HomeError where it cannot be read."""

    def __init__(self, home: Home, authority: str) -> None:
        self._file = AppendedFile(home, "registers", "objections", authority)

    def object(
        self,
        feed: str,
        reference: str,
        scope: str,
        objected_feed: str,
        objected_on: date,
        today: date,
    ) -> str:
        """Record an objection, which holds until somebody decides; returns its id.

        Raises RightsError where scope and feed do not go together, or it is there already.
        """
        if scope not in SCOPES:
            raise RightsError(f"'{scope}' is no scope: {', '.join(SCOPES)}.")
        if (scope == "feed") != bool(objected_feed):
            raise RightsError(
                "an objection of scope feed says which feed, with --objected-feed; others say none."
            )
        if objected_on > today:
            raise RightsError(f"{objected_on} is yet to come: today is {today}.")
        wanted = (feed, reference, scope, objected_feed)
        for line in self._latest().values():
            if _whose(line) == wanted and not line["withdrawn_on"] and _holds(line):
                raise RightsError(
                    f"objection '{line['objection_id']}' says the same, and holds already."
                )
        [objection_id] = self._file.new_ids("objection_id", "OBJ", today, 1)
        self._add(objection_id, wanted, objected_on, today)
        return objection_id

    def decide(self, objection_id: str, decision: str, by: str, reason: str, today: date) -> None:
        """Record what was decided on an objection. Raises RightsError."""
        if decision not in DECISIONS[1:]:
            raise RightsError(f"'{decision}' is no decision: {' or '.join(DECISIONS[1:])}.")
        line = self._standing(objection_id)
        if not (by.strip() and reason.strip()):
            raise RightsError("say who decided and why: --by NAME --reason TEXT.")
        self._file.append(
            [
                {
                    **line, "decision": decision, "decided_by": " ".join(by.split()),
                    "decided_on": str(today), "reason": " ".join(reason.split()),
                    "recorded_at": str(today),
                }
            ]
        )  # fmt: skip

    def withdraw(self, objection_id: str, today: date) -> None:
        """Record that the person takes an objection back. Raises RightsError."""
        line = self._standing(objection_id)
        self._file.append([{**line, "withdrawn_on": str(today), "recorded_at": str(today)}])

    def restrict(
        self,
        request_ref: str,
        feed: str,
        reference: str,
        feeds: Iterable[str],
        since: date,
        today: date,
    ) -> list[str]:
        """Stop every use of a person's data while a request is open; returns the ids of the lines.

        They are objections that nobody has decided: to study, to matching, and to every feed that
        names the person. `lift` takes them back. Raises RightsError where they are there already.
        """
        if self._of_request(request_ref):
            raise RightsError(f"the data are restricted for request '{request_ref}' already.")
        scopes = [("study", ""), ("matching", ""), *(("feed", name) for name in sorted(set(feeds)))]
        ids = []
        for scope, objected in scopes:
            objection_id = "-".join(filter(None, [request_ref, scope, objected]))
            self._add(objection_id, (feed, reference, scope, objected), since, today)
            ids.append(objection_id)
        return ids

    def lift(self, request_ref: str, today: date) -> list[str]:
        """Take back what `restrict` recorded for a request; returns the ids. Raises RightsError."""
        lines = [line for line in self._of_request(request_ref) if not line["withdrawn_on"]]
        if not lines:
            raise RightsError(f"nothing is restricted for request '{request_ref}'.")
        self._file.append(
            [{**line, "withdrawn_on": str(today), "recorded_at": str(today)} for line in lines]
        )
        return [line["objection_id"] for line in lines]

    def _add(
        self, objection_id: str, whose: tuple[str, str, str, str], on: date, today: date
    ) -> None:
        feed, reference, scope, objected_feed = whose
        self._file.append(
            [
                {
                    "objection_id": objection_id, "feed_code": feed,
                    "source_person_ref": reference, "scope": scope,
                    "objected_feed_code": objected_feed, "objected_on": str(on),
                    "decision": DECISIONS[0], "recorded_at": str(today),
                }
            ]
        )  # fmt: skip

    def _latest(self) -> dict[str, dict[str, str]]:
        return {line["objection_id"]: line for line in self._file.rows}

    def _of_request(self, request_ref: str) -> list[dict[str, str]]:
        named = f"{request_ref}-"
        lines = self._latest().values()
        return [line for line in lines if line["objection_id"].startswith(named)]

    def _standing(self, objection_id: str) -> dict[str, str]:
        line = self._latest().get(objection_id)
        if line is None:
            raise RightsError(f"no objection '{objection_id}' in '{self._file.path}'.")
        if line["withdrawn_on"]:
            raise RightsError(
                f"objection '{objection_id}' was withdrawn on {line['withdrawn_on']}."
            )
        return line


def _whose(line: dict[str, str]) -> tuple[str, str, str, str]:
    return (
        line["feed_code"], line["source_person_ref"], line["scope"], line["objected_feed_code"]
    )  # fmt: skip


def _holds(line: dict[str, str]) -> bool:
    return line["decision"] != "refused"
