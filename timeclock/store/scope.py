"""Which people's data a read may touch; every read of person data takes one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select, true
from sqlalchemy.sql.roles import ExpressionElementRole

from timeclock.core.protections import ProtectionKind
from timeclock.store.schema.people import employment, placement, protection

# Names of their own, so that the condition fits into queries that read the same tables.
OWN = employment.alias("scope_employment")
PLACED = placement.alias("scope_placement")
RELEASED = protection.alias("scope_release")
HOLDER = employment.alias("scope_holder")


@dataclass(frozen=True, slots=True)
class Scope:
    """Oneself, the people of some units on each day, everybody, or (empty) nobody.

    `purpose` says in a word what the read is for; reads of other people's data are recorded with it.
    """

    purpose: str
    person_id: int | None = None
    unit_ids: frozenset[int] = field(default_factory=frozenset)
    everybody: bool = False
    # Whom a read about others leaves out although her unit is covered: oneself.
    but_person_id: int | None = None
    # In which of these units who is released in full for an office of trust may be read as well; None: in all of them.
    released_unit_ids: frozenset[int] | None = None
    # Of whom it may be told what protects her alone: oneself, and whoever HR reads in these units.
    told_unit_ids: frozenset[int] = field(default_factory=frozenset)
    told_everybody: bool = False

    @classmethod
    def system(cls, purpose: str) -> Scope:
        """The house's own work on facts: evaluation, the ledger, jobs. Never for showing."""
        return cls(purpose, everybody=True)

    @classmethod
    def for_herself(cls, purpose: str) -> Scope:
        """The house's own work on what the person concerned alone gets to see."""
        return cls(purpose, everybody=True, told_everybody=True)

    def told(self) -> Scope:
        """Return the part of the scope in which it may be told what protects the person alone."""
        return Scope(self.purpose, person_id=self.person_id, unit_ids=self.told_unit_ids)

    def reaches(self, person_id: int) -> bool:
        """Say whether every day of a person is covered, whatever unit she is in."""
        return self.everybody or (self.person_id == person_id and self.but_person_id != person_id)

    def covers(
        self, employment_id: ExpressionElementRole[Any], day: ExpressionElementRole[Any] | date
    ) -> ColumnElement[bool]:
        """Return the SQL condition that an employment's day may be read."""
        placed = self.places(employment_id, day)
        if self.everybody or not self.leaves_out_released:
            return placed
        still = self._hers_or_placed(self.released_unit_ids or frozenset(), employment_id, day)
        return and_(placed, or_(not_(_released(employment_id, day)), still))

    def places(
        self, employment_id: ExpressionElementRole[Any], day: ExpressionElementRole[Any] | date
    ) -> ColumnElement[bool]:
        """Return the SQL condition that her unit of a day is covered, whether or not she is released in full."""
        if self.everybody:
            return true()
        covered = self._hers_or_placed(self.unit_ids, employment_id, day)
        if self.but_person_id is None:
            return covered
        own = select(OWN.c.id).where(OWN.c.person_id == self.but_person_id)
        return and_(covered, _column(employment_id).not_in(own))

    @property
    def leaves_out_released(self) -> bool:
        """Whether there are units of which those released in full are not to be read."""
        return self.released_unit_ids is not None and not self.unit_ids <= self.released_unit_ids

    def reads_released(self, person_id: int, unit_id: int) -> bool:
        """Say whether a person released in full is read while she is in a unit."""
        return self.person_id == person_id or not self.leaves_out_released or unit_id in (self.released_unit_ids or ())

    def tells(
        self, employment_id: ExpressionElementRole[Any], day: ExpressionElementRole[Any] | date
    ) -> ColumnElement[bool]:
        """Return the SQL condition that what protects the person alone may be told; who covers does not always."""
        if self.everybody:
            return true() if self.told_everybody else false()
        return self._hers_or_placed(self.told_unit_ids, employment_id, day)

    def _hers_or_placed(
        self,
        unit_ids: frozenset[int],
        employment_id: ExpressionElementRole[Any],
        day: ExpressionElementRole[Any] | date,
    ) -> ColumnElement[bool]:
        conditions: list[ColumnElement[bool]] = [false()]
        if self.person_id is not None:
            own = select(OWN.c.id).where(OWN.c.person_id == self.person_id)
            conditions.append(_column(employment_id).in_(own))
        if unit_ids:
            placed = exists().where(
                PLACED.c.employment_id == employment_id,
                PLACED.c.unit_id.in_(unit_ids),
                PLACED.c.superseded_at.is_(None),
                PLACED.c.valid_from <= day,
                or_(PLACED.c.valid_to.is_(None), PLACED.c.valid_to > day),
            )
            conditions.append(placed)
        return or_(*conditions)


def _released(employment_id: ExpressionElementRole[Any], day: ExpressionElementRole[Any] | date) -> ColumnElement[bool]:
    """Return the SQL condition that an employment's holder is released in full on a day."""
    return exists().where(
        HOLDER.c.id == employment_id,
        RELEASED.c.person_id == HOLDER.c.person_id,
        RELEASED.c.kind == ProtectionKind.RELEASED,
        RELEASED.c.superseded_at.is_(None),
        RELEASED.c.valid_from <= day,
        or_(RELEASED.c.valid_to.is_(None), RELEASED.c.valid_to > day),
    )


def _column(element: Any) -> ColumnElement[Any]:
    return element  # type: ignore[no-any-return]  # the role type has no operators, every caller passes a column
