"""The kind by which somebody asks that an absence to come count no more, although it was granted or entered for her."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

from timeclock.core.requests import Part
from timeclock.i18n.wording import N_
from timeclock.service import absences
from timeclock.service.absences import Asked
from timeclock.service.access import Action
from timeclock.service.kinds import absences as absence_kind
from timeclock.service.kinds.kind import AtOnce, CannotAsk, Deed, Line, NoPart, Overtaken, Payload, Terms
from timeclock.service.sight import Sight
from timeclock.store import absences as rows
from timeclock.store.absences import Entered
from timeclock.store.db import Session
from timeclock.store.people import Employed

NAME = "absence_return"
TITLE = N_("Absence to be taken back")
ACTION = Action.REQUEST_ABSENCE
AT_ONCE = AtOnce.NEVER
TIME_OFFICE = False
RETURNABLE = False
FINAL = False


class Obstacle(StrEnum):
    """Why an absence cannot be taken back by asking."""

    NOT_THERE = "not_there"
    NOT_ASKED_FOR = "not_asked_for"
    BEGUN = "begun"


def payload_of(entered: Entered) -> Payload:
    """Return what a request to take an absence back says: which, and all that it was, so that it can count again."""
    last = entered.last_day
    asked = Asked("", entered.reason, entered.days.from_day, last, entered.from_clock, entered.to_clock)
    return {**absences.written(asked), "of_class": entered.of_class.value, "absence": str(entered.uid)}


def check(session: Session, sight: Sight, employed: Employed, payload: Payload, _terms: Terms) -> None:
    """Raise `CannotAsk` for what counts no more, has begun, or is nothing that people ask for."""
    found = rows.entered(session, UUID(payload["absence"]))
    if found is None or found.employment_id != employed.employment_id:
        raise CannotAsk(Obstacle.NOT_THERE)
    if found.of_class not in absence_kind.ASKED_FOR or found.figures:
        raise CannotAsk(Obstacle.NOT_ASKED_FOR)
    if found.days.from_day <= sight.today:
        raise CannotAsk(Obstacle.BEGUN)


def part_of(_payload: Payload, _part: Part) -> Payload:
    """Raise `NoPart`: for other days somebody asks anew."""
    raise NoPart("an absence is taken back or is not")


def take(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Let the absence count no more; raise `Overtaken` where it does not count already."""
    if absences.end(session, UUID(payload["absence"]), deed.sight.zone, deed.sight.now) is None:
        raise Overtaken(deed.asked.uid)
    return ()


def undo(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Let the absence count again; raise `Overtaken` where her days are taken otherwise."""
    return absence_kind.take(session, deed, payload)


def lines(payload: Payload) -> tuple[Line, ...]:
    """Return which absence is to count no more."""
    return absence_kind.lines(payload)
