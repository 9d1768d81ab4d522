"""What the time office is proposed to settle a deviation with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from tests.core.builders import BERLIN, TUESDAY, at, hours, law_figures
from timeclock.core.day import Break, WorkSession
from timeclock.core.deviations import BLOCKING, PLACE, DeviationKind, is_deviation, kind_of, kind_of_quarantine
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.fixes import (
    Act,
    Basis,
    DayInQuestion,
    Tap,
    at_clock,
    in_order,
    in_own_words,
    missing,
    out_for_target,
    proposed,
)
from timeclock.core.plans import ClockSpan, DayPlan
from timeclock.core.session_kinds import SessionKind
from timeclock.core.spans import Span
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import shown

FLEXTIME = DayPlan("flex", hours("7:48"), ClockSpan(time(6), time(20)), ClockSpan(time(9), time(15)))


def taps(text: str) -> tuple[Tap, ...]:
    """Return the stamps of "08:00 in 12:00 break_start"; their uids count from 1."""
    words = text.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return tuple(Tap(StampKind(kind), at(clock), UUID(int=no)) for no, (clock, kind) in enumerate(pairs, 1))


def session(from_at: str, to_at: str | None = None, breaks: str = "", in_stamp: int = 1) -> WorkSession:
    """Return a session with breaks like "12:00-12:30", or "12:00-" for one without an end."""
    pauses = [part.split("-") for part in breaks.split()]
    return WorkSession(
        SessionKind.WORK,
        at(from_at),
        None if to_at is None else at(to_at),
        UUID(int=in_stamp),
        None,
        tuple(Break(at(first), at(last) if last else None) for first, last in pauses),
    )


def day(stamped: str, *sessions: WorkSession, **other: object) -> DayInQuestion:
    asked = DayInQuestion(
        TUESDAY,
        sessions,
        taps(stamped),
        hours("7:48"),
        FLEXTIME,
        (),
        law_figures().breaks.on(TUESDAY),
        timedelta(minutes=30),
        timedelta(hours=16),
        BERLIN,
        at("+3 12:00"),
    )
    return replace(asked, **other)  # type: ignore[arg-type]


def found(code: Code, kind: str = "in", clock: str = "08:00") -> Finding:
    return Finding(code, Severity.WARNING, TUESDAY, figures={"kind": kind, "at": clock})


def said(code: Code, asked: DayInQuestion, kind: str = "in", clock: str = "08:00") -> list[str]:
    """Return what is proposed, as "target_met 16:18"."""
    fixes = proposed(found(code, kind, clock), asked)
    return [" ".join([each.basis, *(shown(tap.at, BERLIN) for tap in each.taps)]) for each in fixes]


OPEN = session("08:00")
AFTER_LUNCH = session("08:00", breaks="12:00-12:30")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (day("08:00 in", OPEN), ["target_met 16:18", "core_end 15:00", "by_mistake"]),
        (
            day("08:00 in 12:00 break_start 12:30 break_end", AFTER_LUNCH),
            ["target_met 16:18", "core_end 15:00", "last_sign 12:30", "by_mistake"],
        ),
        # She came back at 16:00, so she had gone before that; a second coming is no sign of staying.
        (day("08:00 in 16:00 in", OPEN), ["core_end 15:00", "by_mistake"]),
        # Since a break without an end nobody knows how long she worked.
        (
            day("08:00 in 12:00 break_start", session("08:00", breaks="12:00-")),
            ["core_end 15:00", "last_sign 12:00", "by_mistake"],
        ),
        # A shift says when it ends, and the target of 8:00 less the break lies there too.
        (
            day("08:00 in", OPEN, shifts=(Span(at("08:00"), at("16:18")),), plan=None),
            ["shift_end 16:18", "by_mistake"],
        ),
        # The model takes off no break, and of 7:48 an hour and a half were done before.
        (
            day("06:00 in 07:30 out 08:00 in", session("06:00", "07:30"), session("08:00", in_stamp=3), breaks=None),
            ["target_met 14:18", "core_end 15:00", "by_mistake"],
        ),
        # She owes nothing today, and it is not noon yet.
        (day("08:00 in", OPEN, target=hours("0:00"), as_of=at("11:00")), ["by_mistake"]),
        # Her coming lies in the future of what is known.
        (day("08:00 in", OPEN, as_of=at("07:00")), ["by_mistake"]),
        # What was stamped is not what was found any more.
        (day("08:01 in", OPEN), []),
        (day("08:00 in", session("08:00", in_stamp=9)), ["by_mistake"]),
    ],
)
def test_a_going_that_is_missing(asked: DayInQuestion, expected: list[str]) -> None:
    assert said(Code.MISSING_OUT, asked) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (day("16:30 out"), ["target_before 08:12", "core_begin 09:00", "by_mistake"]),
        (
            day("16:30 out", plan=replace(FLEXTIME, begins=time(7, 30), core_time=None)),
            ["plan_begin 07:30", "target_before 08:12", "by_mistake"],
        ),
        (
            day("07:00 in 08:30 out 16:30 out", session("07:00", "08:30"), shifts=(Span(at("08:00"), at("16:00")),)),
            ["core_begin 09:00", "by_mistake"],
        ),
        (day("16:30 out", plan=None, target=hours("0:00")), ["by_mistake"]),
        (day("16:31 out"), []),
        (day("16:30 out 16:30 out"), ["target_before 08:12", "core_begin 09:00", "by_mistake"]),
    ],
)
def test_a_coming_that_is_missing(asked: DayInQuestion, expected: list[str]) -> None:
    assert said(Code.MISSING_IN, asked, "out", "16:30") == expected


def test_a_shift_says_when_she_came() -> None:
    asked = day("14:00 out", shifts=(Span(at("06:00"), at("14:00")),), plan=None)
    assert said(Code.MISSING_IN, asked, "out", "14:00")[0] == "shift_begin 06:00"


SPLIT = (Span(at("05:30"), at("08:00")), Span(at("15:00"), at("18:00")))


@pytest.mark.parametrize(
    ("code", "asked", "told", "expected"),
    [
        # Nobody knows of the second part whether she came; the first ended at 8:00.
        (Code.MISSING_OUT, day("05:30 in", session("05:30"), shifts=SPLIT), ("in", "05:30"), "shift_end 08:00"),
        (
            Code.MISSING_OUT,
            day("05:30 in 08:00 out 14:55 in", session("14:55", in_stamp=3), shifts=SPLIT),
            ("in", "14:55"),
            "shift_end 18:00",
        ),
        (Code.MISSING_IN, day("18:00 out", shifts=SPLIT), ("out", "18:00"), "shift_begin 15:00"),
        (Code.MISSING_IN, day("08:00 out", shifts=SPLIT), ("out", "08:00"), "shift_begin 05:30"),
        (Code.NO_STAMPS, day("", shifts=SPLIT), ("", ""), "as_planned 05:30 08:00 15:00 18:00"),
    ],
)
def test_in_a_split_service_each_part_has_its_own_begin_and_end(
    code: Code, asked: DayInQuestion, told: tuple[str, str], expected: str
) -> None:
    proposals = said(code, replace(asked, plan=None), *told)
    assert proposals[0] == expected
    assert len({each.split()[0] for each in proposals}) == len(proposals)


@pytest.mark.parametrize(
    ("asked", "told", "expected"),
    [
        (day("08:00 in 12:00 break_start 15:00 break_start"), ("break_start", "12:00"), ["least_break 12:30"]),
        (day("08:00 in 12:00 break_start 12:20 break_start"), ("break_start", "12:00"), []),
        (day("08:00 in 12:00 break_start 16:30 out"), ("out", "16:30"), ["did_not_return", "least_break 12:30"]),
        (day("08:00 in 16:30 out"), ("out", "16:30"), ["did_not_return"]),
        (day("08:00 in"), ("break_start", "12:00"), []),
    ],
)
def test_a_break_that_was_not_ended(asked: DayInQuestion, told: tuple[str, str], expected: list[str]) -> None:
    assert said(Code.BREAK_NOT_ENDED, asked, *told) == expected


AWAY = ["sick", "leave", "flextime_day", "trip"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (day(""), ["as_planned 09:00 17:18", *AWAY]),
        (day("", plan=replace(FLEXTIME, begins=time(7))), ["as_planned 07:00 15:18", *AWAY]),
        (day("", shifts=(Span(at("06:00"), at("14:00")),)), ["as_planned 06:00 14:00", *AWAY]),
        (day("", plan=replace(FLEXTIME, core_time=None)), AWAY),
        (day("", plan=None), AWAY),
        (day("", as_of=at("12:00")), AWAY),
    ],
)
def test_a_day_without_stamps(asked: DayInQuestion, expected: list[str]) -> None:
    assert said(Code.NO_STAMPS, asked) == expected


def test_a_trip_has_the_hours_that_were_planned() -> None:
    [trip] = [each for each in proposed(found(Code.NO_STAMPS), day("")) if each.basis is Basis.TRIP]
    assert (trip.act, trip.figures) == (Act.AWAY, {"site_min": 468, "travel_min": 0})


def test_a_stamp_that_does_not_fit_may_be_taken_out() -> None:
    fixes = proposed(found(Code.IMPOSSIBLE_STAMP, "break_end", "07:00"), day("07:00 break_end 08:00 in"))
    assert [(each.act, each.without) for each in fixes] == [(Act.TAKE_OUT, UUID(int=1)), (Act.SETTLE, None)]
    assert said(Code.IMPOSSIBLE_STAMP, day("08:00 in"), "break_end", "07:00") == ["talked"]


@pytest.mark.parametrize("code", [Code.ARBZG_3_2_MAX10, Code.ARBZG_4_1_DUR30, Code.ARBZG_5_1_REST11])
def test_a_violation_of_law_is_settled_with_a_reason_and_by_no_stamp(code: Code) -> None:
    fixes = proposed(found(code), day("08:00 in 19:00 out"))
    assert {each.act for each in fixes} == {Act.SETTLE}
    assert in_own_words(found(code))


@pytest.mark.parametrize("code", [Code.NO_PLAN, Code.BREAK_CONTESTED])
def test_what_is_settled_elsewhere_has_no_fix_here(code: Code) -> None:
    assert proposed(found(code), day("08:00 in")) == ()
    assert not in_own_words(found(code))


@pytest.mark.parametrize(
    ("code", "asked", "told", "clock", "expected"),
    [
        (Code.MISSING_OUT, day("18:00 in"), ("in", "18:00"), time(1, 30), ["+1 01:30"]),
        (Code.MISSING_OUT, day("08:00 in"), ("in", "08:00"), time(16, 45), ["16:45"]),
        (Code.MISSING_OUT, day("08:00 in"), ("in", "08:00"), time(7), []),
        (Code.MISSING_OUT, day("08:00 in"), ("in", "08:01"), time(16), []),
        (Code.MISSING_IN, day("16:30 out"), ("out", "16:30"), time(8), ["08:00"]),
        (Code.BREAK_NOT_ENDED, day("12:00 break_start 16:00 out"), ("out", "16:00"), time(12, 40), ["12:40"]),
        (Code.NO_STAMPS, day(""), ("in", "08:00"), time(8), []),
    ],
)
def test_a_time_that_somebody_knows_better(
    code: Code, asked: DayInQuestion, told: tuple[str, str], clock: time, expected: list[str]
) -> None:
    assert at_clock(found(code, *told), asked, clock) == tuple(at(each) for each in expected)


@pytest.mark.parametrize(
    ("on", "clocks", "expected"),
    [
        (TUESDAY, (time(22), time(6)), [1, 1]),
        (date(2026, 10, 24), (time(22), time(2, 30), time(6)), [1, 2, 1]),
        (date(2026, 3, 29), (time(2, 30), time(6)), [0, 1]),
        (TUESDAY, (), []),
    ],
)
def test_clocks_given_in_order_go_past_midnight(on: date, clocks: tuple[time, ...], expected: list[int]) -> None:
    found = in_order(on, clocks, BERLIN)
    assert [len(each) for each in found] == expected
    flat = [at for each in found for at in each]
    assert flat == sorted(flat)


def test_in_the_hour_that_comes_twice_it_is_two_times() -> None:
    sunday, came = date(2026, 10, 25), datetime.fromisoformat("2026-10-24T22:00:00+00:00")
    asked = replace(day(""), day=sunday, taps=(Tap(StampKind.IN, came, UUID(int=1)),))
    assert len(at_clock(found(Code.MISSING_OUT, "in", "00:00"), asked, time(2, 30))) == 2


def test_the_target_is_met_with_the_break_that_is_taken_off() -> None:
    assert out_for_target(day("08:00 in", OPEN), OPEN) == at("16:18")
    assert out_for_target(day("08:00 in", OPEN, target=hours("6:15")), OPEN) == at("14:45")


def test_what_blocks_the_month_comes_first() -> None:
    assert max(PLACE[kind] for kind in BLOCKING) < min(PLACE[kind] for kind in set(DeviationKind) - BLOCKING)


def test_every_finding_is_of_a_kind_and_notes_are_none_but_for_the_frame() -> None:
    assert {kind_of(code) for code in Code} == set(DeviationKind) - {
        DeviationKind.UNKNOWN_BADGE,
        DeviationKind.QUARANTINED,
    }
    notes = {code for code in Code if is_deviation(Finding(code, Severity.NOTE, TUESDAY))}
    assert notes == {Code.OUTSIDE_FRAME}
    assert is_deviation(found(Code.MISSING_IN))
    kinds = [kind_of_quarantine(code) for code in ("unknown_badge", "several_employments")]
    assert kinds == [DeviationKind.UNKNOWN_BADGE, DeviationKind.QUARANTINED]


def test_only_where_a_stamp_is_missing_a_time_may_be_given() -> None:
    assert [missing(found(code)) for code in (Code.MISSING_OUT, Code.NO_STAMPS)] == [StampKind.OUT, None]
