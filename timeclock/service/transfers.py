"""Asking to bring time from one of one's own accounts to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from timeclock.service import access, requests
from timeclock.service.access import Action
from timeclock.service.kinds import transfers as kind
from timeclock.service.kinds.kind import CannotAsk, Terms
from timeclock.service.postings import Refusal
from timeclock.service.requests import Asking
from timeclock.service.sight import Sight, known
from timeclock.store import account_kinds, people
from timeclock.store.db import Session


@dataclass(frozen=True, slots=True)
class Wanted:
    """A transfer somebody asks for under a uid of her own, by the codes of both accounts."""

    uid: UUID
    employment_uid: UUID | None
    account: str
    to: str
    length: timedelta
    reason: str


def ask(session: Session, sight: Sight, wanted: Wanted, terms: Terms) -> None:
    """Ask for a transfer as of today; it is posted once it is approved. Raises `CannotAsk` where it cannot be."""
    access.demand(sight.actor, Action.REQUEST_TRANSFER, sight.actor.person_id)
    scope = access.scope(sight.actor, Action.REQUEST_TRANSFER)
    employed = known(people.find(session, wanted.employment_uid, sight.actor.person_id, sight.today, scope))
    kinds = account_kinds.on(session, sight.today)
    account, to = kinds.get(wanted.account), kinds.get(wanted.to)
    if account is None or to is None:
        raise CannotAsk(Refusal.NO_SUCH_ACCOUNT)
    payload = kind.payload_of(sight.today, account, to, wanted.length)
    requests.ask(session, sight, employed, Asking(wanted.uid, kind, payload, wanted.reason), terms)
