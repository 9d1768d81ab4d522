"""Additional leave for months of shift work in a row (TVöD §27 Abs. 1 and 4)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from timeclock.core.leave_figures import LeaveLaw
from timeclock.core.leave_year import Granted, LeaveKind, LeaveLine, LeaveReason, LeaveYear, ShiftMonths


def shift_leave(year: LeaveYear, law: LeaveLaw) -> Granted:
    """Return a day for two months round the clock and for four in shifts, six in a year at most: 12 months are 6."""
    figures = law.shifts.if_on(year.new_year)
    if figures is None or year.regime not in figures.regimes:
        return Granted(LeaveKind.SHIFT, ())
    days = _earned(year.round_the_clock, figures.round_the_clock_months) + _earned(year.shifts, figures.shift_months)
    told = {"months": sum(row.months for row in (*year.round_the_clock, *year.shifts))}
    line = LeaveLine(LeaveReason.SHIFTS, Fraction(min(days, figures.most)), figures.rule, figures.citation, told)
    return Granted(LeaveKind.SHIFT, (line,) if days else ())


def _earned(rows: Iterable[ShiftMonths], months: int) -> int:
    """Return the days of rows: a row that began the year before gives those that are completed in this one."""
    return sum((row.before + row.months) // months - row.before // months for row in rows)
