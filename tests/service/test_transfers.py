"""Asking for a transfer between one's own accounts: posted once it is approved, in part too, and only what is there."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.city import FIRST_DAY, NOW, City
from tests.lived_in import TERMS, sight
from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.posting_acts import ActRefusal
from timeclock.service import account_kinds, accounts, decisions, transfers
from timeclock.service.kinds.kind import CannotAsk, NoPart, Overtaken
from timeclock.service.kinds.transfers import part_of
from timeclock.service.postings import Refusal
from timeclock.service.transfers import Wanted
from timeclock.store import accounts as account_rows
from timeclock.store.db import Session

WISH, TODAY = UUID(int=4711), date(2026, 11, 20)


def with_credit(session: Session, city: City, minutes: int) -> int:
    account_kinds.bring(session, NOW)
    own = account_rows.opened(session, city.aydin.employment_id, FLEXTIME, Unit.MINUTES, FIRST_DAY, NOW)
    account_rows.post(session, own.id, Posting(FIRST_DAY, minutes, PostingKind.OPENING, "before"), NOW)
    return own.id


def ask(session: Session, city: City, minutes: int = 60, account: str = FLEXTIME, to: str = "agreed") -> None:
    wanted = Wanted(WISH, None, account, to, timedelta(minutes=minutes), "Brückentage")
    transfers.ask(session, sight(session, city, "aydin"), wanted, TERMS)


def standing(session: Session, city: City) -> dict[str, int]:
    return dict(account_rows.standing(session, city.aydin.employment_id, date(2027, 1, 1)))


def test_what_was_asked_is_posted_once_it_is_approved_in_both_names(city: City) -> None:
    with city.database.transaction() as session:
        with_credit(session, city, 90)
        ask(session, city)
        before = standing(session, city)
        decisions.approve(session, sight(session, city, "brandt"), WISH, 1, None, TERMS)
        shown = accounts.statement(session, sight(session, city, "aydin"), None, date(2026, 11, 1), own=True)

        assert (before, standing(session, city)) == ({FLEXTIME: 90}, {FLEXTIME: 30, "agreed": 60})
        [line] = [line for line in shown.accounts[0].lines if line.kind is PostingKind.TRANSFER]
        assert (line.day, line.by, line.second_by, line.reason) == (TODAY, "Aydin", "Brandt", "Brückentage")


def test_what_is_no_longer_there_is_not_approved(city: City) -> None:
    with city.database.transaction() as session:
        own = with_credit(session, city, 90)
        ask(session, city)
        account_rows.post(session, own, Posting(TODAY, -60, PostingKind.MANUAL, "gone"), NOW)

        with pytest.raises(Overtaken):
            decisions.approve(session, sight(session, city, "brandt"), WISH, 1, None, TERMS)
        assert standing(session, city) == {FLEXTIME: 30}


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"minutes": 91}, ActRefusal.MORE_THAN_THERE_IS),
        ({"minutes": 0}, ActRefusal.NOTHING),
        ({"to": "long_term"}, ActRefusal.NOT_BROUGHT_THERE),
        ({"to": "nowhere"}, Refusal.NO_SUCH_ACCOUNT),
        ({"to": "on_call"}, Refusal.NO_SUCH_ACCOUNT),
        ({"account": "premium_time"}, Refusal.NO_SUCH_ACCOUNT),
    ],
)
def test_what_the_accounts_do_not_allow_is_not_asked(city: City, asked: dict[str, object], why: object) -> None:
    with city.database.transaction() as session:
        with_credit(session, city, 90)
        with pytest.raises(CannotAsk) as refused:
            ask(session, city, **asked)

        assert refused.value.obstacle is why
        assert standing(session, city) == {FLEXTIME: 90}


def test_a_part_is_some_of_the_minutes() -> None:
    payload = {"day": "2026-11-20", "account": {}, "to": {}, "minutes": 60}

    assert part_of(payload, {"minutes": 20})["minutes"] == 20
    for no_part in ({"minutes": 60}, {"minutes": 0}, {"minutes": "20"}, {"days": 1}, {"minutes": 20, "days": 1}):
        with pytest.raises(NoPart):
            part_of(payload, no_part)
