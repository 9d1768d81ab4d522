"""Telling people how accounts stand: when one crosses a mark, and when somebody has to decide at a cut-off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from timeclock.core.accounts import AccountKind, Light, is_news, light
from timeclock.core.spans import DaySpan
from timeclock.store import account_kinds, account_notices, accounts, people, responsible
from timeclock.store.account_notices import WAITS, AboutAccount
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.scope import Scope

EVERYBODY = Scope.for_herself("account notices")


def look(session: Session, person_id: int, today: date, now: datetime) -> int:
    """Tell a person, and her superior, of each account that has crossed a mark since she was told; return how many.

    Back within the marks she is told alone.
    """
    kinds, told = account_kinds.on(session, today), account_notices.lights_told(session, person_id)
    news = 0
    for employment_id, uid in people.employments_of(session, person_id, DaySpan.one(today)):
        for code, balance in accounts.standing(session, employment_id, today).items():
            before, times = told.get((uid, code), (Light.GREEN, 0))
            stands = light(balance, kinds[code].limits) if code in kinds else before
            if is_news(before, stands):
                employed = people.find(session, uid, None, today, EVERYBODY)
                said = AboutAccount(uid, code, kinds[code].names, kinds[code].unit, stands, balance, today)
                _tell(session, person_id, employed, f"{uid}:{code}:{times + 1}", said, now)
                news += 1
    return news


def tell_waiting(session: Session, employed: Employed, kind: AccountKind, amount: int, on: date, now: datetime) -> None:
    """Tell a person and her superior that somebody has to decide about what is above a cut-off."""
    said = AboutAccount(employed.employment_uid, kind.code, kind.names, kind.unit, WAITS, amount, on)
    about = f"{employed.employment_uid}:{kind.code}:{on.isoformat()}"
    _tell(session, employed.person_id, employed, about, said, now)


def _tell(
    session: Session, person_id: int, employed: Employed | None, about: str, said: AboutAccount, now: datetime
) -> None:
    account_notices.tell(session, person_id, about, said, now)
    if employed is None or said.said == Light.GREEN:
        return
    for_others = replace(said, whose=f"{employed.given_name} {employed.family_name}")
    for superior in responsible.organisation(session, said.on).nearest(employed.unit_id, person_id):
        account_notices.tell(session, superior, about, for_others, now)
