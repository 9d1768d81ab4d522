"""Whoever's times others changed objects once, and somebody else than they decides: it stands, or it is taken back."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.city import FIRST_DAY, NOW, City, evaluated, stamped
from tests.lived_in import TERMS, delivered, sight, signed, trusted
from tests.service.test_deviations import ACT, WEDNESDAY, WINDOW, one, seen, settle
from tests.terminal import enrolled
from timeclock.core.findings import Code
from timeclock.core.fixes import Basis
from timeclock.core.requests import State
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.service import (
    absence_changes,
    absence_desk,
    decisions,
    entered_stamps,
    entering,
    evaluation,
    fixing,
    objections,
    ownerless,
    reminders,
    requests,
    times,
    verification,
)
from timeclock.service.absences import Asked
from timeclock.service.access import Role
from timeclock.service.entering import Entry
from timeclock.service.kinds.kind import CannotAsk, Overtaken
from timeclock.service.kinds.objections import Obstacle
from timeclock.service.objections import Changed
from timeclock.service.ownerless import Decided
from timeclock.service.sight import NotFound
from timeclock.store import logins
from timeclock.store.db import Session
from timeclock.store.rulings import Verdict
from timeclock.store.schema.absences import absence
from timeclock.store.schema.deviations import finding_step
from timeclock.store.schema.requests import request

NEVER = "Ich bin bis 17:30 geblieben."
STANDS = "Das Tor war um 16:30 zu."
DECEMBER = DaySpan(date(2026, 12, 7), date(2026, 12, 12))


@pytest.fixture
def messy(sqlite_city: City) -> City:
    """On Wednesday Frau Aydin forgot to go."""
    with sqlite_city.database.transaction() as session:
        stamped(
            session, sqlite_city.aydin, WEDNESDAY, "08:00 in 12:00 break_start 12:30 break_end", sqlite_city.settings
        )
        evaluated(session, sqlite_city.aydin, DaySpan.one(WEDNESDAY), sqlite_city)
    return sqlite_city


def told(session: Session, city: City) -> Changed:
    """Return the newest change Frau Aydin was told of."""
    mine = sight(session, city, "aydin")
    return objections.one(session, mine, objections.listed(session, mine)[0].uid, TERMS)


def objected(session: Session, city: City) -> UUID:
    uid = told(session, city).told.uid
    objections.object_to(session, sight(session, city, "aydin"), uid, NEVER, TERMS)
    return uid


def deciding(session: Session, city: City, name: str) -> list[UUID]:
    return [each.asked.uid for each in decisions.waiting(session, sight(session, city, name))]


def approve(session: Session, city: City, uid: UUID, name: str = "brandt") -> None:
    person = decisions.approve(session, sight(session, city, name), uid, 1, None, TERMS)
    evaluation.refresh_now(session, person, city.rulebook(), NOW)


def going(session: Session, city: City) -> list[str]:
    bill = times.day(session, sight(session, city, "aydin"), None, WEDNESDAY)
    outs = [each for each in bill.stamps if each.counts and each.kind is StampKind.OUT]
    return [f"{each.at.astimezone(city.settings.zone):%H:%M}" for each in outs]


def test_who_objects_with_success_has_her_day_as_before(messy: City) -> None:
    with messy.database.transaction() as session:
        before = one(session, messy, Code.MISSING_OUT)
        settle(session, messy, [before], Basis.TARGET_MET)
        change = told(session, messy)
        uid = objected(session, messy)
        objections.object_to(session, sight(session, messy, "aydin"), uid, "Noch einmal.", TERMS)
        waits, entered = deciding(session, messy, "brandt"), going(session, messy)
        approve(session, messy, uid)
        after, mine = (
            one(session, messy, Code.MISSING_OUT),
            objections.one(session, sight(session, messy, "aydin"), uid, TERMS),
        )
        news = [each.basis for each in reminders.unread(session, sight(session, messy, "aydin")).changes]
        asked = session.execute(select(request.c.kind, request.c.state)).all()
    assert [(line.label, line.value) for line in change.lines if line.label in {"Going", "Changed by"}] == [
        ("Going", change.told.taps[0].at),
        ("Changed by", "Officer"),
    ]
    assert (change.can_object, change.stands, change.until) == (True, True, NOW + TERMS.longest_ago)
    assert (waits, entered) == ([uid], ["16:18"])
    assert asked == [("objection", "approved")]
    assert after.seen == before.seen
    assert mine.asked is not None
    assert (mine.asked.state, mine.stands, mine.can_object) == (State.APPROVED, False, False)
    assert news == ["undone", "target_met"]


def test_a_change_that_stands_does_so_with_a_reason_and_for_good(messy: City) -> None:
    with messy.database.transaction() as session:
        settle(session, messy, [one(session, messy, Code.MISSING_OUT)], Basis.BY_MISTAKE)
        uid = objected(session, messy)
        taken_out = [line for line in told(session, messy).lines if line.label == "Stamp taken out"]
        decisions.refuse(session, sight(session, messy, "brandt"), uid, 1, STANDS)
        [mine] = requests.listed(session, sight(session, messy, "aydin"))
        with pytest.raises(CannotAsk):
            requests.object_to(session, sight(session, messy, "aydin"), uid, NEVER, TERMS)
        [answered] = times.today(session, sight(session, messy, "aydin")).answered
        left = [each.finding.code for each in seen(session, messy).deviations]
    assert len(taken_out) == 1
    assert (mine.asked.state, mine.can_object) == (State.REFUSED, False)
    assert answered.decision is not None
    assert answered.decision.reason == STANDS
    assert Code.MISSING_OUT not in left


def test_nobody_decides_about_what_she_changed_herself(messy: City) -> None:
    """The superior's own entry goes to whoever is above her; with nobody there, to the time office."""
    with messy.database.transaction() as session:
        logins.grant(session, messy.logins["brandt"], Role.TIME_OFFICER, messy.registry, FIRST_DAY, NOW, by=None)
    with messy.database.transaction() as session:
        settle(session, messy, [one(session, messy, Code.MISSING_OUT, "brandt")], Basis.TARGET_MET, name="brandt")
        uid = objected(session, messy)
        waits = {name: deciding(session, messy, name) for name in ("brandt", "officer")}
        with pytest.raises(NotFound):
            approve(session, messy, uid)
        approve(session, messy, uid, "officer")
        after = going(session, messy)
    assert waits == {"brandt": [], "officer": [uid]}
    assert after == []


def test_entered_and_assigned_stamps_are_taken_back_as_well(messy: City) -> None:
    clocks = ((StampKind.OUT, time(16, 30)),)
    with messy.database.transaction() as session:
        officer = sight(session, messy, "officer")
        page = entering.page(session, officer, messy.rulebook(), messy.aydin.employment_uid, WEDNESDAY, WINDOW)
        entering.enter(session, officer, page, Entry(ACT, clocks, "Karte vergessen"))
        uid = objected(session, messy)
        entered = going(session, messy)
        approve(session, messy, uid)
        gone = going(session, messy)
    door = enrolled(messy, NOW)
    with messy.database.transaction() as session:
        delivered(session, messy, door, [door.stamp(NOW - timedelta(minutes=5), "f" * 64)])
        [stamp] = ownerless.waiting(session, sight(session, messy, "officer"))
        assigned = Decided(UUID(int=6), (stamp.uid,), messy.aydin.employment_uid)
        ownerless.decide(session, sight(session, messy, "officer"), assigned, WINDOW)
        approve(session, messy, objected(session, messy))
        again = [each.uid for each in ownerless.waiting(session, sight(session, messy, "officer"))]
    assert (entered, gone) == (["16:30"], [])
    assert again == [stamp.uid]


@pytest.mark.parametrize(("basis", "since"), [(Basis.TARGET_MET, Verdict.VOID), (Basis.BY_MISTAKE, Verdict.ACCEPT)])
def test_a_stamp_that_a_correction_moved_since_is_not_taken_back(messy: City, basis: Basis, since: Verdict) -> None:
    with messy.database.transaction() as session:
        settle(session, messy, [one(session, messy, Code.MISSING_OUT)], basis)
        uid = objected(session, messy)
        effect = session.execute(select(finding_step.c.effect)).scalar_one()
        [stamp] = effect.get("stamps", [effect.get("without")])
        entered_stamps.rule(session, sight(session, messy, "officer"), UUID(stamp), since, "corrected")
        with pytest.raises(Overtaken):
            approve(session, messy, uid)
        states = session.execute(select(finding_step.c.state)).scalars().all()
    assert states == ["put_right"]


def test_a_stamp_that_waits_again_since_is_not_taken_back_from_whom_it_was_assigned(messy: City) -> None:
    door = enrolled(messy, NOW)
    with messy.database.transaction() as session:
        officer = sight(session, messy, "officer")
        delivered(session, messy, door, [door.stamp(NOW - timedelta(minutes=5), "f" * 64)])
        [stamp] = ownerless.waiting(session, officer)
        ownerless.decide(session, officer, Decided(UUID(int=6), (stamp.uid,), messy.aydin.employment_uid), WINDOW)
        uid = objected(session, messy)
        entered_stamps.rule(session, officer, stamp.uid, Verdict.WAIT, "corrected")
        with pytest.raises(Overtaken):
            approve(session, messy, uid)


def test_an_absence_that_the_office_changed_is_as_before(messy: City) -> None:
    """She is told of what is entered, changed and taken out; a change taken back brings the first absence again."""
    uid = messy.aydin.employment_uid
    leave = Asked("", "leave", DECEMBER.from_day, date(2026, 12, 11))
    with messy.database.transaction() as session:
        officer = sight(session, messy, "officer")
        _, first = absence_desk.enter(session, officer, uid, leave)
        other = Asked("", "flextime_day", date(2026, 12, 7), date(2026, 12, 8))
        _, second = absence_desk.enter(session, officer, uid, other, first)
        approve(session, messy, objected(session, messy))
        counting = session.execute(
            select(absence.c.reason, absence.c.from_day, absence.c.to_day).where(absence.c.superseded_at.is_(None))
        ).all()
        news = [each.basis for each in objections.listed(session, sight(session, messy, "aydin"))]
        third = session.execute(select(absence.c.uid).where(absence.c.superseded_at.is_(None))).scalar_one()
        absence_desk.withdraw(session, officer, uid, third)
        approve(session, messy, objected(session, messy))
        again = session.execute(select(absence.c.reason).where(absence.c.superseded_at.is_(None))).scalars().all()
    assert counting == [("leave", DECEMBER.from_day, DECEMBER.to_day)]
    assert news == ["undone", "away_changed", "away_entered"]
    assert (again, first == second) == (["leave"], False)


def test_what_operators_enter_is_told_and_taken_back_like_anything_else(sqlite_city: City) -> None:
    """Nobody at a desk has done it, so whoever decides her requests decides; operators have no name and no login."""
    city, zone = sqlite_city, sqlite_city.settings.zone
    with city.database.transaction() as session:
        asked = Asked("10001", "leave", DECEMBER.from_day, date(2026, 12, 11))
        entered = absence_changes.enter(session, asked, zone, NOW)
        change = told(session, city)
        waits = objected(session, city)
        to_decide = deciding(session, city, "brandt")
        approve(session, city, waits)
        again = absence_changes.withdraw(session, entered, zone, NOW)
        other = absence_changes.enter(session, asked, zone, NOW)
        absence_changes.withdraw(session, other, zone, NOW)
        news = [each.basis for each in reminders.unread(session, sight(session, city, "aydin")).changes]
    lines = {line.label: line.value for line in change.lines}
    assert (change.told.by, lines["Changed by"]) == ("", "Operators of the time recording")
    assert to_decide == [waits]
    assert again is None
    assert news == ["away_withdrawn", "away_entered", "undone", "away_entered"]


def test_hours_that_the_office_entered_again_meanwhile_are_not_entered_twice(messy: City) -> None:
    uid = messy.aydin.employment_uid
    hours = Asked("", "flextime_day", DECEMBER.from_day, DECEMBER.from_day, time(9), time(10))
    with messy.database.transaction() as session:
        officer = sight(session, messy, "officer")
        _, first = absence_desk.enter(session, officer, uid, hours)
        absence_desk.withdraw(session, officer, uid, first)
        asked = objected(session, messy)
        withdrawn = objections.one(session, sight(session, messy, "aydin"), asked, TERMS)
        absence_desk.enter(session, officer, uid, hours)
        again = objections.one(session, sight(session, messy, "aydin"), asked, TERMS)
        approve(session, messy, asked)
        counting = session.execute(select(absence.c.reason).where(absence.c.superseded_at.is_(None))).scalars().all()
    assert (withdrawn.stands, again.stands) == (True, False)
    assert counting == ["flextime_day"]


def test_whoever_decides_reads_of_an_illness_that_it_was_not_planned(messy: City) -> None:
    thursday = date(2026, 11, 19)
    with messy.database.transaction() as session:
        evaluated(session, messy.aydin, DaySpan.one(thursday), messy)
        rows = [each for each in seen(session, messy).deviations if each.finding.day == thursday]
        settle(session, messy, rows, Basis.SICK)
        hers = told(session, messy)
        uid = objected(session, messy)
        [waits] = decisions.waiting(session, sight(session, messy, "brandt"))
        said = {line.label: line.value for line in waits.lines}
        approve(session, messy, uid)
        left = [each.finding.code for each in seen(session, messy).deviations if each.finding.day == thursday]
    assert [each.finding.code for each in rows] == left == [Code.NO_STAMPS]
    assert (said["What was done"], said["Absence now"]) == ("Absence entered", "absent, unplanned")
    assert ("Absence now", "krank") in [
        (line.label, line.value["name_de"]) for line in hers.lines if isinstance(line.value, dict)
    ]


def test_too_late_and_taken_back_already_is_no_objection_any_more(messy: City) -> None:
    late = NOW + TERMS.longest_ago + timedelta(seconds=1)
    with messy.database.transaction() as session:
        settle(session, messy, [one(session, messy, Code.MISSING_OUT)], Basis.TARGET_MET)
        uid = told(session, messy).told.uid
        with pytest.raises(CannotAsk) as refused:
            objections.object_to(session, sight(session, messy, "aydin", late), uid, NEVER, TERMS)
        fixing.undo(session, sight(session, messy, "officer"), ACT)
        with pytest.raises(CannotAsk) as gone:
            objections.object_to(session, sight(session, messy, "aydin"), uid, NEVER, TERMS)
        with pytest.raises(NotFound):
            objections.one(session, sight(session, messy, "brandt"), uid, TERMS)
    assert (refused.value.obstacle, gone.value.obstacle) == (Obstacle.TOO_LONG_AGO, Obstacle.TAKEN_BACK)


def test_to_what_cannot_be_taken_back_here_nobody_objects(messy: City) -> None:
    with messy.database.transaction() as session:
        settle(session, messy, [one(session, messy, Code.MISSING_OUT)], Basis.TARGET_MET)
        fixing.undo(session, sight(session, messy, "officer"), ACT)
        undone = told(session, messy)
        with pytest.raises(CannotAsk) as refused:
            objected(session, messy)
    assert (undone.told.basis, undone.can_object) == ("undone", False)
    assert refused.value.obstacle is Obstacle.NOT_OPEN


def test_every_step_of_an_objection_is_in_the_ledger(messy: City) -> None:
    with messy.database.transaction() as session:
        settle(session, messy, [one(session, messy, Code.MISSING_OUT)], Basis.TARGET_MET)
        approve(session, messy, objected(session, messy))
    signed(messy, NOW)
    with messy.database.snapshot() as session:
        assert verification.verify(session, trusted(messy), NOW).discrepancies == ()
