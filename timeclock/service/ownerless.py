"""Stamps without owner: whose each may be, and the click that says whose it is, or that it is nobody's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from timeclock.core import walltime
from timeclock.core.deviations import DeviationKind, kind_of_quarantine
from timeclock.core.fixes import Basis, Tap
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.service import access, changes, entered_stamps
from timeclock.service.access import Action
from timeclock.service.changes import Change
from timeclock.service.fixing import Hindrance, LeftOpen, Outcome
from timeclock.service.sight import Sight
from timeclock.store import (
    audit,
    badges,
    finding_steps,
    logins,
    ownerless,
    people,
    recalculation,
    sources,
)
from timeclock.store.badges import BadgeFound
from timeclock.store.db import Session
from timeclock.store.finding_steps import StepState
from timeclock.store.ownerless import Ownerless
from timeclock.store.people import Employed
from timeclock.store.questions import ask
from timeclock.store.rulings import Verdict
from timeclock.store.scope import Scope

MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody whose stamp it may be, as of its day."""

    employment_uid: UUID
    staff_no: str
    given_name: str
    family_name: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class WaitingStamp:
    """One stamp that waits: what it is, why it waits, and whose it may be, as far as the actor may know them."""

    uid: UUID
    kind: StampKind
    at: datetime | None
    device_at: datetime | None
    received_at: datetime
    source_name: str
    code: str
    owners: tuple[Owner, ...]

    @property
    def deviation(self) -> DeviationKind:
        return kind_of_quarantine(self.code)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A terminal that holds entries nobody could read: how many, by its last report."""

    terminal: str
    entries: int


@dataclass(frozen=True, slots=True)
class Decided:
    """One click: these stamps are of that employment, by its uid or staff number, or, with neither, of nobody."""

    act: UUID
    stamps: tuple[UUID, ...]
    employment_uid: UUID | None = None
    staff_no: str = ""

    @property
    def leaves_out(self) -> bool:
        return self.employment_uid is None and not self.staff_no


def waiting(session: Session, sight: Sight) -> tuple[WaitingStamp, ...]:
    """Return the stamps that wait for a decision, each with those who held its badge or are named by it.

    That these were looked at is recorded.
    """
    scope = access.scope(sight.actor, Action.SETTLE_DEVIATIONS)
    found = ownerless.waiting(session, MOST_WAITING)
    held = badges.by_hash(each.badge_hash for each in found if each.badge_hash is not None)
    known = ask(session, held).to(held)
    persons = {each.uid: _persons(each, known) for each in found}
    employed: dict[tuple[int, date], list[Employed]] = {}
    for each in found:
        for person_id in persons[each.uid]:
            key = person_id, _day_of(sight, each)
            if key not in employed:
                employed[key] = _employments(session, *key, scope)
    told = [each.person_id for found_here in employed.values() for each in found_here]
    if told:
        audit.read_of_others(session, sight.actor.login_id, "ownerless", Action.READ_DEVIATIONS, told, sight.now)
    return tuple(
        WaitingStamp(
            each.uid,
            each.kind,
            each.at,
            each.device_at,
            each.received_at,
            each.source_name,
            each.code,
            tuple(_owner(of) for person in persons[each.uid] for of in employed[person, _day_of(sight, each)]),
        )
        for each in found
    )


def unreadable(session: Session) -> tuple[Unreadable, ...]:
    """Return the terminals that hold what they could not make a stamp of; nobody but IT gets at it."""
    rows = sources.reports(session)
    return tuple(Unreadable(row["name"], row["unreadable"]) for row in rows if row["unreadable"])


def decide(session: Session, sight: Sight, decided: Decided, window: timedelta) -> Outcome:
    """Say whose stamps are, or that they are nobody's; of two who do it at once one does it, the other is told."""
    scope = access.scope(sight.actor, Action.SETTLE_DEVIATIONS)
    known = finding_steps.of_act(session, decided.act, sight.actor.login_id)
    if known:
        return Outcome(frozenset(), len(known), ())
    waits = {each.uid: each for each in ownerless.waiting(session, len(decided.stamps), decided.stamps)}
    taken = finding_steps.settled_keys(session, (each.key for each in waits.values()))
    persons, left = set[int](), []
    for uid in dict.fromkeys(decided.stamps):
        try:
            each = _waits(waits, uid)
            owner = None if decided.leaves_out else _whose(session, sight, decided, each, scope, window)
            _carry_out(session, sight, decided.act, each, owner, taken.get(each.key, 0) + 1)
            persons.update(() if owner is None else (owner.person_id,))
        except LeftOpen as reason:
            left.append(reason.hindrance)
    return Outcome(frozenset(persons), len(set(decided.stamps)) - len(left), tuple(left))


def _persons(each: Ownerless, known: Mapping[str, BadgeFound]) -> tuple[int, ...]:
    """Return whose a stamp may be: whom it names, or who held its badge last before it and first after it."""
    if each.person_id is not None:
        return (each.person_id,)
    badge = known.get(each.badge_hash or "")
    if badge is None:
        return ()
    at = each.at or each.device_at or each.received_at
    before = [holding.person_id for holding in badge.holdings if holding.from_at <= at]
    after = [holding.person_id for holding in badge.holdings if holding.from_at > at]
    return tuple(dict.fromkeys([*before[-1:], *after[:1]]))


def _employments(session: Session, person_id: int, day: date, scope: Scope) -> list[Employed]:
    uids = (uid for _, uid in people.employments_of(session, person_id, DaySpan.one(day)))
    found = (people.find(session, uid, None, day, scope) for uid in uids)
    return [each for each in found if each is not None]


def _owner(of: Employed) -> Owner:
    return Owner(of.employment_uid, of.staff_no, of.given_name, of.family_name, of.unit_name)


def _day_of(sight: Sight, each: Ownerless) -> date:
    return walltime.local_day(each.at or each.device_at or each.received_at, sight.zone)


def _waits(waits: Mapping[UUID, Ownerless], uid: UUID) -> Ownerless:
    if uid not in waits:
        raise LeftOpen(Hindrance.CHANGED_MEANWHILE)
    return waits[uid]


def _whose(
    session: Session, sight: Sight, decided: Decided, each: Ownerless, scope: Scope, window: timedelta
) -> Employed:
    """Return the employment a stamp is to count for, where the actor may say so on its day."""
    if each.at is None:
        raise LeftOpen(Hindrance.NO_TIME)
    day = _day_of(sight, each)
    if decided.employment_uid is not None:
        found = people.find(session, decided.employment_uid, None, day, scope)
    else:
        found = people.by_staff_no(session, decided.staff_no, day, scope)
    if found is None:
        raise LeftOpen(Hindrance.UNKNOWN_PERSON)
    late = access.scope(sight.actor, Action.ACT_LATE).unit_ids
    if sight.today - day > window and found.unit_id not in late:
        raise LeftOpen(Hindrance.TOO_LONG_AGO)
    return found


def _carry_out(session: Session, sight: Sight, act: UUID, each: Ownerless, owner: Employed | None, no: int) -> None:
    basis = Basis.LEFT_OUT if owner is None else Basis.ASSIGNED
    step = {
        "key": each.key,
        "no": no,
        "person_id": None if owner is None else owner.person_id,
        "state": StepState.PUT_RIGHT,
        "said": {"code": each.code},
        "basis": basis,
        "reason": None,
        "effect": _effect(sight, each, owner),
        "act": act,
        "by": sight.actor.login_id,
        "for_login": None if owner is None else logins.of_person(session, owner.person_id),
        "at": sight.now,
    }
    if not finding_steps.take(session, step, sight.now):
        raise LeftOpen(Hindrance.CHANGED_MEANWHILE)
    verdict = Verdict.VOID if owner is None else Verdict.ASSIGN
    entered_stamps.rule(session, sight, each.uid, verdict, basis.value, owner)
    if owner is not None:
        recalculation.mark(session, [(owner.person_id, _day_of(sight, each))], "deviation", sight.now)
        _tell(session, sight, each, owner, no)
    audit.add(
        session,
        f"deviation.{basis}",
        str(each.uid),
        sight.now,
        by=sight.actor.login_id,
        person_id=None if owner is None else owner.person_id,
        detail={"act": str(act)},
    )


def _effect(sight: Sight, each: Ownerless, owner: Employed | None) -> dict[str, Any]:
    """Return what taking it back needs to know."""
    whose = {} if owner is None else {"employment": str(owner.employment_uid)}
    return {"stamp": str(each.uid), "day": _day_of(sight, each).isoformat(), **whose}


def _tell(session: Session, sight: Sight, each: Ownerless, owner: Employed, no: int) -> None:
    taps, undo = (Tap(each.kind, each.at or each.received_at),), {"step": each.key, "no": no}
    change = Change(owner.employment_uid, _day_of(sight, each), Basis.ASSIGNED, taps, undo=undo)
    changes.tell(session, sight, owner.person_id, f"{each.key}:{no}", change)
