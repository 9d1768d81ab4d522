"""Closing a month for good: a version that never changes, one posting per account, and opening it again in order."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.balances import sum_of
from timeclock.core.closing import (
    ClosedMonth,
    Hindrance,
    Missing,
    MonthFile,
    against_reopening,
    close_month,
    hindering,
)
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.service import access, closings
from timeclock.service.access import Action
from timeclock.service.closings import MonthToClose
from timeclock.service.sight import NotFound, Sight
from timeclock.store import accounts, audit, months, placements, recalculation, results
from timeclock.store.db import Session
from timeclock.store.placements import Placed
from timeclock.store.scope import Scope

ONE_DAY = timedelta(days=1)


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


def close(session: Session, sight: Sight, first: date, uid: UUID, seen: str, reason: str) -> None:
    """Close one employment's month as it was seen; closing it twice is closing it once.

    Raises `CannotClose` where it wants something that no reason replaces, or wants one and none was said.
    """
    placed = _placed(session, sight, first, uid, Action.CLOSE_MONTHS)
    recalculation.hold(session, placed.person_id)
    [found] = closings.of(session, sight, first, [placed])
    if found.version is not None:
        return
    if found.seen != seen:
        raise CannotClose(())
    if hindered := hindering(found.missing, reason):
        raise CannotClose(hindered)
    _close(session, found, first, sight.actor.login_id, reason, sight.now)


def close_ready(session: Session, sight: Sight, first: date, unit_uid: UUID | None, seen: str) -> int:
    """Close all months of a unit in which nothing is missing, as they were seen; return how many were not yet."""
    shown = closings.look(session, sight, first, unit_uid)
    recalculation.hold_all(session, (each.employed.person_id for each in shown.ready))
    found = closings.look(session, sight, first, unit_uid)
    if found.seen != seen:
        raise CannotClose(())
    for each in found.ready:
        _close(session, each, first, sight.actor.login_id, "", sight.now)
    return len(found.ready)


def _placed(session: Session, sight: Sight, first: date, uid: UUID, action: Action) -> Placed:
    days = DaySpan.month(first.year, first.month)
    placed = placements.at_the_end_of(session, days, access.scope(sight.actor, action), uid)
    if not placed:
        raise NotFound("nobody of this month, or not for you to close")
    return placed[0]


def _close(session: Session, found: MonthToClose, first: date, by: int | None, reason: str, now: datetime) -> None:
    """Write the next version with everything it holds, and what it gives each account; the person is held."""
    employment_id, days = found.employed.employment_id, DaySpan.month(first.year, first.month)
    saved = results.days(session, employment_id, days, Scope.for_herself("close"))
    known = tuple(each.result for each in saved)
    given = {FLEXTIME: sum_of(known).difference // MINUTE}
    closed = close_month(MonthFile(employment_id, days, known, accounts.standing(session, employment_id, first), given))
    version = months.save(session, closed, saved, by, reason, now)
    months.freeze(session, employment_id, days)
    _book(session, closed, version, now)
    subject = f"{found.employed.employment_uid}/{first:%Y-%m}"
    detail = {"version": version, "missing": list(found.missing)}
    audit.add(session, "month.close", subject, now, by=by, person_id=found.employed.person_id, detail=detail)


def _book(session: Session, closed: ClosedMonth, version: int, now: datetime) -> None:
    """Post what the month gave each account, on its last day; a month that gave nothing is posted as well."""
    first, last = closed.month.from_day, closed.month.to_day - ONE_DAY
    new = []
    for each in closed.accounts:
        account = accounts.opened(session, closed.employment_id, each.kind, Unit.MINUTES, first, now)
        new.append((account.id, Posting(last, each.amount, PostingKind.MONTH, f"{first:%Y-%m}/{version}", first)))
    accounts.post_all(session, new, now)


def reopen(session: Session, sight: Sight, first: date, uid: UUID, reason: str) -> None:
    """Open a closed month again, with a reason: its days are worked out anew, and what it gave is taken back.

    Raises `CannotReopen` where payroll has it, or a later month was closed upon it; what comes is posted all the same.
    """
    placed = _placed(session, sight, first, uid, Action.REOPEN_MONTHS)
    recalculation.hold(session, placed.person_id)
    version = months.in_force(session, [placed.employment_id], first).get(placed.employment_id)
    hindrance = against_reopening(
        closed=version is not None,
        handed_over=version is not None and version.handed_over is not None,
        later_closed=months.closed_after(session, placed.employment_id, first),
    )
    if hindrance is not None:
        raise CannotReopen(hindrance)
    days, by = DaySpan.month(first.year, first.month), sight.actor.login_id
    months.reopen(session, placed.employment_id, first, by, reason.strip(), sight.now)
    months.thaw(session, placed.employment_id, days)
    _take_back(session, placed.employment_id, first, sight.now)
    subject = f"{placed.employment_uid}/{first:%Y-%m}"
    audit.add(session, "month.reopen", subject, sight.now, by=by, person_id=placed.person_id)


def _take_back(session: Session, employment_id: int, first: date, now: datetime) -> None:
    """Post the opposite of everything the month gave and of what was found of it later, each on its own day."""
    for account_id, each in accounts.of_month(session, employment_id, first):
        back = Posting(each.day, -each.amount, each.kind, f"{each.origin}{accounts.TAKEN_BACK}", first)
        accounts.post(session, account_id, back, now)
