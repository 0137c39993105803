"""What lands on the day after a demo home: which files, how many rows, the same each time."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from supporting_families.contracts import load_contracts
from supporting_families.demo.generate import generate
from supporting_families.demo.home import MARKER, DemoHomeError, made_from
from supporting_families.demo.next_day import _next_school_day, deliver_next_day

DAILY = {"attendance", "police", "health", "family_hubs"}


def quiet(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("before") / "home"
    generate(home, people=400, seed=7, tell=quiet)
    return home


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("after") / "home"
    shutil.copytree(before, home)
    deliver_next_day(home, quiet)
    return home


def contents(home: Path) -> dict[str, bytes]:
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }


def new_files(home: Path, day: str = "2024-03-16") -> list[Path]:
    return sorted(home.glob(f"landing/*/{day}/*.csv"))


def read(*files: Path) -> pd.DataFrame:
    tables = [pd.read_csv(file, dtype=str, keep_default_na=False) for file in files]
    return pd.concat(tables, ignore_index=True)


def test_only_new_files_come_and_the_home_moves_on_by_a_day(before: Path, after: Path) -> None:
    old, new = contents(before), contents(after)
    added = {path.relative_to(after).as_posix() for path in new_files(after)}
    assert {name.split("/")[1] for name in added} == DAILY
    assert new.keys() - old.keys() == added
    assert [name for name in old if new[name] != old[name]] == [MARKER]
    was, stands = made_from(before), made_from(after)
    assert stands == was | {"as_of_date": date(2024, 3, 16), "known_at": date(2024, 3, 16)}


def test_every_new_file_is_of_a_contract_and_has_the_columns_of_the_one_before(
    before: Path, after: Path
) -> None:
    contracts = load_contracts()
    for path in new_files(after):
        feed = path.parents[1].name
        assert any(c.feed_code == feed and c.pattern.match(path.name) for c in contracts), path
        stem = path.stem.rsplit("_", 1)[0]
        earlier = sorted(before.glob(f"landing/{feed}/*/{stem}_*.csv"))[-1]
        header = earlier.read_text(encoding="utf-8").splitlines()[0]
        assert path.read_text(encoding="utf-8").splitlines()[0] == header


def test_the_marks_are_those_of_the_school_day_after_the_last_and_a_hundredth_of_all(
    before: Path, after: Path
) -> None:
    all_marks = read(*before.glob("landing/attendance/*/attendance_marks_*.csv"))
    assert all_marks["mark_date"].max() == "2024-02-29"
    [file] = after.glob("landing/attendance/2024-03-16/attendance_marks_*.csv")
    new = read(file)
    assert file.name == "attendance_marks_2024-03.csv"
    assert set(new["mark_date"]) == {"2024-03-01"}
    assert not new.duplicated(["pupil_ref", "session"]).any()
    assert 0.005 < len(new) / len(all_marks) < 0.015


def test_events_are_of_the_day_before_and_have_references_of_their_own(
    before: Path, after: Path
) -> None:
    for feed, stem, day, reference in (
        ("police", "police_incidents", "reported_at", "incident_ref"),
        ("health", "health_ae_attendances", "attended_on", "attendance_ref"),
        ("family_hubs", "family_hubs_attendances", "attended_on", "attendance_ref"),
    ):
        old = read(*before.glob(f"landing/{feed}/*/{stem}_*.csv"))
        new = read(*after.glob(f"landing/{feed}/2024-03-16/{stem}_*.csv"))
        assert set(new[day]) == {"2024-03-15"}
        assert not set(new[reference]) & set(old[reference])


def test_some_of_the_people_are_known_to_the_feed_and_some_are_not(
    before: Path, after: Path
) -> None:
    old = read(*before.glob("landing/police/*/police_incidents_*.csv"))
    new = read(*after.glob("landing/police/2024-03-16/police_incidents_*.csv"))
    known = new["nominal_ref"].isin(old["nominal_ref"])
    assert known.any() and not known.all()
    adults = read(*before.glob("landing/council_tax/*/council_tax_liabilities.csv"))
    told = ["forename", "surname", "dob", "postcode"]
    whose = new[~known].merge(adults, on=told)
    assert len(whose) >= len(new[~known])  # another feed knows them: there is something to link


def test_the_same_home_gets_the_same_files(before: Path, after: Path, tmp_path: Path) -> None:
    shutil.copytree(before, tmp_path / "home")
    deliver_next_day(tmp_path / "home", quiet)
    assert contents(tmp_path / "home") == contents(after)


def test_a_later_file_of_a_month_repeats_what_the_month_had(after: Path, tmp_path: Path) -> None:
    shutil.copytree(after, tmp_path / "home")
    assert deliver_next_day(tmp_path / "home", quiet) == date(2024, 3, 17)
    for stem in ("attendance/{}/attendance_marks_2024-03", "police/{}/police_incidents_2024-03"):
        first = read(tmp_path / "home" / "landing" / f"{stem.format('2024-03-16')}.csv")
        second = read(tmp_path / "home" / "landing" / f"{stem.format('2024-03-17')}.csv")
        assert len(second) > len(first)
        pd.testing.assert_frame_equal(second.head(len(first)), first)
        assert not second.duplicated().any()


def test_the_school_day_after_a_friday_is_a_monday_and_after_a_term_the_next_begins() -> None:
    assert _next_school_day(date(2024, 3, 14)) == date(2024, 3, 15)
    assert _next_school_day(date(2024, 3, 15)) == date(2024, 3, 18)
    after_term = _next_school_day(date(2024, 3, 28))
    assert after_term is not None and after_term > date(2024, 4, 1)


def test_it_refuses_a_folder_that_is_not_its_own_and_a_home_with_mistakes(
    after: Path, tmp_path: Path
) -> None:
    with pytest.raises(DemoHomeError, match="no demo home"):
        deliver_next_day(tmp_path, quiet)
    marker = tmp_path / MARKER
    marker.parent.mkdir()
    text = (after / MARKER).read_text(encoding="utf-8")
    marker.write_text(text.replace("setting: clean", "setting: dirty"), encoding="utf-8")
    with pytest.raises(DemoHomeError, match="mistakes"):
        deliver_next_day(tmp_path, quiet)
    assert marker.read_text(encoding="utf-8") == text.replace("setting: clean", "setting: dirty")
