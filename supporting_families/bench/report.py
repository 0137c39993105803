"""The report of a benchmark: the result file as tables and charts, in words that a reader knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from . import charts, england
from .markdown import table
from .result import Result

RUNS = {
    "generate": "making the demo home",
    "floor": "(a) the floor: read once, written once",
    "cold": "(b) cold build",
    "straight": "(c) its SQL straight through DuckDB",
    "next_day": "(d) next day, about 1 % new rows",
    "full_rebuild": "the next day's files, built from nothing",
    "duckdb_peer": "two questions in DuckDB",
    "pandas_peer": "the same in pandas",
    "postgres_peer": "the same on PostgreSQL",
}
NAMES = {
    "cold_to_floor": "(b)/(a) cold build to floor",
    "cold_to_straight": "(b)/(c) cold build to straight SQL",
    "next_day_to_cold": "(d)/(b) next day to cold build",
    "pandas_to_duckdb": "pandas to DuckDB, two questions",
    "postgres_to_duckdb": "PostgreSQL to DuckDB, two questions",
}
AIMS = {"cold_to_floor": 3.0, "cold_to_straight": 1.25, "next_day_to_cold": 0.10}
MEMORY_AIM = 8.0  # GB
GROWTH_AIM = 1.0  # times the time for each time the people
TOP = 25
PARTS = ("intermediate/evidence", "intermediate/identity", "intermediate/needs",
         "intermediate/outcomes")  # fmt: skip


def write_report(result: Result) -> Path:
    """Write `<date>.md` and its charts beside the result file; returns the report."""
    told = result.told
    folder, name = result.path.parent, result.path.stem
    drawn = _draw(told, folder, name)
    report = folder / f"{name}.md"
    lines = [*_head(told, name), *_reach(told)]
    if told["sizes"]:
        lines += ["## In short", "", *in_short(told)]
        lines += [*_landed(told), *_runs(told), *_ratios(told), *drawn.get("runs", [])]
        lines += [*_growth(told), *drawn.get("growth", [])]
        lines += [*_layers(told), *drawn.get("layers", [])]
        lines += [*_models(told), *drawn.get("models", [])]
        lines += [*_equal(told), *england.section(told), "", *_how(told)]
    report.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    return report


def in_short(told: dict) -> list[str]:
    """The table of the sizes that were built cold, as the README has it too."""
    rows = [
        [
            f"{size['people']:,}", f"{size['landed']['rows'] / 1e6:,.1f}",
            *(_duration(size["runs"].get(run)) for run in ("floor", "cold", "straight", "next_day")),
            f"{size['runs']['cold']['peak_memory_bytes'] / 1e9:.1f}",
            *(f"{size['ratios'][name]:.2f}" if name in size["ratios"] else "" for name in AIMS),
        ]
        for size in told["sizes"] if "cold" in size["runs"] and size["landed"]
    ]  # fmt: skip
    head = ["people", "million rows landed", "(a) floor", "(b) cold build", "(c) straight SQL",
            "(d) next day", "memory of (b), GB", "(b)/(a)", "(b)/(c)", "(d)/(b)"]  # fmt: skip
    return table(head, rows, words=1)


def part_of(node: dict) -> str:
    """The part of the build that a node counts to: coarser than its layer, to be seen."""
    if node["kind"] in ("test", "seed", "intake"):
        return {"test": "tests", "seed": "seeds", "intake": "intake"}[node["kind"]]
    if node["layer"] in ("staging", *PARTS):
        return node["layer"]
    return "marts" if node["layer"].startswith("marts") else "intermediate, the rest"


def _head(told: dict, name: str) -> list[str]:
    machine, limits = told["machine"], told["settings"]
    return [
        f"# Benchmark of {told['date']}",
        "",
        f"On {machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, "
        f"{machine['system']}; Python {machine['python']}, DuckDB {machine['duckdb']}, dbt "
        f"{machine['dbt']}. {limits['threads']} models at once, memory limit of DuckDB "
        f"{limits['memory_limit']}. Code: {told['commit']}.",
        "",
        "Ratios are the result; seconds are of this machine. Every figure is in the result file "
        f"`{name}.json` beside this page. "
        "What the figures mean, and how to measure again, is in [benchmarks](../benchmarks.md).",
        "",
    ]


def _reach(told: dict) -> list[str]:
    """The aims, at the largest size measured."""
    largest = told["sizes"][-1] if told["sizes"] else None
    if largest is None:
        return []
    rows = []
    for name, aim in AIMS.items():
        if name in largest["ratios"]:
            found = largest["ratios"][name]
            rows.append([NAMES[name], f"at most {aim:.2f}", f"{found:.2f}", _yes(found <= aim)])
    if "cold" in largest["runs"]:
        memory = largest["runs"]["cold"]["peak_memory_bytes"] / 1e9
        spilled = largest["runs"]["cold"].get("peak_spill_bytes", 0) / 1e9
        rows.append(["memory of the cold build, at most", f"at most {MEMORY_AIM:.0f} GB",
                     f"{memory:.1f} GB, {spilled:.1f} GB spilled to disk",
                     _yes(memory <= MEMORY_AIM)])  # fmt: skip
    for step in told.get("growth", []):
        for run, words in (("cold", "time of the cold build"), ("generate", "time to generate")):
            if run in step["times"]:
                times = step["times"][run]
                rows.append([f"{words}, from {step['from']:,} to {step['to']:,} people",
                             f"at most {step['people']:.0f} times", f"{times:.1f} times",
                             _yes(times <= GROWTH_AIM * step["people"])])  # fmt: skip
    return [
        f"## Reached? At {largest['people']:,} people",
        "",
        "The aims are for a county of 1.6 million people.",
        "",
        *table(["", "aim", "found", "reached"], rows, words=4),
        "Where an aim is not reached: [why, and what was tried]"
        "(../benchmarks.md#what-is-not-reached-why-and-what-was-tried).",
        "",
    ]


def _landed(told: dict) -> list[str]:
    rows = [
        [f"{size['people']:,}", *(_count(size["landed"].get(name)) for name in
         ("files", "rows", "attendance_marks")), _gb(size["landed"].get("bytes"))]
        for size in told["sizes"]
    ]  # fmt: skip
    head = ["people", "files", "rows", "of them attendance marks", "GB"]
    return ["## What landed", "", *table(head, rows, words=1)]


def _runs(told: dict) -> list[str]:
    rows = []
    for size in told["sizes"]:
        for name, words in RUNS.items():
            if name in size["runs"]:
                run = size["runs"][name]
                why_not = f" (not run: {run['not_run']})" if "not_run" in run else ""
                rows.append([f"{size['people']:,}", words + why_not, _seconds(run.get("wall_s")),
                             _seconds(run.get("cpu_s")), _gb(run.get("peak_memory_bytes")),
                             _gb(run.get("bytes_written")), _gb(run.get("peak_spill_bytes")),
                             _seconds(run.get("load_s"))])  # fmt: skip
    head = ["people", "run", "seconds", "core seconds", "memory at most, GB", "written, GB",
            "spilled at most, GB", "loading before, not counted, seconds"]  # fmt: skip
    return ["## What each run took", "", *table(head, rows, words=2)]


def _ratios(told: dict) -> list[str]:
    rows = []
    for name, words in NAMES.items():
        found = [size["ratios"].get(name) for size in told["sizes"]]
        if any(value is not None for value in found):
            aim = f"{AIMS[name]:.2f}" if name in AIMS else ""
            rows.append([words, *("" if v is None else f"{v:.2f}" for v in found), aim])
    sizes = [f"{size['people']:,}" for size in told["sizes"]]
    head = ["ratio of time", *sizes, "aim at 1.6 million"]
    return ["## Ratios", "", *table(head, rows, words=1)]


def _growth(told: dict) -> list[str]:
    rows = [
        [f"{step['from']:,} to {step['to']:,}", f"{step['people']:.1f}",
         *(f"{step['times'][run]:.1f}" if run in step["times"] else "" for run in charts.GROWING)]
        for step in told.get("growth", [])
    ]  # fmt: skip
    if not rows:
        return []
    head = ["people", "times the people", *(f"times the time: {run}" for run in charts.GROWING)]
    return ["## Does time grow faster than people?", "", *table(head, rows, words=1)]


def _layers(told: dict) -> list[str]:
    """By layer at the largest size, with the cold build's time at every size."""
    sizes = [size for size in told["sizes"] if "straight" in size["runs"]]
    if not sizes:
        return []
    largest = sizes[-1]
    straight = _by_layer(largest["runs"]["straight"])
    total = sum(layer["cpu_s"] for layer in straight.values()) or 1
    cold = [_by_layer(size["runs"].get("cold", {"nodes": []})) for size in sizes]
    rows = [
        [layer, f"{took['nodes']:,}", _seconds(took["wall_s"]), _seconds(took["cpu_s"]),
         f"{took['cpu_s'] / total:.1%}", _gb(took["peak_memory_bytes"]),
         _gb(took["bytes_written"]), _count(took["rows"]),
         *(_seconds(build[layer]["wall_s"]) if layer in build else "" for build in cold)]
        for layer, took in sorted(straight.items(), key=lambda item: -item[1]["cpu_s"])
    ]  # fmt: skip
    head = ["layer", "nodes", "seconds", "core seconds", "share of core time",
            "memory at most, GB", "written, GB", "rows",
            *(f"cold build, {size['people']:,}: seconds" for size in sizes)]  # fmt: skip
    return [
        f"## By layer, at {largest['people']:,} people",
        "",
        "Run straight, one after another; the last columns are the cold build, which does two "
        "models at once, so that its nodes share the cores.",
        "",
        *table(head, rows, words=1),
    ]


def _models(told: dict) -> list[str]:
    sizes = [size for size in told["sizes"] if "straight" in size["runs"]]
    if not sizes:
        return []
    largest = sizes[-1]
    runs = [
        {node["node"]: node for node in size["runs"]["straight"]["nodes"]} for size in sizes[:-1]
    ]
    cold = {n["node"]: n for n in largest["runs"].get("cold", {"nodes": []})["nodes"]}
    rows = [
        [node["node"], node["layer"], _seconds(node["wall_s"]), _seconds(node["cpu_s"]),
         _gb(node["peak_memory_bytes"]), _gb(node["bytes_written"]), _count(node["rows"]),
         _seconds(cold[node["node"]]["wall_s"]) if node["node"] in cold else "",
         *(_seconds(run[node["node"]]["wall_s"]) if node["node"] in run else "" for run in runs)]
        for node in most_work(largest["runs"]["straight"], TOP)
    ]  # fmt: skip
    smaller = [f"at {size['people']:,}: seconds" for size in sizes[:-1]]
    head = ["node", "layer", "seconds", "core seconds", "memory at most, GB", "written, GB", "rows",
            "cold build: seconds", *smaller]  # fmt: skip
    return [
        f"## The {TOP} that take most, at {largest['people']:,} people",
        "",
        *table(head, rows, words=2),
    ]


def most_work(run: dict, count: int) -> list[dict]:
    """The nodes of a run that take most core time."""
    return sorted(run["nodes"], key=lambda node: -(node["cpu_s"] or 0))[:count]


def _by_layer(run: dict) -> dict[str, dict]:
    """What the nodes of a layer took together; tests and seeds are layers of their own."""
    layers: dict[str, dict] = defaultdict(
        lambda: dict.fromkeys(
            ("nodes", "wall_s", "cpu_s", "bytes_written", "rows", "peak_memory_bytes"), 0
        )
    )
    for node in run["nodes"]:
        kind = node["kind"]
        layer = layers[f"{kind}s" if kind in ("test", "seed") else node["layer"]]
        layer["nodes"] += node.get("nodes", 1)  # short tests are told together
        for name in ("wall_s", "cpu_s", "bytes_written", "rows"):
            layer[name] += node[name] or 0
        memory = node["peak_memory_bytes"] or 0
        layer["peak_memory_bytes"] = max(layer["peak_memory_bytes"], memory)
    return dict(layers)


def _equal(told: dict) -> list[str]:
    words = {
        "straight": "rows of every table, straight SQL and cold build",
        "next_day": "every table, next day and full rebuild",
        "duckdb": "answers of DuckDB and of the warehouse",
        "pandas": "answers of pandas and of the warehouse",
        "postgres": "answers of PostgreSQL and of the warehouse",
    }
    rows = []
    for size in told["sizes"]:
        for name, equal in size["equal"].items():
            different = ", ".join(map(str, equal["different"])) or "nothing"
            compared = "; ".join(
                f"{value:,} {what.replace('_', ' ')}"
                for what, value in equal.items()
                if what != "different"
            )
            rows.append([f"{size['people']:,}", words.get(name, name), compared, different])
    if not rows:
        return []
    head = ["people", "compared", "how much", "what differs"]
    return ["## Are the results the same?", "", *table(head, rows, words=4)]


def _how(told: dict) -> list[str]:
    return [
        "## How it was measured",
        "",
        "Each run is a process of its own, one after another, with nothing else to do. The floor "
        "reads what was just written, so mostly from memory, and so do the runs after it; a short "
        "floor is run three times and the shortest counts. Memory is the most that all processes "
        "of a run held together, looked at ten times a second, where there are several once a "
        "second; that of one node includes what "
        "DuckDB keeps from the nodes before it. Written is all that was handed to the system, "
        "spilled and replaced data included; what a node writes may reach the file while a later "
        "one runs. The cold build includes dbt's start and its reading of the project, as a first "
        "build has it.",
        "",
    ]


def _draw(told: dict, folder: Path, name: str) -> dict[str, list[str]]:
    """The charts that the result has figures for, as lines of the report."""
    drawn = {}
    wanted: tuple[tuple[str, str, Callable[[], str | None]], ...] = (
        ("runs", "The runs as multiples of the floor", lambda: charts.runs(told)),
        ("growth", "Time by people", lambda: charts.growth(told)),
        ("layers", "Share of core time by part of the build", lambda: charts.parts(told, part_of)),
        ("models", "The nodes that take most", lambda: charts.nodes(told, most_work)),
    )
    for kind, title, draw in wanted:
        svg = draw()
        if svg:
            (folder / f"{name}-{kind}.svg").write_text(svg, encoding="utf-8")
            drawn[kind] = [f"![{title}]({name}-{kind}.svg)", ""]
    return drawn


def _duration(run: dict | None) -> str:
    if run is None:
        return ""
    minutes, seconds = divmod(round(run["wall_s"]), 60)
    return f"{minutes} min {seconds:02d} s" if minutes else f"{run['wall_s']:.1f} s"


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}"


def _gb(value: float | None) -> str:
    return "" if value is None else f"{value / 1e9:,.2f}"


def _count(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _yes(is_reached: bool) -> str:
    return "yes" if is_reached else "**no**"
