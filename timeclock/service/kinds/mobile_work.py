"""The kind by which somebody asks to work from elsewhere for some days; it moves no time, the decision is all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from timeclock.core.requests import Part
from timeclock.core.spans import DaySpan
from timeclock.i18n.wording import N_
from timeclock.service.access import Action
from timeclock.service.kinds.kind import AtOnce, CannotAsk, Deed, Line, NoPart, Payload, Terms
from timeclock.service.sight import Sight
from timeclock.store import requests
from timeclock.store.db import Session
from timeclock.store.people import Employed

NAME = "mobile_work"
TITLE = N_("Mobile work")
ACTION = Action.ASK
AT_ONCE = AtOnce.NEVER
TIME_OFFICE = False
RETURNABLE = True
FINAL = False

ONE_DAY = timedelta(days=1)


class Obstacle(StrEnum):
    """Why mobile work cannot be asked for as it stands."""

    LAST_BEFORE_FIRST = "last_before_first"
    OVER = "over"
    ALREADY_ASKED = "already_asked"


def payload_of(first: date, last: date) -> Payload:
    """Return what a request says: the days from the first to the last, both included."""
    return {"day": first.isoformat(), "to_day": (last + ONE_DAY).isoformat()}


def check(session: Session, sight: Sight, employed: Employed, payload: Payload, _terms: Terms) -> None:
    """Raise `CannotAsk` for days that are over, or were asked for already."""
    first, after = _ends(payload)
    if after <= first:
        raise CannotAsk(Obstacle.LAST_BEFORE_FIRST)
    if after <= sight.today:
        raise CannotAsk(Obstacle.OVER)
    standing = requests.standing(session, employed.employment_id, NAME)
    if any(begin < after and first < end for begin, end in (_ends(each.payload) for each in standing)):
        raise CannotAsk(Obstacle.ALREADY_ASKED)


def part_of(payload: Payload, part: Part) -> Payload:
    """Return the request with fewer days: {"day": "2026-11-30", "to_day": "2026-12-04"} of a week."""
    first, after = _ends(payload)
    if part.keys() != {"day", "to_day"}:
        raise NoPart(f"a part of mobile work is days, not {sorted(part)}")
    begin, end = _ends(part)
    if not first <= begin < end <= after:
        raise NoPart(f"{begin} to {end} is no part of {DaySpan(first, after)}")
    return {**payload, **part}


def take(_session: Session, _deed: Deed, _payload: Payload) -> Iterable[date]:
    """Return no day: what is worked elsewhere is stamped there."""
    return ()


def undo(_session: Session, _deed: Deed, _payload: Payload) -> Iterable[date]:
    """Return no day."""
    return ()


def lines(payload: Payload) -> tuple[Line, ...]:
    """Return the first day and the last."""
    first, after = _ends(payload)
    return Line(N_("from"), first), Line(N_("until"), after - ONE_DAY)


def _ends(payload: Payload) -> tuple[date, date]:
    return date.fromisoformat(payload["day"]), date.fromisoformat(payload["to_day"])
