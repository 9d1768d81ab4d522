"""Naming who stands in: each superior for herself, never herself, never in a circle, and only while she is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from timeclock.core.responsible import DeputySpan, closes_circle
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, deputies, logins, people
from timeclock.store.db import Session
from timeclock.store.deputies import Deputy, NewDeputy
from timeclock.store.scope import Scope

ONE_DAY = timedelta(days=1)


class Refusal(StrEnum):
    """Why somebody is not named."""

    UNKNOWN = "unknown"
    NO_LOGIN = "no_login"
    ONESELF = "oneself"
    CIRCLE = "circle"
    LAST_BEFORE_FIRST = "last_before_first"
    OVER = "over"


class NotNamed(ValueError):
    """Nobody was named; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"nobody was named as a deputy: {refusal}")
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to stand in, by staff number, from the first day to the last, both included; None is for good."""

    staff_no: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Named:
    """The deputies of the actor, and those she stands in for, of today and later."""

    mine: Sequence[Deputy]
    for_others: Sequence[Deputy]


def listed(session: Session, sight: Sight) -> Named:
    """Return who stands in for the actor, and for whom she does."""
    access.demand(sight.actor, Action.NAME_DEPUTIES)
    found, me = deputies.since(session, sight.today), sight.actor.login_id
    return Named([each for each in found if each.principal_id == me], [each for each in found if each.deputy_id == me])


def name(session: Session, sight: Sight, wanted: Wanted) -> UUID:
    """Let somebody stand in for the actor when she is away within these days; raise `NotNamed` where it cannot be."""
    access.demand(sight.actor, Action.NAME_DEPUTIES)
    valid_to = None if wanted.last is None else wanted.last + ONE_DAY
    if valid_to is not None and valid_to <= wanted.first:
        raise NotNamed(Refusal.LAST_BEFORE_FIRST)
    if valid_to is not None and valid_to <= sight.today:
        raise NotNamed(Refusal.OVER)
    held = people.by_staff_no(session, wanted.staff_no, sight.today, Scope.system("deputy"))
    if held is None:
        raise NotNamed(Refusal.UNKNOWN)
    if held.person_id == sight.actor.person_id:
        raise NotNamed(Refusal.ONESELF)
    login_id = logins.of_person(session, held.person_id)
    if login_id is None:
        raise NotNamed(Refusal.NO_LOGIN)
    deputies.hold(session)
    span = DeputySpan(sight.actor.login_id, login_id, wanted.first, valid_to)
    if closes_circle(span, [_span(each) for each in deputies.since(session, min(wanted.first, sight.today))]):
        raise NotNamed(Refusal.CIRCLE)
    new = NewDeputy(sight.actor.login_id, login_id, None, wanted.first, valid_to)
    uid = deputies.add(session, new, sight.actor.login_id, sight.now)
    audit.add(session, "deputy.name", str(uid), sight.now, by=sight.actor.login_id, person_id=held.person_id)
    return uid


def end(session: Session, sight: Sight, uid: UUID) -> None:
    """Let one of the actor's deputies stand in no more from today on."""
    access.demand(sight.actor, Action.NAME_DEPUTIES)
    if not deputies.end(session, uid, sight.actor.login_id, sight.today, sight.now):
        raise NotFound("no such deputy of one's own")
    audit.add(session, "deputy.end", str(uid), sight.now, by=sight.actor.login_id)


def _span(each: Deputy) -> DeputySpan:
    return DeputySpan(each.principal_id, each.deputy_id, each.valid_from, each.valid_to)
