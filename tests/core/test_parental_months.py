"""Who works on parental leave: 32 hours a week on average of the month, 30 for a child born before September 2021."""

from __future__ import annotations

from datetime import date

from tests.core.periods import Employed, a_period_file, day, every, found, said
from timeclock.core.periods import PeriodFile, PeriodKind
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import DaySpan

NEW_YEAR = date(2027, 1, 1)
CHILD = date(2026, 2, 10)
SIX_HOURS = Employed(week=("6:00",) * 5 + ("0:00",) * 2, weekly="30:00")


def on_leave(since: date = date(2026, 1, 1), until: date | None = None, born: date | None = CHILD) -> Protection:
    return Protection(ProtectionKind.PARENTAL_PART_TIME, since, until, Figures(birth_on=born))


def file_of(worked: dict[date, str], today: date = NEW_YEAR, **wishes: object) -> PeriodFile:
    given = {"employed": (SIX_HOURS,), "protections": (on_leave(),), **wishes}
    return a_period_file(worked, today, **given)  # type: ignore[arg-type]  # the wishes are those of a_period_file


def months_of(worked: dict[date, str], today: date = NEW_YEAR, **wishes: object) -> list[str]:
    return said(found(file_of(worked, today, **wishes), PeriodKind.PARENTAL_MONTH))


# 32 hours a week are 137:08 in the thirty days of September, which has no holiday.
FULL = every("1.9.", "30.9.", "6:00") | {day("30.9."): "11:08"}


def test_a_month_holds_thirty_two_hours_a_week() -> None:
    assert months_of(FULL) == []
    assert months_of(FULL | {day("26.9."): "0:01"}) == ["2026-09-30 warning BEEG-15-4"]


def test_for_a_child_born_before_september_2021_it_is_thirty_hours() -> None:
    """They are 128:34."""
    older, younger = (on_leave(born=date(2021, *on)) for on in ((8, 31), (9, 1)))
    right = every("1.9.", "29.9.", "6:00") | {day("30.9."): "2:34"}

    assert months_of(right, protections=(older,)) == []
    assert months_of(right | {day("30.9."): "2:35"}, protections=(older,)) == ["2026-09-30 warning BEEG-15-4"]
    assert months_of(FULL, protections=(younger,)) == []


def test_who_has_not_said_when_the_child_was_born_is_judged_by_what_holds_now() -> None:
    assert months_of(FULL, protections=(on_leave(born=None),)) == []


def test_leave_sickness_and_holidays_count_as_if_worked() -> None:
    """In October 141:42 are allowed, and All Saints is none of its days; a week of leave stands for its 30 hours."""
    leave = frozenset(DaySpan(date(2026, 10, 5), date(2026, 10, 10)))
    worked = every("1.10.", "2.10.", "6:00") | every("12.10.", "30.10.", "6:40")

    assert months_of(worked) == []
    assert months_of(worked, neutral=leave) == ["2026-10-31 warning BEEG-15-4"]


def test_terms_above_the_limit_warn_as_soon_as_the_month_has_begun() -> None:
    seven = Employed(week=("7:00",) * 5 + ("0:00",) * 2, weekly="35:00")

    assert months_of({}, day("2.9."), employed=(seven,)) == ["2026-09-01 warning BEEG-15-4"]
    assert months_of({}, day("1.9."), employed=(seven,)) == []


def test_of_a_month_in_which_the_leave_begins_its_days_alone_count() -> None:
    """From 16 September on they are fifteen days and hold 68:34."""
    worked = every("1.9.", "15.9.", "9:00") | every("16.9.", "29.9.", "6:00") | {day("30.9."): "8:34"}
    since = on_leave(since=date(2026, 9, 16))

    assert months_of(worked, protections=(since,)) == []
    assert months_of(worked | {day("26.9."): "0:01"}, protections=(since,)) == ["2026-09-30 warning BEEG-15-4"]


def test_all_employments_are_added() -> None:
    assert months_of({}, day("2.9."), employed=(SIX_HOURS, SIX_HOURS)) == ["2026-09-01 warning BEEG-15-4"]


def test_the_hour_of_the_clock_change_was_worked() -> None:
    """From midnight on 4:00 on 29 March are four hours, whatever the clock says."""
    march = every("2.3.", "31.3.", "6:00") | {day("29.3."): "4:00", day("31.3."): "11:42"}

    assert months_of(march) == []
    assert months_of(march | {day("29.3."): "4:01"}) == ["2026-03-31 warning BEEG-15-4"]


def test_who_is_on_no_such_leave_has_no_such_month() -> None:
    ended = on_leave(until=date(2026, 1, 2))
    other = Protection(ProtectionKind.NIGHT_WORKER, date(2026, 1, 1))

    assert found(file_of(FULL, protections=()), PeriodKind.PARENTAL_MONTH) == []
    assert found(file_of(FULL, protections=(other,)), PeriodKind.PARENTAL_MONTH) == []
    assert [each.days.from_day for each in found(file_of(FULL, protections=(ended,)), PeriodKind.PARENTAL_MONTH)] == [
        date(2026, 1, 1)
    ]


def test_before_the_act_nobody_was_on_such_leave() -> None:
    file = file_of(FULL, protections=(on_leave(born=date(2006, 12, 31)),))

    assert found(file, PeriodKind.PARENTAL_MONTH) == []
