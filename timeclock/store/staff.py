"""Everybody's employment as a list of HR sees it: what is held of it, and entering what the list says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Table, delete, insert, select, update

from timeclock.core.timelines import Stretch
from timeclock.core.walltime import instant, local_day
from timeclock.i18n import sorting
from timeclock.store import db
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema import models, people, stamps
from timeclock.store.staffing import held_from

T = TypeVar("T")

# Two lists entered at the same time would each think the people of both are new.
LIST_LOCK = 1992
# Badges known by the number printed on them; others are known by what a reader sees.
NUMBERED = "number"
# A list does not say since when a unit exists, so it is there for everybody who ever was in it.
UNITS_SINCE = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the contract says."""

    regime: str
    weekly_min: int
    days_per_week: int
    holiday_calendar: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Where somebody works, by the unit's name, and where her pay is booked."""

    unit: str
    cost_centre: str | None


@dataclass(frozen=True, slots=True)
class AssignedTo:
    """The model somebody works by, and the first day of its rhythm."""

    model: str
    anchor_day: date


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A row that is there, with the days it holds."""

    id: int
    stretch: Stretch[T]


@dataclass(frozen=True, slots=True)
class Employed:
    """All that is held of one employment; `badges` are its person's, by hash."""

    person_id: int
    employment_id: int
    family_name: str
    given_name: str
    born_on: date | None = None
    employed: tuple[Kept[None], ...] = ()
    terms: tuple[Kept[Terms], ...] = ()
    placed: tuple[Kept[Placed], ...] = ()
    assigned: tuple[Kept[AssignedTo], ...] = ()
    badges: tuple[Kept[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Turn(Generic[T]):
    """What becomes of the dated rows of one kind: these no longer count, those begin."""

    ended: tuple[Kept[T], ...] = ()
    begun: tuple[Stretch[T], ...] = ()

    @property
    def is_needed(self) -> bool:
        return bool(self.ended or self.begun)


@dataclass(frozen=True, slots=True)
class Entry:
    """One employment as it shall be; `held` is None for somebody new.

    `corrected` says whether anything of the person herself has changed, her name or the day she was born on.
    """

    staff_no: str
    family_name: str
    given_name: str
    born_on: date | None
    held: Employed | None
    corrected: bool
    employed: Turn[None]
    terms: Turn[Terms]
    placed: Turn[Placed]
    assigned: Turn[AssignedTo]
    badges: Turn[str]


def hold(session: Session) -> None:
    """Let nobody else enter a list, give somebody a model or retire one until the transaction ends."""
    db.hold(session, LIST_LOCK)


def employers(session: Session) -> dict[str, int]:
    return {row.name: row.id for row in session.execute(select(people.employer.c.name, people.employer.c.id))}


def unit_names(session: Session, employer_id: int) -> dict[str, list[int]]:
    """Return the units of an employer by the name they have now or get later; more than one where a name is shared."""
    version = people.unit_version
    rows = session.execute(
        select(version.c.name, version.c.unit_id)
        .join(people.unit, people.unit.c.id == version.c.unit_id)
        .where(
            people.unit.c.employer_id == employer_id, version.c.superseded_at.is_(None), version.c.valid_to.is_(None)
        )
    )
    found: dict[str, list[int]] = {}
    for name, unit_id in rows:
        found.setdefault(name, []).append(unit_id)
    return found


def holdings(session: Session, zone: ZoneInfo) -> dict[int, tuple[Kept[str], ...]]:
    """Return who holds or held which numbered badge, by person; a holding is in whole days of the zone."""
    badge, holding = stamps.badge, stamps.badge_holding
    rows = session.execute(
        select(holding, badge.c.number_hash)
        .join(badge, badge.c.id == holding.c.badge_id)
        .where(badge.c.scheme == NUMBERED)
        .order_by(holding.c.from_at)
    )
    found: dict[int, tuple[Kept[str], ...]] = {}
    for row in rows:
        until = None if row.to_at is None else local_day(row.to_at, zone)
        kept = Kept(row.id, Stretch(local_day(row.from_at, zone), until, row.number_hash))
        found[row.person_id] = (*found.get(row.person_id, ()), kept)
    return found


def of_employer(session: Session, employer_id: int, zone: ZoneInfo) -> dict[str, Employed]:
    """Return every employment there is or was, by personnel number."""
    employed = _rows(session, employer_id, people.employment_version, lambda _row: None)
    terms = _rows(
        session,
        employer_id,
        people.terms,
        lambda row: Terms(row.regime, row.weekly_min, row.days_per_week, row.holiday_calendar),
    )
    names = {unit_id: name for name, ids in unit_names(session, employer_id).items() for unit_id in ids}
    placed = _rows(
        session, employer_id, people.placement, lambda row: Placed(names.get(row.unit_id, ""), row.cost_centre)
    )
    codes = {row.id: row.code for row in session.execute(select(models.model))}
    assigned = _rows(
        session, employer_id, models.assignment, lambda row: AssignedTo(codes[row.model_id], row.anchor_day)
    )
    badges = holdings(session, zone)
    return {
        row.staff_no: Employed(
            row.person_id,
            row.id,
            row.family_name,
            row.given_name,
            row.born_on,
            employed.get(row.id, ()),
            terms.get(row.id, ()),
            placed.get(row.id, ()),
            assigned.get(row.id, ()),
            badges.get(row.person_id, ()),
        )
        for row in session.execute(_employments(employer_id))
    }


def _employments(employer_id: int) -> Select[Any]:
    employment, person = people.employment, people.person
    return (
        select(employment, person.c.family_name, person.c.given_name, person.c.born_on)
        .join(person, person.c.id == employment.c.person_id)
        .where(employment.c.employer_id == employer_id)
    )


def _rows(session: Session, employer_id: int, table: Table, value: Any) -> dict[int, tuple[Kept[Any], ...]]:
    """Return the rows of a dated table that count, by employment, oldest first."""
    rows = session.execute(
        select(table)
        .join(people.employment, people.employment.c.id == table.c.employment_id)
        .where(people.employment.c.employer_id == employer_id, table.c.superseded_at.is_(None))
        .order_by(table.c.employment_id, table.c.valid_from)
    )
    found: dict[int, list[Kept[Any]]] = {}
    for row in rows:
        kept = Kept(row.id, Stretch(row.valid_from, row.valid_to, value(row)))
        found.setdefault(row.employment_id, []).append(kept)
    return {employment_id: tuple(kept) for employment_id, kept in found.items()}


def enter(
    session: Session,
    employer_id: int,
    entries: Sequence[Entry],
    model_ids: Mapping[str, int],
    zone: ZoneInfo,
    now: datetime,
) -> tuple[int, ...]:
    """Write everything an import found out; return the person of each entry, in order. All units have to be there."""
    keys = keys_of(session, employer_id, entries, now)
    _correct(session, entries)
    units = {name: ids[0] for name, ids in unit_names(session, employer_id).items()}
    owned = [(employment_id, entry) for (_, employment_id), entry in zip(keys, entries, strict=True)]
    turns: tuple[tuple[Table, list[tuple[int, Turn[Any]]], Any], ...] = (
        (people.employment_version, [(key, entry.employed) for key, entry in owned], lambda _value: {}),
        (people.terms, [(key, entry.terms) for key, entry in owned], _terms_columns),
        (
            people.placement,
            [(key, entry.placed) for key, entry in owned],
            lambda value: {"unit_id": units[value.unit], "cost_centre": value.cost_centre},
        ),
        (
            models.assignment,
            [(key, entry.assigned) for key, entry in owned],
            lambda value: {"model_id": model_ids[value.model], "anchor_day": value.anchor_day},
        ),
    )
    for table, turned, columns in turns:
        turn(session, table, turned, columns, now, by=None)
    persons = tuple(person_id for person_id, _ in keys)
    _hand_over(session, [(person, entry.badges) for person, entry in zip(persons, entries, strict=True)], zone, now)
    return persons


def keys_of(session: Session, employer_id: int, entries: Sequence[Entry], now: datetime) -> list[tuple[int, int]]:
    """Return person and employment of each entry; those that are new are added."""
    new = [entry for entry in entries if entry.held is None]
    persons = [
        {
            "uid": new_uid(now),
            "given_name": entry.given_name,
            "family_name": entry.family_name,
            "born_on": entry.born_on,
            "locale": "de",
        }
        for entry in new
    ]
    person_ids = _added(session, people.person, persons)
    employments = [
        {"uid": new_uid(now), "person_id": person_id, "employer_id": employer_id, "staff_no": entry.staff_no}
        for person_id, entry in zip(person_ids, new, strict=True)
    ]
    added = dict(
        zip(
            (entry.staff_no for entry in new),
            zip(person_ids, _added(session, people.employment, employments), strict=True),
            strict=True,
        )
    )
    return [
        added[entry.staff_no] if entry.held is None else (entry.held.person_id, entry.held.employment_id)
        for entry in entries
    ]


def _added(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> Sequence[int]:
    """Insert rows and return their keys in the same order."""
    if not rows:
        return ()
    return session.execute(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows).scalars().all()


def _correct(session: Session, entries: Iterable[Entry]) -> None:
    for entry in entries:
        if entry.held is not None and entry.corrected:
            values = {**name_columns(entry.family_name, entry.given_name), "born_on": entry.born_on}
            session.execute(update(people.person).where(people.person.c.id == entry.held.person_id).values(values))


def name_columns(family_name: str, given_name: str) -> dict[str, Any]:
    """Return a name as it is kept, with the words it is looked for by."""
    sought = sorting.sought(f"{family_name} {given_name}")
    return {"family_name": family_name, "given_name": given_name, "sought_as": sought}


def _terms_columns(value: Terms) -> dict[str, Any]:
    return {
        "regime": value.regime,
        "weekly_min": value.weekly_min,
        "days_per_week": value.days_per_week,
        "holiday_calendar": value.holiday_calendar,
    }


def turn(
    session: Session,
    table: Table,
    turned: Iterable[tuple[int, Turn[Any]]],
    columns: Any,
    now: datetime,
    *,
    by: int | None,
) -> None:
    """Let rows no longer count and add those that begin; what was known before stays readable."""
    ended, begun = [], []
    for employment_id, each_turn in turned:
        ended += [{"row": kept.id} for kept in each_turn.ended]
        begun += [
            {
                "employment_id": employment_id,
                **columns(each.value),
                **held_from(each.from_day, now, by),
                "valid_to": each.to_day,
            }
            for each in each_turn.begun
        ]
    for one in ended:
        session.execute(update(table).where(table.c.id == one["row"]).values(superseded_at=now))
    if begun:
        session.execute(insert(table), begun)


def _hand_over(session: Session, turned: Sequence[tuple[int, Turn[str]]], zone: ZoneInfo, now: datetime) -> None:
    """Take badges back and hand them out: a holding that only ends earlier or later keeps its row."""
    holding = stamps.badge_holding
    begun: list[tuple[int, Stretch[str]]] = []
    for person_id, turn in turned:
        going_on = {(each.from_day, each.value): each for each in turn.begun}
        for kept in turn.ended:
            same = going_on.pop((kept.stretch.from_day, kept.stretch.value), None)
            here = holding.c.id == kept.id
            if same is None:
                session.execute(delete(holding).where(here))
            else:
                session.execute(update(holding).where(here).values(to_at=_midnight(same.to_day, zone)))
        begun += [(person_id, each) for each in going_on.values()]
    badges = _badges(session, {each.value for _, each in begun}, now)
    rows = [
        {
            "badge_id": badges[each.value],
            "person_id": person_id,
            "from_at": _midnight(each.from_day, zone),
            "to_at": _midnight(each.to_day, zone),
            "reason": "imported",
        }
        for person_id, each in begun
    ]
    if rows:
        session.execute(insert(holding), rows)


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else instant(day, time(0), zone)


def _badges(session: Session, hashes: set[str], now: datetime) -> dict[str, int]:
    """Return the badge of each number; those never seen are added."""
    badge = stamps.badge
    found = {row.number_hash: row.id for row in session.execute(select(badge.c.number_hash, badge.c.id))}
    new = sorted(hashes - found.keys())
    rows = [
        {
            "uid": new_uid(now),
            "number_hash": hash_,
            "scheme": NUMBERED,
            # Whoever types or shows a number is named by it, no more.
            "level": "identified",
            "state": "active",
        }
        for hash_ in new
    ]
    return found | dict(zip(new, _added(session, badge, rows), strict=True))
