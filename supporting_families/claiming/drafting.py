"""Drafting: the ready claims of today are written into the ledger and frozen under a hash."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from supporting_families.appended import AppendedFile
from supporting_families.home import Home
from supporting_families.own_files import write_own
from supporting_families.publish import PublishedBuild

from . import hashes
from .errors import ClaimError
from .ledger import Entry, Ledger, writing
from .published import (
    Candidate,
    Window,
    build_of_today,
    candidates,
    check_confirmed,
    reading,
    window_for,
    windows,
)
from .roles import PREPARER, Roles
from .sets import ClaimSet, folder_of, must_be_open, open_set, sets_of

SCHEMA = "extracts.extracts"  # the file is called extracts too
LIST = "draft.csv"


@dataclass(frozen=True)
class Drafted:
    """The open set, whether this run made it, and how many are held back for which reason."""

    claim_set: ClaimSet
    is_new: bool
    held: dict[str, int]
    folder: Path


def draft(home: Home, authority: str, by: str, today: date) -> Drafted:
    """Write the claims that are ready into the ledger as a set. Raises ClaimError.

    The same claims again are no new set: the one that is open stays, and with it its sample.
    """
    with writing(home, authority) as ledger:
        roles = Roles(home, authority, today)
        role = roles.check(by, (PREPARER,))
        build = build_of_today(home, today)
        with reading(home, "extracts") as connection:
            found = candidates(connection, SCHEMA, authority)
            catalogue = hashes.catalogue_hash(connection, SCHEMA, authority)
        chosen = [candidate for candidate in found if candidate.held_reason is None]
        held = Counter(candidate.held_reason for candidate in found if candidate.held_reason)
        if not chosen:
            raise ClaimError(
                f"no claim is ready on {today} ({len(found)} held back): claims.mart_claim_readiness "
                "and claims.fct_claim_blocker say what is missing. Nothing was written."
            )
        with reading(home, "published") as connection:
            check_confirmed(connection, [candidate.episode_key for candidate in chosen])
            window = window_for(windows(connection, authority), today)
        set_hash = hash_of_set(authority, window, chosen)
        already = open_set(ledger)
        if already and already.set_hash == set_hash:
            folder = folder_of(home, authority, already.submission_ref)
            return Drafted(already, False, dict(held), folder)
        _check_may_draft(ledger, already, today)
        _check_none_failed(home, ledger, chosen)
        entries = _entries(ledger, window, build, chosen, set_hash, catalogue)
        folder = folder_of(home, authority, entries[0].submission_ref)
        listed = _list_of(chosen, entries)
        # the list is bound to the ledger: the sample is drawn from it
        entries[0] = replace(entries[0], reference=hashlib.sha256(listed).hexdigest())
        write_own(folder / LIST, listed)
        number = ledger.append(entries, today)
        roles.record("draft", entries[0].submission_ref, by, role, number)
        return Drafted(must_be_open(ledger), True, dict(held), folder)


def withdraw(home: Home, authority: str, by: str, reason: str, today: date) -> ClaimSet:
    """End the open set, so that another can be drafted; its findings stay. Raises ClaimError."""
    with writing(home, authority) as ledger:
        claim_set = must_be_open(ledger)
        roles = Roles(home, authority, today)
        role = roles.check(by, (PREPARER,), claim_set.submission_ref)
        if not reason.strip():
            raise ClaimError("why the set is withdrawn must be given: --reason TEXT.")
        number = ledger.append(
            [claim_set.entry("set_withdrawn", today, result=" ".join(reason.split()))], today
        )
        roles.record("withdraw", claim_set.submission_ref, by, role, number)
        return claim_set


def hash_of_set(authority: str, window: Window, chosen: list[Candidate]) -> str:
    """SHA-256 of who is claimed for what, on which evidence: not of the day it is drafted."""
    lines = sorted(candidate.line() for candidate in chosen)
    text = "\n".join([authority, window.code, *lines])
    return hashlib.sha256(text.encode()).hexdigest()


def _check_may_draft(ledger: Ledger, already: ClaimSet | None, today: date) -> None:
    if already:
        raise ClaimError(
            f"{already.submission_ref} is open ({already.state}) and other claims are ready now. "
            "Submit it, or withdraw it ('python scripts/claims.py withdraw'), then draft again."
        )
    for claim_set in sets_of(ledger):
        submitted = claim_set.last("set_submitted")
        if submitted and submitted.event_on >= today:
            raise ClaimError(
                f"{claim_set.submission_ref} was submitted on {submitted.event_on}: what is ready "
                "after it is known from the next day's build. Draft again tomorrow."
            )


def _check_none_failed(home: Home, ledger: Ledger, chosen: list[Candidate]) -> None:
    """Raises ClaimError where an auditor failed a claim since the build: the next one holds it back."""
    last = {k.entry.episode_key: k.entry for k in ledger.kept if k.entry.entry_type == "found"}
    reviews = AppendedFile(home, "registers", "claim_reviews", ledger.authority)
    let_through = {
        (row["episode_key"], row["decided_on"])
        for row in reviews.rows
        if row["decision"] == "claim" and not row["earlier_claim_ref"]
    }
    failed = [
        candidate
        for candidate in chosen
        if (found := last.get(candidate.episode_key)) is not None
        and found.result == "fail"
        and not any(
            episode == candidate.episode_key and decided_on >= found.event_on.isoformat()
            for episode, decided_on in let_through
        )
    ]
    if failed:
        raise ClaimError(
            f"an auditor failed {len(failed)} of these claims after the build was made. Build and "
            "publish again: they are held back from then on. Nothing was written."
        )


def _entries(
    ledger: Ledger,
    window: Window,
    build: PublishedBuild,
    chosen: list[Candidate],
    set_hash: str,
    catalogue: str,
) -> list[Entry]:
    prefix = f"{ledger.authority}-{window.code.replace('/', '-')}"
    number = 1 + sum(s.submission_ref.startswith(f"{prefix}-") for s in sets_of(ledger))
    submission_ref = f"{prefix}-{number}"
    made_of = {
        "set_hash": set_hash,
        "catalogue_hash": catalogue,
        "model_hash": hashes.model_hash(),
        "git_commit": hashes.git_commit(),
        "build_id": build.build_id,
        "as_of_date": build.as_of_date,
        "known_at": build.known_at,
    }
    whole = Entry(
        "set_drafted", submission_ref, window.code, build.as_of_date,
        amount_gbp=sum((c.payable_gbp for c in chosen), Decimal(0)), families=len(chosen), **made_of,
    )  # fmt: skip
    return [whole] + [
        Entry(
            "drafted", submission_ref, window.code, build.as_of_date,
            claim_ref=f"{submission_ref}-{place:04d}",
            family_key=candidate.family_key,
            episode_key=candidate.episode_key,
            framework_version=candidate.framework_version,
            claim_route=candidate.claim_route,
            amount_gbp=candidate.payable_gbp,
            result=candidate.why_nothing_paid or "",
            evidence_hash=candidate.evidence_hash,
            **made_of,
        )
        for place, candidate in enumerate(chosen, start=1)
    ]  # fmt: skip


def read_list(home: Home, authority: str, claim_set: ClaimSet) -> list[dict[str, str]]:
    """The list of the set as it was drafted, a row a claim. Raises ClaimError if it was changed."""
    file = folder_of(home, authority, claim_set.submission_ref) / LIST
    content = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(content).hexdigest() != claim_set.drafted.reference:
        raise ClaimError(
            f"'{file}' is not as it was drafted: put it back from a copy, or withdraw the set and "
            "draft again."
        )
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def _list_of(chosen: list[Candidate], entries: list[Entry]) -> bytes:
    """The set for the preparer to read, with the case system's own references."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        ["claim_ref", "case_system_family_id", "family_key", "episode_key", "framework_version",
         "claim_route", "amount_gbp", "why_nothing_paid", "headlines", "evidence_hash"]
    )  # fmt: skip
    for candidate, entry in zip(chosen, entries[1:], strict=True):
        writer.writerow(
            [entry.claim_ref, candidate.case_system_family_id, entry.family_key, entry.episode_key,
             entry.framework_version, entry.claim_route, entry.amount_gbp, entry.result,
             " ".join(candidate.headlines), entry.evidence_hash]
        )  # fmt: skip
    return stream.getvalue().encode("utf-8")
