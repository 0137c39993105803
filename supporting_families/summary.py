"""What the published build found, in counts; never a person."""

from __future__ import annotations

import argparse
import sys

import duckdb

from supporting_families.home import Home, HomeError

EPISODES = "eligibility.mart_eligibility"
BLOCKERS_SHOWN = 5


def summary_lines(home: Home) -> list[str]:
    """The lines of the summary. Raises HomeError when nothing has been published."""
    if not home.published_file.is_file():
        raise HomeError(
            f"Nothing is published: '{home.published_file}' does not exist. "
            "Run 'dbt build', then 'python tasks.py publish'."
        )
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        as_of_date, known_at = connection.execute(
            "select as_of_date, known_at from governance.published_build"
        ).fetchone()
        authorities = connection.execute(
            "select authority_code, authority_name from core.dim_authority order by authority_code"
        ).fetchall()
        lines = [f"As of {as_of_date}, known at {known_at}"]
        for code, name in authorities:
            if len(authorities) > 1:
                lines.append(f"Authority {code}, {name}")
            lines += _of_authority(connection, code)
        return [*lines, "Files", f"  {home.published_file}"]


def _of_authority(connection: duckdb.DuckDBPyConnection, code: str) -> list[str]:
    return [
        _line("people", _count(connection, code, "core.dim_person")),
        _line("families", _count(connection, code, "core.dim_family")),
        _line("episodes", _count(connection, code, EPISODES)),
        _line("eligible episodes", _count(connection, code, EPISODES, "is_eligible")),
        "Episodes not yet claimed, by claim status",
        *_groups(connection, code, "claims.mart_claim_readiness", "claim_status", None),
        "What blocks most episodes",
        *_groups(connection, code, "claims.fct_claim_blocker", "blocker_code", BLOCKERS_SHOWN),
    ]


def _count(
    connection: duckdb.DuckDBPyConnection, code: str, table: str, condition: str = "true"
) -> int:
    return connection.execute(
        f"select count(*) from {table} where authority_code = $code and {condition}",
        {"code": code},
    ).fetchone()[0]


def _groups(
    connection: duckdb.DuckDBPyConnection, code: str, table: str, column: str, limit: int | None
) -> list[str]:
    """A line for each value of the column with its number of episodes, most frequent first."""
    rows = connection.execute(
        f"select {column}, count(distinct episode_key) as episodes from {table} "
        f"where authority_code = $code group by {column} order by episodes desc, {column} "
        "limit $limit",
        {"code": code, "limit": limit},
    ).fetchall()
    return [_line(value, episodes) for value, episodes in rows]


def _line(label: str, count: int) -> str:
    return f"  {label:<40}{count:>10,}"


def main(arguments: list[str] | None = None) -> int:
    """Print the summary of the home named by SF_HOME (default: the demo home)."""
    argparse.ArgumentParser(
        prog="summary",
        description="Prints what the published build found, in counts.",
        epilog="example: python -m supporting_families.summary",
    ).parse_args(arguments)
    try:
        print("\n".join(summary_lines(Home.from_environment())))
    except HomeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
