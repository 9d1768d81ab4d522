"""What whoever decides about days away needs besides: who else is, how many would be there, and the leave left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from timeclock.core.leave_year import NONE
from timeclock.core.spans import DaySpan
from timeclock.core.staffing import Choice
from timeclock.service import away, leave, staffing
from timeclock.service.away import CalendarDay
from timeclock.service.kinds import absence_returns, absences, mobile_work
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.store import leave as leave_rows
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.requests import Asked

OF_ABSENCES = frozenset({absences.NAME, absence_returns.NAME})
KINDS = OF_ABSENCES | {mobile_work.NAME}


@dataclass(frozen=True, slots=True)
class Beside:
    """The days of a request on which others of the unit are away, of how many, and days of leave left, if any is kept.

    Leave that is planned is not left, so neither is what counts of the request already. `staffed`: of the days on which
    her unit needs so many, how many would be there without her; none where hours alone are asked for.
    """

    people: int
    days: tuple[CalendarDay, ...]
    leave_left: Fraction | None
    staffed: tuple[Choice, ...] = ()

    @property
    def short(self) -> int:
        """On how many days there would be too few without her."""
        return sum(each.short > 0 for each in self.staffed)


def beside(session: Session, sight: Sight, employed: Employed, asked: Asked, rulebook: Rulebook) -> Beside | None:
    """Return what is needed besides to decide about days away; None for a request of another kind."""
    if asked.kind not in KINDS:
        return None
    days = absences.days_of(asked.payload)
    others = away.others(session, sight, employed, days)
    left = leave_left(session, employed, rulebook, sight.today) if asked.kind in OF_ABSENCES else None
    hours = asked.payload.get("from_clock") is not None
    staffed = () if hours else staffing.without(session, employed, days, sight.zone)
    return Beside(others.people, others.days, left, staffed)


def leave_left(session: Session, employed: Employed, rulebook: Rulebook, today: date) -> Fraction | None:
    """Return how many days of leave are neither taken nor planned nor lapsed, up to the end of this year."""
    kept = leave_rows.kept(session, employed.person_id)
    if not kept.had(employed.employment_id):
        return None
    years = DaySpan(date(min(today.year, kept.first_year or today.year) - 1, 1, 1), date(today.year + 2, 1, 1))
    files = leave_rows.files(session, employed.person_id, years, rulebook.around, today)
    own = (leave.balance_of(file, kept) for file in files if file.employment_id == employed.employment_id)
    return sum((held.left for each in own for held in each.held if held.year <= today.year), NONE)
