"""Periods longer than a day: the file that they are judged by, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Delete, delete, select

from timeclock.core.absences import neutral_days, unpaid_days
from timeclock.core.amounts import AmountKind
from timeclock.core.day import ProtectDay
from timeclock.core.periods import CreditedDay, PeriodFile, PeriodKind, PeriodResult
from timeclock.core.premiums import Premium, PremiumKind
from timeclock.core.spans import MINUTE, ZERO, DaySpan, Span
from timeclock.store import absences, changes, plans, protections
from timeclock.store.changes import Change
from timeclock.store.dayfiles import Surroundings
from timeclock.store.db import Session
from timeclock.store.questions import Question, ask, names
from timeclock.store.results import (
    BLOCK_LESSONS,
    LESSONS,
    ORDERED,
    OUTSIDE,
    PREPARATION,
    TRAVEL,
    finding_row,
)
from timeclock.store.schema.people import employment
from timeclock.store.schema.results import day_amount, day_result, finding, period_result, protect_day

# No period is longer, but for those that begin with the year; and none looks further back from its first day.
LONGEST = timedelta(days=168)
FURTHER_BACK = timedelta(days=56)

_Amounts = Mapping[tuple[int, date], Sequence[Any]]
_Credited = Mapping[tuple[int, date], CreditedDay]


def load(
    session: Session,
    person_id: int,
    touched: DaySpan,
    around: Surroundings,
    today: date,
    known: datetime | None = None,
    plans_since: date = date.min,
) -> PeriodFile:
    """Return the file of all years in which a period begins that one of these days may change.

    `known`: the instant up to which facts are known, where they are not those of now. Days count as they are saved.
    `plans_since`: the day before which nobody asks what was planned; to say it for years of days takes time.
    """
    years = _years(DaySpan(touched.from_day - LONGEST, touched.to_day + FURTHER_BACK))
    wide = DaySpan(years.from_day - FURTHER_BACK, min(years.to_day, today) + LONGEST)
    values = {"periods_person": person_id, "periods_from": wide.from_day, "periods_to": min(wide.to_day, today)}
    protected = Question(PROTECTED, values, lambda rows: tuple(_protect_day(row) for row in rows))
    credited: Question[Mapping[tuple[int, date], CreditedDay]] = Question(CREDITED, values, _credited)
    held = plans.held(person_id, wide, known)
    amounts: Question[_Amounts] = Question(AMOUNTS, values, _amounts)
    personal = protections.held(person_id, known)
    away, ill = absences.of_person(person_id, wide, known), absences.illnesses(person_id, known)
    employed = plans.employed(person_id, known)
    answers = ask(session, protected, credited, amounts, held, personal, away, ill, employed)
    planned = answers.to(held).on(DaySpan(max(wide.from_day, plans_since), wide.to_day))
    absent = answers.to(away)
    return PeriodFile(
        person_id=person_id,
        years=years,
        today=today,
        protect_days=answers.to(protected),
        credited=_with(answers.to(credited), answers.to(amounts)),
        plans=planned.by_day,
        calendar=planned.calendar,
        law=around.law,
        zone=around.zone,
        born_on=planned.born_on,
        neutral=neutral_days(absent, wide, {day for (_, day), plan in planned.by_day.items() if plan.rules.account}),
        protections=answers.to(personal),
        unpaid=unpaid_days(absent, wide),
        illnesses=answers.to(ill),
        employed_from=answers.to(employed),
    )


def _years(days: DaySpan) -> DaySpan:
    last = days.to_day - timedelta(days=1)
    return DaySpan(date(days.from_day.year, 1, 1), date(last.year + 1, 1, 1))


def with_days(file: PeriodFile, made: Iterable[Change]) -> PeriodFile:
    """Return a file judged by days as they would be saved, in place of those that are."""
    rows = {change.table: [SimpleNamespace(**row) for row in change.rows] for change in made}
    over = {table: [row for row in found if row.day < file.today] for table, found in rows.items()}
    amounts = _amounts(row for row in over[day_amount] if row.kind in PERIOD_AMOUNTS)
    protected = sorted(over[protect_day], key=lambda row: (row.day, row.no))
    return replace(
        file,
        protect_days=tuple(_protect_day(row) for row in protected),
        credited=_with(_credited(over[day_result]), amounts),
    )


def save(session: Session, file: PeriodFile, found: Iterable[PeriodResult]) -> None:
    """Replace a person's results of all periods that begin in the years of a file, and their findings."""
    values = {"periods_person": file.person_id, "periods_from": file.years.from_day, "periods_to": file.years.to_day}
    changes.run(session, CLEARING, values)
    changes.make(session, *to_save(file, found))


def to_save(file: PeriodFile, found: Iterable[PeriodResult]) -> tuple[Change, Change]:
    """Return the rows that results of periods are stored as."""
    results = list(found)
    return (
        Change(period_result, [_row(file.person_id, each) for each in results]),
        Change(finding, [row for each in results for row in _findings(file.person_id, each)]),
    )


def holding(session: Session, person_id: int, day: date) -> Sequence[PeriodResult]:
    """Return the results of the periods that a day lies in, without findings; the caller may read the person."""
    c = period_result.c
    rows = session.execute(
        select(period_result)
        .where(c.person_id == person_id, c.from_day <= day, c.to_day > day)
        .order_by(c.from_day, c.kind)
    )
    return [PeriodResult(PeriodKind(row.kind), DaySpan(row.from_day, row.to_day), row.figures, row.ok) for row in rows]


def of_kind(session: Session, person_id: int, kind: PeriodKind, days: DaySpan) -> Sequence[PeriodResult]:
    """Return the results of one kind of period with one of these days; the caller may read them of the person."""
    c = period_result.c
    near = (c.from_day < days.to_day, c.to_day > days.from_day)
    rows = session.execute(
        select(period_result).where(c.person_id == person_id, c.kind == kind, *near).order_by(c.from_day)
    )
    return [PeriodResult(kind, DaySpan(row.from_day, row.to_day), row.figures, row.ok) for row in rows]


def _row(person_id: int, each: PeriodResult) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "kind": each.kind,
        "from_day": each.days.from_day,
        "to_day": each.days.to_day,
        "figures": dict(each.figures),
        "ok": each.ok,
    }


def _findings(person_id: int, each: PeriodResult) -> Iterator[dict[str, Any]]:
    for found in each.findings:
        key = f"{person_id}:{each.kind}:{each.days.from_day}:{found.code}"
        yield {**finding_row(key, person_id, None, found), "period_from": each.days.from_day}


PREMIUMS = frozenset(PremiumKind)
LENGTHS = (ORDERED, OUTSIDE, TRAVEL, LESSONS, BLOCK_LESSONS, AmountKind.STANDBY_TIME, PREPARATION)
PERIOD_AMOUNTS = (*LENGTHS, *PremiumKind)
PERSON, FROM, TO = names("periods", "person", "from", "to")
PROTECTED = (
    select(protect_day)
    .where(protect_day.c.person_id == PERSON, protect_day.c.day >= FROM, protect_day.c.day < TO)
    .order_by(protect_day.c.day, protect_day.c.no),
)
CREDITED = (
    select(day_result.c.employment_id, day_result.c.day, day_result.c.worked_min, day_result.c.target_min)
    .join(employment, employment.c.id == day_result.c.employment_id)
    .where(employment.c.person_id == PERSON, day_result.c.day >= FROM, day_result.c.day < TO),
)
AMOUNTS = (
    select(
        *(day_amount.c[name] for name in ("employment_id", "day", "kind", "amount", "percent", "rule", "citation")),
    )
    .join(employment, employment.c.id == day_amount.c.employment_id)
    .where(
        employment.c.person_id == PERSON,
        day_amount.c.day >= FROM,
        day_amount.c.day < TO,
        day_amount.c.kind.in_(PERIOD_AMOUNTS),
    ),
)
CLEARING: tuple[Delete, ...] = tuple(
    delete(table).where(table.c.person_id == PERSON, begins >= FROM, begins < TO)
    for table, begins in ((finding, finding.c.period_from), (period_result, period_result.c.from_day))
)


def _protect_day(row: Any) -> ProtectDay:
    return ProtectDay(
        row.day,
        row.no,
        Span(row.from_at, row.to_at),
        row.protective_min * MINUTE,
        None if row.rest_before_min is None else row.rest_before_min * MINUTE,
        row.night_min * MINUTE,
        row.night_work,
    )


def _credited(rows: Iterable[Any]) -> Mapping[tuple[int, date], CreditedDay]:
    return {
        (row.employment_id, row.day): CreditedDay(
            None if row.worked_min is None else row.worked_min * MINUTE, row.target_min * MINUTE
        )
        for row in rows
    }


def _amounts(rows: Iterable[Any]) -> _Amounts:
    found: dict[tuple[int, date], list[Any]] = {}
    for row in rows:
        found.setdefault((row.employment_id, row.day), []).append(row)
    return found


def _with(credited: _Credited, amounts: _Amounts) -> _Credited:
    """Return the days with what was ordered on them, their premiums, lessons and standby, and travel worth nothing."""
    return {key: _with_amounts(day, amounts[key]) if key in amounts else day for key, day in credited.items()}


def _with_amounts(day: CreditedDay, rows: Sequence[Any]) -> CreditedDay:
    ordered, outside, travel, lessons, block, standby, prepared = (
        sum((row.amount * MINUTE for row in rows if row.kind == kind), ZERO) for kind in LENGTHS
    )
    premiums = (
        Premium(PremiumKind(row.kind), row.amount * MINUTE, row.percent, row.rule, row.citation, ())
        for row in rows
        if row.kind in PREMIUMS
    )
    return replace(
        day,
        ordered=ordered,
        premiums=tuple(premiums),
        uncredited=travel,
        lessons=lessons,
        block_lessons=block,
        outside=outside,
        standby=standby,
        preparation=prepared,
    )
