"""The register of requests: what people asked for, when an answer is due, and how it went on."""

from __future__ import annotations

import calendar
import csv
from dataclasses import dataclass
from datetime import date

from supporting_families.appended import AppendedFile
from supporting_families.contracts import PROJECT_ROOT
from supporting_families.home import Home

from .errors import RightsError

LIMITS = PROJECT_ROOT / "seeds" / "rights" / "request_limits.csv"
ENDINGS = ("answered", "refused", "withdrawn")


@dataclass(frozen=True)
class Limit:
    """How long an answer to a kind of request may take by law."""

    name: str
    months: int
    months_of_extension: int
    article: str


@dataclass(frozen=True)
class Request:
    """A request: of whom by which reference, what for, since when, and until when."""

    request_ref: str
    request_type: str
    feed_code: str
    source_person_ref: str
    received_on: date
    due_on: date
    state: str
    ended_on: date | None


class Requests:
    """`subject_requests.csv` of an authority. Raises HomeError where it cannot be read."""

    def __init__(self, home: Home, authority: str) -> None:
        self._file = AppendedFile(home, "registers", "subject_requests", authority)
        self._limits = load_limits()

    def receive(
        self, kind: str, feed: str, reference: str, received_on: date, by: str, today: date
    ) -> Request:
        """Record a request that came. Raises RightsError on a day to come or an unknown kind."""
        if kind not in self._limits:
            raise RightsError(f"'{kind}' is no kind of request: {', '.join(self._limits)}.")
        _check_day(received_on, date.min, today)
        [request_ref] = self._file.new_ids("request_ref", "SR", today, 1)
        line = {
            "request_ref": request_ref,
            "request_type": kind,
            "feed_code": feed,
            "source_person_ref": reference,
        }
        self._add(line, "received", received_on, by, "", today)
        return self.get(request_ref)

    def step(
        self, request_ref: str, step: str, on: date, by: str, reason: str, today: date
    ) -> Request:
        """Record how an open request goes on; returns it as it then is.

        Raises RightsError where it is not open, the day cannot be, or a reason is lacking.
        """
        request = self.open(request_ref)
        _check_day(on, request.received_on, today)
        if step in ("extended", "refused") and not reason.strip():
            raise RightsError("say why, with --reason: the person has a right to be told.")
        if step == "extended" and on > request.due_on:
            raise RightsError(
                f"more time can only be taken by {request.due_on}, when the answer was due."
            )
        line = {
            name: getattr(request, name)
            for name in ("request_ref", "request_type", "feed_code", "source_person_ref")
        }
        self._add(line, step, on, by, reason, today)
        return self.get(request_ref)

    def get(self, request_ref: str) -> Request:
        """A request as it stands. Raises RightsError where there is none."""
        lines = [row for row in self._file.rows if row["request_ref"] == request_ref]
        received = [row for row in lines if row["step"] == "received"]
        if not received:
            raise RightsError(f"no request '{request_ref}' in '{self._file.path}'.")
        first = received[0]
        on = {row["step"]: date.fromisoformat(row["happened_on"]) for row in lines}
        limit = self._limits[first["request_type"]]
        due = months_after(on["received"], limit.months)
        if "extended" in on and on["extended"] <= due:
            due = months_after(on["received"], limit.months + limit.months_of_extension)
        ended = [step for step in ENDINGS if step in on]
        return Request(
            request_ref=request_ref,
            request_type=first["request_type"],
            feed_code=first["feed_code"],
            source_person_ref=first["source_person_ref"],
            received_on=on["received"],
            due_on=due,
            state=ended[0] if ended else "open",
            ended_on=on[ended[0]] if ended else None,
        )

    def open(self, request_ref: str) -> Request:
        """A request that has no answer yet. Raises RightsError."""
        request = self.get(request_ref)
        if request.state != "open":
            raise RightsError(f"request '{request_ref}' was {request.state} on {request.ended_on}.")
        return request

    def all(self) -> list[Request]:
        """Every request, in the order in which they were recorded."""
        references = dict.fromkeys(row["request_ref"] for row in self._file.rows)
        return [self.get(reference) for reference in references]

    def _add(
        self, line: dict[str, str], step: str, on: date, by: str, reason: str, today: date
    ) -> None:
        who = " ".join(by.split())
        if not who:
            raise RightsError("say who handles it: --by NAME.")
        self._file.append(
            [
                {
                    **line, "step": step, "happened_on": str(on), "handled_by": who,
                    "reason": " ".join(reason.split()), "recorded_at": str(today),
                }
            ]
        )  # fmt: skip


def load_limits() -> dict[str, Limit]:
    """The kinds of requests, with what the law says of each."""
    with LIMITS.open(encoding="utf-8", newline="") as file:
        return {
            row["request_type"]: Limit(
                row["request_name"],
                int(row["months_to_answer"]),
                int(row["months_of_extension"]),
                row["article"],
            )
            for row in csv.DictReader(file)
        }


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that has none such."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _check_day(day: date, first: date, today: date) -> None:
    if day > today:
        raise RightsError(f"{day} is yet to come: today is {today}.")
    if day < first:
        raise RightsError(f"{day} is before the request came, on {first}.")
