"""Where the flextime of each employment stands at the end of a day, with its light."""

from __future__ import annotations

from timeclock.core import tables
from timeclock.core.accounts import FLEXTIME, AccountKind, Light, light
from timeclock.core.spans import MINUTE
from timeclock.core.tables import Column, Of
from timeclock.service.evaluations.asked import Answer, Question
from timeclock.store import account_kinds, accounts, people
from timeclock.store.db import Session

COLUMNS = (
    Column("name"),
    Column("staff_no"),
    Column("unit"),
    Column("balance", Of.SIGNED),
    Column("light", Of.WORD),
)


def answer(session: Session, asked: Question) -> Answer:
    """Return everybody employed on the day; today's own difference is not in it."""
    employed = sorted(people.listed(session, asked.last, asked.scope), key=lambda each: each.place())
    before = min(asked.days.to_day, asked.sight.today)
    found = accounts.balances(session, [each.employment_id for each in employed], before)
    kind = account_kinds.on(session, asked.last).get(FLEXTIME)
    rows = []
    for each in employed:
        balance = found[each.employment_id] // MINUTE
        name = f"{each.family_name}, {each.given_name}"
        rows.append((name, each.staff_no, each.unit_name, balance, _light(balance, kind).value))
    named = frozenset(each.person_id for each in employed)
    return Answer(tables.summed(COLUMNS, rows, {"balance"}), len(named), named)


def _light(balance: int, kind: AccountKind | None) -> Light:
    return Light.GREEN if kind is None else light(balance, kind.limits)
