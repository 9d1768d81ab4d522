"""Accounts and postings: nothing is written twice, and a balance is the same before and after a month closes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from tests.city import FIRST_DAY, NOW, City
from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.day import DayState
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.service import account_kinds as catalogue
from timeclock.store import account_kinds, accounts
from timeclock.store.accounts import Balance
from timeclock.store.db import Session
from timeclock.store.questions import ask
from timeclock.store.schema.results import day_result
from timeclock.store.scope import Scope

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
LAST_OF_OCTOBER = date(2026, 10, 31)
EVERYBODY = Scope.system("test")


def lived(session: Session, city: City, differences: dict[date, int | None]) -> None:
    """Let somebody have results with these differences; None is a day that is still open."""
    made = {"present_min": 0, "target_min": 0, "lines": [], "rules_hash": "made up", "facts_until": NOW}
    session.execute(
        insert(day_result),
        [
            {
                **made,
                "employment_id": city.aydin.employment_id,
                "day": day,
                "state": DayState.OPEN if length is None else DayState.COMPLETE,
                "worked_min": length,
                "difference_min": length,
            }
            for day, length in differences.items()
        ],
    )


def closed(session: Session, city: City, amount: int) -> None:
    """Close October: its days are frozen, and what it gave is posted on its last day."""
    own = accounts.opened(session, city.aydin.employment_id, FLEXTIME, Unit.MINUTES, OCTOBER, NOW)
    c = day_result.c
    in_october = (c.day >= OCTOBER, c.day < NOVEMBER)
    session.execute(update(day_result).where(*in_october).values(state=DayState.FROZEN))
    accounts.post(session, own.id, Posting(LAST_OF_OCTOBER, amount, PostingKind.MONTH, "2026-10/1", OCTOBER), NOW)


def balance(session: Session, city: City, on: date) -> Balance:
    question = accounts.balance(city.aydin.employment_id, on)
    return ask(session, question).to(question)


def before(session: Session, city: City, day: date) -> int:
    return accounts.balances(session, [city.aydin.employment_id], day)[city.aydin.employment_id] // MINUTE


DAYS = {date(2026, 10, 5): 30, LAST_OF_OCTOBER: 12, date(2026, 11, 2): -10, date(2026, 11, 3): None}


def test_a_month_that_closes_changes_no_balance(city: City) -> None:
    days = [date(2026, 10, 6), LAST_OF_OCTOBER, NOVEMBER, date(2026, 11, 3), date(2026, 11, 5)]
    with city.database.transaction() as session:
        lived(session, city, DAYS)
        open_ = [(before(session, city, day), balance(session, city, day)) for day in days]
        closed(session, city, 42)
        after = [(before(session, city, day), balance(session, city, day)) for day in days]

    assert [each for each, _ in open_] == [30, 30, 42, 32, 32]
    assert open_[1][1] == Balance(timedelta(minutes=30), timedelta(minutes=42), date(2026, 10, 5))
    assert [each.before // MINUTE for _, each in open_] == [30, 30, 42, 32, 32]
    assert after == open_


def test_the_postings_of_a_day_are_what_its_difference_does_not_tell(city: City) -> None:
    november = DaySpan(NOVEMBER, date(2026, 12, 1))
    with city.database.transaction() as session:
        lived(session, city, DAYS)
        closed(session, city, 40)
        own = accounts.held(session, city.aydin.employment_id, NOVEMBER)[0]
        accounts.post(session, own.id, Posting(date(2026, 11, 4), -60, PostingKind.PAYOUT, "payout 1"), NOW)
        employment_id = city.aydin.employment_id
        of_october = accounts.moves(session, employment_id, DaySpan(OCTOBER, NOVEMBER))
        of_november = accounts.moves(session, employment_id, november)
        of_its_half = accounts.moves(session, employment_id, DaySpan(date(2026, 10, 20), LAST_OF_OCTOBER))

        assert before(session, city, date(2026, 12, 1)) == 40 - 10 - 60
    assert sum(of_october, timedelta(0)) == of_october[-1] == timedelta(minutes=-2)
    assert sum(of_november, timedelta(0)) == of_november[3] == timedelta(minutes=-60)
    assert set(of_its_half) == {timedelta(0)}


def test_a_posting_of_the_same_origin_is_written_once(city: City) -> None:
    with city.database.transaction() as session:
        own = accounts.opened(session, city.aydin.employment_id, "overtime", Unit.MINUTES, OCTOBER, NOW)
        first, again = (
            accounts.post(session, own.id, Posting(LAST_OF_OCTOBER, amount, PostingKind.MONTH, "v1", OCTOBER), NOW)
            for amount in (60, 90)
        )
        other = accounts.post(session, own.id, Posting(NOVEMBER, 5, PostingKind.DELTA, "v1", OCTOBER), NOW)

        assert (first, again, other) == (True, False, True)
        assert accounts.given(session, city.aydin.employment_id, OCTOBER) == {"overtime": 65}
        assert accounts.standing(session, city.aydin.employment_id, NOVEMBER) == {"overtime": 60, FLEXTIME: 0}
        assert accounts.post_all(session, [], NOW) == 0


def test_one_has_an_account_of_a_kind_once_and_keeps_it(city: City) -> None:
    employment_id = city.aydin.employment_id
    with city.database.transaction() as session:
        own = accounts.opened(session, employment_id, FLEXTIME, Unit.MINUTES, NOVEMBER, NOW)

        assert accounts.opened(session, employment_id, FLEXTIME, Unit.MINUTES, date(2027, 3, 1), NOW) == own
        assert accounts.opened(session, employment_id, FLEXTIME, Unit.MINUTES, FIRST_DAY, NOW) == own
        assert accounts.held(session, employment_id, NOVEMBER) == (own,)
        assert accounts.held(session, employment_id, OCTOBER) == ()
        assert accounts.find(session, own.uid) == own


def test_a_statement_says_who_wrote_and_who_agreed(city: City) -> None:
    with city.database.transaction() as session:
        own = accounts.opened(session, city.aydin.employment_id, FLEXTIME, Unit.MINUTES, OCTOBER, NOW)
        opening = Posting(OCTOBER, 600, PostingKind.OPENING, "old system", reason="aus dem Altsystem")
        accounts.post(session, own.id, opening, NOW, by=city.logins["officer"], second_by=city.logins["hr"])
        [entry] = accounts.postings(session, city.aydin.employment_id, DaySpan(OCTOBER, NOVEMBER), EVERYBODY)

    assert (entry.account, entry.posting, entry.by, entry.second_by) == (FLEXTIME, opening, "Officer", "Hr")


def test_nobody_agrees_with_herself(city: City) -> None:
    opening, officer = Posting(OCTOBER, 600, PostingKind.OPENING, "old system"), city.logins["officer"]
    with city.database.transaction() as session:
        own = accounts.opened(session, city.aydin.employment_id, FLEXTIME, Unit.MINUTES, OCTOBER, NOW)

        with pytest.raises(IntegrityError, match="two_people"):
            accounts.post(session, own.id, opening, NOW, by=officer, second_by=officer)
        session.rollback()


def test_the_kinds_are_brought_once_and_come_back_as_written(city: City) -> None:
    with city.database.transaction() as session:
        brought = catalogue.bring(session, NOW), catalogue.bring(session, NOW)
        found = account_kinds.all_of_them(session)
        on_call, none_yet = account_kinds.on(session, NOVEMBER)["on_call"], account_kinds.on(session, date(1990, 1, 1))

    assert brought == (8, 0)
    assert {each.kind.code: each for each in found} == {each.kind.code: each for each in catalogue.catalogue()}
    assert on_call.unit is Unit.PAY_HOURS
    assert none_yet == {}
