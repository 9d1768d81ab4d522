"""How many of a unit are there on a day, of how many it needs: counted from plans, rosters, holidays and absences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from timeclock.core.spans import DaySpan

HOLIDAY = 7
FIGURES = 8


@dataclass(frozen=True, slots=True)
class Heads:
    """How many a unit needs from a day on, until before `to_day` or for good: Monday to Sunday, and on holidays."""

    unit_id: int
    from_day: date
    to_day: date | None
    by_weekday: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.by_weekday) != FIGURES or min(self.by_weekday) < 0:
            raise ValueError(f"heads are {FIGURES} numbers, Monday to Sunday and holidays, got {self.by_weekday}")

    def on(self, day: date, *, holiday: bool) -> int:
        """Return how many are needed on one of its days."""
        return self.by_weekday[HOLIDAY if holiday else day.weekday()]

    def __contains__(self, day: date) -> bool:
        return self.from_day <= day and (self.to_day is None or day < self.to_day)


@dataclass(frozen=True, slots=True)
class Member:
    """One employment's days in a unit; `to_day` None is for good."""

    employment_id: int
    unit_id: int
    from_day: date
    to_day: date | None

    def __contains__(self, day: date) -> bool:
        return self.from_day <= day and (self.to_day is None or day < self.to_day)


@dataclass(frozen=True, slots=True)
class Round:
    """On which days of a pattern something is due, in the days in which somebody works by it."""

    from_day: date
    to_day: date | None
    anchor: date
    due: tuple[bool, ...]

    def has(self, day: date) -> bool:
        """Say whether the pattern holds on a day and has something due."""
        holds = self.from_day <= day and (self.to_day is None or day < self.to_day)
        return holds and self.due[(day - self.anchor).days % len(self.due)]


# Of one employment, on one day.
Days = Collection[tuple[int, date]]


@dataclass(frozen=True, slots=True)
class Workforce:
    """All that says who of some units is there on which day; `rounds` by employment.

    `rostered` are the (employment, first of a month) whose shifts a roster gives, so that a day without one is free.
    `special`: whether a day's own plan has something due. `away` takes the whole day; `mobile` is worked elsewhere.
    """

    members: Sequence[Member]
    rounds: Mapping[int, Sequence[Round]] = field(default_factory=dict)
    shifts: Days = frozenset()
    rostered: Days = frozenset()
    special: Mapping[tuple[int, date], bool] = field(default_factory=dict)
    holidays: Days = frozenset()
    away: Days = frozenset()
    mobile: Days = frozenset()

    def is_planned(self, employment_id: int, day: date) -> bool:
        """Say whether work is planned: by the day's own plan, else the roster, else the pattern but on holidays."""
        key = employment_id, day
        if key in self.special:
            return self.special[key]
        if key in self.shifts:
            return True
        if (employment_id, day.replace(day=1)) in self.rostered or key in self.holidays:
            return False
        return any(each.has(day) for each in self.rounds.get(employment_id, ()))

    def is_there(self, employment_id: int, day: date) -> bool:
        """Say whether somebody works at the unit's own place: planned, not away, and not elsewhere."""
        key = employment_id, day
        return key not in self.away and key not in self.mobile and self.is_planned(employment_id, day)


@dataclass(frozen=True, slots=True)
class StaffedDay:
    """A unit's day: how many are there of how many needed."""

    day: date
    unit_id: int
    there: int
    needed: int

    @property
    def short(self) -> int:
        """How many are missing; a warning, and no ban."""
        return max(0, self.needed - self.there)


def staffed(heads: Sequence[Heads], force: Workforce, days: DaySpan) -> tuple[StaffedDay, ...]:
    """Return the days on which a unit needs somebody, with how many are there."""
    of_unit: dict[int, list[Member]] = {}
    for member in force.members:
        of_unit.setdefault(member.unit_id, []).append(member)
    return tuple(found for day in days for found in _on(day, heads, of_unit, force))


def _on(
    day: date, heads: Sequence[Heads], of_unit: Mapping[int, Sequence[Member]], force: Workforce
) -> Iterator[StaffedDay]:
    for each in heads:
        if day not in each:
            continue
        members = [one.employment_id for one in of_unit.get(each.unit_id, ()) if day in one]
        is_holiday = any((employment_id, day) in force.holidays for employment_id in members)
        if needed := each.on(day, holiday=is_holiday):
            there = sum(force.is_there(employment_id, day) for employment_id in members)
            yield StaffedDay(day, each.unit_id, there, needed)


@dataclass(frozen=True, slots=True)
class Choice:
    """A day on which work is planned for somebody whose unit needs people: how many are there without her."""

    day: date
    without: int
    needed: int

    @property
    def short(self) -> int:
        """How many are missing without her."""
        return max(0, self.needed - self.without)

    @property
    def with_her(self) -> int:
        """How many are there with her."""
        return self.without + 1


def choices(heads: Sequence[Heads], force: Workforce, days: DaySpan, employment_id: int) -> tuple[Choice, ...]:
    """Return the days on which it makes a difference to her unit whether somebody is there.

    Whether she is away or elsewhere already does not matter: it is what is decided about.
    """
    hers = [each for each in force.members if each.employment_id == employment_id]
    return tuple(
        Choice(each.day, each.there - force.is_there(employment_id, each.day), each.needed)
        for each in staffed(heads, force, days)
        if force.is_planned(employment_id, each.day)
        and any(one.unit_id == each.unit_id and each.day in one for one in hers)
    )
