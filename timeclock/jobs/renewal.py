"""Everybody's results worked out anew, with the people shared out among processes.

Each person is a transaction of her own that holds her as every evaluation does: stamps go on coming in meanwhile, and
two such runs at once do the same work twice and no harm.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import TypeAlias

import structlog

from timeclock import clock, logs
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY, local_day
from timeclock.jobs import runs
from timeclock.service import evaluation
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store import db, people, result_rows
from timeclock.store.db import Database

logger = structlog.get_logger()

# A person's year is some hundred thousand values that are all dropped together: looking for cycles among them every few
# hundred takes a quarter of the time.
LOOK_FOR_CYCLES_AFTER = 20_000
# People, each with the days to work out.
Share: TypeAlias = Sequence[tuple[int, DaySpan]]


@dataclass(frozen=True, slots=True)
class Renewed:
    """How many people were worked out, and who could not be; these keep the results they had."""

    done: int
    failed: tuple[int, ...]


def renew(city: Settings, database: Database, days: DaySpan, processes: int) -> Renewed:
    """Work out these days anew for everybody employed on one of them; what comes of it does not depend on `processes`.

    SQLite has one writer, so there one process does it all and gives way after each person.
    """
    with database.reading() as session:
        everybody = people.everybody_employed(session, days)
    return _shared(city, database, [(person_id, days) for person_id in everybody], processes)


def rebuild(city: Settings, database: Database, processes: int) -> Renewed:
    """Work out anew whatever has results, from each one's first day that has any to today."""
    with database.reading() as session:
        extents = result_rows.extents(session)
    tomorrow = local_day(clock.now(), city.zone) + ONE_DAY
    shared = [(person_id, DaySpan(days.from_day, max(days.to_day, tomorrow))) for person_id, days in extents]
    return _shared(city, database, shared, processes)


def _shared(city: Settings, database: Database, everybody: Share, processes: int) -> Renewed:
    if database.kind == "sqlite":
        return _by_one(database, Rulebook.of(city), everybody)
    shares = [everybody[first::processes] for first in range(processes)]
    with ProcessPoolExecutor(processes, get_context("spawn"), prepare) as pool:
        found = list(pool.map(partial(_by_another, city), shares))
    return Renewed(sum(each.done for each in found), tuple(sorted(who for each in found for who in each.failed)))


def prepare() -> None:
    """Set up a process before it is given anything, for a zone it is given comes from the rules it knows by then."""
    logs.configure()
    clock.use_pinned_zones()
    gc.freeze()
    gc.set_threshold(LOOK_FOR_CYCLES_AFTER)


def _by_another(city: Settings, share: Share) -> Renewed:
    database = db.connect(city.database_url)
    try:
        return _by_one(database, Rulebook.of(city), share)
    finally:
        database.dispose()


def _by_one(database: Database, rulebook: Rulebook, share: Share) -> Renewed:
    failed: list[int] = []
    for person_id, days in share:
        began = time.monotonic()
        try:
            with database.transaction() as session:
                evaluation.refresh_now(session, person_id, rulebook, clock.now(), anew=days)
        except Exception:
            logger.exception("evaluation failed", person=person_id)
            failed.append(person_id)
        runs.give_way(database, began)
    return Renewed(len(share) - len(failed), tuple(failed))
