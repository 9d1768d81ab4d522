"""Whatever people do with requests, deputies, absences and closed months: nobody decides about herself, and no more.

Driven are the services themselves on SQLite: asking, agreeing, withdrawing, objecting, deciding, naming deputies, going
away, handing up, closing and opening a month, and the evaluation that follows. Each sequence is one transaction that is
rolled back at its end; what a service refuses is taken back to before it, as a request to the server is.

So that little is enough to go wrong, the city is one in which much comes together: Herr Brandt has a second login with
which he leads all of the city, Frau Aydin is time officer of the unit she works in, Herr Celik stands in for two of his
superiors and Herr Brandt for his own, and who is away differs from day to day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import func, select

from tests.city import FIRST_DAY, City, evaluated, stamped
from tests.lived_in import TERMS, actor, sight
from tests.service.test_corrections import with_a_head
from timeclock.core.corrections import Change
from timeclock.core.duties import DutyKind
from timeclock.core.requests import Granted, State
from timeclock.core.spans import MINUTE, ZERO, DaySpan, Span
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import instant
from timeclock.service import (
    absence_reasons,
    absences,
    account_kinds,
    corrections,
    decisions,
    deputies,
    escalation,
    evaluation,
    months,
    offers,
    requests,
    roster_import,
)
from timeclock.service.absences import Asked as Absent
from timeclock.service.absences import NotEntered
from timeclock.service.access import Actor, NotAllowed, Role
from timeclock.service.corrections import Wanted
from timeclock.service.deputies import NotNamed
from timeclock.service.kinds import overtime
from timeclock.service.kinds.corrections import BuiltUpon
from timeclock.service.kinds.kind import CannotAsk, NoPart, Overtaken, Terms
from timeclock.service.months import CannotClose, CannotReopen
from timeclock.service.offers import Chosen
from timeclock.service.offers import Wanted as SwapWanted
from timeclock.service.requests import Asking
from timeclock.service.roster_desk import RosterRules
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import NotFound, Sight
from timeclock.store import accounts, approvals, logins, people, placements, recalculation, results
from timeclock.store import requests as rows
from timeclock.store.db import Session
from timeclock.store.placements import Placed
from timeclock.store.requests import Asked
from timeclock.store.rulings import Verdict
from timeclock.store.schema.access import login
from timeclock.store.schema.overtime import overtime_order
from timeclock.store.schema.people import employment
from timeclock.store.schema.requests import request, request_step
from timeclock.store.schema.rosters import roster, shift
from timeclock.store.schema.stamps import stamp, stamp_ruling
from timeclock.store.scope import Scope
from timeclock.store.staffing import Hired

OCTOBER, DECEMBER = date(2026, 10, 1), date(2026, 12, 1)
NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
DAYS = (date(2026, 10, 14), date(2026, 10, 15))
STAFF_NOS = {"aydin": "10001", "brandt": "10002", "celik": "10003", "oberst": "10009"}
# Who is away on which of the days after `NOW`: nobody, each alone, and several at once.
AWAY = ((), ("brandt",), ("oberst",), ("brandt", "oberst"), ("brandt", "celik", "oberst"))
# A circle of deputies is none, so these are all there can be between the three at once.
STANDING_IN = (("brandt", "celik"), ("oberst", "celik"), ("oberst", "brandt"))
DECIDERS = ("aydin", "brandt", "chief", "celik", "oberst", "officer")
WORKING = ("aydin", "brandt")
AT_ONCE = replace(TERMS, at_once=frozenset({"correction"}))
TERMS_OF = {
    "at once": AT_ONCE,
    "decided first": TERMS,
    "twice": replace(AT_ONCE, twice=frozenset({"correction", "overtime"})),
}
ACTS = 7
SHARES = 4
HOUR_OF_NO = 17
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


class What(StrEnum):
    """What somebody does; the name is that of the method of `Requests` that does it."""

    APPROVES = "approves"
    REFUSES = "refuses"
    OBJECTS = "objects"
    WITHDRAWS = "withdraws"
    ASKS_FOR_OVERTIME = "asks_for_overtime"
    ASKS_FOR_A_GOING = "asks_for_a_going"
    ASKS_FOR_ANOTHER_TIME = "asks_for_another_time"
    ASKS_TO_SWAP = "asks_to_swap"
    ANSWERS_AN_OFFER = "answers_an_offer"
    HANDS_UP = "hands_up"
    NAMES_A_DEPUTY = "names_a_deputy"
    GOES_AWAY = "goes_away"
    ANOTHER_DAY = "another_day"
    CLOSES_OR_OPENS_OCTOBER = "closes_or_opens_october"


OFTEN = {What.APPROVES: 10, What.REFUSES: 2, What.OBJECTS: 2, What.ANOTHER_DAY: 2}


@dataclass(frozen=True, slots=True)
class Act:
    """Something done; all is drawn for each, whether or not it matters, so that acts can change places."""

    what: What
    asker: str
    decider: str
    deputy: str
    no: int
    day: date
    hour: int
    how: str
    part: Mapping[str, int] | None


ACT = st.builds(
    Act,
    st.sampled_from([what for what in What for _ in range(OFTEN.get(what, 1))]),
    asker=st.sampled_from(WORKING),
    decider=st.sampled_from(DECIDERS),
    deputy=st.sampled_from(sorted(STAFF_NOS)),
    no=st.integers(0, 2),
    day=st.sampled_from(DAYS),
    hour=st.integers(14, 17),
    how=st.sampled_from(sorted(TERMS_OF)),
    part=st.sampled_from([None, None, {"minutes": 60}]),
)
FIRST = st.sampled_from([What.ASKS_FOR_OVERTIME, What.ASKS_FOR_OVERTIME, What.ASKS_FOR_A_GOING, What.ASKS_TO_SWAP])
# Who is to work when in November, each of the two once; whoever has a duty may offer it.
ROSTER = b"staff_no;day;kind;from;to;plan\n10001;2026-11-24;work;08:00;16:00;\n10002;2026-11-26;work;08:00;16:00;\n"
DUTIES = tuple(Chosen(DutyKind.WORK, datetime(2026, 11, day, 7, 0, tzinfo=UTC)) for day in (24, 26))


class Undone(Exception):
    """Ends a sequence: nothing of it stays."""


def worked_october(city: City) -> City:
    """October is over and worked out: Frau Aydin and Herr Brandt forgot to go home on two days of it."""
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        absence_reasons.bring(session, NOW)
        found = with_a_chief(session, with_a_head(session, city))
        for name, unit_id in (("celik", city.archive), ("aydin", city.registry)):
            role = Role.SUPERVISOR if name == "celik" else Role.TIME_OFFICER
            logins.grant(session, city.logins[name], role, unit_id, FIRST_DAY, NOW, by=None)
        for principal, deputy in STANDING_IN:
            wanted = deputies.Wanted(STAFF_NOS[deputy], NOW.date(), None)
            deputies.name(session, sight(session, found, principal, NOW), wanted)
        for no, away in enumerate(AWAY):
            for name in away:
                enter_leave(session, found, name, (NOW + timedelta(days=no)).date(), NOW)
        planned = roster_import.Asked("Bürgerdienste", date(2026, 11, 1), city.rulebook().around)
        roster_import.enter(session, ROSTER, planned, NOW)
        for who in (city.aydin, city.brandt):
            for day in DAYS:
                stamped(session, who, day, "08:00 in", city.settings, received_at=NOW - timedelta(days=14))
            evaluated(session, who, DaySpan.month(2026, 10), city, NOW - timedelta(days=1))
    return found


def placed_in(session: Session, who: Hired) -> Placed:
    [placed] = placements.at_the_end_of(session, DaySpan.month(2026, 10), EVERYBODY, who.employment_uid)
    return placed


def with_a_chief(session: Session, city: City) -> City:
    """Return the city with a second login of Herr Brandt's, with which he leads all of it."""
    login_id = logins.add(session, "chief", "Brandt", "", NOW, person_id=city.brandt.person_id)
    logins.grant(session, login_id, Role.SUPERVISOR, None, FIRST_DAY, NOW, by=None)
    return replace(city, logins={**city.logins, "chief": login_id})


def enter_leave(session: Session, city: City, name: str, day: date, now: datetime) -> None:
    absences.enter(session, Absent(STAFF_NOS[name], "leave", day, day), city.settings.zone, now)


class Requests(RuleBasedStateMachine):
    """Some days in the offices of the city; each rule is one thing somebody does."""

    city: ClassVar[City]
    rulebook: ClassVar[Rulebook]
    placed: ClassVar[Mapping[str, Placed]]
    rosters: ClassVar[RosterRules]
    known: ClassVar[dict[tuple[str, date], Actor]] = {}
    lived: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        self.now = NOW
        self.reorganised = False
        self.closed: Placed | None = None
        self.was_closed = False
        self.opened = self.city.database.transaction()
        self.session: Session = self.opened.__enter__()

    def teardown(self) -> None:
        Requests.lived += 1
        try:
            self.nobody_decides_about_herself()
            self.what_was_granted_takes_effect_once()
            if self.was_closed:
                self.no_posting_is_lost()
        finally:
            self.opened.__exit__(Undone, Undone(), None)

    def do(self, what: Callable[[], object]) -> bool:
        """Do something as a request to the server does it: in full or not at all; say whether it was done."""
        self.now += timedelta(seconds=1)
        try:
            with self.session.begin_nested():
                what()
        except REFUSALS:
            return False
        return True

    def sight(self, name: str) -> Sight:
        """Return how somebody looks at times now; until somebody changes it, all may do the same in every sequence."""
        if self.reorganised:
            return sight(self.session, self.city, name, self.now)
        today = name, self.now.date()
        if today not in self.known:
            self.known[today] = actor(self.session, self.city, name, self.now)
        return Sight(self.known[today], self.now, self.city.settings.zone)

    def asked(self, no: int) -> tuple[UUID, int]:
        """Return one of the requests there are, and its version; one that is nobody's where there is none."""
        rows = self.session.execute(select(request.c.uid, request.c.version).order_by(request.c.id)).all()
        return (rows[no % len(rows)].uid, rows[no % len(rows)].version) if rows else (UUID(int=0), 1)

    def new_uid(self) -> UUID:
        self.number += 1
        return UUID(int=self.number)

    @initialize(no=st.integers(0, len(AWAY) - 1), what=FIRST, act=ACT)
    def begin(self, no: int, what: What, act: Act) -> None:
        """On one of the days somebody asks for something."""
        self.now += timedelta(days=no)
        self.somebody(replace(act, what=what))

    @rule(act=ACT)
    def somebody(self, act: Act) -> None:
        """One rule for all, because of a machine with many a sequence leaves half of them out."""
        getattr(self, act.what)(act)

    def asks_for_a_going(self, act: Act) -> None:
        wanted = Wanted(self.new_uid(), act.day, Change.NEW, None, StampKind.OUT, time(act.hour), None, "vergessen")
        self.do(lambda: corrections.ask(self.session, self.sight(act.asker), wanted, TERMS_OF[act.how]))

    def asks_for_another_time(self, act: Act) -> None:
        """Ask that one of the stamps of a day be at another hour; the one a request made among them."""
        who, span = getattr(self.city, act.asker), instant(act.day, time(0), self.city.settings.zone)
        found = self.session.execute(
            select(stamp.c.uid, stamp.c.kind)
            .where(stamp.c.person_id == who.person_id, stamp.c.at >= span, stamp.c.at < span + timedelta(days=1))
            .order_by(stamp.c.id)
        ).all()
        uid, kind = found[act.no % len(found)]
        wanted = Wanted(self.new_uid(), act.day, Change.CHANGE, uid, StampKind(kind), time(act.hour), None, "falsch")
        self.do(lambda: corrections.ask(self.session, self.sight(act.asker), wanted, AT_ONCE))

    def asks_for_overtime(self, act: Act) -> None:
        person_id, zone = getattr(self.city, act.asker).person_id, self.city.settings.zone
        span = Span(instant(act.day, time(14), zone), instant(act.day, time(17), zone))
        asking = Asking(self.new_uid(), overtime, overtime.payload_of(span, None, zone), "Wahl")
        employed = people.find(self.session, None, person_id, act.day, EVERYBODY)
        assert employed is not None
        self.do(lambda: requests.ask(self.session, self.sight(act.asker), employed, asking, TERMS_OF[act.how]))

    def asks_to_swap(self, act: Act) -> None:
        """Offer one of the two duties for the other one, or to be taken over."""
        given, other = DUTIES if act.day == DAYS[0] else DUTIES[::-1]
        partner = self.city.brandt if act.asker == "aydin" else self.city.aydin
        taken = other if act.hour % 2 else None
        wanted = SwapWanted(self.new_uid(), given, partner.employment_uid, taken, "Elternabend")
        self.do(lambda: offers.ask(self.session, self.sight(act.asker), wanted, self.terms(act.how)))

    def answers_an_offer(self, act: Act) -> None:
        (uid, _), looking, terms = self.asked(act.no), self.sight(act.asker), self.terms(act.how)
        if act.hour == HOUR_OF_NO:
            self.do(lambda: offers.decline(self.session, looking, uid, ""))
        else:
            self.do(lambda: offers.agree(self.session, looking, uid, terms))

    def terms(self, how: str) -> Terms:
        return replace(TERMS_OF[how], rosters=self.rosters)

    def approves(self, act: Act) -> None:
        """Press the button in a tab that shows the request as it was before, in one of now, and there once more."""
        (uid, version), looking, terms = self.asked(act.no), self.sight(act.decider), self.terms(act.how)

        def pressed(seen: int) -> bool:
            return self.do(lambda: decisions.approve(self.session, looking, uid, seen, None, terms, act.part))

        assert not pressed(version - 1)
        assert not (pressed(version) and pressed(version))

    def refuses(self, act: Act) -> None:
        uid, version = self.asked(act.no)
        self.do(lambda: decisions.refuse(self.session, self.sight(act.decider), uid, version, "nein"))

    def withdraws(self, act: Act) -> None:
        uid, _ = self.asked(act.no)
        self.do(lambda: requests.withdraw(self.session, self.sight(act.asker), uid))

    def objects(self, act: Act) -> None:
        uid, _ = self.asked(act.no)
        self.do(lambda: requests.object_to(self.session, self.sight(act.asker), uid, "doch", TERMS))

    def hands_up(self, _act: Act) -> None:
        late = self.now + TERMS.due
        found = escalation.next_overdue(self.session, late, 0)
        if found is not None:
            self.do(lambda: escalation.hand_up(self.session, found, TERMS, late))

    def names_a_deputy(self, act: Act) -> None:
        wanted = deputies.Wanted(STAFF_NOS[act.deputy], self.now.date(), None)
        self.do(lambda: deputies.name(self.session, self.sight(act.decider), wanted))
        self.reorganised = True

    def goes_away(self, act: Act) -> None:
        self.do(lambda: enter_leave(self.session, self.city, act.deputy, self.now.date(), self.now))
        self.reorganised = True

    def another_day(self, _act: Act) -> None:
        self.now += timedelta(days=1)

    def closes_or_opens_october(self, act: Act) -> None:
        """Close somebody's month once what waits is worked out; where one is closed, open that again."""
        if self.closed is None:
            self.work_out_what_waits()
            placed = self.placed[act.asker]
            if not months.close_by_house(self.session, placed, OCTOBER, self.rulebook, self.now, "Jahresende"):
                self.closed, self.was_closed = placed, True
        else:
            looking, uid = self.sight("hr"), self.closed.employment_uid
            months.reopen(self.session, looking, OCTOBER, uid, "Nachtrag")
            self.closed = None

    def work_out_what_waits(self) -> None:
        while (person_id := recalculation.next_person(self.session)) is not None:
            evaluation.refresh_now(self.session, person_id, self.rulebook, self.now)

    def nobody_decides_about_herself(self) -> None:
        """Nor about what binds her, by whatever login, and as whoever's deputy; and nobody twice about the same."""
        principal, partner = login.alias("principal"), employment.alias("partner")
        found = self.session.execute(
            select(
                request.c.id,
                login.c.id,
                login.c.person_id,
                principal.c.id,
                principal.c.person_id,
                employment.c.person_id.label("concerned"),
                partner.c.person_id.label("bound"),
            )
            .join(request_step, request_step.c.request_id == request.c.id)
            .join(login, login.c.id == request_step.c.by)
            .join(principal, principal.c.id == request_step.c.for_login, isouter=True)
            .join(employment, employment.c.id == request.c.employment_id)
            .join(partner, partner.c.id == request.c.partner_id, isouter=True)
            .where(request_step.c.state.in_(approvals.DECIDING))
        )
        decided: set[tuple[int, int]] = set()
        for asked, by, person, for_login, for_person, concerned, bound in found:
            # Who decides has a person or, as the office's login, none.
            deciders = {(asked, person or -by)} | ({(asked, for_person or -for_login)} if for_login else set())
            assert not {(asked, concerned), (asked, bound)} & deciders
            assert not deciders & decided
            decided |= deciders

    def what_was_granted_takes_effect_once(self) -> None:
        """An order for each approved request of overtime and for no other, as long as was granted.

        And a stamp that counts for a correction in effect, unless another request was about that stamp since. The
        roster was published once more for each swap that was approved, and no duty came of it or is gone.
        """
        orders, counting, swapped = self.ordered(), self.stamps_that_count(), 0
        for asked, granted in self.ways():
            if asked.kind == "overtime":
                holds = granted if asked.state in {State.APPROVED, State.OBJECTED} else None
                minutes = None if holds is None else (holds.part or asked.payload)["minutes"]
                assert orders.pop(asked.id, None) == minutes
            elif asked.kind == "swap":
                swapped += asked.state is State.APPROVED
            elif asked.payload["before"] is None:
                in_effect = asked.state in {State.COUNTING, State.APPROVED}
                assert counting[asked.id] <= in_effect
        assert orders == {}
        assert self.session.scalar(select(func.count()).select_from(roster)) == 1 + swapped
        current = select(shift.c.from_at).where(shift.c.superseded_at.is_(None)).order_by(shift.c.from_at)
        assert self.session.scalars(current).all() == [each.begins for each in DUTIES]

    def ordered(self) -> dict[int, int]:
        c = overtime_order.c
        sums = select(c.request_id, func.sum(c.budget_min)).where(c.superseded_at.is_(None)).group_by(c.request_id)
        return dict(self.session.execute(sums).all())

    def stamps_that_count(self) -> Counter[int]:
        c = stamp_ruling.c
        last = select(func.max(c.id)).group_by(c.stamp_id)
        return Counter(self.session.scalars(select(c.request_id).where(c.id.in_(last), c.verdict == Verdict.ACCEPT)))

    def ways(self) -> list[tuple[Asked, Granted | None]]:
        persons = [getattr(self.city, name).person_id for name in WORKING]
        found = [asked for person_id in persons for asked in rows.of_person(self.session, person_id, 100)]
        ways = approvals.ways(self.session, found)
        return [(asked, ways[asked.id].course.granted) for asked in found]

    def no_posting_is_lost(self) -> None:
        """Whatever was closed and opened: the account stands where the days it is about say."""
        self.work_out_what_waits()
        for name in WORKING:
            who = getattr(self.city, name)
            days = results.days(self.session, who.employment_id, DaySpan(FIRST_DAY, DECEMBER), EVERYBODY)
            known = sum((each.result.difference or ZERO for each in days), ZERO)
            [stands] = accounts.balances(self.session, [who.employment_id], DECEMBER).values()
            assert stands == known // MINUTE * MINUTE


@pytest.mark.parametrize("share", range(SHARES))
def test_no_sequence_of_acts_decides_for_oneself_counts_twice_or_loses_a_posting(
    share: int, sqlite_city: City, counts: Mapping[str, int]
) -> None:
    """In shares, so that one process does not walk them all while another has nothing left to do."""
    sequences, begun = -(-counts["sequences"] // SHARES), Requests.lived
    Requests.known.clear()
    Requests.city = worked_october(sqlite_city)
    Requests.rulebook = sqlite_city.rulebook()
    Requests.rosters = RosterRules.of(sqlite_city.settings, Requests.rulebook)
    with sqlite_city.database.reading() as session:
        Requests.placed = {name: placed_in(session, getattr(sqlite_city, name)) for name in WORKING}

    run_state_machine_as_test(
        seed(share)(Requests) if settings.default.derandomize else Requests,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=ACTS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            # A sequence of a few acts is read as it is; making it shorter takes minutes.
            phases=(Phase.generate,),
        ),
    )

    assert Requests.lived - begun >= sequences, share
