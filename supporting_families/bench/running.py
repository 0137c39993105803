"""Runs the benchmark: every size, every run, in an order in which little disk is needed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT

from .cold import cold
from .errors import BenchError
from .floor import floor
from .measure import measure_process
from .next_day import next_day
from .peers import peers
from .result import Result, folded
from .size import Size
from .straight import straight

FOLDER = PROJECT_ROOT / "bench"
SEED = "1"
BUILT = "bench-built"  # a file in the warehouse of a cold build that ended
GB_FOR_A_MILLION = 23  # landing, the warehouse, and a second one or what PostgreSQL holds
LEAST_GB = 1
PEERS = ("duckdb_peer", "pandas_peer", "postgres_peer")
LAST = ("next_day", "full_rebuild")


def benchmark(
    people: int,
    folder: Path,
    results: Path,
    tell: Callable[[str], None] = print,
    with_peers: bool = True,
) -> Result:
    """Every run at one size; what the result file holds already is not run again.

    The size has a folder in `folder` while it is worked on, and none after; the result file is in
    `results`. Raises BenchError when
    a run fails or there is not enough room.
    """
    result = Result.of_today(results)
    tell(f"{'Going on with' if result.told['sizes'] else 'Beginning'} '{result.path}'.")
    _SizeRuns(result, Size(people, folder, tell), with_peers).all()
    return result


def generate(size: Size, anew: bool) -> dict:
    """Make the demo home; with `anew` even if it is there."""
    options = ["--people", str(size.people), "--seed", SEED, "--setting", "clean"]
    script = PROJECT_ROOT / "scripts" / "generate_demo.py"
    command = [sys.executable, str(script), "--home", str(size.home.path.absolute()), *options]
    usage = measure_process(
        [*command, "--force"] if anew else command,
        size.logs / "generate.log",
        size.environment(),
        size.tell,
    )
    return {**usage.as_dict(), "nodes": []}


class _SizeRuns:
    """The runs of one size, each kept as soon as it has ended."""

    def __init__(self, result: Result, size: Size, with_peers: bool) -> None:
        self._result, self._size = result, size
        self._kept = result.size(size.people)
        self._peers = PEERS if with_peers else ()

    def all(self) -> None:
        """What is not in the result yet, and what that needs."""
        size = self._size
        after_cold = ("straight", *self._peers, *LAST)  # need what it built
        if not self._lacks("generate", "floor", "cold", *after_cold):
            size.tell(f"{size.people:,} people: every run is in the result already.")
            return
        _check_room(size)
        _put_back(size)
        self._generate()
        if self._lacks("floor"):
            self._take("floor", self._floor)
        if self._lacks("cold") or (self._lacks(*after_cold) and not self._is_built()):
            self._take("cold", lambda: {"runs": {"cold": cold(size)}})
            self._marker.touch()
        if self._lacks("straight"):
            self._take("straight", self._straight)
        if self._lacks(*self._peers):
            self._take("peers", lambda: peers(size))
        if self._lacks(*LAST):
            self._marker.unlink()  # from here on the warehouse is another
            self._take("next day", lambda: next_day(size))
        shutil.rmtree(size.folder / str(size.people))

    def _generate(self) -> None:
        """A home that is there as it was made stays; one that a stopped run left is made anew."""
        if self._lacks("generate"):
            self._take("generate", lambda: {"runs": {"generate": generate(self._size, True)}})
        else:
            generate(self._size, False)

    def _floor(self) -> dict:
        run = floor(self._size)
        self._kept["landed"] = run.pop("landed")
        return {"runs": {"floor": run}}

    def _straight(self) -> dict:
        """With the warehouse of the cold build put aside, and its rows compared."""
        size = self._size
        size.home.warehouse.rename(size.aside)
        try:
            run = straight(size)
        finally:
            _put_back(size)
        return {
            "runs": {"straight": run},
            "equal": {"straight": _same_rows(self._kept["runs"]["cold"], run)},
        }

    def _take(self, name: str, step: Callable[[], dict]) -> None:
        """Do a step, and write what it came to."""
        size = self._size
        size.tell(f"{size.people:,} people: {name}")
        came = step()
        for run, told in came["runs"].items():
            self._kept["runs"][run] = {**told, "nodes": folded(told.get("nodes", []))}
        self._kept["equal"] |= came.get("equal", {})
        self._result.save()
        for run, told in came["runs"].items():
            size.tell(f"  {run}: {_in_short(told)}")

    def _lacks(self, *names: str) -> bool:
        return any(name not in self._kept["runs"] for name in names)

    @property
    def _marker(self) -> Path:
        return self._size.home.warehouse / BUILT

    def _is_built(self) -> bool:
        return self._marker.is_file()


def _in_short(run: dict) -> str:
    if "wall_s" not in run:
        return f"not run: {run['not_run']}"
    memory = run["peak_memory_bytes"]
    return f"{run['wall_s']:.1f} s" + (f", {memory / 1e9:.1f} GB at most" if memory else "")


def _same_rows(cold_run: dict, straight_run: dict) -> dict:
    """Whether both made as many rows in every table; that is that they did the same work."""
    rows = [
        {node["node"]: node["rows"] for node in run["nodes"] if node["rows"] is not None}
        for run in (cold_run, straight_run)
    ]
    names = sorted(rows[0].keys() | rows[1].keys())
    different = [name for name in names if rows[0].get(name) != rows[1].get(name)]
    return {"tables": len(names), "different": different}


def _put_back(size: Size) -> None:
    """The warehouse that a run put aside, where it still is."""
    if size.aside.is_dir():
        size.clear_warehouse()
        size.aside.rename(size.home.warehouse)


def _check_room(size: Size) -> None:
    """Raises BenchError unless there is room for what the runs write, beside what is there."""
    folder = size.folder / str(size.people)
    folder.mkdir(parents=True, exist_ok=True)
    there = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    needed = max(GB_FOR_A_MILLION * size.people / 1e6, LEAST_GB)
    free = (shutil.disk_usage(folder).free + there) / 1e9
    if free < needed:
        raise BenchError(
            f"{size.people:,} people need about {needed:.0f} GB in '{size.folder}', and there are "
            f"{free:.0f} GB. Make room, or name a folder on another disk with --folder."
        )
