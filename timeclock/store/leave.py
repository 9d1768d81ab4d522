"""Leave on record: what somebody had and why, what she was told, and which days used it up; rows ↔ core values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import floor
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, insert, select

from timeclock.core import walltime
from timeclock.core.amounts import HALF, THOUSAND
from timeclock.core.day import PersonFile
from timeclock.core.leave_file import LeaveFile, LeaveTerms
from timeclock.core.leave_notices import NoticeKind
from timeclock.core.leave_payment import Use
from timeclock.core.leave_situation import Ground, Told
from timeclock.core.leave_use import planned
from timeclock.core.leave_year import NONE, Granted, LeaveKind
from timeclock.core.spans import DaySpan
from timeclock.core.timelines import Stretch
from timeclock.store import absences, facts, people, plans, protections, rosters
from timeclock.store.dayfiles import Surroundings
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.questions import Question, ask, names
from timeclock.store.schema.documents import document
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.leave import entitlement, entitlement_use, leave_ground, leave_notice
from timeclock.store.schema.people import employment, terms

# What the law and the tariff give comes by itself; the rest is what people entered.
GIVEN = ("granted", "changed")


@dataclass(frozen=True, slots=True)
class Entered:
    """One difference to what somebody had: how many days, why, and the bill of the year as it was then."""

    employment_id: int
    kind: LeaveKind
    year: int
    days: Fraction
    cause: str
    reason: str
    citation: str
    lines: Sequence[Mapping[str, Any]] = ()
    basis: Mapping[str, str] | None = None
    recorded_at: datetime | None = None

    @property
    def is_given(self) -> bool:
        """Whether it comes from law and tariff, and not from somebody who entered it."""
        return self.cause in GIVEN


@dataclass(frozen=True, slots=True)
class Delivered:
    """An individual notice that is proven: of which leave year and kind, the document, when and how she got it."""

    year: int
    kind: NoticeKind
    document: UUID
    on: date
    way: str


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is on record of one person's leave, by employment, in the order it was recorded."""

    entered: Mapping[int, Sequence[Entered]]
    delivered: Mapping[int, Sequence[Delivered]]
    grounds: Mapping[int, Sequence[Ground]]

    def told(self, employment_id: int) -> list[Told]:
        """Return what somebody was told, with proof."""
        return [Told(each.year, each.on) for each in self.delivered.get(employment_id, ())]

    def had(self, employment_id: int) -> dict[tuple[LeaveKind, int], Fraction]:
        """Return how much an employment has of each kind and year: the sum of its differences."""
        found: dict[tuple[LeaveKind, int], Fraction] = {}
        for each in self.entered.get(employment_id, ()):
            found[each.kind, each.year] = found.get((each.kind, each.year), NONE) + each.days
        return found

    @property
    def first_year(self) -> int | None:
        """The oldest leave year there is anything of."""
        return min((each.year for rows in self.entered.values() for each in rows), default=None)


def kept(session: Session, person_id: int) -> Kept:
    """Return all that is on record of a person's leave."""
    questions = (
        Question((ENTERED,), {"leave_person": person_id}, lambda rows: _by_employment(rows, _entered)),
        Question((DELIVERED,), {"leave_person": person_id}, lambda rows: _by_employment(rows, _delivered)),
        Question((GROUNDS,), {"leave_person": person_id}, lambda rows: _by_employment(rows, _ground)),
    )
    answers = ask(session, *questions)
    return Kept(*(answers.to(each) for each in questions))


def _by_employment(rows: Iterable[Any], value: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.employment_id, []).append(value(row))
    return found


def _entered(row: Any) -> Entered:
    return Entered(
        row.employment_id,
        LeaveKind(row.kind),
        row.leave_year,
        Fraction(row.milli_days, THOUSAND),
        row.cause,
        row.reason,
        row.citation,
        row.lines,
        row.basis,
        row.recorded_at,
    )


def _delivered(row: Any) -> Delivered:
    return Delivered(row.leave_year, NoticeKind(row.kind), row.document_uid, row.delivered_on, row.way)


def _ground(row: Any) -> Ground:
    return Ground(row.leave_year, row.prevented)


(PERSON,) = names("leave", "person")


def _of_person(table: Any, *where: Any) -> Select[Any]:
    """Return the query for a person's rows of a table, in the order they were recorded."""
    mine = select(table).join(employment, employment.c.id == table.c.employment_id)
    return mine.where(employment.c.person_id == PERSON, *where).order_by(table.c.id)


ENTERED = _of_person(entitlement)
DELIVERED = (
    _of_person(leave_notice)
    .join(document, document.c.id == leave_notice.c.document_id)
    .add_columns(document.c.uid.label("document_uid"))
)
GROUNDS = _of_person(leave_ground, leave_ground.c.superseded_at.is_(None))
TERMS = _of_person(terms, terms.c.superseded_at.is_(None)).order_by(None).order_by(terms.c.valid_from)


def files(session: Session, person_id: int, years: DaySpan, around: Surroundings, today: date) -> tuple[LeaveFile, ...]:
    """Return what the leave of a person's employments follows from, as far as it lies in these whole years."""
    held, away = plans.held(person_id, years), absences.of_person(person_id, years)
    personal, on_duty = protections.held(person_id), rosters.rostered(person_id, years)
    agreed = Question((TERMS,), {"leave_person": person_id}, lambda rows: _by_employment(rows, _terms))
    answers = ask(session, held, away, personal, on_duty, agreed)
    known, duties = answers.to(held).on(years), answers.to(on_duty)
    employed = _by_employment(answers.to(held).employed, _stretch)
    as_planned = planned(
        PersonFile(
            person_id,
            years,
            (),
            known.by_day,
            known.calendar,
            around.law,
            around.zone,
            as_of=walltime.day_span(today, around.zone).from_at,
            duties=duties.duties,
            rostered=duties.rostered,
            special_plans=duties.special_plans,
        )
    )
    return tuple(
        LeaveFile(
            employment_id=employment_id,
            employed=tuple(stretches),
            terms=tuple(answers.to(agreed).get(employment_id, ())),
            absences=tuple(each for each in answers.to(away) if each.employment_id == employment_id),
            plans={day: plan for (whose, day), plan in as_planned.items() if whose == employment_id},
            calendar=known.calendar,
            law=around.law,
            today=today,
            born_on=known.born_on,
            protections=answers.to(personal),
        )
        for employment_id, stretches in sorted(employed.items())
    )


def _stretch(row: Any) -> Stretch[None]:
    return Stretch(row.valid_from, row.valid_to, None)


def _terms(row: Any) -> Stretch[LeaveTerms]:
    return Stretch(row.valid_from, row.valid_to, LeaveTerms(row.regime, row.days_per_week))


def thousandths(days: Fraction) -> Fraction:
    """Return days as they are kept, to the thousandth: 20.8333… is 20.833."""
    return Fraction(floor(days * THOUSAND + HALF), THOUSAND)


def enter(session: Session, new: Iterable[Entered], now: datetime, by: int | None = None) -> None:
    """Record differences; each is committed to the log."""
    rows = [
        facts.full(
            entitlement,
            {
                "uid": new_uid(now),
                "employment_id": each.employment_id,
                "kind": each.kind,
                "leave_year": each.year,
                "milli_days": int(each.days * THOUSAND),
                "cause": each.cause,
                "reason": each.reason,
                "citation": each.citation,
                "lines": list(each.lines),
                "basis": dict(each.basis or {}),
                "recorded_at": now,
                "recorded_by": by,
            },
            now,
        )
        for each in new
    ]
    if rows:
        stored = session.execute(facts.insertion(entitlement), rows).mappings().all()
        session.execute(insert(ledger_record), [facts.record_of(entitlement, row, now) for row in stored])


def as_kept(granted: Granted) -> list[dict[str, Any]]:
    """Return a bill of leave as it is kept beside its sum."""
    return [
        {
            "reason": line.reason.value,
            "milli_days": int(thousandths(line.days) * THOUSAND),
            "rule": line.rule,
            "citation": line.citation,
            "figures": dict(line.figures),
        }
        for line in granted.lines
    ]


def save_uses(session: Session, employment_id: int, uses: Sequence[Use]) -> None:
    """Put what paid for which day in place of what was there."""
    session.execute(delete(entitlement_use).where(entitlement_use.c.employment_id == employment_id))
    rows = []
    for no, use in enumerate(uses):
        row = {"kind": use.kind, "leave_year": use.year, "milli_days": int(use.days * THOUSAND)}
        rows.append({"employment_id": employment_id, "day": use.day, "no": no, **row})
    if rows:
        session.execute(insert(entitlement_use), rows)


def uses(session: Session, employment_id: int) -> Sequence[Use]:
    """Return what paid for which day, oldest first."""
    c = entitlement_use.c
    rows = session.execute(select(entitlement_use).where(c.employment_id == employment_id).order_by(c.day, c.no))
    return [_use(row) for row in rows]


def _use(row: Any) -> Use:
    kind = None if row.kind is None else LeaveKind(row.kind)
    return Use(row.day, Fraction(row.milli_days, THOUSAND), kind, row.leave_year)


def add_ground(
    session: Session, employment_id: int, ground: Ground, reason: str, now: datetime, by: int | None
) -> None:
    """Record why leave of a year could not be taken in it."""
    values = {
        "uid": new_uid(now),
        "employment_id": employment_id,
        "leave_year": ground.year,
        "prevented": ground.prevented,
        "reason": reason,
        "recorded_at": now,
        "recorded_by": by,
        "superseded_at": None,
    }
    facts.add(session, leave_ground, values, now)


def days_per_week(session: Session, employment_id: int, day: date) -> int:
    """Return on how many days a week an employment's work lies on a day, by its terms; none without any."""
    c = terms.c
    mine = select(c.days_per_week).where(c.employment_id == employment_id, people.in_force(terms, day))
    return session.execute(mine).scalar_one_or_none() or 0


def add_notice(session: Session, employment_id: int, new: Delivered, now: datetime, by: int | None = None) -> None:
    """Record that somebody was told; it is what her leave may lapse by."""
    held = session.execute(select(document.c.id).where(document.c.uid == new.document)).scalar_one()
    values = {
        "employment_id": employment_id,
        "leave_year": new.year,
        "kind": new.kind,
        "document_id": held,
        "delivered_on": new.on,
        "way": new.way,
        "recorded_at": now,
        "recorded_by": by,
    }
    facts.add(session, leave_notice, values, now)


def untold(session: Session, kind: str, year: int) -> Sequence[str]:
    """Return the staff numbers with a document of a kind about a leave year that nobody has been given, in order."""
    d, n = document.c, leave_notice.c
    given = select(n.id).where(n.document_id == d.id).exists()
    made = select(employment.c.staff_no).join(document, d.employment_id == employment.c.id)
    waiting = made.where(d.kind == kind, d.month == date(year, 1, 1), ~given)
    return session.execute(waiting.distinct().order_by(employment.c.staff_no)).scalars().all()
