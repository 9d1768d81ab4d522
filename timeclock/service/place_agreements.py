"""Agreeing that people are asked where they stamp: entered by human resources, signed by the staff council."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from timeclock.core.due import Due
from timeclock.core.places import Fault, PlaceTerms
from timeclock.service import access, signatures
from timeclock.service.access import Action, Role
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, place_drafts, placements, places, told_due
from timeclock.store.db import Session
from timeclock.store.place_drafts import Agreement, Decision, Draft
from timeclock.store.placements import UnitNamed

MOST_BEFORE = 20


class Refused(StrEnum):
    """Why an agreement cannot be entered or signed."""

    NO_UNIT = "no_unit"
    OVER = "over"
    WAITS = "waits"
    OWN_DRAFT = "own_draft"
    DECIDED = "decided"


class NotAgreed(ValueError):
    """An agreement cannot be entered or signed; `reason` says why, or what is wrong with its terms."""

    def __init__(self, reason: Refused | Fault) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Desk:
    """What holds or is to hold, what waits for the second signature, and what held before, the newest first.

    `ends` are the units whose agreement the actor may end.
    """

    standing: tuple[Agreement, ...]
    waiting: tuple[Draft, ...]
    before: tuple[Agreement, ...]
    ends: frozenset[int]


def desk(session: Session, sight: Sight) -> Desk:
    """Return all there is about places; of units, and of nobody."""
    access.demand(sight.actor, Action.READ_PLACES)
    found = place_drafts.agreements(session, sight.today)
    standing = [each for each in found if each.until is None and not _is_over(each.terms, sight)]
    before = [each for each in found if each not in standing][:MOST_BEFORE]
    ends = frozenset(each.unit_id for each in standing if _may_end(sight, each.unit_id))
    in_order = sorted(standing, key=lambda each: (each.unit_name, each.terms.from_day))
    return Desk(tuple(in_order), tuple(place_drafts.waiting(session, sight.today)), tuple(before), ends)


def units(session: Session, sight: Sight) -> Sequence[UnitNamed]:
    """Return the units for which the actor may enter an agreement."""
    access.demand(sight.actor, Action.ENTER_PLACES)
    return tuple(placements.units(session, _reach(sight), sight.today).values())


def draft(session: Session, sight: Sight, uid: UUID) -> Draft:
    """Return a draft. Raises `NotFound`."""
    access.demand(sight.actor, Action.READ_PLACES)
    found = place_drafts.find(session, uid, sight.today)
    if found is None:
        raise NotFound("no such draft")
    return found


def propose(session: Session, sight: Sight, unit_uid: UUID, terms: PlaceTerms) -> UUID:
    """Enter an agreement for a unit and those below it; it waits for the staff council. Raises `NotAgreed`."""
    unit = next((each for each in units(session, sight) if each.uid == unit_uid), None)
    if unit is None:
        raise NotAgreed(Refused.NO_UNIT)
    _check(sight, terms)
    if any(each.unit_id == unit.id for each in place_drafts.waiting(session, sight.today)):
        raise NotAgreed(Refused.WAITS)
    uid = place_drafts.add(session, unit.id, terms, sight.actor.login_id, sight.now)
    detail = {"agreement": terms.agreement, "unit": str(unit_uid)}
    audit.add(session, "places.propose", f"{uid}", sight.now, by=sight.actor.login_id, detail=detail)
    signatures.tell(session, sight.today, sight.now)
    return uid


def sign(session: Session, sight: Sight, uid: UUID, answer: str) -> None:
    """Sign what human resources entered, so that it holds from its day on. Raises `NotAgreed`."""
    access.demand(sight.actor, Action.SIGN_PLACES)
    found = draft(session, sight, uid)
    if found.by_id == sight.actor.login_id:
        raise NotAgreed(Refused.OWN_DRAFT)
    _check(sight, found.terms)
    _decide(session, sight, uid, Decision.SIGNED, answer)
    places.agree(session, found.unit_id, found.terms, sight.actor.login_id, sight.now, sight.today)


def refuse(session: Session, sight: Sight, uid: UUID, answer: str) -> None:
    """Refuse as staff council what human resources entered. Raises `NotAgreed`."""
    access.demand(sight.actor, Action.SIGN_PLACES)
    if draft(session, sight, uid).by_id == sight.actor.login_id:
        raise NotAgreed(Refused.OWN_DRAFT)
    _decide(session, sight, uid, Decision.REFUSED, answer)


def withdraw(session: Session, sight: Sight, uid: UUID) -> None:
    """Take back as human resources what was entered and not signed. Raises `NotAgreed`."""
    access.demand(sight.actor, Action.ENTER_PLACES)
    if draft(session, sight, uid).unit_id not in _reach(sight):
        raise NotAgreed(Refused.NO_UNIT)
    _decide(session, sight, uid, Decision.WITHDRAWN, "")


def end(session: Session, sight: Sight, unit_uid: UUID) -> bool:
    """Ask nobody of a unit any more by terms of its own, from now on; say whether anybody was to be asked by any.

    One signature of either side is enough: less is asked by it. Raises `NotFound`.
    """
    access.demand(sight.actor, Action.END_PLACES)
    unit_id = next((each.unit_id for each in desk(session, sight).standing if each.unit_uid == unit_uid), None)
    if unit_id is None:
        return False
    if not _may_end(sight, unit_id):
        raise NotFound("no such unit, or none of the actor's")
    ended = places.agree(session, unit_id, None, sight.actor.login_id, sight.now, sight.today)
    audit.add(session, "places.end", str(unit_id), sight.now, by=sight.actor.login_id)
    return ended


def _check(sight: Sight, terms: PlaceTerms) -> None:
    if terms.fault is not None:
        raise NotAgreed(terms.fault)
    if _is_over(terms, sight):
        raise NotAgreed(Refused.OVER)


def _is_over(terms: PlaceTerms, sight: Sight) -> bool:
    return terms.to_day is not None and terms.to_day <= sight.today


def _decide(session: Session, sight: Sight, uid: UUID, decision: Decision, answer: str) -> None:
    if not place_drafts.decide(session, uid, decision, answer, sight.actor.login_id, sight.now):
        raise NotAgreed(Refused.DECIDED)
    detail = {"decision": decision.value}
    audit.add(session, "places.decide", f"{uid}", sight.now, by=sight.actor.login_id, detail=detail)
    told_due.settle(session, Due.PLACES, lambda about: about.draft == uid, sight.now)


def _may_end(sight: Sight, unit_id: int) -> bool:
    return Role.STAFF_COUNCIL in sight.actor.roles or unit_id in _reach(sight)


def _reach(sight: Sight) -> frozenset[int]:
    """Return the units that the actor looks after as human resources."""
    return frozenset().union(*(grant.reach for grant in sight.actor.grants if grant.role is Role.HR))
