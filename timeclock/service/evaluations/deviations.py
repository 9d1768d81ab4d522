"""What had to be settled in some days, by unit and kind: still open, and settled."""

from __future__ import annotations

from collections import defaultdict

from timeclock.core import tables
from timeclock.core.tables import Cells, Column, Of
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.store import deviations, people
from timeclock.store.db import Session

COLUMNS = (Column("unit"), Column("deviation", Of.WORD), Column("open", Of.COUNT), Column("settled", Of.COUNT))


def answer(session: Session, asked: Question) -> Answer:
    """Return a row for each unit and kind; whoever asks may settle each of them."""
    by: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for side, settled in enumerate((False, True)):
        for each in deviations.counted(session, asked.days, asked.scope, settled):
            by[each.unit_name, each.kind.value][side] += each.number
    rows: list[Cells] = [(*of, *numbers) for of, numbers in sorted(by.items())]
    persons = {each.person_id for each in people.listed(session, asked.last, asked.scope)}
    return Answer(tables.summed(COLUMNS, rows, {"open", "settled"}), len(persons))
