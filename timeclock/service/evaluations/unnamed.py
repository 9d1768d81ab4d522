"""How people of a quarter stand, for the staff council: under numbers of this list, in groups that never overlap.

A group is a block of people who are only ever counted together (decision 0175), so no two lists can be taken from each
other. The list of a quarter is made once, with the rows of a group in an order of chance and the numbers places in it;
the three highest of a column are one band, for somebody who stands out is known (decision 0188).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from timeclock.core import disclosure, tables
from timeclock.core.register import Code
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.tables import Cells, Column, Of
from timeclock.core.walltime import ONE_DAY
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.service.statistics import Least
from timeclock.store import accounts, evaluated, kept_figures, people, statistics
from timeclock.store.db import Session
from timeclock.store.evaluated import Counts
from timeclock.store.kept_figures import Kept
from timeclock.store.scope import Scope

COLUMNS = (
    Column("group"),
    Column("number", Of.COUNT),
    Column("balance_hours", Of.COUNT),
    Column("violations", Of.COUNT),
    Column("warnings", Of.COUNT),
    Column("sundays_worked", Of.COUNT),
)
HOUR = 60
NOTHING = Counts(0, 0, 0)


def made(session: Session, quarter: DaySpan, _everybody: Scope, least: Least, _zone: ZoneInfo) -> Kept:
    """Return a row for everybody who is counted in the quarter; nobody where all together are too few."""
    last = quarter.to_day - ONE_DAY
    counted = statistics.counted(session, quarter)
    blocks = disclosure.partition(counted, people.unit_parents(session, last), least.times)
    found = evaluated.counts(session, quarter)
    balances = _balances(session, quarter, [person_id for block in blocks for person_id in block])
    rows = []
    for block in blocks:
        units = sorted({counted[person_id].unit_id for person_id in block})
        rows += [(units, no, *told) for no, told in enumerate(_told(block, found, balances), start=1)]
    return Kept(len(rows), frozenset(counted[person_id].unit_id for block in blocks for person_id in block), rows)


def answer(session: Session, asked: Question) -> Answer:
    """Return the list of the quarter as it was made; its bands have no sums."""
    kept = kept_figures.within(session, Code.UNNAMED, asked.days).get(asked.days.from_day)
    if kept is None:
        return Answer(tables.summed(COLUMNS, (), ()), 0)
    names = people.unit_names(session, asked.last)
    rows: list[Cells] = [
        (", ".join(sorted(names.get(unit, "–") for unit in units)), no, *told) for units, no, *told in kept.rows
    ]
    return Answer(tables.summed(COLUMNS, sorted(rows, key=lambda row: str(row[0])), ()), kept.people)


def _told(
    block: Sequence[int], found: Mapping[int, Counts], balances: Mapping[int, int]
) -> Sequence[tuple[int | str, ...]]:
    """Return a row for each of a block, in an order of chance, with what stands out of each column in bands."""
    order = list(block)
    secrets.SystemRandom().shuffle(order)
    counts = [found.get(person_id, NOTHING) for person_id in order]
    columns = (
        disclosure.banded([balances.get(person_id, 0) for person_id in order], below_too=True),
        *(
            disclosure.banded(each)
            for each in zip(*((of.violations, of.warnings, of.sundays) for of in counts), strict=True)
        ),
    )
    return list(zip(*columns, strict=True))


def _balances(session: Session, quarter: DaySpan, person_ids: Sequence[int]) -> Mapping[int, int]:
    """Return where each person's flextime stands at the end of the quarter, in full hours."""
    whose = evaluated.employments(session, person_ids, quarter.to_day - ONE_DAY)
    found = accounts.balances(session, whose, quarter.to_day)
    sums: dict[int, int] = dict.fromkeys(person_ids, 0)
    for employment_id, person_id in whose.items():
        sums[person_id] += found[employment_id] // MINUTE
    return {person_id: disclosure.rounded(amount, HOUR) // HOUR for person_id, amount in sums.items()}
