"""The command: write the workbook, read it back, withdraw a decision."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from supporting_families.authorities import add_authority, among_several, chosen_authority
from supporting_families.home import Home, HomeError
from supporting_families.linking.model import LinkageError, model_of
from supporting_families.workbooks.reading import WorkbookError, has_answers, one_line

from .answers import read_answers
from .questions import ReviewError, read_questions
from .register import Register
from .workbook import LAYOUT, write_workbook

DONE, REFUSED, FAILED = 0, 2, 3
PAIRS_WRITTEN = 200


def write(home: Home, authority: str, pairs: int, today: date) -> int:
    build, questions = read_questions(home, authority)
    path = home.of_authority("output", authority) / "review" / f"link_review_{build.known_at}.xlsx"
    if has_answers(path, LAYOUT):
        raise ReviewError(
            f"'{path}' has been filled in: have it read, or move it away, before it is written again."
        )
    chosen = questions[:pairs]
    model, whose = model_of(home, authority), among_several(home, authority)
    write_workbook(path, build, chosen, len(questions), model, today, whose)
    print(f"{len(chosen):,} of {len(questions):,} open questions written: {path}")
    print("It holds personal data: keep it where only those who answer can read it.")
    return DONE


def read(home: Home, authority: str, path: Path, today: date) -> int:
    _, questions = read_questions(home, authority)
    register = Register(home, authority)
    filled = read_answers(path, questions, register, today, among_several(home, authority))
    if filled.problems:
        for problem in filled.problems:
            print(problem, file=sys.stderr)
        count = len(filled.problems)
        print(f"Nothing recorded: {count} problem{'s' if count > 1 else ''}.", file=sys.stderr)
        return REFUSED
    ids = register.add([answer.decision for answer in filled.answers], today)
    for answer, decision_id in zip(filled.answers, ids, strict=True):
        print(f"row {answer.row}, review {answer.review_id}: {decision_id}")
    print(
        f"{len(ids)} recorded, {filled.known} recorded before, {filled.left_open} left open. "
        "They count from the next build."
    )
    return DONE


def withdraw(
    home: Home, authority: str, decision_id: str, by: str, reason: str, today: date
) -> int:
    if not (one_line(by) and one_line(reason)):
        raise ReviewError("who withdraws it and why must be given: --by NAME --reason TEXT.")
    Register(home, authority).withdraw(decision_id, by, reason, today)
    print(f"{decision_id} withdrawn. It counts from the next build.")
    return DONE


def main(arguments: list[str] | None = None) -> int:
    options = _parse(arguments)
    try:
        home = Home.from_environment()
        authority, today = chosen_authority(home, options.authority), home.today()
        if options.task == "write":
            return write(home, authority, options.pairs, today)
        if options.task == "read":
            return read(home, authority, Path(options.file), today)
        return withdraw(home, authority, options.decision_id, options.by, options.reason, today)
    except (HomeError, ReviewError, WorkbookError, LinkageError, OSError) as error:
        print(f"Nothing done: {error}", file=sys.stderr)
        return FAILED


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="review_links",
        description=(
            "The review list of person linking: pairs of records of which a person must say "
            "whether they are of one person."
        ),
        epilog=(
            "exit status: 0 done; 2 the workbook has problems and nothing was recorded; 3 the "
            "command could not do its work. "
            "example: python scripts/review_links.py write --pairs 50. "
            "example: python scripts/review_links.py read output/review/link_review_2024-03-15.xlsx. "
            "example: python scripts/review_links.py withdraw ID-2024-03-15-1 --by 'A. Manager' "
            "--reason 'Seen together by the school'"
        ),
    )
    add_authority(parser)
    tasks = parser.add_subparsers(dest="task", required=True, metavar="task")
    task = tasks.add_parser("write", help="write the workbook into output/review")
    task.add_argument(
        "--pairs", type=_positive, default=PAIRS_WRITTEN,
        help=f"how many questions at the most (default: {PAIRS_WRITTEN})",
    )  # fmt: skip
    task = tasks.add_parser("read", help="check a filled-in workbook and record its decisions")
    task.add_argument("file", help="the workbook")
    task = tasks.add_parser("withdraw", help="record that a decision no longer holds")
    task.add_argument("decision_id", help="the decision, as the register has it")
    task.add_argument("--by", required=True, metavar="NAME", help="who withdraws it")
    task.add_argument("--reason", required=True, metavar="TEXT", help="why")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
