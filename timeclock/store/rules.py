"""Every set of rules a result was made with, by hash."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from timeclock.core.spans import DaySpan
from timeclock.ledger.leaf import canonical
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.questions import Question
from timeclock.store.schema import models
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import employment
from timeclock.store.schema.results import day_result


@dataclass(frozen=True, slots=True)
class RulesRow:
    """One set of rules as first seen."""

    hash: str
    kind: str
    body: Mapping[str, object]
    first_seen_at: datetime


def digest(body: Mapping[str, object]) -> str:
    """Return the hash a set of rules goes by."""
    return hashlib.sha256(canonical(body)).hexdigest()


def noted(person_id: int, days: DaySpan) -> Question[frozenset[str]]:
    """Return the question for the rules a person's results of these days name: a result is saved after its rules."""
    values = {"rules_person": person_id, "rules_from": days.from_day, "rules_to": days.to_day}
    return Question(NOTED, values, lambda rows: frozenset(row.rules_hash for row in rows))


NOTED = (
    select(day_result.c.rules_hash)
    .join(employment, employment.c.id == day_result.c.employment_id)
    .where(
        employment.c.person_id == bindparam("rules_person"),
        day_result.c.day >= bindparam("rules_from"),
        day_result.c.day < bindparam("rules_to"),
    )
    .distinct(),
)


def note(session: Session, kind: str, bodies: Mapping[str, Mapping[str, object]], now: datetime) -> None:
    """Record sets of rules by hash that were not seen before; each new one becomes a leaf."""
    table = models.rules
    known = set(session.execute(select(table.c.hash).where(table.c.hash.in_(bodies))).scalars())
    new = [
        {"hash": hash_, "kind": kind, "body": body, "first_seen_at": now}
        for hash_, body in sorted(bodies.items())
        if hash_ not in known
    ]
    if new:
        # Another worker may see the same rules for the first time at this moment: one of the two records them.
        rows = session.execute(facts.insertion_of_new(session, table), new).mappings().all()
        records = [facts.record_of(table, row, now) for row in rows]
        if records:
            session.execute(insert(ledger_record), records)


def of_hashes(session: Session, hashes: Collection[str]) -> tuple[RulesRow, ...]:
    """Return the sets of rules by their hashes, those seen first first."""
    table = models.rules
    found = session.execute(select(table).where(table.c.hash.in_(hashes)).order_by(table.c.first_seen_at, table.c.hash))
    return tuple(RulesRow(row.hash, row.kind, row.body, row.first_seen_at) for row in found)


def listed(session: Session, limit: int) -> tuple[RulesRow, ...]:
    """Return the newest sets of rules first."""
    found = session.execute(select(models.rules).order_by(models.rules.c.first_seen_at.desc()).limit(limit))
    return tuple(RulesRow(row.hash, row.kind, row.body, row.first_seen_at) for row in found)
