"""What an absence would mean, before somebody asks for it: how many days of work, of leave, and who else is away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from timeclock.core.absences import AbsenceClass
from timeclock.core.evaluation import evaluate
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY, day_span
from timeclock.service import absence_cases, absence_requests, absences, access, away
from timeclock.service.absence_requests import Wanted
from timeclock.service.absences import NotEntered
from timeclock.service.access import Action
from timeclock.service.away import Calendar
from timeclock.service.kinds import absences as kind
from timeclock.service.kinds.absences import Obstacle
from timeclock.service.kinds.kind import CannotAsk, Terms
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.store import dayfiles
from timeclock.store.db import Session
from timeclock.store.people import Employed

# Of how many days at most is said how many are worked, and who else is away.
SHOWN = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Look:
    """The days on which she would have worked, the leave left before and after, and the others of her unit.

    `left_before` and `left_after` are None where it takes no leave, or none is kept. `more_days`: it lasts longer than
    is shown of it. `wanting` days of leave are not there, as far as this year's leave has to pay for them; `year` is
    that of its last day.
    """

    working_days: int
    left_before: Fraction | None
    left_after: Fraction | None
    wanting: Fraction
    others: Calendar
    more_days: bool
    year: int

    @property
    def paid_later(self) -> bool:
        """Say whether another year's leave pays for it, which is not there before that year begins."""
        none_taken = self.left_before is not None and self.left_before == self.left_after
        return none_taken and self.working_days > 0 and not self.wanting


def look(session: Session, sight: Sight, wanted: Wanted, terms: Terms, rulebook: Rulebook) -> Look:
    """Return what it would mean; nothing is asked for yet. Raises `CannotAsk` as asking would."""
    access.demand(sight.actor, Action.REQUEST_ABSENCE, sight.actor.person_id)
    employed, reason, asked = absence_requests.understood(session, sight, wanted)
    kind.check(session, sight, employed, kind.payload_of(reason, asked), terms)
    end = wanted.last + ONE_DAY
    days = DaySpan(wanted.first, min(end, wanted.first + SHOWN))
    working = _working_days(session, sight, employed, days, rulebook)
    before = after = None
    if reason.of_class is AbsenceClass.LEAVE:
        before = absence_cases.leave_left(session, employed, rulebook, sight.today)
        after = _left_after(session, sight, employed, asked, rulebook)
    paid_this_year = wanted.last.year == sight.today.year and days.to_day == end and wanted.from_clock is None
    wanting = Fraction(0)
    if before is not None and after is not None and paid_this_year:
        wanting = max(working - (before - after), Fraction(0))
    others = away.colleagues(session, sight, employed, days)
    return Look(working, before, after, wanting, others, end > days.to_day, wanted.last.year)


def _working_days(session: Session, sight: Sight, employed: Employed, days: DaySpan, rulebook: Rulebook) -> int:
    """Count the days on which she has to work something."""
    as_of = max(sight.now, day_span(days.to_day, sight.zone).from_at)
    file = dayfiles.load(session, employed.person_id, days, rulebook.around, as_of).person
    found = evaluate(replace(file, days=days)).days
    return sum(1 for each in found if each.employment_id == employed.employment_id and each.target)


def _left_after(
    session: Session, sight: Sight, employed: Employed, asked: absences.Asked, rulebook: Rulebook
) -> Fraction | None:
    """Return the leave that would be left: the absence is put on record, and taken back again."""
    trial = session.begin_nested()
    try:
        absences.record(session, employed, asked, sight.zone, sight.now, sight.actor.login_id)
        return absence_cases.leave_left(session, employed, rulebook, sight.today)
    except NotEntered:
        raise CannotAsk(Obstacle.AWAY_ALREADY) from None
    finally:
        trial.rollback()
