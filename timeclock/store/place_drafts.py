"""Agreements about the places of stamps that wait for a second signature, and who signed those that hold or held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from timeclock.core.places import PlaceTerms
from timeclock.store import facts, places
from timeclock.store.db import Session
from timeclock.store.facts import Decided
from timeclock.store.ids import new_uid
from timeclock.store.people import in_force
from timeclock.store.schema.access import login
from timeclock.store.schema.people import unit, unit_version
from timeclock.store.schema.places import place_agreement, place_draft

ENTERED, SIGNED = login.alias("entered"), login.alias("signed")


class Decision(StrEnum):
    """What became of a draft: signed or refused by the staff council, or withdrawn by human resources."""

    SIGNED = "signed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be agreed for a unit, who entered it, and what became of that."""

    uid: UUID
    unit_id: int
    unit_name: str
    terms: PlaceTerms
    by_id: int | None
    by: str | None
    at: datetime
    decision: Decision | None
    answer: str | None

    @property
    def waits(self) -> bool:
        return self.decision is None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is or was agreed for a unit: on record since when until when, entered and signed by whom.

    Without names where it was recorded by a command.
    """

    unit_id: int
    unit_uid: UUID
    unit_name: str
    terms: PlaceTerms
    since: datetime
    until: datetime | None
    entered_by: str | None
    signed_by: str | None


def add(session: Session, unit_id: int, terms: PlaceTerms, by: int, now: datetime) -> UUID:
    """Record a draft; return what it goes by."""
    uid = new_uid(now)
    values = {"uid": uid, "unit_id": unit_id, "recorded_at": now, "recorded_by": by}
    facts.add(session, place_draft, values | places.terms_values(terms), now)
    return uid


def decide(session: Session, uid: UUID, decision: Decision, answer: str, by: int, now: datetime) -> bool:
    """Write down what became of a draft that still waits; say whether it did."""
    decided = Decided(decision.value, answer, decision is Decision.WITHDRAWN)
    return facts.decide(session, place_draft, uid, decided, by, now)


def find(session: Session, uid: UUID, day: date) -> Draft | None:
    return next((_draft(row) for row in session.execute(_drafts(day).where(place_draft.c.uid == uid))), None)


def waiting(session: Session, day: date) -> Sequence[Draft]:
    """Return the drafts nobody has decided, oldest first."""
    rows = session.execute(_drafts(day).where(place_draft.c.decision.is_(None)).order_by(place_draft.c.id))
    return [_draft(row) for row in rows]


def agreements(session: Session, day: date) -> Sequence[Agreement]:
    """Return all that was ever agreed, the newest first, with the names units bear on a day."""
    a, d = place_agreement.c, place_draft.c
    # What was signed is on record since the instant of the signature.
    signed = (d.unit_id == a.unit_id) & (d.decided_at == a.recorded_at) & (d.decision == Decision.SIGNED.value)
    named = (unit_version.c.unit_id == a.unit_id) & in_force(unit_version, day)
    rows = session.execute(
        select(*a, unit.c.uid.label("unit_uid"), unit_version.c.name, ENTERED.c.display_name, SIGNED.c.display_name)
        .join(unit, unit.c.id == a.unit_id)
        .join(unit_version, named, isouter=True)
        .join(place_draft, signed, isouter=True)
        .join(ENTERED, ENTERED.c.id == d.recorded_by, isouter=True)
        .join(SIGNED, SIGNED.c.id == a.recorded_by, isouter=True)
        .order_by(a.id.desc())
    )
    found = [
        Agreement(
            row.unit_id,
            row.unit_uid,
            row.name or "",
            places.terms_of(row),
            row.recorded_at,
            row.superseded_at,
            *row[-2:],
        )
        for row in rows
    ]
    return _gone_on(found)


def _gone_on(found: Sequence[Agreement]) -> Sequence[Agreement]:
    """Put what went on until the next one began together with what it had been: one agreement, as it was signed."""
    new = {(each.unit_id, each.since): each.terms.from_day for each in reversed(found)}
    kept: list[Agreement] = []
    ended: dict[tuple[int, date, datetime], Agreement] = {}
    for row in reversed(found):
        goes_on = row.terms.from_day < new[row.unit_id, row.since]
        before = ended.get((row.unit_id, row.terms.from_day, row.since)) if goes_on else None
        one = row if before is None else replace(before, terms=row.terms, until=row.until)
        kept = [*(each for each in kept if each is not before), one]
        if one.until is not None:
            ended[one.unit_id, one.terms.from_day, one.until] = one
    return kept[::-1]


def _drafts(day: date) -> Select[Any]:
    named = (unit_version.c.unit_id == place_draft.c.unit_id) & in_force(unit_version, day)
    return (
        select(place_draft, unit_version.c.name, login.c.display_name)
        .join(unit_version, named, isouter=True)
        .join(login, login.c.id == place_draft.c.recorded_by, isouter=True)
    )


def _draft(row: Any) -> Draft:
    return Draft(
        row.uid,
        row.unit_id,
        row.name or "",
        places.terms_of(row),
        row.recorded_by,
        row.display_name,
        row.recorded_at,
        None if row.decision is None else Decision(row.decision),
        row.answer,
    )
