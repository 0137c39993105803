"""The Early Help System Guide self-assessment: its questions, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from supporting_families.home import Home

from .published import published, settings_of

RETURN = "early_help_system_guide"
YES, NO = "Yes", "No"


@dataclass(frozen=True)
class Descriptor:
    """A descriptor of the guide. `kind` is that of its section: `data` or `service`."""

    section: str
    section_name: str
    kind: str
    code: str
    text: str
    is_placeholder: bool


@dataclass(frozen=True)
class SignOff:
    """Somebody who signs the self-assessment off."""

    code: str
    name: str
    is_required: bool


@dataclass(frozen=True)
class Permission:
    """A question of action 3 of the guidance: two may be refused, one has to be acknowledged.

    `file` is what the scores are packaged as where it is granted.
    """

    code: str
    question: str
    must_be_yes: bool
    file: str = ""


PERMISSIONS = (
    Permission(
        "share_with_coordinators",
        "May the scores and the chosen descriptors, without the narrative, be shared with the "
        "Supporting Families co-ordinators of other areas?",
        must_be_yes=False,
        file="scores_for_coordinators.csv",
    ),
    Permission(
        "share_with_departments",
        "May the scores and the chosen descriptors, without the narrative, be shared with other "
        "government departments?",
        must_be_yes=False,
        file="scores_for_departments.csv",
    ),
    Permission(
        "acknowledge_dfe",
        "Is it understood that all of it, with the narrative and the chosen descriptors, is shared "
        "with the Department for Education?",
        must_be_yes=True,
    ),
)


@dataclass(frozen=True)
class Questions:
    """What is asked of an authority, and between which numbers its answers lie."""

    descriptors: list[Descriptor]
    sign_offs: list[SignOff]
    lowest: int
    highest: int
    highest_level: int

    @property
    def has_placeholders(self) -> bool:
        return any(descriptor.is_placeholder for descriptor in self.descriptors)


@dataclass(frozen=True)
class Score:
    """What was said of a descriptor."""

    descriptor: Descriptor
    score: int
    narrative: str


@dataclass(frozen=True)
class Signature:
    """Who signed off, and on which day."""

    sign_off: SignOff
    name_or_post: str
    signed_on: date


@dataclass(frozen=True)
class Assessment:
    """A whole self-assessment without anything wrong in it."""

    year: str
    scores: list[Score]
    level: int
    rests_on: str
    chosen: list[Descriptor]
    signatures: list[Signature]
    granted: dict[str, bool]


def read_questions(home: Home, authority: str, day: date) -> Questions:
    """The questions of an authority, from the published build. Raises ReturnsError."""
    order = "section_order, descriptor_order"
    rows = published(home, "programme.dim_system_guide_descriptor", authority, order).as_dicts()
    settings = settings_of(home, authority, day)
    return Questions(
        [
            Descriptor(
                str(row["section"]),
                str(row["section_name"]),
                str(row["section_kind"]),
                str(row["descriptor_code"]),
                str(row["descriptor_text"]),
                row["is_placeholder"] == 1,
            )
            for row in rows
        ],
        [
            SignOff(str(row["sign_off"]), str(row["sign_off_name"]), row["is_required"] == 1)
            for row in published(
                home, "programme.dim_system_guide_sign_off", order="sign_off_order"
            ).as_dicts()
        ],
        settings["system_guide_score_lowest"],
        settings["system_guide_score_highest"],
        settings["data_model_level_highest"],
    )
