"""What somebody can work out from published tables: exact bounds by integer programming.

Nothing here is shared with the SQL that controls the tables. The onlooker has every published
number with its rounding, and knows that parts make up their whole, that months make up a period and
periods a year, that no more families have a need than there are families, that whoever has a need
has its headline, and that every family lies in one month and one area at once; that whoever has two
headlines has each of them, and how three overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

ALL = "all"
WHOLE = "whole"
YEAR = "year"

Key = tuple[str, ...]
MANY = 10_000  # families: more than any table here holds


@dataclass(frozen=True)
class Cell:
    """A published figure: where it stands, what is shown, and what only the test knows of it."""

    table: str
    year: str
    period: str  # the period, or the year for the sum of its periods
    headline: str
    kind: str  # whole, month, area, detail, year; or a characteristic of people
    part: str
    parent: str  # the part that it is a part of
    shown: int | None  # none: kept back
    truth: int

    @property
    def key(self) -> Key:
        return self.table, self.year, self.period, self.headline, self.part

    @property
    def family(self) -> Key:
        """What it is a part of, and as what."""
        return *self.key[:4], self.kind, self.parent


@dataclass(frozen=True)
class Rules:
    """How a table says that it was controlled."""

    threshold: int = 5
    rounding: int = 5
    zero_is_shown: bool = False

    def is_small(self, cell: Cell) -> bool:
        """Whether the figure has to be kept back."""
        return cell.truth < self.threshold and not (cell.truth == 0 and self.zero_is_shown)

    def most_secret(self, cell: Cell) -> int:
        """The most that a small figure must be able to be."""
        return self.threshold - 1

    def least_shown(self, cell: Cell) -> int:
        """The least that a figure is of which a number is shown."""
        return self.threshold


@dataclass(frozen=True)
class PeopleRules(Rules):
    """The rules of a table of people: those of few families are kept back as well, and that
    something was not recorded is no secret."""

    threshold: int = 10
    few: frozenset[Key] = frozenset()

    def is_small(self, cell: Cell) -> bool:
        return not _is_unrecorded(cell) and (super().is_small(cell) or cell.key in self.few)

    def most_secret(self, cell: Cell) -> int:
        return max(self.threshold - 1, cell.truth)

    def least_shown(self, cell: Cell) -> int:
        return 0 if _is_unrecorded(cell) else self.threshold


def _is_unrecorded(cell: Cell) -> bool:
    return cell.part.endswith("not_recorded")


@dataclass
class Onlooker:
    """Variables and relations of somebody who looks at published figures."""

    rules: Rules
    places: dict[Key, int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    rows: list[dict[int, float]] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def number(self, key: Key, low: float = 0, high: float = MANY) -> int:
        """The variable of a key, new with these bounds if there is none yet."""
        if key not in self.places:
            self.places[key] = len(self.low)
            self.low.append(low)
            self.high.append(high)
        return self.places[key]

    def relation(self, terms: Iterable[tuple[int, float]], least: float, most: float) -> None:
        row: dict[int, float] = {}
        for place, factor in terms:
            row[place] = row.get(place, 0) + factor
        self.rows.append(row)
        self.least.append(least)
        self.most.append(most)

    def sees(self, cells: list[Cell]) -> None:
        """Takes in figures, and everything that holds between them."""
        families = {cell.family for cell in cells if cell.shown is not None}
        for cell in cells:
            place = self.number(cell.key)
            self.low[place], self.high[place] = self._shown(cell, cell.family in families)
        known = {cell.key: cell for cell in cells}
        self._sums(cells, known)
        for cell in cells:
            wider = (*cell.key[:3], ALL, cell.part)
            if cell.headline != ALL and wider in known:
                self._at_most(cell.key, wider)
        self._unions(cells)
        self._crossings(cells)

    def _shown(self, cell: Cell, is_among_shown: bool) -> tuple[float, float]:
        """Small figures are taken as known to be small: the worst that could be guessed.

        Where none at all is shown, what is kept back among figures that are shown is not none, nor
        is a whole; and a year is kept back with any of its periods, so that it need not be small.
        """
        if cell.shown is None:
            if not self.rules.is_small(cell) or (self.rules.zero_is_shown and cell.kind == YEAR):
                return 0, MANY
            is_some = self.rules.zero_is_shown and (is_among_shown or cell.kind == WHOLE)
            return (1 if is_some else 0), self.rules.most_secret(cell)
        if cell.shown == 0 and cell.truth == 0:  # else it is shown as [low]
            return 0, 0
        low = cell.shown - self.rules.rounding // 2
        return max(low, self.rules.least_shown(cell)), low + self.rules.rounding - 1

    def _sums(self, cells: list[Cell], known: dict[Key, Cell]) -> None:
        parts: dict[tuple[Key, str], list[Key]] = {}
        for cell in cells:
            if cell.kind not in (WHOLE, YEAR, "detail"):
                parts.setdefault(((*cell.key[:4], cell.parent), cell.kind), []).append(cell.key)
            if cell.kind == WHOLE:
                total = (cell.table, cell.year, cell.year, cell.headline, YEAR)
                parts.setdefault((total, YEAR), []).append(cell.key)
        for (total, _), keys in parts.items():
            if total in known:
                terms = [(self.places[key], 1.0) for key in keys]
                self.relation([*terms, (self.places[total], -1.0)], 0, 0)

    def _at_most(self, narrow: Key, wide: Key) -> None:
        self.relation([(self.places[narrow], 1), (self.places[wide], -1)], -np.inf, 0)

    def _unions(self, cells: list[Cell]) -> None:
        details: dict[Key, list[Key]] = {}
        for cell in cells:
            if cell.kind == "detail":
                details.setdefault((*cell.key[:4], WHOLE), []).append(cell.key)
        for whole, keys in details.items():
            for key in keys:
                self._at_most(key, whole)
            terms = [(self.places[key], -1.0) for key in keys]
            self.relation([*terms, (self.places[whole], 1.0)], -np.inf, 0)

    def _crossings(self, cells: list[Cell]) -> None:
        """Every family lies in a month and in an area: the table of both, which nobody sees."""
        months: dict[Key, list[Cell]] = {}
        areas: dict[Key, list[Cell]] = {}
        parents = {(*cell.key[:4], cell.parent) for cell in cells if cell.kind == "area"}
        for cell in cells:
            if cell.kind == "month":
                months.setdefault(cell.key[:4], []).append(cell)
            if cell.kind == "area" and cell.key not in parents:
                areas.setdefault(cell.key[:4], []).append(cell)
        for block, its_months in months.items():
            its_areas = areas.get(block, [])
            for month in its_months:
                terms = [(self._crossing(block, month, area), 1.0) for area in its_areas]
                if terms:
                    self.relation([*terms, (self.places[month.key], -1.0)], 0, 0)
            for area in its_areas:
                terms = [(self._crossing(block, month, area), 1.0) for month in its_months]
                self.relation([*terms, (self.places[area.key], -1.0)], 0, 0)
            if block[3] != ALL and (*block[:3], ALL) in months:
                for month in its_months:
                    for area in its_areas:
                        wide = self._crossing((*block[:3], ALL), month, area)
                        narrow = self._crossing(block, month, area)
                        self.relation([(narrow, 1), (wide, -1)], -np.inf, 0)

    def sees_pairs(self, pairs: list[Cell], needs: list[Cell]) -> None:
        """Takes in figures of families with two headlines in a year, beside those of each headline.

        In every month of every area, of which nobody sees anything, no more families have both than
        have the one that fewer have, no fewer than do not fit beside it among all families; and of
        three headlines none is too small for what it shares, nor are they together too many.
        """
        if not pairs:
            return
        families = {cell.family for cell in pairs if cell.shown is not None}
        for cell in pairs:
            place = self.number(cell.key)
            self.low[place], self.high[place] = self._shown(cell, cell.family in families)
        self._sums(pairs, {cell.key: cell for cell in pairs})
        known = {cell.key: cell for cell in needs}
        parents = {(*cell.key[:4], cell.parent) for cell in needs if cell.kind == "area"}
        shares: dict[Key, list[int]] = {}
        for month in needs:
            if month.kind != "month" or month.headline != ALL:
                continue
            for area in needs:
                if (
                    area.kind == "area"
                    and area.key[:4] == month.key[:4]
                    and area.key not in parents
                ):
                    place = area.part if area.parent == WHOLE else area.parent
                    self._overlaps(month, area, place, pairs, known, shares)
        for cell in pairs:
            terms = [(share, 1.0) for share in shares.get(cell.key, [])]
            self.relation([*terms, (self.places[cell.key], -1.0)], 0, 0)

    def _overlaps(
        self,
        month: Cell,
        area: Cell,
        place: str,
        pairs: list[Cell],
        known: dict[Key, Cell],
        shares: dict[Key, list[int]],
    ) -> None:
        """What headlines share in one month of one area; adds it to what the pairs are made of."""
        alls = self._crossing(month.key[:4], month, area)
        both: dict[tuple[str, str], int] = {}
        ones: dict[str, int] = {}
        for cell in pairs:
            headlines = tuple(cell.headline.split())
            if cell.kind != WHOLE or cell.key[:2] != month.key[:2]:
                continue
            if not all((*month.key[:3], name, month.part) in known for name in headlines):
                continue
            for name in headlines:
                ones[name] = self._crossing((*month.key[:3], name), month, area)
            share = self.number((*month.key[:3], cell.headline, month.part, area.part))
            both[headlines] = both[headlines[::-1]] = share
            one, two = (ones[name] for name in headlines)
            self.relation([(share, 1), (one, -1)], -np.inf, 0)
            self.relation([(share, 1), (two, -1)], -np.inf, 0)
            self.relation([(one, 1), (two, 1), (alls, -1), (share, -1)], -np.inf, 0)
            for part in (WHOLE, place):
                shares.setdefault((*cell.key[:4], part), []).append(share)
        for three in combinations(sorted(ones), 3):
            if not all(pair in both for pair in combinations(three, 2)):
                continue
            overlaps = [(both[pair], -1.0) for pair in combinations(three, 2)]
            terms = [(ones[name], 1.0) for name in three]
            self.relation([*terms, *overlaps, (alls, -1)], -np.inf, 0)
            for name in three:
                one, two = (other for other in three if other != name)
                self.relation(
                    [(both[name, one], 1), (both[name, two], 1), (both[one, two], -1),
                     (ones[name], -1)],
                    -np.inf,
                    0,
                )  # fmt: skip

    def _crossing(self, block: Key, month: Cell, area: Cell) -> int:
        return self.number((*block, month.part, area.part))

    def excluded(self, wanted: dict[Key, int], *, high: bool) -> list[Key]:
        """The figures that cannot be as much (or as little) as wanted, each taken by itself.

        Many are tried at a time: what a solution reaches can be reached. Those that none reached
        are fixed where they are wanted one by one, and cannot be there if nothing fits.
        """
        solve = self._solver()
        rest = dict(wanted)
        while rest:
            values = solve([self.places[key] for key in rest], high, None)
            assert values is not None, "the published figures contradict each other"
            short = {
                key: aim
                for key, aim in rest.items()
                if (values[self.places[key]] < aim if high else values[self.places[key]] > aim)
            }
            if len(short) == len(rest):
                break
            rest = short
        return [key for key, aim in rest.items() if not solve([], high, (self.places[key], aim))]

    def _solver(self) -> Callable[[list[int], bool, tuple[int, int] | None], list[int] | None]:
        width = len(self.low)
        where = [(row, place) for row, terms in enumerate(self.rows) for place in terms]
        matrix = csr_matrix(
            (
                [factor for terms in self.rows for factor in terms.values()],
                ([row for row, _ in where], [place for _, place in where]),
            ),
            shape=(len(self.rows), width),
        )
        relations = LinearConstraint(matrix, self.least, self.most)

        def solve(places: list[int], high: bool, fixed: tuple[int, int] | None) -> list[int] | None:
            """Whole numbers that fit everything published and the one fixed, as far as can be."""
            aim, low, high_ = np.zeros(width), np.array(self.low), np.array(self.high)
            aim[places] = -1 if high else 1
            if fixed:
                low[fixed[0]] = high_[fixed[0]] = fixed[1]
            for whole in (0, 1):  # what comes out whole by itself need not be asked for so
                done = milp(
                    aim,
                    constraints=relations,
                    bounds=Bounds(low, high_),
                    integrality=np.full(width, whole),
                )
                if done.x is None or np.abs(done.x - np.round(done.x)).max() < 1e-6:
                    break
            return None if done.x is None else [round(value) for value in done.x]

        return solve


def exposed(
    cells: list[Cell],
    rules: Rules,
    onlooker: Onlooker | None = None,
    pairs: Iterable[Cell] = (),
) -> list[tuple[Key, str]]:
    """The small figures of which more can be known than that they are below the threshold, from the
    cells of one or more tables and from pairs of the headlines of the same families.

    A figure that is shown though it is small is one; so is one that is kept back and cannot be
    none at all (or one, where none is shown), or cannot be just below the threshold.
    """
    onlooker = onlooker or Onlooker(rules)
    onlooker.sees(cells)
    onlooker.sees_pairs(list(pairs), cells)
    small = [cell for cell in (*cells, *pairs) if rules.is_small(cell)]
    hidden = [cell for cell in small if cell.shown is None]
    least = {cell.key: 1 if rules.zero_is_shown else 0 for cell in hidden}
    most = {cell.key: rules.most_secret(cell) for cell in hidden}
    # a year is no less than the number of its periods that are shown to be more than none
    if rules.zero_is_shown:
        least = {cell.key: least[cell.key] for cell in hidden if cell.kind != YEAR}
    return [
        *((cell.key, "is shown") for cell in small if cell.shown is not None),
        *((key, "must be more") for key in onlooker.excluded(least, high=False)),
        *((key, "must be less") for key in onlooker.excluded(most, high=True)),
    ]
