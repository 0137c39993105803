"""Attainment, missing and home education, SEND, what young people do, and the early years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..calendar import day_number
from ..school import school_numbers
from .attendance import dfe_numbers
from .common import (
    IDENTITY,
    LAST_DAY,
    NAMES,
    NEVER,
    Feed,
    Table,
    World,
    after,
    month_ends,
    numbers_as_text,
    received_after,
    together,
)

# Attainment ---------------------------------------------------------------------------------------

_RESULTS = {2022: 0, 2023: 3}  # results year -> place of its summer term in the school's arrays
_STAGES = (  # key stage, age on 31 August before the school year, subjects, day of each year
    ("PHONICS", 5, ("Phonics screening check",), ("2022-06-06", "2023-06-12")),
    ("KS1", 6, ("Reading", "Writing", "Mathematics"), ("2022-05-23", "2023-05-22")),
    ("KS2", 10, ("Reading", "Writing", "Mathematics"), ("2022-05-09", "2023-05-09")),
    ("KS4", 15, ("English", "Mathematics"), ("2022-08-25", "2023-08-24")),
)
_STAGE_RESULTS = {  # passed, failed
    "PHONICS": ("36", "21"),
    "KS1": ("EXS", "WTS"),
    "KS2": ("EXS", "WTS"),
    "KS4": ("5", "3"),
}
ATTAINMENT = Table(
    "attainment_key_stage_results",
    known="assessed_on",
    reference="pupil_ref",
    identity={"upn": "upn"} | NAMES,
)


def attainment(world: World, feed: Feed) -> None:
    """Results of two school years, each received in the September after."""
    school = world.school
    for number, (year, term) in enumerate(_RESULTS.items()):
        age = school.cohort + school.terms[term].school_year - school.terms[0].school_year
        absent = (school.authorised + school.unauthorised)[:, term]
        rate = absent / np.maximum(school.possible[:, term], 1)
        parts = []
        for stage, stage_age, subjects, days in _STAGES:
            children = np.flatnonzero((school.possible[:, term] > 0) & (age == stage_age))
            pupil = np.repeat(children, len(subjects))
            chance = 0.78 - 0.8 * rate[pupil] - 0.15 * world.is_supported[school.rows[pupil]]
            met = feed.rng.random(len(pupil)) < chance
            was_there = feed.rng.random(len(pupil)) > 0.02
            passed, failed = _STAGE_RESULTS[stage]
            parts.append(
                pd.DataFrame(
                    {
                        "row": school.rows[pupil],
                        "school_ref": dfe_numbers(school_numbers(school, world.people)[pupil]),
                        "key_stage": stage,
                        "subject": np.tile(np.array(subjects, dtype=object), len(children)),
                        "result": np.where(was_there, np.where(met, passed, failed), "A"),
                        "met_expected_standard": np.where(
                            was_there, np.where(met, "Y", "N"), ""
                        ),
                        "assessed_on": day_number(days[number]),
                    }
                )
            )
        facts = pd.concat(parts, ignore_index=True)
        table = feed.sent(ATTAINMENT, facts)
        feed.add(f"{year}-09-15", f"{ATTAINMENT.name}_{year}.csv", table)
        feed.tell(
            "attainment_result",
            facts["row"],
            on=facts["assessed_on"],
            number=facts["met_expected_standard"].map({"Y": "1", "N": "0", "": ""}),
            text=facts["key_stage"] + ":" + facts["subject"],
        )


# Children missing education and educated at home --------------------------------------------------

REGISTER = Table(
    "cme_ehe_register",
    known="start_date",
    reference="child_ref",
    later={"end_date": ()},
    identity={"upn": "upn"} | IDENTITY,
)


def cme_ehe(world: World, feed: Feed) -> None:
    """Spells of children without a school, and earlier ones of some who are at school again."""
    school = world.school
    at_school = np.zeros(world.size, bool)
    at_school[school.rows[school.possible[:, -1] > 0]] = True
    rows = feed.draw(
        world.aged(5, 15, "2023-09-01"),
        np.where(at_school, 0.004, 0.4),
        supported=0.02,
        need=world.need_day("1.3"),
        likely=0.5,
    )
    count, is_back = len(rows), at_school[rows]
    now, before = (
        feed.days(rows, first, last)
        for first, last in (("2023-09-04", "2024-02-15"), ("2021-10-01", "2023-02-28"))
    )
    start = np.where(is_back, before, now)
    start = np.maximum(start, day_number("2021-09-01"))
    kind = feed.pick(count, "EHE", "CME")
    facts = pd.DataFrame(
        {
            "row": rows,
            "register_ref": feed.ids("EC", count),
            "register_type": kind,
            "start_date": start,
            "end_date": np.where(
                is_back, start + feed.rng.integers(20, 180, count), feed.later(start, 20, 120, 0.3)
            ),
            "primary_reason": feed.pick(
                count, "Mental health", "Dissatisfied with school", "Moved area", "Not known"
            ),
            "suitability": np.where(
                kind == "EHE",
                feed.pick(count, "suitable", "unsuitable", "suitable", "not_yet_determined"),
                "",
            ),
            "school_attendance_order": feed.yes(count, 0.05),
            "has_ehc_plan": feed.yes(count, 0.1),
            "known_to_social_care": feed.yes(count, 0.15),
        }
    )
    facts = feed.with_planted(REGISTER, facts, register_ref="EC")
    held = feed.full(REGISTER, facts)
    for code, evidence in (("CME", "missing_education"), ("EHE", "home_education")):
        spells = held[held["register_type"] == code]
        feed.tell(
            evidence,
            spells["row"],
            start=spells["start_date"],
            end=after(spells["end_date"]),
            text=spells["suitability"],
        )


# SEND ---------------------------------------------------------------------------------------------

_SEN2_IDENTITY = {
    "Surname": "surname",
    "Forename": "forename",
    "PersonBirthDate": "dob",
    "Sex": "sex",
    "Ethnicity": "ethnicity",
    "PostCode": "postcode",
    "UPN": "upn",
}
_SEN_TYPES = ("ASD", "SEMH", "SLCN", "MLD", "SPLD", "SLD", "PD", "HI")
_SEN2_CENSUS = day_number("2024-01-18")
SEN2_PERSON = Table("sen2_person", known="known", reference="PersonID",
                    identity=_SEN2_IDENTITY, hidden=("known",))  # fmt: skip
SEN2_REQUEST = Table("sen2_request", known="ReceivedDate", reference="PersonID", identity={},
                     later={"RequestOutcomeDate": ("RequestOutcome",)})  # fmt: skip
SEN2_ASSESSMENT = Table("sen2_assessment", known="AssessmentOutcomeDate", reference="PersonID",
                        identity={})  # fmt: skip
SEN2_NAMED_PLAN = Table("sen2_named_plan", known="StartDate", reference="PersonID", identity={},
                        later={"CeaseDate": ("CeaseReason",)})  # fmt: skip
SEN2_ACTIVE_PLAN = Table("sen2_active_plan", known="LastReview", reference="PersonID",
                         identity={})  # fmt: skip
SEN2_SEN_NEED = Table("sen2_sen_need", known="StartDate", reference="PersonID", identity={},
                      hidden=("StartDate",))  # fmt: skip


def send(world: World, feed: Feed) -> None:
    """Every pupil with a plan, and some of those with support who were asked about."""
    sen = np.full(world.size, "", dtype=object)
    sen[world.school.rows] = world.school.sen
    rows = feed.draw(
        (sen != "") & world.aged(3, 17, "2023-09-01"),
        np.select([sen == "E", sen == "K"], [1.0, 0.08], 0.001),
        need=world.need_day("1.4"),
        likely=0.5,
    )
    rows = feed.without_planted(SEN2_REQUEST.name, rows)
    count = len(rows)
    has_plan = sen[rows] == "E"
    has_plan[: 3 if world.number == 0 else 0] = True
    received = feed.days(rows, "2019-01-01", "2024-02-20", world.need_day("1.4"))
    received = np.maximum(received, world.born[rows] + 1000)
    received = np.where(has_plan, np.minimum(received, day_number("2023-09-10")), received)
    start = np.where(has_plan, received + feed.rng.integers(120, 150, count), NEVER)
    ceases = (feed.rng.random(count) < 0.08) & has_plan
    drawn = pd.DataFrame(
        {
            "row": rows,
            "received": received,
            "start": start,
            "ceased": np.where(ceases, start + feed.rng.integers(200, 900, count), NEVER),
        }
    )
    asked = together(drawn, feed.planted(SEN2_REQUEST.name))
    rows, received, start = (asked[name].to_numpy() for name in ("row", "received", "start"))
    count, has_plan = len(asked), start < NEVER
    request = feed.ids("RQ", count)
    requests = pd.DataFrame(
        {
            "row": rows,
            "RequestID": request,
            "ReceivedDate": received,
            "RequestSource": feed.pick(count, "1", "2", "3"),
            "RYA": "N",
            "RequestOutcomeDate": received + 42,
            "RequestOutcome": np.where(has_plan, "A", feed.pick(count, "R", "H")),
            "RequestMediation": feed.yes(count, 0.05),
            "RequestTribunal": "",
            "Exported": "",
        }
    )
    held = feed.full(SEN2_REQUEST, requests)
    feed.tell("sen_request", held["row"], on=held["ReceivedDate"], text=held["RequestOutcome"])
    people = pd.DataFrame({"row": held["row"], "known": held["ReceivedDate"]})
    people["UniqueLearnerNumber"] = people["UPNunknown"] = ""
    feed.full(SEN2_PERSON, people)
    _plans(feed, asked[has_plan], request[has_plan])


def _plans(feed: Feed, asked: pd.DataFrame, requests: np.ndarray) -> None:
    rows, received, start, ceased = (
        asked[name].to_numpy() for name in ("row", "received", "start", "ceased")
    )
    count, plan = len(rows), feed.ids("PL", len(rows))
    feed.full(
        SEN2_ASSESSMENT,
        pd.DataFrame(
            {
                "row": rows,
                "RequestID": requests,
                "AssessmentOutcome": "Y",
                "AssessmentOutcomeDate": start - 10,
                "Week20": np.where(start - received <= 140, "Y", "N"),
            }
        ),
    )
    plans = pd.DataFrame(
        {
            "row": rows,
            "PlanID": plan,
            "StartDate": start,
            "PlanRes": "",
            "PlanWPB": "",
            "PB": feed.yes(count, 0.1),
            "OA": "N",
            "DP": "N",
            "CeaseDate": ceased,
            "CeaseReason": np.where(ceased < NEVER, "2", ""),
            "URN": numbers_as_text(feed.rng.integers(900_000, 900_040, count)),
            "SENSetting": "",
        }
    )
    held = feed.full(SEN2_NAMED_PLAN, plans)
    feed.tell("ehc_plan", held["row"], start=held["StartDate"], end=after(held["CeaseDate"]))
    active = held[(held["StartDate"] <= _SEN2_CENSUS) & (held["CeaseDate"] > _SEN2_CENSUS)]
    feed.full(
        SEN2_ACTIVE_PLAN,
        pd.DataFrame(
            {
                "row": active["row"],
                "PlanID": active["PlanID"],
                "TransferLA": "",
                "RES": "",
                "WPB": "",
                "ReviewMeeting": "",
                "ReviewOutcome": "",
                "LastReview": np.maximum(active["StartDate"], _SEN2_CENSUS - 200),
            }
        ),
    )
    _sen_needs(feed, plans)


def _sen_needs(feed: Feed, plans: pd.DataFrame) -> None:
    count = len(plans)
    kind = feed.rng.integers(0, len(_SEN_TYPES), count)
    parts = []
    for rank, keep in ((1, np.ones(count, bool)), (2, feed.chance(count, 0.4))):
        part = plans.loc[keep, ["row", "PlanID", "StartDate", "CeaseDate"]].copy()
        part["SENtype"] = np.array(_SEN_TYPES, dtype=object)[(kind[keep] + rank) % len(_SEN_TYPES)]
        part["SENtypeRank"] = rank
        parts.append(part)
    needs = pd.concat(parts, ignore_index=True)
    held = feed.full(SEN2_SEN_NEED, needs.drop(columns="CeaseDate"))
    ceased = needs["CeaseDate"][held.index]
    feed.tell(
        "sen_need",
        held["row"],
        start=held["StartDate"],
        end=after(np.where(ceased <= LAST_DAY, ceased, NEVER)),
        number=held["SENtypeRank"],
        text=held["SENtype"],
    )


# What young people do -----------------------------------------------------------------------------

_EET = ("210", "220", "230", "310", "320", "430", "450")
_WORK = ("330", "350", "380")
_NEET = ("610", "615", "619", "620", "630", "640")
_UNKNOWN = ("810", "820", "830")
_OTHER = ("530", "710")
_ACTIVITY_EVIDENCE = (
    dict.fromkeys((*_EET, *_WORK), "in_education_employment_training")
    | dict.fromkeys(_NEET, "not_in_education_employment_training")
    | dict.fromkeys(_UNKNOWN, "activity_unknown")
)
_CCIS_MONTHS = tuple(
    str(month) for month in np.arange(np.datetime64("2023-03"), np.datetime64("2024-03"))
)
_CIRCUMSTANCES = ("110", "120", "140", "150", "160", "170", "180", "190")
CCIS_PERSON = Table("ccis_young_people", known="known", reference="ypid",
                    identity={"upn": "upn"}
                    | NAMES
                    | {name: name for name in ("sex", "postcode", "ethnicity")},
                    hidden=("known",))  # fmt: skip
CCIS_ACTIVITY = Table(
    "ccis_activities",
    known="activity_start",
    reference="ypid",
    later={"activity_end": ()},
    days=("activity_verified", "currency_due"),
    identity={},
)
CCIS_CIRCUMSTANCE = Table("ccis_characteristics", known="characteristic_start", reference="ypid",
                          identity={}, later={"characteristic_end": ()})  # fmt: skip


def ccis(world: World, feed: Feed) -> None:
    """Everybody of 16 to 18 at the end of the school year 2022/23, a month a file."""
    rows = np.flatnonzero(world.aged(16, 18, "2023-08-31"))
    sen = np.full(world.size, "N", dtype=object)
    sen[world.school.rows] = world.school.sen
    young = pd.DataFrame({"row": rows, "known": day_number("2022-09-01")})
    young["uln"] = ""
    young["cohort_status"], young["lead_la"] = "P", "999"
    young["sen"] = sen[rows]
    young["level_of_need"] = np.where(world.is_supported[rows], "2", "3")
    for month, _, last in month_ends(_CCIS_MONTHS):
        table = feed.sent(CCIS_PERSON, young[young["known"] <= last])
        feed.add(received_after(month, 8), f"{CCIS_PERSON.name}_{month}.csv", table)
    activities = feed.with_planted(CCIS_ACTIVITY, _activities(world, feed, rows))
    held = feed.monthly(CCIS_ACTIVITY, activities, "activity_end", _CCIS_MONTHS)
    kinds = held["activity_code"].map(_ACTIVITY_EVIDENCE)
    for evidence in dict.fromkeys(_ACTIVITY_EVIDENCE.values()):
        told = held[kinds == evidence]
        feed.tell(
            evidence,
            told["row"],
            start=told["activity_start"],
            end=_until_next_file(told, "activity_end"),
            text=told["activity_code"],
        )
    drawn = feed.draw(world.aged(16, 18, "2023-08-31"), 0.03, supported=0.25)
    start = feed.days(drawn, "2022-12-01", "2024-02-20")
    circumstances = pd.DataFrame(
        {
            "row": drawn,
            "characteristic_code": feed.pick(len(drawn), *_CIRCUMSTANCES),
            "characteristic_start": start,
            "characteristic_end": feed.later(start, 30, 200, 0.2),
        }
    )
    circumstances = feed.with_planted(CCIS_CIRCUMSTANCE, circumstances)
    held = feed.monthly(CCIS_CIRCUMSTANCE, circumstances, "characteristic_end", _CCIS_MONTHS)
    feed.tell(
        "young_person_circumstance",
        held["row"],
        start=held["characteristic_start"],
        end=_until_next_file(held, "characteristic_end"),
        text=held["characteristic_code"],
    )


def _activities(world: World, feed: Feed, rows: np.ndarray) -> pd.DataFrame:
    """One activity from a September or before, and for one in five another one later on."""
    count = len(rows)
    share = np.where(world.is_supported[rows], 0.22, 0.05)
    needs_it = world.need_day("10.3", "1.3")[rows] < NEVER
    share = np.where(needs_it, 0.8, share)
    share = np.where(world.is_quiet[rows], 0.0, share)
    draw = feed.rng.random(count) * np.where(world.is_quiet[rows], 0.9, 1.0)
    draw[:3] = (0.0, 0.95, 0.985)[:count]
    first = np.select(
        [draw < share, draw < 0.93, draw < 0.98],
        [feed.pick(count, *_NEET), feed.pick(count, *_EET), feed.pick(count, *_UNKNOWN)],
        feed.pick(count, *_OTHER),
    )
    was_older = world.aged(17, 18, "2023-08-31")[rows]
    start = np.where(was_older, day_number("2022-09-05"), day_number("2023-09-04"))
    start = np.where(draw < share, start - feed.rng.integers(0, 200, count), start)
    start = np.maximum(start, world.born[rows] + 16 * 365)
    changed = feed.rng.random(count) < 0.2
    change = feed.days(rows, "2023-10-05", "2024-02-25")
    # Who is in work stays there; nobody else is in work that ends dependency.
    began = world.people["first_day_of_work"].to_numpy()[rows]
    works = began < NEVER
    first = np.where(works, feed.pick(count, *_WORK), first)
    start = np.where(works, began, start)
    changed &= ~works & ~world.is_quiet[rows]
    one = pd.DataFrame(
        {"row": rows, "activity_code": first, "activity_start": start,
         "activity_end": np.where(changed, change - 1, NEVER)}
    )  # fmt: skip
    second = np.where(draw < 0.15, feed.pick(count, *_EET), feed.pick(count, "619", "320", "810"))
    two = pd.DataFrame(
        {"row": rows, "activity_code": second, "activity_start": change, "activity_end": NEVER}
    )[changed]
    both = pd.concat([one, two], ignore_index=True)
    both["activity_verified"] = both["activity_start"]
    both["currency_due"] = both["activity_start"] + 365
    return both


def _until_next_file(held: pd.DataFrame, column: str) -> np.ndarray:
    """The day after the end; without one, the day after the month of the file."""
    end = held[column].to_numpy()
    return np.where(end < NEVER, end, held["month_end"].to_numpy()) + 1


# Early years --------------------------------------------------------------------------------------

_TERM_STARTS = np.array(
    [day_number(f"{year}-{month}-01") for year in range(2019, 2026) for month in ("01", "04", "09")]
)
_DOMAINS = ("communication", "gross_motor", "fine_motor", "problem_solving", "personal_social")
ENTITLEMENTS = Table("early_years_entitlements", known="eligible_from", reference="child_ref",
                     later={"taken_up_from": (), "taken_up_to": ()},
                     days=("eligible_to",))  # fmt: skip
EYFSP = Table("early_years_eyfsp", known="assessed_on", reference="child_ref",
              identity={"upn": "upn"} | NAMES)  # fmt: skip
ASQ3 = Table("early_years_asq3", known="reviewed_on", reference="child_ref",
             identity={"nhs_number": "nhs_number"} | NAMES)  # fmt: skip


def early_years(world: World, feed: Feed) -> None:
    """Entitlements to early education, profiles at the end of Reception, and reviews at two."""
    _entitlements(world, feed)
    _profiles(world, feed)
    _reviews_at_two(world, feed)


def _entitlements(world: World, feed: Feed) -> None:
    """From the term after the second or third birthday; the universal one until school."""
    born = world.born
    months = born.astype("datetime64[D]").astype("datetime64[M]").astype(int)
    school_year = months // 12 + 4 + (months % 12 >= 8)  # years since 1970
    starts_school = (school_year * 12 + 8).astype("datetime64[M]").astype("datetime64[D]")
    starts_school = starts_school.astype(int)
    parts = []
    two, three = world.aged(2, 6, "2024-03-01"), world.aged(3, 6, "2024-03-01")
    for code, birthday, hours, rows in (
        ("UNIVERSAL_3_4", 3 * 365 + 1, "15.00", np.flatnonzero(three)),
        ("EXTENDED_3_4", 3 * 365 + 1, "30.00", feed.draw(three & ~world.is_supported, 0.4)),
        ("DISADVANTAGED_2", 2 * 365 + 1, "15.00",
         feed.draw(two, 0.2, supported=0.6, is_trouble=False)),
    ):  # fmt: skip
        start = _TERM_STARTS[np.searchsorted(_TERM_STARTS, born[rows] + birthday, "right")]
        end = starts_school[rows] - 1
        if code == "DISADVANTAGED_2":
            end = _TERM_STARTS[np.searchsorted(_TERM_STARTS, born[rows] + 3 * 365 + 1, "right")] - 1
        taken = feed.chance(len(rows), 0.75)
        parts.append(
            pd.DataFrame(
                {
                    "row": rows,
                    "entitlement": code,
                    "eligible_from": start,
                    "eligible_to": end,
                    "taken_up_from": np.where(taken, start + 7, NEVER),
                    "taken_up_to": np.where(taken, end, NEVER),
                    "funded_hours": hours,
                }
            )
        )
    facts = pd.concat(parts, ignore_index=True)
    held = feed.full(ENTITLEMENTS, facts[facts["eligible_from"] <= facts["eligible_to"]])
    feed.tell(
        "early_education_entitled",
        held["row"],
        start=held["eligible_from"],
        end=after(held["eligible_to"]),
        text=held["entitlement"],
    )
    taken_up = held[held["taken_up_from"] < NEVER]
    feed.tell(
        "early_education_taken_up",
        taken_up["row"],
        start=taken_up["taken_up_from"],
        end=after(taken_up["taken_up_to"]),
        text=taken_up["entitlement"],
    )


def _profiles(world: World, feed: Feed) -> None:
    school, parts = world.school, []
    for term, day in ((0, "2022-06-24"), (3, "2023-06-23")):
        age = school.cohort + school.terms[term].school_year - school.terms[0].school_year
        rows = school.rows[(school.possible[:, term] > 0) & (age == 4)]
        parts.append(pd.DataFrame({"row": rows, "assessed_on": day_number(day)}))
    facts = pd.concat(parts, ignore_index=True)
    count = len(facts)
    who = facts["row"].to_numpy(int)
    good = feed.rng.random(count) < np.where(world.is_supported[who], 0.45, 0.7)
    good |= world.is_quiet[who]
    facts["goals_expected"] = np.where(good, 17, feed.rng.integers(4, 15, count))
    facts["goals_assessed"] = 17
    said = feed.rng.random(count) < 0.97
    facts["good_level_of_development"] = np.where(said, np.where(good, "Y", "N"), "")
    held = feed.full(EYFSP, facts)
    feed.tell(
        "eyfsp_profile",
        held["row"],
        on=held["assessed_on"],
        number=held["goals_expected"],
        base=held["goals_assessed"],
        text=held["good_level_of_development"].map({"Y": "GLD", "N": "NO_GLD", "": ""}),
    )


def _reviews_at_two(world: World, feed: Feed) -> None:
    rows = feed.draw(world.aged(2, 4, "2024-02-01"), 0.85)
    count = len(rows)
    reviewed = world.born[rows] + 740 + feed.rng.integers(0, 150, count)
    typical = np.where(world.need_day("2.3")[rows] < NEVER, 30, 47)
    scores = {}
    for domain in _DOMAINS:
        score = feed.rng.normal(typical, 9, count) // 5 * 5
        scores[domain] = np.clip(score, 0, 60).astype(int)
    lowest = np.min(list(scores.values()), axis=0)
    facts = pd.DataFrame({"row": rows, "reviewed_on": reviewed, "review_month": 24})
    for domain, score in scores.items():
        scored = feed.rng.random(count) > 0.03
        facts[domain] = np.where(scored, numbers_as_text(score), "")
    facts["overall_band"] = np.select([lowest < 20, lowest < 30], ["BELOW", "MONITORING"], "ABOVE")
    facts = feed.with_planted(ASQ3, facts)
    held = feed.full(ASQ3, facts)
    bands = held["overall_band"]
    feed.tell("asq3_review", held["row"], on=held["reviewed_on"],
              number=bands.map({"BELOW": 0, "MONITORING": 1, "ABOVE": 2}), text=bands)  # fmt: skip
    for domain in _DOMAINS:
        scored = held[held[domain] != ""]
        feed.tell(
            "measure_score",
            scored["row"],
            on=scored["reviewed_on"],
            number=scored[domain],
            text=f"ASQ3_{domain.upper()}",
        )
