"""A unit's month as another program planned it: every shift judged, and laid on the desk for a person to publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from timeclock.service import roster_files, roster_import, roster_law
from timeclock.service.access import Action
from timeclock.service.roster_desk import Desk, NotPlanned, Refusal, RosterRules
from timeclock.service.roster_files import Fault, Line, Refused, Said
from timeclock.service.roster_import import Judged
from timeclock.service.roster_law import Objected
from timeclock.service.sight import Sight
from timeclock.store import audit, roster_plans, rosters
from timeclock.store.db import Session
from timeclock.store.roster_plans import Plan, Rostered, ShiftRow
from timeclock.store.rosters import NewShift

# Stands for a plan that is only being tried.
NO_PLAN = Plan(0, UUID(int=0), 0, None)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of each shift, what speaks against the month as it was sent, and whether it lies on the desk now."""

    desk: Desk
    judged: tuple[Judged, ...]
    objected: tuple[Objected, ...]
    entered: bool = False

    @property
    def is_clean(self) -> bool:
        return all(each.fault is None for each in self.judged)

    @property
    def withdrawn(self) -> int:
        """How many shifts that count now are not among those sent."""
        return self._unsent(self.desk.standing.published)

    @property
    def displaced(self) -> int:
        """How many shifts that are being planned are not among those sent."""
        return self._unsent(self.desk.standing.planned)

    def _unsent(self, rows: Sequence[ShiftRow]) -> int:
        sent = {each.shift for each in self.judged}
        return sum(each.new not in sent for each in rows)


def published(session: Session, sight: Sight, desk: Desk) -> Sequence[tuple[Rostered, ShiftRow]]:
    """Return the shifts of the roster that counts, each with whose it is; the look at others is recorded."""
    who = {each.employment_id: each for each in desk.people}
    found = [(who[row.new.employment_id], row) for row in desk.standing.published]
    _record(session, sight, {each.person_id for each, _ in found})
    return found


def examine(session: Session, sight: Sight, desk: Desk, rows: Sequence[Sequence[str]], rules: RosterRules) -> Delivered:
    """Return what delivering shifts would do; each row has the fields of a roster's file. The look is recorded."""
    lines = roster_files.judged(rows, desk.month.from_day, desk.zone)
    found = judge(session, sight, desk, lines, rules)
    record(session, sight, found)
    return found


def judge(session: Session, sight: Sight, desk: Desk, lines: Sequence[Line], rules: RosterRules) -> Delivered:
    """Return what laying these lines on the desk would do; reads only, and whoever shows it records the look."""
    who = {each.staff_no: each for each in desk.people}
    before = frozenset(each.new for each in desk.standing.published)
    judged = roster_import.without_overlaps([_judged(session, line, who, before) for line in lines])
    planned = tuple(ShiftRow(0, each.shift, "", None, frozenset()) for each in judged if each.shift is not None)
    tried = replace(desk, standing=replace(desk.standing, plan=desk.standing.plan or NO_PLAN, planned=planned))
    return Delivered(desk, tuple(judged), roster_law.judge(session, sight, tried, rules).objected)


def record(session: Session, sight: Sight, found: Delivered) -> None:
    """Record the look at the others whose shifts were judged."""
    persons = {each.employment_id: each.person_id for each in found.desk.people}
    _record(session, sight, {persons[each.shift.employment_id] for each in found.judged if each.shift is not None})


def enter(session: Session, sight: Sight, desk: Desk, rows: Sequence[Sequence[str]], rules: RosterRules) -> Delivered:
    """Lay a month on the desk in place of what is planned there, if every shift of it can be taken.

    It counts for nothing until a person publishes it, who sees what speaks against it and whom it falls short of
    notice for. Raises `NotPlanned` where somebody saved at the desk meanwhile.
    """
    return put(session, sight, examine(session, sight, desk, rows, rules))


def put(session: Session, sight: Sight, found: Delivered) -> Delivered:
    """Lay what was judged on the desk, as `enter` does."""
    desk = found.desk
    if not found.is_clean:
        return found
    unit_id, month, by = desk.unit.id, desk.month.from_day, sight.actor.login_id
    standing = desk.standing
    if standing.plan is None:
        roster_plans.begin(session, unit_id, month, standing.published_id, sight.now, by)
        standing = roster_plans.standing(session, unit_id, month)
    if standing.plan is None or not roster_plans.advance(session, standing.plan):
        raise NotPlanned(Refusal.CHANGED)
    if standing.published_id is not None:
        # Every shift of it is new, so it takes the place of what counts now, whatever was planned before.
        roster_plans.rebase(session, standing.plan, standing.published_id)
    roster_plans.strike(session, standing.plan.roster_id, [each.id for each in standing.planned])
    shifts = [ShiftRow(0, each.shift, "", None, frozenset()) for each in found.judged if each.shift is not None]
    roster_plans.put(session, standing.plan.roster_id, shifts, sight.now, by)
    detail = {"month": month.isoformat(), "shifts": len(shifts)}
    audit.add(session, "roster.deliver", str(desk.unit.uid), sight.now, by=by, detail=detail)
    return replace(found, entered=True)


def _judged(session: Session, line: Line, who: Mapping[str, Rostered], before: frozenset[NewShift]) -> Judged:
    if line.said is None:
        return Judged(line.no, line.staff_no, line.fault)
    try:
        shift = _shift(session, line.said, who.get(line.staff_no))
    except Refused as refused:
        return Judged(line.no, line.staff_no, refused.fault)
    return Judged(line.no, line.staff_no, shift=shift, new=shift not in before)


def _shift(session: Session, said: Said, who: Rostered | None) -> NewShift:
    if who is None or said.day not in who.days:
        raise Refused(Fault.NOT_IN_UNIT)
    if not said.plan:
        return NewShift(who.employment_id, said.kind, said.span)
    plan_id = rosters.plan_ids(session, [who.employment_id], said.day).get((who.employment_id, said.plan))
    if plan_id is None:
        raise Refused(Fault.UNKNOWN_PLAN)
    return NewShift(who.employment_id, said.kind, said.span, plan_id)


def _record(session: Session, sight: Sight, persons: set[int]) -> None:
    others = persons - {sight.actor.person_id}
    if others:
        audit.read_of_others(session, sight.actor.login_id, "roster", Action.PLAN_ROSTERS, others, sight.now)
