"""The facts of social care again: as an SSDA903 return, and as a CIN census of the year before."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from ..calendar import day_number
from .common import LAST_DELIVERY, NEVER, Feed, World, day_texts
from .social_care import ASSESSMENTS, CIN_PLANS, CP_PLANS, ENQUIRIES, EPISODES, ssd_tables

CIN_RECEIVED = date(2023, 7, 1)
_CIN_FIRST, _CIN_LAST = day_number("2022-04-01"), day_number("2023-03-31")


def childrens_social_care(world: World, feed: Feed) -> None:
    """All three forms."""
    facts, held = ssd_tables(world, feed)
    _ssda903(world, feed, held)
    feed.xml[f"{feed.code}/{CIN_RECEIVED}/CIN_Census_2023.xml"] = _cin_census(world, feed, facts)


def _british(days: np.ndarray) -> np.ndarray:
    """dd/mm/yyyy; empty for a day that has not come."""
    texts = day_texts(days)
    return np.array([f"{d[8:]}/{d[5:7]}/{d[:4]}" if d else "" for d in texts], dtype=object)


def _ssda903(world: World, feed: Feed, held: dict[str, pd.DataFrame]) -> None:
    care, missing = held["care"], held["missing"]
    rows = np.unique(care["row"].to_numpy())
    header = {
        "CHILD": feed.refs(rows),
        "SEX": np.where(world.is_female[rows], "2", "1"),
        "DOB": _british(world.born[rows]),
        "ETHNIC": world.said("ethnicity", rows),
        "UPN": world.said("upn", rows),
        "MOTHER": "",
        "MC_DOB": "",
    }
    who = care["row"].to_numpy()
    episodes = {
        "CHILD": feed.refs(who),
        "DECOM": _british(care["clae_cla_episode_start_date"]),
        "RNE": care["clae_cla_episode_start_reason"].to_numpy(),
        "LS": care["clae_legal_status"].to_numpy(),
        "CIN": care["clae_cla_primary_need_code"].to_numpy(),
        "PLACE": "U4",
        "PLACE_PROVIDER": "PR1",
        "DEC": _british(care["clae_cla_episode_ceased_date"]),
        "REC": care["clae_cla_episode_ceased_reason"].to_numpy(),
        "REASON_PLACE_CHANGE": "",
        "HOME_POST": world.said("postcode", who),
        "PL_POST": "",
        "URN": "",
    }
    gone = missing["row"].to_numpy()
    absences = {
        "CHILD": feed.refs(gone),
        "DOB": _british(world.born[gone]),
        "MISSING": missing["miss_missing_episode_type"].to_numpy(),
        "MIS_START": _british(missing["miss_missing_episode_start_date"]),
        "MIS_END": _british(missing["miss_missing_episode_end_date"]),
    }
    for name, columns in (("header", header), ("episodes", episodes), ("missing", absences)):
        feed.add(LAST_DELIVERY, f"{name}.csv", pd.DataFrame(columns))


CIN_OPENING = f"""<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection>
      <Year>2023</Year>
      <ReferenceDate>{day_texts(np.array([_CIN_LAST]))[0]}</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel>
      <LEA>999</LEA>
      <SoftwareCode>Demoshire</SoftwareCode>
      <Release>1</Release>
      <SerialNo>001</SerialNo>
      <DateTime>2023-06-28T10:00:00</DateTime>
    </Source>
  </Header>
  <Children>
"""
CIN_CLOSING = "  </Children>\n</Message>\n"


def _cin_census(world: World, feed: Feed, facts: dict[str, pd.DataFrame]) -> str:
    """The children of the year to 31 March 2023, with what was known on its last day."""
    tables = {
        name: table.as_known(facts[name], _CIN_LAST)
        for name, table in (
            ("episodes", EPISODES),
            ("assessments", ASSESSMENTS),
            ("cin_plans", CIN_PLANS),
            ("enquiries", ENQUIRIES),
            ("cp_plans", CP_PLANS),
        )
    }
    episodes = tables.pop("episodes")
    episodes = episodes[episodes["cine_close_date"] >= _CIN_FIRST]
    below: dict[str, dict[str, list[dict]]] = {}
    for (name, table), key in zip(
        tables.items(),
        ("cina_referral_id", "cinp_referral_id", "s47e_referral_id", "cppl_referral_id"),
        strict=True,
    ):
        below[name] = {}
        for record in table.to_dict("records"):
            below[name].setdefault(record[key], []).append(record)
    references = feed.refs(episodes["row"])
    return "".join(
        _cin_child(world, reference, record, below)
        for reference, record in zip(references, episodes.to_dict("records"), strict=True)
    )


def _cin_child(world: World, reference: str, record: dict, below: dict[str, dict]) -> str:
    row, referral = record["row"], record["cine_referral_id"]
    who = world.people.iloc[row]
    upn = world.upn[row]
    inside = [
        _element("CINreferralDate", record["cine_referral_date"]),
        _element("ReferralSource", record["cine_referral_source_code"]),
        _element("PrimaryNeedCode", record["cine_cin_primary_need_code"]),
        _element("CINclosureDate", record["cine_close_date"]),
        _element("ReasonForClosure", record["cine_close_reason"]),
    ]
    for found in below["assessments"].get(referral, ()):
        authorised = found["cina_assessment_auth_date"]
        codes = found["factors"] if authorised < NEVER else []
        factors = "".join(_element("AssessmentFactors", code) for code in codes)
        inside.append(
            _element(
                "Assessments",
                _element("AssessmentActualStartDate", found["cina_assessment_start_date"])
                + _element("AssessmentAuthorisationDate", authorised)
                + _element("FactorsIdentifiedAtAssessment", factors, is_markup=True),
                is_markup=True,
            )
        )
    for found in below["cin_plans"].get(referral, ()):
        plan = _element("CINPlanStartDate", found["cinp_cin_plan_start_date"])
        plan += _element("CINPlanEndDate", found["cinp_cin_plan_end_date"])
        inside.append(_element("CINPlanDates", plan, is_markup=True))
    for found in below["enquiries"].get(referral, ()):
        enquiry = _element("S47ActualStartDate", found["s47e_s47_start_date"])
        enquiry += _element("ICPCnotRequired", str(found["s47e_s47_nfa"] != "N").lower())
        inside.append(_element("Section47", enquiry, is_markup=True))
    inside.append(_element("ReferralNFA", "1" if record["cine_referral_nfa"] == "Y" else "0"))
    for found in below["cp_plans"].get(referral, ()):
        plan = _element("CPPstartDate", found["cppl_cp_plan_start_date"])
        plan += _element("CPPendDate", found["cppl_cp_plan_end_date"])
        plan += _element("InitialCategoryOfAbuse", found["cppl_cp_plan_initial_category"])
        plan += _element("LatestCategoryOfAbuse", found["cppl_cp_plan_latest_category"])
        plan += _element("NumberOfPreviousCPP", "0")
        inside.append(_element("ChildProtectionPlans", plan, is_markup=True))
    identifiers = _element("LAchildID", reference) + (
        _element("UPN", upn) if upn else _element("UPNunknown", "UN1")
    )
    identifiers += _element("PersonBirthDate", int(world.born[row]))
    identifiers += _element("Sex", who["sex"])
    characteristics = _element("Ethnicity", who["ethnicity"])
    return (
        "    <Child>\n      "
        + _element("ChildIdentifiers", identifiers, is_markup=True)
        + "\n      "
        + _element("ChildCharacteristics", characteristics, is_markup=True)
        + "\n      "
        + _element("CINdetails", "".join(inside), is_markup=True)
        + "\n    </Child>\n"
    )


def _element(name: str, value: str | int, is_markup: bool = False) -> str:
    """An element with a text, a day number or markup inside; nothing for what is not there."""
    if isinstance(value, int):
        value = day_texts(np.array([value]))[0]
    if not value:
        return ""
    return f"<{name}>{value if is_markup else escape(value)}</{name}>"
