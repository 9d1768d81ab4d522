"""What a month gives somebody's accounts when it closes, and what becomes known of it later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from timeclock.core import month_postings, walltime
from timeclock.core.accounts import AccountKind, Posting
from timeclock.core.month_postings import MonthFile
from timeclock.core.periods import KnownDays, known_days
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import cut_offs
from timeclock.service.rulebook import Rulebook
from timeclock.store import account_kinds, accounts, periods
from timeclock.store.db import Session


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """Whose month it is: `origin` names its version, so that each is given once."""

    person_id: int
    employment_id: int
    month: DaySpan
    origin: str


def give(session: Session, closed: ClosedMonth, rulebook: Rulebook, now: datetime) -> None:
    """Post what a month gives each account on its last day, then cut off those that are cut off within it.

    Whoever closes the month freezes its days in the same transaction, and holds the person.
    """
    file = _file(session, closed, rulebook, now)
    kinds = {kind.code: kind for kind in file.kinds}
    paid = accounts.paid_of(session, closed.employment_id, closed.month.from_day)
    _post(session, closed, kinds, month_postings.postings(file, closed.origin, paid), now)
    cut_offs.take(session, closed.person_id, closed.employment_id, closed.month, rulebook, now)


def give_later(session: Session, closed: ClosedMonth, rulebook: Rulebook, now: datetime) -> int:
    """Post what a closed month gives by now and did not give yet, as of today; return on how many accounts."""
    file = _file(session, closed, rulebook, now)
    before = accounts.given(session, closed.employment_id, closed.month.from_day)
    today = walltime.local_day(now, rulebook.around.zone)
    found = month_postings.deltas(month_postings.given(file), before, closed.month.from_day, today, closed.origin)
    kinds = account_kinds.on(session, closed.month.to_day - ONE_DAY)
    return _post(session, closed, kinds, found, now)


def _file(session: Session, closed: ClosedMonth, rulebook: Rulebook, now: datetime) -> MonthFile:
    today, last = walltime.local_day(now, rulebook.around.zone), closed.month.to_day - ONE_DAY
    known = known_days(periods.load(session, closed.person_id, closed.month, rulebook.around, today))
    held = frozenset(each.kind for each in accounts.held(session, closed.employment_id, last))
    kinds = month_postings.fed(account_kinds.on(session, last), held, _regime(known, closed))
    on_call = accounts.on_call(session, closed.employment_id, closed.month)
    return MonthFile(known, closed.employment_id, closed.month, kinds, on_call)


def _regime(known: KnownDays, closed: ClosedMonth) -> str:
    """Return the terms of the last day of the month on which the employment holds."""
    held = (known.file.plans.get((closed.employment_id, day)) for day in closed.month)
    return next((plan.regime for plan in reversed(list(held)) if plan is not None), "")


def _post(
    session: Session,
    closed: ClosedMonth,
    kinds: Mapping[str, AccountKind],
    found: Iterable[tuple[str, Posting]],
    now: datetime,
) -> int:
    written = 0
    for code, posting in found:
        account = accounts.opened(session, closed.employment_id, code, kinds[code].unit, closed.month.from_day, now)
        written += accounts.post(session, account.id, posting, now)
    return written
