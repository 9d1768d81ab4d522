"""The kind by which somebody says that a deducted break was not taken (rulebook C-8); it counts from then on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from timeclock.core.lines import Reason
from timeclock.core.requests import Part
from timeclock.i18n.wording import N_
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.kinds.kind import AtOnce, CannotAsk, Deed, Line, NoPart, Payload, Terms
from timeclock.service.sight import Sight
from timeclock.store import results
from timeclock.store.contests import BREAK_NOT_TAKEN
from timeclock.store.db import Session
from timeclock.store.people import Employed

NAME = BREAK_NOT_TAKEN
TITLE = N_("Break not taken")
ACTION = Action.CONTEST_BREAK
AT_ONCE = AtOnce.ALWAYS
TIME_OFFICE = True
RETURNABLE = True
FINAL = False


class Obstacle(StrEnum):
    """Why a break cannot be contested."""

    NOTHING_DEDUCTED = "nothing_deducted"


def payload_of(day: date) -> Payload:
    """Return what a declaration about a day says."""
    return {"day": day.isoformat()}


def check(session: Session, sight: Sight, employed: Employed, payload: Payload, _terms: Terms) -> None:
    """Raise `CannotAsk` where no break was taken off."""
    scope = access.scope(sight.actor, ACTION)
    saved = results.day(session, employed.employment_id, _day(payload), scope)
    if saved is None or not any(line.reason is Reason.BREAK_DEDUCTED for line in saved.result.lines):
        raise CannotAsk(Obstacle.NOTHING_DEDUCTED)


def part_of(_payload: Payload, _part: Part) -> Payload:
    """Raise `NoPart`: it was taken or it was not."""
    raise NoPart("a break was taken or was not")


def take(_session: Session, _deed: Deed, payload: Payload) -> Iterable[date]:
    """Return the day: the evaluation asks for the declarations themselves, and whether they count."""
    return (_day(payload),)


def undo(_session: Session, _deed: Deed, payload: Payload) -> Iterable[date]:
    """Return the day, which is worked out without the declaration."""
    return (_day(payload),)


def lines(payload: Payload) -> tuple[Line, ...]:
    """Return the day on which the break was not taken."""
    return (Line(N_("The deducted break was not taken"), _day(payload)),)


def _day(payload: Payload) -> date:
    return date.fromisoformat(payload["day"])
