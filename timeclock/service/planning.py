"""What a unit's roster would break, person by person, before it is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from timeclock.core import planning
from timeclock.core.day import PersonFile
from timeclock.core.duties import Duty
from timeclock.core.findings import neutral
from timeclock.core.periods import monday_of
from timeclock.core.planning import Objection
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.store import dayfiles, rosters
from timeclock.store.dayfiles import Surroundings
from timeclock.store.db import Session
from timeclock.store.rosters import NewShift

ONE_WEEK = 7 * ONE_DAY


def objections(
    session: Session,
    new: Iterable[NewShift],
    instead_of: frozenset[NewShift],
    month: date,
    around: Surroundings,
    now: datetime,
) -> Mapping[int, tuple[Objection, ...]]:
    """Return by person what a roster would break that is not broken without it; why she is protected is left out.

    Duties of other units and of the months around count as they are published.
    """
    by_person: defaultdict[int, list[NewShift]] = defaultdict(list)
    shifts = list(new)
    whose = rosters.persons(session, {each.employment_id for each in shifts})
    for each in shifts:
        by_person[whose[each.employment_id]].append(each)
    days = _whole_weeks(DaySpan.month(month.year, month.month))
    found = {}
    for person_id, hers in sorted(by_person.items()):
        file = replace(dayfiles.load(session, person_id, days, around, now).person, days=days)
        found[person_id] = _new_objections(file, hers, instead_of)
    return found


def _new_objections(
    file: PersonFile, shifts: Iterable[NewShift], instead_of: frozenset[NewShift]
) -> tuple[Objection, ...]:
    replaced = {(each.employment_id, each.kind, each.span) for each in instead_of}
    kept = tuple(each for each in file.duties if (each.employment_id, each.kind, each.span) not in replaced)
    planned = (Duty(each.employment_id, each.kind, each.span) for each in shifts)
    before = {(each.finding.day, each.finding.code) for each in planning.objections(replace(file, duties=kept))}
    after = planning.objections(replace(file, duties=(*kept, *planned)))
    return tuple(
        replace(each, finding=neutral(each.finding))
        for each in after
        if (each.finding.day, each.finding.code) not in before
    )


def _whole_weeks(days: DaySpan) -> DaySpan:
    """Return the days with the rest of their first and last week: a minor's hours are summed by the week."""
    last_monday = monday_of(days.to_day - ONE_DAY)
    return DaySpan(monday_of(days.from_day), last_monday + ONE_WEEK)
