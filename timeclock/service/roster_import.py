"""Importing a unit's roster of a month: judge every line, and publish the whole of it or nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from timeclock.core.planning import Objection
from timeclock.core.walltime import local_day
from timeclock.service import planning, roster_files
from timeclock.service import rosters as publishing
from timeclock.service.roster_files import Fault, Line, Refused, Said, Unreadable, UnreadableRoster
from timeclock.store import rosters
from timeclock.store.dayfiles import Surroundings
from timeclock.store.db import Session
from timeclock.store.rosters import HeldNumber, NewShift


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose roster it is, and of which month; `month` is its first day.

    `despite`: the legal ground on which it is published although it breaks a limit; None where there is none.
    """

    unit: str
    month: date
    around: Surroundings
    despite: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a line: why it is refused, or its shift, and whether the published roster has it already.

    `objections` are what the law has against the plan of its person and day.
    """

    line: int
    staff_no: str
    fault: Fault | None = None
    shift: NewShift | None = None
    new: bool = False
    objections: tuple[Objection, ...] = ()

    @property
    def is_blocked(self) -> bool:
        return any(each.blocks for each in self.objections)

    @property
    def is_forbidden(self) -> bool:
        return any(each.final for each in self.objections)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file means for the roster that counts; `days` are worked out again, None where nothing is published."""

    unit_id: int
    judged: tuple[Judged, ...]
    withdrawn: int
    days: int | None = None

    @property
    def rejected(self) -> tuple[Judged, ...]:
        return tuple(each for each in self.judged if each.fault is not None)

    @property
    def blocked(self) -> tuple[Judged, ...]:
        """The lines that may be published on a legal ground alone."""
        return tuple(each for each in self.judged if each.is_blocked)

    @property
    def forbidden(self) -> tuple[Judged, ...]:
        """The lines that no ground lets be published."""
        return tuple(each for each in self.judged if each.is_forbidden)

    @property
    def shifts(self) -> tuple[NewShift, ...]:
        return tuple(each.shift for each in self.judged if each.shift is not None)


def examine(session: Session, content: bytes, asked: Asked, now: datetime) -> Found:
    """Return what importing a roster would do; reads only. Raise UnreadableRoster where it is none of a unit here."""
    unit_id = _unit(session, asked)
    lines = roster_files.read(content, asked.month, asked.around.zone)
    held = rosters.numbers(session, unit_id, {line.staff_no for line in lines})
    published = rosters.published(session, unit_id, asked.month)
    before = frozenset[NewShift]() if published is None else rosters.shifts_of(session, published.id)
    judged = [_judged(session, line, held, before) for line in lines]
    found = without_overlaps(judged)
    shifts = {each.shift for each in found if each.shift is not None}
    whose = rosters.persons(session, {each.employment_id for each in shifts})
    planned: defaultdict[int, list[NewShift]] = defaultdict(list)
    for shift in shifts:
        planned[whose[shift.employment_id]].append(shift)
    objected = planning.objections(session, planned, before, asked.month, asked.around, now)
    return Found(unit_id, tuple(_objected(found, objected, whose, asked.around.zone)), len(before - shifts))


def enter(session: Session, content: bytes, asked: Asked, now: datetime) -> Found:
    """Publish a roster if every line of it can be taken: a shift left out would make its day a free one.

    One that breaks a limit which blocks is published on a legal ground alone, kept with each shift that breaks it.
    """
    found = examine(session, content, asked, now)
    if found.rejected or found.forbidden or (found.blocked and asked.despite is None):
        return found
    despite = {each.shift: asked.despite for each in found.blocked if each.shift and asked.despite}
    roster_id = rosters.draft(session, found.unit_id, asked.month, found.shifts, now, despite)
    ground = asked.despite if despite else None
    return replace(found, days=publishing.publish(session, roster_id, asked.around.zone, now, despite=ground))


def _objected(
    judged: Sequence[Judged], objected: Mapping[int, Sequence[Objection]], whose: Mapping[int, int], zone: ZoneInfo
) -> Iterator[Judged]:
    """Yield the lines with what the law has against them: against the last that begins on the day or before it."""
    begun: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
    for each in judged:
        if each.shift is not None:
            day = local_day(each.shift.span.from_at, zone)
            begun[whose[each.shift.employment_id]].append((day, each.line))
    against: defaultdict[int, list[Objection]] = defaultdict(list)
    for person, objections in objected.items():
        lines = sorted(begun[person])
        for objection in objections:
            no = bisect_right(lines, objection.finding.day, key=lambda held: held[0])
            against[lines[max(no - 1, 0)][1]].append(objection)
    for each in judged:
        yield replace(each, objections=tuple(against[each.line]))


def _unit(session: Session, asked: Asked) -> int:
    units = rosters.units_called(session, asked.unit, asked.month)
    if len(units) != 1:
        many = "several units are" if units else "no unit is"
        raise UnreadableRoster(f"{many} called {asked.unit!r} on {asked.month.isoformat()}", Unreadable.NO_UNIT)
    return units[0]


def _judged(
    session: Session, line: Line, held: Mapping[str, Sequence[HeldNumber]], before: frozenset[NewShift]
) -> Judged:
    if line.said is None:
        return Judged(line.no, line.staff_no, line.fault)
    try:
        shift = _shift(session, line.said, held.get(line.staff_no, ()))
    except Refused as refused:
        return Judged(line.no, line.staff_no, refused.fault)
    return Judged(line.no, line.staff_no, shift=shift, new=shift not in before)


def _shift(session: Session, said: Said, held: Sequence[HeldNumber]) -> NewShift:
    if not held:
        raise Refused(Fault.UNKNOWN_PERSON)
    employed = next((each.employment_id for each in held if said.day in each.days), None)
    if employed is None:
        raise Refused(Fault.NOT_EMPLOYED)
    if not said.plan:
        return NewShift(employed, said.kind, said.span)
    plan_id = rosters.plan_ids(session, [employed], said.day).get((employed, said.plan))
    if plan_id is None:
        raise Refused(Fault.UNKNOWN_PLAN)
    return NewShift(employed, said.kind, said.span, plan_id)


def without_overlaps(judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """Refuse every line whose shift begins before another of the same person and kind is over."""
    overlapping = frozenset(_overlapping(judged))
    return tuple(_refused(each) if each.line in overlapping else each for each in judged)


def _overlapping(judged: Iterable[Judged]) -> Iterator[int]:
    """Yield the lines whose shift begins before another of the same person and kind is over."""
    taken = [(each.shift, each.line) for each in judged if each.shift is not None]
    taken.sort(key=lambda pair: (pair[0].employment_id, pair[0].kind, pair[0].span, pair[1]))
    for (before, _), (shift, line) in pairwise(taken):
        same = (before.employment_id, before.kind) == (shift.employment_id, shift.kind)
        if same and shift.span.from_at < before.span.to_at:
            yield line


def _refused(judged: Judged) -> Judged:
    return Judged(judged.line, judged.staff_no, Fault.OVERLAPS)
