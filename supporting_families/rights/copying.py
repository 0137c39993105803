"""Making the copy of what is held of a person: logged first, then read, then written."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
from pyrage import RecipientError, x25519

from supporting_families.contracts import load_contracts
from supporting_families.home import Home
from supporting_families.own_files import own_folder, write_own
from supporting_families.sealing import ENDING, encrypted, zipped

from .answer import Answer, Cell, FeedFacts, Teller
from .errors import RightsError
from .page import answer_page, check_page
from .reach import load_reaches
from .requests import Request, Requests
from .subject import Built, Subject, find_subject, lay_out, opened_build
from .walk import Held, not_read, strays, walk
from .workbook import workbook

FOLDER = "subject_access"
_NAMES = {
    "forename": "Forename", "surname": "Surname", "date_of_birth": "Date of birth", "sex": "Sex",
    "upn": "Pupil number", "nhs_number": "NHS number", "nino": "National Insurance number",
    "postcode": "Postcode", "uprn": "Property number of the address",
}  # fmt: skip
# Columns with codes, and where their names are.
_CODES = {
    "need_code": "select need_code, min(need_name) from build.core.dim_need group by 1",
    "outcome_code": "select outcome_code, min(outcome_name) from build.core.dim_outcome group by 1",
    "feed_code": "select feed_code, feed_name from build.catalogue.feeds",
    "evidence_type": "select evidence_type, min(evidence_name) from build.catalogue.evidence_types "
    "group by 1",
    "link_rule_id": "select rule_id, min(rule_name) from build.catalogue.link_rules group by 1",
    "rule_id": "select row_code, min(row_text) from build.governance.gov_catalogue "
    "where catalogue_table = 'rules' and authority_code = $authority group by 1",
}


@dataclass(frozen=True)
class Copied:
    """What was written, and what is left to do before it is given."""

    path: Path
    rows: int
    to_check: int
    withheld: int


def make_copy(
    home: Home,
    authority: str,
    request_ref: str,
    by: str,
    today: date,
    checked: Sequence[str] = (),
    left_out: Sequence[str] = (),
    public_key: str | None = None,
) -> Copied:
    """Write the copy for an open request; that it is made is logged before anything is read.

    With a public key everything is sealed to it and nothing stays in plain text. Raises
    RightsError, OSError.
    """
    requests = Requests(home, authority)
    request = requests.open(request_ref)
    keys = _keys(public_key)
    contracts = load_contracts()
    wrong = sorted({*checked, *left_out} - {c.feed_code for c in contracts})
    if wrong:
        raise RightsError(f"no feed {', '.join(wrong)}: name feeds as models/staging has them.")
    told = [f"checked {feed}" for feed in checked] + [f"left out {feed}" for feed in left_out]
    requests.step(request_ref, "prepared", today, by, "; ".join(told), today)
    with opened_build(home) as (connection, built):
        subject = find_subject(
            connection, authority, request.feed_code, request.source_person_ref
        )
        lay_out(connection, subject)
        reaches = load_reaches()
        held = walk(connection, home, subject, reaches, contracts)
        loose = strays(connection, home, subject, reaches, contracts)
        answer = _answer(
            connection, subject, built, requests.get(request_ref), held, loose, checked, left_out
        )
        names = _names(connection, subject)
    feeds = _feeds_shown([*held, *loose], left_out)
    files = {
        "answer.html": answer_page(answer, names, feeds).encode(),
        "answer.xlsx": workbook(answer, names),
        "check_first.html": check_page(answer).encode(),
    }
    path = _write(home, authority, request_ref, files, keys)
    return Copied(
        path,
        sum(len(block.rows) for block in answer.blocks),
        len(answer.to_check),
        sum(answer.withheld.values()),
    )


def _answer(
    connection: duckdb.DuckDBPyConnection,
    subject: Subject,
    built: Built,
    request: Request,
    held: list[Held],
    loose: list[Held],
    checked: Sequence[str],
    left_out: Sequence[str],
) -> Answer:
    feeds = _feeds(connection, subject.authority)
    own = {
        key
        for table, column in (("records", "record_key"), ("families", "family_key"))
        for (key,) in connection.execute(f"select {column} from {table}").fetchall()
    }
    hidden = [found for found in held if found.reach.table == "int_hidden_addresses"]
    teller = Teller(
        own,
        _names_of_codes(connection, subject.authority),
        {feed: facts.feed_name for feed, facts in feeds.items()},
        checked,
        left_out,
    )
    parts = teller.parts([found for found in held if found not in hidden], loose)
    return Answer(
        request=request,
        subject=subject,
        built=built,
        authority_name=_authority_name(connection, subject.authority),
        feeds=feeds,
        parts=parts,
        to_check=list(teller.to_check),
        withheld=teller.withheld,
        left_out=list(left_out),
        not_read=not_read(connection, subject.authority),
        is_address_hidden=bool(hidden),
    )


def _feeds_shown(held: list[Held], left_out: Sequence[str]) -> list[str]:
    shown = {found.contract.feed_code for found in held if found.contract}
    return sorted(shown - set(left_out))


def _names(
    connection: duckdb.DuckDBPyConnection, subject: Subject
) -> list[tuple[str, Cell]]:
    columns = ", ".join(_NAMES)
    row = connection.execute(
        f"select {columns} from build.restricted.dim_person_identity where person_key = $person",
        {"person": subject.person_key},
    ).fetchone()
    names = list(zip(_NAMES.values(), row or [], strict=False))
    return [(name, value) for name, value in names if value is not None]


def _names_of_codes(
    connection: duckdb.DuckDBPyConnection, authority: str
) -> dict[str, dict[str, str]]:
    return {
        column: dict(
            connection.execute(
                sql, {"authority": authority} if "$authority" in sql else {}
            ).fetchall()
        )
        for column, sql in _CODES.items()
    }


def _feeds(connection: duckdb.DuckDBPyConnection, authority: str) -> dict[str, FeedFacts]:
    rows = connection.execute(
        "select feed_code, feed_name, partner, coalesce(legal_gateway, 'not recorded'), "
        "coalesce(replace(replace(purposes_allowed, ' ', ', '), '_', ' '), 'not recorded'), "
        "retention_months "
        "from build.governance.gov_feed_register where authority_code = $authority",
        {"authority": authority},
    ).fetchall()
    return {feed: FeedFacts(*facts) for feed, *facts in rows}


def _authority_name(connection: duckdb.DuckDBPyConnection, authority: str) -> str:
    row = connection.execute(
        "select authority_name from build.core.dim_authority where authority_code = $authority",
        {"authority": authority},
    ).fetchone()
    return row[0] if row else authority


def _keys(public_key: str | None) -> list[x25519.Recipient]:
    if public_key is None:
        return []
    try:
        return [x25519.Recipient.from_str(public_key.strip())]
    except RecipientError as error:
        raise RightsError(
            "--public-key: expected a public key of age, which begins with age1. Copy it again as "
            "it was given to you."
        ) from error


def _write(
    home: Home,
    authority: str,
    request_ref: str,
    files: dict[str, bytes],
    keys: list[x25519.Recipient],
) -> Path:
    """The folder, or the sealed file; what was written for the request before is gone."""
    folder = own_folder(home.of_authority("output", authority) / FOLDER / request_ref)
    for old in folder.iterdir():
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink()
    if keys:
        sealed = folder / f"{request_ref}{ENDING}"
        write_own(sealed, encrypted(zipped(files), keys))
        return sealed
    for name, content in files.items():
        write_own(folder / name, content)
    return folder
