"""What somebody asks for, whatever its kind: handed in, taken back, objected to, and what became of it read.

Each step is taken once: whoever takes it holds the person, and moves the request only if it is still as she read it.
What is in effect follows from where the request stands (core/requests.py); where a step changes it, the kind undoes
what counted and lets count what does now, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from timeclock.core import requests as core
from timeclock.core.requests import Course, Granted, State, Who
from timeclock.service import access
from timeclock.service.access import Action, Actor
from timeclock.service.kinds.kind import CannotAsk, Deed, Kind, Line, Overtaken, Terms, counts_at_once
from timeclock.service.kinds.table import BY_NAME
from timeclock.service.sight import NotFound, Sight
from timeclock.store import approvals, audit, corrections, recalculation, requests
from timeclock.store.approvals import Opening
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.requests import Asked, New

# As many of one's own requests as a list shows.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody asks for, under a uid of her own: asking twice under it is asking once.

    `partner_id` is the employment it binds as well: its person has to agree before anybody decides.
    """

    uid: UUID
    kind: Kind
    payload: Mapping[str, Any]
    reason: str
    partner_id: int | None = None


def ask(session: Session, sight: Sight, employed: Employed, asking: Asking, terms: Terms) -> None:
    """Hand a request in; it counts from now on where its kind is one that counts unless it is refused.

    Raises `CannotAsk` where it makes no sense, and `NotFound` where the uid is somebody else's.
    """
    kind, now = asking.kind, sight.now
    access.demand(sight.actor, kind.ACTION, employed.person_id)
    recalculation.hold(session, employed.person_id)
    kind.check(session, sight, employed, asking.payload, terms)
    offered = asking.partner_id is not None
    course = core.begun(needed(kind, terms), at_once=counts_at_once(kind, terms), offered=offered)
    new = New(asking.uid, kind.NAME, employed.employment_id, asking.payload, asking.reason, asking.partner_id)
    request_id = requests.add(session, new, course.state, sight.actor.login_id, now)
    if request_id is None:
        raise NotFound("this uid is somebody else's request")
    if not offered:
        approvals.open_one(session, request_id, Opening(course.needed, now + terms.due), now)
    record(session, sight, kind.NAME, "ask", asking.uid, employed.person_id)
    if core.in_effect(course) is not None:
        asked = known(requests.own(session, employed.person_id, asking.uid))
        days = kind.take(session, Deed(asked, employed, sight, asking.reason, terms.rosters), asked.payload)
        recalculation.mark(session, [(employed.person_id, day) for day in days], "request", now)


def needed(kind: Kind, terms: Terms) -> int:
    """Return how many approvals a request of a kind needs."""
    return 2 if kind.NAME in terms.twice else 1


def withdraw(session: Session, sight: Sight, uid: UUID) -> Asked:
    """Take one's own request back and return it; twice is once. Raises `Overtaken` where somebody has decided."""
    asked = _own(session, sight, uid)
    recalculation.hold(session, asked.person_id)
    asked, kind = _own(session, sight, uid), BY_NAME[asked.kind]
    if asked.state is State.WITHDRAWN:
        return asked
    before = approvals.way(session, asked).course
    try:
        after = core.withdrawn(before, after_approval=kind.RETURNABLE)
    except core.NotPossible:
        raise Overtaken(uid) from None
    by = who(sight.actor)
    _move(session, sight, asked, after, by, None)
    approvals.settle(session, asked.id, State.WITHDRAWN, by, None, sight.now)
    record(session, sight, kind.NAME, "withdraw", uid, asked.person_id)
    carry_out(session, Deed(asked, _employed(session, asked), sight, asked.reason), before, after)
    return asked


def object_to(session: Session, sight: Sight, uid: UUID, reason: str, terms: Terms) -> None:
    """Object to what was decided about one's own request: it goes to whoever is above the one who decided.

    Raises `CannotAsk` where nothing was refused, or an objection was heard already.
    """
    asked = _own(session, sight, uid)
    recalculation.hold(session, asked.person_id)
    asked = _own(session, sight, uid)
    way = approvals.way(session, asked)
    try:
        after = core.objected(way.course, final=BY_NAME[asked.kind].FINAL)
    except core.NotPossible as refused:
        raise CannotAsk(refused.obstacle) from None
    _move(session, sight, asked, after, who(sight.actor), reason)
    opening = Opening(after.needed, sight.now + terms.due, way.level + 1, objection=True)
    approvals.open_one(session, asked.id, opening, sight.now)
    record(session, sight, asked.kind, "object", uid, asked.person_id)


def see(session: Session, sight: Sight, uid: UUID) -> None:
    """Note that somebody has read what was decided about her request."""
    requests.see(session, _own(session, sight, uid), sight.actor.login_id, sight.now)


@dataclass(frozen=True, slots=True)
class Mine:
    """One of one's own requests, in the words of its kind, and what can be done about it.

    `part`: what of it counts, where that is not all.
    """

    asked: Asked
    title: str
    lines: tuple[Line, ...]
    part: tuple[Line, ...]
    can_withdraw: bool
    can_object: bool


def own(session: Session, sight: Sight) -> Sequence[Asked]:
    """Return the actor's own requests, the newest first."""
    access.demand(sight.actor, Action.READ_OWN_REQUESTS, sight.actor.person_id)
    return requests.of_person(session, sight.actor.person_id or 0, MOST_SHOWN)


def listed(session: Session, sight: Sight, before: UUID | None = None) -> Sequence[Mine]:
    """Return the actor's own requests, the newest first, with what can be done about each.

    There are at most `MOST_SHOWN`; those made earlier come with the last of them as `before`.
    """
    access.demand(sight.actor, Action.READ_OWN_REQUESTS, sight.actor.person_id)
    person_id = sight.actor.person_id or 0
    last = None if before is None else known(requests.own(session, person_id, before))
    found = requests.of_person(session, person_id, MOST_SHOWN, last)
    ways = approvals.ways(session, found)
    return [_mine(asked, ways[asked.id].course) for asked in found]


def one(session: Session, sight: Sight, uid: UUID) -> Mine:
    """Return one of the actor's own requests with what can be done about it. Raises `NotFound`."""
    access.demand(sight.actor, Action.READ_OWN_REQUESTS, sight.actor.person_id)
    asked = known(requests.own(session, sight.actor.person_id or 0, uid))
    return _mine(asked, approvals.ways(session, [asked])[asked.id].course)


def _mine(asked: Asked, course: Course) -> Mine:
    kind = BY_NAME[asked.kind]
    steps = (
        lambda: core.withdrawn(course, after_approval=kind.RETURNABLE),
        lambda: core.objected(course, final=kind.FINAL),
    )
    can_withdraw, can_object = (is_possible(step) for step in steps)
    what, lines = core.in_effect(course), kind.lines(asked.payload)
    part = () if what is None or what.part is None else kind.lines(granted(kind, asked, what))
    return Mine(corrections.as_kind(asked), kind.TITLE, lines, part, can_withdraw, can_object)


def is_possible(step: Callable[[], Course]) -> bool:
    """Say whether a step may follow."""
    try:
        step()
    except core.NotPossible:
        return False
    return True


def carry_out(session: Session, deed: Deed, before: Course, after: Course) -> None:
    """Let count what does after a step and did not before it, and the other way round."""
    was, holds = core.in_effect(before), core.in_effect(after)
    if was == holds:
        return
    kind, days = BY_NAME[deed.asked.kind], set()
    if was is not None:
        days |= set(kind.undo(session, deed, granted(kind, deed.asked, was)))
    if holds is not None:
        days |= set(kind.take(session, deed, granted(kind, deed.asked, holds)))
    person = deed.employed.person_id
    recalculation.mark(session, [(person, day) for day in days], "request", deed.sight.now)


def granted(kind: Kind, asked: Asked, what: Granted) -> Mapping[str, Any]:
    """Return the payload of what was granted of a request."""
    return asked.payload if what.part is None else kind.part_of(asked.payload, what.part)


def record(session: Session, sight: Sight, kind: str, act: str, uid: UUID, person_id: int) -> None:
    """Note a step in the audit trail."""
    audit.add(session, f"{kind}.{act}", str(uid), sight.now, by=sight.actor.login_id, person_id=person_id)


def who(actor: Actor, for_login: int | None = None) -> Who:
    """Return an actor as the state machine knows her."""
    return Who(actor.login_id, actor.person_id, for_login)


def known(asked: Asked | None) -> Asked:
    if asked is None:
        raise NotFound("no such request of one's own")
    return asked


def _move(session: Session, sight: Sight, asked: Asked, after: Course, by: Who, reason: str | None) -> None:
    if not requests.move(session, asked, after.state, by, reason, sight.now):
        raise Overtaken(asked.uid)


def _own(session: Session, sight: Sight, uid: UUID) -> Asked:
    access.demand(sight.actor, Action.ASK, sight.actor.person_id)
    return known(requests.own(session, sight.actor.person_id or 0, uid))


def _employed(session: Session, asked: Asked) -> Employed:
    """Return whom a request concerns on its day, or on the nearest of the employment."""
    found = requests.concerned(session, asked)
    if found is None:
        raise NotFound("the employment of this request holds on no day any more")
    return found
