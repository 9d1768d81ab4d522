"""What periods of law would come to if a roster were worked: averages, the fire brigade's weeks, free Sundays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from timeclock.core import (
    attribution,
    averages,
    cut_rests,
    fire_service,
    gateway_years,
    limits,
    night_workers,
    official_years,
    rest_days,
    substitutes,
    sundays,
)
from timeclock.core.day import PersonFile, ProtectDay
from timeclock.core.duties import SHIFTS, Duty
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.periods import KnownDays, PeriodFile, PeriodKind, PeriodResult, known_days, with_work_of
from timeclock.core.planning import WORKED, Objection, pieces
from timeclock.core.spans import MINUTE, ZERO, DaySpan, Span
from timeclock.core.walltime import ONE_DAY, clocks_moved, day_span

# What a plan can be asked; other periods follow from what is credited, and that takes work.
ASKED: tuple[Callable[[KnownDays], Iterable[PeriodResult]], ...] = (
    averages.judged,
    night_workers.judged,
    sundays.judged,
    substitutes.judged,
    cut_rests.judged,
    rest_days.judged,
    gateway_years.judged,
    fire_service.judged,
    official_years.judged,
)
# Forty-eight hours on average are left by no ground (ArbZG §14 Abs. 3, 2003/88/EC Art. 6) …
ON_AVERAGE = frozenset({Code.ARBZG_3_2_AVG, Code.ARBZG_7_8, Code.AZVOFEU_2_1, Code.LBG_NRW_60_2})
# … and where these run on beyond them, it takes her own consent (ArbZG §7 Abs. 7, AZVOFeu §5).
BY_CONSENT = frozenset({PeriodKind.GATEWAY_YEAR, PeriodKind.FIRE_MONTHS, PeriodKind.FIRE_YEAR})


def objections(
    file: PeriodFile, others: Sequence[Duty], planned: Sequence[Duty], month: DaySpan
) -> tuple[Objection, ...]:
    """Return what a month's roster would break of the periods it lies in, worked as planned after what was worked.

    A roster answers for what it makes worse than the pattern that holds without it. `others`: the duties of the days to
    come that other rosters give. What a period over by the month's end breaks blocks; one that still runs is
    a warning, but where more than 48 hours on average take a consent: then something has to make up for it, and the
    ground says what.
    """
    if month.to_day <= file.today:
        return ()
    plain = known_days(file)
    after = list(_judged(plain, [*others, *planned], month))
    if not any(result.findings for result in after):
        return ()
    results = _judged(plain, others, month)
    before = {(each.kind, each.days.from_day, found.code): found for each in results for found in each.findings}
    hours = Span(day_span(month.from_day, file.zone).from_at, day_span(month.to_day, file.zone).from_at)
    moved = max(clocks_moved(hours, file.zone), ZERO)
    return tuple(
        _objection(result, finding, month)
        for result in after
        for finding in result.findings
        if _is_worse(finding, before.get((result.kind, result.days.from_day, finding.code)), moved)
    )


def _judged(plain: KnownDays, duties: Sequence[Duty], month: DaySpan) -> Iterator[PeriodResult]:
    """Return what comes of the periods that are not over before the month begins."""
    known = with_work_of(plain, as_planned(plain, duties, month.to_day))
    return (each for judged in ASKED for each in judged(known) if each.days.to_day > month.from_day)


def as_planned(known: KnownDays, duties: Sequence[Duty], until: date) -> PeriodFile:
    """Return a file as it would be at the beginning of `until`, had everybody worked as rosters and patterns say.

    Where no roster of its month gives an employment shifts, its pattern holds.
    """
    file = known.file
    ahead = [each for each in duties if each.kind in WORKED and _counts(file, each.day(file.zone), until)]
    rostered = {(each.employment_id, each.day(file.zone).replace(day=1)) for each in duties if each.kind in SHIFTS}
    worked = [each for each in file.protect_days if each.day < file.today]
    to_come = [*_by_roster(file, ahead, until), *_by_pattern(known, rostered, until)]
    return replace(file, today=until, protect_days=(*worked, *sorted(to_come, key=lambda each: each.span)))


def _counts(file: PeriodFile, day: date, until: date) -> bool:
    """Say whether a duty of this day is still to be worked; nobody works on leave or ill."""
    return file.today <= day < until and day not in file.neutral


def _by_roster(file: PeriodFile, duties: Sequence[Duty], until: date) -> tuple[ProtectDay, ...]:
    ahead, begins = DaySpan(file.today, until), day_span(file.today, file.zone).from_at
    person = PersonFile(
        file.person_id, ahead, (), file.plans, file.calendar, file.law, file.zone, begins, born_on=file.born_on
    )
    days = attribution.working_days(pieces(person, duties), file.law, file.zone)
    return limits.protect_days(days, file.law, file.zone)


def _by_pattern(known: KnownDays, rostered: set[tuple[int, date]], until: date) -> Iterator[ProtectDay]:
    for day in DaySpan(known.file.today, until):
        length = known.planned(day, frozenset(each for each, month in rostered if month == day.replace(day=1)))
        if length:
            begins = day_span(day, known.file.zone).from_at
            yield ProtectDay(day, 1, Span(begins, begins + length), length, None, ZERO, night_work=False)


def _is_worse(found: Finding, before: Finding | None, moved: timedelta) -> bool:
    """Say whether a finding is graver than without the roster.

    A duty by the rhythm of 24 hours has one more in the night in which the clocks go back: that is nobody's plan.
    """
    spare = moved // MINUTE if found.code is Code.AZVOFEU_2_1 else 0
    if found.figure is None or (before is not None and found.severity is not before.severity):
        return found != before
    return _excess(found) > spare + (0 if before is None else _excess(before))


def _excess(found: Finding) -> int:
    return abs((found.figure or 0) - (found.limit or 0))


def _objection(result: PeriodResult, found: Finding, month: DaySpan) -> Objection:
    """Return a finding as an objection, on a day of the month that is planned."""
    is_over = found.severity is Severity.VIOLATION
    day = min(max(found.day, month.from_day), month.to_day - ONE_DAY)
    final = is_over and found.code in ON_AVERAGE
    return Objection(replace(found, day=day), is_over or result.kind in BY_CONSENT, final)
