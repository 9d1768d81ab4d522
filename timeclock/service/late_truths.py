"""What is found of closed months: posted as the difference to what is booked, with what came in between."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.closing import MonthKey
from timeclock.core.day import PersonResult
from timeclock.core.late_truths import Arrival, Came, Late, late_days
from timeclock.core.spans import DaySpan
from timeclock.store import accounts, arrivals, late_truths
from timeclock.store.arrivals import Arrived, Wanted
from timeclock.store.db import Session
from timeclock.store.late_truths import Booked


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """Days as they were just worked out: the results, which days that were, and the rules each was made with."""

    result: PersonResult
    days: DaySpan
    rules_of: Mapping[tuple[int, date], str]


def post(session: Session, done: WorkedOut, closed: Collection[MonthKey], zone: ZoneInfo, now: datetime) -> None:
    """Post what days of closed months, worked out anew, are worth above or below what is booked of them.

    What was closed stays; it and the differences together are what the facts say now, whatever was worked out first.
    """
    touched = [
        key for key in closed if _month(key).from_day < done.days.to_day and done.days.from_day < _month(key).to_day
    ]
    if not touched:
        return
    booked = late_truths.booked(session, FLEXTIME, touched)
    found = tuple(late_days(FLEXTIME, booked.figures, done.result.days, touched, done.days))
    came = _came(session, found, booked, zone)
    for each in found:
        version = booked.versions[each.employment_id, each.month]
        truth = late_truths.add(session, each, version, _about(each, came, booked, done.rules_of), now)
        account = accounts.opened(session, each.employment_id, each.account, Unit.MINUTES, each.month, now)
        today = walltime.local_day(now, zone)
        accounts.post(
            session, account.id, Posting(today, each.amount, PostingKind.DELTA, truth.origin, each.month), now
        )


def _month(key: MonthKey) -> DaySpan:
    return DaySpan.month(key[1].year, key[1].month)


def _came(
    session: Session, found: Iterable[Late], booked: Booked, zone: ZoneInfo
) -> Mapping[MonthKey, Sequence[Arrived]]:
    """Return what was recorded about each of these months since it was closed."""
    keys = {(each.employment_id, each.month) for each in found}
    return {key: arrivals.since(session, Wanted(key[0], _month(key), booked.closed_at[key], zone)) for key in keys}


def _about(
    found: Late,
    came: Mapping[MonthKey, Sequence[Arrived]],
    booked: Booked,
    rules_of: Mapping[tuple[int, date], str],
) -> tuple[Came, ...]:
    """Return what came of a day since its figure was booked; where no fact did, other rules, or nothing we know of."""
    if found.day is None:
        return ()
    key, month = (found.employment_id, found.day), (found.employment_id, found.month)
    known = booked.known_until.get(key, booked.closed_at[month])
    arrived = tuple(each.came for each in came[month] if found.day in each.days and each.came.at > known)
    if arrived:
        return arrived
    rules = rules_of.get(key, "")
    other_rules = key in booked.rules and rules != booked.rules[key]
    return (Came(Arrival.RULES, known, rules) if other_rules else Came(Arrival.OTHER, known),)
