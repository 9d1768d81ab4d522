"""A stamp is corrected: the employee asks, somebody else decides once, the original stays, and everyone can see it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select, update

from tests.city import FIRST_DAY, MONDAY, NOW, City, employed_again, stamped
from tests.lived_in import TERMS, sight, signed, trusted
from timeclock.core.corrections import Change
from timeclock.core.requests import State
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.service import corrections, decisions, evaluation, times, verification
from timeclock.service import requests as asking
from timeclock.service.access import NotAllowed, Role
from timeclock.service.bills import DayBill
from timeclock.service.corrections import Wanted
from timeclock.service.decisions import ChangedMeanwhile, ReasonMissing
from timeclock.service.kinds.corrections import Obstacle
from timeclock.service.kinds.kind import CannotAsk, Overtaken
from timeclock.service.sight import NotFound
from timeclock.store import corrections as rows
from timeclock.store import logins, models, requests, staffing
from timeclock.store.db import Session
from timeclock.store.schema.evidence import access_read, audit
from timeclock.store.schema.people import employment_version, placement, unit
from timeclock.store.schema.requests import request, request_step
from timeclock.store.schema.stamps import stamp, stamp_ruling
from timeclock.store.scope import Scope
from timeclock.store.staffing import Hired, NewPerson

DAY = date(2026, 11, 18)
ASKED = UUID(int=77)
REASON = "Ausweis vergessen"
NINETY = timedelta(days=90)


@pytest.fixture
def forgotten(city: City) -> City:
    """On Wednesday Frau Aydin forgot to stamp her going."""
    with city.database.transaction() as session:
        stamped(session, city.aydin, DAY, "08:00 in", city.settings)
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NOW)
    return city


def going(**other: Any) -> Wanted:
    wanted = Wanted(ASKED, DAY, Change.NEW, None, StampKind.OUT, time(16, 30), None, REASON)
    return replace(wanted, **other)


def ask(session: Session, city: City, wanted: Wanted, name: str = "aydin", now: datetime = NOW) -> None:
    corrections.ask(session, sight(session, city, name, now), wanted, TERMS)


def approve(session: Session, city: City, name: str = "brandt", version: int = 1, uid: UUID = ASKED) -> None:
    deciding = sight(session, city, name)
    seen = decisions.case(session, deciding, city.rulebook(), uid).seen
    person = decisions.approve(session, deciding, uid, version, seen, TERMS)
    evaluation.refresh_now(session, person, city.rulebook(), NOW)


def bill(session: Session, city: City, day: date = DAY, name: str = "aydin") -> DayBill:
    return times.day(session, sight(session, city, name), None, day)


def worked(session: Session, city: City) -> timedelta | None:
    result = bill(session, city).result
    assert result is not None
    return result.worked


def first(session: Session) -> UUID:
    return session.execute(select(stamp.c.uid).order_by(stamp.c.id)).scalars().first() or UUID(int=0)


def rows_of(session: Session, table: Any) -> int:
    return session.execute(select(func.count()).select_from(table)).scalar_one()


class TestAsking:
    """What an employee can ask for, and what makes no sense."""

    def test_a_request_changes_no_time_until_it_is_decided(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())

            assert worked(session, forgotten) is None
            [asked] = bill(session, forgotten).requests
            assert (asked.state, asked.by, asked.reason, asked.at) == (State.SUBMITTED, "Aydin", REASON, NOW)
            assert asked.wish.change is Change.NEW
            assert rows_of(session, stamp) == 1

    def test_asking_twice_under_one_uid_is_asking_once(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            ask(session, forgotten, going())

            assert rows_of(session, request) == 1

    @pytest.mark.parametrize(
        "edited",
        [
            {"clock": time(17)},
            {"kind": StampKind.BREAK_START},
            {"reason": "doch nicht vergessen"},
            {"change": Change.DELETE},
            {"day": date(2026, 11, 17)},
        ],
        ids=str,
    )
    def test_a_form_edited_and_sent_again_is_not_what_is_on_record(
        self, forgotten: City, edited: dict[str, Any]
    ) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            again = going(**edited)
            again = replace(again, stamp_uid=first(session)) if again.change is Change.DELETE else again
            with pytest.raises(CannotAsk) as refused:
                ask(session, forgotten, again)
            ask(session, forgotten, going())

            assert refused.value.obstacle is Obstacle.SENT_BEFORE
            assert rows_of(session, request) == 1

    @pytest.mark.parametrize("settle", ["approved", "withdrawn"])
    def test_what_is_settled_is_not_asked_for_again_by_the_old_form(self, forgotten: City, settle: str) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            if settle == "approved":
                approve(session, forgotten)
            else:
                corrections.withdraw(session, sight(session, forgotten, "aydin"), ASKED)
            with pytest.raises(CannotAsk) as refused:
                ask(session, forgotten, going())

            assert refused.value.obstacle is Obstacle.SENT_BEFORE

    def test_under_anothers_uid_nothing_is_asked(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            with pytest.raises(NotFound):
                ask(session, forgotten, going(), "brandt")

            assert rows_of(session, request) == 1

    @pytest.mark.parametrize("twin", [{}, {"kind": StampKind.OUT}])
    def test_the_same_wish_is_not_asked_for_again_while_it_waits(self, forgotten: City, twin: dict[str, Any]) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())

            with pytest.raises(CannotAsk) as refused:
                ask(session, forgotten, going(uid=UUID(int=78), **twin))
            assert refused.value.obstacle is Obstacle.ALREADY_ASKED

    def test_with_two_employments_it_has_to_be_said_which_is_meant(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            employed_again(session, forgotten.aydin, forgotten.archive)

            with pytest.raises(CannotAsk) as refused:
                ask(session, forgotten, going())
            assert refused.value.obstacle is Obstacle.SEVERAL_EMPLOYMENTS

    def test_the_correction_goes_to_the_employment_whose_day_she_looked_at(self, forgotten: City) -> None:
        """In the afternoons Frau Aydin works in the archive: Frau Celik decides about that, Herr Brandt does not."""
        with forgotten.database.transaction() as session:
            second = employed_again(session, forgotten.aydin, forgotten.archive)
            lead = forgotten.logins["celik"]
            logins.grant(session, lead, Role.SUPERVISOR, forgotten.archive, FIRST_DAY, NOW, by=None)
            stamped(session, second, DAY, "17:00 in", forgotten.settings)
            evaluation.refresh_now(session, second.person_id, forgotten.rulebook(), NOW)
            mine = sight(session, forgotten, "aydin")
            shown = corrections.draft(session, mine, DAY, None, second.employment_uid).bill
            ask(session, forgotten, going(clock=time(19), employment_uid=shown.holder.employment_uid))
            with pytest.raises(NotFound):
                approve(session, forgotten)
            approve(session, forgotten, "celik")
            first_day, second_day = (
                times.day(session, mine, each.employment_uid, DAY, own=True) for each in (forgotten.aydin, second)
            )

            assert [each.kind for each in shown.stamps] == [StampKind.IN]
            assert (first_day.requests, [each.uid for each in second_day.requests]) == ((), [ASKED])
            assert first_day.result is not None
            assert second_day.result is not None
            assert (first_day.result.worked, second_day.result.worked) == (None, timedelta(hours=2))
            assert session.execute(select(stamp.c.employment_id)).scalars().all()[-1] == second.employment_id

    def test_under_the_same_uid_the_other_employment_is_another_request(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            second = employed_again(session, forgotten.aydin, forgotten.archive)
            ask(session, forgotten, going(employment_uid=forgotten.aydin.employment_uid))
            with pytest.raises(CannotAsk) as refused:
                ask(session, forgotten, going(employment_uid=second.employment_uid))

            assert refused.value.obstacle is Obstacle.SENT_BEFORE

    def test_for_anothers_employment_nothing_is_asked_even_by_her_superior(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            stranger = forgotten.aydin.employment_uid
            with pytest.raises(NotFound):
                ask(session, forgotten, going(employment_uid=stranger), "brandt")
            with pytest.raises(NotFound):
                corrections.draft(session, sight(session, forgotten, "brandt"), DAY, None, stranger)

            assert rows_of(session, request) == 0

    def test_two_different_stamps_of_a_day_can_be_asked_for(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            ask(session, forgotten, going(uid=UUID(int=78), kind=StampKind.BREAK_START, clock=time(12)))

            assert len(bill(session, forgotten).requests) == 2

    @pytest.mark.parametrize(
        ("other", "obstacle"),
        [
            ({"clock": None}, Obstacle.NO_SUCH_TIME),
            ({"kind": None}, Obstacle.NO_SUCH_TIME),
            ({"kind": StampKind.IN, "clock": time(8)}, Obstacle.ALREADY_THERE),
            ({"day": NOW.date(), "clock": time(16, 1)}, Obstacle.FUTURE),
            ({"day": date(2026, 8, 21)}, Obstacle.TOO_LONG_AGO),
            ({"day": date(2026, 10, 25), "clock": time(2, 30)}, Obstacle.TIME_TWICE),
            ({"change": Change.DELETE}, Obstacle.NOT_CORRECTABLE),
        ],
        ids=str,
    )
    def test_what_makes_no_sense_is_not_asked_for(
        self, forgotten: City, other: dict[str, Any], obstacle: Obstacle
    ) -> None:
        with forgotten.database.transaction() as session:
            with pytest.raises(CannotAsk) as refused:
                ask(session, forgotten, going(**other))

            assert refused.value.obstacle is obstacle
            assert rows_of(session, request) == 0

    def test_a_clock_that_never_was_is_not_guessed(self, city: City) -> None:
        at = datetime.fromisoformat("2026-04-01T12:00:00+02:00")
        with city.database.transaction() as session, pytest.raises(CannotAsk) as refused:
            ask(session, city, going(day=date(2026, 3, 29), clock=time(2, 30)), now=at)
        assert refused.value.obstacle is Obstacle.NO_SUCH_TIME

    @pytest.mark.parametrize(("second", "utc"), [(False, "00:30"), (True, "01:30")])
    def test_of_a_clock_that_was_twice_the_one_meant_is_taken(self, city: City, second: bool, utc: str) -> None:
        with city.database.transaction() as session:
            ask(session, city, going(day=date(2026, 10, 25), clock=time(2, 30), second=second))

            [asked] = bill(session, city, date(2026, 10, 25)).requests
            assert asked.wish.after is not None
            assert f"{asked.wish.after.at:%H:%M}" == utc

    def test_the_last_day_that_can_be_corrected_still_can(self, city: City) -> None:
        day = NOW.date() - NINETY
        with city.database.transaction() as session:
            ask(session, city, going(day=day))

            assert len(bill(session, city, day).requests) == 1

    def test_a_change_has_to_change_something(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            same = going(change=Change.CHANGE, stamp_uid=first(session), kind=StampKind.IN, clock=time(8))
            with pytest.raises(CannotAsk) as refused:
                ask(session, forgotten, same)
        assert refused.value.obstacle is Obstacle.UNCHANGED

    def test_a_stamp_of_somebody_else_cannot_be_asked_about(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session, pytest.raises(NotFound):
            ask(session, forgotten, going(change=Change.DELETE, stamp_uid=first(session)), "celik")

    @pytest.mark.parametrize("name", ["officer", "hr", "it", "council"])
    def test_who_is_no_employee_has_nothing_to_correct(self, forgotten: City, name: str) -> None:
        with forgotten.database.transaction() as session, pytest.raises(NotAllowed):
            ask(session, forgotten, going(), name)

    def test_taken_back_it_cannot_be_granted_any_more(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            corrections.withdraw(session, sight(session, forgotten, "aydin"), ASKED)
            corrections.withdraw(session, sight(session, forgotten, "aydin"), ASKED)

            [asked] = bill(session, forgotten).requests
            assert asked.state is State.WITHDRAWN
            with pytest.raises(Overtaken):
                approve(session, forgotten, version=asked.version)
            assert rows_of(session, stamp) == 1

    def test_what_was_decided_cannot_be_taken_back(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            approve(session, forgotten)
            with pytest.raises(Overtaken):
                corrections.withdraw(session, sight(session, forgotten, "aydin"), ASKED)

    def test_nobody_takes_back_what_another_asked_for(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            with pytest.raises(NotFound):
                corrections.withdraw(session, sight(session, forgotten, "brandt"), ASKED)


class TestDeciding:
    """Granted or refused, by whom it may be, and what then holds."""

    def test_a_granted_new_stamp_completes_the_day(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            approve(session, forgotten)

            assert worked(session, forgotten) == timedelta(hours=8)
            found = bill(session, forgotten)
            [asked], (_, corrected) = found.requests, found.stamps
            assert asked.decision is not None
            assert (asked.state, asked.decision.by, asked.decision.at) == (State.APPROVED, "Brandt", NOW)
            assert (corrected.origin, corrected.kind) == ("correction", StampKind.OUT)
            assert corrected.ruling is not None
            assert (corrected.ruling.by, corrected.ruling.reason, corrected.counts) == ("Brandt", REASON, True)

    def test_a_granted_change_leaves_the_original_to_be_seen(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(
                session,
                forgotten,
                going(change=Change.CHANGE, stamp_uid=first(session), kind=StampKind.IN, clock=time(7, 30)),
            )
            approve(session, forgotten)

            found = bill(session, forgotten)
            local = [(f"{each.at.astimezone(forgotten.settings.zone):%H:%M}", each.counts) for each in found.stamps]
            assert local == [("07:30", True), ("08:00", False)]
            assert found.stamps[1].uid == first(session)

    def test_a_granted_deletion_deletes_nothing(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going(change=Change.DELETE, stamp_uid=first(session), kind=None, clock=None))
            approve(session, forgotten)

            [kept] = bill(session, forgotten).stamps
            assert (kept.counts, rows_of(session, stamp)) == (False, 1)
            verdicts = session.execute(select(stamp_ruling.c.verdict, stamp_ruling.c.request_id)).all()
            assert [tuple(each) for each in verdicts] == [("void", 1)]

    def test_a_refusal_changes_nothing_and_says_why(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            decisions.refuse(session, sight(session, forgotten, "brandt"), ASKED, 1, "Sie waren bis 16 Uhr da.")

            [asked] = bill(session, forgotten).requests
            assert asked.decision is not None
            assert (asked.state, asked.decision.reason) == (State.REFUSED, "Sie waren bis 16 Uhr da.")
            assert worked(session, forgotten) is None
            assert rows_of(session, stamp_ruling) == 0

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_a_refusal_without_a_reason_is_none(self, forgotten: City, reason: str) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            with pytest.raises(ReasonMissing):
                decisions.refuse(session, sight(session, forgotten, "brandt"), ASKED, 1, reason)

    def test_what_was_decided_is_not_decided_again(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            approve(session, forgotten)

            for version in (1, 2):
                with pytest.raises(Overtaken):
                    decisions.refuse(session, sight(session, forgotten, "officer"), ASKED, version, "doch nicht")
            assert [asked.state for asked in bill(session, forgotten).requests] == [State.APPROVED]
            assert rows_of(session, stamp_ruling) == 1

    def test_a_stamp_that_was_taken_out_meanwhile_is_not_corrected_again(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            one, uid = first(session), UUID(int=78)
            ask(session, forgotten, going(change=Change.DELETE, stamp_uid=one))
            wish = bill(session, forgotten).requests[0].wish
            rows.ask(session, uid, forgotten.aydin.employment_id, wish, forgotten.logins["aydin"], REASON, NOW)
            approve(session, forgotten)
        with forgotten.database.transaction() as session, pytest.raises(Overtaken):
            approve(session, forgotten, uid=uid)

    @pytest.mark.parametrize("evaluated", [False, True])
    def test_what_arrived_since_the_page_was_shown_has_to_be_looked_at(self, forgotten: City, evaluated: bool) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            deciding = sight(session, forgotten, "brandt")
            shown = decisions.case(session, deciding, forgotten.rulebook(), ASKED).seen
            stamped(session, forgotten.aydin, DAY, "16:05 out", forgotten.settings)
            if evaluated:
                evaluation.refresh_now(session, forgotten.aydin.person_id, forgotten.rulebook(), NOW)
            with pytest.raises(ChangedMeanwhile):
                decisions.approve(session, deciding, ASKED, 1, shown, TERMS)

            assert [each.state for each in bill(session, forgotten).requests] == [State.SUBMITTED]
            approve(session, forgotten)

    def test_worked_out_anew_without_a_change_the_day_is_what_was_shown(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            deciding = sight(session, forgotten, "brandt")
            shown = decisions.case(session, deciding, forgotten.rulebook(), ASKED).seen
            evaluation.refresh(
                session, forgotten.aydin.person_id, DaySpan.one(DAY), forgotten.rulebook(), NOW + timedelta(hours=3)
            )
            decisions.approve(session, deciding, ASKED, 1, shown, TERMS)

            assert [each.state for each in bill(session, forgotten).requests] == [State.APPROVED]

    @pytest.mark.parametrize("placed", [False, True])
    def test_a_request_of_a_day_that_is_none_any_more_is_refused_by_whoever_led_her_last(
        self, forgotten: City, placed: bool
    ) -> None:
        """Her employment ended earlier than it was thought when she asked."""
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            shorten(session, forgotten.aydin, date(2026, 11, 10), placed=placed)
            deciding = sight(session, forgotten, "brandt")
            [listed] = decisions.waiting(session, deciding)
            case = decisions.case(session, deciding, forgotten.rulebook(), ASKED)
            with pytest.raises(Overtaken):
                decisions.approve(session, deciding, ASKED, 1, case.seen, TERMS)
            lead = forgotten.logins["celik"]
            logins.grant(session, lead, Role.SUPERVISOR, forgotten.archive, FIRST_DAY, NOW, by=None)
            with pytest.raises(NotFound):
                decisions.case(session, sight(session, forgotten, "celik"), forgotten.rulebook(), ASKED)
            decisions.refuse(session, deciding, ASKED, 1, "Da waren Sie nicht mehr bei uns.")

            assert (listed.asked.uid, case.employed, case.tried) == (ASKED, False, None)
            assert decisions.waiting(session, deciding) == ()
            assert rows_of(session, stamp) == 1

    def test_a_request_of_a_day_that_is_none_any_more_can_be_withdrawn_from_today(self, forgotten: City) -> None:
        """She left for four days and is back today."""
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            shorten(session, forgotten.aydin, date(2026, 11, 17), placed=True)
            back = {"employment_id": forgotten.aydin.employment_id, **staffing.held_from(date(2026, 11, 20), NOW)}
            session.execute(insert(employment_version), back)
            mine = sight(session, forgotten, "aydin")
            before = times.today(session, mine).stranded
            day = corrections.withdraw(session, mine, ASKED)

            assert ([each.uid for each in before], day) == ([ASKED], None)
            assert times.today(session, mine).stranded == ()

    @pytest.mark.parametrize("name", ["hr", "it", "council", "privacy", "celik"])
    def test_who_is_not_responsible_does_not_decide(self, forgotten: City, name: str) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            with pytest.raises(NotFound):
                approve(session, forgotten, name)
            assert decisions.waiting(session, sight(session, forgotten, name)) == ()

    def test_the_superior_of_another_unit_does_not_decide(self, city: City) -> None:
        with city.database.transaction() as session:
            ask(session, city, going(), "celik")
            with pytest.raises(NotFound):
                approve(session, city, "brandt")

    def test_nobody_decides_about_herself(self, forgotten: City) -> None:
        """Herr Brandt's own request goes past him: to the time office, or to whoever leads the unit above."""
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going(), "brandt")
            city = with_a_head(session, forgotten)

            with pytest.raises(NotFound):
                approve(session, city, "brandt")
            assert decisions.waiting(session, sight(session, city, "brandt")) == ()
            for name in ("officer", "oberst"):
                [seen] = decisions.waiting(session, sight(session, city, name))
                assert seen.family_name == "Brandt"
            approve(session, city, "oberst")

    def test_the_list_shows_the_oldest_first_and_is_recorded(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            ask(session, forgotten, going(uid=UUID(int=78), kind=StampKind.BREAK_START, clock=time(12)))
            listed = decisions.waiting(session, sight(session, forgotten, "brandt"))
            read = session.execute(select(access_read.c.person_ids).where(access_read.c.route == "requests")).scalars()

            assert [each.asked.uid for each in listed] == [ASKED, UUID(int=78)]
            assert list(read) == [[forgotten.aydin.person_id]]

    def test_who_decides_sees_what_the_day_would_be(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            case = decisions.case(session, sight(session, forgotten, "brandt"), forgotten.rulebook(), ASKED)

            assert case.bill.result is not None
            assert case.tried is not None
            assert (case.bill.result.worked, case.tried.worked) == (None, timedelta(hours=8))
            assert worked(session, forgotten) is None

    def test_the_person_hears_of_it_until_she_has_read_it(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            mine = sight(session, forgotten, "aydin")
            before = times.today(session, mine).answered
            approve(session, forgotten)
            after = times.today(session, mine).answered
            asking.see(session, mine, ASKED)
            asking.see(session, mine, ASKED)

            assert (before, [each.uid for each in after]) == ((), [ASKED])
            assert times.today(session, mine).answered == ()
            assert [each.state for each in bill(session, forgotten).requests] == [State.APPROVED]

    def test_every_act_is_on_record_and_the_audit_is_sound(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            approve(session, forgotten)
            asking.see(session, sight(session, forgotten, "aydin"), ASKED)
            acts = session.execute(select(audit.c.action).where(audit.c.action.startswith("correction."))).scalars()
            steps = session.execute(select(request_step.c.no, request_step.c.state)).all()

            assert list(acts) == ["correction.ask", "correction.approve"]
            assert [tuple(each) for each in steps] == [(1, "submitted"), (2, "approved"), (3, "seen")]
        signed(forgotten, NOW)
        with forgotten.database.snapshot() as session:
            assert verification.verify(session, trusted(forgotten), NOW).discrepancies == ()

    def test_corrections_of_a_month_can_be_told(self, forgotten: City) -> None:
        with forgotten.database.transaction() as session:
            ask(session, forgotten, going())
            november, october = DaySpan.month(2026, 11), DaySpan.month(2026, 10)
            who = forgotten.aydin.employment_id

            assert [each.uid for each in rows.of_days(session, who, november)] == [ASKED]
            assert rows.of_days(session, who, october) == ()
            assert requests.undecided(session, [who, 99], november, Scope.system("test")) == {(who, DAY): 1}


@pytest.mark.postgres
def test_of_two_who_decide_at_once_exactly_one_wins(postgres_city: City) -> None:
    """Both have read version 1; the second waits at the row and finds it changed."""
    city, outcomes, ready = postgres_city, [], threading.Barrier(2)
    with city.database.transaction() as session:
        ask(session, city, going())

    def decide(name: str) -> None:
        try:
            with city.database.transaction() as session:
                who = sight(session, city, name)
                seen = decisions.case(session, who, city.rulebook(), ASKED).seen
                ready.wait()
                if name == "brandt":
                    decisions.approve(session, who, ASKED, 1, seen, TERMS)
                else:
                    decisions.refuse(session, who, ASKED, 1, "nein")
            outcomes.append("won")
        except Overtaken:
            outcomes.append("lost")

    threads = [threading.Thread(target=decide, args=(name,)) for name in ("brandt", "officer")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with city.database.reading() as session:
        assert sorted(outcomes) == ["lost", "won"]
        assert rows_of(session, request_step) == 2


def shorten(session: Session, who: Hired, valid_to: date, *, placed: bool) -> None:
    """Let an employment end on a day, and where it is `placed` leave its unit as it was."""
    for table in (employment_version,) if placed else (employment_version, placement):
        session.execute(update(table).where(table.c.employment_id == who.employment_id).values(valid_to=valid_to))


def with_a_head(session: Session, city: City) -> City:
    """Return the city with somebody who leads all of it."""
    whole = session.execute(select(unit.c.id).order_by(unit.c.id)).scalars().first() or 0
    new = NewPerson("Rita", "Oberst", "10009", whole, FIRST_DAY, 2340)
    head = staffing.hire(session, 1, new, NOW)
    models.assign(session, head.employment_id, 1, MONDAY, FIRST_DAY, NOW)
    login = logins.add(session, "oberst", "Oberst", "", NOW, person_id=head.person_id)
    logins.grant(session, login, Role.SUPERVISOR, whole, FIRST_DAY, NOW, by=None)
    return replace(city, logins={**city.logins, "oberst": login})
