"""Results as the rows they are stored as, for who compares what is saved with what the facts give."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import JSON, ColumnElement, Table, func, select, union_all

from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.store import recalculation
from timeclock.store.changes import Change
from timeclock.store.db import Session
from timeclock.store.schema.people import employment, person
from timeclock.store.schema.results import (
    break_,
    day_amount,
    day_result,
    finding,
    period_result,
    protect_day,
    work_session,
)

OF_EMPLOYMENTS = (day_result, work_session, break_, day_amount)
OF_DAYS = (*OF_EMPLOYMENTS, protect_day, finding)
OF_PERIODS = (period_result, finding)
# When it was worked out is no part of what came of it.
NOT_COMPARED = frozenset({"facts_until"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a result; `employment_id` None where it is about the person."""

    table: str
    key: tuple[Any, ...]
    day: date
    person_id: int
    employment_id: int | None
    columns: Mapping[str, Any]


Rows: TypeAlias = Mapping[tuple[str, tuple[Any, ...]], Row]


def extents(session: Session) -> Sequence[tuple[int, DaySpan]]:
    """Return everybody who has results, with the days from the first of them to the last, for jobs."""
    mine = employment.c.id == day_result.c.employment_id
    own = select(employment.c.person_id, day_result.c.day).join(day_result, mine)
    others = (select(table.c.person_id, table.c.day) for table in (protect_day, finding))
    each = union_all(own, *others).subquery().c
    query = select(each.person_id, func.min(each.day), func.max(each.day))
    rows = session.execute(query.group_by(each.person_id).order_by(each.person_id))
    return [(person_id, DaySpan(first, last + ONE_DAY)) for person_id, first, last in rows]


def saved(session: Session, person_id: int, days: DaySpan) -> Rows:
    """Return what is stored of a person's days."""
    mine = select(employment.c.id).where(employment.c.person_id == person_id)
    found: list[Row] = []
    for table in OF_DAYS:
        c = table.c
        own = c.employment_id.in_(mine) if table in OF_EMPLOYMENTS else c.person_id == person_id
        if table is finding:
            own &= c.period_from.is_(None)
        found += _read(session, table, person_id, own, c.day, days)
    return _by_key(found)


def saved_periods(session: Session, person_id: int, years: DaySpan) -> Rows:
    """Return what is stored of the periods that begin within these years."""
    found: list[Row] = []
    for table, begins in ((period_result, period_result.c.from_day), (finding, finding.c.period_from)):
        found += _read(session, table, person_id, table.c.person_id == person_id, begins, years)
    return _by_key(found)


def _read(
    session: Session, table: Table, person_id: int, own: ColumnElement[bool], day: Any, days: DaySpan
) -> Iterator[Row]:
    for row in session.execute(select(table).where(own, day >= days.from_day, day < days.to_day)).mappings():
        yield _row(table, person_id, row)


def as_saved(changes: Iterable[Change], person_id: int) -> Rows:
    """Return rows that would be written as they would be read again."""
    return _by_key(_row(change.table, person_id, row) for change in changes for row in change.rows)


def within(rows: Rows, days: DaySpan) -> Rows:
    return {key: row for key, row in rows.items() if row.day in days}


def _by_key(rows: Iterable[Row]) -> Rows:
    return {(row.table, row.key): row for row in rows}


def _row(table: Table, person_id: int, values: Mapping[Any, Any]) -> Row:
    columns = {
        column.name: _read_again(column.type, values.get(column.name))
        for column in table.c
        if column.name not in NOT_COMPARED
    }
    key = tuple(columns[column.name] for column in table.primary_key)
    day = columns["from_day"] if table is period_result else columns["day"]
    return Row(table.name, key, day, person_id, columns.get("employment_id"), columns)


def _read_again(kind: object, value: Any) -> Any:
    return json.loads(json.dumps(value)) if isinstance(kind, JSON) else value


def instants(session: Session, person_id: int, days: DaySpan) -> Mapping[date, datetime]:
    """Return up to which instant facts were known when each day was worked out."""
    c = day_result.c
    rows = session.execute(
        select(c.day, func.max(c.facts_until))
        .join(employment, employment.c.id == c.employment_id)
        .where(employment.c.person_id == person_id, c.day >= days.from_day, c.day < days.to_day)
        .group_by(c.day)
    )
    return {row[0]: row[1] for row in rows}


def waiting(session: Session, person_id: int) -> Sequence[date]:
    """Return the days whose results wait to be worked out again."""
    rows = session.execute(recalculation.CLAIMED, {"recalculation_person": person_id})
    return [row.day for row in rows]


def owners(session: Session, person_id: int) -> Mapping[int | None, str]:
    """Return by what name a person's employments leave the house; under None her own."""
    own = session.execute(select(person.c.uid).where(person.c.id == person_id)).scalar_one()
    rows = session.execute(select(employment.c.id, employment.c.uid).where(employment.c.person_id == person_id))
    return {None: f"person {own}", **{row.id: f"employment {row.uid}" for row in rows}}
