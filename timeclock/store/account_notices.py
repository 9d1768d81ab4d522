"""What people are told of accounts: that one crossed a mark, or that somebody has to decide at a cut-off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from timeclock.core.accounts import Light
from timeclock.core.amounts import Unit
from timeclock.store import facts, notices
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.questions import Question
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.notices import notice

ACCOUNT = "account"
# Not where it stands, but that people have to decide about what is above a cut-off.
WAITS = "waits"


@dataclass(frozen=True, slots=True)
class AboutAccount:
    """What is told of an account: whose, which, how it stands (a light, or that people have to decide), and how much.

    `whose` is None where it is one's own.
    """

    employment_uid: UUID
    code: str
    names: Mapping[str, str]
    unit: Unit
    said: str
    amount: int
    on: date
    whose: str | None = None


@dataclass(frozen=True, slots=True)
class ToldOfAccount:
    """A notice somebody has not read."""

    uid: UUID
    about: AboutAccount
    at: datetime


def tell(session: Session, person_id: int, about: str, said: AboutAccount, now: datetime) -> bool:
    """Tell a person something of an account; the same once and for all; say whether it was new."""
    values = {
        "uid": new_uid(now),
        "person_id": person_id,
        "kind": ACCOUNT,
        "about": about,
        "parameters": {
            "employment": str(said.employment_uid),
            "code": said.code,
            **said.names,
            "unit": said.unit,
            "said": said.said,
            "amount": said.amount,
            "on": said.on.isoformat(),
            "whose": said.whose,
        },
        "at": now,
    }
    row = session.execute(facts.insertion_of_new(session, notice), facts.full(notice, values, now)).mappings().first()
    if row is not None:
        session.execute(insert(ledger_record), facts.record_of(notice, row, now))
    return row is not None


def lights_told(session: Session, person_id: int) -> Mapping[tuple[UUID, str], tuple[Light, int]]:
    """Return for each of a person's own accounts the light she was told last, and of how many she was told."""
    c, found = notice.c, dict[tuple[UUID, str], tuple[Light, int]]()
    rows = session.execute(select(c.parameters).where(c.person_id == person_id, c.kind == ACCOUNT).order_by(c.id))
    for told in rows.scalars():
        if told["whose"] is None and told["said"] != WAITS:
            key = UUID(told["employment"]), told["code"]
            found[key] = Light(told["said"]), found[key][1] + 1 if key in found else 1
    return found


def unread(person_id: int) -> Question[Sequence[ToldOfAccount]]:
    """Return the question for what somebody has not read of accounts, the newest first."""
    return Question(UNREAD, {"account_notices_person": person_id}, told_of)


UNREAD = (notices.unread_of(ACCOUNT, "account_notices_person"),)


def told_of(rows: Iterable[Any]) -> tuple[ToldOfAccount, ...]:
    return tuple(ToldOfAccount(row.uid, _about(row.parameters), row.at) for row in rows)


def _about(told: Mapping[str, Any]) -> AboutAccount:
    return AboutAccount(
        UUID(told["employment"]),
        told["code"],
        {name: told[name] for name in ("name_de", "name_en")},
        Unit(told["unit"]),
        told["said"],
        told["amount"],
        date.fromisoformat(told["on"]),
        told["whose"],
    )
