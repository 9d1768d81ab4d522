"""The parallel run: what the cards of a unit said of a month against what is worked out here, person by person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from timeclock.core.reconciliation import Difference, NewMonth, OldMonth, Outcome, outcome, reconciled
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import accounts, audit, cards, people, placements
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.placements import UnitNamed
from timeclock.store.scope import Scope

OPERATOR = Scope.system("reconcile")
IN_ORDER = tuple(Outcome)


@dataclass(frozen=True, slots=True)
class PersonCompared:
    """One person's month: `old` is None where no card says anything of it."""

    employed: Employed
    old: OldMonth | None
    new: NewMonth
    differences: tuple[Difference, ...]

    @property
    def outcome(self) -> Outcome | None:
        """How it stands, None where there is nothing to compare with."""
        return None if self.old is None else outcome(self.differences)

    def place(self) -> tuple[int, tuple[str, str, str, str]]:
        """Return where it stands in the report: what wants most work first."""
        found = self.outcome
        return len(IN_ORDER) if found is None else IN_ORDER.index(found), self.employed.place()


@dataclass(frozen=True, slots=True)
class UnitCompared:
    """A unit's month with everybody who was in it at its end; `chosen` is None where no unit was asked for."""

    month: date
    units: tuple[UnitNamed, ...]
    chosen: UnitNamed | None
    people: tuple[PersonCompared, ...]

    @property
    def counts(self) -> Mapping[Outcome | None, int]:
        return Counter(each.outcome for each in self.people)


def month(session: Session, sight: Sight, first: date, unit_uid: UUID | None) -> UnitCompared:
    """Return a unit's month compared with its cards; the look at others is recorded."""
    scope = access.scope(sight.actor, Action.CHANGE_OVER)
    found = compared(session, scope, first, unit_uid)
    persons = [each.employed.person_id for each in found.people]
    if persons:
        audit.read_of_others(session, sight.actor.login_id, "reconcile", Action.CHANGE_OVER, persons, sight.now)
    return found


def of_unit(session: Session, name: str, first: date, now: datetime) -> UnitCompared:
    """Return the month of the unit of that name for an operator; the look is recorded. Raise NotFound without one."""
    everybody = compared(session, OPERATOR, first, None)
    units = [unit for unit in everybody.units if unit.name == name]
    if len(units) != 1:
        raise NotFound("no unit, or more than one, has that name")
    found = compared(session, OPERATOR, first, units[0].uid)
    detail = {"month": first.isoformat(), "people": len(found.people)}
    audit.add(session, "operator.reconcile", str(units[0].uid), now, by=None, detail=detail)
    return found


def compared(session: Session, scope: Scope, first: date, unit_uid: UUID | None) -> UnitCompared:
    """Return a unit's month compared, as far as the scope covers it; raise NotFound where it covers no such unit."""
    days = DaySpan.month(first.year, first.month)
    last = days.to_day - ONE_DAY
    listed = people.listed(session, last, scope)
    units = placements.units(session, {each.unit_id for each in listed}, last)
    if unit_uid is None:
        return UnitCompared(first, tuple(units.values()), None, ())
    chosen = next((unit for unit in units.values() if unit.uid == unit_uid), None)
    if chosen is None:
        raise NotFound("no such unit, or nobody in it is for you to see")
    members = [each for each in listed if each.unit_id == chosen.id]
    rows = sorted(_compared(session, members, days), key=PersonCompared.place)
    return UnitCompared(first, tuple(units.values()), chosen, tuple(rows))


def _compared(session: Session, members: Sequence[Employed], days: DaySpan) -> list[PersonCompared]:
    ids = [each.employment_id for each in members]
    old, ours = cards.of_month(session, ids, days.from_day), cards.our_days(session, ids, days)
    balances = accounts.balances(session, ids, days.to_day)
    found = []
    for each in members:
        new = NewMonth(ours.get(each.employment_id, ()), balances[each.employment_id])
        said = old.get(each.employment_id)
        found.append(PersonCompared(each, said, new, () if said is None else reconciled(said, new)))
    return found
