"""Who decides: the nearest unit above with somebody responsible, and who stands in for her while she is away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from timeclock.core.requests import Concerned, Course, Who, may_decide

# A unit, or None for the whole city.
Place = int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A login that stands in for another: in a unit and all below it, or with None wherever that one is responsible."""

    deputy: Who
    principal_id: int
    unit_id: Place = None
    principal_person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who is responsible for which unit on a day, and which deputies stand in on it: their principals are away."""

    parents: Mapping[int, int | None]
    superiors: Mapping[Place, Sequence[Who]]
    officers: Mapping[Place, Sequence[Who]] = field(default_factory=dict)
    standing_in: Sequence[Standing] = ()

    def above(self, unit_id: int) -> tuple[Place, ...]:
        """Return a unit, those above it, the nearest first, and the city."""
        found: list[Place] = [unit_id]
        while (parent := self.parents.get(found[-1] or 0)) is not None and parent not in found:
            found.append(parent)
        return (*found, None)

    def line(self, unit_id: int, person_id: int) -> tuple[tuple[Who, ...], ...]:
        """Return who is responsible for a person in a unit, the nearest first; nobody is her own superior."""
        held = (
            tuple(who for who in self.superiors.get(place, ()) if who.person_id != person_id)
            for place in self.above(unit_id)
        )
        return tuple(level for level in held if level)

    def nearest(self, unit_id: int, person_id: int) -> tuple[int, ...]:
        """Return which persons are the nearest superiors of a person in a unit; a login that is nobody's is passed."""
        line = self.line(unit_id, person_id)
        held = ({who.person_id for who in level if who.person_id is not None} for level in line)
        return tuple(sorted(next(filter(None, held), ())))


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn a decision is: from so far above the nearest one responsible up to so far; 0 is the nearest.

    `by_office`: time officers of the unit may take it as well.
    """

    lowest: int
    level: int
    by_office: bool


def deciders(organisation: Organisation, unit_id: int, turn: Turn, course: Course, of: Concerned) -> tuple[Who, ...]:
    """Return everybody who may take a waiting request's next decision.

    Where nobody may at the levels whose turn it is, it is the next one's above, then anybody's in the line, and where
    nobody is left the time office's. A deputy stands in for what her principal is responsible for herself, never for
    what that one stands in for.
    """
    line = organisation.line(unit_id, of.person_id)
    offices = organisation.above(unit_id)
    officers = [who for place in offices for who in organisation.officers.get(place, ())]
    found = _able(organisation, unit_id, line[turn.lowest : turn.level + 1], course, of)
    for no in range(turn.level + 1, len(line)):
        if found:
            break
        found = _able(organisation, unit_id, line[no : no + 1], course, of)
    found = found or _able(organisation, unit_id, line, course, of)
    if turn.by_office or not found:
        found += [who for who in officers if may_decide(course, who, of)]
    return tuple(found)


def _able(
    organisation: Organisation, unit_id: int, levels: Iterable[Sequence[Who]], course: Course, of: Concerned
) -> list[Who]:
    held = [who for level in levels for who in level]
    places = organisation.above(unit_id)
    standing_in = [
        replace(each.deputy, for_login=each.principal_id, for_person_id=each.principal_person_id)
        for each in organisation.standing_in
        if each.principal_id in {who.login_id for who in held} and each.unit_id in places
    ]
    return [who for who in (*held, *standing_in) if may_decide(course, who, of)]


@dataclass(frozen=True, slots=True)
class DeputySpan:
    """That one login stands in for another, from a day on and until before `to_day`; None is for good."""

    principal_id: int
    deputy_id: int
    from_day: date
    to_day: date | None

    def meets(self, other: DeputySpan) -> bool:
        """Say whether there is a day on which both hold."""
        return (self.to_day is None or other.from_day < self.to_day) and (
            other.to_day is None or self.from_day < other.to_day
        )


def closes_circle(new: DeputySpan, held: Collection[DeputySpan]) -> bool:
    """Say whether a deputy would stand in for herself over others on days on which the new one holds."""
    seen: set[int] = set()
    ahead = [new.deputy_id]
    while ahead:
        principal = ahead.pop()
        if principal == new.principal_id:
            return True
        if principal not in seen:
            seen.add(principal)
            ahead += _deputies_of(principal, new, held)
    return False


def _deputies_of(principal: int, new: DeputySpan, held: Iterable[DeputySpan]) -> Iterator[int]:
    return (each.deputy_id for each in held if each.principal_id == principal and each.meets(new))
