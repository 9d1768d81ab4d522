"""Absences as the core gets them: those that count, near the days asked for, each as its reason holds on its days."""

from __future__ import annotations

from datetime import date, time, timedelta

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from tests.city import NOW, City
from timeclock.core.absences import NOTHING_NOTED, Averaging, Credit, Extent, IllnessNotes
from timeclock.core.dated import Since
from timeclock.core.late_truths import Arrival
from timeclock.core.spans import DaySpan
from timeclock.service import absence_reasons, absences, illnesses
from timeclock.service.absences import Asked
from timeclock.service.illnesses import NewNote
from timeclock.store import arrivals, dayfiles
from timeclock.store.arrivals import Wanted
from timeclock.store.illness_notes import NoteKind
from timeclock.store.schema.absences import absence_reason

MONDAY, FRIDAY = date(2026, 11, 9), date(2026, 11, 13)
DAY = timedelta(days=1)


def loaded(session: Session, city: City, days: DaySpan) -> dayfiles.DayFiles:
    return dayfiles.load(session, city.aydin.person_id, days, city.rulebook().around, NOW)


def entered(session: Session, city: City, *asked: Asked) -> None:
    for each in asked:
        absences.enter(session, each, city.settings.zone, NOW)


def test_a_file_holds_the_persons_absences_near_its_days(city: City) -> None:
    with city.database.transaction() as session:
        entered(
            session,
            city,
            Asked("10001", "leave", MONDAY, FRIDAY),
            Asked("10001", "sick", FRIDAY + 3 * DAY, FRIDAY + 3 * DAY, time(12), time(14, 30)),
            Asked("10001", "leave", date(2026, 3, 2), date(2026, 3, 3)),
            Asked("10002", "leave", MONDAY, MONDAY),
        )
        found = loaded(session, city, DaySpan.one(MONDAY)).person.absences

    assert [(each.reason.code, each.days, each.extent, each.to_clock) for each in found] == [
        ("leave", DaySpan(MONDAY, FRIDAY + DAY), Extent.WHOLE, None),
        ("sick", DaySpan.one(FRIDAY + 3 * DAY), Extent.HOURS, time(14, 30)),
    ]


def test_a_certificate_that_came_after_a_month_was_closed_is_named(city: City) -> None:
    later = NOW + DAY
    with city.database.transaction() as session:
        ill = absences.enter(session, Asked("10001", "sick", MONDAY, FRIDAY), city.settings.zone, NOW)
        note = illnesses.note(session, NewNote(ill, NoteKind.RECEIVED), city.settings.zone, later)
        illnesses.withdraw(session, note, city.settings.zone, later + DAY)
        wanted = Wanted(city.aydin.employment_id, DaySpan(MONDAY, FRIDAY), NOW, city.settings.zone)
        found = arrivals.since(session, wanted)
        [certified] = loaded(session, city, DaySpan.one(MONDAY)).person.absences

    assert [(each.came.what, each.came.at, each.days) for each in found] == [
        (Arrival.ABSENCE_NOTED, later, DaySpan(MONDAY, FRIDAY + DAY)),
        (Arrival.ABSENCE_NOTED, later + DAY, DaySpan(MONDAY, FRIDAY + DAY)),
    ]
    assert certified.notes == NOTHING_NOTED


def test_a_file_says_which_days_of_an_illness_are_certified(city: City) -> None:
    with city.database.transaction() as session:
        first, again = (
            absences.enter(session, Asked("10001", "sick", day, day + DAY), city.settings.zone, NOW)
            for day in (MONDAY, FRIDAY)
        )
        for new in (
            NewNote(again, NoteKind.ASKED),
            NewNote(again, NoteKind.RECEIVED, DaySpan.one(FRIDAY)),
            NewNote(again, NoteKind.SAME_ILLNESS, same_as=first),
        ):
            illnesses.note(session, new, city.settings.zone, NOW)
        illnesses.note(session, NewNote(first, NoteKind.UNEXPECTED), city.settings.zone, NOW)
        found = loaded(session, city, DaySpan.one(MONDAY)).person.absences

    assert [each.notes for each in found] == [
        IllnessNotes(unexpected=True),
        IllnessNotes((DaySpan.one(FRIDAY),), same_as=MONDAY),
    ]


def test_what_was_withdrawn_is_not_in_the_file(city: City) -> None:
    with city.database.transaction() as session:
        uid = absences.enter(session, Asked("10001", "leave", MONDAY, FRIDAY), city.settings.zone, NOW)
        absences.withdraw(session, uid, city.settings.zone, NOW)

        assert loaded(session, city, DaySpan.one(MONDAY)).person.absences == ()


def test_a_reason_that_changes_within_an_absence_holds_from_its_day_on(city: City) -> None:
    changes_on = MONDAY + 2 * DAY
    c = absence_reason.c
    with city.database.transaction() as session:
        absence_reasons.bring(session, NOW)
        [strike] = [each for each in absence_reasons.catalogue() if each.reason.code == "strike"]
        held = dict(session.execute(absence_reason.select().where(c.code == "strike")).mappings().one())
        session.execute(update(absence_reason).where(c.code == "strike").values(valid_to=changes_on))
        later = {**held, "credit": Credit.NOTHING, "averaging": Averaging.COUNTS, "valid_from": changes_on}
        del later["id"]
        session.execute(insert(absence_reason), later)
        entered(session, city, Asked("10001", "strike", MONDAY, FRIDAY))
        found = loaded(session, city, DaySpan.one(MONDAY)).person.absences

    assert [(each.days, each.reason.credit, each.reason.since) for each in found] == [
        (DaySpan(MONDAY, changes_on), strike.reason.credit, Since(strike.since)),
        (DaySpan(changes_on, FRIDAY + DAY), Credit.NOTHING, Since(changes_on, replaces=True)),
    ]


def test_the_rules_of_a_day_do_not_tell_that_somebody_was_away(city: City) -> None:
    with city.database.transaction() as session:
        entered(session, city, Asked("10001", "sick", MONDAY, MONDAY + DAY))
        hashes, bodies = city.rulebook().sets_for(loaded(session, city, DaySpan(MONDAY, MONDAY + 4 * DAY)))

    assert len({hashes[city.aydin.employment_id, MONDAY + n * DAY] for n in range(4)}) == 1
    assert "sick" not in repr(bodies)


def test_a_whole_absence_may_begin_on_the_day_the_last_one_ends(city: City) -> None:
    with city.database.transaction() as session:
        entered(
            session, city, Asked("10001", "leave", MONDAY, FRIDAY), Asked("10001", "sick", FRIDAY + DAY, FRIDAY + DAY)
        )

        assert len(loaded(session, city, DaySpan.one(FRIDAY)).person.absences) == 2
