"""Feeds as they really arrive, through a whole build: the published samples, returns in XML, one child
in three forms, a layout of a partner's own, changes and deletions."""

from __future__ import annotations

import csv
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT, Warehouse, copy_home
from supporting_families.home import Home
from test_mappings import MESSY, NAME, map_it

FIXTURES = ROOT / "tests" / "fixtures"
SAMPLES = {
    "annex_a": "childrens_social_care",
    "cin_census": "childrens_social_care",
    "ssda903": "childrens_social_care",
    "family_context": "service_involvement",
}
NCCIS = """<NCCIS>
  <YoungPerson>
    <YPID>Y1</YPID><Forename>Ann</Forename><Surname>Example</Surname>
    <DateOfBirth>2006-05-01</DateOfBirth><YP10>P</YP10>
    <CurrentActivity><ActivityCode>619</ActivityCode><StartDate>2023-07-01</StartDate></CurrentActivity>
    <Characteristic><Code>180</Code><StartDate>2023-08-01</StartDate></Characteristic>
  </YoungPerson>
</NCCIS>
"""
HCLIC = """<HCLIC>
  <Case>
    <Main><CaseReference>H1</CaseReference><ApplicationDate>2023-07-02</ApplicationDate></Main>
    <People>
      <Person><PersonReference>1</PersonReference><Forename>Ann</Forename><Surname>Example</Surname>
        <DateOfBirth>2006-05-01</DateOfBirth></Person>
      <Person><PersonReference>2</PersonReference><Forename>Bob</Forename><Surname>Example</Surname>
        <DateOfBirth>1980-01-01</DateOfBirth></Person>
    </People>
    <Relief><StartDate>2023-07-03</StartDate><EndDate>2023-08-28</EndDate><EndReason>56_DAYS</EndReason></Relief>
  </Case>
</HCLIC>
"""
# One child in three forms: referral and plan in two, the spell in care in two, with its end in one.
CIN = """<Message><Children><Child>
  <ChildIdentifiers><LAchildID>C1</LAchildID><PersonBirthDate>2015-03-27</PersonBirthDate><Sex>2</Sex></ChildIdentifiers>
  <CINdetails>
    <CINreferralDate>2022-10-06</CINreferralDate><PrimaryNeedCode>N1</PrimaryNeedCode>
    <Assessments><AssessmentActualStartDate>2022-10-10</AssessmentActualStartDate>
      <AssessmentAuthorisationDate>2022-11-10</AssessmentAuthorisationDate>
      <FactorsIdentifiedAtAssessment><AssessmentFactors>3B</AssessmentFactors>
        <AssessmentFactors>16A</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>
    <ChildProtectionPlans><CPPstartDate>2022-12-01</CPPstartDate><LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse></ChildProtectionPlans>
  </CINdetails>
</Child></Children></Message>
"""
SOCIAL_CARE = {
    "ssd_person.csv": "pers_person_id,pers_forename,pers_surname,pers_dob\nC1,Cara,Example,2015-03-27\n",
    "ssd_cin_episodes.csv": (
        "cine_referral_id,cine_person_id,cine_referral_date,cine_cin_primary_need_code,cine_close_date\n"
        "R1,C1,2022-10-06,N1,2023-05-01\n"
    ),
    "ssd_cp_plans.csv": (
        "cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date,"
        "cppl_cp_plan_latest_category\nP1,C1,2022-12-01,2023-03-31,NEG\n"
    ),
    "ssd_cla_episodes.csv": (
        "clae_cla_episode_id,clae_person_id,clae_cla_episode_start_date,clae_legal_status\n"
        "L1,C1,2023-05-01,C2\nL2,C1,2023-01-02,V4\n"
    ),
    "header.csv": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nC1,2,27/03/2015,WBRI,,,\n",
    "episodes.csv": (
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
        "C1,01/05/2023,S,C2,N1,U1,PR1,01/06/2023,E4A,,,,\n"
    ),
    "CIN_Census_2023.xml": CIN,
}
HUBS = {
    "2023-05-01/family_hubs_registrations_2023-05-01.csv": (
        "registration_ref,row_action,forename,surname,dob,hub_code,registered_on\n"
        "G1,A,Ann,Example,2006-05-01,NORTH,2023-04-02\n"
    ),
    "2023-05-01/family_hubs_attendances_2023-05-01.csv": (
        "attendance_ref,row_action,registration_ref,hub_code,activity,attended_on\n"
        "V1,A,G1,NORTH,play,2023-04-03\nV2,A,G1,NORTH,play,2023-04-10\nV3,A,G1,NORTH,talk,2023-04-17\n"
    ),
    "2023-06-01/family_hubs_attendances_2023-06-01.csv": (
        "attendance_ref,row_action,registration_ref,hub_code,activity,attended_on\n"
        "V2,C,G1,NORTH,talk,2023-04-11\nV3,D,,,,\n"
    ),
    "2023-06-10/deletion_notice.csv": "table_name,row_key,reason\nattendances,V1,sent by mistake\n",
}


def land(home: Path, feed: str, files: dict[str, str], day: str = "") -> None:
    for name, content in files.items():
        path = home / "landing" / feed / day / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    folder = tmp_path_factory.mktemp("feeds")
    warehouse = Warehouse(folder / "home")
    home = warehouse.home
    for number, (sample, feed) in enumerate(SAMPLES.items()):
        received = home / "landing" / feed / f"2022-01-0{number + 1}"
        shutil.copytree(
            FIXTURES / sample, received, ignore=shutil.ignore_patterns("README.md")
        )
    land(home, "childrens_social_care", SOCIAL_CARE, "2023-07-01")
    land(home, "ccis", {"nccis_2023-09.xml": NCCIS}, "2023-10-08")
    land(home, "homelessness", {"hclic_2023-q3.xml": HCLIC}, "2023-10-09")
    land(home, "family_hubs", HUBS)
    (home / "landing" / "police" / "2024-05-10").mkdir(parents=True)
    (home / "landing" / "police" / "2024-05-10" / NAME).write_bytes(MESSY.encode("cp1252"))
    map_it(Home(home))
    warehouse.must(
        "dbt", "build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test",
        SF_AS_OF_DATE="2025-04-01",
    )  # fmt: skip
    return warehouse


def staged_rows(built: Warehouse, pattern: str) -> dict[str, int]:
    rows = built.query(
        "select source_file, rows_staged + rows_quarantined, rows_counted, file_status"
        f" from governance.gov_feed_accounting where source_file like '{pattern}'"
    )
    for name, accounted, counted, status in rows:
        assert (accounted, status) == (counted, "taken_in"), name
    return {name.rsplit("/", 1)[-1]: counted for name, _, counted, _ in rows}


# Everything in the samples lands ------------------------------------------------------------------


def test_the_annex_a_workbook_lands_with_counts_that_add_up(built: Warehouse) -> None:
    [path] = (FIXTURES / "annex_a").glob("*.xlsx")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = {
        sheet.title: sum(any(cell is not None for cell in row) for row in sheet.values) - 1
        for sheet in book.worksheets
    }
    landed = staged_rows(built, "%/2022-01-01/%")
    assert len(landed) == 11
    assert {name.split("#")[1]: count for name, count in landed.items()} == {
        title: count for title, count in rows.items() if title in {n.split("#")[1] for n in landed}
    }
    assert sum(landed.values()) > 0


def test_the_cin_census_lands_with_counts_that_add_up(built: Warehouse) -> None:
    [path] = (FIXTURES / "cin_census").glob("*.xml")
    content = path.read_text(encoding="utf-8")
    elements = {
        "cin_children": "Child", "cin_details": "CINdetails", "cin_assessments": "Assessments",
        "cin_plans": "CINPlanDates", "cin_section_47": "Section47",
        "cin_child_protection_plans": "ChildProtectionPlans",
    }  # fmt: skip
    landed = staged_rows(built, "%/2022-01-02/%")
    assert {name.split("#")[1]: count for name, count in landed.items()} == {
        table: len(re.findall(f"<{element}>", content)) for table, element in elements.items()
    }


@pytest.mark.parametrize(("sample", "day"), [("ssda903", "2022-01-03"), ("family_context", "2022-01-04")])
def test_the_csv_samples_land_with_counts_that_add_up(
    sample: str, day: str, built: Warehouse
) -> None:
    landed = staged_rows(built, f"%/{day}/%")
    for path in (FIXTURES / sample).glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = sum(any(row) for row in csv.reader(file)) - 1
        assert landed[path.name] == rows, path.name


# Returns in XML -----------------------------------------------------------------------------------


def evidence(built: Warehouse, feed: str) -> list[tuple]:
    return built.query(
        "select e.evidence_type, cast(e.event_date as varchar), cast(e.period_start as varchar),"
        " cast(e.period_end as varchar), e.value_text, p.forename"
        " from intermediate.int_evidence as e"
        " inner join intermediate.int_people as p on e.person_key = p.person_key"
        f" where e.feed_code = '{feed}' and p.surname = 'Example' order by all"
    )


def test_nccis_in_xml_becomes_the_evidence_of_the_tables(built: Warehouse) -> None:
    assert evidence(built, "ccis") == [
        ("not_in_education_employment_training", None, "2023-07-01", "2023-10-01", "619", "Ann"),
        ("young_person_circumstance", None, "2023-08-01", "2023-10-01", "180", "Ann"),
    ]


def test_h_clic_in_xml_becomes_the_evidence_of_each_person(built: Warehouse) -> None:
    assert evidence(built, "homelessness") == [
        ("homelessness_application", "2023-07-02", None, None, None, "Ann"),
        ("homelessness_application", "2023-07-02", None, None, None, "Bob"),
        ("homelessness_duty", None, "2023-07-03", "2023-08-29", "RELIEF", "Ann"),
        ("homelessness_duty", None, "2023-07-03", "2023-08-29", "RELIEF", "Bob"),
        ("homelessness_duty_ended", "2023-08-28", None, None, "56_DAYS", "Ann"),
        ("homelessness_duty_ended", "2023-08-28", None, None, "56_DAYS", "Bob"),
    ]


def test_a_child_in_three_forms_gives_each_fact_once(built: Warehouse) -> None:
    """The end of the spell in care comes from the return, that of the plan from the tables."""
    assert evidence(built, "childrens_social_care") == [
        ("assessment_factor", "2022-11-10", None, None, "16A", "Cara"),
        ("assessment_factor", "2022-11-10", None, None, "3B", "Cara"),
        ("child_in_need", None, "2022-10-06", "2023-05-02", "N1", "Cara"),
        ("child_protection_plan", None, "2022-12-01", "2023-04-01", "NEG", "Cara"),
        ("child_protection_plan_ended", "2023-03-31", None, None, None, "Cara"),
        ("looked_after", None, "2023-05-01", "2023-06-01", "C2", "Cara"),
        ("social_care_referral", "2022-10-06", None, None, "N1", "Cara"),
    ]


# A layout of a partner's own ----------------------------------------------------------------------


def test_a_messy_police_file_becomes_evidence_by_a_mapping_alone(built: Warehouse) -> None:
    """Three rows and a total: the third has neither a day nor a class that anyone knows."""
    [account] = built.query(
        "select read_as, rows_counted, rows_staged, rows_quarantined"
        " from governance.gov_feed_accounting where feed_code = 'police'"
    )
    assert account == ("mapping north_force: csv cp1252 ;", 4, 2, 2)
    told = built.query(
        "select first_row, reason from governance.gov_quarantine where feed_code = 'police'"
        " order by first_row"
    )
    assert [row for row, _ in told] == [7, 9]
    assert told[0][1].startswith("occurred_from: ") and "incident_class: " in told[0][1]
    assert built.query(
        "select evidence_type, cast(event_date as varchar), person_role, source_row"
        " from intermediate.int_evidence where feed_code = 'police' order by source_row"
    ) == [
        ("offence", "2023-04-01", "victim", 5),
        ("asb_incident", "2023-04-02", "perpetrator", 6),
    ]


# Changes and deletions ----------------------------------------------------------------------------


def test_changes_and_deletions_leave_what_is_true_now(built: Warehouse) -> None:
    """V1 was deleted by notice, V2 changed, V3 deleted by the next delivery."""
    assert evidence(built, "family_hubs") == [
        ("family_hub_visit", "2023-04-11", None, None, "talk", "Ann"),
    ]


def test_an_earlier_known_at_shows_what_we_had_been_told(built: Warehouse, tmp_path: Path) -> None:
    then = copy_home(built, tmp_path, "landing", "local")
    chosen = ("--select", "+int_evidence__family_hubs", "--exclude-resource-type", "test")
    told = "select cast(event_date as varchar) from intermediate.int_evidence__family_hubs order by 1"
    for known_at, visits in (
        ("2023-05-31", ["2023-04-03", "2023-04-10", "2023-04-17"]),
        ("2023-06-09", ["2023-04-03", "2023-04-11"]),
        ("2023-06-10", ["2023-04-11"]),
    ):
        then.must(
            "dbt", "build", *chosen, "--exclude-resource-type", "unit_test",
            SF_AS_OF_DATE="2025-04-01", SF_KNOWN_AT=known_at,
        )  # fmt: skip
        assert [day for (day,) in then.query(told)] == visits
