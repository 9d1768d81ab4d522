"""Taking somebody on: a new person, or one who is known with a further employment; seen first, then entered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from timeclock.core import rollout
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import (
    access,
    imports,
    people_layout,
    people_records,
    staff_changes,
    staff_choices,
    staff_desk,
    staff_moves,
)
from timeclock.service.access import Action, NotAllowed
from timeclock.service.sight import Sight
from timeclock.service.staff_choices import Choices, ToModel, ToUnit
from timeclock.service.staff_desk import CAUSE, Desk
from timeclock.service.staff_moves import Begun, Days, Move, Name, NotMoved, Refused
from timeclock.store import audit, leave_waiting, people, recalculation, staff, staff_files
from timeclock.store import hiring as rows
from timeclock.store import rollout as go_lives
from timeclock.store import staff_changes as on_record
from timeclock.store.db import Session
from timeclock.store.hiring import Numbered
from timeclock.store.months import Version
from timeclock.store.staff import Entry, Terms, Turn
from timeclock.store.staff_changes import NewChange
from timeclock.store.staff_files import Course, Known

MOST_NAMESAKES = 5


class NumberTaken(NotMoved):
    """Somebody else has the staff number; `whose` is her employment, where the actor may read her file."""

    def __init__(self, whose: Numbered | None) -> None:
        super().__init__(Refused.TAKEN)
        self.whose = whose


@dataclass(frozen=True, slots=True)
class Hire:
    """How somebody is to be employed; who is known keeps the name she has."""

    staff_no: str
    name: Name
    born_on: date | None
    days: Days
    terms: Terms
    unit: UUID
    cost_centre: str | None
    model: str
    anchor_day: date


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking somebody on would do; `course` is the employment that goes on once more under its number.

    `worked_out` counts the days up to today that get a result, and `closed` are the closed months among hers that would
    change, which forbids it. `namesakes` are the employments of people called like her.
    """

    employer_id: int
    staff_no: str
    name: Name
    born_on: date | None
    course: Course | None
    moves: tuple[Move, ...]
    worked_out: tuple[date, ...]
    closed: tuple[Version, ...]
    namesakes: tuple[Numbered, ...]

    @property
    def may_be_entered(self) -> bool:
        return not self.closed

    @property
    def seen(self) -> str:
        """A hash of what is shown, by which whoever enters it says that she saw this."""
        rows_then = [(each.kind, each.after) for each in self.moves]
        same = [each.uid for each in self.namesakes]
        shown = (self.staff_no, self.name, self.born_on, rows_then, self.closed, same)
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def choices(session: Session, sight: Sight) -> Choices:
    """Return what may be chosen for somebody new."""
    if not access.scope(sight.actor, Action.KEEP_STAFF).unit_ids:
        raise NotAllowed(Action.KEEP_STAFF)
    return staff_choices.of(session, sight, sight.today)


def preview(session: Session, sight: Sight, hire: Hire, of: Desk | None) -> Preview:
    """Return what taking somebody on would do, of a desk's person or of one who is new.

    Raises `NotMoved`. Nothing is written but the look at her namesakes.
    """
    employer_id, begun = _begun(session, sight, hire)
    staff_no = _number(hire.staff_no)
    held = rows.numbered(session, employer_id, staff_no)
    person = None if of is None else staff_files.person_of(session, of.of.person_id)
    if held is not None and (person is None or held.person_id != person.id):
        raise NumberTaken(_told(session, sight, held))
    courses = () if person is None else staff_files.courses(session, person.id)
    course = next((each for each in courses if held and each.employment_id == held.employment_id), None)
    days = hire.days.stretch
    moves = staff_moves.beginning(course, days, begun)
    closed = () if course is None else tuple(staff_desk.closed_months(session, course, (days,)))
    name = hire.name if person is None else Name(person.family_name, person.given_name)
    return Preview(
        employer_id,
        staff_no if held is None else held.staff_no,
        name,
        _birth(hire, person),
        course,
        moves,
        _worked_out(session, sight, days.from_day, days.end, begun.placed.unit_id),
        closed,
        tuple(_namesakes(session, sight, name)) if person is None else (),
    )


def enter(session: Session, sight: Sight, hire: Hire, of: Desk | None, why: str, seen: str) -> UUID:
    """Take somebody on as it was previewed; return her employment.

    Raises `NotMoved`: where a month of these days is closed, and where it would do something else than was seen.
    """
    staff.hold(session)
    found = preview(session, sight, hire, of)
    if found.closed:
        raise NotMoved(Refused.CLOSED)
    if found.seen != seen:
        raise NotMoved(Refused.MOVED)
    me, now = sight.actor.login_id, sight.now
    person_id, employment_id = _keys(session, sight, of, found)
    recalculation.hold(session, person_id)
    for move in found.moves:
        staff_files.turn(session, employment_id, move.kind, move.turn, me, now)
    before, after = staff_moves.begun_figures(found.moves)
    change = NewChange(person_id, employment_id, hire.days.first, before, after, why)
    on_record.add(session, [change], me, now)
    uid = rows.uid_of(session, employment_id)
    detail = {"new": of is None, "since": hire.days.first.isoformat()}
    audit.add(session, "staff.hire", str(uid), now, by=me, person_id=person_id, detail=detail)
    recalculation.mark(session, [(person_id, day) for day in found.worked_out], CAUSE, now)
    leave_waiting.mark(session, [person_id], now)
    imports.judge_again(session, now)
    return uid


def _begun(session: Session, sight: Sight, hire: Hire) -> tuple[int, Begun]:
    first = hire.days.first
    placed = staff_choices.worked(session, sight, ToUnit(first, hire.unit, hire.cost_centre))
    assigned = staff_choices.assigned(session, ToModel(first, hire.model, hire.anchor_day))
    return rows.employer_of(session, placed.unit_id), Begun(hire.terms, placed, assigned)


def _number(written: str) -> str:
    try:
        return people_records.staff_no_of(written, people_layout.load())
    except people_records.Refused:
        raise NotMoved(Refused.NO_NUMBER) from None


def _birth(hire: Hire, person: Known | None) -> date | None:
    held = None if person is None else person.born_on
    return staff_changes.kept_birth(hire.born_on, held, hire.days.first, hire.terms.regime) or held


def _told(session: Session, sight: Sight, held: Numbered) -> Numbered | None:
    scope = access.scope(sight.actor, Action.READ_STAFF)
    return None if people.find(session, held.uid, None, held.began, scope) is None else held


def _namesakes(session: Session, sight: Sight, name: Name) -> Iterator[Numbered]:
    """Yield the employments of people of this name whose file the actor may read; the look is recorded."""
    found = [_told(session, sight, each) for each in rows.called(session, name.family_name, name.given_name)]
    told = [each for each in found if each is not None][:MOST_NAMESAKES]
    whom = {each.person_id for each in told} - {sight.actor.person_id}
    if whom:
        audit.read_of_others(session, sight.actor.login_id, "staff", Action.KEEP_STAFF, whom, sight.now)
    yield from told


def _worked_out(session: Session, sight: Sight, first: date, end: date, unit_id: int) -> tuple[date, ...]:
    """Return the days up to today on which her unit clocks here; where no day was planned for it, those of this year.

    What lies before was in another system.
    """
    plan = rollout.plan_of(unit_id, go_lives.plans(session), people.unit_parents(session, sight.today))
    here = sight.today.replace(month=1, day=1) if plan is None else plan.parallel_from or plan.live_from
    since, until = max(first, here), min(end, sight.today + ONE_DAY)
    return tuple(DaySpan(since, until)) if since < until else ()


def _keys(session: Session, sight: Sight, of: Desk | None, found: Preview) -> tuple[int, int]:
    """Return person and employment; what is new of them is added, as by a personnel list."""
    now = sight.now
    if of is None:
        # Her dated rows are put beside it, as those of a change are.
        entry = Entry(
            found.staff_no,
            found.name.family_name,
            found.name.given_name,
            found.born_on,
            held=None,
            corrected=False,
            employed=Turn(),
            terms=Turn(),
            placed=Turn(),
            assigned=Turn(),
            badges=Turn(),
        )
        return staff.keys_of(session, found.employer_id, [entry], now)[0]
    person_id = of.of.person_id
    rows.keep_birth(session, person_id, found.born_on)
    if found.course is not None:
        return person_id, found.course.employment_id
    return person_id, rows.employ(session, found.employer_id, person_id, found.staff_no, now)
