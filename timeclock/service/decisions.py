"""Deciding what employees ask for: each request with what is needed to decide, granted or refused once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from timeclock import clock
from timeclock.core import walltime
from timeclock.core.day import DayResult
from timeclock.core.findings import neutral
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.stamps import Stamp
from timeclock.ledger.leaf import canonical
from timeclock.service import access, bills, evaluation
from timeclock.service.access import Action
from timeclock.service.bills import DayBill
from timeclock.service.corrections import Overtaken
from timeclock.service.evaluation import Trial
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, corrections, intake, people, recalculation, rulings, sources, stamps
from timeclock.store.corrections import After, Asked, Before, State
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.people import Employed
from timeclock.store.rulings import Ruling, Verdict
from timeclock.store.scope import Scope
from timeclock.store.stamps import Original

SOURCE = "correction"
# What the ledger keeps as the original of a stamp that a decision made.
ORIGINAL = ("uid", "source_id", "epoch", "seq", "kind", "at", "person_id")
# A short list is looked through; what is behind it comes up as it shrinks.
MOST_WAITING = 50


class ReasonMissing(ValueError):
    """A refusal says why."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the list of decisions."""

    employment_uid: UUID
    given_name: str
    family_name: str
    unit_name: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Case:
    """A request with what is needed to decide: the day as it is, and as it would be.

    `employed` is false where the employment does not hold on that day any more: then it can only be refused.
    """

    employment_uid: UUID
    asked: Asked
    bill: DayBill
    tried: DayResult | None
    employed: bool

    @property
    def seen(self) -> str:
        """The name of what is shown; who approves sends it back."""
        return _name_of(self.bill)


class ChangedMeanwhile(RuntimeError):
    """The day is not any more what was shown to whoever decides; nothing was decided."""

    def __init__(self, uid: UUID) -> None:
        super().__init__(f"the day of request {uid} changed while somebody looked; nothing was decided")


def waiting(session: Session, sight: Sight) -> tuple[Waiting, ...]:
    """Return what waits for the actor's decision, oldest first; the look is recorded."""
    found = corrections.waiting(session, _deciding(sight), MOST_WAITING)
    persons = [employed.person_id for employed, _ in found]
    audit.read_of_others(session, sight.actor.login_id, "requests", Action.DECIDE_REQUESTS, persons, sight.now)
    return tuple(
        Waiting(each.employment_uid, each.given_name, each.family_name, each.unit_name, asked) for each, asked in found
    )


def case(session: Session, sight: Sight, rulebook: Rulebook, uid: UUID) -> Case:
    """Return one request with the day it is about, as it is and as it would be; the look is recorded."""
    employed, asked = _decidable(session, sight, uid)
    scope = access.scope(sight.actor, Action.READ_TIMES)
    audit.read_of_others(session, sight.actor.login_id, "request", scope.purpose, [employed.person_id], sight.now)
    bill = bills.bill_of(session, sight, employed, asked.wish.day, scope)
    tried = _tried(session, sight, rulebook, employed, asked) if asked.state is State.SUBMITTED else None
    return Case(employed.employment_uid, asked, bill, tried, _holds(session, employed, asked))


def approve(session: Session, sight: Sight, uid: UUID, version: int, seen: str) -> int:
    """Grant a request: the original is void, the new stamp counts; return whose results have to be worked out.

    Raises `Overtaken` unless the request is still what was looked at, and `ChangedMeanwhile` unless the day is: who
    decides decides on what she saw. Of two who decide at once one wins.
    """
    employed, asked = _held(session, sight, uid, version)
    if not _holds(session, employed, asked):
        raise Overtaken(uid)
    scope = access.scope(sight.actor, Action.READ_TIMES)
    if _name_of(bills.bill_of(session, sight, employed, asked.wish.day, scope)) != seen:
        raise ChangedMeanwhile(uid)
    _settle(session, sight, asked, State.APPROVED, None)
    day, wish = asked.wish.day, asked.wish
    made = [] if wish.after is None else [_correct(session, sight, employed, asked, wish.after)]
    gone = [] if wish.before is None else [_standing(session, sight, employed, asked, wish.before)]
    decided = [(stamp_id, Verdict.VOID) for stamp_id in gone] + [(stamp_id, Verdict.ACCEPT) for stamp_id in made]
    rulings.add_many(
        session,
        [
            Ruling(stamp_id, verdict, asked.reason, by=sight.actor.login_id, request_id=asked.id)
            for stamp_id, verdict in decided
        ],
        sight.now,
    )
    recalculation.mark(session, [(employed.person_id, day)], "correction", sight.now)
    _record(session, sight, "correction.approve", uid, employed.person_id)
    return employed.person_id


def refuse(session: Session, sight: Sight, uid: UUID, version: int, reason: str) -> None:
    """Turn a request down, with a reason; raise `Overtaken` unless it is still what was looked at."""
    if not reason.strip():
        raise ReasonMissing("a refusal needs a reason")
    employed, asked = _held(session, sight, uid, version)
    _settle(session, sight, asked, State.REFUSED, reason)
    _record(session, sight, "correction.refuse", uid, employed.person_id)


def _held(session: Session, sight: Sight, uid: UUID, version: int) -> tuple[Employed, Asked]:
    """Return a request and whom it concerns, looked at again once nobody else is at her results."""
    employed, _ = _decidable(session, sight, uid)
    recalculation.hold(session, employed.person_id)
    employed, asked = _decidable(session, sight, uid)
    if asked.version != version:
        raise Overtaken(uid)
    return employed, asked


def _settle(session: Session, sight: Sight, asked: Asked, state: State, reason: str | None) -> None:
    if not corrections.settle(session, asked, state, sight.actor.login_id, reason, sight.now):
        raise Overtaken(asked.uid)


def _holds(session: Session, employed: Employed, asked: Asked) -> bool:
    held = people.employments_of(session, employed.person_id, DaySpan.one(asked.wish.day))
    return employed.employment_id in {employment_id for employment_id, _ in held}


def _name_of(bill: DayBill) -> str:
    """Return a name for what a day shows: its stamps with what counts, what it comes to, and what was declared."""
    stamps_shown = [[each.uid, each.kind, each.at, each.counts] for each in bill.stamps]
    result = bill.result
    sums = None if result is None else [result.state, *map(_minutes, (result.worked, result.target, result.difference))]
    return hashlib.sha256(canonical([stamps_shown, sums, bill.contested])).hexdigest()


def _minutes(length: timedelta | None) -> int | None:
    return None if length is None else length // MINUTE


def _standing(session: Session, sight: Sight, employed: Employed, asked: Asked, before: Before) -> int:
    """Return the id of the stamp a request is about; raise `Overtaken` where it does not count any more."""
    shown = stamps.shown(session, employed, walltime.day_span(asked.wish.day, sight.zone))
    if not any(row.uid == before.stamp_uid and (row.ruling is None or row.ruling.counts) for row in shown):
        raise Overtaken(asked.uid)
    [stored] = stamps.known(session, (), (before.stamp_uid,)).values()
    return stored.id


def _correct(session: Session, sight: Sight, employed: Employed, asked: Asked, after: After) -> int:
    """Store the stamp a request asked for, from a source of its own; return its id."""
    source_id, epoch, seq = sources.next_seq(session, SOURCE, sight.now)
    row = {
        "uid": new_uid(sight.now),
        "source_id": source_id,
        "epoch": epoch,
        "seq": seq,
        "kind": after.kind.value,
        "at": after.at,
        "at_rule": "corrected",
        "received_at": sight.now,
        "clock_quality": "stated",
        "zone_rules": clock.zone_rules(),
        "level": "delegated",
        "person_id": employed.person_id,
        "employment_id": employed.employment_id,
    }
    kept = {name: row[name] for name in ORIGINAL}
    payload = canonical({"v": 1, "login": sight.actor.login_id, "request": asked.uid, **kept})
    [stored] = stamps.append(session, [(row, Original(payload, b""))], sight.now).values()
    intake.count(session, source_id, sight.today, 1, {"accepted": 1})
    return stored.id


def _tried(session: Session, sight: Sight, rulebook: Rulebook, employed: Employed, asked: Asked) -> DayResult | None:
    """Work out what the day would be, and keep nothing of it; who decides need not know what protects her alone."""
    wish = asked.wish
    gone = None if wish.before is None else wish.before.stamp_uid
    after = wish.after
    added = None if after is None else Stamp(asked.uid, after.kind, after.at, employed.employment_id, SOURCE)
    found = evaluation.tried(session, employed.person_id, wish.day, rulebook, sight.now, Trial(gone, added))
    on_her = tuple(each for each in found.findings if each.day == wish.day)
    return next(
        (
            bills.seen_by(
                sight, employed, replace(day, findings=tuple(neutral(each) for each in (*on_her, *day.findings)))
            )
            for day in found.days
            if (day.employment_id, day.day) == (employed.employment_id, wish.day)
        ),
        None,
    )


def _decidable(session: Session, sight: Sight, uid: UUID) -> tuple[Employed, Asked]:
    found = corrections.one(session, uid, _deciding(sight))
    if found is None:
        raise NotFound("no such request, or not for you to decide")
    return found


def _deciding(sight: Sight) -> Scope:
    return access.scope(sight.actor, Action.DECIDE_REQUESTS)


def _record(session: Session, sight: Sight, action: str, uid: UUID, person_id: int) -> None:
    audit.add(session, action, str(uid), sight.now, by=sight.actor.login_id, person_id=person_id)
