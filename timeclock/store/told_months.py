"""What people are told of months of theirs that were closed: opened again, closed anew, or something found of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from timeclock.core.accounts import FLEXTIME
from timeclock.core.amounts import Unit
from timeclock.core.closing import MonthNews
from timeclock.core.late_truths import Came
from timeclock.store import facts, notices
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.late_truths import came_json, came_of
from timeclock.store.questions import Question
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.notices import notice
from timeclock.store.schema.people import employment

MONTH = "month"


@dataclass(frozen=True, slots=True)
class AboutMonth:
    """What is told of a month: how much (in the account's unit), on which account, and where it comes from.

    `origin` names the version or the posting. `by` is None where the house did it. `came` is what came in between.
    """

    month: date
    said: MonthNews
    amount: int
    origin: str
    account: str = FLEXTIME
    names: Mapping[str, str] = field(default_factory=dict)
    unit: Unit = Unit.MINUTES
    by: str | None = None
    reason: str | None = None
    came: tuple[Came, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldMonth:
    """A notice that somebody has not read."""

    uid: UUID
    employment_uid: UUID
    about: AboutMonth
    at: datetime


def tell(session: Session, employment_id: int, said: AboutMonth, now: datetime) -> bool:
    """Tell whose month it is; the same once and for all; say whether it was new."""
    whose = select(employment.c.person_id, employment.c.uid).where(employment.c.id == employment_id)
    of = session.execute(whose).one()
    values = {
        "uid": new_uid(now),
        "person_id": of.person_id,
        "kind": MONTH,
        "about": f"{of.uid}:{said.origin}:{said.said}:{said.account}",
        "parameters": _written(of.uid, said),
        "at": now,
    }
    row = session.execute(facts.insertion_of_new(session, notice), facts.full(notice, values, now)).mappings().first()
    if row is not None:
        session.execute(insert(ledger_record), facts.record_of(notice, row, now))
    return row is not None


def unread(person_id: int) -> Question[Sequence[ToldMonth]]:
    """Return the question for what somebody has not read of her months, the newest first."""
    return Question(UNREAD, {"told_months_person": person_id}, told_of)


UNREAD = (notices.unread_of(MONTH, "told_months_person"),)


def _written(employment_uid: UUID, said: AboutMonth) -> dict[str, Any]:
    return {
        "employment": str(employment_uid),
        "month": said.month.isoformat(),
        "said": said.said,
        "amount": said.amount,
        "origin": said.origin,
        "account": said.account,
        "names": dict(said.names),
        "unit": said.unit,
        "by": said.by,
        "reason": said.reason,
        "came": [came_json(each) for each in said.came],
    }


def told_of(rows: Iterable[Any]) -> tuple[ToldMonth, ...]:
    return tuple(ToldMonth(row.uid, UUID(row.parameters["employment"]), _about(row.parameters), row.at) for row in rows)


def _about(told: Mapping[str, Any]) -> AboutMonth:
    return AboutMonth(
        date.fromisoformat(told["month"]),
        MonthNews(told["said"]),
        told["amount"],
        told["origin"],
        told["account"],
        told["names"],
        Unit(told["unit"]),
        told["by"],
        told["reason"],
        tuple(came_of(each) for each in told["came"]),
    )
