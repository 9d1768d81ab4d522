"""One person's file: her employments from day to day, and what belongs to her, as far as the actor may know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from timeclock.core.protections import Protection
from timeclock.core.timelines import Stretch, in_force
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight, known
from timeclock.store import audit, badge_proofs, holdings, people, protections, staff_changes, staff_files
from timeclock.store.badge_proofs import Proving
from timeclock.store.db import Session
from timeclock.store.holdings import Held
from timeclock.store.people import Employed
from timeclock.store.scope import Scope
from timeclock.store.staff import Kept, Terms
from timeclock.store.staff_changes import Noted
from timeclock.store.staff_files import Assigned, Course, Known, LoginKnown, Worked

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Holds:
    """What holds of an employment on a day; None where nothing does."""

    terms: Stretch[Terms] | None
    placed: Stretch[Worked] | None
    assigned: Stretch[Assigned] | None


@dataclass(frozen=True, slots=True)
class BadgeShown:
    """A badge with whoever holds it when, since when it has to prove itself, and when she last stamped with it."""

    held: Held
    proving: Proving | None
    last_use: datetime | None


@dataclass(frozen=True, slots=True)
class StaffFile:
    """Everything about one person; `of` is the employment that was asked for, as of `day`.

    `protections` and the day of birth are None where the actor need not know.
    """

    of: Employed
    day: date
    person: Known
    courses: tuple[Course, ...]
    badges: tuple[BadgeShown, ...]
    logins: tuple[LoginKnown, ...]
    protections: tuple[Protection, ...] | None
    changes: tuple[Noted, ...]

    def day_of(self, course: Course) -> date:
        """Return the day of the file if she is employed then, else the first of the last time she was."""
        days = [kept.stretch for kept in course.employed]
        return self.day if in_force(days, self.day) or not days else days[-1].from_day

    def holds(self, course: Course) -> Holds:
        return Holds(*(_on(self.day, rows) for rows in (course.terms, course.placed, course.assigned)))


def of(session: Session, sight: Sight, uid: UUID, day: date) -> StaffFile:
    """Return a person's file as of a day; raise `NotFound`. The look at others is recorded."""
    scope = access.scope(sight.actor, Action.READ_STAFF)
    employed = known(people.find(session, uid, None, day, scope))
    person_id = employed.person_id
    held = staff_files.courses(session, person_id)
    courses = tuple(_seen(held, scope))
    if not courses:
        raise NotFound("no employment that is for you to see")
    if person_id != sight.actor.person_id:
        audit.read_of_others(session, sight.actor.login_id, "staff_file", Action.READ_STAFF, [person_id], sight.now)
    who, told = staff_files.person_of(session, person_id), None
    if access.may(sight.actor, Action.READ_PROTECTIONS, person_id, frozenset({employed.unit_id})):
        told = protections.of_person(session, person_id)
    else:
        who = replace(who, born_on=None)
    return StaffFile(
        employed,
        day,
        who,
        courses,
        shown(session, person_id, sight.now),
        tuple(staff_files.logins(session, person_id)),
        told,
        tuple(_noted(staff_changes.of_person(session, person_id), courses, held)),
    )


def shown(session: Session, person_id: int, now: datetime) -> tuple[BadgeShown, ...]:
    """Return which badges somebody holds or held, the newest first. The caller may read her."""
    held = sorted(holdings.of_person(session, person_id), key=lambda each: each.from_at, reverse=True)
    proving = badge_proofs.lasting(session, {each.badge.id for each in held}, now)
    used = staff_files.last_uses(session, person_id)
    return tuple(BadgeShown(each, proving.get(each.badge.id), used.get(each.badge.number_hash)) for each in held)


def _seen(courses: Sequence[Course], scope: Scope) -> Iterator[Course]:
    """Yield employments with the rows of days on which she was in a unit of the actor's; HR's are all."""
    for each in courses:
        placed = tuple(kept for kept in each.placed if scope.everybody or kept.stretch.value.unit_id in scope.unit_ids)
        if placed == each.placed:
            yield each
        elif placed:
            yield replace(
                each,
                employed=_meeting(each.employed, placed),
                terms=_meeting(each.terms, placed),
                placed=placed,
                assigned=_meeting(each.assigned, placed),
            )


def _noted(changes: Sequence[Noted], seen: Sequence[Course], held: Sequence[Course]) -> Iterator[Noted]:
    """Yield the changes of what is seen: of an employment that was in units of others too, those of the other days."""
    whole = {each.employment_id for each in seen if each in held}
    placed = {each.employment_id: [kept.stretch for kept in each.placed] for each in seen}
    for each in changes:
        whose, since = each.new.employment_id, each.new.since
        days = placed.get(whose, []) if whose else []
        if whose is None or whose in whole or any(since in stretch for stretch in days if since):
            yield each


def _meeting(rows: tuple[Kept[T], ...], placed: Sequence[Kept[Worked]]) -> tuple[Kept[T], ...]:
    return tuple(kept for kept in rows if any(kept.stretch.overlaps(each.stretch) for each in placed))


def _on(day: date, rows: Sequence[Kept[T]]) -> Stretch[T] | None:
    return in_force([kept.stretch for kept in rows], day)
