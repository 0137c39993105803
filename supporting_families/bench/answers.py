"""What the peers are asked: who shows which need by attendance, and which support is eligible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .chain import ANSWERS, Chain, Relation

_ATTENDANCE_NEEDS = """
    select distinct n.person_key, n.rule_id from {int_population_needs} as n
    where n.evidence_type in ('attendance_sessions', 'unauthorised_absence_sessions')
"""
_ELIGIBLE = "select e.episode_key from {mart_eligibility} as e where e.is_eligible = 1"


@dataclass(frozen=True)
class Answers:
    """Pairs of a person and the rule that fires, and the episodes of support that are eligible."""

    attendance_needs: frozenset[tuple[str, str]]
    eligible: frozenset[str]

    def compared(self, expected: Answers) -> dict:
        """How many the warehouse found, and what here is different, in numbers."""
        return {
            "attendance_needs": len(expected.attendance_needs),
            "eligible": len(expected.eligible),
            "different": [
                f"{what}: {len(theirs - ours):,} only in the warehouse, "
                f"{len(ours - theirs):,} only here"
                for what, ours, theirs in (
                    ("attendance needs", self.attendance_needs, expected.attendance_needs),
                    ("eligible", self.eligible, expected.eligible),
                )
                if ours != theirs
            ],
        }


def answers_of(
    chain: Chain, fetch: Callable[[str], list[tuple]], place: Callable[[Relation], str]
) -> Answers:
    """Both answers by SQL: `fetch` runs a query, `place` says where a table of the chain is."""
    tables = {name: place(chain.answer(name)) for name in ANSWERS}
    return Answers(
        frozenset(fetch(_ATTENDANCE_NEEDS.format(**tables))),
        frozenset(key for (key,) in fetch(_ELIGIBLE.format(**tables))),
    )
