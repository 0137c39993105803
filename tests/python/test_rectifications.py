"""Values put right in intake: what landed stays, what is used is right, and the rest stands."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from landing import CONTRACTS, archive, land, taken_in, workbook, written
from supporting_families.home import Home
from supporting_families.intake import take_in

[REGISTER] = [
    c.column_names for c in CONTRACTS if (c.feed_code, c.name) == ("registers", "rectifications")
]
HEADER = "pers_person_id,pers_forename,pers_surname,pers_dob\n"


def rectify(home: Path, **values: str) -> None:
    """Add a line to the register; what is not given is as in the person's birth date."""
    path = home / "registers" / "rectifications.csv"
    path.parent.mkdir(exist_ok=True)
    line = {
        "rectification_ref": "R1", "feed_code": "early_help", "table_name": "ssd_person",
        "source_person_ref": "P1", "row_column": "pers_person_id", "row_value": "P1",
        "column_name": "pers_dob", "wrong_value": "2012-05-01", "right_value": "2012-01-05",
        "decided_by": "A. Officer", "decided_on": "2024-02-01", "reason": "birth certificate seen",
        "recorded_at": "2024-02-01", **values,
    }  # fmt: skip
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, REGISTER, restval="")
        if is_new:
            writer.writeheader()
        writer.writerow(line)


def people(home: Path) -> list[tuple[str, str | None, str | None]]:
    return [
        (row["pers_person_id"], row["pers_surname"], row["pers_dob"])
        for row in written(Home(home), "early_help/ssd_person")
    ]


def land_people(home: Path, rows: str, day: str = "2024-01-05") -> Path:
    land(home, HEADER + rows, "ssd_person.csv", "early_help", day)
    return home / "landing" / "early_help" / day / "ssd_person.csv"


def test_a_wrong_value_is_put_right_and_what_landed_stays(tmp_path: Path) -> None:
    file = land_people(tmp_path, "P1,Ann,Example,2012-05-01\nP2,Bob,Example,2012-05-01\n")
    before = file.read_bytes()
    rectify(tmp_path)
    [account] = [a for a in taken_in(Home(tmp_path)) if a.feed_code == "early_help"]
    assert people(tmp_path) == [("P1", "Example", "2012-01-05"), ("P2", "Example", "2012-05-01")]
    assert file.read_bytes() == before
    assert [(c.source_row, c.column_name, c.rectification_ref) for c in account.rectified] == [
        (2, "pers_dob", "R1")
    ]


def test_every_delivery_with_the_wrong_value_is_put_right_and_another_value_stands(
    tmp_path: Path,
) -> None:
    land_people(tmp_path, "P1,Ann,Example,2012-05-01\n", "2024-01-05")
    land_people(tmp_path, "P1,Ann,Example, 2012-05-01 \n", "2024-02-05")
    land_people(tmp_path, "P1,Ann,Example,2012-05-02\n", "2024-03-05")
    rectify(tmp_path)
    taken_in(Home(tmp_path))
    assert [dob for _, _, dob in people(tmp_path)] == ["2012-01-05", "2012-01-05", "2012-05-02"]


@pytest.mark.parametrize(
    ("wrong", "right", "surnames"),
    [("Example", "", [None, "Other"]), ("Other", "Smith", ["Example", "Other"]),
     ("", "Smith", ["Example", "Other"])],
)  # fmt: skip
def test_only_the_rows_named_and_only_while_the_wrong_value_is_there(
    tmp_path: Path, wrong: str, right: str, surnames: list[str | None]
) -> None:
    land_people(tmp_path, "P1,Ann,Example,2012-05-01\nP2,Bob,Other,2012-05-01\n")
    rectify(tmp_path, column_name="pers_surname", wrong_value=wrong, right_value=right)
    taken_in(Home(tmp_path))
    assert [surname for _, surname, _ in people(tmp_path)] == surnames


def test_what_a_partner_left_out_can_be_put_in(tmp_path: Path) -> None:
    land_people(tmp_path, "P1,Ann,,2012-05-01\nP2,Bob,,2012-05-01\n")
    rectify(tmp_path, column_name="pers_surname", wrong_value="", right_value="Smith")
    taken_in(Home(tmp_path))
    assert [surname or None for _, surname, _ in people(tmp_path)] == ["Smith", None]


def test_the_column_that_names_the_row_can_itself_be_put_right(tmp_path: Path) -> None:
    land_people(tmp_path, "P1,Ann,Example,2012-05-01\n")
    rectify(tmp_path)
    rectify(
        tmp_path, rectification_ref="R2", column_name="pers_person_id",
        wrong_value="P1", right_value="P9",
    )  # fmt: skip
    taken_in(Home(tmp_path))
    assert people(tmp_path) == [("P9", "Example", "2012-01-05")]


def test_a_rectification_taken_back_leaves_what_was_sent(tmp_path: Path) -> None:
    land_people(tmp_path, "P1,Ann,Example,2012-05-01\n")
    rectify(tmp_path)
    taken_in(Home(tmp_path))
    rectify(tmp_path, withdrawn_on="2024-03-01", recorded_at="2024-03-01")
    taken_in(Home(tmp_path))
    assert [dob for _, _, dob in people(tmp_path)] == ["2012-05-01"]


def test_only_files_of_the_table_are_read_again(tmp_path: Path) -> None:
    file = land_people(tmp_path, "P1,Ann,Example,2012-05-01\n")
    other = tmp_path / "landing" / "early_help" / "2024-01-05" / "ssd_family.csv"
    other.write_text("fami_table_id,fami_family_id,fami_person_id\n1,F1,P1\n", encoding="utf-8")
    taken_in(Home(tmp_path))
    parquets = {
        table: next((tmp_path / f"warehouse/intake/early_help/{table}").glob("[!_]*.parquet"))
        for table in ("ssd_person", "ssd_family")
    }
    written_at = {table: path.stat().st_mtime_ns for table, path in parquets.items()}
    rectify(tmp_path)
    taken_in(Home(tmp_path))
    assert not parquets["ssd_person"].exists()  # another file stands for it now
    assert parquets["ssd_family"].stat().st_mtime_ns == written_at["ssd_family"]
    assert [dob for _, _, dob in people(tmp_path)] == ["2012-01-05"]
    assert file.exists()


def test_a_second_intake_reads_nothing_again_and_accounts_alike(tmp_path: Path) -> None:
    land_people(tmp_path, "P1,Ann,Example,2012-05-01\n")
    rectify(tmp_path)
    first = taken_in(Home(tmp_path))
    [parquet] = (tmp_path / "warehouse/intake/early_help/ssd_person").glob("[!_]*.parquet")
    written_at = parquet.stat().st_mtime_ns
    assert taken_in(Home(tmp_path)) == first
    assert parquet.stat().st_mtime_ns == written_at


@pytest.mark.parametrize("form", ["workbook", "zip"])
def test_any_form_of_file_is_put_right(tmp_path: Path, form: str) -> None:
    rows = [HEADER.strip().split(","), ["P1", "Ann", "Example", "2012-05-01"]]
    if form == "workbook":
        land(tmp_path, workbook(People=rows), "ssd_person.xlsx", "early_help", "2024-01-05")
    else:
        text = "\n".join(",".join(row) for row in rows) + "\n"
        content = archive({"ssd_person.csv": text.encode()})
        land(tmp_path, content, "early_help.zip", "early_help", "2024-01-05")
    taken_in(Home(tmp_path))
    rectify(tmp_path)
    taken_in(Home(tmp_path))
    assert [dob for _, _, dob in people(tmp_path)] == ["2012-01-05"]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"table_name": "people"}, "has no table 'people'"),
        ({"feed_code": "registers", "table_name": "claims"}, "has no table 'claims'"),
        ({"column_name": "dob"}, "has no column 'dob'"),
        ({"row_column": "person_id"}, "has no column 'person_id'"),
        ({"row_value": ""}, "row_value: empty"),
        ({"right_value": "2012-05-01"}, "wrong and right value are the same"),
    ],
)
def test_a_line_that_cannot_be_followed_is_told_and_the_others_hold(
    tmp_path: Path, values: dict[str, str], problem: str
) -> None:
    """An account that is not taken in holds the release back (gate_every_file_is_taken_in)."""
    land_people(tmp_path, "P1,Ann,Example,2012-05-01\n")
    rectify(tmp_path)
    rectify(tmp_path, rectification_ref="R2", **values)
    [faulty] = [a for a in taken_in(Home(tmp_path)) if a.problem]
    assert faulty.source_file == "registers/rectifications.csv#row 3"
    assert faulty.file_status == "refused"
    assert problem in faulty.problem and "'R2'" in faulty.problem
    assert "2012" not in f"{faulty.problem} {faulty.cure}"
    assert [dob for _, _, dob in people(tmp_path)] == ["2012-01-05"]


def test_a_register_without_its_columns_is_refused_and_puts_nothing_right(tmp_path: Path) -> None:
    land_people(tmp_path, "P1,Ann,Example,2012-05-01\n")
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers" / "rectifications.csv").write_text(
        "rectification_ref,feed_code\nR1,early_help\n", encoding="utf-8"
    )
    [refused] = [a for a in taken_in(Home(tmp_path)) if a.problem]
    assert refused.source_file == "registers/rectifications.csv"
    assert [dob for _, _, dob in people(tmp_path)] == ["2012-05-01"]


def test_the_rectification_of_one_authority_is_not_another_s(tmp_path: Path) -> None:
    (tmp_path / "local").mkdir()
    authorities = tmp_path / "local" / "authority.csv"
    authorities.write_text("authority_code\n901\n902\n", encoding="utf-8")
    for code in ("901", "902"):
        folder = tmp_path / "landing" / code / "early_help" / "2024-01-05"
        folder.mkdir(parents=True)
        (folder / "ssd_person.csv").write_text(
            f"{HEADER}P1,Ann,Example,2012-05-01\n", encoding="utf-8"
        )
    rectify(tmp_path)
    (tmp_path / "registers" / "902").mkdir()
    (tmp_path / "registers" / "rectifications.csv").rename(
        tmp_path / "registers" / "902" / "rectifications.csv"
    )
    take_in(Home(tmp_path), CONTRACTS)
    told = {
        row["of_authority"]: row["pers_dob"]
        for row in written(Home(tmp_path), "early_help/ssd_person")
    }
    assert told == {"901": "2012-05-01", "902": "2012-01-05"}
