"""Why a need is met or not: what the command tells is what was found, down to the landed row."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Warehouse
from jinja2 import Template
from supporting_families.catalogue.words import in_words
from supporting_families.explaining.command import main
from supporting_families.explaining.explanation import (
    Decision,
    Episode,
    Explanation,
    Feed,
    Outcome,
    Rule,
    Subject,
)
from supporting_families.explaining.reading import NotFound, NotReadable, explain
from supporting_families.explaining.telling import lines

HALF_A_YEAR = 184  # days that six months have at the most


def published(demo: Warehouse) -> Path:
    return demo.home / "warehouse" / "published.duckdb"


def of_status(demo: Warehouse, condition: str) -> tuple[str, str, str, str]:
    """Family, episode, need and person of the first need of which this holds."""
    [found] = demo.query(
        f"""
        select f.case_system_family_id, n.episode_key, n.need_code, n.person_key
        from core.fct_family_need as n
        inner join core.dim_family as f on n.family_key = f.family_key
        where {condition}
        order by all limit 1
        """,
        "published",
    )
    return found


def told(
    demo: Warehouse, family: str, episode: str, need: str, person: str
) -> tuple[Subject, str]:
    """The person of the explanation, and the text; every rule that speaks to the need is there."""
    explanation = explain(published(demo), family, need, episode, person)
    [found] = explanation.episodes
    [subject] = found.subjects
    text = lines(explanation)
    assert max(map(len, text)) <= 100
    spoken = demo.query(
        f"""
        select r.rule_id from core.fct_need_rule as r
        inner join core.fct_family_need as n on r.need_instance_id = n.need_instance_id
        where (n.episode_key, n.need_code, n.person_key) = ('{episode}', '{need}', '{person}')
        """,
        "published",
    )
    assert sorted(rule.rule_id for rule in subject.rules) == sorted(rule for (rule,) in spoken)
    whole = " ".join(" ".join(text).split())
    assert all(rule.rule_id in whole and rule.rule_text in whole for rule in subject.rules)
    return subject, whole


def landed_rows(demo: Warehouse, found) -> list[dict[str, str]]:
    """The rows of the landed file that a piece of evidence names, the header being row 1."""
    with open(demo.home / found.source_file, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return rows[found.source_row - 2 : found.source_row_last - 1]


# On the demo --------------------------------------------------------------------------------------


def test_met_by_data_is_followed_to_the_row_that_holds_the_event(demo: Warehouse) -> None:
    subject, text = told(
        demo,
        *of_status(
            demo,
            "n.status = 'met' and n.identified_by = 'partner_data' and n.need_code = 'SF22-7.1' "
            "and n.need_instance_id in (select e.need_instance_id from core.fct_need_evidence as e "
            "where e.rule_id = 'SF22-7.1-N1')",
        ),
    )
    assert "NEED PRESENT since" in text and "shown by partner data." in text
    [rule] = [rule for rule in subject.rules if rule.rule_id == "SF22-7.1-N1"]
    assert rule.says == "met" and rule.found
    for found in rule.found:
        [row] = landed_rows(demo, found)
        assert found.feed.feed_code == "police"
        assert row["occurred_from"] == str(found.event_date)
        classes = {"offence": "CRIME", "asb_incident": "ASB"}
        assert row["incident_class"] == classes[found.evidence_type]
        assert row["person_role"] in ("OFFENDER", "SUSPECT") and found.person_role == "perpetrator"
        assert f"{found.source_file}, row {found.source_row}" in text


def test_sessions_are_those_of_the_landed_row(demo: Warehouse) -> None:
    """Attended is possible less absent; and the pooled share is what the rule compares."""
    subject, text = told(
        demo, *of_status(demo, "n.status = 'not_met' and n.need_code = 'SF22-1.1'")
    )
    assert "NO NEED FOUND." in text
    [rule] = [rule for rule in subject.rules if rule.rule_id == "SF22-1.1-N1"]
    census = [found for found in rule.found if found.feed.feed_code == "school_census"]
    assert census and len({found.period_start for found in rule.found}) == 2, "two terms"
    for found in census:
        [row] = landed_rows(demo, found)
        possible = float(row["termlysessionspossible"])
        absent = float(row["termlysessionsauthorised"]) + float(row["termlysessionsunauthorised"])
        assert (found.value_number, found.value_base) == (possible - absent, possible)
    attended = sum(found.value_number for found in rule.found)
    possible = sum(found.value_base for found in rule.found)
    assert 100 * attended >= 90 * possible
    assert f"Together {attended} of {possible}: {100 * attended / possible:.2f} percent." in text


def test_met_by_a_practitioner_is_followed_to_the_record(demo: Warehouse) -> None:
    subject, text = told(
        demo, *of_status(demo, "n.status = 'met' and n.identified_by = 'practitioner'")
    )
    assert "recorded by a practitioner." in text
    rule = subject.rules[0]
    assert rule.rule_shape == "recorded" and rule.says == "met"
    [row, *_] = landed_rows(demo, rule.found[0])
    assert rule.rule_id.removesuffix("-N0") in row.values()
    assert str(subject.identified_on) in row.values()


def test_not_met_says_where_it_looked_and_that_silence_is_an_answer(demo: Warehouse) -> None:
    family, episode, need, person = of_status(
        demo, "n.status = 'not_met' and n.need_code = 'SF22-7.1'"
    )
    subject, text = told(demo, family, episode, need, person)
    [rule] = [rule for rule in subject.rules if rule.rule_id == "SF22-7.1-N1"]
    [(assessed_on, a_year_before)] = demo.query(
        "select assessed_on, cast(assessed_on - interval 1 year as date) "
        f"from core.fct_support_episode where episode_key = '{episode}'",
        "published",
    )
    assert (rule.looked_from - a_year_before).days == 1
    assert rule.looked_until > assessed_on
    [(last,)] = demo.query(
        "select max(received_at) from governance.gov_feed_accounting "
        "where feed_code = 'police' and file_status = 'taken_in'",
        "published",
    )
    assert rule.feed.last_received_at == last
    assert (
        f"Nothing found in Police incidents, which last came on {in_words(last)}, from "
        f"{in_words(rule.looked_from)} to" in text
    )
    assert "finding nothing is an answer" in text


def test_could_not_be_checked_says_why(demo: Warehouse) -> None:
    _, text = told(demo, *of_status(demo, "n.status = 'not_assessable_not_covered'"))
    assert "COULD NOT BE CHECKED: the feed does not cover this person for all the time" in text
    _, text = told(
        demo, *of_status(demo, "n.status = 'not_assessable_no_feed' and n.need_code = 'SF22-5.2'")
    )
    assert "COULD NOT BE CHECKED: nothing shows it, and finding nothing is no answer" in text


def test_what_a_person_must_decide_stands_in_the_way_of_the_claim(demo: Warehouse) -> None:
    family, episode, need, person = of_status(
        demo,
        "n.status = 'manual_review' and n.person_key <> 'family' and n.episode_key in "
        "(select b.episode_key from claims.fct_claim_blocker as b)",
    )
    subject, text = told(demo, family, episode, need, person)
    assert "A PERSON MUST DECIDE." in text
    assert any(rule.says == "manual_review" and rule.found for rule in subject.rules)
    assert f"- Person {person[:8]}: A need has signs in partner data that a person has to" in text


def test_an_outcome_undone_names_the_event_after_closure(demo: Warehouse) -> None:
    [(family, episode, need, person, closed_on, outcome)] = demo.query(
        """
        select f.case_system_family_id, o.episode_key, o.need_code, o.person_key, e.closed_on,
            o.outcome_code
        from core.fct_family_outcome as o
        inner join core.dim_family as f on o.family_key = f.family_key
        inner join core.fct_support_episode as e on o.episode_key = e.episode_key
        inner join core.fct_outcome_rule as r on o.outcome_instance_id = r.outcome_instance_id
        where o.status = 'not_met' and r.says = 'not_met' and r.rule_shape = 'absence_in_window'
            and r.feed_code = 'police'
        order by all limit 1
        """,
        "published",
    )
    subject, text = told(demo, family, episode, need, person)
    assert "OUTCOME NOT ACHIEVED." in text and "says it is not achieved" in text
    [undone] = [found for found in subject.outcomes if found.outcome_code == outcome]
    events = [
        found
        for rule in undone.rules
        if rule.rule_shape == "absence_in_window" and rule.says == "not_met"
        for found in rule.found
    ]
    assert events
    for found in events:
        assert 0 <= (found.event_date - closed_on).days <= HALF_A_YEAR
        [row] = landed_rows(demo, found)
        assert row["occurred_from"] == str(found.event_date)
    assert f"- Person {person[:8]}: An outcome has not been reached" in text


def test_a_number_means_the_need_of_the_version_of_the_episode(demo: Warehouse) -> None:
    family, episode, need, person = of_status(demo, "n.status = 'met'")
    key = demo.query(
        f"select family_key from core.dim_family where case_system_family_id = '{family}'"
    )[0][0]
    whole = explain(published(demo), family, need)
    for asked in (key, key[:8], key[:8].upper()):
        assert explain(published(demo), asked, need.split("-")[1]) == whole
    assert explain(published(demo), family, need.lower()) == whole


def test_json_holds_the_same(demo: Warehouse, monkeypatch, capsys) -> None:
    family, episode, need, _ = of_status(demo, "n.status = 'met'")
    monkeypatch.setenv("SF_HOME", str(demo.home))
    assert main([family, need, "--episode", episode, "--json"]) == 0
    held = json.loads(capsys.readouterr().out)
    explanation = explain(published(demo), family, need, episode)
    assert held == json.loads(json.dumps(dataclasses.asdict(explanation), default=str))
    [row] = held["episodes"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["assessed_on"])


def test_a_decision_is_shown_and_whether_it_counts(demo: Warehouse, tmp_path: Path) -> None:
    family, episode, need, person = of_status(demo, "n.status = 'manual_review'")
    file = tmp_path / "published.duckdb"
    shutil.copy(published(demo), file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "insert into core.fct_decision values ('D', '999', 'need', ?, ?, ?, 'met', "
            "'A. Manager', date '2024-03-01')",
            [episode, person, need],
        )
    text = " ".join(lines(explain(file, family, need, episode, person)))
    assert "A. Manager decided on 1 March 2024: need present. It does not count" in text
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "update core.fct_family_need set status = 'met', identified_by = 'decision' "
            "where (episode_key, person_key, need_code) = (?, ?, ?)",
            [episode, person, need],
        )
    text = " ".join(lines(explain(file, family, need, episode, person)))
    assert "A. Manager decided on 1 March 2024: need present." in text
    assert "It does not count" not in text


def test_the_query_gives_the_same_as_the_command(demo: Warehouse) -> None:
    family, episode, need, _ = of_status(
        demo, "n.status = 'met' and n.identified_by = 'partner_data'"
    )
    query = (ROOT / "analyses" / "why_is_this_need_met_or_not.sql").read_text(encoding="utf-8")
    query = query.replace("<episode key>", episode).replace("<need code>", need)
    tables = {
        model["name"]: f"{model['schema']}.{model['alias']}"
        for model in demo.manifest()["nodes"].values()
        if model["resource_type"] == "model"
    }
    rows = demo.query(Template(query).render(ref=tables.__getitem__), "published")
    asked = {(row[0], row[1], row[3], row[7], row[20], row[19]) for row in rows}
    [told_of] = explain(published(demo), family, need, episode).episodes
    expected = set()
    for subject in told_of.subjects:
        spoken = [(need, subject.rules)]
        spoken += [(outcome.outcome_code, outcome.rules) for outcome in subject.outcomes]
        for about, rules in spoken:
            for rule in rules:
                for found in rule.found or [None]:
                    place = (found.source_row, found.source_file) if found else (None, None)
                    expected.add((subject.person_key, about, rule.rule_id, rule.says, *place))
    assert {row for row in asked if row[2] is not None} == expected


@pytest.mark.parametrize(
    ("family", "need", "options", "message"),
    [
        ("F999999", "1.1", {}, "no family 'F999999'"),
        ("", "9.9", {}, "no need '9.9': give a code such as SF22-1.1"),
        ("", "TF12-1.1", {}, "need 'TF12-1.1' is of tf-2012, and the support of this family is"),
        ("", "1.1", {"episode": "zzz"}, "the family has no support episode that begins with 'zzz'"),
        ("", "1.1", {"person": "zzz"}, "nobody whose key begins with 'zzz'"),
    ],
)
def test_what_is_not_there_is_named(
    family: str, need: str, options: dict, message: str, demo: Warehouse
) -> None:
    known = of_status(demo, "n.status = 'met'")[0]
    with pytest.raises(NotFound, match=re.escape(message)):
        explain(published(demo), family or known, need, **options)


def test_the_command_says_what_to_do(demo: Warehouse, tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("SF_HOME", str(demo.home))
    assert main(["F999999", "1.1"]) == 2
    assert "Families are in core.dim_family" in capsys.readouterr().err
    (tmp_path / "landing").mkdir()
    monkeypatch.setenv("SF_HOME", str(tmp_path))
    assert main(["F999999", "1.1"]) == 3
    assert "Run 'python tasks.py publish' first" in capsys.readouterr().err
    (tmp_path / "warehouse").mkdir()
    with duckdb.connect(str(tmp_path / "warehouse" / "published.duckdb")) as connection:
        connection.execute("create schema governance")
    with pytest.raises(NotReadable, match="published by an older version"):
        explain(tmp_path / "warehouse" / "published.duckdb", "F1", "1.1")


# What the demo does not show ----------------------------------------------------------------------

POLICE = Feed("police", "Police incidents", date(2024, 2, 10), "expired")
NEVER = Feed("housing", "Housing", None, "none_recorded")
RULE = Rule(
    rule_id="X-1.1-N1", rule_text="Met when found.", rule_shape="count_in_window", on_fire="met",
    note=None, provenance="inferred", confidence="L", is_confirmed=False, decided_by=None,
    decided_on=None, says="silent", since=None, looked_from=date(2023, 1, 2),
    looked_until=date(2024, 1, 2), feed=POLICE, found=[],
)  # fmt: skip
LOOKED = (
    "Nothing found in Police incidents, which last came on 10 February 2024, from 2 January 2023 "
    "to 1 January 2024."
)


def text_of(status: str, *rules: Rule, outcomes: list[Outcome] | None = None) -> str:
    subject = Subject("abcdef0123", "F", 14, status, None, None, None, list(rules), outcomes or [])
    episode = Episode(
        "e", "sf-2022", date(2023, 12, 1), date(2024, 1, 1), None, "X-1.1", "1.1", "A need", 1,
        "A headline", [subject], None,
    )  # fmt: skip
    explanation = Explanation(date(2024, 3, 15), date(2024, 3, 15), False, "f", None, [episode])
    return " ".join(" ".join(lines(explanation)).split())


@pytest.mark.parametrize(
    ("says", "feed", "words"),
    [
        ("not_met", POLICE, f"{LOOKED} The feed covers all the time"),
        ("not_assessable_not_covered", POLICE, f"{LOOKED} The feed does not cover"),
        ("not_assessable_no_agreement", POLICE, "The agreement is expired."),
        ("not_assessable_no_feed", NEVER, "Nothing found in Housing, which has never come, from"),
        ("not_assessable_objection", POLICE, "Police incidents: The person objected to the use"),
    ],
)
def test_why_silence_is_or_is_no_answer(says: str, feed: Feed, words: str) -> None:
    assert words in text_of(says, dataclasses.replace(RULE, says=says, feed=feed))


def test_a_rule_is_told_once_and_people_of_whom_the_same_is_told_together() -> None:
    one = Subject("aaaaaaaa1", "F", 14, "not_met", None, None, None, [RULE], [])
    same = dataclasses.replace(one, person_key="bbbbbbbb1", age_in_years=9)
    other = dataclasses.replace(one, person_key="cccccccc1", status="manual_review")
    outside = dataclasses.replace(one, person_key="dddddddd1", status="not_applicable", rules=[])
    episode = Episode(
        "e", "sf-2022", date(2023, 12, 1), date(2024, 1, 1), None, "X-1.1", "1.1", "A need", 1,
        "A headline", [one, same, other, outside], None,
    )  # fmt: skip
    explanation = Explanation(date(2024, 3, 15), date(2024, 3, 15), False, "f", "F1", [episode])
    text = "\n".join(lines(explanation))
    assert "Person aaaaaaaa (14 years old, female); Person bbbbbbbb (9 years old, female)\n" in text
    assert text.count("X-1.1-N1 says nothing") == 2
    assert text.count("Met when found.") == 1
    assert "Person dddddddd (14 years old, female): not asked, being outside" in text


def test_an_episode_without_an_assessment_says_so() -> None:
    episode = Episode(
        "e", "sf-2022", date(2023, 12, 1), None, None, "X-1.1", "1.1", "A need", 1, "A headline",
        [], None,
    )  # fmt: skip
    explanation = Explanation(date(2024, 3, 15), date(2024, 3, 15), False, "f", "F1", [episode])
    assert lines(explanation)[-1] == "Not assessed: no need is looked for before the assessment."


def test_an_outcome_decided_by_a_person_names_the_decision() -> None:
    decided = Decision("not_met", "A. Manager", date(2024, 3, 1))
    outcome = Outcome("X-1.1-O1", "An outcome", "not_met", None, None, decided, [])
    text = text_of("met", RULE, outcomes=[outcome])
    assert "OUTCOME NOT ACHIEVED." in text
    assert "A. Manager decided on 1 March 2024: outcome not achieved." in text
