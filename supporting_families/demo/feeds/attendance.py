"""Daily attendance marks. Those of the autumn term add up to what the census says of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..calendar import CENSUSES, Term, day_number
from ..school import attended_terms, former_school, school_numbers
from .common import Feed, World, month_ends, received_after

_MONTHS = ("2023-09", "2023-10", "2023-11", "2023-12", "2024-01", "2024-02")
_HALF_TERMS = (("2023-10-23", "2023-10-27"), ("2024-02-12", "2024-02-16"))
_AUTUMN = len(CENSUSES) - 1  # the place of the autumn term 2023 in the arrays of the school
_CODES = np.array(["/", "\\", "I", "O", "#", "Y"], dtype=object)
_AM, _PM, _AUTHORISED, _UNAUTHORISED, _CLOSED, _UNABLE = range(len(_CODES))
_INSET_DAYS = 3  # days closed that were planned; further ones came unplanned


@dataclass(frozen=True)
class _Register:
    """The marks of a stretch of a term: pupils x sessions, two sessions a day."""

    children: np.ndarray  # lines of the school's arrays
    days: np.ndarray
    marks: np.ndarray
    term: Term


def attendance(world: World, feed: Feed) -> None:
    """Pupils and marks of September to February, a month a file."""
    autumn = world.school.terms[_AUTUMN]
    spring = Term(
        number=autumn.number + 1,
        season="spring",
        school_year=autumn.school_year,
        starts_on=day_number("2024-01-04"),
        ends_on=day_number("2024-03-28"),
        covers_from=day_number("2024-01-01"),
        covers_to=day_number("2024-04-01"),
    )
    registers = (_autumn(world, feed, autumn), _spring(world, feed, spring))
    for month, first, last in month_ends(_MONTHS):
        for register in registers:
            inside = (register.days >= first) & (register.days <= last)
            if inside.any():
                _deliver(world, feed, register, month, inside)


def _school_days(first: int, last: int) -> np.ndarray:
    days = np.arange(first, last + 1)
    keep = np.is_busday(days.astype("datetime64[D]"))
    for start, end in _HALF_TERMS:
        keep &= (days < day_number(start)) | (days > day_number(end))
    return days[keep]


def _autumn(world: World, feed: Feed, term: Term) -> _Register:
    school = world.school
    children = np.flatnonzero(school.possible[:, _AUTUMN] > 0)
    return _register(
        feed,
        children,
        _school_days(term.starts_on, term.ends_on),
        school.possible[children, _AUTUMN],
        school.authorised[children, _AUTUMN],
        school.unauthorised[children, _AUTUMN],
        term,
    )


def _spring(world: World, feed: Feed, term: Term) -> _Register:
    """The term until the end of February: about as much absence as in the autumn."""
    school = world.school
    years = np.array([t.school_year for t in school.terms])
    is_pupil = school.on_roll(_AUTUMN) & attended_terms(years, school.cohort)[:, _AUTUMN]
    children = np.flatnonzero(is_pupil)
    days = _school_days(term.starts_on, day_number("2024-02-29"))
    possible = 2 * len(days) - 2 * feed.rng.integers(0, 3, len(children))
    before = school.possible[children, _AUTUMN]
    absent = (school.authorised + school.unauthorised)[children, _AUTUMN]
    rate = np.where(before > 0, absent / np.maximum(before, 1), 0.06)
    absent = feed.rng.binomial(possible, rate)
    unauthorised = feed.rng.binomial(absent, 0.2)
    return _register(feed, children, days, possible, absent - unauthorised, unauthorised, term)


def _register(
    feed: Feed,
    children: np.ndarray,
    days: np.ndarray,
    possible: np.ndarray,
    authorised: np.ndarray,
    unauthorised: np.ndarray,
    term: Term,
) -> _Register:
    """Marks with exactly these sessions: closed days first, then absence, mostly by whole days."""
    sessions = 2 * len(days)
    # The first and the last day and one in the middle are training days; the rest is chance.
    when = feed.rng.random(len(days)) + 1
    when[[0, len(days) // 2, -1]] = 0
    order = np.argsort(np.argsort(when, kind="stable"))
    order = np.repeat(order, 2) * 2 + np.tile([0, 1], len(days))
    not_counted = order[None, :] < (sessions - possible)[:, None]
    score = np.repeat(feed.rng.random((len(children), len(days))), 2, axis=1)
    score += np.where(feed.rng.random(score.shape) < 0.05, 0.5, 0.0)
    score[not_counted] = 9.0
    rank = np.argsort(np.argsort(score, axis=1, kind="stable"), axis=1, kind="stable")
    marks = np.where(np.arange(sessions) % 2 == 0, _AM, _PM)[None, :].repeat(len(children), axis=0)
    absent = (authorised + unauthorised)[:, None]
    marks[rank < absent] = _UNAUTHORISED
    marks[rank < authorised[:, None]] = _AUTHORISED
    planned = order < 2 * _INSET_DAYS
    marks = np.where(not_counted, np.where(planned, _CLOSED, _UNABLE)[None, :], marks)
    return _Register(children, days, marks.astype(np.int8), term)


def _deliver(
    world: World, feed: Feed, register: _Register, month: str, inside: np.ndarray
) -> None:
    """The two files of a month, and what the marks come to for each pupil."""
    children = register.children
    days, marks = register.days[inside], register.marks[:, np.repeat(inside, 2)]
    rows, count, sessions = world.school.rows[children], len(children), marks.shape[1]
    schools = _schools(world, children, days[0])
    pupils = {"upn": world.upn[rows], "pupil_ref": feed.refs(rows), "school_ref": schools}
    year = world.school.cohort[children] + register.term.school_year - _first_year(world) - 4
    pupils["national_curriculum_year"] = np.where(year == 0, "R", year.astype(str))
    for attribute in ("forename", "surname", "dob", "sex", "postcode"):
        pupils[attribute] = world.said(attribute, rows)
    received = received_after(month, 5)
    feed.add(received, f"attendance_pupils_{month}.csv", pd.DataFrame(pupils))
    feed.name_people(rows)
    dates = np.datetime_as_string(days.astype("datetime64[D]")).astype(object)
    names = np.unique(schools)
    pupil = np.repeat(np.arange(count), sessions)
    table = {
        "pupil_ref": _category(pupil, pupils["pupil_ref"]),
        "school_ref": _category(np.searchsorted(names, schools)[pupil], names),
        "mark_date": _category(np.tile(np.repeat(np.arange(len(days)), 2), count), dates),
        "session": _category(np.tile([0, 1], count * len(days)), ["AM", "PM"]),
        "mark": _category(marks.ravel(), _CODES),
        "minutes_late": "",
    }
    feed.add(received, f"attendance_marks_{month}.csv", pd.DataFrame(table))
    for kind, counted in (
        ("attendance_sessions", marks <= _PM),
        ("unauthorised_absence_sessions", marks == _UNAUTHORISED),
    ):
        feed.tell(
            kind,
            rows,
            start=np.full(count, register.term.starts_on),
            end=np.full(count, register.term.ends_on + 1),
            number=counted.sum(axis=1),
            base=(marks < _CLOSED).sum(axis=1),
        )


def _first_year(world: World) -> int:
    return world.school.terms[0].school_year


def _schools(world: World, children: np.ndarray, first_day: int) -> np.ndarray:
    """DfE numbers of the schools of a month; those who move do so on its first school day."""
    school = world.school
    numbers = school_numbers(school, world.people)[children]
    moves = (school.moved_in == _AUTUMN) & school.on_roll(_AUTUMN)
    is_before = moves[children] & (first_day < school.move_day(_AUTUMN))
    return dfe_numbers(np.where(is_before, former_school(numbers), numbers))


def dfe_numbers(schools: np.ndarray) -> np.ndarray:
    """Seven-digit numbers of schools of the authority."""
    return np.char.add("999", (2000 + schools).astype(str)).astype(object)


def _category(codes: np.ndarray, values: np.ndarray | list[str]) -> pd.Categorical:
    """Millions of texts that are few different ones, held small."""
    return pd.Categorical.from_codes(codes, values)
