"""The line of a day: from 6 to 20 h, wider where work lies outside."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from timeclock.core.day import Break, DayResult, DayState, WorkSession
from timeclock.core.plans import ClockSpan, DayPlan
from timeclock.core.session_kinds import SessionKind
from timeclock.service.bills import DayBill, Holder
from timeclock.web.dayline import day_line

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 19)
LATER = datetime(2026, 11, 25, 12, tzinfo=UTC)
ZERO = timedelta(0)


def at(clock, day=DAY):
    return datetime.combine(day, time.fromisoformat(clock), BERLIN).astimezone(UTC)


def worked(*spans, pauses=()):
    breaks = tuple(Break(at(a), at(b) if b else None) for a, b in pauses)
    return [WorkSession(SessionKind.WORK, a, b, uuid4(), None, breaks) for a, b in spans]


def bill(*sessions, core_time=None, day=DAY):
    holder = Holder(uuid4(), "1", "Elif", "Aydin", "Bürgerdienste", "Gleitzeit")
    plan = DayPlan("flex", timedelta(hours=8), None, core_time)
    result = DayResult(1, day, DayState.OPEN, ZERO, None, ZERO, None, tuple(sessions), (), ())
    return DayBill(
        holder,
        day,
        plan,
        None,
        result,
        (),
        None,
        None,
        contested=False,
        may_contest=False,
        requests=(),
        balance_before=timedelta(0),
    )


def test_an_office_day_lies_between_6_and_20():
    line = day_line(bill(*worked((at("09:30"), at("13:00")))), BERLIN, LATER)

    assert [tick.hour for tick in line.ticks] == [6, 8, 10, 12, 14, 16, 18, 20]
    assert [(block.x, block.width, block.length) for block in line.blocks] == [(25, 25, timedelta(hours=3.5))]
    assert line.now_x is None


@pytest.mark.parametrize(
    ("sessions", "hours"),
    [
        ([(at("05:10"), at("14:00"))], [4, 6, 8, 10, 12, 14, 16, 18, 20]),
        ([(at("22:00"), at("06:00", date(2026, 11, 20)))], [6, 9, 12, 15, 18, 21, 0, 3, 6]),
    ],
)
def test_the_line_grows_with_the_day(sessions, hours):
    line = day_line(bill(*worked(*sessions)), BERLIN, LATER)

    assert [tick.hour for tick in line.ticks] == hours
    assert all(0 <= block.x <= 100 and block.x + block.width <= 100.001 for block in line.blocks)


def test_today_work_reaches_to_now_and_has_no_end_yet():
    line = day_line(bill(*worked((at("08:00"), None))), BERLIN, at("13:00"))

    assert line.now_x == 50
    assert [(block.width, block.to_at, block.length) for block in line.blocks] == [(pytest.approx(35.714), None, None)]


def test_a_missing_going_is_no_work_until_midnight():
    (block,) = day_line(bill(*worked((at("08:00"), None))), BERLIN, LATER).blocks

    assert (block.width, block.to_at) == (0, None)


def test_the_table_says_the_same_in_order():
    sessions = worked((at("08:00"), at("12:00")), pauses=[("09:00", "09:20")]) + worked((at("13:00"), at("16:00")))
    line = day_line(bill(*sessions), BERLIN, LATER)

    assert [(row.kind, row.from_at) for row in line.rows] == [
        ("work", at("08:00")),
        ("break", at("09:00")),
        ("work", at("13:00")),
    ]


def test_core_time_is_marked():
    line = day_line(bill(core_time=ClockSpan(time(9, 30), time(13))), BERLIN, LATER)

    assert line.core_time == (25, 25)


def test_the_night_the_clock_goes_back_draws_nothing_backwards():
    night = date(2026, 10, 25)
    session = (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 10, tzinfo=UTC))
    (block,) = day_line(bill(*worked(session), day=night), BERLIN, LATER).blocks

    assert block.width == 0
    assert block.length == timedelta(minutes=40)
