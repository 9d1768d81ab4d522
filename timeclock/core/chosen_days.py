"""Days in place of pay: exchange days (TVöD §29a), and those of the social and educational service (Anlage D.12)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from timeclock.core import leave_rounding as rounding
from timeclock.core.leave_figures import ExchangeDays, LeaveLaw, SocialDays
from timeclock.core.leave_year import Granted, LeaveKind, LeaveLine, LeaveReason, LeaveYear


def exchange_days(figures: ExchangeDays, days_per_week: int, wanted: int) -> int:
    """Return how many of the days wanted are bought: three at most, and no more than a week has working days."""
    return min(figures.most, days_per_week, wanted)


def conversion_days(figures: SocialDays, days_per_week: int, wanted: int) -> int:
    """Return how many of the days wanted are converted: two at most, and no more than a week has working days."""
    return min(figures.conversion, days_per_week, wanted)


def is_in_time(figures: ExchangeDays | SocialDays, declared_on: date) -> bool:
    """Say whether a declaration came in time to hold for the year after it: until 1 September, or 31 October."""
    return (declared_on.month, declared_on.day) <= (figures.until_month, figures.until_day)


def regeneration(year: LeaveYear, law: LeaveLaw) -> Granted:
    """Return the days of regeneration of the social and educational service, two at five days a week."""
    figures = law.social.if_on(year.new_year)
    if figures is None or not year.social or not year.is_employed:
        return Granted(LeaveKind.REGENERATION, ())
    days = rounding.regeneration_days(Fraction(figures.regeneration, figures.of_week) * year.days_per_week)
    line = LeaveLine(LeaveReason.REGENERATION, days, figures.rule, figures.citation)
    return Granted(LeaveKind.REGENERATION, (line,) if days else ())
