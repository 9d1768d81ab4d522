"""What a business trip is worth (BT-V §44 Abs. 2): the time at the place, and travel up to the target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from timeclock.core.spans import ZERO


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
