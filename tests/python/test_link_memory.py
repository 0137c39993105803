"""Scoring only what is new gives what scoring everything gives, to the last pair and weight."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import jinja2
import pyarrow as pa
import pytest
from supporting_families.contracts import PROJECT_ROOT
from supporting_families.linking import memory, scores
from supporting_families.linking.folders import removed_afterwards
from supporting_families.linking.model import REPOSITORY_MODEL, LinkageError, read_model

MODEL = read_model(REPOSITORY_MODEL)
STRATEGY = PROJECT_ROOT / "macros/project/get_incremental_scored_again_sql.sql"
COLUMNS = {
    "identity_key": "varchar", "authority_code": "varchar", "standard_forename": "varchar",
    "forename_words": "varchar", "standard_surname": "varchar", "surname_words": "varchar",
    "date_of_birth": "date", "is_birth_date_weak": "boolean", "upn": "varchar",
    "former_upn": "varchar", "nhs_number": "varchar", "nino": "varchar", "postcode": "varchar",
    "uprn": "varchar", "sex": "varchar", "first_record_rank": "bigint", "record_count": "bigint",
    "born_from": "date", "born_to": "date",
}  # fmt: skip
FORENAMES = ("JACK", "JAKE", "AMELIA", "MIA", "OLIVER", "PRIYA", "ZOFIA", "TOM")
SURNAMES = ("HOLT", "HOULT", "PATEL", "NOWAK", "SMITH", "SMYTH")
ENOUGH = 60.0  # pairs for each identity


def identity(number: int, forename: str, surname: str, born: date, **more: str) -> dict:
    key = hashlib.md5(str(number).encode()).hexdigest()
    return {
        "identity_key": key, "authority_code": "999", "standard_forename": forename,
        "forename_words": forename, "standard_surname": surname, "surname_words": surname,
        "date_of_birth": born, "is_birth_date_weak": False, "sex": "F", "born_from": born,
        "born_to": born, "first_record_rank": number, "record_count": 1, **more,
    }  # fmt: skip


def people(count: int) -> list[dict]:
    drawn = random.Random(9)
    return [
        identity(
            number,
            drawn.choice(FORENAMES),
            drawn.choice(SURNAMES),
            date(2010, 1, 2) + timedelta(days=drawn.randrange(40)),
            postcode=f"AB{drawn.randrange(4)} 2CD",
        )
        for number in range(count)
    ]


class Kept:
    """A table of what was scored, into which each build puts what it scored."""

    def __init__(self, folder: Path) -> None:
        self.spill = folder / "spill"
        self.connection = duckdb.connect()
        self.connection.register("nothing", memory.MEMORY.empty_table())
        self.connection.execute("create table kept as from nothing")
        source = STRATEGY.read_text(encoding="utf-8")
        macro = jinja2.Environment().from_string(source).module.get_incremental_scored_again_sql
        columns = [{"quoted": f'"{name}"'} for name in memory.MEMORY.names]
        self.put_in = macro(
            {"target_relation": "kept", "temp_relation": "scored", "dest_columns": columns}
        )

    def build(self, identities: list[dict], model=MODEL, weight: float = 0.0, limit=ENOUGH) -> int:
        """How many identities were scored in a build with these."""
        scored = memory.scored_again(
            "999",
            self.relation(identities),
            memory.compared_before(self.connection, "kept").filter("authority_code = '999'"),
            model,
            weight,
            limit,
            self.spill,
        )
        self.put_down(scored)
        assert not self.spill.exists()
        return sum(text is not None for text in scored["compared_as"].to_pylist())

    def put_down(self, scored: pa.Table) -> None:
        """As dbt does: what the model returned is a table, which the strategy clears away."""
        self.connection.register("returned", scored)
        self.connection.execute("create table scored as from returned")
        self.connection.execute(self.put_in)
        self.connection.unregister("returned")
        left = self.connection.execute("select table_name from duckdb_tables()").fetchall()
        assert ("scored",) not in left

    def relation(self, identities: list[dict]) -> duckdb.DuckDBPyRelation:
        listed = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        self.connection.execute(f"create or replace temp table identities ({listed})")
        self.connection.executemany(
            f"insert into identities values ({', '.join('?' * len(COLUMNS))})",
            [[row.get(name) for name in COLUMNS] for row in identities],
        )
        return self.connection.table("identities")

    def pairs(self) -> list[tuple]:
        return self.connection.execute(
            "select * exclude (authority_code, compared_as) from kept "
            "where identity_key_2 is not null order by all"
        ).fetchall()

    def all_pairs(self, identities: list[dict], model=MODEL, weight: float = 0.0) -> list[tuple]:
        """What Splink gives of all the pairs that it looks at."""
        table = self.relation(identities).to_arrow_table()
        scored = scores.score(table, model, weight, ENOUGH).to_pylist()
        in_order = [(*sorted(list(row.values())[:2]), *list(row.values())[2:]) for row in scored]
        return sorted(in_order)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_scoring_what_is_new_changed_or_gone_gives_what_scoring_everything_gives(kept: Kept) -> None:
    everybody = people(160)
    assert kept.build(everybody[:150]) == 150
    # ten are new, one has another birth date under its old key, five are gone; all ranks moved
    moved = {**everybody[0], "date_of_birth": everybody[1]["date_of_birth"]}
    now = [moved, *everybody[6:]]
    now = [{**row, "first_record_rank": rank} for rank, row in enumerate(reversed(now))]
    assert kept.build(now) == 11
    found = kept.pairs()
    assert found == kept.all_pairs(now)
    assert len(found) > 100
    keys = {moved["identity_key"], *(row["identity_key"] for row in everybody[150:])}
    assert any(keys & set(pair[:2]) for pair in found), "the new ones are in it"

    assert kept.build(now) == 0
    assert kept.pairs() == found


def test_a_name_that_becomes_one_a_system_fills_in_is_scored_again(kept: Kept) -> None:
    born = date(1990, 5, 2)
    alike = [
        identity(1_000 + number, "NOT", "KNOWN", born + timedelta(days=number % 5))
        for number in range(scores.FEWEST_OF_A_DEFAULT)
    ]
    kept.build([*people(20), *alike[:-1]])
    before = kept.pairs()
    # with one more it is a default: the pairs that rested on the name go, old and new
    assert kept.build([*people(20), *alike]) == len(alike)
    assert kept.pairs() == kept.all_pairs([*people(20), *alike])
    assert len(kept.pairs()) < len(before)


def test_another_model_or_limit_scores_everything_again(kept: Kept) -> None:
    some = people(40)
    kept.build(some)
    assert kept.build(some, weight=2.0) == 40
    assert kept.pairs() == kept.all_pairs(some, weight=2.0)
    before = memory.signature(MODEL, 0.0)
    rarer = {**MODEL.settings, "probability_two_random_records_match": 1e-7}
    names = {**MODEL.frequencies, "standard_surname": MODEL.frequencies["standard_forename"]}
    for other in (replace(MODEL, settings=rarer), replace(MODEL, frequencies=names)):
        assert memory.signature(other, 0.0) != before
    assert memory.signature(replace(MODEL, guards=MODEL.guards.slice(1)), 0.0) == before


def test_too_many_pairs_among_all_are_refused_however_few_are_new(kept: Kept) -> None:
    some = people(60)
    kept.build(some[:-1])
    with pytest.raises(LinkageError, match="pairs_per_identity"):
        kept.build(some, limit=0.001)


def test_an_authority_that_left_leaves_nothing(kept: Kept) -> None:
    kept.build(people(30))
    before = memory.compared_before(kept.connection, "kept")
    assert memory.of_others(before, ["999"]).num_rows == 0
    kept.put_down(memory.of_others(before, ["901", "902"]))
    assert kept.connection.execute("select count(*) from kept").fetchone() == (0,)


def test_what_memory_had_no_room_for_is_the_owners_alone_and_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "build.duckdb.linking"
    folder.mkdir()
    (folder / "left_by_a_run_that_was_killed.tmp").touch()
    with pytest.raises(KeyError), removed_afterwards(folder) as empty:
        assert list(empty.iterdir()) == []
        assert empty.stat().st_mode & 0o777 == 0o700
        (empty / "spilled.tmp").touch()
        raise KeyError
    assert not folder.exists()
