"""A month as whoever runs the city reads it on the command line: its versions, and how the one in force went on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from timeclock.core.spans import DaySpan
from timeclock.service import bills
from timeclock.service.bills import Holder
from timeclock.store import audit, month_stories, months, people
from timeclock.store.db import Session
from timeclock.store.month_stories import MonthStory
from timeclock.store.months import Version
from timeclock.store.people import Whose
from timeclock.store.scope import Scope


@dataclass(frozen=True, slots=True)
class MonthRecord:
    """Whose month it is, all its versions, the newest first, and how the one in force went on."""

    holder: Holder
    month: date
    versions: tuple[Version, ...]
    story: MonthStory | None


def of(session: Session, staff_no: str, first: date, now: datetime) -> MonthRecord | None:
    """Return anybody's month for the operator, by staff number; the look is recorded. None where there is nobody."""
    everybody, days = Scope.system("month"), DaySpan.month(first.year, first.month)
    found = people.during(session, Whose(staff_no=staff_no), days, everybody)
    if found is None:
        return None
    employed, _ = found
    subject = f"{employed.employment_uid}/{first:%Y-%m}"
    audit.add(session, "operator.month", subject, now, by=None, person_id=employed.person_id)
    return MonthRecord(
        bills.holder(employed),
        first,
        months.versions(session, employed.employment_id, first),
        month_stories.told(session, employed.employment_id, first),
    )
