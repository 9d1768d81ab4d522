"""Half a year of stamps, taken in and evaluated the way real ones are."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from demo import course, moving_in, walls
from demo.cast import Member
from demo.course import Calendar, Card, Tap
from demo.walls import Wall
from terminals import wire
from timeclock import calendar as holiday_calendar
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import day_span, local_day
from timeclock.jobs import work
from timeclock.ledger import keys
from timeclock.service import clicks, clocking, evaluation, leave, statistics
from timeclock.service.access import Actor
from timeclock.service.clocking import IntakeRules
from timeclock.service.evaluations import kept
from timeclock.service.rulebook import Rulebook
from timeclock.service.statistics import Least
from timeclock.settings import Settings, data_directory
from timeclock.store import logins, people, recalculation, sources, stamps
from timeclock.store.db import Database, Session
from timeclock.store.people import Employed
from timeclock.store.scope import Scope

ONE_DAY = timedelta(days=1)
# Of each terminal this delivery is sent again, because its answer got lost.
SENT_TWICE = 7
DELIVERIES_PER_COMMIT = 400
CLICKS_PER_COMMIT = 2_000


@dataclass(frozen=True, slots=True)
class Season:
    """The time to fill: from the first day; the scenes are counted back from `anchor`."""

    first_day: date
    anchor: date


def fill(
    database: Database,
    city: Settings,
    members: Sequence[Member],
    season: Season,
    doors: Sequence[Wall],
    span: Span,
) -> int:
    """Store what everybody stamps in this span, through terminals and browser; return how many stamps."""
    taps = _taps(database, city, members, season, span)
    held = [tap for tap in taps if tap.card is not Card.NONE]
    numbers = {walls.number_of(tap) for tap in held}
    hashes = moving_in.hashes(city, numbers)
    for n, wall in enumerate(doors):
        _hand_in(database, city, wall, [tap for tap in held if tap.who.wall == n], hashes, span)
    _click(database, city, [tap for tap in taps if tap.card is Card.NONE])
    return len(taps)


def evaluate(database: Database, city: Settings, days: DaySpan, now: datetime) -> None:
    """Work out everybody's results of these days, and their leave."""
    rulebook = Rulebook.of(city)
    with database.reading() as session:
        employed = people.everybody_employed(session, days)
    for person_id in employed:
        with database.transaction() as session:
            evaluation.refresh(session, person_id, days, rulebook, now)
            leave.refresh_now(session, person_id, rulebook, now)


def catch_up(database: Database, city: Settings, now: datetime) -> None:
    """Work out what still waits, such as the days of a roster to come, before the jobs do."""
    rulebook = Rulebook.of(city)
    while True:
        with database.transaction() as session:
            person_id = recalculation.next_person(session)
            if person_id is None:
                return
            evaluation.refresh_now(session, person_id, rulebook, now)


def make_statistics(database: Database, city: Settings, today: date, now: datetime) -> None:
    """Make the statistics of the quarters and months that are over, as the job does."""
    with database.transaction() as session:
        statistics.make(session, today, Least.of(city), city.zone, now)
        kept.make(session, today, Least.of(city), city.zone, now)


def write_log(database: Database, city: Settings) -> None:
    """Give every record its place in the log, sign the head, and keep it where the jobs go on from."""
    work.sequence_all(database)
    work.sign_head(database, city, keys.signing_key(city.log_key_file))


def around(city: Settings, season: Season, last_day: date) -> Calendar:
    """Return the days to fill and what they are like."""
    days = DaySpan(season.first_day, last_day)
    return Calendar(days, season.anchor, _holidays(city, days), city.zone)


def _taps(database: Database, city: Settings, members: Sequence[Member], season: Season, span: Span) -> list[Tap]:
    last_day = local_day(span.to_at, city.zone) + ONE_DAY
    calendar = around(city, season, last_day)
    with database.reading() as session:
        employed = _employed(session, last_day)
        found: list[Tap] = []
        for who in members:
            tried = _tried_out(session, who, employed[who.staff_no].person_id, span, city)
            found += (
                tap
                for tap in course.taps(who, calendar)
                if span.from_at <= tap.at < span.to_at and local_day(tap.at, city.zone) not in tried
            )
    return sorted(found, key=lambda tap: (tap.at, tap.who.staff_no))


def _holidays(city: Settings, days: DaySpan) -> HolidayCalendar:
    years = range(days.from_day.year, days.to_day.year + 1)
    closed = holiday_calendar.closed_days(data_directory("config") / "holidays.toml", years)
    return holiday_calendar.calendar_of([*holiday_calendar.days_of(city.holiday_calendar, years=years), *closed])


def _tried_out(session: Session, who: Member, person_id: int, span: Span, city: Settings) -> set[date]:
    """Return the days on which a visitor stamped for her: what she would have stamped does not fit any more."""
    since = day_span(local_day(span.from_at, city.zone), city.zone).from_at
    seen = stamps.between(session, person_id, Span(span.from_at, max(span.to_at, since)))
    days = {local_day(stamp.at, city.zone) for stamp in seen}
    # A badge held without a key means the opposite of the last one, so the day after would be turned round.
    return days if "keys" in who.habits else days | {day + ONE_DAY for day in days}


def _employed(session: Session, day: date) -> Mapping[str, Employed]:
    return {each.staff_no: each for each in people.listed(session, day, Scope.system("demo"))}


def _hand_in(
    database: Database, city: Settings, wall: Wall, taps: Iterable[Tap], hashes: Mapping[str, str], span: Span
) -> None:
    rules = IntakeRules.of(city)
    with database.reading() as session:
        device = sources.device(session, UUID(wall.uid))
    if device is None:
        raise LookupError(f"{wall.name}: the database does not know this terminal; start with --fresh")
    waiting = enumerate(walls.deliveries(wall, device, taps, hashes, city.zone.key, span.to_at))
    while some := list(islice(waiting, DELIVERIES_PER_COMMIT)):
        with database.transaction() as session:
            for n, delivery in some:
                clocking.take_in(session, delivery, rules)
                if n == SENT_TWICE:
                    clocking.take_in(session, delivery, rules)


def _click(database: Database, city: Settings, taps: Iterable[Tap]) -> None:
    waiting = iter(taps)
    actors: dict[str, Actor] = {}
    while some := list(islice(waiting, CLICKS_PER_COMMIT)):
        with database.transaction() as session:
            employed = _employed(session, local_day(some[-1].at, city.zone))
            for tap in some:
                actor = actors.get(tap.who.staff_no) or _actor(session, tap, employed[tap.who.staff_no].person_id)
                actors[tap.who.staff_no] = actor
                chance = random.Random(f"click {tap.who.staff_no} {tap.at}")
                clicks.stamp(
                    session, actor, tap.kind, UUID(wire.uuid7(tap.at, chance.randbytes(10))), city.zone, tap.at
                )


def _actor(session: Session, tap: Tap, person_id: int) -> Actor:
    name = moving_in.login_of(tap.who)
    found = logins.by_name(session, name, tap.at)
    if found is None:
        raise LookupError(f"{name}: no such login; start with --fresh")
    return Actor(found[0], name, tap.who.full_name, person_id, "de", frozenset())
