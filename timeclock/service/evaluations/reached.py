"""How many people of each unit clocked themselves, month by month; units of too few are told together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from timeclock.core import tables
from timeclock.core.disclosure import Hidden
from timeclock.core.register import Code
from timeclock.core.spans import DaySpan
from timeclock.core.tables import Cell, Cells, Column, Of
from timeclock.core.walltime import ONE_DAY
from timeclock.service import figures
from timeclock.service.evaluations.asked import Answer, Question, month_columns, told_units
from timeclock.service.statistics import Least
from timeclock.store import evaluated, kept_figures
from timeclock.store.db import Session
from timeclock.store.kept_figures import Kept
from timeclock.store.scope import Scope


def made(session: Session, month: DaySpan, everybody: Scope, least: Least, zone: ZoneInfo) -> Kept:
    """Return how many people each unit that can be told had at the end of a month, and how many of them clocked."""
    sizes = evaluated.sizes(session, month.to_day - ONE_DAY, everybody)
    clocked = evaluated.clocked(session, month, everybody, zone)
    hidden = figures.hidden_units(sizes, least.times)
    told = frozenset(sizes) - hidden
    rows: list[tuple[int | None, int, int]] = [(unit, sizes[unit], clocked.get(unit, 0)) for unit in sorted(told)]
    others = sum(sizes[unit] for unit in hidden)
    if others >= least.times:
        rows.append((None, others, sum(clocked.get(unit, 0) for unit in hidden)))
    return Kept(sum(sizes.values()), told, rows, others=not others or others >= least.times)


def answer(session: Session, asked: Question) -> Answer:
    """Return of each unit how many were employed in the last of the months, and how many clocked in each of them."""
    kept = kept_figures.within(session, Code.REACHED, asked.days)
    by = {month: {unit: (size, clocked) for unit, size, clocked in each.rows} for month, each in kept.items()}
    columns = (Column("unit"), Column("employed", Of.COUNT), *month_columns(kept))
    units = told_units(session, asked, kept.values())
    rows: list[Cells] = [(name, *_figures(by, unit)) for unit, name in units]
    people = list(kept.values())[-1].people if kept else 0
    return Answer(tables.summed(columns, rows, {"employed", "month"}), people)


def _figures(by: Mapping[date, Mapping[int | None, tuple[int, int]]], unit: int | None) -> tuple[Cell, ...]:
    months = [each.get(unit) for each in by.values()]
    employed = months[-1][0] if months and months[-1] is not None else Hidden.TOO_FEW
    return employed, *(Hidden.TOO_FEW if each is None else each[1] for each in months)
