"""A month is closed once and stays: what is found later is posted, and whoever adds up has what the facts say now."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.city import NOW, City, evaluated, stamped
from tests.databases import POSTGRESQL, after
from tests.lived_in import sight
from timeclock.core.accounts import FLEXTIME
from timeclock.core.closing import Hindrance, Missing, MonthNews
from timeclock.core.day import DayState
from timeclock.core.findings import Code
from timeclock.core.late_truths import Arrival
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.service import account_kinds, closings, confirmations, evaluation, months, reminders, times
from timeclock.service.access import Action
from timeclock.service.closings import MonthToClose
from timeclock.service.months import CannotClose, CannotReopen
from timeclock.service.sight import NotFound
from timeclock.store import accounts, late_truths, recalculation, results
from timeclock.store import months as rows
from timeclock.store.db import Session
from timeclock.store.schema.accounts import posting
from timeclock.store.schema.months import month
from timeclock.store.scope import Scope
from timeclock.store.staffing import Hired
from timeclock.store.told_months import AboutMonth

NOVEMBER, MONTH = date(2026, 11, 1), DaySpan.month(2026, 11)
OCTOBER = date(2026, 10, 1)
DAY = date(2026, 11, 18)
LATER = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
CLOSED = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
AFTER = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
# Five days of twelve minutes too little, and sixteen on which nobody came.
CAME_TO = -5 * 12 - 16 * 468
EVERYBODY = Scope.system("test")
SOON = 10


def november_lived(city: City) -> City:
    """November is over: all worked a week of it, twelve minutes too little each day; Herr Brandt forgot a going."""
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        for day in DaySpan(date(2026, 11, 16), date(2026, 11, 21)):
            for who in (city.aydin, city.brandt, city.celik):
                stamped(session, who, day, "08:00 in 12:00 out 12:45 in 16:21 out", city.settings)
        stamped(session, city.brandt, DAY, "17:00 in", city.settings)
        for who in (city.aydin, city.brandt, city.celik):
            evaluated(session, who, MONTH, city, LATER)
    return city


december = after(november_lived, "sqlite")
either = after(november_lived)
postgres_december = after(november_lived, POSTGRESQL)


def confirmed(session: Session, city: City, who: Hired, name: str = "brandt") -> None:
    looking = sight(session, city, name, LATER)
    month_of = confirmations.to_confirm(session, looking, NOVEMBER)
    found = next(each for each in month_of.people if each.employed.employment_id == who.employment_id)
    confirmations.confirm(session, looking, NOVEMBER, who.employment_uid, found.figures.hash, "")


def seen(session: Session, city: City, who: Hired, now: datetime = CLOSED) -> MonthToClose:
    return closings.one(session, sight(session, city, "hr", now), NOVEMBER, who.employment_uid, Action.CLOSE_MONTHS)


def close(session: Session, city: City, who: Hired, reason: str = "", now: datetime = CLOSED) -> None:
    shown = seen(session, city, who, now)
    months.close(
        session, sight(session, city, "hr", now), NOVEMBER, who.employment_uid, shown.seen, reason, city.rulebook()
    )


def booked(session: Session, who: Hired) -> int:
    """Return what November gave the flextime account up to now."""
    return accounts.given(session, who.employment_id, NOVEMBER).get(FLEXTIME, 0)


def known(session: Session, who: Hired) -> int:
    """Return what the facts say now."""
    days = results.days(session, who.employment_id, MONTH, EVERYBODY)
    return sum((each.result.difference or timedelta(0)) // MINUTE for each in days)


def number(session: Session, table: object) -> int:
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def later(session: Session, city: City, who: Hired, taps: str, day: date = DAY, now: datetime = AFTER) -> None:
    """Let stamps come after the month was closed, and work them out."""
    stamped(session, who, day, taps, city.settings, received_at=now)
    evaluation.refresh_now(session, who.person_id, city.rulebook(), now)


def told(session: Session, city: City) -> list[AboutMonth]:
    """Return what Frau Aydin was told of her months, the oldest first."""
    return [each.about for each in reversed(reminders.unread(session, sight(session, city, "aydin", AFTER)).months)]


def test_a_closed_month_is_a_version_with_all_its_days_and_one_posting(either: City) -> None:
    with either.database.transaction() as session:
        confirmed(session, either, either.aydin)
        before = known(session, either.aydin)
        close(session, either, either.aydin)

        saved = rows.saved_month(session, either.aydin.employment_id, NOVEMBER)
        days = results.days(session, either.aydin.employment_id, MONTH, EVERYBODY)
        assert saved is not None
        assert (saved.version.version, saved.version.by, saved.version.facts_until) == (1, "Hr", CLOSED)
        assert [each.result.difference for each in saved.days] == [each.result.difference for each in days]
        assert [each.result.lines for each in saved.days] == [each.result.lines for each in days]
        assert {each.result.state for each in days} == {DayState.FROZEN}
        assert (booked(session, either.aydin), number(session, posting)) == (before, 1) == (CAME_TO, 1)


def test_what_comes_later_is_posted_and_what_was_closed_stays(either: City) -> None:
    with either.database.transaction() as session:
        confirmed(session, either, either.aydin)
        close(session, either, either.aydin)
        later(session, either, either.aydin, "17:00 in 17:30 out")

        saved = rows.saved_month(session, either.aydin.employment_id, NOVEMBER)
        [truth] = late_truths.of_month(session, either.aydin.employment_id, NOVEMBER)
        assert saved is not None
        assert saved.version.sums.difference == timedelta(minutes=CAME_TO)
        assert (truth.day.day, truth.day.before, truth.day.now) == (DAY, -12, 18)
        assert [each.what for each in truth.came] == [Arrival.STAMP, Arrival.STAMP]
        assert booked(session, either.aydin) == known(session, either.aydin) == CAME_TO + 30
        entries = accounts.postings(session, either.aydin.employment_id, DaySpan.month(2026, 12), EVERYBODY)
        assert [(each.posting.day, each.posting.amount) for each in entries] == [(date(2026, 12, 8), 30)]

        evaluated(session, either.aydin, MONTH, either, AFTER)
        [news] = told(session, either)
        assert (news.said, news.month, news.amount, news.origin) == (MonthNews.LATER, NOVEMBER, 30, "2026-11/1/1")
        assert (news.account, news.came) == (FLEXTIME, truth.came)


def test_the_order_in_which_late_things_come_is_irrelevant(december: City) -> None:
    earlier, other = date(2026, 11, 9), date(2026, 11, 24)
    with december.database.transaction() as session:
        for who in (december.aydin, december.celik):
            close(session, december, who, "still to be confirmed")
        later(session, december, december.aydin, "17:00 in 17:30 out")
        later(session, december, december.aydin, "18:00 in 19:00 out", other)
        later(session, december, december.aydin, "17:45 in 18:15 out", now=AFTER + timedelta(hours=1))
        for day, taps in ((other, "18:00 in 19:00 out"), (DAY, "17:00 in 17:30 out"), (DAY, "17:45 in 18:15 out")):
            stamped(session, december.celik, day, taps, december.settings, AFTER)
        evaluation.refresh_now(session, december.celik.person_id, december.rulebook(), AFTER)
        evaluated(session, december.celik, DaySpan(earlier, other), december, AFTER)

        assert booked(session, december.aydin) == known(session, december.aydin) == CAME_TO + 120
        assert booked(session, december.celik) == known(session, december.celik) == CAME_TO + 120


def test_a_day_that_was_open_when_its_month_was_closed_is_worth_what_it_is_found_to_be(december: City) -> None:
    with december.database.transaction() as session:
        shown = seen(session, december, december.brandt)
        with pytest.raises(CannotClose):
            close(session, december, december.brandt)
        close(session, december, december.brandt, "has left, nobody can tell")
        before = booked(session, december.brandt)
        later(session, december, december.brandt, "18:00 out")

        assert (shown.open_days, shown.closable) == (1, True)
        assert Missing.OPEN_DAYS in shown.missing
        assert (before, booked(session, december.brandt)) == (CAME_TO + 12, known(session, december.brandt))
        assert known(session, december.brandt) == CAME_TO + 12 + 48


def test_what_is_found_and_taken_back_is_posted_and_taken_back(december: City) -> None:
    with december.database.transaction() as session:
        close(session, december, december.aydin, "not confirmed")
        aydin = sight(session, december, "aydin", AFTER)
        before = times.month(session, aydin, None, NOVEMBER).rows
        later(session, december, december.aydin, "17:00 in")
        # What was found of the day since is told beside it, not in the month as it was closed.
        assert Code.MISSING_OUT in results.codes(
            session, december.aydin.person_id, december.aydin.employment_id, MONTH, EVERYBODY
        ).get(DAY, ())
        assert [each.finding_codes for each in times.month(session, aydin, None, NOVEMBER).rows] == [
            each.finding_codes for each in before
        ]
        opened = booked(session, december.aydin)
        later(session, december, december.aydin, "17:30 out", now=AFTER + timedelta(hours=1))

        truths = late_truths.of_month(session, december.aydin.employment_id, NOVEMBER)
        assert (opened, booked(session, december.aydin)) == (CAME_TO + 12, CAME_TO + 30)
        assert [(each.day.before, each.day.now) for each in truths] == [(-12, 0), (0, 18)]


def test_results_worked_out_again_without_anything_new_post_nothing(december: City) -> None:
    with december.database.transaction() as session:
        close(session, december, december.aydin, "not confirmed")
        evaluated(session, december.aydin, MONTH, december, AFTER)

        assert late_truths.of_month(session, december.aydin.employment_id, NOVEMBER) == ()
        assert {
            each.result.state for each in results.days(session, december.aydin.employment_id, MONTH, EVERYBODY)
        } == {DayState.FROZEN}


def test_a_month_opened_again_takes_back_what_it_gave_and_closes_as_the_next_version(either: City) -> None:
    with either.database.transaction() as session:
        balance = accounts.balances(session, [either.aydin.employment_id], date(2027, 1, 1))
        close(session, either, either.aydin, "not confirmed")
        later(session, either, either.aydin, "17:00 in 17:30 out")
        looking = sight(session, either, "hr", AFTER)
        months.reopen(session, looking, NOVEMBER, either.aydin.employment_uid, "the roster was wrong")
        between = accounts.balances(session, [either.aydin.employment_id], date(2027, 1, 1))
        gone = booked(session, either.aydin)
        close(session, either, either.aydin, "now it is right", AFTER)

        second, first = rows.versions(session, either.aydin.employment_id, NOVEMBER)
        assert (first.version, second.version, second.reopened) == (1, 2, None)
        assert first.reopened is not None
        assert (first.reopened.by, first.reopened.reason) == ("Hr", "the roster was wrong")
        assert second.sums.difference - first.sums.difference == timedelta(minutes=30)
        assert (gone, booked(session, either.aydin)) == (0, known(session, either.aydin))
        assert accounts.balances(session, [either.aydin.employment_id], date(2027, 1, 1)) == between
        assert between[either.aydin.employment_id] - balance[either.aydin.employment_id] == timedelta(minutes=30)
        _, reopened, anew = told(session, either)
        assert (reopened.said, reopened.amount, reopened.by) == (MonthNews.REOPENED, CAME_TO, "Hr")
        assert reopened.reason == "the roster was wrong"
        assert (anew.said, anew.amount, anew.origin) == (MonthNews.CLOSED_ANEW, CAME_TO + 30, "2026-11/2")


def test_what_payroll_has_stays_closed_and_what_comes_is_posted(december: City) -> None:
    with december.database.transaction() as session:
        close(session, december, december.aydin, "not confirmed")
        rows.hand_over(session, december.aydin.employment_id, NOVEMBER, "LOGA 2026-11", AFTER)
        with pytest.raises(CannotReopen) as refused:
            months.reopen(
                session, sight(session, december, "hr", AFTER), NOVEMBER, december.aydin.employment_uid, "why"
            )
        later(session, december, december.aydin, "17:00 in 17:30 out")

        assert refused.value.hindrance is Hindrance.HANDED_OVER
        assert booked(session, december.aydin) == known(session, december.aydin)


def test_only_hr_opens_a_month_again_and_nobody_closes_her_own(december: City) -> None:
    uid = december.aydin.employment_uid
    with december.database.transaction() as session:
        close(session, december, december.aydin, "not confirmed")
        with pytest.raises(NotFound):
            months.reopen(session, sight(session, december, "officer", AFTER), NOVEMBER, uid, "why")
        with pytest.raises(NotFound):
            closings.one(session, sight(session, december, "aydin", AFTER), NOVEMBER, uid, Action.CLOSE_MONTHS)


def test_those_that_are_ready_are_closed_together_and_of_the_others_it_is_said_what_is_missing(
    either: City,
) -> None:
    with either.database.transaction() as session:
        confirmed(session, either, either.aydin)
        looking = sight(session, either, "hr", CLOSED)
        before = closings.view(session, looking, NOVEMBER, None)
        done = months.close_ready(session, looking, NOVEMBER, None, before.seen, either.rulebook())
        again = months.close_ready(session, looking, NOVEMBER, None, before.seen, either.rulebook())
        after = closings.view(session, looking, NOVEMBER, None)

        found = {each.employed.family_name: each.missing for each in after.people}
        assert (done, again, after.closed, after.total) == (1, 0, 1, 3)
        assert found["Aydin"] == ()
        assert found["Brandt"] == (Missing.OPEN_DAYS, Missing.NOT_CONFIRMED)
        assert found["Celik"] == (Missing.NOT_CONFIRMED,)


def test_a_month_is_not_closed_before_the_one_that_was_left_out(december: City) -> None:
    december_first = date(2026, 12, 1)
    with december.database.transaction() as session:
        stamped(session, december.aydin, date(2026, 12, 1), "08:00 in 16:00 out", december.settings)
        evaluated(session, december.aydin, DaySpan.month(2026, 12), december, datetime(2027, 1, 4, tzinfo=UTC))
        evaluated(session, december.aydin, DaySpan.month(2026, 10), december, LATER)
        rows_before = rows.open_before(session, [december.aydin.employment_id], december_first)
        looking = sight(session, december, "hr", CLOSED)
        october = closings.one(session, looking, OCTOBER, december.aydin.employment_uid, Action.CLOSE_MONTHS)
        months.close(
            session, looking, OCTOBER, december.aydin.employment_uid, october.seen, "lived", december.rulebook()
        )

        left_out = rows.open_before(session, [december.aydin.employment_id], december_first)
        assert (rows_before, left_out) == ({}, {december.aydin.employment_id: NOVEMBER})


def test_a_month_that_changed_meanwhile_is_not_closed(december: City) -> None:
    with december.database.transaction() as session:
        shown = seen(session, december, december.aydin)
        stamped(session, december.aydin, DAY, "17:00 in 17:30 out", december.settings)
        looking = sight(session, december, "hr", CLOSED)
        with pytest.raises(CannotClose) as waits:
            months.close(
                session, looking, NOVEMBER, december.aydin.employment_uid, shown.seen, "why", december.rulebook()
            )
        evaluation.refresh_now(session, december.aydin.person_id, december.rulebook(), CLOSED)
        with pytest.raises(CannotClose) as changed:
            months.close(
                session, looking, NOVEMBER, december.aydin.employment_uid, shown.seen, "why", december.rulebook()
            )

        assert waits.value.missing == (Missing.BEING_WORKED_OUT,)
        assert changed.value.missing == ()


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Let several people act in the same second; return what went wrong."""
    faults: list[BaseException] = []
    ready = threading.Barrier(len(acts))

    def do(act: Callable[[], object]) -> None:
        try:
            ready.wait(SOON)
            act()
        except BaseException as fault:  # noqa: BLE001  handed to whoever started the threads
            faults.append(fault)

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(SOON)
    return faults


def test_two_who_close_in_the_same_second_close_once(postgres_december: City) -> None:
    city, who = postgres_december, postgres_december.aydin

    def closing(name: str) -> Callable[[], object]:
        def act() -> None:
            with city.database.transaction() as session:
                looking = sight(session, city, name, CLOSED)
                found = closings.one(session, looking, NOVEMBER, who.employment_uid, Action.CLOSE_MONTHS)
                months.close(session, looking, NOVEMBER, who.employment_uid, found.seen, "both of us", city.rulebook())

        return act

    faults = at_once(closing("hr"), closing("officer"))
    with city.database.transaction() as session:
        assert (faults, number(session, month), number(session, posting)) == ([], 1, 1)


def test_a_stamp_that_comes_while_the_month_is_closed_counts_once(postgres_december: City) -> None:
    city, who = postgres_december, postgres_december.aydin
    with city.database.transaction() as session:
        stamped(session, who, DAY, "17:00 in 17:30 out", city.settings, CLOSED)
        shown = seen(session, city, who).seen

    def closes() -> None:
        with city.database.transaction() as session:
            try:
                looking = sight(session, city, "hr", CLOSED)
                months.close(session, looking, NOVEMBER, who.employment_uid, shown, "now", city.rulebook())
            except CannotClose:
                close(session, city, who, "once more") if not recalculation.waits(session, who.person_id) else None

    def works_out() -> None:
        with city.database.transaction() as session:
            evaluation.refresh_now(session, who.person_id, city.rulebook(), AFTER)

    faults = at_once(closes, works_out)
    with city.database.transaction() as session:
        if number(session, month) == 0:
            close(session, city, who, "once more")
        assert (faults, booked(session, who), number(session, month)) == ([], known(session, who), 1)
