"""Whatever people do with requests, deputies, absences and closed months: nobody decides about herself, and no more.

Driven are the services themselves on SQLite: asking, withdrawing, objecting, deciding, naming deputies, going away,
handing up, closing and opening a month, and the evaluation that follows. Each sequence is one transaction that is
rolled back at its end; what a service refuses is taken back to before it, as a request to the server is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from tests.city import FIRST_DAY, City, evaluated, stamped
from tests.lived_in import TERMS, sight
from tests.service.test_corrections import with_a_head
from timeclock.core.corrections import Change
from timeclock.core.requests import State
from timeclock.core.spans import MINUTE, DaySpan, Span
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import instant
from timeclock.service import (
    absences,
    account_kinds,
    closings,
    corrections,
    decisions,
    deputies,
    escalation,
    evaluation,
    months,
    requests,
)
from timeclock.service.absences import Asked, NotEntered
from timeclock.service.access import Action, NotAllowed, Role
from timeclock.service.corrections import Wanted
from timeclock.service.deputies import NotNamed
from timeclock.service.kinds import overtime
from timeclock.service.kinds.corrections import BuiltUpon
from timeclock.service.kinds.kind import CannotAsk, NoPart, Overtaken
from timeclock.service.months import CannotClose, CannotReopen
from timeclock.service.requests import Asking
from timeclock.service.sight import NotFound
from timeclock.store import accounts, approvals, logins, people, recalculation, results
from timeclock.store import requests as rows
from timeclock.store.db import Session
from timeclock.store.schema.access import login
from timeclock.store.schema.overtime import overtime_order
from timeclock.store.schema.people import employment
from timeclock.store.schema.requests import request, request_step
from timeclock.store.schema.stamps import stamp, stamp_ruling
from timeclock.store.scope import Scope

OCTOBER, DECEMBER = date(2026, 10, 1), date(2026, 12, 1)
NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
DAYS = (date(2026, 10, 14), date(2026, 10, 15))
NAMES = ("aydin", "brandt", "celik", "oberst", "officer")
WORKING = {"aydin": "10001", "brandt": "10002"}
AT_ONCE = replace(TERMS, at_once=frozenset({"correction"}))
TERMS_OF = {
    "at once": AT_ONCE,
    "decided first": TERMS,
    "twice": replace(AT_ONCE, twice=frozenset({"correction", "overtime"})),
}
LEADING = ("brandt", "celik", "oberst")
STAFF, HOW, ONE_OF = st.sampled_from(sorted(WORKING)), st.sampled_from(sorted(TERMS_OF)), st.integers(0, 5)
ACTS = 10
EVERYBODY = Scope.system("machine")
REFUSALS = (
    BuiltUpon,
    CannotAsk,
    CannotClose,
    CannotReopen,
    NoPart,
    NotAllowed,
    NotEntered,
    NotFound,
    NotNamed,
    Overtaken,
)


class Undone(Exception):
    """Ends a sequence: nothing of it stays."""


def worked_october(city: City) -> City:
    """October is over and worked out: Frau Aydin and Herr Brandt forgot to go home on two days of it."""
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        found = with_a_head(session, city)
        logins.grant(session, city.logins["celik"], Role.SUPERVISOR, city.archive, FIRST_DAY, NOW, by=None)
        for who in (city.aydin, city.brandt):
            for day in DAYS:
                stamped(session, who, day, "08:00 in", city.settings, received_at=NOW - timedelta(days=14))
            evaluated(session, who, DaySpan.month(2026, 10), city, NOW - timedelta(days=1))
    return found


class Requests(RuleBasedStateMachine):
    """A day in the office of the city; each rule is one thing somebody does."""

    city: ClassVar[City]
    lived: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        self.now = NOW
        self.opened = self.city.database.transaction()
        self.session: Session = self.opened.__enter__()

    def teardown(self) -> None:
        Requests.lived += 1
        try:
            self.no_posting_is_lost()
        finally:
            self.opened.__exit__(Undone, Undone(), None)

    def do(self, what: Callable[[], object]) -> None:
        """Do something as a request to the server does it: in full or not at all."""
        self.now += timedelta(seconds=1)
        try:
            with self.session.begin_nested():
                what()
        except REFUSALS:
            pass

    def asked(self, no: int) -> tuple[UUID, int]:
        """Return one of the requests there are, and its version; one that is nobody's where there is none."""
        rows = self.session.execute(select(request.c.uid, request.c.version).order_by(request.c.id)).all()
        return (rows[no % len(rows)].uid, rows[no % len(rows)].version) if rows else (UUID(int=0), 1)

    @rule(
        name=STAFF,
        day=st.sampled_from(DAYS),
        hour=st.integers(15, 17),
        how=HOW,
    )
    def ask_for_a_going(self, name: str, day: date, hour: int, how: str) -> None:
        self.number += 1
        wanted = Wanted(UUID(int=self.number), day, Change.NEW, None, StampKind.OUT, time(hour), None, "vergessen")
        mine = sight(self.session, self.city, name, self.now)
        self.do(lambda: corrections.ask(self.session, mine, wanted, TERMS_OF[how]))

    @rule(
        name=STAFF,
        day=st.sampled_from(DAYS),
        which=st.integers(0, 3),
        hour=st.integers(7, 18),
    )
    def ask_for_another_time(self, name: str, day: date, which: int, hour: int) -> None:
        """Ask that one of the stamps of a day be at another hour; the one a request made among them."""
        who = getattr(self.city, name)
        span = instant(day, time(0), self.city.settings.zone)
        rows = self.session.execute(
            select(stamp.c.uid, stamp.c.kind)
            .where(stamp.c.person_id == who.person_id, stamp.c.at >= span, stamp.c.at < span + timedelta(days=1))
            .order_by(stamp.c.id)
        ).all()
        chosen = rows[which % len(rows)]
        self.number += 1
        wanted = Wanted(
            UUID(int=self.number), day, Change.CHANGE, chosen.uid, StampKind(chosen.kind), time(hour), None, "falsch"
        )
        self.do(lambda: corrections.ask(self.session, sight(self.session, self.city, name, self.now), wanted, AT_ONCE))

    @rule(name=STAFF, day=st.sampled_from(DAYS), how=HOW)
    def ask_for_overtime(self, name: str, day: date, how: str) -> None:
        zone = self.city.settings.zone
        self.number += 1
        payload = overtime.payload_of(Span(instant(day, time(14), zone), instant(day, time(17), zone)), None, zone)
        asking = Asking(UUID(int=self.number), overtime, payload, "Wahl")

        def ask() -> None:
            looking = sight(self.session, self.city, name, self.now)
            employed = people.find(self.session, None, looking.actor.person_id, day, EVERYBODY)
            assert employed is not None
            requests.ask(self.session, looking, employed, asking, TERMS_OF[how])

        self.do(ask)

    @rule(
        name=st.sampled_from(NAMES),
        no=ONE_OF,
        how=HOW,
        part=st.none() | st.just({"minutes": 60}),
    )
    def approve(self, name: str, no: int, how: str, part: Mapping[str, Any] | None) -> None:
        uid, version = self.asked(no)
        self.do(
            lambda: decisions.approve(
                self.session, sight(self.session, self.city, name, self.now), uid, version, None, TERMS_OF[how], part
            )
        )

    @rule(name=st.sampled_from(NAMES), no=ONE_OF)
    def refuse(self, name: str, no: int) -> None:
        uid, version = self.asked(no)
        deciding = sight(self.session, self.city, name, self.now)
        self.do(lambda: decisions.refuse(self.session, deciding, uid, version, "nein"))

    @rule(name=STAFF, no=ONE_OF)
    def withdraw(self, name: str, no: int) -> None:
        uid, _ = self.asked(no)
        self.do(lambda: requests.withdraw(self.session, sight(self.session, self.city, name, self.now), uid))

    @rule(name=STAFF, no=ONE_OF)
    def object_to_it(self, name: str, no: int) -> None:
        uid, _ = self.asked(no)
        mine = sight(self.session, self.city, name, self.now)
        self.do(lambda: requests.object_to(self.session, mine, uid, "doch", TERMS))

    @rule(
        principal=st.sampled_from(["brandt", "celik", "oberst"]),
        deputy=st.sampled_from(["10001", "10002", "10003", "10009"]),
    )
    def name_a_deputy(self, principal: str, deputy: str) -> None:
        wanted = deputies.Wanted(deputy, self.now.date(), None)
        self.do(lambda: deputies.name(self.session, sight(self.session, self.city, principal, self.now), wanted))

    @rule(staff_no=st.sampled_from(["10002", "10003", "10009"]))
    def go_away(self, staff_no: str) -> None:
        today = self.now.date()
        asked = Asked(staff_no, "leave", today, today)
        self.do(lambda: absences.enter(self.session, asked, self.city.settings.zone, self.now))

    @rule()
    def hand_up(self) -> None:
        late = self.now + TERMS.due
        found = escalation.next_overdue(self.session, late, 0)
        if found is not None:
            self.do(lambda: escalation.hand_up(self.session, found, TERMS, late))

    @rule(name=STAFF)
    def close_october(self, name: str) -> None:
        who = getattr(self.city, name)

        def close() -> None:
            looking = sight(self.session, self.city, "hr", self.now)
            shown = closings.one(self.session, looking, OCTOBER, who.employment_uid, Action.CLOSE_MONTHS)
            months.close(
                self.session, looking, OCTOBER, who.employment_uid, shown.seen, "Jahresende", self.city.rulebook()
            )

        self.do(close)

    @rule(name=STAFF)
    def open_october_again(self, name: str) -> None:
        who = getattr(self.city, name)
        looking = sight(self.session, self.city, "hr", self.now)
        self.do(lambda: months.reopen(self.session, looking, OCTOBER, who.employment_uid, "Nachtrag"))

    @rule()
    def work_out_what_waits(self) -> None:
        while (person_id := recalculation.next_person(self.session)) is not None:
            evaluation.refresh_now(self.session, person_id, self.city.rulebook(), self.now)

    @invariant()
    def nobody_decides_about_herself(self) -> None:
        """By her person, by what she asked, and by whom she stood in for; and nobody twice about the same."""
        decided = (State.APPROVED, State.REFUSED, "granted")
        rows = self.session.execute(
            select(
                request.c.id,
                request_step.c.by,
                request_step.c.for_login,
                login.c.person_id.label("decider"),
                employment.c.person_id.label("concerned"),
                request.c.by.label("asker"),
            )
            .join(request_step, request_step.c.request_id == request.c.id)
            .join(login, login.c.id == request_step.c.by)
            .join(employment, employment.c.id == request.c.employment_id)
            .where(request_step.c.state.in_(decided))
        ).all()
        for row in rows:
            assert row.decider != row.concerned
            assert row.asker not in {row.by, row.for_login}
        deciders = [(row.id, each) for row in rows for each in {row.by, row.for_login} - {None}]
        assert len(deciders) == len(set(deciders))

    @invariant()
    def what_was_granted_takes_effect_once(self) -> None:
        """An order for each approved request of overtime and for no other, as long as was granted."""
        c = overtime_order.c
        orders = dict(
            self.session.execute(
                select(c.request_id, func.sum(c.budget_min)).where(c.superseded_at.is_(None)).group_by(c.request_id)
            ).all()
        )
        for asked, standing in self.ways():
            if asked.kind != "overtime":
                continue
            granted = standing if asked.state in {State.APPROVED, State.OBJECTED} else None
            minutes = None if granted is None else (granted.part or asked.payload)["minutes"]
            assert orders.pop(asked.id, None) == minutes
        assert orders == {}

    @invariant()
    def a_correction_in_effect_has_one_stamp_and_any_other_none(self) -> None:
        """Unless another request was about that stamp since: then that one says."""
        last = select(func.max(stamp_ruling.c.id)).group_by(stamp_ruling.c.stamp_id)
        rows = self.session.execute(
            select(stamp_ruling.c.request_id, stamp_ruling.c.verdict).where(stamp_ruling.c.id.in_(last))
        ).all()
        counting: dict[int, int] = {}
        for row in rows:
            if row.verdict == "accept":
                counting[row.request_id] = counting.get(row.request_id, 0) + 1
        for asked, _ in self.ways():
            if asked.kind == "correction" and asked.payload["before"] is None:
                in_effect = asked.state in {State.COUNTING, State.APPROVED}
                assert counting.get(asked.id, 0) <= in_effect

    def ways(self) -> list[tuple[Any, Any]]:
        found = [
            asked for name in WORKING for asked in rows.of_person(self.session, getattr(self.city, name).person_id, 100)
        ]
        ways = approvals.ways(self.session, found)
        return [(asked, ways[asked.id].course.granted) for asked in found]

    def no_posting_is_lost(self) -> None:
        """Whatever was closed and opened: the account stands where the days it is about say."""
        self.work_out_what_waits()
        for name in WORKING:
            who = getattr(self.city, name)
            days = results.days(self.session, who.employment_id, DaySpan(FIRST_DAY, DECEMBER), EVERYBODY)
            known = sum((each.result.difference or timedelta(0) for each in days), timedelta(0))
            [stands] = accounts.balances(self.session, [who.employment_id], DECEMBER).values()
            assert stands == known // MINUTE * MINUTE


def test_no_sequence_of_acts_decides_for_oneself_counts_twice_or_loses_a_posting(
    sqlite_city: City, counts: Mapping[str, int]
) -> None:
    Requests.city = worked_october(sqlite_city)

    run_state_machine_as_test(
        Requests,
        settings=settings(
            max_examples=counts["sequences"],
            stateful_step_count=ACTS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            # A sequence of a few acts is read as it is; making it shorter takes minutes.
            phases=(Phase.generate,),
        ),
    )

    assert Requests.lived >= counts["sequences"]
