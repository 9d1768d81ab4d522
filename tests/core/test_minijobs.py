"""Minijobs and work on demand: the month's limit, records in time, the account's share, calls in time and in bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tests.core.builders import Model, a_day, a_file, codes, hours, law_figures, nrw, shown
from tests.core.periods import Employed, found
from tests.core.test_overtime import LATER, Worked, figures, of_several
from tests.core.test_overtime import a_file as a_period_of
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.evaluation import evaluate
from timeclock.core.findings import Finding
from timeclock.core.minijobs import limit, record_until, within_share
from timeclock.core.on_demand import Bounds, bounds, notice_latest, working_day_before
from timeclock.core.periods import PeriodFile, PeriodKind
from timeclock.core.plans import ModelRules, OnDemand
from timeclock.core.spans import Span
from timeclock.core.stamps import Stamp, StampKind

MINIJOB = Employed(regime="minijob")
TUESDAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("first", "last", "euros", "cents", "longest"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), 556, 1282, "43:22"),
        (date(2026, 1, 1), date(2026, 12, 31), 603, 1390, "43:22"),
        (date(2027, 1, 1), date(2027, 12, 31), 633, 1460, "43:21"),
    ],
)
def test_the_limit_of_a_month_follows_the_minimum_wage(
    first: date, last: date, euros: int, cents: int, longest: str
) -> None:
    for day in (first, last):
        wage = law_figures().minimum_wage.on(day)
        most = limit(wage)

        assert (most.euros, wage.hour_cents, shown(most.longest)) == (euros, cents, longest)


def test_work_is_recorded_within_seven_days_across_a_leap_day() -> None:
    assert record_until(date(2028, 2, 26), law_figures().minijobs.on(TUESDAY)) == date(2028, 3, 4)


@pytest.mark.parametrize(("credited", "ok"), [("19:59", True), ("20:00", True), ("20:01", False)])
def test_an_account_takes_in_half_a_month(credited: str, ok: bool) -> None:
    assert within_share(hours("40:00"), hours(credited), law_figures().minijobs.on(TUESDAY)) is ok


def stamps(recorded_on: int | None, origin: str = "correction") -> tuple[Stamp, ...]:
    """Return a Tuesday's work, its going recorded on a day of November."""
    recorded = None if recorded_on is None else datetime(2026, 11, recorded_on, 12, tzinfo=UTC)
    at = (datetime(2026, 11, 3, 7, tzinfo=UTC), datetime(2026, 11, 3, 11, tzinfo=UTC))
    return (
        Stamp(UUID(int=1), StampKind.IN, at[0], 1, "terminal", at[0]),
        Stamp(UUID(int=2), StampKind.OUT, at[1], 1, origin, recorded),
    )


def late(recorded_on: int | None, origin: str = "correction", regime: str = "minijob") -> list[Finding]:
    day = a_day(stamps(recorded_on, origin), model=Model(target="0:00", regime=regime))
    return [finding for finding in day.findings if finding.code.value == "MILOG-17-1"]


def test_the_eighth_day_is_too_late_for_a_minijob() -> None:
    assert late(10) == []
    [finding] = late(11)
    assert finding.figures == {"days": "8", "most_days": "7"}
    assert finding.citation == "MiLoG §17 Abs. 1"


DEVICE, FILE, OTHER = ("terminal", "minijob"), ("import", "minijob"), ("correction", "tvoed")


@pytest.mark.parametrize(("origin", "regime"), [DEVICE, FILE, OTHER])
def test_what_a_device_kept_was_recorded_in_time_and_others_have_no_such_limit(origin: str, regime: str) -> None:
    assert late(20, origin, regime) == []


def test_a_stamp_of_which_nobody_knows_when_it_came_is_not_late() -> None:
    assert late(None) == []


def test_before_the_act_nothing_was_late() -> None:
    file = a_file(stamps(20), model=Model(target="0:00", regime="minijob"))
    entries = ((date(2027, 1, 1), file.law.minijobs.entries[0][1]),)
    law = replace(file.law, minijobs=replace(file.law.minijobs, entries=entries))

    assert "MILOG-17-1" not in codes(evaluate(replace(file, law=law)).days[0])


def a_minijob(days: dict[str, Worked], *, weekly: str = "10:00", today: date = LATER) -> PeriodFile:
    return a_period_of(days, weekly=weekly, today=today, employed=MINIJOB)


def of_months(file: PeriodFile) -> list[str]:
    return [
        f"{finding.day} {finding.code} {finding.figure} {finding.limit}"
        for month in found(file, PeriodKind.MINIJOB)
        for finding in month.findings
    ]


def test_a_month_tells_what_was_worked_and_agreed() -> None:
    months = found(a_minijob({"2.11.": Worked("5:00"), "3.11.": Worked("–")}), PeriodKind.MINIJOB)

    assert figures(months, "worked_min", "contract_min", "limit_min", "euros", "above_min") == [
        ("5:00", "42:51", "43:22", "603", "0:00")
    ]
    assert months[0].ok


def test_one_minute_more_than_the_minimum_wage_allows_is_a_warning() -> None:
    days = {"2.11.": Worked("24:00"), "3.11.": Worked("19:22")}

    assert of_months(a_minijob(days)) == []
    assert of_months(a_minijob({**days, "4.11.": Worked("0:01")})) == ["2026-11-30 SGBIV-8-1a 2603 2602"]


def test_two_minijobs_share_one_limit() -> None:
    file = of_several(
        {1: {"2.11.": Worked("24:00")}, 2: {"3.11.": Worked("20:00")}},
        weekly="5:00",
        today=LATER,
        employed=(MINIJOB, MINIJOB),
    )

    assert of_months(file) == ["2026-11-30 SGBIV-8-1a 2640 2602"]


def test_more_than_half_a_month_put_by_is_a_warning_in_the_running_month_too() -> None:
    days = {"2.11.": Worked("20:00"), "3.11.": Worked("12:09")}

    # 5:00 a week are 21:25 in November, of which an account takes 10:42.
    assert of_months(a_minijob(days, weekly="5:00", today=date(2026, 11, 10))) == ["2026-11-09 MILOG-2-2-3 643 642"]
    shorter = {**days, "3.11.": Worked("12:08")}
    assert of_months(a_minijob(shorter, weekly="5:00", today=date(2026, 11, 10))) == []


def test_others_have_no_such_month_and_before_the_first_figure_nobody_has() -> None:
    assert found(a_period_of({"2.11.": Worked("5:00")}), PeriodKind.MINIJOB) == []
    file = a_minijob({"2.11.": Worked("5:00")})
    entries = ((date(2027, 1, 1), file.law.minimum_wage.entries[0][1]),)
    law = replace(file.law, minimum_wage=replace(file.law.minimum_wage, entries=entries))
    assert found(replace(file, law=law), PeriodKind.MINIJOB) == []


@pytest.mark.parametrize(
    ("agreed", "expected"),
    [
        (OnDemand(), ("20:00", "20:00", "3:00")),
        (OnDemand(least=hours("20:00")), ("20:00", "25:00", None)),
        (OnDemand(most=hours("25:00")), ("20:00", "25:00", None)),
    ],
)
def test_what_may_be_called_follows_from_what_was_agreed(
    agreed: OnDemand, expected: tuple[str, str, str | None]
) -> None:
    least, most, call = expected

    assert bounds(agreed, law_figures().on_demand.on(TUESDAY)) == Bounds(
        hours(least), hours(most), None if call is None else hours(call)
    )


def test_the_least_and_the_most_cannot_both_be_agreed() -> None:
    with pytest.raises(ValueError, match="either the least or the most"):
        OnDemand(least=hours("10:00"), most=hours("20:00"))


@pytest.mark.parametrize(
    ("work", "by_days", "on_a_working_day"),
    [
        (date(2026, 11, 23), date(2026, 11, 18), date(2026, 11, 18)),
        (date(2026, 11, 19), date(2026, 11, 14), date(2026, 11, 13)),
        (date(2026, 11, 20), date(2026, 11, 15), date(2026, 11, 13)),
        # Whit Monday is a holiday, and before it there is a weekend.
        (date(2026, 5, 30), date(2026, 5, 25), date(2026, 5, 22)),
    ],
)
def test_four_whole_days_lie_between_call_and_work(work: date, by_days: date, on_a_working_day: date) -> None:
    assert notice_latest(work, law_figures().on_demand.on(TUESDAY)) == by_days
    assert working_day_before(by_days, nrw()) == on_a_working_day


CALLED = ModelRules(on_demand=OnDemand())


def a_call(told_on: date | None, rules: ModelRules = CALLED, *, employment_id: int = 1, day: int = 3) -> list[str]:
    told = None if told_on is None else datetime(told_on.year, told_on.month, told_on.day, 12, tzinfo=UTC)
    shift = Span(datetime(2026, 11, day, 7, tzinfo=UTC), datetime(2026, 11, day, 11, tzinfo=UTC))
    file = a_file("08:00 in 12:00 out", model=Model(target="0:00", rules=rules))
    duties = (Duty(employment_id, DutyKind.WORK, shift, told_at=told),)
    result = evaluate(replace(file, duties=duties))
    return [str(finding.figures["latest"]) for finding in result.days[0].findings if finding.code.value == "TZBFG-12-3"]


def test_a_call_after_the_last_day_is_a_warning() -> None:
    assert a_call(date(2026, 10, 29)) == []
    assert a_call(date(2026, 10, 30)) == ["2026-10-29"]


def test_only_who_works_on_demand_is_called_and_only_by_her_own_duty_of_the_day() -> None:
    late_call = date(2026, 11, 2)

    assert a_call(late_call, ModelRules()) == []
    assert a_call(late_call, employment_id=2) == []
    assert a_call(late_call, day=4) == []
    assert a_call(None) == []


def weeks(file: PeriodFile) -> list[tuple[object, ...]]:
    return figures(found(file, PeriodKind.ON_DEMAND_WEEK), "worked_min", "least_min", "most_min", "short_calls")


def of_weeks(file: PeriodFile) -> list[str]:
    return [
        f"{finding.day} {finding.code} {finding.figure} {finding.limit}"
        for week in found(file, PeriodKind.ON_DEMAND_WEEK)
        for finding in week.findings
    ]


def on_demand(days: dict[str, Worked], agreed: OnDemand, since: date, today: date = LATER) -> PeriodFile:
    employed = Employed(rules=ModelRules(on_demand=agreed), since=since)
    return a_period_of(days, today=today, employed=employed)


def test_of_a_week_less_than_agreed_is_paid_anyway_and_more_may_not_be_called() -> None:
    monday, after = date(2026, 11, 9), date(2026, 11, 23)
    days = {"9.11.": Worked("9:59"), "16.11.": Worked("12:31"), "17.11.": Worked("–")}
    file = on_demand(days, OnDemand(least=hours("10:00")), monday, after)

    assert weeks(file) == [("9:59", "10:00", "12:30", "0"), ("12:31", "10:00", "12:30", "0")]
    assert of_weeks(file) == ["2026-11-15 TZBFG-12-1 599 600", "2026-11-22 TZBFG-12-2 751 750"]


def test_a_week_that_runs_may_still_reach_its_least() -> None:
    file = on_demand({"9.11.": Worked("2:59")}, OnDemand(), date(2026, 11, 9), date(2026, 11, 12))

    assert weeks(file) == [("2:59", "20:00", "20:00", "1")]
    assert of_weeks(file) == []


def test_who_comes_within_a_week_has_no_figure_of_it() -> None:
    file = on_demand({"12.11.": Worked("5:00")}, OnDemand(), date(2026, 11, 10), date(2026, 11, 16))

    assert weeks(file) == []


def test_before_the_act_nothing_was_agreed() -> None:
    file = on_demand({"9.11.": Worked("5:00")}, OnDemand(), date(2026, 11, 9))
    entries = ((date(2027, 1, 1), file.law.on_demand.entries[0][1]),)
    law = replace(file.law, on_demand=replace(file.law.on_demand, entries=entries))

    assert weeks(replace(file, law=law)) == []
