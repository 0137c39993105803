"""The smallest episode that the models and the oracle still answer differently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from oracle.model import Episode, World

Differs = Callable[[World], bool]
LISTS = ("people", "evidence", "decisions", "plans", "claims")


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
    for change in world.changes:
        world = _if(differs, replace(world, changes=_without(world.changes, change)), world)
    for name in LISTS:
        for item in getattr(world.episodes[0], name):
            episode = world.episodes[0]
            left = _without(getattr(episode, name), item)
            world = _if(differs, _of(world, replace(episode, **{name: left})), world)
    for name, nothing in (("covered", {}), ("objections", frozenset())):
        shorter = replace(world.episodes[0], **{name: nothing})
        world = _if(differs, _of(world, shorter), world)
    return world


def _without(items: tuple, item: object) -> tuple:
    return tuple(one for one in items if one is not item)


def _of(world: World, episode: Episode) -> World:
    return replace(world, episodes=(episode,))


def _if(differs: Differs, shorter: World, world: World) -> World:
    return shorter if shorter != world and differs(shorter) else world
