"""What must hold for any stamps at all, whatever the figures are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.core.builders import ONE_DAY, Model, a_file, absent
from tests.core.lives import lives
from timeclock.core.absences import Absence
from timeclock.core.credit import REASONS
from timeclock.core.day import DayResult, DayState, PersonFile, PersonResult
from timeclock.core.evaluation import evaluate
from timeclock.core.lines import Line, Part, Reason, total_of
from timeclock.core.premiums import PremiumKind
from timeclock.core.spans import ZERO, DaySpan, Span, total, union
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import day_span, shown

# Around the autumn clock change, which falls into the second night.
FIRST = date(2026, 10, 23)
DAYS = DaySpan(FIRST, FIRST + 5 * ONE_DAY)
MIDNIGHT = datetime(2026, 10, 23, tzinfo=UTC)
AROUND_THE_CLOCK = 5 * 24 * 60
BUSY = Model(frame="06:00-20:00", core="09:00-15:00")
WORKED = {*REASONS.values(), Reason.OFFICE, Reason.COUNTED, Reason.NURSING}
CREDITED = {Reason.BREAK_PAID, Reason.RELEASED, Reason.LESSONS_COUNT}
COMING_AND_GOING = {StampKind.IN, StampKind.OUT, StampKind.HOME_IN, StampKind.HOME_OUT}
# Comes on top of another.
ADDED = {PremiumKind.NIGHT}

kinds = st.sampled_from(list(StampKind))
randoms = st.randoms(use_true_random=True)


def stamp(no: int, kind: StampKind, at: datetime, employment_id: int) -> Stamp:
    return Stamp(UUID(int=no + 1), kind, at, employment_id, "terminal")


@st.composite
def anything(draw: st.DrawFn) -> tuple[Stamp, ...]:
    """Stamps at any hour of five days, in any order of kinds, of two employments."""
    raw = draw(st.lists(st.tuples(st.integers(0, AROUND_THE_CLOCK * 60), kinds, st.integers(1, 2)), max_size=24))
    found = [stamp(no, kind, MIDNIGHT + timedelta(seconds=at), of) for no, (at, kind, of) in enumerate(raw)]
    return tuple(sorted(found, key=lambda one: (one.at, one.uid)))


@st.composite
def daytime(draw: st.DrawFn) -> tuple[Stamp, ...]:
    """Stamps between 7 and 14 o'clock UTC: the nights are longer than the longest session."""
    raw = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 7 * 60 - 1), kinds), max_size=24))
    found = [
        stamp(no, kind, MIDNIGHT + day * ONE_DAY + timedelta(hours=7, minutes=minute), 1)
        for no, (day, minute, kind) in enumerate(raw)
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.uid)))


def judged(stamps: tuple[Stamp, ...], days: DaySpan = DAYS) -> PersonResult:
    as_of = MIDNIGHT + 8 * ONE_DAY
    return evaluate(a_file(stamps, days=days, model=BUSY, employments=(1, 2), as_of=as_of))


def within(stamps: tuple[Stamp, ...], days: DaySpan) -> tuple[Stamp, ...]:
    """Return the stamps a file of these days has to hold: two civil days around, midnight in Berlin being 22 or 23."""
    first = datetime.combine(days.from_day - 2 * ONE_DAY, datetime.min.time(), UTC) - timedelta(hours=2)
    last = datetime.combine(days.to_day + 2 * ONE_DAY, datetime.min.time(), UTC)
    return tuple(one for one in stamps if first <= one.at < last)


def shuffled(file: PersonFile, random: Random) -> PersonFile:
    """Return the same facts as they might have come in on another day."""
    mixed = {
        name: tuple(random.sample(found, len(found)))
        for name in ("stamps", "absences", "orders", "duties", "protections")
        for found in [getattr(file, name)]
    }
    return replace(file, **mixed)


@given(lives(), randoms)
def test_the_order_of_arrival_does_not_matter(life: PersonFile, random: Random) -> None:
    assert evaluate(life) == evaluate(shuffled(life, random))


@given(lives(), lives())
def test_recomputing_changes_nothing_whatever_was_computed_meanwhile(life: PersonFile, other: PersonFile) -> None:
    before = evaluate(life)
    evaluate(other)

    assert evaluate(life) == before


@given(lives())
def test_lines_add_up_and_open_days_have_no_figure(life: PersonFile) -> None:
    for day in evaluate(life).days:
        assert day.target == total_of(day.lines, Part.TARGET)
        assert day.present == sum((line.amount for line in worked_lines(day)), ZERO)
        assert (day.worked is None) is (day.state is DayState.OPEN) is (day.difference is None)
        if day.worked is not None:
            assert day.worked == total_of(day.lines, Part.WORKED)
            assert day.difference == day.worked - day.target


def worked_lines(day: DayResult) -> Iterable[Line]:
    return (line for line in day.lines if line.reason in WORKED)


@given(lives(away=False))
def test_nothing_is_worked_that_was_neither_stamped_nor_credited(life: PersonFile) -> None:
    """A paid break is credited, what belongs to a lesson, and to who is released in full what the plan has."""
    for day in evaluate(life).days:
        paid = sum((line.amount for line in day.lines if line.reason in CREDITED), ZERO)
        # A holiday takes a fifth of the week off what the fire brigade owes, and is credited to who is released.
        least = ZERO if all(line.reason is not Reason.HOLIDAY_SHARE for line in day.lines) else day.target
        assert day.worked is None or min(ZERO, least) <= day.worked <= max(ZERO, day.present + paid)
        assert day.target >= min(ZERO, least)


@given(lives())
def test_no_minute_is_counted_twice(life: PersonFile) -> None:
    """Not within a day, not on two days, not for two employments of the person where the law looks at her."""
    result = evaluate(life)
    for employment in {day.employment_id for day in result.days}:
        own = [day for day in result.days if day.employment_id == employment]
        assert_apart(span_of(line) for day in own for line in worked_lines(day))
        assert_apart(span for day in own for span in day.ordered)
        for kind in PremiumKind:
            assert_apart(s for day in own for each in day.premiums if each.kind is kind for s in each.spans)
        assert_apart(s for day in own for each in day.premiums if each.kind not in ADDED for s in each.spans)
    assert_apart(day.span for day in result.protect_days)
    assert all(ZERO <= day.night <= day.protective <= day.span.length for day in result.protect_days)


def span_of(line: Line) -> Span:
    assert line.span is not None
    assert line.span.length == line.amount
    return line.span


def assert_apart(spans: Iterable[Span]) -> None:
    found = sorted(spans)
    assert all(left.to_at <= right.from_at for left, right in pairwise(found))


@given(lives())
def test_what_is_paid_was_worked(life: PersonFile) -> None:
    for day in evaluate(life).days:
        work = union(span_of(line) for line in worked_lines(day))
        paid = [span for each in day.premiums for span in each.spans]
        assert total(union([*work, *paid, *day.ordered])) == total(work)
        assert all(each.amount == total(each.spans) > ZERO for each in day.premiums)


@given(lives())
def test_no_stamp_vanishes(life: PersonFile) -> None:
    """Each coming and going stands in a session, or a finding names it and says why not; of an honorary office none."""
    result = evaluate(life)
    used = {uid for day in result.days for one in day.sessions for uid in (one.in_stamp, one.out_stamp)}
    told = {(each.figures.get("kind"), each.figures.get("at")) for day in result.days for each in day.findings}
    end = min(life.as_of, day_span(life.days.to_day, life.zone).from_at)
    honorary = {of for (of, _), held in life.plans.items() if held.regime == "ehrenamt"}
    employed = {of for of, _ in life.plans if all((of, day) in life.plans for day in life.days)} - honorary
    seen = [one for one in life.stamps if one.kind in COMING_AND_GOING and one.at < end]
    lost = [one for one in seen if one.employment_id in employed and one.uid not in used]

    assert {(one.kind.value, shown(one.at, life.zone)) for one in lost} <= told


@given(daytime())
def test_a_range_is_its_days_one_by_one_each_from_its_own_file(stamps: tuple[Stamp, ...]) -> None:
    together = judged(stamps)
    alone = [judged(within(stamps, DaySpan.one(day)), DaySpan.one(day)) for day in DAYS]

    assert sorted(together.days, key=key) == sorted((day for one in alone for day in one.days), key=key)
    assert list(together.protect_days) == [day for one in alone for day in one.protect_days]
    assert list(together.findings) == [finding for one in alone for finding in one.findings]


def key(day: DayResult) -> tuple[int, date]:
    return day.employment_id, day.day


@given(lives())
def test_any_days_of_a_file_come_out_as_all_of_them_do(life: PersonFile) -> None:
    """What is asked for does not change what is found: each day alone, from the whole file, is the same."""
    together = evaluate(life)
    alone = [evaluate(replace(life, days=DaySpan.one(day))) for day in life.days]

    assert sorted(together.days, key=key) == sorted((day for one in alone for day in one.days), key=key)
    assert list(together.protect_days) == [day for one in alone for day in one.protect_days]
    assert sorted(map(repr, together.findings)) == sorted(repr(each) for one in alone for each in one.findings)


HOURS = st.tuples(st.integers(0, 21), st.integers(1, 2)).map(lambda pair: f"from {pair[0]:02}:00 to {sum(pair):02}:30")
PLANNED = st.tuples(
    st.sampled_from(["leave", "sick", "strike", "release", "flextime_day", "parental_leave"]),
    st.one_of(st.just(""), st.just("from 12:00"), HOURS),
    st.integers(0, 4),
).map(lambda drawn: absent(f"{drawn[0]} {drawn[1]}", FIRST + drawn[2] * ONE_DAY))


@given(anything(), st.lists(PLANNED, max_size=6))
def test_absences_credit_each_missing_minute_at_most_once(stamps: tuple[Stamp, ...], absences: list[Absence]) -> None:
    """Credit alone lifts no day over its target, and no absence takes anything away."""
    as_of = MIDNIGHT + 8 * ONE_DAY
    file = a_file(stamps, days=DAYS, model=BUSY, employments=(1, 2), as_of=as_of)
    before = {key(day): day for day in evaluate(file).days}
    for day in evaluate(replace(file, absences=tuple(absences))).days:
        plain = before[key(day)]
        assert day.target == total_of(day.lines, Part.TARGET)
        assert ZERO <= day.target <= plain.target
        if day.worked is not None and plain.worked is not None:
            assert day.worked == total_of(day.lines, Part.WORKED)
            assert plain.worked <= day.worked <= max(plain.worked, day.target)


@given(daytime(), kinds, st.integers(0, 7 * 60 - 1))
def test_a_stamp_more_never_changes_days_far_away(stamps: tuple[Stamp, ...], kind: StampKind, minute: int) -> None:
    added = stamp(99, kind, MIDNIGHT + timedelta(hours=7, minutes=minute), 1)
    before, after = judged(stamps), judged((added, *stamps))

    far = DaySpan(FIRST + 2 * ONE_DAY, DAYS.to_day)
    assert [day for day in before.days if day.day in far] == [day for day in after.days if day.day in far]
