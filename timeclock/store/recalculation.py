"""The queue of (person, day) whose results have to be worked out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Integer, bindparam, delete, func, literal, select, tuple_, update

from timeclock.core.spans import DaySpan
from timeclock.store import changes
from timeclock.store.changes import Change
from timeclock.store.db import Session, is_postgresql
from timeclock.store.questions import Question, ask
from timeclock.store.schema.results import recalculation

# Workers lock the person, never the rows: a stamp coming in meanwhile must not wait for an evaluation.
PERSON_LOCK = 1991
PEOPLE_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """One person's day; `version` grows with each new cause, so a mark set while we work is not lost."""

    person_id: int
    day: date
    version: int


def mark(session: Session, days: Iterable[tuple[int, date]], cause: str, now: datetime) -> None:
    """Ask for (person, day) to be worked out again."""
    changes.make(session, marks(days, cause, now))


def marks(days: Iterable[tuple[int, date]], cause: str, now: datetime) -> Change:
    """Return the change that asks for (person, day) to be worked out again."""
    rows = [
        {"person_id": person, "day": day, "cause": cause, "marked_at": now, "version": 1}
        for person, day in sorted(set(days))
    ]
    return Change(recalculation, rows, _once_more)


def _once_more(insertion: Any) -> Any:
    c = recalculation.c
    return insertion.on_conflict_do_update(index_elements=[c.person_id, c.day], set_={"version": c.version + 1})


def hold(session: Session, person_id: int) -> None:
    """Let nobody else work at this person's results, or contest them, until the transaction ends."""
    if is_postgresql(session):
        session.execute(HOLD, {"recalculation_person": person_id})


def hold_all(session: Session, person_ids: Iterable[int]) -> None:
    """Hold several people, in an order all keep to, so that two who hold the same ones never wait for each other."""
    for person_id in sorted(set(person_ids)):
        hold(session, person_id)


def claim(session: Session, person_id: int) -> list[Mark]:
    """Return one person's marks once no other worker is at her results; hold them until the transaction ends."""
    # A statement of its own, because the one that waits for the lock still sees what was there before.
    hold(session, person_id)
    rows = session.execute(CLAIMED, {"recalculation_person": person_id})
    return [Mark(row.person_id, row.day, row.version) for row in rows]


PERSON = bindparam("recalculation_person", type_=Integer)
KEYS: BindParameter[Any] = bindparam("recalculation_keys", expanding=True)
HOLD = select(func.pg_advisory_xact_lock(literal(PERSON_LOCK), PERSON))
CLAIMED = (
    select(recalculation.c.person_id, recalculation.c.day, recalculation.c.version)
    .where(recalculation.c.person_id == PERSON)
    .order_by(recalculation.c.day)
)
WORKED_OFF = delete(recalculation).where(
    tuple_(recalculation.c.person_id, recalculation.c.day, recalculation.c.version).in_(KEYS)
)


def next_person(session: Session, but: Collection[int] = ()) -> int | None:
    """Return the person who waits longest and whom no other worker holds, and hold her; None where nobody waits."""
    oldest = select(recalculation.c.person_id).where(recalculation.c.person_id.not_in(but))
    oldest = oldest.group_by(recalculation.c.person_id)
    oldest = oldest.order_by(func.min(recalculation.c.marked_at)).limit(PEOPLE_LOOKED_AT)
    people: Sequence[int] = session.execute(oldest).scalars().all()
    for person_id in people:
        if not is_postgresql(session):
            return person_id
        if session.execute(select(func.pg_try_advisory_xact_lock(PERSON_LOCK, person_id))).scalar_one():
            return person_id
    return None


def put_off(session: Session, person_id: int, now: datetime) -> None:
    """Send a person's marks to the end of the queue."""
    session.execute(update(recalculation).where(recalculation.c.person_id == person_id).values(marked_at=now))


def done(session: Session, marks: Iterable[Mark]) -> None:
    """Drop marks that were worked off; one marked anew meanwhile has another version and stays."""
    keys = [(mark.person_id, mark.day, mark.version) for mark in marks]
    if keys:
        session.execute(WORKED_OFF, {"recalculation_keys": keys})


def waiting(session: Session) -> tuple[int, datetime | None]:
    """Return how many days wait, and since when the first does."""
    row = session.execute(select(func.count(), func.min(recalculation.c.marked_at))).one()
    return row[0], row[1]


def waits(session: Session, person_id: int) -> bool:
    """Say whether results of this person are behind her stamps."""
    question = lagging(person_id)
    return ask(session, question).to(question)


def lagging(person_id: int) -> Question[bool]:
    """Return the question for what `waits` says."""
    return Question(LAGGING, {"recalculation_person": person_id}, bool)


LAGGING = (select(recalculation.c.day).where(recalculation.c.person_id == PERSON).limit(1),)


def behind(session: Session, person_ids: Collection[int], days: DaySpan) -> frozenset[int]:
    """Return for which of these people results of these days are behind their facts."""
    c = recalculation.c
    rows = session.execute(
        select(c.person_id).where(c.person_id.in_(person_ids), c.day >= days.from_day, c.day < days.to_day).distinct()
    )
    return frozenset(rows.scalars())
