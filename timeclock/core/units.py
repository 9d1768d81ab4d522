"""Units of a city as a tree, each below another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

Held = TypeVar("Held")


def nearest(unit_id: int, held: Mapping[int, Held], parents: Mapping[int, int | None]) -> Held | None:
    """Return what is held of a unit: its own, or that of the nearest unit above it that has one."""
    above: int | None = unit_id
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above in held:
            return held[above]
        seen.add(above)
        above = parents.get(above)
    return None


def departments(units: Sequence[int], parents: Mapping[int, int | None]) -> Mapping[int, tuple[int, ...]]:
    """Return the highest of some units, each with those below it, in the order given.

    Where one is above all others it stands by itself, before those right below it.
    """
    among = set(units)
    tops = [each for each in units if parents.get(each) not in among]
    whole = tops if len(tops) == 1 else []
    heads = [*tops, *(each for each in units if parents.get(each) in whole)]
    head_of = {each: each for each in heads}
    ahead = list(heads)
    while ahead:
        above = ahead.pop()
        below = [each for each in units if parents.get(each) == above and each not in head_of]
        head_of |= dict.fromkeys(below, head_of[above])
        ahead += below
    return {head: tuple(each for each in units if head_of.get(each) == head != each) for head in heads}
