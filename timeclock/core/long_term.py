"""Long-term credit (Wertguthaben, SGB IV §7b): what each week puts into it, and what it takes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from timeclock.core import periods
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import WEEK_DAYS, PlanInForce, average_week, whole_minutes
from timeclock.core.spans import MINUTE, ZERO, DaySpan


def amount(worked: timedelta, paid: timedelta, days: int | Fraction) -> Fraction:
    """Return the minutes that so many days put in: seven of 39:00 for 19:30 a week are 19:30, of none for it −19:30.

    A day is a seventh of its week, so that equally many days of both halves of a block come to nothing.
    """
    return Fraction((worked - paid) // MINUTE * days) / WEEK_DAYS


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the weeks that are over of those who save long-term credit or use it up."""
    by_week: dict[date, list[tuple[int, date]]] = {}
    cited: dict[date, str] = {}
    for key, plan in known.file.plans.items():
        if _saves(plan) and plan.rules.long_term is not None:
            monday = periods.monday_of(key[1])
            by_week.setdefault(monday, []).append(key)
            cited.setdefault(monday, plan.rules.long_term.citation)
    for monday, keys in sorted(by_week.items()):
        week = DaySpan(monday, monday + timedelta(days=WEEK_DAYS))
        if monday in known.file.years and known.is_over(week):
            yield _week(known, week, keys, cited[monday])


def _week(known: KnownDays, week: DaySpan, keys: Sequence[tuple[int, date]], citation: str) -> PeriodResult:
    plans = [known.file.plans[key] for key in keys]
    unpaid = [known.file.plans[key] for key in keys if key in known.file.unpaid]
    worked, paid = (sum(each, ZERO) / WEEK_DAYS for each in zip(*(_hours(plan) for plan in plans), strict=True))
    told: dict[str, int | str] = {
        "worked_min": worked // MINUTE,
        "paid_min": paid // MINUTE,
        "unpaid_min": sum((_due(plan) for plan in unpaid), ZERO) // MINUTE,
        "amount_min": whole_minutes(_saved(known, keys)),
        "citation": citation,
    }
    return PeriodResult(PeriodKind.LONG_TERM_CREDIT, week, told, ok=True)


def saved_in(known: KnownDays, employment_id: int, month: DaySpan) -> int:
    """Return the minutes that the weeks which begin in a month and are over put in for one employment."""
    minutes = 0
    for week in periods.weeks(1, periods.monday_of(month.from_day), month):
        keys = [(employment_id, on) for on in week]
        saving = [key for key in keys if key in known.file.plans and _saves(known.file.plans[key])]
        if known.is_over(week):
            minutes += whole_minutes(_saved(known, saving))
    return minutes


def _saves(plan: PlanInForce) -> bool:
    return plan.rules.long_term is not None and plan.weekly is not None


def _saved(known: KnownDays, keys: Sequence[tuple[int, date]]) -> Fraction:
    """Return what these days put in, without those for which nothing is paid."""
    saved = sum((amount(*_hours(known.file.plans[key]), 1) for key in keys), Fraction())
    unpaid = (known.file.plans[key] for key in keys if key in known.file.unpaid)
    return saved - sum((_not_saved(plan) for plan in unpaid), Fraction())


def _hours(plan: PlanInForce) -> tuple[timedelta, timedelta]:
    """Return what is worked in a week by the model, and what the terms pay."""
    return average_week(plan.pattern), plan.weekly or ZERO


def _not_saved(plan: PlanInForce) -> Fraction:
    """Return what a day for which nothing is paid does not put in: of 7:48 in a week of 39:00 a fifth of the week's."""
    worked, paid = _hours(plan)
    share = Fraction(_due(plan) // MINUTE, max(1, worked // MINUTE))
    return amount(worked, paid, WEEK_DAYS) * share


def _due(plan: PlanInForce) -> timedelta:
    return ZERO if plan.plan is None else plan.plan.target
