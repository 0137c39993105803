"""Which columns each column of one SQL query is made of.

A column is made of every column in the expression that gives it: values, conditions of a case,
parts of a window. Which rows a query returns is told apart, as a column named `*`: it is made of
the columns of every condition (where, having, qualify, join) and of the rows of the tables read. A
value that is made of no column (a constant, a count of rows) tells that the row is there, so it is
made of the rows of its own table.

Of what a column is made of, some is shown: the value itself may come out, whole or in part. The rest
only decides: it is compared, counted, hashed, or orders a window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from .errors import LineageError
from .graph import ROWS, Origin

DIALECT = "duckdb"

Origins = frozenset[Origin]
NOTHING: Origins = frozenset()

# What comes out of these does not show what went in.
HIDING = (
    exp.MD5, exp.SHA, exp.SHA2, exp.Count, exp.Predicate, exp.Connector, exp.Not, exp.LogicalOr,
    exp.LogicalAnd, exp.DateDiff, exp.Extract, exp.Year, exp.Month, exp.Day, exp.RowNumber,
    exp.Rank, exp.DenseRank, exp.Length,
)  # fmt: skip


class Made(NamedTuple):
    """What a column is made of, and which of that it shows."""

    of: Origins
    shows: Origins


@dataclass(frozen=True)
class Relation:
    """What can be read from: the columns in their order with what each is made of, and the rows."""

    columns: dict[str, Made]
    rows: Origins

    @cached_property
    def _by_lower_name(self) -> dict[str, Made]:
        return {name.lower(): made for name, made in self.columns.items()}

    def has(self, column: str) -> bool:
        return column.lower() in self._by_lower_name

    def made(self, column: str) -> Made:
        return self._by_lower_name[column.lower()]


def table_relation(table: str, columns: Iterable[str]) -> Relation:
    """A stored table: every column is made of itself."""
    itself = {column: frozenset({(table, column)}) for column in columns}
    made = {column: Made(origins, origins) for column, origins in itself.items()}
    return Relation(made, frozenset({(table, ROWS)}))


def query_relation(name: str, code: str, stored: Callable[[str, str], Relation]) -> Relation:
    """What the query that makes the table `name` returns.

    `stored` gives the table of a schema and a name, or raises LineageError. Raises LineageError
    where the query cannot be read, or a column of it cannot be told.
    """
    try:
        query = sqlglot.parse_one(code, dialect=DIALECT)
    except ParseError as error:
        raise LineageError(f"{name}: the SQL cannot be read: {error}") from error
    return _Query(name, stored).relation(query, {}, None)


@dataclass(frozen=True)
class _Names:
    """The relations a select can name, and those of the select around it."""

    relations: dict[str, Relation]
    around: _Names | None

    def made(self, column: exp.Column) -> Made | None:
        """What a column is made of; nothing where no relation in reach has it."""
        if column.table:
            relation = self.relations.get(column.table.lower())
            found = [relation] if relation and relation.has(column.name) else []
        else:
            found = [one for one in self.relations.values() if one.has(column.name)]
        if found:  # several have it only where `using` joins them
            return _together(one.made(column.name) for one in found)
        return self.around.made(column) if self.around else None


class _Query:
    def __init__(self, name: str, stored: Callable[[str, str], Relation]):
        self._name = name
        self._stored = stored
        self._own_rows: Origins = frozenset({(name, ROWS)})

    def relation(
        self, query: exp.Expression, ctes: dict[str, Relation], around: _Names | None
    ) -> Relation:
        """What a select, a union or either of them in brackets returns."""
        while isinstance(query, (exp.Subquery, exp.Paren)):
            query = query.this
        ctes = dict(ctes)
        with_clause = query.args.get("with_")
        for cte in with_clause.expressions if with_clause else ():
            self._must_name_no_columns(cte)
            ctes[cte.alias.lower()] = self.relation(cte.this, ctes, around)
        if isinstance(query, exp.SetOperation):
            return _joined_by_place(
                self.relation(query.left, ctes, around), self.relation(query.right, ctes, around)
            )
        if isinstance(query, exp.Select):
            return self._select(query, ctes, around)
        raise self._cannot_read(query)

    def _select(
        self, select: exp.Select, ctes: dict[str, Relation], around: _Names | None
    ) -> Relation:
        start = select.args.get("from_")
        joins = select.args.get("joins") or ()
        read = [start.this] if start else []
        read += [join.this for join in joins]
        names = _Names({}, around)
        for source in read:
            names.relations[source.alias_or_name.lower()] = self._source(source, ctes, names)
        columns: dict[str, Made] = {}
        for projection in select.expressions:
            columns.update(self._projected(projection, names, ctes))
        conditions = [join.args.get("on") for join in joins]
        conditions += [select.args.get(part) for part in ("where", "having", "qualify")]
        if select.args.get("limit"):
            conditions.append(select.args.get("order"))
        rows = [relation.rows for relation in names.relations.values()]
        for join in joins:
            using = join.args.get("using") or ()
            rows += [self._column(exp.column(name.name), names, {}).of for name in using]
        rows += [self._made(part, names, ctes, columns).of for part in conditions if part]
        return Relation(columns, frozenset().union(*rows) - self._own_rows)

    def _source(
        self, source: exp.Expression, ctes: dict[str, Relation], names: _Names
    ) -> Relation:
        self._must_name_no_columns(source)
        if isinstance(source, exp.Subquery):
            return self.relation(source, ctes, names)
        if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
            if not source.db and source.name.lower() in ctes:
                return ctes[source.name.lower()]
            return self._stored(source.db, source.name)
        if isinstance(source, exp.Table) and isinstance(source.this, exp.GenerateSeries):
            ends = self._made(source.this, names, ctes, {})
            return Relation({"generate_series": ends}, ends.of)
        raise self._cannot_read(source)

    def _projected(
        self, projection: exp.Expression, names: _Names, ctes: dict[str, Relation]
    ) -> Iterable[tuple[str, Made]]:
        if projection.is_star:
            return self._star(projection, names)
        made = self._made(projection, names, ctes, {})
        if not made.of:
            made = Made(self._own_rows, self._own_rows)
        return [(projection.alias_or_name, made)]

    def _star(self, projection: exp.Expression, names: _Names) -> Iterable[tuple[str, Made]]:
        star = projection.this if isinstance(projection, exp.Column) else projection
        if any(star.args.values()):  # exclude, replace, rename: not in our subset of SQL
            raise self._cannot_read(projection)
        of = projection.table.lower() if isinstance(projection, exp.Column) else None
        for name, relation in names.relations.items():
            if of in (None, name):
                yield from relation.columns.items()

    def _made(
        self,
        expression: exp.Expression,
        names: _Names,
        ctes: dict[str, Relation],
        projected: dict[str, Made],
    ) -> Made:
        """What an expression is made of: the columns it names and what queries inside it give."""
        if isinstance(expression, exp.Column) and not isinstance(expression.this, exp.Star):
            return self._column(expression, names, projected)
        if isinstance(expression, (exp.Select, exp.SetOperation)):
            query = self.relation(expression, ctes, names)
            given = _together(query.columns.values())
            return Made(given.of | query.rows, given.shows)
        parts = {
            id(part): self._made(part, names, ctes, projected)
            for part in expression.iter_expressions()
        }
        shown = parts.keys() & map(id, _shown_parts(expression))
        return Made(
            NOTHING.union(*(made.of for made in parts.values())),
            NOTHING.union(*(parts[part].shows for part in shown)),
        )

    def _column(self, column: exp.Column, names: _Names, projected: dict[str, Made]) -> Made:
        made = names.made(column)
        if made is None and not column.table:  # a condition may name what the select gives
            made = projected.get(column.name)
        if made is None:
            raise LineageError(
                f"{self._name}: no table that is read has the column '{column.sql(DIALECT)}'."
            )
        return made

    def _must_name_no_columns(self, source: exp.Expression) -> None:
        alias = source.args.get("alias")
        if alias and alias.args.get("columns"):
            raise self._cannot_read(source)

    def _cannot_read(self, part: exp.Expression) -> LineageError:
        return LineageError(
            f"{self._name}: this part of the SQL is not understood: {part.sql(DIALECT)[:200]}"
        )


def _shown_parts(expression: exp.Expression) -> Iterable[exp.Expression | None]:
    """The parts of an expression of which the value may come out."""
    if isinstance(expression, HIDING):
        return []
    if isinstance(expression, exp.Case):  # the conditions stand inside its ifs
        return [*expression.args["ifs"], expression.args.get("default")]
    if isinstance(expression, exp.If):
        return [expression.args.get("true"), expression.args.get("false")]
    if isinstance(expression, (exp.Window, exp.Filter, exp.ArgMin, exp.ArgMax)):
        return [expression.this]
    return expression.iter_expressions()


def _together(several: Iterable[Made]) -> Made:
    several = list(several)
    return Made(
        NOTHING.union(*(made.of for made in several)),
        NOTHING.union(*(made.shows for made in several)),
    )


def _joined_by_place(left: Relation, right: Relation) -> Relation:
    """A union: what stands in one place is one column, by the name the left side gives it."""
    pairs = zip(left.columns.items(), right.columns.values(), strict=True)
    columns = {name: _together((first, second)) for (name, first), second in pairs}
    return Relation(columns, left.rows | right.rows)
