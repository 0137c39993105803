"""The command: claims from draft to payment, and looking back at them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from supporting_families.appended import only_authority
from supporting_families.home import Home, HomeError
from supporting_families.package import PackageError
from supporting_families.workbooks.reading import WorkbookError

from . import money
from .auditing import audit_of, record_findings, sample, settings_now
from .certifying import certify
from .checks import check, reproduce
from .drafting import draft, withdraw
from .errors import ClaimError
from .findings_book import read_findings, write_findings
from .ledger import Ledger
from .packaging import package_set
from .pack import PACK_KEYS, PackLog, open_pack
from .packs import write_all
from .sets import must_be_open, sets_of
from .submitting import record_submitted

DONE, REFUSED, FAILED = 0, 2, 3
PERSONAL = "It tells who families are: keep it where only those who need it can read it."


def main(arguments: list[str] | None = None) -> int:
    options = _parse(arguments)
    try:
        home = Home.from_environment()
        authority = options.authority or only_authority(home)
        return options.act(home, authority, options, home.today())
    except (ClaimError, HomeError, PackageError, WorkbookError, OSError) as error:
        print(f"Nothing done: {error}", file=sys.stderr)
        return FAILED


# Tasks --------------------------------------------------------------------------------------------


def _draft(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    drafted = draft(home, authority, options.by, today)
    claim_set = drafted.claim_set
    verb = "Drafted" if drafted.is_new else "Already drafted"
    print(
        f"{verb} {claim_set.submission_ref}: {len(claim_set.claims):,} families, "
        f"£{claim_set.amount_gbp:,.2f}, for window {claim_set.window}."
    )
    for reason, count in sorted(drafted.held.items()):
        print(f"  held back, {reason}: {count:,}")
    print(f"The list is in {drafted.folder}. {PERSONAL}")
    return DONE


def _withdraw(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    claim_set = withdraw(home, authority, options.by, options.reason, today)
    print(f"Withdrawn: {claim_set.submission_ref}. Its findings are kept.")
    return DONE


def _sample(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    claim_set, drawn = sample(home, authority, options.by, today)
    passed = sum(1 for result in claim_set.findings.values() if result == "pass")
    print(
        f"Drawn {drawn:,} claims of {claim_set.submission_ref}: {len(claim_set.sampled):,} of "
        f"{len(claim_set.claims):,} in all, {passed:,} passed before on the same evidence."
    )
    return DONE


def _packs(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    files = write_all(home, authority, today)
    print(f"{len(files):,} evidence packs written, encrypted to the auditors: {files[0].parent.parent}")
    return DONE


def _open_pack(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    folder = open_pack(
        Path(options.file),
        PACK_KEYS.file_named(options.key, home),
        Path(options.into),
        options.by,
        PackLog(home, authority),
    )
    print(f"Opened, and the opening is logged: {folder}")
    print("Delete the folder when you have done with it.")
    return DONE


def _new_key(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    public = PACK_KEYS.make(Path(options.file), home)
    print(f"The key is in {options.file}: keep it to yourself. Its public half, to be put into")
    print(f"local/audit_recipients.csv: {public}")
    return DONE


def _findings(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    claim_set = must_be_open(Ledger(home, authority))
    if options.what == "write":
        print(f"To be filled in: {write_findings(home, authority, claim_set, today)}")
        return DONE
    if not (options.file and options.by):
        raise ClaimError("which file and by whom must be given: findings read FILE --by NAME.")
    found, problems = read_findings(Path(options.file), claim_set, today)
    if problems:
        for problem in problems:
            print(problem, file=sys.stderr)
        print(f"Nothing recorded: {len(problems)} problems.", file=sys.stderr)
        return REFUSED
    claim_set, refs = record_findings(home, authority, found, options.by, today)
    audit = audit_of(claim_set, settings_now(home, authority, today))
    print(
        f"{len(refs)} recorded. Of {audit.sampled} sampled claims {audit.passed} passed, "
        f"{audit.failed} failed, {audit.outstanding} have no finding yet."
    )
    if why := audit.why_not():
        print(f"Not to be certified yet: {why}")
    return DONE


def _certify(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    done = certify(home, authority, options.by, today)
    print(
        f"Certificate {done.certificate_ref} of {done.claim_set.submission_ref}: "
        f"{len(done.claim_set.claims):,} families, £{done.claim_set.amount_gbp:,.2f}. "
        f"To print: {done.file}"
    )
    return DONE


def _package(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    packaged = package_set(home, authority, options.by, today)
    print(f"{'Packaged' if packaged.is_new else 'Already packaged'} for Delta: {packaged.folder}")
    return DONE


def _submitted(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    done = record_submitted(
        home, authority, options.on, options.reference, options.by, today
    )
    claim_set = done.claim_set
    if not done.dropped:
        print(
            f"Submitted: {claim_set.submission_ref}, {len(claim_set.claims):,} families, "
            f"£{claim_set.amount_gbp:,.2f}. Every one was valid on {options.on}."
        )
        return DONE
    for claim_ref, reasons in done.dropped.items():
        print(f"{claim_ref}: {reasons}", file=sys.stderr)
    print(
        f"The certificate of {claim_set.submission_ref} is void: {len(done.dropped)} families were "
        f"not valid on {options.on}, and nothing counts as submitted. Withdraw the submission in "
        "Delta if it was sent, build, and draft again without them.",
        file=sys.stderr,
    )
    return REFUSED


def _paid(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    count = money.record_paid(
        home, authority, options.submission, options.amount, options.on, options.reference,
        options.by, today,
    )  # fmt: skip
    print(f"{count:,} claims of {options.submission} are paid: £{options.amount:,.2f}.")
    return DONE


def _of_claim(act: Callable[..., object], said: str) -> Callable[..., int]:
    def task(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
        amount = act(
            home, authority, options.claim, options.on, options.reference, options.reason,
            options.by, today,
        )  # fmt: skip
        told = f": £{amount:,.2f}" if isinstance(amount, Decimal) else ""
        print(f"{said}: claim {options.claim}{told}.")
        return DONE

    return task


def _reproduce(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    done = reproduce(home, authority, options.submission)
    if done.is_same:
        print(f"The same to the byte: {done.of_ledger} and {done.of_rebuild}.")
        return DONE
    for why in done.why_not:
        print(f"{why}.", file=sys.stderr)
    print(f"Not the same: compare {done.of_ledger} with {done.of_rebuild}.", file=sys.stderr)
    return REFUSED


def _check(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    checked = check(home, authority, today)
    at_risk = [result for result in checked if result.is_at_risk]
    for result in at_risk:
        print(f"{result.claim.claim_ref}, submitted {result.claim.event_on}: {result.reasons}")
    for result in checked:
        if result.destroyed:
            claim = result.claim
            print(f"{claim.claim_ref}, submitted {claim.event_on}: {result.destroyed}")
    changed = sum(result.is_evidence_changed and not result.is_at_risk for result in checked)
    print(
        f"{len(at_risk):,} of {len(checked):,} claims are at risk; {changed:,} more rest on other "
        "evidence than at the time and stand. The ledger is as it was; claims.fct_claim shows them "
        "from the next build."
    )
    return DONE


def _status(home: Home, authority: str, options: argparse.Namespace, today: date) -> int:
    ledger = Ledger(home, authority)
    number, head = ledger.head
    print(f"Ledger of {authority}: {number:,} entries, whole; the last has hash {head}.")
    for claim_set in sets_of(ledger):
        results = list(claim_set.findings.values())
        print(
            f"  {claim_set.submission_ref}  {claim_set.state:<10} {len(claim_set.claims):>6,} "
            f"families £{claim_set.amount_gbp:>12,.2f}  sample {len(claim_set.sampled)}, "
            f"{results.count('pass')} passed, {results.count('fail')} failed"
        )
    return DONE


# Words --------------------------------------------------------------------------------------------


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="claims",
        description=(
            "Claims of the authority: drafted from the published build of today, sampled, certified, "
            "packaged for Delta, recorded. Everything is written into registers/claim_ledger.csv, "
            "which nothing else may change. docs/claims.md goes through it."
        ),
        epilog=(
            "exit status: 0 done; 2 refused for what was found, see above; 3 the command could not "
            "do its work. example: python scripts/claims.py draft --by 'A. Preparer'"
        ),
    )
    parser.add_argument("--authority", metavar="CODE", help="where the home holds several")
    tasks = parser.add_subparsers(dest="task", required=True, metavar="task")

    def task(name: str, act: Callable[..., int], about: str, *more: str) -> argparse.ArgumentParser:
        example = f"python scripts/claims.py {name}"
        sub = tasks.add_parser(name, help=about, description=about)
        for option in more:
            flag, settings, shown = _OPTIONS[option]
            sub.add_argument(flag, **settings)
            example += f" {shown}"
        sub.epilog = f"example: {example}"
        sub.set_defaults(act=act)
        return sub

    task("draft", _draft, "freeze the claims that are ready today", "by")
    task("withdraw", _withdraw, "end the open set", "reason", "by")
    task("sample", _sample, "draw the auditor's sample, or its extension", "by")
    task("packs", _packs, "write an encrypted evidence pack for each sampled claim")
    task("open-pack", _open_pack, "open a pack; the opening is logged", "file", "key", "into", "by")
    task("new-key", _new_key, "make a key by which packs can be opened", "file")
    findings = task("findings", _findings, "the workbook of findings: write it, read it back")
    findings.add_argument("what", choices=["write", "read"])
    findings.add_argument("file", nargs="?", help="the workbook that is read")
    findings.add_argument("--by", metavar="NAME", help="the auditor")
    findings.epilog = (
        "example: python scripts/claims.py findings read findings.xlsx --by 'A. Auditor'"
    )
    task("certify", _certify, "give the certificate of the open set", "by")
    task("package", _package, "package the certified set for Delta", "by")
    task(
        "record-submitted", _submitted,
        "record the submission: every family is judged again as at that day",
        "on", "reference", "by",
    )  # fmt: skip
    task(
        "record-paid", _paid, "record the payment for a set",
        "submission", "amount", "on", "reference", "by",
    )  # fmt: skip
    of_claim = ("claim", "on", "reference", "reason", "by")
    task(
        "record-query", _of_claim(money.record_query, "Queried"),
        "record that the department asks about a claim", *of_claim,
    )  # fmt: skip
    task(
        "close-query", _of_claim(money.close_query, "Query closed"),
        "record that a query ended and the claim stands", *of_claim,
    )  # fmt: skip
    task(
        "recoup", _of_claim(money.recoup, "Recouped"),
        "record that a payment was taken back", *of_claim,
    )  # fmt: skip
    task(
        "reproduce", _reproduce, "build as of the dates of a set and compare its rows", "submission"
    )
    task("check", _check, "judge submitted claims again by what is known today")
    task("status", _status, "check the ledger and list its sets")
    return parser.parse_args(arguments)


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _pounds(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "").removeprefix("£")).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise ValueError(text) from error


_OPTIONS = {
    "by": (
        "--by", {"required": True, "metavar": "NAME", "help": "who does it, as in claim_roles"},
        "--by 'A. Name'",
    ),
    "on": (
        "--on", {"required": True, "type": _date, "metavar": "YYYY-MM-DD", "help": "the day"},
        "--on 2023-03-01",
    ),
    "reference": (
        "--reference", {"required": True, "metavar": "TEXT", "help": "its reference"},
        "--reference D-1234",
    ),
    "reason": ("--reason", {"required": True, "metavar": "TEXT", "help": "why"}, "--reason 'error'"),
    "submission": ("submission", {"help": "the claim set"}, "901-2022-23-W4-1"),
    "claim": ("claim", {"help": "the claim"}, "901-2022-23-W4-1-0001"),
    "amount": (
        "--amount", {"required": True, "type": _pounds, "metavar": "POUNDS", "help": "what came"},
        "--amount 8000",
    ),
    "file": ("file", {"help": "the file"}, "FILE"),
    "key": (
        "--key", {"metavar": "FILE", "help": "the key file (default: SF_AUDIT_KEY_FILE)"},
        "--key ~/audit.key",
    ),
    "into": (
        "--into", {"required": True, "metavar": "FOLDER", "help": "where it is unpacked"},
        "--into ~/pack",
    ),
}  # fmt: skip
