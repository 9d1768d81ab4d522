"""Which facts count: those known now, or those that were known at an instant, the second of the two axes of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, or_

from timeclock.store.questions import names

(AT,) = names("known", "at")


@dataclass(frozen=True, slots=True)
class Known:
    """As of when facts are known: now, or at the instant that stands for `known_at` in a query."""

    then: bool

    def counting(self, columns: Any) -> ColumnElement[bool]:
        """Return the condition that a dated row or a fact counts, of which a later one may take the place."""
        standing: ColumnElement[bool] = columns.superseded_at.is_(None)
        if not self.then:
            return standing
        return and_(columns.recorded_at <= AT, or_(standing, columns.superseded_at > AT))

    def by(self, *instants: ColumnElement[Any]) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions that what happened at these instants had happened; none where all is known."""
        return tuple(instant <= AT for instant in instants) if self.then else ()


NOW, THEN = Known(then=False), Known(then=True)
Queries: TypeAlias = tuple[Select[Any], ...]


@dataclass(frozen=True, slots=True)
class Both:
    """The queries of a question, made once for facts as known now, and once for those known at an instant."""

    now: Queries
    then: Queries

    @classmethod
    def of(cls, make: Callable[[Known], Queries]) -> Both:
        return cls(make(NOW), make(THEN))

    def at(self, known: datetime | None) -> Queries:
        """Return the queries for facts known at an instant, or now where there is none."""
        return self.now if known is None else self.then


def values(known: datetime | None) -> Mapping[str, Any]:
    """Return what stands for the instant in the queries for it."""
    return {} if known is None else {"known_at": known}
