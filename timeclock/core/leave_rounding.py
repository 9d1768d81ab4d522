"""How days of leave are rounded: one function for each rule of law that says so, for they differ."""

from __future__ import annotations

from fractions import Fraction
from math import floor

HALF = Fraction(1, 2)


def tariff_days(days: Fraction) -> Fraction:
    """Return whole days: from half a day on upwards, less is dropped (TVöD §26 Abs. 1 Satz 4): 24.8 is 25, 6.2 is 6."""
    return Fraction(floor(days + HALF))


def official_days(days: Fraction) -> Fraction:
    """Return whole days, from half a day on upwards (FrUrlV NRW §18): 7.5 is 8."""
    return Fraction(floor(days + HALF))


def part_of_statutory_days(days: Fraction) -> Fraction:
    """Return days of a part of a year: from half a day on upwards, less stays (BUrlG §5 Abs. 2): 11.67 is 12, 8.33 is.

    The statute drops nothing, so 8.33 stay 8.33 (BAG 26.1.1989 – 8 AZR 730/87).
    """
    return _up_from_half(days)


def disability_days(days: Fraction) -> Fraction:
    """Return additional days: from half a day on upwards, less stays (SGB IX §208 Abs. 2 Satz 2, OPEN-12)."""
    return _up_from_half(days)


def regeneration_days(days: Fraction) -> Fraction:
    """Return whole days: from half a day on upwards, less is dropped (TVöD-V Anlage D.12): 1.2 is 1."""
    return Fraction(floor(days + HALF))


def _up_from_half(days: Fraction) -> Fraction:
    whole = floor(days)
    return Fraction(whole + 1) if days - whole >= HALF else days
