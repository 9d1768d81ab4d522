"""Figures by unit for HR: sums that name nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from timeclock.core.register import Code
from timeclock.core.spans import ZERO, DaySpan
from timeclock.service import access, register, rollout
from timeclock.service.access import Action
from timeclock.service.rollout import Reached
from timeclock.service.sight import Sight
from timeclock.store import people, results
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.results import Standing


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit's month; the figures are None where the group is smaller than the least group size."""

    unit_name: str
    people: int | None
    worked: timedelta | None
    target: timedelta | None
    difference: timedelta | None
    open_days: int | None
    people_reached: int | None


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """All units the reader may see in one month; `least_group` is the smallest group shown.

    `reached`: how many of all of them the roll-out has reached, None before it is planned or where they are too few.
    """

    month: date
    least_group: int
    units: tuple[UnitFigures, ...]
    reached: Reached | None = None


def month(session: Session, sight: Sight, first: date, least_group: int) -> MonthFigures:
    """Return the sums of a month by unit; groups smaller than `least_group` show that they exist and no more.

    Where the hidden units are one alone, or together smaller than that, the next smallest is hidden too, so that no
    difference to a known sum gives them away. Whoever looks is on record. Raises `NotAgreed`.
    """
    register.demand(session, Code.FIGURES, sight.today)
    days = DaySpan.month(first.year, first.month)
    on = min(max(sight.today, first), days.to_day - timedelta(days=1))
    scope = access.scope(sight.actor, Action.READ_FIGURES)
    employed = people.listed(session, on, scope)
    count = len({each.person_id for each in employed})
    last = (days.to_day - timedelta(days=1)).isoformat()
    register.ran(session, sight, Code.FIGURES, {"from": first.isoformat(), "to": last, "people": count})
    # Today is still going on; it would count as open for everybody.
    until = min(days.to_day, max(sight.today, first))
    standing = results.standing(session, [each.employment_id for each in employed], until, first)
    units: dict[int, list[Employed]] = {}
    for each in employed:
        units.setdefault(each.unit_id, []).append(each)
    hidden = hidden_units({unit_id: _behind(members, standing) for unit_id, members in units.items()}, least_group)
    told = rollout.reached(session, employed, on) if len(employed) >= least_group else None
    return MonthFigures(first, least_group, tuple(_figures(units, standing, hidden)), told)


def _behind(members: Sequence[Employed], standing: Mapping[int, Standing]) -> int:
    """Return how many people are behind a unit's sums: those with times, or all where nobody has any yet."""
    with_times = {each.person_id for each in members if standing[each.employment_id].worked}
    return len(with_times or {each.person_id for each in members})


def hidden_units(sizes: Mapping[int, int], least_group: int) -> frozenset[int]:
    by_size = sorted(sizes, key=lambda unit_id: (sizes[unit_id], unit_id))
    small = sum(1 for size in sizes.values() if size < least_group)
    # Who knows the sum of the city knows the sum of all hidden units: it has to be that of a group large enough.
    while small and (small == 1 or sum(sizes[unit_id] for unit_id in by_size[:small]) < least_group):
        if small == len(by_size):
            break
        small += 1
    return frozenset(by_size[:small])


def _figures(
    units: Mapping[int, Sequence[Employed]], standing: Mapping[int, Standing], hidden: frozenset[int]
) -> Iterator[UnitFigures]:
    for unit_id, members in units.items():
        name = members[0].unit_name
        if unit_id in hidden:
            yield UnitFigures(name, None, None, None, None, None, None)
            continue
        sums = [standing[each.employment_id] for each in members]
        yield UnitFigures(
            unit_name=name,
            people=len({each.person_id for each in members}),
            worked=sum((each.worked for each in sums), ZERO),
            target=sum((each.target for each in sums), ZERO),
            difference=sum((each.difference for each in sums), ZERO),
            open_days=sum(each.open_days for each in sums),
            people_reached=len({each.person_id for each in members if standing[each.employment_id].worked}),
        )
