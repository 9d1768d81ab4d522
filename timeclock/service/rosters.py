"""Publishing rosters and setting special plans of a day: exactly the days they touch are worked out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.duties import SHIFTS, DutyKind
from timeclock.core.spans import DaySpan
from timeclock.store import audit, leave_waiting, recalculation, rosters
from timeclock.store.db import Session
from timeclock.store.rosters import NewShift

ROSTER, SPECIAL_PLAN = "roster", "special_plan"


def publish(
    session: Session, roster_id: int, zone: ZoneInfo, now: datetime, by: int | None = None, despite: str | None = None
) -> int:
    """Let a roster count in place of its unit's roster of that month; return how many days are worked out again.

    `despite`: the legal ground on which it is released although it breaks a limit.
    """
    new = rosters.by_id(session, roster_id)
    old = rosters.published(session, new.unit_id, new.month)
    before = frozenset[NewShift]() if old is None else rosters.shifts_of(session, old.id)
    after = rosters.shifts_of(session, roster_id)
    rosters.tell(session, roster_id, None if old is None else old.id, now)
    if old is not None:
        rosters.withdraw(session, old.id, now)
    rosters.publish(session, roster_id, now)
    elsewhere = rosters.elsewhere(session, new.unit_id, new.month)
    days = frozenset(_touched(before, after, elsewhere, new.month, zone))
    _mark(session, days, ROSTER, now)
    detail = {"month": new.month.isoformat(), "shifts": len(after), "days": len(days)}
    if despite is not None:
        detail["despite"] = despite
    audit.add(session, "roster.publish", str(new.unit_id), now, by=by, detail=detail)
    return len(days)


def _touched(
    before: frozenset[NewShift], after: frozenset[NewShift], elsewhere: frozenset[int], month: date, zone: ZoneInfo
) -> Iterator[tuple[int, date]]:
    """Yield the (employment, day) that the step from one roster to the next may change.

    A shift changes what is due on the day it begins; standby and on call change what work in their span is. For whom
    the month's first shift comes or the last one goes, every day of the month is no longer what it was.
    """
    for shift in before ^ after:
        if shift.kind is DutyKind.WORK:
            yield shift.employment_id, walltime.local_day(shift.span.from_at, zone)
        else:
            yield from ((shift.employment_id, day) for day in walltime.days_touched(shift.span, zone))
    for employment_id in (_given(before) ^ _given(after)) - elsewhere:
        yield from ((employment_id, day) for day in DaySpan.month(month.year, month.month))


def _given(shifts: Iterable[NewShift]) -> frozenset[int]:
    """Return the employments to which a roster says when to work: on all other days they are free."""
    return frozenset(shift.employment_id for shift in shifts if shift.kind in SHIFTS)


def set_special_plan(
    session: Session, employment_id: int, day: date, day_plan_id: int, reason: str, now: datetime, by: int | None = None
) -> None:
    """Let another day plan hold for somebody on one day, whatever roster and pattern say."""
    rosters.set_special_plan(session, employment_id, day, day_plan_id, reason, now, by)
    _mark(session, [(employment_id, day)], SPECIAL_PLAN, now)
    audit.add(session, "special_plan.set", str(employment_id), now, by=by, detail={"day": day.isoformat()})


def take_back_special_plan(
    session: Session, employment_id: int, day: date, now: datetime, by: int | None = None
) -> bool:
    """Let roster and pattern hold again on a day; say whether a special plan was there."""
    if not rosters.take_back_special_plan(session, employment_id, day, now):
        return False
    _mark(session, [(employment_id, day)], SPECIAL_PLAN, now)
    audit.add(session, "special_plan.take_back", str(employment_id), now, by=by, detail={"day": day.isoformat()})
    return True


def _mark(session: Session, days: Iterable[tuple[int, date]], cause: str, now: datetime) -> None:
    """Ask for the days to be worked out again, each for the person whose employment it is."""
    found = list(days)
    persons = rosters.persons(session, {employment_id for employment_id, _ in found})
    recalculation.mark(session, ((persons[employment_id], day) for employment_id, day in found), cause, now)
    leave_waiting.mark(session, persons.values(), now)
