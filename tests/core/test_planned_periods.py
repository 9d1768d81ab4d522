"""What the periods of law would come to, were a roster worked: after what was worked, and beside the pattern."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.core.builders import Model, a_file, duty, hours, order
from tests.core.periods import Employed, a_period_file, day, every
from timeclock.core import planned_hours
from timeclock.core.duties import Duty
from timeclock.core.periods import PeriodFile
from timeclock.core.planned_periods import objections
from timeclock.core.planning import Objection
from timeclock.core.planning import objections as of_days
from timeclock.core.plans import DayPlan, Gateway, ModelRules
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.core.spans import ZERO, DaySpan

OCTOBER, NOVEMBER, DECEMBER = (DaySpan.month(2026, month) for month in (10, 11, 12))
CONSENT = ProtectionKind.OPT_OUT
OPENED = ModelRules(gateway=Gateway("AZVOFeu NRW §2 Abs. 1", timedelta(hours=26), breaks_asked=False))
# Six duties in three weeks, 48 hours in each of them on average; here the rhythm begins on 3 September.
ON_DUTY = frozenset({0, 3, 6, 9, 12, 15})
RHYTHM = tuple(DayPlan("dienst", hours("24:00")) if no in ON_DUTY else DayPlan("frei", ZERO) for no in range(21))
ANCHOR = day("3.9.")


def told(found: Iterable[Objection]) -> list[str]:
    """Return "6.12. ARBZG-3-2-AVG", with ! where it blocks and !! where no ground lifts it."""
    marks = {(True, True): " !!", (True, False): " !", (False, False): ""}
    return sorted(
        f"{each.finding.day.day}.{each.finding.day.month}. {each.finding.code}{marks[each.blocks, each.final]}"
        for each in found
    )


def shifts(words: str, *days: str) -> tuple[Duty, ...]:
    return tuple(duty(words, day(each)) for each in days)


# The window from 22 June to 6 December holds 24 × 6 days but for 3 October, a Saturday: 143 of eight hours, 1144:00.
# 116 days of 9:30 up to 30 November are 1102:00, which leaves 42:00 for December.
@pytest.mark.parametrize(
    ("clocks", "expected"),
    [("work 06:00 to 14:54", []), ("work 06:00 to 14:55", ["6.12. ARBZG-3-2-AVG !!"])],
)
def test_an_average_that_ends_with_the_plan_leaves_no_ground(clocks: str, expected: list[str]) -> None:
    file = a_period_file(every("22.6.", "30.11.", "9:30"), day("1.12."))
    planned = shifts(clocks, "1.12.", "2.12.", "3.12.", "4.12.", "5.12.")

    assert told(objections(file, (), planned, DECEMBER)) == expected


# Up to 30 October 95 days of 9:55 are 942:05, twenty of 8:30 in November 170:00, and the four to come 31:12: 1143:17.
# With the twenty-first it is too much, by the pattern's 936:00 and what is above it since the tenth of November's days.
def test_an_average_that_runs_on_is_a_warning() -> None:
    file = a_period_file(every("22.6.", "30.10.", "9:55"), day("1.11."))
    planned = shifts("work 06:00 to 15:00", *(f"{each.day}.11." for each in NOVEMBER if each.isoweekday() < 6))

    assert told(objections(file, (), planned[:-1], NOVEMBER)) == []
    assert told(objections(file, (), planned, NOVEMBER)) == ["13.11. ARBZG-3-2-AVG"]


def watch(today: str, *consents: Protection) -> PeriodFile:
    """Return the file of somebody on watch who followed the rhythm of her model up to a day."""
    how = Employed(rules=OPENED, regime="azvofeu_nrw")
    worked = {each: "24:00" for each in DaySpan(day("1.1."), day(today)) if on_rhythm(each)}
    file = a_period_file(worked, day(today), employed=(how,), protections=consents)
    plans = {key: replace(plan, plan=RHYTHM[_place(key[1])], pattern=RHYTHM) for key, plan in file.plans.items()}
    return replace(file, plans=plans)


def _place(each: date) -> int:
    return (each - ANCHOR).days % len(RHYTHM)


def on_rhythm(each: date) -> bool:
    return _place(each) in ON_DUTY


def watches(month: DaySpan, *also: str) -> tuple[Duty, ...]:
    """Return a month's duties of 24 hours by the clock, by the rhythm and on some days more."""
    more = {day(each) for each in also}
    return tuple(duty("work 07:00 to +1 07:00", each) for each in month if on_rhythm(each) or each in more)


def test_who_follows_the_rhythm_of_the_model_is_not_objected_to_though_a_night_has_an_hour_more() -> None:
    by_rhythm = watches(OCTOBER)

    assert duty("work 07:00 to +1 07:00", day("24.10.")) in by_rhythm
    assert told(objections(watch("1.10."), (), by_rhythm, OCTOBER)) == []


# September to December are 122 days, 836:34 at 48 hours. The rhythm has 35 duties in them, which is 840:00 already; one
# more on 12 October makes 865:00 with the hour of the night on which the clocks go back. The year's 2502:51 are passed
# as well, and the week of the 12th has three duties.
WEEK, LONGER = "AZVOFEU-2-1", "AZVOFEU-2-1 !"


@pytest.mark.parametrize(
    ("consents", "expected"),
    [
        ((), [WEEK, LONGER, LONGER]),
        # September at 54 hours and the rest at 48 hold 862:17, and the year 2736:51.
        ((Protection(CONSENT, day("1.1."), day("1.10.")),), [WEEK, LONGER]),
        # September at 48 hours and the rest at 54 hold 915:25, and the year 2581:42.
        ((Protection(CONSENT, day("1.10.")),), [WEEK]),
    ],
)
def test_a_duty_beyond_forty_eight_hours_takes_a_consent_that_holds_on_the_day(
    consents: tuple[Protection, ...], expected: list[str]
) -> None:
    found = objections(watch("1.10.", *consents), (), watches(OCTOBER, "12.10."), OCTOBER)

    assert sorted(each.split(" ", 1)[1] for each in told(found)) == expected
    assert all(each.finding.day in OCTOBER for each in found)


def test_where_the_months_end_with_the_plan_nothing_makes_up_for_a_duty_too_many() -> None:
    found = objections(watch("1.12."), (), watches(DECEMBER, "14.12."), DECEMBER)

    assert sorted(each.split(" ", 1)[1] for each in told(found)) == [WEEK, "AZVOFEU-2-1 !!", "AZVOFEU-2-1 !!"]


# 36 Sundays were worked until November; with 6 December they are 37 of 52, which leaves the fifteen that are due.
def test_a_sunday_too_many_blocks_and_a_ground_may_lift_it() -> None:
    sundays = every("1.3.", "1.11.", "1:00", weekdays=(7,))
    file = a_period_file(sundays, day("1.12."))
    planned = shifts("work 08:00 to 12:00", "6.12.", "13.12.", "20.12.")

    assert len(sundays) == 36
    assert told(objections(file, (), planned[:1], DECEMBER)) == ["6.12. ARBZG-11-1"]
    assert told(objections(file, (), planned[:2], DECEMBER)) == ["13.12. ARBZG-11-1 !"]


def test_what_the_pattern_has_of_sundays_is_not_held_against_the_roster() -> None:
    every_sunday = Employed(week=("7:48",) * 4 + ("0:00", "0:00", "7:48"))
    worked = every("4.1.", "29.11.", "7:48", weekdays=(7,))
    file = a_period_file(worked, day("1.12."), employed=(every_sunday,))
    planned = shifts("work 08:00 to 16:18", "6.12.", "13.12.", "20.12.", "27.12.")

    assert told(objections(file, (), planned, DECEMBER)) == []


# For Sunday, 6 December, a free working day is due from 23 November to 19 December.
@pytest.mark.parametrize(("free", "expected"), [(None, ["19.12. ARBZG-11-3 !"]), ("12.12.", [])])
def test_a_sunday_without_a_free_day_in_its_weeks_blocks(free: str | None, expected: list[str]) -> None:
    six_days = Employed(week=("6:00",) * 6 + ("0:00",))
    file = a_period_file(every("2.11.", "30.11.", "6:00", (1, 2, 3, 4, 5, 6)), day("1.12."), employed=(six_days,))
    days = [f"{no}.12." for no in range(1, 20) if f"{no}.12." != free and day(f"{no}.12.").isoweekday() < 7]
    planned = shifts("work 08:00 to 14:00", *days, "6.12.")

    assert told(each for each in objections(file, (), planned, DECEMBER) if each.blocks) == expected


def test_nobody_is_taken_to_work_on_leave_and_other_rosters_count() -> None:
    leave = frozenset({day("4.12."), day("5.12.")})
    file = a_period_file(every("22.6.", "30.11.", "9:30"), day("1.12."))
    clocks, days = "work 06:00 to 14:55", ("1.12.", "2.12.", "3.12.", "4.12.", "5.12.")

    # 141 days hold 1128:00, and three of 8:25 make 1127:15.
    assert told(objections(replace(file, neutral=leave), (), shifts(clocks, *days), DECEMBER)) == []
    others, mine = shifts(clocks, *days[:3]), shifts(clocks, *days[3:])
    assert told(objections(file, others, mine, DECEMBER)) == ["6.12. ARBZG-3-2-AVG !!"]


def test_of_a_month_that_is_over_nothing_is_asked() -> None:
    worked = every("1.7.", "31.12.", "10:00")

    assert objections(a_period_file(worked, day("1.12.")), (), shifts("work 06:00 to 15:00", "2.11."), NOVEMBER) == ()


def official(words: str, rules: ModelRules) -> list[str]:
    as_of, week = duty(words).span.from_at, DaySpan(day("2.11."), day("9.11."))
    model = Model(regime="azvo_nrw", rules=rules, sunday_exemption="Nr. 1")
    return told(of_days(a_file("", days=week, model=model, duties=(duty(words),), as_of=as_of)))


def test_a_duty_that_leaves_no_rest_in_a_day_is_opened_by_the_model_or_blocks_an_officials_too() -> None:
    # From 20:00 to 7:00 are eleven hours; the break of three quarters of an hour is none of them.
    long, day_and_night = "work 07:00 to 20:00", "work 07:00 to +1 07:00"

    assert "3.11. ARBZG-3-2-MAX10" in official(long, ModelRules())
    assert "3.11. ARBZG-3-2-MAX10 !" in official("work 07:00 to 20:01", ModelRules())
    assert "3.11. ARBZG-3-2-MAX10 !" in official(day_and_night, ModelRules())
    assert official(day_and_night, OPENED) == []


def above(month: DaySpan, *duties: Duty, regime: str = "tvoed", time_off: bool = False, **wishes: object) -> list[str]:
    """Return since when a month is planned above contract and orders, and both in minutes, of 39:00 or 48:00 a week."""
    fire = regime == "azvofeu_nrw"
    week = (DayPlan("T", hours("7:48")),) * 5 + (DayPlan("frei", ZERO),) * 2
    rules = OPENED if fire else ModelRules(holiday_time_off=time_off)
    plain = Model(weekly="48:00" if fire else "39:00", regime=regime, rules=rules)
    plans = {
        (1, each): replace(
            plain.in_force(1),
            plan=RHYTHM[_place(each)] if fire else week[each.weekday()],
            pattern=RHYTHM if fire else week,
        )
        for each in DaySpan(month.from_day - timedelta(days=4), month.to_day + timedelta(days=4))
    }
    file = a_file("", days=month, plans=plans, duties=duties, **wishes)  # type: ignore[arg-type]  # those of a_file
    found = [each.finding for each in planned_hours.objections(file, month)]
    return [f"{each.day.day}.{each.day.month}. {each.figure} {each.limit}" for each in found]


LONG = "work 06:00 to 16:30"


# 30 days of 39:00 a week hold 167:08, eighteen shifts of 9:45 are 175:30.
@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ((), ["24.11. 10530 10028"]),
        ((order("06:00 to 16:30 for 8:00", day("24.11.")),), ["24.11. 10530 10508"]),
        ((order("06:00 to 16:30", day("24.11.")),), []),
        ((order("06:00 to 16:30 #2", day("24.11.")),), ["24.11. 10530 10028"]),
    ],
)
def test_more_than_the_contract_needs_an_order(orders: tuple[object, ...], expected: list[str]) -> None:
    planned = [f"{no}.11." for no in range(2, 25) if day(f"{no}.11.").isoweekday() < 7][:20]
    days = [each for each in planned if each not in {"7.11.", "14.11."}]

    assert above(NOVEMBER, *shifts(LONG, *days[:-1]), orders=orders) == []
    assert above(NOVEMBER, *shifts(LONG, *days), orders=orders) == expected


def test_a_named_plan_says_what_a_shift_asks_for_and_another_employment_is_not_asked() -> None:
    weekdays = [f"{each.day}.11." for each in NOVEMBER if each.isoweekday() < 6]
    lasting = shifts("work 06:00 to 16:30 as F 7:48", *weekdays)

    assert above(NOVEMBER, *lasting) == []
    assert above(NOVEMBER, *lasting, duty("work 06:00 to 16:30 as F 7:48", day("28.11."))) == ["30.11. 10296 10028"]
    assert above(NOVEMBER, *(replace(each, employment_id=2) for each in shifts(LONG, *weekdays))) == []


# December has 23 weekdays, three of which are off (24, 25 and 31 December): the pattern asks for 156:00.
def test_a_shift_on_a_holiday_is_no_part_of_the_month_where_it_gives_time_off() -> None:
    sixteen = shifts(LONG, *(f"{no}.12." for no in range(1, 19) if day(f"{no}.12.").isoweekday() < 7))

    assert len(sixteen) == 16
    assert above(DECEMBER, *sixteen, *shifts(LONG, "25.12."), time_off=True) == []
    assert above(DECEMBER, *sixteen, *shifts(LONG, "25.12."), regime="azvo_nrw") == []
    assert above(DECEMBER, *sixteen, *shifts("work 06:00 to 07:00", "27.12."), time_off=True) == ["27.12. 9420 9360"]


# Who has a shift on the 25th that is paid by 135 % loses nothing by this holiday: 156:00 and 7:48 are 163:48. Sixteen
# shifts of 9:45 and one of 7:48 are just that; of 7:49 they are a minute more.
def test_a_shift_on_a_holiday_is_a_part_of_the_month_where_it_is_paid_instead() -> None:
    sixteen = shifts(LONG, *(f"{no}.12." for no in range(1, 19) if day(f"{no}.12.").isoweekday() < 7))

    assert above(DECEMBER, *sixteen, *shifts("work 06:00 to 14:18", "25.12.")) == []
    assert above(DECEMBER, *sixteen, *shifts("work 06:00 to 14:19", "25.12.")) == ["25.12. 9829 9828"]


# October at 48:00 holds 212:34, less a fifth of the week for the third; the rhythm has nine duties in it, 216:00.
def test_who_is_on_watch_follows_the_rhythm_without_an_order() -> None:
    by_rhythm = [replace(each, plan=RHYTHM[0]) for each in watches(OCTOBER)]
    more = replace(duty("work 07:00 to +1 07:00", day("12.10.")), plan=RHYTHM[0])

    assert above(OCTOBER, *by_rhythm, regime="azvofeu_nrw") == []
    assert above(OCTOBER, *by_rhythm, more, regime="azvofeu_nrw") == ["30.10. 14400 12960"]
