"""Who agreed to work longer than the law allows (ArbZG §7 Abs. 7), which §16 Abs. 2 asks a register of."""

from __future__ import annotations

from timeclock.core import tables
from timeclock.core.protections import ProtectionKind
from timeclock.core.tables import Column, Of
from timeclock.core.walltime import ONE_DAY
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.store import evaluated
from timeclock.store.db import Session

COLUMNS = (
    Column("name"),
    Column("staff_no"),
    Column("unit"),
    Column("since", Of.DAY),
    Column("until", Of.DAY),
)


def answer(session: Session, asked: Question) -> Answer:
    """Return everybody employed on the day for whom it holds."""
    rows, named = [], set()
    for each, since, until in evaluated.protected(session, ProtectionKind.OPT_OUT, asked.last, asked.scope):
        named.add(each.person_id)
        last = None if until is None else until - ONE_DAY
        rows.append((f"{each.family_name}, {each.given_name}", each.staff_no, each.unit_name, since, last))
    return Answer(tables.summed(COLUMNS, rows, ()), len(named), frozenset(named))
