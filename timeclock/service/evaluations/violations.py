"""Violations of a year by rule and unit, month by month, beside the same months of the year before.

Whoever may settle deviations sees each of them anyway and gets all as they are today. Everybody else gets what was made
once of each month that is over: units of enough people, and all others together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from timeclock.core import tables
from timeclock.core.disclosure import Hidden
from timeclock.core.register import Code
from timeclock.core.spans import DaySpan
from timeclock.core.tables import Cell, Cells, Column, Of, Table
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access, figures
from timeclock.service.access import Action
from timeclock.service.evaluations.asked import Answer, Question, month_columns, months_until, told_units
from timeclock.service.statistics import Least
from timeclock.store import evaluated, kept_figures, people
from timeclock.store.db import Session
from timeclock.store.evaluated import Broken
from timeclock.store.kept_figures import Kept
from timeclock.store.scope import Scope

SUMS = ("month", "this_year", "last_year")


def made(session: Session, month: DaySpan, everybody: Scope, least: Least, _zone: ZoneInfo) -> Kept:
    """Return how often each rule was broken in each unit that can be told, and in all others together."""
    found = evaluated.violations(session, month, everybody)
    ends = [evaluated.sizes(session, day, everybody) for day in (month.from_day, month.to_day - ONE_DAY)]
    units = {each.unit_id for each in found}.union(*ends)
    sizes = {unit: min(of_day.get(unit, 0) for of_day in ends) for unit in units}
    hidden = figures.hidden_units(sizes, least.times)
    by: Counter[tuple[int | None, str]] = Counter()
    for each in found:
        by[None if each.unit_id in hidden else each.unit_id, each.code] += each.number
    others = sum(sizes[unit] for unit in hidden)
    tells_others = not others or others >= least.times
    rows = [(unit, code, number) for (unit, code), number in by.items() if unit is not None or tells_others]
    return Kept(sum(sizes.values()), frozenset(sizes) - hidden, sorted(rows, key=str), others=tells_others)


def answer(session: Session, asked: Question) -> Answer:
    """Return a row for each unit and rule that was broken in it."""
    settles = access.scope(asked.sight.actor, Action.READ_DEVIATIONS).unit_ids >= asked.scope.unit_ids
    table = _as_of_today(session, asked) if settles else _as_made(session, asked)
    last = min(asked.last, asked.sight.today)
    return Answer(table, len({each.person_id for each in people.listed(session, last, asked.scope)}))


def _as_of_today(session: Session, asked: Question) -> Table:
    days, before = asked.days, asked.days.from_day.replace(year=asked.days.from_day.year - 1)
    months = [month.from_day for month in months_until(days, asked.sight.today)]
    to_day = DaySpan.month(months[-1].year, months[-1].month).to_day if months else days.from_day
    this = evaluated.violations(session, DaySpan(days.from_day, to_day), asked.scope)
    same = DaySpan(before, to_day.replace(year=to_day.year - 1))
    last = evaluated.violations(session, same, asked.scope)
    is_known = bool(last) or evaluated.is_worked_out(session, same, asked.scope)
    by: dict[tuple[int, str, str], tuple[list[Broken], list[Broken]]] = defaultdict(lambda: ([], []))
    for side, found in enumerate((this, last)):
        for each in found:
            by[each.unit_id, each.unit_name, each.code][side].append(each)
    rows: list[Cells] = []
    for (_, unit, code), (now, then) in by.items():
        numbers = [sum(each.number for each in now if each.month == month.month) for month in months]
        of_last = sum(each.number for each in then) if is_known else None
        rows.append((unit, code, *numbers, sum(numbers), of_last))
    return tables.summed(_columns(months), sorted(rows, key=lambda row: tuple(map(str, row[:2]))), SUMS)


def _as_made(session: Session, asked: Question) -> Table:
    first = asked.days.from_day
    both = DaySpan(first.replace(year=first.year - 1), asked.days.to_day)
    kept = kept_figures.within(session, Code.VIOLATIONS, both)
    this = {month: each for month, each in kept.items() if month >= first}
    same = [month.replace(year=month.year - 1) for month in this]
    last = {month: kept[month] for month in same if month in kept}
    units = told_units(session, asked, (*this.values(), *last.values()))
    by_this, by_last = _by_unit_and_code(this), _by_unit_and_code(last)
    rows = [
        (name, code, *_sums(this, by_this, last, by_last, unit, code))
        for unit, name in units
        for code in sorted({each for of, each in (*by_this, *by_last) if of == unit})
    ]
    return tables.summed(_columns(list(this)), rows, SUMS)


Numbers = Mapping[tuple[int | None, str], Mapping[date, int]]


def _by_unit_and_code(kept: Mapping[date, Kept]) -> Numbers:
    by: dict[tuple[int | None, str], dict[date, int]] = defaultdict(dict)
    for month, each in kept.items():
        for unit, code, number in each.rows:
            by[unit, code][month] = number
    return by


def _sums(
    this: Mapping[date, Kept],
    by_this: Numbers,
    last: Mapping[date, Kept],
    by_last: Numbers,
    unit: int | None,
    code: str,
) -> Iterator[Cell]:
    """Yield the months, their sum as far as they are told, and the sum of the same months a year before, if known."""
    months = [_of(this[month], by_this, month, unit, code) for month in this]
    before = [_of(last[month], by_last, month, unit, code) for month in last]
    yield from months
    yield sum(each for each in months if isinstance(each, int))
    yield sum(each for each in before if isinstance(each, int)) if last else None


def _of(kept: Kept, by: Numbers, month: date, unit: int | None, code: str) -> int | Hidden:
    """Return how often, nothing where it was never; of a month in which a unit had too few it is not told."""
    is_told = kept.others if unit is None else unit in kept.of
    return by.get((unit, code), {}).get(month, 0) if is_told else Hidden.TOO_FEW


def _columns(months: Sequence[date]) -> tuple[Column, ...]:
    sums = (Column("this_year", Of.COUNT), Column("last_year", Of.COUNT))
    return Column("unit"), Column("rule", Of.WORD), *month_columns(months), *sums
