"""Everything known of an employment that its leave follows from, and the leave years it makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from timeclock.core.absences import Absence
from timeclock.core.figures import LawFigures
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.leave_months import full_calendar_months, full_months, months_within
from timeclock.core.leave_year import LeaveYear, ShiftMonths, WorkedDays
from timeclock.core.minors import age_on
from timeclock.core.plans import PlanInForce, ShiftWork
from timeclock.core.protections import Protection, ProtectionKind, in_force
from timeclock.core.spans import DaySpan
from timeclock.core.timelines import Stretch
from timeclock.core.walltime import ONE_DAY


@dataclass(frozen=True, slots=True)
class LeaveTerms:
    """What the terms say of leave: whose rules hold, and on how many days a week work lies."""

    regime: str
    days_per_week: int


@dataclass(frozen=True, slots=True)
class LeaveFile:
    """One employment as leave sees it; `today`: months of shift work count once they are over.

    `plans` and `absences` are those of some years: from the one before the first that is asked for on.
    """

    employment_id: int
    employed: tuple[Stretch[None], ...]
    terms: tuple[Stretch[LeaveTerms], ...]
    absences: tuple[Absence, ...]
    plans: Mapping[date, PlanInForce]
    calendar: HolidayCalendar
    law: LawFigures
    today: date
    born_on: date | None = None
    protections: tuple[Protection, ...] = ()


def leave_year(file: LeaveFile, year: int) -> LeaveYear | None:
    """Return a year of an employment, None where it has no day in it or its time is held for honour.

    Where it ended and began anew within the year the last stretch counts; where the rules changed, the last ones.
    """
    whole = DaySpan(date(year, 1, 1), date(year + 1, 1, 1))
    employed = [each for each in file.employed if each.from_day < whole.to_day and each.end > whole.from_day]
    held = [each for each in file.terms if employed and each.overlaps(employed[-1]) and _within(each, whole)]
    honorary = file.law.honorary.if_on(whole.from_day)
    if not held or (honorary is not None and held[-1].value.regime in honorary.regimes):
        return None
    stretch, regime = employed[-1], held[-1].value.regime
    last = None if stretch.to_day is None else stretch.to_day - ONE_DAY
    found = LeaveYear(
        year,
        regime,
        tuple(_weeks(file, held, stretch, whole)),
        stretch.from_day,
        last,
        reduced=_reduced(file, year),
        born_on=file.born_on,
        retires=_retires(file, last),
        round_the_clock=tuple(_rows(file, ShiftWork.ROUND_THE_CLOCK, whole)),
        shifts=tuple(_rows(file, ShiftWork.SHIFTS, whole)),
        social=_is_social(file, max(whole.from_day, stretch.from_day)),
    )
    return _with_disability(file, found)


def _within(each: Stretch[LeaveTerms], whole: DaySpan) -> bool:
    return each.from_day < whole.to_day and each.end > whole.from_day


def _weeks(
    file: LeaveFile, held: Iterable[Stretch[LeaveTerms]], employed: Stretch[None], whole: DaySpan
) -> Iterator[WorkedDays]:
    """Yield for how many months of the year work lies on how many days a week; neighbours alike are one.

    On none while a block or a sabbatical is free: such months earn no leave (BAG 9 AZR 481/18; FrUrlV NRW §18 Abs. 6).
    """
    days = (
        (0 if _is_free(file, day) else each.value.days_per_week, day)
        for each in held
        for day in _common(each, employed, whole)
    )
    for days_per_week, alike in groupby(days, key=itemgetter(0)):
        row = [day for _, day in alike]
        yield WorkedDays(months_within(DaySpan(row[0], row[-1] + ONE_DAY)), days_per_week)


def _common(each: Stretch[LeaveTerms], employed: Stretch[None], whole: DaySpan) -> DaySpan:
    first = max(each.from_day, employed.from_day, whole.from_day)
    return DaySpan(first, max(first, min(each.end, employed.end, whole.to_day)))


def _is_free(file: LeaveFile, day: date) -> bool:
    """Say whether long-term credit is used up on a day, so that its whole round asks for no work."""
    held = file.plans.get(day)
    return held is not None and held.rules.long_term is not None and not any(each.target for each in held.pattern)


def _reduced(file: LeaveFile, year: int) -> int:
    """Return the full calendar months without work and pay; who works part-time on parental leave has none."""
    figures = file.law.leave.reduction.if_on(date(year, 1, 1))
    reasons = frozenset[str]() if figures is None else figures.reasons
    away = (each for each in file.absences if each.is_whole and each.reason.code in reasons)
    days = (day for absence in away for day in absence.days if not works_on_leave(file, day))
    return full_calendar_months(days, year)


def works_on_leave(file: LeaveFile, day: date) -> bool:
    """Say whether somebody works part-time on parental leave."""
    return in_force(file.protections, ProtectionKind.PARENTAL_PART_TIME, day) is not None


def _retires(file: LeaveFile, last: date | None) -> bool:
    officials = None if last is None else file.law.leave.officials.if_on(last)
    if officials is None or last is None or file.born_on is None:
        return False
    return age_on(file.born_on, last) >= officials.retires_at


def _is_social(file: LeaveFile, day: date) -> bool:
    held = file.plans.get(day)
    return held is not None and held.rules.prepares


def _rows(file: LeaveFile, kind: ShiftWork, whole: DaySpan) -> Iterator[ShiftMonths]:
    """Yield the rows of months of such work with a part in the year, up to today; those before it have their months."""
    days = [day for day in sorted(file.plans) if day < min(whole.to_day, file.today)]
    for is_such, row in groupby(days, key=lambda day: file.plans[day].rules.shift_work is kind):
        held = list(row)
        if is_such and held[-1] >= whole.from_day:
            months = full_months(DaySpan(held[0], held[-1] + ONE_DAY))
            before = full_months(DaySpan(held[0], max(held[0], whole.from_day)))
            yield ShiftMonths(months - before, before)


def _with_disability(file: LeaveFile, year: LeaveYear) -> LeaveYear:
    """Return the year with the status of who is severely disabled; those held equal have a lower degree."""
    figures = file.law.leave.disabled.if_on(year.new_year)
    if figures is None:
        return year
    held = [
        each
        for each in file.protections
        if each.kind is ProtectionKind.DISABLED and each.figures.degree >= figures.least_degree
    ]
    within = [each for each in held if each.from_day < year.employed.to_day and _ends_after(each, year.employed)]
    return year.with_disability(within[0].from_day, within[-1].to_day) if within else year


def _ends_after(each: Protection, days: DaySpan) -> bool:
    return each.to_day is None or each.to_day > days.from_day


def certified_days(file: LeaveFile) -> frozenset[date]:
    """Return the days of illness that a certificate covers: they are no leave (BUrlG §9)."""
    ill = [each for each in file.absences if each.is_whole and each.is_illness]
    return frozenset(day for absence in ill for day in absence.days if absence.is_certified(day))


def sick_days(file: LeaveFile) -> frozenset[date]:
    """Return the days on which somebody was unfit for work, so that she could take no leave."""
    reasons = file.law.leave.expiry.on(file.today).ill_reasons
    sick = (each for each in file.absences if each.is_whole and each.reason.code in reasons)
    return frozenset(day for absence in sick for day in absence.days)
