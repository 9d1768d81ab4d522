"""How the months of an employment went, from what is saved: what was worked, the balance, and days of leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, Date, Select, case, extract, func, literal, null, select, union_all

from timeclock.core.accounts import FLEXTIME
from timeclock.core.day import DayState
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.store.db import Session
from timeclock.store.schema.accounts import account, posting
from timeclock.store.schema.leave import entitlement_use
from timeclock.store.schema.results import day_result

NOTHING = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class MonthGone:
    """A month as it is saved; `balance` is where the flextime account stands at its end, leave in thousandths of days.

    `worked` and `target` are those of the days of which it is known what was worked.
    """

    month: date
    worked: timedelta
    target: timedelta
    balance: timedelta
    milli_days: int


def months(session: Session, employment_id: int, span: DaySpan) -> Sequence[MonthGone]:
    """Return the months of this span, from the first with anything saved. The caller may read them."""
    query = union_all(_of_days(employment_id, span), _of_postings(employment_id, span), _of_leave(employment_id, span))
    sums = dict[date | None, Sequence[int]]()
    for row in session.execute(query):
        first = None if row.year is None else date(int(row.year), int(row.month), 1)
        more = (row.worked, row.target, row.moved, row.milli_days)
        sums[first] = [int(has + (adds or 0)) for has, adds in zip(sums.get(first, NOTHING), more, strict=True)]
    # What was before the span is the row without a month.
    balance, found = sums.pop(None, NOTHING)[2], list[MonthGone]()
    for first in (day for day in span if day.day == 1):
        if not found and first not in sums:
            continue
        worked, target, moved, milli_days = sums.get(first, NOTHING)
        balance += moved
        found.append(MonthGone(first, worked * MINUTE, target * MINUTE, balance * MINUTE, milli_days))
    return tuple(found)


def _of_days(employment_id: int, span: DaySpan) -> Select[Any]:
    """Return the query for what days came to; days of closed months move no balance, their postings do."""
    c = day_result.c
    known = (c.day >= span.from_day) & c.worked_min.is_not(None)
    return _sums(
        c.day,
        span,
        worked=func.sum(case((known, c.worked_min), else_=0)),
        target=func.sum(case((known, c.target_min), else_=0)),
        moved=func.sum(case((c.state != DayState.FROZEN, c.difference_min), else_=0)),
    ).where(c.employment_id == employment_id, c.day < span.to_day)


def _of_postings(employment_id: int, span: DaySpan) -> Select[Any]:
    mine = (account.c.employment_id == employment_id, account.c.kind == FLEXTIME, posting.c.day < span.to_day)
    query = _sums(posting.c.day, span, moved=func.sum(posting.c.amount))
    return query.join(account, account.c.id == posting.c.account_id).where(*mine)


def _of_leave(employment_id: int, span: DaySpan) -> Select[Any]:
    c = entitlement_use.c
    mine = (c.employment_id == employment_id, c.day >= span.from_day, c.day < span.to_day)
    return _sums(c.day, span, milli_days=func.sum(c.milli_days)).where(*mine)


def _sums(day: Column[Any], span: DaySpan, **sums: Any) -> Select[Any]:
    """Return the query for sums by month; what lies before the span is one row without a month."""
    since = literal(span.from_day, Date)
    year, month = (case((day >= since, extract(part, day)), else_=null()) for part in ("year", "month"))
    names = ("worked", "target", "moved", "milli_days")
    shown = (sums.get(name, literal(0)).label(name) for name in names)
    return select(year.label("year"), month.label("month"), *shown).group_by(year, month)
