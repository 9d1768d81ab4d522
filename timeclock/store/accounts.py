"""Who has which account, what was posted, and where each stands: the one way to a balance.

A balance is what was posted and, of the flextime account, the differences of days that are not in a closed month.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, insert, select

from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import AmountKind, Unit
from timeclock.core.day import DayState
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.people import in_force
from timeclock.store.questions import Question, names
from timeclock.store.schema.access import login
from timeclock.store.schema.accounts import account, posting
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.results import day_amount, day_result
from timeclock.store.scope import Scope
from timeclock.store.staffing import held_from

# What a month gave, and what was learned of it later.
OF_A_MONTH = (PostingKind.MONTH, PostingKind.DELTA)
# How the origin of a posting ends that takes another one back, because its month was opened again.
TAKEN_BACK = "/reopened"


@dataclass(frozen=True, slots=True)
class Account:
    """An account somebody has; `kind` is its code."""

    id: int
    uid: UUID
    employment_id: int
    kind: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Entry:
    """A posting on record: on which account, who wrote it and who agreed; None where a rule did."""

    uid: UUID
    account: str
    posting: Posting
    by: str | None
    second_by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the flextime account stands before a day, and what its month came to so far, the day itself included.

    `until` is the last day before it of which the difference is known, None where there is none.
    """

    before: timedelta
    in_month: timedelta
    until: date | None = None


def opened(session: Session, employment_id: int, kind: str, unit: Unit, day: date, now: datetime) -> Account:
    """Return somebody's account of a kind as of a day; where she never had one it is opened on that day."""
    c = account.c
    mine = (c.employment_id == employment_id, c.kind == kind, c.superseded_at.is_(None))
    rows = [_account(row) for row in session.execute(select(account).where(*mine, in_force(account, day)))]
    rows += [_account(row) for row in session.execute(select(account).where(*mine).order_by(c.valid_from))]
    return rows[0] if rows else open_(session, employment_id, kind, unit, day, now)


def open_(session: Session, employment_id: int, kind: str, unit: Unit, since: date, now: datetime) -> Account:
    """Give somebody an account from a day on."""
    values = {"uid": new_uid(now), "employment_id": employment_id, "kind": kind, "unit": unit}
    row = session.execute(insert(account).returning(account), {**values, **held_from(since, now)}).one()
    return _account(row)


def held(session: Session, employment_id: int, day: date) -> tuple[Account, ...]:
    """Return the accounts somebody has on a day, in the order in which they were opened."""
    mine = (account.c.employment_id == employment_id, in_force(account, day))
    return tuple(_account(row) for row in session.execute(select(account).where(*mine).order_by(account.c.id)))


def find(session: Session, uid: UUID) -> Account | None:
    row = session.execute(select(account).where(account.c.uid == uid)).one_or_none()
    return None if row is None else _account(row)


def _account(row: Any) -> Account:
    return Account(row.id, row.uid, row.employment_id, row.kind, Unit(row.unit))


def post(
    session: Session,
    account_id: int,
    new: Posting,
    now: datetime,
    *,
    by: int | None = None,
    second_by: int | None = None,
) -> bool:
    """Write a posting unless the account has one of the same kind and origin; say whether it was written."""
    return post_all(session, [(account_id, new)], now, by=by, second_by=second_by) == 1


def post_all(
    session: Session,
    new: Iterable[tuple[int, Posting]],
    now: datetime,
    *,
    by: int | None = None,
    second_by: int | None = None,
) -> int:
    """Write postings, each with its account, unless they are there; return how many were not."""
    people = {"by": by, "second_by": second_by, "at": now}
    rows = [facts.full(posting, {**_values(account_id, each, now), **people}, now) for account_id, each in new]
    if not rows:
        return 0
    written = session.execute(facts.insertion_of_new(session, posting), rows).mappings().all()
    if written:
        session.execute(insert(ledger_record), [facts.record_of(posting, row, now) for row in written])
    return len(written)


def _values(account_id: int, new: Posting, now: datetime) -> dict[str, Any]:
    return {
        "uid": new_uid(now),
        "account_id": account_id,
        "day": new.day,
        "amount": new.amount,
        "kind": new.kind,
        "origin": new.origin,
        "month": new.month,
        "reason": new.reason,
    }


def given(session: Session, employment_id: int, month: date) -> Mapping[str, int]:
    """Return what a month has given each account up to now, later deltas included."""
    of_month = (posting.c.month == month, posting.c.kind.in_(OF_A_MONTH), account.c.employment_id == employment_id)
    rows = session.execute(
        select(account.c.kind, func.sum(posting.c.amount))
        .join(account, account.c.id == posting.c.account_id)
        .where(*of_month)
        .group_by(account.c.kind)
    )
    return {row[0]: row[1] for row in rows}


def of_month(session: Session, employment_id: int, month: date) -> Sequence[tuple[int, Entry]]:
    """Return what a month gave, what was paid of it and what was learned of it later, each with its account.

    What was taken back, and that it was, are both left out. The caller has checked that she may read them.
    """
    c = posting.c
    named = c.origin.startswith(f"{month:%Y-%m}/", autoescape=True)
    query = entries().where(account.c.employment_id == employment_id, c.month == month, named)
    rows = session.execute(query.order_by(c.id)).all()
    there = {(row.account_id, row.kind, row.origin) for row in rows}
    return [
        (row.account_id, entry_of(row))
        for row in rows
        if not row.origin.endswith(TAKEN_BACK) and (row.account_id, row.kind, f"{row.origin}{TAKEN_BACK}") not in there
    ]


def postings(session: Session, employment_id: int, days: DaySpan, scope: Scope) -> Sequence[Entry]:
    """Return what was posted in these days on all accounts of an employment, as far as the scope covers it."""
    c = posting.c
    rows = session.execute(
        entries()
        .where(account.c.employment_id == employment_id, c.day >= days.from_day, c.day < days.to_day)
        .where(scope.covers(account.c.employment_id, c.day))
        .order_by(c.day, c.id)
    )
    return [entry_of(row) for row in rows]


def entries() -> Select[Any]:
    """Return the query for postings on record; `entry_of` reads its rows."""
    c, second = posting.c, login.alias("second")
    return (
        select(posting, account.c.kind.label("account"), login.c.display_name, second.c.display_name.label("agreed"))
        .join(account, account.c.id == c.account_id)
        .join(login, login.c.id == c.by, isouter=True)
        .join(second, second.c.id == c.second_by, isouter=True)
    )


def entry_of(row: Any) -> Entry:
    said = Posting(row.day, row.amount, PostingKind(row.kind), row.origin, row.month, row.reason)
    return Entry(row.uid, row.account, said, row.display_name, row.agreed, row.at)


def standing(session: Session, employment_id: int, before: date) -> Mapping[str, int]:
    """Return where each account of an employment stands before a day, in its unit; the flextime account always is.

    The caller has checked that she may read them.
    """
    of_days, _ = _flextime([employment_id], before)
    posted = (
        select(account.c.kind, func.coalesce(func.sum(posting.c.amount), 0))
        .join(posting, (posting.c.account_id == account.c.id) & (posting.c.day < before), isouter=True)
        .where(account.c.employment_id == employment_id, account.c.superseded_at.is_(None))
        .group_by(account.c.kind)
    )
    found = {FLEXTIME: 0} | {row[0]: int(row[1]) for row in session.execute(posted)}
    found[FLEXTIME] += sum(row[1] or 0 for row in session.execute(of_days))
    return found


def balances(session: Session, employment_ids: Iterable[int], before: date) -> Mapping[int, timedelta]:
    """Return where the flextime accounts stand before a day. The caller has checked that she may read them."""
    ids = list(employment_ids)
    found = dict.fromkeys(ids, ZERO)
    for query in _flextime(ids, before):
        for employment_id, length in session.execute(query):
            found[employment_id] += (length or 0) * MINUTE
    return found


def holders(session: Session, employment_ids: Collection[int], kind: str, day: date) -> frozenset[int]:
    """Return those of these employments that have an account of a kind on a day."""
    mine = (account.c.employment_id.in_(employment_ids), account.c.kind == kind, in_force(account, day))
    return frozenset(session.execute(select(account.c.employment_id).where(*mine)).scalars())


def amounts(session: Session, employment_ids: Collection[int], kind: str) -> Mapping[int, int]:
    """Return what stands on an account of each employment, whatever the day, in its unit.

    The caller has checked that she may read them.
    """
    found = dict.fromkeys(employment_ids, 0)
    of_postings = (
        select(account.c.employment_id, func.sum(posting.c.amount))
        .join(account, account.c.id == posting.c.account_id)
        .where(account.c.employment_id.in_(employment_ids), account.c.kind == kind)
        .group_by(account.c.employment_id)
    )
    of_days, _ = _flextime(list(employment_ids), date.max)
    for query in (of_postings, of_days) if kind == FLEXTIME else (of_postings,):
        for employment_id, amount in session.execute(query):
            found[employment_id] += amount or 0
    return found


def _flextime(employment_ids: Sequence[int], before: date) -> tuple[Select[Any], Select[Any]]:
    """Return the queries for what days and what postings add to flextime accounts before a day, by employment."""
    c = day_result.c
    of_days = (
        select(c.employment_id, func.sum(c.difference_min))
        .where(c.employment_id.in_(employment_ids), c.day < before, _counts(before.replace(day=1)))
        .group_by(c.employment_id)
    )
    of_postings = (
        select(account.c.employment_id, func.sum(posting.c.amount))
        .join(account, account.c.id == posting.c.account_id)
        .where(account.c.employment_id.in_(employment_ids), account.c.kind == FLEXTIME, posting.c.day < before)
        .group_by(account.c.employment_id)
    )
    return of_days, of_postings


def _counts(month: ColumnElement[date] | date) -> ColumnElement[bool]:
    """Return the condition that no posting holds a day's difference: its month is not closed, or is the one asked for.

    What a month gave is posted on its last day, so before that day the days of a closed month tell how it went.
    """
    return (day_result.c.state != DayState.FROZEN) | (day_result.c.day >= month)


def paid_of(session: Session, employment_id: int, month: date) -> int:
    """Return what of a month was paid out of the flextime account by a rule, in minutes."""
    c = posting.c
    rule = (c.month == month, c.kind == PostingKind.PAYOUT, account.c.kind == FLEXTIME)
    total = (
        select(func.coalesce(func.sum(c.amount), 0))
        .join(account, account.c.id == c.account_id)
        .where(*rule, account.c.employment_id == employment_id)
    )
    return -int(session.execute(total).scalar_one())


def of_origin(session: Session, account_id: int, origin: str) -> Sequence[tuple[PostingKind, int]]:
    """Return the kinds and amounts of what an account was posted for one cause, in however many turns."""
    c = posting.c
    here = (c.account_id == account_id, (c.origin == origin) | c.origin.startswith(f"{origin}/", autoescape=True))
    rows = session.execute(select(c.kind, c.amount).where(*here).order_by(c.id))
    return [(PostingKind(row.kind), row.amount) for row in rows]


def on_call(session: Session, employment_id: int, days: DaySpan) -> int:
    """Return the hours of pay of an employment's Rufbereitschaft, in thousandths."""
    c = day_amount.c
    of_days = (c.employment_id == employment_id, c.day >= days.from_day, c.day < days.to_day)
    kinds = (AmountKind.ON_CALL, AmountKind.ON_CALL_HOURS)
    total = select(func.coalesce(func.sum(c.amount), 0)).where(*of_days, c.kind.in_(kinds))
    return int(session.execute(total).scalar_one())


def moves(session: Session, employment_id: int, days: DaySpan) -> tuple[timedelta, ...]:
    """Return what postings add on each of these days to what its own difference does to the flextime account.

    On the last day of a closed month that is what the month gave in place of its days. The caller may read them.
    """
    c, found = day_result.c, dict.fromkeys(days, ZERO)
    posted = (
        select(posting.c.day, func.sum(posting.c.amount))
        .join(account, account.c.id == posting.c.account_id)
        .where(account.c.employment_id == employment_id, account.c.kind == FLEXTIME)
        .where(posting.c.day >= days.from_day, posting.c.day < days.to_day)
        .group_by(posting.c.day)
    )
    for day, length in session.execute(posted):
        found[day] += length * MINUTE
    frozen = select(c.day, c.difference_min).where(
        c.employment_id == employment_id,
        c.day >= days.from_day.replace(day=1),
        c.day < days.to_day,
        c.state == DayState.FROZEN,
    )
    for day, length in session.execute(frozen):
        last = DaySpan.month(day.year, day.month).to_day - timedelta(days=1)
        if last in found:
            found[last] -= (length or 0) * MINUTE
    return tuple(found.values())


def balance(employment_id: int, on: date) -> Question[Balance]:
    """Return the question where the flextime account stands on a day. The caller has checked that she may read it."""
    values = {"accounts_employment": employment_id, "accounts_on": on, "accounts_month": on.replace(day=1)}
    return Question(BALANCE, values, _balance_of)


def _balance_of(rows: Sequence[Any]) -> Balance:
    [row] = rows
    return Balance(row.before * MINUTE, row.in_month * MINUTE, row.until)


EMPLOYMENT, ON, MONTH = names("accounts", "employment", "on", "month")


def _balance() -> Select[Any]:
    c = day_result.c
    before = func.coalesce(func.sum(c.difference_min).filter(c.day < ON, _counts(MONTH)), 0)
    in_month = func.coalesce(func.sum(c.difference_min).filter(c.day >= MONTH), 0)
    of_postings = (
        select(func.coalesce(func.sum(posting.c.amount), 0))
        .join(account, account.c.id == posting.c.account_id)
        .where(account.c.employment_id == EMPLOYMENT, account.c.kind == FLEXTIME, posting.c.day < ON)
        .scalar_subquery()
    )
    until = func.max(c.day).filter(c.day < ON, c.difference_min.is_not(None))
    here = (c.employment_id == EMPLOYMENT, c.day <= ON)
    return select((before + of_postings).label("before"), in_month.label("in_month"), until.label("until")).where(*here)


BALANCE = (_balance(),)
