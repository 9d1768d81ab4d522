"""What was found of closed months later: the figure booked of each day, and each change as a fact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, insert, select, tuple_

from timeclock.core.closing import MonthKey
from timeclock.core.late_truths import Arrival, Came, DayKey, Late
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.months import month, month_delta


@dataclass(frozen=True, slots=True)
class LateTruth:
    """One change on record: the figure, what came, of which version of the month, and when it was posted."""

    id: int
    version: int
    late: Late
    came: tuple[Came, ...]
    at: datetime

    @property
    def origin(self) -> str:
        """Return the name its posting goes by: 2026-10/1/2026-10-07/17."""
        of = "month" if self.late.day is None else self.late.day.isoformat()
        return f"{self.late.month:%Y-%m}/{self.version}/{of}/{self.id}"


@dataclass(frozen=True, slots=True)
class Booked:
    """What is booked of the days of closed months: each month's version, when it was closed, and each day's figure.

    `known_until` is the instant up to which a figure knows the facts; `rules` name those a day was closed with.
    """

    versions: Mapping[MonthKey, int]
    figures: Mapping[DayKey, int]
    known_until: Mapping[DayKey, datetime]
    closed_at: Mapping[MonthKey, datetime]
    rules: Mapping[DayKey, str]


def booked(session: Session, account: str, months: Collection[MonthKey]) -> Booked:
    """Return what is booked of each day of these months on an account that takes the differences of days."""
    c = month.c
    held = session.execute(
        select(c.employment_id, c.month, c.version, c.facts_until, c.snapshot).where(
            tuple_(c.employment_id, c.month).in_(list(months)), c.reopened_at.is_(None)
        )
    ).all()
    versions = {(row.employment_id, row.month): row.version for row in held}
    closed_at = {(row.employment_id, row.month): row.facts_until for row in held}
    figures: dict[DayKey, int] = {}
    rules: dict[DayKey, str] = {}
    for row in held:
        for day in row.snapshot["days"]:
            key = row.employment_id, date.fromisoformat(day["day"])
            figures[key], rules[key] = day["difference_min"] or 0, row.snapshot["rules"][day["day"]]
    known_until = {key: closed_at[key[0], key[1].replace(day=1)] for key in figures}
    for each in _of(session, months, versions):
        if each.late.account == account and each.late.day is not None:
            key = each.late.employment_id, each.late.day
            figures[key], known_until[key] = each.late.figure, each.at
    return Booked(versions, figures, known_until, closed_at, rules)


def _of(session: Session, months: Collection[MonthKey], versions: Mapping[MonthKey, int]) -> Iterable[LateTruth]:
    c = month_delta.c
    rows = session.execute(_found().where(tuple_(c.employment_id, c.month).in_(list(months))))
    return (
        each
        for each in map(_late_truth, rows)
        if versions.get((each.late.employment_id, each.late.month)) == each.version
    )


def add(session: Session, found: Late, version: int, came: Sequence[Came], now: datetime) -> LateTruth:
    """Record that a figure of a closed month is another now, with what came in between."""
    values = {
        "employment_id": found.employment_id,
        "month": found.month,
        "version": version,
        "account": found.account,
        "day": found.day,
        "booked": found.booked,
        "figure": found.figure,
        "came": [_came_json(each) for each in came],
        "at": now,
    }
    row = session.execute(facts.insertion(month_delta), values).mappings().one()
    session.execute(insert(ledger_record), facts.record_of(month_delta, row, now))
    return LateTruth(row["id"], version, found, tuple(came), now)


def of_month(session: Session, employment_id: int, first: date) -> tuple[LateTruth, ...]:
    """Return what was found of a month later, of all its versions; the caller has checked that she may read it."""
    c = month_delta.c
    rows = session.execute(_found().where(c.employment_id == employment_id, c.month == first))
    return tuple(map(_late_truth, rows))


def _found() -> Select[Any]:
    return select(month_delta).order_by(month_delta.c.id)


def _late_truth(row: Any) -> LateTruth:
    found = Late(row.employment_id, row.month, row.account, row.day, row.booked, row.figure)
    return LateTruth(row.id, row.version, found, tuple(_came(each) for each in row.came), row.at)


def _came_json(each: Came) -> dict[str, str]:
    at = each.at.isoformat()
    return {"what": each.what, "at": at, "fact": each.fact, "by": each.by, "reason": each.reason}


def _came(raw: Mapping[str, str]) -> Came:
    return Came(Arrival(raw["what"]), datetime.fromisoformat(raw["at"]), raw["fact"], raw["by"], raw["reason"])
