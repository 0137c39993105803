"""The hard setting of the demo: which errors its records have, how often, and that truth knows.

Every error is measured against the same population with records that say what is right.
"""

from __future__ import annotations

import inspect
import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from supporting_families.contracts import load_contracts
from supporting_families.demo import generate as generator, hardship
from supporting_families.demo.names import SURNAMES
from supporting_families.demo.population import Counters, NameRegister, make_chunk

PEOPLE, SEED = 1000, 7
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
# The column that says whose rows a file has, by the first of these that it has.
REFERENCES = (
    "pers_person_id", "addr_person_id", "nominal_ref", "CHILD", "PersonID", "ypid", "yp_id",
    "pupil_ref", "child_ref", "patient_ref", "client_ref", "offender_ref", "tenant_ref",
    "person_ref", "liable_ref", "registration_ref", "upn",
)  # fmt: skip
ROLES = {
    "forename": re.compile(r".*forename", re.IGNORECASE),
    "surname": re.compile(r".*surname", re.IGNORECASE),
    "dob": re.compile(r"dob|pers_dob|personbirthdate", re.IGNORECASE),
    "postcode": re.compile(r"(.*_)?postcode|home_post", re.IGNORECASE),
    "uprn": re.compile(r"(.*_)?uprn", re.IGNORECASE),
    "upn": re.compile(r"(pers_)?upn", re.IGNORECASE),
    "nhs_number": re.compile(r"nhs_number|pers_common_child_id"),
    "nino": re.compile(r"(pers_)?nino"),
}
IDENTIFIERS = ["upn", "nhs_number", "nino"]


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def write(home: Path, setting: str = "hard", people: int = PEOPLE) -> Path:
    generator.generate(home, people, SEED, setting, tell=lambda text: None)
    return home


def contents(home: Path) -> dict[str, bytes]:
    return {str(p.relative_to(home)): p.read_bytes() for p in home.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("hard") / "home")


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the same people when no record has an error."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(hardship, "spoil_feed", lambda rng, feed, files, *rest: files)
        patched.setattr(hardship, "temporary_upns", lambda rng, records: {})
        return write(tmp_path_factory.mktemp("right") / "home")


@pytest.fixture(scope="module")
def told(hard: Path, right: Path) -> pd.DataFrame:
    """What every row of every file says of a person, and what is right; empty values left out."""
    parts = []
    for path in sorted((right / "landing").rglob("*.csv")):
        name = path.relative_to(right)
        truly, table = read(path), read(hard / name)
        reference = next((column for column in REFERENCES if column in truly), None)
        if reference is None:
            continue
        # An address of earlier years is not an error of the record.
        now = truly.get("addr_address_end_date", pd.Series("", index=truly.index)) == ""
        for column in truly.columns:
            role = next((role for role, form in ROLES.items() if form.fullmatch(column)), None)
            if role and column != reference:
                parts.append(
                    pd.DataFrame(
                        {
                            "feed": path.parts[-3],
                            "reference": truly[reference][now],
                            "role": role,
                            "right": truly[column][now],
                            "said": table[column][now],
                        }
                    )
                )
    found = pd.concat(parts, ignore_index=True)
    found = found[found["right"] != ""]
    for column in ("right", "said"):
        days = found.loc[found["role"] == "dob", column]
        found.loc[days.index, column] = [
            pd.to_datetime(day, dayfirst="/" in day).date().isoformat() if day else ""
            for day in days
        ]
    return found


@pytest.fixture(scope="module")
def records(told: pd.DataFrame, right: Path) -> pd.DataFrame:
    """One row a record: whose it is, and what is right and said of each role."""
    wide = told.drop_duplicates(["feed", "reference", "role"]).pivot(
        index=["feed", "reference"], columns="role", values=["right", "said"]
    )
    wide.columns = [f"{role}_{column}" for column, role in wide.columns]
    owners = read(right / "truth/people.csv").set_index(["feed_code", "source_person_ref"])
    wide["person"] = owners["true_person_id"].reindex(wide.index)
    traits = read(right / "truth/traits.csv").set_index("true_person_id")
    return wide.reset_index().join(traits, on="person")


def share_is(found: np.ndarray | pd.Series, share: float) -> bool:
    """As many as a draw of such a share gives, with four standard deviations on either side."""
    count = len(found)
    assert count > 50
    return abs(found.sum() - count * share) <= 4 * np.sqrt(count * share * (1 - share))


def is_wrong(records: pd.DataFrame, role: str) -> pd.Series:
    return records[f"{role}_said"] != records[f"{role}_right"]


# Records ------------------------------------------------------------------------------------------


def test_every_feed_that_names_people_is_measured(told):
    naming = {
        contract.feed_code
        for contract in load_contracts()
        if contract.root == "landing"
        and any(c.name.lower().endswith("surname") for c in contract.columns)
    }
    assert set(told[told["role"] == "surname"]["feed"]) == naming


def test_nothing_but_who_people_are_and_where_they_live_differs(hard, right):
    told = re.compile("|".join([*(form.pattern for form in ROLES.values()), "addr_address_line_1"]))
    names = {path.relative_to(home) for home in (hard, right) for path in home.rglob("*.*")}
    # These two name pupils by the UPN that the census has.
    names -= {Path("truth/people.csv"), Path("registers/decisions.csv")}
    for name in sorted(names):
        if name.suffix != ".csv":
            assert (hard / name).read_bytes() == (right / name).read_bytes(), name
            continue
        truly, table = read(right / name), read(hard / name)
        assert truly.columns.equals(table.columns) and len(truly) == len(table), name
        others = [column for column in truly if not told.fullmatch(column.lower())]
        assert truly[others].equals(table[others]), name


def test_a_record_has_the_same_error_in_every_row_and_file(told):
    by_record = told.groupby(["feed", "reference", "role"])
    assert (by_record["right"].nunique() == 1).all()
    assert (by_record["said"].nunique() == 1).all()
    assert (by_record.size() > 1).mean() > 0.2


def test_one_record_in_ten_has_an_error_in_the_name(records):
    wrong = is_wrong(records, "forename") | is_wrong(records, "surname")
    assert share_is(wrong, 0.10)
    assert (records[["forename_said", "surname_said"]] != "").all(axis=None)


def test_errors_in_names_are_mixed_by_their_shares():
    """A name that every kind of error fits."""
    who = hardship._Bearer("Thomas", "Smith-Khan", is_female=False, is_adult=True)
    numbers = np.random.default_rng(3).integers(0, 2**31, 5000).tolist()
    kinds = []
    for number in numbers:
        forename, surname = hardship._with_an_error(
            hardship._NAME_ERROR_KINDS, ("Thomas", "Smith-Khan"), who, number
        )
        kinds.append(kind_of_name_error(forename, surname))
    for kind, share in {
        "swapped": 0.06, "known as": 0.14, "initial": 0.06, "middle name": 0.06,
        "spelt otherwise": 0.06, "titled": 0.04, "half": 0.08, "another surname": 0.10,
        "mistyped": 0.40,
    }.items():  # fmt: skip
        assert share_is(np.array(kinds) == kind, share), kind


def kind_of_name_error(forename: str, surname: str) -> str:
    """What has become of Thomas Smith-Khan."""
    if (forename, surname) == ("Smith-Khan", "Thomas"):
        return "swapped"
    if surname == "Smith-Khan":
        for kind, form in (
            ("known as", "Tom|Tommy"),
            ("initial", "T"),
            ("middle name", "Thomas([ -][A-Z][a-z]+|james|john|lee|thomas|william|ali)"),
            ("titled", "Mr Thomas"),
        ):
            if re.fullmatch(form, forename):
                return kind
        return "mistyped"
    assert forename == "Thomas"
    if surname in ("Smith Khan", "SmithKhan"):
        return "spelt otherwise"
    if surname in ("Smith", "Khan"):
        return "half"
    return "another surname" if surname in SURNAMES else "mistyped"


def test_an_error_that_does_not_fit_a_name_is_not_made():
    child = hardship._Bearer("Zanele", "Wang", is_female=True, is_adult=False)
    assert hardship._known_as(child, 1) is None
    assert hardship._half_surname(child, 1) is None
    assert hardship._spelt_otherwise(child, 1) is None
    same = hardship._Bearer("Ryan", "Ryan", is_female=False, is_adult=True)
    numbers = np.random.default_rng(3).integers(0, 2**31, 500).tolist()
    made = [
        hardship._with_an_error(hardship._NAME_ERROR_KINDS, ("Ryan", "Ryan"), same, number)
        for number in numbers
    ]
    assert ("Ryan", "Ryan") not in made


def test_children_seldom_change_their_surname():
    numbers = np.random.default_rng(3).integers(0, 2**31, 500).tolist()
    for is_adult, share in ((True, 1.0), (False, 0.2)):
        who = hardship._Bearer("Zanele", "Wang", is_female=True, is_adult=is_adult)
        changed = [hardship._other_surname(who, number) is not None for number in numbers]
        assert share_is(np.array(changed), share)


def test_one_birth_date_in_ten_is_wrong_and_could_be_right(records):
    held = records[records["dob_said"] != ""]
    wrong = held[is_wrong(held, "dob")]
    assert share_is(is_wrong(held, "dob"), 0.10)
    assert (wrong["dob_said"] > "1900-01-01").all()
    assert (wrong["dob_said"] <= np.maximum(wrong["dob_right"], "2021-09-30")).all()


def test_every_kind_of_error_in_a_birth_date_occurs(records):
    held = records[is_wrong(records, "dob") & (records["dob_said"] != "")]
    said, right = held["dob_said"], held["dob_right"]
    years = said.str[:4].astype(int) - right.str[:4].astype(int)
    days = [sum(a != b for a, b in zip(*pair, strict=True)) for pair in zip(said, right)]
    kinds = {
        "swapped": (said.str[8:] == right.str[5:7]) & (said.str[5:7] == right.str[8:]),
        "first of January": said == right.str[:4] + "-01-01",
        "a year off": (years.abs() == 1) & (said.str[4:] == right.str[4:]),
        "one digit": pd.Series(days, index=held.index) == 1,
        "digits swapped": (pd.Series(days, index=held.index) == 2) & (years.abs() > 1),
    }
    assert {kind for kind, found in kinds.items() if not found.any()} == set()


def test_council_tax_has_no_birth_date_of_three_records_in_five(records):
    is_council_tax = records["feed"] == "council_tax"
    assert share_is(records[is_council_tax]["dob_said"] == "", 0.60)
    assert (records[~is_council_tax & records["dob_said"].notna()]["dob_said"] != "").all()


def test_one_postcode_in_ten_is_mistyped_and_its_uprn_stays(records):
    settled = records[(records["is_mover"] == "0") & records["postcode_right"].notna()]
    assert share_is(is_wrong(settled, "postcode"), 0.10)
    assert settled["postcode_said"].str.fullmatch(r"[A-Z]{2}[1-9]\d? \d[A-Z]{2}").all()
    with_uprn = settled[settled["uprn_right"].notna()]
    assert not is_wrong(with_uprn, "uprn").any()


def test_a_third_of_the_records_of_movers_have_the_former_address(records, right):
    places = read(next((right / "landing/address_gazetteer").rglob("*.csv")))
    movers = records[(records["is_mover"] == "1") & records["uprn_right"].notna()]
    former = is_wrong(movers, "uprn")
    assert share_is(former, 1 / 3)
    known = dict(zip(places["uprn"], places["postcode"], strict=True))
    there = movers[former]["uprn_said"].map(known)
    assert there.notna().all()
    assert (there == movers[former]["postcode_said"]).mean() > 0.7, "all but the mistyped"


def test_three_records_in_ten_lost_all_their_identifiers_and_the_others_none(records):
    right = records[[f"{name}_right" for name in IDENTIFIERS]].fillna("")
    said = records[[f"{name}_said" for name in IDENTIFIERS]].fillna("")
    has = (right != "").any(axis=1)
    lost = (said == "").all(axis=1)
    assert share_is(lost[has], 0.30)
    kept = (said.to_numpy() == right.to_numpy()).all(axis=1)
    assert (kept | lost).all()


def test_errors_of_one_person_do_not_depend_on_each_other(records):
    """Two records of a person have both an error no more often than chance has it."""
    wrong = is_wrong(records, "forename") | is_wrong(records, "surname")
    pairs = wrong.groupby(records["person"]).apply(lambda found: found.tolist()[:2])
    both = np.array([all(pair) for pair in pairs if len(pair) == 2])
    assert share_is(both, 0.10**2)
    dates = is_wrong(records, "dob") & (records["dob_said"] != "")
    assert share_is(wrong & dates, 0.10**2)


# Temporary UPNs -----------------------------------------------------------------------------------


def census_upns(home: Path) -> list[pd.Series]:
    paths = sorted((home / "landing/school_census").rglob("*_pupil*onroll.csv"))
    return [read(path)["upn"] for path in paths]


def test_three_pupils_in_ten_have_one_temporary_upn_in_every_census(hard, right):
    rows = zip(census_upns(right), census_upns(hard), strict=True)
    pairs = pd.concat([pd.DataFrame({"own": own, "said": said}) for own, said in rows])
    pairs = pairs.drop_duplicates()
    assert pairs["own"].is_unique and pairs["said"].is_unique
    temporary = pairs[pairs["own"] != pairs["said"]]
    assert share_is(pairs["own"] != pairs["said"], 0.30)
    assert temporary["said"].str.fullmatch(rf"[{UPN_LETTERS}]999\d{{8}}[{UPN_LETTERS}]").all()
    for upn in temporary["said"]:
        values = [*map(int, upn[1:12]), UPN_LETTERS.index(upn[12])]
        total = sum(weight * value for weight, value in enumerate(values, start=2))
        assert upn[0] == UPN_LETTERS[total % 23]
    assert not (temporary["own"].str[1:12] == temporary["said"].str[1:12]).any()


def test_decisions_name_records_that_landed(hard, right):
    for home in (right, hard):
        people = read(home / "truth/people.csv")
        keys = {
            generator.warehouse_key("999", feed, "person", reference)
            for feed, reference in zip(
                people["feed_code"], people["source_person_ref"], strict=True
            )
        }
        assert set(read(home / "registers/decisions.csv")["person_key"]) <= {*keys, "family"}


# Truth --------------------------------------------------------------------------------------------


def test_truth_knows_every_landed_reference_and_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(generator, "CHUNK_PEOPLE", 300)
    home = write(tmp_path / "home", people=600)
    owners = read(home / "truth/people.csv")
    landed = set()
    for path in (home / "landing").rglob("*.csv"):
        table = read(path)
        reference = next((column for column in REFERENCES if column in table), None)
        if reference:
            landed |= {(path.parts[-3], value) for value in table[reference]}
    known = list(zip(owners["feed_code"], owners["source_person_ref"], strict=True))
    assert len(known) == len(set(known))
    assert {pair for pair in landed if pair[1]} == set(known)
    again = write(tmp_path / "again", people=600)
    assert contents(home) == contents(again)


def test_traits_are_those_of_everybody_whom_a_record_names(hard, right, records):
    traits = read(hard / "truth/traits.csv")
    assert traits["true_person_id"].is_unique
    assert set(traits["true_person_id"]) == set(read(hard / "truth/people.csv")["true_person_id"])
    named = records[records["dob_right"].notna()]
    assert (named["date_of_birth"] == named["dob_right"]).all()
    assert share_is(traits["is_mover"] == "1", 0.08)
    assert (hard / "truth/traits.csv").read_bytes() == (right / "truth/traits.csv").read_bytes()
    origins = records.drop_duplicates("surname_right").set_index("surname_right")["name_origin"]
    assert origins.reindex(["Khan", "Singh", "Patel", "Smith"]).dropna().to_dict().items() <= {
        "Khan": "muslim", "Singh": "sikh", "Patel": "south_asian", "Smith": "british_isles",
    }.items()  # fmt: skip
    assert {"british_isles", "muslim", "south_asian", "sikh"} <= set(traits["name_origin"])


def test_the_clean_setting_has_no_part_in_it(tmp_path, monkeypatch):
    def refuse(*arguments: object, **more: object) -> None:
        raise AssertionError("the clean setting made something hard")

    for name, _ in inspect.getmembers(hardship, inspect.isfunction):
        monkeypatch.setattr(hardship, name, refuse)
    home = write(tmp_path / "home", "clean", people=300)
    assert set(read(home / "truth/traits.csv")["is_mover"]) == {"0"}
    with pytest.raises(AssertionError, match="hard"):
        write(tmp_path / "other", people=300)


# People -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crowd() -> pd.DataFrame:
    register = NameRegister()
    people = make_chunk(np.random.default_rng(5), 30_000, 30_000, Counters(), register, True)
    assert not len(register.used), "nobody's birth date gives way to a stranger's"
    return people


def test_twins_are_many(crowd):
    children = crowd[crowd["kind"] == "child"]
    born = children["dob"].to_numpy("datetime64[D]")
    household = children["household"].to_numpy()
    follows = household[1:] == household[:-1]
    # In families that began long ago no later child is missing because it is not born yet.
    began = children.groupby("household")["dob"].transform("min").to_numpy("datetime64[D]")
    complete = follows & (began[1:] < np.datetime64("2011-01-01"))
    assert share_is((born[1:] == born[:-1])[complete], 0.04)


def test_a_third_of_the_twins_have_forenames_that_begin_alike(crowd):
    twins = crowd[crowd["is_twin"]].groupby(["household", "dob"])["forename"].agg(list)
    assert all(len(names) == len(set(names)) >= 2 for names in twins)
    alike = np.array([len({name[0] for name in names}) == 1 for names in twins])
    # The others begin alike as often as brothers and sisters of different ages do.
    siblings = crowd[(crowd["kind"] == "child") & ~crowd["is_twin"]]
    letter, household = siblings["forename"].str[0].to_numpy(), siblings["household"].to_numpy()
    by_chance = (letter[1:] == letter[:-1])[household[1:] == household[:-1]].mean()
    assert share_is(alike, 1 / 3 + 2 / 3 * by_chance)


def test_a_few_children_carry_the_name_of_a_parent(crowd):
    shared = []
    for sex in ("F", "M"):
        of_sex = crowd[crowd["sex"] == sex]
        first = of_sex.drop_duplicates(["household", "kind"]).pivot(
            index="household", columns="kind", values="forename"
        )
        first = first.dropna(subset=["adult", "child"])
        shared.append(first["adult"] == first["child"])
        assert share_is(shared[-1], 0.02)
    same = crowd[crowd.duplicated(["household", "forename"], keep=False)]
    assert len(same) == 2 * sum(found.sum() for found in shared)


# Edges --------------------------------------------------------------------------------------------


def typed_instead(born: str) -> set[str]:
    numbers = np.random.default_rng(3).integers(0, 2**31, 400).tolist()
    return {hardship._other_birth_date(born, number) for number in numbers}


@pytest.mark.parametrize(
    ("born", "latest"),
    [("2021-09-29", "2021-09-30"), ("2021-09-30", "2021-09-30"), ("2021-10-01", "2021-10-01"),
     ("2024-01-31", "2024-01-31")],
)  # fmt: skip
def test_no_birth_date_is_later_than_the_first_delivery_or_the_birth(born, latest):
    typed = typed_instead(born)
    assert born not in typed and max(typed) <= latest
    assert all(date.fromisoformat(day) for day in typed)


def test_day_and_month_are_swapped_only_where_that_is_another_date_of_birth():
    for born, typed in (
        (date(1990, 11, 12), date(1990, 12, 11)),
        (date(1990, 11, 13), None),
        (date(1990, 11, 11), None),
        (date(2021, 3, 9), date(2021, 9, 3)),
        (date(2021, 3, 10), None),
    ):
        assert hardship._day_and_month_swapped(born, 0) == typed


def test_a_postcode_stays_one_that_could_be():
    numbers = np.random.default_rng(3).integers(0, 2**31, 500).tolist()
    for postcode in ("XD1 0AA", "XD10 1AB"):
        typed = {hardship._mistyped_postcode(postcode, number) for number in numbers}
        assert postcode not in typed and len(typed) > 50
        assert all(re.fullmatch(r"[A-Z]{2}[1-9]\d? \d[A-Z]{2}", text) for text in typed)
