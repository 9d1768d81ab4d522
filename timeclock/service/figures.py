"""Figures by unit for HR: sums that name nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from timeclock.core.spans import ZERO, DaySpan
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.times import Sight
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
    """All units the reader may see in one month; `least_group` is the smallest group shown."""

    month: date
    least_group: int
    units: tuple[UnitFigures, ...]


def month(session: Session, sight: Sight, first: date, least_group: int) -> MonthFigures:
    """Return the sums of a month by unit; groups smaller than `least_group` show that they exist and no more.

    Where exactly one unit would be hidden the next smallest is hidden too, so that no difference gives it away.
    """
    days = DaySpan.month(first.year, first.month)
    on = min(max(sight.today, first), days.to_day - timedelta(days=1))
    scope = access.scope(sight.actor, Action.READ_FIGURES)
    employed = people.listed(session, on, scope)
    standing = results.standing(session, [each.employment_id for each in employed], days.to_day, first)
    units = {name: list(group) for name, group in groupby(employed, key=lambda each: each.unit_name)}
    hidden = _hidden(units, least_group)
    return MonthFigures(first, least_group, tuple(_figures(units, standing, hidden)))


def _hidden(units: Mapping[str, Sequence[Employed]], least_group: int) -> frozenset[str]:
    by_size = sorted(units, key=lambda name: (len(units[name]), name))
    small = [name for name in by_size if len(units[name]) < least_group]
    if len(small) == 1:
        small = by_size[:2]
    return frozenset(small)


def _figures(
    units: Mapping[str, Sequence[Employed]], standing: Mapping[int, Standing], hidden: frozenset[str]
) -> Iterator[UnitFigures]:
    for name, members in units.items():
        if name in hidden:
            yield UnitFigures(name, None, None, None, None, None, None)
            continue
        sums = [standing[each.employment_id] for each in members]
        yield UnitFigures(
            unit_name=name,
            people=len(members),
            worked=sum((each.worked for each in sums), ZERO),
            target=sum((each.target for each in sums), ZERO),
            difference=sum((each.difference for each in sums), ZERO),
            open_days=sum(each.open_days for each in sums),
            people_reached=sum(1 for each in sums if each.worked),
        )
