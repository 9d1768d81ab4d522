"""Telling people what happened to months of theirs that were closed: each posting, opening and closing anew once."""

from __future__ import annotations

from datetime import date, datetime

from timeclock.core.closing import MonthNews
from timeclock.core.late_truths import Came
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.store import account_kinds, accounts, months, told_months
from timeclock.store.db import Session
from timeclock.store.told_months import AboutMonth


def tell_later(
    session: Session, employment_id: int, month: DaySpan, origin: str, came: tuple[Came, ...], now: datetime
) -> None:
    """Tell of each account to which something was posted under this origin after the month was closed."""
    kinds = account_kinds.on(session, month.to_day - ONE_DAY)
    for _, entry in accounts.of_month(session, employment_id, month.from_day):
        if entry.posting.origin == origin:
            kind, amount = kinds[entry.account], entry.posting.amount
            said = AboutMonth(
                month.from_day, MonthNews.LATER, amount, origin, kind.code, kind.names, kind.unit, came=came
            )
            told_months.tell(session, employment_id, said, now)


def tell_version(session: Session, employment_id: int, first: date, now: datetime) -> None:
    """Tell that the newest version of a month was opened again, or that it is another than the one before."""
    newest = months.versions(session, employment_id, first)[0]
    amount = newest.sums.difference // MINUTE
    origin = f"{first:%Y-%m}/{newest.version}"
    if newest.reopened is None:
        said = AboutMonth(first, MonthNews.CLOSED_ANEW, amount, origin, by=newest.by, reason=newest.reason)
    else:
        by, reason = newest.reopened.by, newest.reopened.reason
        said = AboutMonth(first, MonthNews.REOPENED, amount, origin, by=by, reason=reason)
    told_months.tell(session, employment_id, said, now)
