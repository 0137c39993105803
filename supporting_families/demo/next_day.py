"""What lands on the day after a demo home: about one new row for every hundred that are there.

Only feeds that tell of days come every day: attendance (the next school day), police, health and
family hubs. A feed that sends its whole history again, or a term, a month or a quarter at once,
does not come the day after. Schools send the pupils who are new or have moved; nine tenths of the
events are about people the feed knew, the rest about people of whom it had not told.

A later delivery of a month replaces the earlier one: it repeats what the month had so far. The
files are streamed from those that are there, with no other chance than the references and the day
give: the same home gets the same files. `truth/` stays that of the day the home was made for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from supporting_families.sql_text import text_literal

from .calendar import SchoolCalendar, day_number
from .catalogue import SEEDS
from .home import MARKER, DemoHomeError, made_from, write_marker

ONE_IN = 100
AT_LEAST = 4  # rows of a table in a small authority
_CHANGED_PUPILS_ONE_IN = 100
_JOINERS_ONE_IN = 500
_NAMES = ("forename", "surname", "dob", "sex", "postcode")
_ADULTS = ("council_tax", "council_tax_liabilities")


@dataclass(frozen=True)
class _Daily:
    """A table of events. `day` is when a row came about, `with_it` days that move along with it,
    `later` what is not known yet; of the people one in `newcomers_one_in` is named for the first
    time.
    """

    feed: str
    stem: str
    row_ref: str
    person: str
    day: str
    with_it: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    newcomers_one_in: int = 0


_DAILY = (
    _Daily("police", "police_incidents", "incident_ref", "nominal_ref", "reported_at",
           ("occurred_from", "occurred_to"), ("outcome_code",), newcomers_one_in=10),
    _Daily("police", "police_missing_episodes", "missing_ref", "nominal_ref", "missing_from",
           later=("missing_to",)),
    _Daily("health", "health_ae_attendances", "attendance_ref", "patient_ref", "attended_on",
           newcomers_one_in=10),
    _Daily("health", "health_health_visiting_reviews", "review_ref", "patient_ref", "completed_on",
           ("due_on",)),
    _Daily("health", "health_immunisations", "", "patient_ref", "given_on", ("due_on",)),
    _Daily("health", "health_maternity_bookings", "booking_ref", "patient_ref", "booked_on",
           ("expected_delivery_on",), ("delivered_on",)),
    _Daily("health", "health_measures", "", "patient_ref", "completed_on"),
    _Daily("health", "health_mental_health_referrals", "referral_ref", "patient_ref", "referred_on",
           later=("first_contact_on", "discharged_on", "discharge_reason"), newcomers_one_in=10),
    _Daily("family_hubs", "family_hubs_registrations", "registration_ref", "registration_ref",
           "registered_on", newcomers_one_in=1),
    _Daily("family_hubs", "family_hubs_attendances", "attendance_ref", "registration_ref",
           "attended_on"),
    _Daily("family_hubs", "family_hubs_feedback", "feedback_ref", "registration_ref", "given_on"),
)  # fmt: skip


def next_day_of(description: dict) -> date:
    """The day after the one that a home stands at, by what its marker says."""
    return description["known_at"] + timedelta(days=1)


def deliver_next_day(home: Path, tell: Callable[[str], None] = print) -> date:
    """Lands the files of the day after the one the home stands at, and moves it on by that day.

    Gives the day. Raises DemoHomeError where the generator did not make the home, or made it with
    mistakes in its files ("dirty"), from which no further files are made.
    """
    description = made_from(home)
    if description is None:
        raise DemoHomeError(f"'{home}' is no demo home (no {MARKER} of the generator's own).")
    if description["setting"] == "dirty":
        raise DemoHomeError(f"'{home}' has mistakes in its files; use a clean or a hard one.")
    day = next_day_of(description)
    delivery = _Delivery(home, day)
    counted = {"attendance": delivery.attendance()}
    for table in _DAILY:
        counted[table.feed] = counted.get(table.feed, 0) + delivery.events(table)
    for feed, rows in counted.items():
        tell(f"{feed:<12} {rows:>10,} new rows")
    as_of = description["as_of_date"] + timedelta(days=1)
    write_marker(home, description | {"as_of_date": as_of, "known_at": day})
    tell(f"'{home}' stands at {day}.")
    return day


class _Delivery:
    """The files of one day, each made from files of its table that came before."""

    def __init__(self, home: Path, received: date) -> None:
        self._landing, self._received = home / "landing", received
        self._yesterday = received - timedelta(days=1)
        self._duckdb = duckdb.connect()

    def attendance(self) -> int:
        """The marks of the next school day, and the pupils who are new or have moved."""
        marks = self._files("attendance", "attendance_marks")[-1]
        pupils = self._full_list_of_pupils()
        usual, last = self._duckdb.execute(
            f"""
            select arg_max(mark_date, (attended, mark_date)), max(mark_date) from (
                select mark_date, count(*) filter (mark in ('/', '\\')) as attended
                from {_read(marks)} group by mark_date
            )
            """
        ).fetchone()
        school_day = _next_school_day(date.fromisoformat(last))
        if school_day is None or school_day > self._yesterday:
            return 0
        month = f"{school_day:%Y-%m}"
        joiner = f"{_drawn('pupil_ref', school_day)} % {_JOINERS_ONE_IN} = 0"
        self._duckdb.execute(
            f"""
            create or replace temp table joiners as
            select
                pupil_ref as beside, 'N{school_day:%y%m%d}' || pupil_ref as pupil_ref, school_ref,
                national_curriculum_year, forename, dob, sex,
                lag(surname, 1, 'Newcombe') over (order by pupil_ref) as surname,
                lag(postcode) over (order by pupil_ref) as postcode
            from {_read(pupils)} where {joiner}
            """
        )
        changed = self._write(
            "attendance",
            "attendance_pupils",
            month,
            f"""
            select * replace (
                lag(postcode, 1, postcode) over (order by pupil_ref) as postcode
            ) from {_read(pupils)}
            where {_drawn("pupil_ref", self._received)} % {_CHANGED_PUPILS_ONE_IN} = 1
            union all
            select
                null, pupil_ref, school_ref, national_curriculum_year, forename, surname, dob,
                sex, postcode
            from joiners
            """,
        )
        marked = self._write(
            "attendance",
            "attendance_marks",
            month,
            f"""
            select m.* replace ('{school_day}' as mark_date)
            from {_read(marks)} as m where m.mark_date = '{usual}'
            union all
            select m.* replace ('{school_day}' as mark_date, j.pupil_ref as pupil_ref)
            from {_read(marks)} as m inner join joiners as j on m.pupil_ref = j.beside
            where m.mark_date = '{usual}'
            """,
        )
        return changed + marked

    def events(self, table: _Daily) -> int:
        """New rows of a table of events: as rows that came before, on the day before this one."""
        before = self._files(table.feed, table.stem)
        if not before:
            return 0
        unit = table.row_ref or table.person
        changed = {
            name: _moved(name, table.day, self._yesterday)
            for name in (*table.with_it, table.day)
        }
        changed |= {name: "null" for name in table.later}
        if table.row_ref:
            changed[table.row_ref] = f"{table.row_ref} || 'N{self._received:%y%m%d}'"
        draw = _drawn(unit, self._received)
        self._duckdb.execute(
            f"""
            create or replace temp table drawn as
            with rows_before as (select * from {_read(*before)} where {table.day} is not null),
            units as (
                select {unit} as unit, count(*) as held from rows_before group by {unit}
                order by {draw}, unit
                limit greatest(
                    {AT_LEAST}, (select count(distinct {unit}) // {ONE_IN} from rows_before)
                )
            ),
            latest as (
                select *, row_number() over (
                    partition by {_listed({unit, table.person})}
                    order by {table.day} desc, cast(b as varchar)
                ) as version
                from rows_before as b where {unit} in (select unit from units)
            )
            select * exclude (version) replace ({_replaced(changed)}) from latest
            where version = 1 order by {unit}, {table.person}
            """
        )
        if table.newcomers_one_in:
            self._name_newcomers(table)
        period = f"{self._received if table.feed == 'family_hubs' else f'{self._yesterday:%Y-%m}'}"
        return self._write(table.feed, table.stem, period, "select * from drawn")

    def _name_newcomers(self, table: _Daily) -> None:
        """One in so many of the people drawn becomes somebody of whom the feed has not told."""
        feed, stem = _ADULTS
        adults = self._files(feed, stem)[-1]
        is_health = table.feed == "health"
        self._duckdb.execute(
            f"""
            create or replace temp table newcomers as
            with old as (
                select {table.person} as known_as, row_number() over (
                    order by {_drawn(table.person, self._received)}, {table.person}
                ) as place
                from (select distinct {table.person} from drawn)
            ),
            donors as (
                select *, row_number() over (order by draw, liable_ref) as place from (
                    select
                        liable_ref, forename, surname, dob, sex, postcode, uprn,
                        {_drawn(f"liable_ref || '{table.stem}'", self._received)} as draw
                    from {_read(adults)}
                )
            )
            select old.known_as, donors.* exclude (place, draw)
            from old inner join donors
                on old.place = (donors.place - 1) * {table.newcomers_one_in} + 1
            """
        )
        given = {name: f"case when n.known_as is null then d.{name} else n.{name} end"
                 for name in (*_NAMES, "uprn")}  # fmt: skip
        given[table.person] = (
            f"case when n.known_as is null then d.{table.person} "
            f"else 'N{self._received:%y%m%d}' || n.liable_ref end"
        )
        if is_health:
            given["nhs_number"] = "case when n.known_as is null then d.nhs_number end"
        self._duckdb.execute(
            f"""
            create or replace temp table drawn as
            select d.* replace ({_replaced(given)})
            from drawn as d left join newcomers as n on d.{table.person} = n.known_as
            """
        )

    def _files(self, feed: str, stem: str) -> list[Path]:
        """The files of a table that came before, in the order of their coming."""
        found = (self._landing / feed).glob(f"*/{stem}_*.csv")
        if stem == _ADULTS[1]:
            found = (self._landing / feed).glob(f"*/{stem}.csv")
        return sorted(path for path in found if path.parent.name < f"{self._received}")

    def _full_list_of_pupils(self) -> Path:
        """The last list of all pupils; the lists of single days hold few."""
        return max(
            self._files("attendance", "attendance_pupils"), key=lambda path: path.stat().st_size
        )

    def _write(self, feed: str, stem: str, period: str, new_rows: str) -> int:
        """The file of a period: what it had so far, then the new rows. Gives how many are new."""
        name = f"{stem}_{period}.csv"
        so_far = [path for path in self._files(feed, stem) if path.name == name][-1:]
        path = self._landing / feed / f"{self._received}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._duckdb.execute(f"create or replace temp view new_rows as from ({new_rows}) order by all")
        before = f"select * from {_read(*so_far)} union all " if so_far else ""
        count = self._duckdb.execute(
            f"copy ({before} select * from new_rows) to {text_literal(path)} (header, quote '\"')"
        ).fetchone()[0]
        held = self._duckdb.execute(f"select count(*) from {_read(*so_far)}") if so_far else None
        return count - (held.fetchone()[0] if held else 0)


def _next_school_day(day: date) -> date | None:
    """The weekday of a school term that follows a day; None after the last term on record."""
    terms = SchoolCalendar(SEEDS).all_terms
    last = max(term.ends_on for term in terms)
    while day_number(day) < last:
        day += timedelta(days=1)
        number = day_number(day)
        if day.weekday() < 5 and any(t.starts_on <= number <= t.ends_on for t in terms):
            return day
    return None


def _read(*paths: Path) -> str:
    """A relation of CSV files: every column text, an empty field null."""
    names = ", ".join(text_literal(path) for path in paths)
    return (
        f"read_csv([{names}], all_varchar = true, header = true, delim = ',', quote = '\"', "
        "escape = '\"', strict_mode = true)"
    )


def _drawn(reference: str, day: date) -> str:
    """A number that the reference and the day decide, as good as chance."""
    return f"md5_number_lower({reference} || '{day}')"


def _moved(name: str, known: str, to: date) -> str:
    """A day as far from the new one as it was from the day on which the row came about."""
    return (
        f"cast(date '{to}' + cast(try_cast({name} as date) - try_cast({known} as date) as integer) "
        "as varchar)"
    )


def _replaced(changed: dict[str, str]) -> str:
    return ", ".join(f"{expression} as {name}" for name, expression in changed.items())


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
