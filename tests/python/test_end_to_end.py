"""The main job on whole homes: right to the row, repeatable, and shut when it should be."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import time
import zipfile
from pathlib import Path

import duckdb
import pytest
from conftest import PEOPLE, ROOT, SAMPLES, TODAY, Warehouse, copy_home, study_keys
from truth import compare

from supporting_families.home import Home
from supporting_families.study.register import StudyRegister

BUILD_TABLES = {"published_build", "build_run", "build_expected", "build_log"}
TRUTH_FILES = ["people", "episodes", "needs", "outcomes", "blockers", "evidence"]


@pytest.fixture(scope="session")
def differences(demo: Warehouse) -> dict[str, list[tuple]]:
    return compare(demo.home)


@pytest.mark.parametrize("what", TRUTH_FILES)
def test_the_clean_setting_equals_the_truth(what: str, differences: dict) -> None:
    assert differences[what] == []


def test_the_demo_shows_every_claim_status(demo: Warehouse) -> None:
    """Else the comparison with the truth would prove less than it says."""
    statuses = {row[0] for row in demo.query("select claim_status from intermediate.int_claim_readiness")}
    assert statuses == {
        "never_claimable", "not_eligible", "in_support", "sustaining", "ready", "blocked",
        "claimed", "retired",
    }  # fmt: skip


def test_one_query_goes_from_a_met_need_to_file_and_row(demo: Warehouse) -> None:
    """R05: and the cell in the landed file is the need that was recorded."""
    rows = demo.query(
        """
        select n.need_code, e.source_file, e.source_row
        from core.fct_family_need as n
        inner join core.fct_need_evidence as e on n.need_instance_id = e.need_instance_id
        where n.status = 'met' and e.rule_id like '%-N0'
        order by all limit 25
        """,
        "published",
    )
    assert len(rows) == 25
    for need_code, source_file, source_row in rows:
        lines = (demo.home / source_file).read_text(encoding="utf-8").splitlines()
        assert need_code in lines[source_row - 1].split(",")


def test_nothing_published_names_anyone(demo: Warehouse) -> None:
    """No forename, surname, birth date or identifier of the demo is a value of a published table."""
    path = demo.home / "warehouse" / "published.duckdb"
    secrets = {
        value
        for row in demo.query(
            "select upn, nhs_number, nino, forename || surname, cast(date_of_birth as varchar) "
            "from restricted.dim_person_identity"
        )
        for value in row[:3]
        if value
    }
    assert len(secrets) > 100
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.sql(
            "select table_schema, table_name, column_name from information_schema.columns"
        ).fetchall()
        direct = {
            "forename", "surname", "date_of_birth", "upn", "nhs_number", "nino", "postcode", "uprn"
        }  # fmt: skip
        assert not direct & {column for _, _, column in columns}
        for schema, table, column in columns:
            values = connection.sql(
                f'select distinct cast("{column}" as varchar) from "{schema}"."{table}"'
            ).fetchall()
            assert not secrets & {value for (value,) in values}, f"{schema}.{table}.{column}"


def test_packages_say_what_they_are(demo: Warehouse) -> None:
    [delta] = (demo.home / "output" / "delta").glob("*/manifest.json")
    assert delta.parent.name.startswith("DEMO-DRAFT_2024-03-15_")
    assert json.loads(delta.read_text(encoding="utf-8"))["marking"] == "DEMO-DRAFT"
    [study] = (demo.home / "output" / "study").glob("*/manifest.json")
    assert study.parent.name == "DEMO-NIS-999-2024-03-15-1"
    assert json.loads(study.read_text(encoding="utf-8"))["marking"] == "DEMO"


def test_an_earlier_known_at_shows_what_was_known_then(demo: Warehouse, tmp_path: Path) -> None:
    """As of the same day, told only until the end of January."""
    then = copy_home(demo, tmp_path, "landing", "local", "registers")
    then.must(
        "dbt", "build", "--select", "+int_evidence", "+int_episode_parts",
        "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test",
        SF_AS_OF_DATE="2024-03-15", SF_KNOWN_AT="2024-01-31",
    )  # fmt: skip
    told = """
        select max(e.received_at), count(*)
        from intermediate.int_evidence as e
        where e.feed_code in ('police', 'school_census')
    """
    [(last, rows)] = then.query(told)
    [(last_now, rows_now)] = demo.query(told)
    assert str(last) == "2024-01-10"
    assert str(last_now) > "2024-02"
    assert rows < rows_now
    deliveries = then.query("select distinct source_file from intermediate.int_episode_parts")
    assert deliveries == [("landing/early_help/2023-12-31/ssd_early_help_episodes.csv",)]
    keys = (
        "select l.record_key, l.person_key from intermediate.int_person_source_links as l"
        " inner join catalogue.feeds as f on l.feed_code = f.feed_code"
        " where f.registered_on <= date '2024-01-31'"
    )
    assert set(then.query(keys)) < set(demo.query(keys)), "what was known then keeps its keys"


# Agreements bite ----------------------------------------------------------------------------------


def test_what_came_after_an_agreement_ended_proves_nothing_and_the_needs_say_so(
    demo: Warehouse, tmp_path: Path
) -> None:
    lapsed = copy_home(demo, tmp_path, "landing", "local", "registers")
    register = lapsed.home / "local" / "feed_register.csv"
    with register.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["feed_code"] == "police":
            row["expires_on"] = "2023-06-10"
        if row["feed_code"] == "school_census":
            row["purposes"] = "identification"
    with register.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    lapsed.must(
        "dbt", "build", "--select", "+fct_family_need", "+fct_outcome_evidence", "+gov_feed_health",
        "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test",
    )  # fmt: skip
    last = "select max(received_at) from intermediate.int_evidence where feed_code = 'police'"
    assert str(demo.query(last)[0][0]) == "2024-03-10"
    assert str(lapsed.query(last)[0][0]) == "2023-05-10", "the tenth of June is the first day out"
    crime = "need_code = 'SF22-7.1'"
    statuses = f"select distinct status from core.fct_family_need where {crime}"
    assert ("not_assessable_no_agreement",) not in demo.query(statuses)
    assert ("not_assessable_no_agreement",) in lapsed.query(statuses)
    assert ("met",) in lapsed.query(statuses), "what came before stays"
    proven = (
        "select count(*) from core.fct_outcome_evidence where feed_code = 'school_census'"
        " and rule_id = 'SF22-1.1-O1-R1'"
    )
    assert demo.query(proven)[0][0] > 0
    assert lapsed.query(proven)[0][0] == 0, "the census may not prove outcomes"
    health = "select feed_health, agreement_state from governance.gov_feed_health where feed_code = "
    assert lapsed.query(f"{health} 'police'") == [("attention", "expired")]


# Dirty data ---------------------------------------------------------------------------------------


def test_the_dirty_setting_builds_accounts_for_every_row_and_publishes(tmp_path: Path) -> None:
    dirty = Warehouse(tmp_path / "home")
    dirty.must(
        "scripts/generate_demo.py", "--home", str(dirty.home),
        "--people", PEOPLE, "--seed", "2", "--setting", "dirty",
    )  # fmt: skip
    dirty.must("dbt", "build", "--exclude-resource-type", "unit_test")
    quarantined, problems, off = dirty.query(
        """
        select
            sum(rows_quarantined), sum(rows_with_problems),
            count(*) filter (rows_counted <> rows_staged + rows_quarantined)
        from governance.gov_feed_accounting
        """
    )[0]
    assert off == 0
    assert quarantined > 0
    assert problems > 0
    reasons = dirty.query("select distinct reason from governance.gov_quarantine")
    assert all(": " in reason or "fields" in reason for (reason,) in reasons)


# The published sample -----------------------------------------------------------------------------


def test_the_sample_census_lands_as_it_is(census_home: Warehouse) -> None:
    landed = dict(
        census_home.query(
            "select source_file, rows_staged from governance.gov_feed_accounting"
            " where file_status = 'taken_in' and rows_counted = rows_staged + rows_quarantined"
        )
    )
    assert len(landed) == 18
    with zipfile.ZipFile(SAMPLES) as samples:
        for sample in samples.namelist():
            [staged] = [rows for name, rows in landed.items() if name.endswith(f"/{sample}")]
            assert staged == samples.read(sample).count(b"\n") - 1
    people = census_home.query("select count(*) from core.dim_person")[0][0]
    assert 9_000 < people < 10_500


def test_the_sample_upns_are_nulled_and_named(census_home: Warehouse) -> None:
    assert census_home.query("select count(upn) from staging.stg_school_census__pupils") == [(0,)]
    named = census_home.query(
        "select count(*) from governance.gov_row_problems"
        " where row_problems like '%upn: not a valid unique pupil number%'"
    )[0][0]
    assert named == 9_088 + 308 + 9_498 + 375


def test_sample_absence_is_dated_to_the_term_in_which_it_fell(census_home: Warehouse) -> None:
    """Autumn 2024 carries summer 2024; spring 2025 carries autumn 2024."""
    terms = census_home.query(
        """
        select distinct regexp_extract(e.source_file, '[0-9]{4}_[a-z]+', 0), t.academic_year, t.term
        from intermediate.int_evidence as e
        inner join catalogue.school_terms as t on e.period_start = t.starts_on
        where e.evidence_type = 'attendance_sessions'
        order by all
        """
    )
    assert [term[1:] for term in terms] == [("2023/24", "summer"), ("2024/25", "autumn")]


def test_a_file_more_the_next_day_reads_only_that_file(census_home: Warehouse) -> None:
    intake = census_home.home / "warehouse" / "intake"
    before = {path: path.stat().st_mtime_ns for path in intake.glob("*/*/*.parquet")}
    new = census_home.home / "landing" / "school_census" / "2025-03-04"
    new.mkdir()
    with zipfile.ZipFile(SAMPLES) as samples:
        lines = samples.read("2025_spring_senneeds.csv").splitlines(keepends=True)
    (new / "2025_spring_senneeds.csv").write_bytes(b"".join(lines[:100]))
    census_home.must("dbt", "build", "--select", "landed_files+,+int_files_in_force", **TODAY)
    after = {path: path.stat().st_mtime_ns for path in intake.glob("*/*/*.parquet")}
    assert {path: after[path] for path in before} == before
    assert len(after) == len(before) + 1
    in_force = census_home.query(
        "select source_file from intermediate.int_files_in_force where table_name = 'senneeds'"
    )
    assert in_force == [("landing/school_census/2025-03-04/2025_spring_senneeds.csv",)]


# Shut when it should be ---------------------------------------------------------------------------


def test_a_broken_feed_stops_publishing_and_what_was_published_stays(
    demo: Warehouse, tmp_path: Path
) -> None:
    broken = copy_home(demo, tmp_path, "landing", "local", "registers", "warehouse")
    published = broken.home / "warehouse" / "published.duckdb"
    before = published.read_bytes()
    folder = broken.home / "landing" / "police" / "2024-03-12"
    folder.mkdir()
    good = next((broken.home / "landing" / "police").glob("*/police_incidents_2024-01.csv"))
    text = good.read_text(encoding="utf-8")
    (folder / "police_incidents_2024-01.csv").write_text(
        text.replace("occurred_from", "date_from", 1), encoding="utf-8"
    )
    told = broken.must("dbt", "build", "--exclude-resource-type", "unit_test")
    assert (
        "police: landing/police/2024-03-12/police_incidents_2024-01.csv: "
        "required columns are missing: occurred_from. Rename the columns" in told
    )
    refused = broken.run("scripts/publish.py")
    assert refused.returncode != 0
    assert "gate_every_file_is_taken_in" in refused.stdout + refused.stderr
    assert published.read_bytes() == before
    [(feed, problem, cure)] = broken.query(
        "select feed_code, problem, cure from governance.gov_feed_accounting"
        " where file_status = 'refused'"
    )
    assert (feed, problem) == ("police", "required columns are missing: occurred_from")
    assert "'date_from'" in cure or "Rename the columns" in cure


def published_tables(home: Path) -> dict[str, list[tuple]]:
    """Every published row but what names a build."""
    content = {}
    for file in ("published", "extracts"):
        path = str(home / "warehouse" / f"{file}.duckdb")
        with duckdb.connect(path, read_only=True) as connection:
            tables = connection.sql(
                "select table_catalog, table_schema, table_name from information_schema.tables"
            ).fetchall()
            for catalog, schema, table in tables:
                if table not in BUILD_TABLES:
                    rows = connection.sql(
                        f'select * from "{catalog}"."{schema}"."{table}" order by all'
                    )
                    content[f"{file}.{schema}.{table}"] = rows.fetchall()
    return content


def kill_after(warehouse: Warehouse, seconds: float, *arguments: str) -> bool:
    """Start a command and kill it; false when it had ended by then."""
    process = subprocess.Popen(
        warehouse.command(*arguments),
        cwd=ROOT,
        env=warehouse.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    was_running = process.poll() is None
    process.send_signal(signal.SIGKILL) if hasattr(signal, "SIGKILL") else process.kill()
    process.wait()
    return was_running


@pytest.mark.long
def test_killed_at_every_step_and_run_again_ends_in_the_same_data(
    demo: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = Warehouse(tmp_path / "home")
    generate = (
        "scripts/generate_demo.py", "--home", str(again.home),
        "--people", PEOPLE, "--seed", "1", "--setting", "clean",
    )  # fmt: skip
    assert kill_after(again, 0.7, *generate)
    again.must(*generate)
    build = ("dbt", "build", "--exclude-resource-type", "unit_test")
    assert kill_after(again, 15, *build)
    assert again.run("scripts/publish.py").returncode != 0
    assert not (again.home / "warehouse" / "published.duckdb").exists()
    again.must(*build)
    monkeypatch.setenv("SF_STUDY_KEYS", str(study_keys(again)))
    again.must("scripts/study.py", "new-keys", str(study_keys(again)))
    for script, *arguments in (
        ("publish",), ("package_delta",), ("study", "package", "--by", "A. Officer"),
    ):  # fmt: skip
        for seconds in (0.15, 0.4, 0.8):
            kill_after(again, seconds, f"scripts/{script}.py", *arguments)
            (again.home / "registers" / ".study_extracts.lock").unlink(missing_ok=True)
        again.must(f"scripts/{script}.py", *arguments)
    assert published_tables(again.home) == published_tables(demo.home)
    [package] = (again.home / "output" / "delta").iterdir()
    [undisturbed] = (demo.home / "output" / "delta").iterdir()
    assert package.name == undisturbed.name
    [extract] = (again.home / "output" / "study").iterdir()
    assert StudyRegister(Home(again.home), "999").named(extract.name)
