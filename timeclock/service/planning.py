"""What a unit's roster would break, person by person, before it is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from timeclock.core import planning
from timeclock.core.day import PersonFile
from timeclock.core.duties import Duty
from timeclock.core.findings import neutral
from timeclock.core.periods import whole_weeks
from timeclock.core.planning import Objection
from timeclock.core.spans import DaySpan
from timeclock.store import dayfiles
from timeclock.store.dayfiles import Surroundings
from timeclock.store.db import Session
from timeclock.store.rosters import NewShift


def objections(
    session: Session,
    planned: Mapping[int, Sequence[NewShift]],
    instead_of: frozenset[NewShift],
    month: date,
    around: Surroundings,
    now: datetime,
) -> Mapping[int, tuple[Objection, ...]]:
    """Return by person what her shifts of a roster would break that is not broken without it, in neutral words.

    Duties of other units and of the months around count as they are published.
    """
    # A minor's hours are summed by the week.
    days = whole_weeks(DaySpan.month(month.year, month.month))
    found = {}
    for person_id, hers in sorted(planned.items()):
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
