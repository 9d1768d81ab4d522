"""Who decides: the nearest superior, her deputy while she is away, and the next above when it is overdue."""

from __future__ import annotations

import threading
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.city import FIRST_DAY, NOW, City, stamped
from tests.lived_in import TERMS, actor, sight, signed, trusted
from tests.service.test_corrections import with_a_head
from timeclock.core.corrections import Change
from timeclock.core.stamps import StampKind
from timeclock.service import absences, corrections, decisions, deputies, escalation, evaluation, verification
from timeclock.service.absences import Asked
from timeclock.service.access import NotAllowed, Role
from timeclock.service.corrections import Wanted
from timeclock.service.deputies import NotNamed, Refusal
from timeclock.service.sight import NotFound
from timeclock.store import logins
from timeclock.store.db import Session
from timeclock.store.schema.requests import approval, request_step

TODAY = NOW.date()
DAY = date(2026, 11, 18)
ASKED = UUID(int=77)
WEEK = timedelta(days=7)


@pytest.fixture
def town(city: City) -> City:
    """Frau Aydin has asked for a correction; Herr Brandt leads her, Frau Oberst the whole city."""
    with city.database.transaction() as session:
        stamped(session, city.aydin, DAY, "08:00 in", city.settings)
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NOW)
        found = with_a_head(session, city)
        ask(session, found, "aydin", ASKED)
    return found


def ask(session: Session, city: City, name: str, uid: UUID) -> None:
    wanted = Wanted(uid, DAY, Change.NEW, None, StampKind.OUT, time(16, 30), None, "vergessen")
    corrections.ask(session, sight(session, city, name), wanted, TERMS)


def waits_for(session: Session, city: City, name: str, now: datetime = NOW) -> list[UUID]:
    return [each.asked.uid for each in decisions.waiting(session, sight(session, city, name, now))]


def stands_in(session: Session, city: City, staff_no: str = "10003", principal: str = "brandt") -> UUID:
    wanted = deputies.Wanted(staff_no, TODAY, None)
    return deputies.name(session, sight(session, city, principal), wanted)


def away(session: Session, city: City, staff_no: str = "10002", *clocks: time) -> UUID:
    return absences.enter(session, Asked(staff_no, "leave", TODAY, TODAY, *clocks), city.settings.zone, NOW)


class TestWhoDecides:
    """By the units of the day, and up from there."""

    def test_it_waits_for_the_nearest_superior_and_the_time_office(self, town: City) -> None:
        with town.database.transaction() as session:
            assert [waits_for(session, town, name) for name in ("brandt", "officer", "oberst", "celik")] == [
                [ASKED],
                [ASKED],
                [],
                [],
            ]

    def test_it_is_handed_up_when_nobody_has_decided_in_time(self, town: City) -> None:
        due = NOW + TERMS.due
        with town.database.transaction() as session:
            early = escalation.overdue(session, due - timedelta(minutes=1))
            request_id = escalation.next_overdue(session, due, 0)
            assert request_id is not None
            for _ in range(2):
                escalation.hand_up(session, request_id, TERMS, due)
            rows = session.execute(select(approval.c.level, approval.c.due_at, approval.c.version)).all()

            assert (early, [tuple(row) for row in rows]) == (0, [(1, due + TERMS.due, 2)])
            assert (waits_for(session, town, "oberst"), waits_for(session, town, "brandt")) == ([ASKED], [ASKED])
            assert escalation.next_overdue(session, due, request_id) is None
        signed(town, NOW)
        with town.database.snapshot() as session:
            assert verification.verify(session, trusted(town), NOW).discrepancies == ()


class TestStandingIn:
    """Only while the principal is away the whole day."""

    def test_a_deputy_decides_while_her_principal_is_away(self, town: City) -> None:
        with town.database.transaction() as session:
            stands_in(session, town)
            before = (waits_for(session, town, "celik"), actor(session, town, "celik").roles)
            away(session, town)
            case = decisions.case(session, sight(session, town, "celik"), town.rulebook(), ASKED)
            decisions.approve(session, sight(session, town, "celik"), ASKED, 1, case.seen, TERMS)
            steps = session.execute(select(request_step.c.by, request_step.c.for_login).order_by(request_step.c.no))

            assert before == ([], {Role.EMPLOYEE})
            assert [tuple(row) for row in steps][-1] == (town.logins["celik"], town.logins["brandt"])

    def test_hours_away_are_not_a_day_away(self, town: City) -> None:
        with town.database.transaction() as session:
            stands_in(session, town)
            away(session, town, "10002", time(8), time(12))

            assert waits_for(session, town, "celik") == []

    def test_back_again_her_principal_decides_alone(self, town: City) -> None:
        with town.database.transaction() as session:
            stands_in(session, town)
            absences.withdraw(session, away(session, town), town.settings.zone, NOW)

            assert waits_for(session, town, "celik") == []
            with pytest.raises(NotFound):
                decisions.case(session, sight(session, town, "celik"), town.rulebook(), ASKED)

    def test_a_deputy_sees_nothing_else_of_her_principals_people(self, town: City) -> None:
        with town.database.transaction() as session:
            stands_in(session, town)
            away(session, town)

            assert actor(session, town, "celik").roles == {Role.EMPLOYEE, Role.DEPUTY}

    def test_nobody_decides_about_herself_as_her_superiors_deputy(self, town: City) -> None:
        with town.database.transaction() as session:
            stands_in(session, town, "10001")
            away(session, town)

            assert waits_for(session, town, "aydin") == []
            with pytest.raises(NotFound):
                decisions.approve(session, sight(session, town, "aydin"), ASKED, 1, None, TERMS)

    def test_her_principals_own_request_is_not_hers(self, town: City) -> None:
        with town.database.transaction() as session:
            stands_in(session, town)
            ask(session, town, "brandt", UUID(int=78))
            away(session, town)

            assert waits_for(session, town, "celik") == [ASKED]
            assert waits_for(session, town, "oberst") == [UUID(int=78)]

    def test_ended_she_stands_in_no_more(self, town: City) -> None:
        with town.database.transaction() as session:
            uid = stands_in(session, town)
            away(session, town)
            deputies.end(session, sight(session, town, "brandt"), uid)

            assert waits_for(session, town, "celik") == []
            assert deputies.listed(session, sight(session, town, "brandt")).mine == []


class TestNaming:
    """Each superior for herself, never herself, and never in a circle."""

    @pytest.mark.parametrize(
        ("wanted", "refusal"),
        [
            (deputies.Wanted("10002", TODAY, None), Refusal.ONESELF),
            (deputies.Wanted("99999", TODAY, None), Refusal.UNKNOWN),
            (deputies.Wanted("10003", TODAY, TODAY - WEEK), Refusal.LAST_BEFORE_FIRST),
            (deputies.Wanted("10003", TODAY - 2 * WEEK, TODAY - WEEK), Refusal.OVER),
        ],
        ids=str,
    )
    def test_what_makes_no_sense_is_refused(self, town: City, wanted: deputies.Wanted, refusal: Refusal) -> None:
        with town.database.transaction() as session, pytest.raises(NotNamed) as refused:
            deputies.name(session, sight(session, town, "brandt"), wanted)
        assert refused.value.refusal is refusal

    def test_a_circle_is_refused_over_others_too(self, town: City) -> None:
        with town.database.transaction() as session:
            logins.grant(session, town.logins["celik"], Role.SUPERVISOR, town.archive, FIRST_DAY, NOW, by=None)
            stands_in(session, town)
            stands_in(session, town, "10009", principal="celik")
            with pytest.raises(NotNamed) as refused:
                stands_in(session, town, "10002", principal="oberst")

            assert refused.value.refusal is Refusal.CIRCLE

    def test_who_leads_nobody_names_nobody(self, town: City) -> None:
        with town.database.transaction() as session, pytest.raises(NotAllowed):
            stands_in(session, town, "10003", principal="aydin")

    def test_nobody_ends_anothers_deputy(self, town: City) -> None:
        with town.database.transaction() as session:
            uid = stands_in(session, town)
            with pytest.raises(NotFound):
                deputies.end(session, sight(session, town, "oberst"), uid)


@pytest.mark.postgres
def test_two_who_name_each_other_at_once_close_no_circle(postgres_city: City) -> None:
    city, outcomes, ready = postgres_city, [], threading.Barrier(2)
    with city.database.transaction() as session:
        logins.grant(session, city.logins["celik"], Role.SUPERVISOR, city.archive, FIRST_DAY, NOW, by=None)

    def name(principal: str, staff_no: str) -> None:
        try:
            with city.database.transaction() as session:
                who = sight(session, city, principal)
                ready.wait(10)
                deputies.name(session, who, deputies.Wanted(staff_no, TODAY, None))
            outcomes.append("named")
        except NotNamed as refused:
            outcomes.append(refused.refusal.value)

    threads = [threading.Thread(target=name, args=each) for each in (("brandt", "10003"), ("celik", "10002"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["circle", "named"]
