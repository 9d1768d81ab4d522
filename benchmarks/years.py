"""A year of people of all models worked out anew on PostgreSQL, by one process and by two, and the turn of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, time, timedelta
from itertools import count, groupby
from operator import itemgetter
from uuid import UUID, uuid4

import psycopg

from benchmarks.crowd import MONDAY, YEAR, Somebody, World
from benchmarks.evaluation import simple_days
from benchmarks.pace import Bench, twice_as_long
from benchmarks.town import FIRST_DAY, SINCE, Town, town
from timeclock import clock
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import day_span, instant
from timeclock.jobs import renewal
from timeclock.service import absence_reasons, evaluation, model_catalogue
from timeclock.store import absences, models, people, protections, recalculation, sources, staffing
from timeclock.store.db import Session
from timeclock.store.staffing import Hired, NewPerson

EPOCH = "b" * 32
STAMP_COLUMNS = (
    "uid, source_id, epoch, seq, kind, at, at_rule, received_at, clock_quality, zone_rules, level, person_id, "
    "employment_id, ledger_id"
)
FLOOR_TABLE = """
CREATE TABLE IF NOT EXISTS floor_day (
  employment_id bigint NOT NULL, day date NOT NULL, present interval NOT NULL, taken interval NOT NULL,
  worked interval NOT NULL, difference interval NOT NULL, PRIMARY KEY (employment_id, day)
)
"""
FLOOR_STAMPS = "SELECT employment_id, kind, at FROM stamp WHERE at >= %s AND at < %s ORDER BY employment_id, at"
NOBODY = UUID(int=0)


@contextmanager
def benches(number: int) -> Iterator[Iterable[Bench]]:
    clock.use_pinned_zones()
    world = World.of_nrw()
    with town() as found:
        settle(found, world, number)
        yield iter([_year(found, number), _two_processes(found, number), _day_turn(found, number)])


def _year(found: Town, number: int) -> Bench:
    def ours() -> None:
        _renew(found, 1)

    days = number * len(list(YEAR))
    floor_name = "read the stamps, simple rules, COPY the days"
    return Bench(
        f"a year of {number} anew",
        "day",
        days,
        floor_name,
        None,
        ours,
        lambda: simplest(found, YEAR),
        twice_as_long(ours),
        rounds=3,
    )


def _two_processes(found: Town, number: int) -> Bench:
    def ours() -> None:
        _renew(found, 2)

    days = number * len(list(YEAR))
    return Bench(
        f"a year of {number} anew, 2 workers",
        "day",
        days,
        "the same with 1 worker",
        1.8,
        ours,
        lambda: _renew(found, 1),
        twice_as_long(ours),
        rounds=3,
    )


def _renew(found: Town, processes: int) -> None:
    done = renewal.renew(found.city.settings, found.city.database, YEAR, processes)
    if done.failed:
        raise RuntimeError(f"could not be evaluated: {done.failed}")


def _day_turn(found: Town, number: int) -> Bench:
    """Let night after night fall, in each of which yesterday's stamps have come in and today begins."""
    nights = iter(DaySpan(date(2025, 10, 6), YEAR.to_day))
    rulebook, zone = found.city.rulebook(), found.city.settings.zone

    def ours() -> None:
        night = next(nights)
        now, yesterday = instant(night, time(0, 30), zone), night - timedelta(days=1)
        with found.city.database.transaction() as session:
            evaluation.mark_day_turn(session, night, rulebook, now)
            everybody = people.everybody_employed(session, DaySpan.one(night))
            recalculation.mark(session, ((person_id, yesterday) for person_id in everybody), "stamp", now)
        for person_id in everybody:
            with found.city.database.transaction() as session:
                evaluation.refresh_now(session, person_id, rulebook, now)

    two_days = DaySpan(date(2025, 10, 6), date(2025, 10, 8))
    return Bench(
        f"the turn of a day for {number}",
        "person",
        number,
        "read the stamps, simple rules, COPY the days",
        None,
        ours,
        lambda: simplest(found, two_days),
        twice_as_long(ours),
        rounds=3,
    )


def simplest(found: Town, days: DaySpan) -> None:
    """Read the stamps in order, evaluate them by simple rules, and write a row for each day, all in one transaction."""
    zone = found.city.settings.zone
    begin, end = (day_span(day, zone).from_at for day in (days.from_day, days.to_day))
    with psycopg.connect(found.uri) as connection, psycopg.connect(found.uri) as writing:
        writing.execute(FLOOR_TABLE)
        writing.execute("TRUNCATE floor_day")
        rows = connection.cursor(name="stamps")
        rows.itersize = 10_000
        rows.execute(FLOOR_STAMPS, (begin, end))
        with writing.cursor() as cursor, cursor.copy("COPY floor_day FROM STDIN") as copy:
            for employment_id, of_one in groupby(rows, key=itemgetter(0)):
                stamps = [Stamp(NOBODY, StampKind(kind), at.astimezone(UTC), 1, "") for _, kind, at in of_one]
                for each in simple_days(stamps, days, zone):
                    copy.write_row((employment_id, each.day, each.present, each.taken, each.worked, each.difference))


def settle(town: Town, world: World, number: int) -> None:
    """Let people of all models move in with a year of stamps behind them."""
    with town.city.database.transaction() as session:
        model_catalogue.bring(session, SINCE)
        absence_reasons.bring(session, SINCE)
        known = {code: model.id for code, model in models.known(session).items()}
        crowd = [Somebody.of(world, each) for each in range(number)]
        hired = [_hired(session, town, who, known[who.model.new.code]) for who in crowd]
        for who in hired:
            for absence in world.absences:
                absences.add(session, replace(absence, employment_id=who.employment_id), None, SINCE)
        source, _, _ = sources.next_seq(session, "web", SINCE)
    with psycopg.connect(town.uri) as connection, connection.cursor() as cursor:
        # Results follow from stamps and not from their ledger records, so these are left out: they would take longest.
        cursor.execute("SET session_replication_role = replica")
        with cursor.copy(f"COPY stamp ({STAMP_COLUMNS}) FROM STDIN") as copy:
            for row in _stamp_rows(world, zip(crowd, hired, strict=True), source):
                copy.write_row(row)
    with psycopg.connect(town.uri, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _hired(session: Session, town: Town, who: Somebody, model_id: int) -> Hired:
    new = NewPerson(
        "Person",
        f"{who.number}",
        f"{100_000 + who.number}",
        town.city.registry,
        FIRST_DAY,
        who.weekly // MINUTE,
        regime=who.regime,
        born_on=who.born_on,
    )
    hired = staffing.hire(session, 1, new, SINCE)
    models.assign(session, hired.employment_id, model_id, MONDAY, FIRST_DAY, SINCE)
    for each in who.protections:
        protections.add(session, hired.person_id, each, SINCE)
    return hired


def _stamp_rows(world: World, crowd: Iterable[tuple[Somebody, Hired]], source: int) -> Iterator[tuple[object, ...]]:
    """Yield the rows of everybody's stamps, as the web would have taken them."""
    numbers = count(1)
    for who, held in crowd:
        for stamp in who.stamps(world):
            yield (
                uuid4(), source, EPOCH, next(numbers), stamp.kind.value, stamp.at, "server", stamp.at, "good", "bench",
                "authenticated", held.person_id, held.employment_id, uuid4(),
            )  # fmt: skip
