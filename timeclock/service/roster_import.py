"""Importing a unit's roster of a month: judge every line, and publish the whole of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from timeclock.service import roster_files
from timeclock.service import rosters as publishing
from timeclock.service.roster_files import Fault, Line, Refused, Said, UnreadableRoster
from timeclock.store import rosters
from timeclock.store.db import Session
from timeclock.store.rosters import HeldNumber, NewShift


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose roster it is, and of which month; `month` is its first day."""

    unit: str
    month: date
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a line: why it is refused, or its shift, and whether the published roster has it already."""

    line: int
    staff_no: str
    fault: Fault | None = None
    shift: NewShift | None = None
    new: bool = False


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
    def shifts(self) -> tuple[NewShift, ...]:
        return tuple(each.shift for each in self.judged if each.shift is not None)


def examine(session: Session, content: bytes, asked: Asked) -> Found:
    """Return what importing a roster would do; reads only. Raise UnreadableRoster where it is none of a unit here."""
    unit_id = _unit(session, asked)
    lines = roster_files.read(content, asked.month, asked.zone)
    held = rosters.numbers(session, unit_id, {line.staff_no for line in lines})
    published = rosters.published(session, unit_id, asked.month)
    before = frozenset[NewShift]() if published is None else rosters.shifts_of(session, published.id)
    judged = [_judged(session, line, held, before) for line in lines]
    overlapping = frozenset(_overlapping(judged))
    found = tuple(_refused(each) if each.line in overlapping else each for each in judged)
    return Found(unit_id, found, len(before - {each.shift for each in found}))


def enter(session: Session, content: bytes, asked: Asked, now: datetime) -> Found:
    """Publish a roster if every line of it can be taken: a shift left out would make its day a free one."""
    found = examine(session, content, asked)
    if found.rejected:
        return found
    roster_id = rosters.draft(session, found.unit_id, asked.month, found.shifts, now)
    return replace(found, days=publishing.publish(session, roster_id, asked.zone, now))


def _unit(session: Session, asked: Asked) -> int:
    units = rosters.units_called(session, asked.unit, asked.month)
    if len(units) != 1:
        many = "several units are" if units else "no unit is"
        raise UnreadableRoster(f"{many} called {asked.unit!r} on {asked.month.isoformat()}")
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
