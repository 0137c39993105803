"""Making an extract: from the published build to two sealed files, and a line in the register."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from supporting_families.hashing import sha256, sha256_of_file
from supporting_families.home import Home
from supporting_families.keys import Recipient
from supporting_families.own_files import own_folder, write_own
from supporting_families.sealing import ENDING, encrypted, zipped

from .errors import StudyError
from .files import LINKS, MANIFEST, Built, build_files, same_content
from .keys import PACKAGE_KEYS, ReferenceKey, StudyKeys
from .published import Published, read_published
from .register import DESTROYED, MADE, SENT, Extract, StudyRegister, writing

ONE_STUDY = "study"  # the reference scope in which all extracts share a key
_PARTIAL = ".partial-"


@dataclass(frozen=True)
class Packaged:
    """The extract, where it is, and whether this run made it."""

    extract: Extract
    folder: Path
    is_new: bool


def package(home: Home, authority: str, by: str, today: date) -> Packaged:
    """Make an extract of the published build, sealed to the recipients of the day.

    The same content again, as long as the last extract was not sent, is no work. Raises StudyError
    where the keys, the recipients or the build are not there, where nobody may be sent, or where the
    files do not fit the layout; then nothing is left behind.
    """
    return _package(home, authority, by, today, None, "")


def correct(
    home: Home, authority: str, extract_id: str, reason: str, by: str, today: date
) -> Packaged:
    """Make an extract that takes the place of one that was sent, and says so.

    Raises StudyError as `package` does, and where that extract was not sent, is destroyed, or was
    corrected already.
    """
    register = StudyRegister(home, authority)
    wrong = register.named(extract_id)
    later = register.superseded_by(extract_id)
    if not wrong.step(SENT):
        raise StudyError(f"{extract_id} was not sent: there is nothing to correct. Package anew.")
    if wrong.step(DESTROYED):
        raise StudyError(f"{extract_id} is destroyed, and is not corrected any more.")
    if later:
        raise StudyError(
            f"{extract_id} was corrected by {later.extract_id} already: correct that one."
        )
    if not reason.strip():
        raise StudyError("why it is corrected has to be said: --reason TEXT.")
    return _package(home, authority, by, today, wrong, reason.strip())


def folder_of(home: Home, authority: str, extract_id: str) -> Path:
    """Where the sealed files of an extract lie."""
    return home.of_authority("output", authority) / "study" / extract_id


def sealed_file(extract_id: str) -> str:
    """The file that is sent."""
    return f"{extract_id}{ENDING}"


def council_copy(extract_id: str) -> str:
    """The file that the council keeps: what was sent, and whose the references are."""
    return f"{extract_id}_council{ENDING}"


def reference_key_name(authority: str, extract_id: str, scope: str) -> str:
    """The name of the key of an extract's references."""
    return f"study-{authority}" if scope == ONE_STUDY else extract_id


def key_of(keys: StudyKeys, authority: str, extract: Extract) -> ReferenceKey:
    """The key of the references of an extract that was made. Raises StudyError."""
    scope = extract.made["reference_scope"]
    return keys.reference_key(reference_key_name(authority, extract.extract_id, scope))


def years_after(day: date, years: int) -> date:
    """The same day some years on; of 29 February the first of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def check_sealed(sealed: Path, extract: Extract) -> None:
    """Raises StudyError where the sealed file is not the one that the register has."""
    if not sealed.is_file() or sha256_of_file(sealed) != extract.made["file_sha256"]:
        raise StudyError(
            f"'{sealed}' is not the file that was made, by the register: it was changed or moved. "
            "Do not send it; find the file or package anew."
        )


@dataclass(frozen=True)
class _Making:
    """One making of an extract: for whom, by whom, on which day, with what."""

    home: Home
    authority: str
    by: str
    today: date
    keys: StudyKeys
    register: StudyRegister
    published: Published
    recipients: list[Recipient]

    @property
    def public_keys(self) -> list[str]:
        return [recipient.public_key for recipient in self.recipients]

    @property
    def scope(self) -> str:
        return self.published.settings["reference_scope"]

    def folder(self, name: str) -> Path:
        return folder_of(self.home, self.authority, name)


def _package(
    home: Home, authority: str, by: str, today: date, corrects: Extract | None, reason: str
) -> Packaged:
    keys = StudyKeys(home)
    if not by.strip():
        raise StudyError("who makes it has to be said: --by NAME.")
    with writing(home, authority) as register:
        _finish_what_was_stopped(home, authority, register, keys)
        recipients = PACKAGE_KEYS.recipients(home, authority, today, keys.demo_recipient)
        published = read_published(home, authority)
        making = _Making(home, authority, by, today, keys, register, published, recipients)
        if not published.individuals:
            raise StudyError(
                "nobody may be sent: restricted.study_exclusions says why of each, and "
                "governance.gov_study_exclusions counts them."
            )
        if corrects is None and (same := _same(making)):
            return same
        return _make(making, corrects, reason)


def _make(making: _Making, corrects: Extract | None, reason: str) -> Packaged:
    """Write aside, then the line in the register, then the folder in its place; or nothing."""
    extract_id = _new_id(making)
    partial = making.folder(f"{_PARTIAL}{extract_id}")
    key = _reference_key(making, extract_id)
    published = making.published
    try:
        about = _about(making, corrects)
        built = build_files(published, key, making.authority, extract_id, about)
        sealed = _write(making, partial, extract_id, built, about)
        making.register.add(
            extract_id, MADE, making.today, making.by, making.today,
            supersedes=corrects.extract_id if corrects else "",
            reason=reason,
            recipient=", ".join(recipient.holder for recipient in making.recipients),
            legal_basis=published.settings["legal_basis"],
            layout_version=published.layout.version,
            reference_scope=making.scope,
            key_fingerprint=key.fingerprint,
            as_of_date=str(published.build.as_of_date),
            known_at=str(published.build.known_at),
            build_id=published.build.build_id,
            families=str(built.families),
            people=str(built.people),
            file_sha256=sha256(sealed),
            content_check=same_content(published, key, making.public_keys),
            destroy_by=years_after(
                making.today, int(published.settings["years_kept"])
            ).isoformat(),
        )  # fmt: skip
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        making.keys.destroy(extract_id, None if making.scope == ONE_STUDY else extract_id)
        raise
    folder = making.folder(extract_id)
    partial.rename(folder)
    return Packaged(making.register.named(extract_id), folder, True)


def _finish_what_was_stopped(
    home: Home, authority: str, register: StudyRegister, keys: StudyKeys
) -> None:
    """Put folders in their place whose extract is in the register; others never came to be."""
    made = {extract.extract_id for extract in register.extracts}
    for partial in folder_of(home, authority, "x").parent.glob(f"{_PARTIAL}*"):
        extract_id = partial.name.removeprefix(_PARTIAL)
        if extract_id in made:
            partial.rename(folder_of(home, authority, extract_id))
        else:
            shutil.rmtree(partial)
            keys.destroy(extract_id, extract_id)


def _same(making: _Making) -> Packaged | None:
    """The last extract, where it was not sent and would be the same."""
    extracts = making.register.extracts
    last = extracts[-1] if extracts else None
    if last is None or last.step(SENT) or last.step(DESTROYED):
        return None
    scope = last.made["reference_scope"]
    name = reference_key_name(making.authority, last.extract_id, scope)
    folder = making.folder(last.extract_id)
    sealed = folder / sealed_file(last.extract_id)
    if not making.keys.has_reference_key(name) or not sealed.is_file():
        return None
    key = making.keys.reference_key(name)
    check = same_content(making.published, key, making.public_keys)
    if check != last.made["content_check"]:
        return None
    check_sealed(sealed, last)
    return Packaged(last, folder, False)


def _new_id(making: _Making) -> str:
    """The next name that is free; keys of it may be another home's, or of a run that was killed."""
    build = making.published.build
    prefix = "DEMO-NIS" if build.is_demo else "NIS"
    taken = {extract.extract_id for extract in making.register.extracts}
    for number in itertools.count(1):
        extract_id = f"{prefix}-{making.authority}-{build.as_of_date}-{number}"
        is_used = making.folder(extract_id).exists() or making.keys.has_any(extract_id)
        if extract_id not in taken and not is_used:
            return extract_id


def _reference_key(making: _Making, extract_id: str) -> ReferenceKey:
    """A new key, or the study's where the references are of the study.

    Raises StudyError where a key of one extract would be used for another.
    """
    name = reference_key_name(making.authority, extract_id, making.scope)
    if making.scope == ONE_STUDY and making.keys.has_reference_key(name):
        return making.keys.reference_key(name)
    key = making.keys.new_reference_key(name)
    for extract in making.register.extracts:
        if extract.made["key_fingerprint"] == key.fingerprint:
            making.keys.destroy(extract_id, name)
            raise StudyError(
                f"the key of {extract.extract_id} would be used again, and references of the two "
                "could be joined: this computer's random numbers cannot be trusted. Nothing was "
                "made."
            )
    return key


def _about(making: _Making, corrects: Extract | None) -> dict:
    build, settings = making.published.build, making.published.settings
    return {
        "marking": "DEMO" if build.is_demo else "",
        "recipient": settings["recipient"],
        "sealed_to": [recipient.holder for recipient in making.recipients],
        "legal_basis": settings["legal_basis"],
        "purpose": "National Impact Study: research only, never decisions about anybody",
        "layout_version": making.published.layout.version,
        "layout_note": "A reconstruction: the study's own specification was not obtainable.",
        "reference_scope": making.scope,
        "supersedes": corrects.extract_id if corrects else None,
        "as_of_date": str(build.as_of_date),
        "known_at": str(build.known_at),
        "made_on": str(making.today),
        "destroy_after_years": int(settings["years_kept"]),
    }


def _write(
    making: _Making, partial: Path, extract_id: str, built: Built, about: dict
) -> bytes:
    """Write the sealed files and what may be read of them; gives what is sent."""
    sealed = encrypted(zipped(built.files), PACKAGE_KEYS.public(making.public_keys))
    kept = zipped({**built.files, LINKS: built.links})
    copy = encrypted(kept, [making.keys.new_copy_key(extract_id)])
    own_folder(partial.parent)
    own_folder(partial)
    write_own(partial / sealed_file(extract_id), sealed)
    write_own(partial / council_copy(extract_id), copy)
    counted = {"extract_id": extract_id, "families": built.families, "people": built.people}
    described = {**about, **counted, "file_sha256": sha256(sealed)}
    write_own(partial / MANIFEST, (json.dumps(described, indent=2) + "\n").encode())
    return sealed
