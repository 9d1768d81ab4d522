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

import structlog

from timeclock import clock, logs
from timeclock.core.spans import DaySpan
from timeclock.jobs import runs
from timeclock.service import evaluation
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store import db, people
from timeclock.store.db import Database

logger = structlog.get_logger()

# A person's year is some hundred thousand values that are all dropped together: looking for cycles among them every few
# hundred takes a quarter of the time.
LOOK_FOR_CYCLES_AFTER = 20_000


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
    if database.kind == "sqlite":
        return _by_one(database, Rulebook.of(city), days, everybody)
    shares = [everybody[first::processes] for first in range(processes)]
    with ProcessPoolExecutor(processes, get_context("spawn"), _prepare) as pool:
        found = list(pool.map(partial(_by_another, city, days), shares))
    return Renewed(sum(each.done for each in found), tuple(sorted(who for each in found for who in each.failed)))


def _prepare() -> None:
    """Set up a process before it is given anything, for a zone it is given comes from the rules it knows by then."""
    logs.configure()
    clock.use_pinned_zones()
    gc.freeze()
    gc.set_threshold(LOOK_FOR_CYCLES_AFTER)


def _by_another(city: Settings, days: DaySpan, share: Sequence[int]) -> Renewed:
    database = db.connect(city.database_url)
    try:
        return _by_one(database, Rulebook.of(city), days, share)
    finally:
        database.dispose()


def _by_one(database: Database, rulebook: Rulebook, days: DaySpan, share: Sequence[int]) -> Renewed:
    failed: list[int] = []
    for person_id in share:
        began = time.monotonic()
        try:
            with database.transaction() as session:
                evaluation.refresh_now(session, person_id, rulebook, clock.now(), anew=days)
        except Exception:
            logger.exception("evaluation failed", person=person_id)
            failed.append(person_id)
        runs.give_way(database, began)
    return Renewed(len(share) - len(failed), tuple(failed))
