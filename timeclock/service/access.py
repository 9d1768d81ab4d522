"""Who may do what to whose data: one table of role and relation, asked before every act and every read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from timeclock.store import people
from timeclock.store.db import Session
from timeclock.store.scope import Scope


class Role(StrEnum):
    """What a login is entrusted with; `employee` is everyone with a person."""

    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"
    TIME_OFFICER = "time_officer"
    HR = "hr"
    STAFF_COUNCIL = "staff_council"
    DATA_PROTECTION = "data_protection"
    IT_ADMIN = "it_admin"
    CLIENT = "client"


class Relation(StrEnum):
    """How the actor stands to the person concerned on the day in question.

    Judged day by day, a former unit is the own unit for the days the person was in it and another one since.
    """

    SELF = "self"
    OWN_UNIT = "own_unit"
    OTHER_UNIT = "other_unit"
    NOBODY = "nobody"


class Action(StrEnum):
    """Everything a route or a job may want to do; each route declares exactly one."""

    PUBLIC = "public"
    SIGN_IN = "sign_in"
    DELIVER_STAMPS = "deliver_stamps"
    USE = "use"
    STAMP = "stamp"
    READ_TIMES = "read_times"
    CONTEST_BREAK = "contest_break"
    READ_TEAM = "read_team"
    READ_DEVIATIONS = "read_deviations"
    READ_FIGURES = "read_figures"
    READ_EVIDENCE = "read_evidence"
    READ_HEALTH = "read_health"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held for a unit and all below it, or for the whole city where `unit_id` is None."""

    role: Role
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a login with its person, if any, and the grants in force."""

    login_id: int
    login_name: str
    display_name: str
    person_id: int | None
    locale: str
    grants: frozenset[Grant]

    @property
    def roles(self) -> frozenset[Role]:
        held = {grant.role for grant in self.grants}
        if self.person_id is not None:
            held.add(Role.EMPLOYEE)
        return frozenset(held)


class NotAllowed(PermissionError):
    """The actor may not do this to this person's data; the message names neither."""

    def __init__(self, action: Action) -> None:
        super().__init__(f"not allowed: {action}")


# The one table of permissions: what each role may do, to whom. What is not here is forbidden.
ALLOWED: dict[Action, frozenset[tuple[Role, Relation]]] = {
    Action.PUBLIC: frozenset(),
    Action.SIGN_IN: frozenset(),
    Action.DELIVER_STAMPS: frozenset(),
    Action.USE: frozenset((role, Relation.NOBODY) for role in Role if role is not Role.CLIENT),
    Action.STAMP: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.CONTEST_BREAK: frozenset({(Role.EMPLOYEE, Relation.SELF)}),
    Action.READ_TIMES: frozenset(
        {
            (Role.EMPLOYEE, Relation.SELF),
            (Role.SUPERVISOR, Relation.OWN_UNIT),
            (Role.TIME_OFFICER, Relation.OWN_UNIT),
            (Role.HR, Relation.OWN_UNIT),
        }
    ),
    Action.READ_TEAM: frozenset(
        {
            (Role.SUPERVISOR, Relation.OWN_UNIT),
            (Role.TIME_OFFICER, Relation.OWN_UNIT),
            (Role.HR, Relation.OWN_UNIT),
        }
    ),
    Action.READ_DEVIATIONS: frozenset({(Role.TIME_OFFICER, Relation.OWN_UNIT)}),
    Action.READ_FIGURES: frozenset({(Role.HR, Relation.OWN_UNIT)}),
    Action.READ_EVIDENCE: frozenset({(Role.STAFF_COUNCIL, Relation.NOBODY), (Role.DATA_PROTECTION, Relation.NOBODY)}),
    Action.READ_HEALTH: frozenset({(Role.IT_ADMIN, Relation.NOBODY)}),
}

# Asked without a login: a page for everybody, signing in, and terminals, which prove themselves by their key.
WITHOUT_LOGIN = frozenset({Action.PUBLIC, Action.SIGN_IN, Action.DELIVER_STAMPS})


def allowed_roles(action: Action) -> frozenset[Role]:
    """Return the roles for which an action is possible at all."""
    return frozenset(role for role, _ in ALLOWED[action])


def may(session: Session, actor: Actor, action: Action, person_id: int | None, day: date) -> bool:
    """Say whether an actor may do this to a person's data of that day; None where no person is concerned."""
    return any(
        (role, relation) in ALLOWED[action] for role, relation in _standing(session, actor, person_id, day)
    )


def demand(session: Session, actor: Actor, action: Action, person_id: int | None, day: date) -> None:
    """Raise `NotAllowed` unless the actor may."""
    if not may(session, actor, action, person_id, day):
        raise NotAllowed(action)


def scope(session: Session, actor: Actor, action: Action, day: date) -> Scope:
    """Return whose data an action reaches for this actor: herself, the people of her units, or nobody."""
    own = (Role.EMPLOYEE, Relation.SELF) in ALLOWED[action]
    units: frozenset[int] = frozenset()
    for grant in actor.grants:
        if (grant.role, Relation.OWN_UNIT) in ALLOWED[action]:
            units |= _reach(session, grant, day)
    return Scope(action, person_id=actor.person_id if own else None, unit_ids=units)


def _standing(
    session: Session, actor: Actor, person_id: int | None, day: date
) -> Iterator[tuple[Role, Relation]]:
    """Yield every role of the actor with the relation it gives her to the person on that day."""
    if actor.person_id is not None:
        yield Role.EMPLOYEE, _relation_of_employee(actor, person_id)
    for grant in actor.grants:
        yield grant.role, _relation(session, actor, grant, person_id, day)


def _relation_of_employee(actor: Actor, person_id: int | None) -> Relation:
    if person_id is None:
        return Relation.NOBODY
    return Relation.SELF if person_id == actor.person_id else Relation.OTHER_UNIT


def _relation(session: Session, actor: Actor, grant: Grant, person_id: int | None, day: date) -> Relation:
    if person_id is None:
        return Relation.NOBODY
    if person_id == actor.person_id:
        return Relation.SELF
    return Relation.OWN_UNIT if people.units_of(session, person_id, day) & _reach(session, grant, day) else Relation.OTHER_UNIT


def _reach(session: Session, grant: Grant, day: date) -> frozenset[int]:
    if grant.unit_id is None:
        return people.all_units(session, day)
    return people.units_below(session, frozenset({grant.unit_id}), day)
