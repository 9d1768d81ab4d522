"""December of the winter road service: planned, called, confirmed, rested, and in units for payroll, then closed.

Frau Aydin is on call in the week from Monday 14 December, in the nights from 15:30 to 7:00 and from Friday to Monday,
on Christmas Day, and for a morning on the 5th. Her frame is 6:00 to 20:00, her core time 9:00 to 15:00.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from sqlalchemy import update

from tests.city import City, evaluated, stamped, stamped_at
from tests.lived_in import TERMS, sight, signed, trusted
from timeclock.core.amounts import AmountKind
from timeclock.core.duties import DutyKind
from timeclock.core.findings import Code
from timeclock.core.needs import Part
from timeclock.core.premiums import PremiumKind
from timeclock.core.rosters import ShiftKind
from timeclock.core.session_kinds import SessionKind
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import instant
from timeclock.service import (
    access,
    account_kinds,
    call_reports,
    closings,
    decisions,
    evaluation,
    months,
    on_call_months,
    own_roster,
    roster_catalogue,
    roster_desk,
    roster_law,
    roster_release,
    staffing,
    times,
    verification,
)
from timeclock.service.access import Action
from timeclock.service.call_reports import Called
from timeclock.service.kinds import calls
from timeclock.service.kinds.kind import CannotAsk
from timeclock.service.on_call_months import OnCallMonth
from timeclock.service.roster_desk import RosterRules
from timeclock.service.roster_release import Release
from timeclock.store import on_call, recalculation
from timeclock.store.db import Session
from timeclock.store.schema.people import placement

DECEMBER, MONTH = date(2026, 12, 1), DaySpan.month(2026, 12)
PLANNED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
TELEPHONE, HOLIDAY = UUID(int=41), UUID(int=42)
# On call: R over a night, W from Friday to Monday, C for a day and a night, M for a morning.
SHIFTS = (
    ShiftKind("R", "Winterdienst Nacht", DutyKind.ON_CALL, time(15, 30), time(7)),
    ShiftKind("W", "Winterdienst Wochenende", DutyKind.ON_CALL, time(15, 30), time(7), days=3),
    ShiftKind("C", "Winterdienst Feiertag", DutyKind.ON_CALL, time(7), time(7)),
    ShiftKind("M", "Winterdienst Vormittag", DutyKind.ON_CALL, time(6), time(11)),
)
WEEK = {
    date(2026, 12, no): key for no, key in ((5, "M"), (14, "R"), (15, "R"), (16, "R"), (17, "R"), (18, "W"), (25, "C"))
}


def at(day: int, clock: str, city: City) -> datetime:
    return instant(date(2026, 12, day), time.fromisoformat(clock), city.settings.zone)


def planned(session: Session, city: City) -> None:
    looking, rules = sight(session, city, "brandt", PLANNED), RosterRules.of(city.settings, city.rulebook())
    desk = roster_desk.load(session, looking, rules, DECEMBER, None)
    for kind in SHIFTS:
        roster_catalogue.keep_shift(session, looking, desk.unit, kind)
    wanted = staffing.Wanted(desk.unit.uid, PLANNED.date(), (1, 1, 1, 1, 0, 0, 0, 0), Part("R"))
    staffing.enter(session, looking, wanted)
    desk = roster_desk.load(session, looking, rules, DECEMBER, None)
    cells = {(city.aydin.employment_uid, day): key for day, key in WEEK.items()}
    assert roster_desk.write(session, looking, desk, desk.standing.seen, cells) == 7
    desk = roster_desk.load(session, looking, rules, DECEMBER, None)
    # She works on these days by her pattern; being on call is no work, so nothing speaks against it.
    judged = roster_law.judge(session, looking, desk, rules)
    assert judged.objected == ()
    assert [
        each.missing for each in judged.coverage if each.day in DaySpan(date(2026, 12, 14), date(2026, 12, 18))
    ] == [
        0,
        0,
        0,
        0,
    ]
    roster_release.publish(session, looking, desk, judged, rules, Release(desk.standing.seen))


def reported(session: Session, city: City, called: Called, now: datetime) -> None:
    call_reports.report(session, sight(session, city, "aydin", now), called, TERMS)


def confirmed(session: Session, city: City, uid: UUID, now: datetime) -> None:
    decisions.approve(session, sight(session, city, "brandt", now), uid, 1, None, TERMS)
    evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), now)


def units(found: OnCallMonth) -> dict[tuple[str, int | None], Fraction]:
    return {(each.kind.value, each.percent): each.amount for each in found.sums}


def of_unit(session: Session, city: City, name: str = "brandt", now: datetime = NEW_YEAR) -> OnCallMonth:
    [found] = on_call_months.of_units(session, sight(session, city, name, now), city.rulebook(), DECEMBER)
    return found


def spans(found: Iterable[tuple[datetime, datetime]], city: City) -> list[str]:
    zone = city.settings.zone
    return [" to ".join(f"{each.astimezone(zone):%d %H:%M}" for each in pair) for pair in found]


@pytest.fixture
def winter(sqlite_city: City) -> City:
    """The month as it was lived, up to New Year."""
    city = sqlite_city
    with city.database.transaction() as session:
        account_kinds.bring(session, PLANNED)
        planned(session, city)
        for day in (14, 15, 16, 18):
            stamped(session, city.aydin, date(2026, 12, day), "07:00 in 12:00 out 12:30 in 15:18 out", city.settings)
        # On Wednesday night she is fetched to grit the hill and taps at the depot as on any day.
        for clock, kind in (("20:40", "in"), ("22:30", "out")):
            stamped_at(session, city.aydin, at(16, clock, city), kind)
        # On Thursday she comes when she may.
        stamped(session, city.aydin, date(2026, 12, 17), "09:30 in 13:00 out 13:30 in 17:48 out", city.settings)
        recalculation.mark(session, [(city.aydin.person_id, each) for each in MONTH], "test", PLANNED)
        evaluated(session, city.aydin, MONTH, city, NEW_YEAR)
    return city


def test_a_month_of_winter_service(winter: City) -> None:
    city = winter
    with city.database.transaction() as session:
        duties = own_roster.month(session, sight(session, city, "aydin", PLANNED), DECEMBER)
        assert {each.kind for each in duties} == {DutyKind.ON_CALL}
        shown = spans(((each.span.from_at, each.span.to_at) for each in duties), city)
        assert [shown[no] for no in (0, 1, 5, 6)] == [
            "05 06:00 to 05 11:00",
            "14 15:30 to 15 07:00",
            "18 15:30 to 21 07:00",
            "25 07:00 to 26 07:00",
        ]

        # One is needed on call from Monday to Thursday night; in the week after it nobody has Monday's.
        nights = DaySpan(date(2026, 12, 14), date(2026, 12, 22))
        short = staffing.short(session, [city.registry], nights, city.settings.zone)
        assert {day.day: [(each.there, each.part) for each in found] for day, found in short.items()} == {
            21: [(0, Part("R"))]
        }

        # What was tapped at the depot is a call by itself: 20:40 to 22:30. Eleven hours later it is 9:30.
        bill = times.day(session, sight(session, city, "aydin", NEW_YEAR), None, date(2026, 12, 16)).result
        assert bill is not None
        assert [each.kind for each in bill.sessions] == [SessionKind.WORK, SessionKind.WORK, SessionKind.CALL_OUT]
        # 7:48 by day and 1:50 at night, of which nothing lies outside a frame; the break between them is a rest break.
        assert bill.worked == timedelta(hours=9, minutes=38)
        thursday = times.day(session, sight(session, city, "aydin", NEW_YEAR), None, date(2026, 12, 17)).result
        assert thursday is not None
        # No rest was cut, for she came late, and the core time from 9:00 on is not held against her.
        assert [each.code for each in thursday.findings] == [Code.CALLED_REST]
        assert dict(thursday.findings[0].figures) == {"called": "22:30", "earliest": "09:30"}
        [rest] = of_unit(session, city).rests
        assert spans([(rest.called.to_at, rest.earliest)], city) == ["16 22:30 to 17 09:30"]

        # On Tuesday evening she explained over the telephone, and on Christmas Day she went out; both reported later.
        tuesday = Called(TELEPHONE, date(2026, 12, 15), time(20, 10), time(20, 25), remote=True, reason="Salz bestellt")
        reported(session, city, tuesday, at(16, "06:30", city))
        christmas = Called(HOLIDAY, date(2026, 12, 25), time(16), time(17, 20), remote=False, reason="Glatteis Brücke")
        reported(session, city, christmas, at(25, "18:00", city))
        again = Called(UUID(int=43), date(2026, 12, 16), time(22), time(23), remote=False, reason="noch einmal")
        with pytest.raises(CannotAsk) as refused:
            reported(session, city, again, at(17, "12:00", city))
        assert refused.value.obstacle is calls.Obstacle.STAMPED
        # M is 5 h at 12.5 %: 0.625 hours' pay. Four nights are 2 each; Friday 2, Saturday and Sunday 4, and Monday has
        # seven hours of it, too few: 10. Christmas Day 4, Saturday seven hours: none. In all 8 + 10 + 4 are 22.
        # The call from 20:40 to 22:30 is 1:50, paid 2:00, with night from 21:00 on: 90 minutes.
        flat = {("on_call", None): Fraction(22), ("on_call_hours", None): Fraction(5, 8)}
        assert units(of_unit(session, city)) == flat | {("call_out", None): Fraction(120), ("night", 20): Fraction(90)}

        for uid in (TELEPHONE, HOLIDAY):
            confirmed(session, city, uid, NEW_YEAR)
        # Christmas: 1:20 are paid 2:00, 80 minutes of it a holiday without time off. The telephone: 15 minutes are 60.
        whole = flat | {
            ("call_out", None): Fraction(240),
            ("remote_call", None): Fraction(60),
            ("night", 20): Fraction(90),
            ("holiday", 135): Fraction(80),
        }
        found = of_unit(session, city, "hr")
        assert units(found) == whole
        [remote] = [each for each in found.entries if each.paid.kind is AmountKind.REMOTE_CALL]
        assert (remote.day, spans(((each.from_at, each.to_at) for each in remote.paid.spans), city)) == (
            date(2026, 12, 15),
            ["15 20:10 to 15 20:25"],
        )
        [feast] = [each for each in found.entries if each.paid.kind is PremiumKind.HOLIDAY]
        assert feast.day == date(2026, 12, 25)

        # The month is closed; what is refused afterwards changes the days and not the units payroll got.
        looking = sight(session, city, "hr", NEW_YEAR)
        uid = city.aydin.employment_uid
        seen = closings.one(session, looking, DECEMBER, uid, Action.CLOSE_MONTHS).seen
        months.close(session, looking, DECEMBER, uid, seen, "Jahresende", city.rulebook())
        stamped(session, city.aydin, date(2026, 12, 18), "18:00 call_start 18:10 call_end", city.settings, NEW_YEAR)
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), NEW_YEAR)
        friday = times.day(session, sight(session, city, "aydin", NEW_YEAR), None, date(2026, 12, 18)).result
        assert friday is not None
        found = of_unit(session, city)
        assert (found.version, units(found)) == (1, whole)
        [own] = on_call_months.own(session, sight(session, city, "aydin", NEW_YEAR), city.rulebook(), DECEMBER)
        assert units(own) == whole
        # For his own month nobody else's is looked up.
        span = Span(at(1, "00:00", city), at(31, "23:59", city))
        reach = [access.scope(sight(session, city, name).actor, Action.READ_OWN_TIMES) for name in ("aydin", "brandt")]
        assert [on_call.rostered(session, span, each) for each in reach] == [[city.aydin.employment_uid], []]

        # Had she been the archive's from Thursday the 17th on, what had to wait there were not Herr Brandt's to see.
        assert [each.called for each in found.rests] == [rest.called]
        mine = placement.c.employment_id == city.aydin.employment_id
        session.execute(update(placement).where(mine).values(valid_to=date(2026, 12, 17)))
        assert of_unit(session, city).rests == ()


def test_a_call_that_counts_at_once_is_gone_once_it_is_refused(sqlite_city: City) -> None:
    city, day = sqlite_city, date(2026, 11, 18)
    now, at_once = datetime(2026, 11, 20, 9, 0, tzinfo=UTC), replace(TERMS, at_once=frozenset({calls.NAME}))

    def worked(session: Session) -> timedelta | None:
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), now)
        result = times.day(session, sight(session, city, "aydin", now), None, day).result
        return None if result is None else result.worked

    called = Called(TELEPHONE, day, time(22), time(0, 30), remote=False, reason="Rohrbruch")
    with city.database.transaction() as session:
        for _ in range(2):
            call_reports.report(session, sight(session, city, "aydin", now), called, at_once)
        assert worked(session) == timedelta(hours=2, minutes=30)
        other = replace(called, uid=HOLIDAY, from_clock=time(0, 30), day=date(2026, 11, 19), to_clock=time(1))
        with pytest.raises(CannotAsk) as refused:
            call_reports.report(session, sight(session, city, "aydin", now), other, at_once)
        assert refused.value.obstacle is calls.Obstacle.REPORTED

        decisions.refuse(session, sight(session, city, "brandt", now), TELEPHONE, 1, "Niemand hat gerufen.")
        assert worked(session) == timedelta(0)
    signed(city, now)
    with city.database.snapshot() as session:
        assert verification.verify(session, trusted(city), now).discrepancies == ()
