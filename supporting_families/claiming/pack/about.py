"""What a pack is of: the sampled claim, and the set and build that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SampledClaim:
    """A claim of the sample. `sampled_for` is the headline it stands for, or why it was added."""

    claim_ref: str
    episode_key: str
    evidence_hash: str
    sampled_for: str


@dataclass(frozen=True)
class PackAbout:
    """The authority, the two dates and the hashes by which the set can be made again."""

    authority_code: str
    authority_name: str
    build_id: str
    as_of_date: date
    known_at: date
    set_hash: str
    catalogue_hash: str
    model_hash: str
    git_commit: str
    is_demo: bool
