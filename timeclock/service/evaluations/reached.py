"""How many people of each unit clocked themselves, month by month; units of too few are not told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from timeclock.core import tables
from timeclock.core.disclosure import Hidden
from timeclock.core.tables import Cells, Column, Of, Table
from timeclock.service import figures
from timeclock.service.evaluations.asked import Answer, Question, months_until
from timeclock.store import evaluated, people
from timeclock.store.db import Session


def answer(session: Session, asked: Question) -> Answer:
    """Return of each unit how many were employed at the end of the year so far, and how many clocked in each month."""
    months = list(months_until(asked.days, asked.sight.today))
    last = min(asked.last, asked.sight.today)
    employed = people.listed(session, last, asked.scope)
    names = {each.unit_id: each.unit_name for each in employed}
    sizes = Counter(unit for unit, _ in {(each.unit_id, each.person_id) for each in employed})
    least = evaluated.least_people(session, months[:-1], asked.scope)
    hidden = figures.hidden_units(
        {unit: min(size, least.get(unit, size)) for unit, size in sizes.items()}, asked.house.least.times
    )
    clocked = [evaluated.clocked(session, month, asked.scope, asked.sight.zone) for month in months]
    columns = (
        Column("unit"),
        Column("employed", Of.COUNT),
        *(Column("month", Of.COUNT, month=month.from_day) for month in months),
    )
    told = [unit for unit in sorted(names, key=lambda unit: names[unit]) if unit not in hidden]
    rows: list[Cells] = [(names[unit], sizes[unit], *(_of(month, [unit]) for month in clocked)) for unit in told]
    rows += [(names[unit], Hidden.TOO_FEW, *(None for _ in months)) for unit in sorted(hidden, key=names.__getitem__)]
    persons = len({each.person_id for each in employed})
    total = (None, persons, *(_of(month, names) for month in clocked)) if persons >= asked.house.least.times else None
    return Answer(Table(columns, tables.summed(columns, rows, ()).rows, total), persons)


def _of(clocked: Mapping[int, int], units: Mapping[int, str] | list[int]) -> int:
    return sum(clocked.get(unit, 0) for unit in units)
