"""What the staff council said of evaluations, and which of them were run by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from timeclock.core.register import Decision, Said
from timeclock.store import facts
from timeclock.store.db import Session, hold
from timeclock.store.schema.access import login
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.register import evaluation_consent

CONSENTS_LOCK = 7203


@dataclass(frozen=True, slots=True)
class Consent:
    """What was said of a version, where that stands, by whom it was entered and when."""

    evaluation: str
    version: int
    said: Said
    reference: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """Who ran which evaluation, when, and with what."""

    at: datetime
    name: str
    action: str
    evaluation: str
    detail: Mapping[str, Any]


def lock(session: Session) -> None:
    """Let nobody else say anything of an evaluation meanwhile."""
    hold(session, CONSENTS_LOCK)


def add(
    session: Session, evaluation: str, version: int, said: Said, reference: str, by: int | None, now: datetime
) -> None:
    """Record what the staff council says of a version."""
    values = {
        "evaluation": evaluation,
        "version": version,
        "decision": said.decision.value,
        "since": said.since,
        "reference": reference,
        "recorded_at": now,
        "recorded_by": by,
    }
    facts.add(session, evaluation_consent, values, now)


def listed(session: Session) -> Sequence[Consent]:
    """Return everything that was said, in that order."""
    c = evaluation_consent.c
    query = select(evaluation_consent, login.c.display_name).join(login, login.c.id == c.recorded_by, isouter=True)
    return [
        Consent(
            row.evaluation,
            row.version,
            Said(Decision(row.decision), row.since),
            row.reference,
            row.display_name,
            row.recorded_at,
        )
        for row in session.execute(query.order_by(c.id))
    ]


def said(session: Session, evaluation: str, version: int) -> Sequence[Said]:
    """Return what was said of a version, in that order."""
    c = evaluation_consent.c
    query = select(c.decision, c.since).where(c.evaluation == evaluation, c.version == version).order_by(c.id)
    return [Said(Decision(decision), since) for decision, since in session.execute(query)]


def runs(session: Session, actions: Collection[str], most: int) -> Iterator[Run]:
    """Yield who ran evaluations last, by what is on record of them."""
    c = audit.c
    rows = session.execute(
        select(c.at, login.c.display_name, c.action, c.subject, c.detail)
        .join(login, login.c.id == c.by)
        .where(c.action.in_(actions))
        .order_by(c.at.desc(), c.id.desc())
        .limit(most)
    )
    for row in rows:
        yield Run(row.at, row.display_name, row.action, row.subject, row.detail)
