"""Extra work and overtime of each calendar week, both kinds kept apart (TVöD §7 Abs. 6 to 8; rulebook OPEN-07)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from timeclock.core import periods
from timeclock.core.figures import OvertimeFigures
from timeclock.core.overtime import OrderedWeek, Overtime, above_corridor, by_week
from timeclock.core.periods import KnownDays, PeriodKind, PeriodResult
from timeclock.core.plans import PlanInForce
from timeclock.core.spans import MINUTE, ZERO, DaySpan

ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of one employment's week."""

    employment_id: int
    week: OrderedWeek
    left: Overtime


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the weeks in which something ordered was worked above the contract, under a tariff that asks for it."""
    found: dict[DaySpan, list[Left]] = {}
    for _, week, left in left_of_weeks(known):
        found.setdefault(week, []).append(left)
    for week, several in sorted(found.items()):
        figures = known.file.law.overtime.on(week.from_day)
        yield PeriodResult(PeriodKind.OVERTIME_WEEK, week, _told(known, week, several, figures), ok=True)


def left_of_weeks(known: KnownDays) -> Iterator[tuple[int, DaySpan, Left]]:
    """Yield what is left of each employment's weeks in which something ordered was worked above the contract."""
    credited = known.file.credited
    if any(day.ordered for day in credited.values()):
        for employment_id in sorted({employment for employment, _ in credited}):
            for week, left in _weeks(known, employment_id):
                yield employment_id, week, left


def _weeks(known: KnownDays, employment_id: int) -> Iterator[tuple[DaySpan, Left]]:
    """Yield the weeks of one employment that begin in the years.

    Of what was worked a week is either above its target or below; so time given back is that of the week after.
    """
    years = known.file.years
    around = DaySpan(years.from_day, years.to_day + ONE_WEEK)
    weeks = list(periods.weeks(1, periods.monday_of(around.from_day), around))
    worked = [_week(known, employment_id, week) for week in weeks]
    for no, week in enumerate(weeks):
        if worked[no].extra and week.from_day in years:
            yield week, Left(employment_id, worked[no], _left(known, employment_id, week, worked[no : no + 2]))


def _left(known: KnownDays, employment_id: int, week: DaySpan, two: Sequence[OrderedWeek]) -> Overtime:
    """Return what is left of the first of two weeks.

    In a corridor or a daily frame all of it is overtime, whatever the contract, and no later week gives it back (TVöD
    §7 Abs. 8).
    """
    if _plan(known, employment_id, week).rules.without_overtime_in_the_week:
        return Overtime(ZERO, two[0].extra)
    return by_week(two, _room(known, employment_id, week))[0]


def _week(known: KnownDays, employment_id: int, week: DaySpan) -> OrderedWeek:
    """Return one week: what is above the target and ordered, or what is below it; in a daily frame what is outside.

    A day that is open, or not yet over, is left out with its target.
    """
    held = (known.file.credited.get((employment_id, on)) for on in week)
    days = [day for day in held if day is not None and day.worked is not None]
    above = sum((day.above for day in days), ZERO)
    under_order = sum((day.ordered for day in days), ZERO)
    if not under_order or not _in_force(known, employment_id, week):
        return OrderedWeek(ZERO, max(-above, ZERO))
    rules = _plan(known, employment_id, week).rules
    if rules.daily_frame:
        return OrderedWeek(sum((day.outside for day in days), ZERO), max(-above, ZERO))
    if rules.corridor is not None:
        worked = sum((day.above + day.target for day in days), ZERO)
        above = min(above, above_corridor(worked, rules.corridor))
    return OrderedWeek(max(min(under_order, above), ZERO), max(-above, ZERO))


def _plan(known: KnownDays, employment_id: int, week: DaySpan) -> PlanInForce:
    """Return what holds on the week's first day of employment; in a week with ordered work there is one."""
    return next(plan for plan in (known.file.plans.get((employment_id, on)) for on in week) if plan is not None)


def _in_force(known: KnownDays, employment_id: int, week: DaySpan) -> bool:
    figures = known.file.law.overtime.if_on(week.from_day)
    return figures is not None and _plan(known, employment_id, week).regime in figures.regimes


def _room(known: KnownDays, employment_id: int, week: DaySpan) -> timedelta:
    """Return what the contract leaves up to the full-time hours: 9:00 for somebody with 30:00."""
    full, own = known.file.law.overtime.on(week.from_day).full_week, _plan(known, employment_id, week).weekly_work
    return ZERO if own is None else max(full - own, ZERO)


def _told(known: KnownDays, week: DaySpan, several: list[Left], figures: OvertimeFigures) -> dict[str, int | str]:
    """Return the sums, and with several employments each one's own, for each may be paid by other terms."""
    told: dict[str, int | str] = _sums(several)
    if len(several) > 1:
        for one in several:
            told |= {f"{name}@{one.employment_id}": length for name, length in _sums([one]).items()}
    following = DaySpan(week.from_day, week.to_day + ONE_WEEK)
    told["final_from"] = following.to_day.isoformat()
    told["final"] = "yes" if known.is_over(following) else "no"
    told["citation"] = figures.citation
    return told


def _sums(several: list[Left]) -> dict[str, int | str]:
    return {
        "ordered_min": sum((one.week.extra for one in several), ZERO) // MINUTE,
        "extra_work_min": sum((one.left.extra_work for one in several), ZERO) // MINUTE,
        "overtime_min": sum((one.left.overtime for one in several), ZERO) // MINUTE,
    }
