"""What leave is on record and which day it paid for, compared with what the facts give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from timeclock.core import walltime
from timeclock.core.leave_file import LeaveFile
from timeclock.service import leave as leave_years
from timeclock.service.differences import NOTHING, Difference
from timeclock.service.rulebook import Rulebook
from timeclock.store import leave, leave_waiting
from timeclock.store.db import Session
from timeclock.store.leave import Kept


@dataclass(frozen=True, slots=True)
class Used:
    """How many days of leave were compared, and what differs."""

    days: int
    differences: tuple[Difference, ...]


def compare(
    session: Session, person_id: int, rulebook: Rulebook, now: datetime, names: Mapping[int | None, str]
) -> Used:
    """Work out a person's leave once more; one that waits to be worked out, or never was, is left out."""
    kept = leave.kept(session, person_id)
    if not kept.entered or leave_waiting.waits(session, person_id):
        return Used(0, ())
    number = sum(len(leave.uses(session, employment_id)) for employment_id in kept.entered)
    # Months of shift work give leave once they are over: it may be as of the day on which it was recorded last.
    newest = max(each.recorded_at or now for rows in kept.entered.values() for each in rows)
    found: list[tuple[Difference, ...]] = []
    for at in (now, newest):
        today = walltime.local_day(at, rulebook.around.zone)
        files = leave.files(session, person_id, leave_years.years(kept, today), rulebook.around, today)
        known = [file for file in files if file.employment_id in kept.entered]
        unlike = (each for file in known for each in _unlike(session, file, kept, names[file.employment_id]))
        found.append(tuple(unlike))
        if not found[-1]:
            return Used(number, ())
    return Used(number, found[0])


def _unlike(session: Session, file: LeaveFile, kept: Kept, whose: str) -> Iterator[Difference]:
    """Yield the years that give another number of days than is on record, and the days that another one pays for."""
    given = {(each.kind, each.year) for each in kept.entered[file.employment_id] if each.is_given}
    had = kept.had(file.employment_id)
    for each in leave_years.differences(file, kept):
        # What a year to come gives is recorded when its turn comes.
        if (each.kind, each.year) in given:
            column, days = f"entitlement.{each.kind}", had[each.kind, each.year]
            yield Difference(whose, date(each.year, 1, 1), column, float(days), float(days + each.days))
    saved = [(use.day, use) for use in leave.uses(session, file.employment_id)]
    rebuilt = [(use.day, use) for use in leave_years.balance_of(file, kept).uses]
    for pair in saved:
        if pair not in rebuilt:
            yield Difference(whose, pair[0], "entitlement_use", str(pair[1]), NOTHING)
    for pair in rebuilt:
        if pair not in saved:
            yield Difference(whose, pair[0], "entitlement_use", NOTHING, str(pair[1]))
