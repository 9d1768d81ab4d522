"""The kind by which overtime is ordered beforehand or approved afterwards; it never counts without (OPEN-08).

Work outside the frame is the same: without an order it is recorded and protected, with one it is credited.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.requests import Part
from timeclock.core.spans import MINUTE, Span
from timeclock.i18n.wording import N_
from timeclock.service.access import Action
from timeclock.service.kinds.kind import AtOnce, CannotAsk, Deed, Line, NoPart, Payload, Terms
from timeclock.service.sight import Sight
from timeclock.store import budgets, orders, requests
from timeclock.store.db import Session
from timeclock.store.orders import NewOrder
from timeclock.store.people import Employed

NAME = "overtime"
TITLE = N_("Overtime")
ACTION = Action.ASK
AT_ONCE = AtOnce.NEVER
TIME_OFFICE = False
RETURNABLE = False
FINAL = False

LONGEST = timedelta(hours=24)


class Obstacle(StrEnum):
    """Why overtime cannot be asked for as it stands."""

    NO_SPAN = "no_span"
    TOO_LONG = "too_long"
    TOO_MUCH = "too_much"
    TOO_LONG_AGO = "too_long_ago"
    ALREADY_ASKED = "already_asked"


class BudgetSpent(ValueError):
    """The unit's budget does not hold so much any more; `left` is what it holds."""

    def __init__(self, left: timedelta) -> None:
        super().__init__(f"the unit's budget of overtime holds {left} and no more; grant a part of it, or raise it")
        self.left = left


def payload_of(span: Span, most: timedelta | None, zone: ZoneInfo) -> Payload:
    """Return what a request says: overtime within a span, of which at most so much is asked for."""
    return {
        "day": walltime.local_day(span.from_at, zone).isoformat(),
        "from": span.from_at.isoformat(),
        "to": span.to_at.isoformat(),
        "minutes": (span.length if most is None else most) // MINUTE,
    }


def check(session: Session, sight: Sight, employed: Employed, payload: Payload, terms: Terms) -> None:
    """Raise `CannotAsk` for a span that is none, too long or too long ago, or that was asked for already."""
    first, last = _ends(payload)
    if last <= first or payload["minutes"] <= 0:
        raise CannotAsk(Obstacle.NO_SPAN)
    if last - first > LONGEST:
        raise CannotAsk(Obstacle.TOO_LONG)
    if payload["minutes"] * MINUTE > last - first:
        raise CannotAsk(Obstacle.TOO_MUCH)
    if sight.now - first > terms.longest_ago:
        raise CannotAsk(Obstacle.TOO_LONG_AGO)
    standing = requests.standing(session, employed.employment_id, NAME)
    if any(begin < last and first < end for begin, end in (_ends(each.payload) for each in standing)):
        raise CannotAsk(Obstacle.ALREADY_ASKED)


def part_of(payload: Payload, part: Part) -> Payload:
    """Return the request with less time: {"minutes": 120} of three hours."""
    minutes = part.get("minutes")
    if part.keys() != {"minutes"} or not isinstance(minutes, int) or not 0 < minutes < payload["minutes"]:
        raise NoPart(f"{part} is no part of {payload['minutes']} minutes")
    return {**payload, "minutes": minutes}


def take(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Order what was granted; raise `BudgetSpent` where a budget of the unit does not hold so much."""
    asked, amount = deed.asked, payload["minutes"] * MINUTE
    budgets.hold(session)
    left = budgets.left(session, deed.employed.unit_id, asked.day)
    if left is not None and left < amount:
        raise BudgetSpent(left)
    span = Span(*_ends(payload))
    new = NewOrder(span, asked.reason, deed.employed.employment_id, budget=amount, request_id=asked.id)
    orders.add(session, new, deed.sight.now)
    return walltime.days_touched(span, deed.sight.zone)


def undo(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Let the order hold no more."""
    orders.withdraw_of(session, deed.asked.id, deed.sight.now)
    return walltime.days_touched(Span(*_ends(payload)), deed.sight.zone)


def lines(payload: Payload) -> tuple[Line, ...]:
    """Return from when to when, and how much of it where that is not all."""
    span, most = Span(*_ends(payload)), payload["minutes"] * MINUTE
    return Line(N_("when"), span), *(() if most == span.length else (Line(N_("of it at most"), most),))


def _ends(payload: Payload) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(payload["from"]), datetime.fromisoformat(payload["to"])
