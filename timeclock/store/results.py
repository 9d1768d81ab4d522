"""Results of the evaluation: saved whole per day, read as core values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Delete,
    Select,
    Table,
    delete,
    func,
    literal,
    select,
    true,
    union_all,
)

from timeclock.core import overtime, preparation, school, trips, walltime
from timeclock.core.amounts import THOUSAND, Amount, AmountKind, Unit, thousandths
from timeclock.core.dated import Since
from timeclock.core.day import Break, DayResult, DayState, PersonResult, WorkSession
from timeclock.core.findings import Code, Finding, Severity, neutral, neutral_code
from timeclock.core.lines import Line, Part, Reason
from timeclock.core.premiums import Premium, PremiumKind
from timeclock.core.session_kinds import SessionKind
from timeclock.core.spans import MINUTE, DaySpan, Span, total
from timeclock.store import changes
from timeclock.store.changes import Change
from timeclock.store.db import Session
from timeclock.store.people import Employed, employed_on
from timeclock.store.questions import Question, ask, names
from timeclock.store.schema.base import UtcDateTime
from timeclock.store.schema.people import employment
from timeclock.store.schema.results import break_, day_amount, day_result, finding, protect_day, work_session
from timeclock.store.scope import Scope

KINDS_IN_ORDER, AMOUNTS_IN_ORDER = tuple(PremiumKind), tuple(AmountKind)
# Among the amounts of a day: the work that somebody ordered.
ORDERED = "ordered"
# How much of it lay outside the frame.
OUTSIDE = "ordered_outside"
# And the travel that counts for nothing on its day, with the law of the trip.
TRAVEL = "uncredited_travel"
# What lessons count for a minor's hours, and those of them that are of a block week.
LESSONS, BLOCK_LESSONS = "lessons", "block_lessons"
# Work away from the children.
PREPARATION = "preparation"


@dataclass(frozen=True, slots=True)
class SavedDay:
    """A day result with the rules it was made with and the instant up to which facts were known."""

    result: DayResult
    rules_hash: str
    facts_until: datetime


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The figures of one day without its bill, for grids and sums."""

    day: date
    state: DayState
    worked: timedelta | None
    target: timedelta
    difference: timedelta | None
    first_in: datetime | None
    last_out: datetime | None
    facts_until: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an employment stands after a span of days: complete days summed, open days counted."""

    worked: timedelta
    target: timedelta
    difference: timedelta
    open_days: int


def save(
    session: Session,
    result: PersonResult,
    days: DaySpan,
    rules_of: Mapping[tuple[int, date], str],
    facts_until: datetime,
) -> None:
    """Replace a person's results of these days; days that have none any more lose theirs."""
    values = {"results_person": result.person_id, "results_from": days.from_day, "results_to": days.to_day}
    changes.run(session, CLEARING, values)
    changes.make(session, *to_save(result, rules_of, facts_until))


def to_save(
    result: PersonResult, rules_of: Mapping[tuple[int, date], str], facts_until: datetime
) -> tuple[Change, ...]:
    """Return the rows that a person's results are stored as."""
    rows = [rows_of(each, rules_of[each.employment_id, each.day], facts_until) for each in result.days]
    protect_rows = [
        {
            "person_id": result.person_id,
            "day": each.day,
            "no": each.no,
            "from_at": each.span.from_at,
            "to_at": each.span.to_at,
            "span_min": minutes(each.span.length),
            "protective_min": minutes(each.protective),
            "rest_before_min": None if each.rest_before is None else minutes(each.rest_before),
            "night_min": minutes(each.night),
            "night_work": each.night_work,
        }
        for each in result.protect_days
    ]
    return (
        *(Change(table, [row for each in rows for row in each[table.name]]) for table in OF_A_DAY),
        Change(protect_day, protect_rows),
        Change(finding, _finding_rows(result)),
    )


# What a day result is stored in; findings have tables of their own, for some are the person's.
OF_A_DAY = (day_result, work_session, break_, day_amount)


def rows_of(each: DayResult, rules_hash: str, facts_until: datetime) -> Mapping[str, Sequence[dict[str, Any]]]:
    """Return a day result as it is stored: its rows by table."""
    key = {"employment_id": each.employment_id, "day": each.day}
    works = list(enumerate(each.sessions, start=1))
    return {
        day_result.name: [_day_row(each, rules_hash, facts_until)],
        work_session.name: [{**key, "no": no, **_session_row(work)} for no, work in works],
        break_.name: [
            {**key, "no": no, "break_no": n, "from_at": b.from_at, "to_at": b.to_at, "kind": b.kind}
            for no, work in works
            for n, b in enumerate(work.breaks, start=1)
        ],
        day_amount.name: list(_amount_rows(each)),
    }


def _clearing() -> Iterator[Delete]:
    mine = select(employment.c.id).where(employment.c.person_id == PERSON)
    for table in (break_, work_session, day_amount, day_result, protect_day, finding):
        own = (
            table.c.employment_id.in_(mine)
            if table in {break_, work_session, day_amount, day_result}
            else table.c.person_id == PERSON
        )
        of_days = own if table is not finding else own & finding.c.period_from.is_(None)
        yield delete(table).where(of_days, table.c.day >= FROM, table.c.day < TO)


PERSON, EMPLOYMENT, FROM, TO, ON = names("results", "person", "employment", "from", "to", "on")
CLEARING = tuple(_clearing())


def _within(table: Table, days: DaySpan) -> Any:
    return (table.c.day >= days.from_day) & (table.c.day < days.to_day)


def minutes(length: timedelta) -> int:
    """Return whole minutes; the core works on full minutes, so nothing is lost."""
    return length // MINUTE


def _day_row(each: DayResult, rules_hash: str, facts_until: datetime) -> dict[str, Any]:
    return {
        "employment_id": each.employment_id,
        "day": each.day,
        "state": each.state,
        "present_min": minutes(each.present),
        "worked_min": None if each.worked is None else minutes(each.worked),
        "target_min": minutes(each.target),
        "difference_min": None if each.difference is None else minutes(each.difference),
        "lines": [_line_json(line) for line in each.lines],
        "rules_hash": rules_hash,
        "facts_until": facts_until,
    }


def _amount_rows(each: DayResult) -> Iterator[dict[str, Any]]:
    key = {"employment_id": each.employment_id, "day": each.day}
    for premium in each.premiums:
        counted = {"kind": premium.kind, "amount": minutes(premium.amount), "unit": Unit.MINUTES}
        yield {**key, **counted, "percent": premium.percent, **_said_of(premium)}
    for amount in each.amounts:
        yield {**key, "kind": amount.kind, **_counted(amount), "percent": None, **_said_of(amount)}
    if each.ordered:
        counted = {"kind": ORDERED, "amount": minutes(total(each.ordered)), "unit": Unit.MINUTES}
        said = {"rule": overtime.ORDER_RULE, "citation": overtime.ORDER_CITATION, "spans": _spans_json(each.ordered)}
        said |= _since_values(None)
        yield {**key, **counted, "percent": None, **said}
    yield from ({**key, **row} for row in (*_lessons(each.lines), *_preparation(each.lines)))
    for line in each.lines:
        if line.reason is Reason.ORDERED:
            counted = {"kind": OUTSIDE, "amount": minutes(line.amount), "unit": Unit.MINUTES}
            said = {"rule": line.rule, "citation": line.citation, "spans": [], **_since_values(line.since)}
            yield {**key, **counted, "percent": None, **said}
    travel = [line for line in each.lines if line.reason is Reason.TRIP]
    uncredited = trips.uncredited(travel)
    if uncredited:
        counted = {"kind": TRAVEL, "amount": minutes(uncredited), "unit": Unit.MINUTES}
        said = {"rule": travel[0].rule, "citation": travel[0].citation, "spans": []}
        said |= _since_values(travel[0].since)
        yield {**key, **counted, "percent": None, **said}


def _lessons(lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """Yield what lessons count, with the law of the first of them."""
    for kind, length in zip((LESSONS, BLOCK_LESSONS), school.counted(lines), strict=True):
        if length:
            line = next(line for line in lines if line.reason in school.LESSONS)
            counted = {"kind": kind, "amount": minutes(length), "unit": Unit.MINUTES, "percent": None}
            yield {**counted, "rule": line.rule, "citation": line.citation, "spans": [], **_since_values(line.since)}


def _preparation(lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """Yield a day's work of preparation; a year is judged by it."""
    length = preparation.worked(lines)
    if length:
        line = next(line for line in lines if line.reason is Reason.PREPARATION)
        counted = {"kind": PREPARATION, "amount": minutes(length), "unit": Unit.MINUTES, "percent": None}
        yield {**counted, "rule": line.rule, "citation": line.citation, "spans": [], **_since_values(line.since)}


def _counted(amount: Amount) -> dict[str, Any]:
    counted = int(amount.amount) if amount.unit is Unit.MINUTES else thousandths(amount.amount)
    return {"amount": counted, "unit": amount.unit}


def _said_of(each: Premium | Amount) -> dict[str, Any]:
    said = {"rule": each.rule, "citation": each.citation, "spans": _spans_json(each.spans)}
    return {**said, **_since_values(each.since)}


def _since_values(since: Since | None) -> dict[str, Any]:
    return {"since": None if since is None else since.day, "replaces": since is not None and since.replaces}


def _since(row: Any) -> Since | None:
    return None if row.since is None else Since(row.since, row.replaces)


def _spans_json(spans: Iterable[Span]) -> list[list[str]]:
    return [[span.from_at.isoformat(), span.to_at.isoformat()] for span in spans]


def _spans(raw: Iterable[Iterable[str]]) -> tuple[Span, ...]:
    return tuple(Span(*(datetime.fromisoformat(at).astimezone(UTC) for at in pair)) for pair in raw)


def _premiums(rows: Iterable[Any]) -> tuple[Premium, ...]:
    """Return a day's premiums in the order in which they were worked out."""
    found = [_premium(row) for row in rows if row.kind in KINDS_IN_ORDER]
    return tuple(sorted(found, key=lambda premium: KINDS_IN_ORDER.index(premium.kind)))


def _premium(row: Any) -> Premium:
    amount = row.amount * MINUTE
    return Premium(PremiumKind(row.kind), amount, row.percent, row.rule, row.citation, _spans(row.spans), _since(row))


def _ordered(rows: Iterable[Any]) -> tuple[Span, ...]:
    return next((_spans(row.spans) for row in rows if row.kind == ORDERED), ())


def _amounts(rows: Iterable[Any]) -> tuple[Amount, ...]:
    """Return what else a day gives payroll, in the order in which it was worked out."""
    found = [_amount(row) for row in rows if row.kind in AMOUNTS_IN_ORDER]
    return tuple(sorted(found, key=lambda amount: AMOUNTS_IN_ORDER.index(amount.kind)))


def _amount(row: Any) -> Amount:
    unit = Unit(row.unit)
    counted = Fraction(row.amount) if unit is Unit.MINUTES else Fraction(row.amount, THOUSAND)
    return Amount(AmountKind(row.kind), counted, unit, row.rule, row.citation, _spans(row.spans), _since(row))


def _line_json(line: Line) -> dict[str, Any]:
    return {
        "part": line.part,
        "reason": line.reason,
        "minutes": minutes(line.amount),
        "rule": line.rule,
        "citation": line.citation,
        "from": None if line.span is None else line.span.from_at.isoformat(),
        "to": None if line.span is None else line.span.to_at.isoformat(),
        "figures": dict(line.figures),
        "since": None if line.since is None else line.since.day.isoformat(),
        "replaces": line.since is not None and line.since.replaces,
    }


def _line(raw: Mapping[str, Any]) -> Line:
    span = None
    if raw["from"] is not None:
        span = Span(*(datetime.fromisoformat(raw[end]).astimezone(UTC) for end in ("from", "to")))
    return Line(
        Part(raw["part"]),
        Reason(raw["reason"]),
        raw["minutes"] * MINUTE,
        raw["rule"],
        raw["citation"],
        span,
        raw["figures"],
        # Lines stored before they carried the day of their figures have none until they are worked out anew.
        None if raw.get("since") is None else Since(date.fromisoformat(raw["since"]), raw["replaces"]),
    )


def _session_row(work: WorkSession) -> dict[str, Any]:
    return {
        "kind": work.kind,
        "from_at": work.from_at,
        "to_at": work.to_at,
        "in_stamp": str(work.in_stamp),
        "out_stamp": None if work.out_stamp is None else str(work.out_stamp),
    }


def _finding_rows(result: PersonResult) -> list[dict[str, Any]]:
    owned: list[tuple[int | None, Finding]] = [(None, each) for each in result.findings]
    owned += [(day.employment_id, each) for day in result.days for each in day.findings]
    rows: list[dict[str, Any]] = []
    same = Counter[str]()
    for employment_id, each in owned:
        name = f"{result.person_id}:{employment_id or 0}:{each.day}:{each.code}"
        same[name] += 1
        rows.append(finding_row(f"{name}:{same[name]}", result.person_id, employment_id, each))
    return rows


def finding_row(key: str, person_id: int, employment_id: int | None, each: Finding) -> dict[str, Any]:
    """Return a finding as it is stored."""
    return {
        "key": key,
        "person_id": person_id,
        "employment_id": employment_id,
        "day": each.day,
        "code": each.code,
        "severity": each.severity,
        "figure": each.figure,
        "limit": each.limit,
        "citation": each.citation,
        "figures": dict(each.figures),
    }


def _finding(row: Any, *, told: bool) -> Finding:
    found = Finding(Code(row.code), Severity(row.severity), row.day, row.citation, row.figure, row.limit, row.figures)
    return found if told else neutral(found)


def day(session: Session, employment_id: int, on: date, scope: Scope) -> SavedDay | None:
    """Return one employment's day with its sessions, bill and findings, those on the person included."""
    question = covered_days(employment_id, DaySpan.one(on), scope)
    found = ask(session, question).to(question)
    return found[0] if found else None


def days(session: Session, employment_id: int, span: DaySpan, scope: Scope) -> Sequence[SavedDay]:
    """Return the days the scope covers, in order, each with its sessions, bill and findings."""
    question = covered_days(employment_id, span, scope)
    return ask(session, question).to(question)


def covered_days(employment_id: int, span: DaySpan, scope: Scope) -> Question[Sequence[SavedDay]]:
    """Return the question for what `days` returns."""
    return Question((_days_covered(scope), *WHOLE[1:]), _values(employment_id, span), _days)


# Made once for each scope: a supervisor looks at one day after the other.
@lru_cache(maxsize=32)
def _days_covered(scope: Scope) -> Select[Any]:
    c = day_result.c
    told = scope.tells(c.employment_id, c.day).label("told")
    return WHOLE[0].add_columns(told).where(scope.covers(c.employment_id, c.day))


def own_days(employment_id: int, span: DaySpan) -> Question[Sequence[SavedDay]]:
    """Return the question for what `days` returns. The caller has checked that she may read the employment."""
    return Question(OWN, _values(employment_id, span), _days)


def _values(employment_id: int, span: DaySpan) -> Mapping[str, Any]:
    return {"results_employment": employment_id, "results_from": span.from_day, "results_to": span.to_day}


def _whole(table: Table, *order: ColumnElement[Any]) -> Select[Any]:
    c = table.c
    here = (c.employment_id == EMPLOYMENT) & (c.day >= FROM) & (c.day < TO)
    return select(table).where(here).order_by(c.day, *order)


def _found() -> Select[Any]:
    c = finding.c
    person = select(employment.c.person_id).where(employment.c.id == EMPLOYMENT).scalar_subquery()
    mine = (c.employment_id == EMPLOYMENT) | (c.employment_id.is_(None) & (c.person_id == person))
    return select(finding).where(mine, c.day >= FROM, c.day < TO).order_by(c.key)


WHOLE = (
    _whole(day_result),
    _whole(work_session, work_session.c.no),
    _whole(break_, break_.c.no, break_.c.break_no),
    _whole(day_amount),
    _found(),
)
# Of her own days a person is told everything.
OWN = (WHOLE[0].add_columns(true().label("told")), *WHOLE[1:])


def _days(rows: Sequence[Any], *of_days: Iterable[Any]) -> list[SavedDay]:
    parts = [_by_day(each) for each in of_days]
    return [day_of(row, *(each.get(row.day, ()) for each in parts)) for row in rows]


def _by_day(rows: Iterable[Any]) -> Mapping[date, Sequence[Any]]:
    found: dict[date, list[Any]] = {}
    for row in rows:
        found.setdefault(row.day, []).append(row)
    return found


def day_of(
    row: Any, sessions: Sequence[Any], breaks: Sequence[Any], amounts: Sequence[Any], found: Sequence[Any]
) -> SavedDay:
    """Return a day result from its rows; `row` says as well whether the reader is told what protects one person."""
    result = DayResult(
        row.employment_id,
        row.day,
        DayState(row.state),
        row.present_min * MINUTE,
        _duration(row.worked_min),
        row.target_min * MINUTE,
        _duration(row.difference_min),
        _sessions(sessions, breaks),
        tuple(_line(raw) for raw in row.lines),
        tuple(_finding(each, told=row.told) for each in found),
        _premiums(amounts),
        _ordered(amounts),
        _amounts(amounts),
    )
    return SavedDay(result, row.rules_hash, row.facts_until)


def _duration(value: int | None) -> timedelta | None:
    return None if value is None else value * MINUTE


def _sessions(rows: Sequence[Any], break_rows: Sequence[Any]) -> tuple[WorkSession, ...]:
    breaks: dict[int, list[Break]] = {}
    for row in break_rows:
        breaks.setdefault(row.no, []).append(Break(row.from_at, row.to_at, row.kind))
    return tuple(
        WorkSession(
            SessionKind(row.kind),
            row.from_at,
            row.to_at,
            UUID(row.in_stamp),
            None if row.out_stamp is None else UUID(row.out_stamp),
            tuple(breaks.get(row.no, ())),
        )
        for row in rows
    )


def worked_out_after(session: Session, employment_id: int, days: DaySpan, at: datetime) -> bool:
    """Say whether any of these days was worked out after an instant."""
    later = (day_result.c.employment_id == employment_id, _within(day_result, days), day_result.c.facts_until > at)
    return session.execute(select(day_result.c.day).where(*later).limit(1)).first() is not None


def figures(session: Session, employment_id: int, days: DaySpan, scope: Scope) -> Sequence[DayFigures]:
    """Return the figures of the days that have a result, in order."""
    work = work_session
    bounds = (
        select(
            work.c.day,
            func.min(work.c.from_at).label("first_in"),
            func.max(work.c.to_at).label("last_out"),
        )
        .where(work.c.employment_id == employment_id, _within(work, days))
        .group_by(work.c.day)
        .subquery()
    )
    rows = session.execute(
        select(day_result, bounds.c.first_in, bounds.c.last_out)
        .join(bounds, bounds.c.day == day_result.c.day, isouter=True)
        .where(
            day_result.c.employment_id == employment_id,
            _within(day_result, days),
            scope.covers(day_result.c.employment_id, day_result.c.day),
        )
        .order_by(day_result.c.day)
    )
    return [
        DayFigures(
            row.day,
            DayState(row.state),
            _duration(row.worked_min),
            row.target_min * MINUTE,
            _duration(row.difference_min),
            row.first_in,
            row.last_out,
            row.facts_until,
        )
        for row in rows
    ]


def codes(
    session: Session, person_id: int, employment_id: int, days: DaySpan, scope: Scope
) -> Mapping[date, tuple[str, ...]]:
    """Return the finding codes of each day the scope covers."""
    here = [finding.c.person_id == person_id, _within(finding, days)]
    mine = (finding.c.employment_id == employment_id) | finding.c.employment_id.is_(None)
    told = scope.tells(employment.c.id, finding.c.day)
    rows = session.execute(
        select(finding.c.day, finding.c.code, told)
        .join(employment, employment.c.id == employment_id)
        .where(*here, mine, scope.covers(employment.c.id, finding.c.day))
        .order_by(finding.c.day, finding.c.key)
    )
    found: dict[date, list[str]] = {}
    for on, code, is_told in rows:
        found.setdefault(on, []).append(code if is_told else neutral_code(Code(code)))
    return {on: tuple(each) for on, each in found.items()}


def standing(
    session: Session, employment_ids: Iterable[int], before: date, since: date | None = None
) -> Mapping[int, Standing]:
    """Return where employments stand over all days before `before`, from `since` where given.

    The caller has checked that she may read them.
    """
    ids = list(employment_ids)
    c = day_result.c
    here = [c.employment_id.in_(ids), c.day < before]
    if since is not None:
        here.append(c.day >= since)
    complete = c.difference_min.is_not(None)
    rows = session.execute(
        select(
            c.employment_id,
            func.coalesce(func.sum(c.worked_min), 0),
            func.coalesce(func.sum(c.target_min).filter(complete), 0),
            func.coalesce(func.sum(c.difference_min), 0),
            func.count().filter(c.state == DayState.OPEN),
        )
        .where(*here)
        .group_by(c.employment_id)
    )
    found = {row[0]: Standing(row[1] * MINUTE, row[2] * MINUTE, row[3] * MINUTE, row[4]) for row in rows}
    nothing = Standing(timedelta(0), timedelta(0), timedelta(0), 0)
    return {id_: found.get(id_, nothing) for id_ in ids}


def days_since(session: Session, employment_id: int, since: date) -> tuple[date, ...]:
    """Return the days from one on that have a result: those to work out again when what they follow from changes."""
    c = day_result.c
    rows = session.execute(select(c.day).where(c.employment_id == employment_id, c.day >= since).order_by(c.day))
    return tuple(rows.scalars())


def days_of(session: Session, employment_ids: Collection[int], days: DaySpan) -> frozenset[tuple[int, date]]:
    """Return the (employment, day) among these that have a result."""
    c = day_result.c
    rows = session.execute(
        select(c.employment_id, c.day).where(c.employment_id.in_(employment_ids), _within(day_result, days))
    )
    return frozenset((row.employment_id, row.day) for row in rows)


def dates_of(session: Session, person_id: int, days: DaySpan) -> tuple[date, ...]:
    """Return a person's days that have a result: those to work out again when what they follow from changes."""
    c = day_result.c
    mine = c.employment_id.in_(select(employment.c.id).where(employment.c.person_id == person_id))
    rows = session.execute(select(c.day).where(mine, _within(day_result, days)).distinct().order_by(c.day))
    return tuple(rows.scalars())


def each_day(days: DaySpan, zone: ZoneInfo) -> CTE:
    """Return these days as a table to join with: `day`, and `ends_at`, the instant at which it is over."""
    # One query for each number of days is made ready, and kept; a list of values would be made ready every time.
    rows = [(literal(day, Date), literal(walltime.day_span(day, zone).to_at, UtcDateTime)) for day in days]
    named = [select(day.label("day"), ends_at.label("ends_at")) for day, ends_at in rows]
    return union_all(*named).cte("each_day")


def settled(session: Session, days: DaySpan, zone: ZoneInfo) -> frozenset[tuple[int, date]]:
    """Return the (person, day) whose result, in every employment that has one, is complete and of the whole day."""
    c, each = day_result.c, each_day(days, zone)
    rows = session.execute(
        select(employment.c.person_id, c.day)
        .join(employment, employment.c.id == c.employment_id)
        .join(each, each.c.day == c.day)
        .group_by(employment.c.person_id, c.day)
        .having(func.count().filter((c.state == DayState.OPEN) | (c.facts_until < each.c.ends_at)) == 0)
    )
    return frozenset((row.person_id, row.day) for row in rows)


def open_days(employment_id: int, before: date) -> Question[tuple[date, ...]]:
    """Return the question for the past days on which a stamp is missing."""
    values = {"results_employment": employment_id, "results_on": before}
    return Question(OPEN, values, lambda rows: tuple(row.day for row in rows))


OPEN = (
    select(day_result.c.day)
    .where(day_result.c.employment_id == EMPLOYMENT, day_result.c.day < ON, day_result.c.state == DayState.OPEN)
    .order_by(day_result.c.day),
)


def open_of_everybody(session: Session, days: DaySpan) -> frozenset[tuple[int, date]]:
    """Return the (person, day) on which a stamp is missing or still to come, for jobs."""
    c = day_result.c
    rows = session.execute(
        select(employment.c.person_id, c.day)
        .join(employment, employment.c.id == c.employment_id)
        .where(_within(day_result, days), c.state == DayState.OPEN)
    )
    return frozenset((row.person_id, row.day) for row in rows)


def inside(session: Session, employment_ids: Iterable[int], on: date, since: datetime | None = None) -> frozenset[int]:
    """Return the employments with an open session on a day, or where `since` is given on the day before but later."""
    c = work_session.c
    here = c.day == on
    if since is not None:
        here |= (c.day == on - timedelta(days=1)) & (c.from_at >= since)
    rows = session.execute(
        select(c.employment_id).where(c.employment_id.in_(list(employment_ids)), here, c.to_at.is_(None))
    )
    return frozenset(rows.scalars())


def findings(
    session: Session, days: DaySpan, severities: Iterable[Severity], scope: Scope
) -> Sequence[tuple[Employed, Finding]]:
    """Return the findings of the given severities the scope covers, newest day first, each with whom it concerns.

    Whom it concerns is told as of the finding's day: who has moved since is still in the unit that has to settle it.
    """
    mine = employment.c.id == finding.c.employment_id
    persons = finding.c.employment_id.is_(None) & (employment.c.person_id == finding.c.person_id)
    rows = session.execute(
        employed_on(finding.c.day, finding.join(employment, mine | persons))
        .add_columns(finding, scope.tells(employment.c.id, finding.c.day).label("told"))
        .where(
            _within(finding, days),
            finding.c.severity.in_(list(severities)),
            scope.covers(employment.c.id, finding.c.day),
        )
        .order_by(finding.c.day.desc(), finding.c.key)
    )
    return [
        (
            Employed(*row[: len(fields(Employed))]),
            _finding(row, told=row.told),
        )
        for row in rows
    ]
