"""What evaluations of many people read, counted and summed by the database; each takes the scope of whoever looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, exists, extract, func, or_, select

from timeclock.core import walltime
from timeclock.core.accounts import PostingKind
from timeclock.core.findings import Severity
from timeclock.core.holidays import HolidayKind
from timeclock.core.periods import PeriodKind
from timeclock.core.protections import ProtectionKind
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n import sorting
from timeclock.store.db import Session
from timeclock.store.deviations import NEUTRAL_CODES
from timeclock.store.people import Employed, employed_on, in_force
from timeclock.store.rollout import THEIR_OWN
from timeclock.store.schema.accounts import account, posting
from timeclock.store.schema.models import holiday
from timeclock.store.schema.people import (
    employment,
    employment_version,
    person,
    placement,
    protection,
    terms,
    unit_version,
)
from timeclock.store.schema.results import day_result, finding, period_result, protect_day
from timeclock.store.schema.stamps import source, stamp
from timeclock.store.scope import Scope
from timeclock.store.statistics import OVERTIME_ACCOUNTS

EMPLOYED = len(fields(Employed))


@dataclass(frozen=True, slots=True)
class Broken:
    """How often a rule was broken in a unit in a month, by the code that may be told."""

    unit_id: int
    unit_name: str
    code: str
    month: int
    number: int


def violations(session: Session, days: DaySpan, scope: Scope) -> Sequence[Broken]:
    """Return the violations of these days, in the unit each person was in on its day.

    One of a person, not of an employment, counts in the unit of her first employment of that day.
    """
    f = finding.c
    # Of a person with two employments in the scope a finding that names neither is counted once.
    first = (
        select(func.min(employment.c.id))
        .join(placement, placement.c.employment_id == employment.c.id)
        .where(employment.c.person_id == f.person_id, in_force(placement, f.day))
        .correlate(finding)
        .scalar_subquery()
    )
    whose = func.coalesce(f.employment_id, first)
    code = case((scope.tells(employment.c.id, f.day), f.code), else_=case(NEUTRAL_CODES, value=f.code, else_=f.code))
    shown, month = code.label("shown"), extract("month", f.day).label("month")
    found = (
        select(placement.c.unit_id, unit_version.c.name, shown, month)
        .select_from(finding)
        .join(employment, employment.c.id == whose)
        .join(placement, (placement.c.employment_id == employment.c.id) & in_force(placement, f.day))
        .join(unit_version, (unit_version.c.unit_id == placement.c.unit_id) & in_force(unit_version, f.day))
        .where(f.severity == Severity.VIOLATION, f.day >= days.from_day, f.day < days.to_day)
        .where(scope.covers(employment.c.id, f.day))
        .subquery()
    )
    by = tuple(found.c)
    rows = session.execute(select(*by, func.count().label("number")).group_by(*by).order_by(*by))
    return [Broken(row.unit_id, row.name, row.shown, int(row.month), row.number) for row in rows]


def is_worked_out(session: Session, days: DaySpan, scope: Scope) -> bool:
    """Say whether any of these days was worked out for anybody in the scope: else nothing is known of them."""
    d = day_result.c
    any_day = exists().where(d.day >= days.from_day, d.day < days.to_day, scope.covers(d.employment_id, d.day))
    return bool(session.execute(select(any_day)).scalar_one())


def sizes(session: Session, day: date, scope: Scope) -> Mapping[int, int]:
    """Return how many people each unit had on a day; one without any has none."""
    query = (
        select(placement.c.unit_id, func.count(employment.c.person_id.distinct()).label("size"))
        .join(employment, employment.c.id == placement.c.employment_id)
        .join(employment_version, employment_version.c.employment_id == employment.c.id)
        .where(in_force(placement, day), in_force(employment_version, day), scope.covers(employment.c.id, day))
        .group_by(placement.c.unit_id)
    )
    return {row.unit_id: row.size for row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class Week:
    """What an employment's week is by its terms."""

    weekly_min: int
    days: int

    def minutes_of(self, days: Fraction) -> int:
        """Return what some days are worth: of 39 hours in five days one is 7:48."""
        return round(days * self.weekly_min / self.days)


def weeks(session: Session, employment_ids: Collection[int], day: date) -> Mapping[int, Week]:
    """Return the week of each of these employments that has terms on a day."""
    query = select(terms).where(terms.c.employment_id.in_(employment_ids), in_force(terms, day))
    return {row.employment_id: Week(row.weekly_min, row.days_per_week) for row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class PeriodFound:
    """What came of one period of a person."""

    person_id: int
    kind: PeriodKind
    days: DaySpan
    figures: Mapping[str, Any]
    ok: bool


def periods(session: Session, days: DaySpan, kinds: Collection[PeriodKind]) -> Sequence[PeriodFound]:
    """Return the periods of these kinds that begin in some days; the caller shows those she may read."""
    c = period_result.c
    return _periods(session, kinds, c.from_day >= days.from_day, c.from_day < days.to_day)


def running(session: Session, day: date, kinds: Collection[PeriodKind]) -> Sequence[PeriodFound]:
    """Return the periods of these kinds that a day lies in; the caller shows those she may read."""
    c = period_result.c
    return _periods(session, kinds, c.from_day <= day, c.to_day > day)


def _periods(session: Session, kinds: Collection[PeriodKind], *which: ColumnElement[bool]) -> Sequence[PeriodFound]:
    c = period_result.c
    query = select(period_result).where(c.kind.in_(kinds), *which).order_by(c.person_id, c.kind, c.from_day)
    return [
        PeriodFound(row.person_id, PeriodKind(row.kind), DaySpan(row.from_day, row.to_day), row.figures, row.ok)
        for row in session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """A working day of a person: when it began and ended, what it lasted, and how often a law was broken on it."""

    employed: Employed
    day: date
    from_at: datetime
    to_at: datetime
    minutes: int
    rest_before: int | None
    violations: int
    is_holiday: bool


def worked_days(session: Session, days: DaySpan, scope: Scope) -> Sequence[WorkedDay]:
    """Return the days on which somebody worked, over all her employments, under the first that the scope covers."""
    c, calendar = protect_day.c, holiday.c
    broken = (
        select(func.count())
        .where(finding.c.person_id == c.person_id, finding.c.day == c.day, finding.c.severity == Severity.VIOLATION)
        .correlate(protect_day)
        .scalar_subquery()
    )
    free = exists().where(
        terms.c.employment_id == employment.c.id,
        in_force(terms, c.day),
        calendar.calendar == terms.c.holiday_calendar,
        calendar.day == c.day,
        calendar.kind == HolidayKind.HOLIDAY,
    )
    figures = (c.day, c.no, c.from_at, c.to_at, c.protective_min, c.rest_before_min)
    query = (
        employed_on(c.day, protect_day.join(employment, employment.c.person_id == c.person_id))
        .add_columns(*figures, broken.label("broken"), free.label("is_holiday"))
        .where(c.day >= days.from_day, c.day < days.to_day, scope.covers(employment.c.id, c.day))
        .order_by(employment.c.id)
    )
    found: dict[tuple[int, date, int], WorkedDay] = {}
    for row in session.execute(query):
        employed = Employed(*row[:EMPLOYED])
        told = (row.day, row.from_at, row.to_at, row.protective_min, row.rest_before_min, row.broken, row.is_holiday)
        found.setdefault((employed.person_id, row.day, row.no), WorkedDay(employed, *told))
    return sorted(found.values(), key=lambda each: (*each.employed.place(), each.day, each.from_at))


@dataclass(frozen=True, slots=True)
class Counts:
    """How often a law was broken for a person, what else was found, and on how many Sundays she worked."""

    violations: int
    warnings: int
    sundays: int


def counts(session: Session, days: DaySpan) -> Mapping[int, Counts]:
    """Return the counts of everybody in some days, for lists that name nobody."""
    f, p = finding.c, protect_day.c
    broken = (
        select(f.person_id, f.severity, func.count().label("number"))
        .where(f.day >= days.from_day, f.day < days.to_day)
        .group_by(f.person_id, f.severity)
    )
    # Sunday is 0 for both databases.
    on_sundays = (
        select(p.person_id, func.count(p.day.distinct()).label("number"))
        .where(p.day >= days.from_day, p.day < days.to_day, extract("dow", p.day) == 0)
        .group_by(p.person_id)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for row in session.execute(broken):
        found[row.person_id][row.severity] = row.number
    for row in session.execute(on_sundays):
        found[row.person_id]["sundays"] = row.number
    return {
        person_id: Counts(of.get(Severity.VIOLATION, 0), of.get(Severity.WARNING, 0), of.get("sundays", 0))
        for person_id, of in found.items()
    }


def employments(session: Session, person_ids: Collection[int], day: date) -> Mapping[int, int]:
    """Return the person of each employment that these people have on a day."""
    query = (
        select(employment.c.id, employment.c.person_id)
        .join(employment_version, employment_version.c.employment_id == employment.c.id)
        .where(employment.c.person_id.in_(person_ids), in_force(employment_version, day))
    )
    return {row.id: row.person_id for row in session.execute(query)}


def protected(
    session: Session, kind: ProtectionKind, day: date, scope: Scope
) -> Sequence[tuple[Employed, date, date | None]]:
    """Return everybody for whom a protection holds on a day, from when and until when, where she may be told of."""
    c = protection.c
    query = (
        employed_on(day, employment.join(protection, c.person_id == employment.c.person_id))
        .add_columns(c.valid_from, c.valid_to)
        .where(c.kind == kind, in_force(protection, day), scope.covers(employment.c.id, day))
    )
    rows = [(Employed(*row[:EMPLOYED]), row.valid_from, row.valid_to) for row in session.execute(query)]
    return sorted(rows, key=lambda each: each[0].place())


@dataclass(frozen=True, slots=True)
class Ordered:
    """What was given to an employment's account for some months, in minutes."""

    employment_id: int
    account: str
    minutes: int


def overtime(session: Session, months: DaySpan, scope: Scope) -> Sequence[Ordered]:
    """Return what closed months within these days gave to accounts of what was ordered, and what came later.

    Who came or left within a month is in the scope on one of its ends.
    """
    c = posting.c
    query = (
        select(account.c.employment_id, account.c.kind, func.sum(c.amount).label("minutes"))
        .join(account, account.c.id == c.account_id)
        .where(account.c.kind.in_(OVERTIME_ACCOUNTS), c.kind.in_((PostingKind.MONTH, PostingKind.DELTA)))
        .where(c.month >= months.from_day, c.month < months.to_day)
        .where(or_(scope.covers(account.c.employment_id, c.day), scope.covers(account.c.employment_id, c.month)))
        .group_by(account.c.employment_id, account.c.kind)
    )
    return [Ordered(row.employment_id, row.kind, row.minutes) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose employment it is, and the unit she was in last."""

    employment_id: int
    person_id: int
    staff_no: str
    name: str
    unit_name: str


def holders(session: Session, employment_ids: Collection[int]) -> Sequence[Holder]:
    """Return whose employments these are, by unit and name, whether or not they have ended since."""
    p, u = placement.c, unit_version.c
    query = (
        select(employment, person.c.given_name, person.c.family_name, u.name)
        .join(person, person.c.id == employment.c.person_id)
        .join(placement, p.employment_id == employment.c.id)
        .join(unit_version, u.unit_id == p.unit_id)
        .where(employment.c.id.in_(employment_ids), p.superseded_at.is_(None), u.superseded_at.is_(None))
        .order_by(employment.c.id, p.valid_from, u.valid_from)
    )
    last = {row.id: row for row in session.execute(query)}
    found = [
        Holder(row.id, row.person_id, row.staff_no, f"{row.family_name}, {row.given_name}", row.name)
        for row in last.values()
    ]
    return sorted(found, key=lambda each: (sorting.place(each.unit_name), sorting.place(each.name), each.staff_no))


def clocked(session: Session, days: DaySpan, scope: Scope, zone: ZoneInfo) -> Mapping[int, int]:
    """Return how many people of each unit clocked themselves on these days, in the unit they were in on the last."""
    from_at, to_at = (walltime.day_span(day, zone).from_at for day in (days.from_day, days.to_day))
    last = days.to_day - ONE_DAY
    own = exists().where(
        stamp.c.person_id == employment.c.person_id,
        stamp.c.at >= from_at,
        stamp.c.at < to_at,
        stamp.c.source_id == source.c.id,
        source.c.kind.in_(THEIR_OWN),
    )
    query = (
        select(placement.c.unit_id, func.count(employment.c.person_id.distinct()).label("size"))
        .join(employment, employment.c.id == placement.c.employment_id)
        .where(in_force(placement, last), scope.covers(employment.c.id, last), own)
        .group_by(placement.c.unit_id)
    )
    return {row.unit_id: row.size for row in session.execute(query)}
