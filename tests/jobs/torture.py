"""Four processes on the list of one city, by a clock that runs fast, killed at random (`python -m tests.jobs.torture`).

The one that is started forks the others while it holds no connection, so that a killed one is there again at once. They
read the time from memory they share; it is moved on tick by tick, through a night in which the clocks change.
"""

from __future__ import annotations

import json
import os
import random
import signal
import struct
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from mmap import mmap
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select

from timeclock import clock, settings
from timeclock.jobs import periods, runs
from timeclock.jobs.job import PeriodJob, Step, Tools
from timeclock.jobs.periods import Nightly
from timeclock.store import audit, db, job_runs
from timeclock.store.db import Database, Session
from timeclock.store.job_runs import Run
from timeclock.store.schema.evidence import audit as audit_rows
from timeclock.store.schema.jobs import job_run

logger = structlog.get_logger()

PROCESSES = 4
PEOPLE = 3
HIT = mmap(-1, 1)  # shared by all processes: whether one was killed in the gap that a planted defect leaves
A_TICK_SECONDS = 0.06
KILLS_PER_TICK = 0.5
A_GAP_SECONDS = 0.01
GIVE_UP_SECONDS = 60.0
ONE_DAY = timedelta(days=1)
AROUND = timedelta(hours=1)
BEGUN, DID = "torture.begun", "torture.did"


@dataclass(frozen=True, slots=True)
class Season:
    """Days in a row with a night in which the clocks change, and when 02:30 is in that night."""

    first: date
    half_past_two: datetime


SEASONS = {
    "spring": Season(date(2026, 3, 27), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
    "autumn": Season(date(2026, 10, 23), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
}


def begin(session: Session, step: Step) -> int:
    audit.add(session, BEGUN, step.days.from_day.isoformat(), step.now, by=None)
    return PEOPLE


def next_person(_session: Session, _step: Step, after: int) -> int | None:
    return after + 1 if after < PEOPLE else None


def do(session: Session, step: Step, person_id: int) -> None:
    audit.add(session, DID, f"{step.days.from_day}/{person_id}", step.now, by=None)


def second_begins(session: Session, step: Step) -> int:
    audit.add(session, BEGUN, f"{step.days.from_day}, second", step.now, by=None)
    return 0


FIRST = PeriodJob("torture", Nightly(wall(2, 30)), begin, next_person, do)
SECOND = PeriodJob("torture-second", Nightly(wall(2, 45)), second_begins, follows=FIRST)


def effects(database: Database) -> Mapping[str, int]:
    """Return how often each thing was done."""
    with database.reading() as session:
        return Counter(
            session.execute(select(audit_rows.c.subject).where(audit_rows.c.action.in_([BEGUN, DID]))).scalars()
        )


def once_each(season: Season, nights: int) -> Mapping[str, int]:
    """Return what is done when nothing is doubled and nothing missed."""
    days = [season.first + number * ONE_DAY for number in range(nights)]
    whole = [f"{day}{which}" for day in days for which in ("", ", second", *(f"/{no + 1}" for no in range(PEOPLE)))]
    return Counter(whole)


def instants(season: Season, ticks: int, dice: random.Random) -> Iterator[datetime]:
    """Yield the time at each tick: by minutes in the night of the change, by hours else, and now and then by days."""
    now = datetime.combine(season.first, wall(12), UTC)
    opens, closes = season.half_past_two - AROUND, season.half_past_two + AROUND
    for tick in range(ticks):
        yield now
        if opens <= now < closes:
            now += timedelta(minutes=dice.choice((5, 10, 15)))
        else:
            further = now + timedelta(hours=dice.choice((1, 3, 7, 11)) if tick % 10 else 49)
            now = opens if now < opens < further else further


class Now:
    """The time that all processes share."""

    def __init__(self) -> None:
        self.page = mmap(-1, 8)

    def set(self, now: datetime) -> None:
        self.page[:8] = struct.pack("d", now.timestamp())

    def get(self) -> datetime:
        return datetime.fromtimestamp(struct.unpack("d", self.page[:8])[0], UTC)


def without_lock(session: Session, job: str, period: str) -> Run | None:
    """Planted: the row is read and not held."""
    row = session.execute(select(job_run).where(job_run.c.job == job, job_run.c.period == period)).first()
    # Time in which another process may read the same; the lock is what has to keep it out.
    time.sleep(A_GAP_SECONDS)
    return None if row is None else job_runs._run(row)


def marked_before(database: Database, job: PeriodJob, tools: Tools) -> Run | None:
    """Planted: how far the period is is committed first, and the work is done afterwards; one is killed in between."""
    put_off: list[Callable[[Session], object]] = []

    def later(_session: Session, step: Step, person_id: int) -> None:
        put_off.append(lambda session: job.do(session, step, person_id))

    taken = TAKE_STEP(database, replace(job, do=later), tools)
    for work in put_off:
        if not HIT[0]:
            HIT[0] = 1
            os.kill(os.getpid(), signal.SIGKILL)
        with database.transaction() as session:
            work(session)
    return taken


def latest_alone(rhythm: Nightly, newest: str | None, now: datetime, zone: ZoneInfo) -> Iterable[tuple[str, datetime]]:
    """Planted: what went by between two looks is forgotten."""
    return list(DUE_SINCE(rhythm, newest, now, zone))[-1:]


TAKE_STEP, DUE_SINCE = runs.take_step, periods.due_since
PLANTED: Mapping[str, Callable[[], None]] = {
    "nothing": lambda: None,
    "no lock": lambda: setattr(job_runs, "hold", without_lock),
    "marked before": lambda: setattr(runs, "take_step", marked_before),
    "latest alone": lambda: setattr(periods, "due_since", latest_alone),
}


def look(database: Database, tools: Tools) -> None:
    """Look at the list again and again as the schedule does, until killed."""
    while True:
        for job in (FIRST, SECOND):
            try:
                runs.work_off(database, job, tools)
            except Exception:
                logger.exception("job failed", job=job.name)
        time.sleep(A_GAP_SECONDS)


class Processes:
    """The processes that look; whoever is killed is there again before the next tick."""

    def __init__(self, database: Database, tools: Tools) -> None:
        self.database, self.tools = database, tools
        self.running = [self._fork() for _ in range(PROCESSES)]

    def _fork(self) -> int:
        child = os.fork()
        if not child:
            # The child never returns from here: what it inherited is its parent's to put away.
            try:
                look(self.database, self.tools)
            finally:
                os._exit(1)
        return child

    def kill(self, number: int) -> None:
        os.kill(self.running[number], signal.SIGKILL)
        os.waitpid(self.running[number], 0)
        self.running[number] = self._fork()

    def end(self) -> None:
        for each in self.running:
            os.kill(each, signal.SIGKILL)
            os.waitpid(each, 0)


def wait_until_through(database: Database, tools: Tools, shared: Now) -> None:
    """Let the clock go on until nothing is due any more: whatever failed is tried again after a pause.

    How long that takes depends on the machine; that nothing goes on at all is what has to end.
    """
    done, since = 0, time.monotonic()
    while not gone_through(database, tools):
        shared.set(shared.get() + timedelta(minutes=1))
        if (now_done := sum(effects(database).values())) > done:
            done, since = now_done, time.monotonic()
        elif time.monotonic() - since > GIVE_UP_SECONDS:
            raise TimeoutError("what is due is not gone through")
        time.sleep(0.1)


def gone_through(database: Database, tools: Tools) -> bool:
    """Say whether nothing is due any more."""
    latest = FIRST.rhythm.latest(clock.now(), tools.settings.zone)
    with database.reading() as session:
        return all(
            job_runs.newest(session, job.name) == latest and job_runs.gone_through(session, job.name)
            for job in (FIRST, SECOND)
        )


def main(var: str, url: str, season_name: str, ticks: str, seed: str, planted: str) -> None:
    """Torture the list, let it come to an end, and print how it went."""
    clock.use_pinned_zones()
    city = settings.load(environment={"TIMECLOCK_VAR": str(Path(var)), "TIMECLOCK_DATABASE_URL": url})
    season, dice, shared = SEASONS[season_name], random.Random(int(seed)), Now()
    times = list(instants(season, int(ticks), dice))
    shared.set(times[0])
    clock.now = shared.get
    database, tools = db.connect(city.database_url), Tools.of(city)
    for job in (FIRST, SECOND):
        runs.work_off(database, job, tools)
    # What is forked now knows how each statement is said, and has no connection.
    database.dispose()
    PLANTED[planted]()
    processes, killed = Processes(database, tools), 0
    try:
        for now in times:
            shared.set(now)
            time.sleep(dice.uniform(0, A_TICK_SECONDS))
            if dice.random() < KILLS_PER_TICK:
                processes.kill(dice.randrange(PROCESSES))
                killed += 1
            time.sleep(dice.uniform(0, A_TICK_SECONDS))
        wait_until_through(database, tools, shared)
    finally:
        processes.end()
    nights = (date.fromisoformat(FIRST.rhythm.latest(clock.now(), city.zone)) - season.first).days + 1
    print(json.dumps({"killed": killed, "nights": nights}))


if __name__ == "__main__":
    main(*sys.argv[1:])
