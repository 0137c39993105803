"""A made-up home with what the returns are made from, for tests of the command without a build."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl
from supporting_families.home import Home

TODAY = date(2023, 6, 20)
YEAR = "2023/24"
SECTIONS = {  # section: name, place, kind, descriptors
    "leaders": ("Leaders", 4, "service", ["L1", "L2", "L3"]),
    "data": ("Data", 5, "data", ["D1", "D2", "D3"]),
}
SIGN_OFFS = [("partnership", "Partnership", 1), ("police", "Police", 1), ("housing", "Housing", 0)]
SETTINGS = {
    "system_guide_score_lowest": 1, "system_guide_score_highest": 5, "data_model_level_highest": 5,
}  # fmt: skip
PROGRESS = (
    "authority_code varchar, financial_year varchar, financial_quarter integer, "
    "families_claimed_year_to_date bigint, families_claimed_forecast bigint, "
    "families_whole_family_year_to_date bigint, families_whole_family_forecast bigint"
)


class ReturnsHome:
    """The home of one or more authorities, and what a build of it published."""

    def __init__(
        self, folder: Path, authorities: tuple[str, ...] = ("901",), is_demo: bool = False,
        are_placeholders: bool = False, as_of: date = TODAY,
    ) -> None:  # fmt: skip
        self.home = Home(folder / "home")
        self.home.warehouse.mkdir(parents=True)
        self.home.landing.mkdir()
        if is_demo:
            (self.home.landing / "demo.yml").write_text(f"known_at: {TODAY}\n")
        local = self.home.path / "local" / "authority.csv"
        local.parent.mkdir()
        local.write_text("authority_code\n" + "".join(f"{code}\n" for code in authorities))
        for file in (self.home.published_file, self.home.extracts_file):
            with duckdb.connect(str(file)) as connection:
                connection.execute("create schema governance")
                connection.execute(
                    "create table governance.published_build as select 'build-1' as build_id, "
                    "cast(? as date) as as_of_date, cast(? as date) as known_at, ? as is_demo, "
                    "? as published_at",
                    [as_of, as_of, is_demo, datetime(2023, 6, 20, 9)],
                )
        with duckdb.connect(str(self.home.published_file)) as connection:
            _publish(connection, authorities, are_placeholders)
        with duckdb.connect(str(self.home.extracts_file)) as connection:
            _extract(connection, authorities)

    def register(self, name: str, authority: str = "901") -> list[dict[str, str]]:
        """The lines of a register; none where there is no such file."""
        path = self.home.of_authority("registers", authority) / f"{name}.csv"
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))


def _publish(
    connection: duckdb.DuckDBPyConnection, codes: tuple[str, ...], are_placeholders: bool
) -> None:
    connection.execute(
        """
        create schema programme; create schema core;
        create table core.dim_authority (authority_code varchar, authority_name varchar);
        create table core.dim_programme_setting (
            authority_code varchar, setting varchar, setting_value varchar, valid_from date,
            valid_to date
        );
        create table programme.dim_system_guide_descriptor (
            authority_code varchar, section varchar, section_name varchar, section_order integer,
            section_kind varchar, descriptor_code varchar, descriptor_order bigint,
            descriptor_text varchar, is_placeholder integer
        );
        create table programme.dim_system_guide_sign_off (
            sign_off varchar, sign_off_name varchar, sign_off_order integer, is_required integer
        );
        create table programme.mart_data_maturity (
            authority_code varchar, milestone_code varchar, milestone_text varchar,
            is_recommendation integer, is_enough integer, milestone_state varchar,
            what_it_means varchar, what_would_meet_it varchar, feed_code varchar,
            population varchar, last_received_at date, episodes_closed bigint,
            episodes_recorded bigint
        );
        create table programme.mart_returns_calendar (
            authority_code varchar, item_kind varchar, financial_year varchar, item_code varchar,
            item_name varchar, quarter integer, opens_on date, due_on date, item_status varchar,
            days_left integer, sent_on date, reference varchar, is_by_invitation integer,
            confidence varchar
        );
        """
    )
    for place, (code, name, required) in enumerate(SIGN_OFFS):
        connection.execute(
            "insert into programme.dim_system_guide_sign_off values (?, ?, ?, ?)",
            [code, name, place, required],
        )
    for authority in codes:
        connection.execute(
            "insert into core.dim_authority values (?, ?)", [authority, f"Made-up {authority}"]
        )
        for setting, value in SETTINGS.items():
            connection.execute(
                "insert into core.dim_programme_setting values (?, ?, ?, '1900-01-01', "
                "'9999-12-31')",
                [authority, setting, str(value)],
            )
        for section, (name, order, kind, descriptors) in SECTIONS.items():
            for place, code in enumerate(descriptors):
                connection.execute(
                    "insert into programme.dim_system_guide_descriptor values "
                    "(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [authority, section, name, order, kind, code, place, f"What {code} asks",
                     int(are_placeholders)],
                )  # fmt: skip
        connection.execute(
            "insert into programme.mart_data_maturity values "
            "($code, '1.1', 'A board', 0, 0, 'fact_needed', 'Nobody said.', 'A row.', null, null, "
            "null, null, null), "
            "($code, '2.1', 'Police data', 0, 1, 'met', 'It arrives.', null, 'police', 'full', "
            "'2023-06-01', null, null)",
            {"code": authority},
        )
        connection.execute(
            "insert into programme.mart_returns_calendar values "
            "($code, 'return', '2022/23', 'progress_information', 'Progress Information', 3, null, "
            "'2023-01-05', 'overdue', -166, null, null, 0, 'H'), "
            "($code, 'return', '2022/23', 'progress_information', 'Progress Information', 4, null, "
            "'2023-04-07', 'overdue', -74, null, null, 0, 'L'), "
            "($code, 'claim_window', '2023/24', '2023/24-W1', 'Claim window 2023/24-W1', null, "
            "'2023-04-21', '2023-06-29', 'open', 9, null, null, 0, 'L'), "
            "($code, 'return', '2023/24', 'early_help_system_guide', 'Self-assessment', null, "
            "null, '2023-07-01', 'due', 11, null, null, 0, 'H'), "
            "($code, 'return', '2023/24', 'earned_autonomy_application', 'Application', null, "
            "null, '2023-09-30', 'not_yet_due', 102, null, null, 1, 'L'), "
            "($code, 'return', '2023/24', 'data_survey', 'Data survey', null, null, "
            "'2023-04-30', 'done', null, '2023-04-28', 'DS-1', 0, 'H')",
            {"code": authority},
        )


def _extract(connection: duckdb.DuckDBPyConnection, codes: tuple[str, ...]) -> None:
    connection.execute(
        "create schema extracts; "
        f"create table extracts.extracts.ext_delta__progress_information ({PROGRESS}); "
        "create table extracts.extracts.ext_early_help__episodes as select 'EH' as extract_id, "
        "'901' as authority_code, 'Eold' || n as episode_ref, date '2024-01-05' as closed_on "
        "from range(3) as episodes (n); "
        "create table extracts.extracts.ext_early_help__needs as select 'EH' as extract_id, "
        "'901' as authority_code, 'Eold' || n as episode_ref, 'achieved' as outcome_status "
        "from range(2) as needs (n); "
        "create table extracts.extracts.ext_delta__data_survey (authority_code varchar, "
        "feed_name varchar, partner varchar, is_held integer, is_person_level integer, "
        "population varchar, frequency_days bigint, last_received_at date, "
        "agreement_state varchar, match_rate_percent decimal(5, 1), case_system varchar)"
    )
    for place, authority in enumerate(codes):
        for quarter, claimed in ((3, 30), (4, 41)):
            connection.execute(
                "insert into extracts.extracts.ext_delta__progress_information values "
                "(?, '2022/23', ?, ?, ?, 90, null)",
                [authority, quarter, claimed + 100 * place, 60 + 100 * place],
            )
        connection.execute(
            "insert into extracts.extracts.ext_delta__data_survey values "
            "(?, 'Police incidents', 'police force', 1, 1, 'full', 31, '2023-06-01', 'in_force', "
            "97.5, 'Made-up EHM'), "
            "(?, 'Probation', 'Probation Service', 0, null, 'cohort', 92, null, 'none_recorded', "
            "null, 'Made-up EHM')",
            [authority, authority],
        )


# Workbooks ----------------------------------------------------------------------------------------


def fill(path: Path, sheet: str, answers: dict[int, dict[str, object]]) -> None:
    """Fill cells of a sheet by row number and heading."""
    book = openpyxl.load_workbook(path)
    columns = {cell.value: cell.column for cell in book[sheet][1]}
    for row, cells in answers.items():
        for heading, value in cells.items():
            book[sheet].cell(row, columns[heading]).value = value
    book.save(path)


def fill_all(
    path: Path, level: int = 3, chosen: tuple[object, ...] = ("L1", "D1", "L2")
) -> None:
    """Everything that is asked, answered rightly; the two permissions are granted."""
    book = openpyxl.load_workbook(path)
    answers = {
        "Descriptors": {
            row: {"Score": row - 1 if row < 6 else 5, "Narrative": f"Because of {row}"}
            for row in range(2, 8)
        },
        "Data model": {2: {"Level": level, "What it rests on": "The feeds that arrive"}},
        "Priorities": {
            row: {"Code of the descriptor": code} for row, code in enumerate(chosen, start=2)
        },
        "Sign-offs": {
            2: {"Name or post": "Chair of the partnership", "Date": date(2023, 6, 19)},
            3: {"Name or post": "Superintendent Nemo", "Date": "20/06/2023"},
        },
        "Sharing": {row: {"Answer": "Yes"} for row in (2, 3, 4)},
    }
    for sheet, rows in answers.items():
        columns = {cell.value: cell.column for cell in book[sheet][1]}
        for row, cells in rows.items():
            for heading, value in cells.items():
                book[sheet].cell(row, columns[heading]).value = value
    book.save(path)
