"""People of our own for the table of equality."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

CATEGORIES = {
    "sex": ("F", "M", "not_recorded"),
    "ethnic_group": ("asian", "black", "mixed", "white", "not_recorded"),
    "disability": ("disabled", "not_disabled", "not_recorded"),
}
GROUPS = ("supported", "eligible", "successful")
Row = tuple[str, str, str, int, int]  # group, characteristic, category, people, families


@dataclass(frozen=True)
class Person:
    """Somebody in support, and whether their family is eligible."""

    family: int
    is_eligible: bool
    categories: dict[str, str]


def counted_people(people: list[Person]) -> list[Row]:
    """What int_equality_cells counts, nobody at all too."""
    rows = []
    for group in GROUPS:
        there = [
            p for p in people if group == "supported" or (group == "eligible" and p.is_eligible)
        ]
        rows.append((group, "all", "all", len(there), len({p.family for p in there})))
        for characteristic, categories in CATEGORIES.items():
            for category in categories:
                them = [p for p in there if p.categories[characteristic] == category]
                families = len({p.family for p in them})
                rows.append((group, characteristic, category, len(them), families))
    return rows


def random_people(seed: int) -> list[Person]:
    """Families whose size, eligibility and circumstances are drawn, few or many; those of a family
    are of one ethnic group."""
    draw = Random(seed)
    weights = {
        characteristic: [draw.random() ** draw.choice((0, 1, 4)) for _ in categories]
        for characteristic, categories in CATEGORIES.items()
    }
    eligible = draw.choice((0.5, 0.8, 0.97))
    people = []
    for family in range(draw.choice((10, 40, 100, 250))):
        is_eligible = draw.random() < eligible
        group = draw.choices(CATEGORIES["ethnic_group"], weights["ethnic_group"])[0]
        for _ in range(draw.randint(2, 6)):
            drawn = {name: draw.choices(CATEGORIES[name], weights[name])[0] for name in CATEGORIES}
            people.append(Person(family, is_eligible, drawn | {"ethnic_group": group}))
    return people
