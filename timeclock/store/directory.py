"""Looking people up among thousands: by name, staff number and unit, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select

from timeclock.store.db import Session
from timeclock.store.people import Employed, employed_on
from timeclock.store.schema.people import employment, person, placement
from timeclock.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Word:
    """One word that is looked for: in names, at the beginning of staff numbers, and as the name of these units."""

    name: str
    number: str
    unit_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom to find: all words meet her, and her unit is among these, or any where it is None."""

    words: tuple[Word, ...] = ()
    unit_ids: frozenset[int] | None = None


def page(
    session: Session, sought: Sought, day: date, scope: Scope, first: int, most: int
) -> tuple[int, Sequence[Employed]]:
    """Return how many people of a day are meant, and so many of them by name, from the first one on."""
    query = employed_on(day).where(scope.covers(employment.c.id, day), *_meant(sought))
    count = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    return count, tuple(Employed(*row) for row in session.execute(_by_name(query).offset(first).limit(most)))


def _by_name(query: Select[Any]) -> Select[Any]:
    return query.order_by(person.c.sought_as, employment.c.staff_no, employment.c.id)


def _meant(sought: Sought) -> Sequence[ColumnElement[bool]]:
    units = () if sought.unit_ids is None else (placement.c.unit_id.in_(sought.unit_ids),)
    return (*units, *map(_met, sought.words))


def _met(word: Word) -> ColumnElement[bool]:
    conditions = [func.ltrim(employment.c.staff_no, "0").startswith(word.number, autoescape=True)]
    if word.name:
        # A word of hers begins so: "lud" finds Müller-Lüdenscheidt, "dent" does not.
        conditions.append(literal(" ").concat(person.c.sought_as).contains(f" {word.name}", autoescape=True))
    if word.unit_ids:
        conditions.append(placement.c.unit_id.in_(word.unit_ids))
    return or_(*conditions)
