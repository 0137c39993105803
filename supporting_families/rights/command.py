"""The command: what people ask about what is held of them, from the request to the answer."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date

from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.home import Home, HomeError

from .copying import make_copy
from .correcting import Rectifications, Wrong
from .errors import RightsError
from .objecting import DECISIONS, SCOPES, Objections
from .requests import Requests, load_limits
from .subject import Subject, find_subject, opened_build, subject_of_key

DONE, REFUSED = 0, 3
NEXT = "It holds from the next build on: run 'python tasks.py build'."


def main(arguments: list[str] | None = None) -> int:
    """Do one task. Returns the exit status."""
    options = _parse(arguments)
    try:
        home = Home.from_environment()
        authority = chosen_authority(home, options.authority)
        options.act(home, authority, options, home.today())
    except (RightsError, HomeError, OSError) as error:
        print(f"Nothing done: {error}", file=sys.stderr)
        return REFUSED
    return DONE


# Tasks --------------------------------------------------------------------------------------------


def _receive(home: Home, authority: str, options: argparse.Namespace, today: date) -> None:
    feed, reference = _named(home, authority, options)
    request = Requests(home, authority).receive(
        options.type, feed, reference, options.on or today, options.by, today
    )
    print(f"Recorded as {request.request_ref}: to be answered by {request.due_on}.")


def _access(home: Home, authority: str, options: argparse.Namespace, today: date) -> None:
    print("Logged; reading every table. This takes a few seconds.", flush=True)
    copied = make_copy(
        home, authority, options.request, options.by, today,
        options.checked, options.leave_out, options.public_key,
    )  # fmt: skip
    print(f"{copied.rows:,} rows, in {copied.path}. It is personal data: keep it safe.")
    if copied.withheld:
        print(f"{copied.withheld:,} cells are withheld because they tell of somebody else.")
    if copied.to_check:
        print(
            f"Not to be given yet: {copied.to_check:,} things have to be looked at, listed in "
            "check_first.html. Then make it again with --checked or --leave-out."
        )


def _step(step: str, told: str) -> Callable[..., None]:
    def act(home: Home, authority: str, options: argparse.Namespace, today: date) -> None:
        request = Requests(home, authority).step(
            options.request, step, options.on or today, options.by,
            getattr(options, "reason", None) or "", today,
        )  # fmt: skip
        print(f"{told}: {request.request_ref}.", end=" ")
        if request.state == "open":
            print(f"It is to be answered by {request.due_on}.")
        else:
            late = request.ended_on > request.due_on
            print(f"It was due on {request.due_on}{': late' if late else ', in time'}.")

    return act


def _rectify(home: Home, authority: str, options: argparse.Namespace, today: date) -> None:
    feed, reference, request = _whose(home, authority, options)
    values = _values(options)
    reference, rows = Rectifications(home, authority).rectify(
        Wrong(
            options.in_feed or feed,
            options.table,
            options.in_reference or reference,
            options.column,
            values["wrong"],
            values["right"],
            options.row_column or "",
            values["row_value"],
        ),
        options.by,
        options.reason,
        request,
        today,
    )
    print(f"Recorded as {reference}: found in {rows:,} landed rows, which stay as received. {NEXT}")


def _unrectify(home: Home, authority: str, options: argparse.Namespace, today: date) -> None:
    Rectifications(home, authority).withdraw(options.rectification, today)
    print(f"Taken back: {options.rectification}. {NEXT}")


def _object(home: Home, authority: str, options: argparse.Namespace, today: date) -> None:
    feed, reference, _ = _whose(home, authority, options)
    objection = Objections(home, authority).object(
        feed, reference, options.scope, options.objected_feed or "", options.on or today, today
    )
    print(f"Recorded as {objection}, to be decided; until then it holds. {NEXT}")


def _decide(home: Home, authority: str, options: argparse.Namespace, today: date) -> None:
    Objections(home, authority).decide(
        options.objection, options.decision, options.by, options.reason, today
    )
    print(f"Decided: {options.objection} is {options.decision}. {NEXT}")


def _withdraw_objection(
    home: Home, authority: str, options: argparse.Namespace, today: date
) -> None:
    Objections(home, authority).withdraw(options.objection, today)
    print(f"Taken back: {options.objection}. {NEXT}")


def _restrict(home: Home, authority: str, options: argparse.Namespace, today: date) -> None:
    request = Requests(home, authority).open(options.request)
    with opened_build(home, must_be_whole=False) as (connection, _):
        subject = find_subject(
            connection, authority, request.feed_code, request.source_person_ref
        )
    ids = Objections(home, authority).restrict(
        request.request_ref, request.feed_code, request.source_person_ref,
        [feed for feed, _ in subject.records], today, today,
    )  # fmt: skip
    print(
        f"Recorded {len(ids)} lines: study, matching, and every feed that names the person now. "
        f"{NEXT} A feed that names the person later is not among them."
    )


def _lift(home: Home, authority: str, options: argparse.Namespace, today: date) -> None:
    ids = Objections(home, authority).lift(options.request, today)
    print(f"Taken back: {len(ids)} lines. {NEXT}")


def _status(home: Home, authority: str, options: argparse.Namespace, today: date) -> None:
    requests = Requests(home, authority).all()
    waiting = sorted((r for r in requests if r.state == "open"), key=lambda r: r.due_on)
    print(f"{len(requests):,} requests, {len(waiting):,} without an answer.")
    for request in waiting:
        days = (request.due_on - today).days
        left = f"{days} days left" if days >= 0 else f"{-days} days late"
        print(f"  {request.request_ref}  {request.request_type:<13} due {request.due_on}, {left}")


# Whose --------------------------------------------------------------------------------------------


def _named(home: Home, authority: str, options: argparse.Namespace) -> tuple[str, str]:
    """Feed and reference of the person that the options name, who must be in what is published."""
    with opened_build(home, must_be_whole=False) as (connection, _):
        if options.person_key:
            subject: Subject = subject_of_key(connection, authority, options.person_key)
            return subject.records[0]
        if not (options.feed and options.person):
            raise RightsError("say whose: --feed FEED --person REFERENCE, or --person-key KEY.")
        find_subject(connection, authority, options.feed, options.person)
    return options.feed, options.person


def _whose(
    home: Home, authority: str, options: argparse.Namespace
) -> tuple[str, str, str]:
    """Feed and reference of the person, and the request that is followed, if one is."""
    if options.request:
        request = Requests(home, authority).open(options.request)
        return request.feed_code, request.source_person_ref, request.request_ref
    return *_named(home, authority, options), ""


def _values(options: argparse.Namespace) -> dict[str, str]:
    """The wrong and the right value, which the history of the shell need not keep."""
    names = ("wrong", "right", "row_value")
    given = {name: getattr(options, name) for name in names}
    if options.stdin:
        try:
            given = json.loads(sys.stdin.read())
        except json.JSONDecodeError as error:
            raise RightsError(
                "standard input is no JSON: expected one object with texts for wrong and right."
            ) from error
        if not isinstance(given, dict) or not given.keys() <= set(names):
            raise RightsError(
                f"standard input holds something else: expected texts for {', '.join(names)}."
            )
    if given.get("wrong") is None:
        raise RightsError(
            "say what the column holds now, with --stdin or --wrong; an empty text: nothing."
        )
    return {name: str(given.get(name) or "").strip() for name in names}


# Words --------------------------------------------------------------------------------------------


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="subject",
        description=(
            "What people may ask about what is held of them: a copy of everything, a value put "
            "right, an objection, a restriction. Requests and decisions are lines of registers/, "
            "and hold from the next build on. docs/subject-rights.md goes through it."
        ),
        epilog=(
            "exit status: 0 done; 3 not done, the message says why. "
            "example: python scripts/subject.py receive --type access --feed early_help "
            "--person P0000053 --by 'A. Officer'"
        ),
    )
    add_authority(parser)
    tasks = parser.add_subparsers(dest="task", required=True, metavar="task")

    def task(name: str, act: Callable[..., None], about: str, *more: str) -> None:
        example = f"python scripts/subject.py {name}"
        sub = tasks.add_parser(name, help=about, description=about)
        for option in more:
            for flag, settings, shown in _OPTIONS[option]:
                sub.add_argument(flag, **settings)
                example += f" {shown}" if shown else ""
        sub.epilog = f"example: {example}"
        sub.set_defaults(act=act)

    task("receive", _receive, "record a request that came", "type", "whose", "on", "by")
    task(
        "access", _access, "make the copy of everything that is held; logged first",
        "request", "by", "guards",
    )  # fmt: skip
    task(
        "extend", _step("extended", "More time is taken"), "record that an answer takes longer",
        "request", "on", "reason", "by",
    )  # fmt: skip
    task(
        "answered", _step("answered", "Answered"), "record that the answer was given",
        "request", "on", "by",
    )  # fmt: skip
    task(
        "refuse", _step("refused", "Refused"), "record that the request is refused",
        "request", "on", "reason", "by",
    )  # fmt: skip
    task(
        "withdraw", _step("withdrawn", "Withdrawn"), "record that the person takes a request back",
        "request", "on", "by",
    )  # fmt: skip
    task(
        "rectify", _rectify, "record that a value is wrong, and what is right",
        "following", "whose", "wrong", "reason", "by",
    )  # fmt: skip
    task("unrectify", _unrectify, "record that a rectification no longer holds", "rectification")
    task(
        "object", _object, "record an objection; it holds until it is decided",
        "following", "whose", "scope", "on",
    )  # fmt: skip
    task(
        "decide", _decide, "record what was decided on an objection",
        "objection", "decision", "reason", "by",
    )  # fmt: skip
    task(
        "withdraw-objection", _withdraw_objection,
        "record that the person takes an objection back", "objection",
    )  # fmt: skip
    task(
        "restrict", _restrict, "stop every use of the data while a request is open", "request"
    )
    task("lift", _lift, "end a restriction", "request")
    task("status", _status, "requests without an answer, and when each is due")
    return parser.parse_args(arguments)


def _date(text: str) -> date:
    return date.fromisoformat(text)


_OPTIONS = {
    "type": [
        (
            "--type",
            {"required": True, "choices": list(load_limits()), "help": "what is asked for"},
            "--type access",
        ),
    ],
    "whose": [
        ("--feed", {"metavar": "FEED", "help": "feed whose reference names the person"},
         "--feed early_help"),
        ("--person", {"metavar": "REFERENCE", "help": "the reference"}, "--person P0000053"),
        ("--person-key", {"metavar": "KEY", "help": "or the person key"}, ""),
    ],
    "request": [("request", {"help": "the request"}, "SR-2024-09-30-1")],
    "following": [
        ("--request", {"metavar": "REQUEST", "help": "the request that it follows, if any"},
         ""),
    ],
    "on": [
        ("--on", {"type": _date, "metavar": "YYYY-MM-DD", "help": "the day (default: today)"}, ""),
    ],
    "by": [
        ("--by", {"required": True, "metavar": "NAME", "help": "who does it"}, "--by 'A. Officer'"),
    ],
    "reason": [
        ("--reason", {"required": True, "metavar": "TEXT", "help": "why: no names"},
         "--reason 'birth certificate seen'"),
    ],
    "guards": [
        ("--checked", {"action": "append", "default": [], "metavar": "FEED",
                       "help": "a feed that somebody has looked at and that may be given"}, ""),
        ("--leave-out", {"action": "append", "default": [], "metavar": "FEED",
                         "help": "a feed that must not be given"}, ""),
        ("--public-key", {"metavar": "KEY", "help": "seal the copy to this public key of age"}, ""),
    ],
    "wrong": [
        ("--table", {"required": True, "help": "table of the feed"}, "--table ssd_person"),
        ("--column", {"required": True, "help": "column that is wrong"}, "--column pers_dob"),
        ("--in-feed", {"metavar": "FEED", "help": "feed of the table, where another"}, ""),
        ("--in-reference", {"metavar": "REFERENCE",
                            "help": "reference of the person in that other feed"}, ""),
        ("--row-column", {"metavar": "COLUMN", "help": "column that says which rows, where the "
                          "reference of the person does not"}, ""),
        ("--row-value", {"metavar": "TEXT", "help": "what that column holds"}, ""),
        ("--wrong", {"metavar": "TEXT", "help": "what the column holds now"}, ""),
        ("--right", {"metavar": "TEXT", "help": "what it ought to hold; without it the wrong value "
                     "is not used"}, ""),
        ("--stdin", {"action": "store_true", "help": "read wrong and right from standard input, as "
                     "a JSON object"}, "--stdin"),
    ],
    "rectification": [("rectification", {"help": "its reference"}, "REC-2024-09-30-1")],
    "scope": [
        ("--scope", {"required": True, "choices": SCOPES, "help": "what is objected to"},
         "--scope study"),
        ("--objected-feed", {"metavar": "FEED", "help": "feed objected to, for scope feed"}, ""),
    ],
    "objection": [("objection", {"help": "the objection"}, "OBJ-2024-09-30-1")],
    "decision": [
        ("--decision", {"required": True, "choices": DECISIONS[1:], "help": "what was decided"},
         "--decision upheld"),
    ],
}  # fmt: skip
