"""Requests to have a stamp corrected, one missing, wrong or too many, and what was decided about each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, exists, func, insert, literal_column, select, update

from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.store import facts, people, questions
from timeclock.store.db import Session
from timeclock.store.people import Employed, Whose, employed_on, in_force
from timeclock.store.questions import Question, names
from timeclock.store.schema.access import login
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import employment, employment_version, placement
from timeclock.store.schema.requests import request, request_step
from timeclock.store.scope import Scope

CORRECTION = "correction"
# A step, not a state: she has read the decision, and it stays what it is.
SEEN = "seen"


class State(StrEnum):
    """Where a request stands; only a submitted one can still change."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


DECIDED = (State.APPROVED, State.REFUSED)


class Change(StrEnum):
    """What is asked: a stamp that is missing, another time or kind for one, or that one does not count."""

    NEW = "new"
    CHANGE = "change"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Before:
    """The stamp as it stands."""

    stamp_uid: UUID
    kind: StampKind
    at: datetime
    origin: str


@dataclass(frozen=True, slots=True)
class After:
    """The stamp as it should be."""

    kind: StampKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks for on a day: nothing before is a new stamp, nothing after a deleted one."""

    day: date
    before: Before | None
    after: After | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("a correction has something before or something after")

    @property
    def change(self) -> Change:
        if self.before is None:
            return Change.NEW
        return Change.DELETE if self.after is None else Change.CHANGE


@dataclass(frozen=True, slots=True)
class Decision:
    """Who settled a request, when, and why; the person herself where it was withdrawn."""

    by: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it stands: what, by whom and why, and what became of it."""

    id: int
    uid: UUID
    employment_id: int
    employment_uid: UUID
    state: State
    version: int
    wish: Wish
    by: str
    at: datetime
    reason: str
    decision: Decision | None


FIRST, LAST = request_step.alias("first_step"), request_step.alias("last_step")
ASKING, DECIDING = login.alias("asking"), login.alias("deciding")
# Said literally, because a parameter would hide the partial index from both databases.
WAITS = request.c.state == literal_column(f"'{State.SUBMITTED}'")
DAY: ColumnElement[date] = func.date(request.c.payload["day"].as_string(), type_=Date)
HELD = exists().where(
    employment_version.c.employment_id == request.c.employment_id, in_force(employment_version, DAY)
) & exists().where(placement.c.employment_id == request.c.employment_id, in_force(placement, DAY))
# How far from its day the employment of a request is looked for that does not hold on it any more.
NEAR = timedelta(days=366)
COLUMNS = (
    request.c.id.label("request_id"),
    request.c.uid.label("request_uid"),
    request.c.employment_id.label("asked_for"),
    employment.c.uid.label("asked_for_uid"),
    request.c.state,
    request.c.version,
    request.c.payload,
    ASKING.c.display_name.label("asked_by"),
    FIRST.c.at.label("asked_at"),
    FIRST.c.reason.label("asked_why"),
    DECIDING.c.display_name.label("decided_by"),
    LAST.c.at.label("decided_at"),
    LAST.c.reason.label("decided_why"),
)


def ask(session: Session, uid: UUID, employment_id: int, wish: Wish, by: int, reason: str, now: datetime) -> bool:
    """Record a request under a uid of the asker's; return False where there is one under it already."""
    values = {
        "uid": uid,
        "kind": CORRECTION,
        "employment_id": employment_id,
        "by": by,
        "payload": _json(wish),
        "state": State.SUBMITTED,
        "version": 1,
    }
    row = session.execute(facts.insertion_of_new(session, request), facts.full(request, values, now)).mappings().first()
    if row is None:
        return False
    session.execute(insert(ledger_record), facts.record_of(request, row, now))
    _step(session, row["id"], 1, State.SUBMITTED, by, reason, now)
    return True


def settle(session: Session, asked: Asked, state: State, by: int, reason: str | None, now: datetime) -> bool:
    """Bring a request from submitted to another state; return False where somebody was faster."""
    changed = (
        update(request)
        .where(request.c.id == asked.id, request.c.version == asked.version, request.c.state == State.SUBMITTED)
        .values(state=state, version=request.c.version + 1)
        .returning(*request.c)
    )
    return _changed(session, changed, state, by, reason, now)


def see(session: Session, asked: Asked, by: int, now: datetime) -> bool:
    """Note that the person has read the decision; return False where she had before."""
    changed = (
        update(request)
        .where(request.c.id == asked.id, request.c.version == asked.version, request.c.state.in_(DECIDED))
        .values(version=request.c.version + 1)
        .returning(*request.c)
    )
    return _changed(session, changed, SEEN, by, None, now)


def own(session: Session, person_id: int, uid: UUID) -> Asked | None:
    """Return a person's own request."""
    found = session.execute(_of_person(person_id).where(request.c.uid == uid)).first()
    return None if found is None else _asked(found)


def to_look_at(person_id: int) -> Question[tuple[Asked, ...]]:
    """Return the question for a person's own requests that were decided without her having read it, or are stranded.

    Stranded is what waits although the employment does not hold on its day any more.
    """
    return Question(TO_LOOK_AT, {"corrections_person": person_id}, lambda rows: tuple(_asked(row) for row in rows))


def days_in_question(person_id: int) -> Question[frozenset[tuple[UUID, date]]]:
    """Return the question for the days of a person's employments, by uid, about which a request of hers waits."""
    values = {"corrections_person": person_id}
    return Question(IN_QUESTION, values, lambda rows: frozenset((row.uid, row.day) for row in rows))


def of_days(session: Session, employment_id: int, days: DaySpan) -> tuple[Asked, ...]:
    """Return all requests of an employment about these days, in the order they were made.

    The caller has checked that she may read them.
    """
    question = about(employment_id, days)
    return questions.ask(session, question).to(question)


def about(employment_id: int, days: DaySpan) -> Question[tuple[Asked, ...]]:
    """Return the question for what `of_days` returns."""
    values = {"corrections_employment": employment_id, "corrections_from": days.from_day, "corrections_to": days.to_day}
    return Question(ABOUT, values, lambda rows: tuple(_asked(row) for row in rows))


def waiting(session: Session, scope: Scope, limit: int) -> Sequence[tuple[Employed, Asked]]:
    """Return the requests that wait for a decision, oldest first, with whom they concern on their day.

    Where the employment does not hold on that day any more, it is the day nearest to it on which it does.
    """
    among = request.join(employment, employment.c.id == request.c.employment_id)
    rows = session.execute(
        _with_steps(employed_on(DAY, among).add_columns(*COLUMNS))
        .where(request.c.kind == CORRECTION, WAITS, scope.covers(employment.c.id, DAY))
        .order_by(request.c.id)
        .limit(limit)
    )
    left = [_asked(row) for row in session.execute(_all().where(WAITS, ~HELD).order_by(request.c.id).limit(limit))]
    outside = [(employed, asked) for asked in left if (employed := _nearest(session, asked, scope)) is not None]
    return sorted([*(_concerned(row) for row in rows), *outside], key=lambda each: each[1].id)[:limit]


def one(session: Session, uid: UUID, scope: Scope) -> tuple[Employed, Asked] | None:
    """Return one request, whatever its state, where the scope covers its day, or the nearest of the employment."""
    among = request.join(employment, employment.c.id == request.c.employment_id)
    found = session.execute(
        _with_steps(employed_on(DAY, among).add_columns(*COLUMNS)).where(
            request.c.kind == CORRECTION, request.c.uid == uid, scope.covers(employment.c.id, DAY)
        )
    ).first()
    if found is not None:
        return _concerned(found)
    outside = session.execute(_all().where(request.c.uid == uid, ~HELD)).first()
    if outside is None:
        return None
    employed = _nearest(session, _asked(outside), scope)
    return None if employed is None else (employed, _asked(outside))


def waiting_of(
    session: Session, employment_ids: Iterable[int], days: DaySpan, scope: Scope
) -> Mapping[tuple[int, date], int]:
    """Return how many requests wait for each (employment, day) of these that has some, as far as the scope covers."""
    rows = session.execute(
        select(request.c.employment_id, DAY.label("day"), func.count().label("number"))
        .where(
            request.c.kind == CORRECTION,
            WAITS,
            request.c.employment_id.in_(list(employment_ids)),
            days.from_day <= DAY,
            days.to_day > DAY,
            scope.covers(request.c.employment_id, DAY),
        )
        .group_by(request.c.employment_id, DAY)
    )
    return {(row.employment_id, row.day): row.number for row in rows}


def _nearest(session: Session, asked: Asked, scope: Scope) -> Employed | None:
    """Return whom a request concerns as of the day of the employment nearest to its own, where the scope covers it."""
    day = asked.wish.day
    near = people.during(session, Whose(asked.employment_uid), DaySpan(day - NEAR, day + NEAR), Scope.system("request"))
    if near is None:
        return None
    nearest = min(near[1], key=lambda each: (abs(each - day), each))
    return people.find(session, asked.employment_uid, None, nearest, scope)


def _all() -> Select[Any]:
    among = request.join(employment, employment.c.id == request.c.employment_id)
    return _with_steps(select(*COLUMNS).select_from(among)).where(request.c.kind == CORRECTION)


def _of_person(person_id: int) -> Select[Any]:
    return _all().where(employment.c.person_id == person_id)


def _with_steps(query: Select[Any]) -> Select[Any]:
    settled = (LAST.c.request_id == request.c.id) & LAST.c.state.in_((*DECIDED, State.WITHDRAWN))
    return (
        query.join(FIRST, (FIRST.c.request_id == request.c.id) & (FIRST.c.no == 1))
        .join(ASKING, ASKING.c.id == FIRST.c.by)
        .join(LAST, settled, isouter=True)
        .join(DECIDING, DECIDING.c.id == LAST.c.by, isouter=True)
    )


def _changed(session: Session, change: Any, state: str, by: int, reason: str | None, now: datetime) -> bool:
    row = session.execute(change).mappings().first()
    if row is None:
        return False
    # The request is committed once for each version it has.
    session.execute(insert(ledger_record), facts.record_of(request, row, now, version=row["version"]))
    _step(session, row["id"], row["version"], state, by, reason, now)
    return True


def _step(session: Session, request_id: int, no: int, state: str, by: int, reason: str | None, now: datetime) -> None:
    step = {"request_id": request_id, "no": no, "state": state, "by": by, "reason": reason, "at": now}
    row = session.execute(facts.insertion(request_step), step).mappings().one()
    session.execute(insert(ledger_record), facts.record_of(request_step, row, now))


def _concerned(row: Any) -> tuple[Employed, Asked]:
    return Employed(*row[: len(fields(Employed))]), _asked(row)


def _asked(row: Any) -> Asked:
    decision = None if row.decided_at is None else Decision(row.decided_by, row.decided_at, row.decided_why)
    return Asked(
        row.request_id,
        row.request_uid,
        row.asked_for,
        row.asked_for_uid,
        State(row.state),
        row.version,
        _wish(row.payload),
        row.asked_by,
        row.asked_at,
        row.asked_why or "",
        decision,
    )


def _wish(raw: Mapping[str, Any]) -> Wish:
    before, after = raw["before"], raw["after"]
    return Wish(
        date.fromisoformat(raw["day"]),
        before and Before(UUID(before["stamp"]), StampKind(before["kind"]), _instant(before["at"]), before["origin"]),
        after and After(StampKind(after["kind"]), _instant(after["at"])),
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _json(wish: Wish) -> dict[str, Any]:
    before, after = wish.before, wish.after
    return {
        "day": wish.day.isoformat(),
        "before": before
        and {
            "stamp": str(before.stamp_uid),
            "kind": before.kind,
            "at": before.at.isoformat(),
            "origin": before.origin,
        },
        "after": after and {"kind": after.kind, "at": after.at.isoformat()},
    }


PERSON, EMPLOYMENT, FROM, TO = names("corrections", "person", "employment", "from", "to")
READ = exists().where(request_step.c.request_id == request.c.id, request_step.c.state == SEEN)
ABOUT = (_all().where(request.c.employment_id == EMPLOYMENT, DAY >= FROM, DAY < TO).order_by(request.c.id),)
TO_LOOK_AT = (
    _all()
    .where(employment.c.person_id == PERSON, (request.c.state.in_(DECIDED) & ~READ) | (WAITS & ~HELD))
    .order_by(request.c.id),
)
IN_QUESTION = (
    select(employment.c.uid, DAY.label("day"))
    .join(employment, employment.c.id == request.c.employment_id)
    .where(employment.c.person_id == PERSON, request.c.kind == CORRECTION, WAITS),
)
