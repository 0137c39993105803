"""The guard of the benchmark: what is clearly worse fails, and nothing else does."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from bench_results import result
from supporting_families.bench.facts import bands
from supporting_families.bench.guard import (
    AS_BEFORE,
    FAILED,
    WORSE,
    GuardError,
    baseline_of,
    compare,
    read_baseline,
    run,
)

PEOPLE = 20_000


@pytest.fixture
def measured() -> dict:
    """A short benchmark whose floor takes 2 core seconds."""
    made = result(PEOPLE)
    made["sizes"][0]["runs"]["floor"]["cpu_s"] = 2.0
    return made


def slower(measured: dict, layer: str, by: float) -> dict:
    """The same, with each model of a layer so many times as dear."""
    changed = copy.deepcopy(measured)
    for node in changed["sizes"][0]["runs"]["straight"]["nodes"]:
        if node["layer"] == layer and node["kind"] not in ("test", "seed"):
            node["cpu_s"] *= by
    return changed


def names(found) -> list[str]:
    return [line.what for line in found.worse]


def test_the_same_again_is_no_worse(measured: dict) -> None:
    found = compare(baseline_of(measured), measured)
    assert found.worse == [] and found.notes == ()
    assert "within their bands" in found.lines()[-1]


@pytest.mark.parametrize("ratio", ["cold_to_floor", "cold_to_straight", "next_day_to_cold"])
def test_a_ratio_fails_beyond_its_band_and_not_at_its_edge(measured: dict, ratio: str) -> None:
    baseline, band = baseline_of(measured), bands()[ratio]
    edge = baseline["ratios"][ratio] * band.worse_from
    for value, worse in ((edge, []), (edge * 1.01, [ratio.replace("_", " ")])):
        changed = copy.deepcopy(measured)
        changed["sizes"][0]["ratios"][ratio] = value
        assert names(compare(baseline, changed)) == worse


def test_a_slower_machine_is_no_worse(measured: dict) -> None:
    """Three times the seconds everywhere, at the floor too."""
    changed = copy.deepcopy(measured)
    runs = changed["sizes"][0]["runs"]
    for piece in [*runs.values(), *runs["straight"]["nodes"]]:
        for field in ("cpu_s", "wall_s"):
            if piece.get(field):
                piece[field] *= 3
    assert compare(baseline_of(measured), changed).worse == []


def test_a_layer_that_takes_twice_as_long_fails_and_is_named(measured: dict) -> None:
    found = compare(baseline_of(measured), slower(measured, "staging", 2))
    assert names(found) == ["staging, in floors"]
    told = "\n".join(found.lines())
    assert "WORSE  staging, in floors" in told and "share of the build" in told
    assert "--write-baseline" in told


def test_a_layer_that_got_faster_makes_no_other_worse(measured: dict) -> None:
    """The others are a greater share of the build then, and cost what they did."""
    big = slower(measured, "intermediate/evidence", 100)
    found = compare(baseline_of(big), measured)
    assert found.worse == []
    line = next(x for x in found.compared if x.what == "staging, in floors")
    assert line.share_now > 2 * line.share_before


def test_a_small_layer_that_doubles_is_left_alone(measured: dict) -> None:
    """0.42 seconds of marts are a fifth of the floor: a doubling is noise of a short run."""
    assert compare(baseline_of(measured), slower(measured, "marts/core", 2)).worse == []


def test_a_new_layer_that_is_dear_fails(measured: dict) -> None:
    changed = copy.deepcopy(measured)
    nodes = changed["sizes"][0]["runs"]["straight"]["nodes"]
    nodes.append(nodes[1] | {"node": "new", "layer": "marts/new", "cpu_s": 0.9})
    assert compare(baseline_of(measured), changed).worse == []
    nodes[-1]["cpu_s"] = 1.1  # beyond half a floor of 2 seconds
    assert names(compare(baseline_of(measured), changed)) == ["marts/new, in floors"]


def test_a_layer_that_went_is_noted(measured: dict) -> None:
    changed = copy.deepcopy(measured)
    nodes = changed["sizes"][0]["runs"]["straight"]["nodes"]
    nodes[:] = [node for node in nodes if node["layer"] != "staging"]
    found = compare(baseline_of(measured), changed)
    assert found.worse == [] and found.notes == ("no longer there: staging",)


def test_other_settings_and_machines_are_noted(measured: dict) -> None:
    changed = copy.deepcopy(measured)
    changed["settings"]["threads"] = 8
    changed["machine"]["cores"] = 8
    notes = compare(baseline_of(measured), changed).notes
    assert len(notes) == 2
    assert notes[0].startswith("threads is 8 here and 2 in the baseline")


def test_other_sizes_are_not_compared(measured: dict) -> None:
    with pytest.raises(GuardError, match="20,000 people, the baseline with 30,000"):
        compare(baseline_of(measured) | {"people": 30_000}, measured)
    with pytest.raises(GuardError, match="one size; this result has 2"):
        baseline_of(result(PEOPLE, 200_000))


@pytest.mark.parametrize("missing", ["floor", "straight", "next_day_to_cold"])
def test_what_was_not_measured_is_not_passed_over(measured: dict, missing: str) -> None:
    baseline = baseline_of(measured)
    for part in ("runs", "ratios"):
        measured["sizes"][0][part].pop(missing, None)
    with pytest.raises(GuardError):
        compare(baseline, measured)


def test_a_baseline_written_is_the_one_compared_with(measured: dict, tmp_path: Path) -> None:
    path = tmp_path / "benchmarks" / "baseline.json"
    status, lines = run(measured, path)
    assert status == FAILED and "--write-baseline" in lines[0]
    assert run(measured, path, write=True)[0] == AS_BEFORE
    assert run(measured, path)[0] == AS_BEFORE
    assert run(slower(measured, "staging", 2), path)[0] == WORSE


@pytest.mark.parametrize(
    ("text", "message"), [("{", "is no JSON"), ("{}", "has no cold_to_floor.*older version")]
)
def test_a_baseline_that_cannot_be_used_is_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "baseline.json").write_text(text, encoding="utf-8")
    with pytest.raises(GuardError, match=message):
        read_baseline(tmp_path / "baseline.json")


def test_a_baseline_names_nobody_and_is_short(measured: dict) -> None:
    assert len(json.dumps(baseline_of(measured))) < 3_000
