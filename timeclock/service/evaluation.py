"""From facts to results: the one way, for the screen, the terminal and the jobs alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from timeclock.core import walltime
from timeclock.core.closing import MonthKey, frozen
from timeclock.core.day import PersonResult
from timeclock.core.evaluation import evaluate
from timeclock.core.period_results import period_results
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import Stamp
from timeclock.service import late_truths
from timeclock.service.rulebook import Rulebook
from timeclock.store import dayfiles, people, periods, recalculation, results, rules
from timeclock.store.db import Session

# A stamp may change the day before (a night's end) and the day after (the rest); DESIGN §4, "Two clocks".
NEIGHBOURS = timedelta(days=1)
# How far back a day turn looks for days without a settled result.
LOOK_BACK = timedelta(days=35)
# Marks this close together are worked out in one go.
BRIDGE = timedelta(days=7)
# And no more than this at once, so that no transaction gets long.
LONGEST = timedelta(days=92)


def refresh_now(
    session: Session,
    person_id: int,
    rulebook: Rulebook,
    now: datetime,
    anew: DaySpan | None = None,
    most: int | None = None,
) -> None:
    """Work off what waits for one person: the second transaction after a stamp, and the jobs' work.

    With `anew` all of these days are worked out, whether or not they wait, and no others. Where more than `most` wait,
    they are left to the jobs: nobody stands at a door until a month is worked out. The person is held.
    """
    marks = recalculation.claim(session, person_id)
    if most is not None and len(marks) > most:
        return
    if anew is not None:
        marks = [mark for mark in marks if mark.day in anew]
    runs = _runs([mark.day for mark in marks]) if anew is None else [anew]
    today = walltime.local_day(now, rulebook.around.zone)
    touched: list[DaySpan] = []
    closed = set[MonthKey]()
    for run in runs:
        wide = DaySpan(run.from_day - NEIGHBOURS, run.to_day + NEIGHBOURS)
        files = dayfiles.load(session, person_id, wide, rulebook.around, now)
        hashes, bodies = rulebook.sets_for(files)
        if new := {hash_: body for hash_, body in bodies.items() if hash_ not in files.rules_noted}:
            rules.note(session, "result", new, now)
        results.save(session, frozen(evaluate(files.person), files.closed), files.person.days, hashes, now)
        closed |= files.closed
        if run.from_day < today:
            touched.append(files.person.days)
    if touched:
        # Today is not over: a stamp of today changes no period yet, and its day turn will. A period is judged with all
        # others that begin in its year, so that what one leaves to the next does not depend on which day came last.
        days = DaySpan(min(each.from_day for each in touched), max(each.to_day for each in touched))
        file = periods.load(session, person_id, days, rulebook.around, today)
        periods.save(session, file, period_results(file))
        late_truths.post(session, person_id, closed, days, rulebook, now)
    recalculation.done(session, marks)


def refresh(session: Session, person_id: int, days: DaySpan, rulebook: Rulebook, now: datetime) -> None:
    """Work out a person's results of these days, whether or not they wait."""
    recalculation.mark(session, ((person_id, day) for day in days), "asked", now)
    refresh_now(session, person_id, rulebook, now)


@dataclass(frozen=True, slots=True)
class Trial:
    """What would be other than it is: a stamp that did not count, and one that did."""

    without: UUID | None
    added: Stamp | None


def tried(session: Session, person_id: int, day: date, rulebook: Rulebook, now: datetime, trial: Trial) -> PersonResult:
    """Work out a day as it would be, with its neighbours, and save nothing."""
    days = DaySpan(day - NEIGHBOURS, day + 2 * NEIGHBOURS)
    file = dayfiles.load(session, person_id, days, rulebook.around, now).person
    kept = [stamp for stamp in file.stamps if stamp.uid != trial.without]
    added = [] if trial.added is None else [trial.added]
    changed = tuple(sorted([*kept, *added], key=lambda stamp: (stamp.at, stamp.uid)))
    return evaluate(replace(file, stamps=changed))


def mark_day_turn(session: Session, today: date, rulebook: Rulebook, now: datetime) -> int:
    """Mark every day of the last weeks that is not settled, for everybody employed; return how many people.

    Days without a stamp get their result this way. Looking back is what catches up after the jobs stood still.
    """
    recalculation.mark(session, unsettled(session, today, rulebook), "day_turn", now)
    return len(people.everybody_employed(session, turning_days(today)))


def unsettled(session: Session, today: date, rulebook: Rulebook) -> Sequence[tuple[int, date]]:
    """Return the (person, day) of the last weeks that are not settled, of everybody employed; today is never."""
    days = turning_days(today)
    before = DaySpan(days.from_day, today - timedelta(days=1))
    settled = results.settled(session, before, rulebook.around.zone)
    employed = people.everybody_employed(session, days)
    return [(person, day) for person in employed for day in days if (person, day) not in settled]


def reach(days: DaySpan) -> DaySpan:
    """Return the days on which something that waits may still change the results of these days."""
    return DaySpan(days.from_day - dayfiles.FURTHEST, days.to_day + NEIGHBOURS)


def turning_days(today: date) -> DaySpan:
    """Return the days a day turn looks at: the last weeks, today included."""
    return DaySpan(today - LOOK_BACK, today + timedelta(days=1))


def _runs(days: list[date]) -> list[DaySpan]:
    """Return spans that cover the days with few reads: 1st, 3rd and 30th are two runs."""
    runs: list[DaySpan] = []
    for day in sorted(days):
        last = runs[-1] if runs else None
        if last is not None and day - last.to_day <= BRIDGE and day - last.from_day < LONGEST:
            runs[-1] = DaySpan(last.from_day, day + timedelta(days=1))
        else:
            runs.append(DaySpan.one(day))
    return runs
