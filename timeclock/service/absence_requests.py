"""Asking to be away, and asking that an absence to come count no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from timeclock.core.absences import AbsenceReason
from timeclock.service import access, requests
from timeclock.service.absences import Asked
from timeclock.service.access import Action
from timeclock.service.kinds import absence_returns
from timeclock.service.kinds import absences as kind
from timeclock.service.kinds.absences import Obstacle
from timeclock.service.kinds.kind import CannotAsk, Line, Terms
from timeclock.service.kinds.table import BY_NAME
from timeclock.service.requests import Asking
from timeclock.service.sight import NotFound, Sight
from timeclock.store import absences, people
from timeclock.store import requests as rows
from timeclock.store.absences import Entered
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.requests import Asked as Request

KINDS = frozenset({kind.NAME, absence_returns.NAME})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for, under a uid of her own: asking twice under it is asking once."""

    uid: UUID
    reason: str
    first: date
    last: date
    from_clock: time | None
    to_clock: time | None
    why: str


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """One of one's own requests about absences, in the words of its kind."""

    asked: Request
    title: str
    lines: tuple[Line, ...]


def ask(session: Session, sight: Sight, wanted: Wanted, terms: Terms) -> None:
    """Ask to be away; it counts from now on where the city lets absences count. Raises `CannotAsk`."""
    access.demand(sight.actor, Action.REQUEST_ABSENCE, sight.actor.person_id)
    if rows.own(session, sight.actor.person_id or 0, wanted.uid) is not None:
        return
    employed, reason, asked = understood(session, sight, wanted)
    requests.ask(session, sight, employed, Asking(wanted.uid, kind, kind.payload_of(reason, asked), wanted.why), terms)


def understood(session: Session, sight: Sight, wanted: Wanted) -> tuple[Employed, AbsenceReason, Asked]:
    """Return in which employment of the actor's an absence would be, for which reason and how. Raises `CannotAsk`."""
    _demand_order(wanted)
    scope = access.scope(sight.actor, Action.REQUEST_ABSENCE)
    employed = people.find(session, None, sight.actor.person_id or 0, wanted.first, scope)
    if employed is None:
        raise CannotAsk(Obstacle.NOT_EMPLOYED)
    asked = Asked("", wanted.reason, wanted.first, wanted.last, wanted.from_clock, wanted.to_clock)
    return employed, _reason(session, sight, wanted), asked


def ask_back(session: Session, sight: Sight, uid: UUID, absence_uid: UUID, why: str, terms: Terms) -> None:
    """Ask that an absence of one's own count no more. Raises `CannotAsk`, and `NotFound` for another's."""
    access.demand(sight.actor, Action.REQUEST_ABSENCE, sight.actor.person_id)
    person_id = sight.actor.person_id or 0
    if rows.own(session, person_id, uid) is not None:
        return
    found = absences.entered(session, absence_uid)
    if found is None:
        raise CannotAsk(absence_returns.Obstacle.NOT_THERE)
    scope = access.scope(sight.actor, Action.REQUEST_ABSENCE)
    employed = people.find(session, None, person_id, found.days.from_day, scope)
    if employed is None or found.person_id != person_id:
        raise NotFound("no absence of one's own")
    requests.ask(session, sight, employed, Asking(uid, absence_returns, absence_returns.payload_of(found), why), terms)


def own(session: Session, sight: Sight) -> Sequence[OwnRequest]:
    """Return the actor's own requests about absences, the newest first."""
    return [
        OwnRequest(each, BY_NAME[each.kind].TITLE, BY_NAME[each.kind].lines(each.payload))
        for each in requests.own(session, sight)
        if each.kind in KINDS
    ]


def may_come_back(sight: Sight, entered: Entered) -> bool:
    """Say whether somebody may ask that an absence of hers count no more."""
    return entered.days.from_day > sight.today and entered.of_class in kind.ASKED_FOR and not entered.figures


def _demand_order(wanted: Wanted) -> None:
    if not wanted.first <= wanted.last <= wanted.first + kind.LONGEST:
        raise CannotAsk(Obstacle.DAYS)
    begin, end = wanted.from_clock, wanted.to_clock
    if end is not None and (begin is None or end <= begin):
        raise CannotAsk(Obstacle.CLOCKS)


def _reason(session: Session, sight: Sight, wanted: Wanted) -> AbsenceReason:
    found = kind.reason_on(session, sight, wanted.reason, wanted.first)
    if found is None:
        raise CannotAsk(Obstacle.NO_SUCH_REASON)
    return found
