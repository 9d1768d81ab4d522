"""Giving roles and ending them: asked for by one, done by another; nobody gives herself one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from timeclock.core.walltime import ONE_DAY
from timeclock.service import whole_city
from timeclock.service.access import ALLOWED, Action, Role
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, login_list, logins, people, placements, role_drafts, role_grants, web_sessions
from timeclock.store.db import Session
from timeclock.store.login_list import Listed, Sought
from timeclock.store.placements import UnitNamed
from timeclock.store.role_drafts import Change, Decision, Draft, NewDraft
from timeclock.store.role_grants import Held

PAGE = 50
MOST_WORDS = 6
# Held for a unit and all below it, or for the whole city; the others are for the whole city.
BY_UNIT = (Role.SUPERVISOR, Role.TIME_OFFICER, Role.HR)
GIVEN = (*BY_UNIT, Role.STAFF_COUNCIL, Role.DATA_PROTECTION, Role.IT_ADMIN)
KEEPERS = frozenset(role for role, _ in ALLOWED[Action.KEEP_ROLES])
# One asks and another one agrees.
LEAST_KEEPERS = 2


class Refused(StrEnum):
    """Why a role cannot be asked for, given or ended."""

    NO_LOGIN = "no_login"
    NO_UNIT = "no_unit"
    WHOLE_CITY = "whole_city"
    PAST = "past"
    ENDS_BEFORE = "ends_before"
    HELD = "held"
    NOT_HELD = "not_held"
    WAITS = "waits"
    OWN_ROLE = "own_role"
    OWN_DRAFT = "own_draft"
    DECIDED = "decided"
    TOO_FEW = "too_few"


class NotChanged(ValueError):
    """A role cannot be asked for, given or ended; `reason` says why."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a role of somebody by the name she signs in with, for a unit or everywhere, and why.

    `since` is the first day with it, or of one that is to end, without it; `last` ends what is given for a while.
    """

    change: Change
    name: str
    role: Role
    unit: UUID | None
    since: date
    why: str
    last: date | None = None


@dataclass(frozen=True, slots=True)
class User:
    """A login with the roles it holds or is to hold."""

    login: Listed
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for a second look, and one page of the logins that are meant."""

    waiting: tuple[Draft, ...]
    count: int
    users: tuple[User, ...]
    page: int
    pages: int


def desk(session: Session, sight: Sight, words: str, page: int, *, everybody: bool) -> Desk:
    """Return the logins somebody looks for, those with roles or everybody's; the look at others is recorded."""
    whole_city.demand(session, sight, Action.KEEP_ROLES)
    sought = Sought(tuple(words.split()[:MOST_WORDS]), not everybody)
    count, found = login_list.page(session, sought, sight.today, (page - 1) * PAGE, PAGE)
    held = role_grants.of_logins(session, [each.login_id for each in found], sight.today)
    persons = {each.person_id for each in found if each.person_id is not None} - {sight.actor.person_id}
    if persons:
        audit.read_of_others(session, sight.actor.login_id, "logins", Action.KEEP_ROLES, persons, sight.now)
    users = tuple(User(each, tuple(one for one in held if one.login_id == each.login_id)) for each in found)
    waiting = tuple(role_drafts.waiting(session, sight.today))
    return Desk(waiting, count, users, page, max(1, -(-count // PAGE)))


def units(session: Session, sight: Sight) -> tuple[UnitNamed, ...]:
    """Return the units a role can be given for."""
    whole_city.demand(session, sight, Action.KEEP_ROLES)
    return tuple(placements.units(session, people.unit_parents(session, sight.today), sight.today).values())


def draft(session: Session, sight: Sight, uid: UUID) -> Draft:
    """Return a draft. Raises `NotFound`."""
    whole_city.demand(session, sight, Action.KEEP_ROLES)
    found = role_drafts.find(session, uid, sight.today)
    if found is None:
        raise NotFound("no such draft")
    return found


def propose(session: Session, sight: Sight, wanted: Wanted) -> UUID:
    """Record that a role is to be given or to end. Raises `NotChanged`."""
    whole_city.demand(session, sight, Action.KEEP_ROLES)
    login_id = logins.id_of(session, wanted.name)
    if login_id is None:
        raise NotChanged(Refused.NO_LOGIN)
    unit_id = None if wanted.unit is None else people.unit_id(session, wanted.unit)
    if wanted.unit is not None and unit_id is None:
        raise NotChanged(Refused.NO_UNIT)
    if unit_id is not None and wanted.role not in BY_UNIT:
        raise NotChanged(Refused.WHOLE_CITY)
    if wanted.since < sight.today:
        raise NotChanged(Refused.PAST)
    last = wanted.last if wanted.change is Change.GIVE else None
    if last is not None and last < wanted.since:
        raise NotChanged(Refused.ENDS_BEFORE)
    until = None if last is None else last + ONE_DAY
    new = NewDraft(login_id, wanted.change, wanted.role.value, unit_id, wanted.since, wanted.why, until)
    _check(session, sight, new)
    if any(_same(each.new, new) for each in role_drafts.waiting(session, sight.today)):
        raise NotChanged(Refused.WAITS)
    uid = role_drafts.add(session, new, sight.actor.login_id, sight.now)
    detail = {"change": new.change.value, "role": new.role}
    audit.add(session, "role.propose", f"{uid}", sight.now, by=sight.actor.login_id, detail=detail)
    return uid


def confirm(session: Session, sight: Sight, uid: UUID) -> Draft:
    """Do what somebody else asked for, from the day on that was asked, or at once where that is over.

    Whose role ends at once is signed out.
    """
    found = draft(session, sight, uid)
    if found.by_id == sight.actor.login_id:
        raise NotChanged(Refused.OWN_DRAFT)
    new, me = found.new, sight.actor.login_id
    _check(session, sight, new)
    _decide(session, sight, found, Decision.DONE, "")
    day, which = max(new.since, sight.today), (new.login_id, new.role, new.unit_id)
    if new.change is Change.GIVE:
        logins.grant(session, *which, day, sight.now, by=found.by_id, second_by=me, until=new.until)
    else:
        role_grants.end(session, *which, day, sight.now)
        if day == sight.today:
            web_sessions.end_all(session, new.login_id, but=None)
    return found


def refuse(session: Session, sight: Sight, uid: UUID, why: str) -> Decision:
    """Refuse what somebody else asked for, or withdraw one's own."""
    found = draft(session, sight, uid)
    decision = Decision.WITHDRAWN if found.by_id == sight.actor.login_id else Decision.REFUSED
    _decide(session, sight, found, decision, why)
    return decision


def _check(session: Session, sight: Sight, new: NewDraft) -> None:
    """Raise `NotChanged` where it cannot be asked for, or no more be done."""
    day = max(new.since, sight.today)
    if new.until is not None and new.until <= day:
        raise NotChanged(Refused.ENDS_BEFORE)
    is_held = role_grants.is_held(session, new.login_id, new.role, new.unit_id, day)
    if new.change is Change.GIVE:
        if new.login_id == sight.actor.login_id:
            raise NotChanged(Refused.OWN_ROLE)
        if is_held:
            raise NotChanged(Refused.HELD)
        return
    if not is_held:
        raise NotChanged(Refused.NOT_HELD)
    left = {(login_id, role) for login_id, role in role_grants.everywhere(session, KEEPERS, day)}
    if new.unit_id is None and (new.login_id, new.role) in left:
        left.discard((new.login_id, new.role))
        if len({login_id for login_id, _ in left}) < LEAST_KEEPERS:
            raise NotChanged(Refused.TOO_FEW)


def _same(one: NewDraft, other: NewDraft) -> bool:
    return (one.login_id, one.role, one.unit_id) == (other.login_id, other.role, other.unit_id)


def _decide(session: Session, sight: Sight, found: Draft, decision: Decision, why: str) -> None:
    by = sight.actor.login_id
    if not role_drafts.decide(session, found.uid, decision, why, by, sight.now):
        raise NotChanged(Refused.DECIDED)
    detail = {"decision": decision.value, "change": found.new.change.value, "role": found.new.role}
    audit.add(session, "role.decide", f"{found.uid}", sight.now, by=by, person_id=found.person_id, detail=detail)
