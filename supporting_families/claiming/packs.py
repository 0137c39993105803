"""Evidence packs of the sampled claims: from the tables that the set was drafted from."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from supporting_families.home import Home

from .auditing import SAMPLE
from .drafting import SCHEMA
from .errors import ClaimError
from .hashes import evidence_hashes
from .ledger import Ledger
from .pack import PACK_KEYS, TABLES, PackAbout, SampledClaim, write_packs
from .published import reading
from .rebuild import rebuilt_file
from .sets import ClaimSet, folder_of, must_be_open


def write_all(home: Home, authority: str, today: date) -> list[Path]:
    """Write a pack for every claim of the sample of the open set, encrypted to the auditors.

    Raises ClaimError where there is no sample or nobody to encrypt to.
    """
    claim_set = must_be_open(Ledger(home, authority))
    if not claim_set.sampled:
        raise ClaimError("no sample was drawn: 'python scripts/claims.py sample'.")
    recipients = [recipient.public_key for recipient in PACK_KEYS.recipients(home, authority, today)]
    drafted = claim_set.drafted
    with reading(home, "published") as connection:
        [(name,)] = connection.execute(
            "select authority_name from core.dim_authority where authority_code = $authority",
            {"authority": authority},
        ).fetchall()
    about = PackAbout(
        authority_code=authority,
        authority_name=name,
        build_id=drafted.build_id,
        as_of_date=drafted.as_of_date,
        known_at=drafted.known_at,
        set_hash=drafted.set_hash,
        catalogue_hash=drafted.catalogue_hash,
        model_hash=drafted.model_hash,
        git_commit=drafted.git_commit,
        is_demo=home.is_demo,
    )
    folder = folder_of(home, authority, claim_set.submission_ref)
    claims = _sampled(folder, claim_set)
    with _tables_of_the_draft(home, claims, claim_set) as file:
        return write_packs(
            file, claim_set.submission_ref, claims, recipients, folder / "packs", about
        )


def _sampled(folder: Path, claim_set: ClaimSet) -> list[SampledClaim]:
    with (folder / SAMPLE).open(encoding="utf-8", newline="") as stream:
        reasons = {row["claim_ref"]: row["sampled_for"] for row in csv.DictReader(stream)}
    hashes = {claim.claim_ref: claim.evidence_hash for claim in claim_set.claims}
    return [
        SampledClaim(
            entry.claim_ref, entry.episode_key, hashes[entry.claim_ref], reasons[entry.claim_ref]
        )
        for entry in claim_set.sampled
    ]


@contextmanager
def _tables_of_the_draft(
    home: Home, claims: list[SampledClaim], claim_set: ClaimSet
) -> Iterator[Path]:
    """The file that holds the evidence as it was drafted: what is published, else built again."""
    with reading(home, "extracts") as connection:
        drawn = {claim.episode_key: claim.evidence_hash for claim in claims}
        is_same = evidence_hashes(connection, SCHEMA, drawn) == drawn
    if is_same:
        yield home.extracts_file
        return
    drafted = claim_set.drafted
    with rebuilt_file(home, drafted.as_of_date, drafted.known_at, TABLES) as file:
        yield file
