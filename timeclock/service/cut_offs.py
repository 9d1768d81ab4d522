"""Cutting accounts off at their dates: what is carried over, what lapses of officials, what people have to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from timeclock.core import cut_offs
from timeclock.core.accounts import AccountKind, PostingKind
from timeclock.core.cut_offs import Cut
from timeclock.core.figures import LapseFigures
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import account_notices
from timeclock.service.rulebook import Rulebook
from timeclock.store import account_kinds, accounts, people, plans
from timeclock.store.accounts import Account
from timeclock.store.db import Session


@dataclass(frozen=True, slots=True)
class Waiting:
    """What stays above what is kept on an account, so that people have to decide, in its unit."""

    account: Account
    on: date
    amount: int


def take(
    session: Session, person_id: int, employment_id: int, days: DaySpan, rulebook: Rulebook, now: datetime
) -> tuple[Waiting, ...]:
    """Cut off what is cut off on any of these days, whose months are closed; return what people have to decide."""
    planned = plans.of_person(session, person_id, days).by_day
    found: list[Waiting] = []
    for on, kind in _due(session, days):
        plan = planned.get((employment_id, on))
        held = [each for each in accounts.held(session, employment_id, on) if each.kind == kind.code]
        if plan is not None and held:
            law = cut_offs.lapse_law(plan.regime, on, rulebook.around.law)
            waits = _cut(session, held[0], kind, on, law, now)
            if waits:
                _tell(session, employment_id, person_id, kind, on, waits, now)
                found.append(Waiting(held[0], on, waits))
    return tuple(found)


def _due(session: Session, days: DaySpan) -> Iterator[tuple[date, AccountKind]]:
    """Yield each cut-off date with the kind as it is on that day."""
    kinds = account_kinds.on(session, days.to_day - ONE_DAY)
    for code, kind in kinds.items():
        if kind.cut_off is not None:
            for on in kind.cut_off.within(days):
                yield on, account_kinds.on(session, on).get(code, kind)


def _cut(
    session: Session, account: Account, kind: AccountKind, on: date, law: LapseFigures | None, now: datetime
) -> int:
    """Cut one account off; return what waits for people."""
    if kind.cut_off is None:
        return 0
    before = accounts.of_origin(session, account.id, cut_offs.origin_of(on))
    cut = _so_far(before)
    standing = accounts.standing(session, account.employment_id, on + ONE_DAY)
    balance = standing[account.kind] + cut.lapsed + cut.moved
    for code, posting in cut_offs.postings(on, balance, kind.cut_off, law, cut):
        whose = account
        if code:
            whose = accounts.opened(session, account.employment_id, code, account.unit, on, now)
        accounts.post(session, whose.id, posting, now)
    return cut_offs.waiting(balance, kind.cut_off, law)


def _tell(
    session: Session, employment_id: int, person_id: int, kind: AccountKind, on: date, amount: int, now: datetime
) -> None:
    mine = (uid for each, uid in people.employments_of(session, person_id, DaySpan.one(on)) if each == employment_id)
    for uid in mine:
        employed = people.find(session, uid, None, on, account_notices.EVERYBODY)
        if employed is not None:
            account_notices.tell_waiting(session, employed, kind, amount, on, now)


def _so_far(before: Sequence[tuple[PostingKind, int]]) -> Cut:
    lapsed, moved = (
        -sum(amount for kind, amount in before if kind is of) for of in (PostingKind.LAPSE, PostingKind.TRANSFER)
    )
    turns = max((sum(1 for kind, _ in before if kind is of) for of in PostingKind), default=0)
    return Cut(lapsed, moved, turns)
