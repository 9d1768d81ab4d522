"""Half-open spans: what they refuse, and what one does with them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from tests.core.builders import at, span
from timeclock.core.spans import DaySpan, Span, clip, gaps, total, union


def test_a_span_refuses_another_zone_and_an_end_before_its_beginning() -> None:
    with pytest.raises(ValueError, match="UTC instants"):
        Span(datetime(2026, 11, 3, 8, tzinfo=timezone(timedelta(hours=1))), at("12:00"))
    with pytest.raises(ValueError, match="end before it begins"):
        Span(at("12:00"), at("08:00"))


def test_touching_spans_merge_and_leave_no_gap() -> None:
    merged = union([span("10:00-12:00"), span("08:00-10:00"), span("13:00-14:00")])

    assert (span("08:00-12:00"), span("13:00-14:00")) == merged
    assert (span("12:00-13:00"),) == gaps(merged)
    assert timedelta(hours=5) == total(merged)


def test_a_span_that_only_touches_the_limit_is_not_in_it() -> None:
    assert clip([span("05:00-06:00"), span("05:30-12:00")], span("06:00-20:00")) == (span("06:00-12:00"),)


def test_a_month_ends_before_the_first_of_the_next() -> None:
    december = DaySpan.month(2026, 12)

    assert DaySpan(date(2026, 12, 1), date(2027, 1, 1)) == december
    assert len(list(december)) == 31
    assert date(2027, 1, 1) not in december


def test_days_refuse_an_end_before_the_beginning() -> None:
    with pytest.raises(ValueError, match="end before it begins"):
        DaySpan(date(2026, 12, 2), date(2026, 12, 1))
