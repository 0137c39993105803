"""The partner feeds of the demo: complete, in keeping with their contracts and with one another."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from supporting_families.contracts import TableContract, load_contracts
from supporting_families.demo import generate as generator

PEOPLE = 800
FEEDS = (
    "attendance", "attainment", "cme_ehe", "send", "ccis", "early_years", "health",
    "substance_misuse", "childrens_social_care", "youth_justice", "probation", "domestic_abuse",
    "exploitation", "housing", "homelessness", "council_tax", "dwp", "local_services",
    "family_hubs", "address_gazetteer",
)  # fmt: skip
# Forms of feeds that the demo does not deliver.
NOT_IN_THE_DEMO = ("annex_a_", "ssda903_oc2", "nccis_", "hclic_")
EVIDENCE = {
    "attendance": "attendance_sessions unauthorised_absence_sessions",
    "attainment": "attainment_result",
    "cme_ehe": "missing_education home_education",
    "send": "sen_request ehc_plan sen_need",
    "ccis": "not_in_education_employment_training in_education_employment_training "
            "activity_unknown young_person_circumstance",
    "early_years": "early_education_entitled early_education_taken_up eyfsp_profile asq3_review "
                   "measure_score",
    "health": "health_review health_review_missed pregnancy maternity_support_needed "
              "immunisation_outstanding ae_attendance ae_safeguarding_concern "
              "mental_health_support mental_health_support_ended measure_score",
    "substance_misuse": "substance_treatment substance_treatment_ended",
    "childrens_social_care": "social_care_referral child_in_need assessment_factor "
                             "child_in_need_plan child_in_need_plan_ended child_protection_plan "
                             "child_protection_plan_ended section_47_enquiry "
                             "looked_after missing_from_care measure_score",
    "youth_justice": "proven_offence youth_justice_intervention",
    "probation": "probation_supervision",
    "domestic_abuse": "marac_case domestic_abuse_support measure_score",
    "police": "domestic_abuse_incident",
    "exploitation": "exploitation_risk prevent_case prevent_case_closed",
    "housing": "tenancy rent_arrears housing_asb_case possession_action",
    "homelessness": "homelessness_application homelessness_duty homelessness_duty_ended "
                    "temporary_accommodation",
    "council_tax": "council_tax_support council_tax_exemption council_tax_arrears",
    "dwp": "benefit_claim in_work not_in_work",
    "local_services": "parenting_programme parenting_programme_completed measure_score "
                      "parental_conflict_support parental_conflict_support_completed "
                      "young_carer_support young_carer_assessment advice debt_advice",
    "family_hubs": "family_hub_visit",
    "early_help": "family_feedback",
}  # fmt: skip
DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}")
TYPES = {
    "date": DATE,
    "integer": re.compile(r"\d+"),
    "decimal": re.compile(r"\d+(\.\d+)?"),
    "flag": re.compile(r"[YN]"),
    "upn": re.compile(r"[A-Z]\d{12}"),
    "nhs_number": re.compile(r"999\d{7}"),
    "nino": re.compile(r"QQ\d{6}[A-D]"),
    "uprn": re.compile(r"990\d{9}"),
    "postcode": re.compile(r"XD\d{1,2} \d[A-Z]{2}"),
}


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def read_all(home: Path, pattern: str) -> pd.DataFrame:
    return pd.concat([read(path) for path in sorted(home.glob(pattern))], ignore_index=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feeds") / "home"
    generator.generate(folder, PEOPLE, seed=7, tell=lambda text: None)
    return folder


@pytest.fixture(scope="module")
def contracts() -> list[TableContract]:
    wanted = [contract for contract in load_contracts() if contract.feed_code in FEEDS]
    return [contract for contract in wanted if not contract.name.startswith(NOT_IN_THE_DEMO)]


@pytest.fixture(scope="module")
def evidence(home: Path) -> pd.DataFrame:
    return read(home / "truth" / "evidence.csv")


def files_of(home: Path, contract: TableContract) -> list[Path]:
    folder = home / "landing" / contract.feed_code
    return [path for path in sorted(folder.rglob("*.*")) if contract.pattern.match(path.name)]


def test_every_table_of_every_feed_has_files_with_rows(home, contracts):
    for contract in contracts:
        paths = files_of(home, contract)
        assert paths, (contract.feed_code, contract.name)
        for path in paths:
            if contract.form == "xml":
                below = contract.element.partition("/")[2]
                assert ElementTree.parse(path).findall(below), (path.name, contract.element)
            else:
                assert len(read(path)), path.name


def test_no_file_of_a_small_authority_is_empty(tmp_path):
    generator.generate(tmp_path / "home", generator.SMALLEST, seed=5, tell=lambda text: None)
    for contract in load_contracts():
        if contract.feed_code in FEEDS and not contract.name.startswith(NOT_IN_THE_DEMO):
            paths = files_of(tmp_path / "home", contract)
            assert paths, contract.name
            assert all(len(read(path)) for path in paths if path.suffix == ".csv"), contract.name


def test_values_fit_their_types_and_codes(home, contracts):
    for contract in contracts:
        for path in files_of(home, contract) if contract.form == "csv" else ():
            table = read(path)
            for column in contract.columns:
                if column.name not in table:
                    continue
                values = set(table[column.name]) - {""}
                where = (path.name, column.name)
                assert not column.required or (table[column.name] != "").all(), where
                if column.codes:
                    assert values <= set(column.codes), (*where, values - set(column.codes))
                if column.type in TYPES:
                    odd = {value for value in values if not TYPES[column.type].fullmatch(value)}
                    assert not odd, (*where, odd)


def test_a_delivery_tells_nothing_that_comes_after_it(home, contracts):
    """Days that lie ahead are plans: a birth expected, an entitlement, a record to be renewed."""
    plans = {"expected_delivery_on", "eligible_to", "currency_due"}
    for contract in contracts:
        for path in files_of(home, contract) if contract.form == "csv" else ():
            table, received = read(path), path.parent.name
            for column in contract.columns:
                if column.type == "date" and column.name in table and column.name not in plans:
                    days = table[column.name].str.replace(
                        r"(\d\d)/(\d\d)/(\d{4})", r"\3-\2-\1", regex=True
                    )
                    assert (days <= received).all(), (path.name, column.name)


def test_marks_of_the_autumn_add_up_to_the_census(home):
    marks = read_all(home / "landing/attendance", "*/attendance_marks_2023-*.csv")
    pupils = read_all(home / "landing/attendance", "*/attendance_pupils_2023-*.csv")
    upns = dict(zip(pupils["pupil_ref"], pupils["upn"], strict=True))
    assert {"/", "\\", "I", "O", "#"} <= set(marks["mark"])
    marks = marks[marks["mark"].isin(["/", "\\", "I", "O"])]
    marks["upn"] = marks["pupil_ref"].map(upns)
    counted = pd.DataFrame(
        {
            "possible": marks.groupby("upn").size(),
            "authorised": (marks["mark"] == "I").groupby(marks["upn"]).sum(),
            "unauthorised": (marks["mark"] == "O").groupby(marks["upn"]).sum(),
        }
    )
    census = read_all(home / "landing/school_census", "2024-02-20/2024_spring_*pupil*roll.csv")
    census = census[census["termlysessionspossible"] != ""].set_index("upn")
    columns = [f"termlysessions{name}" for name in counted.columns]
    expected = census[columns].astype(float).astype(int).groupby("upn").sum()
    expected.columns = counted.columns
    pd.testing.assert_frame_equal(counted, expected, check_index_type=False, check_dtype=False)
    assert not marks.duplicated(["pupil_ref", "mark_date", "session"]).any()


def test_attendance_evidence_is_what_the_marks_come_to(home, evidence):
    told = evidence[evidence["evidence_type"] == "attendance_sessions"]
    marks = read_all(home / "landing/attendance", "*/attendance_marks_*.csv")
    counted = marks[marks["mark"].isin(["/", "\\", "I", "O"])]
    attended = counted["mark"].isin(["/", "\\"])
    assert told["value_base"].astype(int).sum() == len(counted)
    assert told["value_number"].astype(int).sum() == attended.sum()
    assert not told.duplicated(["source_person_ref", "period_start", "value_number",
                                "value_base"]).all()  # fmt: skip
    away = evidence[evidence["evidence_type"] == "unauthorised_absence_sessions"]
    assert away["value_number"].astype(int).sum() == (counted["mark"] == "O").sum()
    assert away["value_base"].astype(int).sum() == len(counted)


def test_every_reference_has_an_owner_and_a_name(home, contracts, evidence):
    owners = read(home / "truth" / "people.csv").set_index(["feed_code", "source_person_ref"])
    assert owners.index.is_unique
    named = evidence[evidence["source_person_ref"] != ""]
    keys = pd.MultiIndex.from_frame(named[["feed_code", "source_person_ref"]])
    assert keys.isin(owners.index).all()
    for contract in contracts:
        for path in files_of(home, contract) if contract.form == "csv" else ():
            table = read(path)
            for name in table.columns.intersection(REFERENCES[contract.feed_code]):
                references = set(table[name]) - {""}
                assert references <= set(owners.loc[contract.feed_code].index), (path.name, name)


REFERENCES = {
    "attendance": ["pupil_ref"],
    "attainment": ["pupil_ref"],
    "cme_ehe": ["child_ref"],
    "send": ["PersonID"],
    "ccis": ["ypid"],
    "early_years": ["child_ref"],
    "health": ["patient_ref"],
    "substance_misuse": ["client_ref"],
    "childrens_social_care": [
        "pers_person_id", "fami_person_id", "addr_person_id", "cont_person_id", "cine_person_id",
        "cina_person_id", "cinp_person_id", "s47e_person_id", "cppl_person_id", "clae_person_id",
        "miss_person_id", "csdq_person_id", "CHILD",
    ],
    "youth_justice": ["yp_id"],
    "probation": ["offender_ref"],
    "domestic_abuse": ["person_ref", "client_ref"],
    "exploitation": ["child_ref"],
    "housing": ["tenant_ref"],
    "homelessness": ["person_ref"],
    "council_tax": ["liable_ref"],
    "dwp": ["person_ref"],
    "local_services": ["client_ref"],
    "family_hubs": ["registration_ref"],
    "address_gazetteer": [],
}  # fmt: skip


def test_a_person_is_the_same_in_every_feed(home, contracts):
    """Name and birth date say who it is, and no identifier belongs to two people."""
    owners = read(home / "truth" / "people.csv").set_index(["feed_code", "source_person_ref"])
    owners = owners["true_person_id"]
    kinds = {"forename": "forename", "surname": "surname", "upn": "upn", "nino": "nino"}
    found = []
    for contract in contracts:
        for path in files_of(home, contract) if contract.form == "csv" else ():
            table = read(path)
            columns = {
                **{c.name: "dob" for c in contract.columns
                   if c.type == "date" and c.personal_data == "direct" and c.name != "MC_DOB"
                   and not c.name.startswith("pers_expected")},
                **{c.name: kind for c in contract.columns for end, kind in kinds.items()
                   if c.name.lower().endswith(end)},
                **{c.name: "nhs_number" for c in contract.columns if c.type == "nhs_number"},
            }  # fmt: skip
            reference = table.columns.intersection(REFERENCES[contract.feed_code])
            for name, kind in columns.items():
                if name in table and len(reference):
                    part = pd.DataFrame({"reference": table[reference[0]], "value": table[name]})
                    keys = pd.MultiIndex.from_product([[contract.feed_code], part["reference"]])
                    part = part.assign(person=owners.reindex(keys).to_numpy(), kind=kind)
                    found.append(part[(part["value"] != "") & (part["reference"] != "")])
    all_of = pd.concat(found, ignore_index=True).drop(columns="reference").drop_duplicates()
    british = all_of["value"].str.replace(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\2-\1", regex=True)
    all_of = all_of.assign(value=british).drop_duplicates()
    assert set(all_of["kind"]) == {"forename", "surname", "dob", "upn", "nino", "nhs_number"}
    assert not all_of.duplicated(["person", "kind"]).any()
    identifiers = all_of[all_of["kind"].isin(["upn", "nino", "nhs_number"])]
    assert not identifiers.duplicated(["kind", "value"]).any()


def test_tenants_in_arrears_are_council_tax_payers_at_the_same_address(home, evidence):
    owners = read(home / "truth" / "people.csv").set_index(["feed_code", "source_person_ref"])
    owners = owners["true_person_id"]
    tenants = read_all(home / "landing/housing", "2024-03-05/housing_tenancies.csv")
    liable = read_all(home / "landing/council_tax", "*/council_tax_liabilities.csv")
    tenants["person"] = owners["housing"].reindex(tenants["tenant_ref"]).to_numpy()
    liable["person"] = owners["council_tax"].reindex(liable["liable_ref"]).to_numpy()
    owing = evidence[evidence["evidence_type"] == "rent_arrears"]["source_person_ref"]
    tenants = tenants[tenants["tenant_ref"].isin(owing)]
    both = tenants.merge(liable, on="person", how="left")
    assert len(both) and (both["uprn_x"] == both["uprn_y"]).mean() > 0.95


def test_families_in_support_are_known_to_partners_more_often(home):
    people = read(home / "truth" / "people.csv")
    helped = set(people.loc[people["feed_code"] == "early_help", "true_person_id"])
    for feed in ("childrens_social_care", "housing", "domestic_abuse", "homelessness"):
        known = people.loc[people["feed_code"] == feed, "true_person_id"]
        assert known.isin(helped).mean() > 1.5 * len(helped) / PEOPLE, feed


def test_housing_is_delivered_twice_and_corrected(home):
    first, last = (
        read(home / f"landing/housing/{day}/housing_tenancies.csv").set_index("tenant_ref")
        for day in ("2024-01-15", "2024-03-05")
    )
    assert set(first["tenancy_ref"]) - set(last["tenancy_ref"])
    both = first.join(last.add_suffix("_last"), how="inner")
    ended = both[(both["tenancy_end"] != "") & (both["tenancy_end_last"] != "")]
    assert (ended["tenancy_end"] != ended["tenancy_end_last"]).any()


def test_family_hubs_send_changes(home):
    for table, actions in (("registrations", "ACD"), ("attendances", "ACD"), ("feedback", "AC")):
        paths = sorted((home / "landing/family_hubs").glob(f"202*/family_hubs_{table}_*.csv"))
        assert len(paths) == 6
        assert set(pd.concat(map(read, paths))["row_action"]) == set(actions)


def test_evidence_of_every_kind_is_true_of_somebody(evidence):
    found = set(zip(evidence["feed_code"], evidence["evidence_type"], strict=True))
    wanted = {(feed, kind) for feed, kinds in EVIDENCE.items() for kind in kinds.split()}
    assert found == wanted


def test_evidence_is_an_event_or_a_state(evidence):
    is_event, is_state = evidence["event_date"] != "", evidence["period_start"] != ""
    assert (is_event != is_state).all()
    assert (is_state == (evidence["period_end"] != "")).all()
    assert (evidence["period_start"] <= evidence["period_end"]).all()
    happened = evidence["event_date"] + evidence["period_start"]
    assert (happened <= "2024-03-15").all()
    for column in ("value_number", "value_base"):
        assert evidence[column].str.fullmatch(r"\d*").all()


def test_children_are_the_same_in_each_form_of_social_care(home):
    folder = home / "landing/childrens_social_care"
    people = set(read(folder / "2024-03-05/ssd_person.csv")["pers_person_id"])
    census = ElementTree.parse(folder / "2023-07-01/CIN_Census_2023.xml")
    children = {element.text for element in census.iter("LAchildID")}
    assert children and children <= people
    days = {e.text for name in ("CINreferralDate", "CPPstartDate") for e in census.iter(name)}
    assert max(days) <= "2023-07-01"
    assert set(read(folder / "2024-03-05/episodes.csv")["CHILD"]) <= people


def test_the_register_names_every_feed_and_the_list_knows_its_people(home):
    register = read(home / "local/feed_register.csv").set_index("feed_code")
    assert set(register.index) == {*FEEDS, "school_census", "police"}
    assert register.loc["probation", "status"] == "pilot"
    assert set(register.loc[register["load_kind"] == "delta"].index) == {"family_hubs"}
    listed = set(read(home / "local/cohort_lists.csv")["source_person_ref"])
    helped = read_all(home / "landing/early_help", "*/ssd_person.csv")["pers_person_id"]
    results = read_all(home / "landing/dwp", "*/*.csv")["person_ref"]
    assert listed <= set(helped) and set(results) <= listed
