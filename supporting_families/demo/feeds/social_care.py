"""Children's social care as the SSD tables have it.

`social_care_returns` writes the same facts as a CIN census and as an SSDA903 return.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..calendar import day_number
from ..layouts import Episode
from .common import LAST_DELIVERY, NEVER, Feed, Table, World, after, listed, together

_PERSON = {
    "pers_upn": "upn",
    "pers_common_child_id": "nhs_number",
    "pers_forename": "forename",
    "pers_surname": "surname",
    "pers_sex": "sex",
    "pers_ethnicity": "ethnicity",
    "pers_dob": "dob",
}


def _table(
    name: str,
    known: str,
    reference: str,
    later: dict[str, tuple[str, ...]] | None = None,
    identity: dict[str, str] | None = None,
    hidden: tuple[str, ...] = (),
) -> Table:
    return Table(name, known, reference, later or {}, (), identity or {}, hidden)


PERSON = _table("ssd_person", "known", "pers_person_id", identity=_PERSON, hidden=("known",))
FAMILY = _table("ssd_family", "known", "fami_person_id", hidden=("known",))
ADDRESS = _table(
    "ssd_address",
    "addr_address_start_date",
    "addr_person_id",
    identity={"addr_address_postcode": "postcode", "addr_address_uprn": "uprn"},
)
CONTACTS = _table("ssd_contacts", "cont_contact_date", "cont_person_id")
EPISODES = _table(
    "ssd_cin_episodes",
    "cine_referral_date",
    "cine_person_id",
    later={"cine_close_date": ("cine_close_reason",)},
)
ASSESSMENTS = _table(
    "ssd_cin_assessments",
    "cina_assessment_start_date",
    "cina_person_id",
    later={"cina_assessment_auth_date": ()},
)
FACTORS = _table("ssd_assessment_factors", "known", "", hidden=("known",))
CIN_PLANS = _table(
    "ssd_cin_plans",
    "cinp_cin_plan_start_date",
    "cinp_person_id",
    later={"cinp_cin_plan_end_date": ()},
)
ENQUIRIES = _table(
    "ssd_s47_enquiry",
    "s47e_s47_start_date",
    "s47e_person_id",
    later={"s47e_s47_end_date": ("s47e_s47_nfa",)},
)
CP_PLANS = _table(
    "ssd_cp_plans",
    "cppl_cp_plan_start_date",
    "cppl_person_id",
    later={"cppl_cp_plan_end_date": ()},
)
CARE = _table(
    "ssd_cla_episodes",
    "clae_cla_episode_start_date",
    "clae_person_id",
    later={"clae_cla_episode_ceased_date": ("clae_cla_episode_ceased_reason",)},
)
MISSING = _table(
    "ssd_missing",
    "miss_missing_episode_start_date",
    "miss_person_id",
    later={
        "miss_missing_episode_end_date": ("miss_missing_rhi_offered", "miss_missing_rhi_accepted")
    },
)
SDQ = _table("ssd_sdq_scores", "csdq_sdq_completed_date", "csdq_person_id")

# The children in support are looked for in social care from the list on which they are first.
SOCIAL_CARE_LISTS = {
    f"CSC-{day[:7]}": day
    for day in (
        "2021-07-01", "2021-10-01", "2022-01-01", "2022-04-01", "2022-07-01", "2022-10-01",
        "2023-01-01", "2023-04-01", "2023-07-01", "2023-10-01", "2024-01-01",
    )
}  # fmt: skip

# How far a referral went.
NO_ACTION, ASSESSED, IN_NEED, PROTECTED, IN_CARE = range(5)
_UNTOLD = -1
# Days from a referral to the end of its assessment, where a story tells of it.
AUTHORISED_AFTER = 20
_DEPTHS = (0.3, 0.3, 0.2, 0.12, 0.08)
_FACTORS_OF_NEEDS = (("8.1", "3B"), ("8.3", "3A"), ("3.1", "4A"), ("4.1", "2B"), ("6.1", "16A"))
_OTHER_FACTORS = ("4B", "1B", "17A", "15A", "10A", "11A", "24A", "7A", "14A", "5A")


@dataclass(frozen=True)
class _Referrals:
    """The referrals of a chunk as arrays: who, which, when, and what came of it.

    A story also says until when the plan, the care or the case went on (`_UNTOLD`: left to chance),
    for which need, and what an assessment found.
    """

    row: np.ndarray
    id: np.ndarray
    day: np.ndarray
    depth: np.ndarray
    until: np.ndarray
    need: np.ndarray
    factor: np.ndarray

    def only(self, keep: np.ndarray) -> _Referrals:
        return _Referrals(*(values[keep] for values in vars(self).values()))

    @property
    def is_told(self) -> np.ndarray:
        return self.until != _UNTOLD


def ssd_tables(
    world: World, feed: Feed
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Referrals and what came of them; gives back all facts and those known at the delivery."""
    referrals = _referrals(world, feed)
    facts = {
        "contacts": _contacts(world, feed, referrals),
        "assessments": _assessments(world, feed, referrals),
        "cin_plans": _cin_plans(feed, referrals),
        "enquiries": _enquiries(feed, referrals),
    }
    facts["cp_plans"] = _cp_plans(feed, referrals)
    facts["care"] = _care(feed, referrals)
    facts["episodes"] = _episodes(feed, referrals, facts)
    missing, scores = _missing(feed, facts["care"]), _scores(world, feed, facts["care"])
    held = {
        name: feed.full(table, facts[name])
        for name, table in (
            ("contacts", CONTACTS),
            ("episodes", EPISODES),
            ("assessments", ASSESSMENTS),
            ("cin_plans", CIN_PLANS),
            ("enquiries", ENQUIRIES),
            ("cp_plans", CP_PLANS),
            ("care", CARE),
        )
    }
    held["missing"], held["scores"] = feed.full(MISSING, missing), feed.full(SDQ, scores)
    held["factors"] = _factors(world, feed, facts["assessments"], referrals)
    _people(world, feed, held)
    _tell(feed, held)
    return facts, held


def social_care_lists(world: World) -> dict[str, np.ndarray]:
    """Rows of the children in support on each list sent: known by then and on no list before."""
    return listed(world, SOCIAL_CARE_LISTS, 0, 17)


# What happened ------------------------------------------------------------------------------------


def _referrals(world: World, feed: Feed) -> _Referrals:
    need = np.minimum(world.family_need_day("6.1"), world.need_day("8.3", "6.3", "6.4"))
    for case in world.cases:
        for episode in case.rows[Episode]:
            if episode.earl_episode_end_reason == "STEP_UP_CSC":
                row = case.people[episode.earl_person_id]
                # A day is drawn in the months before a need; this one is the day of the transfer.
                need[row] = min(need[row], episode.earl_episode_end_date + 60)
    rows = feed.draw(
        world.aged(0, 16, "2023-06-01"), 0.02, supported=0.2, need=need, likely=0.7, at_least=30
    )
    rows = feed.without_planted(EPISODES.name, rows)
    count = len(rows)
    day = feed.days(rows, "2021-06-01", "2024-02-20", need)
    depth = feed.rng.choice(len(_DEPTHS), count, p=_DEPTHS)
    if world.number == 0:
        # The first referrals of children old enough for every measure go each way.
        early = day < day_number("2023-01-01")
        older = np.flatnonzero((day - world.born[rows] > 5 * 365) & early)
        depth[older[:10]] = np.resize(np.arange(len(_DEPTHS))[::-1], len(older[:10]))
    drawn = pd.DataFrame({"row": rows, "day": day, "depth": depth, "until": _UNTOLD})
    told = together(drawn.assign(need="", factor=""), feed.planted(EPISODES.name))
    columns = {name: told[name].to_numpy() for name in told.columns}
    return _Referrals(id=feed.ids("SR", len(told)), **columns)


def _until(referrals: _Referrals, drawn: np.ndarray) -> np.ndarray:
    """The day on which something ended: as a story says, else as drawn."""
    return np.where(referrals.is_told, referrals.until, drawn)


def _contacts(world: World, feed: Feed, referrals: _Referrals) -> pd.DataFrame:
    """One before every referral, and some that led to nothing."""
    others = feed.draw(world.aged(0, 16, "2023-06-01"), 0.01, supported=0.05)
    rows = np.r_[referrals.row, others]
    day = np.r_[referrals.day, feed.days(others, "2021-06-01", "2024-02-28")]
    return pd.DataFrame(
        {
            "row": rows,
            "cont_contact_id": feed.ids("SC", len(rows)),
            "cont_contact_date": np.maximum(day - 1, world.born[rows]),
            "cont_contact_source_code": feed.pick(len(rows), "6", "2A", "3A", "5D", "1A"),
        }
    )


def _assessments(world: World, feed: Feed, referrals: _Referrals) -> pd.DataFrame:
    assessed = referrals.only(referrals.depth >= ASSESSED)
    count = len(assessed.row)
    start = assessed.day + 3
    return pd.DataFrame(
        {
            "row": assessed.row,
            "cina_assessment_id": feed.ids("SA", count),
            "cina_referral_id": assessed.id,
            "cina_assessment_start_date": start,
            "cina_assessment_child_seen": feed.yes(count, 0.95),
            "cina_assessment_auth_date": start
            + np.where(assessed.is_told, AUTHORISED_AFTER - 3, feed.rng.integers(15, 45, count)),
        }
    )


def _cin_plans(feed: Feed, referrals: _Referrals) -> pd.DataFrame:
    planned = referrals.only(referrals.depth == IN_NEED)
    count, start = len(planned.row), planned.day + 55
    return pd.DataFrame(
        {
            "row": planned.row,
            "cinp_cin_plan_id": feed.ids("SP", count),
            "cinp_referral_id": planned.id,
            "cinp_cin_plan_start_date": start,
            "cinp_cin_plan_end_date": _until(planned, feed.later(start, 60, 300, 0.7)),
        }
    )


def _enquiries(feed: Feed, referrals: _Referrals) -> pd.DataFrame:
    is_asked = (referrals.depth >= PROTECTED) | (
        (referrals.depth >= ASSESSED)
        & ~referrals.is_told
        & (feed.rng.random(len(referrals.row)) < 0.15)
    )
    asked = referrals.only(is_asked)
    count, start = len(asked.row), asked.day + 7
    return pd.DataFrame(
        {
            "row": asked.row,
            "s47e_s47_enquiry_id": feed.ids("SE", count),
            "s47e_referral_id": asked.id,
            "s47e_s47_start_date": start,
            "s47e_s47_end_date": start + feed.rng.integers(5, 20, count),
            "s47e_s47_nfa": np.where(asked.depth >= PROTECTED, "N", "Y"),
        }
    )


def _cp_plans(feed: Feed, referrals: _Referrals) -> pd.DataFrame:
    protected = referrals.only(referrals.depth == PROTECTED)
    count, start = len(protected.row), protected.day + 28
    category = feed.pick(count, "NEG", "EMO", "PHY", "SAB")
    return pd.DataFrame(
        {
            "row": protected.row,
            "cppl_cp_plan_id": feed.ids("SX", count),
            "cppl_referral_id": protected.id,
            "cppl_cp_plan_start_date": start,
            "cppl_cp_plan_end_date": _until(protected, feed.later(start, 90, 420, 0.6)),
            "cppl_cp_plan_initial_category": category,
            "cppl_cp_plan_latest_category": category,
        }
    )


def _care(feed: Feed, referrals: _Referrals) -> pd.DataFrame:
    """A first episode, for half of the children a second one under another order; short breaks."""
    cared = referrals.only(referrals.depth == IN_CARE)
    count = len(cared.row)
    start = cared.day + 35
    status = feed.pick(count, "V2", "C1", "V4", "C1")
    status = np.where(cared.is_told, "C2", status)
    second = (status == "C1") & feed.chance(count, 0.6)
    left = _until(cared, feed.later(start, 120, 500, 0.5))
    changed = start + feed.rng.integers(40, 110, count)
    need = feed.pick(count, "N1", "N5", "N3", "N2")
    first = pd.DataFrame(
        {
            "row": cared.row,
            "clae_cla_episode_id": "",
            "clae_cla_episode_start_date": start,
            "clae_cla_episode_start_reason": "S",
            "clae_cla_primary_need_code": need,
            "clae_cla_episode_ceased_date": np.where(second, changed, left),
            "clae_cla_episode_ceased_reason": np.where(
                second, "X1", np.where(left < NEVER, "E4A", "")
            ),
            "clae_legal_status": status,
        }
    )
    next_one = first[second].assign(
        clae_cla_episode_start_date=changed[second],
        clae_cla_episode_start_reason="L",
        clae_cla_episode_ceased_date=left[second],
        clae_cla_episode_ceased_reason=np.where(left[second] < NEVER, "E4A", ""),
        clae_legal_status="C2",
    )
    care = pd.concat([first, next_one], ignore_index=True)
    care["clae_cla_episode_id"] = feed.ids("SL", len(care))
    return care


def _episodes(
    feed: Feed, referrals: _Referrals, facts: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Each referral with the day its case closed: after the last of its plans, if all are over."""
    count = len(referrals.row)
    over = np.where(referrals.is_told, referrals.until, referrals.day + 50)
    for name, key, column, keys in (
        ("cin_plans", "cinp_referral_id", "cinp_cin_plan_end_date", referrals.id),
        ("cp_plans", "cppl_referral_id", "cppl_cp_plan_end_date", referrals.id),
        ("care", "row", "clae_cla_episode_ceased_date", referrals.row),
    ):
        last = facts[name].groupby(key)[column].max()
        over = np.maximum(over, last.reindex(keys).fillna(0).to_numpy().astype(np.int64))
    no_action = referrals.depth == NO_ACTION
    closes = ((feed.rng.random(count) < 0.8) | referrals.is_told) & (over < NEVER)
    closed = np.where(no_action, referrals.day + 5, np.where(closes, over + 10, NEVER))
    drawn_need = feed.pick(count, "N1", "N5", "N4", "N2", "N6", "N3")
    reason = np.select(
        [no_action, referrals.depth == ASSESSED],
        ["RC8", feed.pick(count, "RC9", "RC8")],
        feed.pick(count, "RC7", "RC5"),
    )
    return pd.DataFrame(
        {
            "row": referrals.row,
            "cine_referral_id": referrals.id,
            "cine_referral_date": referrals.day,
            "cine_cin_primary_need_code": np.where(
                referrals.is_told, referrals.need, drawn_need
            ),
            "cine_referral_source_code": feed.pick(count, "6", "2A", "3A", "5D", "1A"),
            "cine_referral_nfa": np.where(no_action, "Y", "N"),
            "cine_close_reason": np.where(closed < NEVER, reason, ""),
            "cine_close_date": closed,
        }
    )


def _missing(feed: Feed, care: pd.DataFrame) -> pd.DataFrame:
    went = care[feed.chance(len(care), 0.3)]
    count = len(went)
    start = went["clae_cla_episode_start_date"].to_numpy() + feed.rng.integers(5, 39, count)
    return pd.DataFrame(
        {
            "row": went["row"],
            "miss_table_id": feed.ids("SM", count),
            "miss_missing_episode_start_date": start,
            "miss_missing_episode_type": feed.pick(count, "M", "A"),
            "miss_missing_episode_end_date": start + feed.rng.integers(0, 4, count),
            "miss_missing_rhi_offered": feed.yes(count, 0.8),
            "miss_missing_rhi_accepted": feed.yes(count, 0.5),
        }
    )


def _scores(world: World, feed: Feed, care: pd.DataFrame) -> pd.DataFrame:
    """Strengths and difficulties of children of 4 to 16 in care."""
    first = care[care["clae_cla_episode_start_reason"] == "S"]
    day = first["clae_cla_episode_start_date"].to_numpy() + 60
    age = (day - world.born[first["row"]]) // 365
    keep = (age >= 4) & (age <= 16)
    return pd.DataFrame(
        {
            "row": first["row"][keep],
            "csdq_table_id": feed.ids("SQ", int(keep.sum())),
            "csdq_sdq_score": feed.rng.integers(6, 30, int(keep.sum())),
            "csdq_sdq_completed_date": day[keep],
            "csdq_sdq_reason": "",
        }
    )


def _factors(
    world: World, feed: Feed, assessments: pd.DataFrame, referrals: _Referrals
) -> pd.DataFrame:
    """Codes of what an assessment found; an unfinished one may say so already."""
    rows, count = assessments["row"].to_numpy(), len(assessments)
    found = feed.pick(count, *_OTHER_FACTORS)
    lists = [[code] for code in found]
    for need, code in _FACTORS_OF_NEEDS:
        days = world.family_need_day(need)[rows]
        for place in np.flatnonzero(days < NEVER):
            lists[place].insert(0, code)
    told = pd.Series(referrals.factor, index=referrals.id)
    told = told.reindex(assessments["cina_referral_id"]).to_numpy()
    lists = [[said] if said else drawn for said, drawn in zip(told, lists, strict=True)]
    is_early = feed.chance(count, 0.3) & (told == "")
    start = assessments["cina_assessment_start_date"].to_numpy()
    authorised = assessments["cina_assessment_auth_date"].to_numpy()
    assessments["factors"] = lists
    facts = pd.DataFrame(
        {
            "known": np.where(is_early, start + 10, authorised),
            "cinf_table_id": feed.ids("SF", count),
            "cinf_assessment_id": assessments["cina_assessment_id"],
            "cinf_assessment_factors_json": [json.dumps(codes) for codes in lists],
        }
    )
    held = feed.full(FACTORS, facts)
    found = assessments.loc[held.index, ["row", "factors"]].copy()
    is_done = authorised[held.index] <= day_number(LAST_DELIVERY)
    found["day"] = np.where(is_done, authorised[held.index], start[held.index])
    return found.explode("factors")


def _people(world: World, feed: Feed, held: dict[str, pd.DataFrame]) -> None:
    """Every child that a table names, with its family group and address."""
    rows = np.unique(np.concatenate([table["row"].to_numpy() for table in held.values()]))
    known = day_number("2021-04-01")
    people = pd.DataFrame({"row": rows, "known": known})
    feed.full(PERSON, people.assign(pers_expected_dob="", pers_death_date=""))
    household = world.people["household_no"].to_numpy()[rows]
    group = np.char.add("SFG", (household * 37 + 11).astype(str)).astype(object)
    feed.full(FAMILY, people.assign(fami_family_id=group))
    addresses = pd.DataFrame({"row": rows, "addr_table_id": feed.ids("SD", len(rows))})
    addresses["addr_address_type"] = "HOME"
    addresses["addr_address_start_date"] = np.maximum(world.born[rows], known)
    addresses["addr_address_end_date"] = ""
    feed.full(ADDRESS, addresses)


# What follows -------------------------------------------------------------------------------------


def _tell(feed: Feed, held: dict[str, pd.DataFrame]) -> None:
    """The evidence; the returns hold nothing that these tables do not."""
    episodes = held["episodes"]
    need = episodes["cine_cin_primary_need_code"]
    feed.tell("social_care_referral", episodes["row"], on=episodes["cine_referral_date"], text=need)
    in_need = episodes[episodes["cine_referral_nfa"] == "N"]
    feed.tell(
        "child_in_need",
        in_need["row"],
        start=in_need["cine_referral_date"],
        end=after(in_need["cine_close_date"]),
        text=in_need["cine_cin_primary_need_code"],
    )
    factors = held["factors"]
    feed.tell("assessment_factor", factors["row"], on=factors["day"], text=factors["factors"])
    plans = held["cin_plans"]
    feed.tell(
        "child_in_need_plan",
        plans["row"],
        start=plans["cinp_cin_plan_start_date"],
        end=after(plans["cinp_cin_plan_end_date"]),
    )
    ended = plans[plans["cinp_cin_plan_end_date"] < NEVER]
    feed.tell("child_in_need_plan_ended", ended["row"], on=ended["cinp_cin_plan_end_date"])
    plans = held["cp_plans"]
    feed.tell(
        "child_protection_plan",
        plans["row"],
        start=plans["cppl_cp_plan_start_date"],
        end=after(plans["cppl_cp_plan_end_date"]),
        text=plans["cppl_cp_plan_latest_category"],
    )
    ended = plans[plans["cppl_cp_plan_end_date"] < NEVER]
    feed.tell("child_protection_plan_ended", ended["row"], on=ended["cppl_cp_plan_end_date"])
    enquiries = held["enquiries"]
    feed.tell("section_47_enquiry", enquiries["row"], on=enquiries["s47e_s47_start_date"])
    care = held["care"][~held["care"]["clae_legal_status"].isin(["V3", "V4"])]
    feed.tell(
        "looked_after",
        care["row"],
        start=care["clae_cla_episode_start_date"],
        end=care["clae_cla_episode_ceased_date"],
        text=care["clae_legal_status"],
    )
    missing, scores = held["missing"], held["scores"]
    feed.tell(
        "missing_from_care",
        missing["row"],
        on=missing["miss_missing_episode_start_date"],
        text=missing["miss_missing_episode_type"],
    )
    feed.tell(
        "measure_score",
        scores["row"],
        on=scores["csdq_sdq_completed_date"],
        number=scores["csdq_sdq_score"],
        text="SDQ",
    )
