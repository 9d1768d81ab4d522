"""Absences kept in the browser by the time office and human resources: entered, changed, withdrawn, and noted of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from timeclock.core import illness
from timeclock.core.absences import AbsenceClass
from timeclock.core.day import DayResult
from timeclock.core.evaluation import evaluate
from timeclock.core.lines import Part
from timeclock.core.periods import PeriodKind, PeriodResult, known_days
from timeclock.core.spans import ZERO, DaySpan
from timeclock.core.staffing import Choice
from timeclock.core.walltime import ONE_DAY, day_span
from timeclock.service import absence_changes, absences, access, illnesses, staffing
from timeclock.service.absences import Asked
from timeclock.service.access import Action
from timeclock.service.illnesses import NewNote
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import NotFound, Sight, known
from timeclock.store import absences as rows
from timeclock.store import audit, dayfiles, illness_notes, people, periods
from timeclock.store.absences import Entered, NewReason
from timeclock.store.db import Session
from timeclock.store.illness_notes import Note
from timeclock.store.people import Employed, Whose

# What the page of a month shows: absences of the months around it.
BACK, AHEAD = timedelta(days=186), timedelta(days=366)
# Of how many days at most the effect is shown before anything is saved.
SHOWN = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Kept:
    """An absence with what is noted of it."""

    entered: Entered
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody's absences around a month, her illnesses as periods, and the reasons there are to choose from."""

    employed: Employed
    kept: tuple[Kept, ...]
    illnesses: tuple[PeriodResult, ...]
    reasons: tuple[NewReason, ...]


@dataclass(frozen=True, slots=True)
class EffectDay:
    """A day as it is and as it would be; of days to come only what is planned and credited means something."""

    now: DayResult
    then: DayResult
    is_over: bool

    @property
    def credited(self) -> timedelta:
        """What absences are worth on the day."""
        away = (line.amount for line in self.then.lines if line.part is Part.WORKED and "of_class" in line.figures)
        return sum(away, ZERO)

    @property
    def tells(self) -> bool:
        return bool(self.now.target or self.credited) or self.now.difference != self.then.difference


@dataclass(frozen=True, slots=True)
class Effect:
    """What saving would do: day by day, how many days of leave it takes, to her illnesses, and to her unit.

    `staffed`: the days on which it needs so many, with how many are there without her.
    """

    days: tuple[EffectDay, ...]
    leave_days: int
    illnesses: tuple[PeriodResult, ...]
    more_days: bool
    staffed: tuple[Choice, ...]


def find(session: Session, sight: Sight, staff_no: str) -> Employed | None:
    """Return who has a staff number today, as far as the actor keeps her absences."""
    return people.by_staff_no(session, staff_no, sight.today, access.scope(sight.actor, Action.KEEP_ABSENCES))


def of_person(session: Session, sight: Sight, uid: UUID, month: date) -> Desk:
    """Return somebody's absences around a month in which the actor keeps them; the look is recorded."""
    held = _held(session, sight, uid, DaySpan.month(month.year, month.month))
    around = DaySpan(month - BACK, month + AHEAD)
    audit.read_of_others(session, sight.actor.login_id, "absences", Action.KEEP_ABSENCES, [held.person_id], sight.now)
    scope = access.scope(sight.actor, Action.KEEP_ABSENCES)
    found = rows.listed(session, held.employment_id, around, scope)
    notes = illness_notes.on_each(session, [each.uid for each in found])
    kept = tuple(Kept(each, tuple(notes[each.uid])) for each in found)
    ill = periods.of_kind(session, held.person_id, PeriodKind.ILLNESS, around)
    in_force = {each.reason.code: each for each in absences.reasons(session, sight.now) if each.since <= around.to_day}
    return Desk(held, kept, tuple(ill), tuple(in_force.values()))


def enter(
    session: Session, sight: Sight, uid: UUID, asked: Asked, instead_of: UUID | None = None
) -> tuple[Employed, UUID]:
    """Enter an absence, in place of another where it is a change; raise `NotEntered` where it cannot be."""
    held = _on_all_days(session, sight, uid, asked)
    before = None if instead_of is None else _ended(session, sight, held, instead_of)
    new = absences.record(session, held, asked, sight.zone, sight.now, sight.actor.login_id)
    if before is not None and before.reason == asked.reason:
        days = DaySpan(asked.first, asked.last + ONE_DAY)
        illnesses.carry_over(session, before.uid, new, days, sight.now, sight.actor.login_id)
    absence_changes.tell(session, sight, held, before, known(rows.entered(session, new)))
    act = "absence.entered" if before is None else "absence.changed"
    detail = None if before is None else {"before": str(before.uid)}
    audit.add(session, act, str(new), sight.now, by=sight.actor.login_id, person_id=held.person_id, detail=detail)
    return held, new


def withdraw(session: Session, sight: Sight, uid: UUID, absence_uid: UUID) -> Employed:
    """Let an absence count no more; it stays on record."""
    held, _ = _kept_by(session, sight, uid, absence_uid)
    absence_changes.tell(session, sight, held, _ended(session, sight, held, absence_uid), None)
    audit.add(
        session,
        "absence.withdrawn",
        str(absence_uid),
        sight.now,
        by=sight.actor.login_id,
        person_id=held.person_id,
    )
    return held


def note(session: Session, sight: Sight, uid: UUID, new: NewNote) -> Employed:
    """Note something of an illness; raise `NotNoted` where it cannot be."""
    held, _ = _kept_by(session, sight, uid, new.absence)
    illnesses.note(session, new, sight.zone, sight.now, sight.actor.login_id)
    return held


def effect(
    session: Session, sight: Sight, uid: UUID, asked: Asked, rulebook: Rulebook, instead_of: UUID | None = None
) -> Effect:
    """Return what entering an absence would do: it is entered, worked out and taken back again."""
    held = _on_all_days(session, sight, uid, asked)
    days = DaySpan(asked.first, min(asked.last + ONE_DAY, asked.first + SHOWN))
    before = _results(session, sight, held, days, rulebook)
    trial = session.begin_nested()
    try:
        _, new = enter(session, sight, uid, asked, instead_of)
        after = _results(session, sight, held, days, rulebook)
        ill = tuple(_illnesses(session, held, DaySpan(asked.first, asked.last + ONE_DAY), rulebook))
        is_leave = known(rows.entered(session, new)).of_class is AbsenceClass.LEAVE
    finally:
        trial.rollback()
    shown = tuple(_effect_days(sight.today, before, after))
    return Effect(
        shown,
        sum(1 for each in shown if each.then.target) if is_leave else 0,
        ill,
        asked.last >= days.to_day,
        () if asked.from_clock is not None else staffing.without(session, held, days, sight.zone),
    )


def _held(session: Session, sight: Sight, uid: UUID, days: DaySpan) -> Employed:
    found = people.during(session, Whose(uid), days, access.scope(sight.actor, Action.KEEP_ABSENCES))
    return known(found)[0]


def _on_all_days(session: Session, sight: Sight, uid: UUID, asked: Asked) -> Employed:
    """Return who is meant; her first and her last day away are days on which the actor keeps her absences."""
    if asked.last < asked.first:
        raise absences.NotEntered(absences.Refusal.LAST_BEFORE_FIRST, first=asked.first, last=asked.last)
    scope = access.scope(sight.actor, Action.KEEP_ABSENCES)
    held = people.find(session, uid, None, asked.first, scope)
    if held is None or people.find(session, uid, None, asked.last, scope) is None:
        raise absences.NotEntered(absences.Refusal.NOT_KEPT, first=asked.first, last=asked.last)
    return held


def _kept_by(session: Session, sight: Sight, uid: UUID, absence_uid: UUID) -> tuple[Employed, Entered]:
    found = rows.entered(session, absence_uid)
    if found is None:
        raise NotFound("no such absence that counts")
    held = _held(session, sight, uid, found.days)
    if held.employment_id != found.employment_id:
        raise NotFound("an absence of somebody else")
    return held, found


def _ended(session: Session, sight: Sight, held: Employed, absence_uid: UUID) -> Entered:
    found = rows.entered(session, absence_uid)
    if found is None or found.employment_id != held.employment_id:
        raise absences.NotEntered(absences.Refusal.GONE)
    return known(absences.end(session, absence_uid, sight.zone, sight.now))


def _results(session: Session, sight: Sight, held: Employed, days: DaySpan, rulebook: Rulebook) -> Sequence[DayResult]:
    as_of = max(sight.now, day_span(days.to_day, sight.zone).from_at)
    file = dayfiles.load(session, held.person_id, days, rulebook.around, as_of).person
    found = evaluate(replace(file, days=days))
    return [each for each in found.days if each.employment_id == held.employment_id]


def _effect_days(today: date, now: Sequence[DayResult], then: Sequence[DayResult]) -> Iterator[EffectDay]:
    for before, after in zip(now, then, strict=True):
        found = EffectDay(before, after, before.day < today)
        if found.tells:
            yield found


def _illnesses(session: Session, held: Employed, days: DaySpan, rulebook: Rulebook) -> Iterator[PeriodResult]:
    """Yield her illnesses that have one of these days, as if they were over."""
    file = periods.load(session, held.person_id, days, rulebook.around, days.to_day)
    for each in illness.judged(known_days(file)):
        if each.days.from_day < days.to_day and days.from_day < each.days.to_day:
            yield replace(each, findings=())
