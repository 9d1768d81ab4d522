"""The law check of a unit's month roster, as its planner waits for it after saving, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from operator import itemgetter

import psycopg

from benchmarks.pace import Bench, twice_as_long
from benchmarks.town import Town, town
from tests.lived_in import sight
from timeclock import clock
from timeclock.core.duties import DutyKind
from timeclock.core.rosters import Rotation, ShiftKind, pattern
from timeclock.core.spans import DaySpan
from timeclock.service import roster_catalogue, roster_desk, roster_law
from timeclock.service.roster_desk import Filling, RosterRules
from timeclock.service.sight import Sight
from timeclock.store.db import Session

PEOPLE = 200
MONTH = DaySpan(date(2027, 1, 1), date(2027, 2, 1))
KEYS = pattern("F F F F F - - S S S S S - - N N N N - - -")
CLOCKS = {"F": (time(6), time(14)), "S": (time(14), time(22)), "N": (time(22), time(6))}
FLOOR_SHIFTS = """
SELECT shift.employment_id, shift.from_at, shift.to_at FROM shift JOIN roster ON roster.id = shift.roster_id
WHERE roster.month = %s AND roster.state = 'planned' ORDER BY shift.employment_id, shift.from_at
"""
REST, LONGEST = timedelta(hours=11), timedelta(hours=10)


@contextmanager
def benches() -> Iterator[Iterable[Bench]]:
    clock.use_pinned_zones()
    with town(PEOPLE) as found:
        rules = RosterRules.of(found.city.settings, found.city.rulebook())
        with found.city.database.transaction() as session:
            looking = sight(session, found.city, "brandt")
            people = plan(session, looking, rules)
        yield iter([_check(found, looking, rules, people)])


def plan(session: Session, looking: Sight, rules: RosterRules) -> int:
    """Plan the month of everybody in three shifts, each three days ahead of the last; return of how many people."""
    desk = roster_desk.load(session, looking, rules, MONTH.from_day, None)
    for key, clocks in CLOCKS.items():
        roster_catalogue.keep_shift(session, looking, desk.unit, ShiftKind(key, "", DutyKind.WORK, *clocks))
    desk = roster_desk.load(session, looking, rules, MONTH.from_day, desk.unit.uid)
    filling = Filling(MONTH, Rotation(KEYS, MONTH.from_day), step=3)
    roster_desk.write(session, looking, desk, desk.standing.seen, roster_desk.filled(desk, filling))
    return len(desk.people)


def _check(found: Town, looking: Sight, rules: RosterRules, people: int) -> Bench:
    def ours() -> None:
        with found.city.database.reading() as session:
            desk = roster_desk.load(session, looking, rules, MONTH.from_day, None)
            if not roster_law.judge(session, looking, desk, rules).objected:
                raise RuntimeError("after a late shift comes no early one without an objection")

    return Bench(
        f"law check of a month roster of {people}",
        "person",
        people,
        "read the shifts, compare rest and length",
        None,
        ours,
        lambda: simplest(found),
        twice_as_long(ours),
        rounds=3,
    )


def simplest(found: Town) -> list[tuple[int, datetime]]:
    """Read the shifts in order, and find those over ten hours and those begun less than eleven after the last."""
    with psycopg.connect(found.uri) as connection:
        rows = connection.execute(FLOOR_SHIFTS, (MONTH.from_day,)).fetchall()
    wrong = [(who, begin.astimezone(UTC)) for who, begin, end in rows if end - begin > LONGEST]
    for who, hers in groupby(rows, key=itemgetter(0)):
        wrong += [(who, later[1].astimezone(UTC)) for earlier, later in pairwise(hers) if later[1] - earlier[2] < REST]
    return wrong
