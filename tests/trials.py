"""A trial that was made available to the staff council."""

from __future__ import annotations

from datetime import datetime, time
from random import Random
from uuid import UUID

from tests.city import NOW, City
from tests.lived_in import sight
from timeclock.core.changed_figures import Changed
from timeclock.core.plans import ClockSpan
from timeclock.core.spans import DaySpan
from timeclock.service import council_trials, unit_trials
from timeclock.service.unit_trials import Wanted
from timeclock.store.db import Session


def made_available(session: Session, city: City, days: DaySpan, now: datetime = NOW) -> UUID:
    """Give the council the trial of a longer frame on everybody's days; the smallest group told of is one."""
    [whole] = [each.uid for each in unit_trials.every_unit(session, days.from_day) if each.name == "Stadtverwaltung"]
    wanted = Wanted(whole, days, changed=Changed(frame=ClockSpan(time(6), time(22))))
    found = unit_trials.tried_by_operator(session, wanted, city.rulebook(), now)
    by = sight(session, city, "hr", now)
    return council_trials.make_available(session, by, city.settings.documents, found, 1, Random(1))
