"""Reminding people in time: of the end of a contract, an examination, a free day that is owed; of each once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from timeclock.core import due
from timeclock.core.due import AboutDue, Due
from timeclock.core.medical_checks import AHEAD
from timeclock.core.periods import PeriodKind
from timeclock.core.protections import ProtectionKind
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.store import medical_checks, people, periods, protections, responsible, told_due
from timeclock.store.db import Session

# What was due while no job ran is made up for.
EXAMINATION_LATE = timedelta(days=60)
FREE_DAY_AHEAD = timedelta(days=14)
OWED = (PeriodKind.SUBSTITUTE_SUNDAY, PeriodKind.SUBSTITUTE_HOLIDAY)


def remind(session: Session, person_id: int, today: date, contract_days: int, now: datetime) -> int:
    """Remind a person, and of what her superior has to see to her superior as well; return of how much that is new."""
    news = 0
    of_employments = (*_ends(session, person_id, today, contract_days), *_free_days(session, person_id, today))
    for employment_id, said in of_employments:
        about = f"{said.what}:{employment_id}:{said.worked or said.on}"
        news += told_due.tell(session, person_id, about, said, now)
        news += _tell_superiors(session, person_id, employment_id, about, said, today, now)
    for said in _examinations(session, person_id, today):
        # What protects her is hers alone: nobody else is told.
        news += told_due.tell(session, person_id, f"{said.what}:{said.on}", said, now)
    return news


def _ends(session: Session, person_id: int, today: date, days: int) -> Iterator[tuple[int, AboutDue]]:
    """Yield the employments that end within so many days, with their last day, unless it goes on after it."""
    ahead = DaySpan(today, today + timedelta(days=days))
    for employment_id, held in people.employed_days(session, person_id, DaySpan.one(today)):
        goes_on = held.to_day > ahead.to_day or people.employments_of(session, person_id, DaySpan.one(held.to_day))
        if not goes_on:
            yield employment_id, AboutDue(Due.CONTRACT_ENDS, held.to_day - ONE_DAY)


def _free_days(session: Session, person_id: int, today: date) -> Iterator[tuple[int, AboutDue]]:
    """Yield the worked Sundays and holidays that still lack their free day and whose time soon runs out."""
    near = DaySpan(today, today + FREE_DAY_AHEAD)
    employed = people.employments_of(session, person_id, DaySpan.one(today))
    for kind in OWED if employed else ():
        for each in periods.of_kind(session, person_id, kind, near):
            if not each.ok and each.days.to_day <= near.to_day:
                worked = date.fromisoformat(str(each.figures["worked_day"]))
                yield employed[0][0], AboutDue(Due.FREE_DAY, each.days.to_day - ONE_DAY, worked=worked)


def _examinations(session: Session, person_id: int, today: date) -> Iterator[AboutDue]:
    """Yield the days on which a night worker's examination is due: by the last she was offered, else by the law."""
    born_on, last = people.born_on(session, person_id), medical_checks.last_of(session, [person_id]).get(person_id)
    near = DaySpan(today - EXAMINATION_LATE, today + AHEAD)
    for each in protections.of_person(session, person_id):
        holds = each.from_day <= near.to_day and (each.to_day is None or each.to_day > today)
        if each.kind is ProtectionKind.NIGHT_WORKER and holds:
            by_law = due.examinations(each.from_day, born_on, near)
            for on in by_law if last is None else [last.due_on]:
                if on in near:
                    yield AboutDue(Due.EXAMINATION, on)


def _tell_superiors(
    session: Session, person_id: int, employment_id: int, about: str, said: AboutDue, today: date, now: datetime
) -> int:
    employed = people.of_employment(session, employment_id, today)
    if employed is None:
        return 0
    for_others = replace(said, whose=f"{employed.given_name} {employed.family_name}")
    superiors = responsible.organisation(session, today).nearest(employed.unit_id, person_id)
    return sum(told_due.tell(session, each, about, for_others, now) for each in superiors)
