"""What statistics are made of, person by person, and the sums that were made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, insert, or_, select

from timeclock.core import walltime
from timeclock.core.absences import AbsenceClass, Extent
from timeclock.core.accounts import PostingKind
from timeclock.core.amounts import THOUSAND
from timeclock.core.disclosure import Group
from timeclock.core.protections import ProtectionKind
from timeclock.core.spans import DaySpan
from timeclock.core.statistics import By, Kind, Subject, Sum
from timeclock.store.db import Session
from timeclock.store.people import in_force, in_force_within
from timeclock.store.rollout import THEIR_OWN
from timeclock.store.schema.absences import absence, absence_reason
from timeclock.store.schema.access import login
from timeclock.store.schema.accounts import account, posting
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.leave import entitlement, entitlement_use
from timeclock.store.schema.models import assignment, model
from timeclock.store.schema.people import employment, employment_version, placement, protection
from timeclock.store.schema.results import day_result
from timeclock.store.schema.stamps import source, stamp
from timeclock.store.schema.statistics import statistic

# Accounts into which goes what was ordered above the week's target.
OVERTIME_ACCOUNTS = ("overtime", "extra_work", "extra_duty")
HALF_DAY = THOUSAND // 2
LOOKED = "statistics.read"


@dataclass(frozen=True, slots=True)
class Look:
    """Who asked for which statistics, and when."""

    at: datetime
    name: str
    kind: Kind
    by: By
    year: int
    unit: str | None


def counted(session: Session, days: DaySpan) -> Mapping[int, Group]:
    """Return everybody employed on one of these days, and where she is on the first: her unit and her model.

    Who is released in full for an office of trust is in no statistics.
    """
    found: dict[int, Group] = {}
    for row in session.execute(_placed(days)):
        found.setdefault(row.person_id, Group(row.unit_id, row.code or ""))
    return found


def _placed(days: DaySpan) -> Select[Any]:
    """Return the query for the spans of placements within these days, a person's first one first."""
    v, p, a = employment_version.c, placement.c, assignment.c
    later = case((v.valid_from > p.valid_from, v.valid_from), else_=p.valid_from)
    begins = case((later > days.from_day, later), else_=days.from_day)
    released = select(protection.c.person_id).where(
        protection.c.kind == ProtectionKind.RELEASED, in_force_within(protection, days)
    )
    return (
        select(employment.c.person_id, p.unit_id, model.c.code)
        .join(employment_version, and_(v.employment_id == employment.c.id, in_force_within(employment_version, days)))
        .join(placement, and_(p.employment_id == employment.c.id, in_force_within(placement, days)))
        .join(assignment, and_(a.employment_id == employment.c.id, in_force(assignment, begins)), isouter=True)
        .join(model, model.c.id == a.model_id, isouter=True)
        .where(or_(v.valid_to.is_(None), v.valid_to > begins), or_(p.valid_to.is_(None), p.valid_to > begins))
        .where(employment.c.person_id.not_in(released))
        .order_by(employment.c.person_id, begins, employment.c.id)
    )


def amounts(session: Session, days: DaySpan, zone: ZoneInfo) -> Mapping[Kind, Mapping[int, int]]:
    """Return what each person came to on these days; who is not named came to nothing."""
    found: dict[Kind, dict[int, int]] = {kind: {} for kind in Kind}
    for row in session.execute(_worked(days)):
        found[Kind.WORKED][row.person_id] = int(row.worked)
    for row in session.execute(_overtime(days)):
        found[Kind.OVERTIME][row.person_id] = int(row.overtime)
    for row in session.execute(_away(days)):
        found[Kind.SICK][row.person_id] = int(row.sick)
        found[Kind.LEAVE][row.person_id] = int(row.leave)
        found[Kind.OTHER][row.person_id] = int(row.other)
    for row in session.execute(_due(days)):
        found[Kind.DUE][row.person_id] = THOUSAND * row.due
    for query, sign in ((_entitled(days), 1), (_taken(days), -1)):
        for row in session.execute(query):
            found[Kind.LEFT][row.person_id] = found[Kind.LEFT].get(row.person_id, 0) + sign * int(row.days)
    found[Kind.REACHED] = dict.fromkeys(session.execute(_stamping(days, zone)).scalars(), 1)
    return found


def _worked(days: DaySpan) -> Select[Any]:
    c = day_result.c
    return (
        select(employment.c.person_id, func.sum(c.worked_min).label("worked"))
        .join(employment, employment.c.id == c.employment_id)
        .where(c.day >= days.from_day, c.day < days.to_day, c.worked_min.is_not(None))
        .group_by(employment.c.person_id)
    )


def _overtime(days: DaySpan) -> Select[Any]:
    """Return the query for what closed months gave to the accounts of what was ordered, and what was learned later."""
    c = posting.c
    return (
        select(employment.c.person_id, func.sum(c.amount).label("overtime"))
        .join(account, account.c.id == c.account_id)
        .join(employment, employment.c.id == account.c.employment_id)
        .where(account.c.kind.in_(OVERTIME_ACCOUNTS), c.kind.in_((PostingKind.MONTH, PostingKind.DELTA)))
        .where(c.month >= days.from_day, c.month < days.to_day)
        .group_by(employment.c.person_id)
    )


def _away(days: DaySpan) -> Select[Any]:
    """Return the query for days on which work was due and somebody was away; a part of a day is half a day."""
    d, a, r = day_result.c, absence.c, absence_reason.c
    part = case((a.part == Extent.WHOLE, THOUSAND), else_=HALF_DAY)

    def of(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, part), else_=0))

    sick, leave = r.of_class == AbsenceClass.SICKNESS, r.of_class == AbsenceClass.LEAVE
    return (
        select(
            employment.c.person_id,
            of(sick).label("sick"),
            of(leave).label("leave"),
            of(and_(~sick, ~leave)).label("other"),
        )
        .join(employment, employment.c.id == d.employment_id)
        .join(absence, and_(a.employment_id == d.employment_id, a.from_day <= d.day, a.to_day > d.day))
        .join(absence_reason, and_(r.code == a.reason, in_force(absence_reason, d.day)))
        .where(d.day >= days.from_day, d.day < days.to_day, d.target_min > 0, a.superseded_at.is_(None))
        .group_by(employment.c.person_id)
    )


def _due(days: DaySpan) -> Select[Any]:
    """Return the query for the days on which work was due, whoever was away on them."""
    c = day_result.c
    return (
        select(employment.c.person_id, func.count().label("due"))
        .join(employment, employment.c.id == c.employment_id)
        .where(c.day >= days.from_day, c.day < days.to_day, c.target_min > 0)
        .group_by(employment.c.person_id)
    )


def _entitled(days: DaySpan) -> Select[Any]:
    """Return the query for the leave that the year of these days gives."""
    c = entitlement.c
    return (
        select(employment.c.person_id, func.sum(c.milli_days).label("days"))
        .join(employment, employment.c.id == c.employment_id)
        .where(c.leave_year == days.from_day.year)
        .group_by(employment.c.person_id)
    )


def _taken(days: DaySpan) -> Select[Any]:
    """Return the query for what of it was used up to the end of these days."""
    c = entitlement_use.c
    return (
        select(employment.c.person_id, func.sum(c.milli_days).label("days"))
        .join(employment, employment.c.id == c.employment_id)
        .where(c.leave_year == days.from_day.year, c.day < days.to_day)
        .group_by(employment.c.person_id)
    )


def _stamping(days: DaySpan, zone: ZoneInfo) -> Select[Any]:
    from_at, to_at = (walltime.day_span(day, zone).from_at for day in (days.from_day, days.to_day))
    return (
        select(stamp.c.person_id)
        .join(source, source.c.id == stamp.c.source_id)
        .where(source.c.kind.in_(THEIR_OWN), stamp.c.at >= from_at, stamp.c.at < to_at)
        .where(stamp.c.person_id.is_not(None))
        .distinct()
    )


def first_day(session: Session) -> date | None:
    """Return the first day of which anything was worked out.

    Asked for each employment, because the key begins with it: the whole table would be read otherwise.
    """
    of_one = select(func.min(day_result.c.day)).where(day_result.c.employment_id == employment.c.id).scalar_subquery()
    found: date | None = session.execute(select(func.min(of_one)).select_from(employment)).scalar_one()
    return found


def made(session: Session) -> frozenset[DaySpan]:
    """Return the times of which there are statistics."""
    c = statistic.c
    return frozenset(DaySpan(*row) for row in session.execute(select(c.from_day, c.to_day).distinct()))


def save(session: Session, sums: Sequence[Sum], now: datetime) -> None:
    """Keep sums that were made; where two make the same at once, the database lets one of them."""
    rows = [
        {
            "from_day": each.days.from_day,
            "to_day": each.days.to_day,
            "subject": each.subject,
            "no": no,
            "groups": [[group.unit_id, group.model, size] for group, size in sorted(each.groups.items())],
            "amounts": {kind.value: amount for kind, amount in each.amounts.items()},
            "made_at": now,
        }
        for no, each in enumerate(sums)
    ]
    if rows:
        session.execute(insert(statistic), rows)


def sums(session: Session, subject: Subject, years: DaySpan) -> Sequence[Sum]:
    """Return the sums of quarters and months within some years."""
    return [_sum(row) for row in session.execute(_kept(years).where(statistic.c.subject == subject))]


def _kept(years: DaySpan) -> Select[Any]:
    c = statistic.c
    return (
        select(c.from_day, c.to_day, c.subject, c.groups, c.amounts)
        .where(c.from_day >= years.from_day, c.to_day <= years.to_day)
        .order_by(c.from_day, c.to_day, c.no)
    )


def _sum(row: Any) -> Sum:
    groups = {Group(unit_id, code): size for unit_id, code, size in row.groups}
    return Sum(
        DaySpan(row.from_day, row.to_day),
        Subject(row.subject),
        groups,
        {Kind(kind): amount for kind, amount in row.amounts.items()},
    )


def model_titles(session: Session) -> Mapping[str, str]:
    """Return what each model is called."""
    return {row.code: row.title for row in session.execute(select(model.c.code, model.c.title))}


def looks(session: Session, most: int) -> Iterator[Look]:
    """Yield who asked for statistics last."""
    c = audit.c
    rows = session.execute(
        select(c.at, login.c.display_name, c.detail)
        .join(login, login.c.id == c.by)
        .where(c.action == LOOKED)
        .order_by(c.at.desc(), c.id.desc())
        .limit(most)
    )
    for at, name, said in rows:
        yield Look(at, name, Kind(said["kind"]), By(said["by"]), said["year"], said["unit"])
