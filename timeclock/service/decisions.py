"""Deciding what employees ask for: each request with what is needed to decide, granted or refused once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from timeclock.core import requests as core
from timeclock.core.corrections import Before
from timeclock.core.day import DayResult
from timeclock.core.findings import neutral
from timeclock.core.requests import WAITING, Course, Part, State, Step, Who
from timeclock.core.responsible import Organisation, Turn, deciders
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.stamps import Stamp
from timeclock.ledger.leaf import canonical
from timeclock.service import absence_cases, access, bills, evaluation, requests
from timeclock.service.absence_cases import Beside
from timeclock.service.access import Action
from timeclock.service.bills import DayBill
from timeclock.service.evaluation import Trial
from timeclock.service.kinds import overtime
from timeclock.service.kinds.kind import Deed, Kind, Line, Overtaken, Terms
from timeclock.service.kinds.table import BY_NAME
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import NotFound, Sight
from timeclock.store import approvals, audit, budgets, corrections, people, recalculation, responsible
from timeclock.store import requests as rows
from timeclock.store.approvals import Opening, Way
from timeclock.store.corrections import CORRECTION, wish_of
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.requests import Asked
from timeclock.store.scope import Scope

# A short list is looked through; what is behind it comes up as it shrinks.
MOST_WAITING = 50
# So many of those that wait below her are looked at for those whose turn is hers.
MOST_LOOKED_AT = 2_000


class ReasonMissing(ValueError):
    """A refusal says why."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the list of decisions: `lines` say what is asked, in the words of its kind."""

    employment_uid: UUID
    given_name: str
    family_name: str
    unit_name: str
    asked: Asked
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A request with what is needed to decide: the day as it is, and as it would be with the other decision.

    `tried` is the day with what was asked, or without it where it counts already. `employed` is false where the
    employment does not hold on that day any more: then it can only be refused. `beside`: who else is away, of absences.
    `budget_left`: how much overtime the unit's budgets still hold on the day, None where there is none.
    """

    employment_uid: UUID
    asked: Asked
    kind: Kind
    bill: DayBill
    tried: DayResult | None
    employed: bool
    beside: Beside | None = None
    budget_left: timedelta | None = None

    @property
    def seen(self) -> str:
        """The name of what is shown; who approves sends it back."""
        return _name_of(self.bill)

    @property
    def waits(self) -> bool:
        return self.asked.state in WAITING

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is asked, in the words of its kind."""
        return self.kind.lines(self.asked.payload)


class ChangedMeanwhile(RuntimeError):
    """The day is not any more what was shown to whoever decides; nothing was decided."""

    def __init__(self, uid: UUID) -> None:
        super().__init__(f"the day of request {uid} changed while somebody looked; nothing was decided")


def waiting(session: Session, sight: Sight) -> tuple[Waiting, ...]:
    """Return what waits for the actor's decision, oldest first; the look is recorded."""
    waits = rows.waiting(session, _deciding(sight), MOST_LOOKED_AT)
    found = list(islice(_for_her(session, sight.actor.login_id, sight.today, waits), MOST_WAITING))
    persons = [employed.person_id for employed, _ in found]
    audit.read_of_others(session, sight.actor.login_id, "requests", Action.DECIDE_REQUESTS, persons, sight.now)
    return tuple(_listed(employed, asked) for employed, asked in found)


def how_many(session: Session, login_id: int, scope: Scope, today: date) -> int:
    """Return how many requests a login may decide among those that a scope covers; nobody looks at them."""
    return len(_for_her(session, login_id, today, rows.waiting(session, scope, MOST_LOOKED_AT)))


def case(session: Session, sight: Sight, rulebook: Rulebook, uid: UUID) -> Case:
    """Return one request with the day it is about, as it is and as it would be; the look is recorded."""
    employed, asked, _ = _decidable(session, sight, uid)
    scope = _deciding(sight)
    audit.read_of_others(session, sight.actor.login_id, "request", scope.purpose, [employed.person_id], sight.now)
    bill = bills.bill_of(session, sight, employed, asked.day, scope)
    tried = _tried(session, sight, rulebook, employed, asked) if asked.kind == CORRECTION else None
    held = _holds(session, employed, asked)
    besides = absence_cases.beside(session, sight, employed, asked, rulebook)
    left = budgets.left(session, employed.unit_id, asked.day) if asked.kind == overtime.NAME else None
    shown, kind = corrections.as_kind(asked), BY_NAME[asked.kind]
    return Case(employed.employment_uid, shown, kind, bill, tried, held, besides, left)


def approve(
    session: Session,
    sight: Sight,
    uid: UUID,
    version: int,
    seen: str | None,
    terms: Terms,
    part: Part | None = None,
) -> int:
    """Grant a request, or a part of it; return whose results have to be worked out.

    Of two approvals that are needed the first lets it wait for the second. Raises `Overtaken` unless the request is
    still what was looked at, and `ChangedMeanwhile` unless its day is, where it was `seen`: who decides decides on what
    she saw. Of two who decide at once one wins.
    """
    employed, asked, turn = _held(session, sight, uid, version)
    if not _holds(session, employed, asked):
        raise Overtaken(uid)
    if seen is not None and _name_of(bills.bill_of(session, sight, employed, asked.day, _deciding(sight))) != seen:
        raise ChangedMeanwhile(uid)
    before = turn.way.course
    if part is not None:
        kind = BY_NAME[asked.kind]
        kind.part_of(requests.granted(kind, asked, before.granted or core.Granted()), part)
    after = core.approved(before, turn.who, asked.concerned, part)
    _decide(session, sight, asked, after, State.APPROVED, None)
    if after.state in WAITING:
        opening = Opening(after.needed, sight.now + terms.due, turn.way.level + 1)
        approvals.open_one(session, asked.id, opening, sight.now)
    requests.record(session, sight, asked.kind, "approve", uid, employed.person_id)
    requests.carry_out(session, Deed(asked, employed, sight, asked.reason, terms.rosters), before, after)
    return employed.person_id


def refuse(session: Session, sight: Sight, uid: UUID, version: int, reason: str) -> int:
    """Turn a request down, with a reason, and undo what counted of it; return whose results have to be worked out.

    Raises `Overtaken` unless it is still what was looked at.
    """
    if not reason.strip():
        raise ReasonMissing("a refusal needs a reason")
    employed, asked, turn = _held(session, sight, uid, version)
    before = turn.way.course
    after = core.refused(before, turn.who, asked.concerned)
    _decide(session, sight, asked, after, State.REFUSED, reason)
    requests.record(session, sight, asked.kind, "refuse", uid, employed.person_id)
    requests.carry_out(session, Deed(asked, employed, sight, reason), before, after)
    return employed.person_id


def _decide(session: Session, sight: Sight, asked: Asked, after: Course, decision: State, reason: str | None) -> None:
    """Move a request on and fill the open decision in; the first of two approvals leaves the state as it is."""
    by, granted = after.deciders[-1], after.granted
    step = Step.GRANTED if after.state in WAITING else decision
    if not rows.move(session, asked, after.state, by, reason, sight.now, step):
        raise Overtaken(asked.uid)
    part = None if granted is None or decision is State.REFUSED else granted.part
    approvals.settle(session, asked.id, decision, by, part, sight.now)


def _listed(employed: Employed, asked: Asked) -> Waiting:
    kind = BY_NAME[asked.kind]
    return Waiting(
        employed.employment_uid,
        employed.given_name,
        employed.family_name,
        employed.unit_name,
        corrections.as_kind(asked),
        kind.TITLE,
        kind.lines(asked.payload),
    )


@dataclass(frozen=True, slots=True)
class _Turn:
    """The actor's turn to decide: as whom, herself or in somebody's place, and how far the request has come."""

    who: Who
    way: Way


def _held(session: Session, sight: Sight, uid: UUID, version: int) -> tuple[Employed, Asked, _Turn]:
    """Return a request and whom it concerns, looked at again once nobody else is at her results."""
    employed, _, _ = _decidable(session, sight, uid)
    recalculation.hold(session, employed.person_id)
    employed, asked, turn = _decidable(session, sight, uid)
    if turn is None or asked.version != version:
        raise Overtaken(uid)
    return employed, asked, turn


def _decidable(session: Session, sight: Sight, uid: UUID) -> tuple[Employed, Asked, _Turn | None]:
    """Return a request that is the actor's to decide, or that somebody has settled among those she may look at."""
    found = rows.one(session, uid, _deciding(sight))
    if found is None:
        raise NotFound("no such request, or not for you to decide")
    employed, asked = found
    if asked.state not in WAITING:
        return employed, asked, None
    way = approvals.way(session, asked)
    who = _acting(sight.actor.login_id, responsible.organisation(session, sight.today), employed, asked, way)
    if who is None:
        raise NotFound("no such request, or not for you to decide")
    return employed, asked, _Turn(who, way)


def _for_her(
    session: Session, login_id: int, today: date, found: Sequence[tuple[Employed, Asked]]
) -> list[tuple[Employed, Asked]]:
    """Return those of the requests that are a login's to decide."""
    if not found:
        return []
    organisation = responsible.organisation(session, today)
    ways = approvals.ways(session, [asked for _, asked in found])
    return [(e, a) for e, a in found if _acting(login_id, organisation, e, a, ways[a.id]) is not None]


def _acting(login_id: int, organisation: Organisation, employed: Employed, asked: Asked, way: Way) -> Who | None:
    """Return as whom a login may take a request's next decision: as itself, else in another's place."""
    by_office = BY_NAME[asked.kind].TIME_OFFICE and way.lowest == 0
    turn, of = Turn(way.lowest, way.level, by_office), asked.concerned
    able = deciders(organisation, employed.unit_id, turn, way.course, of)
    mine = (who for who in able if who.login_id == login_id)
    return min(mine, key=lambda who: who.for_login is not None, default=None)


def _holds(session: Session, employed: Employed, asked: Asked) -> bool:
    held = people.employments_of(session, employed.person_id, DaySpan.one(asked.day))
    return employed.employment_id in {employment_id for employment_id, _ in held}


def _name_of(bill: DayBill) -> str:
    """Return a name for what a day shows: its stamps with what counts, what it comes to, and what was declared."""
    stamps_shown = [[each.uid, each.kind, each.at, each.counts] for each in bill.stamps]
    result = bill.result
    sums = None if result is None else [result.state, *map(_minutes, (result.worked, result.target, result.difference))]
    return hashlib.sha256(canonical([stamps_shown, sums, bill.contested])).hexdigest()


def _minutes(length: timedelta | None) -> int | None:
    return None if length is None else length // MINUTE


def _tried(session: Session, sight: Sight, rulebook: Rulebook, employed: Employed, asked: Asked) -> DayResult | None:
    """Work out what the day would be with the correction, or without it where it counts already; keep nothing of it.

    Who decides need not know what protects her alone.
    """
    if asked.state not in WAITING:
        return None
    day, trial = asked.day, _trial(session, employed, asked)
    found = evaluation.tried(session, employed.person_id, day, rulebook, sight.now, trial)
    on_her = tuple(each for each in found.findings if each.day == day)
    return next(
        (
            bills.seen_by(
                sight, employed, replace(tried, findings=tuple(neutral(each) for each in (*on_her, *tried.findings)))
            )
            for tried in found.days
            if (tried.employment_id, tried.day) == (employed.employment_id, day)
        ),
        None,
    )


def _trial(session: Session, employed: Employed, asked: Asked) -> Trial:
    wish = wish_of(asked.payload)
    if asked.state is State.COUNTING:
        made = next((each.uid for each in corrections.ruled(session, asked.id) if each.made), None)
        return Trial(made, None if wish.before is None else _as_stamped(wish.before, employed))
    gone, after = None if wish.before is None else wish.before.stamp_uid, wish.after
    added = None if after is None else Stamp(asked.uid, after.kind, after.at, employed.employment_id, CORRECTION)
    return Trial(gone, added)


def _as_stamped(before: Before, employed: Employed) -> Stamp:
    return Stamp(before.stamp_uid, before.kind, before.at, employed.employment_id, before.origin)


def _deciding(sight: Sight) -> Scope:
    return access.scope(sight.actor, Action.DECIDE_REQUESTS)
