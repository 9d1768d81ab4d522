"""Premiums against a slow and simple reading of the tariff, minute by minute on the wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.builders import BERLIN, CONFIG, Model, a_day, a_file, law_figures, nrw, taps
from timeclock import calendar
from timeclock.core.dated import Dated
from timeclock.core.evaluation import evaluate
from timeclock.core.holidays import easter_sunday
from timeclock.core.plans import ModelRules, ShiftWork
from timeclock.core.premiums import PremiumKind, in_force, premiums
from timeclock.core.spans import MINUTE, ZERO, Span

FIRST_MINUTE = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES = 3 * 365 * 24 * 60
# Where several things meet, which chance would hardly find.
MEETING = [
    datetime(2026, 10, 24, 20, tzinfo=UTC),
    datetime(2026, 3, 28, 20, tzinfo=UTC),
    datetime(2026, 10, 3, 10, tzinfo=UTC),
    datetime(2026, 11, 7, 10, tzinfo=UTC),
    datetime(2026, 11, 1, 4, tzinfo=UTC),
    datetime(2026, 12, 24, 3, tzinfo=UTC),
    datetime(2026, 12, 31, 20, tzinfo=UTC),
    datetime(2028, 12, 24, 3, tzinfo=UTC),
    datetime(2028, 12, 31, 3, tzinfo=UTC),
]


def kinds_of(minute: datetime, *, shifts: bool, time_off: bool) -> set[PremiumKind]:
    """Return what TVöD §8 says about one minute, written down anew from its text."""
    wall = minute.astimezone(BERLIN)
    found = {PremiumKind.NIGHT} if wall.hour >= 21 or wall.hour < 6 else set()
    shares: dict[PremiumKind, int] = {}
    if nrw().is_holiday(wall.date()):
        shares |= {PremiumKind.HOLIDAY_TIME_OFF: 35} if time_off else {PremiumKind.HOLIDAY: 135}
    if (wall.month, wall.day) in {(12, 24), (12, 31)} and wall.hour >= 6:
        shares[PremiumKind.EVE] = 35
    if wall.weekday() == 6:
        shares[PremiumKind.SUNDAY] = 25
    if wall.weekday() == 5 and 13 <= wall.hour < 21 and not shifts:
        shares[PremiumKind.SATURDAY] = 20
    return found | ({max(shares, key=lambda kind: shares[kind])} if shares else set())


def by_minute(spans: list[Span], *, shifts: bool, time_off: bool) -> dict[PremiumKind, timedelta]:
    found: dict[PremiumKind, timedelta] = {}
    for span in spans:
        minute = span.from_at
        while minute < span.to_at:
            for kind in kinds_of(minute, shifts=shifts, time_off=time_off):
                found[kind] = found.get(kind, ZERO) + MINUTE
            minute += MINUTE
    return found


@st.composite
def work(draw: st.DrawFn) -> list[Span]:
    """One to three pieces of work within about a day, anywhere in three years or where several things meet."""
    anywhere = st.integers(0, MINUTES).map(lambda minute: FIRST_MINUTE + minute * MINUTE)
    at = draw(st.one_of(st.sampled_from(MEETING), anywhere))
    found: list[Span] = []
    for _ in range(draw(st.integers(1, 3))):
        begin = at + draw(st.integers(0, 300)) * MINUTE
        at = begin + draw(st.integers(1, 900)) * MINUTE
        found.append(Span(begin, at))
    return found


@given(work(), st.booleans(), st.booleans())
def test_the_minutes_are_those_a_reader_of_the_tariff_counts(spans: list[Span], shifts: bool, time_off: bool) -> None:
    figures = in_force(law_figures().premiums, "tvoed", date(2026, 1, 1))
    rules = ModelRules(shift_work=ShiftWork.SHIFTS if shifts else ShiftWork.NONE, holiday_time_off=time_off)
    assert figures is not None

    found = premiums(spans, figures, rules, nrw(), BERLIN)

    assert {each.kind: each.amount for each in found} == by_minute(spans, shifts=shifts, time_off=time_off)


@given(work())
def test_a_minute_has_one_premium_besides_that_for_the_night(spans: list[Span]) -> None:
    figures = in_force(law_figures().premiums, "tvoed", date(2026, 1, 1))
    assert figures is not None

    found = premiums(spans, figures, ModelRules(), nrw(), BERLIN)

    parts = sorted(span for each in found if each.kind is not PremiumKind.NIGHT for span in each.spans)
    assert all(left.to_at <= right.from_at for left, right in pairwise(parts))
    assert all(each.amount == sum((span.length for span in each.spans), ZERO) > ZERO for each in found)


def test_a_premium_says_its_work_its_share_and_where_that_is_written() -> None:
    day = a_day("20:00 in 22:00 break_start 22:30 break_end +1 01:00 out", model=Model("0:00", regime="tvoed"))

    (night,) = day.premiums

    assert [span.length for span in night.spans] == [timedelta(hours=1), timedelta(hours=2, minutes=30)]
    assert (night.percent, night.rule) == (20, "TVOED-7-5")
    assert night.citation == "TVöD §8 Abs. 1 Satz 2 Buchst. b, §7 Abs. 5"


def test_premiums_change_no_balance() -> None:
    with_them, without = (a_day("14:00 in 22:00 out", model=Model(regime=regime)) for regime in ("tvoed", ""))

    assert with_them.premiums
    assert not without.premiums
    assert (with_them.worked, with_them.difference) == (without.worked, without.difference)


def test_before_the_tariff_nobody_has_its_premiums() -> None:
    assert in_force(law_figures().premiums, "tvoed", date(2005, 9, 30)) is None
    assert in_force(law_figures().premiums, "tvoed", date(2005, 10, 1)) is not None


def test_a_change_of_the_tariff_reaches_no_day_before_it() -> None:
    now = law_figures().premiums[0].entries[0][1]
    later = type(now)(now.regimes, now.rules[:1])
    both = Dated("premiums", ((date(2005, 10, 1), now), (date(2027, 1, 1), later)))

    assert in_force([both], "tvoed", date(2026, 12, 31)) is now
    assert in_force([both], "tvoed", date(2027, 1, 1)) is later


def test_each_employment_has_its_own_premiums() -> None:
    stamps = taps("20:00 in 22:00 out #2 22:00 in 23:30 out")
    model = Model("0:00", regime="tvoed")

    days = evaluate(a_file(stamps, employments=(1, 2), model=model)).days

    assert [[(each.kind, each.amount) for each in day.premiums] for day in days] == [
        [(PremiumKind.NIGHT, timedelta(hours=1))],
        [(PremiumKind.NIGHT, timedelta(hours=1, minutes=30))],
    ]


@pytest.mark.parametrize("year", range(1991, 2061))
def test_easter_is_two_days_after_good_friday_of_the_calendar(year: int) -> None:
    good_friday = next(day.day for day in calendar.days_of(years=[year]) if day.name_en == "Good Friday")

    assert easter_sunday(year) == good_friday + timedelta(days=2)


def test_what_the_employer_keeps_closed_is_no_eve() -> None:
    closed = calendar.calendar_of(calendar.closed_days(CONFIG / "holidays.toml", [2026]))
    figures = in_force(law_figures().premiums, "tvoed", date(2026, 12, 23))
    assert figures is not None
    work = [Span(datetime(2026, 12, day, 8, tzinfo=UTC), datetime(2026, 12, day, 9, tzinfo=UTC)) for day in (23, 24)]

    assert [each.spans for each in premiums(work, figures, ModelRules(), closed, BERLIN)] == [(work[1],)]


@pytest.mark.parametrize(
    ("kind", "percent"),
    [("night", 20), ("holiday", 135), ("holiday_time_off", 35), ("eve", 35), ("sunday", 25), ("saturday", 20)],
)
def test_the_tariff_says_what_share_of_an_hours_pay_a_premium_is(kind: str, percent: int) -> None:
    figures = in_force(law_figures().premiums, "tvoed", date(2026, 1, 1))
    assert figures is not None

    assert {rule.kind.value: rule.percent for rule in figures.rules}[kind] == percent


def test_the_ordinance_of_officials_names_amounts_of_money_in_place_of_shares() -> None:
    figures = in_force(law_figures().premiums, "azvo_nrw", date(2026, 1, 1))
    assert figures is not None

    assert {rule.percent for rule in figures.rules} == {None}
