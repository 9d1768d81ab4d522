"""Deleting what is over: the rows of each rule, what becomes of their records in the log, and what is written down.

Of a fact the row goes and its records lose their bytes and salt, so that nothing of it can be read or guessed; the
leaves stay, and with them the tree and all heads. The erasure commits the hash over these leaves: whoever takes other
records away, or more of them, is found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, delete, exists, false, func, not_, or_, select, update

from timeclock.store import facts, reads
from timeclock.store.db import Session
from timeclock.store.job_runs import CONTINUOUS, State
from timeclock.store.schema.access import api_token, credential, factor, login, passkey
from timeclock.store.schema.documents import document
from timeclock.store.schema.evidence import access_read, ledger_record
from timeclock.store.schema.jobs import job_run
from timeclock.store.schema.notices import notice
from timeclock.store.schema.retention import erasure

CHUNK = 500
HALF_A_DAY = timedelta(hours=12)


class What(StrEnum):
    """What has a period after which it is deleted."""

    READS = "reads"
    CREDENTIALS = "credentials"
    RUNS = "runs"
    NOTICES = "notices"
    PROOFS = "proofs"
    TIMESHEETS = "timesheets"


@dataclass(frozen=True, slots=True)
class Erased:
    """What was deleted at once: how many rows that were over before an instant."""

    at: datetime
    what: What
    before: datetime
    rows: int


@dataclass(frozen=True, slots=True)
class Due:
    """How many rows are over, and how many of them stay because of a hold."""

    rows: int
    held: int


def due(session: Session, what: What, before: datetime, held: Collection[int]) -> Due:
    """Count what is over: what goes, and what somebody holds."""
    over, kept = OVER[what](session, before), _held(session, what, held)
    return Due(_count(session, over.where(not_(kept))), _count(session, over.where(kept)) if held else 0)


def papers(session: Session, what: What, before: datetime, held: Collection[int], most: int) -> Sequence[str]:
    """Return the hashes of the contents that `erase` would let go of."""
    if ABOUT_ONE.get(what) is not document:
        return ()
    chosen = OVER[what](session, before).where(not_(_held(session, what, held))).limit(most)
    return session.execute(chosen.with_only_columns(document.c.sha256)).scalars().all()


def erase(session: Session, what: What, before: datetime, held: Collection[int], most: int, now: datetime) -> int:
    """Delete the first of what is over and nobody holds, and write down how many; return how many."""
    chosen = OVER[what](session, before).where(not_(_held(session, what, held))).limit(most)
    keys = [tuple(row) for row in session.execute(chosen)]
    if keys:
        ERASE[what](session, keys, before, now)
    return len(keys)


def listed(session: Session, limit: int) -> Sequence[Erased]:
    """Return what was deleted last, the newest first."""
    rows = session.execute(select(erasure).order_by(erasure.c.id.desc()).limit(limit))
    return [Erased(row.at, What(row.what), row.before, row.rows) for row in rows]


def committed(session: Session) -> Mapping[int, tuple[int, bytes]]:
    """Return of each erasure of facts how many records it took, and the hash over their leaves."""
    rows = session.execute(select(erasure).where(erasure.c.digest.is_not(None)))
    return {row.id: (row.rows, bytes(row.digest)) for row in rows}


def digest(leaves: Iterable[bytes]) -> bytes:
    """Return the hash over the leaves of records, in whatever order they are found."""
    return hashlib.sha256(b"".join(sorted(leaves))).digest()


def _count(session: Session, found: Select[Any]) -> int:
    number: int = session.execute(select(func.count()).select_from(found.order_by(None).subquery())).scalar_one()
    return number


def _notices(_session: Session, before: datetime) -> Select[Any]:
    return select(notice.c.id).where(notice.c.at < before).order_by(notice.c.id)


def _papers(kind: str) -> Callable[[Session, datetime], Select[Any]]:
    """Return what asks for the documents of a kind whose month had begun before; nothing is worked out of them."""

    def over(_session: Session, before: datetime) -> Select[Any]:
        c = document.c
        # A month is a day without a clock: the one on which the instant lies, wherever the city is.
        first = (before + HALF_A_DAY).date()
        return select(c.id).where(c.kind == kind, c.month < first).order_by(c.id)

    return over


def _reads(_session: Session, before: datetime) -> Select[Any]:
    return select(access_read.c.id).where(access_read.c.at < before).order_by(access_read.c.id)


def _credentials(_session: Session, before: datetime) -> Select[Any]:
    """Return what opens nothing any more: revoked, or a token that ran out."""
    c = credential.c
    ran_out = exists().where(api_token.c.credential_id == c.id, api_token.c.expires_at < before)
    of_login = select(c.id).join(login, login.c.id == c.login_id)
    return of_login.where(or_(c.revoked_at < before, ran_out)).order_by(c.id)


def _runs(session: Session, before: datetime) -> Select[Any]:
    """Return the periods that are done, but for each job's last: from it follows what is due next."""
    c, later = job_run.c, job_run.alias()
    follows = exists().where(later.c.job == c.job, later.c.period > c.period)
    over = (c.period != CONTINUOUS, c.state == State.DONE, c.ended_at < before, follows)
    return select(c.job, c.period).where(*over).order_by(c.job, c.period)


def _held(session: Session, what: What, held: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that a row is about somebody of whom nothing is deleted."""
    if what is What.READS:
        return or_(false(), *(reads.naming(session, person_id) for person_id in sorted(held)))
    if what in ABOUT_ONE:
        return ABOUT_ONE[what].c.person_id.in_(sorted(held))
    if what is What.CREDENTIALS:
        return func.coalesce(login.c.person_id.in_(sorted(held)), false())
    return false()


def _facts_of(what: What, table: Table) -> Callable[[Session, Sequence[tuple[Any, ...]], datetime, datetime], None]:
    def erase(session: Session, keys: Sequence[tuple[Any, ...]], before: datetime, now: datetime) -> None:
        _erase_facts(session, what, table, keys, before, now)

    return erase


def _erase_facts(
    session: Session, what: What, table: Table, keys: Sequence[tuple[Any, ...]], before: datetime, now: datetime
) -> None:
    """Let facts go: what their records in the log said, then the rows."""
    c, ids = ledger_record.c, [key[0] for key in keys]
    subjects = [str(each) for each in ids]
    of_rows = [and_(c.kind == table.name, c.subject.in_(subjects[at : at + CHUNK])) for at in range(0, len(ids), CHUNK)]
    leaves = [bytes(leaf) for here in of_rows for leaf in session.execute(select(c.leaf_hash).where(here)).scalars()]
    erasure_id = _note(session, what, before, len(leaves), now, digest(leaves))
    for here in of_rows:
        session.execute(update(ledger_record).where(here).values(bytes=None, salt=None, erasure_id=erasure_id))
    for at in range(0, len(ids), CHUNK):
        session.execute(delete(table).where(table.c.id.in_(ids[at : at + CHUNK])))


def _erase_credentials(session: Session, keys: Sequence[tuple[Any, ...]], before: datetime, now: datetime) -> None:
    ids = [key[0] for key in keys]
    for table in (api_token, factor, passkey):
        session.execute(delete(table).where(table.c.credential_id.in_(ids)))
    session.execute(delete(credential).where(credential.c.id.in_(ids)))
    _note(session, What.CREDENTIALS, before, len(ids), now)


def _erase_runs(session: Session, keys: Sequence[tuple[Any, ...]], before: datetime, now: datetime) -> None:
    for job, period in keys:
        session.execute(delete(job_run).where(job_run.c.job == job, job_run.c.period == period))
    _note(session, What.RUNS, before, len(keys), now)


def _note(
    session: Session, what: What, before: datetime, rows: int, now: datetime, leaves: bytes | None = None
) -> int | str:
    values = {"at": now, "what": what, "before": before, "rows": rows, "digest": leaves}
    return facts.add(session, erasure, values, now)


OVER: Mapping[What, Callable[[Session, datetime], Select[Any]]] = {
    What.READS: _reads,
    What.CREDENTIALS: _credentials,
    What.RUNS: _runs,
    What.NOTICES: _notices,
    What.PROOFS: _papers("proof"),
    What.TIMESHEETS: _papers("timesheet"),
}
ABOUT_ONE: Mapping[What, Table] = {What.NOTICES: notice, What.PROOFS: document, What.TIMESHEETS: document}
ERASE: Mapping[What, Callable[[Session, Sequence[tuple[Any, ...]], datetime, datetime], None]] = {
    What.READS: _facts_of(What.READS, access_read),
    What.CREDENTIALS: _erase_credentials,
    What.RUNS: _erase_runs,
    **{what: _facts_of(what, table) for what, table in ABOUT_ONE.items()},
}
