"""Keeping the log: giving records their place, and signing the heads."""

from __future__ import annotations

from datetime import datetime

from timeclock.ledger import checkpoint
from timeclock.ledger.checkpoint import Head
from timeclock.ledger.keys import SigningKey
from timeclock.store import log
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
            "with the checkpoints the witnesses hold, and sign nothing until it is explained"
        )


def demand_continued(session: Session, head: Head) -> None:
    """Raise `LogRewritten` unless the log still begins with the leaves of a head kept outside the database."""
    if log.size(session) < head.size or log.root_of(session, head.size) != head.root:
        raise LogRewritten(head)


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
