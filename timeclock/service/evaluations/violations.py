"""Violations of a year by rule and unit, month by month, beside the same months of the year before.

Whoever may settle deviations sees each of them anyway and gets all. Everybody else gets units of enough people: a unit
that had fewer in any of the months is not told, nor the next smallest where the untold would be too few together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from timeclock.core import tables
from timeclock.core.disclosure import Hidden
from timeclock.core.spans import DaySpan
from timeclock.core.tables import Cell, Cells, Column, Of, Table
from timeclock.service import access, figures
from timeclock.service.access import Action
from timeclock.service.evaluations.asked import Answer, Question, months_until
from timeclock.store import evaluated, people
from timeclock.store.db import Session
from timeclock.store.evaluated import Broken


def answer(session: Session, asked: Question) -> Answer:
    """Return a row for each unit and rule that was broken in it."""
    days, before = asked.days, asked.days.from_day.replace(year=asked.days.from_day.year - 1)
    months = list(months_until(days, asked.sight.today))
    seen = DaySpan(days.from_day, months[-1].to_day) if months else DaySpan(days.from_day, days.from_day)
    same = DaySpan(before, seen.to_day.replace(year=seen.to_day.year - 1))
    this = evaluated.violations(session, seen, asked.scope)
    last = evaluated.violations(session, same, asked.scope)
    sizes = evaluated.least_people(session, [*months, *months_until(same, asked.sight.today)], asked.scope)
    hidden: frozenset[int] = frozenset()
    if not access.scope(asked.sight.actor, Action.READ_DEVIATIONS).unit_ids >= asked.scope.unit_ids:
        for each in (*this, *last):
            sizes.setdefault(each.unit_id, 0)
        hidden = figures.hidden_units(sizes, asked.house.least.times)
    persons = {each.person_id for each in people.listed(session, min(asked.last, asked.sight.today), asked.scope)}
    tells_all = len(persons) >= asked.house.least.times or not hidden
    return Answer(_table(this, last, days.from_day, len(months), hidden, tells_all=tells_all), len(persons))


def _table(
    this: Sequence[Broken], last: Sequence[Broken], first: date, begun: int, hidden: frozenset[int], *, tells_all: bool
) -> Table:
    columns = (
        Column("unit"),
        Column("rule", Of.WORD),
        *(Column("month", Of.COUNT, month=first.replace(month=month + 1)) for month in range(begun)),
        Column("this_year", Of.COUNT),
        Column("last_year", Of.COUNT),
    )
    rows = sorted(_rows(this, last, begun, hidden), key=lambda row: tuple(map(str, row[:2])))
    every = [_sums(this, last, begun)] if this or last else []
    # The sums are of all units, those that are not told among them.
    whole = tables.summed(columns, [("", "", *each) for each in every], {"month", "this_year", "last_year"})
    named = [(unit, Hidden.TOO_FEW, *(None,) * (begun + 2)) for unit in _names(this, last, hidden)]
    return Table(columns, (*rows, *named), whole.total if tells_all else None)


def _rows(this: Sequence[Broken], last: Sequence[Broken], begun: int, hidden: frozenset[int]) -> Iterator[Cells]:
    by: dict[tuple[int, str, str], tuple[list[Broken], list[Broken]]] = defaultdict(lambda: ([], []))
    for side, found in enumerate((this, last)):
        for each in found:
            if each.unit_id not in hidden:
                by[each.unit_id, each.unit_name, each.code][side].append(each)
    for (_, unit, code), (now, then) in by.items():
        yield unit, code, *_sums(now, then, begun)


def _sums(this: Sequence[Broken], last: Sequence[Broken], begun: int) -> tuple[Cell, ...]:
    months = [sum(each.number for each in this if each.month == month) for month in range(1, begun + 1)]
    return *months, sum(months), sum(each.number for each in last)


def _names(this: Sequence[Broken], last: Sequence[Broken], hidden: frozenset[int]) -> list[str]:
    return sorted({each.unit_name for each in (*this, *last) if each.unit_id in hidden})
