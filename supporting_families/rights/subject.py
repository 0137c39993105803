"""Whose data is asked for: the records that are taken to be of one person, families, episodes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb

from supporting_families.build_file import attach_build
from supporting_families.home import Home
from supporting_families.intake import changed_since_intake
from supporting_families.publish import PublishError, build_of_both_files

from .errors import RightsError

_NOT_BUILT = "Run 'python tasks.py build' first."


@dataclass(frozen=True)
class Subject:
    """A person as the last published build has them; the first record gives the key."""

    authority: str
    person_key: str
    records: list[tuple[str, str]]  # feed and the reference of the person in it


@dataclass(frozen=True)
class Built:
    """The build that an answer is made from."""

    build_id: str
    as_of_date: date
    known_at: date
    is_demo: bool


@contextmanager
def opened_build(
    home: Home, must_be_whole: bool = True
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Built]]:
    """A connection of its own with the build attached as `build`, read-only.

    What must be whole may not lack files that landed since. Raises RightsError where it does, and
    where what is built is not what is published.
    """
    try:
        published = build_of_both_files(home, "Nothing is published", _NOT_BUILT, "try again")
    except PublishError as error:
        raise RightsError(str(error)) from error
    changed = changed_since_intake(home, "landing") if must_be_whole else []
    if changed:
        raise RightsError(
            f"{len(changed)} files landed, changed or went since the last build, the first is "
            f"'{changed[0]}': an answer made now would not be whole. {_NOT_BUILT}"
        )
    with duckdb.connect() as connection:
        try:
            attach_build(connection, home)
            last = connection.execute(
                "select arg_max(invocation_id, started_at) from build.governance.build_run"
            ).fetchone()[0]
        except (duckdb.IOException, duckdb.CatalogException) as error:
            raise RightsError(
                f"'{home.build_file}' cannot be read: it is not there, it is being built, or "
                "another tool has it open. Wait or close it, and try again."
            ) from error
        if last != published.build_id:
            raise RightsError(
                f"'{home.build_file}' holds another build than is published: the last one was not "
                f"whole or was not published. {_NOT_BUILT}"
            )
        yield (
            connection,
            Built(
                published.build_id, published.as_of_date, published.known_at, published.is_demo
            ),
        )


def find_subject(
    connection: duckdb.DuckDBPyConnection, authority: str, feed: str, reference: str
) -> Subject:
    """The person whom a feed names so. Raises RightsError where nobody is."""
    return _subject(
        connection, authority, "feed_code = $feed and source_person_ref = $reference",
        f"feed '{feed}' names nobody so in authority {authority}", feed=feed, reference=reference,
    )  # fmt: skip


def subject_of_key(
    connection: duckdb.DuckDBPyConnection, authority: str, person_key: str
) -> Subject:
    """The person of a key, also of one that an earlier build gave. Raises RightsError."""
    return _subject(
        connection, authority, "record_key = $person_key",
        f"no person of authority {authority} has or had that key", person_key=person_key,
    )  # fmt: skip


def lay_out(connection: duckdb.DuckDBPyConnection, subject: Subject) -> None:
    """Tables of the connection that ways lead from: records, families, episodes and claims.

    Keys that were given earlier are among them, for registers keep the keys of their day.
    """
    values = {"authority": subject.authority, "person": subject.person_key}
    connection.execute(
        "create temp table records as "
        "select record_key, feed_code, source_person_ref "
        "from build.intermediate.int_person_source_links "
        "where authority_code = $authority and person_key = $person",
        values,
    )
    connection.execute(
        "create temp table families as "
        "select k.family_record_key as family_key, k.feed_code, k.source_family_ref "
        "from build.intermediate.int_family_keys as k "
        "where k.family_key in (select m.family_key "
        "from build.intermediate.int_family_members as m where m.person_key = $person) "
        "union select c.family_key, null, null from build.intermediate.int_current_families as c "
        "where c.person_key = $person",
        {"person": subject.person_key},
    )
    connection.execute(
        "create temp table episodes as "
        "select p.episode_key, null as episode_ref from build.intermediate.int_episode_people as p "
        "where p.person_key = $person "
        "union select e.episode_record_key, e.episode_ref "
        "from build.intermediate.int_episode_parts as e "
        "inner join build.intermediate.int_episode_people as p on e.episode_key = p.episode_key "
        "where p.person_key = $person",
        {"person": subject.person_key},
    )
    connection.execute(
        "create temp table claims as select claim_ref from build.intermediate.int_claims_made "
        "where episode_key in (select episode_key from episodes)"
    )


def _subject(
    connection: duckdb.DuckDBPyConnection, authority: str, where: str, nobody: str, **values: str
) -> Subject:
    links = "build.intermediate.int_person_source_links"
    found = connection.execute(
        f"select person_key from {links} where authority_code = $authority and {where}",
        {"authority": authority, **values},
    ).fetchall()
    if not found:
        raise RightsError(
            f"{nobody}. Check the reference; family_lookup.py finds people by what they tell of "
            "themselves."
        )
    [(person_key,)] = found
    records = connection.execute(
        f"select feed_code, source_person_ref from {links} "
        "where authority_code = $authority and person_key = $person order by record_rank",
        {"authority": authority, "person": person_key},
    ).fetchall()
    return Subject(authority, person_key, records)
