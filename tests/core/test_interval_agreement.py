"""Time evaluated once more with an independent algebra of intervals (`portion`), and both have to agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

import portion  # type: ignore[import-untyped]  # ships no types; only an oracle for tests
from hypothesis import given
from hypothesis import strategies as st

from tests.core.builders import BERLIN, ONE_DAY, Model, a_file, law_figures
from tests.core.lives import FIRSTS
from timeclock.core.breaks import count, deduction
from timeclock.core.day import PersonResult, ProtectDay
from timeclock.core.evaluation import evaluate
from timeclock.core.frame import outside_frame
from timeclock.core.plans import BreakDeduction, ClockSpan, ModelRules
from timeclock.core.spans import MINUTE, ZERO, DaySpan, Span, clip, first_of, gaps, minus, total, union, without
from timeclock.core.stamps import Stamp, StampKind

MIDNIGHT = datetime(2026, 10, 23, tzinfo=UTC)
BREAKS = law_figures().breaks.on(date(2026, 1, 1))
FIFTEEN, FIVE_HOURS, ELEVEN_HOURS = timedelta(minutes=15), timedelta(hours=5), timedelta(hours=11)
DAYS = 5

spans = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 120)).map(
        lambda pair: Span(MIDNIGHT + pair[0] * MINUTE, MIDNIGHT + sum(pair) * MINUTE)
    ),
    max_size=12,
)
limits = st.tuples(st.integers(0, 500), st.integers(0, 200)).map(
    lambda pair: Span(MIDNIGHT + pair[0] * MINUTE, MIDNIGHT + sum(pair) * MINUTE)
)


def oracle(found: Iterable[Span]) -> portion.Interval:
    return portion.Interval(*(portion.closedopen(one.from_at, one.to_at) for one in found))


def length(whole: portion.Interval) -> timedelta:
    return sum((each.upper - each.lower for each in whole if not each.empty), ZERO)


# --- the algebra itself ---


@given(spans)
def test_union_and_gaps_agree(found: list[Span]) -> None:
    merged, whole = union(found), oracle(found)

    assert oracle(merged) == whole
    assert oracle(gaps(merged)) == (whole.enclosure - whole if found else whole)
    assert total(merged) == length(whole)


@given(spans, limits)
def test_clip_and_without_agree(found: list[Span], limit: Span) -> None:
    clipped, around = clip(found, limit), portion.closedopen(limit.from_at, limit.to_at)

    assert oracle(clipped) == oracle(found) & around
    assert oracle(without(limit, found)) == around - oracle(found)
    assert total(clipped) <= total(found)


@given(spans, spans)
def test_minus_agrees(found: list[Span], taken: list[Span]) -> None:
    assert oracle(minus(union(found), taken)) == oracle(found) - oracle(taken)


@given(spans, st.integers(0, 900))
def test_the_first_of_spans_are_so_long_and_come_first(found: list[Span], minutes: int) -> None:
    whole, first = oracle(found), oracle(first_of(union(found), minutes * MINUTE))
    rest = whole - first

    assert length(first) == min(length(whole), minutes * MINUTE)
    assert first in whole
    assert first.empty or rest.empty or first.upper <= rest.lower


# --- what an evaluation makes of clean stamps ---


@st.composite
def shifts(draw: st.DrawFn) -> tuple[date, dict[int, list[Span]]]:
    """Work of two employments in five days, each to the minute and none of an employment overlapping another."""
    first = draw(st.sampled_from(FIRSTS))
    found: dict[int, list[Span]] = {}
    for employment in (1, 2):
        at = wall(first, time(0))
        for gap, worked in draw(st.lists(st.tuples(GAPS, st.integers(1, 12 * 60)), max_size=8)):
            begin = at + gap * MINUTE
            at = begin + worked * MINUTE
            if at <= wall(first + DAYS * ONE_DAY, time(0)):
                found.setdefault(employment, []).append(Span(begin, at))
    return first, found


# Where the rules of breaks, of working days and of rests have their borders.
GAPS = st.one_of(
    st.integers(1, 24 * 60), st.sampled_from([14, 15, 16, 299, 300, 301, 659, 660, 661]), st.integers(10, 50)
)
RULES = ModelRules(break_deduction=BreakDeduction.PLATEAU, day_starts=None, doubled_within=ZERO, wrong_key_within=ZERO)


def judged(first: date, work: dict[int, list[Span]], model: Model) -> PersonResult:
    taps = [
        (at, kind, employment)
        for employment, own in work.items()
        for span in own
        for at, kind in ((span.from_at, StampKind.IN), (span.to_at, StampKind.OUT))
    ]
    stamps = tuple(
        Stamp(UUID(int=no), kind, at, employment, "terminal") for no, (at, kind, employment) in enumerate(taps, 1)
    )
    days = DaySpan(first, first + DAYS * ONE_DAY)
    return evaluate(a_file(stamps, days=days, model=model, employments=(1, 2)))


def wall(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, BERLIN).astimezone(UTC)


def windows(days: Iterable[date], first: time, last: time) -> portion.Interval:
    """Return a clock span of each day; one that ends at midnight or before it begins ends on the day after."""
    ends = {day: day + ONE_DAY if last <= first else day for day in days}
    return portion.Interval(*(portion.closedopen(wall(day, first), wall(end, last)) for day, end in ends.items()))


def local(at: datetime) -> date:
    return at.astimezone(BERLIN).date()


def working_days(whole: portion.Interval) -> list[portion.Interval]:
    """Return the working days of rulebook C-4: after eleven hours, or on another date after five, begins a new one."""
    found: list[portion.Interval] = []
    for piece in whole:
        gap = piece.lower - found[-1].upper if found else ELEVEN_HOURS
        other_date = bool(found) and local(piece.lower) != local(found[-1].lower)
        if gap >= ELEVEN_HOURS or (other_date and gap >= FIVE_HOURS):
            found.append(piece)
        else:
            found[-1] |= piece
    return found


def protective(day: portion.Interval) -> timedelta:
    return length(day.enclosure) - sum(
        (gap.upper - gap.lower for gap in day.enclosure - day if not gap.empty and gap.upper - gap.lower >= FIFTEEN),
        ZERO,
    )


def night(first: date) -> portion.Interval:
    days = [first + no * ONE_DAY for no in range(-2, DAYS + 2)]
    return windows(days, time(23), time(6))


@given(shifts())
def test_the_protective_days_agree(drawn: tuple[date, dict[int, list[Span]]]) -> None:
    first, work = drawn
    whole = oracle(span for own in work.values() for span in own)
    expected = [] if whole.empty else working_days(whole)

    found = judged(first, work, Model(rules=RULES)).protect_days

    assert [told(day) for day in found] == [
        (local(day.lower), day.lower, day.upper, protective(day), length(day & night(first))) for day in expected
    ]
    rests = [day.rest_before for day in found[1:] if day.rest_before is not None]
    apart = [after.lower - before.upper for before, after in pairwise(expected)]
    assert set(rests) <= set(apart)


def told(day: ProtectDay) -> tuple[date, datetime, datetime, timedelta, timedelta]:
    return day.day, day.span.from_at, day.span.to_at, day.protective, day.night


FRAMES = st.tuples(st.integers(3, 11), st.integers(12, 23)).map(lambda pair: ClockSpan(time(pair[0]), time(pair[1])))


@given(shifts(), FRAMES)
def test_what_lies_outside_the_frame_agrees(drawn: tuple[date, dict[int, list[Span]]], frame: ClockSpan) -> None:
    first, work = drawn
    days = [first + no * ONE_DAY for no in range(-1, DAYS + 1)]
    for own in work.values():
        outside = oracle(own) - windows(days, frame.from_clock, frame.to_clock)
        assert outside_frame(own, frame, BERLIN) == length(outside)


@given(shifts())
def test_what_is_worked_agrees(drawn: tuple[date, dict[int, list[Span]]]) -> None:
    """Each employment's work, less the break that is missing in each working day of the person."""
    first, work = drawn
    whole = oracle(span for own in work.values() for span in own)
    days = [] if whole.empty else working_days(whole)

    result = judged(first, work, Model(rules=RULES))

    for employment, own in work.items():
        parts = [oracle(own) & day.enclosure for day in days]
        expected = sum((length(part) - missing_break(part) for part in parts if not part.empty), ZERO)
        found = [day for day in result.days if day.employment_id == employment]
        assert sum((day.present for day in found), ZERO) == length(oracle(own))
        assert sum((day.worked or ZERO for day in found), ZERO) == expected


def missing_break(part: portion.Interval) -> timedelta:
    """Return what the rule takes off, tried minute by minute from above (C-7)."""
    gross = length(part) // MINUTE
    interruptions = length(part.enclosure - part) // MINUTE
    return (gross - plateau(gross, interruptions)) * MINUTE


def plateau(gross: int, interruptions: int) -> int:
    return max(credit for credit in range(gross + 1) if interruptions + gross - credit >= needed(credit))


def needed(credit: int) -> int:
    return 45 if credit > 9 * 60 else 30 if credit > 6 * 60 else 0


@given(st.integers(0, 900), st.integers(0, 120))
def test_the_plateau_is_the_largest_credit_that_has_its_break(gross: int, interruptions: int) -> None:
    assert gross - plateau(gross, interruptions) == deduction(gross * MINUTE, interruptions * MINUTE, BREAKS) // MINUTE


@given(spans)
def test_the_breaks_of_a_day_agree(found: list[Span]) -> None:
    whole, counted = oracle(found), count(found, FIFTEEN)
    between = [] if whole.empty else [gap for gap in whole.enclosure - whole if not gap.empty]
    breaks = [gap for gap in between if gap.upper - gap.lower >= FIFTEEN]

    assert counted.gross == length(whole)
    assert counted.interruptions == sum((gap.upper - gap.lower for gap in between), ZERO)
    assert counted.protective == (ZERO if whole.empty else protective(whole))
    assert counted.longest_stretch == longest(whole, breaks)


def longest(whole: portion.Interval, breaks: Sequence[portion.Interval]) -> timedelta:
    if whole.empty:
        return ZERO
    stretches = whole.enclosure
    for each in breaks:
        stretches -= each
    return max(each.upper - each.lower for each in stretches)
