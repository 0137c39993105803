"""The estimate for England as a section of the benchmark report, in Markdown."""

from __future__ import annotations

from ..facts import FactError
from ..markdown import table
from .errors import EnglandError
from .estimate import estimate

GB, MILLION = 1e9, 1e6
PARTS_SHOWN = 10
SHIFTS_SHOWN = 6
HEADING = "## England on paper"


def section(result: dict) -> list[str]:
    """The section of a result; where England cannot be estimated, one that says why."""
    try:
        return markdown(estimate(result))
    except (EnglandError, FactError) as error:
        return [HEADING, "", f"Not estimated: {str(error).rstrip('.')}."]


def markdown(told: dict) -> list[str]:
    """The section of an estimate, line by line."""
    return [
        HEADING,
        "",
        *_what_it_is(told),
        *_check(told),
        *_asks_for(told),
        *_ways(told),
        *_bottleneck(told),
        *_parts(told),
        *_moves(told),
        *_facts(told),
    ]


def _what_it_is(told: dict) -> list[str]:
    sizes, beyond = told["sizes"], told["people"] / max(told["sizes"])
    return [
        f"Nobody has built for {_millions(told['people'])} people. This is a calculation: for each "
        "part of the build a fixed cost and a cost that grows with people, fitted on "
        f"{_numbers(sizes)} people, and then taken {beyond:.0f} times beyond the largest of them. "
        "Machines, prices and what else is assumed are rows of `supporting_families/bench/facts/`, "
        "each with where it is from and how sure that is: put your own there and make the report "
        "again.",
        "",
    ]


def _check(told: dict) -> list[str]:
    rows = [check for check in told["checks"] if check["part"] == "all"]
    return [
        "### Is the model any good?",
        "",
        "Each size was left out, the model fitted on the others, and the size left out predicted. "
        "The largest tells most, for England is larger still.",
        "",
        *table(
            ("left out", "what", "predicted", "measured", "error"),
            (
                (
                    f"{check['people']:,}",
                    check["quantity"],
                    _quantity(check["quantity"], check["predicted"]),
                    _quantity(check["quantity"], check["measured"]),
                    _error(check["error"]),
                )
                for check in rows
            ),
        ),
    ]


def _asks_for(told: dict) -> list[str]:
    growth, night = told["growth"], told["next_day_core_hours"]
    marks = told["attendance_marks"] / MILLION
    landed, written = told["landed_bytes"] / GB, told["written_bytes"] / GB
    lines = [
        "### What England asks for",
        "",
        f"* Attendance marks: {marks:,.0f} million. What lands: {landed:,.0f} GB. What one build "
        f"writes, spilled and overwritten files included: {written:,.0f} GB. On disk with copies: "
        f"{told['stored_gb']:,.0f} GB.",
        f"* A first load: {told['core_hours']:,.1f} core hours of DuckDB on the machine of this "
        f"report. If core time goes on growing as it did from {growth['from']:,} to "
        f"{growth['to']:,} people (to the power of {growth['power']:.2f}): "
        f"{growth['core_hours']:,.1f} core hours.",
        "* A next-day build: "
        + ("not measured at two sizes." if night is None else f"{night:,.1f} core hours."),
    ]
    lines.append(
        "* Memory is what was held while a part ran, tables that an engine kept because there was "
        "room included: more than it needs."
        + (
            f" At {_numbers(told['spilled_at'])} people the memory limit was reached, which hides "
            "what would have been asked for without it."
            if told["spilled_at"]
            else ""
        )
    )
    return [*lines, ""]


def _ways(told: dict) -> list[str]:
    rows, why_not = [], []
    for way in told["ways"]:
        low, high = way["price_range"]
        year = way["year_pounds"]
        what = "first load" if year is None else "year"
        likely = way["first_load_pounds"] if year is None else year
        rows.append(
            (
                way["about"], f"{way['machines']:,} {way['machine']}", f"{way['memory_gb']:,.0f}",
                _hours(way["first_load_hours"]),
                "not measured" if way["next_day_hours"] is None else _hours(way["next_day_hours"]),
                f"£{_two(way['first_load_pounds'])}",
                f"£{_two(likely)} (£{_two(low)} to £{_two(high)}) a {what}",
                "yes" if way["fits"] else "no",
            )
        )  # fmt: skip
        if not way["fits"]:
            why_not.append(f"* Not *{way['about']}*: {way['why_not']}.")
    return [
        "### How it could be run",
        "",
        *table(
            ("way", "machines", "memory, GB", "first load, hours", "next day, hours",
             "a first load", "price (range)", "fits"),
            rows,
        ),
        *why_not,
        *([""] if why_not else []),
        "Prices are of machines while they run and of storage; staff, support, networks and tax "
        "are not in them. The range puts the assumptions below together as if they were "
        "independent. The memory of authorities built apart is that of the largest. Nobody is "
        "compared across authorities, so they need not be in one place to be built.",
        "",
    ]  # fmt: skip


def _bottleneck(told: dict) -> list[str]:
    rows = [
        (limit["where"], limit["what"], _people(limit["people"]), limit["part"])
        for where in ("laptop", "large", "cluster")
        for limit in told["limits"][where]
    ]
    return [
        "### Where growth stops first",
        "",
        *[f"* {line}" for line in _first(told)],
        "",
        *table(("where", "until this is used up", "people", "most of it"), rows),
    ]


def _first(told: dict) -> list[str]:
    county = next(row["people"] for row in told["populations"] if row["code"] == "county")
    lines = []
    for where, aim, people in (
        ("laptop", "the largest county", county),
        ("large", "England", told["people"]),
        ("cluster", "England", told["people"]),
    ):
        if not told["limits"][where]:
            continue
        first = told["limits"][where][0]
        if first["people"] is None:
            lines.append(f"{first['where']}: nothing is used up, however many people.")
            continue
        beside = "before" if first["people"] < people else "after"
        lines.append(
            f"{first['where']}: first {first['what']}, at {_people(first['people'])} people, "
            f"{beside} {aim}. Most of it is {first['part'] or 'the whole build'}."
        )
    return lines


def _parts(told: dict) -> list[str]:
    shown, rest = told["parts"][:PARTS_SHOWN], told["parts"][PARTS_SHOWN:]
    rows = [
        (
            part["part"], part["growth"].replace("n_log_n", "n log n"),
            "one machine" if part["one_machine"] else "spread",
            f"{part['fixed_s']:.1f}", f"{part['county_s']:,.0f}", f"{part['core_hours']:,.2f}",
            f"{part['share']:.0%}", _gb(part["memory_bytes"]), _gb(part["written_bytes"]),
            "" if part["error"] is None else _error(part["error"]),
        )
        for part in shown
    ]  # fmt: skip
    if rest:
        rows.append(
            (
                f"the other {len(rest)}", "", "",
                f"{sum(part['fixed_s'] for part in rest):.1f}",
                f"{sum(part['county_s'] for part in rest):,.0f}",
                f"{sum(part['core_hours'] for part in rest):,.2f}",
                f"{sum(part['share'] for part in rest):.0%}",
                _gb(max((part["memory_bytes"] or 0) for part in rest)),
                _gb(sum((part["written_bytes"] or 0) for part in rest)), "",
            )
        )  # fmt: skip
    return [
        "### Part by part",
        "",
        *table(
            ("part", "grows", "on a cluster", "fixed, s", "county, core s", "England, core hours",
             "share", "peak, GB", "written, GB", "error left out"),
            rows,
        ),
    ]  # fmt: skip


def _moves(told: dict) -> list[str]:
    lines = [
        "### What moves the price most",
        "",
        "One fact at a time at its low and its high end, all others as likely.",
        "",
    ]
    rows = []
    for way in told["ways"]:
        of_way = [shift for shift in told["shifts"] if shift["way"] == way["code"]]
        of_way.sort(key=_width, reverse=True)
        rows += [
            (
                way["about"], shift["fact"], shift["about"],
                f"£{_two(shift['at_low'])}", f"£{_two(shift['likely'])}",
                f"£{_two(shift['at_high'])}",
            )
            for shift in of_way[:SHIFTS_SHOWN] if _width(shift) > 1.01
        ]  # fmt: skip
    return [*lines, *table(("way", "fact", "what it is", "low", "likely", "high"), rows)]


def _facts(told: dict) -> list[str]:
    rows = [
        (
            fact["about"], f"{fact['low']:g} / {fact['central']:g} / {fact['high']:g}",
            fact["unit"], fact["confidence"],
        )
        for fact in told["assumptions"]
    ]  # fmt: skip
    rows += [
        (
            f"{machine['code']}: {machine['cores']} cores, {machine['memory_gb']:g} GB",
            f"{machine['hour_low']:g} / {machine['hour_central']:g} / {machine['hour_high']:g}",
            "pounds an hour", machine["confidence"],
        )
        for machine in told["machines"]
    ]  # fmt: skip
    return [
        "### What is assumed",
        "",
        *table(("what", "low / likely / high", "unit", "confidence"), rows),
    ]


def _width(shift: dict) -> float:
    """How far apart the two ends are, as a ratio."""
    ends = [end for end in (shift["at_low"], shift["at_high"], shift["likely"]) if end > 0]
    return max(ends) / min(ends) if ends else 1.0


def _quantity(quantity: str, value: float) -> str:
    return f"{value:,.0f} s" if "time" in quantity else f"{value / GB:,.2f} GB"


def _error(share: float) -> str:
    return f"{round(100 * share) + 0:+d} %"


def _numbers(sizes: list[int]) -> str:
    return ", ".join(f"{size:,}" for size in sizes)


def _millions(people: int) -> str:
    return f"{people / MILLION:,.0f} million"


def _people(people: int | None) -> str:
    if people is None:
        return "never"
    return f"{people / MILLION:,.1f} million" if people >= MILLION else f"{people:,}"


def _hours(hours: float) -> str:
    return f"{hours:,.1f}" if hours >= 0.1 else f"{hours:.2f}"


def _gb(size: float | None) -> str:
    return "" if size is None else f"{size / GB:,.1f}"


def _two(pounds: float) -> str:
    """Two figures: more would claim what nobody knows."""
    return f"{float(f'{pounds:.2g}'):,.0f}" if pounds >= 10 else f"{pounds:.2g}"
