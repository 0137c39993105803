"""Follows docs/adding-a-feed.md word for word in a copy of the project."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, Warehouse

PAGE = ROOT / "docs" / "adding-a-feed.md"
PARTS = (
    "analyses", "lineage", "macros", "models", "scripts", "seeds", "supporting_families", "tests",
    "dbt_project.yml", "profiles.yml",
)  # fmt: skip
VISITS = """visit_ref,child_ref,forename,surname,dob,visited,reason
V1,C1,Ann,Example,2012-05-01,2023-10-03,ASTHMA
V2,C2,Bob,Example,2013-05-01,03/10/2023,MENTAL_HEALTH
V3,C2,Bob,Example,2013-05-01,31/02/2023,OTHER
V4,C1,Ann,Example,2012-05-01,2023-10-04,FLU
"""


class Copy(Warehouse):
    """A home that is built by a copy of the project."""

    @property
    def target(self) -> Path:
        return self.home.parent / "target"

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        environment = self.environment(**settings) | {"DBT_PROFILES_DIR": str(self.project)}
        return subprocess.run(
            self.command(*arguments),
            cwd=self.project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def project(self) -> Path:
        return self.home.parent / "project"


def follow(page: str, project: Path) -> None:
    """Write every file that the page shows, and add every line where it says."""
    for path, content in re.findall(r"^`([^`\n]+)`\n```\w+\n(.*?)^```", page, re.M | re.S):
        target = project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        assert not target.exists(), f"the page would overwrite {path}"
        target.write_text(content, encoding="utf-8")
    additions = re.findall(r"in\s+`([^`\n]+)`[^`]*?\n\n```\w*\n(.*?)^```", page, re.M | re.S)
    for path, lines in additions:
        target = project / path
        text = target.read_text(encoding="utf-8")
        if path.endswith(".sql"):
            place = text.index("    ]) }}") if "]) }}" in text else text.index("] %}")
            text = text[:place] + lines + text[place:]
        else:
            text = text.rstrip("\n") + "\n" + lines
        target.write_text(text, encoding="utf-8")
    assert len(additions) == 9


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    folder = tmp_path_factory.mktemp("adding")
    warehouse = Copy(folder / "home")
    for part in PARTS:
        source, target = ROOT / part, warehouse.project / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "python"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    follow(PAGE.read_text(encoding="utf-8"), warehouse.project)
    landing = warehouse.home / "landing" / "school_nursing" / "2023-11-05"
    landing.mkdir(parents=True)
    (landing / "school_nursing_visits_2023-10.csv").write_text(VISITS, encoding="utf-8")
    warehouse.must("scripts/lineage.py", "write")
    warehouse.must(
        "dbt", "build", "--exclude-resource-type", "unit_test", SF_AS_OF_DATE="2024-01-01"
    )
    return warehouse


def test_the_new_feed_becomes_evidence_of_people(built: Copy) -> None:
    rows = built.query(
        "select evidence_type, event_date, value_text, person_key is not null"
        " from intermediate.int_evidence order by event_date, value_text"
    )
    assert [(kind, str(day), text, known) for kind, day, text, known in rows] == [
        ("school_nurse_visit", "2023-10-03", "ASTHMA", True),
        ("school_nurse_visit", "2023-10-03", "MENTAL_HEALTH", True),
        ("school_nurse_visit", "2023-10-04", None, True),
    ]


def test_its_rows_are_accounted_for_and_its_problems_named(built: Copy) -> None:
    [counts] = built.query(
        "select rows_counted, rows_staged, rows_quarantined from governance.gov_feed_accounting"
    )
    assert counts == (4, 3, 1)
    [(row, reason)] = built.query("select first_row, reason from governance.gov_quarantine")
    assert (row, reason.split(":")[0]) == (4, "visited")
    [problem] = built.query(
        "select source_row, row_problems from governance.gov_row_problems"
        " where row_problems like 'reason%'"
    )
    assert problem == (5, "reason: not a code of the contract")


def test_its_month_is_covered_and_the_register_shows_it(built: Copy) -> None:
    coverage = built.query(
        "select cast(covered_from as varchar), cast(covered_to as varchar)"
        " from intermediate.int_feed_coverage where feed_code = 'school_nursing'"
    )
    assert coverage == [("2023-10-01", "2023-11-01")]
    health = built.query(
        "select agreement_state, person_records from governance.gov_feed_health"
        " where feed_code = 'school_nursing'"
    )
    assert health == [("none_recorded", 2)]


def test_its_personal_data_goes_where_the_declarations_let_it(built: Copy) -> None:
    assert built.query("select what_to_do from intermediate.int_privacy_findings") == []
    assert built.query("select * from staging.lineage_files where file_state <> 'same'") == []
    arrived = built.query(
        "select distinct class_on_arrival from governance.gov_personal_data_paths"
        " where feed_code = 'school_nursing' and to_table = 'dim_person_identity'"
        " and to_column = 'surname' and feed_column = 'surname'"
    )
    assert arrived == [("direct",)]
