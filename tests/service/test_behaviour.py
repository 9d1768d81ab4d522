"""What the rulebook asks in words (`behaviour` cases of `cases.jsonl`): each test carries the id of its case."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from tests.city import NOW, City, evaluated, stamped, stamped_at
from tests.core.test_rulebook_cases import ALL
from tests.lived_in import TERMS, sight
from timeclock.core.corrections import Change
from timeclock.core.day import DayResult, DayState
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.leave_year import LeaveKind
from timeclock.core.lines import Part, Reason, total_of
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.requests import State
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import shown
from timeclock.service import (
    corrections,
    decisions,
    evaluation,
    leave,
    protections,
    roster_anew,
    roster_desk,
    roster_import,
    roster_law,
    roster_release,
    rosters,
    times,
)
from timeclock.service.corrections import Wanted
from timeclock.service.roster_desk import RosterRules
from timeclock.service.roster_law import Objected
from timeclock.service.roster_release import Release
from timeclock.store import leave as leave_rows
from timeclock.store import results
from timeclock.store import rosters as roster_rows
from timeclock.store.db import Session
from timeclock.store.results import SavedDay
from timeclock.store.schema.stamps import stamp, stamp_ruling
from timeclock.store.scope import Scope

DAY = date(2026, 11, 18)
DOUBLED_NIGHT = date(2026, 10, 25)
# What waits for the part of the house it speaks of: planning blocks, payroll, erasure, the weekly check.
WAITING = {
    "B-REC-002": "payroll",
    "REC-005": "weekly check",
    "REC-006": "entering whole sessions",
    "REC-010": "retention",
    "REC-011": "legal hold",
}


def saved(session: Session, city: City, day: date = DAY) -> SavedDay:
    found = results.day(session, city.aydin.employment_id, day, Scope.system("test"))
    assert found is not None
    return found


def result_of(city: City, taps: str, day: date = DAY) -> DayResult:
    """Return Aydin's day as it is kept once these taps are stored."""
    with city.database.transaction() as session:
        if taps:
            stamped(session, city.aydin, day, taps, city.settings)
        evaluated(session, city.aydin, DaySpan.one(day), city)
        return saved(session, city, day).result


def test_rec_001_actual_time_is_never_refused(city: City) -> None:
    found = result_of(city, "07:00 in 12:00 break_start 12:45 break_end 18:05 out")

    with city.database.transaction() as session:
        [out] = session.execute(select(stamp.c.at).where(stamp.c.kind == "out")).scalars()
        bill = times.day(session, sight(session, city, "aydin"), None, DAY)
    assert out == datetime(2026, 11, 18, 17, 5, tzinfo=UTC)
    assert found.worked == 620 * MINUTE
    assert bill.result is not None
    assert [each.figure for each in bill.result.findings if each.code is Code.ARBZG_3_2_MAX10] == [620]


def test_rec_002_a_correction_keeps_the_original(city: City) -> None:
    asked = UUID(int=78)
    result_of(city, "08:00 in 12:00 out")
    with city.database.transaction() as session:
        [coming] = session.execute(select(stamp.c.uid).where(stamp.c.kind == "in")).scalars()
        wanted = Wanted(asked, DAY, Change.CHANGE, coming, StampKind.IN, time(7, 45), None, "Leser war aus")
        corrections.ask(session, sight(session, city, "aydin"), wanted, TERMS)
        deciding = sight(session, city, "brandt")
        seen = decisions.case(session, deciding, city.rulebook(), asked).seen
        person = decisions.approve(session, deciding, asked, 1, seen, TERMS)
        evaluation.refresh_now(session, person, city.rulebook(), NOW)

        comings = session.execute(select(stamp.c.at).where(stamp.c.kind == "in").order_by(stamp.c.at)).scalars().all()
        ruled = session.execute(select(stamp_ruling.c.reason, stamp_ruling.c.by, stamp_ruling.c.at)).first()
        [told] = times.day(session, sight(session, city, "aydin"), None, DAY).requests
        assert saved(session, city).result.worked == timedelta(hours=4, minutes=15)
    assert [shown(at, city.settings.zone) for at in comings] == ["07:45", "08:00"]
    assert ruled is not None
    assert (ruled.reason, ruled.by, ruled.at) == ("Leser war aus", city.logins["brandt"], NOW)
    assert told.state is State.APPROVED


def test_rec_003_everybody_can_read_her_own_record(city: City) -> None:
    result_of(city, "08:00 in 12:00 out")

    with city.database.transaction() as session:
        month = times.month(session, sight(session, city, "aydin"), None, DAY.replace(day=1), own=True)
    [row] = [each for each in month.rows if each.day == DAY]
    assert (row.first_in, row.last_out) == tuple(datetime(2026, 11, 18, hour, 0, tzinfo=UTC) for hour in (7, 11))
    assert row.worked == timedelta(hours=4)


def test_rec_004_nothing_is_filled_in_for_a_day_without_a_stamp(city: City) -> None:
    found = result_of(city, "")

    assert [each.code for each in found.findings] == [Code.NO_STAMPS]
    assert (found.state, found.worked, total_of(found.lines, Part.WORKED)) == (
        DayState.COMPLETE,
        timedelta(0),
        timedelta(0),
    )
    assert {line.reason for line in found.lines} == {Reason.PATTERN}


def test_rec_007_a_missing_out_is_not_invented(city: City) -> None:
    found = result_of(city, "08:00 in")

    assert (found.state, found.worked, found.difference) == (DayState.OPEN, None, None)
    assert [session.to_at for session in found.sessions] == [None]
    assert [each.code for each in found.findings] == [Code.MISSING_OUT]


def test_rec_008_an_instant_is_an_instant_in_whatever_zone_a_device_is(city: City) -> None:
    with city.database.transaction() as session:
        stamped_at(session, city.aydin, datetime(2026, 11, 18, 7, 0, tzinfo=UTC), "in")
        [at] = session.execute(select(stamp.c.at)).scalars()

    assert at == datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
    assert shown(at, city.settings.zone) == "08:00"


def test_b_rec_001_stamps_of_the_doubled_hour_stay_distinct(city: City) -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    with city.database.transaction() as session:
        stamped_at(session, city.aydin, first, "in")
        stamped_at(session, city.aydin, second, "out")
        evaluated(session, city.aydin, DaySpan.one(DOUBLED_NIGHT), city)
        [worked] = saved(session, city, DOUBLED_NIGHT).result.sessions

    assert (worked.from_at, worked.to_at) == (first, second)
    assert [shown(at, city.settings.zone) for at in (first, second)] == ["02:30 A", "02:30 B"]


def test_rec_012_a_planned_violation_is_blocked_and_an_actual_one_recorded(city: City) -> None:
    eight_hours_of_rest = (
        b"staff_no;day;kind;from;to;plan\n10001;2026-11-24;work;13:30;22:00;\n10001;2026-11-25;work;06:00;14:30;\n"
    )
    asked = roster_import.Asked("Bürgerdienste", date(2026, 11, 1), city.rulebook().around)
    day = date(2026, 11, 25)
    with city.database.transaction() as session:
        refused = roster_import.enter(session, eight_hours_of_rest, asked, NOW)
        assert refused.days is None
        assert [[each.finding.code for each in line.objections] for line in refused.blocked] == [
            [Code.ARBZG_5_1_REST11]
        ]
        excepted = replace(asked, despite="ArbZG §14 Abs. 1")
        assert roster_import.enter(session, eight_hours_of_rest, excepted, NOW).days

        stamped(session, city.aydin, day - timedelta(days=1), "13:30 in 22:00 out", city.settings)
        stamped(session, city.aydin, day, "06:00 in 14:30 out", city.settings)
        evaluated(session, city.aydin, DaySpan.one(day), city, now=NOW + timedelta(days=7))
        assert (Code.ARBZG_5_1_REST11, Severity.VIOLATION) in {
            (each.code, each.severity) for each in saved(session, city, day).result.findings
        }


def test_b_rec_003_a_protection_in_the_middle_of_a_published_roster_has_it_planned_anew(city: City) -> None:
    late = b"staff_no;day;kind;from;to;plan\n10001;2026-11-24;work;13:30;22:00;\n"
    november, tuesday, rulebook = date(2026, 11, 1), date(2026, 11, 24), city.rulebook()
    rules = RosterRules.of(city.settings, rulebook)
    with city.database.transaction() as session:
        asked = roster_import.Asked("Bürgerdienste", november, rulebook.around)
        assert roster_import.enter(session, late, asked, NOW - timedelta(days=9)).days
        planner = sight(session, city, "brandt")

        def told() -> tuple[list[Objected], list[tuple[str, tuple[date, ...]]]]:
            """Return what the roster says of her day, and who waits to be planned anew."""
            desk = roster_desk.load(session, planner, rules, november, None)
            waiting = roster_anew.waiting(session, planner, rules)
            judged = roster_law.judge(session, planner, desk, rules)
            return list(judged.objected), [(each.who.staff_no, each.days) for each in waiting]

        assert told() == ([], [])
        expecting = Protection(ProtectionKind.MATERNITY, NOW.date(), figures=Figures(due_on=date(2027, 3, 15)))
        protections.add(session, "10001", expecting, NOW)

        # Two of the hours lie after 20:00; no ground of the superior's lets it stay, and why she is not told.
        [found], waiting = told()
        assert (found.day, found.blocks, found.objection.final) == (tuesday, True, True)
        assert found.objection.finding == Finding(
            Code.PERSONAL_HOURS, Severity.VIOLATION, tuesday, "", 120, 0, {"from": "06:00", "to": "20:00"}
        )
        assert waiting == [("10001", (tuesday,))]
        assert [each.who.staff_no for each in roster_anew.waiting(session, sight(session, city, "officer"), rules)] == [
            "10001"
        ]
        assert roster_anew.waiting(session, sight(session, city, "celik"), rules) == ()

        # When others swap, the month is published again with her duty as it is.
        desk = roster_desk.load(session, planner, rules, november, None)
        as_it_is = [each.new for each in desk.standing.published]
        again = roster_rows.draft(session, desk.unit.id, november, as_it_is, NOW + timedelta(hours=1))
        rosters.publish(session, again, city.settings.zone, NOW + timedelta(hours=1))
        assert told()[1] == [("10001", (tuesday,))]

        desk = roster_desk.load(session, planner, rules, november, None)
        early = {(city.aydin.employment_uid, tuesday): "6-14:30"}
        roster_desk.write(session, planner, desk, desk.standing.seen, early)
        assert told()[1] == [("10001", (tuesday,))]
        desk = roster_desk.load(session, planner, rules, november, None)
        judged = roster_law.judge(session, planner, desk, rules)
        release = Release(desk.standing.seen, reason="Dienst umgeplant")
        roster_release.publish(session, planner, desk, judged, rules, release)
        assert told() == ([], [])


def test_b_rec_004_a_leave_year_keeps_its_figure_whenever_it_is_worked_out(city: City) -> None:
    november, march = NOW, datetime(2027, 3, 15, 8, tzinfo=UTC)
    person_id, employment_id = city.aydin.person_id, city.aydin.employment_id

    with city.database.transaction() as session:
        leave.refresh_now(session, person_id, city.rulebook(), november)
        evaluated(session, city.aydin, DaySpan(date(2026, 12, 1), date(2027, 1, 1)), city, now=march)
        leave.refresh_now(session, person_id, city.rulebook(), march)
        kept = leave_rows.kept(session, person_id)

    assert kept.had(employment_id) == {
        (LeaveKind.ANNUAL, 2026): 30, (LeaveKind.ANNUAL, 2027): 31, (LeaveKind.ANNUAL, 2028): 31,
    }  # fmt: skip
    assert [each.cause for each in kept.entered[employment_id]] == ["granted"] * 3


def test_every_behaviour_of_the_rulebook_is_proven_or_waits_by_name() -> None:
    tests = {
        node.name
        for node in ast.walk(ast.parse(Path(__file__).read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    asked = {case.id for case in ALL if case.kind == "behaviour"}
    elsewhere = {"REC-009"}  # tests/web: others read that somebody is away, and no more
    proven = {
        name for name in asked if any(test.startswith(f"test_{name.lower().replace('-', '_')}_") for test in tests)
    }

    assert proven | WAITING.keys() | elsewhere == asked
    assert not proven & WAITING.keys()
