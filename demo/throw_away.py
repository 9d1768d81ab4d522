"""A small city for one look and the whole one for another: the product finds both as entry points `timeclock.demo`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from demo import city
from demo.city import Place, Wanted
from timeclock import clock
from timeclock.core.walltime import local_day
from timeclock.settings import Settings

# Of the cast the first two: the superior, and Elif Aydın, whose month is shown.
PEOPLE = 2
SHOWN = "Aydın"
# Last month is whole on any day of this one, and something was carried over into it.
DAYS = 75
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A city with its settings, and somebody with the last whole month behind her."""

    settings: Settings
    staff_no: str
    month: date


def small_city(directory: Path) -> Shown:
    """Fill an empty directory with two people's stamps since before last month, evaluated and with a signed head."""
    clock.use_pinned_zones()
    found = city.opened(Place(directory), Wanted(PEOPLE, DAYS))
    town = city.ready(found, lambda _line: None)
    [who] = [member for member in town.members if member.family_name == SHOWN]
    this_month = local_day(found.now, town.settings.zone).replace(day=1)
    return Shown(town.settings, who.staff_no, (this_month - ONE_DAY).replace(day=1))


def whole_city(directory: Path) -> Settings:
    """Fill an empty directory with everybody and half a year, as `python -m demo run` does."""
    clock.use_pinned_zones()
    return city.ready(city.opened(Place(directory), Wanted()), lambda _line: None).settings
