"""A person's month, evaluated with all rules and its bill, against the plainest loop that adds up the same stamps."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from pace import show

from timeclock import law
from timeclock.core.day import PersonFile
from timeclock.core.evaluation import evaluate
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.plans import ClockSpan, DayPlan, ModelRules, PlanInForce
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import instant

ZONE = ZoneInfo("Europe/Berlin")
MONTH = DaySpan(date(2026, 10, 1), date(2026, 11, 1))
PLAN = DayPlan("flex", timedelta(hours=7, minutes=48), ClockSpan(time(6), time(20)), ClockSpan(time(9), time(15)))
ACTS = (
    (time(7, 31), StampKind.IN),
    (time(12), StampKind.OUT),
    (time(12, 40), StampKind.IN),
    (time(16, 20), StampKind.OUT),
)


def month_file() -> PersonFile:
    workdays = [day for day in MONTH if day.isoweekday() <= 5]
    stamps = tuple(
        Stamp(UUID(int=no * 10 + n), kind, instant(day, clock, ZONE), 1, "terminal")
        for no, day in enumerate(workdays, start=1)
        for n, (clock, kind) in enumerate(ACTS)
    )
    free = DayPlan("free", timedelta(0))
    wide = DaySpan(MONTH.from_day - timedelta(days=2), MONTH.to_day + timedelta(days=2))
    plans = {(1, day): PlanInForce(1, PLAN if day.isoweekday() <= 5 else free, ModelRules()) for day in wide}
    figures = law.load(Path(__file__).parents[1] / "config" / "law")
    as_of = datetime(2026, 11, 5, tzinfo=UTC)
    return PersonFile(1, MONTH, stamps, plans, HolidayCalendar(), figures, ZONE, as_of)


def plain_sum(file: PersonFile) -> dict[date, timedelta]:
    """Add up in and out per day and take 7:48 off: what a first attempt would do."""
    worked: dict[date, timedelta] = {}
    for come, go in zip(file.stamps[::2], file.stamps[1::2], strict=True):
        day = come.at.astimezone(ZONE).date()
        worked[day] = worked.get(day, timedelta(0)) + (go.at - come.at)
    return {day: total - timedelta(hours=7, minutes=48) for day, total in worked.items()}


if __name__ == "__main__":
    months = 200 if "--long" in sys.argv else 20
    file = month_file()
    show(
        "day result, with bill and protection",
        lambda: [evaluate(file) for _ in range(months)],
        lambda: [plain_sum(file) for _ in range(months)],
        "a day",
        months * len(list(MONTH)),
        rounds=9,
    )
