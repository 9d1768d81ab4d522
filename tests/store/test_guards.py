"""The database itself keeps facts as they are and dated rows apart, whoever asks for something else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Table, delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from tests import tampering
from tests.city import FIRST_DAY, NOW, City
from tests.databases import KINDS, copied_city
from tests.lived_in import live
from timeclock.store import badges, facts
from timeclock.store.questions import ask
from timeclock.store.schema import metadata, models, people
from timeclock.store.schema.base import Kind
from timeclock.store.schema.stamps import badge, badge_holding

FACTS = [table for table in metadata.sorted_tables if table.info["kind"] is Kind.FACT]
FIXED = [(table, c.name) for table in FACTS for c in table.c if c.name not in table.info["may_change"]]
CHANGING = [(table, name) for table in FACTS for name in table.info["may_change"]]
DATED = {
    people.employment_version: "employment_id",
    people.terms: "employment_id",
    people.placement: "employment_id",
    people.unit_version: "unit_id",
    models.assignment: "employment_id",
    models.model_version: "model_id",
    people.protection: "person_id",
}
DAY = timedelta(days=1)


@pytest.fixture(scope="module", params=KINDS)
def lived_in(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    for city in copied_city(request, tmp_path_factory.mktemp("lived_in")):
        live(city)
        yield city


@pytest.fixture
def session(lived_in: City) -> Iterator[Session]:
    """A session like any other, guards and all; what it did is taken back."""
    with Session(lived_in.database.engine) as session:
        yield session
        session.rollback()


def named(part: object) -> str | None:
    return getattr(part, "name", part if isinstance(part, str) else None)


@contextmanager
def expect_refusal(match: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=match):
        yield


@pytest.mark.parametrize(("table", "name"), FIXED, ids=named)
def test_a_fixed_column_of_a_fact_cannot_be_changed(session: Session, table: Table, name: str) -> None:
    row = tampering.rows(session, table)[0]

    with expect_refusal(f"{table.name} holds facts: a row is never changed"):
        tampering.set_column(session, table, row, name, tampering.another(table.c[name], row[name]))


@pytest.mark.parametrize(
    ("table", "name"), [(table, name) for table, name in FIXED if table.c[name].nullable], ids=named
)
def test_a_fixed_column_of_a_fact_cannot_be_cleared(session: Session, table: Table, name: str) -> None:
    row = next((row for row in tampering.rows(session, table) if row[name] is not None), None)
    if row is None:
        assert all(row[name] is None for row in tampering.rows(session, table)), "nothing to clear"
        return

    with expect_refusal("a row is never changed"):
        tampering.set_column(session, table, row, name, None)


@pytest.mark.parametrize(("table", "name"), CHANGING, ids=named)
def test_a_column_that_may_be_set_later_can_be(session: Session, table: Table, name: str) -> None:
    row = tampering.rows(session, table)[0]

    tampering.set_column(session, table, row, name, possible(session, table.c[name], row[name]))

    assert session.execute(select(table.c[name]).where(tampering.here(table, row))).scalar_one() != row[name]


def possible(session: Session, column: Column[Any], value: object) -> object:
    """Return another value that the column may have: of one that names a row, another row there is."""
    for key in column.foreign_keys:
        return session.execute(select(key.column).where(key.column != value).order_by(key.column)).scalars().first()
    return tampering.another(column, value)


@pytest.mark.parametrize("table", FACTS, ids=named)
def test_an_update_that_changes_nothing_is_no_change(session: Session, table: Table) -> None:
    row = tampering.rows(session, table)[0]

    session.execute(update(table).where(tampering.here(table, row)).values(dict(row)))

    assert tampering.rows(session, table)[0] == row


@pytest.mark.parametrize("table", FACTS, ids=named)
def test_a_fact_cannot_be_deleted(session: Session, table: Table) -> None:
    row = tampering.rows(session, table)[0]

    with expect_refusal(f"{table.name} holds facts: a row is never deleted"):
        session.execute(delete(table).where(tampering.here(table, row)))


@pytest.mark.parametrize("table", FACTS, ids=named)
def test_a_table_of_facts_cannot_be_emptied_at_once(session: Session, lived_in: City, table: Table) -> None:
    quick = text(f'TRUNCATE "{table.name}" CASCADE') if lived_in.database.kind == "postgresql" else delete(table)

    with expect_refusal("a row is never deleted"):
        session.execute(quick)


@pytest.mark.parametrize("table", FACTS, ids=named)
def test_a_fact_cannot_be_replaced(session: Session, lived_in: City, table: Table) -> None:
    row = dict(tampering.rows(session, table)[0])
    name = next(c.name for c in table.c if not c.primary_key and c.name not in table.info["may_change"])
    row[name] = tampering.another(table.c[name], row[name])
    replacing = insert(table)
    if lived_in.database.kind == "sqlite":
        replacing = replacing.prefix_with("OR REPLACE")

    with expect_refusal("never deleted|duplicate key|FOREIGN KEY"):
        session.execute(replacing, row)


@pytest.mark.parametrize("table", [table for table in FACTS if "ledger_id" in table.c], ids=named)
def test_a_fact_without_its_record_cannot_be_committed(session: Session, lived_in: City, table: Table) -> None:
    row = dict(tampering.rows(session, table)[0])
    other = {"uid": UUID(int=4711), "seq": 10**6, "origin": "another", "version": 99, "ledger_id": UUID(int=4711)}
    row |= {name: value for name, value in other.items() if name in row}
    row.pop("id", None)
    session.execute(insert(table), row)

    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        session.commit()


# --- dated rows ---


def a_row_like(session: Session, table: Table, owner: str) -> dict[str, Any]:
    """Return an open row since the first day, without its key."""
    first = {"employment_id": 1, "unit_id": 1, "model_id": 1, "person_id": 1}[owner]
    row = dict(session.execute(select(table).where(table.c[owner] == first)).mappings().one())
    del row["id"]
    assert (row["valid_from"], row["valid_to"]) == (FIRST_DAY, None)
    return row


OVERLAPS: dict[str, dict[str, date | None]] = {
    "the same days": {},
    "a day within": {"valid_from": FIRST_DAY + 10 * DAY, "valid_to": FIRST_DAY + 11 * DAY},
    "from later on": {"valid_from": FIRST_DAY + 10 * DAY},
    "from before on": {"valid_from": FIRST_DAY - 10 * DAY},
    "its first day": {"valid_from": FIRST_DAY - DAY, "valid_to": FIRST_DAY + DAY},
}


@pytest.mark.parametrize("days", OVERLAPS.values(), ids=OVERLAPS)
@pytest.mark.parametrize(("table", "owner"), DATED.items(), ids=named)
def test_two_rows_of_one_owner_never_hold_on_the_same_day(
    session: Session, table: Table, owner: str, days: dict[str, date | None]
) -> None:
    row = a_row_like(session, table, owner)

    with expect_refusal("no_overlap|hold at the same time"):
        session.execute(insert(table), row | days)


@pytest.mark.parametrize(("table", "owner"), DATED.items(), ids=named)
def test_a_row_cannot_be_stretched_over_its_neighbour(session: Session, table: Table, owner: str) -> None:
    row = a_row_like(session, table, owner)
    before = row | {"valid_from": FIRST_DAY - 10 * DAY, "valid_to": FIRST_DAY}
    added = session.execute(insert(table).returning(table.c.id), before).scalar_one()

    with expect_refusal("no_overlap|hold at the same time"):
        session.execute(update(table).where(table.c.id == added).values(valid_to=FIRST_DAY + DAY))


BESIDE: dict[str, dict[str, Any]] = {
    "up to its first day": {"valid_from": FIRST_DAY - DAY, "valid_to": FIRST_DAY},
    "superseded": {"superseded_at": NOW},
}


@pytest.mark.parametrize("other", BESIDE.values(), ids=BESIDE)
@pytest.mark.parametrize(("table", "owner"), DATED.items(), ids=named)
def test_rows_that_touch_or_no_longer_count_stand_side_by_side(
    session: Session, table: Table, owner: str, other: dict[str, Any]
) -> None:
    row = a_row_like(session, table, owner)

    session.execute(insert(table), row | other)

    assert session.execute(select(table).where(table.c[owner] == row[owner])).all()[1:]


def test_a_person_is_protected_in_two_ways_on_the_same_day(session: Session) -> None:
    row = a_row_like(session, people.protection, "person_id")

    session.execute(insert(people.protection), row | {"kind": "opt_out"})

    assert len(session.execute(select(people.protection)).all()) == 2


@pytest.mark.parametrize("to", [FIRST_DAY, FIRST_DAY - DAY])
@pytest.mark.parametrize(("table", "owner"), DATED.items(), ids=named)
def test_a_row_that_holds_on_no_day_is_refused(session: Session, table: Table, owner: str, to: date) -> None:
    row = a_row_like(session, table, owner) | {"superseded_at": NOW}

    with pytest.raises(DatabaseError, match=r"no_overlap|has to lie before|range lower bound"):
        session.execute(insert(table), row | {"valid_to": to})


@pytest.mark.parametrize(
    ("since", "until"),
    [(NOW, None), (NOW - DAY, NOW + timedelta(microseconds=1)), (NOW + DAY, NOW + 2 * DAY)],
    ids=["from now on", "into it", "within it"],
)
def test_a_badge_has_one_holder_at_a_time(
    session: Session, lived_in: City, since: datetime, until: datetime | None
) -> None:
    badges.issue(session, "held", lived_in.aydin.person_id, NOW)
    badge_id = session.execute(select(badge.c.id).where(badge.c.number_hash == "held")).scalar_one()

    with expect_refusal("no_overlap|hold at the same time"):
        session.execute(insert(badge_holding), a_holding(lived_in, badge_id, since, until))


def test_a_badge_passes_from_hand_to_hand_at_an_instant(session: Session, lived_in: City) -> None:
    badges.issue(session, "passed", lived_in.aydin.person_id, NOW)
    badge_id = session.execute(select(badge.c.id).where(badge.c.number_hash == "passed")).scalar_one()

    session.execute(insert(badge_holding), a_holding(lived_in, badge_id, NOW - DAY, NOW))

    known = badges.by_hash(["passed"])
    found = ask(session, known).to(known)["passed"]
    assert found.holder_at(NOW) == lived_in.aydin.person_id
    assert found.holder_at(NOW - timedelta(microseconds=1)) == lived_in.celik.person_id


def a_holding(city: City, badge_id: int, since: datetime, until: datetime | None) -> dict[str, Any]:
    holder = city.celik.person_id
    return {"badge_id": badge_id, "person_id": holder, "from_at": since, "to_at": until, "reason": "issued"}


@pytest.mark.parametrize("table", FACTS, ids=named)
def test_naive_instants_are_refused_wherever_there_is_one(session: Session, table: Table) -> None:
    row = dict(tampering.rows(session, table)[0])
    instants = [c.name for c in table.c if c.type.compile() == "DATETIME"]
    for name in instants:
        with pytest.raises(Exception, match="an instant needs a zone"):
            session.execute(insert(table), row | {name: datetime(2026, 11, 20)})  # noqa: DTZ001 - naive on purpose

    # A line is as old as the file or the act it belongs to, a request as its first step.
    assert instants or table.name in {"mass_line", "opening_line", "request"}


def test_what_a_fact_says_of_itself_is_what_is_committed(session: Session) -> None:
    for table in FACTS:
        for row in tampering.rows(session, table):
            assert facts.subject_of(table, row) == ":".join(str(row[c.name]) for c in table.primary_key)
