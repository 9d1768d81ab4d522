"""What is asked and written at once comes and goes as if each were by itself, on both databases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Table, delete, insert, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from tests import lived_in
from tests.city import NOW, City
from timeclock.store import changes
from timeclock.store.changes import Change, unless_there
from timeclock.store.questions import Question, ask, names
from timeclock.store.schema import metadata
from timeclock.store.schema.base import Kind
from timeclock.store.schema.evidence import checkpoint
from timeclock.store.schema.people import person
from timeclock.store.schema.results import recalculation

(PERSON,) = names("test", "person")


def plain(rows: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in rows]


def rows_of(session: Session, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]


def test_every_table_asked_at_once_reads_as_asked_by_itself(city: City) -> None:
    lived_in.live(city)
    tables = [select(table).order_by(*table.primary_key) for table in metadata.sorted_tables]
    questions = [Question((query,), {}, plain) for query in tables]
    with city.database.reading() as session:
        answers = ask(session, *questions)

        assert [answers.to(question) for question in questions] == [plain(session.execute(query)) for query in tables]


def test_results_written_at_once_read_as_they_were(city: City) -> None:
    lived_in.live(city)
    tables = [table for table in metadata.sorted_tables if table.info["kind"] is Kind.RESULT]
    with city.database.transaction() as session:
        before = [rows_of(session, table) for table in tables]
        for table in tables:
            session.execute(delete(table))
        changes.make(session, *(Change(table, rows) for table, rows in zip(tables, before, strict=True)))

        assert [rows_of(session, table) for table in tables] == before
    lived = {table.name for table, rows in zip(tables, before, strict=True) if rows}
    assert lived >= {"day_result", "work_session", "protect_day", "finding"}


def test_rows_that_were_there_are_left_and_not_returned(city: City) -> None:
    rows = [{"size": size, "root": b"\x00\xff", "note": "Kopf", "at": NOW} for size in (1, 2)]
    with city.database.transaction() as session:
        session.execute(insert(checkpoint), rows[:1])
        added = changes.add(session, Change(checkpoint, [{**row, "note": "neu"} for row in rows], unless_there))

        assert [dict(row) for row in added] == [{**rows[1], "note": "neu"}]
        assert session.execute(select(checkpoint.c.note).order_by(checkpoint.c.size)).scalars().all() == ["Kopf", "neu"]


def test_an_instant_without_zone_is_refused(city: City) -> None:
    naive = datetime(2026, 11, 20, 8)  # noqa: DTZ001  the mistake itself
    row = {"person_id": city.aydin.person_id, "day": NOW.date(), "cause": "test", "marked_at": naive, "version": 1}
    with city.database.transaction() as session, pytest.raises((ValueError, StatementError), match="needs a zone"):
        changes.make(session, Change(recalculation, [row]))


def test_questions_that_mean_different_things_by_a_name_are_not_asked_together(city: City) -> None:
    query = select(person.c.family_name).where(person.c.id == PERSON)
    both = [
        Question((query,), {"test_person": who.person_id}, lambda rows: rows[0].family_name)
        for who in (city.aydin, city.celik)
    ]
    with city.database.reading() as session:
        with pytest.raises(ValueError, match="different things by test_person"):
            ask(session, *both)

        assert ask(session, both[0]).to(both[0]) == "Aydin"
