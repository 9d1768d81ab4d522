"""The kind by which somebody asks to bring time from one of her accounts to another; it is posted once approved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from timeclock.core import posting_acts
from timeclock.core.accounts import AccountKind, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.posting_acts import Act
from timeclock.core.requests import Part
from timeclock.core.spans import MINUTE
from timeclock.i18n.wording import N_
from timeclock.service import postings
from timeclock.service.access import Action
from timeclock.service.kinds.kind import AtOnce, CannotAsk, Deed, Line, NoPart, Overtaken, Payload, Terms
from timeclock.service.postings import NotWritten
from timeclock.service.sight import Sight
from timeclock.store import account_kinds, accounts
from timeclock.store.accounts import Account
from timeclock.store.db import Session
from timeclock.store.people import Employed

NAME = "account_transfer"
TITLE = N_("Account transfer")
ACTION = Action.REQUEST_TRANSFER
AT_ONCE = AtOnce.NEVER
TIME_OFFICE = True
# What was approved is posted; it goes back by another request.
RETURNABLE = False
FINAL = False


def payload_of(day: date, account: AccountKind, to: AccountKind, length: timedelta) -> Payload:
    """Return what a request for a transfer says; both accounts count in minutes, and are named as they are called."""
    of, into = ({"code": kind.code, **kind.names} for kind in (account, to))
    return {"day": day.isoformat(), "account": of, "to": into, "minutes": length // MINUTE}


def check(session: Session, sight: Sight, employed: Employed, payload: Payload, _terms: Terms) -> None:
    """Raise `CannotAsk` where the accounts do not allow the transfer as they stand."""
    try:
        postings.demand_transfer(session, employed, _act(session, payload, sight.today), sight.today)
    except NotWritten as refused:
        raise CannotAsk(refused.why) from None


def part_of(payload: Payload, part: Part) -> Payload:
    """Return the payload with the minutes that are granted: more than none, and less than was asked."""
    minutes = part.get("minutes")
    if set(part) != {"minutes"} or not isinstance(minutes, int) or not 0 < minutes < payload["minutes"]:
        raise NoPart(f"of {payload['minutes']} minutes, not {part}")
    return {**payload, "minutes": minutes}


def take(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Post the transfer as of the day on which it is approved; no day's result changes by it."""
    today, act = deed.sight.today, _act(session, payload, deed.sight.today)
    try:
        postings.demand_transfer(session, deed.employed, act, today)
    except NotWritten:
        raise Overtaken(deed.asked.uid) from None
    origin = _origin(session, deed, payload)
    for is_taking, posting in posting_acts.postings(act, today, origin, deed.asked.reason):
        account = _account(session, deed, payload["to" if is_taking else "account"]["code"])
        _post(session, deed, account, posting)
    return ()


def undo(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Post the opposite of what the request has come to, as of today."""
    origin = _origin(session, deed, payload)
    for name in ("account", "to"):
        account = _account(session, deed, payload[name]["code"])
        posted = sum(amount for _, amount in accounts.of_origin(session, account.id, _name(deed)))
        back = Posting(deed.sight.today, -posted, PostingKind.TRANSFER, origin, reason=deed.why)
        _post(session, deed, account, back)
    return ()


def lines(payload: Payload) -> tuple[Line, ...]:
    """Return from which account to which, and how much."""
    return (
        Line(N_("From account"), payload["account"]),
        Line(N_("To account"), payload["to"]),
        Line(N_("Amount"), payload["minutes"] * MINUTE),
    )


def _act(session: Session, payload: Payload, day: date) -> Act:
    kinds = account_kinds.on(session, day)
    account, to = kinds.get(payload["account"]["code"]), kinds.get(payload["to"]["code"])
    if account is None or to is None or {account.unit, to.unit} != {Unit.MINUTES}:
        raise CannotAsk(postings.Refusal.NO_SUCH_ACCOUNT)
    return Act(PostingKind.TRANSFER, payload["minutes"], account, to)


def _name(deed: Deed) -> str:
    return f"request {deed.asked.uid}"


def _origin(session: Session, deed: Deed, payload: Payload) -> str:
    """Return the name of the next turn: a request may be granted in part, and later as a whole."""
    account = _account(session, deed, payload["account"]["code"])
    turns = len(accounts.of_origin(session, account.id, _name(deed)))
    return _name(deed) if not turns else f"{_name(deed)}/{turns + 1}"


def _account(session: Session, deed: Deed, code: str) -> Account:
    return accounts.opened(session, deed.employed.employment_id, code, Unit.MINUTES, deed.sight.today, deed.sight.now)


def _post(session: Session, deed: Deed, account: Account, posting: Posting) -> None:
    """Write a posting in both names: of her who asked, and of whoever decided."""
    asker, decider = deed.asked.asker.login_id, deed.sight.actor.login_id
    second = None if decider == asker else decider
    accounts.post(session, account.id, posting, deed.sight.now, by=asker, second_by=second)
