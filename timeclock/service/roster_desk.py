"""The desk at which a unit's month is planned: what is typed, filled in and copied, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core import rosters as core
from timeclock.core.needs import Heads
from timeclock.core.rosters import Planned, Rotation, ShiftKind, UnknownKey
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import ONE_DAY, day_span, local_day
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight, known
from timeclock.settings import Settings
from timeclock.store import absences, audit, placements, roster_plans, rosters, shift_kinds, unit_staffing
from timeclock.store.dayfiles import Surroundings
from timeclock.store.db import Session
from timeclock.store.placements import UnitNamed
from timeclock.store.roster_plans import Rostered, ShiftRow, Standing
from timeclock.store.rosters import NewShift
from timeclock.store.scope import Scope
from timeclock.store.shift_kinds import Catalogue

On = tuple[int, date]
WEEK = timedelta(weeks=1)


class Refusal(StrEnum):
    """Why something is not planned."""

    UNKNOWN_KEY = "unknown_key"
    NOT_HERE = "not_here"
    UNKNOWN_PLAN = "unknown_plan"
    CHANGED = "changed"
    NO_PATTERN = "no_pattern"
    OTHER_MONTH = "other_month"
    REASON_MISSING = "reason_missing"
    NOTHING_PLANNED = "nothing_planned"
    OUTDATED = "outdated"
    OVERLAPS = "overlaps"
    BLOCKED = "blocked"
    SHORT_NOTICE = "short_notice"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one person's day is not planned as it was typed."""

    refusal: Refusal
    uid: UUID
    day: date
    text: str


class NotPlanned(ValueError):
    """Nothing was planned; `faults` say where, if it lies in single days."""

    def __init__(self, refusal: Refusal, faults: Sequence[Fault] = ()) -> None:
        super().__init__(f"the roster stays as it is: {refusal}")
        self.refusal = refusal
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class RosterRules:
    """What the city plans by: its law and zone, its holidays, and how long before people are told."""

    around: Surroundings
    calendar: str
    notice: timedelta

    @classmethod
    def of(cls, settings: Settings, rulebook: Rulebook) -> RosterRules:
        return cls(rulebook.around, settings.holiday_calendar, timedelta(days=settings.roster_notice_days))


@dataclass(frozen=True, slots=True)
class Desk:
    """A unit's month on the desk: who is in it, what is planned with, and how the roster stands.

    `before` is the work of the month before that lasts into it.
    """

    unit: UnitNamed
    units: tuple[UnitNamed, ...]
    month: DaySpan
    people: tuple[Rostered, ...]
    catalogue: Catalogue
    needs: Sequence[Heads]
    standing: Standing
    holidays: frozenset[date]
    zone: ZoneInfo
    before: tuple[Span, ...]

    @property
    def planned(self) -> tuple[Planned, ...]:
        return self.named(self.standing.shown)

    def on(self, row: ShiftRow) -> On:
        """Return in whose day a shift begins."""
        return row.new.employment_id, local_day(row.new.span.from_at, self.zone)

    def named(self, rows: Iterable[ShiftRow]) -> tuple[Planned, ...]:
        """Return shifts with the keys they are written by."""
        kinds = tuple(self.catalogue.kinds.values())
        return tuple(core.named(each.planned.duty, each.key, kinds, self.zone) for each in rows)

    def texts(self, rows: Iterable[ShiftRow]) -> dict[On, str]:
        """Return how each (employment, day) with shifts is written: by a key only where its shift is still that one."""
        current = (core.still_named(each, self.catalogue.kinds, self.zone) for each in self.named(rows))
        begun = core.begun_on(current, self.zone)
        return {on: core.written(planned, self.zone) for on, planned in begun.items()}


def load(session: Session, sight: Sight, rules: RosterRules, month: date, unit_uid: UUID | None) -> Desk:
    """Return the desk of a unit the actor plans, or of the first that has a catalogue; `month` is its first day."""
    scope, days = access.scope(sight.actor, Action.PLAN_ROSTERS), DaySpan.month(month.year, month.month)
    units = tuple(placements.units(session, scope.unit_ids, days.to_day - ONE_DAY).values())
    if unit_uid is None:
        planning = shift_kinds.units(session, scope.unit_ids)
        chosen = next((each for each in units if each.id in planning), next(iter(units), None))
    else:
        chosen = next((each for each in units if each.uid == unit_uid), None)
    return of_unit(session, rules, known(chosen), days, scope, units)


def of_unit(
    session: Session,
    rules: RosterRules,
    unit: UnitNamed,
    days: DaySpan,
    scope: Scope,
    units: tuple[UnitNamed, ...] = (),
) -> Desk:
    """Return the desk of a unit and month with those of its people whom the scope covers, and all who stand in it."""
    standing = roster_plans.standing(session, unit.id, days.from_day)
    also = {each.new.employment_id for each in (*standing.planned, *standing.published)}
    return Desk(
        unit,
        units,
        days,
        tuple(roster_plans.people(session, unit.id, days, scope, also)),
        shift_kinds.catalogue(session, unit.id),
        unit_staffing.heads_of(session, [unit.id], days),
        standing,
        shift_kinds.holidays(session, rules.calendar, days),
        rules.around.zone,
        roster_plans.lasting_into(session, unit.id, day_span(days.from_day, rules.around.zone).from_at),
    )


Texts = Mapping[tuple[UUID, date], str]


def write(session: Session, sight: Sight, desk: Desk, seen: str, texts: Texts) -> int:
    """Let people's days be planned as they are written; return how many changed.

    Raises `NotPlanned` where somebody else saved since, or something typed is no shift: then nothing is changed.
    """
    if seen != desk.standing.seen:
        raise NotPlanned(Refusal.CHANGED)
    changed = _changed(desk, texts)
    if not changed:
        return 0
    read = _read(desk, changed)
    plans = {
        day: rosters.plan_ids(session, {each for each, of in changed if of == day}, day)
        for day in {day for (_, day), kinds in read.items() if any(kind.plan for kind in kinds)}
    }
    rows = _rows(desk, read, plans)
    by, standing = sight.actor.login_id, desk.standing
    if standing.plan is None:
        month = desk.month.from_day
        if not roster_plans.begin(session, desk.unit.id, month, standing.published_id, sight.now, by):
            raise NotPlanned(Refusal.CHANGED)
        standing = roster_plans.standing(session, desk.unit.id, month)
    if standing.plan is None or not roster_plans.advance(session, standing.plan):
        raise NotPlanned(Refusal.CHANGED)
    struck = [each.id for each in standing.planned if desk.on(each) in changed]
    roster_plans.strike(session, standing.plan.roster_id, struck)
    roster_plans.put(session, standing.plan.roster_id, rows, sight.now, by)
    return len(changed)


def _changed(desk: Desk, texts: Texts) -> dict[On, str]:
    """Return what is written otherwise than it stands."""
    ids = {each.employment_uid: each.employment_id for each in desk.people}
    now = desk.texts(desk.standing.shown)
    wanted = {(known(ids.get(uid)), day): core.normal(text) for (uid, day), text in texts.items() if day in desk.month}
    return {on: text for on, text in wanted.items() if text != now.get(on, "")}


def _read(desk: Desk, changed: Mapping[On, str]) -> dict[On, tuple[ShiftKind, ...]]:
    """Return the shifts that were typed; raise `NotPlanned` with all that are none."""
    who = {each.employment_id: each for each in desk.people}
    read, faults = dict[On, tuple[ShiftKind, ...]](), list[Fault]()
    for (employment_id, day), text in sorted(changed.items()):
        person = who[employment_id]
        try:
            read[employment_id, day] = core.read(text, desk.catalogue.kinds)
        except UnknownKey:
            faults.append(Fault(Refusal.UNKNOWN_KEY, person.employment_uid, day, text))
            continue
        if text and day not in person.days:
            faults.append(Fault(Refusal.NOT_HERE, person.employment_uid, day, text))
    if faults:
        raise NotPlanned(faults[0].refusal, faults)
    return read


def _rows(
    desk: Desk, read: Mapping[On, Sequence[ShiftKind]], plans: Mapping[date, Mapping[tuple[int, str], int]]
) -> list[ShiftRow]:
    uids = {each.employment_id: each.employment_uid for each in desk.people}
    rows, faults = list[ShiftRow](), list[Fault]()
    for (employment_id, day), kinds in read.items():
        for kind in kinds:
            plan_id = plans[day].get((employment_id, kind.plan)) if kind.plan else None
            if kind.plan and plan_id is None:
                faults.append(Fault(Refusal.UNKNOWN_PLAN, uids[employment_id], day, kind.key))
            new = NewShift(employment_id, kind.kind, kind.span(day, desk.zone), plan_id)
            rows.append(ShiftRow(0, new, kind.key, None, frozenset()))
    if faults:
        raise NotPlanned(Refusal.UNKNOWN_PLAN, faults)
    return rows


@dataclass(frozen=True, slots=True)
class Filling:
    """Which days are filled by a rotation, and for whom: one person, or everybody.

    `step`: each further person is so many days ahead of the one before; None where each goes on as she did.
    """

    days: DaySpan
    rotation: Rotation
    whom: UUID | None = None
    step: int | None = None
    ahead: Mapping[int, int] | None = None


def places(desk: Desk, filling: Filling) -> dict[int, int]:
    """Return by how many days each who is filled in is ahead of the rotation."""
    chosen = [each for each in desk.people if each.days and filling.whom in (None, each.employment_uid)]
    if filling.step is None:
        return {each.employment_id: (filling.ahead or {}).get(each.employment_id, 0) for each in chosen}
    return {each.employment_id: no * filling.step for no, each in enumerate(chosen)}


def filled(desk: Desk, filling: Filling) -> Texts:
    """Return the days of a rotation as if they had been typed; days on which somebody is not in the unit stay."""
    if not filling.rotation.days:
        raise NotPlanned(Refusal.NO_PATTERN)
    days = [day for day in filling.days if day in desk.month]
    if not days:
        raise NotPlanned(Refusal.OTHER_MONTH)
    ahead = places(desk, filling)
    return {
        (each.employment_uid, day): filling.rotation.on(day, ahead[each.employment_id])
        for each in desk.people
        if each.employment_id in ahead
        for day in days
        if day in each.days
    }


def copied(desk: Desk, monday: date, to: date) -> Texts:
    """Return a week as if it had been typed for another of the month, but for days with duties nobody can type."""
    texts = desk.texts(desk.standing.shown)
    days = [day for day in DaySpan(monday, monday + WEEK) if day in desk.month and day - monday + to in desk.month]
    if not days or monday == to:
        raise NotPlanned(Refusal.OTHER_MONTH)
    return {
        (each.employment_uid, day - monday + to): texts.get((each.employment_id, day), "")
        for each in desk.people
        for day in days
        if day - monday + to in each.days and "*" not in texts.get((each.employment_id, day), "")
    }


def discard(session: Session, sight: Sight, desk: Desk, seen: str) -> None:
    """Throw away what is being planned; what is published stays."""
    if desk.standing.plan is None or seen != desk.standing.seen:
        raise NotPlanned(Refusal.CHANGED)
    roster_plans.discard(session, desk.standing.plan.roster_id)
    audit.add(session, "roster.discard", str(desk.unit.uid), sight.now, by=sight.actor.login_id)


def away(session: Session, sight: Sight, desk: Desk) -> frozenset[On]:
    """Return on which days people are absent, never why; the look at them is recorded."""
    others = {each.person_id for each in desk.people} - {sight.actor.person_id}
    if others:
        audit.read_of_others(session, sight.actor.login_id, "roster", Action.PLAN_ROSTERS, others, sight.now)
    found = absences.away(session, [each.employment_id for each in desk.people], desk.month)
    return frozenset((each.employment_id, day) for each in found for day in each.days if day in desk.month)
