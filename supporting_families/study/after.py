"""What happens to an extract once it is made: sent, withdrawn from, destroyed, confirmed."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyrage

from supporting_families.hashing import sha256
from supporting_families.home import Home
from supporting_families.own_files import own_folder, write_own
from supporting_families.sealing import ENDING, decrypted, encrypted, unzipped, zipped

from .errors import StudyError
from .files import LINKS, MANIFEST
from .keys import PACKAGE_KEYS, StudyKeys
from .packaging import (
    ONE_STUDY,
    check_sealed,
    council_copy,
    folder_of,
    key_of,
    reference_key_name,
    sealed_file,
    years_after,
)
from .published import keys_of_today, people_to_withdraw
from .references import content_check
from .register import (
    CONFIRMED,
    DESTROYED,
    SENT,
    WITHDRAWALS,
    Extract,
    StudyRegister,
    writing,
)


@dataclass(frozen=True)
class Notice:
    """A notice of withdrawal: its file, and how many references of people it lists."""

    file: Path
    people: int


def record_sent(
    home: Home, authority: str, extract_id: str, on: date, reference: str, by: str, today: date
) -> date:
    """Record that an extract was sent; gives the day by which it is destroyed.

    Raises StudyError where it was sent or destroyed already, where the file is not the one that was
    made, and where the day is not between the making and today.
    """
    with writing(home, authority) as register:
        extract = register.named(extract_id)
        if sent := extract.step(SENT):
            raise StudyError(f"{extract_id} was sent on {sent['happened_on']} already.")
        _must_not_be_destroyed(extract)
        check_sealed(folder_of(home, authority, extract_id) / sealed_file(extract_id), extract)
        _check_day(on, date.fromisoformat(extract.made["happened_on"]), today, "was made")
        destroy_by = years_after(on, extract.years_kept)
        register.add(
            extract_id, SENT, on, by, today,
            reference=reference,
            recipient=extract.made["recipient"],
            destroy_by=destroy_by.isoformat(),
        )  # fmt: skip
        return destroy_by


def withdraw(
    home: Home, authority: str, extract_id: str, by: str, today: date
) -> Notice | None:
    """Write the notice of everybody in an extract who may not be in the study any more.

    It lists all of them, those of earlier notices too; None where there is nobody, or nobody new.
    Raises StudyError where the extract was not sent or is destroyed.
    """
    keys = StudyKeys(home)
    with writing(home, authority) as register:
        extract = register.named(extract_id)
        if not extract.step(SENT):
            raise StudyError(
                f"{extract_id} was not sent: nothing is to be withdrawn. Build, publish and "
                "package anew, without those who object."
            )
        _must_not_be_destroyed(extract)
        rows = _withdrawn(home, authority, keys, extract)
        check = content_check(key_of(keys, authority, extract), rows)
        before = extract.step(WITHDRAWALS)
        if before and before["content_check"] == check or not (before or rows):
            return None
        recipients = PACKAGE_KEYS.recipients(home, authority, today, keys.demo_recipient)
        number = extract.count(WITHDRAWALS) + 1
        files = _notice_files(extract, number, rows, today)
        sealed = encrypted(zipped(files), PACKAGE_KEYS.public([r.public_key for r in recipients]))
        folder = own_folder(folder_of(home, authority, extract_id))
        file = folder / f"{extract_id}_withdrawals-{number}{ENDING}"
        write_own(file, sealed)
        people = len({row["nis_person_ref"] for row in rows if row["nis_person_ref"]})
        register.add(
            extract_id, WITHDRAWALS, today, by, today,
            people=str(people),
            recipient=", ".join(recipient.holder for recipient in recipients),
            file_sha256=sha256(sealed),
            content_check=check,
        )  # fmt: skip
        return Notice(file, people)


def destroy(
    home: Home, authority: str, extract_id: str, by: str, today: date, reason: str = ""
) -> bool:
    """Destroy the keys of an extract and all the council holds of it but its line in the register.

    True where the key of its references is gone too; where references are of the study it stays as
    long as another extract needs it. Raises StudyError before its day, but for one never sent.
    """
    keys = StudyKeys(home)
    with writing(home, authority) as register:
        extract = register.named(extract_id)
        _must_not_be_destroyed(extract)
        if extract.step(SENT) and today < extract.destroy_by:
            raise StudyError(
                f"{extract_id} is kept until {extract.destroy_by}: withdrawals need its key. "
                "Destroy it from that day on."
            )
        if not by.strip():
            raise StudyError("who destroys it has to be said: --by NAME.")
        scope = extract.made["reference_scope"]
        is_needed = scope == ONE_STUDY and any(
            other.made["reference_scope"] == ONE_STUDY and not other.step(DESTROYED)
            for other in register.extracts
            if other.extract_id != extract_id
        )
        name = None if is_needed else reference_key_name(authority, extract_id, scope)
        keys.destroy(extract_id, name)
        folder = folder_of(home, authority, extract_id)
        if folder.is_dir():
            shutil.rmtree(folder)
        register.add(extract_id, DESTROYED, today, by, today, reason=reason)
        return not is_needed


def record_destroyed(
    home: Home, authority: str, extract_id: str, on: date, reference: str, by: str, today: date
) -> None:
    """Record that the recipient confirmed that its copy is destroyed.

    Raises StudyError where it was not sent, or is confirmed already.
    """
    with writing(home, authority) as register:
        extract = register.named(extract_id)
        sent = extract.step(SENT)
        if not sent:
            raise StudyError(f"{extract_id} was not sent: nobody else holds it.")
        if confirmed := extract.step(CONFIRMED):
            raise StudyError(
                f"the destruction of {extract_id} was confirmed for {confirmed['happened_on']} "
                "already."
            )
        _check_day(on, date.fromisoformat(sent["happened_on"]), today, "was sent")
        register.add(extract_id, CONFIRMED, on, by, today, reference=reference)


def objecting_since(home: Home, authority: str, extract_id: str) -> int:
    """How many people of an extract may not be in the study any more. Raises StudyError."""
    extract = StudyRegister(home, authority).named(extract_id)
    rows = _withdrawn(home, authority, StudyKeys(home), extract)
    return len({row["nis_person_ref"] for row in rows if row["nis_person_ref"]})


def _withdrawn(
    home: Home, authority: str, keys: StudyKeys, extract: Extract
) -> list[dict[str, str]]:
    """The references of people who may not be in the study, and of families with nobody else."""
    links = _links(home, authority, keys, extract)
    out = people_to_withdraw(home, authority)
    today_keys = keys_of_today(home, {link["person_key"] for link in links})
    rows, left = [], {}
    for link in links:
        person = today_keys.get(link["person_key"], link["person_key"])
        is_out = person in out
        left.setdefault(link["family_ref"], []).append(not is_out)
        if is_out:
            rows.append((link["family_ref"], link["person_ref"]))
    rows += [(family, "") for family, stays in left.items() if not any(stays)]
    return [
        {"extract_id": extract.extract_id, "nis_family_ref": family, "nis_person_ref": person}
        for family, person in sorted(rows)
    ]


def _links(home: Home, authority: str, keys: StudyKeys, extract: Extract) -> list[dict[str, str]]:
    """Whose the references are, from the council's copy. Raises StudyError."""
    file = folder_of(home, authority, extract.extract_id) / council_copy(extract.extract_id)
    if not file.is_file():
        raise StudyError(f"the council's copy '{file}' is not there: restore it from your backup.")
    try:
        content = decrypted(file.read_bytes(), keys.copy_key(extract.extract_id))
        return json.loads(unzipped(content)[LINKS])
    except (pyrage.DecryptError, zipfile.BadZipFile, KeyError) as error:
        raise StudyError(
            f"the council's copy '{file}' does not open with its key: one of the two was changed. "
            "Restore both from your backup."
        ) from error


def _notice_files(
    extract: Extract, number: int, rows: list[dict[str, str]], today: date
) -> dict[str, bytes]:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, ["extract_id", "nis_family_ref", "nis_person_ref"], lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    about = {
        "extract_id": extract.extract_id,
        "notice": number,
        "made_on": str(today),
        "rows": len(rows),
        "means": (
            "Remove what these references stand for; a row without a person stands for the whole "
            "family. This notice holds those of earlier notices too and takes their place."
        ),
    }
    return {
        "withdrawals.csv": text.getvalue().encode("utf-8"),
        MANIFEST: (json.dumps(about, indent=2) + "\n").encode("utf-8"),
    }


def _must_not_be_destroyed(extract: Extract) -> None:
    if destroyed := extract.step(DESTROYED):
        raise StudyError(
            f"{extract.extract_id} was destroyed on {destroyed['happened_on']}: nothing of it is "
            "left, and nobody can say any more whose its references are."
        )


def _check_day(on: date, first: date, today: date, what: str) -> None:
    if not first <= on <= today:
        raise StudyError(
            f"{on} cannot be: expected a day from {first}, when it {what}, to {today}, today."
        )
