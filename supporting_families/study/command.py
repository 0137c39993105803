"""The command: extracts for the National Impact Study, from making them to their destruction."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.home import Home, HomeError

from .after import destroy, objecting_since, record_destroyed, record_sent, withdraw
from .errors import StudyError
from .keys import SETTING, make_folder
from .packaging import Packaged, correct, package, sealed_file
from .register import CONFIRMED, DESTROYED, SENT, StudyRegister

DONE, FAILED = 0, 3


def main(arguments: list[str] | None = None) -> int:
    options = _parse(arguments)
    try:
        home = Home.from_environment()
        return options.act(home, options, home.today())
    except (StudyError, HomeError, OSError) as error:
        print(f"Nothing done: {error}", file=sys.stderr)
        return FAILED


# Tasks --------------------------------------------------------------------------------------------


def _new_keys(home: Home, options: argparse.Namespace, today: date) -> int:
    folder = Path(options.folder)
    is_new = make_folder(folder, home)
    print(f"{'Made' if is_new else 'There already'}: the folder of keys '{folder}'.")
    print(f"Tell the other tasks of it: set {SETTING} to '{folder.resolve()}'.")
    return DONE


def _package(home: Home, options: argparse.Namespace, today: date) -> int:
    codes = [options.authority] if options.authority else home.authorities()
    for code in codes:
        _tell(package(home, chosen_authority(home, code), options.by, today))
    return DONE


def _correct(home: Home, options: argparse.Namespace, today: date) -> int:
    done = correct(
        home, _code(home, options), options.extract, options.reason, options.by, today
    )
    _tell(done)
    print(f"It says that it takes the place of {options.extract}.")
    return DONE


def _tell(done: Packaged) -> None:
    made = done.extract.made
    verb = "Packaged" if done.is_new else "Already packaged"
    print(
        f"{verb} for the study: {done.folder / sealed_file(done.extract.extract_id)}, "
        f"{int(made['families']):,} families, {int(made['people']):,} people, sealed to "
        f"{made['recipient']}."
    )


def _record_sent(home: Home, options: argparse.Namespace, today: date) -> int:
    authority = _code(home, options)
    destroy_by = record_sent(
        home, authority, options.extract, options.on, options.reference, options.by, today
    )
    print(f"Sent on {options.on}: {options.extract}. To be destroyed by {destroy_by}.")
    try:
        objecting = objecting_since(home, authority, options.extract)
    except StudyError as error:  # what was recorded stands
        print(f"Whether somebody in it objects by now could not be told: {error}")
        return DONE
    if objecting:
        print(f"Of its people {objecting:,} object: run 'scripts/study.py withdrawals' for it.")
    return DONE


def _withdrawals(home: Home, options: argparse.Namespace, today: date) -> int:
    notice = withdraw(home, _code(home, options), options.extract, options.by, today)
    if notice is None:
        print(f"Nobody has withdrawn from {options.extract} who was not told of already.")
        return DONE
    print(f"Withdrawn from {options.extract}: {notice.people:,}. To be sent: {notice.file}")
    return DONE


def _destroy(home: Home, options: argparse.Namespace, today: date) -> int:
    is_key_gone = destroy(
        home, _code(home, options), options.extract, options.by, today, options.reason or ""
    )
    print(f"Destroyed: the council's copy of {options.extract} and the key that opened it.")
    if is_key_gone:
        print("The key of its references is destroyed too.")
    else:
        print("The key of the study's references stays: other extracts are still kept.")
    print("Backups of the folder of keys and of the home are yours to see to.")
    return DONE


def _record_destroyed(home: Home, options: argparse.Namespace, today: date) -> int:
    record_destroyed(
        home, _code(home, options), options.extract, options.on, options.reference, options.by,
        today,
    )  # fmt: skip
    print(f"Confirmed: the recipient destroyed its copy of {options.extract} on {options.on}.")
    return DONE


def _status(home: Home, options: argparse.Namespace, today: date) -> int:
    codes = [options.authority] if options.authority else home.authorities()
    for code in codes:
        register = StudyRegister(home, chosen_authority(home, code))
        print(f"Extracts of {code} for the national study: {len(register.extracts):,}.")
        for extract in register.extracts:
            steps = [f"made {extract.made['happened_on']}"]
            for step, word in ((SENT, "sent"), (DESTROYED, "destroyed"), (CONFIRMED, "confirmed")):
                if line := extract.step(step):
                    steps.append(f"{word} {line['happened_on']}")
            if later := register.superseded_by(extract.extract_id):
                steps.append(f"corrected by {later.extract_id}")
            if not extract.step(DESTROYED):
                is_due = extract.destroy_by <= today
                steps.append(f"destroy {'NOW, due' if is_due else 'by'} {extract.destroy_by}")
            people = int(extract.made["people"])
            print(f"  {extract.extract_id}: {people:,} people; {', '.join(steps)}")
    return DONE


def _code(home: Home, options: argparse.Namespace) -> str:
    return chosen_authority(home, options.authority)


# Words --------------------------------------------------------------------------------------------


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="study",
        description=(
            "Extracts for the National Impact Study: made from the published build, checked, sealed "
            "to the recipient, and accounted for in registers/study_extracts.csv until they are "
            f"destroyed. Keys are in the folder named by {SETTING}. docs/study.md goes through it."
        ),
        epilog=(
            "exit status: 0 done; 3 the command could not do its work. "
            "example: python scripts/study.py package --by 'A. Officer'"
        ),
    )
    tasks = parser.add_subparsers(dest="task", required=True, metavar="task")

    def task(name: str, act: Callable[..., int], about: str, *more: str) -> None:
        example = f"python scripts/study.py {name}"
        sub = tasks.add_parser(name, help=about, description=about)
        if name != "new-keys":
            add_authority(sub)
        for option in more:
            flag, settings, shown = _OPTIONS[option]
            sub.add_argument(flag, **settings)
            example += f" {shown}" if shown else ""
        sub.epilog = f"example: {example}"
        sub.set_defaults(act=act)

    task("new-keys", _new_keys, "make the folder of keys, outside repository and home", "folder")
    task("package", _package, "make an extract of the published build", "by")
    task(
        "correct", _correct, "make an extract that takes the place of one sent",
        "extract", "reason", "by",
    )  # fmt: skip
    task(
        "record-sent", _record_sent, "record that an extract was sent",
        "extract", "on", "reference", "by",
    )  # fmt: skip
    task(
        "withdrawals", _withdrawals, "write the notice of who withdrew after sending",
        "extract", "by",
    )  # fmt: skip
    task(
        "destroy", _destroy, "destroy the keys and the council's copy, from their day on",
        "extract", "by", "why",
    )  # fmt: skip
    task(
        "record-destroyed", _record_destroyed, "record that the recipient destroyed its copy",
        "extract", "on", "reference", "by",
    )  # fmt: skip
    task("status", _status, "list the extracts and what is due")
    return parser.parse_args(arguments)


_OPTIONS = {
    "folder": ("folder", {"help": "the folder"}, "~/study-keys"),
    "extract": ("extract", {"help": "the extract"}, "NIS-901-2024-03-15-1"),
    "by": (
        "--by", {"required": True, "metavar": "NAME", "help": "who does it"}, "--by 'A. Officer'",
    ),
    "on": (
        "--on",
        {"required": True, "type": date.fromisoformat, "metavar": "YYYY-MM-DD", "help": "the day"},
        "--on 2024-03-20",
    ),
    "reference": (
        "--reference",
        {"required": True, "metavar": "TEXT", "help": "reference of the transfer or letter"},
        "--reference T-1234",
    ),
    "reason": (
        "--reason", {"required": True, "metavar": "TEXT", "help": "why"}, "--reason 'wrong dates'",
    ),
    "why": ("--reason", {"metavar": "TEXT", "help": "why, where it was never sent"}, ""),
}  # fmt: skip
