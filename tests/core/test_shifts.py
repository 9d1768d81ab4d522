"""To which days models credit a shift: nothing is lost or counted twice, and no stamp is made up."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.builders import BERLIN, ONE_DAY, TUESDAY, Model, a_file, at, duty, hours
from timeclock.core.day import DayResult, PersonResult
from timeclock.core.evaluation import evaluate
from timeclock.core.plans import Attribution, CreditDay, ModelRules, PlanInForce, ShiftWork
from timeclock.core.spans import ZERO, DaySpan
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import instant

# Around the autumn clock change.
FIRST = date(2026, 10, 22)
WIDE = DaySpan(FIRST - 3 * ONE_DAY, FIRST + 9 * ONE_DAY)
NARROW = settings(max_examples=60, deadline=None, derandomize=True)
NIGHT = "22:00 in +1 02:00 break_start +1 02:30 break_end +1 06:00 out"

attributions = st.builds(
    Attribution,
    st.sampled_from(CreditDay),
    st.sampled_from([None, timedelta(hours=1), timedelta(hours=9)]),
    st.sampled_from([None, timedelta(hours=12)]),
    st.sampled_from([time(0), time(6), time(2, 30)]),
)


@st.composite
def paired(draw: st.DrawFn) -> tuple[Stamp, ...]:
    """Sessions of some hours one after the other, with breaks in some, so that every day ends complete."""
    found: list[Stamp] = []
    at_ = instant(FIRST, time(0), BERLIN)
    kinds = {2: ("in", "out"), 4: ("in", "break_start", "break_end", "out")}
    for _ in range(draw(st.integers(1, 6))):
        for kind in kinds[draw(st.sampled_from([2, 4]))]:
            at_ += timedelta(minutes=draw(st.integers(5, 500)))
            found.append(Stamp(UUID(int=len(found) + 1), StampKind(kind), at_, 1, "terminal"))
    return tuple(found)


def judged(stamps: tuple[Stamp, ...], attribution: Attribution, shift_work: ShiftWork) -> PersonResult:
    rules = ModelRules(attribution=attribution, longest_session=timedelta(hours=30), shift_work=shift_work)
    return evaluate(a_file(stamps, days=WIDE, model=Model("0:00", rules=rules, regime="tvoed")))


def worked(days: tuple[DayResult, ...]) -> timedelta:
    return sum((day.worked or ZERO for day in days), ZERO)


@NARROW
@given(paired(), attributions, st.sampled_from(ShiftWork))
def test_a_models_attribution_moves_credit_and_neither_makes_nor_loses_any(
    stamps: tuple[Stamp, ...], attribution: Attribution, shift_work: ShiftWork
) -> None:
    plain, found = (judged(stamps, each, shift_work) for each in (Attribution(), attribution))

    assert worked(found.days) == worked(plain.days)
    assert sum((day.present for day in found.days), ZERO) == sum((day.present for day in plain.days), ZERO)
    assert all(day.worked is not None and day.worked >= ZERO for day in found.days)


@NARROW
@given(paired(), attributions)
def test_protection_does_not_ask_which_day_is_credited(stamps: tuple[Stamp, ...], attribution: Attribution) -> None:
    plain, found = (judged(stamps, each, ShiftWork.NONE) for each in (Attribution(), attribution))

    assert (found.protect_days, found.findings) == (plain.protect_days, plain.findings)


@NARROW
@given(paired(), attributions)
def test_every_session_stands_on_one_day_with_its_own_stamps(
    stamps: tuple[Stamp, ...], attribution: Attribution
) -> None:
    found = judged(stamps, attribution, ShiftWork.NONE)
    ends = [uid for day in found.days for one in day.sessions for uid in (one.in_stamp, one.out_stamp)]

    assert sorted(filter(None, ends)) == sorted(one.uid for one in stamps if one.kind in {StampKind.IN, StampKind.OUT})


def credited_on(found: PersonResult) -> list[str]:
    return [day.day.isoformat() for day in found.days if day.worked]


def plans(rules: ModelRules, days: DaySpan) -> dict[tuple[int, date], PlanInForce]:
    return {(1, day): Model("0:00", rules=rules).in_force(1) for day in days}


@pytest.mark.parametrize("credit_day", CreditDay)
def test_the_last_night_of_an_employment_stays_on_a_day_on_which_there_is_one(credit_day: CreditDay) -> None:
    held = plans(ModelRules(attribution=Attribution(credit_day)), DaySpan(TUESDAY - ONE_DAY, TUESDAY + ONE_DAY))
    found = evaluate(a_file(NIGHT, days=DaySpan(TUESDAY, TUESDAY + 2 * ONE_DAY), plans=held))

    assert credited_on(found) == [TUESDAY.isoformat()]
    assert worked(found.days) == hours("7:30")
    assert found.findings == ()


def test_a_shift_is_credited_by_the_model_of_the_day_it_begins_on() -> None:
    old, new = (ModelRules(attribution=Attribution(each)) for each in (CreditDay.START, CreditDay.END))
    before, after = DaySpan(TUESDAY - 3 * ONE_DAY, TUESDAY), DaySpan(TUESDAY, TUESDAY + 3 * ONE_DAY)
    stamps = "-1 22:00 in +0 06:00 out +0 22:00 in +1 06:00 out"
    held = plans(old, before) | plans(new, after)
    found = evaluate(a_file(stamps, days=DaySpan(before.from_day, after.to_day), plans=held))

    assert credited_on(found) == ["2026-11-02", "2026-11-04"]


def test_a_night_that_still_runs_stands_where_it_began_until_its_end_is_known() -> None:
    model = Model("0:00", rules=ModelRules(attribution=Attribution(CreditDay.END)))
    days = DaySpan(TUESDAY, TUESDAY + 2 * ONE_DAY)
    running = evaluate(a_file("22:00 in", days=days, model=model, as_of=at("+1 03:00")))
    over = evaluate(a_file("22:00 in +1 06:00 out", days=days, model=model, as_of=at("+1 07:00")))

    assert [len(day.sessions) for day in running.days] == [1, 0]
    assert [len(day.sessions) for day in over.days] == [0, 1]


def test_who_is_on_call_is_so_from_the_day_it_begins_whatever_the_shifts_are_credited_to() -> None:
    model = Model("0:00", rules=ModelRules(attribution=Attribution(CreditDay.END)), regime="tvoed")
    duties = (duty("on_call 18:00 to +1 07:00"),)
    found = evaluate(a_file("", days=DaySpan(TUESDAY, TUESDAY + 2 * ONE_DAY), model=model, duties=duties))

    assert [[amount.kind.value for amount in day.amounts] for day in found.days] == [["on_call"], []]


def test_a_duty_whose_employment_is_over_the_next_morning_is_due_the_evening_before() -> None:
    held = plans(ModelRules(attribution=Attribution(CreditDay.END)), DaySpan(TUESDAY, TUESDAY + ONE_DAY))
    file = a_file(NIGHT, days=DaySpan.one(TUESDAY), plans=held, duties=(duty("work 22:00 to +1 06:00"),))

    assert [day.target for day in evaluate(file).days] == [hours("7:30")]


def test_a_duty_without_an_employment_and_a_stamp_without_work_are_where_they_are() -> None:
    held = plans(ModelRules(attribution=Attribution(CreditDay.END)), DaySpan(TUESDAY, TUESDAY + ONE_DAY))
    nobodys = duty("work 22:00 to +1 06:00", TUESDAY - 3 * ONE_DAY)
    found = evaluate(a_file("12:00 break_start", plans=held, duties=(nobodys,)))

    assert [[each.code.value for each in day.findings] for day in found.days] == [["impossible_stamp"]]
