"""The dictionary says of every published table what its YAML says, and its pages are up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from supporting_families.contracts import load_contracts
from supporting_families.dictionary import DictionaryError, ForeignKey, described_tables
from supporting_families.dictionary.pages import FOLDER, pages
from supporting_families.made_pages import committed

YAML = """
models:
  - name: dim_team
    description: One row per team.
    data_tests:
      - primary_key: {arguments: {columns: [team_key]}}
    columns:
      - {name: team_key, description: Key., data_type: varchar}
  - name: mart_work
    description: >-
      One row per team
      and month.
    config: {meta: {disclosure: internal}}
    data_tests:
      - unique_together: {arguments: {columns: [team_key, month]}}
    columns:
      - name: team_key
        description: Team.
        data_type: varchar
        data_tests:
          - relationships: {arguments: {to: ref('dim_team'), field: team_key}}
      - name: families
        description: Families.
        data_type: bigint
        config: {meta: {label: Families, unit: families, format: "#,##0"}}
"""


def project(folder: Path, text: str) -> Path:
    room = folder / "models" / "marts" / "core"
    room.mkdir(parents=True)
    (room / "_core__models.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_table_is_described_as_its_yaml_says(tmp_path: Path) -> None:
    dim_team, mart_work = described_tables(project(tmp_path, YAML))
    assert (dim_team.schema, dim_team.primary_key) == ("core", ("team_key",))
    assert dim_team.disclosure is None
    assert mart_work.description == "One row per team and month."
    assert mart_work.disclosure == "internal"
    assert mart_work.primary_key == ("team_key", "month")
    assert mart_work.foreign_keys == (ForeignKey("team_key", "core", "dim_team", "team_key"),)
    families = mart_work.column("families")
    assert (families.label, families.unit, families.format) == ("Families", "families", "#,##0")
    assert mart_work.column("team_key").label is None
    with pytest.raises(KeyError, match=r"core.mart_work has no column 'month'"):
        mart_work.column("month")


def test_a_relationship_that_is_no_ref_is_told(tmp_path: Path) -> None:
    wrong = YAML.replace("ref('dim_team')", "dim_team")
    with pytest.raises(DictionaryError, match=r"_core__models.yml: mart_work.team_key .*no ref"):
        described_tables(project(tmp_path, wrong))


def test_the_pages_are_those_that_the_yaml_gives() -> None:
    made, there = pages(), committed(FOLDER)
    wrong = {path for path in made.keys() | there.keys() if made.get(path) != there.get(path)}
    assert not wrong, "run 'python scripts/data_dictionary.py'"


def test_every_table_and_column_is_on_a_page() -> None:
    made = pages()
    for one in described_tables():
        page = made[f"{one.schema}.md"].split(f"\n## {one.name}\n")[1].split("\n## ")[0]
        assert all(f"| `{column.name}` |" in page for column in one.columns), one.name
    for contract in load_contracts(ROOT / "models" / "staging"):
        page = made[f"feeds/{contract.feed_code}.md"].split(f"\n## {contract.name}\n")[1]
        assert all(f"| `{name}` |" in page for name in contract.column_names), contract.name
