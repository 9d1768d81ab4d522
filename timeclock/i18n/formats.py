"""Durations, days and clock times as people write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from timeclock.core import walltime
from timeclock.core.spans import Span
from timeclock.core.walltime import ONE_DAY

MINUS = "−"
ZERO = timedelta(0)
THOUSAND = 1_000
KILOBYTE = 1_000
MEGABYTE = 1_000_000
# Day before month, and 24 hours, in English too: a German office reads both languages side by side.
BABEL_LOCALES = {"de": "de_DE", "en": "en_GB"}
SHORT_DAY = {"de": "EEE, d. MMM", "en": "EEE, d MMM"}
WALL_DAY = {"de": "dd.MM.", "en": "dd/MM"}
SPOKEN_DAY = {"de": "EEEE, d.M.", "en": "EEEE, d MMMM"}


def duration(amount: timedelta) -> str:
    """Return hours and minutes: 7:48, −0:30."""
    minutes = abs(amount) // timedelta(minutes=1)
    sign = MINUS if amount < ZERO and minutes else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}"


def signed(amount: timedelta) -> str:
    """Return hours and minutes with their sign: +12:25, −0:30, 0:00."""
    text = duration(amount)
    return f"+{text}" if amount >= timedelta(minutes=1) else text


def short_day(day: date, locale: str) -> str:
    """Return weekday, day and month in short: Mo., 23. Nov."""
    return format_date(day, SHORT_DAY[locale], locale=BABEL_LOCALES[locale])


def long_day(day: date, locale: str) -> str:
    """Return the day in full: Montag, 23. November 2026."""
    return format_date(day, "full", locale=BABEL_LOCALES[locale])


def spoken_day(day: date, locale: str) -> str:
    """Return the day as one says it within a sentence: Donnerstag, 19.11."""
    return format_date(day, SPOKEN_DAY[locale], locale=BABEL_LOCALES[locale])


def wall_day(day: date, locale: str) -> str:
    """Return day and month as short as a wall has room for: 23.11., 23/11."""
    return format_date(day, WALL_DAY[locale], locale=BABEL_LOCALES[locale])


def plain_day(day: date, locale: str) -> str:
    """Return the day in figures: 23.11.2026."""
    return format_date(day, "medium", locale=BABEL_LOCALES[locale])


def month_name(first_day: date, locale: str) -> str:
    """Return month and year: November 2026."""
    return format_date(first_day, "LLLL yyyy", locale=BABEL_LOCALES[locale])


def month_short(first_day: date, locale: str) -> str:
    """Return the month as short as a chart has room for: Nov."""
    return format_date(first_day, "LLL", locale=BABEL_LOCALES[locale])


def clock(at: datetime, zone: ZoneInfo) -> str:
    """Return the wall-clock time of an instant: 07:30; in the hour that comes twice 02:30 A and 02:30 B."""
    return walltime.shown(at, zone)


def clock_on(day: date, at: datetime, zone: ZoneInfo, locale: str) -> str:
    """Return the wall-clock time of an instant on the bill of a day: 07:30; 24:00 at its end; on another Sa. 06:00."""
    local = walltime.local_day(at, zone)
    if local == day:
        return clock(at, zone)
    if at == walltime.day_span(day, zone).to_at:
        return "24:00"
    return f"{format_date(local, 'EEE', locale=BABEL_LOCALES[locale])} {clock(at, zone)}"


def spell(span: Span, zone: ZoneInfo, locale: str) -> str:
    """Return from when to when: 22:00–06:00; a day or more with its days, Fr., 6. Nov. 15:00–Mo., 9. Nov. 07:00."""
    begin, end = clock(span.from_at, zone), clock(span.to_at, zone)
    if span.length < ONE_DAY:
        return f"{begin}–{end}"
    first, last = (walltime.local_day(at, zone) for at in (span.from_at, span.to_at))
    return f"{short_day(first, locale)} {begin}–{short_day(last, locale)} {end}"


def whole(number: int, locale: str) -> str:
    """Return a number of things, easy to read where it is large: 38.295."""
    return str(format_decimal(number, "#,##0", locale=BABEL_LOCALES[locale])).replace("-", MINUS)


def pay_hours(thousandths: int, locale: str) -> str:
    """Return hours of pay: 10, 1,375."""
    return str(format_decimal(Decimal(thousandths) / THOUSAND, "0.###", locale=BABEL_LOCALES[locale]))


def leave_days(days: Fraction, locale: str) -> str:
    """Return days of leave: 30, 12,5, −0,25."""
    shown = format_decimal(abs(Decimal(days.numerator) / days.denominator), "0.##", locale=BABEL_LOCALES[locale])
    return f"{MINUS}{shown}" if days < 0 else str(shown)


def per_cent(per_mille: int, locale: str) -> str:
    """Return a share: 4,7 %."""
    return f"{format_decimal(Decimal(per_mille) / 10, '0.0', locale=BABEL_LOCALES[locale])} %"


def degrees(hundred_thousandths: int, locale: str) -> str:
    """Return a degree of the earth to about a hundred metres: 51,514."""
    return format_decimal(hundred_thousandths / 100_000, "0.000", locale=locale)


def clock_off(milliseconds: int, locale: str) -> str:
    """Return how far a clock is off: +0,012 s, −61,5 s, 0 s."""
    shown = format_decimal(abs(Decimal(milliseconds)) / THOUSAND, "0.###", locale=BABEL_LOCALES[locale])
    sign = MINUS if milliseconds < 0 else "+" if milliseconds else ""
    return f"{sign}{shown} s"


def moment(at: datetime, zone: ZoneInfo, locale: str) -> str:
    """Return day and wall-clock time of an instant: 23.11.2026, 07:30."""
    return f"{plain_day(at.astimezone(zone).date(), locale)}, {clock(at, zone)}"


def file_size(size: int, locale: str) -> str:
    """Return how large a file is: 61 kB, 1,4 MB."""
    if size < MEGABYTE:
        return f"{-(-size // KILOBYTE)} kB"
    return f"{format_decimal(size / MEGABYTE, '0.#', locale=BABEL_LOCALES[locale])} MB"
