"""Months as they were closed: versions that never change, which of them is in force, and what came of each."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Date, Select, bindparam, extract, func, insert, select, update

from timeclock.core.balances import PeriodSum
from timeclock.core.closing import AccountMonth, ClosedMonth, MonthKey
from timeclock.core.day import DayState
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.ledger.leaf import canonical
from timeclock.store import facts, snapshots
from timeclock.store.db import Session
from timeclock.store.questions import Question
from timeclock.store.results import SavedDay, minutes
from timeclock.store.schema.access import login
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.months import month
from timeclock.store.schema.people import employment
from timeclock.store.schema.results import day_result

CLOSER, REOPENER = login.alias("closer"), login.alias("reopener")


@dataclass(frozen=True, slots=True)
class Reopening:
    """That a version does not hold any more: since when, by whom, and why."""

    at: datetime
    by: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """That payroll has a version: since when, and under which name it went there."""

    at: datetime
    to: str


@dataclass(frozen=True, slots=True)
class Version:
    """A month as it was closed, without its days; `by` is None where the house did it, by a job or a command."""

    employment_id: int
    month: date
    version: int
    sums: PeriodSum
    hash: str
    rules_hash: str
    facts_until: datetime
    by: str | None
    reason: str | None
    reopened: Reopening | None
    handed_over: HandOver | None


@dataclass(frozen=True, slots=True)
class SavedMonth:
    """A closed month with everything in it; findings are told as to the person herself."""

    version: Version
    days: tuple[SavedDay, ...]
    accounts: tuple[AccountMonth, ...]


def closed(person_id: int, days: DaySpan) -> Question[frozenset[MonthKey]]:
    """Return the question for a person's closed months that have one of these days, of all her employments."""
    values = {"months_person": person_id, "months_from": days.from_day.replace(day=1), "months_to": days.to_day}
    return Question(CLOSED, values, lambda rows: frozenset((row.employment_id, row.month) for row in rows))


CLOSED = (
    select(month.c.employment_id, month.c.month)
    .join(employment, employment.c.id == month.c.employment_id)
    .where(
        employment.c.person_id == bindparam("months_person"),
        month.c.month >= bindparam("months_from", type_=Date),
        month.c.month < bindparam("months_to", type_=Date),
        month.c.reopened_at.is_(None),
    ),
)


def closed_among(session: Session, employment_ids: Collection[int], days: DaySpan) -> frozenset[int]:
    """Return those of these employments that have a closed month with one of these days."""
    c = month.c
    months = (c.month >= days.from_day.replace(day=1), c.month < days.to_day, c.reopened_at.is_(None))
    rows = session.execute(select(c.employment_id).where(c.employment_id.in_(employment_ids), *months).distinct())
    return frozenset(rows.scalars())


def next_version(session: Session, employment_id: int, first: date) -> int:
    """Return the number of the version that is closed next; whoever closes holds the person."""
    newest = select(func.coalesce(func.max(month.c.version), 0))
    found: int = session.execute(newest.where(*_of(employment_id, first))).scalar_one()
    return found + 1


def save(
    session: Session, new: ClosedMonth, saved: Sequence[SavedDay], by: int | None, reason: str, now: datetime
) -> None:
    """Write a version of a month with everything in it.

    `saved` are its days with the rules they were made with. The database refuses a second version beside one in force.
    """
    rules = {each.result.day: each.rules_hash for each in saved}
    content = {"days": snapshots.written(saved), "accounts": [_account(each) for each in new.accounts]}
    values = {
        "employment_id": new.employment_id,
        "month": new.month.from_day,
        "version": new.version,
        "worked_min": minutes(new.sums.worked),
        "target_min": minutes(new.sums.target),
        "difference_min": minutes(new.sums.difference),
        "open_days": new.sums.open_days,
        "snapshot": {**content, "rules": {day.isoformat(): hash_ for day, hash_ in rules.items()}},
        "hash": digest(content),
        "rules_hash": digest(sorted(set(rules.values()))),
        "facts_until": now,
        "reason": reason.strip() or None,
        "by": by,
    }
    row = session.execute(facts.insertion(month), facts.full(month, values, now)).mappings().one()
    session.execute(insert(ledger_record), facts.record_of(month, row, now))


def digest(content: object) -> str:
    """Return the hash a month's content goes by: that of its days and accounts, whatever release made it."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _account(each: AccountMonth) -> dict[str, Any]:
    return {"kind": each.kind, "before": each.before, "amount": each.amount}


def _of(employment_id: int, first: date) -> tuple[Any, ...]:
    return month.c.employment_id == employment_id, month.c.month == first


def reopen(session: Session, employment_id: int, first: date, by: int | None, reason: str, now: datetime) -> None:
    """Say of the version in force that it does not hold any more."""
    _say(session, employment_id, first, {"reopened_at": now, "reopened_by": by, "reopen_reason": reason}, now)


def hand_over(session: Session, employment_id: int, first: date, to: str, now: datetime) -> None:
    """Say of the version in force that payroll has it, and under which name it went there."""
    _say(session, employment_id, first, {"handed_over_at": now, "handed_over_to": to}, now)


def _say(session: Session, employment_id: int, first: date, values: Mapping[str, Any], now: datetime) -> None:
    said = update(month).where(*_of(employment_id, first), month.c.reopened_at.is_(None)).values(**values)
    row = session.execute(said.returning(*month.c)).mappings().one()
    session.execute(insert(ledger_record), facts.record_of(month, row, now, version=2))


def freeze(session: Session, employment_id: int, days: DaySpan) -> None:
    """Mark the complete days of a month that was closed: what accounts hold of them are postings from now on."""
    _mark(session, employment_id, days, DayState.COMPLETE, DayState.FROZEN)


def thaw(session: Session, employment_id: int, days: DaySpan) -> None:
    """Take `freeze` back, for a month that was opened again."""
    _mark(session, employment_id, days, DayState.FROZEN, DayState.COMPLETE)


def _mark(session: Session, employment_id: int, days: DaySpan, before: DayState, after: DayState) -> None:
    c = day_result.c
    of_month = (c.employment_id == employment_id, c.day >= days.from_day, c.day < days.to_day)
    session.execute(update(day_result).where(*of_month, c.state == before).values(state=after))


def in_force(session: Session, employment_ids: Collection[int], first: date) -> Mapping[int, Version]:
    """Return the version in force of these employments' month; the caller has checked that she may read them."""
    c = month.c
    rows = session.execute(
        _versions().where(c.employment_id.in_(employment_ids), c.month == first, c.reopened_at.is_(None))
    )
    return {row.employment_id: _version(row) for row in rows}


def versions(session: Session, employment_id: int, first: date) -> tuple[Version, ...]:
    """Return all versions of a month, the newest first; the caller has checked that she may read them."""
    rows = session.execute(_versions().where(*_of(employment_id, first)).order_by(month.c.version.desc()))
    return tuple(_version(row) for row in rows)


def versions_within(session: Session, employment_id: int, days: DaySpan) -> tuple[Version, ...]:
    """Return all versions of the months that begin on these days, the newest month and version first.

    The caller has checked that she may read them.
    """
    c = month.c
    here = (c.employment_id == employment_id, c.month >= days.from_day, c.month < days.to_day)
    rows = session.execute(_versions().where(*here).order_by(c.month.desc(), c.version.desc()))
    return tuple(_version(row) for row in rows)


def saved_month(session: Session, employment_id: int, first: date, version: int | None = None) -> SavedMonth | None:
    """Return a closed month whole: the version in force, or the one asked for; the caller may read it all."""
    which = month.c.reopened_at.is_(None) if version is None else month.c.version == version
    row = session.execute(with_content().where(*_of(employment_id, first), which)).one_or_none()
    return None if row is None else saved_of(row)


def with_content() -> Select[Any]:
    """Return the query for versions with everything in them; `saved_of` reads their rows."""
    return _versions().add_columns(month.c.snapshot)


def saved_of(row: Any) -> SavedMonth:
    days = snapshots.read(row.snapshot["days"], row.employment_id, row.snapshot["rules"], row.facts_until)
    return SavedMonth(_version(row), days, tuple(_account_of(each) for each in row.snapshot["accounts"]))


def _account_of(raw: Mapping[str, Any]) -> AccountMonth:
    return AccountMonth(raw["kind"], raw["before"], raw["amount"])


def closed_after(session: Session, employment_id: int, first: date) -> bool:
    """Say whether a later month of the employment is closed."""
    c = month.c
    later = select(c.month).where(c.employment_id == employment_id, c.month > first, c.reopened_at.is_(None)).limit(1)
    return session.execute(later).first() is not None


def open_before(session: Session, employment_ids: Collection[int], first: date) -> Mapping[int, date]:
    """Return for each of these employments the first month that was left out: between the first closed and this one.

    What lies before the first month that was ever closed was lived before Timeclock closed months.
    """
    c, m = day_result.c, month.c
    known = select(m.employment_id, m.month).where(
        m.employment_id.in_(employment_ids), m.month < first, m.reopened_at.is_(None)
    )
    closed_months = {(row.employment_id, row.month) for row in session.execute(known)}
    begun = {each: min(day for mine, day in closed_months if mine == each) for each, _ in closed_months}
    if not begun:
        return {}
    year, number = extract("year", c.day).label("year"), extract("month", c.day).label("number")
    lived = select(c.employment_id, year, number).where(c.employment_id.in_(begun), c.day < first)
    had = [
        (row.employment_id, date(int(row.year), int(row.number), 1))
        for row in session.execute(lived.group_by(c.employment_id, year, number))
    ]
    left = sorted(key for key in had if key not in closed_months and key[1] > begun[key[0]])
    return {employment_id: next(keys)[1] for employment_id, keys in groupby(left, lambda key: key[0])}


def _versions() -> Select[Any]:
    return (
        select(
            *(column for column in month.c if column.name != "snapshot"),
            CLOSER.c.display_name.label("closer"),
            REOPENER.c.display_name.label("reopener"),
        )
        .join(CLOSER, CLOSER.c.id == month.c.by, isouter=True)
        .join(REOPENER, REOPENER.c.id == month.c.reopened_by, isouter=True)
    )


def _version(row: Any) -> Version:
    reopened = row.reopened_at and Reopening(row.reopened_at, row.reopener, row.reopen_reason)
    handed_over = row.handed_over_at and HandOver(row.handed_over_at, row.handed_over_to)
    worked, target, difference = (each * MINUTE for each in (row.worked_min, row.target_min, row.difference_min))
    return Version(
        row.employment_id,
        row.month,
        row.version,
        PeriodSum(worked, target, difference, row.open_days),
        row.hash,
        row.rules_hash,
        row.facts_until,
        row.closer,
        row.reason,
        reopened or None,
        handed_over or None,
    )
