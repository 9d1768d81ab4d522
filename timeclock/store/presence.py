"""Who is at work right now, where she used a terminal last, and when: read from results and stamps, kept nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, or_, select

from timeclock.core.findings import Code
from timeclock.core.pairing import OUTS
from timeclock.core.presence_board import Stay
from timeclock.core.session_kinds import SessionKind
from timeclock.core.stamps import StampKind
from timeclock.store import rulings
from timeclock.store.db import Session
from timeclock.store.rulings import Verdict
from timeclock.store.schema.people import employment
from timeclock.store.schema.results import finding, work_session
from timeclock.store.schema.stamps import source, stamp, stamp_ruling

# No duty is longer (decision 0016); up to which a session runs its model says, and the evaluation with it.
LONGEST = timedelta(hours=26)
ONE_DAY = timedelta(hours=24)
TERMINAL = "terminal"
# Conditions per statement: well below the parameters either database takes in one.
CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """A terminal on a wall: its name and the unit it belongs to."""

    name: str
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody at work: how, where she used a terminal since she came, if anywhere, and when she stamped last."""

    employment_id: int
    stay: Stay
    place: Place | None
    last_at: datetime


def at_work(session: Session, employment_ids: Collection[int], now: datetime) -> dict[int, Presence]:
    """Return who of these employments is at work, by employment; the caller may read it."""
    ids, found = list(employment_ids), dict[int, Presence]()
    for start in range(0, len(ids), CHUNK):
        chosen = _running(now).where(work_session.c.employment_id.in_(ids[start : start + CHUNK]))
        found |= _by_employment(session.execute(chosen))
    return found


def everybody_at_work(session: Session, now: datetime) -> dict[int, Presence]:
    """Return everybody who is at work, by employment, for the list of who is in a building."""
    return _by_employment(session.execute(_running(now)))


def maybe_at_work(session: Session, now: datetime) -> dict[int, Presence]:
    """Return, by employment, whose going is missing, who stamped nothing since, and that at a terminal within a day.

    She may have forgotten to stamp, or lie in a room: the list of who is in a building names her.
    """
    later = work_session.alias("later")
    newest = ~exists().where(
        later.c.employment_id == work_session.c.employment_id, later.c.from_at > work_session.c.from_at
    )
    rows = session.execute(_open(now, Code.MISSING_OUT, now - ONE_DAY - LONGEST).where(newest)).all()
    last = {row.employment_id: row for row in rows}
    silent = {each for each, row in last.items() if row.origin == TERMINAL and row.at >= now - ONE_DAY}
    found = _by_employment(row for row in rows if row.employment_id in silent)
    return {each: here for each, here in found.items() if here.stay.last not in OUTS}


def _running(now: datetime) -> Select[Any]:
    """Return the query for sessions that go on by the rules of their model, each with the stamps since it began."""
    return _open(now, Code.STILL_IN, now - LONGEST)


def _open(now: datetime, code: Code, since: datetime) -> Select[Any]:
    """Return the query for sessions without an end of which that is found, each with the stamps since it began."""
    c = work_session.c
    still_in = (finding.c.employment_id == c.employment_id) & (finding.c.day == c.day)
    ruled = rulings.holds(stamp.c.id)
    counts = or_(stamp_ruling.c.id.is_(None), stamp_ruling.c.verdict != Verdict.VOID)
    stamps = (
        select(
            stamp.c.person_id,
            stamp.c.at,
            stamp.c.kind,
            source.c.kind.label("origin"),
            source.c.name,
            source.c.unit_id,
        )
        .join(source, source.c.id == stamp.c.source_id)
        .join(stamp_ruling, ruled, isouter=True)
        .where(stamp.c.at >= since, stamp.c.quarantine.is_(None), counts)
        .subquery()
    )
    hers = (stamps.c.person_id == employment.c.person_id) & (stamps.c.at >= c.from_at) & (stamps.c.at <= now)
    return (
        select(
            c.employment_id,
            c.kind,
            c.from_at,
            stamps.c.at,
            stamps.c.kind.label("stamped"),
            stamps.c.origin,
            stamps.c.name,
            stamps.c.unit_id,
        )
        .join(employment, employment.c.id == c.employment_id)
        .join(finding, still_in & (finding.c.code == code))
        .join(stamps, hers, isouter=True)
        .where(c.to_at.is_(None), c.from_at >= since, c.from_at <= now)
        .order_by(c.employment_id, stamps.c.at)
    )


def _by_employment(rows: Iterable[Any]) -> dict[int, Presence]:
    """Return what the rows say, in which the last stamp of each comes last."""
    found: dict[int, Presence] = {}
    for row in rows:
        before = found.get(row.employment_id)
        here = Place(row.name, row.unit_id) if row.origin == TERMINAL else None
        place = here or (None if before is None else before.place)
        last = None if row.stamped is None else StampKind(row.stamped)
        stay = Stay(SessionKind(row.kind), last, place is not None)
        found[row.employment_id] = Presence(row.employment_id, stay, place, row.at or row.from_at)
    return found
