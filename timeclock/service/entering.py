"""Stamps entered for somebody who cannot do it herself: in the kitchen, in the depot, or while she is ill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from timeclock.core import fixes, walltime
from timeclock.core.fixes import Basis, Tap
from timeclock.core.stamps import StampKind
from timeclock.service import access, changes, days_in_question, entered_stamps
from timeclock.service.access import Action
from timeclock.service.changes import Change
from timeclock.service.days_in_question import Looked
from timeclock.service.fixing import Hindrance, LeftOpen
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight, known
from timeclock.store import audit, finding_steps, logins, people, recalculation
from timeclock.store.db import Session
from timeclock.store.finding_steps import StepState
from timeclock.store.people import Employed

# In the order in which they happen on a day; each may be left out.
KINDS = (StampKind.IN, StampKind.BREAK_START, StampKind.BREAK_END, StampKind.OUT)


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody enters for another: clocks of a day by kind, in the order in which they were, and why.

    `act` is its own name, so that sending it twice enters it once.
    """

    act: UUID
    clocks: tuple[tuple[StampKind, time], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Whose:
    """For whom stamps may be entered, and her day as it is."""

    employed: Employed
    day: date
    looked: Looked
    too_long_ago: bool


def page(session: Session, sight: Sight, rulebook: Rulebook, uid: UUID, day: date, window: timedelta) -> Whose:
    """Return what the page of entering shows; the look is recorded. Raises `NotFound` for whom one may not act."""
    scope = access.scope(sight.actor, Action.SETTLE_DEVIATIONS)
    of = known(people.find(session, uid, None, day, scope))
    audit.read_of_others(session, sight.actor.login_id, "entering", scope.purpose, [of.person_id], sight.now)
    looked = days_in_question.look(session, sight, rulebook, of, day, scope)
    late = sight.today - day > window and of.unit_id not in access.scope(sight.actor, Action.ACT_LATE).unit_ids
    return Whose(of, day, looked, late)


def enter(session: Session, sight: Sight, whose: Whose, entry: Entry) -> int:
    """Enter stamps for another and tell her; return whose results change. Raises `LeftOpen` where one does not fit."""
    of = whose.employed
    if whose.too_long_ago:
        raise LeftOpen(Hindrance.TOO_LONG_AGO)
    recalculation.hold(session, of.person_id)
    taps = _taps(sight, whose, entry)
    added = [str(entered_stamps.enter(session, sight, of, tap, entry.reason)) for tap in taps]
    effect = {"employment": str(of.employment_uid), "day": whose.day.isoformat()}
    key = f"entered:{entry.act}"
    step = {
        "key": key,
        "no": 1,
        "person_id": of.person_id,
        "state": StepState.PUT_RIGHT,
        "said": {},
        "basis": Basis.ENTERED,
        "reason": entry.reason,
        "effect": effect | {"stamps": added},
        "act": entry.act,
        "by": sight.actor.login_id,
        "for_login": logins.of_person(session, of.person_id),
        "at": sight.now,
    }
    if not finding_steps.take(session, step, sight.now):
        raise LeftOpen(Hindrance.CHANGED_MEANWHILE)
    days = {walltime.local_day(tap.at, sight.zone) for tap in taps}
    recalculation.mark(session, ((of.person_id, day) for day in days), "deviation", sight.now)
    change = Change(of.employment_uid, whose.day, Basis.ENTERED, taps, entry.reason, {"step": key, "no": 1})
    changes.tell(session, sight, of.person_id, f"{key}:1", change)
    subject = f"{of.employment_uid}.{whose.day}"
    audit.add(session, "deviation.entered", subject, sight.now, by=sight.actor.login_id, person_id=of.person_id)
    return of.person_id


def _taps(sight: Sight, whose: Whose, entry: Entry) -> tuple[Tap, ...]:
    """Return the stamps with their instants; raise `LeftOpen` for the first that does not fit."""
    read = fixes.in_order(whose.day, (clock for _, clock in entry.clocks), sight.zone)
    there = {(tap.kind, walltime.floor_minute(tap.at)) for tap in whose.looked.question.taps}
    taps = []
    for (kind, _), instants in zip(entry.clocks, read, strict=True):
        at = _only(instants)
        if at > sight.now:
            raise LeftOpen(Hindrance.NO_SUCH_TIME)
        if (kind, at) in there:
            raise LeftOpen(Hindrance.ALREADY_THERE)
        taps.append(Tap(kind, at))
    return tuple(taps)


def _only(instants: tuple[datetime, ...]) -> datetime:
    match instants:
        case (at,):
            return at
        case ():
            raise LeftOpen(Hindrance.NO_SUCH_TIME)
        case _:
            raise LeftOpen(Hindrance.TIME_TWICE)
