"""Additional leave of severely disabled people, for the whole year or the months of their status (SGB IX §208)."""

from __future__ import annotations

from fractions import Fraction

from timeclock.core import leave_rounding as rounding
from timeclock.core.annual_leave import statutory_share
from timeclock.core.leave_figures import DisabledLeave, LeaveLaw
from timeclock.core.leave_months import full_months
from timeclock.core.leave_year import Granted, LeaveKind, LeaveLine, LeaveReason, LeaveYear
from timeclock.core.periods import MONTHS


def disability(year: LeaveYear, law: LeaveLaw) -> Granted:
    """Return five days at five days a week: all where the status holds all the time, else a twelfth a full month."""
    figures = law.disabled.if_on(year.new_year)
    if figures is None or year.disabled is None or not year.is_employed or not year.weeks:
        return Granted(LeaveKind.DISABILITY, ())
    of_year = Fraction(figures.days, figures.of_week) * year.days_per_week
    whole = LeaveLine(LeaveReason.YEAR, of_year, figures.rule, figures.citation)
    share = _share(year, law)
    exact = share * of_year
    lines = [whole]
    if share != 1:
        lines.append(_status(year, exact - of_year, figures))
    if rounding.disability_days(exact) != exact:
        more = rounding.disability_days(exact) - exact
        lines.append(LeaveLine(LeaveReason.ROUNDED, more, figures.part_rule, figures.part_citation))
    return Granted(LeaveKind.DISABILITY, tuple(lines))


def _share(year: LeaveYear, law: LeaveLaw) -> Fraction:
    """Return which share of the year's days is due; who is disabled all along has what the statute gives of a year."""
    if year.disabled == year.employed:
        return statutory_share(year, law.statutory.on(year.new_year))
    return Fraction(_months(year), MONTHS)


def _months(year: LeaveYear) -> int:
    return 0 if year.disabled is None else full_months(year.disabled)


def _status(year: LeaveYear, days: Fraction, figures: DisabledLeave) -> LeaveLine:
    told = {"months": _months(year)}
    return LeaveLine(LeaveReason.STATUS, days, figures.part_rule, figures.part_citation, told)
