"""Audit of the open set: its sample, what the auditor found, and what that asks for (R19)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from supporting_families.appended import AppendedFile
from supporting_families.home import Home
from supporting_families.own_files import write_own

from .drafting import read_list
from .errors import ClaimError
from .ledger import Entry, Ledger, writing
from .published import reading
from .roles import AUDITOR, Roles
from .sampling import Drawable, draw, sample_size
from .sets import ClaimSet, folder_of, must_be_open, set_named, sets_of
from .settings import AuditSettings, audit_settings

PASS, FAIL = "pass", "fail"
SAMPLE = "sample.csv"


@dataclass(frozen=True)
class Audit:
    """How far the audit of a set has come."""

    claims: int
    sampled: int
    passed: int
    failed: int
    tolerance_percent: int

    @property
    def outstanding(self) -> int:
        """Sampled claims without a finding."""
        return self.sampled - self.passed - self.failed

    @property
    def is_above_tolerance(self) -> bool:
        """Whether more of the claims looked at failed than is borne."""
        looked_at = self.passed + self.failed
        return 100 * self.failed > self.tolerance_percent * looked_at

    @property
    def must_extend(self) -> bool:
        """Whether more claims have to be looked at: too many failed, and there are more."""
        return self.outstanding == 0 and self.is_above_tolerance and self.sampled < self.claims

    def why_not(self) -> str | None:
        """Why the set may not be certified, and what to do; None where it may."""
        if self.sampled == 0:
            return "no sample was drawn: 'python scripts/claims.py sample'."
        if self.outstanding:
            return (
                f"{self.outstanding} of {self.sampled} sampled claims have no finding: "
                "'python scripts/claims.py findings read FILE'."
            )
        if self.must_extend:
            return (
                f"{self.failed} of {self.sampled} sampled claims failed, more than the "
                f"{self.tolerance_percent} percent that are borne, and {self.claims - self.sampled} "
                "have not been looked at: draw more with 'python scripts/claims.py sample'."
            )
        if self.failed:
            return (
                f"{self.failed} claims failed: withdraw the set ('python scripts/claims.py withdraw'), "
                "build, and draft again; they are held back, and what passed stays passed."
            )
        return None


def audit_of(claim_set: ClaimSet, settings: AuditSettings) -> Audit:
    """How far the audit of a set has come."""
    results = list(claim_set.findings.values())
    return Audit(
        claims=len(claim_set.claims),
        sampled=len(claim_set.sampled),
        passed=results.count(PASS),
        failed=results.count(FAIL),
        tolerance_percent=settings.tolerance_percent,
    )


def settings_now(home: Home, authority: str, today: date) -> AuditSettings:
    """The audit settings of the published build."""
    with reading(home, "published") as connection:
        return audit_settings(connection, authority, today)


def sample(home: Home, authority: str, by: str, today: date) -> tuple[ClaimSet, int]:
    """Draw the sample of the open set, or the extension that its errors ask for.

    Returns the set and how many claims were drawn now. A claim that passed before on the same
    evidence is passed. Raises ClaimError where there is nothing to draw.
    """
    settings = settings_now(home, authority, today)
    with writing(home, authority) as ledger:
        claim_set = must_be_open(ledger)
        roles = Roles(home, authority, today)
        role = roles.check(by, (AUDITOR,), claim_set.submission_ref)
        listed = read_list(home, authority, claim_set)
        claims = [
            Drawable(row["claim_ref"], row["episode_key"], tuple(row["headlines"].split()))
            for row in listed
        ]
        step = sample_size(len(claims), settings.sample_percent, settings.sample_minimum)
        before = {entry.claim_ref for entry in claim_set.sampled}
        audit = audit_of(claim_set, settings)
        if before and not audit.must_extend:
            raise ClaimError(
                f"the sample of {claim_set.submission_ref} is drawn ({len(before)} claims) and "
                "follows from the set: it is drawn again only for another set, and extended only "
                "when more fail than is borne."
            )
        drawn = draw(claims, claim_set.set_hash, len(before) + step)
        new = [(claim, why) for claim, why in drawn if claim.claim_ref not in before]
        entries = [
            claim_set.entry(
                "set_sampled", today, families=len(new), set_hash=claim_set.set_hash
            )
        ]
        by_ref = {claim.claim_ref: claim for claim in claim_set.claims}
        passed = _passed_before(ledger)
        for claim, _ in new:
            drafted = by_ref[claim.claim_ref]
            entries.append(claim_set.of_claim("sampled", today, drafted))
            finding = passed.get((drafted.episode_key, drafted.evidence_hash))
            if finding:
                entries.append(
                    claim_set.of_claim(
                        "found", today, drafted, result=PASS, reference=finding,
                        evidence_hash=drafted.evidence_hash,
                    )
                )  # fmt: skip
        number = ledger.append(entries, today)
        roles.record("sample", claim_set.submission_ref, by, role, number)
        _write_sample(home, authority, claim_set, listed, drawn)
        return set_named(ledger, claim_set.submission_ref), len(new)


def record_findings(
    home: Home, authority: str, found: list[dict[str, str]], by: str, today: date
) -> tuple[ClaimSet, list[str]]:
    """Record findings (claim_ref, result, issue, note, found_on); the set and their references.

    A claim may be found on again: the last finding counts, and all are kept. Raises ClaimError.
    """
    with writing(home, authority) as ledger:
        claim_set = must_be_open(ledger)
        roles = Roles(home, authority, today)
        role = roles.check(by, (AUDITOR,), claim_set.submission_ref)
        if claim_set.last("set_certified"):
            raise ClaimError(
                f"{claim_set.submission_ref} is certified: findings come before the certificate. "
                "Withdraw the set to look at it again."
            )
        register = AppendedFile(home, "registers", "claim_findings", authority)
        refs = register.new_ids("finding_ref", "FIN", today, len(found))
        sampled = {entry.claim_ref: entry for entry in claim_set.sampled}
        hashes = {claim.claim_ref: claim.evidence_hash for claim in claim_set.claims}
        entries, rows = [], []
        for ref, row in zip(refs, found, strict=True):
            entry = sampled.get(row["claim_ref"])
            if entry is None:
                raise ClaimError(
                    f"claim {row['claim_ref']} is not in the sample of {claim_set.submission_ref}. "
                    "Nothing was recorded."
                )
            entries.append(
                claim_set.of_claim(
                    "found", date.fromisoformat(row["found_on"]), entry, result=row["result"],
                    reference=ref, evidence_hash=hashes[entry.claim_ref],
                )
            )  # fmt: skip
            rows.append(
                {
                    "finding_ref": ref,
                    "submission_ref": claim_set.submission_ref,
                    "claim_ref": entry.claim_ref,
                    "episode_key": entry.episode_key,
                    "evidence_hash": hashes[entry.claim_ref],
                    "result": row["result"],
                    "issue": row.get("issue", ""),
                    "note": row.get("note", ""),
                    "found_by": by,
                    "found_on": row["found_on"],
                    "recorded_at": today.isoformat(),
                }
            )
        if not rows:
            return claim_set, []
        register.append(rows)
        number = ledger.append(entries, today)
        roles.record("find", claim_set.submission_ref, by, role, number)
        return set_named(ledger, claim_set.submission_ref), refs


def _passed_before(ledger: Ledger) -> dict[tuple[str, str], str]:
    """References of passes by episode and evidence, where no later finding said otherwise."""
    last: dict[tuple[str, str], Entry] = {}
    for claim_set in sets_of(ledger):
        for kept in claim_set.kept:
            if kept.entry.entry_type == "found":
                last[kept.entry.episode_key, kept.entry.evidence_hash] = kept.entry
    return {key: entry.reference for key, entry in last.items() if entry.result == PASS}


def _write_sample(
    home: Home,
    authority: str,
    claim_set: ClaimSet,
    listed: list[dict[str, str]],
    drawn: list[tuple[Drawable, str]],
) -> None:
    """The sample for the auditor, with the case system's own references."""
    families = {row["claim_ref"]: row["case_system_family_id"] for row in listed}
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["claim_ref", "case_system_family_id", "sampled_for", "headlines"])
    for claim, why in drawn:
        writer.writerow(
            [claim.claim_ref, families[claim.claim_ref], why, " ".join(claim.headlines)]
        )
    folder = folder_of(home, authority, claim_set.submission_ref)
    write_own(folder / SAMPLE, stream.getvalue().encode("utf-8"))
