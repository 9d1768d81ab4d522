"""What a unit's roster would break, person by person, before it is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from timeclock.core import planned_hours, planned_periods, planning
from timeclock.core.day import PersonFile
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.findings import neutral
from timeclock.core.periods import whole_weeks
from timeclock.core.planning import Objection
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import local_day
from timeclock.store import dayfiles, periods, rosters
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

    Duties of other units and of the months around count as they are published. Days, weeks and rests are asked, what
    the month holds beyond the contract, and the periods it lies in.
    """
    days, found = DaySpan.month(month.year, month.month), {}
    named = rosters.day_plans_of(session, (shift for shifts in planned.values() for shift in shifts))
    replaced = {(each.employment_id, each.kind, each.span) for each in instead_of}
    today = local_day(now, around.zone)
    for person_id, shifts in sorted(planned.items()):
        hers = [Duty(each.employment_id, each.kind, each.span, named.get(each.day_plan_id or 0)) for each in shifts]
        # A minor's hours are summed by the week.
        files = dayfiles.load(session, person_id, whole_weeks(days), around, now)
        file = replace(files.person, days=whole_weeks(days), duties=_but(files.person.duties, replaced))
        judged = [*_of_days(file, hers), *planned_hours.objections(replace(file, duties=(*file.duties, *hers)), days)]
        if today < days.to_day:
            # Her plans are loaded as if the month were over: as far as a period may reach that it lies in.
            since = min(days.from_day.replace(month=1), days.from_day - periods.LONGEST)
            loaded = periods.load(session, person_id, days, around, days.to_day, plans_since=since)
            known = replace(loaded, today=today)
            judged += planned_periods.objections(known, _but(files.rostered.duties, replaced), hers, days)
        found[person_id] = tuple(replace(each, finding=neutral(each.finding)) for each in judged)
    return found


def _but(duties: Iterable[Duty], replaced: set[tuple[int, DutyKind, Span]]) -> tuple[Duty, ...]:
    return tuple(each for each in duties if (each.employment_id, each.kind, each.span) not in replaced)


def _of_days(file: PersonFile, hers: Sequence[Duty]) -> Iterator[Objection]:
    after = planning.objections(replace(file, duties=(*file.duties, *hers)))
    before = {(each.finding.day, each.finding.code) for each in planning.objections(file)} if after else set()
    return (each for each in after if (each.finding.day, each.finding.code) not in before)
