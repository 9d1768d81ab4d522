"""Having a stamp corrected: what the employee asks for, until somebody responsible has decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from timeclock.core import walltime
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.service import access, times
from timeclock.service.access import Action
from timeclock.service.bills import DayBill, StampSeen
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, corrections, people, recalculation
from timeclock.store.corrections import After, Asked, Before, Change, State, Wish
from timeclock.store.db import Session
from timeclock.store.people import Employed


class Obstacle(StrEnum):
    """Why a correction cannot be asked for as it stands."""

    NO_SUCH_TIME = "no_such_time"
    TIME_TWICE = "time_twice"
    FUTURE = "future"
    TOO_LONG_AGO = "too_long_ago"
    UNCHANGED = "unchanged"
    ALREADY_THERE = "already_there"
    ALREADY_ASKED = "already_asked"
    SENT_BEFORE = "sent_before"
    NOT_CORRECTABLE = "not_correctable"
    SEVERAL_EMPLOYMENTS = "several_employments"


class CannotAsk(ValueError):
    """A correction that makes no sense; `obstacle` says why."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(f"this correction cannot be asked for: {obstacle}")
        self.obstacle = obstacle


class Overtaken(RuntimeError):
    """Somebody else settled the request first, or the stamp it is about does not count any more."""

    def __init__(self, uid: UUID) -> None:
        super().__init__(f"request {uid} is no longer what was looked at; nothing was decided")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for in her own words: a wall clock on a day; `second` tells which of two such clocks.

    `employment_uid` is the employment whose day she looked at; without it she has one alone on that day.
    """

    uid: UUID
    day: date
    change: Change
    stamp_uid: UUID | None
    kind: StampKind | None
    clock: time | None
    second: bool | None
    reason: str
    employment_uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The page on which somebody asks: her day, and the stamp it is about unless one is missing."""

    bill: DayBill
    stamp: StampSeen | None


def draft(
    session: Session, sight: Sight, day: date, stamp_uid: UUID | None, employment_uid: UUID | None = None
) -> Draft:
    """Return what the page of a correction shows; raise `NotFound` for a stamp of somebody else or of another day."""
    access.demand(sight.actor, Action.REQUEST_CORRECTION, sight.actor.person_id)
    bill = times.day(session, sight, employment_uid, day, own=True)
    return Draft(bill, None if stamp_uid is None else _counting(bill, stamp_uid))


def ask(session: Session, sight: Sight, wanted: Wanted, longest_ago: timedelta) -> None:
    """Ask for a correction of one's own times; asking twice for the same under one uid is asking once.

    Raises `CannotAsk` where it makes no sense.
    """
    access.demand(sight.actor, Action.REQUEST_CORRECTION, sight.actor.person_id)
    scope = access.scope(sight.actor, Action.REQUEST_CORRECTION)
    employed = _known(people.find(session, wanted.employment_uid, sight.actor.person_id, wanted.day, scope))
    recalculation.hold(session, employed.person_id)
    before = corrections.own(session, employed.person_id, wanted.uid)
    if before is not None and before.state is not State.SUBMITTED:
        raise CannotAsk(Obstacle.SENT_BEFORE)
    if wanted.employment_uid is None and _has_several(session, employed.person_id, wanted.day):
        raise CannotAsk(Obstacle.SEVERAL_EMPLOYMENTS)
    bill = times.day(session, sight, employed.employment_uid, wanted.day, own=True)
    wish = Wish(wanted.day, _before(bill, wanted), _after(sight, wanted))
    if before is not None:
        _demand_same(before, employed, wish, wanted.reason)
        return
    _demand_sense(session, employed, bill, wish)
    _demand_recent(sight, wish, longest_ago)
    login = sight.actor.login_id
    if not corrections.ask(session, wanted.uid, employed.employment_id, wish, login, wanted.reason, sight.now):
        raise NotFound("this uid is somebody else's request")
    audit.add(session, "correction.ask", str(wanted.uid), sight.now, by=login, person_id=employed.person_id)


def withdraw(session: Session, sight: Sight, uid: UUID) -> date | None:
    """Take one's own request back and return its day, or None where the employment does not hold on it any more.

    Raises `Overtaken` where somebody has decided.
    """
    asked, actor = _own(session, sight, uid), sight.actor
    if asked.state is not State.WITHDRAWN:
        if not corrections.settle(session, asked, State.WITHDRAWN, actor.login_id, None, sight.now):
            raise Overtaken(uid)
        audit.add(session, "correction.withdraw", str(uid), sight.now, by=actor.login_id, person_id=actor.person_id)
    scope = access.scope(actor, Action.REQUEST_CORRECTION)
    held = people.find(session, asked.employment_uid, actor.person_id, asked.wish.day, scope)
    return None if held is None else asked.wish.day


def see(session: Session, sight: Sight, uid: UUID) -> None:
    """Note that somebody has read what was decided about her request."""
    corrections.see(session, _own(session, sight, uid), sight.actor.login_id, sight.now)


def _has_several(session: Session, person_id: int, day: date) -> bool:
    return len(people.employments_of(session, person_id, DaySpan.one(day))) > 1


def _before(bill: DayBill, wanted: Wanted) -> Before | None:
    if wanted.change is Change.NEW:
        return None
    if wanted.stamp_uid is None:
        raise CannotAsk(Obstacle.NOT_CORRECTABLE)
    stamp = _counting(bill, wanted.stamp_uid)
    return Before(stamp.uid, stamp.kind, stamp.at, stamp.origin)


def _counting(bill: DayBill, uid: UUID) -> StampSeen:
    found = next((stamp for stamp in bill.stamps if stamp.uid == uid and stamp.counts), None)
    if found is None:
        raise NotFound("no such stamp on this day, or it does not count")
    return found


def _after(sight: Sight, wanted: Wanted) -> After | None:
    if wanted.change is Change.DELETE:
        return None
    if wanted.kind is None or wanted.clock is None:
        raise CannotAsk(Obstacle.NO_SUCH_TIME)
    return After(wanted.kind, _instant(sight, wanted.day, wanted.clock, wanted.second))


def _instant(sight: Sight, day: date, wall: time, second: bool | None) -> datetime:
    """Return what a wall clock means; in the nights of the clock change it may be nothing, or has to be said."""
    match walltime.readings(day, wall, sight.zone):
        case (at,):
            return at
        case (first, last):
            if second is None:
                raise CannotAsk(Obstacle.TIME_TWICE)
            return last if second else first
        case _:
            raise CannotAsk(Obstacle.NO_SUCH_TIME)


def _demand_same(before: Asked, employed: Employed, wish: Wish, reason: str) -> None:
    """Raise `CannotAsk` unless what is asked now is what is on record: the form may have been edited and sent again."""
    if (before.employment_id, before.wish, before.reason) != (employed.employment_id, wish, reason):
        raise CannotAsk(Obstacle.SENT_BEFORE)


def _demand_sense(session: Session, employed: Employed, bill: DayBill, wish: Wish) -> None:
    """Raise `CannotAsk` for what changes nothing, is there already, or was asked already."""
    before, after = wish.before, wish.after
    if before and after and (before.kind, walltime.floor_minute(before.at)) == (after.kind, after.at):
        raise CannotAsk(Obstacle.UNCHANGED)
    others = [stamp for stamp in bill.stamps if stamp.counts and (before is None or stamp.uid != before.stamp_uid)]
    if after and any((stamp.kind, walltime.floor_minute(stamp.at)) == (after.kind, after.at) for stamp in others):
        raise CannotAsk(Obstacle.ALREADY_THERE)
    for asked in corrections.of_days(session, employed.employment_id, DaySpan.one(wish.day)):
        if asked.state is State.SUBMITTED and _concern_the_same(asked.wish, wish):
            raise CannotAsk(Obstacle.ALREADY_ASKED)


def _concern_the_same(one: Wish, other: Wish) -> bool:
    if one.before and other.before:
        return one.before.stamp_uid == other.before.stamp_uid
    return one.before is other.before and one.after == other.after


def _demand_recent(sight: Sight, wish: Wish, longest_ago: timedelta) -> None:
    if wish.after is not None and wish.after.at > sight.now:
        raise CannotAsk(Obstacle.FUTURE)
    if sight.today - wish.day > longest_ago:
        raise CannotAsk(Obstacle.TOO_LONG_AGO)


def _own(session: Session, sight: Sight, uid: UUID) -> Asked:
    access.demand(sight.actor, Action.REQUEST_CORRECTION, sight.actor.person_id)
    found = corrections.own(session, sight.actor.person_id or 0, uid)
    if found is None:
        raise NotFound("no such request of one's own")
    return found


def _known(found: Employed | None) -> Employed:
    if found is None:
        raise NotFound("no employment on this day")
    return found
