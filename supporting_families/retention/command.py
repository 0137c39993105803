"""The command: what is due to be destroyed, a plan of it, and destroying what a plan lists."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import date

from supporting_families.appended import AppendedFile
from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.hashing import sha256_of_file
from supporting_families.home import Home, HomeError

from .attesting import ATTESTATION
from .built import built
from .destroying import destroy
from .errors import RetentionError
from .facts import rule_names
from .plan import Plan, folder_of, write_plan
from .planning import make_plan

DONE, FAILED = 0, 3


def main(arguments: list[str] | None = None) -> int:
    """Carry out the task named by the arguments on the home named by SF_HOME."""
    options = _parse(arguments)
    try:
        home = Home.from_environment()
        authority = chosen_authority(home, options.authority)
        return options.act(home, authority, options, home.today())
    except (RetentionError, HomeError, OSError) as error:
        print(f"Not done: {error}", file=sys.stderr)
        return FAILED


# Tasks ------------------------------------------------------------------------------------------


def _status(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    with built(home) as (connection, _):
        rows = connection.execute(
            "select subject, rule_id, state_name, hold_name, subjects, first_due_on "
            "from build.governance.gov_retention where authority_code = $authority "
            "order by subject, rule_id, state_order, hold_name nulls first",
            {"authority": authority},
        ).fetchall()
    for subject, rule, state, hold, count, first in rows:
        since = f", the first from {first}" if first else ""
        name = f"  of these: {hold}" if hold else f"{subject}, {rule}: {state}"
        print(f"{name}: {count:,}{since if not hold else ''}")
    for row in AppendedFile(home, "registers", "destructions", authority).rows:
        if row["step"] != "destroyed":
            who = f"{row['acted_on']}, {row['acted_by']}"
            print(f"{row['destruction_ref']}: {row['step']} on {who}")
    return DONE


def _plan(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    plan, subjects = make_plan(home, authority, today, _tell)
    if plan.is_empty:
        print("Nothing is due to be destroyed.")
        _print_left_out(plan)
        return DONE
    folder = write_plan(home, plan, subjects, _readable(plan))
    print(_readable(plan))
    print(f"The plan is in {folder}. Nothing is changed yet. To be signed by a named person:")
    print(f"python scripts/retention.py destroy {plan.destruction_ref} --by 'A. Name'")
    return DONE


def _destroy(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    path = destroy(home, authority, options.plan, options.by, today, _tell)
    print(f"Destroyed, and nothing is left. Attestation: {path}")
    return DONE


def _check(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    path = folder_of(home, authority, options.plan) / ATTESTATION
    rows = [
        row
        for row in AppendedFile(home, "registers", "destructions", authority).rows
        if row["destruction_ref"] == options.plan and row["step"] == "attested"
    ]
    if not rows:
        raise RetentionError(
            f"{options.plan} is not attested: run 'python scripts/retention.py destroy "
            f"{options.plan}' until it is."
        )
    if not path.is_file() or sha256_of_file(path) != rows[-1]["sha256"]:
        raise RetentionError(f"'{path}' is gone or is not what was attested.")
    anchors = {
        row["anchor_key"]
        for row in AppendedFile(home, "registers", "destroyed_records", authority).rows
        if row["destruction_ref"] == options.plan and row["anchor_kind"] == "person"
        and not row["kept_key"]
    }  # fmt: skip
    with built(home) as (connection, _):
        again = connection.execute(
            "select feed_code, count(*) from build.intermediate.int_person_source_links "
            "where list_contains($anchors, record_key) group by feed_code order by feed_code",
            {"anchors": sorted(anchors)},
        ).fetchall()
    print(f"The attestation of {options.plan} is as it was written.")
    for feed, count in again:
        print(f"  {feed}: {count:,} of the records came again. Ask the partner not to send them.")
    return DONE


def _readable(plan: Plan) -> str:
    rules = rule_names()
    lines = [f"# Plan {plan.destruction_ref} of {plan.made_on}", ""]
    for rule in sorted({*plan.people.values(), *plan.deliveries.values(), *plan.outputs.values()}):
        people = Counter(plan.people.values())[rule]
        deliveries = Counter(plan.deliveries.values())[rule]
        outputs = Counter(plan.outputs.values())[rule]
        lines.append(
            f"- {rule}, {rules[rule]}: {people:,} people, {deliveries:,} deliveries, "
            f"{outputs:,} outputs"
        )
    lines += ["", "People, by key:", ""]
    lines += [f"- {key} ({rule})" for key, rule in plan.people.items()]
    lines += ["", "Files, with how many rows go:", ""]
    for file in plan.files:
        whole = " (the whole file)" if file.action == "whole" else ""
        lines.append(f"- {file.path}: {sum(file.rows.values()):,}{whole}")
    for title, names in (
        ("Outputs that go:", list(plan.outputs)),
        ("Sealed files that stay, for nobody can look into them:", plan.sealed),
        ("Files that no command may change; move or mend them first:", plan.elsewhere),
        ("Left out:", [f"{key}: {why}" for key, why in plan.left_out.items()]),
    ):
        if names:
            lines += ["", title, "", *(f"- {name}" for name in names)]
    return "\n".join([*lines, ""])


def _print_left_out(plan: Plan) -> None:
    for key, why in plan.left_out.items():
        print(f"  left out, {key}: {why}")


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


# Arguments --------------------------------------------------------------------------------------


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="retention",
        description=(
            "What is due to be destroyed, a plan of it to be signed, and destroying what the plan "
            "lists: in landed files, registers, the warehouse, what is published and what was "
            "made. Nothing is destroyed without a plan and a name under it."
        ),
        epilog="example: python scripts/retention.py plan",
    )
    add_authority(parser)
    tasks = parser.add_subparsers(required=True, metavar="TASK")

    def task(name: str, act, about: str, example: str, *more: str) -> None:
        added = tasks.add_parser(
            name, help=about, description=f"{about[0].upper()}{about[1:]}.",
            epilog=f"example: python scripts/retention.py {example}",
        )  # fmt: skip
        added.set_defaults(act=act)
        if "plan" in more:
            added.add_argument("plan", help="the reference of the plan")
        if "by" in more:
            added.add_argument("--by", default="", metavar="NAME", help="who signs the plan")

    task("status", _status, "count what is due, held and destroyed, by rule", "status")
    task("plan", _plan, "write the plan of what is due; nothing is changed", "plan")
    task(
        "destroy", _destroy, "sign a plan, destroy what it lists, and attest that nothing is left; "
        "after a stop the same command goes on", "destroy DES-2024-03-15-1 --by 'A. Name'",
        "plan", "by",
    )  # fmt: skip
    task(
        "check", _check, "check an attestation, and whether any of the records came again",
        "check DES-2024-03-15-1", "plan",
    )  # fmt: skip
    return parser.parse_args(arguments)

