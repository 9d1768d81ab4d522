"""Annual leave of a year: by tariff, as an official, or what the statute gives, which is the least in any case."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from timeclock.core import leave_rounding as rounding
from timeclock.core.leave_figures import LeaveLaw, OfficialLeave, StatutoryLeave, TariffLeave
from timeclock.core.leave_months import ends, full_months
from timeclock.core.leave_year import NONE, Granted, LeaveKind, LeaveLine, LeaveReason, LeaveYear, total
from timeclock.core.minors import age_on
from timeclock.core.periods import MONTHS

HALF = Fraction(1, 2)


def annual(year: LeaveYear, law: LeaveLaw) -> Granted:
    """Return the annual leave by the terms of a year; none where there was no employment in it."""
    return Granted(LeaveKind.ANNUAL, _lines(year, law) if year.weeks and year.is_employed else ())


def _lines(year: LeaveYear, law: LeaveLaw) -> tuple[LeaveLine, ...]:
    tariff, officials = law.tariff.if_on(year.new_year), law.officials.if_on(year.new_year)
    if tariff is not None and year.regime in tariff.regimes:
        return _by_tariff(year, tariff, law)
    if officials is not None and year.regime in officials.regimes:
        return _of_official(year, officials, law)
    return _by_statute(year, law)


def _by_tariff(year: LeaveYear, figures: TariffLeave, law: LeaveLaw) -> tuple[LeaveLine, ...]:
    """Return TVöD §26: twelfths by full months, rounded once, and never less than the statute gives."""
    whole = _of_year(year, Fraction(figures.days, figures.of_week), figures.rule, figures.citation)
    part = _part(year, total(whole), figures.part_rule, figures.part_citation)
    lines = (*whole, *part, *_reduced(year, whole, part, law))
    exact = total(lines)
    rounded = _rounded(exact, rounding.tariff_days(exact), figures.rule, figures.citation)
    return (*lines, *rounded, *_least(year, exact + total(rounded), law))


def _of_official(year: LeaveYear, figures: OfficialLeave, law: LeaveLaw) -> tuple[LeaveLine, ...]:
    """Return FrUrlV NRW §18: twelfths by full months, but half or all of it where an official retires."""
    whole = _of_year(year, Fraction(figures.days, figures.of_week), figures.rule, figures.citation)
    part = _part_of_official(year, total(whole), figures)
    lines = (*whole, *part, *_reduced(year, whole, part, law))
    exact = total(lines)
    return (*lines, *_rounded(exact, rounding.official_days(exact), figures.rule, figures.citation))


def _part_of_official(year: LeaveYear, whole: Fraction, figures: OfficialLeave) -> tuple[LeaveLine, ...]:
    if not (year.retires and year.ends_within):
        return _part(year, whole, figures.part_rule, figures.part_citation)
    half = LeaveLine(LeaveReason.RETIRED, -HALF * whole, figures.part_rule, figures.part_citation)
    return (half,) if year.last.month <= figures.first_half else ()


def _by_statute(year: LeaveYear, law: LeaveLaw) -> tuple[LeaveLine, ...]:
    """Return BUrlG §§3 to 5: all of it once the months of waiting are over, twelfths before; minors' unrounded."""
    figures = law.statutory.on(year.new_year)
    per_day, rule, citation = _least_per_day(year, figures, law)
    whole = _of_year(year, per_day, rule, citation)
    part = _statutory_part(year, total(whole), figures)
    lines = (*whole, *part, *_reduced(year, whole, part, law))
    exact = total(lines)
    fair = exact if _minor_days(year, law) else rounding.part_of_statutory_days(exact)
    return (*lines, *_rounded(exact, fair, figures.part_rule, figures.part_citation))


def _of_year(year: LeaveYear, per_day: Fraction, rule: str, citation: str) -> tuple[LeaveLine, ...]:
    """Return what a year gives, each stretch of days a week for its months: 15 for six months at five, 9 at three.

    Days earned in a stretch stay what they are when the week changes (EuGH C-415/12, BAG 9 AZR 53/14).
    """
    months = _months(year) if year.is_part else Fraction(MONTHS)
    return tuple(
        LeaveLine(
            LeaveReason.YEAR,
            each.months / months * each.days_per_week * per_day,
            rule,
            citation,
            {"days_per_week": each.days_per_week, "year_days": _shown(per_day * each.days_per_week)},
        )
        for each in year.weeks
        if each.days_per_week
    )


def _months(year: LeaveYear) -> Fraction:
    """Return how many months the stretches of a year are in all."""
    return sum((each.months for each in year.weeks), NONE)


def _part(year: LeaveYear, whole: Fraction, rule: str, citation: str) -> tuple[LeaveLine, ...]:
    months = full_months(year.employed)
    missing = Fraction(MONTHS - months, MONTHS) if year.is_part else NONE
    line = LeaveLine(LeaveReason.PART, -missing * whole, rule, citation, {"months": months})
    return (line,) if missing else ()


def _statutory_part(year: LeaveYear, whole: Fraction, figures: StatutoryLeave) -> tuple[LeaveLine, ...]:
    if statutory_share(year, figures) == 1:
        return ()
    return _part(year, whole, figures.part_rule, figures.part_citation)


def statutory_share(year: LeaveYear, figures: StatutoryLeave) -> Fraction:
    """Return how much of the year's statutory leave is due: twelfths while waiting, and to who leaves early in it.

    The waiting time has to be over before the last day: who comes on 1 July has twelfths (BAG 9 AZR 179/15).
    """
    waited = year.entry is None or ends(year.entry, figures.waiting_months) < year.last
    early = year.ends_within and year.last.month <= figures.first_half
    whole = not year.is_part or (waited and not early)
    return Fraction(1) if whole else Fraction(full_months(year.employed), MONTHS)


def _reduced(
    year: LeaveYear, whole: Iterable[LeaveLine], part: Iterable[LeaveLine], law: LeaveLaw
) -> tuple[LeaveLine, ...]:
    """Return what months without work and pay take: a twelfth of the year each, as far as there is something left."""
    figures = law.reduction.if_on(year.new_year)
    if figures is None or not year.reduced:
        return ()
    taken = min(Fraction(year.reduced, MONTHS) * total(whole), total((*whole, *part)))
    return (LeaveLine(LeaveReason.REDUCED, -taken, figures.rule, figures.citation, {"months": year.reduced}),)


def _rounded(exact: Fraction, whole: Fraction, rule: str, citation: str) -> tuple[LeaveLine, ...]:
    return (LeaveLine(LeaveReason.ROUNDED, whole - exact, rule, citation),) if whole != exact else ()


def _least(year: LeaveYear, found: Fraction, law: LeaveLaw) -> tuple[LeaveLine, ...]:
    """Return what lacks to the statutory leave: 18 by twelfths are 20 once the months of waiting are over."""
    least = total(_by_statute(year, law))
    figures = law.statutory.on(year.new_year)
    line = LeaveLine(LeaveReason.LEAST, least - found, figures.rule, figures.citation, {"least_days": _shown(least)})
    return (line,) if found < least else ()


def _least_per_day(year: LeaveYear, figures: StatutoryLeave, law: LeaveLaw) -> tuple[Fraction, str, str]:
    """Return the statutory days of a year for each day of the week that is worked, and by which rule."""
    minors = law.minors.if_on(year.new_year)
    days = _minor_days(year, law)
    if minors is None or not days:
        return Fraction(figures.weeks), figures.rule, figures.citation
    return Fraction(days, minors.of_week), minors.rule, minors.citation


def _minor_days(year: LeaveYear, law: LeaveLaw) -> int:
    """Return what a minor has by her age on 1 January, 0 for who is of age then: a birthday on that day counts."""
    minors = law.minors.if_on(year.new_year)
    if minors is None or year.born_on is None:
        return 0
    age = age_on(year.born_on, year.new_year)
    return next((days for under, days in minors.steps if age < under), 0)


def _shown(days: Fraction) -> str:
    """Return days as a sentence has them, to the hundredth: 20.83."""
    return f"{float(days):.2f}".rstrip("0").rstrip(".")
