"""Rosters that people are planning: one of a unit and month, written together and counting for nothing yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, insert, or_, select, update

from timeclock.core.duties import SHIFTS, Duty, DutyKind
from timeclock.core.rosters import Planned
from timeclock.core.spans import DaySpan, Span
from timeclock.i18n import sorting
from timeclock.store.db import Session, native_insert
from timeclock.store.ids import new_uid
from timeclock.store.rosters import PLANNED, PUBLISHED, NewShift
from timeclock.store.schema.people import employment, employment_version, person, placement
from timeclock.store.schema.rosters import roster, roster_plan, shift
from timeclock.store.scope import Scope


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift as it stands in a roster: by which key it was planned, and why it stays although findings speak against.

    `despite` are the findings that the reason is about, each by its code, day and figures.
    """

    id: int
    new: NewShift
    key: str
    reason: str | None
    despite: frozenset[str]

    @property
    def planned(self) -> Planned:
        return Planned(Duty(self.new.employment_id, self.new.kind, self.new.span), self.key)


@dataclass(frozen=True, slots=True)
class Plan:
    """A roster at one of its versions; `based_on` is the published one it was begun from."""

    roster_id: int
    uid: UUID
    version: int
    based_on: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is of a unit and month: the one being planned, the one that counts, and the shifts of each."""

    plan: Plan | None
    published_id: int | None
    planned: tuple[ShiftRow, ...]
    published: tuple[ShiftRow, ...]

    @property
    def shown(self) -> tuple[ShiftRow, ...]:
        """Return what is being planned, or where nothing is what counts."""
        return self.published if self.plan is None else self.planned

    @property
    def seen(self) -> str:
        """Return the one name for what is shown: whoever saved in between is not overwritten."""
        if self.plan is None:
            return f"0.{self.published_id or 0}"
        return f"{self.plan.version}.{self.plan.roster_id}"

    @property
    def is_outdated(self) -> bool:
        """Say whether another roster was published since this one was begun."""
        return self.plan is not None and self.plan.based_on != self.published_id


@dataclass(frozen=True, slots=True)
class Rostered:
    """Somebody of a roster, and the days of the month on which she may be planned, empty where on none."""

    employment_id: int
    employment_uid: UUID
    person_id: int
    staff_no: str
    given_name: str
    family_name: str
    days: frozenset[date]


def standing(session: Session, unit_id: int, month: date) -> Standing:
    """Return the roster of a unit and month that counts, and the one being planned."""
    c, plan = roster.c, roster_plan.c
    held = (c.unit_id == unit_id, c.month == month, c.state.in_((PLANNED, PUBLISHED)))
    query = select(c.id, c.uid, c.state, plan.version, plan.based_on).join(
        roster_plan, isouter=True, onclause=plan.roster_id == c.id
    )
    rows = {row.state: row for row in session.execute(query.where(*held))}
    planned, published = rows.get(PLANNED), rows.get(PUBLISHED)
    shifts = _shifts(session, [row.id for row in rows.values()])
    return Standing(
        None if planned is None else Plan(planned.id, planned.uid, planned.version, planned.based_on),
        None if published is None else published.id,
        () if planned is None else shifts.get(planned.id, ()),
        () if published is None else shifts.get(published.id, ()),
    )


def lasting_into(session: Session, unit_id: int, at: datetime) -> tuple[Span, ...]:
    """Return the work of a unit's published rosters that began before an instant and lasts beyond it."""
    c = shift.c
    held = (c.superseded_at.is_(None), c.kind.in_(SHIFTS), c.from_at < at, c.to_at > at)
    query = select(c.from_at, c.to_at).join(roster, roster.c.id == c.roster_id)
    rows = session.execute(query.where(*held, roster.c.unit_id == unit_id, roster.c.state == PUBLISHED))
    return tuple(Span(row.from_at, row.to_at) for row in rows)


def _shifts(session: Session, roster_ids: Collection[int]) -> Mapping[int, tuple[ShiftRow, ...]]:
    c = shift.c
    held = (c.roster_id.in_(roster_ids), c.superseded_at.is_(None))
    found: dict[int, list[ShiftRow]] = {}
    for row in session.execute(select(shift).where(*held).order_by(c.from_at, c.id)):
        found.setdefault(row.roster_id, []).append(_shift(row))
    return {roster_id: tuple(each) for roster_id, each in found.items()}


def _shift(row: Any) -> ShiftRow:
    new = NewShift(row.employment_id, DutyKind(row.kind), Span(row.from_at, row.to_at), row.day_plan_id)
    return ShiftRow(row.id, new, row.code or "", row.override_reason, frozenset((row.override_codes or "").split()))


def begin(
    session: Session, unit_id: int, month: date, based_on: int | None, now: datetime, by: int | None
) -> int | None:
    """Begin to plan a unit's month with the shifts of the roster that counts; None where somebody else just did."""
    values = {"uid": new_uid(now), "unit_id": unit_id, "month": month, "state": PLANNED, "published_at": None}
    insertion = native_insert(session, roster).on_conflict_do_nothing().returning(roster.c.id)
    added: int | None = session.execute(insertion, values).scalar_one_or_none()
    if added is None:
        return None
    session.execute(insert(roster_plan), {"roster_id": added, "version": 1, "based_on": based_on})
    if based_on is not None:
        put(session, added, _shifts(session, [based_on]).get(based_on, ()), now, by)
    return added


def advance(session: Session, plan: Plan) -> bool:
    """Take the step to the next version; False where somebody else took it."""
    c = roster_plan.c
    held = update(roster_plan).where(c.roster_id == plan.roster_id, c.version == plan.version)
    return session.execute(held.values(version=plan.version + 1).returning(c.version)).first() is not None


def rebase(session: Session, plan: Plan, published_id: int) -> None:
    """Let a plan go on from another published roster than the one it was begun from."""
    session.execute(update(roster_plan).where(roster_plan.c.roster_id == plan.roster_id).values(based_on=published_id))


def put(session: Session, roster_id: int, shifts: Iterable[ShiftRow], now: datetime, by: int | None) -> None:
    """Write shifts into a roster that is being planned, or is about to be published."""
    rows = [
        {
            "roster_id": roster_id,
            "employment_id": each.new.employment_id,
            "kind": each.new.kind,
            "from_at": each.new.span.from_at,
            "to_at": each.new.span.to_at,
            "day_plan_id": each.new.day_plan_id,
            "code": each.key or None,
            "override_reason": each.reason,
            "override_codes": " ".join(sorted(each.despite)) or None,
            "recorded_at": now,
            "recorded_by": by,
            "superseded_at": None,
        }
        for each in shifts
    ]
    if rows:
        session.execute(insert(shift), rows)


def strike(session: Session, roster_id: int, shift_ids: Collection[int]) -> None:
    """Take shifts out of a roster that is being planned: what nobody was told leaves no trace."""
    if shift_ids:
        session.execute(delete(shift).where(shift.c.roster_id == roster_id, shift.c.id.in_(shift_ids)))


def excuse(
    session: Session, roster_id: int, shift_ids: Collection[int], reason: str, despite: Iterable[str], by: int
) -> None:
    """Keep why shifts stay although findings speak against them."""
    held = update(shift).where(shift.c.roster_id == roster_id, shift.c.id.in_(shift_ids))
    session.execute(held.values(override_reason=reason, override_codes=" ".join(sorted(despite)), recorded_by=by))


def settle(session: Session, roster_id: int) -> None:
    """Plan a roster no more: it is published now."""
    session.execute(delete(roster_plan).where(roster_plan.c.roster_id == roster_id))


def discard(session: Session, roster_id: int) -> None:
    """Throw away a roster that is being planned."""
    for table in (shift, roster_plan):
        session.execute(delete(table).where(table.c.roster_id == roster_id))
    session.execute(delete(roster).where(roster.c.id == roster_id, roster.c.state == PLANNED))


def people(session: Session, unit_id: int, month: DaySpan, scope: Scope, also: Collection[int]) -> Sequence[Rostered]:
    """Return who is in a unit on days of a month and whom the scope covers, and `also` these employments, by name.

    Who is not in the unit may stand in its roster all the same; she is planned by a file alone.
    """
    v, p = employment_version.c, placement.c
    first = case((p.valid_from > month.from_day, p.valid_from), else_=month.from_day)
    here = (p.unit_id == unit_id, p.superseded_at.is_(None), *_within(p, month), scope.covers(employment.c.id, first))
    rows = session.execute(
        select(
            employment.c.id,
            employment.c.uid,
            employment.c.person_id,
            employment.c.staff_no,
            person.c.given_name,
            person.c.family_name,
            v.valid_from,
            v.valid_to,
            p.valid_from.label("placed_from"),
            p.valid_to.label("placed_to"),
        )
        .join(person, person.c.id == employment.c.person_id)
        .join(employment_version, v.employment_id == employment.c.id)
        .join(placement, p.employment_id == employment.c.id)
        .where(v.superseded_at.is_(None), *_within(v, month), *here)
    )
    found: dict[int, Rostered] = {}
    for row in rows:
        days = frozenset(
            day for day in month if _on(row.valid_from, row.valid_to, day) and _on(row.placed_from, row.placed_to, day)
        )
        held = found.get(row.id)
        found[row.id] = Rostered(*row[:6], days if held is None else held.days | days)
    return sorted((*found.values(), *_others(session, set(also) - found.keys())), key=_place)


def _within(columns: Any, days: DaySpan) -> tuple[Any, Any]:
    return columns.valid_from < days.to_day, or_(columns.valid_to.is_(None), columns.valid_to > days.from_day)


def _on(first: date, to_day: date | None, day: date) -> bool:
    return first <= day and (to_day is None or day < to_day)


def _others(session: Session, employment_ids: Collection[int]) -> Sequence[Rostered]:
    if not employment_ids:
        return ()
    c = employment.c
    query = select(c.id, c.uid, c.person_id, c.staff_no, person.c.given_name, person.c.family_name)
    rows = session.execute(query.join(person, person.c.id == c.person_id).where(c.id.in_(employment_ids)))
    return [Rostered(*row, frozenset()) for row in rows]


def _place(each: Rostered) -> tuple[str, str, str]:
    family, given = map(sorting.place, (each.family_name, each.given_name))
    return family, given, each.staff_no
