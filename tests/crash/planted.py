"""Defects planted to prove that the run sees them; each is what a well-meant change of the product could look like.

The product offers no switch for any of them, so they are put in from outside, in a process just started.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Thread
from typing import Any

import psycopg
from sqlalchemy import event

from timeclock.store import db, stamps
from timeclock.store.db import Session
from timeclock.web import edge

LATE_SECONDS = 0.6
REMEMBERED = timedelta(seconds=1)
Rows = Sequence[tuple[Mapping[str, Any], stamps.Original]]
Append = Callable[[Session, Rows, datetime], dict[stamps.Key, stamps.Stored]]


class Defect(StrEnum):
    """What is wrong with the city that the run is let loose on."""

    NO_UNIQUE_KEY = "no_unique_key"
    ACKNOWLEDGES_FIRST = "acknowledges_first"
    COMMITS_ASYNCHRONOUSLY = "commits_asynchronously"
    FORGETS_KEYS = "forgets_keys"


def drop_unique_keys(connection: psycopg.Connection) -> None:
    """Let a stamp be stored twice: its identity is (source, epoch, seq) and a UUID, either of which would refuse it."""
    rows = connection.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'stamp'::regclass AND contype = 'u'")
    names = {name for (name,) in rows}
    keys = {"uq_stamp_source_id_epoch_seq", "uq_stamp_uid"}
    if not keys <= names:
        raise LookupError(f"the keys of a stamp are not called {keys} any more: {names}")
    for name in keys:
        connection.execute(f"ALTER TABLE stamp DROP CONSTRAINT {name} CASCADE")  # what points at it may go too


def plant(defect: str | None) -> None:
    """Put a defect into this process."""
    if defect == Defect.ACKNOWLEDGES_FIRST:
        edge.transaction = _answered_before_commit  # type: ignore[assignment]
    elif defect == Defect.FORGETS_KEYS:
        stamps.append = _knowing_only_the_latest(stamps.append)
    elif defect == Defect.COMMITS_ASYNCHRONOUSLY:
        connect = db.connect

        def carelessly(url: str) -> db.Database:
            database = connect(url)
            event.listen(database.engine, "connect", _not_synchronous)
            return database

        db.connect = carelessly


def _knowing_only_the_latest(append: Append) -> Append:
    """Store what is not known to have come a moment ago: what a cache of keys would do in place of the unique keys."""

    def appended(session: Session, rows: Rows, now: datetime) -> dict[stamps.Key, stamps.Stored]:
        keys = [(row["source_id"], row["epoch"], row["seq"]) for row, _ in rows]
        known = stamps.known(session, keys, ())
        latest = {key for key, stored in known.items() if now - stored.received_at < REMEMBERED}
        return append(session, [row for row, key in zip(rows, keys, strict=True) if key not in latest], now)

    return appended


@contextmanager
def _answered_before_commit() -> Iterator[Session]:
    """Send everything to the database and leave the commit to a thread, so that the answer need not wait for it."""
    session = Session(edge.house().database.engine)
    try:
        yield session
        session.flush()
    except BaseException:
        session.close()
        raise
    Thread(target=_commit_later, args=(session,)).start()


def _commit_later(session: Session) -> None:
    time.sleep(LATE_SECONDS)
    with session:
        session.commit()


def _not_synchronous(connection: Any, _record: object) -> None:
    connection.execute("SET synchronous_commit = off")
    connection.commit()
