"""The browser sessions of one login: where it is signed in, and how that ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from timeclock.core.user_agents import Device
from timeclock.store.db import Session
from timeclock.store.schema.access import web_session


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session as its owner sees it."""

    uid: UUID
    device: Device
    created_at: datetime
    seen_at: datetime


def listed(session: Session, login_id: int, now: datetime, idle_since: datetime) -> Sequence[OpenSession]:
    """Return the sessions of a login that are not over, the one used last first."""
    c = web_session.c
    rows = session.execute(
        select(c.uid, c.browser, c.system, c.created_at, c.seen_at)
        .where(c.login_id == login_id, c.expires_at > now, c.seen_at > idle_since)
        .order_by(c.seen_at.desc(), c.created_at.desc(), c.uid)
    )
    return [OpenSession(row.uid, Device(row.browser, row.system), row.created_at, row.seen_at) for row in rows]


def end(session: Session, login_id: int, uid: UUID) -> bool:
    """End one session of a login; return whether there was such a one."""
    ended = delete(web_session).where(web_session.c.login_id == login_id, web_session.c.uid == uid)
    return session.execute(ended.returning(web_session.c.uid)).first() is not None


def end_all(session: Session, login_id: int, *, but: UUID | None) -> int:
    """End the sessions of a login, but for one where that is to stay; return how many."""
    ended = delete(web_session).where(web_session.c.login_id == login_id)
    if but is not None:
        ended = ended.where(web_session.c.uid != but)
    return len(session.execute(ended.returning(web_session.c.uid)).all())


def confirm(session: Session, uid: UUID, now: datetime) -> None:
    """Note that the owner of a session has proven again who she is."""
    session.execute(update(web_session).where(web_session.c.uid == uid).values(confirmed_at=now))
