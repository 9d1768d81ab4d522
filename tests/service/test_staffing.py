"""How many are needed, entered by whoever answers for a unit, and asked of all plans and absences at once."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.city import NOW, City
from tests.lived_in import sight
from tests.service.test_corrections import TERMS
from timeclock.core.duties import DutyKind
from timeclock.core.needs import Heads, Part
from timeclock.core.rosters import ShiftKind
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import ONE_DAY, instant
from timeclock.service import absence_desk, absences, away, decisions, staffing, wishes
from timeclock.service.absences import Asked
from timeclock.service.staffing import NotSet, Refusal, ShortUnit, Wanted
from timeclock.service.wishes import DaysWanted
from timeclock.store import people, rosters, shift_kinds, unit_staffing
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.questions import ask
from timeclock.store.rosters import NewShift
from timeclock.store.schema.evidence import audit
from timeclock.store.scope import Scope

# Thursday is a closed day and Friday a holiday.
MONDAY = date(2026, 12, 21)
WEEK = DaySpan(MONDAY, MONDAY + timedelta(days=7))
TUESDAY, WEDNESDAY, THURSDAY, CHRISTMAS = (MONDAY + timedelta(days=days) for days in (1, 2, 3, 4))
TWO = (2, 2, 2, 2, 2, 0, 0, 1)


def uid_of(session: Session, unit_id: int) -> UUID:
    [found] = unit_staffing.named(session, [unit_id], MONDAY)
    return found.uid


def need_two(session: Session, city: City, first: date = MONDAY) -> None:
    staffing.enter(session, sight(session, city, "brandt"), Wanted(uid_of(session, city.registry), first, TWO))


def employed(session: Session, city: City) -> Employed:
    found = people.find(session, city.brandt.employment_uid, None, MONDAY, Scope.system("test"))
    assert found is not None
    return found


def there(session: Session, city: City) -> list[tuple[int, int, int]]:
    """Return the days on which it matters whether Herr Brandt is there: how many are without him, of how many."""
    found = staffing.without(session, employed(session, city), WEEK, city.settings.zone)
    return [(each.day.day, each.without, each.needed) for each in found]


def test_plans_rosters_absences_and_mobile_work_say_who_is_there(city: City) -> None:
    zone = city.settings.zone
    with city.database.transaction() as session:
        need_two(session, city)
        assert there(session, city) == [(21, 1, 2), (22, 1, 2), (23, 1, 2)]

        absences.enter(session, Asked("10001", "leave", MONDAY, MONDAY), zone, NOW)
        absences.enter(session, Asked("10001", "training", TUESDAY, TUESDAY, time(8), time(10)), zone, NOW)
        wanted = DaysWanted(UUID(int=77), TUESDAY, WEDNESDAY, "Gutachten")
        wishes.ask_for_mobile_work(session, sight(session, city, "aydin"), wanted, TERMS)
        assert there(session, city) == [(21, 0, 2), (22, 1, 2), (23, 1, 2)]
        part = {"day": TUESDAY.isoformat(), "to_day": WEDNESDAY.isoformat()}
        decisions.approve(session, sight(session, city, "brandt"), wanted.uid, 1, None, TERMS, part)
        assert there(session, city) == [(21, 0, 2), (22, 0, 2), (23, 1, 2)]

        free = rosters.plan_ids(session, [city.aydin.employment_id], MONDAY)[city.aydin.employment_id, "free"]
        rosters.set_special_plan(session, city.aydin.employment_id, WEDNESDAY, free, "Brückentag", NOW, None)
        assert there(session, city) == [(21, 0, 2), (22, 0, 2), (23, 0, 2)]
        work = Span(instant(CHRISTMAS, time(8), zone), instant(CHRISTMAS, time(16), zone))
        shift = NewShift(city.brandt.employment_id, DutyKind.WORK, work, None)
        planned = rosters.draft(session, city.registry, date(2026, 12, 1), [shift], NOW)
        rosters.publish(session, planned, NOW)
        # His roster goes before his week now, and on Christmas Day the unit needs one.
        assert there(session, city) == [(25, 0, 1)]


def test_of_an_absence_of_years_only_the_days_asked_for_are_looked_at(sqlite_city: City) -> None:
    city, zone = sqlite_city, sqlite_city.settings.zone
    with city.database.transaction() as session:
        absences.enter(session, Asked("10001", "leave", NOW.date(), NOW.date() + timedelta(days=800)), zone, NOW)
        question = unit_staffing.of_units([city.registry], WEEK, zone)
        force = ask(session, question).to(question).force
        # And on the day before and the day after, of which a night may last into them.
        around = DaySpan(WEEK.from_day - ONE_DAY, WEEK.to_day + ONE_DAY)
        assert force.away == {(city.aydin.employment_id, day) for day in around}


def test_who_decides_reads_how_many_would_be_there_and_the_office_before_it_saves(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        need_two(session, city)
        wanted = DaysWanted(UUID(int=77), MONDAY, MONDAY, "Gutachten")
        wishes.ask_for_mobile_work(session, sight(session, city, "aydin"), wanted, TERMS)
        case = decisions.case(session, sight(session, city, "brandt"), city.rulebook(), wanted.uid)
        leave = Asked("", "leave", WEDNESDAY, WEDNESDAY)
        effect = absence_desk.effect(
            session, sight(session, city, "officer"), city.aydin.employment_uid, leave, city.rulebook()
        )

        assert case.beside is not None
        assert [(each.day, each.without, each.short) for each in case.beside.staffed] == [(MONDAY, 1, 1)]
        assert (case.beside.short, case.beside.leave_left) == (1, None)
        assert [(each.day, each.without, each.with_her) for each in effect.staffed] == [(WEDNESDAY, 1, 2)]


def test_the_calendar_marks_the_days_to_come_on_which_too_few_are_there(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        need_two(session, city)
        absences.enter(session, Asked("10001", "leave", WEDNESDAY, WEDNESDAY), city.settings.zone, NOW)
        seen = away.calendar(session, sight(session, city, "aydin"), date(2026, 12, 1))

        too_few = [(each.day, each.short) for each in seen.days if each.short]
        assert too_few[0] == (WEDNESDAY, (ShortUnit("Bürgerdienste", 1, 2),))
        # On closed days and holidays nobody is there of the one who is needed.
        assert too_few[1:3] == [(day, (ShortUnit("Bürgerdienste", 0, 1),)) for day in (THURSDAY, CHRISTMAS)]
        assert seen.with_absences == 1
        assert away.calendar(session, sight(session, city, "celik"), date(2026, 12, 1)).days == ()
        assert away.calendar(session, sight(session, city, "aydin"), date(2026, 11, 1)).days == ()


def test_a_later_number_takes_the_place_of_what_was_entered_and_is_on_record(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        need_two(session, city, MONDAY + timedelta(days=14))
        need_two(session, city, MONDAY)
        staffing.enter_named(session, "Bürgerdienste", THURSDAY, (0,) * 8, NOW)
        held = unit_staffing.heads_of(session, [city.registry], DaySpan(NOW.date(), date.max))
        recorded = session.execute(select(audit.c.by).where(audit.c.action == "staffing.set")).scalars().all()

        assert held == [
            Heads(city.registry, MONDAY, THURSDAY, TWO),
            Heads(city.registry, THURSDAY, None, (0,) * 8),
        ]
        assert recorded == [city.logins["brandt"]] * 2 + [None]
        assert [each.unit.name for each in staffing.of_everybody(session, MONDAY)] == ["Bürgerdienste"]
        assert [each.unit.name for each in staffing.listed(session, sight(session, city, "brandt"))] == [
            "Bürgerdienste"
        ]


def test_nobody_answers_for_another_unit_nor_for_days_that_are_over(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        with pytest.raises(NotSet) as archive:
            staffing.enter(session, sight(session, city, "brandt"), Wanted(uid_of(session, city.archive), MONDAY, TWO))
        with pytest.raises(NotSet) as over:
            need_two(session, city, NOW.date() - timedelta(days=1))
        with pytest.raises(NotSet):
            staffing.enter_named(session, "Nirgendwo", MONDAY, TWO, NOW)

        assert (archive.value.refusal, over.value.refusal) == (Refusal.UNKNOWN, Refusal.PAST)
        assert staffing.of_everybody(session, MONDAY) == ()


def test_a_shift_and_clocks_have_numbers_of_their_own_and_are_counted_from_the_published_roster(city: City) -> None:
    zone, looking_at = city.settings.zone, date(2026, 12, 1)
    early, open_ = Part("F"), Part(clocks=(time(6), time(22)))
    with city.database.transaction() as session:
        looking, unit = sight(session, city, "brandt"), uid_of(session, city.registry)
        with pytest.raises(NotSet) as unknown:
            staffing.enter(session, looking, Wanted(unit, MONDAY, (1,) * 8, early))
        kind = ShiftKind("F", "", DutyKind.WORK, time(6), time(14))
        shift_kinds.add_kind(session, city.registry, kind, NOW, None)
        for part, heads in ((early, (2,) * 5 + (0, 0, 1)), (open_, (1,) * 5 + (0, 0, 0))):
            staffing.enter(session, looking, Wanted(unit, MONDAY, heads, part))
        staffing.enter(session, looking, Wanted(unit, TUESDAY, (1,) * 8, early))
        assert there(session, city) == []

        # By a file, so without a key: the clocks are those of the early shift. Herr Brandt is late on Monday.
        shifts = [
            NewShift(
                who, DutyKind.WORK, Span(instant(MONDAY, time(begins), zone), instant(MONDAY, time(ends), zone)), None
            )
            for who, begins, ends in ((city.aydin.employment_id, 6, 14), (city.brandt.employment_id, 14, 22))
        ]
        rosters.publish(session, rosters.draft(session, city.registry, looking_at, shifts, NOW), NOW)
        short = staffing.short(session, [city.registry], DaySpan.one(MONDAY), zone)
        found = staffing.without(session, employed(session, city), DaySpan.one(MONDAY), zone)

        assert unknown.value.refusal is Refusal.NO_SHIFT
        assert short == {MONDAY: (ShortUnit("Bürgerdienste", 1, 2, early),)}
        assert [(each.part, each.without, each.needed) for each in found] == [(open_, 0, 1)]
        held = unit_staffing.heads_of(session, [city.registry], DaySpan(MONDAY, date.max))
        assert [(each.part.text, each.from_day, each.to_day) for each in held] == [
            ("06:00-22:00", MONDAY, None),
            ("F", MONDAY, TUESDAY),
            ("F", TUESDAY, None),
        ]


def test_a_night_of_the_month_before_lasts_into_the_first_unless_its_worker_is_ill(sqlite_city: City) -> None:
    city, zone, first = sqlite_city, sqlite_city.settings.zone, date(2026, 12, 1)
    last, night = first - ONE_DAY, Part(clocks=(time(0), time(6)))

    def of(day: date) -> NewShift:
        span = Span(instant(day, time(22), zone), instant(day + ONE_DAY, time(6), zone))
        return NewShift(city.aydin.employment_id, DutyKind.WORK, span, None)

    def short(session: Session) -> list[int]:
        found = staffing.short(session, [city.registry], DaySpan.one(first), zone)
        return [each.there for each in found.get(first, ())]

    with city.database.transaction() as session:
        wanted = Wanted(uid_of(session, city.registry), first, (2,) * 8, night)
        staffing.enter(session, sight(session, city, "brandt"), wanted)
        for month, day in ((date(2026, 11, 1), last), (first, first)):
            rosters.publish(session, rosters.draft(session, city.registry, month, [of(day)], NOW), NOW)
        # Frau Aydin until six, and Herr Brandt, of whom nobody knows the clocks.
        assert short(session) == []
        absences.enter(session, Asked("10001", "leave", last, last), zone, NOW)
        assert short(session) == [1]
