"""England on paper: the cost model against laws that are known, and what follows from it."""

from __future__ import annotations

import dataclasses
import re
from itertools import pairwise
from math import exp, hypot, log, log2
from pathlib import Path

import pytest
from bench_results import DBT_S, DOUBLES_AT, GB, LINKED, NODES, RANKED, result
from supporting_families.bench.england import TooFewSizesError, estimate, section
from supporting_families.bench.england.errors import EnglandError
from supporting_families.bench.england.estimate import size_in_bytes
from supporting_families.bench.england.laws import Law, fit, grown
from supporting_families.bench.england.limits import of_a_cluster, of_one_machine
from supporting_families.bench.england.model import checks, fitted
from supporting_families.bench.england.parts import part_of
from supporting_families.bench.england.ranges import Shift, price_range
from supporting_families.bench.england.ways import (
    HOUR,
    all_ways,
    cluster_hours,
    first_load,
    stored_gb,
)
from supporting_families.bench.facts import FOLDER, Assumption, FactError, Facts, Growth, rows

SIZES = (20_000, 200_000, 1_600_000)
ENGLAND = 57_000_000
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts.read()


@pytest.fixture(scope="module")
def measured() -> dict:
    return result(*SIZES)


@pytest.fixture(scope="module")
def model(measured: dict, facts: Facts):
    return fitted(measured, facts)


def linear_linking(facts: Facts) -> Facts:
    """The same facts, with linking taken to grow as people do."""
    growths = tuple(
        dataclasses.replace(row, growth="linear") if row.growth == "pairs" else row
        for row in facts.growths
    )
    return dataclasses.replace(facts, growths=growths)


# laws


@pytest.mark.parametrize("growth", ["linear", "n_log_n", "pairs"])
def test_a_fit_recovers_the_law_and_predicts_a_size_left_out(growth: str) -> None:
    law = Law(fixed=3.0, slope=40e-6, growth=growth, pairs_double_at=DOUBLES_AT)
    found = fit({size: law.at(size) for size in SIZES[:2]}, growth, DOUBLES_AT)
    assert found.fixed == pytest.approx(3.0)
    assert found.slope == pytest.approx(40e-6)
    assert found.at(SIZES[2]) == pytest.approx(law.at(SIZES[2]))


def test_a_fit_bears_what_a_busy_machine_adds() -> None:
    law = Law(fixed=3.0, slope=40e-6)
    noisy = {20_000: 1.05, 60_000: 0.95, 200_000: 1.05, 600_000: 0.95}
    found = fit({size: law.at(size) * by for size, by in noisy.items()})
    assert found.at(1_600_000) == pytest.approx(law.at(1_600_000), rel=0.06)


def test_small_sizes_count_as_much_as_large_ones() -> None:
    """By absolute errors the fixed part would be lost in the noise of the largest size."""
    law = Law(fixed=3.0, slope=40e-6)
    measured = {size: law.at(size) for size in SIZES} | {SIZES[2]: law.at(SIZES[2]) * 0.9}
    assert fit(measured).fixed == pytest.approx(3.0, rel=0.05)


def test_what_grows_faster_than_its_law_has_no_negative_fixed_part() -> None:
    found = fit({size: (size / 1e6) ** 2 for size in SIZES})
    assert found.fixed == 0 and found.slope > 0


def test_what_shrinks_with_people_is_taken_as_fixed() -> None:
    found = fit({20_000: 3.0, 200_000: 2.0, 1_600_000: 1.0})
    assert found.slope == 0 and 1.0 <= found.fixed <= 3.0


def test_what_costs_nothing_costs_nothing_at_any_size() -> None:
    assert fit(dict.fromkeys(SIZES, 0.0)).at(ENGLAND) == 0


def test_one_size_makes_no_law() -> None:
    with pytest.raises(EnglandError, match="two sizes"):
        fit({20_000: 1.0})


def test_pairs_by_chance_are_of_one_authority_only() -> None:
    one = grown("pairs", ENGLAND, ENGLAND, DOUBLES_AT)
    apart = grown("pairs", ENGLAND, 600_000, DOUBLES_AT)
    assert apart == pytest.approx(ENGLAND * (1 + 600_000 / DOUBLES_AT))
    assert one / apart > 50


def test_a_growth_that_nobody_knows_is_named() -> None:
    with pytest.raises(EnglandError, match="'cubic' is none of linear, n_log_n, pairs"):
        fit({1: 1.0, 2: 2.0}, "cubic")


# parts and checks


def test_a_node_belongs_to_its_name_then_its_kind_then_its_layer(facts: Facts) -> None:
    def part(name: str, kind: str, layer: str) -> str:
        return part_of({"node": name, "kind": kind, "layer": layer}, facts.growths)

    assert part("landed_files", "intake", "intake") == "intake"
    assert part("int_link_memory", "model", "intermediate/identity") == "linking: scores"
    assert part("a_test", "test", "intermediate/identity") == "tests"
    assert part("int_identities", "model", "intermediate/identity") == "intermediate/identity"
    assert part("fct_claim", "model", "marts/claims") == "marts/claims"


def test_every_size_left_out_is_predicted_where_the_law_is_right(
    measured: dict, facts: Facts
) -> None:
    facts = facts.with_value("pairs_double_at", DOUBLES_AT)
    found = checks(measured, facts)
    assert {check.people for check in found if check.part == "all"} == set(SIZES)
    assert found[0].people == max(SIZES)
    assert max(abs(check.error) for check in found) < 0.001


def test_the_check_shows_a_law_that_is_wrong(measured: dict, facts: Facts) -> None:
    """Linking that grows with pairs is told far too low by a law that grows with people."""
    found = {
        check.part: check.error
        for check in checks(measured, linear_linking(facts))
        if check.people == max(SIZES) and check.quantity == "core time"
    }
    assert found["linking: scores"] < -0.5
    assert found["staging"] == pytest.approx(0, abs=0.001)


def test_a_fit_without_a_size_does_not_know_that_size(measured: dict, facts: Facts) -> None:
    spoilt = result(*SIZES)
    for node in spoilt["sizes"][-1]["runs"]["straight"]["nodes"]:
        node["cpu_s"] *= 2
    before, after = (
        fitted(which, facts, without=max(SIZES)).core_s["staging"] for which in (measured, spoilt)
    )
    assert before == after
    errors = [c.error for c in checks(spoilt, facts) if (c.people, c.part) == (max(SIZES), "all")]
    assert errors[0] == pytest.approx(-0.5, abs=0.01)


def test_two_sizes_leave_none_to_check_with(facts: Facts) -> None:
    with pytest.raises(TooFewSizesError, match="3 sizes.*there are 2"):
        estimate(result(*SIZES[:2]), facts)
    told = section(result(*SIZES[:2]))
    assert told[0] == "## England on paper" and told[2].startswith("Not estimated: ")


def test_a_part_that_was_measured_at_some_sizes_only_is_named(facts: Facts) -> None:
    broken = result(*SIZES)
    nodes = broken["sizes"][1]["runs"]["straight"]["nodes"]
    nodes[:] = [node for node in nodes if node["layer"] != "marts/core"]
    with pytest.raises(EnglandError, match="marts/core has no cpu_s at 200,000 people"):
        fitted(broken, facts)


def test_a_size_that_is_still_being_measured_is_left_out(measured: dict, facts: Facts) -> None:
    begun = result(*SIZES)
    begun["sizes"].append({"people": 3_000_000, "landed": {}, "runs": {}, "ratios": {}})
    assert estimate(begun, facts) == estimate(measured, facts)


# England


def test_core_hours_of_england_are_those_of_the_law(measured: dict, facts: Facts) -> None:
    told = estimate(measured, facts.with_value("pairs_double_at", DOUBLES_AT))
    seconds = DBT_S + RANKED[3] + LINKED[3]
    seconds += sum(fixed + slope * 57 for *_, fixed, slope in NODES)
    seconds += RANKED[4] * 57 * log2(ENGLAND)
    seconds += LINKED[4] * 57 * (1 + 600_000 / DOUBLES_AT)
    assert told["core_hours"] == pytest.approx(seconds / 3600, rel=1e-6)
    assert sum(part["share"] for part in told["parts"]) == pytest.approx(1)
    assert told["parts"][0]["part"] == "staging"  # 90 seconds a million people: the most
    assert told["attendance_marks"] == pytest.approx(62 * ENGLAND)
    assert told["landed_bytes"] == pytest.approx(3000 * ENGLAND)


def test_the_power_of_growth_is_between_the_two_largest_sizes(facts: Facts) -> None:
    square = result(*SIZES)
    for size in square["sizes"]:
        for node in size["runs"]["straight"]["nodes"]:
            node["cpu_s"] = size["people"] ** 2 / 1e9
    assert estimate(square, facts)["growth"]["power"] == pytest.approx(2)


def test_what_is_stored_is_what_landed_and_what_a_build_leaves(facts: Facts) -> None:
    left = result(*SIZES)
    for size in left["sizes"]:
        size["runs"]["cold"]["warehouse_bytes"] = 2 * GB + 5000 * size["people"]
    stored = stored_gb(fitted(left, facts), facts, ENGLAND)
    copies = facts.value("storage_copies")
    assert stored == pytest.approx((3000 * ENGLAND + copies * (2 * GB + 5000 * ENGLAND)) / GB)


def test_a_memory_limit_that_was_reached_is_told(facts: Facts) -> None:
    reached = result(*SIZES)
    for size, peak in zip(reached["sizes"], (6.39, 6.41, 8.0), strict=True):
        size["runs"]["straight"]["peak_memory_bytes"] = peak * GB
    assert estimate(reached, facts)["spilled_at"] == [200_000, 1_600_000]
    reached["settings"]["memory_limit"] = None
    assert estimate(reached, facts)["spilled_at"] == []


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("8GB", 8e9), ("5.5 GiB", 5.5 * 2**30), ("512MB", 512e6), (4096, 4096), (None, None),
        ("default", None),
    ],
)  # fmt: skip
def test_a_memory_limit_is_read_in_all_its_forms(
    text: str | int | None, size: float | None
) -> None:
    assert size_in_bytes(text) == size


# ways


def way(model, facts: Facts, code: str):
    return next(way for way in all_ways(model, facts) if way.code == code)


def test_a_cluster_is_no_larger_than_the_time_asks_for(model, facts: Facts) -> None:
    facts = facts.with_value("first_load_hours", 1.0).with_value("memory_use", 100.0)
    found = way(model, facts, "cluster")
    workers = found.machines - 1  # one drives them
    work = first_load(model, facts, ENGLAND, 600_000)
    machine = facts.machines["worker"]
    assert workers > 1 and found.fits
    assert cluster_hours(work, workers, machine, facts) <= 1.0
    assert cluster_hours(work, workers - 1, machine, facts) > 1.0


def test_a_cluster_has_the_memory_of_the_largest_part_that_is_spread(model, facts: Facts) -> None:
    found = way(model, facts, "cluster")
    needed = first_load(model, facts, ENGLAND, 600_000).spread_memory / GB
    usable = facts.machines["worker"].memory_gb * facts.value("memory_use")
    assert (found.machines - 2) * usable < needed <= (found.machines - 1) * usable


def test_no_cluster_helps_where_one_machine_alone_takes_longer(model, facts: Facts) -> None:
    alone = first_load(model, facts, ENGLAND, 600_000).alone_s / HOUR
    facts = facts.with_value("memory_use", 100.0)
    within = way(model, facts.with_value("first_load_hours", alone * 1.5), "cluster")
    beyond = way(model, facts.with_value("first_load_hours", alone * 0.99), "cluster")
    assert within.fits and not beyond.fits
    assert "first load takes longer" in beyond.why_not


def test_authorities_apart_cost_their_fixed_parts_each(model, facts: Facts) -> None:
    authorities = facts.value("authorities")
    machine = facts.machines["small"]
    mean = first_load(model, facts, ENGLAND / authorities, 600_000)
    spread = mean.spread_core_s / (machine.cores * facts.value("own_efficiency"))
    hours = authorities * (spread + mean.alone_s) / 3600
    found = way(model, facts, "apart")
    assert found.first_load_pounds == pytest.approx(hours * machine.hour_central)
    more = way(model, facts.with_value("authorities", 2 * authorities), "apart")
    assert more.first_load_pounds > found.first_load_pounds


def test_memory_that_a_machine_has_not_is_told(model, facts: Facts) -> None:
    tight = facts.with_value("memory_use", 0.05)
    for code in ("apart", "large", "cluster"):
        assert "of memory asked for" in way(model, tight, code).why_not


def test_without_a_next_day_the_price_is_of_a_first_load(facts: Facts) -> None:
    without = result(*SIZES)
    for size in without["sizes"]:
        del size["runs"]["next_day"]
    told = estimate(without, facts)
    assert all(way["year_pounds"] is None for way in told["ways"])
    assert {s["likely"] for s in told["shifts"] if s["way"] == "large"} == {
        next(w["first_load_pounds"] for w in told["ways"] if w["code"] == "large")
    }
    assert any("not measured at two sizes" in line for line in section(without))


def test_twice_the_price_of_machines_is_twice_the_price_of_a_first_load(
    model, facts: Facts
) -> None:
    doubled = {
        code: dataclasses.replace(machine, hour_central=2 * machine.hour_central)
        for code, machine in facts.machines.items()
    }
    dear = dataclasses.replace(facts, machines=doubled)
    once, twice = (way(model, of, "large").first_load_pounds for of in (facts, dear))
    assert twice == pytest.approx(2 * once)


# ranges


def test_a_range_puts_independent_facts_together() -> None:
    shifts = [
        Shift("large", "one", "", 50.0, 100.0, 200.0),
        Shift("large", "two", "", 300.0, 100.0, 100.0),
        Shift("cluster", "one", "", 1.0, 100.0, 10_000.0),
    ]
    low, high = price_range("large", shifts)
    assert low == pytest.approx(50.0)
    assert high == pytest.approx(100.0 * exp(hypot(log(2), log(3))))
    assert high < 600.0  # not everything goes wrong at once


def test_an_error_of_the_check_widens_the_range(facts: Facts) -> None:
    noisy = result(*SIZES)
    for node in noisy["sizes"][-1]["runs"]["straight"]["nodes"]:
        node["cpu_s"] *= 2
        node["wall_s"] *= 2
    fits = {
        name: next(s for s in estimate(of, facts)["shifts"] if s["fact"] == "the fit")
        for name, of in (("right", result(*SIZES)), ("noisy", noisy))
    }
    ratio = {name: shift["at_high"] / shift["likely"] for name, shift in fits.items()}
    assert ratio["right"] == pytest.approx(1.1)  # a tenth at least
    assert ratio["noisy"] == pytest.approx(1.5, abs=0.01)


# limits


def test_a_limit_holds_up_to_its_people_and_not_beyond(model, facts: Facts) -> None:
    disk = next(x for x in of_one_machine(model, facts, "laptop") if x.what.endswith("GB of disk"))
    most = facts.machines["laptop"].disk_gb
    assert stored_gb(model, facts, disk.people) <= most
    assert stored_gb(model, facts, disk.people * 1.002) > most


def test_the_first_limit_comes_first(model, facts: Facts) -> None:
    for limits in (of_one_machine(model, facts, "laptop"), of_a_cluster(model, facts)):
        reached = [limit.people for limit in limits if limit.people is not None]
        assert reached == sorted(reached) and len(reached) >= 2


def test_the_parts_on_one_machine_are_what_more_workers_do_not_help(model, facts: Facts) -> None:
    for limit in of_a_cluster(model, facts):
        assert limit.people is None or limit.part in ("intake", "linking: clusters")
    spread = dataclasses.replace(
        facts,
        growths=tuple(dataclasses.replace(row, runs_on="everywhere") for row in facts.growths),
    )
    assert of_a_cluster(fitted(result(*SIZES), spread), spread) == []


# facts


def test_every_fact_says_where_it_is_from(facts: Facts) -> None:
    for row in [
        *facts.populations.values(), *facts.machines.values(), *facts.assumptions.values(),
        *facts.growths,
    ]:  # fmt: skip
        assert len(row.provenance) > len("ours: "), row
        assert not (row.provenance.startswith("ours") and row.confidence == "H"), row


def test_every_assumption_is_used() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (FOLDER.parent / "england").glob("*.py")
    )
    used = set(re.findall(r'value\("(\w+)"\)', code))
    assert used == {row.code for row in rows(FOLDER / "assumptions.csv", Assumption)}


def test_every_node_that_grows_in_its_own_way_is_a_model() -> None:
    models = {path.stem for path in (ROOT / "models").rglob("*") if path.suffix in (".sql", ".py")}
    named = {
        row.name for row in rows(FOLDER / "growth.csv", Growth) if row.matches == "node"
    }
    assert named and named <= models


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (("0.7", "fast"), "row 2, low: 'fast' is no float"),
        ((",L", ",S"), "row 2, confidence: 'S' is none of H, M, L"),
        (("ours", ""), "row 2, provenance: there is nothing"),
        (("0.7", "2"), "core_speed: low, central and high are 2, 1, 1.3"),
        (("central", "middle"), "its columns should be code, low, central"),
    ],
)
def test_a_fact_that_is_not_as_expected_is_named(
    tmp_path: Path, changed: tuple[str, str], message: str
) -> None:
    for path in FOLDER.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (
        "code,low,central,high,unit,about,provenance,confidence\n"
        "core_speed,0.7,1,1.3,ratio,how fast,ours,L\n"
    )
    (tmp_path / "assumptions.csv").write_text(text.replace(*changed), encoding="utf-8")
    with pytest.raises(FactError, match=message):
        Facts.read(tmp_path)


# the report


def test_the_section_is_whole(measured: dict) -> None:
    lines = section(measured)
    headings = [line for line in lines if line.startswith("### ")]
    assert len(headings) == 7
    for above, line in pairwise(lines):
        if above.startswith("|") and line.startswith("|"):
            assert above.count("|") == line.count("|"), line
    assert not any("None" in line or "nan" in line for line in lines)


def test_prices_claim_two_figures_and_no_more(measured: dict) -> None:
    for price in re.findall(r"£([\d,.]+)", "\n".join(section(measured))):
        assert len(price.replace(",", "").replace(".", "").strip("0")) <= 2, price
