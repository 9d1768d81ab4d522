"""What business trips are worth (BT-V §44 Abs. 2): time at the place, travel up to the target, a share of the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from timeclock.core.lines import Line
from timeclock.core.spans import MINUTE, ZERO

WHOLE = 100


class TravelCounts(StrEnum):
    """How far travel fills a day (OPEN-25): up to the target always, or as long as the travel lasted."""

    TO_THE_TARGET = "to_the_target"
    AS_LONG_AS_IT_LASTED = "as_long_as_it_lasted"


@dataclass(frozen=True, slots=True)
class TripFigures:
    """BT-V §44 Abs. 2: how far travel fills a day."""

    travel_counts: TravelCounts
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class TripMonthFigures:
    """BT-V §44 Abs. 2 Satz 3: over how much uncredited travel in a month which share of it is time off, in percent."""

    regimes: frozenset[str]
    month_over: timedelta
    percent: int


@dataclass(frozen=True, slots=True)
class TripDay:
    """A day of a trip: what counts of it, and the travel that does not."""

    credited: timedelta
    uncredited: timedelta


def trip_day(site: timedelta, travel: timedelta, target: timedelta, figures: TripFigures) -> TripDay:
    """Return what a day of a trip is worth: 2:00 at the place and 6:00 of travel at 4:00 are 4:00.

    A day without travel is worth what was done at the place (H22); nothing fills it up.
    """
    fills = target if figures.travel_counts is TravelCounts.TO_THE_TARGET else min(target, site + travel)
    credited = max(site, fills) if travel else site
    return TripDay(credited, max(ZERO, site + travel - credited))


def uncredited(lines: Iterable[Line]) -> timedelta:
    """Return the travel that counts for nothing, as the lines of a day's trips have it."""
    return sum((int(line.figures["uncredited"]) * MINUTE for line in lines), ZERO)


def time_off(month: timedelta, figures: TripMonthFigures) -> timedelta:
    """Return what a month of uncredited travel is worth as time off: 21:00 are a quarter of 6:00, 1:30."""
    return max(ZERO, month - figures.month_over) * figures.percent / WHOLE
