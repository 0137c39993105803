"""What every partner feed is made with: the people of a chunk, draws, deliveries and evidence.

Days are day numbers (see `calendar`). `NEVER` stands for a day that has not come; a delivery shows
it, and every day after its own, as an empty field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from .. import identifiers
from ..calendar import NEVER, age_on, day_number
from ..case import Case
from ..catalogue import NEED_PREFIX
from ..evidence import Evidence
from ..layouts import Member, NeedRecord, Person
from ..school import School

LAST_DELIVERY = date(2024, 3, 5)
LAST_DAY = day_number(LAST_DELIVERY)
MONTHS = ("2023-10", "2023-11", "2023-12", "2024-01", "2024-02")
# Drawn rows of a table in the first chunk, so that no file of a small authority is empty.
AT_LEAST = 16
_FOREVER = "9999-12-31"
NAMES = {"forename": "forename", "surname": "surname", "dob": "dob"}
IDENTITY = NAMES | {"sex": "sex", "postcode": "postcode", "uprn": "uprn"}


@dataclass(frozen=True, eq=False)
class Table:
    """How the facts of a table are sent.

    `known` is the day from which a row is known. `later` are days that may come after it, with the
    fields that come with them. `days` are other days, which may lie ahead. `identity` maps the
    headers about the person to what they say; `hidden` is not sent.
    """

    name: str
    known: str
    reference: str = ""
    later: dict[str, tuple[str, ...]] = field(default_factory=dict)
    days: tuple[str, ...] = ()
    identity: dict[str, str] = field(default_factory=lambda: IDENTITY)
    hidden: tuple[str, ...] = ()

    def as_known(self, facts: pd.DataFrame, day: int) -> pd.DataFrame:
        """The facts as they were known at the end of a day."""
        held = facts[facts[self.known] <= day].copy()
        for column, fields in self.later.items():
            unknown = held[column] > day
            held.loc[unknown, column] = NEVER
            for name in fields:
                held.loc[unknown, name] = ""
        return held

    def day_columns(self) -> set[str]:
        return {self.known, *self.later, *self.days} - set(self.hidden)


class World:
    """One chunk of people as the feeds see it; a row is a person's position in the chunk."""

    def __init__(
        self,
        seed: int,
        number: int,
        people: pd.DataFrame,
        school: School,
        incidents: pd.DataFrame,
        cases: list[Case],
        evidence: Evidence,
    ) -> None:
        self.seed, self.number, self.people = seed, number, people
        self.school, self.incidents, self.cases = school, incidents, cases
        self.evidence = evidence
        self.planted: dict[str, list[dict]] = {}
        for case in cases:
            for table, fields in case.planted:
                self.planted.setdefault(table, []).append(fields)
        self.size = len(people)
        self._said: dict[str, np.ndarray] = {}
        self.born = people["dob"].to_numpy("datetime64[D]").astype(np.int64)
        self.position = people["position"].to_numpy()
        self.household = people["household"].to_numpy()
        self.kind = people["kind"].to_numpy()
        self.is_female = (people["sex"] == "F").to_numpy()
        self.heads = np.flatnonzero(np.r_[True, self.household[1:] != self.household[:-1]])
        self.case_reference = np.full(self.size, "", dtype=object)
        for case in cases:
            for reference, row in case.people.items():
                self.case_reference[row] = reference
        self.is_supported = self.in_households(self.case_reference != "")
        quiet = [row for case in cases if case.scenario.is_quiet for row in case.people.values()]
        self.is_quiet = np.isin(self.household, self.household[quiet])

    def age(self, day: int) -> np.ndarray:
        """Completed years of everybody on a day; below zero before birth."""
        born, at = self.born.astype("datetime64[D]"), np.datetime64(day, "D")
        months = at.astype("datetime64[M]") - born.astype("datetime64[M]")
        day_of_month = (born - born.astype("datetime64[M]")).astype(int)
        early = (at - at.astype("datetime64[M]")).astype(int) < day_of_month
        return (months.astype(int) - early) // 12

    def aged(self, youngest: int, oldest: int, day: str) -> np.ndarray:
        """Who is of an age, both limits included, on a day."""
        age = self.age(day_number(day))
        return (age >= youngest) & (age <= oldest)

    def in_households(self, chosen: np.ndarray) -> np.ndarray:
        """Everybody who lives with somebody chosen."""
        return np.isin(self.household, self.household[chosen])

    def members(self, households: np.ndarray) -> pd.DataFrame:
        """`row` and `place`: who lives in each household listed, and where in the list it is."""
        ends = np.r_[self.heads[1:], self.size]
        counts = (ends - self.heads)[households]
        place = np.repeat(np.arange(len(households)), counts)
        offset = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
        return pd.DataFrame({"row": self.heads[households][place] + offset, "place": place})

    @cached_property
    def _needs(self) -> pd.DataFrame:
        """Recorded needs of the framework now in force: code, day, household and the person's row
        (-1: the whole family)."""
        rows = [
            (need.need_code.split("-")[1], need.identified_on, case.people.get(need.person_id, -1),
             self.household[next(iter(case.people.values()))])
            for case in self.cases
            for need in case.rows[NeedRecord]
            if need.need_code.startswith(NEED_PREFIX)
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["code", "day", "row", "household"])

    def need_day(self, *codes: str) -> np.ndarray:
        """The first day on which such a need of the person was recorded, else `NEVER`."""
        days = np.full(self.size, NEVER)
        found = self._needs[self._needs["code"].isin(codes) & (self._needs["row"] >= 0)]
        np.minimum.at(days, found["row"].to_numpy(int), found["day"].to_numpy(int))
        return days

    def family_need_day(self, *codes: str) -> np.ndarray:
        """The first day on which such a need was recorded of anybody in the household."""
        days = np.full(len(self.heads), NEVER)
        found = self._needs[self._needs["code"].isin(codes)]
        np.minimum.at(days, found["household"].to_numpy(int), found["day"].to_numpy(int))
        return days[self.household]

    @cached_property
    def offence_day(self) -> np.ndarray:
        """The first day of a crime the police name the person for, else `NEVER`."""
        table = self.incidents
        crimes = table[
            (table["incident_class"] == "CRIME")
            & table["person_role"].isin(["OFFENDER", "SUSPECT"])
        ]
        days = np.full(self.size, NEVER)
        at = crimes["occurred_on"].to_numpy("datetime64[D]").astype(np.int64)
        np.minimum.at(days, crimes["row"].to_numpy(int), at)
        return days

    def with_role(self, role: str) -> np.ndarray:
        """Who has this part in a family in support."""
        found = np.zeros(self.size, bool)
        for case in self.cases:
            for member in case.rows[Member]:
                if member.fami_role == role:
                    found[case.people[member.fami_person_id]] = True
        return found

    @cached_property
    def nhs_number(self) -> np.ndarray:
        """The NHS number that early help has or would have; people outside count from the end."""
        numbers = np.full(self.size, "", dtype=object)
        known = self.case_reference != ""
        case_number = np.array([int(ref[1:]) for ref in self.case_reference[known]], dtype=int)
        numbers[known] = identifiers.nhs_numbers(case_number)
        person = self.people["person"].to_numpy()
        others = ~known & (person < identifiers.NHS_NUMBERS_FROM_THE_END)
        numbers[others] = identifiers.nhs_numbers(-1 - person[others])
        return numbers

    @cached_property
    def upn(self) -> np.ndarray:
        """Unique pupil numbers of those who have been old enough for school."""
        has = np.zeros(self.size, bool)
        has[self.school.rows] = True
        has &= self.age(day_number("2023-09-01")) >= 4
        return np.where(has, self.people["upn"].to_numpy(), "").astype(object)

    @cached_property
    def nino(self) -> np.ndarray:
        """National Insurance numbers of people known to early help."""
        numbers = np.full(self.size, "", dtype=object)
        known = self.case_reference != ""
        case_number = np.array([int(ref[1:]) for ref in self.case_reference[known]], dtype=int)
        numbers[known] = identifiers.ninos(case_number)
        return numbers

    @cached_property
    def title(self) -> np.ndarray:
        return np.where(self.is_female, "Ms", "Mr").astype(object)

    @cached_property
    def dob(self) -> np.ndarray:
        return day_texts(self.born)

    def said(self, attribute: str, rows: np.ndarray) -> np.ndarray:
        """What is true of these people: a name, birth date, address or identifier."""
        if attribute not in self._said:
            is_ours = attribute in ("nhs_number", "upn", "nino", "title", "dob")
            source = getattr(self, attribute) if is_ours else self.people[attribute]
            self._said[attribute] = np.asarray(source, dtype=object)
        return self._said[attribute][rows]


def listed(
    world: World, lists: dict[str, str], youngest: int, oldest: int
) -> dict[str, np.ndarray]:
    """Rows of the people in support on each list sent to a partner (`lists`: name and day): of
    these ages, known by that day and on no list before."""
    rows: dict[str, np.ndarray] = {}
    before: set[int] = set()
    for name, sent_on in lists.items():
        day = day_number(sent_on)
        found = {
            person.row
            for case in world.cases
            for person in case.rows[Person]
            if person.known_on <= day
            and youngest <= age_on(int(world.born[person.row]), day) <= oldest
        }
        rows[name] = np.array(sorted(found - before), dtype=np.int64)
        before |= found
    return rows


def together(*tables: pd.DataFrame) -> pd.DataFrame:
    """One table below the other; a table without rows does not make numbers something else."""
    filled = [table for table in tables if len(table)] or tables[:1]
    return pd.concat(filled, ignore_index=True)


def day_texts(days: np.ndarray, never: str = "") -> np.ndarray:
    """ISO dates, and what stands for `NEVER`."""
    days = np.asarray(days, dtype=np.int64)
    texts = np.full(len(days), never, dtype=object)
    comes = days < NEVER
    texts[comes] = np.datetime_as_string(days[comes].astype("datetime64[D]")).astype(object)
    return texts


def after(last_days: pd.Series | np.ndarray) -> np.ndarray:
    """The first day on which something no longer holds, by the last day on which it does."""
    last_days = np.asarray(last_days)
    return np.where(last_days < NEVER, last_days + 1, NEVER)


def month_ends(months: tuple[str, ...] = MONTHS) -> list[tuple[str, int, int]]:
    """Each month with its first and last day."""
    starts = np.array(months, dtype="datetime64[M]")
    first = starts.astype("datetime64[D]").astype(int)
    last = (starts + 1).astype("datetime64[D]").astype(int) - 1
    return list(zip(months, first.tolist(), last.tolist(), strict=True))


def received_after(month: str, day: int) -> str:
    """That day of the month after."""
    return str((np.datetime64(month, "M") + 1).astype("datetime64[D]") + (day - 1))


def pence(amounts: np.ndarray) -> np.ndarray:
    """Pence as pounds with two decimals."""
    return np.array([f"{n // 100}.{n % 100:02d}" for n in map(int, amounts)], dtype=object)


def numbers_as_text(numbers: np.ndarray) -> np.ndarray:
    return np.asarray(numbers).astype(str).astype(object)


class Feed:
    """The files, records and evidence of one feed for one chunk, as its maker fills them."""

    def __init__(self, world: World, code: str, prefix: str, place: int) -> None:
        self.world, self.code, self._prefix, self._place = world, code, prefix, place
        self.rng = np.random.default_rng([world.seed, world.number, 2, place])
        self.files: dict[str, pd.DataFrame] = {}
        self.xml: dict[str, str] = {}
        self._named: list[np.ndarray] = []
        self._evidence: list[pd.DataFrame] = []
        self.protected: list[np.ndarray] = []  # rows of people whose address is protected

    # Drawing -----------------------------------------------------------------------------------

    def draw(
        self,
        eligible: np.ndarray,
        base: float | np.ndarray,
        supported: float = 0.0,
        need: np.ndarray | None = None,
        likely: float = 0.75,
        at_least: int = AT_LEAST,
        is_trouble: bool = True,
    ) -> np.ndarray:
        """Rows drawn of those eligible: a share of all, more of families in support, and most of
        those with a recorded need; no trouble of whom a scenario has told all there is."""
        world = self.world
        share = np.where(world.is_supported, np.maximum(base, supported), base)
        if need is not None:
            share = np.where(need < NEVER, np.maximum(share, likely), share)
        if is_trouble:
            share = np.where(world.is_quiet, 0.0, share)
        may_be = eligible & (share > 0)
        score = np.full(world.size, np.inf)
        score[may_be] = self.rng.random(world.size)[may_be] / share[may_be]
        rows = np.flatnonzero(score < 1)
        if world.number == 0 and len(rows) < at_least:
            best = np.argsort(score, kind="stable")[:at_least]
            rows = np.sort(best[np.isfinite(score[best])])
        return rows

    def days(
        self,
        rows: np.ndarray,
        first: str,
        last: str,
        need: np.ndarray | None = None,
    ) -> np.ndarray:
        """A day for each row, spread evenly over the time; with a need, in the months before it.
        Nobody has a day before birth."""
        start, end = day_number(first), day_number(last)
        count = len(rows)
        place = self.rng.permutation(count) + self.rng.random(count)
        days = start + (place * (end - start + 1) / max(count, 1)).astype(np.int64)
        if need is not None:
            before = need[rows] - self.rng.integers(5, 120, count)
            days = np.where(need[rows] < NEVER, np.clip(before, start, end), days)
        return np.maximum(days, self.world.born[rows] + 1)

    def later(self, days: np.ndarray, least: int, most: int, share: float = 1.0) -> np.ndarray:
        """A day some days on, for a share of the rows (always the first); `NEVER` for the rest."""
        days = np.asarray(days)
        found = days + self.rng.integers(least, most + 1, len(days))
        return np.where(self.chance(len(days), share) & (days < NEVER), found, NEVER)

    def chance(self, count: int, share: float) -> np.ndarray:
        """True for a share of the rows, and always for the first."""
        found = self.rng.random(count) < share
        found[:1] = True
        return found

    def pick(self, count: int, *choices: str) -> np.ndarray:
        """One of the texts for each row, evenly in turn and then at random."""
        found = self.rng.integers(0, len(choices), count)
        found[: len(choices)] = np.arange(min(count, len(choices)))
        return np.array(choices, dtype=object)[found]

    def yes(self, count: int, share: float) -> np.ndarray:
        return np.where(self.chance(count, share), "Y", "N").astype(object)

    def ids(self, letters: str, count: int) -> np.ndarray:
        """References of rows, unique over the chunks."""
        start = f"{letters}{self.world.number:03d}"
        return identifiers.numbered(start, np.arange(1, count + 1), 6)

    def planted(self, name: str) -> pd.DataFrame:
        """What the stories of the cases tell of a table, one row a fact of a person."""
        return pd.DataFrame(self.world.planted.get(name, []))

    def without_planted(self, name: str, rows: np.ndarray) -> np.ndarray:
        """The rows drawn but those of whom a story tells."""
        planted = self.planted(name)
        return rows if planted.empty else rows[~np.isin(rows, planted["row"])]

    def with_planted(self, table: Table, facts: pd.DataFrame, **letters: str) -> pd.DataFrame:
        """The facts drawn, and what stories tell in their place of the people they are about.

        `letters` begin the references of each column of references that a story does not know.
        """
        planted = self.planted(table.name)
        if planted.empty:
            return facts
        for column, start in letters.items():
            planted[column] = self.ids(f"{start}S", len(planted))
        kept = facts[~facts["row"].isin(planted["row"])]
        return together(kept, planted[facts.columns])

    # Delivering --------------------------------------------------------------------------------

    def refs(self, rows: np.ndarray) -> np.ndarray:
        """The feed's own references of these people; DWP answers with those of early help."""
        rows = np.asarray(rows, dtype=np.int64)
        if self.code in ("dwp", "early_help"):
            return self.world.case_reference[rows]
        if self.code == "police":
            return self.world.people["nominal_ref"].to_numpy()[rows]
        person = self.world.people["person"].to_numpy()[rows]
        return identifiers.feed_refs(self._prefix, person, self._place)

    def add(self, received: date | str, name: str, table: pd.DataFrame) -> None:
        """A file below the folder of the day it came."""
        self.files[f"{self.code}/{received}/{name}"] = table

    def name_people(self, rows: np.ndarray) -> None:
        """These people's references have a record of the feed."""
        self._named.append(np.unique(np.asarray(rows, dtype=np.int64)))

    def sent(self, table: Table, facts: pd.DataFrame) -> pd.DataFrame:
        """Facts as they stand in a file: days as text, and who the person is."""
        hidden = {"row", *table.hidden}
        columns: dict[str, object] = {}
        if table.reference:
            rows = facts["row"].to_numpy(np.int64)
            columns[table.reference] = self.refs(rows)
            for header, attribute in table.identity.items():
                columns[header] = self.world.said(attribute, rows)
            if table.identity:
                self.name_people(rows)
        days = table.day_columns()
        for name in facts.columns:
            if name not in hidden:
                values = facts[name].to_numpy()
                columns[name] = day_texts(values) if name in days else values
        return pd.DataFrame(columns, dtype=object)

    def full(
        self, table: Table, facts: pd.DataFrame, received: date = LAST_DELIVERY
    ) -> pd.DataFrame:
        """Delivers a history as it was known on a day, and gives back what was."""
        held = table.as_known(facts, day_number(received))
        self.add(received, f"{table.name}.csv", self.sent(table, held))
        return held

    def monthly(
        self,
        table: Table,
        facts: pd.DataFrame,
        closed: str,
        months: tuple[str, ...] = MONTHS,
    ) -> pd.DataFrame:
        """Delivers each month what happened or was open in it, and gives back what was said last.

        `closed` is the day after which a row is sent no more. A month of the first chunk in which
        there is nothing repeats the row known first.
        """
        latest = []
        for month, first, last in month_ends(months):
            current = (facts[table.known] <= last) & (facts[closed] >= first)
            if self.world.number == 0 and not current.any():
                current = facts.index == facts[table.known].idxmin()
            held = table.as_known(facts[current], last)
            name = f"{table.name}_{month}.csv"
            self.add(received_after(month, 8), name, self.sent(table, held))
            latest.append(held.assign(month_end=last))
        said = pd.concat(latest)
        return said[~said.index.duplicated(keep="last")]

    # Truth -------------------------------------------------------------------------------------

    def tell(
        self,
        kind: str,
        rows: np.ndarray,
        on: np.ndarray | None = None,
        start: np.ndarray | None = None,
        end: np.ndarray | None = None,
        number: np.ndarray | None = None,
        base: np.ndarray | None = None,
        text: np.ndarray | pd.Series | str = "",
        role: np.ndarray | pd.Series | str = "subject",
        refs: np.ndarray | None = None,
    ) -> None:
        """Evidence of people: an event has `on`; a state `start` and `end`, its first day over.

        `refs` are references that may be empty, for evidence that need not have a person.
        """
        if refs is None:
            self.world.evidence.hear(kind, rows, on, start, end, number, text, role)
        count = len(rows)
        empty = np.full(count, "", dtype=object)
        text, role = (v.to_numpy() if isinstance(v, pd.Series) else v for v in (text, role))
        table = {
            "feed_code": np.full(count, self.code, dtype=object),
            "source_person_ref": self.refs(rows) if refs is None else refs,
            "evidence_type": kind,
            "event_date": empty if on is None else day_texts(on),
            "period_start": empty if start is None else day_texts(start),
            "period_end": empty if end is None else day_texts(end, _FOREVER),
            "value_number": empty if number is None else numbers_as_text(number),
            "value_base": empty if base is None else numbers_as_text(base),
            "value_text": text,
            "person_role": role,
        }
        self._evidence.append(pd.DataFrame(table, dtype=object))

    def evidence(self) -> pd.DataFrame:
        return pd.concat(self._evidence, ignore_index=True) if self._evidence else pd.DataFrame()

    def records(self) -> pd.DataFrame:
        """One row a person the feed names: whose record it is."""
        if not self._named:
            return pd.DataFrame()
        rows = np.unique(np.concatenate(self._named))
        person = self.world.people["person"].to_numpy()[rows]
        return pd.DataFrame(
            {
                "feed_code": self.code,
                "source_person_ref": self.refs(rows),
                "true_person_id": identifiers.numbered("T", person, 8),
            }
        )
