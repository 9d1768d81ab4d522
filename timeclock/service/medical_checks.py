"""Entering that a night worker was offered an examination or had it, and from when on the next is due (ArbZG §6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from timeclock.core import medical_checks as rules
from timeclock.core.accounts import Light
from timeclock.core.medical_checks import Outcome
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight, known
from timeclock.store import audit, medical_checks, people
from timeclock.store.db import Session
from timeclock.store.medical_checks import Check, NewCheck
from timeclock.store.people import Employed


class Refused(StrEnum):
    """Why an examination is not entered."""

    FUTURE = "future"
    DUE_BEFORE = "due_before"


class NotEntered(ValueError):
    """What was wanted is not entered; `reason` says why."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody enters; without a day on which the next is due it is the one the law names."""

    outcome: Outcome
    on: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose examinations they are, and how she stands with the next."""

    whose: Employed
    checks: Sequence[Check]
    light: Light


def of(session: Session, sight: Sight, uid: UUID, day: date) -> Seen:
    """Return a person's examinations; raise `NotFound`. The look at others is recorded."""
    employed = whose(session, sight, uid, day)
    whom, purpose = {employed.person_id} - {sight.actor.person_id}, Action.KEEP_CHECKS
    audit.read_of_others(session, sight.actor.login_id, "medical_checks", purpose, whom, sight.now)
    found = medical_checks.of_person(session, employed.person_id)
    return Seen(employed, found, rules.light(found[0].new.due_on if found else None, sight.today))


def enter(session: Session, sight: Sight, uid: UUID, day: date, wanted: Wanted) -> None:
    """Enter an examination. Raises `NotFound`, and `NotEntered` where the days make no sense."""
    employed = whose(session, sight, uid, day)
    if wanted.on > sight.today:
        raise NotEntered(Refused.FUTURE)
    due_on = wanted.due_on or rules.next_due(wanted.on, people.born_on(session, employed.person_id))
    if due_on <= wanted.on:
        raise NotEntered(Refused.DUE_BEFORE)
    new, by = NewCheck(wanted.outcome, wanted.on, due_on), sight.actor.login_id
    check = medical_checks.add(session, employed.person_id, new, by, sight.now)
    audit.add(session, "medical_check.entered", str(check), sight.now, by=by, person_id=employed.person_id)


def withdraw(session: Session, sight: Sight, uid: UUID, day: date, check: UUID) -> None:
    """Let an examination that was entered by mistake count no more. Raises `NotFound`."""
    employed, by = whose(session, sight, uid, day), sight.actor.login_id
    if not medical_checks.withdraw(session, employed.person_id, check, sight.now):
        raise NotFound("no such examination, or withdrawn already")
    audit.add(session, "medical_check.withdrawn", str(check), sight.now, by=by, person_id=employed.person_id)


def whose(session: Session, sight: Sight, uid: UUID, day: date) -> Employed:
    """Return whose file it is; raise `NotFound` where it is not for the actor."""
    return known(people.find(session, uid, None, day, access.scope(sight.actor, Action.KEEP_CHECKS)))
