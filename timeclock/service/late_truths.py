"""What is found of closed months: posted as the difference to what is booked, with what came in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from timeclock.core.closing import MonthKey
from timeclock.core.late_truths import Arrival, Came, LateDay, late_days, with_followers
from timeclock.core.spans import DaySpan
from timeclock.service import account_months, month_notices
from timeclock.service.account_months import ClosedMonth
from timeclock.service.rulebook import Rulebook
from timeclock.store import accounts, arrivals, late_truths
from timeclock.store.arrivals import Arrived, Wanted
from timeclock.store.db import Session
from timeclock.store.late_truths import Known


def post(
    session: Session, person_id: int, closed: Iterable[MonthKey], days: DaySpan, rulebook: Rulebook, now: datetime
) -> None:
    """Post what closed months, of which these days were worked out anew, give accounts above or below what they gave.

    What was closed stays; it and the differences together are what the facts say now, whatever was worked out first.
    """
    for employment_id, first in sorted(closed):
        month = DaySpan.month(first.year, first.month)
        known = late_truths.known(session, employment_id, first) if _touches(days, with_followers(month)) else None
        if known is not None:
            came = _record_days(session, employment_id, month, known, rulebook, now)
            origin = _origin(session, employment_id, first, known.version)
            closed_month = ClosedMonth(person_id, employment_id, month, origin)
            if account_months.give_later(session, closed_month, rulebook, now):
                month_notices.tell_later(session, employment_id, month, origin, came, now)


def _touches(days: DaySpan, others: DaySpan) -> bool:
    return days.from_day < others.to_day and others.from_day < days.to_day


def _record_days(
    session: Session, employment_id: int, month: DaySpan, known: Known, rulebook: Rulebook, now: datetime
) -> tuple[Came, ...]:
    """Record which days are worth something else now, each with what came of it since its figure was known.

    Returns what came, each thing once.
    """
    found = late_truths.as_they_are(session, employment_id, month)
    changed = late_days(known.differences, {day: difference for day, (difference, _) in found.items()})
    if not changed:
        return ()
    came = arrivals.since(session, Wanted(employment_id, month, known.closed_at, rulebook.around.zone))
    rules = {day: hash_ for day, (_, hash_) in found.items()}
    reasons = list(_with_reasons(changed, known, came, rules))
    late_truths.add(session, employment_id, month.from_day, known.version, reasons, now)
    return tuple(dict.fromkeys(each for _, of_day in reasons for each in of_day))


def _with_reasons(
    changed: Iterable[LateDay], known: Known, came: Sequence[Arrived], rules: Mapping[date, str]
) -> Iterator[tuple[LateDay, tuple[Came, ...]]]:
    """Yield each day with what came; where no fact did, it was other rules, or nothing that we know of."""
    for late in changed:
        until = known.until.get(late.day, known.closed_at)
        arrived = tuple(each.came for each in came if late.day in each.days and each.came.at > until)
        other = rules.get(late.day, "") != known.rules.get(late.day, "")
        yield late, arrived or (Came(Arrival.RULES if other else Arrival.OTHER, until),)


def _origin(session: Session, employment_id: int, first: date, version: int) -> str:
    """Return a name no difference of this version has yet: 2026-10/1/3 is the third."""
    name = f"{first:%Y-%m}/{version}/"
    there = {each.posting.origin for _, each in accounts.of_month(session, employment_id, first)}
    return f"{name}{sum(1 for origin in there if origin.startswith(name)) + 1}"
