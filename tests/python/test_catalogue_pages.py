"""The pages of the catalogue are those the seeds give, and its sentences say what rules ask."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Warehouse
from supporting_families.catalogue.pages import FOLDER, pages
from supporting_families.catalogue.reading import Catalogue, read_seed
from supporting_families.catalogue.words import period
from supporting_families.made_pages import committed, write

BY_HAND = {
    "SF22-1.1-N0": "Met when a practitioner recorded the need under the episode.",
    "SF22-1.1-N1": "Met when school attendance sessions are less than 90 percent of those possible "
    "in the latest 2 terms in a row that are reported and ended by the assessment (or later in "
    "support); age 5 to 16; by daily attendance or school census. Where the feed covers all that "
    "time and shows no such thing, the need is not there.",
    "SF22-1.3-N1": "Met when found at least once in the 12 months up to the assessment (or a later "
    "day of support): permanent exclusion or suspension; age 5 to 17; by school census. Finding "
    "nothing is no answer.",
    "SF22-1.3-N2": "A person decides when the pupil left the roll of a school in the 12 months up "
    "to the assessment and is on no roll on that day; age 5 to 15; by school census. Finding "
    "nothing is no answer.",
    "SF22-2.2-N1": "Met when this has lasted 3 months without a gap by the assessment (or later in "
    "support): immunisation outstanding; age 0 to 5; by health. Finding nothing is no answer.",
    "SF22-2.2-N2": "Met when found at least twice in the 12 months up to the assessment (or a "
    "later day of support): safeguarding concern in accident and emergency; age 0 to 5; by "
    "health. Finding nothing is no answer.",
    "SF22-6.1-N1": "Met when this holds on the day of the assessment (or a later day of support): "
    "child in need (N1) or child protection plan; by children’s social care. Finding nothing is "
    "no answer.",
    "SF22-4.1-N2": "Met when the latest score of the 6 months up to the assessment, or any score "
    "later in support, is at the cut-off of its measure or on the clinical side of it: score of a "
    "validated measure (AUDIT); by health. Finding nothing is no answer.",
    "SF22-8.2-N1": "Met when found at least once in the 12 months up to the assessment (or a later "
    "day of support): domestic abuse incident (as perpetrator); from age 18; by police incidents. "
    "Finding nothing is no answer.",
    "SF22-8.3-N4": "A person decides when found at least once in the 12 months up to the "
    "assessment (or a later day of support): factor found in an assessment (3B domestic abuse of "
    "a parent or 3C domestic abuse of another person); by children’s social care. Finding nothing "
    "is no answer.",
    "SF22-1.1-O1-R0": "Achieved when the practitioner’s latest record of the outcome says so, and "
    "not achieved when it says that.",
    "SF22-1.1-O1-R1": "Achieved when school attendance sessions are at least 90 percent of those "
    "possible in the latest 2 terms in a row that are reported and began after the assessment; by "
    "daily attendance or school census. Data that show otherwise say not achieved; finding none "
    "is no answer.",
    "SF22-1.3-O1-R1": "Contradicted when found in the 6 months from the day support closed: "
    "permanent exclusion or suspension; by school census. It never proves anything.",
    "SF22-1.3-O1-R3": "Achieved when this lasts without a gap through the 6 months from the day "
    "support closed: in education or employment or training; by participation of young people. "
    "Finding nothing is no answer.",
    "SF22-7.1-O1-R1": "Achieved when not found in the 6 months from the day support closed: "
    "anti-social behaviour incident or offence (as perpetrator); by police incidents. Otherwise "
    "not achieved. Finding nothing is an answer where the feed covers all that time.",
    "SF22-7.1-O1-R3": "Achieved when this fell by 60 percent or more from the 12 months up to the "
    "assessment to the 12 months from the day support closed: anti-social behaviour incident or "
    "offence (as perpetrator); by police incidents. Otherwise not achieved; where there was "
    "nothing before, it says nothing. Finding nothing is an answer where the feed covers all that "
    "time. Switched off.",
    "SF22-4.1-O2-R1": "Achieved when the latest score is better than the first by the change that "
    "counts for its measure, and no other measure is worse by as much: score of a validated "
    "measure (AUDIT); the first score is the latest of the 6 months up to the assessment, else "
    "the first after it; by health. Data that show otherwise say not achieved; finding none is no "
    "answer.",
    "SF22-9.1-O2-R1": "Achieved when found at least once from the day of the assessment on: "
    "homelessness duty ended (SECURED 6 MONTHS); by homelessness. Finding nothing is no answer.",
    "TF12-1.1-O1-R2": "Contradicted when this did not fall by 33 percent from the 6 months up to "
    "the assessment to the 6 months from the day support closed: proven offence (as perpetrator); "
    "by youth justice. It never proves anything.",
    "TF12-2.1-O1-R2": "Contradicted when found 3 times or more in the latest 3 terms in a row that "
    "began after the assessment: suspension; by school census. It never proves anything.",
    "TF15-2.3-O1-R1": "Achieved when found fewer than 4 times in the latest 3 terms in a row that "
    "began after the assessment: suspension; by school census. Otherwise not achieved. Finding "
    "nothing is an answer where the feed covers all that time.",
    "TF15-4.1-O1-R1": "Achieved when this has lasted 13 weeks without a gap since the assessment: "
    "in work; by benefits and work. Finding nothing is no answer.",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


def test_the_pages_are_those_that_the_seeds_give(catalogue: Catalogue) -> None:
    """Else: python scripts/catalogue_pages.py"""
    made, there = pages(catalogue), committed(FOLDER)
    assert made.keys() == there.keys()
    assert [path for path, text in made.items() if there[path] != text] == []


@pytest.mark.parametrize("rule_id", BY_HAND)
def test_a_rule_says_what_it_asks(rule_id: str, catalogue: Catalogue) -> None:
    assert catalogue.sentences[rule_id] == BY_HAND[rule_id]


def test_every_kind_of_rule_was_written_by_hand() -> None:
    def kind(row: dict[str, str]) -> tuple[str, str, bool]:
        return row["applies_to"], row["rule_shape"], row["on_fire"] == "silent"

    rules = read_seed("rules")
    assert {kind(row) for row in rules} == {kind(row) for row in rules if row["rule_id"] in BY_HAND}


def test_the_warehouse_says_the_same(demo: Warehouse, catalogue: Catalogue) -> None:
    """Of every rule whose values the authority left as they are."""
    told = dict(
        demo.query(
            "select row_code, row_text from governance.gov_catalogue "
            "where catalogue_table = 'rules'"
        )
    )
    overridden = {
        code
        for (code,) in demo.query(
            "select row_code from intermediate.int_catalogue_decisions where decision = 'override'"
        )
    }
    assert told.keys() == catalogue.sentences.keys()
    assert [
        code
        for code, text in told.items()
        if text != catalogue.sentences[code] and code not in overridden
    ] == []


def test_links_lead_somewhere() -> None:
    """Every relative link of a page is a file, and its anchor a heading there."""
    broken = []
    for path, text in committed(FOLDER).items():
        for link in re.findall(r"\]\(([^)]+)\)", text):
            name, _, anchor = link.partition("#")
            target = FOLDER / path
            if name:
                target = (target.parent / name).resolve()
            if not target.is_file() or (anchor and anchor not in _anchors(target)):
                broken.append((path, link))
    assert broken == []


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_writing_again_changes_nothing_and_takes_away_what_is_gone(tmp_path: Path) -> None:
    made = {"README.md": "One.\n", "sf-2022/1.1.md": "Two.\n"}
    assert write(made, tmp_path) == (2, 0)
    assert write(made, tmp_path) == (0, 0)
    assert write({"README.md": "Other.\n"}, tmp_path) == (1, 1)
    assert committed(tmp_path) == {"README.md": "Other.\n"}


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "words"),
    [
        ("2022-10-03", "9999-12-31", "from 3 October 2022 on"),
        ("2015-04-01", "2021-03-26", "from 1 April 2015 to 25 March 2021"),
        ("1900-01-01", "2013-04-01", "up to 31 March 2013"),
        ("1900-01-01", "9999-12-31", "whenever"),
    ],
)
def test_a_period_names_its_first_and_its_last_day(
    valid_from: str, valid_to: str, words: str
) -> None:
    assert period({"valid_from": valid_from, "valid_to": valid_to}) == words
