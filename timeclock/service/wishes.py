"""Overtime and mobile work as somebody asks for them in her own words: wall clocks of a day, and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from timeclock.core import walltime
from timeclock.core.spans import Span
from timeclock.service import access, requests
from timeclock.service.access import Action
from timeclock.service.kinds import mobile_work, overtime
from timeclock.service.kinds.kind import CannotAsk, Terms
from timeclock.service.requests import Asking
from timeclock.service.sight import Sight, known
from timeclock.store import people
from timeclock.store import requests as rows
from timeclock.store.db import Session
from timeclock.store.people import Employed

ONE_DAY = timedelta(days=1)


class NoSuchTime(ValueError):
    """A wall clock that did not exist or came twice in a night of the clock change."""


@dataclass(frozen=True, slots=True)
class OvertimeWanted:
    """Overtime from one wall clock to another, past midnight where that one is earlier; of it at most `most`."""

    uid: UUID
    day: date
    from_clock: time
    to_clock: time
    most: timedelta | None
    reason: str


@dataclass(frozen=True, slots=True)
class DaysWanted:
    """Days from the first to the last, both included."""

    uid: UUID
    first: date
    last: date
    reason: str


def ask_for_overtime(session: Session, sight: Sight, wanted: OvertimeWanted, terms: Terms) -> None:
    """Ask for overtime of one's own, beforehand or afterwards; sent twice it is asked once.

    Raises `CannotAsk` where it makes no sense, and `NoSuchTime` in a night of the clock change.
    """
    last_day = wanted.day if wanted.to_clock >= wanted.from_clock else wanted.day + ONE_DAY
    first, last = _instant(sight, wanted.day, wanted.from_clock), _instant(sight, last_day, wanted.to_clock)
    if last <= first:
        raise CannotAsk(overtime.Obstacle.NO_SPAN)
    payload = overtime.payload_of(Span(first, last), wanted.most, sight.zone)
    _ask(session, sight, wanted.day, Asking(wanted.uid, overtime, payload, wanted.reason), terms)


def ask_for_mobile_work(session: Session, sight: Sight, wanted: DaysWanted, terms: Terms) -> None:
    """Ask to work from elsewhere; sent twice it is asked once. Raises `CannotAsk` where it makes no sense."""
    if wanted.last < wanted.first:
        raise CannotAsk(mobile_work.Obstacle.LAST_BEFORE_FIRST)
    payload = mobile_work.payload_of(wanted.first, wanted.last)
    _ask(session, sight, wanted.first, Asking(wanted.uid, mobile_work, payload, wanted.reason), terms)


def _ask(session: Session, sight: Sight, day: date, asking: Asking, terms: Terms) -> None:
    access.demand(sight.actor, Action.ASK, sight.actor.person_id)
    employed: Employed = known(
        people.find(session, None, sight.actor.person_id, day, access.scope(sight.actor, Action.ASK))
    )
    before = rows.own(session, employed.person_id, asking.uid)
    if before is None or before.payload != asking.payload:
        requests.ask(session, sight, employed, asking, terms)


def _instant(sight: Sight, day: date, clock: time) -> datetime:
    match walltime.readings(day, clock, sight.zone):
        case (at,):
            return at
        case _:
            raise NoSuchTime(f"{clock} on {day} is no time or two")
