"""Who has to be found when a building is left: everybody at work in one, by the building of the last terminal used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

# A terminal on a wall is called by its building first: “Rathaus, Eingang”.
BETWEEN = ","


@dataclass(frozen=True, slots=True)
class Inside:
    """One person at work in a building; `terminal` is empty where she used none since she came.

    Of whom the going is missing for longer than anybody works, it is not sure.
    """

    person_id: int
    staff_no: str
    given_name: str
    family_name: str
    unit_name: str
    terminal: str
    last_at: datetime
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Site:
    """A building with everybody in it; or a unit, with those who stamped at no terminal and may be anywhere."""

    name: str
    by_terminal: bool
    people: tuple[Inside, ...]
    is_sure: bool = True


def building(terminal: str) -> str:
    """Return the building of a terminal: Rathaus for “Rathaus, Eingang”, and for “Rathaus, Hof” too."""
    return terminal.partition(BETWEEN)[0].strip()


def sites(found: Iterable[Inside]) -> tuple[Site, ...]:
    """Return who is in which building, and after the buildings, by unit, who stamped at no terminal.

    Who has several employments stands on the list once, where she used a terminal last.
    """
    persons: dict[int, Inside] = {}
    for each in sorted(found, key=lambda each: (each.is_sure, bool(each.terminal), each.last_at)):
        persons[each.person_id] = each
    placed = sorted(persons.values(), key=_place)
    return tuple(
        Site(name, not nowhere, tuple(people), not unsure)
        for (nowhere, unsure, name), people in groupby(placed, key=lambda p: _place(p)[:3])
    )


def _place(who: Inside) -> tuple[bool, bool, str, str, str, str]:
    name = building(who.terminal) if who.terminal else who.unit_name
    return not who.terminal, not who.is_sure, name, who.family_name, who.given_name, who.staff_no
