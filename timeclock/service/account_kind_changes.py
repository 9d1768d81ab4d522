"""Changing what the city agreed about a kind of account: from a day on, with who, when and where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from timeclock.core.accounts import AccountKind, CutOff, Limits
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import account_kinds, audit
from timeclock.store.account_kinds import NewKind, Recorded
from timeclock.store.db import Session

# What people changed is neither settled law nor a question: it is agreed.
AGREED = "policy"


class TooEarly(ValueError):
    """A change for days that are over: what was told and cut off then would not follow it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How far a kind of account may go and when it is cut off, from a day on; `source` says where it is agreed."""

    code: str
    since: date
    limits: Limits
    cut_off: CutOff | None
    source: str


@dataclass(frozen=True, slots=True)
class Held:
    """A kind as it holds, and the account that takes the rest, also where its cut-off was given up; empty for none."""

    kind: AccountKind
    rest_to: str


def listed(session: Session, sight: Sight) -> Sequence[Recorded]:
    """Return the kinds of accounts as they hold today and as they are to hold later, each with who changed it."""
    access.demand(sight.actor, Action.KEEP_ACCOUNT_KINDS)
    return account_kinds.since(session, sight.today)


def held(session: Session, sight: Sight, code: str, day: date) -> Held:
    """Return a kind as it is to hold on a day, and where the rest goes. Raises `NotFound`."""
    access.demand(sight.actor, Action.KEEP_ACCOUNT_KINDS)
    found = account_kinds.on(session, day).get(code)
    if found is None:
        raise NotFound("no such kind of account")
    to = account_kinds.rest_goes_to(session, code) if found.cut_off is None else found.cut_off.to
    return Held(found, to)


def change(session: Session, sight: Sight, wanted: Wanted) -> None:
    """Let a kind hold as wanted from a day on, until what is agreed for later. Raises `TooEarly`."""
    access.demand(sight.actor, Action.KEEP_ACCOUNT_KINDS)
    if wanted.since < sight.today:
        raise TooEarly(f"{wanted.since} is over")
    kind = replace(held(session, sight, wanted.code, wanted.since).kind, limits=wanted.limits, cut_off=wanted.cut_off)
    new = NewKind(kind, wanted.since, wanted.source, AGREED)
    account_kinds.change(session, new, sight.now, by=sight.actor.login_id)
    since = {"since": wanted.since.isoformat()}
    audit.add(session, "account_kind.change", wanted.code, sight.now, by=sight.actor.login_id, detail=since)
