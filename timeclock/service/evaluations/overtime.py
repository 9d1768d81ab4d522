"""Overtime, extra work and extra duty of some months: what closed months gave to the accounts, and what came later."""

from __future__ import annotations

from collections import defaultdict

from timeclock.core import tables
from timeclock.core.tables import Cells, Column, Of
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.store import evaluated
from timeclock.store.db import Session
from timeclock.store.statistics import OVERTIME_ACCOUNTS

COLUMNS = (
    Column("name"),
    Column("staff_no"),
    Column("unit"),
    *(Column(kind, Of.MINUTES) for kind in OVERTIME_ACCOUNTS),
    Column("in_all", Of.MINUTES),
)
SUMS = (*OVERTIME_ACCOUNTS, "in_all")


def answer(session: Session, asked: Question) -> Answer:
    """Return everybody whose accounts of what was ordered were given something for these months."""
    by: dict[int, dict[str, int]] = defaultdict(dict)
    for each in evaluated.overtime(session, asked.days, asked.scope):
        by[each.employment_id][each.account] = each.minutes
    rows: list[Cells] = []
    named = set()
    for whose in evaluated.holders(session, by):
        amounts = [by[whose.employment_id].get(kind, 0) for kind in OVERTIME_ACCOUNTS]
        named.add(whose.person_id)
        rows.append((whose.name, whose.staff_no, whose.unit_name, *amounts, sum(amounts)))
    return Answer(tables.summed(COLUMNS, rows, SUMS), len(named), frozenset(named))
