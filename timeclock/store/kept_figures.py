"""Figures of groups that were made once, of a month or a quarter: what was made is the whole of what is ever told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from timeclock.core.register import Code
from timeclock.core.spans import DaySpan
from timeclock.store.db import Session
from timeclock.store.schema.statistics import kept_figure

Told = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was made of some days: of how many people, of which units or terminals, and a row for each figure.

    `others`: all who have no row of their own can be told together, or there are none.
    """

    people: int
    of: frozenset[int]
    rows: Sequence[Told]
    others: bool = True


def made(session: Session, code: Code) -> frozenset[DaySpan]:
    """Return the days of which an evaluation was made."""
    c = kept_figure.c
    rows = session.execute(select(c.from_day, c.to_day).where(c.evaluation == code).distinct())
    return frozenset(DaySpan(*row) for row in rows)


def save(session: Session, code: Code, days: DaySpan, kept: Kept, now: datetime) -> None:
    """Keep what was made; where two make the same at once, the database lets one of them."""
    told: Sequence[Any] = ({"people": kept.people, "of": sorted(kept.of), "others": kept.others}, *map(list, kept.rows))
    made_of = {"evaluation": code.value, "from_day": days.from_day, "to_day": days.to_day, "made_at": now}
    session.execute(insert(kept_figure), [{**made_of, "no": no, "told": each} for no, each in enumerate(told)])


def within(session: Session, code: Code, days: DaySpan) -> Mapping[date, Kept]:
    """Return what was made of an evaluation of months or quarters within some days, by the first day of each."""
    c = kept_figure.c
    query = (
        select(c.from_day, c.no, c.told)
        .where(c.evaluation == code, c.from_day >= days.from_day, c.to_day <= days.to_day)
        .order_by(c.from_day, c.no)
    )
    heads: dict[date, Mapping[str, Any]] = {}
    rows: dict[date, list[Told]] = {}
    for from_day, no, told in session.execute(query):
        if no:
            rows[from_day].append(told)
        else:
            heads[from_day], rows[from_day] = told, []
    return {day: Kept(head["people"], frozenset(head["of"]), rows[day], head["others"]) for day, head in heads.items()}
