"""The stamps on disk: written before the tone, kept until the server has them and 35 days more.

SQLite, one process, one connection. A rollback journal that is truncated, with synchronous=FULL, is durable at commit;
SQLite accepts both pragmas silently where it cannot keep them, so they are read back.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Final

from terminals import folder
from terminals.schema import ANSWERED, SCHEMA
from terminals.wire import FIRST_PREV, Place, SignedStamp, digest, instant

KEEP: Final = timedelta(days=35)  # the trigger in schema.py says the same
FULL: Final = 2
STEP: Final = 200  # of what may go, at once: a tap waits for one step at most
HALF, NEARLY = 0.5, 0.9
VERSION = 1


class SpoolRefused(RuntimeError):
    """The spool cannot promise to keep what it is given; the message says why and what to do."""


class SpoolFull(RuntimeError):
    """No room: nothing is overwritten, the person is told that nothing was recorded."""


class Outcome(StrEnum):
    """A final answer as the spool keeps it."""

    ACKNOWLEDGED = "acknowledged"
    CONFLICT = "conflict"
    UNREADABLE = "unreadable"


class Fill(StrEnum):
    """How much room is left: from half of the cap on it is said, because a full spool takes no stamp."""

    ROOM = "room"
    HALF = "half_full"
    NEARLY = "nearly_full"
    FULL = "full"

    @classmethod
    def of(cls, rows: int, cap: int) -> Fill:
        if rows >= cap:
            return cls.FULL
        return cls.NEARLY if rows >= NEARLY * cap else cls.HALF if rows >= HALF * cap else cls.ROOM


@dataclass(frozen=True, slots=True)
class Kept:
    """A stamp that waits, with its place in the spool."""

    seq: int
    stamp: SignedStamp


@dataclass(frozen=True, slots=True)
class FinalAnswer:
    """What became of one stamp; `record` names the receipt, which is good for one stamp only."""

    seq: int
    outcome: Outcome
    code: str | None
    receipt: str | None
    record: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """The sums of this epoch: captured = unsent + all that have a final answer."""

    captured: int
    unsent: int
    unreadable: int
    oldest_unsent_at: str | None
    fill: Fill = Fill.ROOM


class Spool:
    """The only way stamps reach the disk. Safe to use from several threads of the one process."""

    def __init__(self, path: Path, *, cap: int) -> None:
        self._path, self._cap = path, cap
        self._lock = Lock()
        self._seq, self._prev, self._rows, self._unsent, self._unreadable = 0, FIRST_PREV, 0, 0, 0
        self._unsure = False
        self._alone = _lock_out_others(path)
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # the journal takes the same mode
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
            _be_durable(self._db, path)
            self.epoch = _open_or_create(self._db, path)
            folder.sync(path.parent)  # an earlier start may have failed to
            _check_chain(self._db, path)
            self._look()
        except (OSError, sqlite3.OperationalError) as fault:
            os.close(self._alone)
            raise SpoolRefused(
                f"{path}: {fault}; see to the disk and start again, what is in the file stays"
            ) from fault
        except sqlite3.DatabaseError as fault:
            os.close(self._alone)
            raise SpoolRefused(f"{path}: {fault}; move the file away and keep it, it may hold stamps") from fault
        except SpoolRefused:
            self._db.close()
            os.close(self._alone)
            raise

    def put(self, make: Callable[[Place], SignedStamp], captured_at: datetime) -> Kept:
        """Build the next stamp and return it when it is on disk; raise SpoolFull where it could not be kept."""
        with self._lock:
            try:
                self._catch_up()
                if self._rows >= self._cap:
                    raise SpoolFull(f"{self._path}: {self._rows} stamps, which is the cap")
                seq = self._seq + 1
                stamp = make(Place(self.epoch, seq, self._prev))
                row = (seq, stamp.payload, stamp.signature, instant(captured_at))
                with self._transaction():
                    self._db.execute(
                        "INSERT INTO stamp (seq, payload, signature, captured_at) VALUES (?, ?, ?, ?)", row
                    )
            except sqlite3.OperationalError as fault:
                raise SpoolFull(f"{self._path}: {fault}") from fault
            self._seq, self._prev = seq, digest(stamp.payload)
            self._rows += 1
            self._unsent += 1
            return Kept(seq, stamp)

    def unsent(
        self, limit: int, *, but: frozenset[int] = frozenset(), above: int = 0, upto: int | None = None
    ) -> list[Kept]:
        """Return the oldest stamps without a final answer, leaving out `but` and what may not be on disk."""
        with self._lock:
            rows = self._db.execute(
                "SELECT seq, payload, signature FROM stamp WHERE state = 'unsent' AND seq > ? AND seq <= ?"
                " ORDER BY seq LIMIT ?",
                (above, self._seq if upto is None else min(upto, self._seq), limit + len(but)),
            )
            waiting = [Kept(seq, SignedStamp(payload, signature)) for seq, payload, signature in rows if seq not in but]
        return waiting[:limit]

    def acknowledged(self, since: datetime | None) -> list[Kept]:
        """Return what the server has, captured at an instant or later; without one all that is still kept."""
        asked = (
            "SELECT seq, payload, signature FROM stamp WHERE state = 'acknowledged' AND captured_at >= ? ORDER BY seq"
        )
        with self._lock:
            rows = self._db.execute(asked, ("" if since is None else instant(since),)).fetchall()
        return [Kept(seq, SignedStamp(payload, signature)) for seq, payload, signature in rows]

    def settle(self, answers: Sequence[FinalAnswer]) -> frozenset[int]:
        """Write down final answers in one go; return the seqs whose receipt was already given for another stamp."""
        refused: set[int] = set()
        done = dict.fromkeys(Outcome, 0)
        with self._lock:
            self._catch_up()
            with self._transaction():
                for answer in answers:
                    settled = self._db.execute(
                        "UPDATE OR IGNORE stamp SET state = ?, code = ?, receipt = ?, record = ?, answered_at = ?"
                        " WHERE seq = ? AND state = 'unsent'",
                        (
                            answer.outcome.value,
                            answer.code,
                            answer.receipt,
                            answer.record,
                            instant(answer.at),
                            answer.seq,
                        ),
                    ).rowcount
                    done[answer.outcome] += settled
                    if not settled and self._count(f"seq = {int(answer.seq)} AND state = 'unsent'"):
                        refused.add(answer.seq)
            self._unsent -= sum(done.values())
            self._unreadable += done[Outcome.UNREADABLE]
        return frozenset(refused)

    def counts(self) -> Counts:
        with self._lock:
            oldest = self._db.execute(
                "SELECT captured_at FROM stamp WHERE state = 'unsent' ORDER BY seq LIMIT 1"
            ).fetchone()
            fill = Fill.of(self._rows, self._cap)
            return Counts(self._seq, self._unsent, self._unreadable, oldest[0] if oldest else None, fill)

    def prune(self, now: datetime) -> int:
        """Remove a few of what was acknowledged 35 days ago and return how many; the end of the chain always stays."""
        with self._lock:
            self._catch_up()
            with self._transaction():
                gone = self._db.execute(
                    "DELETE FROM stamp WHERE seq IN (SELECT seq FROM stamp INDEXED BY stamp_answered"
                    " WHERE state = 'acknowledged' AND answered_at < ? AND seq < ? ORDER BY answered_at LIMIT ?)",
                    (instant(now - KEEP), self._seq, STEP),
                ).rowcount
            self._rows -= gone
        return gone

    def is_over(self, now: datetime) -> bool:
        """Say whether all of it was acknowledged 35 days ago; what is in conflict or unreadable stays for good."""
        with self._lock:
            stays = "SELECT 1 FROM stamp WHERE state <> 'acknowledged' OR answered_at >= ? LIMIT 1"
            return self._db.execute(stays, (instant(now - KEEP),)).fetchone() is None

    def remove(self) -> None:
        """Close it and remove its files; for a former spool that is over."""
        self.close()
        for end in ("", "-journal", ".lock"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)

    def close(self) -> None:
        with self._lock:
            self._db.close()
            os.close(self._alone)

    def _catch_up(self) -> None:
        """After an error, which does not mean that nothing was written, get all of it on disk and see what there is."""
        if self._unsure:
            with self._transaction():
                self._db.execute("PRAGMA user_version = 0")  # writes a page, also where it is 0 already
            self._look()

    def _look(self) -> None:
        """Find the end of the chain and the sums; the page and each tap then need not wait for a count."""
        last = self._db.execute("SELECT seq, payload FROM stamp ORDER BY seq DESC LIMIT 1").fetchone()
        self._seq, self._prev = (last[0], digest(last[1])) if last else (0, FIRST_PREV)
        self._rows = self._count("1 = 1")
        self._unsent, self._unreadable = self._count("state = 'unsent'"), self._count("state = 'unreadable'")
        self._unsure = False

    def _count(self, where: str) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM stamp WHERE {where}").fetchone()[0])  # noqa: S608 - ours

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._unsure = True
            # A full disk may have rolled back already.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


def _lock_out_others(path: Path) -> int:
    """Hold the lock beside the spool: two processes would tear the chain apart. The kernel lets go when we die."""
    handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise SpoolRefused(f"{path}: another terminal process uses this spool; stop it first") from None
    return handle


def _be_durable(db: sqlite3.Connection, path: Path) -> None:
    db.execute("PRAGMA journal_mode = TRUNCATE")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA recursive_triggers = ON")  # else INSERT OR REPLACE would delete past the trigger
    mode = db.execute("PRAGMA journal_mode").fetchone()[0]
    level = db.execute("PRAGMA synchronous").fetchone()[0]
    if (mode, level) != ("truncate", FULL):
        raise SpoolRefused(f"{path}: journal_mode={mode} synchronous={level}; need truncate and {FULL} (local disk?)")


def _open_or_create(db: sqlite3.Connection, path: Path) -> str:
    """Return the epoch; a new file starts a new one."""
    if not db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        epoch = secrets.token_hex(16)
        db.executescript(SCHEMA)
        db.execute(ANSWERED)
        db.execute("INSERT INTO spool VALUES (1, ?, ?)", (VERSION, epoch))
        db.execute("COMMIT")
        return epoch
    verdict = db.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise SpoolRefused(f"{path}: damaged ({verdict}); move the file away and keep it, it may hold stamps")
    version, epoch = db.execute("SELECT version, epoch FROM spool").fetchone()
    if version != VERSION:
        raise SpoolRefused(f"{path}: of version {version}, this agent writes {VERSION}; update the agent")
    db.execute(ANSWERED)  # a file of an earlier agent has no such index
    return str(epoch)


def _check_chain(db: sqlite3.Connection, path: Path) -> None:
    """Follow the chain to its end; a break means that someone changed the file."""
    last, prev = 0, FIRST_PREV
    rows = db.execute("SELECT seq, payload FROM stamp ORDER BY seq")
    for seq, payload in rows:
        # What lies before a pruned stretch is on the server; within a stretch each names the one before.
        if seq == last + 1 and f'"prev":"{prev}"'.encode() not in payload:
            raise SpoolRefused(f"{path}: stamp {seq} does not follow stamp {last}; move the file away and keep it")
        last, prev = seq, digest(payload)
