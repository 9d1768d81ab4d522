"""Which period of a job is due when: worked out from the city's clock alone, so that no missed tick loses one.

A period is due at an instant of its own, even where the clocks change: 02:30 is 03:00 in the spring night that has no
02:30, and the first of the two in the autumn night that has it twice.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.spans import DaySpan

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)


class NoPeriod(ValueError):
    """What was asked for is no period of the job, or lies ahead; the message says what one looks like."""


class Rhythm(Protocol):
    """How often a job is due; a period has a name that sorts by time, and days it is about."""

    def due_at(self, period: str, zone: ZoneInfo) -> datetime: ...

    def latest(self, now: datetime, zone: ZoneInfo) -> str: ...

    def following(self, period: str) -> str: ...

    def days(self, period: str) -> DaySpan: ...

    def begins(self, period: str) -> date: ...


@dataclass(frozen=True, slots=True)
class Nightly:
    """Once a day at a clock of the day it is named after: "2026-11-26" is the night into that Thursday."""

    at: time

    def due_at(self, period: str, zone: ZoneInfo) -> datetime:
        return walltime.instant(_day(period), self.at, zone)

    def latest(self, now: datetime, zone: ZoneInfo) -> str:
        today = walltime.local_day(now, zone)
        begun = self.due_at(today.isoformat(), zone) <= now
        return (today if begun else today - ONE_DAY).isoformat()

    def following(self, period: str) -> str:
        return (_day(period) + ONE_DAY).isoformat()

    def days(self, period: str) -> DaySpan:
        return DaySpan.one(_day(period))

    def begins(self, period: str) -> date:
        return _day(period)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Once a week, on Monday at a clock; the week is named after its Monday: "2026-11-23"."""

    at: time

    def due_at(self, period: str, zone: ZoneInfo) -> datetime:
        return walltime.instant(self.begins(period), self.at, zone)

    def latest(self, now: datetime, zone: ZoneInfo) -> str:
        today = walltime.local_day(now, zone)
        monday = today - today.weekday() * ONE_DAY
        begun = self.due_at(monday.isoformat(), zone) <= now
        return (monday if begun else monday - ONE_WEEK).isoformat()

    def following(self, period: str) -> str:
        return (self.begins(period) + ONE_WEEK).isoformat()

    def days(self, period: str) -> DaySpan:
        return DaySpan(self.begins(period), self.begins(period) + ONE_WEEK)

    def begins(self, period: str) -> date:
        day = _day(period)
        if day.weekday():
            raise NoPeriod(f"{period!r} is no Monday; a week is named after its Monday, like 2026-11-23")
        return day


@dataclass(frozen=True, slots=True)
class Monthly:
    """Once a month, about the month that is over: "2026-10" is due on a day in November."""

    on_day: int
    at: time

    def due_at(self, period: str, zone: ZoneInfo) -> datetime:
        following = self.begins(period)
        last = calendar.monthrange(following.year, following.month)[1]
        return walltime.instant(following.replace(day=min(self.on_day, last)), self.at, zone)

    def latest(self, now: datetime, zone: ZoneInfo) -> str:
        this_month = walltime.local_day(now, zone).replace(day=1)
        before = (this_month - ONE_DAY).replace(day=1)
        if self.due_at(_month(before), zone) <= now:
            return _month(before)
        return _month(before - ONE_DAY)

    def following(self, period: str) -> str:
        return _month(self.begins(period))

    def days(self, period: str) -> DaySpan:
        try:
            first = date.fromisoformat(f"{period}-01")
        except ValueError:
            raise NoPeriod(f"{period!r} is no month; write it like 2026-10") from None
        return DaySpan.month(first.year, first.month)

    def begins(self, period: str) -> date:
        return self.days(period).to_day


def due_since(rhythm: Rhythm, newest: str | None, now: datetime, zone: ZoneInfo) -> Iterator[tuple[str, datetime]]:
    """Yield the periods after the newest known one up to now, oldest first; the latest alone where none is known."""
    latest = rhythm.latest(now, zone)
    period = latest if newest is None else rhythm.following(newest)
    while period <= latest:
        yield period, rhythm.due_at(period, zone)
        period = rhythm.following(period)


def next_due(rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the period after the latest one is due."""
    return rhythm.due_at(rhythm.following(rhythm.latest(now, zone)), zone)


def demand_begun(rhythm: Rhythm, period: str, today: date) -> None:
    """Raise `NoPeriod` where a period lies ahead: a day to come, or a month that is not over."""
    if rhythm.begins(period) > today:
        raise NoPeriod(f"{period} lies ahead: it can be run from {rhythm.begins(period)} on")


def _day(period: str) -> date:
    try:
        day = date.fromisoformat(period)
    except ValueError:
        raise NoPeriod(f"{period!r} is no day; write it like 2026-11-26") from None
    if day.isoformat() != period:
        raise NoPeriod(f"{period!r} is written another way: {day}")
    return day


def _month(first: date) -> str:
    return f"{first:%Y-%m}"
