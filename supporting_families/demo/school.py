"""School census: which pupils are on roll, their sessions by term, suspensions, and the files.

Attendance is held as arrays with a row a child of the chunk and a column a term whose absence a
census carries, so that cases can set exact numbers before the files are made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .calendar import CENSUSES, Census, Term
from .identifiers import numbered

EXCLUSION_COLUMNS = ["row", "term", "starts_on", "sessions", "reason", "category"]
SCHOOLS = 40
_NEVER = 99


@dataclass
class School:
    """What the schools know about the children of a chunk."""

    rows: np.ndarray  # position of the child in the chunk's people
    cohort: np.ndarray  # age on 31 August before the school year of the first term
    possible: np.ndarray  # children x terms; 0: not at school in the term, or no sessions kept
    second_half: np.ndarray  # of the possible sessions, those of the second half of a summer term
    authorised: np.ndarray
    unauthorised: np.ndarray
    first_term: np.ndarray  # first and last term number at a school of the authority
    last_term: np.ndarray
    moved_in: np.ndarray  # term number in which the child changed school, else _NEVER
    sixth_form: np.ndarray
    young_carer: np.ndarray
    sen: np.ndarray
    exclusions: pd.DataFrame
    terms: list[Term]

    def index_of(self, row: int) -> int | None:
        """The line of a person of the chunk in the arrays; None for someone never at school."""
        found = np.searchsorted(self.rows, row)
        return int(found) if found < len(self.rows) and self.rows[found] == row else None

    def set_absence(self, child: int, term: int, possible: int, absent: int) -> None:
        """Exact numbers for one child and term; three quarters of the absence is authorised."""
        self.possible[child, term] = possible
        self.second_half[child, term] = possible // 2 if self.terms[term].season == "summer" else 0
        self.authorised[child, term] = absent * 3 // 4
        self.unauthorised[child, term] = absent - absent * 3 // 4

    def move_day(self, term: int) -> int:
        """The day on which those who change school within a term do so."""
        return self.terms[term].starts_on + 28

    def entry_days(self, number: int | None = None) -> np.ndarray:
        """First day at the school that shows the pupil in a census; None: at the first school."""
        # A child starts in the September of the school year in which it is four on 31 August.
        years = self.terms[0].school_year - (self.cohort - 4)
        start = years.astype(str).astype("datetime64[Y]").astype("datetime64[D]").astype(int) + 246
        starts = np.array([term.starts_on for term in self.terms])
        start = np.where(self.first_term > 0, np.maximum(start, starts[self.first_term]), start)
        if number is None:
            return start
        moved = np.minimum(self.moved_in, len(self.terms) - 1)
        has_moved = (self.moved_in <= number) & (self.possible[np.arange(len(moved)), moved] > 0)
        return np.where(has_moved, starts[moved] + 28, start)

    def leaving_days(self, number: int) -> np.ndarray:
        """Last day at the school that reports the pupil as no longer on roll in a census."""
        moved = (self.moved_in == number) & self.on_roll(number)
        return np.where(moved, self.move_day(number), self.terms[number].ends_on)

    def on_roll(self, number: int) -> np.ndarray:
        """Which children are on roll on census day, in the term after the one it carries."""
        term = number + 1
        age = self.cohort + CENSUSES[number].school_year - self.terms[0].school_year
        of_age = (age >= 4) & ((age <= 15) | (self.sixth_form & (age <= 17)))
        return of_age & (self.first_term <= term) & (term <= self.last_term)

    def off_roll(self, number: int) -> np.ndarray:
        """Children with sessions in the term a census carries who left the (old) school by then."""
        has_sessions = self.possible[:, number] > 0
        return has_sessions & (~self.on_roll(number) | (self.moved_in == number))


def attended_terms(school_years: np.ndarray, cohort: np.ndarray) -> np.ndarray:
    """Children x terms: of the age for which sessions are kept (Reception to Year 11)."""
    age = cohort[:, None] + (school_years - school_years[0])[None, :]
    return (age >= 4) & (age <= 15)


def make_school(rng: np.random.Generator, people: pd.DataFrame, terms: list[Term]) -> School:
    """Draws attendance, suspensions and special needs for the children of a chunk."""
    dob = people["dob"].to_numpy("datetime64[D]")
    first_year = terms[0].school_year
    cohort = _age_on(dob, np.datetime64(f"{first_year}-08-31"))
    is_child = (people["kind"] == "child").to_numpy() & (cohort >= 2) & (cohort <= 17)
    rows = np.flatnonzero(is_child)
    cohort = cohort[rows]
    count, width = len(rows), len(terms)
    first = np.where(rng.random(count) < 0.03, rng.integers(1, width, count), 0)
    last = np.where(rng.random(count) < 0.03, rng.integers(0, width, count), _NEVER)
    first = np.minimum(first, last)
    years = np.array([term.school_year for term in terms])
    numbers = np.arange(width)[None, :]
    attended = (
        attended_terms(years, cohort) & (first[:, None] <= numbers) & (numbers <= last[:, None])
    )
    usual = np.array([term.sessions for term in terms])
    possible = np.where(attended, usual[None, :] - 2 * rng.integers(0, 3, (count, width)), 0)
    low = rng.random(count)
    rate = np.select(
        [low < 0.015, low < 0.16],
        [rng.uniform(0.45, 0.85, count), rng.uniform(0.10, 0.28, count)],
        rng.beta(2, 38, count),
    )
    absent = np.minimum(rng.binomial(possible, rate[:, None]), possible)
    unauthorised = rng.binomial(absent, np.where(low < 0.16, 0.45, 0.15)[:, None])
    summer = np.array([term.season == "summer" for term in terms])
    moved = np.where(rng.random(count) < 0.01, rng.integers(0, width, count), _NEVER)
    exclusions = _background_exclusions(rng, rows, cohort, attended, terms)
    return School(
        rows=rows,
        cohort=cohort,
        possible=possible,
        second_half=np.where(summer[None, :], possible // 2, 0),
        authorised=absent - unauthorised,
        unauthorised=unauthorised,
        first_term=first,
        last_term=last,
        moved_in=moved,
        sixth_form=rng.random(count) < 0.35,
        young_carer=_draw(rng, ("N", "P", "S"), count, (0.988, 0.007, 0.005)),
        sen=_draw(rng, ("N", "K", "E"), count, (0.83, 0.13, 0.04)),
        exclusions=exclusions,
        terms=terms,
    )


def _draw(
    rng: np.random.Generator,
    codes: tuple[str, ...],
    count: int,
    weights: tuple[float, ...] | None = None,
) -> np.ndarray:
    return rng.choice(np.array(codes, dtype=object), count, p=weights)


def _age_on(dob: np.ndarray, day: np.datetime64) -> np.ndarray:
    """Completed years on a 31 August: no birthday is later in the month."""
    years = dob.astype("datetime64[Y]").astype(int)
    months = dob.astype("datetime64[M]").astype(int) % 12
    return (day.astype("datetime64[Y]").astype(int) - years) - (months > 7)


def _background_exclusions(
    rng: np.random.Generator,
    rows: np.ndarray,
    cohort: np.ndarray,
    attended: np.ndarray,
    terms: list[Term],
) -> pd.DataFrame:
    share = np.where(cohort >= 11, 0.018, 0.003)
    child, term = np.nonzero(attended & (rng.random(attended.shape) < share[:, None]))
    starts = np.array([term.starts_on for term in terms]).astype("datetime64[D]")
    lengths = np.array([term.ends_on - term.starts_on for term in terms])
    days = starts[term] + rng.integers(0, lengths[term]).astype("timedelta64[D]")
    weekend = ~np.is_busday(days)
    days[weekend] = np.busday_offset(days[weekend], 0, roll="backward")
    days = np.maximum(days, starts[term])
    permanent = rng.random(len(child)) < 0.02
    return pd.DataFrame(
        {
            "row": rows[child],
            "term": term,
            "starts_on": days.astype("datetime64[s]"),
            "sessions": np.where(permanent, 0, 2 * rng.integers(1, 6, len(child))),
            "reason": _draw(rng, ("PP", "PA", "VP", "DB", "DM"), len(child)),
            "category": np.where(permanent, "PERM", "SUSP"),
        }
    )


@dataclass(frozen=True)
class _Sessions:
    """Sessions that one list of pupils shows, split by half of a summer term."""

    possible: np.ndarray
    authorised: np.ndarray
    unauthorised: np.ndarray
    second_possible: np.ndarray
    second_authorised: np.ndarray
    second_unauthorised: np.ndarray


@dataclass(frozen=True)
class _Listing:
    """One of the two lists of a census: pupils on roll, or pupils no longer on roll."""

    roll: str
    children: np.ndarray  # their lines in the arrays of `School`
    ids: np.ndarray
    native_ids: np.ndarray  # the school that shows them
    entry: np.ndarray
    sessions: _Sessions

    @property
    def id_column(self) -> str:
        return "pupilonrolltableid" if self.roll == "onroll" else "pupilnolongeronrolltableid"


def school_numbers(school: School, people: pd.DataFrame) -> np.ndarray:
    """The school, 1 to `SCHOOLS`, that each child goes to in the end."""
    return (people["household_no"].to_numpy()[school.rows] // 7) % SCHOOLS + 1


def former_school(number: np.ndarray) -> np.ndarray:
    """The school that children who changed to this one came from."""
    return number % SCHOOLS + 1


def _listing(school: School, people: pd.DataFrame, number: int, chunk: int, roll: str) -> _Listing:
    census, is_left = CENSUSES[number], roll == "offroll"
    now = school.on_roll(number)
    children = np.flatnonzero(school.off_roll(number) if is_left else now)
    new_school = school_numbers(school, people)
    # Who changes school in the term that the census carries is shown by the old school as well.
    leaves_old = (school.moved_in == number) & now if is_left else np.zeros(len(now), bool)
    is_at_old = leaves_old | ((school.moved_in > number) & (school.moved_in != _NEVER))
    schools = np.where(is_at_old, former_school(new_school), new_school)[children]
    entry = np.where(leaves_old, school.entry_days(), school.entry_days(number))[children]
    prefix = f"{roll[1].upper()}{census.year % 100}{census.season[:2].upper()}{chunk:03d}"
    return _Listing(
        roll=roll,
        children=children,
        ids=_row_ids(prefix, len(children)),
        native_ids=np.char.add("SCH", schools.astype(str)).astype(object),
        entry=entry.astype("datetime64[D]").astype("datetime64[s]"),
        sessions=_shares(school, number, children, is_left),
    )


def census_frames(
    school: School, people: pd.DataFrame, number: int, chunk: int
) -> dict[str, pd.DataFrame]:
    """The tables of one census for the children of a chunk, all values as text."""
    census = CENSUSES[number]
    on = _listing(school, people, number, chunk, "onroll")
    off = _listing(school, people, number, chunk, "offroll")
    roll = _pupil_columns(people, school, on, census)
    age = school.cohort[on.children] + census.school_year - school.terms[0].school_year
    roll["enrolstatus"] = "C"
    roll["ncyearactual"] = np.where(age == 4, "R", (age - 4).astype(str))
    roll["senprovision"] = school.sen[on.children]
    roll["language"] = "ENG"
    roll["parttime"] = "False"
    if census.season == "spring":
        roll["ethnicity"] = people["ethnicity"].to_numpy()[school.rows[on.children]]
        roll["youngcarer"] = school.young_carer[on.children]
    left = _pupil_columns(people, school, off, census)
    leaving = school.leaving_days(number)[off.children].astype("datetime64[D]")
    left["leavingdate"] = _date_text(leaving.astype("datetime64[s]"))
    left["parttime"] = "False"
    frames = {
        "pupilonroll": pd.concat([roll, _session_columns(on.sessions, census)], axis=1),
        "pupilnolongeronroll": pd.concat([left, _session_columns(off.sessions, census)], axis=1),
    }
    frames |= _detail_frames(on, census) | _detail_frames(off, census)
    return frames | _exclusion_frames(school, number, on, off)


def _row_ids(prefix: str, count: int) -> np.ndarray:
    return numbered(prefix, np.arange(1, count + 1), 6)


def _date_text(days: np.ndarray) -> np.ndarray:
    """Dates as COLLECT writes them: 2022-Dec-01 00:00:00."""
    return pd.Series(days).dt.strftime("%Y-%b-%d 00:00:00").fillna("").to_numpy(dtype=object)


def _pupil_columns(
    people: pd.DataFrame, school: School, listing: _Listing, census: Census
) -> pd.DataFrame:
    pupil = people.iloc[school.rows[listing.children]]
    return pd.DataFrame(
        {
            listing.id_column: listing.ids,
            "NativeId": listing.native_ids,
            "sourceid": listing.ids,
            "upn": pupil["upn"].to_numpy(),
            "surname": pupil["surname"].to_numpy(),
            "forename": pupil["forename"].to_numpy(),
            "dob": _date_text(pupil["dob"].to_numpy()),
            census.sex_column: pupil["sex"].to_numpy(),
            "entrydate": _date_text(listing.entry),
        }
    )


def _shares(school: School, number: int, chosen: np.ndarray, left: bool = False) -> _Sessions:
    """Sessions of the chosen children; a child who changed school has a third at the old one."""
    possible = school.possible[chosen, number]
    authorised, unauthorised = (
        school.authorised[chosen, number],
        school.unauthorised[chosen, number],
    )
    second = school.second_half[chosen, number]
    moved = (school.moved_in[chosen] == number) & school.on_roll(number)[chosen]
    old = [np.where(moved, values // 3, values if left else 0)
           for values in (possible, authorised, unauthorised)]  # fmt: skip
    if not left:
        possible, authorised, unauthorised = (
            values - kept
            for values, kept in zip((possible, authorised, unauthorised), old, strict=True)
        )
        second = np.where(moved, np.minimum(second, possible), second)
    else:
        possible, authorised, unauthorised = old
        second = np.where(moved, 0, second)
    late = second * np.divide(authorised, possible, out=np.zeros(len(second)), where=possible > 0)
    late_authorised = late.astype(int)
    room = np.maximum(second - late_authorised, 0)
    late_unauthorised = np.minimum(unauthorised // 2 * (second > 0), room)
    first_possible = possible - second
    # What does not fit in the first half of the term moves to the second.
    spill = np.maximum(
        authorised + unauthorised - late_authorised - late_unauthorised - first_possible, 0
    )
    from_unauthorised = np.minimum(spill, unauthorised - late_unauthorised)
    late_unauthorised = late_unauthorised + from_unauthorised
    late_authorised = late_authorised + spill - from_unauthorised
    return _Sessions(
        possible=first_possible,
        authorised=authorised - late_authorised,
        unauthorised=unauthorised - late_unauthorised,
        second_possible=second,
        second_authorised=late_authorised,
        second_unauthorised=late_unauthorised,
    )


def _number_text(values: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """Whole numbers as COLLECT writes them (134.0); empty where there is nothing to report."""
    texts = np.char.add(values.astype(str), ".0").astype(object)
    texts[~shown] = ""
    return texts


def _session_columns(sessions: _Sessions, census: Census) -> pd.DataFrame:
    shown = (sessions.possible + sessions.second_possible) > 0
    columns = {
        "termlysessionspossible": sessions.possible,
        "termlysessionsauthorised": sessions.authorised,
        "termlysessionsunauthorised": sessions.unauthorised,
    }
    if census.season == "autumn":
        columns |= {
            "summerhalfterm2sessionspossible": sessions.second_possible,
            "summerhalfterm2sessionsauthorised": sessions.second_authorised,
            "summerhalfterm2sessionsunauthorised": sessions.second_unauthorised,
        }
    return pd.DataFrame({name: _number_text(values, shown) for name, values in columns.items()})


def _detail_frames(listing: _Listing, census: Census) -> dict[str, pd.DataFrame]:
    """Absence by attendance code, for the absentees (a tenth of their sessions or more)."""
    sessions = listing.sessions
    parts = {
        "termlysessiondetails": (sessions.possible, sessions.authorised, sessions.unauthorised)
    }
    if census.season == "autumn":
        parts["summerhalfterm2sessiondetails"] = (
            sessions.second_possible,
            sessions.second_authorised,
            sessions.second_unauthorised,
        )
    frames = {}
    for table, (possible, authorised, unauthorised) in parts.items():
        absent = (authorised + unauthorised) * 10 > possible
        illness = authorised - authorised // 5
        pieces = [("I", illness), ("M", authorised - illness), ("O", unauthorised)]
        rows = [
            _child_rows(listing, keep, sessions=values[keep], attendancereason=code)
            for code, values in pieces
            if (keep := absent & (values > 0)).any()
        ]
        if not rows:
            continue
        name = f"{table}{listing.roll}"
        frame = pd.concat(rows, ignore_index=True)
        frame = frame.sort_values([listing.id_column, "attendancereason"])
        frame.insert(1, f"{name}tableid", _row_ids(f"D{listing.ids[0][:8]}", len(frame)))
        frame["sessions"] = _number_text(frame["sessions"].to_numpy(), np.ones(len(frame), bool))
        frames[name] = frame
    return frames


def _child_rows(listing: _Listing, places: np.ndarray, **columns: object) -> pd.DataFrame:
    """Rows of a table below the pupil table, for pupils at these places of the list."""
    ids = listing.ids[places]
    start = {listing.id_column: ids, "NativeId": listing.native_ids[places], "sourceid": ids}
    return pd.DataFrame(start | columns)


def _exclusion_frames(
    school: School, number: int, on: _Listing, off: _Listing
) -> dict[str, pd.DataFrame]:
    """Suspensions of the term the census carries, by the list that shows the pupil."""
    term = school.exclusions[school.exclusions["term"] == number].sort_values(
        ["row", "starts_on"], kind="stable"
    )
    shown: set[int] = set()
    frames = {}
    for listing in (on, off):
        place_of = {row: place for place, row in enumerate(school.rows[listing.children].tolist())}
        here = term[term["row"].isin(place_of) & ~term["row"].isin(shown)]
        shown |= set(here["row"])
        if here.empty:
            continue
        name = f"termlyexclusions{listing.roll}"
        frame = _child_rows(
            listing,
            here["row"].map(place_of).to_numpy(),
            startdate=_date_text(here["starts_on"].to_numpy()),
            sessions=_number_text(here["sessions"].to_numpy(), np.ones(len(here), bool)),
            reason1=here["reason"].to_numpy(),
            category=here["category"].to_numpy(),
        )
        frame.insert(1, f"{name}tableid", _row_ids(f"X{listing.ids[0][:8]}", len(frame)))
        frames[name] = frame
    return frames
