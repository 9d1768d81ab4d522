"""A fire station's October: planned with and without consent, swapped, worked through the clock change, and closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from tests.city import PASSWORD, City, badge
from tests.core.builders import shown
from tests.lived_in import TERMS, delivered, sight
from tests.terminal import Terminal, enrolled
from timeclock.core.accounts import FLEXTIME
from timeclock.core.day import DayState
from timeclock.core.duties import DutyKind
from timeclock.core.periods import PeriodKind, PeriodResult
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.core.rosters import Rotation, ShiftKind, pattern
from timeclock.core.spans import MINUTE, ZERO, DaySpan, Span
from timeclock.core.walltime import ONE_DAY, instant
from timeclock.service import (
    absence_reasons,
    absences,
    account_kinds,
    closings,
    decisions,
    evaluation,
    logins,
    model_catalogue,
    months,
    offers,
    overtime,
    own_roster,
    protections,
    roster_catalogue,
    roster_desk,
    roster_law,
    roster_release,
)
from timeclock.service.absences import Asked
from timeclock.service.access import Action, Role
from timeclock.service.clocking import Status
from timeclock.service.offers import Chosen
from timeclock.service.overtime import Wanted
from timeclock.service.roster_desk import Desk, Filling, NotPlanned, Refusal, RosterRules
from timeclock.service.roster_law import Judged
from timeclock.service.roster_release import Release
from timeclock.store import accounts, models, periods, results, staffing
from timeclock.store import logins as login_rows
from timeclock.store.db import Session
from timeclock.store.scope import Scope
from timeclock.store.staffing import Hired, NewPerson

OCTOBER = DaySpan.month(2026, 10)
FIRST = OCTOBER.from_day
PLANNING = datetime(2026, 9, 10, 8, tzinfo=UTC)
SWAPPING = datetime(2026, 10, 1, 8, tzinfo=UTC)
ILL_SINCE = datetime(2026, 10, 14, 6, tzinfo=UTC)
AFTER = datetime(2026, 11, 2, 10, tzinfo=UTC)
EVERYBODY = Scope.system("test")
NAMES = ("Adler", "Busch", "Clemens", "Ebert")
# The first watch comes on the 3rd; of each 21 days the seventh duty is free, theirs on the 21st. Herr Clemens is in the
# second watch, whose rhythm begins again on the 16th: the 13th is his free one.
RHYTHM = pattern("D - - D - - D - - D - - D - - D - - - - -")
BEGINS = dict.fromkeys(NAMES, date(2026, 10, 3)) | {"Clemens": date(2026, 9, 25)}
BY_RHYTHM = (3, 6, 9, 12, 15, 18, 24, 27, 30)
SECOND_WATCH = (1, 4, 7, 10, 16, 19, 22, 25, 28, 31)
FREE_DUTY = date(2026, 10, 21)


@dataclass(frozen=True)
class Station:
    """The fire station: its city, its people and its unit."""

    city: City
    people: Mapping[str, Hired]

    @property
    def rules(self) -> RosterRules:
        return RosterRules.of(self.city.settings, self.city.rulebook())

    def desk(self, session: Session) -> Desk:
        return roster_desk.load(session, sight(session, self.city, "wehr", PLANNING), self.rules, FIRST, None)

    def type(self, session: Session, cells: Mapping[tuple[str, date], str]) -> None:
        texts = {(self.people[name].employment_uid, day): text for (name, day), text in cells.items()}
        desk = self.desk(session)
        roster_desk.write(session, sight(session, self.city, "wehr", PLANNING), desk, desk.standing.seen, texts)

    def judged(self, session: Session) -> Judged:
        looking = sight(session, self.city, "wehr", PLANNING)
        return roster_law.judge(session, looking, self.desk(session), self.rules)

    def objected(self, session: Session) -> dict[str, list[str]]:
        """Return what speaks against whose days, each with ! where it blocks."""
        names = {hired.employment_id: name for name, hired in self.people.items()}
        found: dict[str, list[str]] = {}
        for each in self.judged(session).objected:
            code = each.objection.finding.code.value
            found.setdefault(names[each.employment_id], []).append(f"{code} !" if each.blocks else code)
        return {name: sorted(codes) for name, codes in found.items()}

    def publish(self, session: Session) -> None:
        looking, desk = sight(session, self.city, "wehr", PLANNING), self.desk(session)
        release = Release(desk.standing.seen)
        roster_release.publish(session, looking, desk, self.judged(session), self.rules, release)

    def lasting(self, session: Session, name: str) -> dict[int, str]:
        """Return on which days of October somebody reads that a duty of his begins, and how long it lasts."""
        found = own_roster.month(session, sight(session, self.city, name.lower(), AFTER), FIRST)
        return {each.day(self.city.settings.zone).day: shown(each.span.length) for each in found}

    def duties(self, session: Session, name: str) -> tuple[int, ...]:
        return tuple(self.lasting(session, name))


@pytest.fixture
def station(sqlite_city: City) -> Station:
    with sqlite_city.database.transaction() as session:
        unit = staffing.add_unit(session, 1, "Feuerwache 1", date(2026, 1, 1), PLANNING, sunday_exemption="Nr. 1")
        model_catalogue.bring(session, PLANNING, ["24H"])
        account_kinds.bring(session, PLANNING)
        absence_reasons.bring(session, PLANNING)
        model = models.known(session)["24H"].id
        secret = logins.password_hash(PASSWORD)
        people = {}
        for no, name in enumerate(NAMES):
            new = NewPerson("A", name, f"1120{no}", unit, FIRST, 2880, regime="azvofeu_nrw")
            people[name] = hired = staffing.hire(session, 1, new, PLANNING)
            models.assign(session, hired.employment_id, model, BEGINS[name], FIRST, PLANNING)
            sqlite_city.logins[name.lower()] = login_rows.add(
                session, name.lower(), name, secret, PLANNING, person_id=hired.person_id
            )
        sqlite_city.logins["wehr"] = login_rows.add(session, "wehr", "Brandrätin Wehr", secret, PLANNING)
        chief, since = sqlite_city.logins["wehr"], PLANNING.date()
        login_rows.grant(session, chief, Role.SUPERVISOR, unit, since, PLANNING, by=None)
    return Station(sqlite_city, people)


def planned(station: Station, session: Session) -> None:
    """Plan everybody by the rhythm, and two of the first watch on their free duty as well."""
    looking, desk = sight(session, station.city, "wehr", PLANNING), station.desk(session)
    shift = ShiftKind("D", "24-Stunden-Dienst", DutyKind.WORK, time(7), time(7), "dienst")
    roster_catalogue.keep_shift(session, looking, desk.unit, shift)
    roster_catalogue.keep_rotation(session, looking, desk.unit, "Wache", Rotation(RHYTHM, date(2026, 10, 3)))
    desk = station.desk(session)
    [rotation] = desk.catalogue.rotations
    # On the 16th the second watch is where the first was on the 3rd, thirteen days before: 21 − 13 are eight ahead.
    ahead = {station.people["Clemens"].employment_id: 8}
    filling = Filling(OCTOBER, rotation.rotation, ahead=ahead)
    written = roster_desk.write(session, looking, desk, desk.standing.seen, roster_desk.filled(desk, filling))
    assert written == 3 * len(BY_RHYTHM) + len(SECOND_WATCH)
    assert station.objected(session) == {}
    station.type(session, {("Busch", FREE_DUTY): "D", ("Ebert", FREE_DUTY): "D"})


def clocked(station: Station, session: Session, terminal: Terminal) -> None:
    """Let everybody come and go at the station's terminal at seven, and deliver each day's stamps on the day.

    Herr Adler comes five minutes early on the 6th and goes five minutes late on the 7th; Herr Busch is ill on the 15th.
    """
    zone = station.city.settings.zone
    taps: dict[date, list[tuple[datetime, str]]] = {}
    for no, (name, hired) in enumerate(station.people.items()):
        known = badge(session, hired, f"04A1B2C3D4E5{no:02}", station.city.settings, PLANNING)
        for no_of_day in station.duties(session, name):
            begins = date(2026, 10, no_of_day)
            early = timedelta(minutes=5 if (name, no_of_day) == ("Adler", 6) else 0)
            if (name, no_of_day) != ("Busch", 15):
                for on, moved in ((begins, -early), (begins + ONE_DAY, early)):
                    taps.setdefault(on, []).append((instant(on, time(7), zone) + moved, known))
    for day, of_day in sorted(taps.items()):
        entries = [terminal.stamp(at, known) for at, known in sorted(of_day)]
        outcomes = delivered(session, station.city, terminal, entries, instant(day, time(12), zone))
        assert {each.status for each in outcomes} == {Status.ACCEPTED}


def month_of(station: Station, session: Session, name: str) -> tuple[str, str, str]:
    """Return what was due in somebody's October, what counts, and the difference."""
    hired = station.people[name]
    days = results.days(session, hired.employment_id, OCTOBER, EVERYBODY)
    assert {each.result.state for each in days} == {DayState.COMPLETE}
    target, worked = (sum((getattr(each.result, of) or ZERO for each in days), ZERO) for of in ("target", "worked"))
    return shown(target), shown(worked), shown(worked - target)


def fire_periods(station: Station, session: Session, name: str, kind: PeriodKind) -> dict[date, tuple[str, str, bool]]:
    """Return by first day what was worked or planned in somebody's periods, what they may hold, and whether they do."""
    found = periods.of_kind(session, station.people[name].person_id, kind, OCTOBER)
    return {each.days.from_day: (length(each, "worked_min"), length(each, "limit_min"), each.ok) for each in found}


def length(period: PeriodResult, figure: str) -> str:
    return shown(int(period.figures[figure]) * MINUTE)


def swapped(station: Station, session: Session) -> None:
    """Let Herr Adler ask for the 22nd in return for his 12th, Herr Clemens agree, and their chief decide."""
    city, zone, uid = station.city, station.city.settings.zone, UUID(int=12)
    given, taken = (Chosen(DutyKind.WORK, instant(date(2026, 10, day), time(7), zone)) for day in (12, 22))
    terms = replace(TERMS, rosters=station.rules)
    wanted = offers.Wanted(uid, given, station.people["Clemens"].employment_uid, taken, "Taufe")
    offers.ask(session, sight(session, city, "adler", SWAPPING), wanted, terms)
    assert station.duties(session, "Adler") == BY_RHYTHM
    offers.agree(session, sight(session, city, "clemens", SWAPPING), uid, terms)
    chief = sight(session, city, "wehr", SWAPPING)
    found = decisions.case(session, chief, city.rulebook(), uid)
    decisions.approve(session, chief, uid, found.asked.version, found.seen, terms)


def closed(station: Station, session: Session, name: str) -> list[tuple[str, int]]:
    """Let human resources close somebody's October; return what is posted with it, in minutes."""
    looking, hired = sight(session, station.city, "hr", AFTER), station.people[name]
    seen = closings.one(session, looking, FIRST, hired.employment_uid, Action.CLOSE_MONTHS).seen
    months.close(session, looking, FIRST, hired.employment_uid, seen, "Monatsende", station.city.rulebook())
    days = results.days(session, hired.employment_id, OCTOBER, EVERYBODY)
    assert {each.result.state for each in days} == {DayState.FROZEN}
    found = accounts.postings(session, hired.employment_id, OCTOBER, EVERYBODY)
    return [(each.account, each.posting.amount) for each in found]


# From October on the people are employed, so September to December are 92 days for them, 630:51 at 48 hours and 709:42
# at 54. By the model nine duties in October and seventeen after it are 624:00. With a tenth, and the hour more of the
# duty that begins on the 24th, they are 649:00: too much on average of the months, and of the year, which is the same
# 92 days. And the month has 24 hours beyond the rhythm that nobody ordered.
TOO_MUCH = ["AZVOFEU-2-1 !", "AZVOFEU-2-1 !", "planned_above"]


def test_the_month_of_a_fire_station(station: Station) -> None:
    city, zone = station.city, station.city.settings.zone
    with city.database.transaction() as session:
        planned(station, session)
        assert station.objected(session) == {"Busch": TOO_MUCH, "Ebert": TOO_MUCH}
        # Herr Ebert consents in writing from October on, and his duty is ordered. Herr Busch does not consent.
        protections.add(session, "11203", Protection(ProtectionKind.OPT_OUT, FIRST), PLANNING)
        seven = instant(FREE_DUTY, time(7), zone)
        ordered = Wanted(Span(seven, seven + ONE_DAY), "Sonderwache", staff_no="11203")
        overtime.order(session, ordered, zone, PLANNING)
        assert station.objected(session) == {"Busch": TOO_MUCH}
        with pytest.raises(NotPlanned) as refused:
            station.publish(session)
        assert refused.value.refusal is Refusal.BLOCKED
        station.type(session, {("Busch", FREE_DUTY): ""})
        assert station.objected(session) == {}
        station.publish(session)
        assert {name: station.duties(session, name) for name in NAMES} == {
            "Adler": BY_RHYTHM,
            "Busch": BY_RHYTHM,
            "Clemens": SECOND_WATCH,
            "Ebert": (3, 6, 9, 12, 15, 18, 21, 24, 27, 30),
        }
        assert station.lasting(session, "Adler") == dict.fromkeys(BY_RHYTHM, "24:00") | {24: "25:00"}

    terminal = enrolled(city, PLANNING, "Feuerwache 1")
    with city.database.transaction() as session:
        swapped(station, session)
        assert station.duties(session, "Adler") == (3, 6, 9, 15, 18, 22, 24, 27, 30)
        assert station.duties(session, "Clemens") == (1, 4, 7, 10, 12, 16, 19, 25, 28, 31)
        absences.enter(session, Asked("11201", "sick", date(2026, 10, 14), date(2026, 10, 16)), zone, ILL_SINCE)
        clocked(station, session, terminal)
        for hired in station.people.values():
            evaluation.refresh(session, hired.person_id, DaySpan(FIRST, AFTER.date()), city.rulebook(), AFTER)

        # The holiday on the 3rd takes 9:36 off what is due, on duty or not (AZVOFeu §2 Abs. 2); a duty owes 24:00.
        # Herr Adler: 9 × 24:00 − 9:36 = 206:24; worked 9 × 24:00, ten minutes on the 6th and an hour on the 24th.
        assert month_of(station, session, "Adler") == ("206:24", "217:10", "10:46")
        # Herr Busch's 15th counts as the 24:00 that were planned; on the 14th and 16th, when he was free, nothing does.
        assert month_of(station, session, "Busch") == ("206:24", "217:00", "10:36")
        # Herr Clemens: 10 × 24:00; his duty of the 25th begins after the clocks went back.
        assert month_of(station, session, "Clemens") == ("230:24", "240:00", "9:36")
        # Herr Ebert: 10 × 24:00 and the hour; the roster is the target, so the ordered duty is due as well.
        assert month_of(station, session, "Ebert") == ("230:24", "241:00", "10:36")

        weeks = {name: fire_periods(station, session, name, PeriodKind.FIRE_WEEK) for name in NAMES}
        # In the week of the 19th Herr Adler has the swapped 22nd and the long 24th, Herr Ebert the 21st and the 24th.
        # In that of the 12th Herr Ebert has three duties, Herr Busch would have had them as well.
        twelfth, nineteenth = date(2026, 10, 12), date(2026, 10, 19)
        assert (weeks["Adler"][nineteenth], weeks["Ebert"][nineteenth]) == (
            ("49:00", "48:00", False),
            ("49:00", "54:00", True),
        )
        assert (weeks["Adler"][twelfth], weeks["Ebert"][twelfth], weeks["Busch"][twelfth]) == (
            ("48:00", "48:00", True),
            ("72:00", "54:00", False),
            ("48:00", "48:00", True),
        )
        # What was worked and seventeen duties to come, 408:00. Of Herr Busch's 92 days three are out: 89 hold 610:17.
        # Herr Clemens's rhythm alone leads over the average: no roster was made to answer for his model.
        sums = {name: fire_periods(station, session, name, PeriodKind.FIRE_MONTHS) for name in NAMES}
        assert {name: found[date(2026, 9, 1)] for name, found in sums.items()} == {
            "Adler": ("625:10", "630:51", True),
            "Busch": ("601:00", "610:17", True),
            "Clemens": ("648:00", "630:51", False),
            "Ebert": ("649:00", "709:42", True),
        }

    with city.database.transaction() as session:
        assert {name: closed(station, session, name) for name in NAMES} == {
            "Adler": [(FLEXTIME, 10 * 60 + 46)],
            "Busch": [(FLEXTIME, 10 * 60 + 36)],
            "Clemens": [(FLEXTIME, 9 * 60 + 36)],
            "Ebert": [(FLEXTIME, 10 * 60 + 36)],
        }
