"""The questions of the review list, as the last publishing has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from supporting_families.home import Home
from supporting_families.publish import PublishedBuild, read_published_build

LEVELS = ("forename", "surname", "date_of_birth", "address", "sex")


class ReviewError(Exception):
    """The command cannot do its work; the message says what to do."""


@dataclass(frozen=True)
class Record:
    """One of the two records, as its feed has it; `postcode` is empty where it is hidden."""

    feed_code: str
    reference: str
    feed_name: str
    forename: str | None
    surname: str | None
    date_of_birth: date | None
    sex: str | None
    postcode: str | None


@dataclass(frozen=True)
class Question:
    """Whether two records are of one person."""

    review_id: str
    rank: int
    records: tuple[Record, Record]
    people: tuple[str, str]
    likeness: str
    reason: str
    levels: dict[str, int | None]
    identifiers_same: list[str]
    identifiers_different: list[str]
    is_address_hidden: bool
    bears_on_claims: bool
    bears_on_eligibility: bool
    further_needs: int


def read_questions(home: Home, authority: str) -> tuple[PublishedBuild, list[Question]]:
    """The published build and the open questions of an authority in order. Raises ReviewError."""
    file = home.extracts_file
    if not file.is_file():
        raise ReviewError(
            f"Nothing is published: '{file}' does not exist. Run 'python tasks.py publish' first."
        )
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            return read_published_build(file), _questions(connection, authority)
    except duckdb.CatalogException as error:
        raise ReviewError(
            f"'{file}' has no review list: it was published before there was one. Build and publish "
            "again."
        ) from error
    except duckdb.IOException as error:
        raise ReviewError(
            f"'{file}' cannot be read: another tool has it open. Close it and try again."
        ) from error


def _questions(connection: duckdb.DuckDBPyConnection, authority: str) -> list[Question]:
    sides = {
        (row[0], row[1]): row[2:]
        for row in connection.execute(
            "select review_id, side, feed_name, forename, surname, date_of_birth, sex, postcode "
            "from restricted.link_review_records"
        ).fetchall()
    }
    result = connection.execute(
        "from restricted.mart_link_reviews where authority_code = $authority order by review_rank",
        {"authority": authority},
    )
    names = [column[0] for column in result.description]
    return [
        _question(dict(zip(names, row, strict=True)), sides) for row in result.fetchall()
    ]


def _question(row: dict, sides: dict[tuple[str, int], tuple]) -> Question:
    review_id = row["review_id"]
    records = tuple(
        Record(row[f"feed_code_{side}"], row[f"source_ref_{side}"], *sides[review_id, side])
        for side in (1, 2)
    )
    return Question(
        review_id=review_id,
        rank=row["review_rank"],
        records=records,
        people=(row["person_key_1"], row["person_key_2"]),
        likeness=row["likeness"],
        reason=row["reason_text"],
        levels={name: row[f"{name}_level"] for name in LEVELS},
        identifiers_same=(row["identifiers_same"] or "").split(),
        identifiers_different=(row["identifiers_different"] or "").split(),
        is_address_hidden=bool(row["is_address_hidden"]),
        bears_on_claims=bool(row["bears_on_claims"]),
        bears_on_eligibility=bool(row["bears_on_eligibility"]),
        further_needs=row["further_needs"],
    )
