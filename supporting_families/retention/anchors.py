"""What is kept of what is destroyed, so that the keys of everybody else stay what they are."""

from __future__ import annotations

import hashlib

import duckdb

from .needles import iso
from .plan import Anchor

PERSON, FAMILY, EPISODE = "person", "family", "episode"
_FAMILY_TABLES = ("stg_early_help__family_members", "stg_early_help__episodes")
_FAMILY_KEY = "md5(t.authority_code || '|' || t.feed_code || '|family|' || t.family_ref)"


def anchors_of(connection: duckdb.DuckDBPyConnection) -> list[Anchor]:
    """The anchors of the people and families laid out, and of what files that go whole named."""
    rows = connection.execute(
        """
        select rule_id, 'person', feed_code, record_key, person_key, '', first_known_on
        from records
        union all
        select f.rule_id, 'family', k.feed_code, k.family_record_key, k.family_key, '', null
        from build.intermediate.int_family_keys as k
        inner join families as f on k.family_key = f.family_key
        union all
        select rule_id, 'episode', 'early_help', episode_record_key, episode_key, '', started_on
        from episodes
        order by all
        """
    ).fetchall()
    rows += _of_whole_files(connection)
    return [Anchor(*row[:6], iso(row[6])) for row in rows]


def keys_hash(connection: duckdb.DuckDBPyConnection, links: str, gone: set[str]) -> tuple[int, str]:
    """How many records are kept, and a hash of whose each is. `links` is the table that says it."""
    digest, count = hashlib.sha256(), 0
    rows = connection.execute(
        f"select record_key, person_key from {links} order by record_key"
    ).fetchall()
    for record, person in rows:
        if record not in gone:
            count += 1
            digest.update(f"{record} {person}\n".encode())
    return count, digest.hexdigest()


def records_of_whole_files(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Records that nothing but files destroyed whole names."""
    return {
        key
        for (key,) in connection.execute(
            "select record_key from named where files_kept = 0"
        ).fetchall()
    }


def _of_whole_files(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Records and families in use that a file destroyed whole names."""
    people = connection.execute(
        """
        select
            named.rule_id, 'person', links.feed_code, links.record_key, links.person_key,
            coalesce(
                case when named.files_kept > 0 then links.record_key end,
                (
                    select min_by(others.record_key, others.record_rank)
                    from build.intermediate.int_person_source_links as others
                    left join named as gone
                        on others.record_key = gone.record_key and gone.files_kept = 0
                    where others.person_key = links.person_key and gone.record_key is null
                ),
                ''
            ),
            links.first_known_on
        from named
        inner join build.intermediate.int_person_source_links as links
            on named.record_key = links.record_key
        where links.person_key not in (select person_key from people)
        order by all
        """
    ).fetchall()
    selects = " union all ".join(
        f"select {_FAMILY_KEY} as family_record_key, split_part(t.source_file, '#', 1) as landed, "
        f"t.received_at from build.staging.{table} as t where t.family_ref is not null"
        for table in _FAMILY_TABLES
    )
    families = connection.execute(
        f"""
        select
            min(whole.rule_id), 'family', any_value(keys.feed_code), keys.family_record_key,
            any_value(keys.family_key),
            case when count(whole.landed_file) < count(*) then keys.family_record_key else '' end,
            min(told.received_at)
        from ({selects}) as told
        left join whole_files as whole on told.landed = whole.landed_file
        inner join build.intermediate.int_family_keys as keys
            on told.family_record_key = keys.family_record_key
        where keys.family_key not in (select family_key from families)
        group by keys.family_record_key
        having count(whole.landed_file) > 0
        order by all
        """
    ).fetchall()
    return people + families
