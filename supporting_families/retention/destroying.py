"""Carrying out a signed plan, step by step; a run that was stopped goes on where it was.

Every step looks at what is there rather than at what a run before says it did: a file is as it was,
or as the journal says it would become, or somebody else changed it and nothing goes on.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path

from supporting_families.appended import AppendedFile
from supporting_families.contracts import load_contracts
from supporting_families.hashing import sha256_of_file
from supporting_families.home import Home
from supporting_families.own_files import write_own
from supporting_families.publish import read_published_build

from .attesting import Checked, attest, checked
from .cutting import Cut, cut
from .errors import RetentionError
from .facts import rule_names
from .holding import held_now
from .plan import SUBJECTS, WHOLE, Plan, PlannedFile, folder_of, read_plan, read_subjects
from .rebuilding import rebuild
from .searching import files_under, is_leftover
from .tables import rows_about

JOURNAL = "journal.json"
STEPS = (
    "signed", "anchors", "landed", "tables", "recorded", "outputs", "leftovers", "rebuilt",
    "searched", "attested",
)  # fmt: skip
SIGNED, DESTROYED, ATTESTED = "signed", "destroyed", "attested"
KEPT_IN_WAREHOUSE = ("intake", "published.duckdb", "extracts.duckdb")
PLAN_ANEW = "Make a new plan: 'python scripts/retention.py plan'."


def destroy(
    home: Home,
    authority: str,
    destruction_ref: str,
    by: str,
    today: date,
    tell: Callable[[str], None],
    rebuild: Callable[[Home, Callable[[str], None]], None] = rebuild,
    after: Callable[[str], None] = lambda step: None,
) -> Path:
    """Destroy what the plan lists, build and publish anew, look for what is left, and attest.

    The attestation. `after` is called when a step is done. Raises RetentionError where the plan no
    longer fits, somebody in it is held by now, or something of it is found afterwards; run again,
    it goes on.
    """
    plan, plan_sha256 = read_plan(home, authority, destruction_ref)
    run = _Run(home, plan, plan_sha256, by.strip(), today, tell)
    if run.is_attested:
        run.forget()
        return run.folder / "attestation.json"
    run.sign()
    after("signed")
    run.keep_anchors()
    after("anchors")
    run.cut_landed(after)
    after("landed")
    run.cut_tables()
    after("tables")
    run.record()
    after("recorded")
    run.remove_outputs()
    after("outputs")
    run.remove_leftovers()
    after("leftovers")
    run.rebuild(rebuild)
    after("rebuilt")
    found = checked(home, plan, run.subjects, tell)
    after("searched")
    path = run.attest(found)
    after("attested")
    run.forget()
    return path


class _Run:
    """One run of a plan: what it needs at every step."""

    def __init__(
        self, home: Home, plan: Plan, sha256: str, by: str, today: date, tell: Callable[[str], None]
    ) -> None:
        self.plan, self.folder = plan, folder_of(home, plan.authority, plan.destruction_ref)
        self._home, self._sha256, self._by, self._today, self._tell = home, sha256, by, today, tell
        self._steps = AppendedFile(home, "registers", "destructions", plan.authority)
        self._journal = _Journal(self.folder / JOURNAL)
        if not self.is_attested:
            self.subjects = read_subjects(home, plan)

    @property
    def is_attested(self) -> bool:
        return bool(self._of_step(ATTESTED))

    def sign(self) -> None:
        """Put the name under the plan, once. Raises RetentionError where it no longer fits."""
        signed = self._of_step(SIGNED)
        if signed:
            if signed[0]["sha256"] != self._sha256:
                raise RetentionError(
                    f"the plan of {self.plan.destruction_ref} is not the one that was signed: put "
                    "it back from a backup."
                )
            self._tell(f"Signed on {signed[0]['acted_on']} by {signed[0]['acted_by']}: going on.")
            return
        if not self._by:
            raise RetentionError("who signs the plan has to be said: --by NAME.")
        self._check_fits()
        self._append(SIGNED, subjects=str(len(self.plan.people)), sha256=self._sha256)

    def keep_anchors(self) -> None:
        """What is kept: keys, before anything goes."""
        register = AppendedFile(self._home, "registers", "destroyed_records", self.plan.authority)
        there = {
            (row["anchor_kind"], row["anchor_key"])
            for row in register.rows
            if row["destruction_ref"] == self.plan.destruction_ref
        }
        day = self._signed_on()
        register.append(
            [
                {
                    **vars(anchor),
                    "destruction_ref": self.plan.destruction_ref,
                    "destroyed_on": day,
                    "recorded_at": day,
                }
                for anchor in self.plan.anchors
                if (anchor.anchor_kind, anchor.anchor_key) not in there
            ]
        )

    def cut_landed(self, after: Callable[[str], None]) -> None:
        """Landed files, each written aside and then in the place of the old."""
        for file in self.plan.files:
            if not file.is_landed:
                continue
            path = self._home.path / file.path
            if file.action == WHOLE:
                self._remove_whole(file, path)
            else:
                elements = _elements_of(_feed_of(file.path, self._home.authorities()))
                self._cut(file, path, elements, after)
        self._tell(f"{sum(f.is_landed for f in self.plan.files):,} landed files are done.")

    def cut_tables(self) -> None:
        """Registers and other tables: their rows are looked for anew, for they may have grown."""
        for path, rows in rows_about(self._home, self.subjects.gone, self.subjects.needles):
            partial = _partial(path)
            cut(path, [Cut("", row) for row in rows], partial, {})
            shutil.copymode(path, partial)
            os.replace(partial, path)

    def record(self) -> None:
        """How many rows of which file went under which rule."""
        there = {
            (row["rule_id"], row["subject"], row["destroyed_from"])
            for row in self._of_step(DESTROYED)
        }
        names = rule_names()
        counted = {rule: list(self.plan.people.values()).count(rule) for rule in names}
        lines = []
        for file in self.plan.files:
            for rule_and_subject, rows in file.rows.items():
                rule, subject = rule_and_subject.split(" ")
                subjects = counted[rule] if subject == "person" else int(file.action == WHOLE)
                lines.append((rule, subject, file.path, subjects, rows, file.action == WHOLE))
        lines += [(rule, "output", path, 1, 0, True) for path, rule in self.plan.outputs.items()]
        for rule, subject, path, subjects, rows, whole in lines:
            if (rule, subject, path) not in there:
                self._append(
                    DESTROYED, rule_id=rule, subject=subject, destroyed_from=path,
                    subjects=str(subjects), rows_destroyed=str(rows),
                    is_whole_file="Y" if whole else "N",
                )  # fmt: skip

    def remove_outputs(self) -> None:
        """What was made for people to read or send."""
        for name in self.plan.outputs:
            path = self._home.path / name
            path.unlink(missing_ok=True)
            for folder in path.parents:
                if folder == self._home.output:
                    break
                with suppress(OSError):  # a folder that still holds something stays
                    folder.rmdir()

    def remove_leftovers(self) -> None:
        """All that the warehouse can make anew, and what stopped runs left anywhere."""
        kept = [*KEPT_IN_WAREHOUSE]
        if self._is_rebuilt():
            kept.append(self._home.build_file.name)
        for path in self._home.warehouse.glob("*"):
            if path.name not in kept:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in files_under(self._home.path):
            if is_leftover(path):
                path.unlink()

    def rebuild(self, rebuild: Callable[[Home, Callable[[str], None]], None]) -> None:
        """Build and publish anew, unless a run before did."""
        if not self._is_rebuilt():
            rebuild(self._home, self._tell)
            build = read_published_build(self._home.published_file)
            self._journal.put("published", build.build_id)

    def attest(self, found: Checked) -> Path:
        """Write that nothing was found, and put its hash into the register."""
        signed = self._of_step(SIGNED)[0]
        path = attest(self.folder, self.plan, found, signed, self._today)
        self._append(ATTESTED, sha256=sha256_of_file(path))
        return path

    def forget(self) -> None:
        """What the people were known by goes last."""
        (self.folder / SUBJECTS).unlink(missing_ok=True)
        (self.folder / JOURNAL).unlink(missing_ok=True)

    def _is_rebuilt(self) -> bool:
        """Whether a run before built and published what is there."""
        build_id, file = self._journal.get("published"), self._home.published_file
        return (
            build_id is not None
            and file.is_file()
            and self._home.build_file.is_file()
            and read_published_build(file).build_id == build_id
        )

    def _check_fits(self) -> None:
        """Raises RetentionError where anything is not as it was planned."""
        if self.plan.is_empty:
            raise RetentionError("the plan lists nothing.")
        if self.plan.elsewhere:
            raise RetentionError(
                f"{', '.join(self.plan.elsewhere)}: these files hold somebody who is due, and no "
                f"command may change them. Move or mend them. {PLAN_ANEW}"
            )
        file = self._home.published_file
        if not file.is_file() or read_published_build(file).build_id != self.plan.build_id:
            raise RetentionError(f"another build is published than was planned from. {PLAN_ANEW}")
        held = held_now(self._home, self.plan)
        if held:
            raise RetentionError(
                f"{len(held)} of the people and deliveries of the plan are held by now "
                f"({', '.join(held)}). {PLAN_ANEW}"
            )
        for file in self.plan.files:
            path = self._home.path / file.path
            if file.is_landed and (not path.is_file() or sha256_of_file(path) != file.sha256):
                raise RetentionError(f"'{file.path}' changed since it was planned. {PLAN_ANEW}")

    def _remove_whole(self, file: PlannedFile, path: Path) -> None:
        if path.is_file():
            self._check_is(path, {file.sha256}, file.path)
            path.unlink()
        with suppress(OSError):
            path.parent.rmdir()

    def _cut(
        self,
        file: PlannedFile,
        path: Path,
        elements: dict[str, str],
        after: Callable[[str], None],
    ) -> None:
        becomes = self._journal.get(file.path)
        if self._check_is(path, {file.sha256, becomes}, file.path) == becomes:
            return
        partial = _partial(path)
        try:
            cut(path, self.subjects.cuts[file.path], partial, elements)
        except ValueError as error:
            raise RetentionError(
                f"{error}. Nothing of this file was changed. {PLAN_ANEW}"
            ) from error
        shutil.copymode(path, partial)
        self._journal.put(file.path, sha256_of_file(partial))
        after("written aside")
        os.replace(partial, path)

    def _check_is(self, path: Path, known: set[str | None], name: str) -> str:
        """The hash of a file, which must be one of those known. Raises RetentionError."""
        found = sha256_of_file(path) if path.is_file() else ""
        if found not in known:
            raise RetentionError(
                f"'{name}' is neither as it was nor as this destruction would leave it: somebody "
                "changed or removed it meanwhile. Put it back from a backup, and run this again."
            )
        return found

    def _signed_on(self) -> str:
        return self._of_step(SIGNED)[0]["acted_on"]

    def _of_step(self, step: str) -> list[dict[str, str]]:
        return [
            row
            for row in self._steps.rows
            if (row["destruction_ref"], row["step"]) == (self.plan.destruction_ref, step)
        ]

    def _append(self, step: str, **more: str) -> None:
        signed = self._of_step(SIGNED)
        day = self._today.isoformat()
        self._steps.append(
            [
                {
                    "destruction_ref": self.plan.destruction_ref,
                    "step": step,
                    "acted_by": signed[0]["acted_by"] if signed else self._by,
                    "acted_on": day,
                    "recorded_at": day,
                    **more,
                }
            ]
        )


class _Journal:
    """What files become, written before they do."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries = json.loads(path.read_text("utf-8")) if path.is_file() else {}

    def get(self, name: str) -> str | None:
        return self._entries.get(name)

    def put(self, name: str, value: str) -> None:
        self._entries[name] = value
        write_own(self._path, json.dumps(self._entries).encode("utf-8"))


@cache
def _elements_of(feed: str) -> dict[str, str]:
    """By table of XML of a feed the element that is a row."""
    return {c.name: c.element for c in load_contracts() if c.feed_code == feed and c.element}


def _feed_of(name: str, authorities: list[str]) -> str:
    parts = name.split("/")[1:]
    return parts[1] if len(authorities) > 1 and parts[0] in authorities else parts[0]


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.name}.partial")
