"""A plain month, and a year of people of all models, with protection, premiums and bill, against simple rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from benchmarks.crowd import YEAR, World, year_file
from benchmarks.pace import Bench, twice_as_long
from timeclock import clock, law
from timeclock.core.day import PersonFile
from timeclock.core.evaluation import evaluate
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.plans import ClockSpan, DayPlan, ModelRules, PlanInForce
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import instant

MONTHS = 20
MONTH = DaySpan(date(2026, 10, 1), date(2026, 11, 1))
FULL_TIME = timedelta(hours=7, minutes=48)
PLAN = DayPlan("flex", FULL_TIME, ClockSpan(time(6), time(20)), ClockSpan(time(9), time(15)))
COMINGS = frozenset({StampKind.IN, StampKind.BREAK_END})
FREE = DayPlan("free", timedelta(0))
ACTS = (
    (time(7, 31), StampKind.IN),
    (time(12), StampKind.OUT),
    (time(12, 40), StampKind.IN),
    (time(16, 20), StampKind.OUT),
)


def month_file(zone: ZoneInfo) -> PersonFile:
    workdays = [day for day in MONTH if day.isoweekday() <= 5]
    stamps = tuple(
        Stamp(UUID(int=no * 10 + n), kind, instant(day, clock, zone), 1, "terminal")
        for no, day in enumerate(workdays, start=1)
        for n, (clock, kind) in enumerate(ACTS)
    )
    wide = DaySpan(MONTH.from_day - timedelta(days=2), MONTH.to_day + timedelta(days=2))
    plans = {(1, day): PlanInForce(1, PLAN if day.isoweekday() <= 5 else FREE, ModelRules()) for day in wide}
    figures = law.load(Path(__file__).parents[1] / "config" / "law")
    as_of = datetime(2026, 11, 5, tzinfo=UTC)
    return PersonFile(1, MONTH, stamps, plans, HolidayCalendar(), figures, zone, as_of)


@dataclass(frozen=True, slots=True)
class SimpleDay:
    """What a first version would keep of a day."""

    day: date
    present: timedelta
    taken: timedelta
    worked: timedelta
    difference: timedelta


def simple_month(stamps: Sequence[Stamp], zone: ZoneInfo) -> list[SimpleDay]:
    """Evaluate by simple rules: pair in and out, take the missing break off, compare with the day's target."""
    by_day: dict[date, list[Stamp]] = {day: [] for day in MONTH}
    for stamp in stamps:
        by_day[stamp.at.astimezone(zone).date()].append(stamp)
    return [simple_day(day, of_day) for day, of_day in by_day.items()]


def simple_day(day: date, stamps: Sequence[Stamp]) -> SimpleDay:
    pairs = list(zip(stamps[::2], stamps[1::2], strict=True))
    present = sum((out.at - come.at for come, out in pairs), timedelta(0))
    taken = sum((later[0].at - earlier[1].at for earlier, later in pairwise(pairs)), timedelta(0))
    wanted = timedelta(minutes=45 if present > timedelta(hours=9) else 30 if present > timedelta(hours=6) else 0)
    worked = present - max(wanted - taken, timedelta(0))
    return SimpleDay(day, present, taken, worked, worked - (FULL_TIME if day.isoweekday() <= 5 else timedelta(0)))


def simple_days(stamps: Iterable[Stamp], days: DaySpan, zone: ZoneInfo) -> list[SimpleDay]:
    """Evaluate any stamps by the same rules: work runs from a coming to the next going, and is the coming's day's."""
    by_day: dict[date, list[Stamp]] = {day: [] for day in days}
    come: Stamp | None = None
    for stamp in stamps:
        if stamp.kind in COMINGS:
            come = stamp
        elif come is not None:
            by_day.setdefault(come.at.astimezone(zone).date(), []).extend((come, stamp))
            come = None
    return [simple_day(day, of_day) for day, of_day in by_day.items()]


@contextmanager
def benches() -> Iterator[Iterable[Bench]]:
    clock.use_pinned_zones()
    world = World.of_nrw()
    yield iter([a_month(world), a_year(world)])


def a_month(world: World) -> Bench:
    file, zone = month_file(world.zone), world.zone

    def ours() -> None:
        for _ in range(MONTHS):
            evaluate(file)

    def floor() -> None:
        for _ in range(MONTHS):
            simple_month(file.stamps, zone)

    days = MONTHS * len(list(MONTH))
    return Bench("day result, with bill", "day", days, "simple rules", 0.2, ours, floor, twice_as_long(ours))


def a_year(world: World) -> Bench:
    """Take one person of each model; who is protected and what goes wrong differs from one to the next."""
    files = [year_file(world, number) for number in range(len(world.models))]

    def ours() -> None:
        for file in files:
            evaluate(file)

    def floor() -> None:
        for file in files:
            simple_days(file.stamps, YEAR, world.zone)

    days, name = len(files) * len(list(YEAR)), f"day result, all {len(files)} models"
    return Bench(name, "day", days, "simple rules", 0.2, ours, floor, twice_as_long(ours))
