"""What if: an alternative catalogue over the demo build, beside what plain Python makes of it."""

from __future__ import annotations

import csv
import hashlib
import math
import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from subprocess import CompletedProcess

import duckdb
import pytest
from conftest import ADDRESS, ROOT, Warehouse, copy_home

from supporting_families.home import Home
from supporting_families.what_if.command import main
from supporting_families.what_if.seeds import load_seeds

RULE = "SF22-1.1-N1"
NEW_NEED = "SF22-1.9"
Answer = tuple[str, str]  # episode and person


@pytest.fixture(scope="module")
def home(demo: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The demo home as built, whose authority has itself said what the catalogue says."""
    home = copy_home(demo, tmp_path_factory.mktemp("what_if"), "landing", "local")
    (home.home / "warehouse").mkdir()
    shutil.copy(demo.home / "warehouse" / "build.duckdb", home.home / "warehouse")
    with duckdb.connect(str(home.home / "warehouse" / "build.duckdb")) as connection:
        connection.execute(
            "insert into intermediate.int_catalogue_decisions "
            "(authority_code, catalogue_table, row_code, decision, column_name, new_value) values "
            f"('999', 'rules', '{RULE}', 'override', 'threshold', '90')"
        )
        connection.execute(
            "insert into intermediate.int_setting_changes "
            "(authority_code, row_code, setting_value) values ('999', 'sf-2022|min_needs', '3')"
        )
    return home


class Tried:
    """What a folder of these files came to."""

    def __init__(self, home: Warehouse, folder: Path, **files: list[dict[str, object]]) -> None:
        build = home.home / "warehouse" / "build.duckdb"
        before = hashlib.sha256(build.read_bytes()).hexdigest()
        write(folder, **files)
        (home.home / "warehouse" / "what_if.duckdb").write_text("left by a killed run")
        [(as_of,)] = home.query("select as_of_date from staging.build_context")
        self.output = home.home / "output" / "what_if" / f"{folder.name}_{as_of}"
        shutil.rmtree(self.output, ignore_errors=True)
        self.done: CompletedProcess[str] = home.run(
            "scripts/what_if.py", str(folder), DBT_TARGET_PATH=str(ADDRESS)
        )
        assert hashlib.sha256(build.read_bytes()).hexdigest() == before
        assert [path.name for path in build.parent.iterdir()] == ["build.duckdb"]

    def rows(self, name: str) -> list[dict[str, str]]:
        assert self.done.returncode == 0, self.done.stdout + self.done.stderr
        with (self.output / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def answers(self, need: str, change: str) -> set[Answer]:
        return {
            (row["episode_key"], row["person_key"])
            for row in self.rows("needs")
            if (row["need_code"], row["change"]) == (need, change)
        }


def write(folder: Path, **files: list[dict[str, object]]) -> None:
    folder.mkdir()
    for name, rows in files.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)


def seed_rows(name: str) -> list[dict[str, str]]:
    path = ROOT / "seeds" / "framework" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_threshold_changes_the_needs_of_exactly_those_between_the_two(
    home: Warehouse, tmp_path: Path
) -> None:
    lowest = lowest_attendance(home)
    met = dict(home.query(
        "select (episode_key, person_key), status = 'met' from core.fct_family_need "
        "where need_code = 'SF22-1.1'"
    ))  # fmt: skip
    # the build follows from these ratios; otherwise what is expected below would be wrong
    by_rule = set(home.query(
        "select episode_key, person_key from core.fct_family_need as n "
        "inner join core.fct_need_rule as r on n.need_instance_id = r.need_instance_id "
        f"where r.rule_id = '{RULE}' and r.says = 'met'"
    ))  # fmt: skip
    assert by_rule == {answer for answer, ratio in lowest.items() if ratio < 90}
    # the new threshold lies on the attendance of the third who gains at most, or just below it
    above = sorted({ratio for ratio in lowest.values() if ratio >= 90})
    threshold = Fraction(math.floor(above[2] * 100), 100)
    assert threshold > above[0]
    gained = {a for a, ratio in lowest.items() if ratio < threshold and not met[a]}
    assert gained

    tried = Tried(
        home, tmp_path / "alt", rules=[{"rule_id": RULE, "threshold": f"{float(threshold):.2f}"}]
    )
    assert tried.answers("SF22-1.1", "gained") == gained
    assert {row["need_code"] for row in tried.rows("needs")} == {"SF22-1.1"}
    for row in tried.rows("needs"):
        assert (row["before"], row["after"]) == ("not_met", "met")
        assert row["rules_changed"] == f"{RULE}: not_met > met"
    # what the authority itself had said of the threshold gave way
    [changed] = tried.rows("changes")
    assert (changed["column"], changed["own_value"]) == ("threshold", "90")
    for name in ("needs", "outcomes", "eligibility", "claims"):
        keys = [(row["family_key"], row["episode_key"]) for row in tried.rows(name)]
        assert keys == sorted(keys)


def lowest_attendance(home: Warehouse) -> dict[Answer, Fraction]:
    """The lowest percentage attended in a run of two terms that need 1.1 is judged by."""
    as_of = home.query("select as_of_date from staging.build_context")[0][0]
    attended: dict[str, dict[tuple[date, date], list[int]]] = defaultdict(dict)
    for person, first, last, number, base in home.query(
        "select person_key, period_start, period_end, value_number, value_base "
        "from intermediate.int_evidence where evidence_type = 'attendance_sessions' "
        "and may_identify_needs"
    ):
        term = attended[person].setdefault((first, last), [0, 0])
        term[0] += number
        term[1] += base
    terms = sorted({term for of_person in attended.values() for term in of_person})
    runs = [run for run in zip(terms, terms[1:]) if run[1][1] <= as_of]
    lowest = {}
    for episode, person, assessed, closed in home.query(
        "select n.episode_key, n.person_key, e.assessed_on, e.closed_on "
        "from core.fct_family_need as n "
        "inner join core.fct_need_rule as r on n.need_instance_id = r.need_instance_id "
        "inner join core.fct_support_episode as e on n.episode_key = e.episode_key "
        f"where r.rule_id = '{RULE}'"
    ):
        early = [run for run in runs if run[1][1] <= assessed]
        late = [run for run in runs if assessed < run[1][1] and run[1][1] < (closed or date.max)]
        ratios = []
        for run in [*early[-1:], *late]:
            sessions = [attended[person].get(term) for term in run]
            if all(sessions):
                ratios.append(
                    Fraction(100 * sum(s[0] for s in sessions), sum(s[1] for s in sessions))
                )
        if ratios:
            lowest[episode, person] = min(ratios)
    return lowest


def test_a_new_need_and_a_rule_taken_out(home: Warehouse, tmp_path: Path) -> None:
    new = {"framework_version": "sf-2022", "valid_from": "2022-10-03", "valid_to": "9999-12-31",
           "provenance": "what if", "confidence": "L"}  # fmt: skip
    # needs that rest on one rule over partner data alone; the rule that bears most of them goes
    alone: dict[str, set[Answer]] = defaultdict(set)
    for rule, episode, person in home.query(
        "select any_value(r.rule_id), any_value(n.episode_key), any_value(n.person_key) "
        "from core.fct_family_need as n "
        "inner join core.fct_need_rule as r on n.need_instance_id = r.need_instance_id "
        "where n.status = 'met' and r.says = 'met' group by n.need_instance_id having count(*) = 1"
    ):
        alone[rule].add((episode, person))
    gone, losers = max(alone.items(), key=lambda rule: ("-N0" not in rule[0], len(rule[1]), rule))
    columns = ("rule_id", "evidence_type", "person_role", "evidence_value")
    taken_out = [row for row in seed_rows("rule_evidence") if row["rule_id"] == gone]

    tried = Tried(
        home,
        tmp_path / "alt",
        needs=[{**new, "need_code": NEW_NEED, "headline_code": "SF22-H01", "need_no": "1.9",
                "need_name": "Asked for a home", "person_scope": "any",
                "outcome_asked_of": "whoever_has_it"}],
        rules=[
            {**new, "rule_id": f"{NEW_NEED}-N1", "applies_to": "need", "target_code": NEW_NEED,
             "rule_shape": "count_in_window", "coverage_feed": "homelessness", "window_value": "12",
             "window_unit": "months", "min_count": "1", "on_fire": "met",
             "absence_is_conclusive": "0", "is_active": "1", "rule_note": "what if", "remove": ""},
            {"rule_id": gone, "remove": "1"},
        ],
        rule_evidence=[
            *({column: row[column] for column in columns} | {"remove": 1} for row in taken_out),
            {"rule_id": f"{NEW_NEED}-N1", "evidence_type": "homelessness_application"},
        ],
    )  # fmt: skip
    gained = asked_for_a_home(home)
    assert gained
    assert tried.answers(NEW_NEED, "gained") == gained
    need = gone.rpartition("-")[0]
    assert tried.answers(need, "lost") == losers
    assert {row["need_code"] for row in tried.rows("needs")} <= {NEW_NEED, need}
    families = {row["family_key"] for row in tried.rows("needs") if row["need_code"] == NEW_NEED}
    lines = tried.done.stdout.splitlines()
    [line] = [line for line in lines if f"families with {NEW_NEED}" in line]
    assert line.split()[-4:] == ["0", *[str(len(families))] * 2, "0"]
    assert "It could not be put in force as it is" in tried.done.stdout


def asked_for_a_home(home: Warehouse) -> set[Answer]:
    """Who asked for a home in the year up to the assessment, or later in support."""
    asked = defaultdict(list)
    for person, day in home.query(
        "select person_key, event_date from intermediate.int_evidence "
        "where evidence_type = 'homelessness_application' and may_identify_needs"
    ):
        asked[person].append(day)
    return {
        (episode, person)
        for episode, person, assessed, closed in home.query(
            "select n.episode_key, n.person_key, e.assessed_on, e.closed_on "
            "from core.fct_family_need as n "
            "inner join core.fct_support_episode as e on n.episode_key = e.episode_key "
            "where n.need_code = 'SF22-1.1'"
        )
        for day in asked[person]
        if day > assessed.replace(year=assessed.year - 1)
        and (day <= assessed or day < (closed or date.max))
    }


def test_four_needs_instead_of_three(home: Warehouse, tmp_path: Path) -> None:
    losers = {
        episode
        for (episode,) in home.query(
            "select episode_key from eligibility.mart_eligibility "
            "where is_eligible = 1 and needs_identified = 3 and framework_version = 'sf-2022'"
        )
    }
    assert losers
    setting = {"framework_version": "sf-2022", "setting": "min_needs", "setting_value": 4}
    tried = Tried(home, tmp_path / "alt", framework_settings=[setting])
    [changed] = tried.rows("changes")
    assert (changed["own_value"], changed["what_if_value"]) == ("3", "4")
    rows = tried.rows("eligibility")
    assert {row["episode_key"] for row in rows if row["change"] == "lost"} == losers
    assert {row["change"] for row in rows} == {"lost"}
    assert tried.rows("needs") == []
    claims = {row["episode_key"]: row["after"] for row in tried.rows("claims")}
    assert {claims[episode] for episode in losers if episode in claims} <= {
        "not_eligible", "never_claimable", "claimed", "retired",
    }  # fmt: skip


def test_nothing_changes(home: Warehouse, tmp_path: Path) -> None:
    tried = Tried(home, tmp_path / "alt", claim_rules=[{"claim_rule": "R01", "note": "as it was"}])
    for name in ("needs", "outcomes", "eligibility", "claims"):
        assert tried.rows(name) == []
    assert "Nothing changes" in tried.done.stdout


def test_rows_that_do_not_fit_the_others_are_refused(home: Warehouse, tmp_path: Path) -> None:
    tried = Tried(
        home,
        tmp_path / "alt",
        claim_route_headlines=[
            {"framework_version": "sf-2022", "route_code": "sustained_progress",
             "headline_code": "SF22-H99", "provenance": "what if", "confidence": "L"}
        ],
    )  # fmt: skip
    assert tried.done.returncode == 2
    assert (
        "claim_route_headlines.csv, row 2, column 'headline_code': expected a headline_code that "
        "'headlines' has, not 'SF22-H99'. Correct it, or add it in headlines.csv."
    ) in tried.done.stderr
    assert not tried.output.exists()


@pytest.fixture
def changed_build(home: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build of the home, to be changed by a test."""
    build = home.home / "warehouse" / "build.duckdb"
    kept = build.read_bytes()
    with duckdb.connect(str(build)) as connection:
        yield connection
    build.write_bytes(kept)


def test_a_build_of_other_code_is_no_difference_of_the_folder(
    home: Warehouse, changed_build: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    changed_build.execute("update intermediate.int_claim_readiness set result_payment_gbp = 1")
    changed_build.close()
    payment = {"framework_version": "sf-2022", "route_code": "sustained_progress",
               "payment_part": "result", "valid_from": seed_rows("payments")[-1]["valid_from"],
               "amount_gbp": 900}  # fmt: skip
    tried = Tried(home, tmp_path / "alt", payments=[payment])
    assert tried.done.returncode == 3
    assert "made by another state of this code" in tried.done.stderr
    assert not tried.output.exists()


def refused(
    home: Warehouse, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> tuple[int, list[str]]:
    """What the command says of a folder that it does not try."""
    monkeypatch.setenv("SF_HOME", str(home.home))
    return main([str(folder)]), capsys.readouterr().err.splitlines()


def test_everything_wrong_with_a_folder_is_said_at_once(
    home: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    folder = tmp_path / "alt"
    write(
        folder,
        framework_settings=[
            {"framework_version": "sf-2022", "setting": setting, "setting_value": value}
            for setting, value in [
                ("min_needs", "many"), ("min_neds", "3"), ("sustain_anchor", "birth"),
                ("min_needs", "0"),
            ]
        ],
        needs=[
            {"need_code": code, "person_scope": scope, "valid_from": start, "remove": remove}
            for code, scope, start, remove in [
                ("SF22-1.1", "kid", "", ""), ("SF22-9.9", "", "", "1"),
                ("SF22-1.2", "", "2022-13-01", ""), ("SF22-1.3", "", "", ""),
                ("SF22-1.4", "child", "", "yes"),
            ]
        ],
        rules=[{"rule_id": RULE, "threshold": "ninety", "is_actve": "1"}],
        nedes=[{"need_code": "SF22-1.1"}],
    )  # fmt: skip
    status, lines = refused(home, folder, monkeypatch, capsys)
    assert status == 2
    [file] = [line for line in lines if "expected a file named like a table" in line]
    assert file.startswith("nedes.csv: ")
    [header] = [line for line in lines if "expected columns of the table" in line]
    assert header.startswith("rules.csv, row 1, column 'is_actve': ")
    [new] = [line for line in lines if "a whole new row" in line]
    assert new.endswith("fill in also provenance, confidence.")
    others = [line for line in lines if line not in (file, header)]
    assert [line.split(", not '")[0].split(". ")[0] for line in others] == [
        "framework_settings.csv, row 2, column 'setting_value': expected a whole number from 1",
        "framework_settings.csv, row 3, column 'framework_version, setting': expected a row of the "
        "catalogue, or a whole new row",
        "framework_settings.csv, row 4, column 'setting_value': expected one of closure, "
        "outcome_met",
        "framework_settings.csv, row 5, column 'setting_value': expected a whole number from 1",
        "framework_settings.csv, row 5, column 'framework_version, setting': expected each row "
        "once, and row 2 has it",
        "needs.csv, row 2, column 'person_scope': expected one of child, adult, any, family",
        "needs.csv, row 3, column 'need_code': expected a row of the catalogue",
        "needs.csv, row 4, column 'valid_from': expected a day as YYYY-MM-DD",
        "needs.csv, row 5: expected a value to change",
        "needs.csv, row 6, column 'remove': expected 1, or nothing",
        "rules.csv, row 2, column 'threshold': expected a number with at most two decimals from 0 "
        "to 100",
        "Not tried: 13 problems.",
    ]  # fmt: skip


def test_a_build_that_cannot_be_used_is_said(
    home: Warehouse, changed_build: duckdb.DuckDBPyConnection, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture,
) -> None:  # fmt: skip
    folder = tmp_path / "alt"
    write(folder, rules=[{"rule_id": RULE, "threshold": 85}])
    done = home.run("scripts/what_if.py", str(folder))  # another process, as the file is open here
    assert done.returncode == 3
    assert "cannot be read: a build is running" in done.stderr
    changed_build.execute("alter table catalogue.rules drop column rule_note")
    changed_build.close()
    status, [line] = refused(home, folder, monkeypatch, capsys)
    assert status == 3
    assert "'catalogue.rules' has other columns. Run 'dbt build'" in line
    build = Home(home.home).build_file
    away = build.rename(build.with_suffix(".away"))
    status, [line] = refused(home, folder, monkeypatch, capsys)
    away.rename(build)
    assert status == 3
    assert "There is no build" in line


def test_every_table_of_the_catalogue_has_what_names_its_rows() -> None:
    for seed in load_seeds().values():
        rows = seed_rows(seed.name)
        assert len({tuple(row[column] for column in seed.key) for row in rows}) == len(rows)
        assert list(seed.types) == list(rows[0])
