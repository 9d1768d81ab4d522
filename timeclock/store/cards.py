"""What the old cards said of months and days: kept beside our own results, and replaced where a file says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select, update

from timeclock.core.day import DayState
from timeclock.core.lines import Reason
from timeclock.core.reconciliation import NewDay, OldMonth
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.changeover import card_entry
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.results import day_result

CREDITS = frozenset({Reason.ABSENT, Reason.ABSENT_REST, Reason.COUNTED, Reason.NURSING, Reason.TRIP})
HOLIDAYS = frozenset({Reason.HOLIDAY, Reason.CLOSED_DAY})
# A break that is given back where somebody said she did not take it.
DEDUCTIONS = frozenset({Reason.BREAK_DEDUCTED, Reason.BREAK_CONTESTED})


@dataclass(frozen=True, slots=True)
class Entry:
    """What a card says of a month, or of the day it names; in minutes, None for what it does not say."""

    employment_id: int
    month: date
    day: date | None
    worked: int
    target: int | None = None
    balance: int | None = None


def held(session: Session, employment_ids: Collection[int]) -> frozenset[Entry]:
    """Return all that the cards of some employments say."""
    c = card_entry.c
    rows = session.execute(
        select(c.employment_id, c.month, c.day, c.worked_min, c.target_min, c.balance_min).where(
            c.employment_id.in_(employment_ids), c.superseded_at.is_(None)
        )
    )
    return frozenset(Entry(*row) for row in rows)


def enter(session: Session, new: Sequence[Entry], digest: str, by: int | None, now: datetime) -> None:
    """Record what cards say, in place of what was recorded for the same month or day."""
    for each in new:
        _supersede(session, each, now)
    rows = [facts.full(card_entry, {**_values(each, now), "digest": digest, "recorded_by": by}, now) for each in new]
    if rows:
        stored = session.execute(facts.insertion(card_entry), rows).mappings().all()
        session.execute(insert(ledger_record), [facts.record_of(card_entry, row, now) for row in stored])


def _values(each: Entry, now: datetime) -> dict[str, object]:
    return {
        "uid": new_uid(now),
        "employment_id": each.employment_id,
        "month": each.month,
        "day": each.day,
        "worked_min": each.worked,
        "target_min": each.target,
        "balance_min": each.balance,
        "recorded_at": now,
    }


def _supersede(session: Session, each: Entry, now: datetime) -> None:
    c = card_entry.c
    same = c.day.is_(None) if each.day is None else c.day == each.day
    here = (c.employment_id == each.employment_id, c.month == each.month, same, c.superseded_at.is_(None))
    changed = update(card_entry).where(*here).values(superseded_at=now).returning(*c)
    for row in session.execute(changed).mappings().all():
        session.execute(insert(ledger_record), facts.record_of(card_entry, row, now, version=2))


def of_month(session: Session, employment_ids: Collection[int], first: date) -> Mapping[int, OldMonth]:
    """Return what the cards of these employments say of a month. The caller has checked that she may read them."""
    before = (first - ONE_DAY).replace(day=1)
    sums: dict[int, Entry] = {}
    previous: dict[int, timedelta | None] = {}
    days: dict[int, dict[date, timedelta]] = {}
    for each in held(session, employment_ids):
        if each.day is not None and each.month == first:
            days.setdefault(each.employment_id, {})[each.day] = each.worked * MINUTE
        elif each.day is None and each.month == first:
            sums[each.employment_id] = each
        elif each.day is None and each.month == before:
            previous[each.employment_id] = _minutes(each.balance)
    return {
        whose: _old(sums.get(whose), days.get(whose, {}), previous.get(whose)) for whose in sums.keys() | days.keys()
    }


def _old(sums: Entry | None, days: Mapping[date, timedelta], previous: timedelta | None) -> OldMonth:
    if sums is None:
        return OldMonth(sum(days.values(), ZERO), days=days, previous=previous)
    return OldMonth(sums.worked * MINUTE, _minutes(sums.target), _minutes(sums.balance), days, previous)


def _minutes(amount: int | None) -> timedelta | None:
    return None if amount is None else amount * MINUTE


def our_days(session: Session, employment_ids: Collection[int], days: DaySpan) -> Mapping[int, Sequence[NewDay]]:
    """Return the days of these employments as they were worked out here. The caller may read them."""
    c = day_result.c
    rows = session.execute(
        select(c.employment_id, c.day, c.state, c.present_min, c.worked_min, c.target_min, c.lines)
        .where(c.employment_id.in_(employment_ids), c.day >= days.from_day, c.day < days.to_day)
        .order_by(c.employment_id, c.day)
    )
    found: dict[int, list[NewDay]] = {}
    for row in rows:
        sums = _sums(row.lines)
        found.setdefault(row.employment_id, []).append(
            NewDay(
                row.day,
                (row.worked_min or 0) * MINUTE,
                row.target_min * MINUTE,
                is_stamped=row.present_min > 0 or row.state == DayState.OPEN,
                is_open=row.worked_min is None,
                deducted=-sums[0],
                credited=sums[1],
                holiday=-sums[2],
            )
        )
    return found


def _sums(lines: Sequence[Mapping[str, object]]) -> tuple[timedelta, timedelta, timedelta]:
    """Return what the lines of a day's bill deduct for breaks, credit for absences, and take back for holidays."""
    found = [0, 0, 0]
    for line in lines:
        for place, reasons in enumerate((DEDUCTIONS, CREDITS, HOLIDAYS)):
            if line["reason"] in reasons:
                found[place] += int(str(line["minutes"]))
    deducted, credited, holidays = (each * MINUTE for each in found)
    return deducted, credited, holidays
