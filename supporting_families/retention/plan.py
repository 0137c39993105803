"""The plan of a destruction: everything that would go, and nothing else; signed before it does."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from supporting_families.hashing import sha256
from supporting_families.home import Home
from supporting_families.own_files import own_folder, write_own

from .cutting import Cut
from .errors import RetentionError
from .needles import Needles
from .tables import Gone

PLAN, SUBJECTS, READABLE = "plan.json", "subjects.json", "plan.md"
ROWS, WHOLE = "rows", "whole"


@dataclass(frozen=True)
class PlannedFile:
    """A file that is written anew without some rows, or destroyed whole.

    `rows` counts what goes by rule and subject, as `RET-P1 person`; of a file destroyed whole all
    rows. `sha256` is that of the file before. A landed file from which every row goes stays, as a
    delivery of nothing. Which rows go is with what the people were known by.
    """

    path: str
    action: str
    sha256: str
    rows: dict[str, int]

    @property
    def is_landed(self) -> bool:
        return self.path.startswith("landing/")


@dataclass(frozen=True)
class Anchor:
    """What is kept of a record: keys and the day it was first known."""

    rule_id: str
    anchor_kind: str
    feed_code: str
    anchor_key: str
    stood_for_key: str
    kept_key: str
    first_known_on: str


@dataclass(frozen=True)
class Before:
    """What must be the same afterwards: the keys of those who are kept, and the ledger."""

    keys: int
    keys_sha256: str
    ledger_entries: int
    ledger_hash: str
    ledger_totals: dict[str, str]


@dataclass(frozen=True)
class Plan:
    """Who and what is destroyed. `people` and `deliveries` are keys and paths, each with its rule.

    `left_out` are people who are due and cannot be destroyed yet, with why; `sealed` files stay
    that nobody can look into; `elsewhere` are files that hold somebody and that no command may
    change.
    """

    destruction_ref: str
    authority: str
    made_on: date
    build_id: str
    people: dict[str, str]
    deliveries: dict[str, str]
    files: list[PlannedFile]
    outputs: dict[str, str]
    anchors: list[Anchor]
    before: Before
    left_out: dict[str, str]
    sealed: list[str]
    elsewhere: list[str]
    subjects_sha256: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.people or self.deliveries or self.outputs)

    def rows_of(self, rule_and_subject: str) -> int:
        """How many rows go under a rule."""
        return sum(file.rows.get(rule_and_subject, 0) for file in self.files)


@dataclass(frozen=True)
class Subjects:
    """What the people were known by, and the rows that go by landed file.

    Kept beside the plan, for its owner alone, until nothing of it is found any more.
    """

    needles: Needles
    gone: Gone
    cuts: dict[str, list[Cut]]


def folder_of(home: Home, authority: str, destruction_ref: str) -> Path:
    """Where the plan of a destruction and its attestation are."""
    return home.of_authority("output", authority) / "retention" / destruction_ref


def write_plan(home: Home, plan: Plan, subjects: Subjects, readable: str) -> Path:
    """Write the plan for its owner alone; the folder."""
    folder = own_folder(folder_of(home, plan.authority, plan.destruction_ref))
    known_by = _json(
        {
            "needles": subjects.needles.to_entry(),
            "gone": {name: sorted(keys) for name, keys in vars(subjects.gone).items()},
            "cuts": {path: [asdict(cut) for cut in cuts] for path, cuts in subjects.cuts.items()},
        }
    )
    entry = {**asdict(plan), "made_on": plan.made_on.isoformat()}
    write_own(folder / SUBJECTS, known_by)
    write_own(folder / READABLE, readable.encode("utf-8"))
    write_own(folder / PLAN, _json({**entry, "subjects_sha256": sha256(known_by)}))
    return folder


def read_plan(home: Home, authority: str, destruction_ref: str) -> tuple[Plan, str]:
    """The plan and the SHA-256 of its file. Raises RetentionError where there is none."""
    path = folder_of(home, authority, destruction_ref) / PLAN
    if not path.is_file():
        raise RetentionError(
            f"there is no plan '{path}'. Make one: 'python scripts/retention.py plan'."
        )
    content = path.read_bytes()
    entry = json.loads(content)
    plan = Plan(
        **{
            **entry,
            "files": [PlannedFile(**file) for file in entry["files"]],
            "anchors": [Anchor(**anchor) for anchor in entry["anchors"]],
            "before": Before(**entry["before"]),
            "made_on": date.fromisoformat(entry["made_on"]),
        }
    )
    return plan, sha256(content)


def read_subjects(home: Home, plan: Plan) -> Subjects:
    """What the people of a plan were known by. Raises RetentionError where it is not there."""
    path = folder_of(home, plan.authority, plan.destruction_ref) / SUBJECTS
    content = path.read_bytes() if path.is_file() else b""
    if sha256(content) != plan.subjects_sha256:
        raise RetentionError(
            f"'{path}' is gone or is not what was planned, so that nobody can say what goes and "
            "look for what is left: put it back from a backup, or make a new plan."
        )
    entry = json.loads(content)
    gone = {
        name: frozenset(tuple(key) if isinstance(key, list) else key for key in keys)
        for name, keys in entry["gone"].items()
    }
    return Subjects(
        Needles.from_entry(entry["needles"]),
        Gone(**gone),
        {path: [_cut(cut) for cut in cuts] for path, cuts in entry["cuts"].items()},
    )


def _cut(entry: dict) -> Cut:
    values = tuple((name, text) for name, text in entry["values"])
    return Cut(entry["label"], entry["row"], values)


def _json(entry: dict) -> bytes:
    return (json.dumps(entry, indent=1, sort_keys=True) + "\n").encode("utf-8")
