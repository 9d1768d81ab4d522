"""The terminals with their keys, epochs and last reports, for whoever looks after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from timeclock.core.fleet import Said
from timeclock.store.db import Session
from timeclock.store.schema.stamps import device_epoch, device_key, device_state, source, stamp

MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class TerminalRow:
    """One terminal as it last was: without a key while it waits for its enrolment, `said` None until it reports."""

    source_id: int
    uid: UUID
    name: str
    unit_id: int | None
    state: str
    public_key: bytes | None
    enrolled_at: datetime | None
    revoked_at: datetime | None
    said: Said | None
    epoch: str | None
    last_seq: int
    version: str
    clock_quality: str | None

    @property
    def in_use(self) -> bool:
        return self.public_key is not None and self.revoked_at is None and self.state == "active"


@dataclass(frozen=True, slots=True)
class EpochRow:
    """One epoch of a terminal: how far its numbers go, how many of them are stored, and when it last reported."""

    epoch: str
    last_seq: int
    stored: int
    reported_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyRow:
    public_key: bytes
    enrolled_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of an epoch that have not come, both ends included."""

    epoch: str
    from_seq: int
    to_seq: int


def terminals(session: Session, uid: UUID | None = None) -> list[TerminalRow]:
    """Return every terminal, or the one of this uid, with its newest key and report, by name."""
    statement = FLEET if uid is None else FLEET.where(source.c.uid == uid)
    return [_terminal(row) for row in session.execute(statement)]


def _fleet() -> Select[Any]:
    key, state = _newest(device_key, device_key.c.enrolled_at), _newest(device_state, device_state.c.at)
    epoch = device_epoch
    return (
        select(
            source.c.id.label("source_id"),
            source.c.uid,
            source.c.name,
            source.c.unit_id,
            source.c.state,
            key.c.public_key,
            key.c.enrolled_at,
            key.c.revoked_at,
            *(state.c[name] for name in ("epoch", "at", "captured", "unsent", "unreadable", "oldest_unsent_at")),
            *(state.c[name] for name in ("drift_ms", "readers", "version")),
            func.coalesce(epoch.c.stored, 0).label("stored"),
            func.coalesce(epoch.c.last_seq, 0).label("last_seq"),
            stamp.c.clock_quality,
        )
        .join(key, (key.c.source_id == source.c.id) & (key.c.place == 1), isouter=True)
        .join(state, (state.c.source_id == source.c.id) & (state.c.place == 1), isouter=True)
        .join(epoch, (epoch.c.source_id == source.c.id) & (epoch.c.epoch == state.c.epoch), isouter=True)
        .join(
            stamp,
            (stamp.c.source_id == source.c.id) & (stamp.c.epoch == state.c.epoch) & (stamp.c.seq == epoch.c.last_seq),
            isouter=True,
        )
        .where(source.c.kind == "terminal")
        .order_by(source.c.name, source.c.id)
    )


def _newest(of: Any, at: Any) -> Any:
    place = func.row_number().over(partition_by=of.c.source_id, order_by=at.desc()).label("place")
    return select(*of.c, place).subquery()


FLEET = _fleet()


def _terminal(row: Any) -> TerminalRow:
    return TerminalRow(
        source_id=row.source_id,
        uid=row.uid,
        name=row.name,
        unit_id=row.unit_id,
        state=row.state,
        public_key=None if row.public_key is None else bytes(row.public_key),
        enrolled_at=row.enrolled_at,
        revoked_at=row.revoked_at,
        said=None if row.at is None else _said(row),
        epoch=row.epoch,
        last_seq=row.last_seq,
        version=row.version or "",
        clock_quality=row.clock_quality,
    )


def _said(row: Any) -> Said:
    return Said(
        at=row.at,
        captured=row.captured,
        unsent=row.unsent,
        unreadable=row.unreadable,
        stored=row.stored,
        oldest_unsent_at=row.oldest_unsent_at,
        drift=(row.drift_ms or 0) * MILLISECOND,
        readers=tuple((reader["name"], reader["state"]) for reader in row.readers),
    )


def epochs(session: Session, source_id: int) -> list[EpochRow]:
    """Return the epochs of a terminal, the one it reported last first."""
    epoch, state = device_epoch, device_state
    rows = session.execute(
        select(epoch.c.epoch, epoch.c.last_seq, epoch.c.stored, state.c.at)
        .join(state, (state.c.source_id == epoch.c.source_id) & (state.c.epoch == epoch.c.epoch), isouter=True)
        .where(epoch.c.source_id == source_id)
        .order_by(state.c.at.is_(None), state.c.at.desc(), epoch.c.epoch)
    )
    return [EpochRow(*row) for row in rows]


def keys(session: Session, source_id: int) -> list[KeyRow]:
    """Return every key a terminal ever had, the newest first."""
    c = device_key.c
    rows = session.execute(
        select(c.public_key, c.enrolled_at, c.revoked_at)
        .where(c.source_id == source_id)
        .order_by(c.enrolled_at.desc(), c.id.desc())
    )
    return [KeyRow(bytes(row.public_key), row.enrolled_at, row.revoked_at) for row in rows]


def gaps(session: Session, source_id: int, epoch: str, limit: int) -> list[Gap]:
    """Return the first gaps in the numbers of an epoch that came, up to the highest of them."""
    before = func.coalesce(func.lag(stamp.c.seq).over(order_by=stamp.c.seq), 0).label("before")
    numbers = (
        select(stamp.c.seq, before).where(stamp.c.source_id == source_id, stamp.c.epoch == epoch).subquery("numbers")
    )
    rows = session.execute(
        select(numbers.c.before, numbers.c.seq)
        .where(numbers.c.seq > numbers.c.before + 1)
        .order_by(numbers.c.seq)
        .limit(limit)
    )
    return [Gap(epoch, row.before + 1, row.seq - 1) for row in rows]
