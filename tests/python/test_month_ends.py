"""The register of month ends: what was told of a closed month is written once and never changes."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import replace
from datetime import date

import pytest
from supporting_families.home import Home
from supporting_families.month_ends import MonthEndError, Told, check_register, write_down

FEBRUARY, MARCH = date(2024, 2, 29), date(2024, 3, 31)
TOLD_ON, LATER = date(2024, 3, 15), date(2024, 4, 15)
FIRST = [
    Told(FEBRUARY, "open_episodes", 30, TOLD_ON, 0),
    Told(FEBRUARY, "families_claimed", 0, TOLD_ON, 0),
]
THEN = [Told(MARCH, "open_episodes", 28, LATER, 0)]


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


@pytest.fixture
def written(home):
    """A home whose register has two month ends, written in two publications."""
    write_down(home, "000", FIRST, TOLD_ON, "build-1")
    write_down(home, "000", [*FIRST, *THEN], LATER, "build-2")
    return home


def register(home, authority="000"):
    return home.of_authority("registers", authority) / "month_ends.csv"


def rows(home, authority="000"):
    with register(home, authority).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refusal(home, told, published):
    before = register(home).read_bytes() if register(home).exists() else None
    with pytest.raises(MonthEndError) as caught:
        check_register(home, "000", told, published)
    assert (register(home).read_bytes() if register(home).exists() else None) == before
    return str(caught.value)


def test_what_is_told_is_written_in_a_chain(written):
    found = rows(written)
    assert [
        (row["month_end"], row["measure"], row["value_told"], row["recorded_at"], row["build_id"])
        for row in found
    ] == [
        ("2024-02-29", "open_episodes", "30", "2024-03-15", "build-1"),
        ("2024-02-29", "families_claimed", "0", "2024-03-15", "build-1"),
        ("2024-03-31", "open_episodes", "28", "2024-04-15", "build-2"),
    ]
    before = "0" * 64
    for number, row in enumerate(found, start=1):
        columns = [value for name, value in row.items() if not name.endswith("_hash")]
        assert row["entry_no"] == str(number)
        assert row["previous_hash"] == before
        before = hashlib.sha256("|".join([before, *columns]).encode()).hexdigest()
        assert row["entry_hash"] == before


def test_what_was_told_is_never_written_again_nor_changed(written):
    before = register(written).read_bytes()
    assert write_down(written, "000", [*FIRST, *THEN], LATER, "build-3") == 0
    moved = [replace(figure, value=figure.value + 1) for figure in (*FIRST, *THEN)]
    assert write_down(written, "000", moved, LATER, "build-4") == 0
    assert register(written).read_bytes() == before


def test_a_new_measure_is_told_of_the_months_before_too(written):
    new = Told(FEBRUARY, "needs_met", 4, LATER, 1)
    assert write_down(written, "000", [*FIRST, *THEN, new], LATER, "build-3") == 1
    assert rows(written)[-1]["is_backfilled"] == "1"
    check_register(written, "000", [], [new])


def test_a_build_that_looks_back_tells_nothing(written):
    back = [Told(MARCH, "needs_met", 4, date(2024, 4, 14), 0)]
    assert write_down(written, "000", back, LATER, "build-3") == 0
    assert len(rows(written)) == 3
    # and what it published stands in the way of nothing
    check_register(written, "000", [*FIRST, *THEN], back)
    told_earlier = replace(THEN[0], value=99, told_on=date(2024, 4, 14))
    check_register(written, "000", [], [told_earlier])
    check_register(written, "000", [told_earlier], [])


def test_a_register_that_is_whole_goes_on(written):
    check_register(written, "000", [*FIRST, *THEN], [*FIRST, *THEN])
    check_register(written, "000", [], FIRST)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            lambda lines: [lines[0], lines[1].replace(",30,", ",31,"), *lines[2:]],
            "row 2: expected the hash of its own",
        ),
        (lambda lines: [*lines[:2], *lines[3:]], "row 3: expected entry_no 2, found 3"),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], "row 2: expected entry_no 1"),
    ],
)  # fmt: skip
def test_a_register_that_was_changed_cut_or_reordered_is_refused(written, change, found):
    lines = register(written).read_text(encoding="utf-8").splitlines(keepends=True)
    register(written).write_text("".join(change(lines)), encoding="utf-8")
    message = refusal(written, [], [])
    assert found in message
    assert "Put back the copy of your last backup" in message
    with pytest.raises(MonthEndError):
        write_down(written, "000", THEN, LATER, "build-3")


def test_a_figure_that_was_changed_with_its_hash_is_refused(written):
    lines = register(written).read_text(encoding="utf-8").splitlines(keepends=True)
    entry = lines[1].strip().replace(",30,", ",31,").split(",")
    entry[-1] = hashlib.sha256("|".join([entry[-2], *entry[:-2]]).encode()).hexdigest()
    lines[1] = ",".join(entry) + "\n"
    register(written).write_text("".join(lines), encoding="utf-8")
    assert "row 3: expected the hash of the row before it" in refusal(written, [], [])


def test_a_register_of_another_authority_is_refused(written):
    other = Home(written.path / "other")
    register(other).parent.mkdir(parents=True)
    (other.path / "local").mkdir()
    (other.path / "local" / "authority.csv").write_text("authority_code\n901\n", encoding="utf-8")
    register(other, "901").write_bytes(register(written).read_bytes())
    with pytest.raises(MonthEndError, match="expected authority_code 901, found 000"):
        check_register(other, "901", [], [])


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_entries_that_were_published_and_are_missing_at_the_end_are_missed(written, kept):
    """The chain of what is left is whole: the publication before knows better."""
    lines = register(written).read_text(encoding="utf-8").splitlines(keepends=True)
    register(written).write_text("".join(lines[: kept + 1]), encoding="utf-8")
    check_register(written, "000", [], [])
    message = refusal(written, [], [*FIRST, *THEN])
    assert "found no such row" in message
    assert "as it was published" in message


def test_a_register_that_is_gone_is_missed(written):
    register(written).unlink()
    assert "found no such row" in refusal(written, [], FIRST)


def test_a_register_written_anew_with_another_figure_is_not_what_was_published(written):
    register(written).unlink()
    write_down(written, "000", [replace(FIRST[0], value=29), FIRST[1]], TOLD_ON, "build-1")
    write_down(written, "000", THEN, LATER, "build-2")
    message = refusal(written, [], [*FIRST, *THEN])
    assert "open_episodes of 2024-02-29: found 29, expected 30" in message


def test_a_build_that_is_older_than_the_register_is_not_published(written):
    """On the same day, from before the month was told."""
    message = refusal(written, [replace(THEN[0], value=27)], [])
    assert "found 28, expected 27" in message
    assert "The build is older than the register: run 'dbt build'" in message


def test_each_authority_has_a_register_of_its_own(tmp_path):
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "authority.csv").write_text("authority_code\n901\n902\n")
    home = Home(tmp_path)
    write_down(home, "901", FIRST, TOLD_ON, "build-1")
    write_down(home, "902", [replace(FIRST[0], value=7)], TOLD_ON, "build-1")
    assert [row["value_told"] for row in rows(home, "901")] == ["30", "0"]
    [other] = rows(home, "902")
    assert (other["entry_no"], other["authority_code"], other["value_told"]) == ("1", "902", "7")
    check_register(home, "902", [], [replace(FIRST[0], value=7)])


def test_only_one_publication_writes(written):
    (written.path / "registers" / ".month_ends.lock").touch()
    with pytest.raises(MonthEndError, match="another publication"):
        write_down(written, "000", THEN, LATER, "build-3")
