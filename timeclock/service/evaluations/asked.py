"""What somebody may choose of an evaluation, and what every evaluation needs to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from timeclock.core.spans import DaySpan
from timeclock.core.tables import Column, Of, Rest, Table
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n import sorting
from timeclock.service import access
from timeclock.service.access import Action, NotAllowed
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import NotFound, Sight
from timeclock.service.statistics import Least
from timeclock.store import people, placements
from timeclock.store.db import Session
from timeclock.store.kept_figures import Kept
from timeclock.store.placements import UnitNamed
from timeclock.store.scope import Scope


class Asks(StrEnum):
    """Of which time an evaluation is: as of today, as of a day, of some days, of a year, of a quarter that is over."""

    TODAY = "today"
    DAY = "day"
    DAYS = "days"
    YEAR = "year"
    QUARTER = "quarter"


class Refused(StrEnum):
    """Why something chosen makes no sense."""

    ENDS_BEFORE = "ends_before"
    TOO_LONG = "too_long"


class NotChosen(ValueError):
    """What was chosen makes no sense; `reason` says why."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose: days, a year, a unit with all below it; nothing is what the evaluation begins with."""

    first: date | None = None
    last: date | None = None
    year: int | None = None
    unit: UUID | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What holds in the city: its rules, and how many people a group has at least."""

    rulebook: Rulebook
    least: Least


@dataclass(frozen=True, slots=True)
class Question:
    """What is evaluated: these days, of whom the scope reaches, for whoever looks; `unit` where one was chosen."""

    sight: Sight
    days: DaySpan
    scope: Scope
    unit: UnitNamed | None
    house: House

    @property
    def last(self) -> date:
        return self.days.to_day - ONE_DAY


@dataclass(frozen=True, slots=True)
class Answer:
    """The table, whom it shows or counts, and which of these are named in it."""

    table: Table
    people: int
    named: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose data an action reaches, and the units somebody may choose among."""

    scope: Scope
    units: Mapping[int, UnitNamed]
    parents: Mapping[int, int | None]

    @classmethod
    def of(cls, session: Session, sight: Sight, action: Action) -> Reach:
        """Raises `NotAllowed` where it reaches no unit."""
        scope = access.scope(sight.actor, action)
        if not scope.unit_ids:
            raise NotAllowed(action)
        parents = people.unit_parents(session, sight.today)
        return cls(scope, placements.units(session, scope.unit_ids, sight.today), parents)

    def narrowed(self, uid: UUID | None) -> tuple[Scope, UnitNamed | None]:
        """Return the scope of a unit with all below it. Raises `NotFound`."""
        if uid is None:
            return self.scope, None
        unit = next((each for each in self.units.values() if each.uid == uid), None)
        if unit is None:
            raise NotFound("no such unit, or not for you to see")
        return replace(self.scope, unit_ids=access.reach_of(unit.id, self.parents) & self.scope.unit_ids), unit


def months_until(days: DaySpan, today: date) -> Iterable[DaySpan]:
    """Yield the months of some days that have begun by today."""
    first = days.from_day
    while first < days.to_day and first <= today:
        month = DaySpan.month(first.year, first.month)
        yield month
        first = month.to_day


def month_columns(months: Iterable[date]) -> tuple[Column, ...]:
    """Return a column of counts for each of these months."""
    return tuple(Column("month", Of.COUNT, month=month) for month in months)


def told_units(session: Session, asked: Question, kept: Iterable[Kept]) -> Sequence[tuple[int | None, str]]:
    """Return the units that were told in any of these, by name, as far as the reader may see them.

    All others together come last, to whoever asks of the whole city.
    """
    found = list(kept)
    names = people.unit_names(session, asked.last)
    told = frozenset[int]().union(*(each.of for each in found)) & asked.scope.unit_ids
    units: list[tuple[int | None, str]] = [(unit, names.get(unit, "–")) for unit in told]
    units.sort(key=lambda each: sorting.place(each[1]))
    is_whole = asked.unit is None and asked.scope.unit_ids >= people.unit_parents(session, asked.sight.today).keys()
    has_others = any(row[0] is None for each in found for row in each.rows)
    return [*units, (None, Rest.OTHERS)] if is_whole and has_others else units
