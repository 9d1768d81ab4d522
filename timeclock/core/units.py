"""Units of a city as a tree, each below another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


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
