"""Overtime and extra work of weeks, extra duty of officials, premiums as time: what is left, and of what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from tests.core.builders import hours, shown, span
from tests.core.periods import Employed, a_period_file, day, found
from timeclock.core.overtime import Order, OrderedWeek, above_corridor, by_week, ordered
from timeclock.core.periods import CreditedDay, PeriodFile, PeriodKind, PeriodResult
from timeclock.core.plans import ModelRules
from timeclock.core.premiums import Premium, PremiumKind
from timeclock.core.spans import ZERO, first_of, minus

MONDAY = date(2026, 11, 2)
LATER = date(2026, 12, 20)


def left(*weeks: tuple[str, str], room: str = "0:00") -> list[tuple[str, str]]:
    """Return what is left of weeks of (ordered extra, compensated), each as (extra work, overtime)."""
    given = [OrderedWeek(hours(extra), hours(compensated)) for extra, compensated in weeks]
    return [(shown(each.extra_work), shown(each.overtime)) for each in by_week(given, hours(room))]


def test_time_given_back_pays_the_older_week_first() -> None:
    assert left(("2:00", "0:00"), ("1:00", "2:30")) == [("0:00", "0:00"), ("0:00", "0:30")]


def test_the_second_week_after_is_too_late() -> None:
    assert left(("2:00", "0:00"), ("0:00", "0:00"), ("0:00", "2:00"))[0] == ("0:00", "2:00")


def test_more_given_back_than_was_ordered_makes_no_debt() -> None:
    assert left(("1:00", "3:00"), ("2:00", "0:00")) == [("0:00", "0:00"), ("0:00", "2:00")]


@pytest.mark.parametrize(
    ("extra", "expected"),
    [("8:59", ("8:59", "0:00")), ("9:00", ("9:00", "0:00")), ("9:01", ("9:00", "0:01"))],
)
def test_a_part_timer_has_extra_work_up_to_the_full_time_hours(extra: str, expected: tuple[str, str]) -> None:
    assert left((extra, "0:00"), room="9:00") == [expected]


def test_no_weeks_leave_nothing() -> None:
    assert left() == []


@pytest.mark.parametrize(("worked", "above"), [("44:59", "0:00"), ("45:00", "0:00"), ("45:01", "0:01")])
def test_only_what_is_above_the_corridor_is_overtime(worked: str, above: str) -> None:
    assert shown(above_corridor(hours(worked), hours("45:00"))) == above


def test_an_order_covers_some_work() -> None:
    with pytest.raises(ValueError, match="covers some work"):
        Order(1, span("08:00-09:00"), ZERO)


def test_overlapping_orders_cover_the_same_work_whichever_was_given_first() -> None:
    evening, until_eight = Order(1, span("18:00-21:00"), hours("1:00")), Order(1, span("18:00-20:00"))
    work = [span("16:00-22:00")]

    assert ordered(work, (), [evening, until_eight]) == (span("18:00-21:00"),)
    assert ordered(work, (), [until_eight, evening]) == (span("18:00-21:00"),)


def test_the_first_hour_and_a_half_of_two_spans() -> None:
    spans = (span("06:00-07:00"), span("09:00-12:00"))

    assert first_of(spans, hours("1:30")) == (span("06:00-07:00"), span("09:00-09:30"))
    assert first_of(spans, hours("9:00")) == spans
    assert minus(spans, [span("06:30-09:30")]) == (span("06:00-06:30"), span("09:30-12:00"))


@dataclass(frozen=True)
class Worked:
    """A day's work, what of it was ordered, its premiums, and what of the order lay outside; `worked` "–" is open."""

    worked: str
    ordered: str = "0:00"
    premiums: tuple[Premium, ...] = ()
    target: str = "7:48"
    outside: str = "0:00"


def a_file(
    days: Mapping[str, Worked], *, weekly: str = "39:00", today: date = LATER, employed: Employed | None = None
) -> PeriodFile:
    """Return the file of somebody who worked on these days of 2026, known until `today`."""
    return of_several({1: days}, weekly=weekly, today=today, employed=(employed or Employed(),))


def of_several(
    days: Mapping[int, Mapping[str, Worked]], *, weekly: str, today: date, employed: tuple[Employed, ...]
) -> PeriodFile:
    file = a_period_file({}, today, employed=employed)
    credited = {
        (no, day(on)): CreditedDay(
            None if how.worked == "–" else hours(how.worked),
            hours(how.target),
            hours(how.ordered),
            how.premiums,
            outside=hours(how.outside),
        )
        for no, worked in days.items()
        for on, how in worked.items()
    }
    plans = {key: replace(plan, weekly=hours(weekly)) for key, plan in file.plans.items()}
    return replace(file, credited=credited, plans=plans)


def figures(results: list[PeriodResult], *names: str) -> list[tuple[object, ...]]:
    """Return the named figures of each result, durations as "1:30"."""
    return [tuple(_told(each.figures[name]) for name in names) for each in results]


def _told(value: int | str) -> str:
    return shown(timedelta(minutes=value)) if isinstance(value, int) else value


def weeks(file: PeriodFile) -> list[tuple[object, ...]]:
    found_weeks = found(file, PeriodKind.OVERTIME_WEEK)
    return [
        (f"{each.days.from_day:%d.%m.}", *row)
        for each, row in zip(
            found_weeks, figures(found_weeks, "ordered_min", "extra_work_min", "overtime_min", "final"), strict=True
        )
    ]


def test_what_was_ordered_and_worked_above_the_target_is_overtime() -> None:
    file = a_file({"2.11.": Worked("9:48", "2:00"), "3.11.": Worked("7:48")})

    assert weeks(file) == [("02.11.", "2:00", "0:00", "2:00", "yes")]


def test_what_nobody_ordered_is_flexitime() -> None:
    assert weeks(a_file({"2.11.": Worked("9:48"), "9.11.": Worked("8:48", "1:00")})) == [
        ("09.11.", "1:00", "0:00", "1:00", "yes")
    ]


def test_an_hour_less_on_another_day_of_the_week_is_given_back_already() -> None:
    file = a_file({"2.11.": Worked("9:48", "2:00"), "3.11.": Worked("6:48")})

    assert weeks(file) == [("02.11.", "1:00", "0:00", "1:00", "yes")]


def test_a_shorter_week_after_gives_back_and_the_second_one_does_not() -> None:
    days = {"2.11.": Worked("9:48", "2:00"), "10.11.": Worked("6:18"), "17.11.": Worked("5:48")}

    assert weeks(a_file(days)) == [("02.11.", "2:00", "0:00", "0:30", "yes")]


def test_until_the_week_after_is_over_nothing_is_final() -> None:
    days = {"2.11.": Worked("9:48", "2:00")}

    assert weeks(a_file(days, today=date(2026, 11, 15))) == [("02.11.", "2:00", "0:00", "2:00", "no")]
    assert weeks(a_file(days, today=date(2026, 11, 16)))[0][-1] == "yes"


def test_an_open_day_waits_with_its_target() -> None:
    file = a_file({"2.11.": Worked("–", "2:00"), "3.11.": Worked("9:48", "1:00")})

    assert weeks(file) == [("02.11.", "1:00", "0:00", "1:00", "yes")]


def test_a_part_timer_has_both_kinds_reported() -> None:
    file = a_file({"2.11.": Worked("24:00", "24:00", target="4:00")}, weekly="20:00")

    assert weeks(file) == [("02.11.", "20:00", "19:00", "1:00", "yes")]


def test_somebody_with_longer_hours_than_full_time_has_no_room() -> None:
    file = a_file({"2.11.": Worked("9:24", "1:00", target="8:24")}, weekly="42:00")

    assert weeks(file) == [("02.11.", "1:00", "0:00", "1:00", "yes")]


def test_in_a_corridor_only_what_lies_above_it_is_overtime() -> None:
    employed = Employed(rules=ModelRules(corridor=hours("45:00")))
    days = {f"{no}.11.": Worked("9:12", "9:12") for no in range(2, 7)}

    assert weeks(a_file(days, employed=employed)) == [("02.11.", "1:00", "0:00", "1:00", "yes")]
    shorter = {**days, "6.11.": Worked("8:12", "8:12")}
    assert weeks(a_file(shorter, employed=employed)) == []


def test_a_short_week_after_gives_back_nothing_of_what_is_above_the_corridor() -> None:
    employed = Employed(rules=ModelRules(corridor=hours("45:00")))
    days = {f"{no}.11.": Worked("9:12", "9:12") for no in range(2, 7)} | {"10.11.": Worked("4:00")}

    assert weeks(a_file(days, employed=employed)) == [("02.11.", "1:00", "0:00", "1:00", "yes")]


def test_above_the_corridor_a_part_timer_has_overtime_and_no_extra_work() -> None:
    employed = Employed(rules=ModelRules(corridor=hours("45:00")))
    days = {f"{no}.11.": Worked("9:12", "9:12", target="4:00") for no in range(2, 7)}

    assert weeks(a_file(days, weekly="20:00", employed=employed)) == [("02.11.", "1:00", "0:00", "1:00", "yes")]


FRAMED = Employed(rules=ModelRules(daily_frame=True))


def test_in_a_daily_frame_what_is_ordered_outside_is_overtime_though_the_week_is_short() -> None:
    days = {"2.11.": Worked("9:48", "2:00", outside="0:40"), "3.11.": Worked("4:00"), "10.11.": Worked("4:00")}

    assert weeks(a_file(days, employed=FRAMED)) == [("02.11.", "0:40", "0:00", "0:40", "yes")]


def test_in_a_daily_frame_what_is_ordered_inside_is_no_overtime() -> None:
    assert weeks(a_file({"2.11.": Worked("9:48", "2:00")}, employed=FRAMED)) == []


@pytest.mark.parametrize("regime", ["azvo_nrw", "minijob", ""])
def test_the_tariff_alone_knows_overtime(regime: str) -> None:
    assert weeks(a_file({"2.11.": Worked("9:48", "2:00")}, employed=Employed(regime=regime))) == []


@pytest.mark.parametrize("regime", ["tvoed", "tvaoed"])
def test_employees_and_trainees_have_it(regime: str) -> None:
    assert len(weeks(a_file({"2.11.": Worked("9:48", "2:00")}, employed=Employed(regime=regime)))) == 1


def test_before_the_tariff_there_was_none() -> None:
    file = a_file({"2.11.": Worked("9:48", "2:00")})
    early = replace(
        file.law, overtime=replace(file.law.overtime, entries=((date(2027, 1, 1), file.law.overtime.entries[0][1]),))
    )

    assert weeks(replace(file, law=early)) == []


def test_without_terms_there_is_no_room_for_extra_work() -> None:
    file = a_file({"2.11.": Worked("9:48", "2:00")})
    without = {key: replace(plan, weekly=None) for key, plan in file.plans.items()}

    assert weeks(replace(file, plans=without)) == [("02.11.", "2:00", "0:00", "2:00", "yes")]


def test_two_employments_are_told_together_and_one_by_one() -> None:
    file = of_several(
        {1: {"2.11.": Worked("9:48", "2:00")}, 2: {"3.11.": Worked("8:18", "0:30")}},
        weekly="39:00",
        today=LATER,
        employed=(Employed(), Employed()),
    )
    results = found(file, PeriodKind.OVERTIME_WEEK)

    assert figures(results, "overtime_min", "overtime_min@1", "overtime_min@2") == [("2:30", "2:00", "0:30")]


def test_the_week_that_begins_in_the_old_year_is_not_told_again() -> None:
    file = a_file({"31.12.": Worked("9:48", "2:00"), "2.1.": Worked("9:48", "2:00")}, today=date(2027, 2, 1))

    assert [first for first, *_ in weeks(file)] == ["28.12."]


def duty(file: PeriodFile) -> list[tuple[object, ...]]:
    return figures(found(file, PeriodKind.EXTRA_DUTY), "extra_duty_min", "compensated_min")


OFFICIAL = Employed(regime="azvo_nrw")


@pytest.mark.parametrize(("ordered", "compensated"), [("4:59", "0:00"), ("5:00", "0:00"), ("5:01", "5:01")])
def test_over_five_hours_of_a_month_all_of_it_is_compensated(ordered: str, compensated: str) -> None:
    file = a_file({"2.11.": Worked("9:48", "2:00"), "4.11.": Worked("15:00", "9:00")}, employed=OFFICIAL)
    worked = hours("7:48") + hours(ordered)
    exact = replace(file, credited={(1, day("2.11.")): CreditedDay(worked, hours("7:48"), hours(ordered))})

    assert duty(exact) == [(ordered, compensated)]


def test_a_month_counts_what_was_ordered_and_is_above_its_target() -> None:
    days = {
        "2.11.": Worked("13:48", "6:00"),
        "3.11.": Worked("7:18"),
        "1.12.": Worked("8:48"),
        "2.12.": Worked("–", "1:00"),
    }

    assert duty(a_file(days, employed=OFFICIAL)) == [("5:30", "5:30")]


def test_a_year_is_paid_up_to_480_hours() -> None:
    long_day = Worked("12:00", "12:00", target="0:00")
    days = {f"{no}.{month}.": long_day for month in (10, 11) for no in range(1, 22)}
    [one] = found(a_file(days, employed=OFFICIAL), PeriodKind.EXTRA_DUTY_YEAR)

    assert figures([one], "extra_duty_min", "payable_min") == [("504:00", "480:00")]
    assert one.days.from_day == date(2026, 1, 1)
    assert one.days.to_day == date(2027, 1, 1)


def test_employees_have_no_extra_duty_and_before_the_law_nobody_had() -> None:
    assert duty(a_file({"2.11.": Worked("14:48", "7:00")})) == []
    file = a_file({"2.11.": Worked("14:48", "7:00")}, employed=OFFICIAL)
    entries = ((date(2027, 1, 1), file.law.extra_duty.entries[0][1]),)
    early = replace(file.law, extra_duty=replace(file.law.extra_duty, entries=entries))
    assert duty(replace(file, law=early)) == []


def premium(kind: PremiumKind, length: str, percent: int | None) -> Premium:
    return Premium(kind, hours(length), percent, "rule", "citation", ())


def test_premiums_of_a_month_are_worth_their_share_as_time() -> None:
    days = {
        "1.11.": Worked("5:30", premiums=(premium(PremiumKind.SUNDAY, "5:30", 25),)),
        "8.11.": Worked(
            "8:00", premiums=(premium(PremiumKind.SUNDAY, "0:30", 25), premium(PremiumKind.NIGHT, "7:15", 20))
        ),
        "1.12.": Worked("8:00", premiums=(premium(PremiumKind.UNSOCIAL_DAY, "8:00", None),)),
    }
    months = found(a_file(days), PeriodKind.PREMIUM_TIME)

    # 360 minutes at 25 % are 90, 435 at 20 % are 87.
    assert figures(months, "sunday_min", "night_min", "time_min") == [("6:00", "7:15", "2:57")]


def test_premiums_of_another_year_are_left_to_its_own_file() -> None:
    file = a_file({"2.11.": Worked("8:00")})
    old = CreditedDay(hours("8:00"), ZERO, premiums=(premium(PremiumKind.NIGHT, "8:00", 20),))

    assert found(replace(file, credited={(1, date(2025, 12, 31)): old}), PeriodKind.PREMIUM_TIME) == []
