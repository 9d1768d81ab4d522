"""What people are told: each thing once, shown until it is read or has settled itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, insert, select, union, update

from timeclock.core.day import DayState
from timeclock.core.findings import Code
from timeclock.core.spans import DaySpan
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.questions import Question
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.notices import notice
from timeclock.store.schema.people import employment
from timeclock.store.schema.results import day_result, finding

FORGOTTEN_STAMP = "forgotten_stamp"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A stamp somebody forgot: on which day of which employment, and what the evaluation found there."""

    uid: UUID
    employment_uid: UUID | None
    staff_no: str | None
    day: date
    code: Code


def remind(session: Session, person_id: int, days: DaySpan, codes: Iterable[Code], now: datetime) -> int:
    """Remind a person of what was found in these days, of each thing once and for all; return of how many."""
    rows = [
        facts.full(
            notice,
            {
                "uid": new_uid(now),
                "person_id": person_id,
                "kind": FORGOTTEN_STAMP,
                "about": f"{day}:{code}" if employment_uid is None else f"{day}:{code}:{employment_uid}",
                "parameters": {
                    "day": day.isoformat(),
                    "code": code,
                    "employment": None if employment_uid is None else str(employment_uid),
                },
                "at": now,
            },
            now,
        )
        for day, code, employment_uid, _ in session.execute(_found(person_id, days, codes))
    ]
    if not rows:
        return 0
    new = session.execute(facts.insertion_of_new(session, notice), rows).mappings().all()
    if new:
        session.execute(insert(ledger_record), [facts.record_of(notice, row, now) for row in new])
    return len(new)


def unread_of(kind: str, person: str) -> Select[Any]:
    """Return the query for what somebody was told of a kind and has not read, the newest first; `person` names her."""
    c = notice.c
    return (
        select(c.uid, c.parameters, c.at)
        .where(c.person_id == bindparam(person), c.kind == kind, c.read_at.is_(None))
        .order_by(c.at.desc(), c.id.desc())
    )


def unread(person_id: int) -> Question[Sequence[Reminder]]:
    """Return the question for the reminders somebody has not read and that still hold, the newest day first."""
    return Question(UNREAD, {"notices_person": person_id}, _unread)


# Each notice with the employments for which what it says is still found.
UNREAD = (
    select(notice.c.uid, notice.c.parameters, employment.c.uid.label("employment_uid"), employment.c.staff_no)
    .join(
        finding,
        (finding.c.person_id == notice.c.person_id)
        & (finding.c.day == func.date(notice.c.parameters["day"].as_string(), type_=Date))
        & (finding.c.code == notice.c.parameters["code"].as_string()),
    )
    .join(employment, employment.c.id == finding.c.employment_id, isouter=True)
    .where(
        notice.c.person_id == bindparam("notices_person"),
        notice.c.kind == FORGOTTEN_STAMP,
        notice.c.read_at.is_(None),
    ),
)


def told_of(row: Any) -> Reminder:
    """Return the reminder as it was written, whether or not what it says is still found."""
    named = row.parameters.get("employment")
    day, code = date.fromisoformat(row.parameters["day"]), Code(row.parameters["code"])
    return Reminder(row.uid, None if named is None else UUID(named), None, day, code)


def _unread(rows: Iterable[Any]) -> list[Reminder]:
    found = {row.uid: reminder for row in rows if (reminder := _reminder(row)) is not None}
    return sorted(found.values(), key=lambda each: each.day, reverse=True)


def _reminder(row: Any) -> Reminder | None:
    """Return the reminder where the row's employment is the one it is about."""
    named = row.parameters.get("employment")
    about = None if named is None else UUID(named)
    if about != row.employment_uid:
        return None
    day, code = date.fromisoformat(row.parameters["day"]), Code(row.parameters["code"])
    return Reminder(row.uid, about, row.staff_no, day, code)


def read(session: Session, person_id: int, uids: Sequence[UUID], now: datetime) -> int:
    """Note that a person has read these reminders; return how many were unread."""
    return _read(session, (notice.c.person_id == person_id, notice.c.uid.in_(uids)), now)


def settle(session: Session, uids: Sequence[UUID], now: datetime) -> int:
    """Note that nobody has to read these notices any more, for what they say is done; return how many were unread."""
    return _read(session, (notice.c.uid.in_(uids),), now)


def _read(session: Session, which: Sequence[ColumnElement[bool]], now: datetime) -> int:
    unread_ones = update(notice).where(*which, notice.c.read_at.is_(None)).values(read_at=now)
    rows = session.execute(unread_ones.returning(*notice.c)).mappings().all()
    if rows:
        # A notice is committed twice: when it was written, and when it was read.
        session.execute(insert(ledger_record), [facts.record_of(notice, row, now, version=2) for row in rows])
    return len(rows)


def _found(person_id: int, days: DaySpan, codes: Iterable[Code]) -> Select[Any]:
    """Return the query for each day, code and employment found for a person, told once however often it was found."""
    c = finding.c
    here = (c.person_id == person_id, c.day >= days.from_day, c.day < days.to_day, c.code.in_(list(codes)))
    of = employment.c
    found = select(c.day, c.code, of.uid, of.staff_no).join(employment, of.id == c.employment_id, isouter=True)
    return found.where(*here).distinct().order_by(c.day, c.code, of.uid)


def concerned(session: Session, days: DaySpan, codes: Iterable[Code]) -> int:
    """Return how many people have a finding of these codes, or a day that is still open."""
    return session.execute(select(func.count()).select_from(_concerned(days, codes).subquery())).scalar_one()


def next_concerned(session: Session, days: DaySpan, codes: Iterable[Code], after: int) -> int | None:
    """Return the first of these people after an id."""
    found = _concerned(days, codes).subquery()
    first: int | None = session.execute(
        select(func.min(found.c.person_id)).where(found.c.person_id > after)
    ).scalar_one()
    return first


def _concerned(days: DaySpan, codes: Iterable[Code]) -> Any:
    c, f = day_result.c, finding.c
    is_open = (
        select(employment.c.person_id)
        .join(day_result, c.employment_id == employment.c.id)
        .where(c.day >= days.from_day, c.day < days.to_day, c.state == DayState.OPEN)
    )
    is_found = select(f.person_id).where(f.day >= days.from_day, f.day < days.to_day, f.code.in_(list(codes)))
    return union(is_open, is_found)
