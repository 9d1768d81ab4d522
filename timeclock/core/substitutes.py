"""A free day for each Sunday and holiday worked (ArbZG §11 Abs. 3): within which days, and whether there is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from timeclock.core import periods, rest_days
from timeclock.core.averages import is_werktag
from timeclock.core.figures import SubstituteFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.periods import MONTHS, KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import WEEK_DAYS
from timeclock.core.premiums import SUNDAY
from timeclock.core.spans import ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY


@dataclass(frozen=True, slots=True)
class Substitute:
    """Which free day a worked day asks for: one of `days`, the worked day among them."""

    worked: date
    kind: PeriodKind
    days: DaySpan

    @property
    def latest(self) -> date:
        return self.days.to_day - ONE_DAY


def substitute_for(worked: date, figures: SubstituteFigures) -> Substitute:
    """Return what a worked Sunday or holiday asks for: Sunday, 8 November, a day from 26 October to 21 November.

    A holiday on a Sunday follows the Sunday's rule; the worked day is part of the weeks, on either side.
    """
    is_sunday = worked.isoweekday() == SUNDAY
    within = timedelta(days=(figures.sunday_weeks if is_sunday else figures.holiday_weeks) * WEEK_DAYS)
    kind = PeriodKind.SUBSTITUTE_SUNDAY if is_sunday else PeriodKind.SUBSTITUTE_HOLIDAY
    return Substitute(worked, kind, DaySpan(worked - within + ONE_DAY, worked + within))


def serves(day: date, asked: Substitute, calendar: HolidayCalendar) -> bool:
    """Say whether a free day may be the substitute: a working day within the weeks, a free Saturday too."""
    return day in asked.days and day != asked.worked and is_werktag(day, calendar)


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the worked Sundays and holidays of somebody under the act, each with the free day it has or lacks.

    A free day is given once among the worked days of one year, to the one whose weeks end first.
    """
    for year in periods.months(MONTHS, known.file.years):
        asked = [substitute_for(day, known.file.law.substitutes.on(day)) for day in _worked(known, year)]
        given, short = _given(known, asked), rest_days.short_rests(known) if asked else {}
        yield from (_result(known, each, given.get(each.worked), short) for each in asked)


def _worked(known: KnownDays, year: DaySpan) -> Iterator[date]:
    for day in sorted(known.worked_on):
        if day in year and not is_werktag(day, known.file.calendar) and periods.under_working_hours_act(known, day):
            yield day


def _given(known: KnownDays, asked: Sequence[Substitute]) -> Mapping[date, date]:
    """Return the free day of each worked day that has one, as many of them as can have one at all."""
    given: dict[date, date] = {}
    waiting = sorted(asked, key=lambda each: each.latest)
    for day in _free(known, waiting):
        first = next((each for each in waiting if serves(day, each, known.file.calendar)), None)
        if first is not None:
            given[first.worked] = day
            waiting.remove(first)
    return given


def _free(known: KnownDays, asked: Iterable[Substitute]) -> list[date]:
    """Return the days free of work that the weeks of the worked days hold, those still to come as they are planned."""
    days = {day for each in asked for day in each.days}
    return sorted(day for day in days if _is_free(known, day))


def _is_free(known: KnownDays, day: date) -> bool:
    """Say whether somebody employed is free: neither at work nor on leave or ill, for these have other ends."""
    if day in known.worked_on or day in known.file.neutral or day not in known.plans:
        return False
    return day < known.file.today or known.planned(day) == ZERO


def _result(known: KnownDays, asked: Substitute, given: date | None, short: Mapping[date, timedelta]) -> PeriodResult:
    told: dict[str, int | str] = {"worked_day": asked.worked.isoformat(), "latest_day": asked.latest.isoformat()}
    days = DaySpan(asked.worked, asked.days.to_day)
    if given is not None:
        too_short = (rest_days.too_short(known, given, short[given]),) if given in short else ()
        return PeriodResult(
            asked.kind, days, {**told, "substitute_day": given.isoformat()}, ok=True, findings=too_short
        )
    over = known.is_over(days)
    found = Finding(
        Code.ARBZG_11_3,
        Severity.VIOLATION if over else Severity.WARNING,
        asked.latest if over else asked.worked,
        known.file.law.substitutes.on(asked.worked).citation,
        figures=told,
    )
    return PeriodResult(asked.kind, days, told, ok=False, findings=(found,))
