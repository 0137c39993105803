"""A year and a half of one authority is played and comes out as a table worked out by hand says.

The families are in `playing/cast.py` and what happens to them in `playing/programme.py`; what is to
become of each, and why, is in `tests/fixtures/year_and_a_half/`, worked out on paper.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path

import pytest
from conftest import DBT, ROOT, Warehouse
from playing.desk import Desk
from playing.programme import FIRST, FIRST_AGAIN, SECOND, Play
from supporting_families.claiming import rebuild

pytestmark = pytest.mark.long  # five whole builds, and what certifying and submitting build anew

TABLE = ROOT / "tests" / "fixtures" / "year_and_a_half"
REFUSED, FAILED = 2, 3
# The same dbt; it tells less, which saves some of the time.
QUIET = {
    "DBT_LOG_LEVEL_FILE": "none", "DBT_WRITE_JSON": "false", "DBT_QUIET": "true",
    "SF_THREADS": "1",
}  # fmt: skip
CASES = """
    with cases as (
        select episode_key, 'F' || substr(min(episode_ref), 2) as name
        from intermediate.int_episode_parts group by episode_key
    )
"""


@dataclass(frozen=True)
class Played:
    """The home after the play, and what was said on the way."""

    warehouse: Warehouse
    desk: Desk
    play: Play

    @property
    def home(self) -> Path:
        return self.warehouse.home

    def ledger(self) -> str:
        return (self.home / "registers" / "claim_ledger.csv").read_text(encoding="utf-8")

    def register(self, name: str) -> list[dict[str, str]]:
        return rows_of(self.home / "registers" / f"{name}.csv")

    def entries(self, submission_ref: str, entry_type: str) -> list[dict[str, str]]:
        return [
            entry
            for entry in self.register("claim_ledger")
            if (entry["submission_ref"], entry["entry_type"]) == (submission_ref, entry_type)
        ]

    def drafted(self, submission_ref: str) -> list[dict[str, str]]:
        """The list of a set as it was drafted."""
        return rows_of(self.home / "output" / "claims" / submission_ref / "draft.csv")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(name: str) -> list[dict[str, str]]:
    """A part of the hand-worked table, without the words of explanation."""
    rows = rows_of(TABLE / f"{name}.csv")
    return [{column: text for column, text in row.items() if column != "story"} for row in rows]


def as_text(value: object) -> str:
    """As the table writes it: whole pounds, days, nothing for nothing."""
    if value is None:
        return ""
    return str(value).removesuffix(".00")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The play, played once."""
    warehouse = Warehouse(tmp_path_factory.mktemp("play") / "home")
    (warehouse.home / "landing").mkdir(parents=True)
    address = warehouse.address()

    def build(day: date, models: tuple[str, ...]) -> None:
        narrowed = ("--select", *models, "--exclude-resource-type", "test") if models else ()
        warehouse.must(
            "dbt", "build", "--exclude-resource-type", "unit_test", *narrowed,
            SF_AS_OF_DATE=day.isoformat(), SF_KNOWN_AT=day.isoformat(),
        )  # fmt: skip

    with pytest.MonkeyPatch.context() as monkeypatch:
        for name, value in {**QUIET, "SF_HOME": str(address)}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(rebuild, "DBT", DBT)
        desk = Desk(address, build, monkeypatch)
        play = Play(address, desk)
        play.run()
    return Played(warehouse, desk, play)


def test_every_family_ends_as_the_table_says(played: Played) -> None:
    found = {
        row[0]: dict(zip(("framework", "eligible", "engaged_on", "ends_as"), row[1:], strict=True))
        for row in played.warehouse.query(
            f"""{CASES}
            select cases.name, r.framework_version, r.is_eligible, life.engaged_on, r.claim_status
            from intermediate.int_claim_readiness as r
            inner join cases using (episode_key)
            inner join claims.mart_claim_life as life using (episode_key)"""
        )
    }
    expected = {row["case"]: row for row in table("families")}
    assert found.keys() == expected.keys()
    wrong = [
        (case, column, as_text(value), expected[case][column])
        for case, row in found.items()
        for column, value in row.items()
        if as_text(value) != expected[case][column]
    ]
    assert not wrong


def test_a_family_that_left_is_retired_with_the_reason(played: Played) -> None:
    found = played.warehouse.query(
        f"""{CASES}
        select cases.name, life.stage_now, life.retired_on, life.retired_reason
        from claims.mart_claim_life as life
        inner join cases using (episode_key)
        where life.retired_reason is not null
        order by cases.name"""
    )
    assert found == [
        ("F43-1", "retired", date(2022, 9, 9), "stepped_up"),
        ("F44-1", "retired", date(2022, 9, 12), "disengaged"),
        ("F45-1", "retired", date(2022, 10, 10), "moved"),
    ]


def test_what_is_not_claimed_says_why(played: Played) -> None:
    found = played.warehouse.query(
        f"""{CASES}
        select cases.name, coalesce(r.blocking_reasons, '')
        from intermediate.int_claim_readiness as r
        inner join cases using (episode_key)
        where r.claim_status <> 'claimed'"""
    )
    expected = {row["case"]: row["blockers"] for row in table("families") if not row["submission"]}
    assert dict(found) == expected


def test_every_claim_is_in_the_set_and_of_the_pounds_that_the_table_says(played: Played) -> None:
    columns = ("submission", "amount_gbp", "paid_gbp", "recouped_gbp")
    found = {
        row[0]: dict(zip(columns, map(as_text, row[1:]), strict=True))
        for row in played.warehouse.query(
            f"""{CASES}
            select cases.name, c.submission_ref, c.claimed_gbp, c.paid_gbp, c.recouped_gbp
            from claims.fct_claim as c
            inner join cases on c.claimed_episode_key = cases.episode_key"""
        )
    }
    expected = {
        row["case"]: {column: row[column] for column in columns}
        for row in table("families")
        if row["submission"]
    }
    assert found == expected


def test_claims_are_in_the_order_in_which_they_could_be_made(played: Played) -> None:
    """The place of a claim among those of its year decides whether it is paid (R16)."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, submission_ref in played.warehouse.query(
        f"""{CASES}
        select cases.name, c.submission_ref from claims.fct_claim as c
        inner join cases on c.claimed_episode_key = cases.episode_key
        order by c.claim_ref"""
    ):
        found[submission_ref].append(name)
    expected: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in table("families"):
        if row["submission"]:
            expected[row["submission"]].append((int(row["place"]), row["case"]))
    assert found == {ref: [case for _, case in sorted(cases)] for ref, cases in expected.items()}


def test_every_set_comes_to_what_the_table_says(played: Played) -> None:
    columns = (
        "submission_ref", "state", "drafted_on", "submitted_on", "families", "amount_gbp",
        "sampled", "failed",
    )  # fmt: skip
    found = [
        dict(zip(columns, map(as_text, row), strict=True))
        for row in played.warehouse.query(
            "select submission_ref, set_state, drafted_on, submitted_on, families, claimed_gbp, "
            "sampled, failed from claims.mart_claim_submissions order by drafted_on, submission_ref"
        )
    ]
    for row in found:
        drafted = played.drafted(row["submission_ref"])
        over = sum(claim["why_nothing_paid"] == "over_agreed_number" for claim in drafted)
        row |= {"over_agreed": str(over), "held": played.desk.held[row["submission_ref"]]}
    assert found == table("submissions")


def test_every_first_sample_has_its_size_and_a_claim_of_every_headline(played: Played) -> None:
    for row in table("submissions"):
        drafted = played.drafted(row["submission_ref"])
        claims = {claim["claim_ref"]: claim["headlines"].split() for claim in drafted}
        first, *later = played.entries(row["submission_ref"], "set_sampled")
        assert int(first["families"]) == max(5, ceil(len(claims) / 10)), row
        assert len(later) == (row["submission_ref"] == FIRST), row
        sampled = [e["claim_ref"] for e in played.entries(row["submission_ref"], "sampled")]
        assert len(set(sampled)) == len(sampled)
        drawn_first = sampled[: int(first["families"])]
        covered = {headline for ref in drawn_first for headline in claims[ref]}
        assert covered == {headline for headlines in claims.values() for headline in headlines}, row


def test_the_sample_cannot_be_chosen(played: Played) -> None:
    assert played.play.said["sampled again"].code == FAILED
    again = played.play.said["drafted again"]
    assert (again.code, again.text.split(":")[0]) == (0, f"Already drafted {FIRST_AGAIN}")
    assert len(played.entries(FIRST_AGAIN, "set_sampled")) == 1


def test_what_an_auditor_failed_is_left_out_until_a_person_lets_it_through(played: Played) -> None:
    [failed] = [e for e in played.register("claim_findings") if e["result"] == "fail"]
    [drafted] = [c for c in played.drafted(FIRST) if c["claim_ref"] == failed["claim_ref"]]
    assert drafted["case_system_family_id"] == "F09"
    assert all(c["case_system_family_id"] != "F09" for c in played.drafted(FIRST_AGAIN))
    [again] = [c for c in played.drafted(SECOND) if c["case_system_family_id"] == "F09"]
    assert again["evidence_hash"] != failed["evidence_hash"], "the outcome was recorded anew"


def test_evidence_that_comes_after_the_certificate_voids_it(played: Played) -> None:
    said = played.play.said[SECOND]
    assert said.code == REFUSED
    [dropped] = played.entries(SECOND, "dropped")
    assert dropped["result"] == "outcome_manual_review"
    by_ref = {c["claim_ref"]: c["case_system_family_id"] for c in played.drafted(SECOND)}
    assert by_ref[dropped["claim_ref"]] == "F13"
    assert len(played.entries(SECOND, "set_voided")) == 1
    assert not played.entries(SECOND, "submitted")


def test_a_correction_puts_a_claim_at_risk(played: Played) -> None:
    by_ref = {c["claim_ref"]: c["case_system_family_id"] for c in played.drafted(FIRST_AGAIN)}
    found = [
        {
            "case": f"{by_ref[row['claim_ref']]}-1",
            "is_ready": str(int(row["is_ready"] == "Y")),
            "reasons": row["reasons"],
            "is_evidence_changed": str(int(row["is_evidence_changed"] == "Y")),
        }
        for row in played.register("claim_checks")
    ]
    assert sorted(found, key=lambda row: row["case"]) == table("checks")
    shown = played.warehouse.query(
        f"""{CASES}
        select cases.name, c.claim_state, c.is_at_risk, c.at_risk_reasons from claims.fct_claim as c
        inner join cases on c.claimed_episode_key = cases.episode_key
        where c.is_at_risk = 1"""
    )
    assert shown == [("F05-1", "recouped", 1, "outcome_not_met")]


def test_the_ledger_is_only_ever_added_to(played: Played) -> None:
    for earlier, later in zip(
        played.play.ledgers, [*played.play.ledgers[1:], played.ledger()], strict=True
    ):
        assert later.startswith(earlier)
    [claim] = [c for c in played.drafted(FIRST_AGAIN) if c["case_system_family_id"] == "F05"]
    told = [
        (entry["entry_type"], entry["event_on"], entry["amount_gbp"])
        for entry in played.register("claim_ledger")
        if entry["claim_ref"] == claim["claim_ref"]
        and entry["entry_type"] not in ("sampled", "found")
    ]
    assert told == [
        ("drafted", "2022-06-29", "800.00"),
        ("submitted", "2022-06-29", "800.00"),
        ("paid", "2022-08-15", "800.00"),
        ("queried", "2022-10-10", ""),
        ("recouped", "2022-11-14", "-800.00"),
    ]


def test_the_money_of_each_year_comes_to_what_the_table_says(played: Played) -> None:
    columns = (
        "financial_year", "agreed_number", "minimum_number", "families_submitted",
        "families_standing", "families_over_agreed", "claimed_gbp", "paid_gbp", "recouped_gbp",
        "net_gbp",
    )  # fmt: skip
    found = played.warehouse.query(
        "select financial_year, agreed_number, minimum_number, families_submitted, "
        "families_counted, families_over_agreed_number, claimed_gbp, paid_gbp, recouped_gbp, "
        "net_gbp from claims.mart_claim_money order by financial_year"
    )
    assert [dict(zip(columns, map(as_text, row), strict=True)) for row in found] == table("money")


def test_progress_of_each_quarter_comes_to_what_the_table_says(played: Played) -> None:
    columns = (
        "financial_year", "quarter", "claimed", "claimed_to_date", "whole_family",
        "whole_family_to_date", "not_yet", "not_yet_to_date",
    )  # fmt: skip
    found = played.warehouse.query(
        "select financial_year, financial_quarter, families_claimed_quarter, "
        "families_claimed_year_to_date, families_whole_family_quarter, "
        "families_whole_family_year_to_date, families_not_yet_whole_family_quarter, "
        "families_not_yet_whole_family_year_to_date from progress.mart_progress_information "
        "where quarter_starts_on >= date '2022-04-01' order by quarter_starts_on"
    )
    shown = [dict(zip(columns, map(as_text, row), strict=True)) for row in found]
    assert shown == table("progress")


def test_a_rebuild_gives_the_claims_of_a_set_again_to_the_byte(played: Played) -> None:
    """After fifteen months of other deliveries, decisions and payments."""
    said = played.play.said["reproduced"]
    assert said.code == 0, said.text
    folder = played.home / "output" / "claims" / FIRST_AGAIN
    again = (folder / "claims_of_rebuild.txt").read_bytes()
    assert again == (folder / "claims_of_ledger.txt").read_bytes()
    expected = sorted(
        (e["episode_key"], e["family_key"], e["evidence_hash"])
        for e in played.entries(FIRST_AGAIN, "submitted")
    )
    rows = [line.split("|") for line in again.decode().splitlines()[1:]]
    assert sorted((row[1], row[0], row[5]) for row in rows) == expected
    assert len(rows) == 9
