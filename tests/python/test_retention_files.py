"""Destroying rows of files: every form loses the rows it is told to and nothing else, and the search
finds what is left wherever it is."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from landing import CONTRACTS, archive, by_part, land, taken_in, workbook, written
from supporting_families.home import Home
from supporting_families.retention.cutting import Cut, cut
from supporting_families.retention.needles import Named, Needles, is_telling
from supporting_families.retention.searching import Found, is_sealed, search, search_file

NAME = "police_incidents_2023-04"
HEADER = [
    "incident_ref", "nominal_ref", "occurred_from", "incident_class", "person_role", "forename",
    "surname", "dob",
]  # fmt: skip
GONE = ["I1", "N7000011", "2023-04-01", "CRIME", "VICTIM", "Zoë", "Quillfeather", "1990-02-03"]
KEPT = [
    ["I2", "N7000022", "2023-04-02", "ASB", "SUBJECT", "Zoë", "Marsh", "1990-02-03"],
    ["I3", "N7000033", "2023-04-03", "ASB", "SUBJECT", "Ann", 'Lee "Li"\nLee', "1991-02-03"],
    ["I4", "N7000044", "2023-04-04", "ASB", "SUBJECT", "Ann", "Quill", "1992-02-03"],
]
ROWS = [KEPT[0], GONE, *KEPT[1:]]
NEEDLES = Needles(
    frozenset({"N7000011"}), (Named("Zoë", "Quillfeather", "1990-02-03", is_alone=True),)
)


def lines(delimiter: str = ",", end: str = "\r\n") -> str:
    def quoted(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if set(value) & set('"\n,') else value

    return "".join(delimiter.join(map(quoted, row)) + end for row in [HEADER, *ROWS])


def parquet(rows: list[list[str]] = ROWS) -> bytes:
    content = io.BytesIO()
    columns = list(zip(*rows, strict=True))
    pq.write_table(pa.table([list(column) for column in columns], names=HEADER), content)
    return content.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def shared_texts(**sheets: list[list[str]]) -> bytes:
    """A workbook as Excel writes it: the texts of all sheets in one list, cells with its numbers."""
    texts = list(dict.fromkeys(text for rows in sheets.values() for row in rows for text in row))
    parts = {
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">'
        + "".join(f"<si><t>{text.replace('<', '&lt;')}</t></si>" for text in texts)
        + "</sst>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    }
    relations = f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    types = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/>'
    named = ""
    for number, (name, rows) in enumerate(sheets.items(), start=1):
        file = f"worksheets/sheet{number}.xml"
        named += f'<sheet name="{name}" sheetId="{number}" r:id="s{number}"/>'
        relations += f'<Relationship Id="s{number}" Type="{OFFICE}/worksheet" Target="{file}"/>'
        types += f'<Override PartName="/xl/{file}" ContentType="{KIND}.worksheet+xml"/>'
        cells = "".join(
            f'<row r="{place}">'
            + "".join(
                f'<c r="{chr(65 + at)}{place}" t="s"><v>{texts.index(text)}</v></c>'
                for at, text in enumerate(row)
            )
            + "</row>"
            for place, row in enumerate(rows, start=1)
        )
        parts[f"xl/{file}"] = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
    )
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types">{types}'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/></Types>'
    )
    return archive({name: text.encode() for name, text in parts.items()})


FORMS = {
    "utf-8": (lines().encode(), ".csv"),
    "utf-8 with a mark": (lines().encode("utf-8-sig"), ".csv"),
    "without a last line end": (lines(end="\n").strip().encode(), ".csv"),
    "utf-16 little": (lines().encode("utf-16"), ".csv"),
    "utf-16 big": (b"\xfe\xff" + lines().encode("utf-16-be"), ".csv"),
    "cp1252": (lines(";").encode("cp1252"), ".csv"),
    "tabs in utf-16": (lines("\t").encode("utf-16"), ".txt"),
    "workbook": (workbook(Sheet1=[HEADER, *ROWS]), ".xlsx"),
    "workbook of shared texts": (shared_texts(Sheet1=[HEADER, *ROWS]), ".xlsx"),
    "workbook in zip": (archive({f"{NAME}.xlsx": workbook(A=[HEADER, *ROWS])}), ".zip"),
    "parquet": (parquet(), ".parquet"),
    "parquet in zip": (archive({f"{NAME}.parquet": parquet()}), ".zip"),
    "zip": (archive({f"{NAME}.csv": lines().encode(), "read me.txt": b"about it"}), ".zip"),
}


def everything_in(content: bytes) -> bytes:
    """Bytes unpacked as far as they can be: written apart from the search."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return b"".join(everything_in(packed.read(name)) for name in packed.namelist())
    if content.startswith(b"PAR1"):
        return repr(pq.read_table(io.BytesIO(content)).to_pylist()).encode()
    return content.replace(b"\0", b"")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_loses_the_row_and_the_others_keep_their_place(tmp_path: Path, form: str) -> None:
    content, suffix = FORMS[form]
    home = land(tmp_path, content, NAME + suffix)
    before = {account.source_file: account.rows_counted for account in taken_in(home)}
    [file] = [name for name, rows in before.items() if rows == 4]
    path = home.path / file.split("#")[0]
    rows = {row["nominal_ref"]: row["source_row"] for row in written(home, "police/incidents")}
    assert list(rows.values()) == [2, 3, 4, 5]
    assert search_file(path, NEEDLES) != [] and b"Quillfeather" in everything_in(path.read_bytes())

    target = path.with_name("written")
    cut_row = Cut(file.partition("#")[2], rows["N7000011"])
    assert cut(path, [cut_row, cut_row], target, {}) == 1
    assert path.read_bytes() == content, "the file itself is left alone"
    target.replace(path)

    left = everything_in(path.read_bytes())
    assert not {word for word in (b"N7000011", b"Quillfeather", b"I1,") if word in left}
    assert search(home.landing, NEEDLES) == []
    after = {account.source_file: account.rows_counted for account in taken_in(home)}
    assert after == {**before, file: 3}
    kept = written(home, "police/incidents")
    assert [[row[name] for name in HEADER] for row in kept] == KEPT
    assert [row["source_row"] for row in kept] == [2, 4, 5]


@pytest.mark.parametrize("form", FORMS)
def test_rows_that_are_not_there_are_not_said_to_be_gone(tmp_path: Path, form: str) -> None:
    content, suffix = FORMS[form]
    home = land(tmp_path, content, NAME + suffix)
    [file] = [a.source_file for a in taken_in(home) if a.rows_counted == 4]
    path = home.path / file.split("#")[0]
    with pytest.raises(ValueError, match="6|rows that were to go"):
        cut(path, [Cut(file.partition("#")[2], 6)], path.with_name("written"), {})


def test_a_parquet_file_cut_twice_keeps_the_numbers_it_came_with(tmp_path: Path) -> None:
    home = land(tmp_path, parquet(), f"{NAME}.parquet")
    path = next(home.landing.rglob("*.parquet"))
    for row in (3, 5):
        cut(path, [Cut("", row)], tmp_path / "written", {})
        (tmp_path / "written").replace(path)
    assert taken_in(home)[0].rows_counted == 2
    assert [row["source_row"] for row in written(home, "police/incidents")] == [2, 4]


def test_a_text_that_two_cells_of_a_workbook_share_stays_while_one_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    also = [["about", "x", "y"], ["Quillfeather", "1", "2"]]
    path.write_bytes(shared_texts(A=[HEADER, *ROWS], B=also))
    cut(path, [Cut("A", 3)], tmp_path / "written.xlsx", {})
    with zipfile.ZipFile(tmp_path / "written.xlsx") as book:
        texts = book.read("xl/sharedStrings.xml")
    assert texts.count(b"Quillfeather") == 1 and b"N7000011" not in texts
    assert texts.count(b"<si>") == zipfile.ZipFile(path).read("xl/sharedStrings.xml").count(b"<si>")


CIN = "cin_census_2024.xml"
ELEMENTS = {c.name: c.element for c in CONTRACTS if c.feed_code == "childrens_social_care"}
CHILD = """<Child><ChildIdentifiers><LAchildID>{ref}</LAchildID></ChildIdentifiers>{end}
<CINdetails><CINreferralDate>2023-01-0{n}</CINreferralDate></CINdetails>{end}
<CINdetails><CINreferralDate>2024-01-0{n}</CINreferralDate></CINdetails></Child>"""


def cin(encoding: str, one_line: bool) -> bytes:
    children = "\n".join(
        CHILD.format(ref=f"C{n}000{n}", n=n, end="<!-- > -->") for n in (1, 2, 3)
    )
    text = f'<?xml version="1.0" encoding="{encoding}"?><Message><Children>\n{children}\n'
    text += "</Children></Message>"
    return (text.replace("\n", "") if one_line else text).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("one_line", [False, True])
def test_a_child_goes_from_xml_with_all_that_is_in_it(
    tmp_path: Path, encoding: str, one_line: bool
) -> None:
    home = land(tmp_path, cin(encoding, one_line), CIN, "childrens_social_care")
    by_part(home)
    table = "childrens_social_care/cin_children"
    lines_of = {row["la_child_id"]: row["source_row"] for row in written(home, table)}
    details = written(home, "childrens_social_care/cin_details")
    path = next(home.landing.rglob("*.xml"))
    values = (("la_child_id", "C20002"),) if one_line else ()
    cuts = [Cut("cin_children", lines_of["C20002"], values)]
    if not one_line:  # rows inside the child are told of as well
        cuts += [
            Cut("cin_details", row["source_row"]) for row in details if row["la_child_id"] == "C20002"
        ]
    cut(path, cuts, tmp_path / "written", ELEMENTS)
    (tmp_path / "written").replace(path)
    assert b"C20002" not in everything_in(path.read_bytes())
    parts = by_part(home)
    assert (parts[f"{CIN}#cin_children"].rows_taken_in, parts[f"{CIN}#cin_details"].rows_taken_in) == (
        2, 4,
    )  # fmt: skip
    kept = written(home, "childrens_social_care/cin_details")
    assert kept == [row for row in details if row["la_child_id"] != "C20002"], "lines too"


def test_a_line_of_xml_where_no_row_begins_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / CIN
    path.write_bytes(cin("utf-8", False))
    with pytest.raises(ValueError, match="line 1: no row of cin_children"):
        cut(path, [Cut("cin_children", 1)], tmp_path / "written", ELEMENTS)


# A file that everything was destroyed of ----------------------------------------------------------


def emptied(folder: Path) -> Home:
    home = land(folder, "\n".join([",".join(HEADER), ",".join(GONE), ""]), f"{NAME}.csv")
    path = next(home.landing.rglob("*.csv"))
    cut(path, [Cut("", 2)], folder / "written", {})
    (folder / "written").replace(path)
    return home


def test_a_file_without_rows_is_refused_unless_they_were_destroyed(tmp_path: Path) -> None:
    home = emptied(tmp_path)
    assert taken_in(home)[0].file_status == "refused"
    register = home.path / "registers" / "destructions.csv"
    register.parent.mkdir()
    file = next(home.landing.rglob("*.csv"))
    register.write_text(
        "destruction_ref,step,rule_id,subject,destroyed_from,acted_by,acted_on,subjects,"
        "rows_destroyed,is_whole_file,sha256,recorded_at\n"
        f"D1,destroyed,RET-P1,person,{file.relative_to(home.path).as_posix()},A,2024-01-01,1,1,N,,"
        "2024-01-01\n"
    )
    file.touch()
    accounts = {account.source_file: account for account in taken_in(home)}
    landed = accounts[file.relative_to(home.path).as_posix()]
    assert (landed.file_status, landed.rows_counted) == ("taken_in", 0)


# What somebody is known by ------------------------------------------------------------------------

TOLD = {
    "a number in a cell": ["x", "N7000011"],
    "a number with blanks": ["N 7000 011"],
    "a number in small letters": ["n7000011"],
    "a number in a sentence": ["It was N7000011, he said."],
    "names and birth date in cells": ["Quillfeather", "x", "ZOË", "1990-02-03"],
    "names and birth date as written here": ["Zoë Quillfeather", "born 03/02/1990"],
    "names and birth date in words": ["Zoë Quillfeather, 3 February 1990"],
    "names beside each other": ["a letter to Zoë Quillfeather of that day"],
    "surname first": ["QUILLFEATHER, Zoë"],
    "names in two cells": ["Zoë", "Quillfeather"],
}
NOT_TOLD = {
    "another number": ["N7000012"],
    "a longer number": ["XN70000110"],
    "a forename alone": ["Zoë", "1990-02-03"],
    "a surname alone": ["Quillfeather", "1990-02-03"],
    "a longer surname": ["Zoë", "Quillfeathers", "1990-02-03"],
    "names far apart in a text without the date": ["Zoë met Ann, and Bo met Quillfeather"],
}


@pytest.mark.parametrize("what", TOLD)
def test_somebody_is_found_however_it_is_written(what: str) -> None:
    assert NEEDLES.are_in(TOLD[what])


@pytest.mark.parametrize("what", NOT_TOLD)
def test_somebody_else_is_not_taken_for_them(what: str) -> None:
    assert not NEEDLES.are_in(NOT_TOLD[what])


def test_names_that_somebody_kept_has_too_tell_only_with_the_birth_date() -> None:
    shared = Needles(frozenset(), (Named("Zoë", "Quillfeather", "1990-02-03", is_alone=False),))
    assert not shared.are_in(["Zoë", "Quillfeather", "1990-02-04"])
    assert shared.are_in(["Zoë", "Quillfeather", "1990-02-03"])
    assert Needles.from_entry(shared.to_entry()) == shared


@pytest.mark.parametrize(
    "reference, telling", [("123", False), ("12345", False), ("ABCDEF", False), ("AB1234", True),
                           ("999 123 4567", True)]
)  # fmt: skip
def test_short_references_are_anybodys(reference: str, telling: bool) -> None:
    assert is_telling(reference) is telling


def database(path: Path, rows: list[list[str]]) -> None:
    with duckdb.connect(str(path)) as connection:
        # a schema of the name that the file has
        connection.execute("create schema if not exists extracts.extracts")
        connection.execute(
            "create or replace table extracts.extracts.people "
            "(ref text, a text, b text, born date)"
        )
        for row in rows:
            connection.execute(
                "insert into extracts.extracts.people values (?, ?, ?, ?)", [row[1], *row[5:8]]
            )


def test_every_kind_of_file_is_looked_into(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    numbered = GONE[:1] + ["N7000011"] + GONE[2:]
    contents = {
        "page.html": b"<td>Zo&euml;</td><td>Quillfeather</td><p>3 February 1990</p>",
        "book.xlsx": workbook(A=[HEADER, numbered]),
        "packed.zip": archive({"inner/list.csv": lines().encode()}),
        "rows.parquet": parquet([numbered]),
        "text.csv": lines().encode("utf-16"),
        "old.csv": lines().encode("cp1252"),
        ".hidden.log": b"2024 lookup of N7000011 done",
        "entry.json": b'{"ref": "N7000011"}',
        "unknown.bin": b"\x00\x01\xff" + "N7000011".encode("utf-16-le") + b"\x00\xfe",
    }
    for name, content in contents.items():
        (home / name).write_bytes(content)
    database(home / "extracts.duckdb", [GONE])
    found = {one.path.name for one in search(home, NEEDLES)}
    assert found == {*contents, "extracts.duckdb"}
    for name in found:
        (home / name).unlink()
    (home / "page.html").write_bytes(b"<td>Zo&euml;</td><td>Marsh</td>")
    database(home / "extracts.duckdb", KEPT)
    (home / "packed.zip").write_bytes(archive({"list.csv": ",".join(KEPT[0]).encode()}))
    assert search(home, NEEDLES) == []


def test_a_row_of_a_text_file_is_named_and_nothing_of_it_told(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(lines().encode())
    assert search_file(path, NEEDLES) == [Found(path, "row 3", 3)]


def test_what_is_sealed_is_known_to_be_and_not_said_to_be_searched(tmp_path: Path) -> None:
    path = tmp_path / "pack.age"
    path.write_bytes(b"age-encryption.org/v1\n" + gzip.compress(b"N7000011"))
    assert is_sealed(path) and search_file(path, NEEDLES) == []
