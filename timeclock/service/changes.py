"""Telling people what others changed of their times: what, by whom and why, and what taking it back needs to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from timeclock.core.fixes import Tap
from timeclock.service.sight import Sight
from timeclock.store import told_changes
from timeclock.store.db import Session


@dataclass(frozen=True, slots=True)
class Change:
    """One change of somebody's times.

    `taps` are the stamps it added. `undo` names what was done, so that it can be taken back; without it nobody can
    object. `away` are the absences before and after, where it was one of those. `also` are the logins, with their
    persons, whose act it is besides the actor's.
    """

    employment_uid: UUID
    day: date
    basis: str
    taps: Iterable[Tap] = ()
    reason: str | None = None
    undo: Mapping[str, Any] = field(default_factory=dict)
    away: Mapping[str, Any] = field(default_factory=dict)
    also: Sequence[Mapping[str, int | None]] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """Who made a change: by name, as a login, and as a person; operators have none of them."""

    name: str = ""
    login_id: int | None = None
    person_id: int | None = None


OPERATORS = Author()


def tell(session: Session, sight: Sight, person_id: int, about: str, change: Change) -> None:
    """Tell a person of a change that the actor made; the same once and for all."""
    tell_all(session, sight, [(person_id, about, change)])


def tell_all(session: Session, sight: Sight, told: Iterable[tuple[int, str, Change]]) -> None:
    """Tell people of changes that the actor made, each of hers; the same once and for all."""
    actor = sight.actor
    tell_of(session, Author(actor.display_name, actor.login_id, actor.person_id), told, sight.now)


def tell_of(session: Session, author: Author, told: Iterable[tuple[int, str, Change]], now: datetime) -> None:
    """Tell people of changes by whomever, each of hers; the same once and for all."""
    rows = [(person_id, about, _parameters(author, change)) for person_id, about, change in told]
    told_changes.tell_all(session, rows, now)


def _parameters(author: Author, change: Change) -> Mapping[str, Any]:
    return {
        "employment": str(change.employment_uid),
        "day": change.day.isoformat(),
        "basis": change.basis,
        "clocks": [[tap.kind.value, tap.at.isoformat()] for tap in change.taps],
        "by": author.name,
        "author": {"login": author.login_id, "person": author.person_id},
        "also": [dict(each) for each in change.also],
        "reason": change.reason,
        "undo": dict(change.undo),
        "away": dict(change.away),
    }
