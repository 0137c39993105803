"""Forms of file: whatever a table comes as, the same rows arrive, counted apart from the parser."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from landing import FIXTURES, archive, by_part, land, land_sample, taken_in, workbook, written
from supporting_families.accounts import LandedFile
from supporting_families.forms import archive as archives
from supporting_families.forms import text as texts
from supporting_families.forms.xml import count_tags
from supporting_families.home import Home

NAME = "police_incidents_2023-04"
HEADER = [
    "incident_ref", "nominal_ref", "occurred_from", "incident_class", "person_role", "surname",
]  # fmt: skip
ROWS = [
    ["I1", "N1", "2023-04-01", "CRIME", "VICTIM", "Zoë"],
    ["I2", "N2", "2023-04-02", "ASB", "SUBJECT", "O’Neil"],
]
CIN = "cin_census_2024.xml"


def lines(delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\r\n" for row in [HEADER, *ROWS])


def parquet() -> bytes:
    content = io.BytesIO()
    columns = list(zip(*ROWS, strict=True))
    pq.write_table(pa.table([list(column) for column in columns], names=HEADER), content)
    return content.getvalue()


SAME_TABLE = {
    "utf-8": (lines().encode(), ".csv", "csv utf-8 ,"),
    "utf-8 with a mark": (lines().encode("utf-8-sig"), ".csv", "csv utf-8 ,"),
    "utf-16 little": (lines().encode("utf-16"), ".csv", "csv utf-16 ,"),
    "utf-16 big": (b"\xfe\xff" + lines().encode("utf-16-be"), ".csv", "csv utf-16 ,"),
    "cp1252": (lines().encode("cp1252"), ".csv", "csv cp1252 ,"),
    "semicolons": (lines(";").encode(), ".csv", "csv utf-8 ;"),
    "tabs": (lines("\t").encode(), ".tsv", "csv utf-8 tab"),
    "tabs in utf-16": (lines("\t").encode("utf-16"), ".txt", "csv utf-16 tab"),
    "bars": (lines("|").encode(), ".txt", "csv utf-8 |"),
    "workbook": (workbook(Sheet1=[HEADER, *ROWS]), ".xlsx", "workbook"),
    "workbook in zip": (archive({f"{NAME}.xlsx": workbook(A=[HEADER, *ROWS])}), ".zip", "workbook"),
    "parquet": (parquet(), ".parquet", "parquet"),
    "zip": (archive({f"{NAME}.csv": lines().encode()}), ".zip", "csv utf-8 ,"),
    "zip of another name": (archive({"export.csv": lines(";").encode()}), ".zip", "csv utf-8 ;"),
}


@pytest.mark.parametrize("form", SAME_TABLE)
def test_one_table_in_every_form_gives_the_same_rows(tmp_path: Path, form: str) -> None:
    content, suffix, read_as = SAME_TABLE[form]
    home = land(tmp_path, content, NAME + suffix)
    [account] = taken_in(home)
    assert (account.file_status, account.rows_counted, account.period) == ("taken_in", 2, "2023-04")
    assert account.read_as == read_as
    rows = written(home, "police/incidents")
    assert [[row[name] for name in HEADER] for row in rows] == ROWS
    assert [row["source_row"] for row in rows] == [2, 3]
    assert {row["source_file"] for row in rows} == {account.source_file}
    assert [path.name for path in home.intake.iterdir() if path.name.startswith(".")] == []


def test_the_landed_file_is_never_changed(tmp_path: Path) -> None:
    content = lines(";").encode("cp1252")
    home = land(tmp_path, content, f"{NAME}.csv")
    account = taken_in(home)[0]
    assert (tmp_path / account.source_file).read_bytes() == content


def test_headers_fit_whatever_their_case_and_blanks(tmp_path: Path) -> None:
    header = " Incident_Ref ,NOMINAL_REF, occurred_from,incident_class,person_role,surname"
    home = land(tmp_path, header + "\n" + ",".join(ROWS[0]) + "\n", f"{NAME}.csv")
    assert taken_in(home)[0].columns_not_in_contract is None
    assert written(home, "police/incidents")[0]["incident_ref"] == "I1"


def test_a_long_file_in_another_encoding_is_read_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "CHUNK", 1001)  # characters of two bytes fall across the edge
    rows = [f"I{n},N{n},2023-04-01,CRIME,VICTIM,Zoë {n}" for n in range(3000)]
    content = "\n".join([",".join(HEADER), *rows]).encode("utf-16")
    home = land(tmp_path, content, f"{NAME}.csv")
    assert taken_in(home)[0].rows_taken_in == 3000
    assert written(home, "police/incidents")[2999]["surname"] == "Zoë 2999"


# Workbooks --------------------------------------------------------------------------------------


def test_cells_become_text_as_a_person_would_write_them(tmp_path: Path) -> None:
    header = [*HEADER, "reported_at", "uprn", "outcome_code"]
    times = [date(2023, 4, 1), datetime(2023, 4, 1, 9, 30)]
    row = ["I1", 7.0, times[0], "CRIME", True, 1.25, times[1], 10**11, "#N/A"]
    home = land(tmp_path, workbook(Data=[header, row]), f"{NAME}.xlsx")
    taken_in(home)
    [written_row] = written(home, "police/incidents")
    assert [written_row[name] for name in header] == [
        "I1", "7", "2023-04-01", "CRIME", "true", "1.25", "2023-04-01 09:30:00", "100000000000",
        "#N/A",
    ]  # fmt: skip


def test_title_rows_and_empty_rows_keep_the_row_numbers_of_the_sheet(tmp_path: Path) -> None:
    sheet = [["Incidents"], [], HEADER, ROWS[0], [], [None, None], ROWS[1]]
    home = land(tmp_path, workbook(Data=sheet), f"{NAME}.xlsx")
    assert taken_in(home)[0].rows_counted == 2
    assert [row["source_row"] for row in written(home, "police/incidents")] == [4, 7]


def test_of_other_sheets_only_those_with_data_are_told_of(tmp_path: Path) -> None:
    guide = [["Guidance"], ["Fill in every column"], ["Ask us"]]
    codes = [["Code", "Meaning", "From"], ["A", "first", "2020"], ["B", "second", "2021"]]
    content = workbook(Guide=guide, Data=[HEADER, *ROWS], Codes=codes)
    parts = by_part(land(tmp_path, content, f"{NAME}.xlsx"))
    assert {name: a.file_status for name, a in parts.items()} == {
        f"{NAME}.xlsx#Data": "taken_in",
        f"{NAME}.xlsx#Codes": "unrecognised",
    }
    assert parts[f"{NAME}.xlsx#Codes"].rows_rejected == 2


def test_a_workbook_that_says_a_wrong_size_is_read_to_its_end(tmp_path: Path) -> None:
    content = io.BytesIO(workbook(Data=[HEADER, *ROWS]))
    with zipfile.ZipFile(content) as book, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as lying:
        for name in book.namelist():
            data = book.read(name)
            if name.endswith("sheet1.xml"):
                data, changed = re.subn(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', data)
                assert changed == 1
            lying.writestr(name, data)
    home = land(tmp_path, (tmp_path / "b.xlsx").read_bytes(), f"{NAME}.xlsx")
    assert taken_in(home)[0].rows_taken_in == 2


# XML --------------------------------------------------------------------------------------------

CHILD = """<Child><ChildIdentifiers><LAchildID>{n}</LAchildID></ChildIdentifiers>
  <!-- <Child> in a comment --> <CINdetails note="a > b"><CINreferralDate>2023-01-0{n}
  </CINreferralDate><![CDATA[<CINdetails>]]></CINdetails><CINdetails>
  <CINreferralDate>2024-01-0{n}</CINreferralDate></CINdetails></Child>"""


def message(*children: str) -> str:
    return "<Message>\n<Children>\n" + "\n".join(children) + "\n</Children></Message>"


def test_comments_and_cdata_are_not_counted_and_rows_know_their_line(tmp_path: Path) -> None:
    content = message(*[CHILD.format(n=n) for n in (1, 2)])
    home = land(tmp_path, content, CIN, "childrens_social_care")
    parts = by_part(home)
    assert parts[f"{CIN}#cin_children"].rows_taken_in == 2
    assert parts[f"{CIN}#cin_details"].rows_taken_in == 4
    rows = written(home, "childrens_social_care/cin_details")
    assert [(r["la_child_id"], r["cin_referral_date"], r["source_row"]) for r in rows] == [
        ("1", "2023-01-01", 4), ("1", "2024-01-01", 5), ("2", "2023-01-02", 8),
        ("2", "2024-01-02", 9),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_prefixes_and_encodings_of_xml(tmp_path: Path, encoding: str) -> None:
    names = ["Message", "Children", "Child", "ChildIdentifiers", "LAchildID"]
    start = "".join(f"<d:{name}>" for name in names).replace(">", ' xmlns:d="urn:x">', 1)
    end = "".join(f"</d:{name}>" for name in reversed(names))
    text = f'<?xml version="1.0" encoding="{encoding}"?>{start}Zoë{end}'
    home = land(tmp_path, text.encode(encoding), CIN, "childrens_social_care")
    assert by_part(home)[f"{CIN}#cin_children"].rows_taken_in == 1
    [row] = written(home, "childrens_social_care/cin_children")
    assert row["la_child_id"] == "Zoë"


def test_tags_are_counted_alike_wherever_the_pieces_of_a_file_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / CIN
    path.write_text(message(*[CHILD.format(n=n) for n in range(1, 5)]), encoding="utf-8")
    for size in (1, 2, 3, 7, 64, 1000):
        monkeypatch.setattr("supporting_families.forms.xml.CHUNK", size)
        assert (count_tags(path, "Child"), count_tags(path, "CINdetails")) == (4, 8), size


def test_a_row_element_where_none_belongs_is_not_lost_in_silence(tmp_path: Path) -> None:
    stray = "<Annex>" + CHILD.format(n=3) + "</Annex>"
    home = land(tmp_path, message(CHILD.format(n=1), stray), CIN, "childrens_social_care")
    account = by_part(home)[f"{CIN}#cin_children"]
    assert account.file_status == "refused"
    assert account.problem.startswith("2 rows counted, 1 read")


# What is refused, and for what it is worth ------------------------------------------------------

BOMB = '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + message(CHILD.format(n=1))
FILE_READER = '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + message("&a;")
CUT_OFF = message(CHILD.format(n=1), CHILD.format(n=2))[:-60]
OLD_OFFICE = b"\xd0\xcf\x11\xe0" + b"\0" * 600


def locked_zip() -> bytes:
    """An archive whose member says that it is encrypted."""
    data = bytearray(archive({f"{NAME}.csv": lines().encode()}))
    struct.pack_into("<H", data, 6, 1)
    struct.pack_into("<H", data, data.rindex(b"PK\x01\x02") + 8, 1)
    return bytes(data)


NESTED = archive({"inner.zip": archive({"a.csv": b"a"})})
REFUSED = {
    "entities": ("childrens_social_care", CIN, BOMB, "document type", "without a DOCTYPE"),
    "external": ("childrens_social_care", CIN, FILE_READER, "document type", "without a DOCTYPE"),
    "cut off": ("childrens_social_care", CIN, CUT_OFF, "line 10: the XML is damaged", "again"),
    "csv for xml": ("childrens_social_care", CIN, "a,b\n1,2\n", "is text, expected xml", "form"),
    "xml for csv": ("police", f"{NAME}.csv", message(), "is xml, expected csv", "form"),
    "pdf": ("police", f"{NAME}.csv", b"%PDF-1.7", "a PDF", "the table itself"),
    "xls": ("police", f"{NAME}.xlsx", OLD_OFFICE, "an old Excel workbook", "Save it as .xlsx"),
    "locked workbook": (
        "police",
        f"{NAME}.xlsx",
        OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"),
        "locked with a password",
        "without a password",
    ),
    "locked zip": ("police", f"{NAME}.zip", locked_zip(), "locked with a password", "Unpack it"),
    "zip in zip": ("police", f"{NAME}.zip", NESTED, "inside an archive", "Unpack the outer one"),
    "cut zip": ("police", f"{NAME}.zip", archive({"a.csv": b"abc" * 99})[:-30], "damaged", "again"),
    "cut parquet": ("police", f"{NAME}.parquet", parquet()[:-9], "damaged", "write the file again"),
    "odd bytes": ("police", f"{NAME}.csv", lines().encode() + b"\x81", "row 4: the file", "again"),
    "no sheet": (
        "police",
        f"{NAME}.xlsx",
        workbook(A=[["x"]], B=[["y"]]),
        "no sheet of the workbook",
        "Name the sheets",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_cure(tmp_path: Path, what: str) -> None:
    feed, name, content, problem, cure = REFUSED[what]
    [account] = taken_in(land(tmp_path, content, name, feed))
    assert account.file_status == "refused"
    assert problem in account.problem
    assert cure in account.cure


def test_an_archive_that_grows_beyond_all_measure_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "ALWAYS_ALLOWED", 1000)
    content = archive({f"{NAME}.csv": b"0" * 1_000_000})
    assert len(content) * archives.MAX_EXPANSION < 1_000_000
    [account] = taken_in(land(tmp_path, content, f"{NAME}.zip"))
    assert "too much for its size" in account.problem


def test_every_member_of_an_archive_has_its_own_account(tmp_path: Path) -> None:
    content = archive(
        {
            f"{NAME}.csv": lines().encode(),
            "sub/police_missing_episodes_2023-04.csv": b"missing_ref,missing_from\nM1,2023-04-01\n",
            "readme.txt": b"one\ntwo\n",
            "__MACOSX/._x.csv": b"left by a tool",
        }
    )
    name = f"{NAME}.zip"  # the name of a table, which is for a lone member only
    parts = by_part(land(tmp_path, content, name))
    assert {part: (a.table_name, a.file_status, a.rows_counted) for part, a in parts.items()} == {
        f"{name}#{NAME}.csv": ("incidents", "taken_in", 2),
        f"{name}#sub/police_missing_episodes_2023-04.csv": ("missing_episodes", "taken_in", 1),
        f"{name}#readme.txt": (None, "unrecognised", 1),
    }


# The published samples --------------------------------------------------------------------------


def test_annex_a_lands_list_by_list(tmp_path: Path) -> None:
    """Expected rows: those of the sheets' own XML, but the header."""
    expected = {}
    with zipfile.ZipFile(FIXTURES / "annex_a" / "Annex_A_2024_Jan.xlsx") as book:
        for number in range(1, 12):
            sheet = book.read(f"xl/worksheets/sheet{number}.xml")
            rows = re.findall(rb"<row .*?</row>", sheet, re.DOTALL)
            expected[f"List {number}"] = sum(b"<v>" in row for row in rows) - 1
    home = land_sample(tmp_path, "annex_a", "childrens_social_care")
    parts = {name.split("#")[1]: account for name, account in by_part(home).items()}
    assert {name: account.rows_taken_in for name, account in parts.items()} == expected
    assert {account.columns_not_in_contract for account in parts.values()} == {None}
    first = written(home, "childrens_social_care/annex_a_list_1_contacts")[0]
    assert (first["child_unique_id"], first["date_of_contact"], first["gender"]) == (
        "9212044", "2020-09-16", "Female",
    )  # fmt: skip


def test_the_cin_census_lands_table_by_table(tmp_path: Path) -> None:
    text = (FIXTURES / "cin_census" / "CIN_Census_2024.xml").read_text(encoding="utf-8")
    closing = {
        "cin_children": "Child", "cin_details": "CINdetails", "cin_assessments": "Assessments",
        "cin_plans": "CINPlanDates", "cin_section_47": "Section47",
        "cin_child_protection_plans": "ChildProtectionPlans",
    }  # fmt: skip
    home = land_sample(tmp_path, "cin_census", "childrens_social_care")
    accounts = {account.table_name: account for account in taken_in(home)}
    assert {table: account.rows_taken_in for table, account in accounts.items()} == {
        table: text.count(f"</{element}>") for table, element in closing.items()
    }
    assert {account.period for account in accounts.values()} == {"2024"}
    children = written(home, "childrens_social_care/cin_children")
    assert [child["disabilities"] for child in children] == ["HAND|HEAR", "NONE"]
    assert [child["sex"] for child in children] == ["1", "M"]
    numbered = text.splitlines()
    assert all("<Child>" in numbered[child["source_row"] - 1] for child in children)
    factors = [
        row["assessment_factors"] for row in written(home, "childrens_social_care/cin_assessments")
    ]
    assert factors == ["1C|RB|6B", None]


@pytest.mark.parametrize(
    ("sample", "feed", "rejected"),
    [("ssda903", "childrens_social_care", {}), ("family_context", "service_involvement", {5: 1})],
)
def test_the_csv_samples_land_whole(
    tmp_path: Path, sample: str, feed: str, rejected: dict[int, int]
) -> None:
    home = land_sample(tmp_path, sample, feed)
    accounts: dict[str, LandedFile] = by_part(home)
    files = [path for path in (FIXTURES / sample).glob("*.csv")]
    assert set(accounts) == {path.name for path in files}
    for path in files:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert accounts[path.name].rows_counted == len([line for line in lines if line]) - 1
        assert accounts[path.name].columns_not_in_contract is None
    assert {account.file_status for account in accounts.values()} == {"taken_in"}
    rejects = [reject for account in accounts.values() for reject in account.rejects]
    assert {reject.first_row: reject.row_count for reject in rejects} == rejected


def test_a_table_of_any_folder_says_whose_folder_it_came_in(tmp_path: Path) -> None:
    content = "table_name,row_key,reason\nincidents,I1|N1|VICTIM,withdrawn\n"
    home: Home = land(tmp_path, content, "deletion_notice_1.csv")
    [account] = taken_in(home)
    assert (account.feed_code, account.table_name) == ("police", "deletion_notices")
    [row] = written(home, "notices/deletion_notices")
    assert row["noticed_feed_code"] == "police"
