"""How people of a quarter stand, for the staff council: under numbers of this list, in groups that never overlap.

A group is a block of people who are only ever counted together (decision 0175), so no two lists can be taken from each
other. Within a group the rows are in an order of chance, and the numbers are places in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from timeclock.core import disclosure, tables
from timeclock.core.spans import MINUTE
from timeclock.core.tables import Cells, Column, Of
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.store import accounts, evaluated, people, statistics
from timeclock.store.db import Session
from timeclock.store.evaluated import Counts

COLUMNS = (
    Column("group"),
    Column("number", Of.COUNT),
    Column("balance_hours", Of.COUNT),
    Column("violations", Of.COUNT),
    Column("warnings", Of.COUNT),
    Column("sundays_worked", Of.COUNT),
)
SUMS = ("violations", "warnings", "sundays_worked")
HOUR = 60
NOTHING = Counts(0, 0, 0)


def answer(session: Session, asked: Question) -> Answer:
    """Return a row for everybody who is counted in the quarter; nobody where all together are too few."""
    counted = statistics.counted(session, asked.days)
    parents = people.unit_parents(session, asked.last)
    blocks = disclosure.partition(counted, parents, asked.house.least.times)
    names = people.unit_names(session, asked.last)
    found = evaluated.counts(session, asked.days)
    balances = _balances(session, asked, [person_id for block in blocks for person_id in block])
    rows: list[Cells] = []
    for block in blocks:
        group = ", ".join(sorted({names.get(counted[person_id].unit_id, "–") for person_id in block}))
        rows += [
            (group, no, balances.get(person_id, 0), *_counted(found.get(person_id, NOTHING)))
            for no, person_id in enumerate(_shuffled(block), start=1)
        ]
    return Answer(tables.summed(COLUMNS, rows, SUMS), len(rows))


def _counted(counts: Counts) -> tuple[int, int, int]:
    return counts.violations, counts.warnings, counts.sundays


def _balances(session: Session, asked: Question, person_ids: Sequence[int]) -> Mapping[int, int]:
    """Return where each person's flextime stands at the end of the quarter, in full hours."""
    whose = evaluated.employments(session, person_ids, asked.last)
    found = accounts.balances(session, whose, asked.days.to_day)
    sums: dict[int, int] = dict.fromkeys(person_ids, 0)
    for employment_id, person_id in whose.items():
        sums[person_id] += found[employment_id] // MINUTE
    return {person_id: disclosure.rounded(amount, HOUR) // HOUR for person_id, amount in sums.items()}


def _shuffled(block: Sequence[int]) -> list[int]:
    order = list(block)
    secrets.SystemRandom().shuffle(order)
    return order
