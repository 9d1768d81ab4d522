"""Keeping the log: giving records their place, and signing the heads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from timeclock.ledger import checkpoint
from timeclock.ledger.checkpoint import Head
from timeclock.ledger.keys import SigningKey
from timeclock.store import audit, log
from timeclock.store.db import Session
from timeclock.store.log import SignedHead

BATCH = 5_000


def sequence(session: Session) -> int:
    """Include waiting records in the log; return how many. Only one sequencer works at a time."""
    log.lock_sequencer(session)
    records = log.waiting(session, BATCH)
    if records:
        log.include(session, records)
    return len(records)


class LogRewritten(RuntimeError):
    """The log is not what was signed before: somebody changed or removed leaves. Nothing more is signed."""

    def __init__(self, head: Head) -> None:
        super().__init__(
            f"the first {head.size} leaves are not what was signed at {head.at}; run `timeclock audit verify` "
            "with the checkpoints the witnesses hold, and sign nothing until it is explained; after a restore "
            "`timeclock audit resume` records what was lost and goes on"
        )


class HeadMissing(RuntimeError):
    """The log was signed before, and what was signed last is known to the database alone. Nothing more is signed."""

    def __init__(self, size: int, kept: Path) -> None:
        super().__init__(
            f"the log was signed over {size} leaves, and {kept}, which keeps the last head out of the database's "
            "reach, is missing; after a restore run `timeclock audit resume` with the checkpoints the witnesses hold"
        )


def demand_continued(session: Session, head: Head) -> None:
    """Raise `LogRewritten` unless the log still begins with the leaves of a head kept outside the database."""
    if not continues(session, head):
        raise LogRewritten(head)


def continues(session: Session, head: Head) -> bool:
    """Say whether the log still begins with the leaves of a head."""
    return log.size(session) >= head.size and log.root_of(session, head.size) == head.root


def demand_unsigned(session: Session, kept: Path) -> None:
    """Raise `HeadMissing` where heads were signed: then `kept` should have one to go on from."""
    if newest := log.heads(session, 1):
        raise HeadMissing(newest[0].size, kept)


def resume(session: Session, known: Sequence[Head], reason: str, now: datetime) -> tuple[Head, ...]:
    """Record that the log goes on as it is now, and which heads known outside it no longer continues; return those."""
    lost = tuple(head for head in known if not continues(session, head))
    detail = {
        "reason": reason,
        "leaves": log.size(session),
        "lost": [{"size": head.size, "root": head.root.hex()} for head in lost],
    }
    audit.add(session, audit.LOG_RESUMED, "log", now, by=None, detail=detail)
    return lost


def sign_head(session: Session, origin: str, key: SigningKey, now: datetime) -> bool:
    """Sign the log's head if it has grown since the last one; return whether it had."""
    log.lock_sequencer(session)
    size = log.size(session)
    newest = log.heads(session, 1)
    if size == 0 or (newest and newest[0].size == size):
        return False
    root = log.root_of(session, size)
    log.add_head(session, SignedHead(size, root, checkpoint.sign(Head(origin, size, root, now), key), now))
    return True
