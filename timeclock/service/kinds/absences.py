"""The kind by which somebody asks to be away: leave, time off, training, duty elsewhere; a part may be granted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from timeclock.core.absences import FIGURES, AbsenceClass, AbsenceReason
from timeclock.core.requests import Part
from timeclock.core.spans import DaySpan
from timeclock.i18n.wording import ABSENCE_CLASS, N_
from timeclock.service import absences, access
from timeclock.service.absences import Asked, NotEntered
from timeclock.service.access import Action
from timeclock.service.kinds.kind import AtOnce, CannotAsk, Deed, Line, NoPart, Overtaken, Payload, Terms
from timeclock.service.sight import Sight
from timeclock.store import absences as rows
from timeclock.store import people
from timeclock.store.absences import NewReason
from timeclock.store.db import Session
from timeclock.store.people import Employed

NAME = "absence"
TITLE = N_("Absence")
ACTION = Action.REQUEST_ABSENCE
AT_ONCE = AtOnce.IF_SET
TIME_OFFICE = False
RETURNABLE = False
FINAL = False

ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=366)
# Who is ill says so, and what law gives needs no consent; whoever keeps absences enters these.
ASKED_FOR = frozenset({AbsenceClass.LEAVE, AbsenceClass.TIME_OFF, AbsenceClass.TRAINING, AbsenceClass.DUTY})


class Obstacle(StrEnum):
    """Why an absence cannot be asked for."""

    DAYS = "days"
    CLOCKS = "clocks"
    NO_SUCH_REASON = "no_such_reason"
    NOT_EMPLOYED = "not_employed"
    TOO_LONG_AGO = "too_long_ago"
    AWAY_ALREADY = "away_already"


def reasons(session: Session, sight: Sight) -> tuple[NewReason, ...]:
    """Return the reasons that somebody may ask for, each as it holds today, or else as it first will."""
    known: dict[str, NewReason] = {}
    for each in absences.reasons(session, sight.now):
        if each.since <= sight.today or (each.since <= sight.today + LONGEST and each.reason.code not in known):
            known[each.reason.code] = each
    return tuple(each for each in known.values() if may_be_asked_for(each.reason))


def reason_on(session: Session, sight: Sight, code: str, day: date) -> AbsenceReason | None:
    """Return the reason of a code as it holds on a day; none where nobody asks for it herself."""
    known = absences.reasons(session, sight.now)
    versions = [each.reason for each in known if each.reason.code == code and each.since <= day]
    return versions[-1] if versions and may_be_asked_for(versions[-1]) else None


def may_be_asked_for(reason: AbsenceReason) -> bool:
    """Say whether people ask for absences of a reason themselves; what needs figures besides is entered for them."""
    return reason.of_class in ASKED_FOR and reason.credit not in FIGURES


def payload_of(reason: AbsenceReason, asked: Asked) -> Payload:
    """Return what a request for an absence says."""
    return {**absences.written(asked), "of_class": reason.of_class.value}


def check(session: Session, sight: Sight, employed: Employed, payload: Payload, terms: Terms) -> None:
    """Raise `CannotAsk` for days too long ago, on which she is away already, or not employed."""
    days = days_of(payload)
    if sight.today - days.from_day > terms.longest_ago:
        raise CannotAsk(Obstacle.TOO_LONG_AGO)
    scope = access.scope(sight.actor, ACTION)
    if people.find(session, employed.employment_uid, None, days.to_day - ONE_DAY, scope) is None:
        raise CannotAsk(Obstacle.NOT_EMPLOYED)
    whole = rows.whole(session, employed.employment_id, days) - {AbsenceClass.SICKNESS}
    if whole and payload["from_clock"] is None:
        raise CannotAsk(Obstacle.AWAY_ALREADY)


def part_of(payload: Payload, part: Part) -> Payload:
    """Return the days that were granted, one after the other; raise `NoPart` where they are none of those asked for."""
    try:
        granted = DaySpan(date.fromisoformat(part["day"]), date.fromisoformat(part["to_day"]))
    except (KeyError, ValueError):
        raise NoPart("of an absence days are granted, from a first to a last") from None
    asked = days_of(payload)
    if granted.from_day == granted.to_day or granted.from_day < asked.from_day or granted.to_day > asked.to_day:
        raise NoPart("only days that were asked for are granted")
    return {**payload, "day": granted.from_day.isoformat(), "to_day": granted.to_day.isoformat()}


def take(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Put the absence on record, which marks its days; raise `Overtaken` where it cannot be any more."""
    sight = deed.sight
    by, request_id = sight.actor.login_id, deed.asked.id
    try:
        absences.record(session, deed.employed, absences.read(payload), sight.zone, sight.now, by, request_id)
    except NotEntered:
        raise Overtaken(deed.asked.uid) from None
    return ()


def undo(session: Session, deed: Deed, _payload: Payload) -> Iterable[date]:
    """Let the absence count no more, which marks its days; whoever keeps absences may have taken it back before."""
    for uid in rows.of_request(session, deed.asked.id):
        absences.end(session, uid, deed.sight.zone, deed.sight.now)
    return ()


def lines(payload: Payload) -> tuple[Line, ...]:
    """Return what class of absence it is, and the days and clocks; superiors need not know more."""
    days = days_of(payload)
    found = [
        Line(N_("Kind of absence"), ABSENCE_CLASS[AbsenceClass(payload["of_class"])]),
        Line(N_("From"), days.from_day),
        Line(N_("Up to and with"), days.to_day - ONE_DAY),
    ]
    if payload["from_clock"] is not None:
        found.append(Line(N_("Time of day"), f"{payload['from_clock']} – {payload['to_clock'] or ''}".strip()))
    return tuple(found)


def days_of(payload: Payload) -> DaySpan:
    """Return the days of an absence that is asked for."""
    return DaySpan(date.fromisoformat(payload["day"]), date.fromisoformat(payload["to_day"]))
