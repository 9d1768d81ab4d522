"""Whom staff numbers in a list of another system mean: looked up all at once, with or without zeros in front."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from timeclock.core.spans import DaySpan
from timeclock.store import people
from timeclock.store.db import Session


@dataclass(frozen=True, slots=True)
class Numbered:
    """One stretch of an employment under a number."""

    employment_id: int
    person_id: int
    days: DaySpan


def known(session: Session, numbers: Iterable[str]) -> Mapping[str, Sequence[Numbered]]:
    """Return the employments under these numbers, each by its number as it was written."""
    written = set(numbers)
    found = people.by_staff_numbers(session, {_bare(each) for each in written})
    persons = {person_id for employed in found.values() for _, person_id in employed}
    active = people.active_employments(session, persons) if persons else {}
    return {number: tuple(_stretches(found.get(_bare(number), ()), active)) for number in written}


def on(held: Sequence[Numbered], days: DaySpan) -> Numbered | None:
    """Return the one employment that has one of these days; None where there is none, or more than one has."""
    fitting = {each.employment_id: each for each in held if _overlap(each.days, days)}
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _overlap(one: DaySpan, other: DaySpan) -> bool:
    return one.from_day < other.to_day and other.from_day < one.to_day


def _bare(number: str) -> str:
    return number.strip().lstrip("0")


def _stretches(
    employed: Iterable[tuple[int, int]], active: Mapping[int, Sequence[tuple[int, date, date | None]]]
) -> Iterable[Numbered]:
    for employment_id, person_id in employed:
        for held, from_day, to_day in active.get(person_id, ()):
            if held == employment_id:
                yield Numbered(employment_id, person_id, DaySpan(from_day, to_day or date.max))
