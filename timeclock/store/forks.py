"""How far the epochs and starts of a terminal go, by which somebody else who speaks as it is seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from timeclock.store.db import Session, native_insert
from timeclock.store.questions import Question, names
from timeclock.store.schema.stamps import device_boot, device_epoch

# Enough to see an earlier start speak again; a terminal that starts every night shows three weeks.
MOST_BOOTS = 20
REMEMBERED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class EpochSeen:
    """How far an epoch goes: its highest number with the hash of that payload, and its first and last believed time."""

    last_seq: int
    last_hash: bytes | None
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of a terminal before a delivery: its epochs, and when each of its last starts was first heard."""

    epochs: Mapping[str, EpochSeen]
    boots: Mapping[str, datetime]


def course(source_id: int) -> Question[Course]:
    """Return the question for the course of a terminal."""
    return Question((EPOCHS, BOOTS), {"forks_source": source_id}, _course)


(SOURCE,) = names("forks", "source")
EPOCHS = select(
    device_epoch.c.epoch,
    device_epoch.c.last_seq,
    device_epoch.c.last_hash,
    device_epoch.c.first_at,
    device_epoch.c.last_at,
).where(device_epoch.c.source_id == SOURCE)
BOOTS = (
    select(device_boot.c.boot_id, device_boot.c.first_at)
    .where(device_boot.c.source_id == SOURCE)
    .order_by(device_boot.c.first_at.desc())
    .limit(MOST_BOOTS)
)


def _course(epochs: Iterable[Any], boots: Iterable[Any]) -> Course:
    seen = {row.epoch: EpochSeen(row.last_seq, row.last_hash, row.first_at, row.last_at) for row in epochs}
    return Course(seen, {row.boot_id: row.first_at for row in boots})


def heard_start(session: Session, source_id: int, boot_id: str, now: datetime) -> None:
    """Keep when a start of a terminal was first heard, and forget those of long ago."""
    here = (device_boot.c.source_id == source_id, device_boot.c.first_at < now - REMEMBERED)
    session.execute(delete(device_boot).where(*here))
    row = {"source_id": source_id, "boot_id": boot_id, "first_at": now}
    session.execute(native_insert(session, device_boot).on_conflict_do_nothing(), row)


def forget_starts(session: Session, source_id: int) -> None:
    """Forget the starts of a terminal: another device may hang there now."""
    session.execute(delete(device_boot).where(device_boot.c.source_id == source_id))
