"""The certificate: an officer answers for the set, its count and its pounds (R20)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path

import duckdb

from supporting_families.appended import AppendedFile
from supporting_families.catalogue.words import in_words
from supporting_families.contracts import PROJECT_ROOT
from supporting_families.home import Home
from supporting_families.own_files import write_own

from .auditing import Audit, audit_of, settings_now
from .errors import ClaimError
from .ledger import Ledger, writing
from .published import check_confirmed, reading
from .roles import CERTIFIERS, Roles
from .sets import ClaimSet, folder_of, must_be_open, set_named

CERTIFICATE = "certificate.html"
_ROLES = {
    "section_151_officer": "Section 151 officer",
    "delegated_certifier": "Officer with designated responsibility",
}


@dataclass(frozen=True)
class ReliedOn:
    """Something out of the ordinary that the claims rest on: its reference and what it says."""

    reference: str
    text: str


@dataclass(frozen=True)
class Certified:
    """A certificate, and where it can be printed from."""

    certificate_ref: str
    claim_set: ClaimSet
    file: Path


def certify(home: Home, authority: str, by: str, today: date) -> Certified:
    """Certify the open set. Raises ClaimError while anything stands against it."""
    settings = settings_now(home, authority, today)
    with writing(home, authority) as ledger:
        claim_set = must_be_open(ledger)
        roles = Roles(home, authority, today)
        role = roles.check(by, CERTIFIERS, claim_set.submission_ref)
        if claim_set.last("set_certified"):
            raise ClaimError(f"{claim_set.submission_ref} is certified already.")
        audit = audit_of(claim_set, settings)
        if why := audit.why_not():
            raise ClaimError(f"{claim_set.submission_ref} cannot be certified: {why}")
        with reading(home, "published") as connection:
            check_confirmed(connection, [claim.episode_key for claim in claim_set.claims])
            names = _names(connection, authority)
        relied_on = what_is_relied_on(home, authority, claim_set, today)
        register = AppendedFile(home, "registers", "claim_certificates", authority)
        [certificate_ref] = register.new_ids("certificate_ref", "CERT", today, 1)
        entry_no, entry_hash = ledger.head
        register.append(
            [
                {
                    "certificate_ref": certificate_ref,
                    "submission_ref": claim_set.submission_ref,
                    "set_hash": claim_set.set_hash,
                    "families": str(len(claim_set.claims)),
                    "amount_gbp": str(claim_set.amount_gbp),
                    "sampled": str(audit.sampled),
                    "failed": str(audit.failed),
                    "relied_on": " ".join(item.reference for item in relied_on),
                    "certified_by": by,
                    "role": role,
                    "certified_on": today.isoformat(),
                    "ledger_entry_no": str(entry_no),
                    "ledger_hash": entry_hash,
                    "recorded_at": today.isoformat(),
                }
            ]
        )
        number = ledger.append(
            [
                claim_set.entry(
                    "set_certified", today, amount_gbp=claim_set.amount_gbp,
                    families=len(claim_set.claims), set_hash=claim_set.set_hash,
                    reference=certificate_ref,
                )
            ],
            today,
        )  # fmt: skip
        roles.record("certify", claim_set.submission_ref, by, role, number)
        page = _page(
            home, names, claim_set, audit, relied_on, roles, ledger,
            (certificate_ref, by, role), today,
        )  # fmt: skip
        file = folder_of(home, authority, claim_set.submission_ref) / CERTIFICATE
        write_own(file, page.encode("utf-8"))
        return Certified(certificate_ref, set_named(ledger, claim_set.submission_ref), file)


def certificate_of(home: Home, authority: str, claim_set: ClaimSet) -> dict[str, str]:
    """The certificate in force of a set, as registered. Raises ClaimError where there is none."""
    certified = claim_set.last("set_certified")
    register = AppendedFile(home, "registers", "claim_certificates", authority)
    for row in register.rows:
        if certified and row["certificate_ref"] == certified.reference:
            if row["set_hash"] != claim_set.set_hash:
                break
            return row
    raise ClaimError(
        f"{claim_set.submission_ref} has no certificate: an officer with the role gives it with "
        "'python scripts/claims.py certify' (R20)."
    )


def what_is_relied_on(
    home: Home, authority: str, claim_set: ClaimSet, today: date
) -> list[ReliedOn]:
    """Overrides of the catalogue, changed settings, exceptions and reviews behind the claims."""
    found = []
    for row in AppendedFile(home, "local", "catalogue_decisions", authority).rows:
        if row["decision"] == "override" and row["recorded_at"] <= today.isoformat():
            found.append(
                ReliedOn(
                    row["decision_id"],
                    f"{row['catalogue_table']} {row['row_code']}: {row['column_name']} is "
                    f"{row['new_value'] or 'none'} ({row['reason']}; {row['decided_by']})",
                )
            )
    for row in AppendedFile(home, "local", "settings", authority).rows:
        if row["recorded_at"] <= today.isoformat():
            found.append(
                ReliedOn(
                    f"{row['framework_version']}:{row['setting']}",
                    f"setting {row['setting']} of {row['framework_version']} is "
                    f"{row['setting_value'] or 'none'} ({row['reason']}; {row['set_by']})",
                )
            )
    for row in AppendedFile(home, "registers", "gate_exceptions", authority).rows:
        if row["recorded_at"] <= today.isoformat() < row["expires_on"]:
            found.append(
                ReliedOn(row["exception_id"], f"exception to a gate: {row['reason']}")
            )
    episodes = {claim.episode_key for claim in claim_set.claims}
    for row in AppendedFile(home, "registers", "claim_reviews", authority).rows:
        if row["episode_key"] in episodes and row["decision"] == "claim":
            found.append(
                ReliedOn(
                    row["review_ref"],
                    f"a claim that was held was let through ({row['reason']}; {row['decided_by']})",
                )
            )
    return found


@dataclass(frozen=True)
class _Names:
    """What people call the authority, and the routes of each version."""

    authority: str
    routes: dict[tuple[str, str], str]


def _names(connection: duckdb.DuckDBPyConnection, authority: str) -> _Names:
    [(name,)] = connection.execute(
        "select authority_name from core.dim_authority where authority_code = $authority",
        {"authority": authority},
    ).fetchall()
    with (PROJECT_ROOT / "seeds/framework/claim_routes.csv").open(encoding="utf-8") as stream:
        routes = {
            (row["framework_version"], row["route_code"]): row["route_name"]
            for row in csv.DictReader(stream)
        }
    return _Names(f"{name} ({authority})", routes)


def _page(
    home: Home,
    names: _Names,
    claim_set: ClaimSet,
    audit: Audit,
    relied_on: list[ReliedOn],
    roles: Roles,
    ledger: Ledger,
    given: tuple[str, str, str],
    today: date,
) -> str:
    """The certificate as a page to print and sign."""
    certificate_ref, by, role = given
    drafted = claim_set.drafted
    entry_no, entry_hash = ledger.head
    rows = [
        ("Authority", names.authority),
        ("Claim set", claim_set.submission_ref),
        ("Claim window", claim_set.window),
        ("Families", f"{len(claim_set.claims):,}"),
        ("Of these paid nothing", f"{sum(1 for c in claim_set.claims if not c.amount_gbp):,}"),
        ("Amount claimed", f"£{claim_set.amount_gbp:,.2f}"),
        ("Checked by internal audit", f"{audit.sampled} of {audit.claims} claims, {audit.failed} failed"),
        ("Judged as of, by what was known at", f"{in_words(drafted.as_of_date)}, {in_words(drafted.known_at)}"),
        ("Prepared by", roles.who(claim_set.submission_ref, "draft")),
        ("Audited by", roles.who(claim_set.submission_ref, "sample")),
    ]  # fmt: skip
    hashes = [
        ("Set", claim_set.set_hash),
        ("Catalogue", drafted.catalogue_hash),
        ("Models", drafted.model_hash),
        ("Commit", drafted.git_commit),
        ("Build", drafted.build_id),
        (f"Ledger, entry {entry_no}", entry_hash),
    ]
    listed = "".join(
        f"<li><code>{escape(item.reference)}</code> {escape(item.text)}</li>" for item in relied_on
    )
    counts = "".join(
        f"<tr><td>{escape(version)}</td>"
        f"<td>{escape(names.routes.get((version, route), route))}</td><td class=n>{count:,}</td>"
        f"<td class=n>£{pounds:,.2f}</td></tr>"
        for (version, route), (count, pounds) in sorted(counts_of(claim_set).items())
    )
    demo = "<p class=demo>DEMO: no real claim.</p>" if home.is_demo else ""
    return f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Certificate {escape(certificate_ref)}</title>
<style>{_STYLE}</style></head><body><main>{demo}
<h1>Certificate of a Supporting Families claim</h1>
<p class=ref>{escape(certificate_ref)}, {in_words(today)}</p>
<table><caption>What is certified</caption>{_rows(rows)}</table>
<table><caption>Claims by version and route</caption><thead><tr><th scope=col>Version</th>
<th scope=col>Route</th><th scope=col class=n>Families</th><th scope=col class=n>Claimed</th></tr>
</thead><tbody>{counts}</tbody></table>
<h2>Relied on: overrides, settings, exceptions and reviews</h2>
{f"<ul>{listed}</ul>" if relied_on else "<p>None.</p>"}
<h2>Statement</h2>
<p>The families counted here met the rules of the programme on the day named above, internal audit
has checked a sample of the results, and nothing known to me makes any of the claims invalid. The
certificate is void if a family drops out before the day on which the claim is submitted.</p>
<table><caption>Given by</caption>{_rows([("Name or post", by), ("Role", _ROLES[role])])}
<tr><th scope=row>Signature</th><td class=sign></td></tr></table>
<table class=small><caption>Hashes by which it can be checked</caption>{_rows(hashes, code=True)}
</table></main></body></html>
"""


def counts_of(claim_set: ClaimSet) -> dict[tuple[str, str], tuple[int, Decimal]]:
    """Families and pounds of a set by version and route."""
    found: dict[tuple[str, str], tuple[int, Decimal]] = {}
    for claim in claim_set.claims:
        key = (claim.framework_version, claim.claim_route)
        count, pounds = found.get(key, (0, Decimal(0)))
        found[key] = (count + 1, pounds + claim.amount_gbp)
    return found


def _rows(rows: list[tuple[str, str]], code: bool = False) -> str:
    cells = [
        (escape(name), f"<code>{escape(value)}</code>" if code else escape(value))
        for name, value in rows
    ]
    return "".join(f"<tr><th scope=row>{name}</th><td>{value}</td></tr>" for name, value in cells)


_STYLE = """
body{font:16px/1.45 Arial,sans-serif;color:#0b0c0c;margin:0}main{max-width:48rem;margin:2rem auto;
padding:0 1rem}h1{font-size:1.8rem;margin:0 0 .3rem}h2{font-size:1.2rem;margin:1.6rem 0 .4rem}
.ref{margin:0 0 1rem;color:#505a5f}table{border-collapse:collapse;width:100%;margin:1rem 0}
caption{text-align:left;font-weight:bold;padding:.3rem 0}th,td{text-align:left;vertical-align:top;
padding:.35rem .8rem .35rem 0;border-bottom:1px solid #b1b4b6}th[scope=row]{width:15rem;
font-weight:normal;color:#505a5f}.n{text-align:right}.sign{height:3.5rem}.small{font-size:.8rem}
code{word-break:break-all}.demo{border:3px solid #b10e1e;color:#b10e1e;font-weight:bold;padding:.5rem
1rem}@media print{main{margin:0}table,ul{break-inside:avoid}}
"""
