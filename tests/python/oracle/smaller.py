"""The smallest episode that the models and the oracle still answer differently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from oracle.model import Episode, World

Differs = Callable[[World], bool]
LISTS = ("people", "evidence", "decisions", "plans", "claims")
AT_A_TIME = (16, 4, 1)


def smallest(world: World, key: str, differs: Differs) -> World:
    """A world of that episode alone, without whatever it can do without and still differ."""
    world = replace(world, episodes=tuple(one for one in world.episodes if one.key == key))
    while True:
        smaller = _once_through(world, differs)
        if smaller == world:
            return world
        world = smaller


def _once_through(world: World, differs: Differs) -> World:
    """Tries once to leave out each thing."""
    for size in AT_A_TIME:
        for place in reversed(range(0, len(world.changes), size)):
            shorter = replace(world, changes=_without(world.changes, place, size))
            world = shorter if differs(shorter) else world
    episode = world.episodes[0]
    for name in LISTS:
        for size in AT_A_TIME:
            for place in reversed(range(0, len(getattr(episode, name)), size)):
                left = _without(getattr(episode, name), place, size)
                episode = _if(differs, world, replace(episode, **{name: left}), episode)
    for nothing in ({"covered": {}}, {"objections": frozenset()}):
        episode = _if(differs, world, replace(episode, **nothing), episode)
    return replace(world, episodes=(episode,))


def _without(items: tuple, place: int, size: int) -> tuple:
    return items[:place] + items[place + size :]


def _if(differs: Differs, world: World, shorter: Episode, episode: Episode) -> Episode:
    is_enough = shorter != episode and differs(replace(world, episodes=(shorter,)))
    return shorter if is_enough else episode
