"""Writing on accounts by four eyes: never the same login or person twice, never about oneself, and once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from tests.city import FIRST_DAY, NOW, PASSWORD, QUICK, City
from tests.lived_in import sight
from timeclock.core.accounts import FLEXTIME, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.posting_acts import ActRefusal
from timeclock.core.spans import DaySpan
from timeclock.service import account_kinds, account_months, accounts, postings
from timeclock.service.access import Role
from timeclock.service.account_months import ClosedMonth
from timeclock.service.postings import NotWritten, Refusal, Wanted
from timeclock.service.sight import NotFound
from timeclock.store import accounts as account_rows
from timeclock.store import logins as login_rows
from timeclock.store.db import Session
from timeclock.store.ids import new_uid

DAY = date(2026, 11, 19)
OPENING = Wanted(PostingKind.OPENING, FLEXTIME, FIRST_DAY, 600, "aus dem Altsystem")
FORGOTTEN = Wanted(PostingKind.MANUAL, FLEXTIME, DAY, 30, "vergessen")
PAYOUT = Wanted(PostingKind.PAYOUT, "overtime", DAY, 60, "Entgelt November")


def proposed(session: Session, city: City, wanted: Wanted, by: str = "officer") -> UUID:
    account_kinds.bring(session, NOW)
    return postings.propose(session, sight(session, city, by), city.aydin.employment_uid, wanted)


def standing(session: Session, city: City) -> dict[str, int]:
    return dict(account_rows.standing(session, city.aydin.employment_id, date(2027, 1, 1)))


def why(act: Callable[[], object]) -> object:
    with pytest.raises(NotWritten) as refused:
        act()
    return refused.value.why


def test_what_one_proposes_another_writes_and_both_names_stand_there(city: City) -> None:
    with city.database.transaction() as session:
        uid = proposed(session, city, OPENING)
        before = standing(session, city)
        postings.confirm(session, sight(session, city, "hr"), uid)
        seen = accounts.statement(session, sight(session, city, "hr"), city.aydin.employment_uid, FIRST_DAY)

        assert (before[FLEXTIME], standing(session, city)[FLEXTIME]) == (0, 600)
        [line] = seen.accounts[0].lines
        assert (line.by, line.second_by, line.amount, line.balance) == ("Officer", "Hr", 600, 600)
        assert line.reason == "aus dem Altsystem"
        with pytest.raises(NotFound):
            postings.confirm(session, sight(session, city, "hr"), uid)


def test_nobody_confirms_what_she_proposed_by_whichever_login(city: City) -> None:
    with city.database.transaction() as session:
        uid = proposed(session, city, OPENING)
        assert why(lambda: postings.confirm(session, sight(session, city, "officer"), uid)) is Refusal.SAME_PERSON
        secret = QUICK.hash(PASSWORD)
        for name in ("brandt-1", "brandt-2"):
            city.logins[name] = login_rows.add(session, name, name, secret, NOW, person_id=city.brandt.person_id)
            login_rows.grant(session, city.logins[name], Role.HR, None, FIRST_DAY, NOW, by=None)
        second = proposed(session, city, FORGOTTEN, "brandt-1")
        assert why(lambda: postings.confirm(session, sight(session, city, "brandt-2"), second)) is Refusal.SAME_PERSON


def test_nobody_writes_on_her_own_account(city: City) -> None:
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        login_rows.grant(session, city.logins["aydin"], Role.HR, None, FIRST_DAY, NOW, by=None)
        uid = proposed(session, city, OPENING)

        with pytest.raises(NotFound):
            postings.propose(session, sight(session, city, "aydin"), city.aydin.employment_uid, OPENING)
        with pytest.raises(NotFound):
            postings.confirm(session, sight(session, city, "aydin"), uid)
        assert [each.uid for each in accounts.kept(session, sight(session, city, "aydin")).proposals] == []


def test_an_account_is_opened_once(city: City) -> None:
    with city.database.transaction() as session:
        first, second = proposed(session, city, OPENING), proposed(session, city, OPENING)
        postings.confirm(session, sight(session, city, "hr"), first)

        assert why(lambda: postings.confirm(session, sight(session, city, "hr"), second)) is Refusal.OPENED_ALREADY
        assert standing(session, city)[FLEXTIME] == 600


def test_of_two_payouts_of_the_same_hours_one_is_written(city: City) -> None:
    with city.database.transaction() as session:
        opening = Wanted(PostingKind.OPENING, "overtime", FIRST_DAY, 60, "Altsystem")
        postings.confirm(session, sight(session, city, "hr"), proposed(session, city, opening))
        first, second = proposed(session, city, PAYOUT), proposed(session, city, PAYOUT)
        postings.confirm(session, sight(session, city, "hr"), first)

        assert (
            why(lambda: postings.confirm(session, sight(session, city, "hr"), second)) is ActRefusal.MORE_THAN_THERE_IS
        )
        assert standing(session, city)["overtime"] == 0


def test_hours_are_brought_from_one_account_to_another_in_its_unit(city: City) -> None:
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        account_rows.open_(session, city.aydin.employment_id, "on_call", Unit.PAY_HOURS, FIRST_DAY, NOW)
        opening = Wanted(PostingKind.OPENING, "on_call", FIRST_DAY, 2500, "Altsystem")
        bring = Wanted(PostingKind.TRANSFER, "on_call", DAY, 1500, "Wunsch", to="agreed")
        for wanted in (opening, bring):
            postings.confirm(session, sight(session, city, "hr"), proposed(session, city, wanted))
        seen = accounts.statement(session, sight(session, city, "aydin"), None, date(2026, 11, 1), own=True)

        assert standing(session, city) == {FLEXTIME: 0, "agreed": 90, "on_call": 1000}
        by_kind = {each.kind.code: each for each in seen.accounts}
        assert [(line.kind, line.amount) for line in by_kind["agreed"].lines] == [(PostingKind.CONVERT, 90)]
        assert by_kind["on_call"].before == 2500


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        (Wanted(PostingKind.MANUAL, FLEXTIME, DAY, 30, " "), Refusal.REASON_MISSING),
        (Wanted(PostingKind.MANUAL, "nowhere", DAY, 30, "x"), Refusal.NO_SUCH_ACCOUNT),
        (Wanted(PostingKind.MANUAL, "extra_duty", DAY, 30, "x"), Refusal.NO_SUCH_ACCOUNT),
        (Wanted(PostingKind.MANUAL, "premium_time", DAY, 30, "x"), Refusal.NO_SUCH_ACCOUNT),
        (Wanted(PostingKind.LAPSE, FLEXTIME, DAY, 30, "x"), Refusal.NO_SUCH_ACCOUNT),
        (Wanted(PostingKind.MANUAL, FLEXTIME, DAY, 0, "x"), ActRefusal.NOTHING),
        (PAYOUT, ActRefusal.MORE_THAN_THERE_IS),
        (Wanted(PostingKind.MANUAL, FLEXTIME, date(2026, 10, 5), 30, "x"), Refusal.MONTH_CLOSED),
    ],
)
def test_what_cannot_be_written_is_not_even_proposed(city: City, wanted: Wanted, refused: object) -> None:
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        october = ClosedMonth(city.aydin.person_id, city.aydin.employment_id, DaySpan.month(2026, 10), "2026-10/1")
        account_months.give(session, october, city.rulebook(), NOW)

        assert why(lambda: proposed(session, city, wanted)) is refused


def test_a_refusal_says_why_and_ones_own_proposal_is_taken_back(city: City) -> None:
    with city.database.transaction() as session:
        first, second = proposed(session, city, OPENING), proposed(session, city, OPENING)
        hr = sight(session, city, "hr")
        assert why(lambda: postings.refuse(session, hr, first, " ")) is Refusal.REASON_MISSING
        postings.refuse(session, hr, first, "falsche Person")
        postings.refuse(session, sight(session, city, "officer"), second, "")

        assert accounts.kept(session, hr).proposals == ()
        assert standing(session, city)[FLEXTIME] == 0
        with pytest.raises(NotFound):
            postings.confirm(session, hr, new_uid(NOW))
