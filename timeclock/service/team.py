"""The people somebody is responsible for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from timeclock.core.findings import Code, Severity
from timeclock.core.plans import ModelRules
from timeclock.core.spans import DaySpan
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.store import accounts, audit, people, results
from timeclock.store.db import Session

# Findings older than this are the time office's, not today's business of a supervisor.
RECENT = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One row of the team page: present or not, balance, what is open."""

    employment_uid: UUID
    staff_no: str
    given_name: str
    family_name: str
    unit_name: str
    present: bool
    balance: timedelta
    open_days: int
    violations: int
    contests: int


def members(session: Session, sight: Sight) -> tuple[TeamMember, ...]:
    """Return the people of the actor's units today; the read is recorded."""
    scope = access.scope(sight.actor, Action.READ_TEAM)
    employed = people.listed(session, sight.today, scope)
    ids = [each.employment_id for each in employed]
    standing, balances = results.standing(session, ids, sight.today), accounts.balances(session, ids, sight.today)
    inside = results.inside(session, ids, sight.today, since=sight.now - ModelRules().longest_session)
    recent = DaySpan(sight.today - RECENT, sight.today + timedelta(days=1))
    found = results.findings(session, recent, (Severity.VIOLATION, Severity.WARNING), scope)
    violations = [who.employment_id for who, each in found if each.severity is Severity.VIOLATION]
    contests = [who.employment_id for who, each in found if each.code is Code.BREAK_CONTESTED]
    audit.read_of_others(
        session, sight.actor.login_id, "team", Action.READ_TEAM, (each.person_id for each in employed), sight.now
    )
    return tuple(
        TeamMember(
            each.employment_uid,
            each.staff_no,
            each.given_name,
            each.family_name,
            each.unit_name,
            each.employment_id in inside,
            balances[each.employment_id],
            standing[each.employment_id].open_days,
            violations.count(each.employment_id),
            contests.count(each.employment_id),
        )
        for each in employed
    )
