"""A rest cut to ten hours where ArbZG §5 Abs. 2 allows it, and the longer one that makes up for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from timeclock.core import periods
from timeclock.core.day import ProtectDay
from timeclock.core.figures import ShortenedRest
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.limits import LOOK_BACK, follows_long_day
from timeclock.core.periods import MONTHS, KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import WEEK_DAYS
from timeclock.core.protections import ProtectionKind
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY, day_span, local_day


def window(cut: date, figures: ShortenedRest) -> DaySpan:
    """Return within which days a rest makes up for a cut one: its month, and four weeks before and after it."""
    month, weeks = DaySpan.month(cut.year, cut.month), timedelta(days=figures.weeks * WEEK_DAYS)
    return DaySpan(min(month.from_day, cut - weeks), max(month.to_day, cut + weeks + ONE_DAY))


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield each cut rest, with the longer one it has or lacks.

    A longer rest makes up for one of a year's cuts (OPEN-23), for the one whose days end first; it may lie before it.
    """
    follow = dict(zip(known.file.protect_days[1:], known.file.protect_days, strict=False))
    for year in periods.months(MONTHS, known.file.years):
        cuts = {
            each.day: each
            for each in known.file.protect_days
            if each.day in year
            and _is_cut(known, each)
            and not follows_long_day(each, follow.get(each), known.file.law)
        }
        given = _given(known, sorted(cuts), _long_rests(known) if cuts else ())
        yield from (_result(known, each, given.get(day)) for day, each in sorted(cuts.items()))


def _is_cut(known: KnownDays, day: ProtectDay) -> bool:
    law, figures = known.file.law.limits.on(day.day), known.file.law.shortened_rest.on(day.day)
    if day.rest_before is None or not figures.least <= day.rest_before < law.least_rest:
        return False
    shortened = known.plans.get(day.day, ())
    may_be_cut = bool(shortened) and all(each.rules.shortened_rest for each in shortened)
    expecting = known.protected_by(ProtectionKind.MATERNITY, day.day)
    return may_be_cut and not expecting and periods.under_working_hours_act(known, day.day)


def _long_rests(known: KnownDays) -> Iterator[DaySpan]:
    """Yield the days of each rest that is long enough, the one after the last work among them once it is."""
    file = known.file
    for before, day in pairwise(file.protect_days):
        if _length(before, day) >= file.law.shortened_rest.on(day.day).compensating:
            ends = local_day(day.span.from_at, file.zone) + ONE_DAY
            yield DaySpan(local_day(before.span.to_at, file.zone), ends)
    last = file.protect_days[-1]
    enough = last.span.to_at + file.law.shortened_rest.on(last.day).compensating
    if enough <= day_span(file.today, file.zone).from_at and not _is_open(known, last.day):
        yield DaySpan(local_day(last.span.to_at, file.zone), file.today)


def _length(before: ProtectDay, day: ProtectDay) -> timedelta:
    """Return the rest between two working days; where a stamp is missing nobody knows it, unless it is one of days."""
    gap = day.span.from_at - before.span.to_at
    return gap if day.rest_before is not None or gap > LOOK_BACK else ZERO


def _is_open(known: KnownDays, day: date) -> bool:
    return any(each.worked is None for (_, on), each in known.file.credited.items() if on == day)


def _given(known: KnownDays, cuts: Sequence[date], rests: Iterable[DaySpan]) -> Mapping[date, date]:
    """Return the first day of the rest that makes up for each cut."""
    waiting = {cut: window(cut, known.file.law.shortened_rest.on(cut)) for cut in cuts}
    given: dict[date, date] = {}
    for rest in sorted(rests):
        fitting = [cut for cut, days in waiting.items() if rest.from_day < days.to_day and days.from_day < rest.to_day]
        if fitting:
            first = min(fitting, key=lambda cut: waiting[cut].to_day)
            given[first] = rest.from_day
            del waiting[first]
    return given


def _result(known: KnownDays, cut: ProtectDay, given: date | None) -> PeriodResult:
    figures = known.file.law.shortened_rest.on(cut.day)
    within = window(cut.day, figures)
    rest, due = (cut.rest_before or ZERO) // MINUTE, figures.compensating // MINUTE
    told = {"cut_day": cut.day.isoformat(), "latest_day": (within.to_day - ONE_DAY).isoformat()}
    days = DaySpan(cut.day, within.to_day)
    lengths: dict[str, int | str] = {**told, "rest_min": rest, "due_min": due}
    if given is not None:
        return PeriodResult(PeriodKind.CUT_REST, days, {**lengths, "compensated_day": given.isoformat()}, ok=True)
    code, severity = (
        (Code.ARBZG_5_2_COMP, Severity.VIOLATION)
        if known.is_over(within)
        else (Code.REST_TO_COMPENSATE, Severity.WARNING)
    )
    found = Finding(code, severity, cut.day, figures.citation, rest, due, told)
    return PeriodResult(PeriodKind.CUT_REST, days, lengths, ok=False, findings=(found,))
