"""Closing a month for good: a version that never changes, one posting per account, and opening it again in order."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from timeclock.core import walltime
from timeclock.core.accounts import Posting
from timeclock.core.closing import (
    Hindrance,
    Missing,
    MonthFile,
    against_reopening,
    close_month,
    hindering,
)
from timeclock.core.spans import DaySpan
from timeclock.service import access, account_months, closings, month_notices
from timeclock.service.access import Action
from timeclock.service.account_months import ClosedMonth as OfMonth
from timeclock.service.closings import Day, MonthToClose
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import NotFound, Sight
from timeclock.store import accounts, audit, months, placements, recalculation, results
from timeclock.store.db import Session
from timeclock.store.placements import Placed
from timeclock.store.scope import Scope


class CannotClose(ValueError):
    """Nothing was closed; `missing` says what the month still wants, empty where somebody saw another one."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__(f"the month cannot be closed: {', '.join(missing) or 'it changed meanwhile'}")
        self.missing = missing


class CannotReopen(ValueError):
    """The month stays closed; `hindrance` says why."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(f"the month cannot be opened again: {hindrance}")
        self.hindrance = hindrance


def close(session: Session, sight: Sight, first: date, uid: UUID, seen: str, reason: str, rulebook: Rulebook) -> None:
    """Close one employment's month as it was seen; closing it twice is closing it once.

    Raises `CannotClose` where it wants something that no reason replaces, or wants one and none was said.
    """
    placed = _placed(session, sight, first, uid, Action.CLOSE_MONTHS)
    recalculation.hold(session, placed.person_id)
    [found] = closings.of(session, Day(sight.today, sight.zone), first, [placed])
    if found.version is not None:
        return
    if found.seen != seen:
        raise CannotClose(())
    if hindered := hindering(found.missing, reason):
        raise CannotClose(hindered)
    _close(session, found, first, sight.actor.login_id, reason, rulebook, sight.now)


def close_ready(
    session: Session, sight: Sight, first: date, unit_uid: UUID | None, seen: str, rulebook: Rulebook
) -> int:
    """Close all months of a unit in which nothing is missing, as they were seen; return how many were not yet."""
    shown = closings.look(session, sight, first, unit_uid)
    recalculation.hold_all(session, (each.employed.person_id for each in shown.ready))
    found = closings.look(session, sight, first, unit_uid)
    if found.seen != seen:
        raise CannotClose(())
    for each in found.ready:
        _close(session, each, first, sight.actor.login_id, "", rulebook, sight.now)
    return len(found.ready)


def close_by_house(
    session: Session, placed: Placed, first: date, rulebook: Rulebook, now: datetime, reason: str = ""
) -> tuple[Missing, ...]:
    """Close one month for the jobs or for whoever runs the city; return what keeps it from being closed."""
    recalculation.hold(session, placed.person_id)
    day = Day(walltime.local_day(now, rulebook.around.zone), rulebook.around.zone)
    found = closings.of(session, day, first, [placed])
    for each in found:
        hindered = hindering(each.missing, reason)
        if hindered:
            return hindered
        if each.version is None:
            _close(session, each, first, None, reason, rulebook, now)
    return ()


def _placed(session: Session, sight: Sight, first: date, uid: UUID, action: Action) -> Placed:
    days = DaySpan.month(first.year, first.month)
    placed = placements.at_the_end_of(session, days, access.scope(sight.actor, action), uid)
    if not placed:
        raise NotFound("nobody of this month, or not for you to close")
    return placed[0]


def _close(
    session: Session, found: MonthToClose, first: date, by: int | None, reason: str, rulebook: Rulebook, now: datetime
) -> None:
    """Write the next version with everything it holds, and what it gives each account; the person is held."""
    employment_id, days = found.employed.employment_id, DaySpan.month(first.year, first.month)
    version, before = (
        months.next_version(session, employment_id, first),
        accounts.standing(session, employment_id, first),
    )
    saved = results.days(session, employment_id, days, Scope.for_herself("close"))
    months.freeze(session, employment_id, days)
    origin = f"{first:%Y-%m}/{version}"
    account_months.give(session, OfMonth(found.employed.person_id, employment_id, days, origin), rulebook, now)
    given = accounts.given(session, employment_id, first)
    file = MonthFile(employment_id, days, version, tuple(each.result for each in saved), before, given)
    months.save(session, close_month(file), saved, by, reason, now)
    subject = f"{found.employed.employment_uid}/{first:%Y-%m}"
    detail = {"version": version, "missing": list(found.missing)}
    audit.add(session, "month.close", subject, now, by=by, person_id=found.employed.person_id, detail=detail)
    if version > 1:
        month_notices.tell_version(session, employment_id, first, now)


def reopen(session: Session, sight: Sight, first: date, uid: UUID, reason: str) -> None:
    """Open a closed month again, with a reason: its days are worked out anew, and what it gave is taken back.

    Raises `CannotReopen` where payroll has it, or a later month was closed upon it; what comes is posted all the same.
    """
    placed = _placed(session, sight, first, uid, Action.REOPEN_MONTHS)
    _reopen(session, placed, first, sight.actor.login_id, reason.strip(), sight.now)


def reopen_by_house(session: Session, placed: Placed, first: date, reason: str, now: datetime) -> None:
    """Open a closed month again for whoever runs the city; raises as `reopen` does."""
    _reopen(session, placed, first, None, reason.strip(), now)


def _reopen(session: Session, placed: Placed, first: date, by: int | None, reason: str, now: datetime) -> None:
    recalculation.hold(session, placed.person_id)
    version = months.in_force(session, [placed.employment_id], first).get(placed.employment_id)
    hindrance = against_reopening(
        closed=version is not None,
        handed_over=version is not None and version.handed_over is not None,
        later_closed=months.closed_after(session, placed.employment_id, first),
    )
    if hindrance is not None:
        raise CannotReopen(hindrance)
    months.reopen(session, placed.employment_id, first, by, reason, now)
    months.thaw(session, placed.employment_id, DaySpan.month(first.year, first.month))
    _take_back(session, placed.employment_id, first, now)
    subject = f"{placed.employment_uid}/{first:%Y-%m}"
    audit.add(session, "month.reopen", subject, now, by=by, person_id=placed.person_id)
    month_notices.tell_version(session, placed.employment_id, first, now)


def hand_over(session: Session, placed: Placed, first: date, to: str, now: datetime) -> bool:
    """Say that payroll has a closed month, so that it stays closed; return whether it was closed and not there yet."""
    recalculation.hold(session, placed.person_id)
    version = months.in_force(session, [placed.employment_id], first).get(placed.employment_id)
    if version is None or version.handed_over is not None:
        return False
    months.hand_over(session, placed.employment_id, first, to, now)
    subject, detail = f"{placed.employment_uid}/{first:%Y-%m}", {"to": to, "version": version.version}
    audit.add(session, "month.hand_over", subject, now, by=None, person_id=placed.person_id, detail=detail)
    return True


def _take_back(session: Session, employment_id: int, first: date, now: datetime) -> None:
    """Post the opposite of everything the month gave and of what was found of it later, each on its own day."""
    for account_id, entry in accounts.of_month(session, employment_id, first):
        each = entry.posting
        back = Posting(each.day, -each.amount, each.kind, f"{each.origin}{accounts.TAKEN_BACK}", first)
        accounts.post(session, account_id, back, now)
