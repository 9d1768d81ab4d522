"""Accounts as the operator's commands show and prepare them; whatever is written somebody in the office confirms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from timeclock.core.accounts import AccountKind, Light, PostingKind, light
from timeclock.core.amounts import Unit, thousandths
from timeclock.service import postings
from timeclock.service.postings import NotWritten, Refusal, Wanted
from timeclock.store import account_kinds, accounts, audit, people
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.scope import Scope

OPERATOR = Scope.system("accounts")
MINUSES = frozenset("-−")
HOURS = re.compile(r"([-−+]?)(\d{1,4}):([0-5]\d)")
PAY_HOURS = re.compile(r"([-−+]?)(\d{1,4}(?:[.,]\d{1,3})?)")


class NobodyMeant(LookupError):
    """Nobody is employed under that staff number on that day."""


class NoAmount(ValueError):
    """A text is no amount of an account's unit."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one account stands."""

    kind: AccountKind
    balance: int
    light: Light


@dataclass(frozen=True, slots=True)
class Line:
    """What an operator proposes for somebody; the amount as it is written, 1:30, −0:45, or hours of pay 2,5."""

    staff_no: str
    account: str
    day: date
    amount: str
    reason: str
    kind: PostingKind


def standing(session: Session, staff_no: str, before: date, now: datetime) -> Sequence[Standing]:
    """Return where each account of somebody stands before a day; the look is recorded."""
    employed = _employed(session, staff_no, before)
    audit.add(session, "operator.accounts", str(employed.employment_uid), now, by=None, person_id=employed.person_id)
    kinds = account_kinds.on(session, before)
    found = accounts.standing(session, employed.employment_id, before)
    return [
        Standing(kinds[code], balance, light(balance, kinds[code].limits))
        for code, balance in sorted(found.items())
        if code in kinds
    ]


def open_(session: Session, staff_no: str, code: str, since: date, now: datetime) -> UUID:
    """Give somebody an account from a day on; one she has is kept."""
    employed, kind = _employed(session, staff_no, since), account_kinds.on(session, since).get(code)
    if kind is None:
        raise NotWritten(Refusal.NO_SUCH_ACCOUNT)
    held = accounts.opened(session, employed.employment_id, code, kind.unit, since, now)
    audit.add(session, "operator.account", str(held.uid), now, by=None, person_id=employed.person_id)
    return held.uid


def propose(session: Session, line: Line, now: datetime) -> UUID:
    """Propose what a line says; raises `NobodyMeant`, `NotWritten` where the accounts do not allow it."""
    employed = _employed(session, line.staff_no, line.day)
    try:
        amount = amount_of(line.amount, postings.unit_of(session, line.account, line.day))
    except NoAmount as fault:
        raise NobodyMeant(str(fault)) from None
    wanted = Wanted(line.kind, line.account, line.day, amount, line.reason)
    return postings.proposed(session, employed, wanted, None, now)


def amount_of(text: str, unit: Unit) -> int:
    """Return an amount in its unit: "1:30" is 90 minutes, "−0:45" is −45, "2,5" hours of pay are 2500 thousandths."""
    found = (HOURS if unit is Unit.MINUTES else PAY_HOURS).fullmatch(text.strip())
    if found is None:
        raise NoAmount(f"{text} is no amount like 1:30, or of hours of pay like 2,5")
    if unit is Unit.MINUTES:
        amount = int(found[2]) * 60 + int(found[3])
    else:
        amount = thousandths(Fraction(found[2].replace(",", ".")))
    return -amount if found[1] in MINUSES else amount


def _employed(session: Session, staff_no: str, day: date) -> Employed:
    found = people.by_staff_no(session, staff_no, day, OPERATOR)
    if found is None:
        raise NobodyMeant(f"{staff_no}: nobody with this staff number is employed on {day}")
    return found
