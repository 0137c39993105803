"""Reads an explanation from what is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from supporting_families.publish import read_published_build

from .explanation import (
    Blocker,
    Claim,
    Decision,
    Episode,
    Explanation,
    Feed,
    Found,
    Outcome,
    Rule,
    Subject,
)

LEAST_PREFIX = 8
_EVIDENCE = (
    "evidence_type", "evidence_name", "evidence_shape", "person_key", "person_role", "event_date",
    "period_start", "period_end", "value_number", "value_base", "value_unit", "value_text",
    "source_file", "source_row", "source_row_last",
)  # fmt: skip
_RULE = ("rule_id", "rule_shape", "on_fire", "says", "looked_from", "looked_until")
_CATALOGUE = ("note", "provenance", "confidence", "decided_by", "decided_on")


class NotFound(Exception):
    """What was asked for is not there; the message says what was looked for and where it is."""


class NotReadable(Exception):
    """Nothing is published, or not what is needed; the message says what to do."""


def explain(
    file: Path,
    family: str,
    need: str,
    episode: str | None = None,
    person: str | None = None,
    authority: str | None = None,
) -> Explanation:
    """Why the need is met or not, in every episode of the family. Raises NotFound, NotReadable.

    Without an authority the published file must hold one alone.
    """
    if not file.is_file():
        raise NotReadable(
            f"nothing is published: '{file}' does not exist. Run 'python tasks.py publish' first."
        )
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            reader = _Reader(connection, file, authority)
            return reader.explain(family, need, episode, person)
    except duckdb.IOException as error:
        raise NotReadable(
            f"'{file}' cannot be read: another tool has it open. Close it and try again."
        ) from error
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise NotReadable(
            f"'{file}' lacks what explains a need: it was published by an older version. Build and "
            "publish again."
        ) from error


class _Reader:
    """Reads table by table; everything is of one published build."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, file: Path, authority: str | None
    ) -> None:
        self._connection, self._file = connection, file
        self._authority = authority or self._only_authority()
        self._feeds = {
            row["feed_code"]: Feed(**row)
            for row in self._rows(
                "select feed_code, feed_name, last_received_at, agreement_state "
                "from governance.gov_feed_health where authority_code = $authority",
                authority=self._authority,
            )
        }
        self._catalogue = {
            row["row_code"]: row
            for row in self._rows(
                "select row_code, row_text, note, provenance, confidence, is_confirmed, "
                "decided_by, decided_on from governance.gov_catalogue "
                "where catalogue_table = 'rules' and authority_code = $authority",
                authority=self._authority,
            )
        }

    def explain(
        self, family: str, need: str, episode: str | None, person: str | None
    ) -> Explanation:
        build = read_published_build(self._file)
        found = self._family(family)
        episodes = self._episodes(found["family_key"], need, episode)
        told = [self._episode(row, person) for row in episodes]
        if person is not None and not any(episode.subjects for episode in told):
            raise NotFound(
                f"nobody whose key begins with '{person}' is asked about this need there. Leave "
                "--person out to see who is."
            )
        return Explanation(build.as_of_date, build.known_at, build.is_demo, **found, episodes=told)

    def _only_authority(self) -> str:
        query = "select authority_code from core.dim_authority order by authority_code"
        codes = [row["authority_code"] for row in self._rows(query)]
        if len(codes) != 1:
            raise NotFound(
                f"'{self._file}' holds several authorities ({', '.join(codes)}), and two of them "
                "may have a family of one id: say which, with --authority CODE."
            )
        return codes[0]

    def _family(self, asked: str) -> dict[str, Any]:
        """By the case system's id, by key, or by the first characters of the key."""
        rows = self._rows(
            "select family_key, case_system_family_id from core.dim_family "
            "where authority_code = $authority "
            "and (case_system_family_id = $asked or family_key = $asked "
            "or (length($asked) >= $least and starts_with(family_key, lower($asked))))",
            authority=self._authority,
            asked=asked,
            least=LEAST_PREFIX,
        )
        if not rows:
            raise NotFound(
                f"no family '{asked}': neither an id of the case system nor a family key, nor the "
                f"first {LEAST_PREFIX} or more characters of one. Families are in core.dim_family "
                f"of '{self._file}'."
            )
        if len(rows) > 1:
            raise NotFound(f"{len(rows)} family keys begin with '{asked}': give more of it.")
        return rows[0]

    def _episodes(self, family_key: str, need: str, episode: str | None) -> list[dict[str, Any]]:
        """The family's episodes in whose version there is such a need."""
        known = self._rows(
            "select framework_version from core.dim_need "
            "where need_no = $need or need_code = upper($need)",
            need=need,
        )
        if not known:
            raise NotFound(
                f"no need '{need}': give a code such as SF22-1.1, or its number such as 1.1. They "
                "are listed in docs/catalogue/README.md and in core.dim_need."
            )
        all_episodes = self._rows(
            "select episode_key, framework_version, started_on, assessed_on, closed_on "
            "from core.fct_support_episode where family_key = $family_key "
            "and ($episode is null or starts_with(episode_key, lower($episode))) "
            "order by started_on, episode_key",
            family_key=family_key,
            episode=episode,
        )
        if not all_episodes:
            which = f" that begins with '{episode}'" if episode else ""
            raise NotFound(
                f"the family has no support episode{which}. Episodes are in "
                "core.fct_support_episode."
            )
        versions = {row["framework_version"] for row in known}
        episodes = [row for row in all_episodes if row["framework_version"] in versions]
        if not episodes:
            has = ", ".join(sorted({row["framework_version"] or "none" for row in all_episodes}))
            raise NotFound(
                f"need '{need}' is of {', '.join(sorted(versions))}, and the support of this "
                f"family is of {has}. The needs of each version are listed in docs/catalogue/README.md."
            )
        for row in episodes:
            [of_need] = self._rows(
                "select need_code, need_no, need_name, headline_no, headline_name "
                "from core.dim_need where framework_version = $version "
                "and (need_no = $need or need_code = upper($need))",
                version=row["framework_version"],
                need=need,
            )
            row.update(of_need)
        return episodes

    def _episode(self, row: dict[str, Any], person: str | None) -> Episode:
        asked = {"episode": row["episode_key"], "need": row["need_code"]}
        subjects = self._rows(
            "select n.need_instance_id, n.person_key, p.sex, p.age_in_years, n.status, "
            "n.identified_on, n.identified_by "
            "from core.fct_family_need as n "
            "left join core.dim_person as p on n.person_key = p.person_key "
            "where n.episode_key = $episode and n.need_code = $need "
            "and ($person is null or starts_with(n.person_key, lower($person))) "
            "order by p.age_in_years desc nulls last, n.person_key",
            **asked,
            person=person,
        )
        rules = self._rules("need", **asked)
        outcomes = self._outcomes(**asked)
        decisions = self._decisions(row["episode_key"])
        return Episode(
            **row,
            subjects=[
                Subject(
                    **subject,
                    decision=decisions.get((subject["person_key"], row["need_code"])),
                    rules=rules.get(instance, []),
                    outcomes=[
                        Outcome(
                            **outcome,
                            decision=decisions.get(
                                (subject["person_key"], outcome["outcome_code"])
                            ),
                        )
                        for outcome in outcomes.get(instance, [])
                    ],
                )
                for subject in subjects
                for instance in [subject.pop("need_instance_id")]
            ],
            claim=self._claim(**asked),
        )

    def _outcomes(self, episode: str, need: str) -> dict[str, list[dict[str, Any]]]:
        """Outcomes by the need they belong to."""
        rules = self._rules("outcome", episode, need)
        outcomes: dict[str, list[dict[str, Any]]] = {}
        for row in self._rows(
            "select o.need_instance_id, o.outcome_instance_id, o.outcome_code, d.outcome_name, "
            "o.status, o.achieved_on, o.assessable_on "
            "from core.fct_family_outcome as o "
            "inner join core.dim_outcome as d on o.outcome_code = d.outcome_code "
            "where o.episode_key = $episode and o.need_code = $need order by o.outcome_code",
            episode=episode,
            need=need,
        ):
            row["rules"] = rules.get(row.pop("outcome_instance_id"), [])
            outcomes.setdefault(row.pop("need_instance_id"), []).append(row)
        return outcomes

    def _rules(self, kind: str, episode: str, need: str) -> dict[str, list[Rule]]:
        """What rules say, by the need or the outcome they speak to."""
        found = self._found(kind, episode, need)
        since = {"need": "fired_on", "outcome": "achieved_on"}[kind]
        rules: dict[str, list[Rule]] = {}
        for row in self._rows(
            f"select r.{kind}_instance_id as subject, r.{since} as since, r.feed_code, "
            f"{', '.join(f'r.{name}' for name in _RULE)} "
            f"from core.fct_{kind}_rule as r inner join core.fct_family_{kind} as s "
            f"on r.{kind}_instance_id = s.{kind}_instance_id "
            "where s.episode_key = $episode and s.need_code = $need order by r.rule_id",
            episode=episode,
            need=need,
        ):
            told = self._catalogue[row["rule_id"]]
            subject = row.pop("subject")
            rules.setdefault(subject, []).append(
                Rule(
                    **{name: value for name, value in row.items() if name != "feed_code"},
                    **{name: told[name] for name in _CATALOGUE},
                    rule_text=told["row_text"],
                    is_confirmed=bool(told["is_confirmed"]),
                    feed=self._feeds[row["feed_code"]],
                    found=found.get((subject, row["rule_id"]), []),
                )
            )
        return rules

    def _found(self, kind: str, episode: str, need: str) -> dict[tuple[str, str], list[Found]]:
        """Evidence by the need or outcome and the rule that found it."""
        found: dict[tuple[str, str], list[Found]] = {}
        for row in self._rows(
            f"select e.{kind}_instance_id as subject, e.rule_id, e.feed_code, "
            f"{', '.join(f'e.{name}' for name in _EVIDENCE)} "
            f"from core.fct_{kind}_evidence as e inner join core.fct_family_{kind} as s "
            f"on e.{kind}_instance_id = s.{kind}_instance_id "
            "where s.episode_key = $episode and s.need_code = $need and e.evidence_id is not null "
            "order by e.event_date, e.source_file, e.source_row, e.evidence_id",
            episode=episode,
            need=need,
        ):
            key = row.pop("subject"), row.pop("rule_id")
            found.setdefault(key, []).append(Found(feed=self._feeds[row.pop("feed_code")], **row))
        return found

    def _decisions(self, episode: str) -> dict[tuple[str, str], Decision]:
        return {
            (row.pop("person_key"), row.pop("target_code")): Decision(**row)
            for row in self._rows(
                "select person_key, target_code, decision, decided_by, decided_on "
                "from core.fct_decision "
                "where episode_key = $episode and authority_code = $authority",
                episode=episode,
                authority=self._authority,
            )
        }

    def _claim(self, episode: str, need: str) -> Claim | None:
        rows = self._rows(
            "select claim_status, claim_route from claims.mart_claim_readiness "
            "where episode_key = $episode",
            episode=episode,
        )
        if not rows:
            return None
        blockers = self._rows(
            "select blocker_code, blocker_text, what_to_do, person_key, need_code "
            "from claims.fct_claim_blocker where episode_key = $episode "
            "order by blocker_code, person_key",
            episode=episode,
        )
        concerning = [row for row in blockers if row.pop("need_code") == need]
        return Claim(
            **rows[0],
            blockers=[Blocker(**row) for row in concerning],
            other_blockers=len(blockers) - len(concerning),
        )

    def _rows(self, sql: str, **values: object) -> list[dict[str, Any]]:
        result = self._connection.execute(sql, values)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
