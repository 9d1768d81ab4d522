"""Hours that premiums are due for, and what is paid for being on call and on standby, of some days by kind."""

from __future__ import annotations

from collections import defaultdict

from timeclock.core import tables
from timeclock.core.amounts import Unit
from timeclock.core.tables import Cells, Column, Of
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.store import evaluated, paid_hours
from timeclock.store.db import Session
from timeclock.store.paid_hours import Paid

COLUMNS = (
    Column("name"),
    Column("staff_no"),
    Column("unit"),
    Column("paid_for", Of.WORD),
    Column("percent", Of.COUNT),
    Column("days", Of.COUNT),
    Column("length", Of.MINUTES),
    Column("hours_of_pay", Of.PAY_HOURS),
)
SUMS = {-2: "length", -1: "hours_of_pay"}


def answer(session: Session, asked: Question) -> Answer:
    """Return a row for each kind of each employment, by unit and name."""
    by: dict[int, list[Paid]] = defaultdict(list)
    for each in paid_hours.paid(session, asked.days, asked.scope):
        by[each.employment_id].append(each)
    rows: list[Cells] = []
    named = set()
    for whose in evaluated.holders(session, by):
        named.add(whose.person_id)
        for each in by[whose.employment_id]:
            amount = (each.amount, None) if each.unit is Unit.MINUTES else (None, each.amount)
            rows.append((whose.name, whose.staff_no, whose.unit_name, each.kind, each.percent, each.days, *amount))
    sums = [name for at, name in SUMS.items() if any(row[at] is not None for row in rows)]
    return Answer(tables.summed(COLUMNS, rows, sums), len(named), frozenset(named))
