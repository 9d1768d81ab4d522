"""Closed months and what is booked of them as they are on record, for who compares them with what the facts give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from timeclock.core.accounts import PostingKind
from timeclock.core.day import DayState
from timeclock.core.spans import MINUTE
from timeclock.store.db import Session
from timeclock.store.schema.accounts import account, posting
from timeclock.store.schema.months import month
from timeclock.store.schema.people import employment
from timeclock.store.schema.results import day_result


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of a month with all that is in it, as JSON has it."""

    employment_id: int
    month: date
    version: int
    hash: str
    facts_until: datetime
    in_force: bool
    days: Sequence[Mapping[str, Any]]
    accounts: Sequence[Mapping[str, Any]]

    @property
    def origin(self) -> str:
        """Return the name its postings go by: 2026-10/1."""
        return f"{self.month:%Y-%m}/{self.version}"


@dataclass(frozen=True, slots=True)
class Posted:
    """A posting with the account it is on, in the account's unit."""

    employment_id: int
    account: str
    day: date
    amount: int
    kind: PostingKind
    origin: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a day is worth now; `held` where a posting of its month holds it already."""

    difference: timedelta | None
    held: bool


def of_person(session: Session, person_id: int) -> Sequence[Kept]:
    """Return every version of every month of a person that was closed, the oldest first."""
    rows = session.execute(
        select(month)
        .join(employment, employment.c.id == month.c.employment_id)
        .where(employment.c.person_id == person_id)
        .order_by(month.c.month, month.c.employment_id, month.c.version)
    )
    return [
        Kept(
            row.employment_id,
            row.month,
            row.version,
            row.hash,
            row.facts_until,
            row.reopened_at is None,
            row.snapshot["days"],
            row.snapshot["accounts"],
        )
        for row in rows
    ]


def posted(session: Session, person_id: int) -> Sequence[Posted]:
    """Return all postings on a person's accounts, in the order in which they were written."""
    rows = session.execute(
        select(account.c.employment_id, account.c.kind.label("account"), posting)
        .join(account, account.c.id == posting.c.account_id)
        .join(employment, employment.c.id == account.c.employment_id)
        .where(employment.c.person_id == person_id)
        .order_by(posting.c.id)
    )
    return [
        Posted(row.employment_id, row.account, row.day, row.amount, PostingKind(row.kind), row.origin) for row in rows
    ]


def worth(session: Session, person_id: int) -> Mapping[tuple[int, date], Known]:
    """Return what each day of a person's employments is worth now."""
    c = day_result.c
    rows = session.execute(
        select(c.employment_id, c.day, c.difference_min, c.state)
        .join(employment, employment.c.id == c.employment_id)
        .where(employment.c.person_id == person_id)
    )
    return {
        (row.employment_id, row.day): Known(
            None if row.difference_min is None else row.difference_min * MINUTE, row.state == DayState.FROZEN
        )
        for row in rows
    }
