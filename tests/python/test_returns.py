"""Returns of the year: the self-assessment's workbook, packages, the record of what was sent."""

from __future__ import annotations

import csv
import json
import stat
from datetime import date
from itertools import combinations
from pathlib import Path

import openpyxl
import pytest
from conftest import Warehouse
from returns_home import SECTIONS, TODAY, YEAR, ReturnsHome, fill, fill_all
from supporting_families.returns.choosing import keeps_the_rule
from supporting_families.returns.command import main

SENT = ["--on", "2023-04-06", "--reference", "PI-4", "--by", "A. Coordinator"]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReturnsHome:
    return use(ReturnsHome(tmp_path), monkeypatch)


def use(made: ReturnsHome, monkeypatch: pytest.MonkeyPatch) -> ReturnsHome:
    """Commands are of this home, and today is the day that it was made for."""
    monkeypatch.setenv("SF_HOME", str(made.home.path))
    monkeypatch.setattr("supporting_families.home.Home.today", lambda home: TODAY)
    return made


def template(made: ReturnsHome, authority: str = "901") -> Path:
    """The template, as written."""
    assert main(["--authority", authority, "system-guide", "write"]) == 0
    folder = made.home.of_authority("output", authority) / "returns" / "system_guide"
    return folder / "system_guide_2023-24.xlsx"


def problems_of(path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What reading the workbook says; nothing may have been packaged."""
    capsys.readouterr()
    assert main(["system-guide", "read", str(path)]) == 2
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    *problems, last = capsys.readouterr().err.splitlines()
    assert last.startswith(f"Nothing packaged: {len(problems)} problem")
    return problems


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def package_of(path: Path) -> Path:
    """The only package beside a workbook."""
    [folder] = [each for each in path.parent.iterdir() if each.is_dir()]
    return folder


# The rule of three --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "allowed"), [(1, {3}), (2, {3}), (3, {1}), (4, {0}), (5, {0})]
)
def test_three_descriptors_are_chosen_by_the_level_of_the_data_model(
    level: int, allowed: set[int]
) -> None:
    """At each level every mix of three, by how many are of the data section."""
    for of_data in range(4):
        kinds = ["data"] * of_data + ["service"] * (3 - of_data)
        assert keeps_the_rule(level, kinds) == (of_data in allowed)
        assert keeps_the_rule(level, kinds[::-1]) == (of_data in allowed)
    for count in (0, 1, 2, 4):
        assert not keeps_the_rule(level, ["data"] * count)
        assert not keeps_the_rule(level, ["service"] * count)


def test_a_workbook_is_refused_by_the_same_rule(
    made: ReturnsHome, capsys: pytest.CaptureFixture[str]
) -> None:
    path = template(made)
    fill_all(path)
    allowed = {1: 3, 2: 3, 3: 1, 4: 0, 5: 0}
    mixes = {
        sum(code.startswith("D") for code in chosen): chosen
        for chosen in combinations(["D1", "D2", "D3", "L1", "L2", "L3"], 3)
    }
    assert set(mixes) == {0, 1, 2, 3}
    for level, of_data in ((2, 2), (3, 2), (4, 1)):
        assert allowed[level] != of_data
        fill(path, "Data model", {2: {"Level": level}})
        fill(path, "Priorities", dict(enumerate(
            ({"Code of the descriptor": code} for code in mixes[of_data]), start=2
        )))  # fmt: skip
        [problem] = problems_of(path, capsys)
        assert problem.startswith("system_guide_2023-24.xlsx: sheet 'Priorities', row 4, column")
        assert f"at level {level} of the data model" in problem
        assert f"chosen are {of_data} of the data section" in problem


# The workbook -------------------------------------------------------------------------------------


def test_the_template_asks_everything_and_can_be_read_aloud(made: ReturnsHome) -> None:
    book = openpyxl.load_workbook(template(made))
    assert book.sheetnames == [
        "How to", "Descriptors", "Data model", "Priorities", "Sign-offs", "Sharing",
        "What the data shows",
    ]  # fmt: skip
    assert book.properties.title == f"Early Help System Guide self-assessment {YEAR}, Made-up 901"
    asked = [[cell.value for cell in row[:3]] for row in book["Descriptors"].iter_rows(min_row=2)]
    assert asked == [
        [name, code, f"What {code} asks"]
        for name, codes in (("Leaders", "L1 L2 L3"), ("Data", "D1 D2 D3"))
        for code in codes.split()
    ]
    shown = [row[2].value for row in book["What the data shows"].iter_rows(min_row=2)]
    assert shown == ["fact needed", "met"]
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        assert sheet.title == "How to" or sheet.freeze_panes


def test_a_template_that_somebody_filled_in_is_not_written_over(
    made: ReturnsHome, capsys: pytest.CaptureFixture[str]
) -> None:
    path = template(made)
    assert main(["system-guide", "write"]) == 0  # an empty one is
    fill(path, "Sharing", {2: {"Answer": "No"}})
    assert main(["system-guide", "write"]) == 3
    assert "has been filled in" in capsys.readouterr().err


def test_a_whole_self_assessment_is_packaged(made: ReturnsHome) -> None:
    path = template(made)
    fill_all(path)
    assert main(["system-guide", "read", str(path)]) == 0
    folder = package_of(path)
    assert folder.name.startswith("DRAFT_2023-24_")
    full = rows(folder / "full.csv")
    scores = [(row["code"], row["answer"]) for row in full if row["part"] == "descriptor"]
    assert scores == [
        ("L1", "1"), ("L2", "2"), ("L3", "3"), ("D1", "4"), ("D2", "5"), ("D3", "5")
    ]  # fmt: skip
    signed = [(row["code"], row["signed_on"]) for row in full if row["part"] == "sign_off"]
    assert signed == [("partnership", "2023-06-19"), ("police", "2023-06-20")]
    shared = rows(folder / "scores_for_departments.csv")
    assert shared == rows(folder / "scores_for_coordinators.csv")
    assert [row["descriptor_code"] for row in shared if row["is_chosen_priority"] == "1"] == [
        "L1", "L2", "D1"
    ]  # fmt: skip
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["marking"], manifest["financial_year"]) == ("DRAFT", YEAR)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_who_signed_and_the_narrative_stand_in_the_full_file_alone(made: ReturnsHome) -> None:
    path = template(made)
    fill_all(path)
    assert main(["system-guide", "read", str(path)]) == 0
    holding = {
        file.name: {word for word in ("Nemo", "Because of") if word in file.read_text()}
        for file in package_of(path).iterdir()
    }
    assert holding.pop("full.csv") == {"Nemo", "Because of"}
    assert set(holding) == {
        "manifest.json", "summary.txt", "scores_for_coordinators.csv", "scores_for_departments.csv"
    }  # fmt: skip
    assert all(not found for found in holding.values())


def test_a_permission_may_be_refused_and_its_file_is_not_made(made: ReturnsHome) -> None:
    path = template(made)
    fill_all(path)
    fill(path, "Sharing", {2: {"Answer": "no"}})
    assert main(["system-guide", "read", str(path)]) == 0
    names = {file.name for file in package_of(path).iterdir()}
    assert names == {"full.csv", "scores_for_departments.csv", "summary.txt", "manifest.json"}
    summary = (package_of(path) / "summary.txt").read_text()
    assert "so there is no scores_for_coordinators.csv" in summary


def test_the_acknowledgement_cannot_be_refused(
    made: ReturnsHome, capsys: pytest.CaptureFixture[str]
) -> None:
    path = template(made)
    fill_all(path)
    for said in (None, "No"):
        fill(path, "Sharing", {4: {"Answer": said}})
        [problem] = problems_of(path, capsys)
        assert "sheet 'Sharing', row 4, column 'Answer': expected 'Yes'" in problem


def test_a_required_sign_off_needs_a_name_and_a_day_of_the_year(
    made: ReturnsHome, capsys: pytest.CaptureFixture[str]
) -> None:
    path = template(made)
    fill_all(path)
    for day in (
        date(2023, 3, 31), date(2023, 6, 21), None, "soon",
    ):  # fmt: skip
        fill(path, "Sign-offs", {3: {"Date": day}})
        [problem] = problems_of(path, capsys)
        assert "sheet 'Sign-offs', row 3, column 'Date': expected a day of 2023/24" in problem
        assert "from 01/04/2023 to 20/06/2023" in problem
    # the first day of the year and today will do
    fill(path, "Sign-offs", {2: {"Date": TODAY}})
    fill(path, "Sign-offs", {3: {"Date": date(2023, 4, 1), "Name or post": None}})
    [problem] = problems_of(path, capsys)
    assert "row 3, column 'Name or post': expected the name or post of who signed" in problem
    # the other council services may stay empty, but not be signed by halves
    fill(path, "Sign-offs", {3: {"Name or post": "Chief"}, 4: {"Name or post": "Head"}})
    [problem] = problems_of(path, capsys)
    assert "row 4, column 'Date'" in problem
    fill(path, "Sign-offs", {4: {"Date": date(2023, 4, 1)}})
    assert main(["system-guide", "read", str(path)]) == 0


def test_a_score_out_of_range_is_refused(
    made: ReturnsHome, capsys: pytest.CaptureFixture[str]
) -> None:
    path = template(made)
    fill_all(path)
    for wrong in ([0, 6, -1, 2.5, "many", None], [1, 5, "3", 5.0, True, "=1+1"]):
        fill(path, "Descriptors", {
            row: {"Score": score} for row, score in enumerate(wrong, start=2)
        })  # fmt: skip
        found = problems_of(path, capsys)
        assert all("column 'Score': expected a whole number from 1 to 5" in each for each in found)
        places = [each.split("row ")[1][0] for each in found]
        assert places == (["2", "3", "4", "5", "6", "7"] if wrong[0] == 0 else ["6", "7"])


def test_a_code_that_became_a_number_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """5.10, typed as a number, is 5.1, which is another descriptor."""
    monkeypatch.setitem(SECTIONS, "data", ("Data", 5, "data", ["5.1", "5.2", "5.10"]))
    path = template(use(ReturnsHome(tmp_path), monkeypatch))
    fill_all(path, chosen=("L1", 5.1, "L2"))
    [problem] = problems_of(path, capsys)
    assert "row 3, column 'Code of the descriptor': expected the code of a descriptor" in problem
    fill(path, "Priorities", {3: {"Code of the descriptor": "5.10"}})
    assert main(["system-guide", "read", str(path)]) == 0
    scores = rows(package_of(path) / "scores_for_departments.csv")
    assert [row["is_chosen_priority"] for row in scores] == ["1", "1", "0", "0", "0", "1"]


def test_everything_that_is_wrong_is_told_at_once(
    made: ReturnsHome, capsys: pytest.CaptureFixture[str]
) -> None:
    path = template(made)
    fill_all(path, chosen=("L1", "L1", "X9"))
    fill(path, "Descriptors", {2: {"Narrative": None}, 3: {"Score": 9}, 5: {"Code": "D9"}})
    fill(path, "Data model", {2: {"Level": 6, "What it rests on": None}})
    fill(path, "Sign-offs", {2: {"Name or post": None, "Date": None}})
    fill(path, "Sharing", {3: {"Answer": "perhaps"}, 4: {"Answer": None}})
    problems = problems_of(path, capsys)
    places = [problem.split(": expected")[0].split(": ", 1)[1] for problem in problems]
    assert places == [
        "sheet 'Descriptors', row 5, the whole row",
        "sheet 'Descriptors', row 2, column 'Narrative'",
        "sheet 'Descriptors', row 3, column 'Score'",
        "sheet 'Data model', row 2, column 'Level'",
        "sheet 'Data model', row 2, column 'What it rests on'",
        "sheet 'Priorities', row 3, column 'Code of the descriptor'",
        "sheet 'Priorities', row 4, column 'Code of the descriptor'",
        "sheet 'Sign-offs', row 2, column 'Name or post'",
        "sheet 'Sign-offs', row 2, column 'Date'",
        "sheet 'Sharing', row 3, column 'Answer'",
        "sheet 'Sharing', row 4, column 'Answer'",
    ]


def test_a_row_that_was_taken_away_is_missed(
    made: ReturnsHome, capsys: pytest.CaptureFixture[str]
) -> None:
    path = template(made)
    fill_all(path)
    book = openpyxl.load_workbook(path)
    book["Sign-offs"].delete_rows(3)
    book.save(path)
    [problem] = problems_of(path, capsys)
    assert "sheet 'Sign-offs': expected a row for 'Police', which is not there" in problem


def test_placeholders_are_no_self_assessment_to_send(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = use(ReturnsHome(tmp_path, are_placeholders=True), monkeypatch)
    path = template(made)
    assert "placeholders" in capsys.readouterr().out
    fill_all(path)
    assert main(["system-guide", "read", str(path), "--formal"]) == 3
    assert "local/system_guide_descriptors.csv" in capsys.readouterr().err
    assert main(["system-guide", "read", str(path)]) == 0
    assert "placeholders" in (package_of(path) / "summary.txt").read_text()


# Packages and the register ------------------------------------------------------------------------


def test_progress_information_is_packaged_and_what_was_returned_is_remembered(
    made: ReturnsHome, capsys: pytest.CaptureFixture[str]
) -> None:
    sending = ["record-sent", "progress_information", "--year", "2022/23", "--quarter", "4", *SENT]
    assert main(sending) == 3
    assert "progress-information --formal" in capsys.readouterr().err
    packaging = ["progress-information", "--year", "2022/23", "--quarter", "4", "--formal"]
    assert main(packaging) == 0
    assert main(sending) == 0
    assert main(sending) == 0  # again is no work
    [sent] = made.register("returns_sent")
    assert sent == {
        "return_code": "progress_information", "financial_year": "2022/23", "quarter": "4",
        "sent_on": "2023-04-06", "sent_by": "A. Coordinator", "reference": "PI-4",
        "recorded_at": "2023-06-20",
    }  # fmt: skip
    # the forecast that there was none of is not returned
    assert [(row["measure"], row["value"]) for row in made.register("progress_returned")] == [
        ("families_claimed", "41"), ("families_claimed_forecast", "60"),
        ("families_whole_family", "90"),
    ]  # fmt: skip


def test_what_was_returned_before_this_system_is_recorded_without_figures(
    made: ReturnsHome,
) -> None:
    sending = ["record-sent", "progress_information", "--year", "2022/23", "--quarter", "3", *SENT]
    assert main([*sending, "--not-packaged"]) == 0
    assert [row["quarter"] for row in made.register("returns_sent")] == ["3"]
    assert made.register("progress_returned") == []


def test_a_package_that_was_changed_is_not_what_was_returned(
    made: ReturnsHome, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["progress-information", "--year", "2022/23", "--quarter", "4", "--formal"]) == 0
    [folder] = (made.home.output / "returns" / "progress_information").iterdir()
    file = folder / "progress_information.csv"
    file.write_text(file.read_text().replace("41", "42"))
    assert main(
        ["record-sent", "progress_information", "--year", "2022/23", "--quarter", "4", *SENT]
    ) == 3  # fmt: skip
    assert "changed since" in capsys.readouterr().err
    assert made.register("returns_sent") == made.register("progress_returned") == []


def test_a_quarter_is_returned_formally_once_it_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Quarter 4 ends on 31 March: a build as of the day before is too early."""
    asked = ["progress-information", "--year", "2022/23", "--quarter", "4"]
    use(ReturnsHome(tmp_path / "before", as_of=date(2023, 3, 30)), monkeypatch)
    assert main([*asked, "--formal"]) == 3
    assert "ends on 2023-03-31" in capsys.readouterr().err
    assert main(asked) == 0
    use(ReturnsHome(tmp_path / "on", as_of=date(2023, 3, 31)), monkeypatch)
    assert main([*asked, "--formal"]) == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["data_survey", "--year", "2021/22"], "the calendar has no data_survey of 2021/22"),
        (["progress_information", "--year", "2022/23"], "say which with --quarter, one of 3, 4"),
        (["data_survey", "--year", "2023/24", "--on", "2023-06-21"], "today is 2023-06-20"),
        (["data_survey", "--year", "2023/24", "--by", " "], "who sent it has to be given"),
    ],
)
def test_what_cannot_have_been_sent_is_not_recorded(
    made: ReturnsHome, capsys: pytest.CaptureFixture[str], arguments: list[str], why: str
) -> None:
    assert main(["record-sent", arguments[0], *SENT, *arguments[1:]]) == 3
    assert why in capsys.readouterr().err
    assert made.register("returns_sent") == []


def test_a_demo_home_sends_nothing_and_packages_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = use(ReturnsHome(tmp_path, is_demo=True), monkeypatch)
    asked = ["progress-information", "--year", "2022/23", "--quarter", "4"]
    assert main([*asked, "--formal"]) == 3
    assert main(["record-sent", "data_survey", "--year", "2023/24", *SENT]) == 3
    assert capsys.readouterr().err.count("this is a demo home") == 2
    assert main(asked) == 0
    [folder] = (made.home.output / "returns" / "progress_information").iterdir()
    assert folder.name.startswith("DEMO-DRAFT_")
    assert (folder / "DEMO-DRAFT_progress_information.csv").is_file()


def test_references_of_the_early_help_collection_join_its_tables_and_nothing_else(
    made: ReturnsHome,
) -> None:
    assert main(["early-help"]) == 0
    assert main(["early-help"]) == 0
    folders = list((made.home.output / "returns" / "early_help").iterdir())
    assert len(folders) == 2
    seen: set[str] = set()
    for folder in folders:
        assert folder.name.startswith("DRAFT_")
        episodes, needs = (references_in(folder / f"{name}.csv") for name in ("episodes", "needs"))
        assert len(episodes) == 3 and len(needs) == 2 and needs < episodes
        assert not episodes & seen and not any(found.startswith("Eold") for found in episodes)
        seen |= episodes


def references_in(file: Path) -> set[str]:
    with file.open(encoding="utf-8", newline="") as stream:
        return {row["episode_ref"] for row in csv.DictReader(stream)}


def test_the_data_survey_says_that_its_questions_are_assumed(made: ReturnsHome) -> None:
    assert main(["data-survey"]) == 0
    assert main(["data-survey"]) == 0  # again is no work
    [folder] = (made.home.output / "returns" / "data_survey").iterdir()
    summary = (folder / "summary.txt").read_text()
    assert "an assumption" in json.loads((folder / "manifest.json").read_text())["assumption"]
    for line in ("an assumption", "Feeds held: 1 of 2", "97.5% matched", "Not held: Probation"):
        assert line in summary


def test_authorities_of_one_home_do_not_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = use(ReturnsHome(tmp_path, authorities=("901", "902")), monkeypatch)
    assert main(["data-survey"]) == 3
    assert "--authority" in capsys.readouterr().err
    asked = ["progress-information", "--year", "2022/23", "--quarter", "4", "--formal"]
    sending = ["record-sent", "progress_information", "--year", "2022/23", "--quarter", "4", *SENT]
    assert main(["--authority", "902", *asked]) == 0
    assert main(["--authority", "901", *sending]) == 3  # its own package is not there
    assert main(["--authority", "902", *sending]) == 0
    assert not (made.home.output / "901").exists()
    assert made.register("returns_sent", "901") == []
    claimed = made.register("progress_returned", "902")[0]
    assert (claimed["measure"], claimed["value"]) == ("families_claimed", "141")


# The calendar in words ----------------------------------------------------------------------------


def test_status_tells_the_year_in_plain_words(
    made: ReturnsHome, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "The programme's year of authority 901, as of 20/06/2023",
        "To be done now",
        "  Progress Information, quarter 4 of 2022/23: OVERDUE by 74 days, was due on 07/04/2023 "
        "(the date is assumed)",
        "  Claim window 2023/24-W1: open, closes on 29/06/2023, 9 days left (the date is assumed)",
        "  Self-assessment of 2023/24: due on 01/07/2023, 11 days left",
        "Later",
        "  Application of 2023/24: due on 30/09/2023, 102 days left, if you were invited (the date "
        "is assumed)",
        "Done in 2023/24",
        "  Data survey of 2023/24: sent on 28/04/2023, reference DS-1",
        "Of earlier years 1 return is not recorded as sent: record with 'returns.py record-sent', "
        "or take them away with local/return_dates.csv.",
        "Data milestones: 1 of 2 are as far as asked.",
        "  1.1 A board: Nobody said.",
        "      what would meet it: A row.",
    ]


def test_status_knows_what_was_recorded_since_the_build(
    made: ReturnsHome, capsys: pytest.CaptureFixture[str]
) -> None:
    sending = ["record-sent", "early_help_system_guide", "--year", "2023/24"]
    assert main([*sending, "--on", "2023-06-20", "--reference", "EH-1", "--by", "Me"]) == 0
    capsys.readouterr()
    assert main(["status"]) == 0
    told = capsys.readouterr().out
    assert "  Self-assessment of 2023/24: sent on 20/06/2023, reference EH-1" in told
    assert "Self-assessment of 2023/24: due" not in told


# The demo -----------------------------------------------------------------------------------------


def test_the_demo_is_surveyed_by_what_landed(demo: Warehouse) -> None:
    """Held, and last received, as the folders of the home say; never a key or a name."""
    last = {}
    for folder in (demo.home / "landing").glob("*/*"):
        if folder.is_dir():
            last[folder.parent.name] = max(folder.name, last.get(folder.parent.name, ""))
    surveyed = dict(
        demo.query(
            "select feed_code, cast(last_received_at as varchar)"
            " from extracts.extracts.ext_delta__data_survey where is_held = 1",
            "extracts",
        )
    )
    assert surveyed == last
    assert len(surveyed) > 15


def test_the_milestones_of_the_demo_are_shown_by_what_arrives(demo: Warehouse) -> None:
    states = dict(
        demo.query("select milestone_code, milestone_state from programme.mart_data_maturity")
    )
    assert len(states) == 16
    arriving = ("2.1", "2.2", "2.3", "2.4", "2.5", "2.7", "2.8", "3.1", "3.2", "3.3", "3.4", "3.5")
    assert {states[code] for code in arriving} == {"met"}
    assert states["2.6"] == "working_towards"  # no file of meals is made for the demo
    # as local/programme_facts.csv of the demo says
    assert (states["1.1"], states["1.2"]) == ("met", "working_towards")


def test_the_year_of_the_demo_stands_where_its_register_says(demo: Warehouse) -> None:
    """15 March 2024: the data survey of the year was forgotten, and the last window is open."""
    standing = demo.query(
        "select item_code, quarter, item_status, days_left from programme.mart_returns_calendar"
        " where financial_year = '2023/24' order by due_on, item_code"
    )
    assert standing == [
        ("2023/24-W1", None, "closed", None),
        ("early_help_system_guide", None, "done", None),
        ("progress_information", 1, "done", None),
        ("2023/24-W2", None, "closed", None),
        ("earned_autonomy_application", None, "closed", None),
        ("progress_information", 2, "done", None),
        ("data_survey", None, "overdue", -146),
        ("2023/24-W3", None, "closed", None),
        ("progress_information", 3, "done", None),
        ("2023/24-W4", None, "open", 13),
        ("progress_information", 4, "due", 23),
    ]


def test_the_early_help_collection_of_the_demo_is_everyone_and_no_one(demo: Warehouse) -> None:
    """R31: every assessed episode, also those never claimed; nothing that tells who they are."""
    folder = "extracts.extracts"
    [(told, references)] = demo.query(
        f"select count(*), count(distinct episode_ref) from {folder}.ext_early_help__episodes",
        "extracts",
    )
    [(assessed,)] = demo.query(
        "select count(*) from core.fct_support_episode where assessed_on is not null"
    )
    assert told == references == assessed > 0
    [(needs,)] = demo.query(f"select count(*) from {folder}.ext_early_help__needs", "extracts")
    [(met,)] = demo.query("select count(*) from core.fct_family_need where status = 'met'")
    [(withheld,)] = demo.query(
        "select count(*) from core.fct_family_need as n inner join"
        " (select distinct person_key from intermediate.int_objections where scope = 'study') as o"
        " on n.person_key = o.person_key where n.status = 'met'"
    )
    assert needs == met - withheld > 0
    episodes = demo.query("select episode_key, family_key from core.fct_support_episode")
    keys = {key for row in episodes for key in row}
    keys |= {key for (key,) in demo.query("select person_key from core.dim_person")}
    for table in ("episodes", "needs"):
        values = {
            value
            for row in demo.query(f"select * from {folder}.ext_early_help__{table}", "extracts")
            for value in row
        }
        assert not values & keys
