"""The kind by which somebody on call says that she was called: from when to when, and whether she had to go there.

It makes the two stamps that she would have given (decision 0044): a call answered at the place of stay ends with going
of mobile work, any other with the end of the call.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from timeclock.core import as_stamped, walltime
from timeclock.core.fixes import Tap
from timeclock.core.requests import WAITING, Part
from timeclock.core.spans import Span
from timeclock.core.stamps import StampKind
from timeclock.i18n.wording import CALL_ANSWERED, N_
from timeclock.service import entered_stamps
from timeclock.service.access import Action
from timeclock.service.kinds.corrections import BuiltUpon
from timeclock.service.kinds.kind import AtOnce, CannotAsk, Deed, Line, NoPart, Payload, Terms
from timeclock.service.sight import Sight
from timeclock.store import corrections, requests, rulings, stamps
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.rulings import Ruling, Verdict

NAME = "call"
TITLE = N_("Call while on call")
ACTION = Action.ASK
AT_ONCE = AtOnce.IF_SET
TIME_OFFICE = True
RETURNABLE = False
FINAL = False

LONGEST = timedelta(hours=24)
# So far around a call nothing else that was stamped has to be known.
AROUND = timedelta(days=2)


class Obstacle(StrEnum):
    """Why a call cannot be reported as it stands."""

    NO_SPAN = "no_span"
    TOO_LONG = "too_long"
    FUTURE = "future"
    TOO_LONG_AGO = "too_long_ago"
    STAMPED = "stamped"
    REPORTED = "reported"


def payload_of(span: Span, *, remote: bool, zone: ZoneInfo) -> Payload:
    """Return what a report says: from when to when, and whether the call was answered at the place of stay."""
    return {
        "day": walltime.local_day(span.from_at, zone).isoformat(),
        "from": span.from_at.isoformat(),
        "to": span.to_at.isoformat(),
        "remote": remote,
    }


def check(session: Session, sight: Sight, employed: Employed, payload: Payload, terms: Terms) -> None:
    """Raise `CannotAsk` for a call that is none, not over, too long ago, or at a time that is on record already."""
    first, last = _ends(payload)
    if last <= first:
        raise CannotAsk(Obstacle.NO_SPAN)
    if last - first > LONGEST:
        raise CannotAsk(Obstacle.TOO_LONG)
    if last > sight.now:
        raise CannotAsk(Obstacle.FUTURE)
    if sight.now - first > terms.longest_ago:
        raise CannotAsk(Obstacle.TOO_LONG_AGO)
    if any(begin <= last and first <= end for begin, end in _waiting(session, employed)):
        raise CannotAsk(Obstacle.REPORTED)
    if any(begin <= last and first <= end for begin, end in _stamped(session, sight, employed, Span(first, last))):
        raise CannotAsk(Obstacle.STAMPED)


def part_of(_payload: Payload, _part: Part) -> Payload:
    """Raise `NoPart`: a call was as long as it was."""
    raise NoPart("a call is confirmed or is not")


def take(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Enter the stamps of the call."""
    first, last = _ends(payload)
    ending = StampKind.HOME_OUT if payload["remote"] else StampKind.CALL_END
    for tap in (Tap(StampKind.CALL_START, first), Tap(ending, last)):
        entered_stamps.enter(session, deed.sight, deed.employed, tap, deed.asked.reason, deed.asked.id)
    return walltime.days_touched(Span(first, last), deed.sight.zone)


def undo(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Let the stamps of the call count no more, unless something else was ruled about them since."""
    found = corrections.ruled(session, deed.asked.id)
    if any(not each.ours and each.by_state in WAITING for each in found):
        raise BuiltUpon
    by, at = deed.sight.actor.login_id, deed.sight.now
    counting = [each.stamp_id for each in found if each.ours and each.verdict is Verdict.ACCEPT]
    void = [Ruling(stamp_id, Verdict.VOID, deed.why, by=by, request_id=deed.asked.id) for stamp_id in counting]
    rulings.add_many(session, void, at)
    return walltime.days_touched(Span(*_ends(payload)), deed.sight.zone)


def lines(payload: Payload) -> tuple[Line, ...]:
    """Return from when to when it was, and where it was answered."""
    where = CALL_ANSWERED[bool(payload["remote"])]
    return Line(N_("when"), Span(*_ends(payload))), Line(N_("Answered"), where)


def _waiting(session: Session, employed: Employed) -> Iterable[tuple[datetime, datetime]]:
    """Return the calls that were reported and are not decided; those that count are stamped."""
    standing = requests.standing(session, employed.employment_id, NAME)
    return (_ends(each.payload) for each in standing if each.state in WAITING)


def _stamped(session: Session, sight: Sight, employed: Employed, span: Span) -> Iterable[tuple[datetime, datetime]]:
    """Return the work around a call that was stamped from its beginning to its end."""
    found = stamps.between(session, employed.person_id, Span(span.from_at - AROUND, span.to_at + AROUND))
    own = [stamp for stamp in found if stamp.employment_id == employed.employment_id]
    sessions = as_stamped.sessions(employed.employment_id, own, sight.zone, sight.now)
    return ((each.from_at, each.to_at) for each in sessions if each.to_at is not None)


def _ends(payload: Payload) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(payload["from"]), datetime.fromisoformat(payload["to"])
