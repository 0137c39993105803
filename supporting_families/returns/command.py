"""The command: what is due, preparing the returns, recording that they were sent."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.home import Home, HomeError
from supporting_families.package import Packaged, PackageError
from supporting_families.workbooks.reading import WorkbookError, has_answers

from . import calendar, progress
from .early_help import package_early_help
from .errors import ReturnsError
from .guide import read_questions
from .guide_book import LAYOUTS, write_template
from .guide_package import package_assessment
from .guide_reading import read_assessment
from .packaging import folder_of
from .published import published, published_build
from .sent import record_sent, sent_of
from .survey import package_survey
from .years import first_day, in_a_name, year_of

DONE, REFUSED, FAILED = 0, 2, 3


def main(arguments: list[str] | None = None) -> int:
    options = _parse(arguments)
    try:
        home = Home.from_environment()
        authority = chosen_authority(home, options.authority)
        return options.act(home, authority, options, home.today())
    except (ReturnsError, HomeError, PackageError, WorkbookError, OSError) as error:
        print(f"Nothing done: {error}", file=sys.stderr)
        return FAILED


# Tasks --------------------------------------------------------------------------------------------


def _status(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    build = published_build(home)
    print(f"The programme's year of authority {authority}, as of {build.as_of_date:%d/%m/%Y}")
    if build.as_of_date != today:
        print(f"Today is {today:%d/%m/%Y}: build and publish for the calendar of today.")
    rows = published(home, "programme.mart_returns_calendar", authority, "due_on, item_code")
    year = options.year or year_of(build.as_of_date)
    for line in calendar.in_words(rows.as_dicts(), sent_of(home, authority), year):
        print(line)
    milestones = published(home, "programme.mart_data_maturity", authority).as_dicts()
    asked = [row for row in milestones if not row["is_recommendation"]]
    missing = [row for row in asked if not row["is_enough"]]
    print(f"Data milestones: {len(asked) - len(missing)} of {len(asked)} are as far as asked.")
    for row in missing:
        print(f"  {row['milestone_code']} {row['milestone_text']}: {row['what_it_means']}")
        print(f"      what would meet it: {row['what_would_meet_it']}")
    return DONE


def _system_guide(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    questions = read_questions(home, authority, today)
    if options.what == "write":
        return _write_guide(home, authority, options, today)
    if not options.file:
        raise ReturnsError("which workbook is read must be given: system-guide read FILE.")
    assessment, problems = read_assessment(Path(options.file), questions, today)
    if assessment is None:
        for problem in problems:
            print(f"{Path(options.file).name}: {problem}", file=sys.stderr)
        count = len(problems)
        print(f"Nothing packaged: {count} problem{'s' if count > 1 else ''}.", file=sys.stderr)
        return REFUSED
    _tell(package_assessment(home, authority, assessment, questions, options.formal))
    return DONE


def _write_guide(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    questions = read_questions(home, authority, today)
    year = options.year or year_of(today)
    first_day(year)  # what is no year is told of before anything is written
    path = folder_of(home, authority, "system_guide") / f"system_guide_{in_a_name(year)}.xlsx"
    if any(has_answers(path, layout) for layout in LAYOUTS):
        raise ReturnsError(
            f"'{path}' has been filled in: have it read, or move it away, before it is written "
            "again."
        )
    [name] = [
        str(row["authority_name"])
        for row in published(home, "core.dim_authority", authority).as_dicts()
    ]
    milestones = published(home, "programme.mart_data_maturity", authority).as_dicts()
    write_template(path, questions, year, name, milestones, today)
    print(f"{len(questions.descriptors)} descriptors, to be filled in: {path}")
    if questions.has_placeholders:
        print(
            "They are placeholders: the list of the guide could not be obtained. Put the "
            "descriptors of your edition into local/system_guide_descriptors.csv."
        )
    return DONE


def _survey(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    _tell(package_survey(home, authority, options.year))
    print("What the survey asks is not published: read the package beside the form.")
    return DONE


def _early_help(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    _tell(package_early_help(home, authority))
    print("It is a reconstruction, and a draft.")
    return DONE


def _progress(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    _tell(
        progress.package_progress(
            home, authority, options.year, options.quarter, options.formal
        )
    )
    return DONE


def _record_sent(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    is_new = record_sent(
        home, authority, options.return_code, options.year, options.quarter, options.on,
        options.reference, options.by, today, Path(options.package) if options.package else None,
        not options.not_packaged,
    )  # fmt: skip
    print("Recorded. It counts from the next build." if is_new else "Recorded before.")
    return DONE


def _tell(packaged: Packaged) -> None:
    print(f"{'Packaged' if packaged.is_new else 'Already packaged'}: {packaged.folder}")


# Words --------------------------------------------------------------------------------------------


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="returns",
        description=(
            "Returns of the programme's year: what is due, the packages of each, and the record "
            "that they were sent. docs/programme-year.md goes through it."
        ),
        epilog=(
            "exit status: 0 done; 2 the workbook has problems and nothing was packaged; 3 the "
            "command could not do its work. example: python scripts/returns.py status"
        ),
    )
    add_authority(parser)
    tasks = parser.add_subparsers(dest="task", required=True, metavar="task")

    def task(name: str, act: object, about: str, example: str) -> argparse.ArgumentParser:
        sub = tasks.add_parser(
            name, help=about, description=about,
            epilog=f"example: python scripts/returns.py {name} {example}".rstrip(),
        )  # fmt: skip
        sub.set_defaults(act=act)
        return sub

    sub = task("status", _status, "what is due, open, overdue and done, in plain words", "")
    _year(sub, "the financial year that is told of (default: that of the build)")
    sub = task(
        "system-guide", _system_guide,
        "the self-assessment of the Early Help System Guide: write its template, read it",
        "read output/returns/system_guide/system_guide_2023-24.xlsx",
    )  # fmt: skip
    sub.add_argument("what", choices=["write", "read"])
    sub.add_argument("file", nargs="?", help="the workbook that is read")
    _year(sub, "the financial year of the template (default: that of today)")
    _formal(sub)
    sub = task("data-survey", _survey, "package what is held of each feed, as a draft", "")
    _year(sub, "the financial year of the survey (default: that of the build)")
    task("early-help", _early_help, "package the early help collection, as a draft", "")
    sub = task(
        "progress-information", _progress, "package Progress Information of a quarter",
        "--year 2023/24 --quarter 3 --formal",
    )  # fmt: skip
    _year(sub, "financial year", required=True)
    _quarter(sub, required=True)
    _formal(sub)
    sub = task(
        "record-sent", _record_sent, "record that a return was sent",
        "progress_information --year 2023/24 --quarter 3 --on 2024-01-04 --reference PI-77 "
        "--by 'A. Coordinator'",
    )  # fmt: skip
    sub.add_argument("return_code", help="code of the return, as the calendar has it")
    _year(sub, "financial year that the return is about", required=True)
    _quarter(sub, required=False)
    sub.add_argument("--on", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD",
                     help="the day it was sent")  # fmt: skip
    sub.add_argument("--reference", required=True, metavar="TEXT", help="reference of Delta")
    sub.add_argument("--by", required=True, metavar="NAME", help="who sent it")
    sub.add_argument("--not-packaged", action="store_true",
                     help="Progress Information was not packaged here: no figures are kept")
    sub.add_argument("--package", metavar="FOLDER",
                     help="package of Progress Information, where there are several")  # fmt: skip
    return parser.parse_args(arguments)


def _year(parser: argparse.ArgumentParser, about: str, required: bool = False) -> None:
    parser.add_argument("--year", required=required, metavar="YYYY/YY", help=about)


def _quarter(parser: argparse.ArgumentParser, required: bool) -> None:
    parser.add_argument(
        "--quarter", required=required, type=int, choices=[1, 2, 3, 4], help="quarter of the year"
    )


def _formal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--formal", action="store_true", help="to be sent, and no draft; refused in a demo home"
    )
