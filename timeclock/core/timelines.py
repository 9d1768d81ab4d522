"""What holds from one day to the next during an employment, and how a list of one day changes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from timeclock.core.walltime import ONE_DAY

T = TypeVar("T")
U = TypeVar("U")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T_co]):
    """A value with the days it holds: from (included) to (excluded), None while it lasts."""

    from_day: date
    to_day: date | None
    value: T_co

    @property
    def end(self) -> date:
        """The first day after it, or the last of all days while it lasts."""
        return self.to_day or date.max

    @property
    def last(self) -> date | None:
        """The last day of it, None while it lasts."""
        return None if self.to_day is None else self.to_day - ONE_DAY

    def __contains__(self, day: date) -> bool:
        return self.from_day <= day < self.end

    def of(self, value: U) -> Stretch[U]:
        """Return the same days with another value."""
        return Stretch(self.from_day, self.to_day, value)

    def overlaps(self, other: Stretch[object]) -> bool:
        return self.from_day < other.end and other.from_day < self.end

    def within(self, other: Stretch[object]) -> bool:
        """Say whether the other covers all of its days."""
        return other.from_day <= self.from_day and self.end <= other.end


def in_force(stretches: Iterable[Stretch[T]], day: date) -> Stretch[T] | None:
    """Return what holds on a day, if anything does."""
    return next((each for each in stretches if day in each), None)


def fitted(held: Sequence[Stretch[T]], employed: Stretch[object]) -> tuple[Stretch[T], ...]:
    """Return what holds during an employment whose days have changed: the first and the last reach to its ends."""
    inside = [each for each in held if each.overlaps(employed)]
    if not inside:
        return ()
    inside[0] = replace(inside[0], from_day=employed.from_day)
    inside[-1] = replace(inside[-1], to_day=employed.to_day)
    return tuple(inside)


def changed_from(held: Sequence[Stretch[T]], day: date, value: T) -> tuple[Stretch[T], ...]:
    """Return what holds once `value` is known to hold on a day: what was before stays, what is planned for later too.

    39 hours since 2020 and 30 planned from 2027, with 35 in the list of June 2026: 39 until then, 35 to the end of
    2026, 30 after that.
    """
    found: list[Stretch[T]] = []
    for each in held:
        if day not in each or each.value == value:
            found.append(each)
            continue
        if each.from_day < day:
            found.append(replace(each, to_day=day))
        found.append(Stretch(max(day, each.from_day), each.to_day, value))
    return tuple(found)


def with_gaps(held: Iterable[Stretch[T]], employed: Stretch[object]) -> tuple[Stretch[T | None], ...]:
    """Return what holds on every day of an employment, None where nothing does."""
    found: list[Stretch[T | None]] = []
    day = employed.from_day
    for each in held:
        if day < each.from_day:
            found.append(Stretch(day, each.from_day, None))
        found.append(Stretch(each.from_day, each.to_day, each.value))
        day = each.end
    if day < employed.end:
        found.append(Stretch(day, employed.to_day, None))
    return tuple(found)


def put_from(held: Iterable[Stretch[T]], employed: Stretch[object], day: date, value: T) -> tuple[Stretch[T], ...]:
    """Return what holds during an employment with `value` from a day on, until something else was planned to hold.

    Other than with `changed_from`, a value may be put where nothing held before.
    """
    states = changed_from(with_gaps([each for each in held if each.within(employed)], employed), day, value)
    return tuple(Stretch(each.from_day, each.to_day, each.value) for each in states if each.value is not None)


def differences(old: Sequence[Stretch[T]], new: Sequence[Stretch[T]]) -> tuple[Stretch[None], ...]:
    """Return the days on which the two say something else, in order."""
    borders = sorted({day for each in (*old, *new) for day in (each.from_day, each.end)})
    return tuple(
        Stretch(first, None if end == date.max else end, None)
        for first, end in pairwise(borders)
        if _said(old, first) != _said(new, first)
    )


def _said(stretches: Iterable[Stretch[T]], day: date) -> tuple[T, ...]:
    found = in_force(stretches, day)
    return () if found is None else (found.value,)


def first_difference(old: Sequence[Stretch[T]], new: Sequence[Stretch[T]]) -> date | None:
    """Return the first day on which the two say something else, or None where they agree on every day."""
    borders = {day for each in (*old, *new) for day in (each.from_day, each.end)}
    for day in sorted(borders):
        before, after = in_force(old, day), in_force(new, day)
        if (before is None) != (after is None) or (before and after and before.value != after.value):
            return day
    return None
