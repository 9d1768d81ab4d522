"""The move from the punch card: a unit of forty against its ledger, balances by two signatures, units going live."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from tests.city import FIRST_DAY, MONDAY, NOW, City, agreed, stamped
from tests.lived_in import sight
from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.leave_year import LeaveKind
from timeclock.core.reconciliation import Cause, Figure, Outcome
from timeclock.core.rollout import GoLive, Stage
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import instant
from timeclock.ledger.leaf import canonical
from timeclock.service import (
    absence_reasons,
    absences,
    account_kinds,
    card_ledger,
    evaluation,
    figures,
    leave_entries,
    openings,
    reconciliation,
    rollout,
)
from timeclock.service.absences import Asked
from timeclock.service.access import Role
from timeclock.service.leave_entries import Correction
from timeclock.service.openings import Fault, Hindrance, NotDone
from timeclock.service.reconciliation import PersonCompared
from timeclock.service.rollout import NotPlanned, Reached, Refusal
from timeclock.service.sight import NotFound
from timeclock.store import accounts, leave, models, sources, staffing, stamps
from timeclock.store import logins as login_rows
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.changeover import go_live
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.staffing import Hired, NewPerson
from timeclock.store.stamps import Original

MAY, WHIT_MONDAY = date(2026, 5, 1), date(2026, 5, 25)
# The unit was set up in the middle of May. Everybody is there for 8:30 without a stamped break on every day but Whit
# Monday, so that half an hour is taken off.
SINCE = date(2026, 5, 18)
DAYS = DaySpan(SINCE, date(2026, 6, 1))
WORKED = [day for day in DAYS if day.weekday() < 5 and day != WHIT_MONDAY]
PRESENT = (time(8), time(16, 30))
JUNE_2 = datetime(2026, 6, 2, 12, tzinfo=UTC)
# Who is ill on the last Friday of the month.
ILL, FRIDAY_ILL = 9, date(2026, 5, 29)


def forty(session: Session) -> list[Hired]:
    """Hire a unit of forty who all bring ten hours along."""
    unit = staffing.add_unit(session, 1, "Bauhof", FIRST_DAY, NOW)
    opening = Posting(SINCE, 600, PostingKind.OPENING, "opening", reason="Karte")
    hired = []
    for no in range(40):
        who = staffing.hire(session, 1, NewPerson("A", f"Bau {no:02}", f"4{no:04}", unit, SINCE, 2340), NOW)
        models.assign(session, who.employment_id, 1, MONDAY, SINCE, NOW)
        account = accounts.open_(session, who.employment_id, FLEXTIME, Unit.MINUTES, SINCE, NOW)
        accounts.post(session, account.id, opening, NOW)
        hired.append(who)
    return hired


def clocked(session: Session, city: City, hired: list[Hired]) -> None:
    """Store the stamps of all of them at once."""
    taps = [
        (who, instant(day, clock, city.settings.zone), kind)
        for no, who in enumerate(hired)
        for day in WORKED
        if no != ILL or day != FRIDAY_ILL
        for clock, kind in zip(PRESENT, (StampKind.IN, StampKind.OUT), strict=True)
    ]
    source_id, epoch, first = sources.next_seq(session, "web", NOW, len(taps))
    rows = []
    for seq, (who, at, kind) in enumerate(taps, start=first):
        row = {
            "uid": new_uid(at),
            "source_id": source_id,
            "epoch": epoch,
            "seq": seq,
            "kind": kind.value,
            "at": at,
            "at_rule": "server",
            "received_at": at,
            "clock_quality": "good",
            "zone_rules": "test",
            "level": "authenticated",
            "person_id": who.person_id,
            "employment_id": who.employment_id,
        }
        rows.append((row, Original(canonical(row), b"")))
    stamps.append(session, rows, NOW)


# Nine days of 8:00 against as many of 7:48, after ten hours of before: as a clerk adds them up by hand.
CARD = {"worked": "72:00", "target": "70:12", "balance": "11:48"}
MISTAKES = {
    # No break was taken off in the whole month: nine times half an hour.
    3: {"worked": "76:30", "balance": "16:18"},
    # The illness of the 29th is not on the card; she is owed 7:48 of it.
    ILL: {"worked": "64:00", "balance": "3:48"},
    # Whit Monday was a working day.
    14: {"target": "78:00", "balance": "4:00"},
    # 72:00 was written down as 27:00, and added up with it.
    22: {"worked": "27:00", "balance": "-33:12"},
    # Nobody looked at what was there before.
    31: {"balance": "1:48"},
}


def ledger() -> bytes:
    """Write the ledger of the cards by hand, as a spreadsheet of the city saves it."""
    lines = ["Personalnummer;Monat;Ist;Soll;Saldo"]
    lines += [";".join((f"4{no:04}", "05/2026", *(CARD | MISTAKES.get(no, {})).values())) for no in range(40)]
    return "\n".join(lines).encode("cp1252")


def named(each: PersonCompared) -> dict[Figure, list[Cause]]:
    """Return the causes by figure."""
    return {one.figure: [said.cause for said in one.explanations] for one in each.differences}


def test_of_a_unit_of_forty_the_five_mistakes_are_found_and_named_and_no_other(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        absence_reasons.bring(session, NOW)
        hired = forty(session)
        clocked(session, city, hired)
        absences.enter(session, Asked(f"4{ILL:04}", "sick", FRIDAY_ILL, FRIDAY_ILL), city.settings.zone, NOW)
        for who in hired:
            evaluation.refresh(session, who.person_id, DAYS, city.rulebook(), JUNE_2)
        brought, again = (card_ledger.enter(session, ledger(), NOW) for _ in range(2))
        overview = reconciliation.month(session, sight(session, city, "hr"), MAY, None)
        [unit] = [each for each in overview.units if each.name == "Bauhof"]
        found = reconciliation.month(session, sight(session, city, "hr"), MAY, unit.uid)

    assert [each.change for each in brought] == ["new"] * 40
    assert [each.change for each in again] == ["unchanged"] * 40
    assert found.counts == {Outcome.EXPLAINED: 5, Outcome.ALIKE: 35}
    told = {int(each.employed.staff_no[1:]): named(each) for each in found.people if each.differences}
    assert told == {
        3: {Figure.WORKED: [Cause.BREAK_NOT_DEDUCTED], Figure.BALANCE: []},
        ILL: {Figure.WORKED: [Cause.ABSENCE_NOT_CREDITED], Figure.BALANCE: []},
        14: {Figure.TARGET: [Cause.HOLIDAY_MISSED], Figure.BALANCE: []},
        22: {Figure.WORKED: [Cause.DIGITS_TRANSPOSED], Figure.BALANCE: []},
        31: {Figure.BALANCE: [Cause.CARRIED_OVER_MISSED]},
    }


OPENINGS = b"""Personalnummer;Konto;Stichtag;Urlaubsjahr;Stand
10001;Gleitzeitkonto;1.11.2026;;12:30
0010002;flextime;2026-11-01;;-45
10001;Erholungsurlaub;;2025;2,5
10003;flextime;2026-11-01;;0:00
4711;flextime;2026-11-01;;1:00
10003;flextime;2026-11-01;;ein paar
10003;Zeitwert;2026-11-01;;1:00
10003;annual;;2026;1,3
10003;annual;;bald;1
10001;flextime;2026-11-01;;9:00
"""
DIGEST = hashlib.sha256(OPENINGS).hexdigest()
WHOSE = ("aydin", "brandt", "celik")


def balances(session: Session, city: City) -> list[int]:
    """Return the flextime of the cast, in minutes."""
    return [
        accounts.standing(session, getattr(city, who).employment_id, JUNE_2.date().replace(year=2027))[FLEXTIME]
        for who in WHOSE
    ]


def left_of(session: Session, city: City, year: int) -> Fraction | None:
    """Return what Frau Aydin carries over of a leave year."""
    return leave.kept(session, city.aydin.person_id).had(city.aydin.employment_id).get((LeaveKind.ANNUAL, year))


def test_a_file_counts_once_somebody_else_signed_it_and_a_wrong_line_holds_back_itself(city: City) -> None:
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        found = openings.propose(session, OPENINGS, NOW.date(), NOW)
        again = openings.propose(session, OPENINGS, NOW.date(), NOW)
        before = balances(session, city), left_of(session, city, 2025)
        hr = sight(session, city, "hr")
        [seen] = openings.listed(session, hr)
        done = openings.sign(session, hr, DIGEST[:12])
        after = balances(session, city), left_of(session, city, 2025)
        signed = openings.propose(session, OPENINGS, NOW.date(), NOW)
        other = openings.propose(session, OPENINGS.replace(b"12:30", b"13:00"), NOW.date(), NOW)

    assert [each.fault or each.change for each in found] == [
        *("new", "new", "new", "unchanged"),
        *(Fault.UNKNOWN_PERSON, Fault.IMPOSSIBLE_AMOUNT, Fault.UNKNOWN_ACCOUNT, Fault.IMPOSSIBLE_AMOUNT),
        *(Fault.IMPOSSIBLE_DAY, Fault.TWICE),
    ]
    for once_more in (again, signed):
        assert [each.change for each in once_more[:4]] == ["unchanged"] * 4
    assert other[0].fault is Fault.OPENED_ALREADY
    assert [(line.staff_no, line.new.amount) for line in seen.lines] == [
        ("10001", 750),
        ("10002", -45),
        ("10001", 2500),
    ]
    assert (done.written, done.held) == (3, ())
    assert before == ([0, 0, 0], None)
    assert after == ([750, -45, 0], Fraction(5, 2))


def test_a_signed_file_is_undone_whole_before_anything_was_built_upon_it(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        openings.propose(session, OPENINGS, NOW.date(), NOW)
        hr = sight(session, city, "hr")
        with pytest.raises(NotDone, match=Hindrance.DECIDED_ALREADY):
            openings.undo(session, hr, DIGEST, "noch gar nicht gezeichnet")
        openings.sign(session, hr, DIGEST)
        with pytest.raises(NotDone, match=Hindrance.DECIDED_ALREADY):
            openings.sign(session, hr, DIGEST)
        with pytest.raises(NotDone, match=Hindrance.REASON_MISSING):
            openings.undo(session, hr, DIGEST, " ")
        undone = openings.undo(session, hr, DIGEST, "falsches Blatt")
        cleared = balances(session, city), left_of(session, city, 2025)
        # What was undone may be brought once more; a payout of it is in the way of undoing it again.
        openings.propose(session, OPENINGS, NOW.date(), NOW)
        openings.sign(session, hr, DIGEST)
        anew = balances(session, city)
        [held] = accounts.held(session, city.aydin.employment_id, NOW.date())
        later = NOW + timedelta(hours=1)
        accounts.post(session, held.id, Posting(NOW.date(), -60, PostingKind.MANUAL, "proposal", reason="x"), later)

    assert (undone, cleared, anew) == (3, ([0, 0, 0], Fraction(0)), [750, -45, 0])
    with city.database.transaction() as session, pytest.raises(NotDone, match="built_upon 10001"):
        openings.undo(session, sight(session, city, "hr"), DIGEST, "zu spät")


def test_leave_entered_by_hand_while_a_file_waits_is_not_counted_twice(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        openings.propose(session, OPENINGS, NOW.date(), NOW)
        by_hand = Correction("10001", LeaveKind.ANNUAL, 2025, Fraction(5, 2), "Karte", opening=True)
        leave_entries.correct(session, by_hand, NOW.date(), NOW)
        done = openings.sign(session, sight(session, city, "hr"), DIGEST)

        assert left_of(session, city, 2025) == Fraction(5, 2)
        assert done.written == 2
        assert [(line.new.leave_year, fault) for line, fault in done.held] == [(2025, Fault.OPENED_ALREADY)]


def test_undoing_a_file_takes_back_its_own_lines_and_nothing_entered_by_hand(sqlite_city: City) -> None:
    city, later = sqlite_city, NOW + timedelta(hours=1)
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        openings.propose(session, OPENINGS, NOW.date(), NOW)
        by_hand = Correction("10001", LeaveKind.ANNUAL, 2025, Fraction(5, 2), "Karte", opening=True)
        leave_entries.correct(session, by_hand, NOW.date(), NOW)
        openings.sign(session, sight(session, city, "hr"), DIGEST)
        undone = openings.undo(session, sight(session, city, "hr"), DIGEST, "falsches Blatt")
        assert (undone, left_of(session, city, 2025)) == (2, Fraction(5, 2))

        leave_entries.correct(session, replace(by_hand, days=Fraction(-5, 2)), NOW.date(), NOW)
        openings.propose(session, OPENINGS, NOW.date(), later)
        openings.sign(session, sight(session, city, "hr", later), DIGEST)
        leave_entries.correct(session, replace(by_hand, days=Fraction(1)), NOW.date(), later)
        undone = openings.undo(session, sight(session, city, "hr", later), DIGEST, "wieder falsch")
        assert (undone, left_of(session, city, 2025)) == (3, Fraction(1))


def test_a_file_is_not_undone_once_a_month_of_somebody_in_it_was_closed(sqlite_city: City) -> None:
    city, november = sqlite_city, NOW.date().replace(day=1)
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        openings.propose(session, OPENINGS, NOW.date(), NOW)
        openings.sign(session, sight(session, city, "hr"), DIGEST)
        # What the month gave went to another account than the file opened.
        overtime = accounts.open_(session, city.brandt.employment_id, "overtime", Unit.MINUTES, november, NOW)
        gave = Posting(NOW.date(), 60, PostingKind.MONTH, "2026-11/1", november)
        accounts.post(session, overtime.id, gave, NOW + timedelta(hours=1))
    with city.database.transaction() as session, pytest.raises(NotDone) as refused:
        openings.undo(session, sight(session, city, "hr"), DIGEST, "zu spät")
    assert (refused.value.why, refused.value.who) == (Hindrance.BUILT_UPON, ("10002",))


def test_nobody_signs_a_file_she_stands_in_or_does_not_see_all_of(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        openings.propose(session, OPENINGS, NOW.date(), NOW)
        login_rows.grant(session, city.logins["celik"], Role.HR, city.registry, FIRST_DAY, NOW, by=None)
        login_rows.grant(session, city.logins["brandt"], Role.HR, None, FIRST_DAY, NOW, by=None)
        assert len(openings.listed(session, sight(session, city, "celik"))) == 1
        # Nobody's own line is for herself to see, so the whole file is not.
        for name in ("officer", "brandt"):
            assert openings.listed(session, sight(session, city, name)) == ()
            with pytest.raises(NotFound):
                openings.sign(session, sight(session, city, name), DIGEST)


def test_people_are_reached_where_their_unit_is_live_and_they_stamped_themselves(sqlite_city: City) -> None:
    city, today = sqlite_city, NOW.date()
    with city.database.transaction() as session:
        hr, officer = sight(session, city, "hr"), sight(session, city, "officer")
        agreed(session)
        unplanned = figures.month(session, hr, today.replace(day=1), 3).reached
        stamped(session, city.aydin, today, "08:00 in", city.settings)
        stamped(session, city.celik, today, "08:00 in", city.settings)
        rollout.plan_by_name(session, "Stadtverwaltung", GoLive(today.replace(year=2027)), today, NOW)
        units = {each.unit.name: each.unit.uid for each in rollout.overview(session, hr).units}
        rollout.plan(session, hr, units["Bürgerdienste"], GoLive(today, FIRST_DAY))
        found = rollout.overview(session, hr)
        told = figures.month(session, hr, today.replace(day=1), 3).reached
        login_rows.grant(session, city.logins["celik"], Role.HR, None, FIRST_DAY, NOW, by=None)
        of_her_own = rollout.overview(session, sight(session, city, "celik")).reached
        refused = []
        for looking, name, plan in (
            (officer, "Bürgerdienste", GoLive(today)),
            (hr, "Stadtarchiv", GoLive(today, today)),
        ):
            with pytest.raises(NotPlanned) as why:
                rollout.plan(session, looking, units[name], plan)
            refused.append(why.value.why)

    assert unplanned is None
    assert {each.unit.name: (each.stage, each.reached) for each in found.units} == {
        "Bürgerdienste": (Stage.LIVE, Reached(1, 2)),
        "Stadtarchiv": (Stage.PLANNED, Reached(0, 1)),
        "Stadtverwaltung": (Stage.PLANNED, Reached(0, 0)),
    }
    assert found.reached == told == of_her_own == Reached(1, 3)
    assert refused == [Refusal.NO_SUCH_UNIT, Refusal.NOT_IN_ORDER]


def test_of_two_plans_at_once_the_later_holds_and_both_are_on_record(postgres_city: City) -> None:
    city, plans = postgres_city, [GoLive(date(2027, month, 1)) for month in (1, 2)]

    def second() -> None:
        with city.database.transaction() as session:
            rollout.plan_by_name(session, "Stadtarchiv", plans[1], NOW.date(), NOW)

    other = threading.Thread(target=second)
    with city.database.transaction() as session:
        rollout.plan_by_name(session, "Stadtarchiv", plans[0], NOW.date(), NOW)
        other.start()
        other.join(0.3)
    other.join()
    c, recorded = go_live.c, ledger_record.c
    with city.database.reading() as session:
        rows = session.execute(select(c.live_from, c.superseded_at.is_(None)).order_by(c.id)).all()
        records = session.execute(select(recorded.kind).where(recorded.kind == "go_live")).all()
    assert [tuple(row) for row in rows] == [(plans[0].live_from, False), (plans[1].live_from, True)]
    assert len(records) == 3
