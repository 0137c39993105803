"""Evidence packs: what an auditor reads of one claim, who can open it, and what is logged."""

from __future__ import annotations

import csv
import io
import os
import re
import stat
import zipfile
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import openpyxl
import pyrage
import pytest
import yaml
from pyrage import x25519

from supporting_families.claiming.errors import ClaimError
from supporting_families.claiming.hashes import evidence_hashes
from supporting_families.claiming.pack import (
    PACK_KEYS,
    PackAbout,
    PackLog,
    SampledClaim,
    open_pack,
    opening,
    write_packs,
)
from supporting_families.claiming.pack.reading import read_family
from supporting_families.claiming.pack.verdicts import verdicts
from supporting_families.contracts import PROJECT_ROOT
from supporting_families.home import Home

TODAY = date(2024, 3, 15)
SET = "901-2023-24-W4-1"
OURS, THEIRS = f"{SET}-0001", f"{SET}-0002"
ABOUT = PackAbout(
    authority_code="901",
    authority_name="Borough of Examples",
    build_id="build-1",
    as_of_date=TODAY,
    known_at=TODAY,
    set_hash="5e" * 32,
    catalogue_hash="ca" * 32,
    model_hash="0d" * 32,
    git_commit="c0ffee" * 6,
    is_demo=False,
)
# A family of three needs: a child who missed school, the adult who needed help with parenting, and
# was involved in crime. It was assessed in March 2023 and closed in August 2023.
NEEDS, NAMES = ("n-school", "n-parent", "n-crime"), ("Zebedee", "Quillfeather", "2013-07-19")
REGISTER = "landing/early_help/2024-03-10/programme_{}.csv"
RULES = ("SF22-1.1-N1", "SF22-1.1-O1-R1", "SF22-5.1-N0", "SF22-5.1-O2-R0", "SF22-7.1-N1",
         "SF22-7.1-O1-R1", "SF22-8.3-N0")  # fmt: skip
SETTINGS = {
    "min_needs": "3", "min_headlines": "1", "min_headlines_strict": "3", "same_need_counts": "once",
    "dependent_child_max_age": "18", "dependent_child_status_age": "16", "sustain_months": "6",
    "sustain_anchor": "closure", "every_child_in_education": "0", "school_age_from": "5",
    "school_age_to": "15", "social_care_at_claim": "warn", "social_care_step_up": "block",
    "reclaim_min_months": None, "last_claim_on": None,
}  # fmt: skip


def rows() -> dict[str, list[dict[str, object]]]:
    """The rows of the extracts, table by table; what is left out is empty."""
    ours, theirs = {"episode_key": "e-ours"}, {"episode_key": "e-theirs"}
    claim = {
        "framework_version": "sf-2022", "claim_route": "sustained_progress",
        "claim_status": "ready", "started_on": date(2023, 2, 20), "assessed_on": date(2023, 3, 1),
        "closed_on": date(2023, 8, 31), "close_reason": "OUTCOMES_MET",
        "eligible_on": date(2023, 3, 1), "sustain_ends_on": date(2024, 2, 29),
        "claimable_from": date(2024, 2, 29), "unit_gbp": 800, "payable_gbp": 800,
    }  # fmt: skip
    school = {"need_code": "SF22-1.1", "need_no": "1.1", "need_name": "Poor school attendance",
              "headline_no": 1, "headline_name": "Getting a good education"}  # fmt: skip
    parent = {"need_code": "SF22-5.1", "need_no": "5.1", "need_name": "Help with parenting",
              "headline_no": 5, "headline_name": "Improved family relationships"}  # fmt: skip
    crime = {"need_code": "SF22-7.1", "need_no": "7.1", "need_name": "Adult involved in crime",
             "headline_no": 7, "headline_name": "Crime prevention"}  # fmt: skip
    sessions = {
        "evidence_type": "attendance_sessions", "evidence_name": "School attendance sessions",
        "evidence_shape": "period_count", "person_key": "p-child", "person_role": "subject",
        "value_base": 120, "value_unit": "sessions", "feed_code": "school_census",
    }  # fmt: skip
    spring = {"event_date": date(2022, 4, 19), "period_start": date(2022, 4, 19),
              "period_end": date(2022, 7, 23)}  # fmt: skip
    autumn = {"event_date": date(2022, 9, 5), "period_start": date(2022, 9, 5),
              "period_end": date(2022, 12, 17)}  # fmt: skip
    of_school = {**ours, "target": "need", "target_instance_id": "n-school",
                 "rule_id": "SF22-1.1-N1", "says": "met", **sessions}  # fmt: skip
    recorded = {"evidence_shape": "recorded", "person_role": "subject", "feed_code": "early_help",
                "received_at": date(2024, 3, 10)}  # fmt: skip
    return {
        "claims": [
            {**claim, **ours, "family_key": "f-ours", "case_system_family_id": "FAM-0001"},
            {**claim, **theirs, "family_key": "f-theirs", "case_system_family_id": "FAM-SECRET"},
        ],
        "people": [
            {**ours, "person_key": "p-child", "person_label": "Child 1", "is_child": 1,
             "family_role": "dependent_child", "age_at_assessment": 9},
            {**ours, "person_key": "p-adult", "person_label": "Adult 1", "is_child": 0,
             "family_role": "parent_carer", "age_at_assessment": 34},
            {**theirs, "person_key": "p-theirs", "person_label": "Child 1", "is_child": 1,
             "family_role": "dependent_child", "age_at_assessment": 3},
        ],
        "needs": [
            {**ours, **school, "need_instance_id": "n-school", "person_key": "p-child",
             "status": "met", "identified_on": date(2023, 3, 1), "identified_by": "partner_data"},
            {**ours, **parent, "need_instance_id": "n-parent", "person_key": "p-adult",
             "status": "met", "identified_on": date(2023, 4, 4), "identified_by": "practitioner"},
            {**ours, **crime, "need_instance_id": "n-crime", "person_key": "p-adult",
             "status": "met", "identified_on": date(2023, 3, 1), "identified_by": "partner_data"},
            {**theirs, **school, "need_instance_id": "n-theirs", "person_key": "p-theirs",
             "status": "met", "identified_on": date(2023, 3, 1), "identified_by": "partner_data"},
        ],
        "outcomes": [
            {**ours, "need_instance_id": "n-school", "outcome_instance_id": "o-school",
             "person_key": "p-child", "need_code": "SF22-1.1", "outcome_code": "SF22-1.1-O1",
             "outcome_name": "Attendance back to 90 percent", "status": "met",
             "achieved_on": date(2023, 12, 22), "shown_by": "partner_data"},
            {**ours, "need_instance_id": "n-parent", "outcome_instance_id": "o-other",
             "person_key": "p-adult", "need_code": "SF22-5.1", "outcome_code": "SF22-5.1-O1",
             "outcome_name": "Measure improved", "status": "not_assessable_no_feed"},
            {**ours, "need_instance_id": "n-parent", "outcome_instance_id": "o-parent",
             "person_key": "p-adult", "need_code": "SF22-5.1", "outcome_code": "SF22-5.1-O2",
             "outcome_name": "Programme completed", "status": "met",
             "achieved_on": date(2023, 7, 14), "shown_by": "practitioner"},
            {**ours, "need_instance_id": "n-crime", "outcome_instance_id": "o-crime",
             "person_key": "p-adult", "need_code": "SF22-7.1", "outcome_code": "SF22-7.1-O1",
             "outcome_name": "No offence", "status": "met",
             "achieved_on": date(2024, 2, 29), "shown_by": "partner_data"},
        ],
        "evidence": [
            {**of_school, **spring, "value_number": 107, "source_row": 99, "source_row_last": 99,
             "source_file": "landing/school_census/2022-12-01/autumn.csv",
             "received_at": date(2022, 12, 1)},
            {**of_school, **autumn, "value_number": 100, "source_row": 12, "source_row_last": 12,
             "source_file": "landing/school_census/2023-02-01/spring.csv",
             "received_at": date(2023, 2, 1)},
            {**ours, **recorded, "target": "need", "target_instance_id": "n-parent",
             "rule_id": "SF22-5.1-N0", "says": "met", "evidence_type": "need_recorded",
             "evidence_name": "Need recorded by a practitioner", "person_key": "p-adult",
             "event_date": date(2023, 4, 4), "source_file": REGISTER.format("needs"),
             "source_row": 7, "source_row_last": 7},
            {**ours, **recorded, "target": "outcome", "target_instance_id": "o-parent",
             "rule_id": "SF22-5.1-O2-R0", "says": "met", "evidence_type": "outcome_recorded",
             "evidence_name": "Outcome recorded by a practitioner", "person_key": "p-adult",
             "event_date": date(2023, 7, 20), "period_start": date(2023, 7, 14),
             "value_number": 1, "source_file": REGISTER.format("outcomes"),
             "source_row": 31, "source_row_last": 31},
            {**ours, "target": "need", "target_instance_id": "n-crime", "rule_id": "SF22-7.1-N1",
             "says": "met", "evidence_type": "offence", "evidence_name": "Offence",
             "evidence_shape": "event", "person_key": "p-adult", "person_role": "perpetrator",
             "event_date": date(2023, 1, 9), "value_text": "THEFT", "feed_code": "police",
             "source_file": "landing/police/2023-02-10/police_incidents_2023-01.csv",
             "source_row": 4, "source_row_last": 6, "received_at": date(2023, 2, 10)},
            {**ours, "target": "outcome", "target_instance_id": "o-crime", "says": "nothing_found",
             "rule_id": "SF22-7.1-O1-R1"},
            {**theirs, **sessions, **autumn, "target": "need", "target_instance_id": "n-theirs",
             "rule_id": "SF22-1.1-N1", "says": "met", "value_number": 1, "source_row": 4711,
             "source_row_last": 4711, "source_file": "landing/school_census/2023-02-01/other.csv",
             "received_at": date(2023, 2, 1)},
        ],
        "searches": [
            {**ours, "outcome_instance_id": "o-crime", "rule_id": "SF22-7.1-O1-R1",
             "feed_code": "police", "looked_from": date(2023, 8, 31),
             "looked_until": date(2024, 2, 29), "period": period, "received_at": received,
             "source_file": f"landing/police/{received}/police_incidents_{period}.csv"}
            for period, received in (("2023-08", date(2023, 9, 10)), ("2024-02", date(2024, 3, 10)))
        ],
        "principles": [
            {**key, "claim_rule": rule, "is_shown": 1, "what_shows_it": what, "shown_on": day,
             "source_file": REGISTER.format(file), "source_row": row, **more}
            for key in (ours, theirs)
            for rule, what, day, file, row, more in (
                ("R06", "whole_family_assessment_with_voice", date(2023, 3, 1), "assessments", 5,
                 {}),
                ("R07", "plan", date(2023, 3, 8), "plans", 6, {}),
                ("R07", "plan_covers_member", date(2023, 3, 8), "plan_members", 8,
                 {"person_key": "p-child"}),
                ("R08", "lead_practitioner_recognised", date(2023, 2, 20), "leads", 9, {}),
                ("R09", "objective_for_need", date(2023, 3, 8), "objectives", 10,
                 {"need_code": "SF22-1.1"}),
            )
        ],
        "catalogue": [
            {"catalogue_table": "framework_settings", "row_code": f"sf-2022|{setting}",
             "column_name": "setting_value", "value_in_force": value}
            for setting, value in SETTINGS.items()
        ]
        + [
            {"catalogue_table": "rules", "row_code": "SF22-1.1-N1", "column_name": "threshold",
             "value_in_force": "90"},
            {"catalogue_table": "rules", "row_code": "SF22-9.1-N1", "column_name": "threshold",
             "value_in_force": "77"},
        ],
        "catalogue_rows": [
            {"catalogue_table": table, "row_code": code, "row_text": f"Wording of {code}.",
             "provenance": "a council page", "confidence": "M",
             "is_confirmed": int(code != "SF22-7.1-O1-R1")}
            for table, codes in (
                ("rules", RULES),
                ("needs", ("SF22-1.1", "SF22-5.1", "SF22-7.1", "SF22-1.2")),
                ("outcomes", ("SF22-1.1-O1", "SF22-5.1-O1", "SF22-5.1-O2", "SF22-7.1-O1",
                              "SF22-1.2-O1")),
            )
            for code in codes
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extracts file with the tables as their contracts have them."""
    file = tmp_path_factory.mktemp("extracts") / "extracts.duckdb"
    write_extracts(file)
    return file


def write_extracts(file: Path) -> None:
    content = rows()
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema extracts.extracts; create schema restricted")
        connection.execute(
            "create table extracts.restricted.dim_person_identity as "
            "select 'p-child' as person_key, ? as forename, ? as surname, ? as date_of_birth",
            list(NAMES),
        )
        for path in sorted((PROJECT_ROOT / "models/marts/extracts").glob("_audit*__models.yml")):
            for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
                columns = {column["name"]: column["data_type"] for column in model["columns"]}
                table = f"extracts.extracts.{model['name']}"
                shape = ", ".join(f"{name} {kind}" for name, kind in columns.items())
                connection.execute(f"create table {table} ({shape})")
                for row in content.get(model["name"].removeprefix("ext_audit__"), ()):
                    assert row.keys() <= columns.keys(), model["name"]
                    named = {"authority_code": "901", **row}
                    connection.execute(
                        f"insert into {table} ({', '.join(named)}) "
                        f"values ({', '.join('?' * len(named))})",
                        list(named.values()),
                    )


def sampled(extracts: Path, *refs: str) -> list[SampledClaim]:
    episodes = {OURS: "e-ours", THEIRS: "e-theirs"}
    with duckdb.connect(str(extracts), read_only=True) as connection:
        return [
            SampledClaim(
                ref,
                episodes[ref],
                evidence_hashes(connection, "extracts.extracts", [episodes[ref]])[episodes[ref]],
                "SF22-H07" if ref == OURS else "any",
            )
            for ref in refs
        ]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    (home.path / "local").mkdir(parents=True)
    (home.path / "local" / "authority.csv").write_text("authority_code\n901\n")
    (home.landing).mkdir()
    (home.landing / "demo.yml").write_text(f"known_at: {TODAY}\n")
    return home


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The auditor's key file, and the public key."""
    folder = tmp_path_factory.mktemp("keys")
    file = folder / "mine" / "auditor.key"
    return file, PACK_KEYS.make(file, Home(folder / "home"))


@pytest.fixture(scope="module")
def pack(extracts: Path, tmp_path_factory: pytest.TempPathFactory, key) -> Path:
    """The pack of our family, encrypted to the auditor."""
    folder = tmp_path_factory.mktemp("packs")
    [file] = write_packs(extracts, SET, sampled(extracts, OURS), [key[1]], folder, ABOUT)
    return file


@pytest.fixture(scope="module")
def contents(pack: Path, key) -> dict[str, bytes]:
    """What is in the pack of our family."""
    return unzipped(pack, *PACK_KEYS.read(key[0]))


def unzipped(file: Path, identity: x25519.Identity) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(file.read_bytes(), [identity]))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def opened(home: Home) -> list[tuple[str, ...]]:
    path = home.path / "registers" / "pack_openings.csv"
    columns = ("opened_at", "opened_by", "claim_ref", "submission_ref", "result")
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row[column] for column in columns) for row in csv.DictReader(file)]


# The page -----------------------------------------------------------------------------------------


class Reader(HTMLParser):
    """The text of a page, its headings, and its tables as rows of cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.headings: list[int] = []
        self.tables: list[dict] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._cell: list[str] | None = None
        self._skip = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "table":
            self.tables.append({"caption": "", "rows": [], "unscoped": 0})
        elif tag == "tr":
            self.tables[-1]["rows"].append([])
        elif tag in ("td", "th", "caption"):
            self._cell = []
            if tag == "th" and dict(attrs).get("scope") not in ("row", "col"):
                self.tables[-1]["unscoped"] += 1
        self._skip = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "caption"):
            text = " ".join("".join(self._cell or ()).split())
            if tag == "caption":
                self.tables[-1]["caption"] = text
            else:
                self.tables[-1]["rows"][-1].append(text)
            self._cell = None

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.words.append(data)
            if self._cell is not None:
                self._cell.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def table(self, caption: str) -> list[list[str]]:
        [rows] = [table["rows"] for table in self.tables if table["caption"] == caption]
        return rows


@pytest.fixture(scope="module")
def page(contents: dict[str, bytes]) -> Reader:
    return Reader(contents[f"{OURS}.html"].decode("utf-8"))


def test_the_page_says_what_is_claimed(page: Reader) -> None:
    facts = dict(page.table("What is claimed"))
    assert facts["Family in the case system"] == "FAM-0001"
    assert facts["Amount claimed"] == "£800"
    assert facts["Support"] == "20 February 2023 to 31 August 2023"
    assert facts["Sustain window"] == "31 August 2023 to 28 February 2024"
    assert facts["Route"] == "Successful family outcome"
    assert facts["Drawn for"] == "headline 7, Crime prevention and tackling crime"


def test_people_are_told_by_label_role_and_age(page: Reader) -> None:
    assert page.table("People of the family, as at the assessment")[1:] == [
        ["Adult 1", "parent or carer", "adult", "34", "5.1, 7.1"],
        ["Child 1", "dependent child", "child", "9", "1.1"],
    ]


def test_every_rule_has_a_verdict_and_how_it_was_shown(page: Reader) -> None:
    said = {row[0]: row[2:] for row in page.table("What the system says of each claim rule")[1:]}
    assert [f"R{number:02}" for number in range(1, 18)] == [
        rule for rule in said if rule not in ("R03b", "R24", "R29")
    ]
    assert said["R01"][1] == (
        "On the day of the assessment, 1 March 2023: Child 1 (age 9) as dependent child."
    )
    assert said["R02"] == ["Shown", "3 needs asked, 3 found: 1.1, 5.1, 7.1."]
    assert said["R07"] == ["Shown", "2 records, of 8 March 2023: see section 6."]
    assert said["R11"][0] == "Shown" and "found on 4 April 2023" in said["R11"][1]
    assert said["R13"][0] == "For you to look at"
    assert "there were none: 7.1 Adult 1 (SF22-7.1-O1-R1)" in said["R13"][1]
    assert "Not searched for in data: 1.1 Child 1; 5.1 Adult 1" in said["R13"][1]


def test_evidence_is_told_with_file_and_row_and_counts_are_put_together(page: Reader) -> None:
    census = page.table("What SF22-1.1-N1 looked at")
    assert census[1] == [
        "School attendance sessions", "Child 1", "19 April 2022 to 22 July 2022",
        "107 of 120 sessions (89.2 percent)", "School census",
        "landing/school_census/2022-12-01/autumn.csv, row 99, received 1 December 2022",
    ]  # fmt: skip
    assert "Together 207 of 240 sessions (86.25 percent)." in page.text
    [offence] = page.table("What SF22-7.1-N1 looked at")[1:]
    assert offence[3] == "THEFT; perpetrator"
    assert "police_incidents_2023-01.csv, rows 4 to 6, received 10 February 2023" in offence[5]
    assert "Found on 4 April 2023, recorded by a practitioner." in page.text
    assert "Reached on 14 July 2023, recorded by a practitioner." in page.text
    assert "Wording of SF22-1.1-N1." in page.text


def test_where_nothing_was_found_the_files_searched_are_named(page: Reader) -> None:
    assert (
        "Nothing found in Police incidents from 31 August 2023 to 28 February 2024. The feed "
        "covers all that time for this person, in 2 files."
    ) in page.text
    files = {row[0]: row[1:] for row in page.table(
        "Files in which the evidence was received, and those that were searched"
    )}  # fmt: skip
    searched = "landing/police/2024-03-10/police_incidents_2024-02.csv"
    assert files[searched] == ["searched whole", "10 March 2024"]
    assert files[REGISTER.format("needs")] == ["row 7", "10 March 2024"]


def test_an_outcome_that_is_not_needed_is_no_gap(page: Reader) -> None:
    assert "SF22-5.1-O1 Measure improved" in page.text
    assert "could not be judged" not in page.text.lower()


def test_the_four_principles_have_record_file_and_row(page: Reader) -> None:
    [record] = page.table("What shows R09")[1:]
    assert record == [
        "objective for need 1.1", "8 March 2023",
        f"{REGISTER.format('objectives')}, row 10, received 10 March 2024",
    ]  # fmt: skip
    assert ["plan covers Child 1", "8 March 2023"] in [
        row[:2] for row in page.table("What shows R07")
    ]


def test_rows_of_the_catalogue_not_confirmed_stand_on_top(page: Reader) -> None:
    assert "the authority has not confirmed: SF22-7.1-O1-R1." in page.text
    in_force = page.table("Values of the catalogue in force, of the rows that this claim rests on")
    assert ["rule", "SF22-1.1-N1", "percentage", "90"] in in_force
    assert all(row[1] != "SF22-9.1-N1" for row in in_force)


def test_the_claim_can_be_made_again(page: Reader, extracts: Path) -> None:
    again = dict(page.table("By what this claim can be made again"))
    assert again["Hash of the evidence of this claim"] == sampled(extracts, OURS)[0].evidence_hash
    assert again["Commit of the code"] == ABOUT.git_commit
    assert f"python scripts/claims.py reproduce {SET}" in page.text


def test_there_is_room_for_the_finding(page: Reader) -> None:
    checks = page.table("What to check")[1:]
    assert [row[0] for row in checks] == [str(number) for number in range(1, len(checks) + 1)]
    assert all(row[4] == "yes no" and row[5] == "" for row in checks)
    assert sum("Found on" in row[2] for row in checks) == len(NEEDS)
    [searched] = [row[2] for row in checks if "hold nothing against it" in row[2]]
    assert searched.startswith("7.1 Adult involved in crime, Adult 1.")
    assert dict(page.table(f"Finding on claim {OURS}"))["Result"] == "pass fail"


def test_the_page_is_accessible_and_needs_nothing_else(
    page: Reader, contents: dict[str, bytes]
) -> None:
    text = contents[f"{OURS}.html"].decode("utf-8")
    assert page.headings[0] == 1 and page.headings.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    assert all(table["caption"] and not table["unscoped"] for table in page.tables)
    [label] = [
        value for name, value in page.attributes if name == "aria-label" and "Timeline" in value
    ]
    assert "Support from 20 February 2023 to 31 August 2023. 3 needs found" in label
    assert "<script" not in text and "src=" not in text
    links = [value for name, value in page.attributes if name in ("href", "xlink:href")]
    assert links and all(link.startswith("#") for link in links)


def test_the_picture_shows_every_kind_and_lane(contents: dict[str, bytes]) -> None:
    text = contents[f"{OURS}.html"].decode("utf-8")
    svg = text[text.index("<svg") : text.index("</svg>")]
    for word in ("Support", "Whole-family work", "1.1 Child 1", "7.1 Adult 1", "sustain window",
                 "claim, 15 March 2024", "need found", "outcome reached"):  # fmt: skip
        assert f">{word}<" in svg


# One family, and nobody by name -------------------------------------------------------------------


def test_nobody_is_named_and_nothing_is_of_another_family(contents: dict[str, bytes]) -> None:
    assert sorted(contents) == [f"{OURS}.html", f"{OURS}.xlsx"]
    texts = [contents[f"{OURS}.html"]]
    with zipfile.ZipFile(io.BytesIO(contents[f"{OURS}.xlsx"])) as parts:
        texts += [parts.read(name) for name in parts.namelist()]
    for word in (*NAMES, "e-theirs", "f-theirs", "FAM-SECRET", "4711", "other.csv", THEIRS):
        assert not any(word.encode() in text for text in texts), word


def test_the_workbook_has_a_sheet_each_with_headings_and_no_merged_cells(
    contents: dict[str, bytes],
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(contents[f"{OURS}.xlsx"]))
    assert book.sheetnames == [
        "Claim", "Family", "Timeline", "Rules", "Needs", "Outcomes", "Evidence", "Principles",
        "Catalogue", "Files", "Checks",
    ]  # fmt: skip
    for sheet in book:
        assert sheet.freeze_panes == "A2" and not sheet.merged_cells.ranges
        assert all(cell.value and cell.font.bold for cell in sheet[1])
    evidence = [[cell.value for cell in row] for row in book["Evidence"].iter_rows(min_row=2)]
    assert [
        "7.1", "Adult 1", "SF22-7.1", "SF22-7.1-N1", "shows the need", "Offence", "Adult 1",
        "9 January 2023", "THEFT; perpetrator", "Police incidents",
        "landing/police/2023-02-10/police_incidents_2023-01.csv", "rows 4 to 6",
    ] in [row[:-1] for row in evidence]  # fmt: skip
    # two terms and their sum cannot be told apart by file, so each is a row; then an offence, its
    # absence, and two records
    assert len(evidence) == 6
    [choice] = book["Checks"].data_validations.dataValidation
    assert choice.formula1 == '"pass,fail"'


# What a verdict depends on ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "rule", "verdict", "words"),
    [
        ("update extracts.ext_audit__catalogue set value_in_force = '4' "
         "where row_code = 'sf-2022|min_needs'", "R02", "Not shown", "4 needs asked, 3 found"),
        ("update extracts.ext_audit__claims set payable_gbp = 0, "
         "why_nothing_paid = 'earned_autonomy'", "R16", "Shown", "has earned autonomy"),
        ("update extracts.ext_audit__claims set payable_gbp = 0, "
         "why_nothing_paid = 'over_agreed_number'", "R16", "Shown", "agreed for the financial"),
        ("update extracts.ext_audit__claims set sustain_ends_on = date '2024-03-15'",
         "R10", "Shown", "ran to 14 March 2024"),
        ("update extracts.ext_audit__claims set sustain_ends_on = date '2024-03-16'",
         "R10", "Not shown", "ran to 15 March 2024"),
        ("update extracts.ext_audit__claims set warnings = 'in_social_care_at_claim'",
         "R14", "For you to look at", "It does not block a claim"),
        ("update extracts.ext_audit__claims set warnings = 'shares_people_with_claimed'",
         "R24", "For you to look at", "shares people with a family that was claimed"),
        ("update extracts.ext_audit__outcomes set status = 'not_met' "
         "where outcome_instance_id = 'o-crime'", "R10", "Not shown", "2 of 3 needs"),
        ("update extracts.ext_audit__needs set identified_on = date '2023-03-01'",
         "R11", "Not asked", "No need was found after the assessment"),
        ("update extracts.ext_audit__principles set is_shown = 0 where claim_rule = 'R08'",
         "R08", "Not shown", "No record shows it"),
        ("delete from extracts.ext_audit__evidence where target_instance_id = 'n-crime'",
         "R05", "Not shown", "7.1 Adult involved in crime"),
        ("update extracts.ext_audit__people set family_role = 'other_adult'",
         "R01", "Not shown", "Nobody is recorded in such a role"),
        ("update extracts.ext_audit__needs set need_code = 'SF22-5.1', need_no = '5.1' "
         "where need_instance_id = 'n-crime'", "R03b", "Shown", "it counts once"),
    ],
)  # fmt: skip
def test_a_verdict_follows_the_extracts(
    extracts: Path, change: str, rule: str, verdict: str, words: str
) -> None:
    [said] = [v for v in judged(extracts, change) if v.rule == rule]
    assert (said.verdict, words in " ".join(said.how)) == (verdict, True), said


def test_R12_a_child_without_the_need_is_asked_where_the_version_asks_every_child(
    extracts: Path,
) -> None:
    asked = (
        "insert into extracts.ext_audit__outcomes (authority_code, episode_key, need_instance_id, "
        "outcome_instance_id, person_key, need_code, outcome_code, outcome_name, status) values "
        "('901', 'e-ours', 'n-absent', 'o-absent', 'p-child', 'SF22-1.2', 'SF22-1.2-O1', 'Better', "
        "'not_met'); update extracts.ext_audit__catalogue set value_in_force = '1' "
        "where row_code = 'sf-2022|every_child_in_education'"
    )
    said = {v.rule: v for v in judged(extracts, asked)}
    assert said["R12"].verdict == "Not shown" and "Child 1: not reached." in said["R12"].how[1]
    assert said["R02"].how == ("3 needs asked, 3 found: 1.1, 5.1, 7.1.",)
    reached = (
        f"{asked}; update extracts.ext_audit__outcomes set status = 'met' "
        "where outcome_instance_id = 'o-absent'"
    )
    assert {v.rule: v.verdict for v in judged(extracts, reached)}["R12"] == "Shown"


def test_a_route_of_one_outcome_asks_for_no_sustain_window(extracts: Path) -> None:
    change = (
        "update extracts.ext_audit__claims set framework_version = 'tf-2015', "
        "claim_route = 'continuous_employment'; update extracts.ext_audit__outcomes "
        "set outcome_code = 'TF15-4.1-O1' where outcome_instance_id = 'o-parent'; "
        "insert into extracts.ext_audit__catalogue_rows by name select '901' as authority_code, "
        "'outcomes' as catalogue_table, 'TF15-4.1-O1' as row_code, 'Work' as row_text, "
        "'a page' as provenance, 'H' as confidence, 1 as is_confirmed"
    )
    said = {v.rule: v for v in judged(extracts, change)}
    assert (said["R10"].verdict, said["R12"].verdict) == ("Not asked", "Not asked")
    assert said["R15"].how == (
        "The claim is by 'Continuous employment': Programme completed (Adult 1), reached on "
        "14 July 2023.",
    )


def judged(extracts: Path, change: str) -> list:
    """The verdicts after a change, which is taken back."""
    with duckdb.connect(str(extracts)) as connection:
        connection.execute("begin")
        connection.execute(change.replace("extracts.ext_", "extracts.extracts.ext_"))
        said = verdicts(read_family(connection, "e-ours"), ABOUT)
        connection.execute("rollback")
    return said


# Files --------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_content_under_another_encryption(
    extracts: Path, contents: dict[str, bytes], pack: Path, key, tmp_path: Path
) -> None:
    claims = sampled(extracts, OURS)
    [again] = write_packs(extracts, SET, claims, [key[1]], tmp_path, ABOUT)
    before = again.read_bytes()
    assert before != pack.read_bytes()
    assert unzipped(again, *PACK_KEYS.read(key[0])) == contents
    assert write_packs(extracts, SET, claims, [key[1]], tmp_path, ABOUT) == [again]
    assert again.read_bytes() == before, "a pack of the same content stays as it is"
    other = x25519.Identity.generate()
    write_packs(extracts, SET, claims, [str(other.to_public())], tmp_path, ABOUT)
    assert unzipped(again, other) == contents
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(again.read_bytes(), PACK_KEYS.read(key[0]))


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_only_the_owner_sees_packs_and_index(extracts: Path, tmp_path: Path, key) -> None:
    folder = tmp_path / "packs"
    files = write_packs(extracts, SET, sampled(extracts, OURS, THEIRS), [key[1]], folder, ABOUT)
    assert [file.relative_to(folder).as_posix() for file in files] == [
        f"{OURS}/{OURS}.zip.age", f"{THEIRS}/{THEIRS}.zip.age",
    ]  # fmt: skip
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert not list(folder.rglob("*.partial"))
    index = (folder / "index.csv").read_text(encoding="utf-8")
    assert [row["claim_ref"] for row in csv.DictReader(io.StringIO(index))] == [OURS, THEIRS]
    for word in ("FAM-", "f-ours", "e-ours", "SF22", "Child", *NAMES):
        assert word not in index


def test_nothing_is_written_without_encryption_or_of_other_evidence(
    extracts: Path, tmp_path: Path, key
) -> None:
    [claim] = sampled(extracts, OURS)
    folder = tmp_path / "packs"
    with pytest.raises(ClaimError, match="never written without encryption"):
        write_packs(extracts, SET, [claim], [], folder, ABOUT)
    with pytest.raises(ClaimError, match="expected a public key, which begins with age1"):
        write_packs(extracts, SET, [claim], ["age1nonsense"], folder, ABOUT)
    other = SampledClaim(OURS, "e-ours", "0" * 64, "any")
    with pytest.raises(ClaimError, match="is not what it was when the set was drafted"):
        write_packs(extracts, SET, [other], [key[1]], folder, ABOUT)
    bare = tmp_path / "bare.duckdb"
    duckdb.connect(str(bare)).close()
    with pytest.raises(ClaimError, match="lacks ext_audit__catalogue, ext_audit__catalogue_rows"):
        write_packs(bare, SET, [claim], [key[1]], folder, ABOUT)
    assert not list(folder.rglob("*.age"))


# Opening ------------------------------------------------------------------------------------------


def test_an_opening_is_logged_before_anything_is_decrypted(
    pack: Path, key, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[tuple[str, ...]]] = []
    decrypt = pyrage.decrypt

    def watched(*arguments):
        seen.append(opened(home))
        return decrypt(*arguments)

    monkeypatch.setattr(opening.pyrage, "decrypt", watched)
    folder = open_pack(pack, key[0], tmp_path / "open", "A. Auditor", PackLog(home, "901"))
    asked = ("2024-03-15", "A. Auditor", OURS, SET, "asked")
    assert seen == [[asked]]
    assert opened(home) == [asked, (*asked[:-1], "opened")]
    assert folder == tmp_path / "open" / OURS
    assert sorted(path.name for path in folder.iterdir()) == [f"{OURS}.html", f"{OURS}.xlsx"]
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    with pytest.raises(ClaimError, match="is there already"):
        open_pack(pack, key[0], tmp_path / "open", "A. Auditor", PackLog(home, "901"))
    assert len(opened(home)) == 2


def test_a_wrong_key_opens_nothing_and_the_attempt_is_logged(
    pack: Path, home: Home, tmp_path: Path
) -> None:
    other = tmp_path / "keys" / "other.key"
    PACK_KEYS.make(other, home)
    with pytest.raises(ClaimError, match="does not open with the key"):
        open_pack(pack, other, tmp_path / "open", "B. Curious", PackLog(home, "901"))
    assert [row[1:] for row in opened(home)] == [
        ("B. Curious", OURS, SET, "asked"), ("B. Curious", OURS, SET, "not_opened"),
    ]  # fmt: skip
    assert not (tmp_path / "open").exists()


def test_a_pack_that_was_renamed_or_damaged_does_not_open(
    pack: Path, key, home: Home, tmp_path: Path
) -> None:
    renamed = pack.with_name(f"{THEIRS}.zip.age")
    renamed.write_bytes(pack.read_bytes())
    damaged = tmp_path / pack.name
    damaged.write_bytes(pack.read_bytes()[:-20])
    for file in (renamed, damaged):
        with pytest.raises(ClaimError, match="damaged or was renamed"):
            open_pack(file, key[0], tmp_path / "open", "A. Auditor", PackLog(home, "901"))
    assert [row[-1] for row in opened(home)] == ["asked", "not_opened"] * 2


@pytest.mark.parametrize(
    ("name", "into", "by", "message"),
    [
        ("notes.txt", "open", "A. Auditor", "is no evidence pack"),
        ("902-2023-24-W4-1-0001.zip.age", "open", "A. Auditor", "another authority than 901"),
        (None, "open", " ", "who opens the pack has to be said"),
        (None, PROJECT_ROOT / "packs", "A. Auditor", "lies in the repository"),
    ],
)
def test_what_is_not_opened_says_what_to_do(
    pack: Path, key, home: Home, tmp_path: Path, name, into, by: str, message: str
) -> None:
    file = pack if name is None else pack.with_name(name)
    if name is not None:
        file.write_bytes(b"")
    with pytest.raises(ClaimError, match=message):
        open_pack(file, key[0], tmp_path / into, by, PackLog(home, "901"))
    assert not opened(home)


# Keys ---------------------------------------------------------------------------------------------


def test_a_key_is_made_once_for_its_owner_outside_repository_and_home(
    key, home: Home, tmp_path: Path
) -> None:
    file, public = key
    assert public.startswith("age1") and public in file.read_text()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    with pytest.raises(ClaimError, match="is not written over"):
        PACK_KEYS.make(file, home)
    assert file.read_bytes() == before
    for place in (PROJECT_ROOT / "docs" / "a.key", home.path / "local" / "a.key"):
        with pytest.raises(ClaimError, match="is kept where what it opens is not"):
            PACK_KEYS.make(place, home)
        assert not place.exists()


def test_no_key_is_assumed(
    pack: Path, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SF_AUDIT_KEY_FILE", raising=False)
    with pytest.raises(ClaimError, match=r"--key FILE .* new-key FILE"):
        PACK_KEYS.file_named(None, home)
    monkeypatch.setenv("SF_AUDIT_KEY_FILE", str(tmp_path / "named.key"))
    assert PACK_KEYS.file_named(None, home) == tmp_path / "named.key"
    log = PackLog(home, "901")
    with pytest.raises(ClaimError, match=r"there is no key file .* new-key FILE"):
        open_pack(pack, tmp_path / "named.key", tmp_path / "open", "A. Auditor", log)
    (tmp_path / "named.key").touch(mode=0o600)
    with pytest.raises(ClaimError, match="expected a line that begins with AGE-SECRET-KEY-"):
        open_pack(pack, tmp_path / "named.key", tmp_path / "open", "A. Auditor", log)
    if os.name == "posix":
        (tmp_path / "named.key").chmod(0o640)
        with pytest.raises(ClaimError, match="others can read the key file"):
            open_pack(pack, tmp_path / "named.key", tmp_path / "open", "A. Auditor", log)
    assert not opened(home)


def recipients(home: Home, *lines: str) -> None:
    heading = "holder,public_key,valid_from,valid_to,recorded_at"
    path = home.path / "local" / "audit_recipients.csv"
    path.write_text("\n".join((heading, *lines)) + "\n")


def test_packs_are_for_the_recipients_of_the_day(home: Home) -> None:
    keys = [str(x25519.Identity.generate().to_public()) for _ in range(5)]
    recipients(
        home,
        f"first day,{keys[0]},2024-03-15,,2024-03-15",
        f"not yet,{keys[1]},2024-03-16,,2024-03-15",
        f"last day,{keys[2]},2024-01-01,2024-03-16,2024-01-01",
        f"ended,{keys[3]},2024-01-01,2024-03-15,2024-01-01",
        f"recorded later,{keys[4]},2024-01-01,,2024-03-16",
    )
    found = PACK_KEYS.recipients(home, "901", TODAY)
    assert [(someone.holder, someone.public_key) for someone in found] == [
        ("first day", keys[0]), ("last day", keys[2]),
    ]  # fmt: skip


def test_a_key_that_is_none_is_named_by_its_row(home: Home) -> None:
    recipients(home, "A. Auditor,age1typo,2024-01-01,,2024-01-01")
    with pytest.raises(ClaimError, match=r"audit_recipients.csv', row 2, public_key: expected"):
        PACK_KEYS.recipients(home, "901", TODAY)


def test_without_a_recipient_only_a_demo_home_takes_the_key_that_is_named(
    home: Home, key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SF_AUDIT_KEY_FILE", raising=False)
    with pytest.raises(ClaimError, match="names nobody who can open evidence packs on 2024-03-15"):
        PACK_KEYS.recipients(home, "901", TODAY)
    monkeypatch.setenv("SF_AUDIT_KEY_FILE", str(key[0]))
    assert [someone.public_key for someone in PACK_KEYS.recipients(home, "901", TODAY)] == [key[1]]
    (home.landing / "demo.yml").unlink()
    with pytest.raises(ClaimError, match="names nobody who can open evidence packs"):
        PACK_KEYS.recipients(home, "901", TODAY)
