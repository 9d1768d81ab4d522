"""What was agreed about the places of stamps, unit by unit, and those places as long as they are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from timeclock.core.places import Fix, PlaceTerms, Site, Spot
from timeclock.store import facts
from timeclock.store.db import Session, hold, native_insert
from timeclock.store.ids import new_uid
from timeclock.store.people import in_force
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import unit_version
from timeclock.store.schema.places import place_agreement, stamp_place
from timeclock.store.schema.stamps import source, stamp

AGREEMENTS_LOCK = 1995


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed for a unit, under its number."""

    id: int
    unit_id: int
    terms: PlaceTerms


@dataclass(frozen=True, slots=True)
class Fresh:
    """A stamp that may get a place: whose it is, how it came and when."""

    person_id: int | None
    origin: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """The place of a stamp, until when it is kept and by which agreement."""

    stamp_uid: UUID
    person_id: int
    fix: Fix
    ends_at: datetime
    terms: PlaceTerms


def agreed(session: Session) -> Sequence[Agreed]:
    """Return what is agreed now for each unit that has something of its own."""
    c = place_agreement.c
    found = select(place_agreement).where(c.superseded_at.is_(None)).order_by(c.id)
    return [Agreed(row.id, row.unit_id, terms_of(row)) for row in session.execute(found)]


def listed(session: Session, day: date) -> Sequence[tuple[str, PlaceTerms]]:
    """Return what is agreed now, with the names the units bear on a day."""
    c = place_agreement.c
    named = place_agreement.join(unit_version, (unit_version.c.unit_id == c.unit_id) & in_force(unit_version, day))
    query = select(*c, unit_version.c.name).select_from(named).where(c.superseded_at.is_(None))
    return [(row.name, terms_of(row)) for row in session.execute(query.order_by(unit_version.c.name, c.id))]


def agree(session: Session, unit_id: int, terms: PlaceTerms | None, by: int | None, now: datetime, today: date) -> bool:
    """Record what is agreed for a unit in place of what was before, or that nothing is; say whether something was.

    Where the new begins later, what holds today goes on until then.
    """
    hold(session, AGREEMENTS_LOCK)
    c = place_agreement.c
    before = update(place_agreement).where(c.unit_id == unit_id, c.superseded_at.is_(None)).values(superseded_at=now)
    rows = session.execute(before.returning(*c)).mappings().all()
    for row in rows:
        session.execute(insert(ledger_record), facts.record_of(place_agreement, row, now, version=2))
    until = None if terms is None or terms.from_day <= today else terms.from_day
    going_on = [terms_of(row) for row in rows if until and row.from_day <= today < (row.to_day or until)]
    kept = [replace(each, to_day=min(until, each.to_day or until)) for each in going_on if until]
    for each in (*kept, *([] if terms is None else [terms])):
        values = {"uid": new_uid(now), "unit_id": unit_id, "recorded_at": now, "recorded_by": by}
        facts.add(session, place_agreement, values | terms_values(each), now)
    return bool(rows)


def fresh(session: Session, stamp_uid: UUID) -> Fresh | None:
    """Return what has to be known of a stamp before a place is kept for it."""
    query = select(stamp.c.person_id, source.c.kind, stamp.c.received_at).where(stamp.c.uid == stamp_uid)
    row = session.execute(query.join(source, source.c.id == stamp.c.source_id)).one_or_none()
    return None if row is None else Fresh(*row)


def keep(session: Session, kept: Kept, agreement_id: int, now: datetime) -> bool:
    """Keep the place of a stamp that has none; say whether it was kept."""
    values = {
        "stamp_uid": kept.stamp_uid,
        "person_id": kept.person_id,
        "agreement_id": agreement_id,
        "latitude": kept.fix.spot.latitude,
        "longitude": kept.fix.spot.longitude,
        "accuracy_m": kept.fix.accuracy,
        "kept_at": now,
        "ends_at": kept.ends_at,
    }
    insertion = native_insert(session, stamp_place).on_conflict_do_nothing().returning(stamp_place.c.stamp_uid)
    return session.execute(insertion, values).one_or_none() is not None


def of_stamps(session: Session, stamp_uids: Collection[UUID], now: datetime) -> Mapping[UUID, Kept]:
    """Return the places of stamps that the caller may read, but for those that are over."""
    p, a = stamp_place.c, place_agreement.c
    names = (p.stamp_uid, p.person_id, p.latitude, p.longitude, p.accuracy_m, p.ends_at)
    query = select(*names, *a).join(place_agreement, a.id == p.agreement_id)
    rows = session.execute(query.where(p.stamp_uid.in_(stamp_uids), p.ends_at > now))
    return {row.stamp_uid: _kept(row) for row in rows}


def forget(session: Session, now: datetime) -> int:
    """Drop the places whose time is over; return how many."""
    c = stamp_place.c
    return len(session.execute(delete(stamp_place).where(c.ends_at <= now).returning(c.stamp_uid)).all())


def terms_values(terms: PlaceTerms) -> dict[str, Any]:
    """Return the columns of what was agreed."""
    site = terms.site
    return {
        "agreement": terms.agreement,
        "from_day": terms.from_day,
        "to_day": terms.to_day,
        "metres": terms.metres,
        "kept_days": terms.kept_days,
        "site_latitude": None if site is None else site.spot.latitude,
        "site_longitude": None if site is None else site.spot.longitude,
        "site_metres": None if site is None else site.reach,
        "told": terms.told,
    }


def terms_of(row: Any) -> PlaceTerms:
    """Return what was agreed, out of its columns."""
    site = None
    if row.site_metres is not None:
        site = Site(Spot(row.site_latitude, row.site_longitude), row.site_metres)
    return PlaceTerms(row.agreement, row.from_day, row.to_day, row.metres, row.kept_days, site, row.told)


def _kept(row: Any) -> Kept:
    fix = Fix(Spot(row.latitude, row.longitude), row.accuracy_m)
    return Kept(row.stamp_uid, row.person_id, fix, row.ends_at, terms_of(row))
