"""Which claims an auditor looks at: decided by the set itself, so that nobody can choose (R19)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

ALL = "any"  # what a claim is sampled for that fills the sample


@dataclass(frozen=True)
class Drawable:
    """A claim of the set, with the headlines of its needs."""

    claim_ref: str
    episode_key: str
    headlines: tuple[str, ...]


def sample_size(claims: int, percent: int, minimum: int) -> int:
    """The share of the set, rounded up, and at least the minimum; never more than there are."""
    return min(claims, max(minimum, -(-claims * percent // 100)))


def draw(claims: Iterable[Drawable], seed: str, size: int) -> list[tuple[Drawable, str]]:
    """The sample, each claim with the headline it stands for; more than `size` if headlines ask.

    The order is that of the SHA-256 of the seed and the episode: a larger sample of the same set
    holds the smaller one. Each headline of the set has a claim of its own choosing first.
    """
    ordered = sorted(claims, key=lambda claim: _place(seed, claim))
    chosen: dict[str, tuple[Drawable, str]] = {}
    for headline in sorted({headline for claim in ordered for headline in claim.headlines}):
        if not any(headline in claim.headlines for claim, _ in chosen.values()):
            first = next(claim for claim in ordered if headline in claim.headlines)
            chosen[first.claim_ref] = (first, headline)
    for claim in ordered:
        if len(chosen) >= size:
            break
        chosen.setdefault(claim.claim_ref, (claim, ALL))
    return list(chosen.values())


def _place(seed: str, claim: Drawable) -> str:
    return hashlib.sha256(f"{seed}|{claim.episode_key}".encode()).hexdigest()
