"""The protective limits of ArbZG §§3, 4, 5 and 9, per working day of a person over all employments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from timeclock.core.attribution import WorkingDay
from timeclock.core.breaks import BreakCount, required
from timeclock.core.day import ProtectDay
from timeclock.core.figures import BreakFigures, LawFigures, NightFigures
from timeclock.core.findings import Code, Finding, one_each, violation
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.plans import ClockSpan, Gateway
from timeclock.core.short_work import cutting, weighed
from timeclock.core.spans import ZERO, Span, clip, total, union
from timeclock.core.walltime import ONE_DAY, REMEMBERED, day_span, days_touched, span_of

SUNDAY = 7
# How far back a rest is measured. A file reaches at least this far, so the figure does not depend on how it was cut.
LOOK_BACK = 2 * ONE_DAY

Exempt = Callable[[int, date], bool]
GatewayOn = Callable[[int, date], Gateway | None]


@dataclass(frozen=True, slots=True)
class Openings:
    """What is open on a day: Sundays by exemption (§10), what an agreement says (§7), a shorter rest (§5 Abs. 2)."""

    exempt: Exempt
    gateway: GatewayOn
    shortened_rest: Callable[[date], bool]


def protect_days(days: Sequence[WorkingDay], law: LawFigures, zone: ZoneInfo) -> tuple[ProtectDay, ...]:
    """Return the protective figures of ascending working days: 8–12 and 12:30–16:30 is 8:00 after 15:30 of rest."""
    found: list[ProtectDay] = []
    before: WorkingDay | None = None
    for day in days:
        no = found[-1].no + 1 if found and found[-1].day == day.day else 1
        figures = law.night.on(day.day)
        night = night_time([piece.span for piece in day.pieces], day.span, figures, zone)
        rest, is_night_work = _rest(before, day, zone), night > figures.night_work_over
        found.append(ProtectDay(day.day, no, day.span, day.counted.protective, rest, night, is_night_work))
        before = day
    return tuple(found)


def night_time(work: Sequence[Span], whole: Span, figures: NightFigures, zone: ZoneInfo) -> timedelta:
    """Return how much of the work, all of it in `whole`, lies within the night: 21–1 is two hours of 23–6."""
    found: list[Span] = []
    for day in days_touched(whole, zone):
        for night in _nights(day, figures, zone):
            found += clip(work, night)
    return total(union(found)) if found else ZERO


@lru_cache(maxsize=REMEMBERED)
def _nights(day: date, figures: NightFigures, zone: ZoneInfo) -> tuple[Span, ...]:
    return tuple(span_of(day, clocks, zone) for clocks in figures.clocks)


def _rest(before: WorkingDay | None, day: WorkingDay, zone: ZoneInfo) -> timedelta | None:
    """Return the rest before a working day; None where a stamp is missing at its edge or work lies further back."""
    if before is None or not before.ends_known or not day.starts_known:
        return None
    if before.span.to_at < day_span(day.day - LOOK_BACK, zone).from_at:
        return None
    return day.span.from_at - before.span.to_at


def findings(
    days: Iterable[tuple[WorkingDay, ProtectDay]],
    law: LawFigures,
    calendar: HolidayCalendar,
    openings: Openings,
    zone: ZoneInfo,
) -> tuple[Finding, ...]:
    """Return the violations, one for each code and day: 8–14:20 without a break lacks 30 minutes and ran over 6 hours.

    Of a day with a missing stamp what is known is judged, for more work only makes it longer. Only the sum of its
    breaks waits until its end is known, for a break may still come.
    """
    found: list[Finding] = []
    before: tuple[WorkingDay, ProtectDay] | None = None
    for day, figures in days:
        opened = _opened(day, openings.gateway)
        found += _breaks(day, law, opened)
        found += _longest_day(figures, law, opened)
        found += _rest_too_short(before, (day, figures), law, openings.shortened_rest)
        found += _sunday_or_holiday(day, law, calendar, openings.exempt, zone)
        before = day, figures
    return one_each(found)


def missing_breaks(days: Iterable[WorkingDay], law: LawFigures, gateway: GatewayOn) -> tuple[Finding, ...]:
    """Return what breaks §4 alone, for those whom another act protects in all else."""
    return one_each(finding for day in days for finding in _breaks(day, law, _opened(day, gateway)))


def _breaks(day: WorkingDay, law: LawFigures, opened: Gateway | None) -> Iterator[Finding]:
    if opened is not None and not opened.breaks_asked:
        return
    figures = law.breaks.on(day.day)
    if day.ends_known:
        yield from breaks_in_all(day.day, day.counted, figures)
    yield from long_stretch(day.day, day.counted, figures)


def _opened(day: WorkingDay, gateway: GatewayOn) -> Gateway | None:
    """Return what is open to the whole working day: of several employments the strictest, none where one has none."""
    gateways = [gateway(employment_id, day.day) for employment_id in {piece.employment_id for piece in day.pieces}]
    given = [each for each in gateways if each is not None]
    if len(given) < len(gateways):
        return None
    shortest = min(given, key=lambda each: (each.longest_day, each.citation))
    return replace(shortest, breaks_asked=any(each.breaks_asked for each in given))


def breaks_in_all(day: date, counted: BreakCount, figures: BreakFigures) -> Iterator[Finding]:
    """Yield the break that is missing in all, by the highest step alone (H3): over 9:00 it is 45, not 30 as well."""
    step = required(counted.protective, figures.steps)
    if step is not None and counted.qualifying < step.pause:
        yield violation(Code(step.rule), day, step.citation, counted.qualifying, step.pause)


def long_stretch(day: date, counted: BreakCount, figures: BreakFigures) -> Iterator[Finding]:
    """Yield the longest work without a break where it was too long."""
    if counted.longest_stretch > figures.longest_stretch:
        code, citation = Code(figures.stretch_rule), figures.stretch_citation
        yield violation(code, day, citation, counted.longest_stretch, figures.longest_stretch)


def _longest_day(day: ProtectDay, law: LawFigures, opened: Gateway | None) -> Iterator[Finding]:
    limits = law.limits.on(day.day)
    longest, citation = (
        (limits.longest_day, limits.longest_day_citation)
        if opened is None
        else (opened.longest_day, f"{limits.longest_day_citation}; {opened.citation}")
    )
    if day.protective > longest:
        yield violation(Code.ARBZG_3_2_MAX10, day.day, citation, day.protective, longest)


def _rest_too_short(
    before: tuple[WorkingDay, ProtectDay] | None,
    after: tuple[WorkingDay, ProtectDay],
    law: LawFigures,
    shortened: Callable[[date], bool],
) -> Iterator[Finding]:
    """Yield the cut rest, dated on the later day (H2): to 22:00 and from 6:00 on Wednesday is Wednesday's.

    Where §5 Abs. 2 lets it be cut to ten hours, whether another makes up for it is judged with its period; after a day
    of more than twelve none makes up for it (§7 Abs. 9). Cut by work of a few minutes it weighs less (OPEN-18).
    """
    (worked_before, before_that), (work, day) = before or (None, None), after
    limits = law.limits.on(day.day)
    if day.rest_before is None or day.rest_before >= limits.least_rest:
        return
    least, citation = limits.least_rest, limits.least_rest_citation
    if shortened(day.day):
        opened = law.shortened_rest.on(day.day)
        if day.rest_before >= opened.least and follows_long_day(day, before_that, law):
            yield violation(Code.ARBZG_7_9, day.day, opened.long_day_citation, day.rest_before, least)
        least, citation = opened.least, f"{citation}; {opened.citation}"
    if day.rest_before < least:
        found = violation(Code.ARBZG_5_1_REST11, day.day, citation, day.rest_before, least)
        yield from weighed(found, cutting(worked_before, work, day.rest_before, least), law.short_work.on(day.day))


def follows_long_day(day: ProtectDay, before: ProtectDay | None, law: LawFigures) -> bool:
    """Say whether the working day before was so long that its rest must not be cut."""
    return before is not None and before.protective > law.shortened_rest.on(day.day).long_day


def _sunday_or_holiday(
    day: WorkingDay, law: LawFigures, calendar: HolidayCalendar, exempt: Exempt, zone: ZoneInfo
) -> Iterator[Finding]:
    """Yield work on a Sunday or holiday, dated by the working day (OPEN-20); a holiday on a Sunday is a Sunday (H6)."""
    citation = law.limits.on(day.day).free_sunday_citation
    sunday, holiday = on_free_days(day, calendar, exempt, zone)
    if sunday:
        yield violation(Code.ARBZG_9_1_SUN, day.day, citation, sunday, ZERO)
    if holiday:
        yield violation(Code.ARBZG_9_1_HOL, day.day, citation, holiday, ZERO)


def on_free_days(
    day: WorkingDay, calendar: HolidayCalendar, exempt: Exempt, zone: ZoneInfo
) -> tuple[timedelta, timedelta]:
    """Return the work on Sundays and that on holidays for which there is no exemption."""
    sunday = holiday = ZERO
    for civil in days_touched(day.span, zone):
        if civil.isoweekday() == SUNDAY:
            sunday += _not_exempt(day, civil, exempt, zone)
        elif calendar.is_holiday(civil):
            holiday += _not_exempt(day, civil, exempt, zone)
    return sunday, holiday


def _not_exempt(day: WorkingDay, civil: date, exempt: Exempt, zone: ZoneInfo) -> timedelta:
    held = [piece.span for piece in day.pieces if not exempt(piece.employment_id, civil)]
    return total(clip(held, day_span(civil, zone)))


def within(span: Span, civil: date, zone: ZoneInfo) -> timedelta:
    """Return how much of a span lies on a civil day."""
    return total(clip([span], day_span(civil, zone)))


def at_clocks(span: Span, civil: date, clocks: Iterable[ClockSpan], zone: ZoneInfo) -> timedelta:
    """Return how much of a span lies between such clocks of a civil day."""
    return sum((total(clip([span], span_of(civil, each, zone))) for each in clocks), ZERO)
