"""The evaluations that are tables: of which time each is, and how it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timeclock.core import statistics
from timeclock.core.register import Code
from timeclock.core.spans import DaySpan
from timeclock.core.tables import Table
from timeclock.core.walltime import ONE_DAY
from timeclock.service import register
from timeclock.service.evaluations import (
    authority,
    averages,
    balances,
    deviations,
    leave_left,
    night_workers,
    opt_outs,
    overtime,
    premiums,
    reached,
    sickness,
    staffing,
    sundays,
    terminal_use,
    unnamed,
    violations,
)
from timeclock.service.evaluations.asked import Answer, Asks, Chosen, House, NotChosen, Question, Reach, Refused
from timeclock.service.register import REGISTER, Entry
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit
from timeclock.store.db import Session
from timeclock.store.placements import UnitNamed

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Of which time an evaluation is, and what answers it; `by_unit`: a unit may be chosen."""

    asks: Asks
    answer: Callable[[Session, Question], Answer]
    by_unit: bool = True


EVALUATIONS: Mapping[Code, Evaluation] = {
    Code.VIOLATIONS: Evaluation(Asks.YEAR, violations.answer),
    Code.BALANCES: Evaluation(Asks.DAY, balances.answer),
    Code.LEAVE_LEFT: Evaluation(Asks.TODAY, leave_left.answer),
    Code.SUNDAYS: Evaluation(Asks.YEAR, sundays.answer),
    Code.OVERTIME: Evaluation(Asks.DAYS, overtime.answer),
    Code.AVERAGES: Evaluation(Asks.DAY, averages.answer),
    Code.DEVIATIONS: Evaluation(Asks.DAYS, deviations.answer),
    Code.REACHED: Evaluation(Asks.YEAR, reached.answer, by_unit=False),
    Code.TERMINAL_USE: Evaluation(Asks.YEAR, terminal_use.answer, by_unit=False),
    Code.PREMIUMS: Evaluation(Asks.DAYS, premiums.answer),
    Code.STAFFING: Evaluation(Asks.DAYS, staffing.answer),
    Code.SICKNESS: Evaluation(Asks.YEAR, sickness.answer),
    Code.NIGHT_WORKERS: Evaluation(Asks.YEAR, night_workers.answer),
    Code.AUTHORITY: Evaluation(Asks.DAYS, authority.answer),
    Code.OPT_OUTS: Evaluation(Asks.DAY, opt_outs.answer),
    Code.UNNAMED: Evaluation(Asks.QUARTER, unnamed.answer, by_unit=False),
}


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody may choose of an evaluation, with what it begins with."""

    entry: Entry
    asks: Asks
    units: tuple[UnitNamed, ...]
    begun: Chosen


@dataclass(frozen=True, slots=True)
class Found:
    """An evaluation as it was run: by whom, when, of which days and which unit."""

    entry: Entry
    asks: Asks
    days: DaySpan
    unit: UnitNamed | None
    table: Table
    people: int
    by: str
    at: datetime


def form(session: Session, sight: Sight, code: Code, chosen: Chosen) -> Form:
    """Return what may be chosen. Raises `NotFound` where the evaluation is no table, `NotAgreed` without consent."""
    entry, evaluation = REGISTER[code], _evaluation(code)
    reach = Reach.of(session, sight, entry.action)
    register.demand(session, code, sight.today)
    begun = _begun(evaluation.asks, chosen, sight.today)
    units = tuple(reach.units.values()) if evaluation.by_unit else ()
    return Form(entry, evaluation.asks, units, Chosen(begun.from_day, begun.to_day - ONE_DAY, begun.from_day.year))


def run(session: Session, sight: Sight, code: Code, chosen: Chosen, house: House, form_name: str) -> Found:
    """Run an evaluation; who ran it is on record, and for whoever is named in it that she was looked at.

    Raises `NotFound`, `NotAgreed`, or `NotChosen` where what was chosen makes no sense.
    """
    entry, evaluation = REGISTER[code], _evaluation(code)
    reach = Reach.of(session, sight, entry.action)
    register.demand(session, code, sight.today)
    days = _begun(evaluation.asks, chosen, sight.today)
    scope, unit = reach.narrowed(chosen.unit if evaluation.by_unit else None)
    answer = evaluation.answer(session, Question(sight, days, scope, unit, house))
    register.ran(session, sight, code, dict(_detail(days, unit, answer, form_name)))
    others = answer.named - {sight.actor.person_id}
    if others:
        audit.read_of_others(session, sight.actor.login_id, "evaluation", scope.purpose, others, sight.now)
    return Found(entry, evaluation.asks, days, unit, answer.table, answer.people, sight.actor.display_name, sight.now)


def _evaluation(code: Code) -> Evaluation:
    if code not in EVALUATIONS:
        raise NotFound("this evaluation is no table")
    return EVALUATIONS[code]


def _begun(asks: Asks, chosen: Chosen, today: date) -> DaySpan:
    """Return the days that were chosen; where none were, what the evaluation begins with. Raises `NotChosen`."""
    match asks:
        case Asks.YEAR:
            year = chosen.year or today.year
            return DaySpan(date(year, 1, 1), date(year + 1, 1, 1))
        case Asks.TODAY:
            return DaySpan.one(today)
        case Asks.DAY:
            return DaySpan.one(chosen.last or today)
        case Asks.QUARTER:
            quarter = statistics.quarter_of(chosen.last or today)
            return quarter if quarter.to_day <= today else statistics.quarter_of(quarter.from_day - ONE_DAY)
        case Asks.DAYS:
            before = today.replace(day=1) - ONE_DAY
            first = chosen.first or before.replace(day=1)
            last = chosen.last or before
            if last < first:
                raise NotChosen(Refused.ENDS_BEFORE)
            if last - first >= LONGEST:
                raise NotChosen(Refused.TOO_LONG)
            return DaySpan(first, last + ONE_DAY)


def _detail(days: DaySpan, unit: UnitNamed | None, answer: Answer, form_name: str) -> Iterator[tuple[str, object]]:
    yield "from", days.from_day.isoformat()
    yield "to", (days.to_day - ONE_DAY).isoformat()
    if unit is not None:
        yield "unit", unit.name
    yield "form", form_name
    yield "people", answer.people
