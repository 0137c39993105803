"""Packages a self-assessment: the full one, and the scores for those who may have them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from supporting_families.home import Home
from supporting_families.package import Packaged

from .errors import ReturnsError
from .guide import NO, PERMISSIONS, RETURN, YES, Assessment, Questions
from .packaging import FORMAL, Table, marking_of, write_package
from .years import in_a_name

_FULL = ("part", "section", "code", "text", "answer", "narrative", "name_or_post", "signed_on")
_SCORES = ("section", "descriptor_code", "descriptor_text", "score", "is_chosen_priority")


def package_assessment(
    home: Home, authority: str, assessment: Assessment, questions: Questions, formal: bool
) -> Packaged:
    """Write the package. Raises ReturnsError where it may not be sent, PackageError."""
    if formal and questions.has_placeholders:
        raise ReturnsError(
            "the descriptors are placeholders and not those of the guide: put its own into "
            "local/system_guide_descriptors.csv, build, publish, and write a new template. "
            "Nothing was written."
        )
    marking = marking_of(home, formal)
    shared = [
        Table(permission.file, _SCORES, list(_scores(assessment)))
        for permission in PERMISSIONS
        if permission.file and assessment.granted[permission.code]
    ]
    return write_package(
        home,
        authority,
        "system_guide",
        in_a_name(assessment.year),
        marking,
        {
            "return_code": RETURN,
            "financial_year": assessment.year,
            "descriptors_are_placeholders": questions.has_placeholders,
            "permissions": assessment.granted,
        },
        [Table("full.csv", _FULL, list(_everything(assessment))), *shared],
        _summary(authority, assessment, questions, marking),
        owner_only=True,  # who signed is in it
    )


def _scores(assessment: Assessment) -> Iterator[tuple[object, ...]]:
    for each in assessment.scores:
        descriptor = each.descriptor
        yield (
            descriptor.section, descriptor.code, descriptor.text, each.score,
            int(descriptor in assessment.chosen),
        )  # fmt: skip


def _everything(assessment: Assessment) -> Iterator[tuple[object, ...]]:
    """All that was answered: what Delta takes, and who signed."""
    for each in assessment.scores:
        descriptor = each.descriptor
        yield (
            "descriptor", descriptor.section, descriptor.code, descriptor.text, each.score,
            each.narrative, "", "",
        )  # fmt: skip
    yield "data_model", "data", "level", "", assessment.level, assessment.rests_on, "", ""
    for place, descriptor in enumerate(assessment.chosen, start=1):
        yield "priority", descriptor.section, descriptor.code, descriptor.text, place, "", "", ""
    for signature in assessment.signatures:
        sign_off = signature.sign_off
        yield (
            "sign_off", "", sign_off.code, sign_off.name, "", "", signature.name_or_post,
            signature.signed_on,
        )  # fmt: skip
    for permission in PERMISSIONS:
        yield (
            "sharing", "", permission.code, permission.question,
            _said(assessment, permission.code), "", "", "",
        )  # fmt: skip


def _summary(
    authority: str, assessment: Assessment, questions: Questions, marking: str
) -> str:
    """The self-assessment on a page, without narrative and without names."""
    lines = [
        f"Early Help System Guide self-assessment {assessment.year}, authority {authority}",
        "",
        f"Marking: {marking}" + ("" if marking == FORMAL else ": not to be submitted"),
    ]
    if questions.has_placeholders:
        lines.append("The descriptors are placeholders and not those of the guide.")
    lines += [
        "",
        f"Scores, from {questions.lowest} to {questions.highest} (by a setting: the scale of the "
        "guide could not be obtained)",
    ]
    for section, scores in groupby(assessment.scores, lambda each: each.descriptor.section_name):
        told = ", ".join(f"{each.descriptor.code} {each.score}" for each in scores)
        lines.append(f"  {section}: {told}")
    lines += ["", f"Level of the data model: {assessment.level}", "", "Chosen descriptors"]
    lines += [f"  {each.code} ({each.section_name}): {each.text}" for each in assessment.chosen]
    lines += ["", "Signed off by"]
    lines += [
        f"  {each.sign_off.name}, {each.signed_on:%d/%m/%Y}" for each in assessment.signatures
    ]
    lines += ["", "Sharing"]
    for permission in PERMISSIONS:
        said = _said(assessment, permission.code)
        lines.append(f"  {said}: {permission.question}")
        if permission.file and said == NO:
            lines.append(f"    so there is no {permission.file}")
    return "\n".join(lines) + "\n"


def _said(assessment: Assessment, permission: str) -> str:
    return YES if assessment.granted[permission] else NO
