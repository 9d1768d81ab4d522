"""Having a stamp corrected: what the employee asks for in her own words, on the page of her day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from timeclock.core import walltime
from timeclock.core.corrections import After, Before, Change, Wish
from timeclock.core.requests import WAITING
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.service import access, requests, times
from timeclock.service.access import Action
from timeclock.service.bills import DayBill, StampSeen
from timeclock.service.kinds import corrections as kind
from timeclock.service.kinds.corrections import Obstacle
from timeclock.service.kinds.kind import CannotAsk, Terms
from timeclock.service.requests import Asking
from timeclock.service.sight import NotFound, Sight
from timeclock.store import corrections, people
from timeclock.store import requests as rows
from timeclock.store.corrections import payload_of
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.requests import Asked

# What one may have forgotten to stamp; a badge held without a key is nobody's wish.
KINDS = (
    StampKind.IN,
    StampKind.OUT,
    StampKind.BREAK_START,
    StampKind.BREAK_END,
    StampKind.ERRAND_OUT,
    StampKind.ERRAND_IN,
    StampKind.HOME_IN,
    StampKind.HOME_OUT,
)


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


def ask(session: Session, sight: Sight, wanted: Wanted, terms: Terms) -> None:
    """Ask for a correction of one's own times; asking twice for the same under one uid is asking once.

    Raises `CannotAsk` where it makes no sense.
    """
    access.demand(sight.actor, Action.REQUEST_CORRECTION, sight.actor.person_id)
    scope = access.scope(sight.actor, Action.REQUEST_CORRECTION)
    employed = _known(people.find(session, wanted.employment_uid, sight.actor.person_id, wanted.day, scope))
    before = rows.own(session, employed.person_id, wanted.uid)
    # What counts at once has changed the day it was about: then only what was asked can be compared, not the day.
    if before is not None and before.state not in WAITING:
        raise CannotAsk(Obstacle.SENT_BEFORE)
    if wanted.employment_uid is None and _has_several(session, employed.person_id, wanted.day):
        raise CannotAsk(Obstacle.SEVERAL_EMPLOYMENTS)
    if before is not None and before.kind == kind.NAME:
        _demand_same(sight, before, employed, wanted)
        return
    bill = times.day(session, sight, employed.employment_uid, wanted.day, own=True)
    wish = Wish(wanted.day, _before(bill, wanted), _after(sight, wanted))
    requests.ask(session, sight, employed, Asking(wanted.uid, kind, payload_of(wish), wanted.reason), terms)


def withdraw(session: Session, sight: Sight, uid: UUID) -> date | None:
    """Take one's own request back and return its day, or None where the employment does not hold on it any more.

    Raises `Overtaken` where somebody has decided.
    """
    asked = requests.withdraw(session, sight, uid)
    scope = access.scope(sight.actor, Action.REQUEST_CORRECTION)
    held = people.find(session, asked.employment_uid, sight.actor.person_id, asked.day, scope)
    return None if held is None else asked.day


def _has_several(session: Session, person_id: int, day: date) -> bool:
    return len(people.employments_of(session, person_id, DaySpan.one(day))) > 1


def _demand_same(sight: Sight, before: Asked, employed: Employed, wanted: Wanted) -> None:
    """Raise `CannotAsk` unless what is asked now is what is on record: the form may have been edited and sent again."""
    wish = corrections.wish_of(before.payload)
    stamp_uid = None if wanted.change is Change.NEW else wanted.stamp_uid
    now = (employed.employment_id, wanted.day, stamp_uid, _after(sight, wanted), wanted.reason)
    then = (wish.before and wish.before.stamp_uid, wish.after)
    if now != (before.employment_id, wish.day, *then, before.reason):
        raise CannotAsk(Obstacle.SENT_BEFORE)


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


def _known(found: Employed | None) -> Employed:
    if found is None:
        raise NotFound("no employment on this day")
    return found
