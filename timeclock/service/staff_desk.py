"""Changing people and their employments from a day on: what it would do, and doing it as it was seen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from timeclock.core.spans import DaySpan
from timeclock.core.timelines import Stretch, in_force
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access, staff_choices, staff_moves
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight, known
from timeclock.service.staff_choices import Choices, ToModel, ToUnit
from timeclock.service.staff_moves import Days, From, Move, Name, NotMoved, Refused, What
from timeclock.store import (
    audit,
    holdings,
    leave_waiting,
    months,
    people,
    recalculation,
    results,
    staff,
    staff_changes,
    staff_files,
)
from timeclock.store.db import Session
from timeclock.store.months import Version
from timeclock.store.people import Employed
from timeclock.store.staff import Kept
from timeclock.store.staff_changes import NewChange
from timeclock.store.staff_files import Course

CAUSE = "staff"


Wanted = Name | Days | From | ToUnit | ToModel


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose employment it is, all that is held of it, and what may be chosen."""

    of: Employed
    day: date
    course: Course
    choices: Choices

    @property
    def employed(self) -> Stretch[None]:
        """The days of employment that are meant."""
        found = in_force([kept.stretch for kept in self.course.employed], self.day)
        if found is None:
            raise NotFound("she is not employed on that day")
        return found

    def held(self, what: What, day: date) -> Any:
        """Return the terms, the unit or the model of a day, else of the last one before; None where there is none."""
        course = self.course
        of_kind: dict[What, tuple[Kept[Any], ...]] = {
            What.TERMS: course.terms,
            What.UNIT: course.placed,
            What.MODEL: course.assigned,
        }
        before = [kept.stretch for kept in of_kind[what] if kept.stretch.from_day <= day]
        return before[-1].value if before else None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do.

    `days` are those on which something else holds; `worked_out` counts those of them that have or get a result, and
    `closed` are the months among them that are closed, which forbid it. `badges` and `logins` are what she keeps who
    leaves.
    """

    name: tuple[Name, Name] | None
    moves: tuple[Move, ...]
    days: tuple[Stretch[None], ...]
    worked_out: int
    closed: tuple[Version, ...]
    badges: int = 0
    logins: tuple[str, ...] = ()

    @property
    def since(self) -> date | None:
        return min((each.from_day for each in self.days), default=None)

    def day_after(self, day: date) -> date:
        """Return the day as of which she is looked at once it is entered: the nearest on which she is employed."""
        employed = next((move.after[0] for move in self.moves if move.kind == "employed"), None)
        if employed is None or day in employed:
            return day
        return employed.from_day if day < employed.from_day else employed.end - ONE_DAY

    @property
    def may_be_entered(self) -> bool:
        return not self.closed

    @property
    def seen(self) -> str:
        """A hash of what is shown, by which whoever enters it says that she saw this."""
        shown = (self.name, [(each.kind, each.before, each.after) for each in self.moves], self.closed)
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def desk(session: Session, sight: Sight, uid: UUID, day: date) -> Desk:
    """Return an employment with what may be chosen for it; raise `NotFound`. The look at others is recorded."""
    employed, course = _course(session, sight, uid, day)
    whom = [employed.person_id]
    audit.read_of_others(session, sight.actor.login_id, "staff_file", Action.KEEP_STAFF, whom, sight.now)
    choices = staff_choices.of(session, sight, max(day, sight.today))
    return Desk(employed, day, course, choices)


def preview(session: Session, sight: Sight, uid: UUID, day: date, wanted: Wanted) -> Preview:
    """Return what a change would do; raise `NotMoved` or `NotFound`. Nothing is written."""
    employed, course = _course(session, sight, uid, day)
    return _preview(session, sight, employed, course, day, wanted)


def enter(session: Session, sight: Sight, uid: UUID, day: date, wanted: Wanted, why: str, seen: str) -> Preview:
    """Change what was previewed, and have the days it is about worked out anew.

    Raises `NotMoved`: where a month of these days is closed, and where it would do something else than was seen.
    """
    staff.hold(session)
    employed, course = _course(session, sight, uid, day)
    recalculation.hold(session, employed.person_id)
    found = _preview(session, sight, employed, course, day, wanted)
    if found.closed:
        raise NotMoved(Refused.CLOSED)
    if found.seen != seen:
        raise NotMoved(Refused.MOVED)
    me, now = sight.actor.login_id, sight.now
    if found.name is not None:
        staff_files.rename(session, employed.person_id, found.name[1].family_name, found.name[1].given_name)
    for move in found.moves:
        staff_files.turn(session, course.employment_id, move.kind, move.turn, me, now)
    staff_changes.add(session, [_change(employed, found, why)], me, now)
    audit.add(session, "staff.change", str(uid), now, by=me, person_id=employed.person_id, detail=_told(found))
    marked = [(employed.person_id, each) for each in _worked_out(session, sight, course, found.days)]
    recalculation.mark(session, marked, CAUSE, now)
    leave_waiting.mark(session, [employed.person_id], now)
    return found


def _course(session: Session, sight: Sight, uid: UUID, day: date) -> tuple[Employed, Course]:
    scope = access.scope(sight.actor, Action.KEEP_STAFF)
    employed = known(people.find(session, uid, None, day, scope))
    courses = staff_files.courses(session, employed.person_id)
    course = next((each for each in courses if each.employment_id == employed.employment_id), None)
    if course is None:
        raise NotFound("no such employment")
    return employed, course


def _preview(session: Session, sight: Sight, employed: Employed, course: Course, day: date, wanted: Wanted) -> Preview:
    if isinstance(wanted, Name):
        held = Name(employed.family_name, employed.given_name)
        if held == wanted:
            raise NotMoved(Refused.SAME)
        return Preview((held, wanted), (), (), 0, ())
    moves = staff_moves.moves(course, day, staff_choices.resolved(session, sight, wanted, course))
    days = tuple(each for move in moves for each in move.days)
    _demand_own_units(sight, course, days)
    worked_out = len(_worked_out(session, sight, course, days))
    closed = tuple(closed_months(session, course, days))
    leaves = isinstance(wanted, Days) and wanted.last is not None and not _stays(session, employed, course, wanted)
    if not leaves:
        return Preview(None, moves, days, worked_out, closed)
    held_badges = [each for each in holdings.of_person(session, employed.person_id) if each.to_at is None]
    logins = [each.name for each in staff_files.logins(session, employed.person_id) if each.disabled_at is None]
    return Preview(None, moves, days, worked_out, closed, len(held_badges), tuple(logins))


def _demand_own_units(sight: Sight, course: Course, days: tuple[Stretch[None], ...]) -> None:
    """Refuse what touches days on which she worked in a unit that is not the actor's."""
    reach = access.scope(sight.actor, Action.KEEP_STAFF).unit_ids
    placed = [kept.stretch for kept in course.placed if any(kept.stretch.overlaps(each) for each in days)]
    if any(each.value.unit_id not in reach for each in placed):
        raise NotMoved(Refused.FOREIGN_UNIT)


def _worked_out(session: Session, sight: Sight, course: Course, days: tuple[Stretch[None], ...]) -> frozenset[date]:
    """Return which of these days have a result, and those up to today on which she comes to be employed."""
    if not days:
        return frozenset()
    there = results.days_since(session, course.employment_id, date.min)
    # Who has results has them from her first day here on; what lies before was in another system.
    earliest = min([*there, sight.today])
    new = (day for each in days for day in _until_today(each, earliest, sight.today))
    return frozenset([*new, *(day for day in there if any(day in each for each in days))])


def _until_today(days: Stretch[None], earliest: date, today: date) -> Iterator[date]:
    first, end = max(days.from_day, earliest), min(days.end, today + ONE_DAY)
    return iter(DaySpan(first, end)) if first < end else iter(())


def closed_months(session: Session, course: Course, days: tuple[Stretch[None], ...]) -> Iterator[Version]:
    """Yield the closed months that have one of these days, the oldest first."""
    if days:
        first = min(each.from_day for each in days).replace(day=1)
        held = months.versions_within(session, course.employment_id, DaySpan(first, date.max))
        for version in reversed(held):
            month = DaySpan.month(version.month.year, version.month.month)
            whole = Stretch(month.from_day, month.to_day, None)
            if version.reopened is None and any(whole.overlaps(each) for each in days):
                yield version


def _stays(session: Session, employed: Employed, course: Course, wanted: Days) -> bool:
    """Say whether she is employed after her last day, here again or by another employment."""
    after = wanted.stretch.end
    others = [
        kept.stretch
        for each in staff_files.courses(session, employed.person_id)
        for kept in each.employed
        if each.employment_id != course.employment_id or kept.stretch.from_day >= after
    ]
    return any(each.end > after for each in others)


def _change(employed: Employed, found: Preview, why: str) -> NewChange:
    """Return what goes on record of it."""
    if found.name is not None:
        old, new = ({"name": f"{each.family_name}, {each.given_name}"} for each in found.name)
        return NewChange(employed.person_id, None, None, old, new, why)
    first = found.moves[0]
    before, after = staff_moves.figures(first, first.days[0])
    return NewChange(employed.person_id, employed.employment_id, found.since, before, after, why)


def _told(found: Preview) -> dict[str, object]:
    """Return what the log says of it: what and since when, no more."""
    kinds = ["name"] if found.name is not None else [each.kind for each in found.moves]
    return {"changed": kinds, "since": None if found.since is None else found.since.isoformat()}
