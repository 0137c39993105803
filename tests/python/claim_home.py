"""A made-up home with what claims are drafted from, for tests of the commands without a build."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import duckdb
from supporting_families.contracts import load_contracts
from supporting_families.home import Home

AUTHORITY = "901"
TODAY = date(2023, 2, 1)
WINDOW = "2022/23-W4"
PREPARER, AUDITOR, OFFICER = "P. Reparer", "A. Uditor", "S. Officer"


@dataclass(frozen=True)
class Ready:
    """An episode that is ready."""

    number: int
    headlines: str = "H01 H07"
    route: str = "sustained_progress"
    version: str = "sf-2021"
    pays: int = 800
    why_nothing: str | None = None
    held: str | None = None
    evidence: str = "attended 190 of 200"

    @property
    def episode(self) -> str:
        return f"episode-{self.number:02}"

    @property
    def family(self) -> str:
        return f"family-{self.number:02}"


def ready(count: int, **more: object) -> list[Ready]:
    return [Ready(number, **more) for number in range(1, count + 1)]


class ClaimHome:
    """The home, and what happens to it between commands."""

    def __init__(self, folder: Path, is_demo: bool = False) -> None:
        self.home = Home(folder / "home")
        self.home.warehouse.mkdir(parents=True)
        self.home.landing.mkdir()
        self.is_demo = is_demo
        if is_demo:
            (self.home.landing / "demo.yml").write_text("known_at: 2023-02-01\n")
        self.write(
            "local/authority.csv",
            [{"authority_code": AUTHORITY, "authority_name": "Made-up", "funding_model":
              "payment_by_results", "recorded_at": "2022-04-01"}],
        )  # fmt: skip
        self.give_roles({PREPARER: "preparer", AUDITOR: "auditor", OFFICER: "section_151_officer"})
        self.sample = {
            "audit_sample_percent": 10, "audit_sample_minimum": 3, "audit_tolerance_percent": 5
        }  # fmt: skip

    def write(self, name: str, rows: list[dict[str, str]]) -> Path:
        path = self.home.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def give_roles(self, roles: dict[str, str]) -> None:
        self.write(
            "local/claim_roles.csv",
            [{"holder": who, "role": role, "valid_from": "2022-04-01", "valid_to": "",
              "delegated_by": "", "recorded_at": "2022-04-01"} for who, role in roles.items()],
        )  # fmt: skip

    def publish(
        self,
        episodes: list[Ready],
        day: date = TODAY,
        build_id: str = "build-1",
        unconfirmed: tuple[tuple[str, str, str], ...] = (),
        passed: bool = True,
    ) -> None:
        """A whole build of that day, published."""
        self.build(build_id, passed)
        for file in (self.home.published_file, self.home.extracts_file):
            file.unlink(missing_ok=True)
            with duckdb.connect(str(file)) as connection:
                connection.execute("create schema governance")
                connection.execute(
                    "create table governance.published_build as select ? as build_id, "
                    "? as as_of_date, ? as known_at, ? as is_demo, ? as published_at",
                    [build_id, day, day, self.is_demo, datetime(2023, 2, 1, 9)],
                )
        with duckdb.connect(str(self.home.extracts_file)) as connection:
            write_audit_tables(connection, "extracts.extracts", episodes)
        with duckdb.connect(str(self.home.published_file)) as connection:
            connection.execute(
                "create schema claims; create schema core; "
                "create table claims.fct_unconfirmed_row "
                "(episode_key varchar, catalogue_table varchar, row_code varchar); "
                "create table core.dim_claim_window (authority_code varchar, claim_window varchar, "
                "opens_on date, closes_on date); "
                "create table core.dim_programme_setting (authority_code varchar, setting varchar, "
                "setting_value varchar, valid_from date, valid_to date); "
                "create table core.dim_authority as select '901' as authority_code, "
                "'Made-up' as authority_name; "
                "insert into core.dim_claim_window values "
                "('901', '2022/23-W3', '2022-10-21', '2023-01-04'), "
                "('901', '2022/23-W4', '2023-01-27', '2023-03-28'), "
                "('902', '2022/23-W4', '2020-01-01', '2030-01-01')"
            )
            for row in unconfirmed:
                connection.execute("insert into claims.fct_unconfirmed_row values (?, ?, ?)", row)
            for setting, value in self.sample.items():
                connection.execute(
                    "insert into core.dim_programme_setting values "
                    "('901', ?, ?, '1900-01-01', '9999-12-31'), "
                    "('902', ?, '99', '1900-01-01', '9999-12-31')",
                    [setting, str(value), setting],
                )

    def build(self, build_id: str, passed: bool = True, command: str = "build") -> None:
        """What the build log says of the last build."""
        self.home.build_file.unlink(missing_ok=True)
        with duckdb.connect(str(self.home.build_file)) as connection:
            connection.execute(
                "create schema governance; "
                "create table governance.build_run as select $id as invocation_id, "
                "timestamp '2023-02-01 08:00' as started_at, $command as command, "
                "cast(null as varchar) as narrowed_by; "
                "create table governance.build_expected as select $id as invocation_id, "
                "'test.p.gate_a' as node_id, 'test' as resource_type, null as schema_name, "
                "null as table_name, true as is_required; "
                "create table governance.build_log as select $id as invocation_id, "
                "'test.p.gate_a' as node_id, 'test' as resource_type, 'gate_a' as node_name, "
                "$status as status;".replace("$id", f"'{build_id}'")
                .replace("$command", f"'{command}'")
                .replace("$status", "'pass'" if passed else "'warn'")
            )


def write_audit_tables(
    connection: duckdb.DuckDBPyConnection, schema: str, episodes: list[Ready]
) -> None:
    """The tables of extracts that claims are drafted from, with made-up rows."""
    connection.execute(
        f"create schema if not exists {schema}; use {schema}; "
        "create table ext_audit__claims (authority_code varchar, family_key varchar, "
        "episode_key varchar, case_system_family_id varchar, framework_version varchar, "
        "claim_route varchar, payable_gbp decimal(9, 2), why_nothing_paid varchar, "
        "held_reason varchar, claim_order integer, headlines varchar); "
        "create table ext_audit__evidence (episode_key varchar, evidence varchar, "
        "source_file varchar, source_row integer, source_row_last integer, received_at date); "
        "create table ext_audit__catalogue as select '901' as authority_code, 'rules' as "
        "catalogue_table, 'R1' as row_code, 'threshold' as column_name, '90' as value_in_force"
    )
    for name in ("needs", "outcomes", "principles"):
        connection.execute(
            f"create table ext_audit__{name} as select 'episode-01' as episode_key, 1 as value"
        )
    place = 0
    for row, episode in enumerate(episodes, start=2):
        place += episode.held is None
        connection.execute(
            "insert into ext_audit__claims values ('901', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [episode.family, episode.episode, f"F{episode.number:04}", episode.version,
             episode.route, episode.pays, episode.why_nothing, episode.held,
             None if episode.held else place, episode.headlines],
        )  # fmt: skip
        connection.execute(
            "insert into ext_audit__evidence values (?, ?, 'landing/x.csv', ?, ?, '2023-01-01')",
            [episode.episode, episode.evidence, row, row],
        )
    connection.execute(
        "insert into ext_audit__claims select '902', 'other', 'other', 'X', 'sf-2021', "
        "'sustained_progress', 800, null, null, 1, 'H01'"
    )


def rebuilding(episodes: list[Ready], reasons: dict[str, str] | None = None):
    """Stands for a rebuild: gives these episodes, and these blockers for the others."""
    asked = []

    @contextmanager
    def rebuilt(home: Home, as_of_date: date, known_at: date):
        asked.append((as_of_date, known_at))
        with duckdb.connect() as connection:
            connection.execute("create schema intermediate")
            connection.execute(
                "create table intermediate.int_claim_readiness (authority_code varchar, "
                "episode_key varchar, blocking_reasons varchar)"
            )
            for episode, blocking in (reasons or {}).items():
                connection.execute(
                    "insert into intermediate.int_claim_readiness values ('901', ?, ?)",
                    [episode, blocking],
                )
            write_audit_tables(connection, "memory.extracts", episodes)
            connection.execute("use memory")
            yield connection

    rebuilt.asked = asked
    return rebuilt


def with_evidence(episodes: list[Ready], number: int, evidence: str) -> list[Ready]:
    """The same episodes, one of them with other evidence."""
    return [replace(e, evidence=evidence) if e.number == number else e for e in episodes]


def contract_of(table: str) -> list[str]:
    """The columns of a register."""
    [contract] = [t for t in load_contracts() if (t.feed_code, t.name) == ("registers", table)]
    return contract.column_names
