"""What the person herself says of her month: that it is right, or what is not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from timeclock.core.spans import DaySpan
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight, known
from timeclock.store import audit, confirmations, months, people, recalculation
from timeclock.store.confirmations import MonthFigures, OwnWord
from timeclock.store.db import Session
from timeclock.store.people import Employed, Whose
from timeclock.store.scope import Scope


class Obstacle(StrEnum):
    """Why nothing can be said of a month as it is."""

    NOT_OVER = "not_over"
    CLOSED = "closed"
    CHANGED_MEANWHILE = "changed_meanwhile"
    REASON_MISSING = "reason_missing"


class CannotAnswer(ValueError):
    """Nothing was said; `obstacle` says why."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(f"the month cannot be answered: {obstacle}")
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """One's own month as it may be answered: what was last said of it, and `seen`, the one name for what is shown."""

    over: bool
    closed: bool
    word: OwnWord | None
    seen: str

    @property
    def open_to_answer(self) -> bool:
        return self.over and not self.closed


def of(session: Session, sight: Sight, first: date, uid: UUID) -> OwnMonth:
    """Return what one may say of one's own month of an employment."""
    days, scope = DaySpan.month(first.year, first.month), _scope(sight)
    employed, _ = known(people.during(session, Whose(uid), days, scope))
    figures = confirmations.responsible_for(session, days, scope, sight.zone, uid)
    word = confirmations.own_words(session, [employed.employment_id], first).get(employed.employment_id)
    closed = bool(months.in_force(session, [employed.employment_id], first))
    return OwnMonth(sight.today >= days.to_day, closed, word, _seen(figures))


def give(session: Session, sight: Sight, first: date, uid: UUID, seen: str, objection: str | None) -> None:
    """Agree to one's own month as it was seen, or object with a reason, which goes to whoever confirms it."""
    days, scope = DaySpan.month(first.year, first.month), _scope(sight)
    employed, _ = known(people.during(session, Whose(uid), days, scope))
    recalculation.hold(session, employed.person_id)
    figures = confirmations.responsible_for(session, days, scope, sight.zone, uid)
    if sight.today < days.to_day:
        raise CannotAnswer(Obstacle.NOT_OVER)
    if months.in_force(session, [employed.employment_id], first):
        raise CannotAnswer(Obstacle.CLOSED)
    if _seen(figures) != seen:
        raise CannotAnswer(Obstacle.CHANGED_MEANWHILE)
    if objection is not None and not objection.strip():
        raise CannotAnswer(Obstacle.REASON_MISSING)
    said, by = None if objection is None else objection.strip(), sight.actor.login_id
    for _, each in figures:
        confirmations.answer(session, employed.employment_id, first, each, by, said, sight.now)
    action = "month.agree" if said is None else "month.object"
    audit.add(session, action, f"{uid}/{first:%Y-%m}", sight.now, by=by, person_id=employed.person_id)


def _scope(sight: Sight) -> Scope:
    access.demand(sight.actor, Action.ANSWER_MONTHS, sight.actor.person_id)
    return access.scope(sight.actor, Action.ANSWER_MONTHS)


def _seen(figures: Sequence[tuple[Employed, MonthFigures]]) -> str:
    """Return the one name for what is shown: of one's unbroken runs of days, mostly one."""
    return hashlib.sha256("".join(each.hash for _, each in figures).encode()).hexdigest()
