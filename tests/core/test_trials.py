"""What a changed agreement comes to: figures put in place, accounts moved, and what may be told without names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from timeclock.core.accounts import CutOff, Limits
from timeclock.core.changed_figures import NOTHING_CHANGED, Changed
from timeclock.core.day import DayResult, DayState
from timeclock.core.figures import LapseFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.lines import Line, Part, Reason
from timeclock.core.plans import BreakDeduction, ClockSpan, DayPlan, ModelRules, PlanInForce
from timeclock.core.premiums import Premium, PremiumKind
from timeclock.core.trials import (
    Cause,
    Course,
    Cutting,
    MonthEnd,
    Side,
    Standing,
    biggest,
    causes,
    moved,
    side,
    standing,
)
from timeclock.core.unnamed import Row, people_behind, unnamed
from timeclock.law import load
from timeclock.settings import data_directory

DAY = date(2026, 10, 26)
CORE, FRAME = ClockSpan(time(9), time(15)), ClockSpan(time(6), time(20))
WORK, OFF, SHIFT = (
    DayPlan("work", timedelta(hours=8), FRAME, CORE),
    DayPlan("off", timedelta(0)),
    DayPlan("shift", timedelta(hours=8)),
)


def in_force(plan: DayPlan | None) -> PlanInForce:
    return PlanInForce(1, plan, ModelRules(), choices=(WORK,), pattern=(WORK, OFF))


def test_core_time_and_frame_are_tried_where_there_is_work() -> None:
    held = {(1, DAY): in_force(WORK), (1, date(2026, 10, 27)): in_force(OFF), (2, DAY): in_force(None)}
    late, long = ClockSpan(time(10), time(15)), ClockSpan(time(6), time(22))
    found = Changed(core_time=late, frame=long, breaks=BreakDeduction.STEP).plans(held)

    work, off, nothing = found.values()
    assert work.plan == replace(WORK, core_time=late, frame=long)
    assert work.choices == (work.plan,)
    assert work.pattern == (work.plan, OFF)
    assert off.plan == OFF
    assert nothing.plan is None
    assert {each.rules.break_deduction for each in found.values()} == {BreakDeduction.STEP}


def test_core_time_may_go_and_what_is_not_tried_stays() -> None:
    held = {(1, DAY): in_force(WORK)}
    [without] = Changed(no_core_time=True).plans(held).values()
    assert without.plan == replace(WORK, core_time=None)
    assert without.rules is held[1, DAY].rules
    assert Changed(night_from=time(20)).plans(held) is held


def test_the_night_premium_of_the_tariff_begins_at_another_clock_and_no_other_does() -> None:
    law = load(data_directory("config") / "law")
    before, after = law.premiums, Changed(night_from=time(20)).law(law).premiums
    tariff = [(each.on(DAY).rules, tried.on(DAY).rules) for each, tried in zip(before, after, strict=True)]
    changed = [(was, now) for rules, tried in tariff for was, now in zip(rules, tried, strict=True) if was != now]

    assert [was.kind for was, _ in changed] == [PremiumKind.NIGHT]
    [(_, now)] = changed
    assert set(now.when[0].clocks) == {ClockSpan(time(0), time(6)), ClockSpan(time(20), time(0))}
    assert NOTHING_CHANGED.law(law) is law


def test_limits_and_cut_offs_are_those_that_are_tried() -> None:
    cut, limits = CutOff(((12, 31),), 2400), Limits(3600, 1200, 2400, 600)
    assert NOTHING_CHANGED.cut_off(cut) is cut
    assert Changed(keep=1200).cut_off(cut).keep == 1200
    assert NOTHING_CHANGED.limits(limits) == Limits(3600, 1200)
    assert Changed(most_credit=60, most_debit=30).limits(limits) == Limits(60, 30)


def test_a_cut_off_takes_what_it_would_from_the_balance_of_its_day() -> None:
    # 45:00 in the end, and 45:00 on the day; 40:00 are kept and the rest goes elsewhere, or 20:00.
    cutting = Cutting(DAY, 45 * 60, 0, CutOff(((10, 26),), 40 * 60, "agreed"), None)
    course = Course(46 * 60, [cutting], [MonthEnd(DAY, 45 * 60, Limits(most_credit=42 * 60))])
    assert standing(course, {}, NOTHING_CHANGED) == Standing(41 * 60, cut=5 * 60)
    # An hour more before the cut-off goes with it; one after it stays.
    moves = {DAY: 60, date(2026, 10, 27): 60}
    assert standing(course, moves, NOTHING_CHANGED) == Standing(42 * 60, cut=6 * 60)
    assert standing(course, moves, Changed(keep=20 * 60)) == Standing(22 * 60, cut=26 * 60)


def test_a_cut_off_that_was_taken_is_not_taken_again() -> None:
    # 45:00 before, 40:00 after it: 5:00 are posted already.
    cutting = Cutting(DAY, 40 * 60, -5 * 60, CutOff(((10, 26),), 40 * 60, "agreed"), None)
    assert standing(Course(40 * 60, [cutting]), {}, NOTHING_CHANGED) == Standing(40 * 60, cut=5 * 60)
    assert standing(Course(40 * 60, [cutting]), {}, Changed(keep=44 * 60)) == Standing(44 * 60, cut=60)


def test_what_people_decide_stays_on_the_account_and_the_month_may_end_beyond_its_limit() -> None:
    cutting = Cutting(DAY, 45 * 60, 0, CutOff(((10, 26),), 40 * 60), None)
    course = Course(45 * 60, [cutting], [MonthEnd(DAY, 45 * 60, Limits(most_credit=45 * 60))])
    assert standing(course, {}, NOTHING_CHANGED) == Standing(45 * 60, waiting=5 * 60)
    assert standing(course, {DAY: 1}, NOTHING_CHANGED) == Standing(45 * 60 + 1, waiting=5 * 60 + 1, beyond=1)


def test_of_officials_it_lapses() -> None:
    law = LapseFigures(frozenset({"azvo_nrw"}), timedelta(hours=120), 12, "AZVO NRW §14")
    cutting = Cutting(DAY, 45 * 60, 0, CutOff(((10, 26),), 40 * 60), law)
    assert standing(Course(45 * 60, [cutting]), {}, NOTHING_CHANGED) == Standing(40 * 60, cut=5 * 60)


def day(difference: int | None, lines: tuple[Line, ...] = (), premium: int = 0) -> DayResult:
    worked = None if difference is None else timedelta(minutes=480 + difference)
    earned = (Premium(PremiumKind.NIGHT, timedelta(minutes=premium), 20, "", "", ()),) if premium else ()
    length = None if difference is None else timedelta(minutes=difference)
    return DayResult(
        1, DAY, DayState.COMPLETE, timedelta(0), worked, timedelta(hours=8), length, (), lines, (), premiums=earned
    )


def line(reason: Reason, minutes: int, part: Part = Part.WORKED) -> Line:
    return Line(part, reason, timedelta(minutes=minutes), "", "")


def test_causes_come_to_what_the_differences_move_by() -> None:
    now = [day(0, (line(Reason.WORK, 510), line(Reason.BREAK_DEDUCTED, -30), line(Reason.PATTERN, 480, Part.TARGET)))]
    then = [
        day(
            -72,
            (
                line(Reason.WORK, 510),
                line(Reason.BREAK_DEDUCTED, -45),
                line(Reason.OUTSIDE_FRAME, -60),
                line(Reason.ABSENT, 15),
                line(Reason.PATTERN, 492, Part.TARGET),
            ),
        )
    ]
    found = causes(now, then)
    assert found == {Cause.BREAKS: -15, Cause.FRAME: -60, Cause.ABSENCES: 15, Cause.TARGET: -12}
    assert sum(found.values()) == sum(moved(now, then).values()) == -72
    assert biggest(found) == [(Cause.FRAME, -60), (Cause.BREAKS, -15), (Cause.ABSENCES, 15)]


def test_an_open_day_has_neither_difference_nor_cause() -> None:
    is_open, closed = [day(None, (line(Reason.WORK, 300),))], [day(-480, (line(Reason.PATTERN, 480, Part.TARGET),))]
    assert moved(is_open, closed) == {DAY: -480}
    assert causes(is_open, closed) == {Cause.TARGET: -480}
    assert side(is_open, (), Standing(0)).open_days == 1


def found_on(code: Code, severity: Severity) -> Finding:
    return Finding(code, severity, DAY)


def test_a_side_counts_what_was_found_and_paid() -> None:
    findings = [
        found_on(Code.ARBZG_4_3_6H, Severity.VIOLATION),
        found_on(Code.CORE_TIME, Severity.WARNING),
        found_on(Code.CORE_TIME, Severity.WARNING),
        found_on(Code.DOUBLED_STAMP, Severity.NOTE),
    ]
    found = side([day(5, premium=30), day(-5, premium=15)], findings, Standing(7, 1, 2, 3))
    assert (found.worked, found.violated, found.warned, found.premium) == (960, 1, 2, 45)
    assert (found.balance, found.cut, found.waiting, found.beyond) == (7, 1, 2, 3)


def of(person_id: int, *, night: int = 0, balance: int = 0, cut: int = 0) -> Row:
    premiums = {PremiumKind.NIGHT: night} if night else {}
    now = Side(worked=2340, balance=balance, cut=cut, violations={Code.ARBZG_4_3_6H: 1}, premiums=premiums)
    framed = 1 if cut else 0
    then = replace(now, balance=balance - 20 + framed, premiums={PremiumKind.NIGHT: night + 40} if night else {})
    return Row(person_id, now, then, {Cause.BREAKS: -20, **({Cause.FRAME: framed} if cut else {})})


def test_what_few_have_is_told_of_nobody() -> None:
    rows = [of(1), of(2), of(3, night=60, cut=5)]
    found = unnamed(rows, 3)

    assert found.people == 3
    # The night of one, her cut-off, and what moves her balance alone are left out, of her row and of the sums.
    assert found.now.premiums == found.then.premiums == {}
    assert all(not side.premiums for row in found.rows for side in row)
    assert (found.hidden, found.now.cut) == (frozenset({"cut", "premium"}), 0)
    assert found.causes == {Cause.BREAKS: -60}
    # The kind of premium, premiums as a whole, the cut-off, and the frame.
    assert found.left_out == 4
    assert found.now.violations == {Code.ARBZG_4_3_6H: 3}


def test_what_moves_the_balance_of_few_is_in_no_balance_either() -> None:
    """A frame moves one of three: an hour, by which everybody would know her row, and her balance in it."""
    plain = [Row(no, Side(worked=60, balance=600), Side(worked=60, balance=600), {}) for no in (1, 2)]
    early = Row(3, Side(worked=60, balance=1200), Side(worked=60, balance=1140), {Cause.FRAME: -60})
    found = unnamed([*plain, early], 3)

    assert (found.causes, found.left_out) == ({}, 1)
    assert [(now.balance, then.balance) for now, then in found.rows] == [(600, 600), (600, 600), (1200, 1200)]
    assert (found.now.balance, found.then.balance) == (2400, 2400)


def test_a_finding_of_few_counts_without_its_kind_and_findings_of_few_not_at_all() -> None:
    alone = replace(of(3), now=replace(of(3).now, violations={Code.ARBZG_4_3_6H: 1, Code.JARBSCHG_12_SHIFT10: 2}))
    found = unnamed([of(1), of(2), alone], 3)
    assert found.now.violations == {Code.ARBZG_4_3_6H: 3}
    assert (found.now.violated, found.then.violated, found.left_out) == (5, 3, 1)
    assert [now.violated for now, _ in found.rows] == [1, 1, 3]
    assert all(not now.violations for now, _ in found.rows)

    quiet = [replace(of(no), now=Side(worked=1), then=Side(worked=1)) for no in (1, 2)]
    only = unnamed([*quiet, of(3)], 3)
    assert "violated" in only.hidden
    assert only.now.violated == only.then.violated == 0
    assert [now.violated for now, _ in only.rows] == [0, 0, 0]


def test_a_row_tells_the_hour_and_the_change_to_a_quarter() -> None:
    [(now, then), *_] = unnamed([of(1, night=95, balance=629), of(2, night=60), of(3, night=60)], 3).rows
    # 10:29 is about 10:00; 0:20 less about a quarter; 1:35 of night about two hours, 0:40 more about three quarters.
    assert (now.balance, then.balance) == (600, 585)
    assert (now.premiums, then.premiums) == ({PremiumKind.NIGHT: 120}, {PremiumKind.NIGHT: 165})
    assert (now.worked, then.worked) == (0, 0)


@pytest.mark.parametrize(("worked", "people"), [(0, 0), (60, 1)])
def test_nobody_stands_behind_sums_to_which_nobody_worked(worked: int, people: int) -> None:
    assert people_behind([Row(1, Side(worked=worked), Side(), {})]) == people
