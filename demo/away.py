"""Who is away: on leave, sick, on a day off or on a trip, so many of her own working days ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from demo.cast import Member
from timeclock.core.spans import DaySpan

NOON = time(12)


@dataclass(frozen=True, slots=True)
class Away:
    """One absence: it began so many working days ago and took so many of them, or the rest of one from a clock on."""

    ago: int
    reason: str
    days: int = 1
    from_clock: time | None = None
    figures: Mapping[str, int] = field(default_factory=dict)
    certified: bool = False


AWAY: Mapping[str, tuple[Away, ...]] = {
    "Aydın": (Away(4, "sick", from_clock=NOON), Away(20, "leave", 5)),
    "Brandt": (Away(13, "flextime_day"),),
    "Karaca": (Away(9, "child_sick"),),
    "Hoffmeister": (Away(3, "sick", 3),),
    # She fell ill on leave, and has the days back.
    "Özkan": (Away(12, "leave", 8), Away(9, "sick", 2, certified=True)),
    "Tiedemann": (Away(3, "trip", figures={"site_min": 300, "travel_min": 210}),),
    "Zawadzka": (Away(6, "training", 2),),
    "Kaplan": (Away(10, "leave", 10),),
}
# They are away on the day the demo is made, and for so many days more; somebody stands in.
STILL_AWAY: Mapping[str, int] = {"Tiedemann": 4}
# On these the target stays, so that they cost time.
COSTS = frozenset({"flextime_day"})


def absences(who: Member, own_days: Sequence[date]) -> tuple[tuple[Away, date, date], ...]:
    """Return each absence with its first and last day; `own_days` are her past working days, the newest first."""
    known = (away for away in AWAY.get(who.family_name, ()) if away.ago <= len(own_days))
    return tuple((away, own_days[away.ago - 1], own_days[away.ago - away.days]) for away in known)


def still_away(who: Member, anchor: date) -> DaySpan:
    """Return the days from the anchor on on which she is on leave; none for most."""
    return DaySpan(anchor, anchor + timedelta(days=STILL_AWAY.get(who.family_name, 0)))


def by_day(who: Member, own_days: Sequence[date]) -> Mapping[date, Away]:
    """Return the absence of each day on which she has one."""
    return {day: away for away, first, last in absences(who, own_days) for day in own_days if first <= day <= last}
