"""What people are told of their roster: each day that was changed for them, once for each roster published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from timeclock.store import facts, notices
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.questions import Question
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.notices import notice

ROSTER = "roster_changed"


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day of a roster as it was and as it is now, in the words of the desk: "F" became "S"; empty is free."""

    day: date
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AboutRoster:
    """What one person is told of a roster: which of her days changed, and what holds for those on short notice.

    `short` are the days she is told of later than agreed; `agreed` that it is on record that she said yes, else
    `reason` says why all the same.
    """

    employment_uid: UUID
    days: tuple[ChangedDay, ...]
    short: tuple[date, ...]
    agreed: bool
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class ToldOfRoster:
    """A notice somebody has not read."""

    uid: UUID
    about: AboutRoster
    at: datetime


def tell(session: Session, roster_uid: UUID, told: Iterable[tuple[int, AboutRoster]], now: datetime) -> int:
    """Tell each of these persons how her days in a roster changed; return of how many it was new."""
    rows = [
        facts.full(
            notice,
            {
                "uid": new_uid(now),
                "person_id": person_id,
                "kind": ROSTER,
                "about": f"{roster_uid}:{about.employment_uid}",
                "parameters": _parameters(about),
                "at": now,
            },
            now,
        )
        for person_id, about in told
    ]
    if not rows:
        return 0
    new = session.execute(facts.insertion_of_new(session, notice), rows).mappings().all()
    if new:
        session.execute(insert(ledger_record), [facts.record_of(notice, row, now) for row in new])
    return len(new)


def _parameters(about: AboutRoster) -> dict[str, Any]:
    return {
        "employment": str(about.employment_uid),
        "days": [[each.day.isoformat(), each.before, each.after] for each in about.days],
        "short": [day.isoformat() for day in about.short],
        "agreed": about.agreed,
        "reason": about.reason,
        "by": about.by,
    }


def unread(person_id: int) -> Question[Sequence[ToldOfRoster]]:
    """Return the question for the changes of her roster somebody has not read, the newest first."""
    return Question(UNREAD, {"roster_notices_person": person_id}, told_of)


UNREAD = (notices.unread_of(ROSTER, "roster_notices_person"),)


def told_of(rows: Iterable[Any]) -> tuple[ToldOfRoster, ...]:
    return tuple(ToldOfRoster(row.uid, _about(row.parameters), row.at) for row in rows)


def _about(told: Any) -> AboutRoster:
    days = (ChangedDay(date.fromisoformat(day), before, after) for day, before, after in told["days"])
    short = tuple(date.fromisoformat(day) for day in told["short"])
    return AboutRoster(UUID(told["employment"]), tuple(days), short, told["agreed"], told["reason"], told["by"])
