"""Every minute of a day of 23, 24 or 25 hours is accounted for: it has one name, one day and one place on the bill."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.core.builders import BERLIN, ONE_DAY, Model, a_file, nrw
from timeclock.core.day import DayResult
from timeclock.core.evaluation import evaluate
from timeclock.core.frame import inside_frame, outside_frame
from timeclock.core.limits import at_clocks, within
from timeclock.core.lines import Reason
from timeclock.core.plans import BreakDeduction, ClockSpan, ModelRules, ShiftWork
from timeclock.core.premiums import PremiumKind
from timeclock.core.spans import MINUTE, ZERO, Span, clip, total
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import day_span, instant, local_day, readings, shown

YEARS = (1996, 2060)
# Of these years the premiums' holidays are known.
NEAR = (2025, 2031)
ALL_DAY = ModelRules(
    break_deduction=BreakDeduction.NONE,
    longest_session=timedelta(hours=30),
    day_starts=None,
    doubled_within=ZERO,
    wrong_key_within=ZERO,
    shift_work=ShiftWork.SHIFTS,
)


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - (day.isoweekday() % 7) * ONE_DAY


def days(first: int, last: int) -> st.SearchStrategy[date]:
    """Days of these years; every second one is a day on which the clocks change, or a neighbour."""
    changes = st.tuples(st.integers(first, last), st.sampled_from([3, 10]), st.integers(-1, 1)).map(
        lambda drawn: last_sunday(drawn[0], drawn[1]) + drawn[2] * ONE_DAY
    )
    return st.one_of(changes, st.dates(date(first, 1, 1), date(last, 12, 31)))


def hours_of(day: date) -> int:
    return {last_sunday(day.year, 3): 23, last_sunday(day.year, 10): 25}.get(day, 24)


@given(days(*YEARS))
def test_each_minute_has_one_day_and_one_name(day: date) -> None:
    span = day_span(day, BERLIN)
    minutes = [span.from_at + no * MINUTE for no in range(hours_of(day) * 60)]

    assert span.to_at == minutes[-1] + MINUTE == day_span(day + ONE_DAY, BERLIN).from_at
    assert {local_day(at, BERLIN) for at in minutes} == {day}
    assert len({shown(at, BERLIN) for at in minutes}) == len(minutes)


@given(days(*YEARS), st.integers(0, 25 * 60 - 1))
def test_the_clock_of_each_minute_leads_back_to_it(day: date, minute: int) -> None:
    at = day_span(day, BERLIN).from_at + minute % (hours_of(day) * 60) * MINUTE
    wall = at.astimezone(BERLIN)
    found = readings(day, wall.time(), BERLIN)

    assert at in found
    assert len(found) == (2 if hours_of(day) == 25 and wall.hour == 2 else 1)
    assert at == instant(day, wall.time(), BERLIN, found.index(at))  # type: ignore[arg-type]  # 0 or 1


CLOCKS = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


@given(days(*YEARS), st.lists(CLOCKS, min_size=1, max_size=6, unique=True))
def test_the_clocks_of_a_day_cut_it_without_a_gap(day: date, cuts: list[time]) -> None:
    """Whatever clocks divide a day, a missing hour is in no part and a doubled one in one part whole."""
    borders = [*sorted({time(0), *cuts}), time(0)]
    whole = day_span(day, BERLIN)

    lengths = [at_clocks(whole, day, [ClockSpan(*pair)], BERLIN) for pair in pairwise(borders)]

    assert sum(lengths, ZERO) == timedelta(hours=hours_of(day)) == within(whole, day, BERLIN)


@st.composite
def courses(draw: st.DrawFn) -> tuple[date, list[Span]]:
    """A day cut anywhere into work and rest, beginning with work at midnight and ending with the day."""
    day = draw(days(*NEAR))
    span = day_span(day, BERLIN)
    minutes = sorted(draw(st.lists(st.integers(1, hours_of(day) * 60 - 1), max_size=7, unique=True)))
    cuts = [span.from_at, *(span.from_at + minute * MINUTE for minute in minutes), span.to_at]
    return day, [Span(*pair) for pair in pairwise(cuts)][::2]


def worked(day: date, work: list[Span], model: Model) -> DayResult:
    taps = [(at, kind) for span in work for at, kind in ((span.from_at, StampKind.IN), (span.to_at, StampKind.OUT))]
    stamps = tuple(Stamp(UUID(int=no), kind, at, 1, "terminal") for no, (at, kind) in enumerate(taps, start=1))
    result = evaluate(a_file(stamps, day=day, model=model))
    return next(each for each in result.days if each.day == day)


@given(courses())
def test_each_minute_of_a_day_is_on_its_bill_once_or_was_not_worked(drawn: tuple[date, list[Span]]) -> None:
    day, work = drawn
    result = worked(day, work, Model("0:00", rules=ALL_DAY, regime="tvoed"))
    lines = sorted(line.span for line in result.lines if line.reason is Reason.WORK and line.span is not None)

    # A piece that begins after five hours' rest past midnight would be another day's; within a day none does.
    assert lines == work
    assert result.present == result.worked == total(work)
    assert sum((_rest(a, b) for a, b in pairwise(work)), ZERO) + total(work) == work[-1].to_at - work[0].from_at


def _rest(before: Span, after: Span) -> timedelta:
    return after.from_at - before.to_at


@given(courses(), st.tuples(st.integers(0, 11), st.integers(12, 23)))
def test_each_worked_minute_lies_inside_the_frame_or_outside(
    drawn: tuple[date, list[Span]], clocks: tuple[int, int]
) -> None:
    _, work = drawn
    frame = ClockSpan(time(clocks[0]), time(clocks[1]))

    assert total(inside_frame(work, frame, BERLIN)) + outside_frame(work, frame, BERLIN) == total(work)


@given(courses())
def test_each_worked_minute_has_the_premium_of_its_own_clock(drawn: tuple[date, list[Span]]) -> None:
    """The night of the clock change is an hour shorter or longer, and its minutes are what was really worked."""
    day, work = drawn
    result = worked(day, work, Model("0:00", rules=ALL_DAY, regime="tvoed"))
    found = {each.kind: each.amount for each in result.premiums}
    at_night = sum(_at_night(at) for span in work for at in _minutes(span))

    assert found.get(PremiumKind.NIGHT, ZERO) == at_night * MINUTE
    whole_day = PremiumKind.HOLIDAY if nrw().is_holiday(day) else PremiumKind.SUNDAY
    if nrw().is_holiday(day) or day.isoweekday() == 7:
        eve = found.get(PremiumKind.EVE, ZERO) if not nrw().is_holiday(day) else ZERO
        assert found[whole_day] + eve == total(clip(work, day_span(day, BERLIN)))


def _minutes(span: Span) -> list[datetime]:
    return [span.from_at + no * MINUTE for no in range(span.length // MINUTE)]


def _at_night(at: datetime) -> bool:
    hour = at.astimezone(BERLIN).hour
    return hour >= 21 or hour < 6
