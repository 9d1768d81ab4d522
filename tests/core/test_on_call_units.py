"""What a month on call is worth to payroll: its duties, its calls, and of premiums the part that calls earned."""

from __future__ import annotations

from fractions import Fraction

from tests.core.builders import BERLIN, Model, a_day, duty
from timeclock.core import on_call_units
from timeclock.core.walltime import shown

TARIFF = Model(regime="tvoed", core="09:00-15:00")


def test_premiums_are_those_of_calls_alone() -> None:
    """From 21:00 to 21:30 she is at work; the call from 22:00 to 22:50 is paid an hour, with 50 minutes of night."""
    duties = (duty("standby_on_site 14:00 to 21:30"), duty("on_call 21:30 to +1 07:00"), duty("on_call 05:00 to 06:00"))
    day = a_day("14:00 in 21:30 out 22:00 in 22:50 out", model=TARIFF, duties=duties)

    found = on_call_units.entries([day])

    assert [premium.amount.seconds // 60 for premium in day.premiums] == [80]
    # 9:30 and 1:00 on call are 10:30 at 12.5 %.
    assert [(each.kind.value, each.percent, each.amount, each.unit.value) for each in on_call_units.sums(found)] == [
        ("on_call_hours", None, Fraction(21, 16), "milli"),
        ("call_out", None, 60, "min"),
        ("night", 20, 50, "min"),
    ]
    night = found[-1].paid.spans
    assert [(shown(each.from_at, BERLIN), shown(each.to_at, BERLIN)) for each in night] == [("22:00", "22:50")]


def test_a_day_without_calls_has_none_of_its_premiums() -> None:
    day = a_day("14:00 in 22:00 out", model=TARIFF, duties=(duty("on_call 22:00 to +1 12:00"),))

    assert [each.paid.kind for each in on_call_units.entries([day])] == ["on_call"]
    assert day.premiums


def test_a_call_at_no_unsocial_hour_earns_no_premium_of_another_work() -> None:
    day = a_day("10:00 call_start 10:20 call_end 16:00 in 22:00 out", model=TARIFF)

    assert day.premiums
    assert on_call_units.entries([day]) == ()
