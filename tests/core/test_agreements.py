"""What an agreement on corridor, daily frame, account or account of years may not say is told of the model."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.core.builders import BERLIN, Model, a_file, clocks, hours
from timeclock.core import agreements
from timeclock.core.findings import Finding, Severity
from timeclock.core.plans import Bookable, ClockSpan, DayPlan, LongTerm, ModelRules, PlanInForce, TimeAccount
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY, day_span

FIRST, TUESDAY = date(2026, 11, 1), date(2026, 11, 3)
AROUND = DaySpan(date(2026, 10, 20), date(2026, 12, 10))
ACCOUNT = TimeAccount("DV Konto §2", hours("80:00"), hours("40:00"), frozenset(Bookable))


def held(rules: ModelRules, regime: str = "tvoed", frame: ClockSpan | None = None) -> PlanInForce:
    day_plan = DayPlan("T", hours("7:48"), frame)
    return PlanInForce(1, day_plan, rules, regime=regime, pattern=(DayPlan("frei", hours("0:00")), day_plan))


def told(plan: PlanInForce, day: date = FIRST, before: PlanInForce | None = None) -> list[Finding]:
    """Return what is found of a day under a plan that held before too, or after another."""
    plans = {(1, each): plan if before is None or each >= day else before for each in AROUND}
    file = a_file("", days=DaySpan.one(day), plans=plans, as_of=day_span(day + ONE_DAY, BERLIN).from_at)
    return list(agreements.findings(file, plan, day))


def said(found: list[Finding]) -> list[str]:
    return [" ".join(str(part) for part in (each.code, each.figure, each.limit) if part) for each in found]


@pytest.mark.parametrize(
    ("rules", "findings"),
    [
        (ModelRules(corridor=hours("45:00"), account=ACCOUNT), []),
        (ModelRules(corridor=hours("45:01"), account=ACCOUNT), ["TVOED-6-6 2701 2700"]),
        (ModelRules(corridor=hours("45:00")), ["TVOED-10-1"]),
        (ModelRules(daily_frame=True), ["TVOED-10-1"]),
        (ModelRules(account=TimeAccount("x", hours("80:00"), hours("40:01"), ACCOUNT.books)), ["TVOED-10-5 2401 2400"]),
        (ModelRules(account=TimeAccount("x", hours("90:00"), hours("40:00"), ACCOUNT.books)), ["TVOED-10-5 5400 4800"]),
        (ModelRules(), []),
    ],
)
def test_an_agreement_keeps_to_the_tariff(rules: ModelRules, findings: list[str]) -> None:
    assert said(told(held(rules))) == findings


@pytest.mark.parametrize(("regime", "findings"), [("tvoed", 1), ("tvaoed", 1), ("azvo_nrw", 0)])
def test_the_tariff_asks_it_of_employees_and_trainees(regime: str, findings: int) -> None:
    assert len(told(held(ModelRules(corridor=hours("45:00")), regime))) == findings


@pytest.mark.parametrize(
    ("frame", "findings"),
    [
        ("06:00-18:00", []),
        ("08:00-20:00", []),
        ("06:00-20:00", ["TVOED-6-7 840 720"]),
        ("05:59-17:00", ["TVOED-6-7 661 720"]),
        ("09:00-20:01", ["TVOED-6-7 661 720"]),
        ("18:00-00:00", ["TVOED-6-7 360 720"]),
    ],
)
def test_a_daily_frame_has_twelve_hours_between_six_and_twenty(frame: str, findings: list[str]) -> None:
    found = told(held(ModelRules(daily_frame=True, account=ACCOUNT), frame=clocks(frame)))

    assert said(found) == findings
    assert [dict(each.figures) for each in found] == [{"from": "06:00", "to": "20:00"}] * len(findings)


def test_a_frame_that_is_no_daily_frame_may_be_longer() -> None:
    assert told(held(ModelRules(account=ACCOUNT), frame=clocks("06:00-20:00"))) == []


@pytest.mark.parametrize(("more", "findings"), [("3:00", []), ("3:01", ["AZVO-14a 181 180"])])
def test_an_official_puts_three_hours_a_week_by_at_most(more: str, findings: list[str]) -> None:
    rules = ModelRules(long_term=LongTerm("AZVO NRW §14a", more=hours(more)))

    assert said(told(held(rules, "azvo_nrw"))) == findings
    assert told(held(rules, "tvoed")) == []


def test_it_binds_trainees_as_well() -> None:
    assert said(told(held(ModelRules(corridor=hours("48:00")), "tvaoed"))) == ["TVOED-6-6 2880 2700", "TVOED-10-1"]


@pytest.mark.parametrize("regime", ["azvo_nrw", "minijob", ""])
def test_the_tariff_binds_those_under_it(regime: str) -> None:
    assert told(held(ModelRules(corridor=hours("48:00")), regime)) == []


def test_it_is_told_when_it_begins_and_on_the_first_of_each_month() -> None:
    plan, before = held(ModelRules(corridor=hours("45:00"))), held(ModelRules())

    assert said(told(plan, TUESDAY, before)) == ["TVOED-10-1"]
    assert told(plan, TUESDAY) == []
    assert said(told(plan, date(2026, 12, 1))) == ["TVOED-10-1"]


def test_before_the_tariff_and_the_ordinance_nothing_is_asked() -> None:
    rules = ModelRules(corridor=hours("48:00"), long_term=LongTerm("x", more=timedelta(hours=9)))
    day = date(2005, 9, 1)
    file = a_file("", days=DaySpan.one(day), model=Model(), as_of=day_span(day + ONE_DAY, BERLIN).from_at)

    assert [list(agreements.findings(file, held(rules, regime), day)) for regime in ("tvoed", "azvo_nrw")] == [[], []]


def test_it_is_a_warning_that_cites_the_tariff() -> None:
    [found] = told(held(ModelRules(corridor=hours("45:00"))))

    assert (found.severity, found.citation) == (Severity.WARNING, "TVöD §10 Abs. 1 Satz 3")
