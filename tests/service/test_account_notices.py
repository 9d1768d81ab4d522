"""People are told of accounts once for each crossing of a mark, and their superior with them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.city import FIRST_DAY, NOW, City
from tests.lived_in import sight
from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.spans import DaySpan
from timeclock.service import account_kinds, account_months, account_notices, reminders
from timeclock.service.account_months import ClosedMonth
from timeclock.store import accounts
from timeclock.store.db import Session

DAY = date(2026, 11, 20)


def posted(session: Session, city: City, amount: int, origin: str) -> None:
    account_kinds.bring(session, NOW)
    own = accounts.opened(session, city.aydin.employment_id, FLEXTIME, Unit.MINUTES, FIRST_DAY, NOW)
    accounts.post(session, own.id, Posting(date(2026, 11, 2), amount, PostingKind.MANUAL, origin), NOW)


def looked(session: Session, city: City, now: datetime = NOW) -> int:
    return account_notices.look(session, city.aydin.person_id, DAY, now)


def told(session: Session, city: City, name: str) -> list[tuple[str | None, str, int]]:
    found = reminders.unread(session, sight(session, city, name)).accounts
    return [(each.about.whose, each.about.said, each.about.amount) for each in found]


def test_each_crossing_is_told_once_to_her_and_to_her_superior(city: City) -> None:
    with city.database.transaction() as session:
        posted(session, city, 2401, "a")
        first = [looked(session, city), looked(session, city, NOW + timedelta(days=1))]
        posted(session, city, 1200, "b")
        second = looked(session, city)

        assert (first, second) == ([1, 0], 1)
        assert told(session, city, "aydin") == [(None, "red", 3601), (None, "yellow", 2401)]
        assert told(session, city, "brandt") == [("Elif Aydin", "red", 3601), ("Elif Aydin", "yellow", 2401)]
        assert told(session, city, "celik") == []


def test_back_within_the_marks_she_is_told_alone_and_the_next_crossing_is_news(city: City) -> None:
    with city.database.transaction() as session:
        for no, amount in enumerate((2401, -100, 100)):
            posted(session, city, amount, str(no))
            looked(session, city)

        assert [said for _, said, _ in told(session, city, "aydin")] == ["yellow", "green", "yellow"]
        assert [said for _, said, _ in told(session, city, "brandt")] == ["yellow", "yellow"]


def test_what_was_read_is_not_told_again(city: City) -> None:
    with city.database.transaction() as session:
        posted(session, city, 2401, "a")
        looked(session, city)
        reminders.read(session, sight(session, city, "aydin"), None)
        again = looked(session, city)

        assert again == 0
        assert told(session, city, "aydin") == []
        assert len(told(session, city, "brandt")) == 1


def test_what_is_above_a_cut_off_under_the_tariff_is_brought_to_people(city: City) -> None:
    with city.database.transaction() as session:
        posted(session, city, 3661, "a")
        december = ClosedMonth(city.aydin.person_id, city.aydin.employment_id, DaySpan.month(2026, 12), "2026-12/1")
        for _ in range(2):
            account_months.give(session, december, city.rulebook(), NOW + timedelta(days=60))

        assert told(session, city, "aydin") == [(None, "waits", 61)]
        assert told(session, city, "brandt") == [("Elif Aydin", "waits", 61)]
