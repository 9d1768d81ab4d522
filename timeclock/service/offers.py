"""Swaps of duties as people ask for them: what can be offered to whom, and the colleague's own yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from timeclock.core import requests as core
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.requests import Course, State, Step
from timeclock.core.rosters import Planned
from timeclock.core.spans import DaySpan
from timeclock.core.swaps import SWAPPED, Obstacle
from timeclock.core.walltime import local_day
from timeclock.service import access, own_roster, requests, swaps
from timeclock.service.access import Action
from timeclock.service.kinds import swap
from timeclock.service.kinds.kind import CannotAsk, Line, Overtaken, Terms
from timeclock.service.requests import Asking
from timeclock.service.roster_desk import Desk, RosterRules
from timeclock.service.sight import Sight, known
from timeclock.service.swaps import Wish
from timeclock.store import approvals, audit, people, recalculation
from timeclock.store import requests as rows
from timeclock.store.approvals import Opening
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.requests import Asked
from timeclock.store.roster_plans import Rostered

# As many offers of colleagues as a list shows.
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """A duty somebody points at: of what kind, and when it begins."""

    kind: DutyKind
    begins: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A duty of one's own for a colleague's employment, against one of hers or none, under a uid of one's own."""

    uid: UUID
    given: Chosen
    taker: UUID
    taken: Chosen | None
    reason: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the unit with the duties that could come back for one's own: who is on which duty, and no more."""

    who: Rostered
    duties: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """One's own duties that begin on a day and can be offered, and with whom they could be swapped."""

    given: tuple[Duty, ...]
    colleagues: tuple[Colleague, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A colleague's request that binds the actor as well, in words, and what she can say to it."""

    asked: Asked
    lines: tuple[Line, ...]
    can_agree: bool
    can_decline: bool


def can_give(duty: Duty, sight: Sight) -> bool:
    """Say whether a duty of one's own can be offered: one to come, of a kind that somebody else could do."""
    return duty.kind in SWAPPED and duty.day(sight.zone) > sight.today


def draft(session: Session, sight: Sight, rules: RosterRules, day: date) -> Draft:
    """Return with whom the duties of a day could be swapped, as the unit's published roster says; it is recorded."""
    given = tuple(each for each in _own(session, sight, day) if can_give(each, sight))
    if not given:
        return Draft((), ())
    desk = _desk(session, sight, rules, given[0])
    others = [each for each in desk.people if each.person_id != sight.actor.person_id]
    persons = [each.person_id for each in others]
    audit.read_of_others(session, sight.actor.login_id, "roster", Action.ASK, persons, sight.now)
    planned = desk.named(desk.standing.published)
    return Draft(given, tuple(Colleague(each, _of(each, planned, sight)) for each in others))


def _of(who: Rostered, planned: Sequence[Planned], sight: Sight) -> tuple[Planned, ...]:
    hers = (each for each in planned if each.duty.employment_id == who.employment_id and can_give(each.duty, sight))
    return tuple(sorted(hers, key=lambda each: each.duty.span))


def ask(session: Session, sight: Sight, wanted: Wanted, terms: Terms) -> None:
    """Offer a duty to a colleague; sent twice it is offered once. Raises `CannotAsk` where it makes no sense."""
    access.demand(sight.actor, Action.ASK, sight.actor.person_id)
    duty = _given(session, sight, wanted.given)
    desk = _desk(session, sight, swap.rules_of(terms.rosters), duty)
    by_uid = {each.employment_uid: each for each in desk.people}
    giver = next(each for each in desk.people if each.employment_id == duty.employment_id)
    taker = by_uid.get(wanted.taker)
    if taker is None:
        raise CannotAsk(Obstacle.OTHER_UNIT)
    taken = None if wanted.taken is None else _duty(desk, taker, wanted.taken)
    given, back = (duty.kind, duty.span), None if taken is None else (taken.kind, taken.span)
    wish = Wish(giver.employment_uid, taker.employment_uid, given, back)
    days = sorted(each.day(sight.zone) for each in (duty, taken) if each is not None)
    payload = swap.payload_of(wish, _name(giver), _name(taker), days[0], days[-1])
    before = rows.own(session, giver.person_id, wanted.uid)
    if before is None or before.payload != payload:
        employed = _employed(session, giver.employment_uid, days[0])
        asking = Asking(wanted.uid, swap, payload, wanted.reason, taker.employment_id)
        requests.ask(session, sight, employed, asking, terms)


def _given(session: Session, sight: Sight, chosen: Chosen) -> Duty:
    """Return a duty of the actor's own as it is published; raise `CannotAsk` where it is not any more."""
    hers = _own(session, sight, local_day(chosen.begins, sight.zone))
    found = next((each for each in hers if (each.kind, each.span.from_at) == (chosen.kind, chosen.begins)), None)
    if found is None:
        raise CannotAsk(Obstacle.CHANGED)
    return found


def _own(session: Session, sight: Sight, day: date) -> tuple[Duty, ...]:
    """Return the actor's duties that begin on a day, of employments that hold on it: others are the planner's."""
    held = dict(people.employments_of(session, sight.actor.person_id or 0, DaySpan.one(day)))
    duties = own_roster.month(session, sight, day.replace(day=1))
    return tuple(each for each in duties if each.day(sight.zone) == day and each.employment_id in held)


def _desk(session: Session, sight: Sight, rules: RosterRules, duty: Duty) -> Desk:
    """Return the roster of the unit in which the actor is on the day of a duty."""
    day = duty.day(sight.zone)
    uids = dict(people.employments_of(session, sight.actor.person_id or 0, DaySpan.one(day)))
    employed = _employed(session, known(uids.get(duty.employment_id)), day)
    return swaps.desk_of(session, rules, employed.unit_id, day)


def _duty(desk: Desk, who: Rostered, chosen: Chosen) -> Duty:
    held = (each.planned.duty for each in desk.standing.published if each.new.employment_id == who.employment_id)
    found = next((each for each in held if (each.kind, each.span.from_at) == (chosen.kind, chosen.begins)), None)
    if found is None:
        raise CannotAsk(Obstacle.CHANGED)
    return found


def _employed(session: Session, uid: UUID, day: date) -> Employed:
    return known(people.find(session, uid, None, day, swaps.EVERYBODY))


def _name(who: Rostered) -> str:
    return f"{who.given_name} {who.family_name}"


def listed(session: Session, sight: Sight) -> Sequence[Offered]:
    """Return what colleagues offered the actor, the newest first, with what she can say to it."""
    access.demand(sight.actor, Action.READ_OWN_REQUESTS, sight.actor.person_id)
    found = rows.to_partner(session, sight.actor.person_id or 0, MOST_SHOWN)
    ways = approvals.ways(session, found)
    return [_offered(sight, asked, ways[asked.id].course) for asked in found]


def one(session: Session, sight: Sight, uid: UUID) -> Offered:
    """Return one of the requests of others that bind the actor as well. Raises `NotFound`."""
    access.demand(sight.actor, Action.READ_OWN_REQUESTS, sight.actor.person_id)
    asked = requests.known(rows.one_to_partner(session, sight.actor.person_id or 0, uid))
    return _offered(sight, asked, approvals.way(session, asked).course)


def _offered(sight: Sight, asked: Asked, course: Course) -> Offered:
    by = requests.who(sight.actor)
    steps = (lambda: core.agreed(course, by, asked.concerned), lambda: core.declined(course, by, asked.concerned))
    return Offered(asked, swap.lines(asked.payload), *(requests.is_possible(step) for step in steps))


def agree(session: Session, sight: Sight, uid: UUID, terms: Terms) -> None:
    """Say yes to a colleague's offer: from now on it waits for a decision. Twice is once.

    Raises `CannotAsk` where it cannot be any more, and `Overtaken` where it was settled otherwise.
    """
    asked = _held(session, sight, uid)
    if asked.state is State.SUBMITTED:
        return
    course, by = approvals.way(session, asked).course, requests.who(sight.actor)
    try:
        after = core.agreed(course, by, asked.concerned)
    except core.NotPossible:
        raise Overtaken(uid) from None
    employed = known(rows.concerned(session, asked))
    swap.check_partner(session, sight, employed, asked, terms)
    if not rows.move(session, asked, after.state, by, None, sight.now, Step.AGREED):
        raise Overtaken(uid)
    opening = Opening(requests.needed(swap, terms), sight.now + terms.due)
    approvals.open_one(session, asked.id, opening, sight.now)
    requests.record(session, sight, asked.kind, "agree", uid, asked.person_id)


def decline(session: Session, sight: Sight, uid: UUID, reason: str) -> None:
    """Say no to a colleague's offer, or no longer yes; she is told. Twice is once.

    Raises `Overtaken` where somebody has decided.
    """
    asked = _held(session, sight, uid)
    if asked.state is State.DECLINED:
        return
    by = requests.who(sight.actor)
    try:
        after = core.declined(approvals.way(session, asked).course, by, asked.concerned)
    except core.NotPossible:
        raise Overtaken(uid) from None
    if not rows.move(session, asked, after.state, by, reason or None, sight.now):
        raise Overtaken(uid)
    approvals.settle(session, asked.id, after.state, by, None, sight.now)
    requests.record(session, sight, asked.kind, "decline", uid, asked.person_id)


def _held(session: Session, sight: Sight, uid: UUID) -> Asked:
    """Return a request that binds the actor as well, looked at again once nobody else is at it."""
    access.demand(sight.actor, Action.ASK, sight.actor.person_id)
    person_id = sight.actor.person_id or 0
    recalculation.hold(session, requests.known(rows.one_to_partner(session, person_id, uid)).person_id)
    return requests.known(rows.one_to_partner(session, person_id, uid))
