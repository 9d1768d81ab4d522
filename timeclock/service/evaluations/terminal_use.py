"""How often people stamp where, month by month: at which terminal, in the browser, on the phone; of no person.

A terminal that few people use in a month is told with all others together, and so many of these that they are enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from timeclock.core import disclosure, tables
from timeclock.core.disclosure import Hidden
from timeclock.core.register import Code
from timeclock.core.spans import DaySpan
from timeclock.core.tables import Cell, Cells, Column, Of, Rest
from timeclock.i18n import sorting
from timeclock.service.evaluations.asked import Answer, Question, month_columns
from timeclock.service.statistics import Least
from timeclock.store import kept_figures
from timeclock.store import terminal_use as rows
from timeclock.store.db import Session
from timeclock.store.kept_figures import Kept
from timeclock.store.scope import Scope


def made(session: Session, month: DaySpan, everybody: Scope, least: Least, zone: ZoneInfo) -> Kept:
    """Return how often people stamped in each place that can be told, and in all others together."""
    stamps: dict[int, int] = defaultdict(int)
    people: dict[int, set[int]] = defaultdict(set)
    for each in rows.used(session, month, zone, everybody):
        stamps[each.source_id] += each.stamps
        people[each.source_id].add(each.person_id)
    whose = {place: frozenset(each) for place, each in people.items()}
    told = disclosure.told_apart(whose, least.times)
    found: list[tuple[int | None, int]] = [(place, stamps[place]) for place in sorted(told)]
    back = whose.keys() - told
    enough = not back or len(disclosure.together(whose, back)) >= least.times
    if back and enough:
        found.append((None, sum(stamps[place] for place in back)))
    return Kept(len(disclosure.together(whose, whose)), told, found, others=enough)


def answer(session: Session, asked: Question) -> Answer:
    """Return a row for each place of the months that were made, beside the year as far as they go."""
    kept = kept_figures.within(session, Code.TERMINAL_USE, asked.days)
    columns = (
        Column("way", Of.WORD),
        Column("terminal"),
        *month_columns(kept),
        Column("this_year", Of.COUNT),
    )
    by: dict[date, dict[int | None, int]] = {
        month: {row[0]: row[1] for row in each.rows} for month, each in kept.items()
    }
    named = rows.places(session, {place for each in by.values() for place in each if place is not None})
    places = sorted(named, key=lambda place: (named[place].kind, sorting.place(named[place].name)))
    found: list[Cells] = []
    for place in places:
        called = named[place].name if named[place].kind == "terminal" else ""
        found.append((named[place].kind, called, *_figures(kept, by, place)))
    if any(None in by[month] or not each.others for month, each in kept.items()):
        found.append((Rest.OTHERS, "", *_figures(kept, by, None)))
    people = max((each.people for each in kept.values()), default=0)
    return Answer(tables.summed(columns, found, {"month", "this_year"}), people)


def _figures(
    kept: Mapping[date, Kept], by: Mapping[date, Mapping[int | None, int]], place: int | None
) -> tuple[Cell, ...]:
    """Return the months of a place, and what of the year is told; where nothing is kept back nobody stamped there."""
    months: list[int | Hidden] = []
    for month, each in kept.items():
        keeps_back = not each.others or (place is not None and None in by[month])
        months.append(by[month].get(place, Hidden.TOO_FEW if keeps_back else 0))
    return *months, sum(each for each in months if isinstance(each, int))
