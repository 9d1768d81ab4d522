"""What was found of closed months later, as facts: which days are worth something else, and what came in between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, insert, select

from timeclock.core.accounts import FLEXTIME
from timeclock.core.late_truths import Arrival, Came, LateDay
from timeclock.core.spans import DaySpan
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.months import month, month_delta
from timeclock.store.schema.results import day_result


@dataclass(frozen=True, slots=True)
class Found:
    """A day of a closed month that is worth something else, since when we know, and what came in between."""

    day: LateDay
    came: tuple[Came, ...]
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a closed month's days: its version, when it was closed, and each day's difference in minutes.

    `until` is the instant up to which a day's figure knows the facts; `rules` name those it was closed with.
    """

    version: int
    closed_at: datetime
    differences: Mapping[date, int]
    until: Mapping[date, datetime]
    rules: Mapping[date, str]


def known(session: Session, employment_id: int, first: date) -> Known | None:
    """Return what is known of a month that is closed: as it was closed, and as what was found of it since."""
    c = month.c
    mine = (c.employment_id == employment_id, c.month == first, c.reopened_at.is_(None))
    row = session.execute(select(c.version, c.facts_until, c.snapshot).where(*mine)).one_or_none()
    if row is None:
        return None
    closed = {date.fromisoformat(day["day"]): day["difference_min"] or 0 for day in row.snapshot["days"]}
    later = [each for each in of_month(session, employment_id, first) if each.version == row.version]
    return Known(
        row.version,
        row.facts_until,
        {**closed, **{each.day.day: each.day.now for each in later}},
        {**dict.fromkeys(closed, row.facts_until), **{each.day.day: each.at for each in later}},
        {date.fromisoformat(day): rules for day, rules in row.snapshot["rules"].items()},
    )


def as_they_are(session: Session, employment_id: int, days: DaySpan) -> Mapping[date, tuple[int, str]]:
    """Return the difference of each day as the facts have it now, in minutes, and the rules it was made with."""
    c = day_result.c
    mine = (c.employment_id == employment_id, c.day >= days.from_day, c.day < days.to_day)
    rows = session.execute(select(c.day, c.difference_min, c.rules_hash).where(*mine))
    return {row.day: (row.difference_min or 0, row.rules_hash) for row in rows}


def add(
    session: Session,
    employment_id: int,
    first: date,
    version: int,
    late: Iterable[tuple[LateDay, Sequence[Came]]],
    now: datetime,
) -> None:
    """Record days of a closed month that are worth something else than was known, each with what came in between."""
    of = {"employment_id": employment_id, "month": first, "version": version, "account": FLEXTIME, "at": now}
    rows = [
        {
            **of,
            "day": each.day,
            "booked": each.before,
            "figure": each.now,
            "came": [came_json(one) for one in came],
        }
        for each, came in late
    ]
    written = session.execute(facts.insertion(month_delta), rows).mappings().all()
    session.execute(insert(ledger_record), [facts.record_of(month_delta, row, now) for row in written])


def of_month(session: Session, employment_id: int, first: date) -> tuple[Found, ...]:
    """Return what was found of a month later, of all its versions; the caller has checked that she may read it."""
    c = month_delta.c
    mine = (c.employment_id == employment_id, c.month == first)
    return tuple(found_of(row) for row in session.execute(found().where(*mine)))


def found() -> Select[Any]:
    """Return the query for what was found, in the order in which it was; `found_of` reads its rows."""
    return select(month_delta).order_by(month_delta.c.id)


def found_of(row: Any) -> Found:
    late = LateDay(row.day, row.booked, row.figure)
    return Found(late, tuple(came_of(each) for each in row.came), row.version, row.at)


def came_json(each: Came) -> dict[str, str]:
    at = each.at.isoformat()
    return {"what": each.what, "at": at, "fact": each.fact, "by": each.by, "reason": each.reason}


def came_of(raw: Mapping[str, str]) -> Came:
    return Came(Arrival(raw["what"]), datetime.fromisoformat(raw["at"]), raw["fact"], raw["by"], raw["reason"])
