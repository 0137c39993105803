"""Opening a pack: logged first, then decrypted into a folder of its own."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pyrage

from supporting_families.contracts import PROJECT_ROOT
from supporting_families.hashing import sha256
from supporting_families.own_files import own_folder, write_own
from supporting_families.sealing import ENDING, decrypted, unzipped

from ..errors import ClaimError
from .keys import PACK_KEYS
from .log import NOT_OPENED, OPENED, PackLog

_NAME = re.compile(rf"(?P<claim>(?P<submission>\d{{3}}-.+)-\d{{4,}}){re.escape(ENDING)}")


def open_pack(file: Path, key_file: Path, into: Path, opened_by: str, log: PackLog) -> Path:
    """Decrypt a pack into a new folder of `into`, named by the claim; returns that folder.

    The register says so before anything is decrypted, and afterwards whether it opened. Raises
    ClaimError where it is no pack, where the key does not open it, and where the folder is there
    already: an auditor may have written in it.
    """
    named = _NAME.fullmatch(file.name)
    if not named or not file.is_file():
        raise ClaimError(
            f"'{file}' is no evidence pack: expected a file of output/claims/<set>/packs, named "
            f"<claim>{ENDING}."
        )
    if not file.name.startswith(f"{log.authority}-"):
        raise ClaimError(
            f"'{file.name}' is a pack of another authority than {log.authority}, whose register "
            "would say that it was opened: name its own with --authority."
        )
    if not opened_by.strip():
        raise ClaimError("who opens the pack has to be said: --by NAME.")
    claim_ref = named["claim"]
    folder = into / claim_ref
    _check_target(folder)
    keys = PACK_KEYS.read(key_file)
    content = file.read_bytes()
    reference = log.ask(opened_by.strip(), claim_ref, named["submission"], sha256(content))
    try:
        files = _files(decrypted(content, keys), claim_ref)
    except (pyrage.DecryptError, zipfile.BadZipFile, ClaimError) as error:
        log.end(reference, NOT_OPENED)
        raise ClaimError(
            f"'{file}' does not open with the key of '{key_file}': it was made for others, or the "
            f"file is damaged or was renamed. That it was tried stands in '{log.path}'. Ask who "
            "prepared the set to write the packs again with your public key in "
            "local/audit_recipients.csv."
        ) from error
    partial = into / f".{claim_ref}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    own_folder(partial)
    for name, text in files.items():
        write_own(partial / name, text)
    partial.rename(folder)
    log.end(reference, OPENED)
    return folder


def _files(zipped: bytes, claim_ref: str) -> dict[str, bytes]:
    """What is in the pack: the page and the workbook of this claim and nothing else."""
    files = unzipped(zipped)
    if sorted(files) != [f"{claim_ref}.html", f"{claim_ref}.xlsx"]:
        raise ClaimError("the pack holds other files than its page and workbook.")
    return files


def _check_target(folder: Path) -> None:
    if folder.resolve().is_relative_to(PROJECT_ROOT):
        raise ClaimError(
            f"'{folder}' lies in the repository, where what is in a pack could be shared by "
            "mistake: name a folder outside it with --into."
        )
    if folder.exists():
        raise ClaimError(
            f"'{folder}' is there already, and what is written in it is not overwritten: use it, "
            "or move it away, then open the pack again."
        )
