"""On how many of the days of work due people were ill, by unit: out of what statistics tell, and of no person."""

from __future__ import annotations

from timeclock.core.statistics import By, Kind, Told
from timeclock.core.tables import Cell, Cells, Column, Of, Rest, Table
from timeclock.service import statistics
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.service.statistics import Asked, Row
from timeclock.store.db import Session

COLUMNS = (
    Column("unit"),
    Column("people", Of.COUNT),
    Column("days_due", Of.COUNT),
    Column("days_ill", Of.COUNT),
    Column("rate", Of.PER_MILLE),
    Column("rate_before", Of.PER_MILLE),
)
THOUSAND = 1000


def answer(session: Session, asked: Question) -> Answer:
    """Return the units below the one chosen, all others together, and the whole: a year so far, and the one before."""
    due, ill = (_told(session, asked, kind) for kind in (Kind.DUE, Kind.SICK))
    beside = {None if row.unit is None else row.unit.id: row for row in ill.rows}
    rows: list[Cells] = [
        (row.unit.name, *_figures(row, beside[row.unit.id])) for row in due.rows if row.unit is not None
    ]
    if due.others is not None:
        rows.append((Rest.OTHERS, *_figures(due.others, ill.others)))
    total = None if due.total is None or not rows else (None, *_figures(due.total, ill.total))
    return Answer(Table(COLUMNS, tuple(rows), total), 0 if due.total is None else due.total.this.people)


def _told(session: Session, asked: Question, kind: Kind) -> statistics.Table:
    unit = None if asked.unit is None else asked.unit.uid
    wanted = Asked(kind, By.UNIT, asked.days.from_day.year, unit)
    return statistics.look(session, asked.sight, wanted, asked.house.least)


def _figures(due: Row, ill: Row | None) -> tuple[Cell, ...]:
    """Return people, days due, days ill and both rates; in their place why they are not told."""
    if due.this.hidden is not None:
        return due.this.of or None, due.this.hidden, None, None, _rate(due.last, None if ill is None else ill.last)
    days = 0 if ill is None else ill.this.amount
    rates = _rate(due.this, None if ill is None else ill.this), _rate(due.last, None if ill is None else ill.last)
    return due.this.people, due.this.amount, days, *rates


def _rate(due: Told | None, ill: Told | None) -> int | None:
    """Return a rate out of figures that are told anyway."""
    if due is None or not due.amount:
        return None
    days = 0 if ill is None else ill.amount
    return None if days is None else round(THOUSAND * days / due.amount)
