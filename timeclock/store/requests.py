"""What people ask for, whatever it is: on record with every step, and found by whom it concerns or waits for.

A payload is its kind's own; all that is read here is `day`, the first day it is about, and `authors`, the logins (with
their persons) whose own act it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    select,
    update,
)

from timeclock.core.requests import TOLD, Concerned, State, Step, Who
from timeclock.core.requests import WAITING as WAITING_STATES
from timeclock.core.spans import DaySpan
from timeclock.store import facts, people
from timeclock.store.db import Session
from timeclock.store.people import Employed, Whose, employed_on, in_force
from timeclock.store.questions import Question
from timeclock.store.schema.access import login
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import employment, employment_version, placement
from timeclock.store.schema.requests import WAITING, request, request_step
from timeclock.store.scope import Scope

SETTLED = (*sorted(TOLD), State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who settled a request, when, and why; the person herself where it was withdrawn."""

    by: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it stands: what, by whom and why, and what became of it; `partner_id` is the partner's person."""

    id: int
    uid: UUID
    kind: str
    employment_id: int
    employment_uid: UUID
    person_id: int
    state: State
    version: int
    payload: Mapping[str, Any]
    by: str
    asker: Who
    at: datetime
    reason: str
    decision: Decision | None
    partner_id: int | None

    @property
    def day(self) -> date:
        """The first day it is about."""
        return date.fromisoformat(self.payload["day"])

    @property
    def concerned(self) -> Concerned:
        """Whom it concerns and who asked, with those whose own act it is about, and whom it binds as well."""
        authors = tuple(Who(each["login"], each["person"]) for each in self.payload.get("authors", ()))
        return Concerned(self.person_id, self.asker, authors, self.partner_id)


@dataclass(frozen=True, slots=True)
class New:
    """A request to be recorded, under a uid of the asker's; `partner_id` is the employment that it binds as well."""

    uid: UUID
    kind: str
    employment_id: int
    payload: Mapping[str, Any]
    reason: str
    partner_id: int | None = None


FIRST, LAST, LATER = (request_step.alias(f"{which}_step") for which in ("first", "last", "later"))
ASKING, DECIDING = login.alias("asking"), login.alias("deciding")
PARTNER = employment.alias("partner")
# Said literally, because a parameter would hide the partial index from both databases.
WAITS: ColumnElement[bool] = literal_column(f"request.{WAITING}", Boolean)
DAY: ColumnElement[date] = func.date(request.c.payload["day"].as_string(), type_=Date)
HELD = exists().where(
    employment_version.c.employment_id == request.c.employment_id, in_force(employment_version, DAY)
) & exists().where(placement.c.employment_id == request.c.employment_id, in_force(placement, DAY))
READ = exists().where(
    request_step.c.request_id == request.c.id, request_step.c.no == request.c.version, request_step.c.state == Step.SEEN
)
# How far from its day the employment of a request is looked for that does not hold on it any more.
NEAR = timedelta(days=366)
COLUMNS = (
    request.c.id.label("request_id"),
    request.c.uid.label("request_uid"),
    request.c.kind,
    request.c.employment_id.label("asked_for"),
    employment.c.uid.label("asked_for_uid"),
    employment.c.person_id.label("asked_for_person"),
    request.c.state,
    request.c.version,
    request.c.payload,
    ASKING.c.display_name.label("asked_by"),
    ASKING.c.id.label("asking_login"),
    ASKING.c.person_id.label("asking_person"),
    FIRST.c.at.label("asked_at"),
    FIRST.c.reason.label("asked_why"),
    DECIDING.c.display_name.label("decided_by"),
    LAST.c.at.label("decided_at"),
    LAST.c.reason.label("decided_why"),
    PARTNER.c.person_id.label("partner_person"),
)


def add(session: Session, new: New, state: State, by: int, now: datetime) -> int | None:
    """Record a request and return its id; None where there is one under its uid already."""
    values = {
        "uid": new.uid,
        "kind": new.kind,
        "employment_id": new.employment_id,
        "by": by,
        "payload": dict(new.payload),
        "state": state,
        "version": 1,
        "partner_id": new.partner_id,
    }
    row = session.execute(facts.insertion_of_new(session, request), facts.full(request, values, now)).mappings().first()
    if row is None:
        return None
    session.execute(insert(ledger_record), facts.record_of(request, row, now))
    _step(session, row["id"], 1, state, Who(by, None), new.reason, now)
    request_id: int = row["id"]
    return request_id


def move(
    session: Session, asked: Asked, state: State, by: Who, reason: str | None, now: datetime, step: str | None = None
) -> bool:
    """Bring a request as it was read to a state; return False where somebody was faster.

    `step` is what is recorded of it where that is not the state.
    """
    changed = (
        update(request)
        .where(request.c.id == asked.id, request.c.version == asked.version, request.c.state == asked.state)
        .values(state=state, version=request.c.version + 1)
        .returning(*request.c)
    )
    row = session.execute(changed).mappings().first()
    if row is None:
        return False
    # The request is committed once for each version it has.
    session.execute(insert(ledger_record), facts.record_of(request, row, now, version=row["version"]))
    _step(session, row["id"], row["version"], step or state, by, reason, now)
    return True


def see(session: Session, asked: Asked, by: int, now: datetime) -> bool:
    """Note that the person has read the decision; return False where she had before."""
    read = select(request.c.id).where(request.c.id == asked.id, READ)
    if session.execute(read).first() is not None:
        return False
    return asked.state in TOLD and move(session, asked, asked.state, Who(by, None), None, now, Step.SEEN)


def own(session: Session, person_id: int, uid: UUID) -> Asked | None:
    """Return a person's own request."""
    found = session.execute(OWN, {"person_id": person_id, "uid": uid}).first()
    return None if found is None else asked_of(found)


def of_person(session: Session, person_id: int, limit: int, before: Asked | None = None) -> Sequence[Asked]:
    """Return a person's own requests, the newest first; `before` a request those made earlier."""
    earlier = OF_PERSON if before is None else OF_PERSON.where(request.c.id < before.id)
    rows = session.execute(earlier, {"person_id": person_id, "most": limit})
    return [asked_of(row) for row in rows]


def to_partner(session: Session, person_id: int, limit: int) -> Sequence[Asked]:
    """Return the requests of others that bind a person as well, the newest first."""
    return [asked_of(row) for row in session.execute(TO_PARTNER.limit(limit), {"partner_person_id": person_id})]


def one_to_partner(session: Session, person_id: int, uid: UUID) -> Asked | None:
    """Return a request of somebody else that binds a person as well."""
    found = session.execute(TO_PARTNER.where(request.c.uid == uid), {"partner_person_id": person_id}).first()
    return None if found is None else asked_of(found)


def offered(person_id: int) -> Question[Sequence[Asked]]:
    """Return the question for what colleagues offered a person that waits for her answer, the oldest first."""
    return Question(OFFERED, {"partner_person_id": person_id}, lambda rows: [asked_of(row) for row in rows])


def standing(session: Session, employment_id: int, kind: str) -> Sequence[Asked]:
    """Return an employment's requests of a kind that are offered, wait or were approved."""
    rows = session.execute(STANDING, {"employment_id": employment_id, "kind": kind})
    return [asked_of(row) for row in rows]


def concerned(session: Session, asked: Asked) -> Employed | None:
    """Return whom a request concerns on its day, or on the day nearest to it on which the employment holds."""
    everybody = Scope.system("request")
    held = people.find(session, asked.employment_uid, None, asked.day, everybody)
    return held or _nearest(session, asked, everybody)


def waiting(session: Session, scope: Scope, limit: int) -> Sequence[tuple[Employed, Asked]]:
    """Return the requests that wait for a decision, oldest first, with whom they concern on their day.

    Where the employment does not hold on that day any more, it is the day nearest to it on which it does.
    """
    rows = session.execute(
        _of_day().where(WAITS, scope.covers(employment.c.id, DAY)).order_by(request.c.id).limit(limit)
    )
    left = [
        asked_of(row) for row in session.execute(everything().where(WAITS, ~HELD).order_by(request.c.id).limit(limit))
    ]
    outside = [(employed, asked) for asked in left if (employed := _nearest(session, asked, scope)) is not None]
    return sorted([*(_concerned(row) for row in rows), *outside], key=lambda each: each[1].id)[:limit]


def one(session: Session, uid: UUID, scope: Scope) -> tuple[Employed, Asked] | None:
    """Return one request, whatever its state, where the scope covers its day, or the nearest of the employment."""
    found = session.execute(_covered(scope), {"uid": uid}).first()
    if found is not None:
        return _concerned(found)
    outside = session.execute(OUTSIDE, {"uid": uid}).first()
    if outside is None:
        return None
    employed = _nearest(session, asked_of(outside), scope)
    return None if employed is None else (employed, asked_of(outside))


# Made once for each scope: who decides looks at one request after the other.
@lru_cache(maxsize=32)
def _covered(scope: Scope) -> Select[Any]:
    return _of_day().where(request.c.uid == bindparam("uid"), scope.covers(employment.c.id, DAY))


def undecided(
    session: Session, employment_ids: Iterable[int], days: DaySpan, scope: Scope
) -> Mapping[tuple[int, date], int]:
    """Return how many requests that do not count yet wait for each (employment, day) of these, where there are some."""
    rows = session.execute(
        select(request.c.employment_id, DAY.label("day"), func.count().label("number"))
        .where(
            request.c.state.in_((State.SUBMITTED, State.OBJECTED)),
            request.c.employment_id.in_(list(employment_ids)),
            days.from_day <= DAY,
            days.to_day > DAY,
            scope.covers(request.c.employment_id, DAY),
        )
        .group_by(request.c.employment_id, DAY)
    )
    return {(row.employment_id, row.day): row.number for row in rows}


def everything() -> Select[Any]:
    """Return the query for requests with their first step and the one that settled them last."""
    among = request.join(employment, employment.c.id == request.c.employment_id)
    return _with_steps(select(*COLUMNS).select_from(among))


def asked_of(row: Any) -> Asked:
    decision = None if row.decided_at is None else Decision(row.decided_by, row.decided_at, row.decided_why)
    return Asked(
        row.request_id,
        row.request_uid,
        row.kind,
        row.asked_for,
        row.asked_for_uid,
        row.asked_for_person,
        State(row.state),
        row.version,
        row.payload,
        row.asked_by,
        Who(row.asking_login, row.asking_person),
        row.asked_at,
        row.asked_why or "",
        decision,
        row.partner_person,
    )


def _of_day() -> Select[Any]:
    among = request.join(employment, employment.c.id == request.c.employment_id)
    return _with_steps(employed_on(DAY, among).add_columns(*COLUMNS))


def _with_steps(query: Select[Any]) -> Select[Any]:
    last = select(func.max(LATER.c.no)).where(LATER.c.request_id == request.c.id, LATER.c.state.in_(SETTLED))
    settled = (LAST.c.request_id == request.c.id) & (LAST.c.no == last.scalar_subquery())
    return (
        query.join(FIRST, (FIRST.c.request_id == request.c.id) & (FIRST.c.no == 1))
        .join(ASKING, ASKING.c.id == FIRST.c.by)
        .join(LAST, settled, isouter=True)
        .join(DECIDING, DECIDING.c.id == LAST.c.by, isouter=True)
        .join(PARTNER, PARTNER.c.id == request.c.partner_id, isouter=True)
    )


def _nearest(session: Session, asked: Asked, scope: Scope) -> Employed | None:
    """Return whom a request concerns as of the day of the employment nearest to its own, where the scope covers it."""
    day = asked.day
    near = people.during(session, Whose(asked.employment_uid), DaySpan(day - NEAR, day + NEAR), Scope.system("request"))
    if near is None:
        return None
    nearest = min(near[1], key=lambda each: (abs(each - day), each))
    return people.find(session, asked.employment_uid, None, nearest, scope)


def _step(session: Session, request_id: int, no: int, state: str, by: Who, reason: str | None, now: datetime) -> None:
    step = {
        "request_id": request_id,
        "no": no,
        "state": state,
        "by": by.login_id,
        "for_login": by.for_login,
        "reason": reason,
        "at": now,
    }
    row = session.execute(facts.insertion(request_step), step).mappings().one()
    session.execute(insert(ledger_record), facts.record_of(request_step, row, now))


def _concerned(row: Any) -> tuple[Employed, Asked]:
    return Employed(*row[: len(fields(Employed))]), asked_of(row)


OWN = everything().where(employment.c.person_id == bindparam("person_id"), request.c.uid == bindparam("uid"))
OF_PERSON = (
    everything()
    .where(employment.c.person_id == bindparam("person_id"))
    .order_by(request.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
STANDING = (
    everything()
    .where(request.c.employment_id == bindparam("employment_id"), request.c.kind == bindparam("kind"))
    .where(request.c.state.in_((State.OFFERED, *sorted(WAITING_STATES), State.APPROVED)))
    .order_by(request.c.id)
)
TO_PARTNER = everything().where(PARTNER.c.person_id == bindparam("partner_person_id")).order_by(request.c.id.desc())
OFFERED = (
    everything()
    .where(PARTNER.c.person_id == bindparam("partner_person_id"), request.c.state == State.OFFERED)
    .order_by(request.c.id),
)
OUTSIDE = everything().where(request.c.uid == bindparam("uid"), ~HELD)
