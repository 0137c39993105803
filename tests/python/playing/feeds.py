"""The files of the play as partners and case management send them, into the landing folder."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from .cases import Episode, Family, Incident, Person
from .cast import ATTENDING, CORRECTION, FAMILIES, INCIDENTS, STRANGER

SCHOOL = "9012001"
TERMS = ((date(2023, 1, 3), date(2023, 3, 31)), (date(2023, 4, 17), date(2023, 7, 21)))
POLICE_COLUMNS = (
    "incident_ref", "nominal_ref", "reported_at", "occurred_from", "occurred_to", "incident_class",
    "crime_category", "asb_type", "outcome_code", "person_role", "forename", "surname", "dob",
    "sex", "postcode", "uprn", "da_flag", "dash_risk",
)  # fmt: skip
MISSING_COLUMNS = (
    "missing_ref", "nominal_ref", "missing_from", "missing_to", "risk", "return_interview_offered",
    "return_interview_accepted", "forename", "surname", "dob", "sex", "postcode", "uprn",
)  # fmt: skip


class Landing:
    """The landing folder of a home."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "landing"

    def early_help(self, on: date) -> None:
        """A delivery of case management: everything recorded up to the day."""
        for table, (columns, rows) in _case_management(on).items():
            self._write("early_help", on, f"{table}.csv", columns, rows)

    def police(self, month: str, on: date, *, corrected: bool = False) -> None:
        """The two police files of a month: a stranger is in each, for none comes without rows."""
        on_the_11th = date.fromisoformat(f"{month}-11")
        stranger = Incident(f"INC{month}", STRANGER, on_the_11th, "OTHER", "WITNESS")
        incidents = [stranger, *INCIDENTS, *(CORRECTION if corrected else ())]
        rows = [_incident(i) for i in incidents if i.day.isoformat().startswith(month)]
        self._write("police", on, f"police_incidents_{month}.csv", POLICE_COLUMNS, rows)
        days = (f"{month}-09", f"{month}-10")
        self._write(
            "police", on, f"police_missing_episodes_{month}.csv", MISSING_COLUMNS,
            [(f"MIS{month}", f"NM{STRANGER.ref}", *days, "LOW", "Y", "N",
              STRANGER.forename, STRANGER.surname, STRANGER.born, STRANGER.sex,
              STRANGER.postcode, STRANGER.uprn)],
        )  # fmt: skip

    def attendance(self, month: str, on: date) -> None:
        """The marks of the one pupil whose need is attendance: 18 of 20 sessions of the month."""
        pupil = ATTENDING
        self._write(
            "attendance", on, f"attendance_pupils_{month}.csv",
            ("upn", "pupil_ref", "school_ref", "national_curriculum_year", "forename", "surname",
             "dob", "sex", "postcode"),
            [("", "AT28", SCHOOL, "5", pupil.forename, pupil.surname, pupil.born, pupil.sex,
              pupil.postcode)],
        )  # fmt: skip
        days = _school_days(month)
        marks = [
            ("AT28", SCHOOL, day, session, "O" if day == days[0] else mark, "")
            for day in days
            for session, mark in (("AM", "/"), ("PM", "\\"))
        ]
        self._write(
            "attendance", on, f"attendance_marks_{month}.csv",
            ("pupil_ref", "school_ref", "mark_date", "session", "mark", "minutes_late"), marks,
        )  # fmt: skip

    def social_care(self, on: date, child: Person, referred: date) -> None:
        """Case management of children's social care: one child in need since the referral."""
        self._write(
            "childrens_social_care", on, "ssd_person.csv",
            ("pers_person_id", "pers_upn", "pers_common_child_id", "pers_forename", "pers_surname",
             "pers_sex", "pers_ethnicity", "pers_dob", "pers_expected_dob", "pers_death_date"),
            [("SC42", "", "", child.forename, child.surname, child.sex, "", child.born, "", "")],
        )  # fmt: skip
        self._write(
            "childrens_social_care", on, "ssd_address.csv",
            ("addr_table_id", "addr_person_id", "addr_address_type", "addr_address_start_date",
             "addr_address_end_date", "addr_address_line_1", "addr_address_line_2",
             "addr_address_line_3", "addr_address_postcode", "addr_address_uprn"),
            [("SA42", "SC42", "HOME", "2020-01-06", "", "", "", "", child.postcode, child.uprn)],
        )  # fmt: skip
        self._write(
            "childrens_social_care", on, "ssd_cin_episodes.csv",
            ("cine_referral_id", "cine_person_id", "cine_referral_date",
             "cine_cin_primary_need_code", "cine_referral_source_code", "cine_referral_nfa",
             "cine_close_reason", "cine_close_date"),
            [("CR42", "SC42", referred, "N4", "1A", "N", "", "")],
        )  # fmt: skip

    def _write(
        self, feed: str, on: date, name: str, columns: Iterable[str], rows: Iterable[tuple]
    ) -> None:
        folder = self._folder / feed / on.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        write_table(folder / name, columns, rows)


def write_table(path: Path, columns: Iterable[str], rows: Iterable[tuple]) -> None:
    """A CSV with these columns; nothing is an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _case_management(on: date) -> dict[str, tuple[tuple[str, ...], list[tuple]]]:
    known = [
        (family, [episode for episode in family.episodes if episode.started <= on])
        for family in FAMILIES
    ]
    known = [(family, episodes) for family, episodes in known if episodes]
    people = {person.ref: person for family, _ in known for person in family.people.values()}
    under_way = [(family, episode) for family, episodes in known for episode in episodes]
    return {
        "ssd_person": (
            ("pers_person_id", "pers_upn", "pers_common_child_id", "pers_nino", "pers_forename",
             "pers_surname", "pers_sex", "pers_gender", "pers_ethnicity", "pers_dob",
             "pers_expected_dob", "pers_death_date"),
            [(p.ref, "", "", "", p.forename, p.surname, p.sex, "", "", p.born, "", "")
             for p in people.values()],
        ),
        "ssd_address": (
            ("addr_table_id", "addr_person_id", "addr_address_type", "addr_address_start_date",
             "addr_address_end_date", "addr_address_line_1", "addr_address_line_2",
             "addr_address_line_3", "addr_address_postcode", "addr_address_uprn"),
            [(f"AD{p.ref}", p.ref, "HOME", "", "", f"{p.home} Made-up Street", "", "Playtown",
              p.postcode, p.uprn) for p in people.values()],
        ),
        "ssd_family": (
            ("fami_table_id", "fami_family_id", "fami_person_id", "fami_role", "fami_from",
             "fami_to"),
            [(f"M{family.ref}{letter}", family.ref, person.ref, person.role,
              family.since.get(letter, ""), family.until.get(letter, ""))
             for family, _ in known for letter, person in family.people.items()],
        ),
        "ssd_early_help_episodes": (
            ("earl_episode_id", "earl_person_id", "earl_family_id", "earl_episode_start_date",
             "earl_episode_end_date", "earl_episode_reason", "earl_episode_end_reason",
             "earl_episode_organisation", "earl_episode_worker_id"),
            [_episode(family, episode, on) for family, episode in under_way],
        ),
        **_practice(under_way, on),
        **_work(under_way, on),
    }  # fmt: skip


def _episode(family: Family, episode: Episode, on: date) -> tuple:
    is_closed = episode.closed is not None and episode.closed <= on
    return (
        family.episode_ref(episode), next(iter(family.people.values())).ref, family.ref,
        episode.started, episode.closed if is_closed else "", "Family support",
        episode.close_reason if is_closed else "", "Playtown Early Help", "W1",
    )  # fmt: skip


def _practice(
    under_way: list[tuple[Family, Episode]], on: date
) -> dict[str, tuple[tuple[str, ...], list[tuple]]]:
    """Assessments, plans and lead practitioners: what shows a whole-family approach."""
    assessments, plans, members, objectives, leads = [], [], [], [], []
    for family, episode in under_way:
        ref = family.episode_ref(episode)
        if episode.assessed and episode.assessed <= on:
            voice = "Y" if episode.has_voice else "N"
            assessments.append(
                (f"A{ref}", ref, episode.assessment, episode.started, episode.assessed, voice)
            )
        if episode.lead is not None:
            recognised = "Y" if episode.lead else "N"
            leads.append(
                (f"D{ref}", ref, "W1", "Playtown Early Help", "North", episode.started, "",
                 recognised)
            )  # fmt: skip
        if episode.plan_covers is None or episode.plan_started > on:
            continue
        plans.append((f"L{ref}", ref, episode.plan_started, "", ""))
        for letter, person in family.people.items():
            if episode.plan_covers == "*" or letter in episode.plan_covers:
                members.append((f"L{ref}", person.ref))
        codes = {need.code for need in episode.needs if need.has_objective}
        objectives += [(f"O{ref}-{code}", f"L{ref}", code) for code in sorted(codes)]
    return {
        "programme_assessments": (
            ("assessment_id", "episode_id", "assessment_type", "started_on", "completed_on",
             "family_voice_captured"),
            assessments,
        ),
        "programme_plans": (
            ("plan_id", "episode_id", "started_on", "reviewed_on", "ended_on"), plans,
        ),
        "programme_plan_members": (("plan_id", "person_id"), members),
        "programme_plan_objectives": (("objective_id", "plan_id", "need_code"), objectives),
        "programme_lead_practitioners": (
            ("lead_id", "episode_id", "worker_id", "organisation", "team", "lead_from", "lead_to",
             "recognised_by_family"),
            leads,
        ),
    }  # fmt: skip


def _work(
    under_way: list[tuple[Family, Episode]], on: date
) -> dict[str, tuple[tuple[str, ...], list[tuple]]]:
    """Needs and outcomes as practitioners recorded them up to the day."""
    needs, outcomes = [], []
    for family, episode in under_way:
        ref = family.episode_ref(episode)
        for place, need in enumerate(episode.needs, start=1):
            if need.recorded and need.recorded <= on:
                who = family.people[need.who].ref if need.who else ""
                needs.append(
                    (f"N{ref}-{place}", ref, who, need.code, need.recorded, "W1", "Assessment")
                )
        for place, said in enumerate(episode.outcomes, start=1):
            if said.recorded <= on:
                who = family.people[said.who].ref if said.who else ""
                outcomes.append(
                    (f"C{ref}-{place}", ref, who, said.code, said.status, said.achieved or "",
                     said.recorded, "W1")
                )  # fmt: skip
    return {
        "programme_needs": (
            ("need_record_id", "episode_id", "person_id", "need_code", "identified_on",
             "identified_by", "evidence_source"),
            needs,
        ),
        "programme_outcomes": (
            ("outcome_record_id", "episode_id", "person_id", "outcome_code", "outcome_status",
             "achieved_on", "recorded_on", "recorded_by"),
            outcomes,
        ),
        "programme_feedback": (
            ("feedback_id", "episode_id", "person_id", "collected_on", "rating",
             "made_a_difference"),
            [("B1", "E01-1", "P01a", "2021-10-14", "5", "Y")],
        ),
    }  # fmt: skip


def _incident(incident: Incident) -> tuple:
    person = incident.person
    return (
        incident.ref, f"NM{person.ref}", incident.day, incident.day, incident.day, incident.kind,
        "Theft" if incident.kind == "CRIME" else "", "NUISANCE" if incident.kind == "ASB" else "",
        "", incident.role, person.forename, person.surname, person.born, person.sex,
        person.postcode, person.uprn, "Y" if incident.kind == "DA" else "N", "",
    )  # fmt: skip


def _school_days(month: str) -> list[date]:
    """The first ten weekdays of a month that lie in term."""
    days = (date.fromisoformat(f"{month}-{number:02d}") for number in range(1, 29))
    return [
        day
        for day in days
        if day.weekday() < 5 and any(first <= day <= last for first, last in TERMS)
    ][:10]
