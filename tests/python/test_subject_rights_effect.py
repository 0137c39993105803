"""What people asked for holds from the next build on: values put right, and every scope."""

from __future__ import annotations

import io
import json
import shutil

import pytest
from conftest import Warehouse, copy_home
from supporting_families.rights.command import main

# What has to be built anew to see it; the rest of the build stays as it was.
SEEN = (
    "landed_files landed_rectified int_file_agreements int_files_known int_files_in_force "
    "stg_early_help__people int_identity__early_help stg_registers__objections int_objections "
    "int_episode_objections int_episode_evidence int_current_families lookup_identities "
    "int_study_objections int_study_people stg_registers__rectifications int_rectifications"
).split()
BY = ["--by", "A. Officer"]
COUNTS = {
    "evidence of early help": "intermediate.int_episode_evidence "
    "where feed_code = 'early_help' and",
    "evidence of other feeds": "intermediate.int_episode_evidence "
    "where feed_code <> 'early_help' and",
    "in a family now": "intermediate.int_current_families where",
    "can be looked up": "restricted.lookup_identities where",
    "in the study": "intermediate.int_study_people "
    "where coalesce(reason, '') not like 'objects%' and",
}


@pytest.fixture(scope="module")
def people(demo: Warehouse) -> list[tuple[str, str]]:
    """Reference in early help, and key, of people for whom every count is more than nothing."""
    conditions = " and ".join(
        f"exists (select 1 from {of} {of.split()[0].split('.')[1]}.person_key = l.person_key)"
        for of in COUNTS.values()
    )
    return demo.query(
        "select l.source_person_ref, l.person_key from intermediate.int_person_source_links as l "
        "inner join staging.stg_early_help__people as p on l.record_key = p.record_key "
        f"where p.date_of_birth is not null and {conditions} group by all order by all limit 7"
    )


def counts(home: Warehouse, people: list[tuple[str, str]]) -> list[dict[str, int]]:
    """What there is of each person."""
    asked = ", ".join(
        f"(select count(*) from {of} person_key = people.col1)" for of in COUNTS.values()
    )
    rows = home.query(f"select {asked} from (values {str(people)[1:-1]}) as people order by col0")
    return [dict(zip(COUNTS, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def before(demo: Warehouse, people: list) -> list[dict[str, int]]:
    return counts(demo, people)


@pytest.fixture(scope="module")
def after(built: Warehouse, people: list) -> list[dict[str, int]]:
    return counts(built, people)


@pytest.fixture(scope="module")
def built(demo: Warehouse, people: list, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A home in which people asked for things, built the day after as far as they show."""
    assert len(people) == 7
    home = copy_home(demo, tmp_path_factory.mktemp("asked"), "landing", "local", "registers")
    shutil.copytree(demo.home / "warehouse", home.home / "warehouse")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SF_HOME", str(home.home))
        whose = [["--feed", "early_help", "--person", reference] for reference, _ in people]
        for scope, person in (
            (["study"], 0), (["matching"], 1), (["feed", "--objected-feed", "early_help"], 2),
            (["study"], 3),
        ):  # fmt: skip
            assert main(["object", *whose[person], "--scope", *scope]) == 0
        [refused] = [line for line in _objections(home) if line.split(",")[2] == people[3][0]]
        decide = ["decide", refused.split(",")[0], "--decision", "refused", "--reason", "grounds"]
        assert main([*decide, *BY]) == 0
        assert main(["receive", "--type", "restriction", *whose[4], *BY]) == 0
        request = _requests(home)[-1].split(",")[0]
        assert main(["restrict", request]) == 0
        born = _born(demo, people[5][0])
        given = json.dumps({"wrong": born, "right": "2001-02-03"})
        patched.setattr("sys.stdin", io.StringIO(given))
        rectify = ["rectify", *whose[5], "--table", "ssd_person", "--column", "pers_dob", "--stdin"]
        assert main([*rectify, "--reason", "certificate seen", *BY]) == 0
    home.must("dbt", "run", "--select", *SEEN)
    return home


def _objections(home: Warehouse) -> list[str]:
    path = home.home / "registers" / "objections.csv"
    return path.read_text(encoding="utf-8").splitlines()[1:]


def _requests(home: Warehouse) -> list[str]:
    path = home.home / "registers" / "subject_requests.csv"
    return path.read_text(encoding="utf-8").splitlines()[1:]


def _born(home: Warehouse, reference: str) -> str:
    [(born,)] = home.query(
        "select distinct strftime(date_of_birth, '%Y-%m-%d') from staging.stg_early_help__people "
        f"where person_ref = '{reference}'"
    )
    return born


@pytest.mark.parametrize(
    ("person", "gone"),
    [
        (0, {"in the study"}),
        (1, {"in a family now", "can be looked up", "in the study"}),
        (2, {"evidence of early help", "in the study"}),
        (3, set()),  # an objection that was refused
        (4, set(COUNTS)),  # a restriction
        (5, set()),
        (6, set()),  # who asked for nothing
    ],
)  # fmt: skip
def test_what_an_objection_takes_away_in_the_next_build(
    before: list, after: list, person: int, gone: set[str]
) -> None:
    assert all(before[person].values())
    assert {name for name in COUNTS if not after[person][name]} == gone
    if not gone:
        assert after[person] == before[person]


def test_a_value_put_right_is_what_the_next_build_takes_the_person_for(
    demo: Warehouse, built: Warehouse, people: list
) -> None:
    reference, _ = people[5]
    ask = (
        "select distinct cast(date_of_birth as varchar) from intermediate.int_identity__early_help "
        f"where source_person_ref = '{reference}'"
    )
    assert demo.query(ask) == [(_born(demo, reference),)]
    assert built.query(ask) == [("2001-02-03",)]
    [(cells, rows)] = built.query(
        "select sum(cells_put_right), (select count(*) from staging.stg_early_help__people "
        f"where person_ref = '{reference}') from intermediate.int_rectifications"
    )
    assert cells == rows > 0


def test_what_landed_is_as_it_was(demo: Warehouse, built: Warehouse) -> None:
    for path in (demo.home / "landing").rglob("*"):
        if path.is_file():
            same = built.home / path.relative_to(demo.home)
            assert same.read_bytes() == path.read_bytes()
