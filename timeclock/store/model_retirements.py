"""From when on which working-time models are given to nobody any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.access import login
from timeclock.store.schema.models import model, model_retirement


@dataclass(frozen=True, slots=True)
class Retirement:
    """From which day on a model is given to nobody, and who said so when and why."""

    since: date
    why: str
    by: str | None
    at: datetime


def by_code(session: Session) -> Mapping[str, Retirement]:
    """Return the models that are retired, or are to be, by code."""
    c = model_retirement.c
    rows = session.execute(
        select(model.c.code, c.since, c.why, login.c.display_name, c.recorded_at)
        .join(model, model.c.id == c.model_id)
        .join(login, login.c.id == c.recorded_by, isouter=True)
        .where(c.superseded_at.is_(None))
    )
    return {row[0]: Retirement(*row[1:]) for row in rows}


def retire(session: Session, code: str, since: date, why: str, by: int, now: datetime) -> bool:
    """Record from when on a model is given to nobody; say whether it was not retired already."""
    if code in by_code(session):
        return False
    model_id = session.execute(select(model.c.id).where(model.c.code == code)).scalar_one()
    values = {
        "uid": new_uid(now),
        "model_id": model_id,
        "since": since,
        "why": why,
        "recorded_at": now,
        "recorded_by": by,
    }
    facts.add(session, model_retirement, values, now)
    return True


def take_back(session: Session, code: str, now: datetime) -> bool:
    """Let a model be given again; say whether it was retired."""
    c = model_retirement.c
    which = (c.model_id == select(model.c.id).where(model.c.code == code).scalar_subquery(), c.superseded_at.is_(None))
    taken = update(model_retirement).where(*which).values(superseded_at=now)
    return facts.change(session, model_retirement, taken, now, version=2)
