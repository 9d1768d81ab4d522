"""Spans longer than a day that law judges: what is known of their days, and what came of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from timeclock.core import minors
from timeclock.core.absences import Absence
from timeclock.core.day import ProtectDay
from timeclock.core.figures import LawFigures
from timeclock.core.findings import Finding
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.plans import WEEK_DAYS, PlanInForce
from timeclock.core.premiums import Premium
from timeclock.core.protections import Protection, ProtectionKind, in_force
from timeclock.core.spans import ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY, days_touched

MONTHS = 12


class PeriodKind(StrEnum):
    """What a period is judged for."""

    AVERAGE = "average"
    FREE_SUNDAYS = "free_sundays"
    NIGHT_WORKER = "night_worker"
    NIGHT_AVERAGE = "night_average"
    SUBSTITUTE_SUNDAY = "substitute_sunday"
    SUBSTITUTE_HOLIDAY = "substitute_holiday"
    FIRE_WEEK = "fire_week"
    FIRE_MONTHS = "fire_months"
    FIRE_YEAR = "fire_year"
    STANDBY_WEEK = "standby_week"
    CUT_REST = "cut_rest"
    GATEWAY_YEAR = "gateway_year"
    REST_DAY = "rest_day"
    MINOR_WEEK = "minor_week"
    BLOCK_WEEK = "block_week"
    PREPARATION_YEAR = "preparation_year"
    DOUBLE_WEEK = "double_week"
    MUSCHG_MONTH = "muschg_month"
    PARENTAL_MONTH = "parental_month"
    OVERTIME_WEEK = "overtime_week"
    OFFICIAL_YEAR = "official_year"
    EXTRA_DUTY = "extra_duty"
    EXTRA_DUTY_YEAR = "extra_duty_year"
    PREMIUM_TIME = "premium_time"
    TRIP_MONTH = "trip_month"
    MINIJOB = "minijob"
    ON_DEMAND_WEEK = "on_demand_week"
    LONG_TERM_CREDIT = "long_term_credit"
    ACCOUNT_MONTH = "account_month"
    ILLNESS = "illness"


# These tell of a pregnancy, of parental leave or of an illness: nobody is shown them but she and HR.
PERSONAL = frozenset({PeriodKind.DOUBLE_WEEK, PeriodKind.MUSCHG_MONTH, PeriodKind.PARENTAL_MONTH, PeriodKind.ILLNESS})


@dataclass(frozen=True, slots=True)
class CreditedDay:
    """What one employment's day was worth; `worked` is None while the day is open.

    `ordered` is how long somebody worked under an order; the premiums are without the spans they come from.
    `outside` is how much of the ordered work lay outside the frame.
    `uncredited` is the travel of a trip that counts for nothing on its day. `lessons` count for a minor's hours, among
    them `block_lessons`, which are those of a block week. `standby` is the standby time (TVöD §9), `preparation` the
    work away from the children (SuE).
    """

    worked: timedelta | None
    target: timedelta
    ordered: timedelta = ZERO
    premiums: tuple[Premium, ...] = ()
    uncredited: timedelta = ZERO
    lessons: timedelta = ZERO
    block_lessons: timedelta = ZERO
    outside: timedelta = ZERO
    standby: timedelta = ZERO
    preparation: timedelta = ZERO

    @property
    def above(self) -> timedelta:
        """What was worked above the target, less than nothing where it was below; an open day is neither."""
        return ZERO if self.worked is None else self.worked - self.target


@dataclass(frozen=True, slots=True)
class PeriodFile:
    """Everything known about one person that the periods which begin in `years` follow from.

    `years` are whole calendar years; the days around them are known as far as a period reaches.
    `today`: the days before it are over and worked out; nothing is known of it and of those after.
    `protections` are what HR entered for her.
    `neutral` are the days that neither count nor make up for others: leave, sickness (BVerwG 8 C 13.17).
    `unpaid` are the (employment, day) for which nothing is paid. `illnesses` are her absences for illness, at
    any time. `employed_from`: the first day of each employment.
    """

    person_id: int
    years: DaySpan
    today: date
    protect_days: tuple[ProtectDay, ...]
    credited: Mapping[tuple[int, date], CreditedDay]
    plans: Mapping[tuple[int, date], PlanInForce]
    calendar: HolidayCalendar
    law: LawFigures
    zone: ZoneInfo
    born_on: date | None = None
    neutral: frozenset[date] = frozenset()
    protections: tuple[Protection, ...] = ()
    unpaid: frozenset[tuple[int, date]] = frozenset()
    illnesses: tuple[Absence, ...] = ()
    employed_from: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeriodResult:
    """What came of one period; `figures` in minutes as int, counts and days as text.

    `ok` says whether it keeps the law: of a period that still runs, whether it will if all goes as planned.
    """

    kind: PeriodKind
    days: DaySpan
    figures: Mapping[str, int | str]
    ok: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownDays:
    """A file with its days at hand: what holds on each, what was worked, and on which civil days there was work.

    `protective` is the time that the protective acts count, by the day of the working day (rulebook C-4); `nights` are
    those of night work (ArbZG §2 Abs. 4), ascending. `held` is each plan once that holds on some day: few, and what
    none of them has need not be looked for day by day.
    """

    file: PeriodFile
    plans: Mapping[date, tuple[PlanInForce, ...]]
    protective: Mapping[date, timedelta] = field(default_factory=dict)
    worked_on: frozenset[date] = frozenset()
    nights: tuple[date, ...] = ()
    held: tuple[PlanInForce, ...] = ()

    def under(self, regimes: frozenset[str]) -> bool:
        """Say whether the person is under any of these regimes on any day."""
        return any(plan.regime in regimes for plan in self.held)

    def employed(self, days: DaySpan) -> tuple[date, ...]:
        """Return the days on which the person has an employment."""
        return tuple(day for day in days if day in self.plans)

    def protective_in(self, days: DaySpan) -> timedelta:
        """Return the time worked in a period, over all employments."""
        return sum((self.protective.get(day, ZERO) for day in days), ZERO)

    def expected_in(self, days: DaySpan) -> timedelta:
        """Return what was worked in a period and, while it runs, what the plans ask for on the days to come."""
        to_come = DaySpan(max(days.from_day, min(self.file.today, days.to_day)), days.to_day)
        return self.protective_in(days) + sum((self.planned(day) for day in to_come), ZERO)

    def planned(self, day: date, but: frozenset[int] = frozenset()) -> timedelta:
        """Return what the plans of a day ask for; nothing on days off, nor on holidays but of those on watch.

        `but`: the employments whose plans are left out.
        """
        due = [
            (each.regime, each.plan.target)
            for each in self.plans.get(day, ())
            if each.plan is not None and each.plan.target and each.employment_id not in but
        ]
        if not due or day in self.file.neutral:
            return ZERO
        if self.file.calendar.on(day) is not None:
            fire = self.file.law.fire.if_on(day)
            due = [] if fire is None else [each for each in due if each[0] in fire.regimes]
        return sum((target for _, target in due), ZERO)

    def asked_for(self, day: date) -> timedelta:
        """Return what the plans of a day would ask for, were it no holiday and no day off."""
        return sum((each.plan.target for each in self.plans.get(day, ()) if each.plan is not None), ZERO)

    def protected_by(self, kind: ProtectionKind, day: date) -> bool:
        return in_force(self.file.protections, kind, day) is not None

    def credited(self, day: date) -> tuple[CreditedDay, ...]:
        """Return what is credited on a day, by employment."""
        held = (self.file.credited.get((plan.employment_id, day)) for plan in self.plans.get(day, ()))
        return tuple(each for each in held if each is not None)

    def is_over(self, days: DaySpan) -> bool:
        return days.to_day <= self.file.today

    def has_begun(self, days: DaySpan) -> bool:
        return days.from_day < self.file.today


def known_days(file: PeriodFile) -> KnownDays:
    """Return a file with its days at hand; work counts once its day is over."""
    plans: dict[date, list[PlanInForce]] = {}
    for key in sorted(file.plans):
        plans.setdefault(key[1], []).append(file.plans[key])
    held = {id(plan): plan for plan in file.plans.values()}
    by_day = {day: tuple(held) for day, held in plans.items()}
    return with_work_of(KnownDays(file, by_day, held=tuple(held.values())), file)


def with_work_of(known: KnownDays, file: PeriodFile) -> KnownDays:
    """Return known days with the work of another file, which has the same plans."""
    protective: dict[date, timedelta] = {}
    worked_on: set[date] = set()
    for protected in file.protect_days:
        if protected.day < file.today:
            protective[protected.day] = protective.get(protected.day, ZERO) + protected.protective
            worked_on.update(days_touched(protected.span, file.zone))
    nights = {each.day for each in file.protect_days if each.night_work and each.day < file.today}
    return replace(
        known, file=file, protective=protective, worked_on=frozenset(worked_on), nights=tuple(sorted(nights))
    )


def weeks(number: int, anchor: date, years: DaySpan) -> Iterator[DaySpan]:
    """Yield the spans of so many weeks that begin in these years, one after the other as from the anchor."""
    length = timedelta(days=number * WEEK_DAYS)
    first = years.from_day + timedelta(days=(anchor - years.from_day).days % length.days)
    while first < years.to_day:
        yield DaySpan(first, first + length)
        first += length


def months(number: int, years: DaySpan) -> Iterator[DaySpan]:
    """Yield the spans of so many months of these years: of six, January to June and July to December."""
    for year in range(years.from_day.year, years.to_day.year):
        for month in range(1, MONTHS + 1, number):
            yield DaySpan(date(year, month, 1), DaySpan.month(year, month + number - 1).to_day)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - (day.isoweekday() - 1) * ONE_DAY


def whole_weeks(days: DaySpan) -> DaySpan:
    """Return the days with the rest of their first and last week."""
    return DaySpan(monday_of(days.from_day), monday_of(days.to_day - ONE_DAY) + WEEK_DAYS * ONE_DAY)


def told(days: DaySpan) -> Mapping[str, int | str]:
    """Return a period's first and last day as a finding tells them."""
    return {"first_day": days.from_day.isoformat(), "last_day": (days.to_day - ONE_DAY).isoformat()}


def under_working_hours_act(known: KnownDays, day: date) -> bool:
    """Say whether the ArbZG protects the person on a day: no minor, no official, no head of office (§2 Abs. 2, §18)."""
    file = known.file
    is_minor = minors.protecting(file.law, file.born_on, day) is not None
    is_outside = known.protected_by(ProtectionKind.S18, day) and not file.law.outside.on(day).limits_asked
    if is_minor or is_outside:
        return False
    officials = file.law.officials.on(day).regimes
    return any(plan.regime not in officials for plan in known.plans.get(day, ()))
