"""The same stamps, evaluated once and in peace: what the results of the disturbed town are held against."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
from sqlalchemy import Table, select

from tests.crash.verdict import Fault, Wrong, wrong
from timeclock import clock
from timeclock.core import walltime
from timeclock.service import evaluation
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store import db, recalculation
from timeclock.store.db import Database, Session
from timeclock.store.schema.people import employment
from timeclock.store.schema.results import break_, day_amount, day_result, finding, protect_day, work_session

RESULTS = (day_result, work_session, break_, day_amount, protect_day, finding)
# When a result was worked out differs, and must not matter.
BESIDE = {"facts_until"}
# A stamp's row refers to its record.
COPIED = (
    ("ledger_record", "SELECT record.* FROM ledger_record record JOIN stamp ON stamp.ledger_id = record.id"),
    ("stamp", "SELECT * FROM stamp"),
)

Day = tuple[int, date]


def compare(disturbed: Settings, fresh_url: str, there: psycopg.Connection, here: psycopg.Connection) -> list[Wrong]:
    """Give a fresh copy of the town the disturbed one's stamps, evaluate each person once, and compare all results."""
    for rows in COPIED:
        _copy(rows, there, here)
    found = there.execute("SELECT person_id, at FROM stamp WHERE person_id IS NOT NULL AND at IS NOT NULL")
    days = {(person_id, walltime.local_day(at, disturbed.zone)) for person_id, at in found}
    disturbed_town, fresh_town = db.connect(disturbed.database_url), db.connect(fresh_url)
    try:
        _evaluate(fresh_town, days, Rulebook.of(disturbed))
        with disturbed_town.snapshot() as session, fresh_town.snapshot() as other:
            different = [name for table in RESULTS for name in _different(table, days, session, other)]
    finally:
        disturbed_town.dispose()
        fresh_town.dispose()
    return wrong(Fault.OTHER_RESULT, different)


def _copy(rows: tuple[str, str], there: psycopg.Connection, here: psycopg.Connection) -> None:
    """Copy rows as they are: into a table, what a question finds."""
    table, question = rows
    with (
        there.cursor() as source,
        here.cursor() as target,
        source.copy(f"COPY ({question}) TO STDOUT") as out,
        target.copy(f"COPY {table} FROM STDIN") as into,
    ):
        for data in out:
            into.write(data)


def _evaluate(fresh_town: Database, days: set[Day], rulebook: Rulebook) -> None:
    with fresh_town.transaction() as session:
        recalculation.mark(session, days, "stamp", clock.now())
    for person_id in sorted({person_id for person_id, _ in days}):
        with fresh_town.transaction() as session:
            evaluation.refresh_now(session, person_id, rulebook, clock.now())


def _different(table: Table, days: set[Day], session: Session, other: Session) -> Iterator[str]:
    ours, theirs = _rows(session, table, days), _rows(other, table, days)
    for key in sorted(ours.keys() | theirs.keys(), key=str):
        if ours.get(key) != theirs.get(key):
            yield f"{table.name} {key}"


def _rows(session: Session, table: Table, days: set[Day]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return the results of these days by key, without what has to differ."""
    person = employment.c.person_id if "person_id" not in table.c else table.c.person_id
    here = table if "person_id" in table.c else table.join(employment, employment.c.id == table.c.employment_id)
    rows = session.execute(select(table, person.label("of")).select_from(here)).mappings()
    keys = [column.name for column in table.primary_key]
    return {
        tuple(row[name] for name in keys): {name: value for name, value in row.items() if name not in BESIDE}
        for row in rows
        # Periods are judged at the turn of the day, and none may have come while the town was disturbed.
        if (row["of"], row["day"]) in days and row.get("period_from") is None
    }
