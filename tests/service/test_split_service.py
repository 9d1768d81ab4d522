"""A school's cleaner works in two parts a day, with the long gap between them: planned, stamped, mended, closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from tests.city import FIRST_DAY, FREE, MONDAY, NOW, PASSWORD, City, evaluated, stamped
from tests.lived_in import sight
from timeclock.core.accounts import FLEXTIME
from timeclock.core.duties import DutyKind
from timeclock.core.findings import Code
from timeclock.core.fixes import Basis
from timeclock.core.needs import Part
from timeclock.core.plans import ModelRules
from timeclock.core.premiums import PremiumKind
from timeclock.core.rosters import Rotation, ShiftKind
from timeclock.core.spans import DaySpan
from timeclock.service import (
    absence_desk,
    account_kinds,
    closings,
    deviations,
    evaluation,
    fixing,
    logins,
    months,
    own_roster,
    reminders,
    roster_catalogue,
    roster_desk,
    roster_law,
    roster_release,
)
from timeclock.service import staffing as staffing_of
from timeclock.service.absences import Asked
from timeclock.service.access import Action
from timeclock.service.deviations import Deviation, Wanted
from timeclock.service.fixing import Chosen, Order
from timeclock.service.roster_desk import Filling, RosterRules
from timeclock.service.roster_law import Judged
from timeclock.service.roster_release import Release
from timeclock.service.staffing import Wanted as Need
from timeclock.store import accounts, models, results, staffing
from timeclock.store import logins as login_rows
from timeclock.store.models import NewModel
from timeclock.store.scope import Scope
from timeclock.store.staffing import Hired, NewPerson

MARCH = DaySpan.month(2027, 3)
# Six weeks of cleaning before the Easter holidays of the schools, which begin on Monday, 22 March 2027.
PLANNED_AT = datetime(2027, 2, 10, 12, tzinfo=UTC)
LOOKED_AT = datetime(2027, 4, 2, 12, tzinfo=UTC)
WINDOW = timedelta(days=62)
EVERYBODY = Scope.system("test")
SCHOOL_DAYS = [day for day in DaySpan(date(2027, 3, 1), date(2027, 3, 20)) if day.weekday() < 5]
BOTH = "05:30 in 08:00 out 15:00 in 18:00 out"
STAMPED = {
    **{day.day: BOTH for day in SCHOOL_DAYS},
    # 5:28–8:02 is 2:34, 14:55–18:10 is 3:15.
    2: "05:28 in 08:02 out 14:55 in 18:10 out",
    # On foot to the gym of the other school: the way between two places is work, the gap at noon is not.
    3: "05:30 in 08:00 out 15:00 in 16:30 errand_out 16:50 errand_in 18:00 out",
    4: "05:30 in 08:00 out 15:00 in",
    5: "05:30 in 08:00 out",
    8: "05:30 in 08:00 out 16:00 in 17:30 out",
    9: "05:30 in 08:00 out 15:00 in 19:30 out",
    # Out of habit at 5:30: planned was 6:30, because of the evening before.
    10: BOTH,
    # She stood in for a colleague until noon, and cleaned in the afternoon as always.
    11: "05:30 in 12:00 out 15:00 in 18:00 out",
    12: "",
    16: "06:00 in 10:00 out 10:30 in 14:30 out",
    22: "07:00 in 11:00 out 11:30 in 15:30 out",
}
# In minutes. The 2nd: 5:49 of 5:30. The 8th: 4:00 worked, and of the dentist's 11:00–16:00 the one hour that lies in
# her second part; half an hour too little. The 10th: 5:30 of 4:30. The 11th: 6:30 and 3:00, so 9:30 of 5:30.
DIFFERENCES = {2: 19, 8: -30, 10: 60, 11: 240}
# Twelve days of 5:30 are 66:00; 7:00 on the 9th, 4:30 on the 10th, 8:00 at two schools on the 16th, 8:00 on the 22nd.
TARGET = timedelta(hours=93, minutes=30)


def rules(city: City) -> RosterRules:
    return RosterRules.of(city.settings, city.rulebook())


def hired(session: Session, city: City) -> Hired:
    """Let Frau Nowak clean 27:30 a week; what is due stands in the roster alone, so her pattern has nothing."""
    who = staffing.hire(session, 1, NewPerson("Danuta", "Nowak", "10010", city.registry, FIRST_DAY, 1650), NOW)
    of_cleaning = NewModel("reinigung", "Reinigung nach Dienstplan", (FREE,) * 7, ModelRules(agreement="DV Reinigung"))
    model = models.add_model(session, of_cleaning, FIRST_DAY, NOW)
    models.assign(session, who.employment_id, model, MONDAY, FIRST_DAY, NOW)
    city.logins["nowak"] = login_rows.add(
        session, "nowak", "Nowak", logins.password_hash(PASSWORD), NOW, person_id=who.person_id
    )
    return who


def catalogue(session: Session, city: City) -> None:
    looking = sight(session, city, "brandt", PLANNED_AT)
    unit = roster_catalogue.kept(session, looking, None).unit
    for key, begins, ends in (("R", time(5, 30), time(8)), ("A", time(15), time(18))):
        roster_catalogue.keep_shift(session, looking, unit, ShiftKind(key, "", DutyKind.WORK, begins, ends))
    # One in the afternoon, none on holidays, and none from the first day of the school holidays on.
    of_afternoons = Part(clocks=(time(15), time(18)))
    for first, heads in ((MARCH.from_day, (1,) * 5 + (0,) * 3), (date(2027, 3, 22), (0,) * 8)):
        staffing_of.enter(session, looking, Need(unit.uid, first, heads, of_afternoons))
    rotation = Rotation(("R+A",) * 5 + ("-", "-"), date(2027, 3, 1))
    roster_catalogue.keep_rotation(session, looking, unit, "Schulwoche", rotation)


def fill(session: Session, city: City, who: Hired) -> None:
    """Fill the weeks of school in; the weeks of the school holidays stay empty."""
    looking = sight(session, city, "brandt", PLANNED_AT)
    desk = roster_desk.load(session, looking, rules(city), MARCH.from_day, None)
    weeks = DaySpan(SCHOOL_DAYS[0], SCHOOL_DAYS[-1] + timedelta(days=1))
    filling = Filling(weeks, desk.catalogue.rotations[0].rotation, who.employment_uid, step=0)
    roster_desk.write(session, looking, desk, desk.standing.seen, roster_desk.filled(desk, filling))


def write(session: Session, city: City, who: Hired, texts: dict[int, str]) -> Judged:
    looking = sight(session, city, "brandt", PLANNED_AT)
    desk = roster_desk.load(session, looking, rules(city), MARCH.from_day, None)
    cells = {(who.employment_uid, date(2027, 3, day)): text for day, text in texts.items()}
    roster_desk.write(session, looking, desk, desk.standing.seen, cells)
    desk = roster_desk.load(session, looking, rules(city), MARCH.from_day, None)
    return roster_law.judge(session, looking, desk, rules(city))


def said(judged: Judged) -> set[tuple[int, Code, bool]]:
    return {(each.day.day, each.objection.finding.code, each.blocks) for each in judged.objected}


def published(session: Session, city: City) -> None:
    looking = sight(session, city, "brandt", PLANNED_AT)
    desk = roster_desk.load(session, looking, rules(city), MARCH.from_day, None)
    judged = roster_law.judge(session, looking, desk, rules(city))
    roster_release.publish(session, looking, desk, judged, rules(city), Release(desk.standing.seen))


def found(session: Session, city: City) -> dict[Code, Deviation]:
    """Return what the time office has to settle of Frau Nowak's March, each kind once."""
    looking = sight(session, city, "officer", LOOKED_AT)
    listed = deviations.listed(session, looking, city.rulebook(), Wanted(MARCH), WINDOW).deviations
    return {each.finding.code: each for each in listed if each.staff_no == "10010"}


def settled(session: Session, city: City, who: Hired, each: Deviation, basis: Basis) -> None:
    order = Order(UUID(int=each.finding.day.day), (Chosen(each.name, each.seen),), basis)
    done = fixing.fix(session, sight(session, city, "officer", LOOKED_AT), city.rulebook(), order, WINDOW)
    assert done.done == 1
    evaluation.refresh_now(session, who.person_id, city.rulebook(), LOOKED_AT)


def test_a_cleaner_in_split_service_is_planned_stamps_and_is_owed_by_her_parts(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        who = hired(session, city)
        catalogue(session, city)
        fill(session, city, who)
        # From 18:00 to 5:30 are 11:30. After an evening for parents until 19:30 it would be 10:00, an hour too little.
        judged = write(session, city, who, {9: "R+15-19:30", 16: "6-10+10-14:30", 22: "7-15:30"})
        assert said(judged) == {(10, Code.ARBZG_5_1_REST11, True)}
        assert [each.objection.finding.figure for each in judged.objected] == [600]
        # From 19:30 to 6:30 are the eleven hours. The two schools of the 16th have one break: no word about it.
        judged = write(session, city, who, {10: "6:30-8+A"})
        assert said(judged) == set()
        # Nobody is there in the afternoon on the day at two schools until 14:30.
        assert [each.day.day for each in judged.coverage if each.missing] == [16]

    with city.database.transaction() as session:
        boy = NewPerson("Ben", "Jung", "10011", city.registry, FIRST_DAY, 1650, born_on=date(2010, 5, 1))
        trainee = staffing.hire(session, 1, boy, NOW)
        # Sixteen years old: from 5:30 to 18:00 are 12:30 of at most ten hours of shift, and 5:30 is night for him.
        refused = said(write(session, city, trainee, {1: "R+A"}))
        assert {(1, Code.JARBSCHG_12_SHIFT10, True), (1, Code.JARBSCHG_14_1_NIGHT, True)} <= refused
        assert said(write(session, city, trainee, {1: ""})) == set()

    with city.database.transaction() as session:
        published(session, city)
        hers = sight(session, city, "nowak", PLANNED_AT)
        [told] = reminders.unread(session, hers).rosters
        assert {each.day.day: each.after for each in told.about.days if each.day.day in (8, 9, 10, 16)} == {
            8: "R+A",
            9: "R+15:00-19:30",
            10: "06:30-08:00+A",
            16: "06:00-10:00+10:00-14:30",
        }
        # Fifteen days of two parts, and one of one in the school holidays.
        assert len(own_roster.month(session, hers, MARCH.from_day)) == 31

    with city.database.transaction() as session:
        for day, taps in STAMPED.items():
            stamped(session, who, date(2027, 3, day), taps, city.settings)
        looking = sight(session, city, "officer", LOOKED_AT)
        ill = Asked("10010", "sick", date(2027, 3, 5), date(2027, 3, 5), time(15))
        dentist = Asked("10010", "release", date(2027, 3, 8), date(2027, 3, 8), time(11), time(16))
        for asked in (ill, dentist):
            absence_desk.enter(session, looking, who.employment_uid, asked)
        evaluated(session, who, MARCH, city, LOOKED_AT)

        # Nothing of the gap is a break too few, work, or an unexcused day; the 11th has six and a half hours at one go,
        # and on the 10th she came after ten hours of rest.
        listed = found(session, city)
        assert {code: each.finding.day.day for code, each in listed.items()} == {
            Code.MISSING_OUT: 4,
            Code.NO_STAMPS: 12,
            Code.ARBZG_5_1_REST11: 10,
            Code.ARBZG_4_3_6H: 11,
        }
        assert listed[Code.MISSING_OUT].fixes[0].basis is Basis.SHIFT_END
        settled(session, city, who, listed[Code.MISSING_OUT], Basis.SHIFT_END)
        settled(session, city, who, listed[Code.NO_STAMPS], Basis.AS_PLANNED)

        days = {each.result.day.day: each.result for each in results.days(session, who.employment_id, MARCH, EVERYBODY)}
        minutes = {no: day.difference and day.difference // timedelta(minutes=1) for no, day in days.items()}
        assert {no: each for no, each in minutes.items() if each} == DIFFERENCES
        assert sum((day.target for day in days.values()), timedelta(0)) == TARGET
        assert [len(days[no].sessions) for no in (4, 12)] == [2, 2]
        # In the weeks without school nothing is due, on Good Friday neither, and nothing falls away.
        assert {line.reason.value for no in range(23, 32) for line in days[no].lines} == {"off_duty"}
        # The tariff gives no premium for split service. Half an hour before six is night work (TVöD §7 Abs. 5) on
        # fourteen mornings, all but the 16th, and two minutes more on the 2nd.
        premiums = [each for day in days.values() for each in day.premiums]
        assert {each.kind for each in premiums} == {PremiumKind.NIGHT}
        assert sum((each.amount for each in premiums), timedelta(0)) == timedelta(minutes=14 * 30 + 2)

    with city.database.transaction() as session:
        hr = sight(session, city, "hr", LOOKED_AT)
        shown = closings.one(session, hr, MARCH.from_day, who.employment_uid, Action.CLOSE_MONTHS)
        months.close(session, hr, MARCH.from_day, who.employment_uid, shown.seen, "Schulreinigung", city.rulebook())
        # 0:19 − 0:30 + 1:00 + 4:00.
        assert accounts.given(session, who.employment_id, MARCH.from_day)[FLEXTIME] == 289
