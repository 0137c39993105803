"""Who is who, by name of what goes wrong in this field; each case is a handful of landed records."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from conftest import Warehouse
from hypothesis import given
from hypothesis import strategies as some
from stdnum.gb import nhs, upn
from supporting_families.linking.clusters import cluster, clusters_of

DAY = "2023-05-10"
DATES = {"SF_AS_OF_DATE": "2023-06-30"}
FILES = {
    "health": "health_measures_2023-04.csv",
    "police": "police_incidents_2023-04.csv",
    "council_tax": "council_tax_liabilities.csv",
    "family_hubs": "family_hubs_registrations_2023-05-01.csv",
    "attendance": "attendance_pupils_2023-04.csv",
    "domestic_abuse": "domestic_abuse_marac_cases.csv",
}
REFERENCES = {
    "health": "patient_ref", "police": "nominal_ref", "council_tax": "liable_ref",
    "family_hubs": "registration_ref", "attendance": "pupil_ref", "domestic_abuse": "person_ref",
}  # fmt: skip
# What a row of the feed must hold besides who it is about.
REST = {
    "health": {"measure": "SDQ", "completed_on": "2023-04-12", "score": "11"},
    "police": {
        "occurred_from": "2023-04-12", "incident_class": "OTHER", "person_role": "SUBJECT",
    },
    "council_tax": {"liability_start": "2023-04-01"},
    "family_hubs": {"hub_code": "H1", "registered_on": "2023-04-12"},
    "attendance": {"school_ref": "1"},
    "domestic_abuse": {"person_role": "VICTIM", "heard_on": "2023-04-12"},
}  # fmt: skip
TWO_HOMES = ("11", "12")


def record(feed: str, who: str, given_names: str, **identity: str) -> tuple[str, str, dict]:
    """A record of a feed: whose it truly is, its forename and surname, and what else it says."""
    forename, _, surname = given_names.partition("/")
    return feed, who, {"forename": forename, "surname": surname, **identity}


def at(number: str = "1", street: str = "AB1") -> dict[str, str]:
    return {"postcode": f"{street} 2CD", "uprn": f"{street[-1]}0000{number}"}


# Each case: its records, and who should be one person. Nobody of one case is of another.
CASES = {
    "twins with forenames that are not alike": [
        record("health", "jack", "Jack/Holt", dob="2015-03-04", sex="M", **at()),
        record("family_hubs", "jack", "Jack/Holt", dob="2015-03-04", sex="M", **at()),
        record("health", "george", "George/Holt", dob="2015-03-04", sex="M", **at()),
        record("family_hubs", "george", "George/Holt", dob="2015-03-04", sex="M", **at()),
    ],
    "twins, and a record with an initial that fits both": [
        record("health", "james", "James/Reed", dob="2015-03-04", sex="M", **at(street="AB2")),
        record("health", "john", "John/Reed", dob="2015-03-04", sex="M", **at(street="AB2")),
        record("family_hubs", "nobody", "J/Reed", dob="2015-03-04", sex="M", **at(street="AB2")),
    ],
    "twins who have no names yet": [
        record("health", "one", "Twin One/Marsh", dob="2023-03-04", **at(street="AB3")),
        record("health", "two", "Twin Two/Marsh", dob="2023-03-04", **at(street="AB3")),
        record("family_hubs", "baby", "Baby/Marsh", dob="2023-03-04", **at(street="AB3")),
    ],
    "brothers and sisters at one address": [
        record("health", "amy", "Amelia/Wood", dob="2012-03-04", sex="F", **at(street="AB4")),
        record("family_hubs", "amy", "Amelia/Wood", dob="2012-03-04", sex="F", **at(street="AB4")),
        record("health", "ella", "Ella/Wood", dob="2014-08-09", sex="F", **at(street="AB4")),
        record("family_hubs", "ella", "Ella/Wood", dob="2014-08-09", sex="F", **at(street="AB4")),
    ],
    "father and small son of one name: the account is the father's": [
        record("health", "father", "Omar/Nasser", dob="1985-06-07", sex="M", **at(street="AB5")),
        record("health", "son", "Omar/Nasser", dob="2014-02-03", sex="M", **at(street="AB5")),
        record("council_tax", "father", "Omar/Nasser", sex="M", **at(street="AB5")),
    ],
    "father and grown son of one name: the account is nobody's": [
        record("health", "father", "Piotr/Nowak", dob="1975-06-07", sex="M", **at(street="AB6")),
        record("health", "son", "Piotr/Nowak", dob="2000-02-13", sex="M", **at(street="AB6")),
        record("council_tax", "account", "Piotr/Nowak", sex="M", **at(street="AB6")),
    ],
    "neighbours of one name": [
        record("health", "at 11", "Mary/Jones", dob="1960-06-07", sex="F", **at("11", "AB7")),
        record("family_hubs", "at 11", "Mary/Jones", dob="1960-06-07", sex="F", **at("11", "AB7")),
        record("health", "at 12", "Mary/Jones", dob="1981-11-23", sex="F", **at("12", "AB7")),
        record("family_hubs", "at 12", "Mary/Jones", dob="1981-11-23", sex="F", **at("12", "AB7")),
    ],
    "a household that shares one postcode and surname": [
        record(feed, name, f"{name}/Green", dob=dob, **at(street="AB8"))
        for feed in ("health", "family_hubs")
        for name, dob in (
            ("Anna", "1984-01-12"), ("Tom", "1983-05-23"),
            ("Lucy", "2011-09-14"), ("Sam", "2013-02-15"),
        )
    ],
    "forename and surname swapped": [
        record("health", "one", "Harpreet/Sandhu", dob="1990-04-25", sex="F", **at(street="AC1")),
        record("police", "one", "Sandhu/Harpreet", dob="1990-04-25", sex="F", **at(street="AC1")),
    ],
    "day and month of birth swapped": [
        record("health", "one", "Chidinma/Okafor", dob="1990-04-09", sex="F", **at(street="AC2")),
        record("police", "one", "Chidinma/Okafor", dob="1990-09-04", sex="F", **at(street="AC2")),
    ],
    "known by a short form, with a title, and signs written otherwise": [
        record("health", "one", "Elizabeth/O’Brien-Čapek", dob="1990-04-25", **at(street="AC3")),
        record("police", "one", "Mrs Liz/OBrien Capek", dob="1990-04-25", **at(street="AC3")),
        record("family_hubs", "one", "ELIZABETH/Obrien", dob="1990-04-25", **at(street="AC3")),
    ],
    "two NHS numbers, and all else the same": [
        record("health", "one", "Grace/Hall", dob="1991-04-25", nhs_number="4010232137",
               **at(street="AC4")),
        record("health", "two", "Grace/Hall", dob="1991-04-25", nhs_number="9434765919",
               **at(street="AC4")),
    ],
    "one pupil number under another spelling": [
        record("attendance", "one", "Zofia/Zielinska", dob="2010-04-25", upn="A950000178301"),
        record("attendance", "one", "Sofia/Zielinski", dob="2010-04-25", upn="A950000178301"),
    ],
    "temporary pupil numbers link nobody": [
        record("attendance", "one", "Amir/Shah", dob="2010-04-25", upn="H24327854415A"),
        record("attendance", "two", "Noor/Khan", dob="2010-04-25", upn="H24327854415A"),
    ],
    "two people of one incident": [
        record("police", "one", "Dean/Cole", sex="M", incident_ref="together", **at(street="AC5")),
        record("police", "two", "Dean/Cole", sex="M", incident_ref="together", **at(street="AC5")),
    ],
    "one account of two people": [
        record("council_tax", "one", "Kim/Cole", account_ref="joint", **at(street="AC6")),
        record("council_tax", "two", "Kim/Cole", account_ref="joint", **at(street="AC6")),
    ],
    "a name alone, and a birth date that systems fill in": [
        record("health", "one", "Adam/Smith", dob="1900-01-01"),
        record("police", "two", "Adam/Smith"),
        record("family_hubs", "three", "Adam/Smith", dob="1901-01-01"),
    ],
    "a protected address joins nobody": [
        record("domestic_abuse", "victim", "Rose/Lane", sex="F", address_protected="Y",
               **at(street="AC7")),
        record("police", "other", "Rose/Lane", sex="F", **at(street="AC7")),
    ],
}  # fmt: skip


def rows_of(cases: dict[str, list]) -> dict[str, list[dict]]:
    """The rows of each feed's file; a record's reference says its case, number and owner."""
    rows = defaultdict(list)
    for name, records in cases.items():
        for number, (feed, who, identity) in enumerate(records):
            reference = f"{name}|{number}|{who}"
            row = {REFERENCES[feed]: reference, **REST[feed], **identity}
            keys = {"police": "incident_ref", "council_tax": "account_ref", "domestic_abuse": "case_ref"}
            if feed in keys:
                row.setdefault(keys[feed], reference)
            rows[feed].append(row)
    return rows


def land(home: Path, rows: dict[str, list[dict]], received: str = DAY) -> None:
    for feed, table in rows.items():
        path = home / "landing" / feed / received / FILES[feed]
        path.parent.mkdir(parents=True, exist_ok=True)
        header = list(dict.fromkeys(column for row in table for column in row))
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(table)


def link(home: Warehouse, *more: str) -> dict[str, str]:
    """Builds as far as the people; the person key of each record by its reference."""
    home.must(
        "dbt", "build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test",
        "--select", "+int_person_source_links", *more, **DATES,
    )  # fmt: skip
    return dict(
        home.query(
            "select source_person_ref, person_key from intermediate.int_person_source_links"
        )
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    folder = tmp_path_factory.mktemp("linking") / "home"
    land(folder, rows_of(CASES))
    return Warehouse(folder)


@pytest.fixture(scope="module")
def people(home: Warehouse) -> dict[str, str]:
    return link(home)


@pytest.mark.parametrize("case", CASES)
def test_case(people: dict[str, str], case: str) -> None:
    found = defaultdict(set)
    truth = defaultdict(set)
    for number, (_, who, _) in enumerate(CASES[case]):
        reference = f"{case}|{number}|{who}"
        found[people[reference]].add(reference)
        truth[who].add(reference)
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, truth.values()))


def test_nobody_of_one_case_is_of_another(people: dict[str, str]) -> None:
    cases = defaultdict(set)
    for reference, person in people.items():
        cases[person].add(reference.split("|")[0])
    assert all(len(names) == 1 for names in cases.values())


def test_keys_do_not_depend_on_order_threads_machine_or_an_unrelated_feed(
    people: dict[str, str], tmp_path: Path
) -> None:
    """Everything changed at once: rows shuffled, one thread, another home, another feed beside."""
    rows = rows_of(CASES)
    for table in rows.values():
        random.Random(7).shuffle(table)
    other = Warehouse(tmp_path / "home")
    land(other.home, rows)
    probation = other.home / "landing" / "probation" / "2023-01-10" / "probation_supervisions.csv"
    probation.parent.mkdir(parents=True)
    probation.write_text(
        "supervision_ref,offender_ref,forename,surname,dob,order_type,started_on\n"
        "S1,unrelated,Ioana,Popescu,1971-02-03,COMMUNITY_ORDER,2023-01-02\n"
    )
    again = link(other, "--threads", "2")
    assert again.pop("unrelated")
    assert again == people


def decide(home: Warehouse, *rows: str) -> None:
    register = home.home / "registers" / "identity_decisions.csv"
    register.parent.mkdir(exist_ok=True)
    register.write_text(
        "decision_id,subject,feed_code_1,source_ref_1,feed_code_2,source_ref_2,decision,decided_by,"
        "decided_on,reason,withdrawn_on,recorded_at\n" + "\n".join(rows) + "\n",
        encoding="utf-8",
    )


def test_a_persons_decision_wins_over_every_score_until_withdrawn(
    home: Warehouse, people: dict[str, str]
) -> None:
    jack, hub_jack = (
        f"twins with forenames that are not alike|{n}|jack" for n in (0, 1)
    )
    one, two = (
        f"two NHS numbers, and all else the same|{n}|{who}" for n, who in enumerate(("one", "two"))
    )
    apart = f"D1,person,health,{jack},family_hubs,{hub_jack},not_same,A Practitioner,2023-06-01,Met both"
    same = f'D2,person,health,"{one}",health,"{two}",same,A Practitioner,2023-06-01,NHS number corrected'
    assert people[jack] == people[hub_jack] and people[one] != people[two]
    decide(home, f"{apart},,2023-06-01", f"{same},,2023-06-01")
    decided = link(home)
    assert decided[jack] != decided[hub_jack] and decided[one] == decided[two]
    changed = {ref for ref in people if decided[ref] != people[ref]}
    assert changed < {jack, hub_jack, one, two}
    decide(home, f"{apart},2023-06-29,2023-06-29", f"{same},2023-06-30,2023-06-29")
    assert link(home) == people


def test_validators_agree_with_an_independent_library(home: Warehouse) -> None:
    """NHS numbers and pupil numbers, right and wrong, against python-stdnum."""
    draw = random.Random(3)
    numbers = [f"{draw.randrange(10**10):010d}" for _ in range(300)]
    numbers += [digit * 10 for digit in "0123456789"]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    upns = [f"{draw.choice(letters)}{draw.randrange(10**12):012d}" for _ in range(600)]
    found = {}
    for kind, values in (("nhs_number", numbers), ("upn", upns)):
        listed = ", ".join(f"('{value}')" for value in values)
        sql = f"select v.x, {{{{ valid_{kind}('v.x') }}}} as valid from (values {listed}) as v (x)"
        found[kind] = _shown(home, sql)
    assert len(found["nhs_number"]) == len(set(numbers)) and len(found["upn"]) == len(set(upns))
    for number, valid in found["nhs_number"].items():
        real = nhs.is_valid(number) and len(set(number)) > 1 and not number.startswith("999")
        assert (valid is not None) == real, number
    # stdnum knows the local authorities as well: of what we hold valid it may refuse that alone
    for number, valid in found["upn"].items():
        right = number[0] == upn.calc_check_digit(number[1:])
        assert (valid is not None) == right, number
    assert {valid is None for valid in found["upn"].values()} == {True, False}


def _shown(home: Warehouse, sql: str) -> dict[str, str | None]:
    import json

    told = home.must(
        "dbt", "--quiet", "show", "--inline", sql, "--limit", "-1", "--output", "json", **DATES
    )
    return {row["x"]: row["valid"] for row in json.loads(told)["show"]}


# Clusters ---------------------------------------------------------------------------------------

KEYS = list("abcdefgh")
PAIRS = some.tuples(some.sampled_from(KEYS), some.sampled_from(KEYS)).filter(lambda p: p[0] < p[1])


def clustered(
    links: list, apart: list = (), unlike: list = (), born: dict | None = None, **identifiers: dict
) -> dict:
    ranks = {key: rank for rank, key in enumerate(KEYS, start=1)}
    values = {
        kind: {key: frozenset(owned) for key, owned in given.items()}
        for kind, given in identifiers.items()
    }
    return cluster(ranks, links, apart, unlike, values, born or {})


@given(some.lists(PAIRS, max_size=20), some.lists(PAIRS, max_size=6))
def test_known_different_people_are_never_joined(links: list, apart: list) -> None:
    found = clustered([(*pair, True) for pair in links], apart)
    assert all(found[this] != found[other] for this, other in apart)
    joined = clustered([(*pair, True) for pair in links])
    assert all(joined[key] <= found[key] for key in KEYS)
    assert all(joined[this] == joined[other] for this, other in links)


def test_a_chain_joins_and_the_first_rank_is_the_persons() -> None:
    found = clustered([("b", "c", False), ("c", "d", False)])
    assert (found["b"], found["c"], found["d"], found["a"]) == (2, 2, 2, 1)


def test_sides_with_identifiers_and_none_in_common_are_joined_by_a_decision_alone() -> None:
    numbers = {"a": {"1"}, "c": {"2"}}
    chain = [("a", "b", False), ("b", "c", False)]
    assert clustered(chain, nhs_number=numbers)["c"] == 3
    assert clustered([*chain[:1], ("b", "c", True)], nhs_number=numbers)["c"] == 1
    # a former number in common is enough
    assert clustered(chain, upn={"a": {"1"}, "c": {"2", "1"}})["c"] == 1


def test_unlike_pairs_are_outvoted_only_by_more_links() -> None:
    links = [("a", "b", False), ("c", "d", False), ("b", "c", False)]
    assert clustered(links, unlike=[("a", "c")])["c"] == 3
    assert clustered([*links, ("a", "d", False)], unlike=[("a", "c")])["c"] == 1
    assert clustered([*links, ("a", "d", False)], unlike=[("a", "c"), ("b", "d")])["c"] == 3


def test_two_birth_dates_that_several_records_say_are_of_two_people() -> None:
    """A day that three records say is no slip, though they came one after the other."""
    links = [("a", "b", False), ("c", "d", False), ("a", "c", False)]
    one, other = date(2015, 3, 4), date(2015, 3, 5)
    born = {"a": (one, 3), "c": (other, 2)}
    assert clustered(links, born=born)["c"] == 1
    assert clustered(links, born=born | {"d": (other, 1)})["c"] == 3
    assert clustered(links, born=born | {"c": (other, 3)})["c"] == 3
    # one in common, and a person who decided
    both = [("c", "d", True), ("a", "c", False)]
    assert clustered(both, born=born | {"c": (other, 3), "d": (one, 3)})["c"] == 1
    decided = [*links[:2], ("a", "c", True)]
    assert clustered(decided, born=born | {"c": (other, 3)})["c"] == 1


def test_the_earlier_link_counts_where_both_cannot_be_made() -> None:
    apart = [("a", "c")]
    assert clustered([("a", "b", False), ("b", "c", False)], apart)["b"] == 1
    assert clustered([("b", "c", False), ("a", "b", False)], apart)["b"] == 2


CANDIDATES = pa.schema(
    [
        ("verdict", pa.string()),
        ("earlier_rank", pa.int64()), ("later_rank", pa.int64()), ("link_order", pa.int64()),
        ("match_weight", pa.float64()), ("link_rule_id", pa.string()), ("reach", pa.string()),
    ]
)  # fmt: skip
IDENTITIES = pa.schema(
    [
        ("identity_key", pa.string()), ("first_record_rank", pa.int64()),
        ("date_of_birth", pa.date32()), ("is_birth_date_weak", pa.bool_()),
        ("record_count", pa.int64()),
        *((name, pa.string()) for name in ("upn", "former_upn", "nhs_number", "nino")),
    ]
)  # fmt: skip


def drawn_groups(count: int) -> tuple[list[dict], list[dict]]:
    """Pairs and identities of little groups apart from one another, of few values and many links."""
    drawn = random.Random(4)
    pairs, identities = [], []
    for group in range(count):
        ranks = range(group * 6 + 1, group * 6 + 7)
        identities += [
            {
                "identity_key": f"key {rank}", "first_record_rank": rank,
                "upn": drawn.choice([None] * 6 + ["1", "2"]),
                "former_upn": drawn.choice([None, "1"]),
                "nhs_number": drawn.choice([None] * 8 + ["3", "4"]),
                "date_of_birth": drawn.choice([None] * 3 + [date(2010, 1, 1), date(2011, 2, 2)]),
                "is_birth_date_weak": drawn.random() < 0.2,
                "record_count": drawn.randint(1, 3),
            }
            for rank in ranks
        ]  # fmt: skip
        for this, other in drawn.sample([(a, b) for a in ranks for b in ranks if a < b], 6):
            verdict = drawn.choice(["link"] * 9 + ["review", "apart"])
            reach = drawn.choice(["people", "outvoted", "pair"])
            pairs.append(
                {
                    "earlier_rank": this, "later_rank": other, "verdict": verdict,
                    "link_order": drawn.randint(1, 2), "match_weight": drawn.choice([None, 4.0, 5.0]),
                    "link_rule_id": drawn.choice(["H1", "S1", "S1", "S1"]),
                    "reach": None if verdict == "link" else reach,
                }
            )  # fmt: skip
    return pairs, identities


def test_people_of_whom_nothing_is_contested_come_out_as_if_joined_link_by_link() -> None:
    pairs, identities = drawn_groups(500)
    with duckdb.connect() as connection:
        found = clusters_of(
            connection.from_arrow(pa.Table.from_pylist(pairs, CANDIDATES)),
            connection.from_arrow(pa.Table.from_pylist(identities, IDENTITIES)),
        )

    def between(reach: str) -> list[tuple[int, int]]:
        return [(p["earlier_rank"], p["later_rank"]) for p in pairs if p["reach"] == reach]

    links = sorted(
        (pair for pair in pairs if pair["verdict"] == "link"),
        key=lambda p: (
            p["link_order"], -(p["match_weight"] or -1), p["earlier_rank"], p["later_rank"]
        ),
    )  # fmt: skip
    one_by_one = cluster(
        {i["first_record_rank"]: i["first_record_rank"] for i in identities},
        [(p["earlier_rank"], p["later_rank"], p["link_rule_id"] == "H1") for p in links],
        between("people"),
        between("outvoted"),
        {
            "upn": {
                i["first_record_rank"]: frozenset(filter(None, (i["upn"], i["former_upn"])))
                for i in identities
                if i["upn"]
            },
            "nhs_number": {
                i["first_record_rank"]: frozenset([i["nhs_number"]])
                for i in identities
                if i["nhs_number"]
            },
        },
        {
            i["first_record_rank"]: (i["date_of_birth"], i["record_count"])
            for i in identities
            if i["date_of_birth"] and not i["is_birth_date_weak"]
        },
    )
    ranks = [int(key.removeprefix("key ")) for key in found["identity_key"].to_pylist()]
    assert dict(zip(ranks, found["first_record_rank"].to_pylist(), strict=True)) == one_by_one
    reached = {rank for p in links for rank in (p["earlier_rank"], p["later_rank"])}
    plain = sum(rank in reached and first != rank for rank, first in one_by_one.items())
    assert plain > 500, "many are joined"
