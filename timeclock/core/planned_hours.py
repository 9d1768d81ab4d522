"""What a month's roster asks for beyond the contract: somebody has to order it (TVöD §7 Abs. 7, LBG NRW §61)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from timeclock.core import overtime, plan_of_day, targets
from timeclock.core.day import PersonFile
from timeclock.core.duties import SHIFTS, Duty
from timeclock.core.figures import FireFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.holidays import HolidayKind
from timeclock.core.planning import Objection
from timeclock.core.plans import WEEK_DAYS, PlanInForce, average_week
from timeclock.core.premiums import SUNDAY
from timeclock.core.spans import MINUTE, ZERO, DaySpan, total


def objections(file: PersonFile, month: DaySpan) -> Iterator[Objection]:
    """Yield for each employment the duty from which on its month is more than contract and orders hold."""
    planned = [duty for duty in file.duties if duty.kind in SHIFTS and _is_asked(file, duty, month)]
    for employment_id in sorted({duty.employment_id for duty in planned}):
        hers = sorted((each for each in planned if each.employment_id == employment_id), key=lambda each: each.span)
        contract = contract_of(file, employment_id, month, {duty.day(file.zone) for duty in hers})
        found = _above(file, hers, contract) if contract else None
        if found is not None:
            yield Objection(found, blocks=False)


def _is_asked(file: PersonFile, duty: Duty, month: DaySpan) -> bool:
    day = duty.day(file.zone)
    return day in month and (duty.employment_id, day) in file.plans


def contract_of(file: PersonFile, employment_id: int, month: DaySpan, on_duty: Collection[date] = ()) -> timedelta:
    """Return what a month holds: 39:00 a week are 172:43 in 31 days, less holidays, and the pattern if it asks more.

    A holiday with a duty that stays due (`on_duty`) takes nothing off.
    Who follows the pattern of her model needs no order, whichever days of it a month happens to hold.
    """
    held = [(day, plan) for day in month if (plan := file.plans.get((employment_id, day))) is not None]
    weeks = {id(plan.pattern): average_week(plan.pattern) for plan in {id(plan): plan for _, plan in held}.values()}
    minutes = sum(max(weeks[id(plan.pattern)], plan.weekly_work or ZERO) // MINUTE for _, plan in held) // WEEK_DAYS
    kept = {day for day, plan in held if day in on_duty and _is_paid_instead(file, plan, day)}
    off = sum((_taken_off(file, plan, day) for day, plan in held if day not in kept), ZERO)
    return max(minutes * MINUTE - off, sum((_asked(file, plan, day, kept) for day, plan in held), ZERO))


def _is_paid_instead(file: PersonFile, plan: PlanInForce, day: date) -> bool:
    """Say whether a shift on a day stays due although it is a holiday, for it is paid in place of time off."""
    holiday = file.calendar.on(day)
    return holiday is not None and targets.paid_instead(plan, holiday, file.law.premiums) is not None


def _on_watch(file: PersonFile, plan: PlanInForce, day: date) -> FireFigures | None:
    figures = file.law.fire.if_on(day)
    return figures if figures is not None and plan.regime in figures.regimes else None


def _taken_off(file: PersonFile, plan: PlanInForce, day: date) -> timedelta:
    """Return what a holiday takes off: the hours of its day, or of the fire brigade's week a fifth (AZVOFeu §2)."""
    holiday, fire = file.calendar.on(day), _on_watch(file, plan, day)
    if holiday is None or plan.plan is None:
        return ZERO
    if fire is None:
        return plan.plan.target
    counts = holiday.kind is HolidayKind.HOLIDAY and day.isoweekday() != SUNDAY
    return (plan.weekly or ZERO) / fire.holiday_share if counts else ZERO


def _asked(file: PersonFile, plan: PlanInForce, day: date, kept: Collection[date]) -> timedelta:
    """Return what the pattern asks for on a day; who is on watch has duty on holidays too, and so has who is `kept`."""
    is_off = day not in kept and file.calendar.on(day) is not None and _on_watch(file, plan, day) is None
    return ZERO if is_off or plan.plan is None else plan.plan.target


def _above(file: PersonFile, duties: Sequence[Duty], contract: timedelta) -> Finding | None:
    planned, ordered, since = ZERO, ZERO, None
    for day, shifts in groupby(duties, key=lambda duty: duty.day(file.zone)):
        of_day = list(shifts)
        planned += _due(file, day, of_day)
        mine = [order for order in file.orders if order.employment_id == duties[0].employment_id]
        ordered += total(overtime.ordered([duty.span for duty in of_day], (), mine))
        if since is None and planned > contract:
            since = day
    if since is None or planned <= contract + ordered:
        return None
    figure, limit = planned // MINUTE, (contract + ordered) // MINUTE
    return Finding(Code.PLANNED_ABOVE, Severity.WARNING, since, overtime.ORDER_CITATION, figure, limit)


def _due(file: PersonFile, day: date, shifts: Sequence[Duty]) -> timedelta:
    """Return what a day's shifts ask for; on a holiday that takes them off they are above the contract in any case."""
    plan = file.plans[shifts[0].employment_id, day]
    is_off = file.calendar.on(day) is not None and day.isoweekday() != SUNDAY and _on_watch(file, plan, day) is None
    is_due = not is_off or _is_paid_instead(file, plan, day)
    return plan_of_day.due(file, plan, day, shifts) if is_due else ZERO
