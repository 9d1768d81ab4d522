"""How many of each unit were needed, were to be there by rosters and plans, and worked, day by day."""

from __future__ import annotations

from timeclock.core import staffing, tables
from timeclock.core.needs import WHOLE_DAY
from timeclock.core.tables import Column, Of
from timeclock.i18n import sorting
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.store import paid_hours, people, unit_staffing
from timeclock.store.db import Session
from timeclock.store.questions import ask

COLUMNS = (
    Column("unit"),
    Column("day", Of.DAY),
    Column("part"),
    Column("needed", Of.COUNT),
    Column("to_be_there", Of.COUNT),
    Column("worked_there", Of.COUNT),
    Column("missing", Of.COUNT),
)
SUMS = ("needed", "to_be_there", "missing")


def answer(session: Session, asked: Question) -> Answer:
    """Return the days of units that said how many they need; of a part of a day it is not told who worked."""
    question = unit_staffing.of_units(asked.scope.unit_ids, asked.days, asked.sight.zone)
    found = ask(session, question).to(question)
    names = {each.unit_id: each.name for each in unit_staffing.named(session, asked.scope.unit_ids, asked.last)}
    worked = paid_hours.at_work(session, asked.days, asked.scope)
    rows = []
    for each in staffing.staffed(found.heads, found.force, asked.days):
        over = each.part == WHOLE_DAY and each.day < asked.sight.today
        at_work = worked.get((each.unit_id, each.day), 0) if over else None
        called = names.get(each.unit_id, "")
        rows.append((called, each.day, each.part.text, each.needed, each.there, at_work, each.short))
    rows.sort(key=lambda row: (sorting.place(row[0]), row[1], row[2]))
    persons = {each.person_id for each in people.listed(session, asked.last, asked.scope)}
    return Answer(tables.summed(COLUMNS, rows, SUMS), len(persons))
