"""Weeks at school: the day that is free of work, block weeks, and what lessons count for who is a minor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.core.builders import Model, a_day, a_file, absent, shown, taps
from tests.core.periods import period_file_of
from timeclock.core.day import PersonFile
from timeclock.core.evaluation import evaluate
from timeclock.core.findings import Code
from timeclock.core.period_results import period_results
from timeclock.core.periods import PeriodKind
from timeclock.core.plans import ModelRules, ShiftWork
from timeclock.core.spans import DaySpan

MONDAY = date(2026, 11, 2)
LONG = "vocational_school from 08:00 to 13:00 lessons=6 travel_min=20"


def lines(*words: str, monday: date = MONDAY, target: str = "7:48") -> list[str]:
    """Return the lines of lessons of a week, each text being one day at school from Monday on."""
    absences = tuple(absent(text, monday + timedelta(days=no)) for no, text in enumerate(words))
    file = a_file((), days=DaySpan(monday, monday + timedelta(days=7)), model=Model(target), absences=absences)
    found = evaluate(replace(file, stamps=())).days
    return [f"{line.reason} {shown(line.amount)}" for day in found for line in day.lines if "school" in line.reason]


def test_only_the_first_long_day_of_a_week_is_free_of_work() -> None:
    assert lines(LONG, LONG) == ["school_day 7:48", "school_hours 5:20"]


def test_a_short_day_before_leaves_the_long_one_free() -> None:
    short = "vocational_school from 08:00 to 12:00 lessons=5 travel_min=0"

    assert lines(short, LONG) == ["school_hours 4:00", "school_day 7:48"]


BEFORE_2024 = date(2023, 11, 6)
EVER = pytest.mark.parametrize("monday", [MONDAY, BEFORE_2024])


@EVER
def test_twenty_five_hours_on_five_days_are_worth_the_average_week(monday: date) -> None:
    assert lines(*[LONG] * 5, monday=monday) == ["school_block 7:48"] * 5


@EVER
def test_two_hours_of_a_block_week_may_be_worked_besides(monday: date) -> None:
    absences = tuple(absent(LONG, monday + timedelta(days=no)) for no in range(5))
    [line, *_] = a_day("", day=monday, absences=absences).lines[1:]

    assert line.figures["extra"] == 120


def test_the_shares_of_a_block_week_add_up() -> None:
    """36:40 on six days at school: 366 and 367 minutes."""
    assert lines(*[LONG] * 6, target="7:20") == ["school_block 6:06", "school_block 6:07", "school_block 6:07"] * 2


@EVER
def test_a_minute_less_or_a_day_less_is_no_block_week(monday: date) -> None:
    less = "vocational_school from 08:00 to 12:59 lessons=6 travel_min=0"
    long = "vocational_school from 08:00 to 15:00 lessons=8 travel_min=0"

    assert lines(*[LONG] * 4, less, monday=monday)[0] == "school_day 7:48"
    assert lines(*[long] * 4, monday=monday) == ["school_day 7:48", *["school_hours 7:00"] * 3]


def test_a_holiday_in_the_week_has_no_school() -> None:
    assert lines(*[LONG] * 5, monday=date(2026, 6, 1)) == ["school_day 7:48", *["school_hours 5:20"] * 3]


YOUNG, OF_AGE = date(2009, 3, 1), date(2006, 3, 1)
SHORT = "vocational_school from 08:00 to 12:00 lessons=5 travel_min=40"
BLOCK = "vocational_school from 08:00 to 13:10 lessons=6 travel_min=40"
WORK = "08:00 in 11:30 out 12:30 in 16:48 out"
Week = list[tuple[str, str]]


def week(days: Week, born_on: date = YOUNG, target: str = "7:48") -> PersonFile:
    """Return a week from Monday on, each day its lessons and its stamps, either of which may be empty."""
    on = [(MONDAY + timedelta(days=no), lessons, stamps) for no, (lessons, stamps) in enumerate(days)]
    return a_file(
        tuple(stamp for day, _, stamps in on for stamp in taps(stamps, day)),
        days=DaySpan(MONDAY, MONDAY + timedelta(days=7)),
        model=Model(target),
        absences=tuple(absent(lessons, day) for day, lessons, _ in on if lessons),
        born_on=born_on,
    )


def judged(kind: PeriodKind, file: PersonFile) -> list[tuple[dict[str, int | str], list[str]]]:
    """Return what the periods of a kind came to: their figures, and their findings with day and figure."""
    results = period_results(period_file_of(file, evaluate(file)))
    return [
        (dict(each.figures), [f"{found.day:%d.%m.} {found.code} {found.figure}" for found in each.findings])
        for each in results
        if each.kind is kind
    ]


def test_lessons_count_into_a_minors_forty_hours_and_five_days() -> None:
    """7:48 on three days, the average of a long day, 4:00 of lessons with 3:30 of work: 38:42 on five days."""
    days = [("", WORK), (LONG, ""), ("", WORK), (SHORT, "12:30 in 16:00 out"), ("", WORK)]
    [(figures, found)] = judged(PeriodKind.MINOR_WEEK, week(days))

    assert (figures["worked_min"], figures["days"], found) == (38 * 60 + 42, "5", [])


def test_a_day_at_school_is_one_of_the_five_and_its_hours_are_of_the_forty() -> None:
    days = [("", WORK), (LONG, ""), ("", WORK), (SHORT, "12:30 in 16:00 out"), ("", WORK), ("", "08:00 in 10:00 out")]
    [(figures, found)] = judged(PeriodKind.MINOR_WEEK, week(days))

    assert figures["days"] == "6"
    assert found == ["07.11. JARBSCHG-8-1-WEEK40 2442", "07.11. JARBSCHG-15-5DAYS None"]


def test_of_age_nobody_adds_up_her_lessons() -> None:
    days = [("", WORK), (LONG, ""), ("", WORK), (SHORT, "12:30 in 16:00 out"), ("", WORK), ("", "08:00 in 10:00 out")]

    assert judged(PeriodKind.MINOR_WEEK, week(days, OF_AGE)) == []


@pytest.mark.parametrize("born_on", [YOUNG, OF_AGE])
def test_two_hours_of_training_may_be_beside_a_block_week(born_on: date) -> None:
    days = [(BLOCK, ""), (BLOCK, "14:00 in 15:00 out"), (BLOCK, ""), (BLOCK, "14:00 in 15:00 out"), (BLOCK, "")]

    assert judged(PeriodKind.BLOCK_WEEK, week(days, born_on)) == [({"worked_min": 120, "limit_min": 120}, [])]


@pytest.mark.parametrize("born_on", [YOUNG, OF_AGE])
def test_a_minute_more_is_too_much_on_its_day(born_on: date) -> None:
    days = [(BLOCK, ""), (BLOCK, "14:00 in 15:00 out"), (BLOCK, ""), (BLOCK, "14:00 in 15:01 out"), (BLOCK, "")]
    [(_, found)] = judged(PeriodKind.BLOCK_WEEK, week(days, born_on))

    assert found == ["05.11. BBIG-15-1-3 121"]


def test_what_may_be_beside_a_block_week_is_not_held_against_the_forty_hours() -> None:
    """Of a full week of 40:00 two hours are allowed on top; the eleventh minute past them is of the forty."""
    allowed = [(BLOCK, ""), (BLOCK, "14:00 in 15:00 out"), (BLOCK, ""), (BLOCK, "14:00 in 15:00 out"), (BLOCK, "")]
    longer = [*allowed[:4], (BLOCK, "14:00 in 14:11 out")]

    assert [found for _, found in judged(PeriodKind.MINOR_WEEK, week(allowed, target="8:00"))] == [[]]
    assert [found for _, found in judged(PeriodKind.MINOR_WEEK, week(longer, target="8:00"))] == [
        ["06.11. JARBSCHG-8-1-WEEK40 2411"]
    ]


def test_a_week_of_block_lessons_without_work_has_its_row_and_no_minors_week() -> None:
    file = week([(BLOCK, "")] * 5)

    assert judged(PeriodKind.BLOCK_WEEK, file) == [({"worked_min": 0, "limit_min": 120}, [])]
    assert judged(PeriodKind.MINOR_WEEK, file) == []


def test_lessons_of_a_day_with_two_jobs_count_once_for_the_person() -> None:
    """Lessons are the first job's; the work of the second makes the day too long with them."""
    stamps = taps("13:00 in 17:01 out", MONDAY, employment_id=2)
    file = replace(week([(SHORT, "")]), stamps=stamps)
    plans = {**file.plans, **{(2, day): replace(plan, employment_id=2) for (_, day), plan in file.plans.items()}}

    found = evaluate(replace(file, plans=plans)).findings
    assert [(each.code, each.figure) for each in found] == [(Code.JARBSCHG_8_1_MAX8, 481)]


def test_what_is_too_long_with_lessons_names_both_laws() -> None:
    found = evaluate(week([(SHORT, "13:00 in 17:01 out")])).findings

    assert [each.citation for each in found] == ["JArbSchG §8; JArbSchG §9 Abs. 2"]


def evenings(tomorrow: str, born_on: date = YOUNG) -> list[str]:
    """Return what is found where somebody in shifts works to 22:00 before a day at school."""
    file = week([("", "15:00 in 18:00 out 19:00 in 22:00 out"), (tomorrow, "")], born_on)
    rules = ModelRules(shift_work=ShiftWork.SHIFTS)
    plans = {key: replace(plan, rules=rules) for key, plan in file.plans.items()}
    return [f"{each.code} {each.figure}" for each in evaluate(replace(file, plans=plans)).findings]


def test_before_early_lessons_nobody_under_age_works_after_eight_in_the_evening() -> None:
    late = "vocational_school from 09:00 to 13:00 lessons=5 travel_min=0"

    assert evenings(SHORT) == ["JARBSCHG-14-1-NIGHT 120"]
    assert evenings(late) == []
    assert evenings("") == []


def test_before_a_holiday_without_school_the_hours_of_shifts_hold() -> None:
    monday = date(2026, 6, 1)
    lessons = absent(SHORT, date(2026, 6, 4))
    stamps = taps("15:00 in 18:00 out 19:00 in 22:00 out", date(2026, 6, 3))
    file = a_file(stamps, days=DaySpan(monday, date(2026, 6, 8)), absences=(lessons,), born_on=YOUNG)
    plans = {key: replace(plan, rules=ModelRules(shift_work=ShiftWork.SHIFTS)) for key, plan in file.plans.items()}

    assert evaluate(replace(file, plans=plans)).findings == ()


def test_before_the_act_of_today_no_lessons_are_early() -> None:
    day = date(2019, 11, 4)
    stamps = taps("15:00 in 18:00 out 19:00 in 22:00 out", day)
    file = a_file(stamps, day=day, absences=(absent(SHORT, date(2019, 11, 5)),), born_on=date(2003, 1, 1))
    plans = {key: replace(plan, rules=ModelRules(shift_work=ShiftWork.SHIFTS)) for key, plan in file.plans.items()}

    assert evaluate(replace(file, plans=plans)).findings == ()
