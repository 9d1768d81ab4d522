"""Postings that somebody proposed and somebody else has to confirm before they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from timeclock.core.accounts import PostingKind
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.facts import Decided
from timeclock.store.ids import new_uid
from timeclock.store.schema.access import login
from timeclock.store.schema.accounts import account, posting_proposal
from timeclock.store.schema.people import employment, person
from timeclock.store.scope import Scope


class Decision(StrEnum):
    """What became of a proposal."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class NewProposal:
    """What is to be written: how much an account is moved by, in its unit, and what takes it where another one does."""

    account_id: int
    to_account_id: int | None
    day: date
    amount: int
    kind: PostingKind
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal on record, for whom it is, and who made it; `by` is None where an operator did."""

    uid: UUID
    employment_id: int
    employment_uid: UUID
    person_id: int
    staff_no: str
    name: str
    account: str
    to_account: str | None
    new: NewProposal
    by: int | None
    by_name: str | None
    by_person: int | None
    at: datetime


def add(session: Session, new: NewProposal, by: int | None, now: datetime) -> UUID:
    """Record a proposal."""
    uid = new_uid(now)
    values = {
        "uid": uid,
        "account_id": new.account_id,
        "to_account_id": new.to_account_id,
        "day": new.day,
        "amount": new.amount,
        "kind": new.kind,
        "reason": new.reason,
        "recorded_at": now,
        "recorded_by": by,
    }
    facts.add(session, posting_proposal, values, now)
    return uid


def decide(session: Session, uid: UUID, decision: Decision, answer: str, by: int | None, now: datetime) -> bool:
    """Write down what became of a proposal that still waits; say whether it did."""
    decided = Decided(decision.value, answer, decision is Decision.WITHDRAWN)
    return facts.decide(session, posting_proposal, uid, decided, by, now)


def waiting(session: Session, scope: Scope, on: date, employment_id: int | None = None) -> Sequence[Proposal]:
    """Return the proposals nobody has decided that the scope covers on a day, the oldest first."""
    query = _proposals().where(posting_proposal.c.decision.is_(None), scope.covers(employment.c.id, on))
    if employment_id is not None:
        query = query.where(employment.c.id == employment_id)
    return [_proposal(row) for row in session.execute(query.order_by(posting_proposal.c.id))]


def find(session: Session, uid: UUID, scope: Scope, on: date) -> Proposal | None:
    """Return a proposal that nobody has decided, where the scope covers whose it is on a day."""
    query = _proposals().where(posting_proposal.c.uid == uid, posting_proposal.c.decision.is_(None))
    row = session.execute(query.where(scope.covers(employment.c.id, on))).one_or_none()
    return None if row is None else _proposal(row)


def _proposals() -> Select[Any]:
    to = account.alias("to_account")
    return (
        select(
            posting_proposal,
            employment.c.id.label("employment_id"),
            employment.c.uid.label("employment_uid"),
            employment.c.staff_no,
            person.c.id.label("whose"),
            person.c.given_name,
            person.c.family_name,
            account.c.kind.label("account"),
            to.c.kind.label("to_account"),
            login.c.display_name,
            login.c.person_id.label("by_person"),
        )
        .join(account, account.c.id == posting_proposal.c.account_id)
        .join(to, to.c.id == posting_proposal.c.to_account_id, isouter=True)
        .join(employment, employment.c.id == account.c.employment_id)
        .join(person, person.c.id == employment.c.person_id)
        .join(login, login.c.id == posting_proposal.c.recorded_by, isouter=True)
    )


def _proposal(row: Any) -> Proposal:
    new = NewProposal(row.account_id, row.to_account_id, row.day, row.amount, PostingKind(row.kind), row.reason)
    return Proposal(
        row.uid,
        row.employment_id,
        row.employment_uid,
        row.whose,
        row.staff_no,
        f"{row.given_name} {row.family_name}",
        row.account,
        row.to_account,
        new,
        row.recorded_by,
        row.display_name,
        row.by_person,
        row.recorded_at,
    )
