"""Judging what days come to over weeks, months and years."""

from __future__ import annotations

from datetime import datetime

from timeclock.core.period_results import period_results
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import local_day
from timeclock.service.rulebook import Rulebook
from timeclock.store import periods
from timeclock.store.db import Session


def judge(session: Session, person_id: int, touched: DaySpan, rulebook: Rulebook, now: datetime) -> None:
    """Judge every period of a person that one of these days may change, as far as its days are over.

    The caller holds the person. A period is judged with all others that begin in its year, so that what one leaves to
    the next does not depend on which day was worked out last.
    """
    file = periods.load(session, person_id, touched, rulebook.around, local_day(now, rulebook.around.zone))
    periods.save(session, file, period_results(file))
