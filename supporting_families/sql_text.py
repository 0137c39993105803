"""Values and names as SQL writes them, where a statement takes no parameter."""

from __future__ import annotations


def text_literal(value: object) -> str:
    """A value, as `str` gives it, as text in single quotes: `O'Hara` is `'O''Hara'`."""
    return "'" + str(value).replace("'", "''") + "'"


def quoted(name: str) -> str:
    """An identifier in double quotes, for DuckDB and PostgreSQL alike: `a"b` is `"a""b"`."""
    return '"' + name.replace('"', '""') + '"'
