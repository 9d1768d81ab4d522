"""Who is away and why: reasons as dated rows, absences as facts, and both as the core's values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from timeclock.core.absences import (
    NOTHING_NOTED,
    Absence,
    AbsenceClass,
    AbsenceReason,
    Averaging,
    Credit,
    Extent,
    IllnessNotes,
)
from timeclock.core.dated import Since
from timeclock.core.spans import DaySpan
from timeclock.store import facts, illness_notes, known
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.illness_notes import NoteKind
from timeclock.store.known import Both, Known
from timeclock.store.questions import Question, names
from timeclock.store.schema.absences import absence, absence_reason
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import employment
from timeclock.store.scope import Scope
from timeclock.store.staffing import held_from

ONE_DAY = timedelta(days=1)


class Overlaps(ValueError):
    """Another absence takes the whole of one of these days already."""


@dataclass(frozen=True, slots=True)
class NewReason:
    """A reason with its first day, where its figures come from, and how sure the reading is."""

    reason: AbsenceReason
    since: date
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Entered:
    """An absence on record: what leaves the house with it, and whether a certificate was seen."""

    uid: UUID
    person_id: int
    employment_id: int
    reason: str
    days: DaySpan
    extent: Extent
    from_clock: time | None
    to_clock: time | None
    certificate: date | None
    figures: Mapping[str, int]
    of_class: AbsenceClass
    names: Mapping[str, str]

    @property
    def last_day(self) -> date:
        return self.days.to_day - ONE_DAY


def bring_reasons(session: Session, new: Iterable[NewReason], now: datetime) -> int:
    """Add the reasons the city does not have; return how many. What is there stays, for it may be the city's own."""
    known = set(session.execute(select(absence_reason.c.code)).scalars())
    rows = [_reason_row(each, now) for each in new if each.reason.code not in known]
    if rows:
        session.execute(insert(absence_reason), rows)
    return len(rows)


def _reason_row(new: NewReason, now: datetime) -> dict[str, Any]:
    reason = new.reason
    return {
        "code": reason.code,
        "credit": reason.credit,
        "averaging": reason.averaging,
        "of_class": reason.of_class,
        "needs_certificate": reason.needs_certificate,
        **reason.names,
        **{f"visible_as_{name.removeprefix('name_')}": word for name, word in reason.seen.items()},
        "rule": reason.rule,
        "citation": reason.citation,
        "source": new.source,
        "status": new.status,
        **held_from(new.since, now),
    }


def reasons(session: Session) -> tuple[NewReason, ...]:
    """Return every reason as its rows have it, by code and first day."""
    c = absence_reason.c
    rows = session.execute(select(absence_reason).where(c.superseded_at.is_(None)).order_by(c.code, c.valid_from))
    return tuple(NewReason(_reason(row), row.valid_from, row.source, row.status) for row in rows)


def _reason(row: Any) -> AbsenceReason:
    return AbsenceReason(
        row.code,
        Credit(row.credit),
        Averaging(row.averaging),
        {"name_de": row.name_de, "name_en": row.name_en},
        {"name_de": row.visible_as_de, "name_en": row.visible_as_en},
        row.rule,
        row.citation,
        row.needs_certificate,
        of_class=AbsenceClass(row.of_class),
    )


def of_person(person_id: int, days: DaySpan, at: datetime | None = None) -> Question[tuple[Absence, ...]]:
    """Return the question for a person's absences that have one of these days, each as its reason holds on it.

    As known at an instant, or now where there is none.
    """
    values = {"absences_person": person_id, "absences_from": days.from_day, "absences_to": days.to_day}
    return Question(ABSENT.at(at), {**values, **known.values(at)}, _with_notes)


def illnesses(person_id: int, at: datetime | None = None) -> Question[tuple[Absence, ...]]:
    """Return the question for all absences of a person for illness, whenever they were."""
    return Question(ILL.at(at), {"absences_person": person_id, **known.values(at)}, _with_notes)


def _with_notes(rows: Iterable[Any], notes: Iterable[Any]) -> tuple[Absence, ...]:
    by_absence: dict[int, list[Any]] = {}
    for note in notes:
        by_absence.setdefault(note.absence_id, []).append(note)
    return tuple(_absence(row, by_absence.get(row.absence_id, ())) for row in rows)


PERSON, FROM, TO = names("absences", "person", "from", "to")
WITHIN = (absence.c.from_day < TO, absence.c.to_day > FROM)
OF_ILLNESS = (absence_reason.c.of_class == AbsenceClass.SICKNESS,)


def _absent(known: Known, *which: ColumnElement[bool]) -> Select[Any]:
    """Return the query: an absence during which its reason changes comes once for each version."""
    c, r = absence.c, absence_reason.c
    earlier = absence_reason.alias("earlier")
    before = (earlier.c.code == r.code) & (earlier.c.valid_from < r.valid_from) & known.counting(earlier.c)
    holds = (r.code == c.reason) & (r.valid_from < c.to_day) & or_(r.valid_to.is_(None), r.valid_to > c.from_day)
    return (
        select(
            c.id.label("absence_id"),
            c.employment_id,
            c.certificate,
            c.from_day,
            c.to_day,
            c.part,
            c.from_clock,
            c.to_clock,
            c.figures,
            *(column for column in r if column.name not in {"id", "recorded_at", "recorded_by", "superseded_at"}),
            select(earlier.c.id).where(before).exists().label("replaces"),
        )
        .join(employment, employment.c.id == c.employment_id)
        .join(absence_reason, holds & known.counting(r))
        .where(employment.c.person_id == PERSON, known.counting(c), *which)
        .order_by(c.from_day, c.id, r.valid_from)
    )


ABSENT = Both.of(lambda known: (_absent(known, *WITHIN), illness_notes.of(PERSON, known, *WITHIN)))
ILL = Both.of(lambda known: (_absent(known, *OF_ILLNESS), illness_notes.of(PERSON, known)))


def _absence(row: Any, notes: Sequence[Any]) -> Absence:
    ends = row.to_day if row.valid_to is None else min(row.to_day, row.valid_to)
    return Absence(
        row.employment_id,
        DaySpan(max(row.from_day, row.valid_from), ends),
        replace(_reason(row), since=Since(row.valid_from, row.replaces)),
        Extent(row.part),
        _clock(row.from_clock),
        _clock(row.to_clock),
        row.figures,
        _noted(row, notes) if notes or row.certificate is not None else NOTHING_NOTED,
    )


def _noted(row: Any, notes: Sequence[Any]) -> IllnessNotes:
    """Return what is known of an illness; a certificate seen when it was entered covers all of it."""
    certified = [DaySpan(each.from_day, each.to_day) for each in notes if each.kind == NoteKind.RECEIVED]
    if row.certificate is not None:
        certified.append(DaySpan(row.from_day, row.to_day))
    same = [each.same_as for each in notes if each.kind == NoteKind.SAME_ILLNESS]
    return IllnessNotes(
        tuple(certified),
        any(each.kind == NoteKind.UNEXPECTED for each in notes),
        same[-1] if same else None,
    )


def _clock(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def add(
    session: Session,
    new: Absence,
    certificate: date | None,
    now: datetime,
    by: int | None = None,
    request_id: int | None = None,
) -> UUID:
    """Enter an absence; raise `Overlaps` where another has one of its whole days."""
    uid = new_uid(now)
    add_all(session, [(uid, new)], now, by, certificate, request_id)
    return uid


def add_all(
    session: Session,
    new: Iterable[tuple[UUID, Absence]],
    now: datetime,
    by: int | None,
    certificate: date | None = None,
    request_id: int | None = None,
) -> None:
    """Enter absences, each under its uid, all of them or none; raise `Overlaps` where another has a whole day."""
    known = {"certificate": certificate, "request_id": request_id}
    recorded = {"recorded_at": now, "recorded_by": by, "superseded_at": None}
    values = [{"uid": uid, **_values(each), **known, **recorded} for uid, each in new]
    try:
        with session.begin_nested():
            rows = session.execute(facts.insertion(absence), values).mappings().all()
    except IntegrityError:
        raise Overlaps(f"one of {len(values)} is away already on one of the days") from None
    session.execute(insert(ledger_record), [facts.record_of(absence, row, now) for row in rows])


def _values(new: Absence) -> dict[str, Any]:
    return {
        "employment_id": new.employment_id,
        "reason": new.reason.code,
        "from_day": new.days.from_day,
        "to_day": new.days.to_day,
        "part": new.extent,
        "from_clock": _text(new.from_clock),
        "to_clock": _text(new.to_clock),
        "figures": dict(new.figures),
    }


def _text(clock: time | None) -> str | None:
    return None if clock is None else clock.isoformat("minutes")


def withdraw(session: Session, uid: UUID, now: datetime) -> Entered | None:
    """Let an absence count no more and return it; it stays on record. None where there is none that counts."""
    return next(iter(withdraw_all(session, [uid], now)), None)


def withdraw_all(session: Session, uids: Collection[UUID], now: datetime) -> Sequence[Entered]:
    """Let absences count no more and return those that did until now; they stay on record."""
    c = absence.c
    ended = update(absence).where(c.uid.in_(uids), c.superseded_at.is_(None)).values(superseded_at=now)
    rows = session.execute(ended.returning(*c)).mappings().all()
    if not rows:
        return ()
    session.execute(insert(ledger_record), [facts.record_of(absence, row, now, version=2) for row in rows])
    found = session.execute(_entered().where(c.id.in_([row["id"] for row in rows])).order_by(c.id))
    return [_kept(row) for row in found]


def entered(session: Session, uid: UUID) -> Entered | None:
    """Return an absence that counts; the caller may see it."""
    row = session.execute(_entered().where(absence.c.uid == uid, absence.c.superseded_at.is_(None))).one_or_none()
    return None if row is None else _kept(row)


def is_again(session: Session, uid: UUID) -> bool:
    """Say whether another counts by now that is the same as an absence that may not count any more."""
    c, was = absence.c, absence.alias("was")
    same = ("employment_id", "reason", "from_day", "to_day", "part")
    clocks = (c[name].is_not_distinct_from(was.c[name]) for name in ("from_clock", "to_clock"))
    alike = and_(c.uid != was.c.uid, *(c[name] == was.c[name] for name in same), *clocks)
    query = select(c.id).join(was, alike).where(was.c.uid == uid, c.superseded_at.is_(None)).limit(1)
    return session.execute(query).one_or_none() is not None


def entered_all(session: Session, uids: Collection[UUID]) -> Sequence[Entered]:
    """Return those of these absences that count; the caller may see them."""
    c = absence.c
    found = session.execute(_entered().where(c.uid.in_(uids), c.superseded_at.is_(None)).order_by(c.id))
    return [_kept(row) for row in found]


def whole(session: Session, employment_id: int, days: DaySpan) -> frozenset[AbsenceClass]:
    """Return of what kinds the absences are that take the whole of one of these days; it shows them to nobody."""
    c = absence.c
    within = (c.superseded_at.is_(None), c.from_day < days.to_day, c.to_day > days.from_day, c.part == Extent.WHOLE)
    found = _entered().where(c.employment_id == employment_id, *within).subquery()
    return frozenset(AbsenceClass(each) for each in session.execute(select(found.c.of_class)).scalars())


def listed(session: Session, employment_id: int, days: DaySpan, scope: Scope) -> Sequence[Entered]:
    """Return an employment's absences that count and have one of these days, as far as the scope covers them."""
    c = absence.c
    within = (c.superseded_at.is_(None), c.from_day < days.to_day, c.to_day > days.from_day)
    query = _entered().where(c.employment_id == employment_id, *within, scope.covers(c.employment_id, c.from_day))
    return [_kept(row) for row in session.execute(query.order_by(c.from_day, c.id))]


def of_request(session: Session, request_id: int) -> Sequence[UUID]:
    """Return the absences that count and came by a request."""
    c = absence.c
    return session.execute(select(c.uid).where(c.request_id == request_id, c.superseded_at.is_(None))).scalars().all()


def away(session: Session, employment_ids: Collection[int], days: DaySpan) -> Sequence[Entered]:
    """Return the absences of these employments that count and have one of these days; the caller may read them."""
    c = absence.c
    query = _entered().where(
        c.employment_id.in_(employment_ids),
        c.superseded_at.is_(None),
        c.from_day < days.to_day,
        c.to_day > days.from_day,
    )
    return [_kept(row) for row in session.execute(query.order_by(c.from_day, c.id))]


def _entered() -> Select[Any]:
    """Return the query for absences, each with its reason as it held on the first day."""
    c, r = absence.c, absence_reason.c
    holds = (r.code == c.reason) & (r.valid_from <= c.from_day) & or_(r.valid_to.is_(None), r.valid_to > c.from_day)
    return (
        select(absence, employment.c.person_id, r.of_class, r.name_de, r.name_en)
        .join(employment, employment.c.id == c.employment_id)
        .join(absence_reason, holds & r.superseded_at.is_(None))
    )


def _kept(row: Any) -> Entered:
    return Entered(
        row.uid,
        row.person_id,
        row.employment_id,
        row.reason,
        DaySpan(row.from_day, row.to_day),
        Extent(row.part),
        _clock(row.from_clock),
        _clock(row.to_clock),
        row.certificate,
        row.figures,
        AbsenceClass(row.of_class),
        {"name_de": row.name_de, "name_en": row.name_en},
    )
