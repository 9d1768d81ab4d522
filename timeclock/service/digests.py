"""Once a week a superior is told what waits for her and in her units: how much, never about whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from timeclock.core.due import AboutDue, Due
from timeclock.core.responsible import Organisation
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import decisions
from timeclock.store import confirmations, deviations, months, responsible, told_due
from timeclock.store.db import Session
from timeclock.store.scope import Scope

LOOKED_BACK = timedelta(days=28)


def people_told(session: Session, day: date) -> tuple[int, ...]:
    """Return the people who are superiors on a day, by id."""
    return tuple(sorted(told_due.superiors(session, day)))


def tell(session: Session, person_id: int, week: str, today: date, zone: ZoneInfo, now: datetime) -> bool:
    """Tell a superior what waits, where anything does; say whether she was told."""
    numbers = waits_for(session, person_id, today, zone)
    if not any(numbers.values()):
        return False
    return told_due.tell(session, person_id, f"{Due.WEEK}:{week}", AboutDue(Due.WEEK, today, numbers=numbers), now)


def waits_for(session: Session, person_id: int, today: date, zone: ZoneInfo) -> Mapping[str, int]:
    """Return how many requests are hers to decide, and of her units the deviations and the months to confirm."""
    login_id = told_due.login_of_superior(session, person_id, today)
    if login_id is None:
        return {}
    organisation = responsible.organisation(session, today)
    scope = Scope("digest", unit_ids=_units(organisation, login_id), but_person_id=person_id)
    back = DaySpan(today - LOOKED_BACK, today)
    first = (today.replace(day=1) - ONE_DAY).replace(day=1)
    return {
        "requests": decisions.how_many(session, login_id, scope, today),
        "deviations": sum(each.number for each in deviations.counted(session, back, scope, settled=False)),
        "months": _to_confirm(session, DaySpan.month(first.year, first.month), scope, zone),
    }


def _to_confirm(session: Session, month: DaySpan, scope: Scope, zone: ZoneInfo) -> int:
    """Return of how many employments the month is neither closed nor confirmed as it is now."""
    found = confirmations.responsible_for(session, month, scope, zone)
    ids = {each.employment_id for each, _ in found}
    closed, said = months.closed_among(session, ids, month), confirmations.newest(session, ids, month.from_day)
    waiting = {
        each.employment_id
        for each, figures in found
        if not any(one.days == figures.days and one.hash == figures.hash for one in said.get(each.employment_id, ()))
    }
    return len(waiting - closed)


def _units(organisation: Organisation, login_id: int) -> frozenset[int]:
    """Return the units for which a login is responsible, those below included."""
    held = {place for place, holders in organisation.superiors.items() if login_id in {who.login_id for who in holders}}
    return frozenset(unit for unit in organisation.parents if held & set(organisation.above(unit)))
