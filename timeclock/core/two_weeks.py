"""Whether one part of a year's leave has two weeks in one piece (BUrlG §7 Abs. 2 Satz 2)."""

from __future__ import annotations

from datetime import date

from timeclock.core.leave_file import LeaveFile
from timeclock.core.leave_payment import PAYING
from timeclock.core.leave_use import used_days
from timeclock.core.spans import DaySpan

SUNDAY = 7


def longest_part(file: LeaveFile, year: int) -> int:
    """Return the working days, Saturdays among them, of the longest piece of a year's leave with the days off in it."""
    leave = frozenset(day for each in file.absences if each.reason.code in PAYING for day in each.days)
    longest = run = 0
    for day in DaySpan(date(year, 1, 1), date(year + 1, 1, 1)):
        goes_on = day in leave or (run > 0 and not used_days([day], file.plans, file.calendar, file.law))
        run = run + _is_working_day(file, day) if goes_on else 0
        longest = max(longest, run)
    return longest


def _is_working_day(file: LeaveFile, day: date) -> bool:
    """Say whether a day is a working day of the act: none but Sundays and holidays are not."""
    return day.isoweekday() != SUNDAY and not file.calendar.is_holiday(day)


def lacks(file: LeaveFile, year: int) -> bool:
    """Say whether a year has come so far without such a part, taken or planned, that somebody has to speak of it."""
    figures = file.law.leave.two_weeks.on(date(year, 1, 1))
    return file.today >= date(year, figures.from_month, 1) and longest_part(file, year) < figures.days
