"""What IT sees of the log: whether its heads fit, how it grows from day to day, and what the last full check found.

A page looks at the newest head alone; the full check reads everything there is and is a command's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from timeclock.core import walltime
from timeclock.ledger import checkpoint, keys
from timeclock.ledger.checkpoint import BadNote, Head
from timeclock.service import access, log
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.service.verification import Verification
from timeclock.service.verified_log import SIGNED_WITHIN
from timeclock.settings import Settings
from timeclock.store import log as rows
from timeclock.store import log_checks
from timeclock.store.db import Session
from timeclock.store.log import SignedHead
from timeclock.store.log_checks import LogCheck

NEWEST_HEADS = 5
NEWEST_CHECKS = 10
DAYS = 14
NAMED = 20
# After so long without a full check it is time for one.
CHECKED_WITHIN = timedelta(days=8)


class Fit(StrEnum):
    """How a head stands to the log: it fits, it does not, it fits and newer leaves wait too long, or there is none."""

    FITS = "fits"
    BROKEN = "broken"
    LATE = "late"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Kept:
    """The head beside the log's key, out of the database's reach; `head` is None where none can be read."""

    head: Head | None
    fit: Fit


@dataclass(frozen=True, slots=True)
class LogSeen:
    """The log as it is: its numbers, heads and keys, what each of the last days added, and the last full checks."""

    records: int
    waiting: int
    overdue: int
    heads: tuple[SignedHead, ...]
    fit: Fit
    kept: Kept
    days: tuple[tuple[date, int], ...]
    checks: tuple[LogCheck, ...]
    check_due: bool
    origin: str
    public_key: str


def shown(session: Session, sight: Sight, settings: Settings, public_key: bytes) -> LogSeen:
    """Return how the log stands; nothing of it names anybody."""
    access.demand(sight.actor, Action.READ_LOG)
    records, waiting, overdue = rows.counts(session, sight.now)
    heads = rows.heads(session, NEWEST_HEADS)
    days = [sight.today - timedelta(days=ago) for ago in range(DAYS)]
    edges = [walltime.day_span(day, sight.zone).to_at for day in (days[-1] - timedelta(days=1), *reversed(days))]
    checks = tuple(log_checks.newest(session, NEWEST_CHECKS))
    return LogSeen(
        records=records,
        waiting=waiting,
        overdue=overdue,
        heads=heads,
        fit=_newest(session, heads, settings.log_origin, public_key, sight.now),
        kept=_kept(session, settings, public_key),
        days=tuple(zip(days, reversed(rows.made_between(session, edges)), strict=True)),
        checks=checks,
        check_due=not checks or checks[0].at + CHECKED_WITHIN < sight.now,
        origin=settings.log_origin,
        public_key=keys.b64url(public_key),
    )


def note_check(session: Session, found: Verification, witnessed: int, now: datetime) -> None:
    """Write down what a full check found: of what does not fit the names alone, for the values may be somebody's."""
    wrong = found.discrepancies
    named = tuple(f"{each.kind} {each.subject}" for each in wrong[:NAMED])
    log_checks.add(session, LogCheck(now, found.records, found.rows, found.heads, witnessed, len(wrong), named))


def _newest(session: Session, heads: tuple[SignedHead, ...], origin: str, key: bytes, now: datetime) -> Fit:
    size = heads[0].size if heads else 0
    since = rows.unsigned_since(session, size)
    late = since is not None and since + SIGNED_WITHIN < now
    if not heads:
        return Fit.LATE if late else Fit.NONE
    try:
        head = checkpoint.read(heads[0].note, origin, key)
    except BadNote:
        return Fit.BROKEN
    if (head.size, head.root) != (size, heads[0].root) or not log.continues(session, head):
        return Fit.BROKEN
    return Fit.LATE if late else Fit.FITS


def _kept(session: Session, settings: Settings, key: bytes) -> Kept:
    file = keys.head_file(settings.log_key_file)
    if not file.is_file():
        return Kept(None, Fit.NONE)
    try:
        head = checkpoint.read(file.read_text("utf-8"), settings.log_origin, key)
    except (BadNote, OSError, UnicodeDecodeError):
        return Kept(None, Fit.BROKEN)
    return Kept(head, Fit.FITS if log.continues(session, head) else Fit.BROKEN)
