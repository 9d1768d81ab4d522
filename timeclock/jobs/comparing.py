"""Everybody's saved results compared with what the facts give, with the people shared out among processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

import structlog

from timeclock import clock
from timeclock.jobs import renewal
from timeclock.jobs.renewal import Share
from timeclock.service import rebuilding
from timeclock.service.differences import Difference
from timeclock.service.rebuilding import Compared
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store import db, result_rows
from timeclock.store.db import Database

logger = structlog.get_logger()


@dataclass(slots=True)
class Verified:
    """What was compared of everybody, and what differs: by person the first value and how many do."""

    people: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    earlier: int = 0
    differing: dict[int, tuple[Difference, int]] = field(default_factory=dict)
    failed: list[int] = field(default_factory=list)

    @property
    def first(self) -> Difference | None:
        """Return the first difference of the first person who has one."""
        return self.differing[min(self.differing)][0] if self.differing else None

    def note(self, person_id: int, found: Compared) -> None:
        """Add what was found of one more person."""
        self.people += 1
        self.rows.update(found.rows)
        self.waiting += found.waiting
        self.earlier += found.earlier
        if found.differences:
            self.differing[person_id] = found.differences[0], len(found.differences)


def verify(city: Settings, database: Database, processes: int) -> Verified:
    """Compare everybody's results with what the facts give; nothing is written, and stamps go on coming in."""
    with database.reading() as session:
        everybody = result_rows.extents(session)
    if processes == 1:
        return _by_one(database, Rulebook.of(city), everybody)
    shares = [everybody[first::processes] for first in range(processes)]
    with ProcessPoolExecutor(processes, get_context("spawn"), renewal.prepare) as pool:
        return _together(list(pool.map(partial(_by_another, city), shares)))


def _together(found: Sequence[Verified]) -> Verified:
    whole = Verified()
    for each in found:
        whole.people += each.people
        whole.rows.update(each.rows)
        whole.waiting += each.waiting
        whole.earlier += each.earlier
        whole.differing.update(each.differing)
        whole.failed += each.failed
    return whole


def _by_another(city: Settings, share: Share) -> Verified:
    database = db.connect(city.database_url)
    try:
        return _by_one(database, Rulebook.of(city), share)
    finally:
        database.dispose()


def _by_one(database: Database, rulebook: Rulebook, share: Share) -> Verified:
    whole = Verified()
    for person_id, days in share:
        try:
            with database.snapshot() as session:
                whole.note(person_id, rebuilding.compare(session, person_id, days, rulebook, clock.now()))
        except Exception:
            logger.exception("results could not be compared", person=person_id)
            whole.failed.append(person_id)
    return whole
