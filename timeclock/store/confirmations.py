"""Months somebody responsible has confirmed: what she saw, as a fact, and whether it still is what is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, insert, select, true

from timeclock.core.day import DayState
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.ledger.leaf import canonical
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.people import Employed, employed_on
from timeclock.store.results import each_day, minutes
from timeclock.store.schema.access import login
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.months import month_step
from timeclock.store.schema.people import employment
from timeclock.store.schema.results import day_result
from timeclock.store.scope import Scope

CONFIRMED = "confirmed"
ONE_DAY = timedelta(days=1)
# Of a line on the bill what somebody sees and would miss; wordings and rule names may change with a release.
LINE = ("part", "reason", "minutes", "from", "to")


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """An employment's days of a month, or of the part somebody is responsible for, summed; `hash` names them all.

    Complete days alone are in the sums, as everywhere. `unfinished_days` have no result, or one from before their end.
    """

    days: DaySpan
    worked: timedelta
    target: timedelta
    difference: timedelta
    open_days: int
    unfinished_days: int
    hash: str
    facts_until: datetime | None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That somebody confirmed these days, when, and what she saw then."""

    days: DaySpan
    worked: timedelta
    target: timedelta
    difference: timedelta
    open_days: int
    hash: str
    by: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmation, and whether what was confirmed is still what is shown."""

    confirmation: Confirmation
    holds: bool


def responsible_for(
    session: Session, month: DaySpan, scope: Scope, zone: ZoneInfo, uid: UUID | None = None
) -> Sequence[tuple[Employed, MonthFigures]]:
    """Return everybody the scope covers on days of the month, or one employment alone, with the sums of these days.

    Each unbroken run of days comes by itself, as of its last day: who was elsewhere in between comes twice.
    """
    each = each_day(month, zone)
    here = (day_result.c.employment_id == employment.c.id) & (day_result.c.day == each.c.day)
    query = (
        employed_on(each.c.day, employment.join(each, true()))
        .add_columns(each.c.day.label("on"), each.c.ends_at, *day_result.c)
        .join(day_result, here, isouter=True)
        .where(scope.covers(employment.c.id, each.c.day))
        .order_by(employment.c.id, each.c.day)
    )
    if uid is not None:
        query = query.where(employment.c.uid == uid)
    found = [(Employed(*run[-1][: len(fields(Employed))]), _summed(run)) for run in _runs(session.execute(query))]
    return sorted(found, key=lambda each: (each[0].place(), each[1].days))


def _runs(rows: Iterable[Any]) -> list[list[Any]]:
    """Return the days of each employment, split where days lie between that are not among them."""
    runs: list[list[Any]] = []
    for row in rows:
        last = runs[-1][-1] if runs else None
        if last is not None and (last.id, last.on + ONE_DAY) == (row.id, row.on):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def of_month(session: Session, employment_id: int, month: date) -> tuple[Confirmed, ...]:
    """Return what of an employment's month was confirmed; the caller has checked that she may read it."""
    given = _newest(session.execute(_steps([employment_id], month)))
    days = DaySpan.month(month.year, month.month)
    rows = session.execute(_days(days).where(day_result.c.employment_id == employment_id)).all()
    return tuple(
        Confirmed(each, _hash(_shown(row) for row in rows if row.day in each.days) == each.hash)
        for each in given.get(employment_id, ())
    )


def confirm(
    session: Session, employment_id: int, month: date, seen: MonthFigures, by: int, reason: str | None, now: datetime
) -> None:
    """Record that somebody confirmed what she saw."""
    values = {
        "employment_id": employment_id,
        "month": month,
        "from_day": seen.days.from_day,
        "to_day": seen.days.to_day,
        "step": CONFIRMED,
        "worked_min": minutes(seen.worked),
        "target_min": minutes(seen.target),
        "difference_min": minutes(seen.difference),
        "open_days": seen.open_days,
        "hash": seen.hash,
        "facts_until": seen.facts_until,
        "reason": reason,
        "by": by,
        "at": now,
    }
    row = session.execute(facts.insertion(month_step), facts.full(month_step, values, now)).mappings().one()
    session.execute(insert(ledger_record), facts.record_of(month_step, row, now))


def newest(session: Session, employment_ids: Iterable[int], month: date) -> Mapping[int, tuple[Confirmation, ...]]:
    """Return for each employment the newest confirmation of each stretch of the month, in order of days.

    The caller has checked that she may read them.
    """
    return _newest(session.execute(_steps(employment_ids, month)))


def _steps(employment_ids: Iterable[int], month: date) -> Select[Any]:
    return (
        select(month_step, login.c.display_name)
        .join(login, login.c.id == month_step.c.by)
        .where(month_step.c.employment_id.in_(list(employment_ids)), month_step.c.month == month)
        .order_by(month_step.c.id)
    )


def _newest(rows: Iterable[Any]) -> Mapping[int, tuple[Confirmation, ...]]:
    found: dict[int, dict[DaySpan, Confirmation]] = {}
    for row in rows:
        confirmation = _confirmation(row)
        found.setdefault(row.employment_id, {})[confirmation.days] = confirmation
    return {each: tuple(sorted(of.values(), key=lambda one: one.days)) for each, of in found.items()}


def _confirmation(row: Any) -> Confirmation:
    return Confirmation(
        DaySpan(row.from_day, row.to_day),
        row.worked_min * MINUTE,
        row.target_min * MINUTE,
        row.difference_min * MINUTE,
        row.open_days,
        row.hash,
        row.display_name,
        row.at,
        row.reason,
    )


def _days(days: DaySpan) -> Select[Any]:
    return select(day_result).where(*_within(days)).order_by(day_result.c.employment_id, day_result.c.day)


def _within(days: DaySpan) -> tuple[Any, Any]:
    return day_result.c.day >= days.from_day, day_result.c.day < days.to_day


def _summed(run: Sequence[Any]) -> MonthFigures:
    made = [row for row in run if row.day is not None]
    complete = [row for row in made if row.difference_min is not None]
    return MonthFigures(
        DaySpan(run[0].on, run[-1].on + ONE_DAY),
        sum((row.worked_min * MINUTE for row in complete), ZERO),
        sum((row.target_min * MINUTE for row in complete), ZERO),
        sum((row.difference_min * MINUTE for row in complete), ZERO),
        sum(1 for row in made if row.state == DayState.OPEN),
        len(run) - sum(1 for row in made if row.facts_until >= row.ends_at),
        _hash([row.on] if row.day is None else _shown(row) for row in run),
        max((row.facts_until for row in made), default=None),
    )


def _hash(shown: Iterable[list[Any]]) -> str:
    return hashlib.sha256(canonical(list(shown))).hexdigest()


def _shown(row: Any) -> list[Any]:
    lines = [[line[name] for name in LINE] for line in row.lines]
    return [row.day, row.state, row.present_min, row.worked_min, row.target_min, row.difference_min, lines]
