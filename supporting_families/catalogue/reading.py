"""The catalogue as its seeds have it: plain rows, all text, and what belongs to what."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping

from supporting_families.contracts import PROJECT_ROOT

from .wording import sentences

Row = Mapping[str, str]
WORDING = (
    "rules", "rule_evidence", "evidence_types", "feeds", "measure_feeds", "assessment_factors",
    "activity_codes",
)  # fmt: skip
_FOLDERS = ("framework", "feeds", "reference")


def read_seed(name: str) -> list[Row]:
    """The rows of a seed, in its order."""
    for folder in _FOLDERS:
        path = PROJECT_ROOT / "seeds" / folder / f"{name}.csv"
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))
    raise FileNotFoundError(f"There is no seed '{name}' in {', '.join(_FOLDERS)} of seeds/.")


class Catalogue:
    """The seeds of the framework, each read once."""

    def __init__(self) -> None:
        self._tables: dict[str, list[Row]] = {}
        self.sentences = sentences({name: self.rows(name) for name in WORDING})

    def rows(self, name: str) -> list[Row]:
        if name not in self._tables:
            self._tables[name] = read_seed(name)
        return self._tables[name]

    @property
    def versions(self) -> list[Row]:
        return self.rows("framework_versions")

    def headlines_of(self, version: str) -> list[Row]:
        return self._where("headlines", framework_version=version)

    def headline(self, code: str) -> Row:
        return self._one("headlines", headline_code=code)

    def names_of(self, headline: str) -> list[Row]:
        """The names of a headline, the one in use last."""
        names = self._where("headline_names", headline_code=headline)
        return sorted(names, key=lambda name: name["valid_from"])

    def needs_of(self, version: str) -> list[Row]:
        return self._where("needs", framework_version=version)

    def needs_under(self, headline: str) -> list[Row]:
        return self._where("needs", headline_code=headline)

    def need(self, code: str) -> Row:
        return self._one("needs", need_code=code)

    def outcomes_of(self, need: str) -> list[Row]:
        return self._where("outcomes", need_code=need)

    def rules_of(self, target: str) -> list[Row]:
        return self._where("rules", target_code=target)

    def rows_of_need(self, need: str) -> list[Row]:
        """The need, its outcomes and all their rules, in reading order."""
        rows = [self.need(need), *self.rules_of(need)]
        for outcome in self.outcomes_of(need):
            rows += [outcome, *self.rules_of(outcome["outcome_code"])]
        return rows

    def rows_of_version(self, version: str) -> list[Row]:
        return [
            row for need in self.needs_of(version) for row in self.rows_of_need(need["need_code"])
        ]

    def evidence_of(self, need: str) -> list[Row]:
        """The kinds of evidence that rules of the need and of its outcomes look at."""
        rules = {row["rule_id"] for row in self.rows_of_need(need) if "rule_id" in row}
        wanted = {
            row["evidence_type"]
            for row in self.rows("rule_evidence")
            if row["rule_id"] in rules
        }
        return [row for row in self.rows("evidence_types") if row["evidence_type"] in wanted]

    def measures_of(self, need: str) -> list[Row]:
        """The measures whose scores rules of the need and of its outcomes look at."""
        scored = {
            row["rule_id"]
            for row in self.rows_of_need(need)
            if row.get("rule_shape") in ("score_at_cutoff", "change_on_measure")
        }
        wanted = {
            (row["evidence_type"], row["evidence_value"])
            for row in self.rows("rule_evidence")
            if row["rule_id"] in scored
        }
        kinds = {kind for kind, value in wanted if not value}
        return [
            row
            for row in self.rows("measures")
            if row["evidence_type"] in kinds
            or (row["evidence_type"], row["evidence_value"]) in wanted
        ]

    def related_to(self, need: str) -> Iterable[tuple[str, str, Row]]:
        """Earlier and later needs: in which direction, which need, and the row that says so."""
        for row in self.rows("needs_crosswalk"):
            if row["to_need_code"] == need:
                yield "earlier", row["from_need_code"], row
            elif row["from_need_code"] == need and row["to_need_code"]:
                yield "later", row["to_need_code"], row

    def routes_of(self, version: str) -> list[Row]:
        return self._where("claim_routes", framework_version=version)

    def headlines_asked(self, route: Row) -> list[Row]:
        return [self.headline(row["headline_code"]) for row in self._of_route("headlines", route)]

    def outcomes_asked(self, route: Row) -> list[Row]:
        return [
            self._one("outcomes", outcome_code=row["outcome_code"])
            for row in self._of_route("outcomes", route)
        ]

    def payments_of(self, route: Row) -> list[Row]:
        return self._where(
            "payments",
            framework_version=route["framework_version"],
            route_code=route["route_code"],
        )

    def routes_asking(self, need: Row) -> list[Row]:
        """The routes that ask for an outcome of this need, or take one of them."""
        return [
            route
            for route in self.routes_of(need["framework_version"])
            if any(
                row["headline_code"] == need["headline_code"]
                for row in self.headlines_asked(route)
            )
            or any(row["need_code"] == need["need_code"] for row in self.outcomes_asked(route))
        ]

    def settings_of(self, version: str) -> list[tuple[Row, Row]]:
        """What each setting is called and what it is, in reading order."""
        values = {
            row["setting"]: row
            for row in self._where("framework_settings", framework_version=version)
        }
        names = sorted(self.rows("setting_names"), key=lambda name: int(name["sort_order"]))
        return [(name, values[name["setting"]]) for name in names if name["setting"] in values]

    def feed_name(self, code: str) -> str:
        return self._one("feeds", feed_code=code)["feed_name"]

    def _of_route(self, kind: str, route: Row) -> list[Row]:
        return self._where(
            f"claim_route_{kind}",
            framework_version=route["framework_version"],
            route_code=route["route_code"],
        )

    def _where(self, table: str, **wanted: str) -> list[Row]:
        return [row for row in self.rows(table) if wanted.items() <= row.items()]

    def _one(self, table: str, **wanted: str) -> Row:
        [row] = self._where(table, **wanted)
        return row
