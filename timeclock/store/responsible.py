"""The organisation of a day as far as it decides: units, who is responsible for them, and deputies whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, select

from timeclock.core.requests import Who
from timeclock.core.responsible import Organisation, Place, Standing
from timeclock.store.away import is_away
from timeclock.store.db import Session
from timeclock.store.people import in_force
from timeclock.store.questions import Question, ask
from timeclock.store.schema.access import login, role_grant
from timeclock.store.schema.people import unit_version
from timeclock.store.schema.requests import deputy

SUPERVISOR, TIME_OFFICER = "supervisor", "time_officer"
PRINCIPAL, STANDING_IN = login.alias("responsible_principal"), login.alias("responsible_deputy")


def organisation(session: Session, day: date) -> Organisation:
    """Return who is responsible for what on a day, and who stands in."""
    question = Question(QUERIES, {"responsible_day": day}, _organisation)
    return ask(session, question).to(question)


def _organisation(units: Iterable[Any], granted: Sequence[Any], deputies: Iterable[Any]) -> Organisation:
    return Organisation(
        {row.unit_id: row.parent_id for row in units},
        _held(granted, SUPERVISOR),
        _held(granted, TIME_OFFICER),
        tuple(
            Standing(Who(row.deputy_id, row.person_id), row.principal_id, row.unit_id, row.principal_person_id)
            for row in deputies
        ),
    )


def _held(granted: Iterable[Any], role: str) -> dict[Place, list[Who]]:
    found: dict[Place, list[Who]] = {}
    for row in granted:
        who = Who(row.login_id, row.person_id)
        if row.role == role and who not in found.setdefault(row.unit_id, []):
            found[row.unit_id].append(who)
    return found


DAY = bindparam("responsible_day", type_=Date)
QUERIES = (
    select(unit_version.c.unit_id, unit_version.c.parent_id).where(in_force(unit_version, DAY)),
    select(role_grant.c.role, role_grant.c.unit_id, role_grant.c.login_id, login.c.person_id)
    .join(login, login.c.id == role_grant.c.login_id)
    .where(role_grant.c.role.in_((SUPERVISOR, TIME_OFFICER)), in_force(role_grant, DAY), login.c.disabled_at.is_(None))
    .order_by(role_grant.c.id),
    select(
        deputy.c.principal_id,
        deputy.c.deputy_id,
        deputy.c.unit_id,
        STANDING_IN.c.person_id,
        PRINCIPAL.c.person_id.label("principal_person_id"),
    )
    .join(PRINCIPAL, PRINCIPAL.c.id == deputy.c.principal_id)
    .join(STANDING_IN, STANDING_IN.c.id == deputy.c.deputy_id)
    .where(in_force(deputy, DAY), STANDING_IN.c.disabled_at.is_(None), is_away(PRINCIPAL.c.person_id, DAY))
    .order_by(deputy.c.id),
)
