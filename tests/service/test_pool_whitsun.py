"""A pool's May of 2027 in three shifts, with Whitsun and three holidays more: planned, published, worked, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.city import FREE, MONDAY, NOW, City, evaluated, stamped
from tests.lived_in import sight
from timeclock.core.accounts import FLEXTIME
from timeclock.core.duties import DutyKind
from timeclock.core.findings import Code
from timeclock.core.needs import part_of
from timeclock.core.periods import PeriodKind
from timeclock.core.plans import ModelRules, ShiftWork
from timeclock.core.premiums import PremiumKind
from timeclock.core.rosters import Rotation, ShiftKind
from timeclock.core.spans import DaySpan
from timeclock.service import (
    account_kinds,
    closings,
    months,
    roster_catalogue,
    roster_desk,
    roster_law,
    roster_release,
)
from timeclock.service import staffing as needs
from timeclock.service.access import Action
from timeclock.service.roster_desk import Desk, Filling, NotPlanned, Refusal, RosterRules
from timeclock.service.roster_law import Judged
from timeclock.service.roster_release import Release
from timeclock.store import accounts, models, results, staffing
from timeclock.store.models import NewModel
from timeclock.store.results import SavedDay
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.results import period_result
from timeclock.store.scope import Scope
from timeclock.store.staffing import Hired, NewPerson

MAY = DaySpan.month(2027, 5)
FIRST, OPENED = date(2027, 5, 1), date(2027, 1, 1)
PLANNED_AT = datetime(2027, 4, 1, 12, tzinfo=UTC)
# After the eight weeks in which a holiday of May is made up for by a free day.
LOOKED_AT = datetime(2027, 7, 28, 12, tzinfo=UTC)
EVERYBODY = Scope.system("test")
SEVEN_AND_A_HALF = timedelta(hours=7, minutes=30)
NOTHING = (timedelta(0), timedelta(0))
SHIFTS = {"F": (time(6), time(14)), "M": (time(9, 30), time(17, 30)), "S": (time(14), time(22))}
# Each is 8:00 less the break of 0:30 that the law asks for.
STAMPED = {
    "F": "06:00 in 10:00 out 10:30 in 14:00 out",
    "M": "09:30 in 13:00 out 13:30 in 17:30 out",
    "S": "14:00 in 18:00 out 18:30 in 22:00 out",
}
# Three weeks from Monday, 3 May on: early, late, and from Wednesday to Sunday in the middle of the day.
ROTATION = "F F F F F - - / S S S S S - - / - - M M M M M"
# In North Rhine-Westphalia the 1st (a Saturday), Ascension on the 6th, Whit Monday on the 17th and Corpus Christi on
# the 27th are holidays; Whit Sunday, the 16th, is a Sunday like others.
HOLIDAYS = {1, 6, 17, 27}
# On holidays the pool is open from 10:00 to 17:00 alone, and needs two; so those who would be early or late come in the
# middle, and one is free by the roster.
ON_HOLIDAYS = {
    "Kaya": {6: "M", 27: ""},
    "Lange": {1: "M", 6: "", 17: "M", 27: "M"},
    "Moreau": {6: "M", 17: "M"},
}
WORKED = {
    "Kaya": "1M 2M 3F 4F 5F 6M 7F 10S 11S 12S 13S 14S 15F 19M 20M 21M 22M 23M 24F 25F 26F 28F 31S",
    "Lange": "1M 3S 4S 5S 7S 12M 13M 14M 15M 16M 17M 18F 19F 20F 21F 24S 25S 26S 27M 28S",
    "Moreau": "5M 6M 7M 8M 9M 10F 11F 12F 13F 14F 17M 18S 19S 20S 21S 26M 27M 28M 29M 30M 31F",
}


def rules(city: City) -> RosterRules:
    return RosterRules.of(city.settings, city.rulebook())


def founded(session: Session, city: City) -> dict[str, Hired]:
    """Let three work in a pool, open on Sundays (ArbZG §10 Nr. 7), two of them with time off for holidays."""
    pool = staffing.add_unit(session, 1, "Hallenbad", OPENED, NOW, city.registry, sunday_exemption="Nr. 7")
    found: dict[str, Hired] = {}
    for no, (name, time_off) in enumerate((("Kaya", True), ("Lange", True), ("Moreau", False))):
        shifts = ModelRules(agreement="DV Bäder", shift_work=ShiftWork.SHIFTS, holiday_time_off=time_off)
        model = models.add_model(session, NewModel(f"bad-{no}", "Bäder", (FREE,) * 7, shifts), OPENED, NOW)
        found[name] = staffing.hire(session, 1, NewPerson("Kim", name, f"2001{no}", pool, OPENED, 2340), NOW)
        models.assign(session, found[name].employment_id, model, MONDAY, OPENED, NOW)
    return found


def catalogue(session: Session, city: City) -> None:
    looking = sight(session, city, "brandt", PLANNED_AT)
    units = roster_catalogue.kept(session, looking, None).units
    unit = next(each for each in units if each.name == "Hallenbad")
    for key, clocks in SHIFTS.items():
        roster_catalogue.keep_shift(session, looking, unit, ShiftKind(key, "", DutyKind.WORK, *clocks))
    days = tuple(ROTATION.replace("/", " ").split())
    roster_catalogue.keep_rotation(session, looking, unit, "Drei Wochen", Rotation(days, date(2027, 5, 3)))
    for part, heads in (("06:00-22:00", (1,) * 5 + (0, 0, 0)), ("10:00-17:00", (0,) * 5 + (1, 1, 2))):
        needs.enter(session, looking, needs.Wanted(unit.uid, date(2027, 4, 1), heads, part_of(part)))


def desk_of(session: Session, city: City) -> Desk:
    return roster_desk.load(session, sight(session, city, "brandt", PLANNED_AT), rules(city), FIRST, None)


def write(session: Session, city: City, who: Hired, texts: Mapping[int, str]) -> None:
    desk, looking = desk_of(session, city), sight(session, city, "brandt", PLANNED_AT)
    cells = {(who.employment_uid, date(2027, 5, day)): text for day, text in texts.items()}
    roster_desk.write(session, looking, desk, desk.standing.seen, cells)


def judged(session: Session, city: City) -> Judged:
    return roster_law.judge(session, sight(session, city, "brandt", PLANNED_AT), desk_of(session, city), rules(city))


def missing(found: Judged) -> list[tuple[int, str, int]]:
    return [(each.day.day, each.part.text, each.missing) for each in found.coverage if each.missing]


def publish(session: Session, city: City, found: Judged) -> None:
    looking, desk = sight(session, city, "brandt", PLANNED_AT), desk_of(session, city)
    roster_release.publish(session, looking, desk, found, rules(city), Release(desk.standing.seen))


def sorted_days(texts: Mapping[tuple[int, date], str], who: Hired) -> list[str]:
    return [f"{day.day}{text}" for (whose, day), text in sorted(texts.items()) if whose == who.employment_id]


def kept(session: Session, who: Hired) -> Sequence[SavedDay]:
    return results.days(session, who.employment_id, MAY, EVERYBODY)


def substitutes(session: Session, who: Hired) -> dict[int, str]:
    """Return which free day each worked Sunday and holiday has, by its day in May."""
    c = period_result.c
    kinds = c.kind.in_((PeriodKind.SUBSTITUTE_SUNDAY, PeriodKind.SUBSTITUTE_HOLIDAY))
    rows = session.execute(select(c.figures, c.ok).where(c.person_id == who.person_id, kinds))
    return {date.fromisoformat(row.figures["worked_day"]).day: row.figures["substitute_day"] for row in rows}


def premiums(session: Session, who: Hired) -> dict[PremiumKind, int]:
    """Return the month's premiums in minutes."""
    found: dict[PremiumKind, int] = {}
    for day in results.days(session, who.employment_id, MAY, EVERYBODY):
        for each in day.result.premiums:
            found[each.kind] = found.get(each.kind, 0) + each.amount // timedelta(minutes=1)
    return found


def test_a_pool_plans_and_works_three_shifts_over_whitsun(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        people = founded(session, city)
        catalogue(session, city)
        desk, looking = desk_of(session, city), sight(session, city, "brandt", PLANNED_AT)
        assert (desk.unit.name, {each.day for each in desk.holidays}) == ("Hallenbad", HOLIDAYS)
        filling = Filling(MAY, desk.catalogue.rotations[0].rotation, step=7)
        roster_desk.write(session, looking, desk, desk.standing.seen, roster_desk.filled(desk, filling))
        # The rotation has one from Saturday on, and on Whit Monday an early and a late shift, so at no time two.
        assert missing(judged(session, city)) == [(1, "10:00-17:00", 1), (17, "10:00-17:00", 1)]
        for name, texts in ON_HOLIDAYS.items():
            write(session, city, people[name], texts)
        # On the 31st nobody is missing: early and late, and one free. Sundays need no word, for §10 lets pools open.
        found = judged(session, city)
        assert (missing(found), found.objected) == ([], ())

        # A swimming gala on Saturday, the 15th: from Friday, 22:00, to 6:00 are eight hours of eleven.
        write(session, city, people["Kaya"], {15: "F"})
        blocked = judged(session, city)
        [objected] = blocked.objected
        finding = objected.objection.finding
        assert (finding.code, finding.day.day, finding.figure) == (Code.ARBZG_5_1_REST11, 15, 480)
        with pytest.raises(NotPlanned) as refused:
            publish(session, city, blocked)
        assert refused.value.refusal is Refusal.BLOCKED
        ground, gala = "ArbZG §14 Abs. 2 Nr. 1: Ausfall der Vertretung", date(2027, 5, 15)
        uid = people["Kaya"].employment_uid
        roster_law.release(session, looking, desk_of(session, city), blocked, uid, gala, ground)
        publish(session, city, judged(session, city))
        detail = session.execute(select(audit.c.detail).where(audit.c.action == "roster.publish")).scalar_one()
        assert detail["despite"] == ground
        texts = desk_of(session, city).texts(desk_of(session, city).standing.published)
        assert {name: " ".join(sorted_days(texts, who)) for name, who in people.items()} == WORKED

    with city.database.transaction() as session:
        for name, who in people.items():
            for each in WORKED[name].split():
                stamped(session, who, date(2027, 5, int(each[:-1])), STAMPED[each[-1]], city.settings)
            evaluated(session, who, MAY, city, LOOKED_AT)

        # Kaya: Sundays, the 2nd and the 23rd, 7:30 each; holidays, the 1st and Ascension, 7:30 each, with time off; of
        # a late shift 21:00–22:00 is night, on the 10th to the 14th and the 31st. An early one has none from 6:00 on.
        assert premiums(session, people["Kaya"]) == {
            PremiumKind.SUNDAY: 900,
            PremiumKind.HOLIDAY_TIME_OFF: 900,
            PremiumKind.NIGHT: 360,
        }
        # Lange: Whit Sunday is a Sunday; the 1st, Whit Monday and Corpus Christi are holidays; eight late shifts.
        assert premiums(session, people["Lange"]) == {
            PremiumKind.SUNDAY: 450,
            PremiumKind.HOLIDAY_TIME_OFF: 1350,
            PremiumKind.NIGHT: 480,
        }
        # Moreau has no time off: 135 % for three holidays; Sundays, the 9th and the 30th; four late shifts.
        assert premiums(session, people["Moreau"]) == {
            PremiumKind.SUNDAY: 900,
            PremiumKind.HOLIDAY: 1350,
            PremiumKind.NIGHT: 240,
        }

        # A free working day for each, on either side: of a Sunday thirteen days, of a holiday fifty-five, which from
        # the 1st go back to Sunday, 7 March, from Ascension to 12 March. Nobody worked in the pool before May, so
        # Kaya's 2nd has Monday, 19 April; of the 23rd the first free day is Tuesday, the 18th.
        assert substitutes(session, people["Kaya"]) == {
            1: "2027-03-08",
            6: "2027-03-12",
            2: "2027-04-19",
            23: "2027-05-18",
        }
        # Lange's Whit Sunday reaches back to Monday, the 3rd, and has Saturday, the 8th; Whit Monday has 23 March, and
        # Corpus Christi 2 April, a week after Good Friday.
        assert substitutes(session, people["Lange"]) == {
            1: "2027-03-08",
            17: "2027-03-23",
            27: "2027-04-02",
            16: "2027-05-08",
        }
        # Moreau's 9th reaches back to 26 April; the 30th to Whit Monday, and Saturday, the 22nd, is the first free day.
        assert substitutes(session, people["Moreau"]) == {
            6: "2027-03-12",
            17: "2027-03-23",
            27: "2027-04-02",
            9: "2027-04-26",
            30: "2027-05-22",
        }

        days = {each.result.day.day: each.result for each in kept(session, people["Kaya"])}
        # With time off a shift on a holiday has nothing due, so its 7:30 are the time off; who is free by the roster
        # has neither.
        assert [(days[no].target, days[no].worked) for no in (6, 27)] == [(timedelta(0), SEVEN_AND_A_HALF), NOTHING]
        # Whit Sunday is none, and a Sunday's shift is due.
        lange = {each.result.day.day: each.result for each in kept(session, people["Lange"])}
        assert (lange[16].target, lange[17].target) == (SEVEN_AND_A_HALF, timedelta(0))
        # Moreau has 135 % and no time off: Ascension, Whit Monday and Corpus Christi are due, so her 21 shifts of 7:30
        # are 157:30 due and 157:30 worked.
        moreau = {each.result.day.day: each.result for each in kept(session, people["Moreau"])}
        assert [moreau[no].target for no in (6, 17, 27)] == [SEVEN_AND_A_HALF] * 3
        assert sum((each.target for each in moreau.values()), timedelta(0)) == timedelta(hours=157, minutes=30)

    with city.database.transaction() as session:
        hr = sight(session, city, "hr", LOOKED_AT)
        for name, credit in (("Kaya", 2 * 450), ("Lange", 3 * 450), ("Moreau", 0)):
            who = people[name]
            shown = closings.one(session, hr, FIRST, who.employment_uid, Action.CLOSE_MONTHS)
            months.close(session, hr, FIRST, who.employment_uid, shown.seen, "Bäder", city.rulebook())
            # All shifts were worked as planned: what is left is the time off for the holidays worked, or nothing where
            # they are paid by 135 %.
            assert accounts.given(session, who.employment_id, FIRST)[FLEXTIME] == credit
