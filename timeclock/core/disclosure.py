"""Sums that name nobody: everybody is in one block of enough people, and whatever is shown is a sum of whole blocks.

Blocks do not overlap, so no sum, difference or other reckoning with any number of figures comes below a block: which
figures somebody asks for, in which order and how often, is of no account (decision 0175).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

# So many of the highest of a block are told as one.
STANDING_OUT = 3


class Hidden(StrEnum):
    """Why a row has no figures.

    too_few: fewer people than the least group. protects_others: enough, but counted together with too few, who could
    be worked out from the total otherwise. people_changed: so few came or went that what they brought could be told.
    not_counted: it was not counted when the statistics of that time were made.
    """

    TOO_FEW = "too_few"
    NOT_COUNTED = "not_counted"
    PROTECTS_OTHERS = "protects_others"
    PEOPLE_CHANGED = "people_changed"


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Where somebody is counted: her unit, and the model she works by."""

    unit_id: int
    model: str


@dataclass(frozen=True, slots=True)
class Block:
    """People who are only ever counted together."""

    person_ids: frozenset[int]
    groups: Mapping[Group, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """What of some people can be shown: whole blocks by their number, how many people are in them, and of how many."""

    blocks: tuple[int, ...]
    people: int
    of: int

    @property
    def is_whole(self) -> bool:
        return self.people == self.of

    def hidden(self, least: int) -> Hidden | None:
        """Say why not all of these people can be shown, None where they can."""
        if self.is_whole:
            return None
        return Hidden.TOO_FEW if self.of < least else Hidden.PROTECTS_OTHERS


def partition(
    counted: Mapping[int, Group], parents: Mapping[int, int | None], least: int
) -> tuple[tuple[int, ...], ...]:
    """Return people in blocks of at least so many, none where all together are fewer.

    People of one unit and model stay together, then people of one unit, then of the unit above: the smallest block
    near by takes in those who are too few.
    """
    at: dict[int | None, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    reached = _reached(parents)
    for person_id in sorted(counted):
        group = counted[person_id]
        at[group.unit_id if group.unit_id in reached else None][group.model].append(person_id)
    made, _ = _of_unit(None, _children(parents), at, least)
    return tuple(sorted(tuple(sorted(each)) for each in made))


def block(person_ids: Iterable[int], counted: Mapping[int, Group]) -> Block:
    """Return some of the people who are counted as one block."""
    members = frozenset(person_ids)
    return Block(members, Counter(counted[person_id] for person_id in members))


def cut(blocks: Sequence[Mapping[Group, int]], inside: Callable[[Group], bool]) -> Cut:
    """Return what of the people of some groups can be shown; each block is said by how many of which group it has."""
    whole, people, of = [], 0, 0
    for no, groups in enumerate(blocks):
        here = sum(size for group, size in groups.items() if inside(group))
        of += here
        if here and here == sum(groups.values()):
            whole.append(no)
            people += here
    return Cut(tuple(whole), people, of)


def tells_of_changes(months: Sequence[frozenset[int]], least: int) -> bool:
    """Say whether months beside each other could tell what somebody brought who came or went between them.

    They cannot where nobody did, or so many that none of them can be told from the others.
    """
    moved = [len(who) for before, after in pairwise(months) for who in (after - before, before - after)]
    return any(0 < size < least for size in moved)


def told_apart(people: Mapping[int, frozenset[int]], least: int) -> frozenset[int]:
    """Return which of some places can be told apart: those of enough people each.

    What is kept back of the others is of enough people together: the smallest place that could be told goes with it.
    """
    by_size = sorted(people, key=lambda each: (len(people[each]), each))
    back = [each for each in by_size if len(people[each]) < least]
    while back and len(back) < len(by_size) and len(together(people, back)) < least:
        back.append(by_size[len(back)])
    return frozenset(people) - frozenset(back)


def together(people: Mapping[int, frozenset[int]], places: Iterable[int]) -> frozenset[int]:
    """Return everybody of some places, each once."""
    return frozenset[int]().union(*(people[each] for each in places))


def banded(amounts: Sequence[int], *, below_too: bool = False) -> list[int | str]:
    """Return the amounts of a block with the three highest as one band, so that none of them stands out.

    1, 2, 5, 9, 90 are 1, 2, ≥ 5, ≥ 5, ≥ 5. With `below_too` the three lowest are one as well.
    """
    order = sorted(amounts)
    low, high = order[min(STANDING_OUT, len(order)) - 1], order[-min(STANDING_OUT, len(order))]

    def told(amount: int) -> int | str:
        if amount >= high and order[-1] > high:
            return f"≥ {high}"
        return f"≤ {low}" if below_too and amount <= low and order[0] < low else amount

    return [told(each) for each in amounts]


def rounded(amount: int, to: int) -> int:
    """Return an amount to the nearest step, halves away from zero: 12 in steps of 5 is 10, 13 is 15."""
    size = (2 * abs(amount) + to) // (2 * to) * to
    return size if amount >= 0 else -size


def _of_unit(
    unit: int | None,
    children: Mapping[int | None, Sequence[int]],
    at: Mapping[int | None, Mapping[str, Sequence[int]]],
    least: int,
) -> tuple[list[list[int]], list[int]]:
    """Return the blocks of a unit and all below it, and who is too few there to be one."""
    own: list[list[int]] = []
    few: list[int] = []
    for _, members in sorted(at.get(unit, {}).items()):
        if len(members) >= least:
            own.append(list(members))
        else:
            few += members
    few = _joined(own, few, least)
    for child in children.get(unit, ()):
        made, left = _of_unit(child, children, at, least)
        own += made
        few += left
    return own, _joined(own, few, least)


def _joined(blocks: list[list[int]], few: list[int], least: int) -> list[int]:
    """Make those left over a block, or put them into the smallest there is; return them where there is none."""
    if not few:
        return []
    if len(few) >= least:
        blocks.append(few)
        return []
    if not blocks:
        return few
    smallest = min(blocks, key=lambda each: (len(each), min(each)))
    smallest += few
    return []


def _children(parents: Mapping[int, int | None]) -> Mapping[int | None, Sequence[int]]:
    found: dict[int | None, list[int]] = defaultdict(list)
    for unit_id in sorted(parents):
        above = parents[unit_id]
        found[above if above in parents else None].append(unit_id)
    return found


def _reached(parents: Mapping[int, int | None]) -> frozenset[int]:
    """Return the units that hang on the city; those that hang on each other in a circle do not."""
    children = _children(parents)
    found: set[int] = set()
    ahead: list[int] = list(children.get(None, ()))
    while ahead:
        unit_id = ahead.pop()
        found.add(unit_id)
        ahead += children.get(unit_id, ())
    return frozenset(found)
