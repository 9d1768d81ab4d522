"""A month is planned at the desk, looked at by the law, published with notice, and changed when it is too late."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.city import NOW, City, evaluated
from tests.lived_in import sight
from timeclock.core.duties import DutyKind
from timeclock.core.findings import Code
from timeclock.core.lines import Reason
from timeclock.core.needs import Part
from timeclock.core.rosters import Rotation, ShiftKind
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import instant
from timeclock.service import (
    access,
    reminders,
    roster_catalogue,
    roster_delivery,
    roster_desk,
    roster_import,
    roster_law,
    roster_release,
    staffing,
)
from timeclock.service.roster_desk import Desk, Filling, NotPlanned, Refusal, RosterRules
from timeclock.service.roster_release import Release
from timeclock.service.staffing import Wanted
from timeclock.store import results, rosters, shift_kinds
from timeclock.store.rosters import NewShift
from timeclock.store.schema.evidence import audit
from timeclock.store.scope import Scope

JANUARY = date(2027, 1, 1)
MONDAY, TUESDAY, WEDNESDAY = (date(2027, 1, no) for no in (11, 12, 13))
WEEK = DaySpan(MONDAY, MONDAY + timedelta(days=7))


def desk_of(session: Session, city: City, name: str = "brandt") -> Desk:
    return roster_desk.load(session, sight(session, city, name), rules(city), JANUARY, None)


def rules(city: City) -> RosterRules:
    return RosterRules.of(city.settings, city.rulebook())


def shifts(session: Session, city: City) -> None:
    looking, desk = sight(session, city, "brandt"), desk_of(session, city)
    for key, begins, ends in (("F", 6, 14), ("S", 14, 22), ("N", 22, 6)):
        new = ShiftKind(key, "", DutyKind.WORK, time(begins), time(ends))
        roster_catalogue.keep_shift(session, looking, desk.unit, new)
    two = Wanted(desk.unit.uid, NOW.date(), (2, 2, 2, 2, 2, 0, 0, 0), Part("F"))
    staffing.enter(session, looking, two)
    rotation = Rotation(("F", "F", "F", "F", "F", "-", "-"), MONDAY)
    roster_catalogue.keep_rotation(session, looking, desk.unit, "Früh", rotation)


def write(session: Session, city: City, name: str, texts: dict[date, str]) -> int:
    """Let Frau Aydin's days be planned as they are typed now."""
    desk, uid = desk_of(session, city, name), city.aydin.employment_uid
    cells = {(uid, day): text for day, text in texts.items()}
    return roster_desk.write(session, sight(session, city, name), desk, desk.standing.seen, cells)


def published(session: Session, city: City, release: Release | None = None, **at: object) -> int:
    looking, desk = sight(session, city, "brandt", **at), desk_of(session, city)
    judged = roster_law.judge(session, looking, desk, rules(city))
    found = release or Release(desk.standing.seen)
    return roster_release.publish(session, looking, desk, judged, rules(city), found)


def told(session: Session, city: City, name: str) -> list[tuple[bool, str, list[tuple[int, str, str]]]]:
    unread = reminders.unread(session, sight(session, city, name)).rosters
    return [
        (each.about.agreed, each.about.reason, [(one.day.day, one.before, one.after) for one in each.about.days])
        for each in unread
    ]


def test_a_month_is_planned_released_published_and_changed_on_short_notice(city: City) -> None:
    with city.database.transaction() as session:
        shifts(session, city)
        desk, looking = desk_of(session, city), sight(session, city, "brandt")
        [row] = desk.catalogue.rotations
        filling = Filling(WEEK, row.rotation, step=1)
        assert roster_desk.write(session, looking, desk, desk.standing.seen, roster_desk.filled(desk, filling)) == 10
        shift_kinds.place(session, row.id, roster_desk.places(desk, filling))
        with pytest.raises(NotPlanned) as refused:
            roster_desk.write(session, looking, desk, desk.standing.seen, {(city.aydin.employment_uid, MONDAY): "S"})
        assert refused.value.refusal is Refusal.CHANGED

        # Herr Brandt is a day ahead: nobody is early with Frau Aydin on Friday, and he is alone the Sunday before.
        judged = roster_law.judge(session, looking, desk_of(session, city), rules(city))
        assert [(each.day.day, each.missing) for each in judged.coverage if each.day in WEEK and each.missing] == [
            (15, 1)
        ]
        assert {each.objection.finding.code for each in judged.objected} == {Code.ARBZG_9_1_SUN}

    with city.database.transaction() as session:
        desk = desk_of(session, city)
        write(session, city, "officer", {MONDAY: "n", TUESDAY: "S", WEDNESDAY: "-"})
        roster_desk.write(
            session,
            looking,
            desk_of(session, city),
            desk_of(session, city).standing.seen,
            {(city.brandt.employment_uid, WEEK.to_day - timedelta(days=1)): ""},
        )
        desk = desk_of(session, city)
        judged = roster_law.judge(session, looking, desk, rules(city))
        [found] = judged.objected
        assert (found.objection.finding.code, found.day, found.blocks) == (Code.ARBZG_5_1_REST11, TUESDAY, True)
        with pytest.raises(NotPlanned) as refused:
            published(session, city)
        assert refused.value.refusal is Refusal.BLOCKED
        uid, ground = city.aydin.employment_uid, "ArbZG §14: Hochwasser"
        with pytest.raises(access.NotAllowed):
            roster_law.release(session, sight(session, city, "officer"), desk, judged, uid, TUESDAY, ground)
        roster_law.release(session, looking, desk, judged, uid, TUESDAY, ground)
        assert published(session, city) > 30

        assert told(session, city, "aydin") == [
            (False, "", [(11, "", "N"), (12, "", "S"), (14, "", "F"), (15, "", "F")])
        ]
        detail = session.execute(select(audit.c.detail).where(audit.c.action == "roster.publish")).scalar_one()
        assert detail["despite"] == ground
        evaluated(session, city.aydin, DaySpan.one(TUESDAY), city, NOW + timedelta(days=60))
        saved = results.day(session, city.aydin.employment_id, TUESDAY, Scope.system("test"))
        assert saved is not None
        assert [line.reason for line in saved.result.lines if line.part == "target"] == [Reason.SHIFT]

    later = NOW + timedelta(days=45)
    with city.database.transaction() as session:
        assert write(session, city, "officer", {WEDNESDAY: "12-18"}) == 1
        with pytest.raises(NotPlanned) as refused:
            published(session, city, now=later)
        assert refused.value.refusal is Refusal.SHORT_NOTICE
        agreed = Release(desk_of(session, city).standing.seen, frozenset({city.aydin.employment_uid}))
        assert published(session, city, agreed, now=later) == 1

        assert told(session, city, "aydin")[0] == (True, "", [(13, "", "12:00-18:00")])
        assert len(told(session, city, "brandt")) == 1
        [detail] = session.execute(select(audit.c.detail).where(audit.c.action == "roster.short_notice")).scalars()
        assert detail["agreed"] == [str(city.aydin.employment_uid)]


def test_what_cannot_be_planned_is_named_by_its_cell_and_nothing_is_changed(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        shifts(session, city)
        with pytest.raises(NotPlanned) as refused:
            write(session, city, "brandt", {MONDAY: "F", TUESDAY: "Q"})
        assert [(each.refusal, each.day, each.text) for each in refused.value.faults] == [
            (Refusal.UNKNOWN_KEY, TUESDAY, "Q")
        ]
        assert desk_of(session, city).standing.plan is None

        write(session, city, "brandt", {MONDAY: "F+6-8"})
        desk = desk_of(session, city)
        assert roster_law.judge(session, sight(session, city, "brandt"), desk, rules(city)).overlaps
        with pytest.raises(NotPlanned) as refused:
            published(session, city)
        assert refused.value.refusal is Refusal.OVERLAPS
        with pytest.raises(access.NotAllowed):
            roster_law.release(
                session,
                sight(session, city, "brandt"),
                desk,
                roster_law.judge(session, sight(session, city, "brandt"), desk, rules(city)),
                city.brandt.employment_uid,
                MONDAY,
                "nie für mich selbst",
            )


def test_a_plan_goes_on_from_what_is_published_and_is_thrown_away_when_that_is_replaced(sqlite_city: City) -> None:
    city = sqlite_city
    lines = "\n".join(
        (
            "Personalnummer;Tag;Art;Von;Bis;Tagesplan",
            "10001;2027-01-11;Dienst;06:00;14:00;",
            "10001;2027-01-15;Rufbereitschaft;15:00;2027-01-18 07:00;",
        )
    )
    asked = roster_import.Asked("Bürgerdienste", JANUARY, city.rulebook().around)
    with city.database.transaction() as session:
        shifts(session, city)
        roster_import.enter(session, lines.encode(), asked, NOW)
        desk = desk_of(session, city)
        who = city.aydin.employment_id
        assert desk.texts(desk.standing.shown) == {(who, MONDAY): "F", (who, date(2027, 1, 15)): "*15:00-07:00"}

        assert write(session, city, "brandt", {MONDAY: "F", TUESDAY: "F", date(2027, 1, 15): "*15:00-07:00"}) == 1
        desk = desk_of(session, city)
        copy = roster_desk.copied(desk, MONDAY, MONDAY + timedelta(days=7))
        assert {day.day for (uid, day), text in copy.items() if text} == {18, 19}
        assert (city.aydin.employment_uid, date(2027, 1, 22)) not in copy
        assert len(desk.standing.planned) == 3

        looking = sight(session, city, "brandt")
        judged = roster_law.judge(session, looking, desk, rules(city))
        roster_import.enter(session, lines.encode(), asked, NOW)
        # Whoever looked at the plan before that does not publish over it.
        with pytest.raises(NotPlanned) as refused, session.begin_nested():
            roster_release.publish(session, looking, desk, judged, rules(city), Release(desk.standing.seen))
        assert refused.value.refusal is Refusal.CHANGED
        assert desk_of(session, city).standing.is_outdated
        with pytest.raises(NotPlanned) as refused:
            published(session, city)
        assert refused.value.refusal is Refusal.OUTDATED

        # A whole month that a program sends is outdated by nothing that came before.
        row = ("10001", "2027-01-11", "work", "06:00", "14:00", "")
        delivered = roster_delivery.enter(session, looking, desk_of(session, city), [row], rules(city))
        desk = desk_of(session, city)
        assert (delivered.entered, desk.standing.is_outdated) == (True, False)
        roster_desk.discard(session, sight(session, city, "brandt"), desk, desk.standing.seen)
        assert desk_of(session, city).standing.plan is None


def test_what_was_typed_for_a_rotation_goes_on_in_the_next_month_for_each_as_she_was(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        shifts(session, city)
        desk = desk_of(session, city)
        [row] = desk.catalogue.rotations
        shift_kinds.place(session, row.id, {city.brandt.employment_id: 3})
        [row] = desk_of(session, city).catalogue.rotations
        found = roster_desk.filled(
            desk, Filling(DaySpan.one(MONDAY + timedelta(days=3)), row.rotation, ahead=row.ahead)
        )

    assert sorted(found.values()) == ["-", "F"]


@pytest.mark.parametrize("blanked", [False, True])
def test_a_key_whose_clocks_changed_is_typed_again_with_the_new_ones_and_told_with_notice(
    sqlite_city: City, blanked: bool
) -> None:
    city, later = sqlite_city, NOW + timedelta(days=45)
    with city.database.transaction() as session:
        shifts(session, city)
        write(session, city, "officer", {MONDAY: "F", TUESDAY: "F"})
        published(session, city)
        looking, desk = sight(session, city, "brandt"), desk_of(session, city)
        roster_catalogue.keep_shift(session, looking, desk.unit, ShiftKind("F", "", DutyKind.WORK, time(7), time(15)))

        desk, who = desk_of(session, city), city.aydin.employment_id
        shown = desk.texts(desk.standing.shown)
        assert shown == {(who, MONDAY): "06:00-14:00", (who, TUESDAY): "06:00-14:00"}
        assert write(session, city, "officer", {day: shown[who, day] for day in (MONDAY, TUESDAY)}) == 0
        if blanked:
            assert write(session, city, "officer", {MONDAY: ""}) == 1
        assert write(session, city, "officer", {MONDAY: "F"}) == 1
        with pytest.raises(NotPlanned) as refused:
            published(session, city, now=later)
        assert refused.value.refusal is Refusal.SHORT_NOTICE
        seen = desk_of(session, city).standing.seen
        published(session, city, Release(seen, frozenset({city.aydin.employment_uid})), now=later)
        assert told(session, city, "aydin")[0] == (True, "", [(11, "06:00-14:00", "F")])

        # Even where the key is gone since, and so both are written by it, she is told.
        roster_catalogue.keep_shift(session, looking, desk.unit, ShiftKind("F", "", DutyKind.WORK, time(8), time(16)))
        write(session, city, "officer", {MONDAY: "F"})
        roster_catalogue.drop_shift(session, looking, desk.unit, "F")
        [change] = roster_release.changes(desk_of(session, city), looking, rules(city))
        assert [(one.before, one.after) for one in change.days] == [("F", "F")]


def test_a_ground_does_not_cover_a_worse_breach_that_comes_of_the_day_before(sqlite_city: City) -> None:
    city, friday = sqlite_city, MONDAY + timedelta(days=4)
    with city.database.transaction() as session:
        shifts(session, city)
        write(session, city, "officer", {MONDAY: "14-22", TUESDAY: "8-12"})
        looking, desk = sight(session, city, "brandt"), desk_of(session, city)
        judged = roster_law.judge(session, looking, desk, rules(city))
        roster_law.release(session, looking, desk, judged, city.aydin.employment_uid, TUESDAY, "ArbZG §14")

        for texts, grounds in (({friday: "F"}, ["ArbZG §14"]), ({MONDAY: "15-23"}, [None])):
            write(session, city, "officer", texts)
            found = roster_law.judge(session, looking, desk_of(session, city), rules(city)).objected
            assert [each.ground for each in found if each.day == TUESDAY] == grounds


def test_the_night_of_new_years_eve_is_there_on_the_first_morning(city: City) -> None:
    zone = city.settings.zone
    night = Span(instant(date(2026, 12, 31), time(22), zone), instant(JANUARY, time(6), zone))
    with city.database.transaction() as session:
        looking, desk = sight(session, city, "brandt"), desk_of(session, city)
        staffing.enter(session, looking, Wanted(desk.unit.uid, JANUARY, (1,) * 8, Part(clocks=(time(0), time(6)))))
        eve = rosters.draft(
            session,
            city.registry,
            date(2026, 12, 1),
            [
                NewShift(city.aydin.employment_id, DutyKind.WORK, night, None),
                NewShift(city.brandt.employment_id, DutyKind.ON_CALL, night, None),
            ],
            NOW,
        )
        assert missing(session, city) == [1, 2]
        rosters.publish(session, eve, NOW)
        assert missing(session, city) == [2, 3]


def missing(session: Session, city: City) -> list[int]:
    """Return the first two days on which somebody is missing."""
    judged = roster_law.judge(session, sight(session, city, "brandt"), desk_of(session, city), rules(city))
    return [each.day.day for each in judged.coverage if each.missing][:2]
