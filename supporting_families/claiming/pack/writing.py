"""Writing the packs of a sample: a file for each claim, and an index of them."""

from __future__ import annotations

from pathlib import Path

import duckdb
from pyrage import x25519

from supporting_families.hashing import sha256, sha256_of_file
from supporting_families.own_files import own_folder, write_own
from supporting_families.sealing import ENDING, encrypted, zipped

from ..errors import ClaimError
from ..hashes import evidence_hashes
from .about import PackAbout, SampledClaim
from .contents import Contents
from .index import Index, Indexed
from .keys import PACK_KEYS
from .page import page
from .reading import TABLES, read_family, schema_of
from .workbook import workbook


def write_packs(
    extracts_file: Path,
    submission: str,
    claims: list[SampledClaim],
    recipients: list[str],
    folder: Path,
    about: PackAbout,
) -> list[Path]:
    """Write a pack for each claim, in a folder of its own, and the index; the files, in order.

    A pack that is there with the same content for the same recipients stays as it is. Raises
    ClaimError where there is nobody to encrypt to, and where the extracts hold other evidence than
    the claims were drawn with.
    """
    keys = PACK_KEYS.public(recipients)
    named = " ".join(sorted(recipients))
    index = Index(own_folder(folder))
    packs = []
    with duckdb.connect(str(extracts_file), read_only=True) as connection:
        _check_tables(connection, extracts_file)
        for claim in claims:
            _check_evidence(connection, claim)
            files = _files(connection, submission, claim, about)
            packs.append(_sealed(index, folder, claim, zipped(files), keys, named))
    index.write(packs)
    return [folder / pack.file for pack in packs]


def _files(
    connection: duckdb.DuckDBPyConnection, submission: str, claim: SampledClaim, about: PackAbout
) -> dict[str, bytes]:
    family = read_family(connection, claim.episode_key)
    contents = Contents(submission, claim, about, family)
    return {
        f"{claim.claim_ref}.html": page(contents).encode("utf-8"),
        f"{claim.claim_ref}.xlsx": workbook(contents),
    }


def _sealed(
    index: Index,
    folder: Path,
    claim: SampledClaim,
    content: bytes,
    keys: list[x25519.Recipient],
    named: str,
) -> Indexed:
    """The pack as the index has it, written unless it is there already."""
    file = Path(claim.claim_ref) / f"{claim.claim_ref}{ENDING}"
    path = folder / file
    before = index.packs.get(claim.claim_ref)
    if (
        before is not None
        and (before.content_hash, before.public_keys) == (sha256(content), named)
        and path.is_file()
        and sha256_of_file(path) == before.pack_hash
    ):
        return before
    sealed = encrypted(content, keys)
    own_folder(path.parent)
    write_own(path, sealed)
    return Indexed(
        claim_ref=claim.claim_ref,
        file=file.as_posix(),
        pack_hash=sha256(sealed),
        content_hash=sha256(content),
        evidence_hash=claim.evidence_hash,
        public_keys=named,
    )


def _check_tables(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    rows = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'extracts' "
        "and table_catalog = current_database()"
    ).fetchall()
    if lacking := sorted(set(TABLES) - {name for (name,) in rows}):
        raise ClaimError(
            f"'{file}' lacks {', '.join(lacking)}, which packs are made from: build and publish, "
            "then write the packs again."
        )


def _check_evidence(connection: duckdb.DuckDBPyConnection, claim: SampledClaim) -> None:
    now = evidence_hashes(connection, schema_of(connection), [claim.episode_key])
    if now[claim.episode_key] != claim.evidence_hash:
        raise ClaimError(
            f"the evidence of claim {claim.claim_ref} is not what it was when the set was drafted: "
            "a pack would show an auditor something else. Withdraw the set and draft it again."
        )
