"""Closing a month: each account is given its part once, cut off where it is due, and later truth comes as a delta."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import update

from tests.city import FIRST_DAY, NOW, City, evaluated, stamped
from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.day import DayState
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import day_span
from timeclock.service import account_kinds, account_months, cut_offs
from timeclock.service.account_months import ClosedMonth
from timeclock.store import accounts, orders, staffing
from timeclock.store.db import Session
from timeclock.store.orders import NewOrder
from timeclock.store.schema.accounts import account_kind
from timeclock.store.schema.results import day_result
from timeclock.store.staffing import Hired, NewPerson

NOVEMBER, DECEMBER = DaySpan.month(2026, 11), DaySpan.month(2026, 12)
MONDAY, YEAR_END = date(2026, 11, 9), date(2026, 12, 31)
JANUARY = datetime(2027, 1, 11, 12, tzinfo=UTC)


def closed(session: Session, city: City, who: Hired, month: DaySpan = NOVEMBER, version: int = 1) -> None:
    """Close a month the way it is closed: its days frozen, and each account given its part."""
    account_kinds.bring(session, NOW)
    c = day_result.c
    mine = (c.employment_id == who.employment_id, c.day >= month.from_day, c.day < month.to_day)
    session.execute(update(day_result).where(*mine).values(state=DayState.FROZEN))
    whole = ClosedMonth(who.person_id, who.employment_id, month, f"{month.from_day:%Y-%m}/{version}")
    account_months.give(session, whole, city.rulebook(), JANUARY)


def worked(session: Session, city: City, who: Hired, monday: str = "08:00 in 16:18 out") -> None:
    """Let somebody work a week as planned, but perhaps on its Monday."""
    week = DaySpan(MONDAY, date(2026, 11, 14))
    for day in week:
        stamped(session, who, day, monday if day == MONDAY else "08:00 in 16:18 out", city.settings)
    evaluated(session, who, week, city)


def ordered(session: Session, city: City, who: Hired, day: date) -> None:
    whole = day_span(day, city.settings.zone)
    orders.add(session, NewOrder(Span(whole.from_at, whole.to_at), "Wahl", employment_id=who.employment_id), NOW)


def standing(session: Session, who: Hired, before: date = date(2027, 1, 1)) -> dict[str, int]:
    return dict(accounts.standing(session, who.employment_id, before))


def begun_with(session: Session, who: Hired, minutes: int) -> None:
    own = accounts.opened(session, who.employment_id, FLEXTIME, Unit.MINUTES, FIRST_DAY, NOW)
    accounts.post(session, own.id, Posting(FIRST_DAY, minutes, PostingKind.OPENING, "before"), NOW)


def test_a_month_moves_what_was_ordered_and_changes_nothing_else(city: City) -> None:
    with city.database.transaction() as session:
        ordered(session, city, city.aydin, MONDAY)
        worked(session, city, city.aydin, "08:00 in 18:18 out")
        before = standing(session, city.aydin)
        closed(session, city, city.aydin)
        closed(session, city, city.aydin)
        after = standing(session, city.aydin)

        assert sum(after.values()) == sum(before.values())
        assert after["overtime"] == 105
        assert accounts.given(session, city.aydin.employment_id, NOVEMBER.from_day) == after


def test_what_becomes_known_later_is_posted_as_the_difference_on_its_day(city: City) -> None:
    with city.database.transaction() as session:
        worked(session, city, city.aydin)
        closed(session, city, city.aydin)
        before = standing(session, city.aydin, date(2027, 2, 1))
        c = day_result.c
        session.execute(update(day_result).where(c.day == MONDAY).values(worked_min=c.worked_min + 30))
        later = ClosedMonth(city.aydin.person_id, city.aydin.employment_id, NOVEMBER, "correction 7")
        written = [account_months.give_later(session, later, city.rulebook(), JANUARY) for _ in range(2)]
        after = standing(session, city.aydin, date(2027, 2, 1))

        assert written == [1, 0]
        assert after[FLEXTIME] == before[FLEXTIME] + 30
        assert standing(session, city.aydin, date(2027, 1, 11)) == {FLEXTIME: before[FLEXTIME]}


def official(session: Session, city: City) -> Hired:
    new = NewPerson("Ute", "Rat", "40001", city.registry, FIRST_DAY, 2460, regime="azvo_nrw")
    return staffing.hire(session, 1, new, NOW)


def test_at_the_year_end_credit_lapses_of_an_official_and_waits_for_people_under_the_tariff(city: City) -> None:
    with city.database.transaction() as session:
        ute = official(session, city)
        for who in (ute, city.aydin):
            begun_with(session, who, 3661)
            closed(session, city, who, DECEMBER)
        waits = cut_offs.take(
            session, city.aydin.person_id, city.aydin.employment_id, DECEMBER, city.rulebook(), JANUARY
        )

        assert standing(session, ute) == {FLEXTIME: 3600}
        assert standing(session, city.aydin) == {FLEXTIME: 3661}
        assert [(each.account.kind, each.on, each.amount) for each in waits] == [(FLEXTIME, YEAR_END, 61)]


def test_a_month_closed_anew_cuts_off_what_it_should_have(city: City) -> None:
    with city.database.transaction() as session:
        ute = official(session, city)
        begun_with(session, ute, 3661)
        closed(session, city, ute, DECEMBER)
        own = accounts.held(session, ute.employment_id, YEAR_END)[0]
        accounts.post(session, own.id, Posting(YEAR_END, -31, PostingKind.MANUAL, "found out"), NOW)
        closed(session, city, ute, DECEMBER, version=2)

        assert standing(session, ute) == {FLEXTIME: 3600}
        lapsed = accounts.of_origin(session, own.id, "cut-off 2026-12-31")
        assert lapsed == [(PostingKind.LAPSE, -61), (PostingKind.LAPSE, 31)]


def test_where_the_agreement_names_an_account_the_rest_goes_there(city: City) -> None:
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        c = account_kind.c
        [rules] = session.execute(account_kind.select().where(c.code == FLEXTIME)).mappings()
        named = {**rules["rules"], "cut_off": {"on": [[12, 31]], "keep": 3600, "to": "agreed"}}
        session.execute(update(account_kind).where(c.code == FLEXTIME).values(rules=named))
        begun_with(session, city.aydin, 3661)
        closed(session, city, city.aydin, DECEMBER)

        assert standing(session, city.aydin) == {FLEXTIME: 3600, "agreed": 61}
