"""Durations and days as a German office writes them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from timeclock.i18n import formats

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("minutes", "plain", "with_sign"),
    [
        (468, "7:48", "+7:48"),
        (-30, "−0:30", "−0:30"),
        (745, "12:25", "+12:25"),
        (0, "0:00", "0:00"),
        (-3600, "−60:00", "−60:00"),
    ],
)
def test_durations_have_hours_and_minutes_and_a_true_minus(minutes, plain, with_sign):
    amount = timedelta(minutes=minutes)

    assert (formats.duration(amount), formats.signed(amount)) == (plain, with_sign)


def test_seconds_are_not_shown_and_do_not_make_a_sign():
    assert [formats.signed(timedelta(seconds=seconds)) for seconds in (-59, 59, 61)] == ["0:00", "0:00", "+0:01"]


@pytest.mark.parametrize(
    ("locale", "short", "long", "plain"),
    [
        ("de", "Mo., 23. Nov.", "Montag, 23. November 2026", "23.11.2026"),
        ("en", "Mon, 23 Nov", "Monday, 23 November 2026", "23 Nov 2026"),
    ],
)
def test_days(locale, short, long, plain):
    assert formats.short_day(MONDAY, locale) == short
    assert formats.long_day(MONDAY, locale) == long
    assert formats.plain_day(MONDAY, locale) == plain


def test_months():
    assert [formats.month_name(MONDAY, locale) for locale in ("de", "en")] == ["November 2026", "November 2026"]


def test_clock_times_are_of_the_city():
    summer, winter = datetime(2026, 7, 1, 5, 30, tzinfo=UTC), datetime(2026, 12, 1, 5, 30, tzinfo=UTC)

    assert [formats.clock(at, BERLIN) for at in (summer, winter)] == ["07:30", "06:30"]


def test_the_hour_that_comes_twice_says_which_of_the_two_it_is():
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    around = [datetime(2026, 10, 24, 23, 59, tzinfo=UTC), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)]
    spring = [datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)]

    assert [formats.clock(at, BERLIN) for at in (first, second)] == ["02:30 A", "02:30 B"]
    assert [formats.clock(at, BERLIN) for at in (*around, *spring)] == ["01:59", "03:00", "01:59", "03:00"]


def test_a_moment_near_midnight_carries_the_day_of_the_city():
    assert formats.moment(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), BERLIN, "de") == "23.11.2026, 00:30"


@pytest.mark.parametrize(("locale", "shown"), [("de", "38.295"), ("en", "38,295")])
def test_large_numbers_are_grouped(locale, shown):
    assert formats.whole(38295, locale) == shown
