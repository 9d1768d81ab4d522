"""Looking people up: whom the words somebody typed can mean, of whom she may know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from timeclock.i18n import sorting
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, directory, placements
from timeclock.store.db import Session
from timeclock.store.directory import Sought, Word
from timeclock.store.people import Employed
from timeclock.store.placements import UnitNamed

PAGE = 50
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """Words as they were typed, the day people are looked for on, one unit or all, and which page, from 1."""

    words: str
    day: date
    unit: UUID | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """One page of those who are meant; `units` are all the actor may choose among."""

    day: date
    units: tuple[UnitNamed, ...]
    count: int
    people: tuple[Employed, ...]
    page: int
    pages: int


def find(session: Session, sight: Sight, asked: Asked, action: Action = Action.READ_STAFF) -> Found:
    """Return the people somebody looks for; the look at others is recorded."""
    scope = access.scope(sight.actor, action)
    units = placements.units(session, scope.unit_ids, asked.day)
    sought = _sought(asked, units)
    count, found = directory.page(session, sought, asked.day, scope, (asked.page - 1) * PAGE, PAGE)
    persons = {each.person_id for each in found} - {sight.actor.person_id}
    if persons:
        audit.read_of_others(session, sight.actor.login_id, "staff", action, persons, sight.now)
    return Found(asked.day, tuple(units.values()), count, tuple(found), asked.page, max(1, -(-count // PAGE)))


def _sought(asked: Asked, units: Mapping[int, UnitNamed]) -> Sought:
    chosen = None
    if asked.unit is not None:
        chosen = frozenset(unit_id for unit_id, each in units.items() if each.uid == asked.unit)
        if not chosen:
            raise NotFound("no such unit, or nobody in it is for you to see")
    words = asked.words.split()[:MOST_WORDS]
    return Sought(tuple(_word(each, units.values()) for each in words), chosen)


def _word(typed: str, units: Iterable[UnitNamed]) -> Word:
    name = sorting.sought(typed)
    meant = (each.id for each in units if name and f" {name}" in f" {sorting.sought(each.name)}")
    return Word(name, typed.lstrip("0") or typed, frozenset(meant))
