"""Everything one person's results follow from, loaded whole: rows → core values."""

from __future__ import annotations

from dataclasses import dataclass
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.day import PersonFile
from timeclock.core.figures import LawFigures
from timeclock.core.spans import DaySpan, Span
from timeclock.core.stamps import Stamp
from timeclock.store import plans, requests, stamps
from timeclock.store.db import Session

# Results of a day depend on stamps from two days before to two after (rulebook C-4 and a rest before and after) …
MARGIN = timedelta(days=2)
# … and further back to a silence so long that neither a session nor a working day can reach across it.
SILENCE = timedelta(hours=24)
FURTHER = timedelta(days=7)
FURTHEST = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class DayFiles:
    """A person's file for the core, with what the rules hash of each (employment, day) is made of."""

    person: PersonFile
    model_figures: Mapping[tuple[int, date], Mapping[str, Any]]
    calendar_name: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What holds for the whole city: law, zone and the calendar where the terms name none."""

    law: LawFigures
    zone: ZoneInfo
    holiday_calendar: str


def load(session: Session, person_id: int, days: DaySpan, around: Surroundings, as_of: datetime) -> DayFiles:
    """Return everything the results of `days` follow from."""
    wide = DaySpan(days.from_day - MARGIN, days.to_day + MARGIN)
    found = _stamps(session, person_id, wide, around.zone)
    first = walltime.local_day(found[0].at, around.zone) if found else wide.from_day
    planned = plans.of_person(
        session, person_id, DaySpan(min(first, wide.from_day), wide.to_day), around.holiday_calendar
    )
    file = PersonFile(
        person_id=person_id,
        days=days,
        stamps=tuple(found),
        plans=planned.by_day,
        calendar=planned.calendar,
        law=around.law,
        zone=around.zone,
        as_of=as_of,
        contested=requests.contested(session, person_id, wide),
    )
    return DayFiles(file, planned.figures, planned.calendar_name)


def _stamps(session: Session, person_id: int, wide: DaySpan, zone: ZoneInfo) -> list[Stamp]:
    start = walltime.day_span(wide.from_day, zone).from_at
    end = walltime.day_span(wide.to_day, zone).from_at
    reach = start
    while True:
        before = stamps.last_before(session, person_id, reach)
        if before is None or reach - before >= SILENCE or start - reach >= FURTHEST:
            return stamps.between(session, person_id, Span(reach, end))
        reach = _back_to_silence(stamps.between(session, person_id, Span(reach - FURTHER, reach)), reach)


def _back_to_silence(earlier: list[Stamp], reach: datetime) -> datetime:
    """Return the last instant in `earlier` before which nothing was stamped for long, else their beginning."""
    following = reach
    for stamp in reversed(earlier):
        if following - stamp.at >= SILENCE:
            return following
        following = stamp.at
    return following
