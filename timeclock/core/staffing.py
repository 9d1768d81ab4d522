"""How many of a unit are there on a day, of how many it needs: counted from plans, rosters, holidays and absences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from timeclock.core.duties import SHIFTS, Duty
from timeclock.core.needs import WHOLE_DAY, Heads, Part, fewest
from timeclock.core.rosters import Planned
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY


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
    `published` are those who stand in a roster at all, on call say.
    `special`: whether a day's own plan has something due. `away` takes the whole day; `mobile` is worked elsewhere.
    `planned` are the shifts of published rosters by the day they begin, with the keys of their units.
    """

    members: Sequence[Member]
    zone: ZoneInfo
    rounds: Mapping[int, Sequence[Round]] = field(default_factory=dict)
    shifts: Days = frozenset()
    rostered: Days = frozenset()
    special: Mapping[tuple[int, date], bool] = field(default_factory=dict)
    holidays: Days = frozenset()
    away: Days = frozenset()
    mobile: Days = frozenset()
    planned: Mapping[date, Sequence[Planned]] = field(default_factory=dict)
    published: Days = frozenset()

    def is_planned(self, employment_id: int, day: date) -> bool:
        """Say whether work is planned: by the day's own plan, else the roster, else the pattern but on holidays."""
        key = employment_id, day
        if key in self.special:
            return self.special[key]
        if key in self.shifts:
            return True
        if self.is_rostered(employment_id, day) or key in self.holidays:
            return False
        return any(each.has(day) for each in self.rounds.get(employment_id, ()))

    def is_rostered(self, employment_id: int, day: date) -> bool:
        return (employment_id, day.replace(day=1)) in self.rostered

    def is_there(self, employment_id: int, day: date) -> bool:
        """Say whether somebody works at the unit's own place: planned, not away, and not elsewhere."""
        key = employment_id, day
        return key not in self.away and key not in self.mobile and self.is_planned(employment_id, day)


@dataclass(frozen=True, slots=True)
class StaffedDay:
    """A unit's day, or a part of it: how many are there of how many needed."""

    day: date
    unit_id: int
    part: Part
    there: int
    needed: int

    @property
    def short(self) -> int:
        """How many are missing; a warning, and no ban."""
        return max(0, self.needed - self.there)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A need on one of its days, and the employments of the unit then."""

    day: date
    heads: Heads
    needed: int
    members: frozenset[int]

    def there(self, force: Workforce, members: Collection[int], sure: int | None = None) -> int:
        """Return how many of some are there; `sure` is there whatever was entered for her."""
        day, part = self.day, self.heads.part
        if part == WHOLE_DAY:
            return sum(one == sure or force.is_there(one, day) for one in members)
        if part.key:
            begun = (each for each in force.planned.get(day, ()) if each.key == part.key)
            return sum(_is_on_duty(each.duty, day, force, members, sure) for each in begun)
        # Of who works by a pattern nobody knows the clocks; she is there.
        asked = part.span(day, force.zone)
        others = [asked for one in members if not force.is_rostered(one, day) and force.is_there(one, day)]
        near = ((begun, each.duty) for begun in _around(day) for each in force.planned.get(begun, ()))
        work = ((begun, duty) for begun, duty in near if duty.kind in SHIFTS)
        here = [duty.span for begun, duty in work if _is_on_duty(duty, begun, force, members, sure)]
        return fewest(asked, [*others, *here])


def _around(day: date) -> tuple[date, date, date]:
    """Return the days on which shifts begin that may last into a day, or into the night after it."""
    return day - ONE_DAY, day, day + ONE_DAY


def _is_on_duty(duty: Duty, begun: date, force: Workforce, members: Collection[int], sure: int | None) -> bool:
    """Say whether somebody has her duty: whoever is on call need not work that day, and may be elsewhere."""
    whose = duty.employment_id
    has = force.is_there(whose, begun) if duty.kind in SHIFTS else (whose, begun) not in force.away
    return whose in members and (whose == sure or has)


def staffed(heads: Sequence[Heads], force: Workforce, days: DaySpan) -> tuple[StaffedDay, ...]:
    """Return the days on which a unit needs somebody, with how many are there.

    Shifts and clocks are asked of months for which a roster is published; before nobody knows who has which.
    """
    return tuple(
        StaffedDay(each.day, each.heads.unit_id, each.heads.part, each.there(force, each.members), each.needed)
        for each in _asked(heads, force, days)
    )


def _asked(heads: Sequence[Heads], force: Workforce, days: DaySpan) -> Iterator[_Asked]:
    for day in days:
        for each in heads:
            if day not in each:
                continue
            members = frozenset(
                one.employment_id for one in force.members if one.unit_id == each.unit_id and day in one
            )
            is_holiday = any((employment_id, day) in force.holidays for employment_id in members)
            needed = each.on(day, holiday=is_holiday)
            if needed and _is_known(each.part, force, day, members):
                yield _Asked(day, each, needed, members)


def _is_known(part: Part, force: Workforce, day: date, members: Collection[int]) -> bool:
    """Say whether a published roster tells who has what is asked."""
    told = force.published if part.key else force.rostered
    return part == WHOLE_DAY or any((one, day.replace(day=1)) in told for one in members)


@dataclass(frozen=True, slots=True)
class Choice:
    """A day on which work is planned for somebody whose unit needs people: how many are there without her."""

    day: date
    without: int
    needed: int
    part: Part = WHOLE_DAY

    @property
    def short(self) -> int:
        """How many are missing without her."""
        return max(0, self.needed - self.without)

    @property
    def with_her(self) -> int:
        """How many are there with her."""
        return self.without + 1


def choices(heads: Sequence[Heads], force: Workforce, days: DaySpan, employment_id: int) -> tuple[Choice, ...]:
    """Return the days, and the parts of days, for which it makes a difference to her unit whether somebody is there.

    Whether she is away or elsewhere already does not matter: it is what is decided about.
    """
    found: list[Choice] = []
    for each in _asked(heads, force, days):
        if employment_id in each.members and (each.heads.part.key or force.is_planned(employment_id, each.day)):
            without = each.there(force, each.members - {employment_id})
            if each.there(force, each.members, sure=employment_id) > without:
                found.append(Choice(each.day, without, each.needed, each.heads.part))
    return tuple(found)
