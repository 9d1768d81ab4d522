"""A year of people who work by every model of the catalogue, with what a year brings: mistakes, illness, protection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock import calendar, law
from timeclock.core.absences import Absence
from timeclock.core.day import PersonFile
from timeclock.core.figures import LawFigures
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.plans import DayPlan, Pattern, PlanInForce, ShiftWork, shared_out
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import ONE_DAY, instant
from timeclock.service import absence_reasons
from timeclock.service.model_catalogue import StarterModel, catalogue

CONFIG = Path(__file__).parents[1] / "config"
YEAR = DaySpan(date(2025, 1, 1), date(2026, 1, 1))
AROUND = DaySpan(YEAR.from_day - 7 * ONE_DAY, YEAR.to_day + 7 * ONE_DAY)
AS_OF = datetime(2026, 1, 5, tzinfo=UTC)
MONDAY = date(2025, 1, 6)
FULL_WEEK, SHORT_WEEK = timedelta(hours=39), timedelta(hours=29, minutes=15)
LEAVE = (DaySpan(date(2025, 4, 14), date(2025, 4, 26)), DaySpan(date(2025, 7, 14), date(2025, 8, 2)))
SICK = DaySpan(date(2025, 2, 10), date(2025, 2, 14))
# Where a plan does not say when work begins.
EIGHT, LATE, NIGHT = time(8), time(13, 40), time(21, 45)
LUNCH = timedelta(minutes=34)
# On every so many days: an out is forgotten, there is no break, it gets late.
FORGOTTEN, WITHOUT_BREAK, LONG = 53, 29, 13
# Of ten people one is protected by each of these, and one is not of age.
PROTECTED: Mapping[int, Protection] = {
    5: Protection(ProtectionKind.MATERNITY, date(2025, 5, 1), date(2025, 9, 1), Figures(due_on=date(2025, 11, 20))),
    7: Protection(ProtectionKind.DISABLED, date(2020, 1, 1), figures=Figures(degree=50)),
    9: Protection(ProtectionKind.EXTRA_WORK_EXEMPT, date(2024, 1, 1)),
}
MINOR = 3


@dataclass(frozen=True, slots=True)
class World:
    """What is the same for the whole city."""

    law: LawFigures
    calendar: HolidayCalendar
    zone: ZoneInfo
    models: tuple[StarterModel, ...]
    absences: tuple[Absence, ...]

    @classmethod
    def of_nrw(cls) -> World:
        years = range(2024, 2027)
        closed = calendar.closed_days(CONFIG / "holidays.toml", years)
        days = calendar.calendar_of([*calendar.days_of("NW", years=years), *closed])
        reasons = {each.reason.code: each.reason for each in absence_reasons.catalogue()}
        away = (*(Absence(1, days, reasons["leave"]) for days in LEAVE), Absence(1, SICK, reasons["sick"]))
        return cls(law.load(CONFIG / "law"), days, ZoneInfo("Europe/Berlin"), tuple(catalogue().values()), away)


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the crowd; the model changes from one number to the next, what else happens from ten to ten."""

    number: int
    model: StarterModel

    @classmethod
    def of(cls, world: World, number: int) -> Somebody:
        return cls(number, world.models[number % len(world.models)])

    @property
    def born_on(self) -> date:
        return date(2008, 3, 1) if self.number % 10 == MINOR else date(1980, 3, 1)

    @property
    def protections(self) -> tuple[Protection, ...]:
        return tuple(held for no, held in PROTECTED.items() if self.number % 10 == no)

    @property
    def weekly(self) -> timedelta:
        return FULL_WEEK if self.number % 4 else SHORT_WEEK

    @property
    def regime(self) -> str:
        return "azvo_nrw" if "AZVO" in self.model.source else "tvoed"

    def plans(self) -> dict[tuple[int, date], PlanInForce]:
        """Return what holds for her as the store makes it: one value for all days that have the same plan."""
        rules = self.model.new.rules
        pattern = Pattern(shared_out(tuple(self.model.new.days), self.weekly), MONDAY)
        exempt = "" if rules.shift_work is ShiftWork.NONE else "Nr. 2"
        made = {
            id(plan): PlanInForce(1, plan, rules, exempt, self.regime, weekly=self.weekly, pattern=pattern.days)
            for plan in pattern.days
        }
        return {(1, day): made[id(pattern.on(day))] for day in AROUND}

    def stamps(self, world: World) -> Iterator[Stamp]:
        """Yield the stamps of her year: four on most working days, none while she is away or has a day off."""
        uids = count(self.number * 10_000)
        away = {day for days in (*LEAVE, SICK) for day in days}
        for (_, day), held in self.plans().items():
            plan = held.plan
            if plan is not None and plan.target and day not in away and world.calendar.on(day) is None:
                for at, kind in self._acts(plan, day, world.zone):
                    yield Stamp(UUID(int=next(uids)), kind, at, 1, "terminal")

    def _acts(self, plan: DayPlan, day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, StampKind]]:
        number = day.toordinal() + self.number
        early, late = (timedelta(seconds=number * factor % 1800 - 900) for factor in (7919, 5101))
        come = instant(day, self._begins(plan), zone) + early
        go = come + plan.target + LUNCH + (timedelta(hours=3) if number % LONG == 0 else late)
        out, back = (StampKind.OUT, StampKind.IN) if number % 2 else (StampKind.BREAK_START, StampKind.BREAK_END)
        yield come, StampKind.IN
        if number % WITHOUT_BREAK:
            yield come + (go - come) / 2, out
            yield come + (go - come) / 2 + LUNCH, back
        if number % FORGOTTEN:
            yield go, StampKind.OUT

    def _begins(self, plan: DayPlan) -> time:
        if plan.begins is not None:
            return plan.begins
        if plan.core_time is not None:
            return plan.core_time.from_clock
        return {"SPÄT": LATE, "NACHT": NIGHT}.get(self.model.new.code, EIGHT)


def year_file(world: World, number: int) -> PersonFile:
    """Return somebody's year as the store would load it."""
    who = Somebody.of(world, number)
    return PersonFile(
        person_id=number,
        days=YEAR,
        stamps=tuple(who.stamps(world)),
        plans=who.plans(),
        calendar=world.calendar,
        law=world.law,
        zone=world.zone,
        as_of=AS_OF,
        born_on=who.born_on,
        protections=who.protections,
        absences=world.absences,
    )
