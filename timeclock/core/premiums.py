"""Premiums for work at unsocial hours (TVöD §8, EZulV): full minutes by kind, never money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from timeclock.core.dated import Dated, Since
from timeclock.core.holidays import HolidayCalendar, easter_sunday
from timeclock.core.plans import ClockSpan, ModelRules, ShiftWork
from timeclock.core.spans import Span, clip, total, union, without
from timeclock.core.walltime import ONE_DAY, days_touched, span_of

SATURDAY, SUNDAY = 6, 7
DECEMBER, CHRISTMAS_EVE, NEW_YEARS_EVE = 12, 24, 31
# Whit Sunday is the fiftieth day of Easter, Easter Sunday being the first.
EASTER_TO_WHITSUN = timedelta(days=49)
# Some dozen clocks on each day of some years, for each set of figures.
REMEMBERED = 1 << 14


class PremiumKind(StrEnum):
    """What the premium is for; the last three are a civil servant's (Dienst zu ungünstigen Zeiten)."""

    NIGHT = "night"
    HOLIDAY = "holiday"
    HOLIDAY_TIME_OFF = "holiday_time_off"
    EVE = "eve"
    SUNDAY = "sunday"
    SATURDAY = "saturday"
    UNSOCIAL_DAY = "unsocial_day"
    UNSOCIAL_SATURDAY = "unsocial_saturday"
    UNSOCIAL_NIGHT = "unsocial_night"


class PremiumDays(StrEnum):
    """On which civil days a premium is due; the two eves are 24 and 31 December, whatever the employer keeps closed."""

    EVERY_DAY = "every_day"
    SATURDAY = "saturday"
    SATURDAY_BEFORE_FEAST = "saturday_before_feast"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"
    EVE = "eve"


class PremiumOnly(StrEnum):
    """Under which circumstances: always, outside shift work, with or without time off for the holiday."""

    ALWAYS = "always"
    NOT_IN_SHIFT_WORK = "not_in_shift_work"
    WITH_TIME_OFF = "with_time_off"
    WITHOUT_TIME_OFF = "without_time_off"


@dataclass(frozen=True, slots=True)
class PremiumTimes:
    """On such days, at these clocks of the day."""

    days: PremiumDays
    clocks: tuple[ClockSpan, ...]


@dataclass(frozen=True, slots=True)
class PremiumRule:
    """One premium: when it is due, and what share of an hour's pay an hour of it is worth.

    `adds`: it comes on top of any other; of those that do not add, a minute has the first that is due alone.
    `percent` is None where the ordinance names an amount of money instead (EZulV).
    """

    kind: PremiumKind
    percent: int | None
    when: tuple[PremiumTimes, ...]
    only: PremiumOnly
    adds: bool
    rule: str
    citation: str


@dataclass(frozen=True, slots=True, eq=False)
class PremiumFigures:
    """The premiums of some regimes, those that exclude each other in the order in which they go first."""

    regimes: frozenset[str]
    rules: tuple[PremiumRule, ...]


@dataclass(frozen=True, slots=True)
class Premium:
    """One kind's minutes on a day, with the work they come from."""

    kind: PremiumKind
    amount: timedelta
    percent: int | None
    rule: str
    citation: str
    spans: tuple[Span, ...]
    since: Since | None = None


def in_force(ordinances: Iterable[Dated[PremiumFigures]], regime: str, day: date) -> PremiumFigures | None:
    """Return the premiums that somebody under a regime may get on a day: the tariff's for tvoed, none for minijobs."""
    for ordinance in ordinances:
        figures = ordinance.if_on(day)
        if figures is not None and regime in figures.regimes:
            return figures
    return None


def in_place_of_time_off(
    ordinances: Iterable[Dated[PremiumFigures]], regime: str, rules: ModelRules, day: date
) -> PremiumRule | None:
    """Return what pays somebody's work on holidays in place of time off: the tariff's 135 %, unless the model gives it.

    Civil servants and minijobs are paid nothing like it, so they have the time off.
    """
    figures = None if rules.holiday_time_off else in_force(ordinances, regime, day)
    found = (rule for rule in figures.rules if rule.only is PremiumOnly.WITHOUT_TIME_OFF) if figures else ()
    return next(iter(found), None)


def in_force_since(ordinances: Iterable[Dated[PremiumFigures]], figures: PremiumFigures, day: date) -> Since:
    """Return from when on the premiums hold that are in force on a day."""
    [found] = [each.since(day) for each in ordinances if each.if_on(day) is figures]
    return found


def premiums(
    work: Sequence[Span], figures: PremiumFigures, rules: ModelRules, calendar: HolidayCalendar, zone: ZoneInfo
) -> tuple[Premium, ...]:
    """Return the premiums of ascending work: Saturday 12–22 is 8:00 of Saturday (13–21) and 1:00 of night (from 21).

    Each minute is judged by the wall clock of its own civil day (rulebook C-1), so Saturday's night shift is Sunday
    from midnight on. Only stamped work earns; a break taken off the credit takes no premium with it (OPEN-11).
    """
    in_shifts, time_off = rules.shift_work is not ShiftWork.NONE, rules.holiday_time_off
    found: dict[PremiumKind, list[Span]] = {}
    for day in days_touched(Span(work[0].from_at, work[-1].to_at), zone) if work else ():
        for kind, window in _windows(day, figures, calendar.is_holiday(day), in_shifts, time_off, zone):
            if parts := clip(work, window):
                found.setdefault(kind, []).extend(parts)
    return tuple([_premium(rule, found[rule.kind]) for rule in figures.rules if rule.kind in found])


def _premium(rule: PremiumRule, parts: Iterable[Span]) -> Premium:
    spans = union(parts)
    return Premium(rule.kind, total(spans), rule.percent, rule.rule, rule.citation, spans)


@lru_cache(maxsize=REMEMBERED)
def _windows(
    day: date, figures: PremiumFigures, is_holiday: bool, in_shifts: bool, time_off: bool, zone: ZoneInfo
) -> tuple[tuple[PremiumKind, Span], ...]:
    """Return when which premium is due on a civil day; the same for everybody, so it is worked out once."""
    found: list[tuple[PremiumKind, Span]] = []
    taken: list[Span] = []
    for rule in figures.rules:
        if not _applies(rule.only, in_shifts, time_off):
            continue
        for window in _spans_on(rule, day, is_holiday, zone):
            parts = (window,) if rule.adds else without(window, taken)
            taken += () if rule.adds else parts
            found += [(rule.kind, part) for part in parts]
    return tuple(found)


def _spans_on(rule: PremiumRule, day: date, is_holiday: bool, zone: ZoneInfo) -> Iterator[Span]:
    for times in rule.when:
        if _falls_on(times.days, day, is_holiday):
            yield from (span_of(day, clocks, zone) for clocks in times.clocks)


def _falls_on(days: PremiumDays, day: date, is_holiday: bool) -> bool:
    if days is PremiumDays.HOLIDAY:
        return is_holiday
    if days is PremiumDays.EVE:
        return is_eve(day)
    if days is PremiumDays.SATURDAY_BEFORE_FEAST:
        easter = easter_sunday(day.year)
        return day + ONE_DAY in {easter, easter + EASTER_TO_WHITSUN}
    weekday = {PremiumDays.SATURDAY: SATURDAY, PremiumDays.SUNDAY: SUNDAY}.get(days)
    return weekday is None or day.isoweekday() == weekday


def is_eve(day: date) -> bool:
    """Say whether a day is 24 or 31 December, whatever the employer keeps closed."""
    return day.month == DECEMBER and day.day in {CHRISTMAS_EVE, NEW_YEARS_EVE}


def _applies(only: PremiumOnly, in_shifts: bool, time_off: bool) -> bool:
    if only is PremiumOnly.NOT_IN_SHIFT_WORK:
        return not in_shifts
    return only is PremiumOnly.ALWAYS or (only is PremiumOnly.WITH_TIME_OFF) == time_off
