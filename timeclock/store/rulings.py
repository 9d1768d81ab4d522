"""What was decided about stamps afterwards: a stamp never changes, a ruling says whether and for whom it counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, insert, select

from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.known import NOW, Known
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.stamps import stamp, stamp_ruling

# Rows per statement: well below the parameters either database takes in one.
CHUNK = 1_000
LATER, NEWER = stamp_ruling.alias("later_ruling"), stamp_ruling.alias("newer_ruling")
# For these it need not be known when a stamp was.
WITHOUT_INSTANT = frozenset({"void", "wait"})


class Verdict(StrEnum):
    """What a ruling says of a stamp: it counts, it does not, it counts for this employment, or it waits again."""

    ACCEPT = "accept"
    VOID = "void"
    ASSIGN = "assign"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision about one stamp; the newest holds. `by` is a login, or None for the house itself (an import)."""

    stamp_id: int
    verdict: Verdict
    reason: str
    by: int | None = None
    person_id: int | None = None
    employment_id: int | None = None
    request_id: int | None = None

    def __post_init__(self) -> None:
        named = self.person_id is not None and self.employment_id is not None
        nobody = self.person_id is None and self.employment_id is None
        if not (named if self.verdict is Verdict.ASSIGN else nobody):
            raise ValueError(f"person and employment belong to a ruling that assigns and to no other, got {self}")


class NoInstant(ValueError):
    """A stamp whose time is not known cannot be made to count."""

    def __init__(self, stamp_id: int) -> None:
        super().__init__(f"stamp {stamp_id} has no instant; it can be void, or wait, but not count")


def add_many(session: Session, rulings: Sequence[Ruling], now: datetime) -> None:
    """Record decisions, each as a fact of its own; whoever decides marks the days they change.

    Raises `NoInstant` where a stamp without a time is to count.
    """
    for start in range(0, len(rulings), CHUNK):
        chunk = rulings[start : start + CHUNK]
        at = _instants(session, chunk)
        rows = session.execute(
            facts.insertion(stamp_ruling), [facts.full(stamp_ruling, values, now) for values in _values(chunk, at, now)]
        ).mappings()
        session.execute(insert(ledger_record), [facts.record_of(stamp_ruling, row, now) for row in rows])


def latest(session: Session, uids: Collection[UUID]) -> Mapping[UUID, tuple[Verdict, int | None]]:
    """Return what the ruling that holds says of each of these stamps that has one, and for which employment."""
    c = stamp_ruling.c
    query = select(stamp.c.uid, c.verdict, c.employment_id).join(stamp, stamp.c.id == c.stamp_id)
    rows = session.execute(query.where(stamp.c.uid.in_(uids), holds(stamp.c.id)))
    return {row.uid: (Verdict(row.verdict), row.employment_id) for row in rows}


def holds(stamp_id: ColumnElement[int], known: Known = NOW) -> ColumnElement[bool]:
    """Return the condition that a ruling is the one that holds about a stamp: of several the one that came last."""
    last = select(func.max(LATER.c.id)).where(LATER.c.stamp_id == stamp_id, *known.by(LATER.c.at))
    return stamp_ruling.c.id == last.scalar_subquery()


def none_about(stamp_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that no ruling holds about a stamp: a quarantined one still waits, or waits again."""
    newer = select(NEWER.c.id).where(NEWER.c.stamp_id == LATER.c.stamp_id, NEWER.c.id > LATER.c.id).exists()
    return ~exists().where(LATER.c.stamp_id == stamp_id, LATER.c.verdict != Verdict.WAIT, ~newer)


def _instants(session: Session, rulings: Sequence[Ruling]) -> dict[int, datetime | None]:
    wanted = {ruling.stamp_id for ruling in rulings}
    rows = session.execute(select(stamp.c.id, stamp.c.at).where(stamp.c.id.in_(wanted)))
    return {row.id: row.at for row in rows}


def _values(rulings: Sequence[Ruling], at: dict[int, datetime | None], now: datetime) -> Iterator[dict[str, object]]:
    for ruling in rulings:
        if at[ruling.stamp_id] is None and ruling.verdict not in WITHOUT_INSTANT:
            raise NoInstant(ruling.stamp_id)
        yield {
            "stamp_id": ruling.stamp_id,
            "stamp_at": at[ruling.stamp_id],
            "verdict": ruling.verdict,
            "person_id": ruling.person_id,
            "employment_id": ruling.employment_id,
            "reason": ruling.reason,
            "request_id": ruling.request_id,
            "by": ruling.by,
            "at": now,
        }
