"""What was said about a month: that it is right, by whoever is responsible and by the person herself, or what is not.

Each says what she saw, as a fact; whether that still is what is shown follows from the results.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
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

# By whoever is responsible; and by the person herself, that she agrees or that she objects.
CONFIRMED, AGREED, OBJECTED = "confirmed", "agreed", "objected"
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


@dataclass(frozen=True, slots=True)
class OwnWord:
    """What the person herself last said of her month: that she agrees, or with a reason that she objects.

    `answered`: somebody responsible confirmed the month after it. `holds`: it is still what she saw.
    """

    agreed: bool
    at: datetime
    reason: str | None
    answered: bool
    holds: bool

    @property
    def objects(self) -> bool:
        """Say whether she objects and nobody has answered it."""
        return not self.agreed and not self.answered


def responsible_for(
    session: Session,
    month: DaySpan,
    scope: Scope,
    zone: ZoneInfo,
    uid: UUID | None = None,
    among: Collection[int] | None = None,
) -> Sequence[tuple[Employed, MonthFigures]]:
    """Return everybody the scope covers on days of the month, or one employment alone, with the sums of these days.

    With `among` only these employments, by their ids.

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
    if among is not None:
        query = query.where(employment.c.id.in_(among))
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


def of_months(session: Session, employment_ids: Collection[int], month: date) -> Mapping[int, tuple[Confirmed, ...]]:
    """Return what of each of these employments' months was confirmed; the caller has checked that she may read them."""
    given = _newest(session.execute(_said(employment_ids, month, CONFIRMED)))
    rows = _by_employment(session.execute(_days_of(given, month)))
    return {
        each: tuple(Confirmed(one, _holds(rows.get(each, ()), one.days, one.hash)) for one in confirmed)
        for each, confirmed in given.items()
    }


def own_words(session: Session, employment_ids: Collection[int], month: date) -> Mapping[int, OwnWord]:
    """Return what the people themselves last said of their months; the caller has checked that she may read them."""
    steps = session.execute(_said(employment_ids, month, CONFIRMED, AGREED, OBJECTED)).all()
    last = {row.employment_id: row for row in steps if row.step != CONFIRMED}
    later = {
        row.employment_id for row in steps if row.step == CONFIRMED and row.id > last.get(row.employment_id, row).id
    }
    rows = _by_employment(session.execute(_days_of(last, month)))
    return {
        employment_id: OwnWord(
            row.step == AGREED,
            row.at,
            row.reason,
            employment_id in later,
            _holds(rows.get(employment_id, ()), DaySpan(row.from_day, row.to_day), row.hash),
        )
        for employment_id, row in last.items()
    }


def _days_of(employment_ids: Iterable[int], month: date) -> Select[Any]:
    within = _within(DaySpan.month(month.year, month.month))
    mine = day_result.c.employment_id.in_(list(employment_ids))
    return select(day_result).where(mine, *within).order_by(day_result.c.employment_id, day_result.c.day)


def _by_employment(rows: Iterable[Any]) -> Mapping[int, Sequence[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.employment_id, []).append(row)
    return found


def _holds(rows: Iterable[Any], days: DaySpan, seen: str) -> bool:
    return _hash(_shown(row) for row in rows if row.day in days) == seen


def confirm(
    session: Session, employment_id: int, month: date, seen: MonthFigures, by: int, reason: str | None, now: datetime
) -> None:
    """Record that somebody responsible confirmed what she saw."""
    _say(session, CONFIRMED, employment_id, month, seen, by, reason, now)


def answer(
    session: Session, employment_id: int, month: date, seen: MonthFigures, by: int, objection: str | None, now: datetime
) -> None:
    """Record that the person herself agrees to what she saw, or with a reason that she objects."""
    _say(session, AGREED if objection is None else OBJECTED, employment_id, month, seen, by, objection, now)


def _say(
    session: Session,
    step: str,
    employment_id: int,
    month: date,
    seen: MonthFigures,
    by: int,
    reason: str | None,
    now: datetime,
) -> None:
    values = {
        "employment_id": employment_id,
        "month": month,
        "from_day": seen.days.from_day,
        "to_day": seen.days.to_day,
        "step": step,
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
    return _newest(session.execute(_said(employment_ids, month, CONFIRMED)))


def _said(employment_ids: Iterable[int], month: date, *steps: str) -> Select[Any]:
    c = month_step.c
    return (
        select(month_step, login.c.display_name)
        .join(login, login.c.id == c.by)
        .where(c.employment_id.in_(list(employment_ids)), c.month == month, c.step.in_(steps))
        .order_by(c.id)
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
    # That the month was closed since changes nothing of what she saw.
    state = DayState.COMPLETE if row.state == DayState.FROZEN else row.state
    return [row.day, state, row.present_min, row.worked_min, row.target_min, row.difference_min, lines]
