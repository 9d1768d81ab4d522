"""A call as somebody on call reports it in her own words: wall clocks of a day, where she answered it, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from timeclock.core import walltime
from timeclock.core.spans import Span
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access, requests
from timeclock.service.access import Action
from timeclock.service.kinds import calls
from timeclock.service.kinds.kind import CannotAsk, Terms
from timeclock.service.requests import Asking
from timeclock.service.sight import Sight, known
from timeclock.service.wishes import NoSuchTime
from timeclock.store import people
from timeclock.store import requests as rows
from timeclock.store.db import Session


@dataclass(frozen=True, slots=True)
class Called:
    """A call from one wall clock to another, past midnight where that one is earlier; `reason`: what it was for.

    `remote`: answered where she was, by telephone or computer; else away from there, and the way is in it.
    """

    uid: UUID
    day: date
    from_clock: time
    to_clock: time
    remote: bool
    reason: str


def report(session: Session, sight: Sight, called: Called, terms: Terms) -> None:
    """Report a call of one's own; sent twice it is reported once.

    Raises `CannotAsk` where it makes no sense, and `NoSuchTime` in a night of the clock change.
    """
    access.demand(sight.actor, Action.ASK, sight.actor.person_id)
    scope = access.scope(sight.actor, Action.ASK)
    employed = known(people.find(session, None, sight.actor.person_id, called.day, scope))
    payload = calls.payload_of(_span(sight, called), remote=called.remote, zone=sight.zone)
    before = rows.own(session, employed.person_id, called.uid)
    if before is None or before.payload != payload:
        requests.ask(session, sight, employed, Asking(called.uid, calls, payload, called.reason), terms)


def _span(sight: Sight, called: Called) -> Span:
    if called.from_clock == called.to_clock:
        raise CannotAsk(calls.Obstacle.NO_SPAN)
    last_day = called.day if called.to_clock > called.from_clock else called.day + ONE_DAY
    return Span(_instant(sight, called.day, called.from_clock), _instant(sight, last_day, called.to_clock))


def _instant(sight: Sight, day: date, clock: time) -> datetime:
    match walltime.readings(day, clock, sight.zone):
        case (at,):
            return at
        case _:
            raise NoSuchTime(f"{clock} on {day} is no time or two")
