"""Swaps of rostered duties: one for another, or one that a colleague just takes over, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from timeclock.core.duties import SHIFTS, Duty, DutyKind
from timeclock.core.spans import Span

Key = tuple[int, DutyKind, Span]
On = tuple[int, date]

# Lessons and preparation say what work is; who teaches when is a timetable, and no duty that anybody could take over.
SWAPPED = frozenset({DutyKind.WORK, DutyKind.STANDBY_ON_SITE, DutyKind.ON_CALL})


class Obstacle(StrEnum):
    """Why a swap cannot be, as rosters and people stand; the first that holds is told."""

    ONESELF = "oneself"
    NO_LOGIN = "no_login"
    OTHER_MONTH = "other_month"
    CHANGED = "changed"
    BEGUN = "begun"
    OTHER_UNIT = "other_unit"
    AWAY = "away"
    CLOSED = "closed"
    NO_PLAN = "no_plan"
    OVERLAPS = "overlaps"
    UNLAWFUL = "unlawful"
    ALREADY_ASKED = "already_asked"


def key_of(duty: Duty) -> Key:
    """Return what makes a duty the one it is, whatever roster it stands in and whichever plan it names."""
    return duty.employment_id, duty.kind, duty.span


@dataclass(frozen=True, slots=True)
class Swap:
    """A duty that goes to a colleague's employment, and hers that comes back for it, if any."""

    given: Duty
    taker_id: int
    taken: Duty | None = None

    @property
    def goes_to(self) -> Mapping[Key, int]:
        """Return by each duty that moves the employment it moves to."""
        found = {key_of(self.given): self.taker_id}
        return found if self.taken is None else {**found, key_of(self.taken): self.given.employment_id}

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Return the duties that move as they stand."""
        return (self.given,) if self.taken is None else (self.given, self.taken)

    @property
    def moved(self) -> tuple[Duty, ...]:
        """Return the duties that move as they stand afterwards; which plan they name then is the roster's to say."""
        goes = self.goes_to
        return tuple(replace(each, employment_id=goes[key_of(each)], plan=None) for each in self.duties)

    def after(self, employment_id: int, duties: Iterable[Duty]) -> tuple[Duty, ...]:
        """Return duties once the two have swapped, with what one of them then has."""
        goes, hers = self.goes_to, (each for each in self.moved if each.employment_id == employment_id)
        return *(each for each in duties if key_of(each) not in goes), *hers


@dataclass(frozen=True, slots=True)
class Situation:
    """What a swap is judged by: what rosters say of the two, where they are, and when they cannot.

    `rostered`: the duties of the unit's published roster. `duties`: all published ones of the two, in whichever of her
    employments; `persons` says whose each is. `here` are the days on which each of them is in the unit, `away` those of
    which an absence takes the whole, `closed` whose month is closed, `without_plan` what names a day plan that the
    model of whoever would do it does not have.
    """

    today: date
    rostered: frozenset[Key]
    duties: tuple[Duty, ...]
    persons: Mapping[int, int]
    here: frozenset[On]
    away: frozenset[On]
    closed: frozenset[int]
    without_plan: frozenset[Key]


def obstacles(swap: Swap, situation: Situation, zone: ZoneInfo) -> tuple[Obstacle, ...]:
    """Return all that stands against a swap but the law, in the order in which it is told."""
    return tuple(dict.fromkeys(sorted(_obstacles(swap, situation, zone), key=list(Obstacle).index)))


def _obstacles(swap: Swap, situation: Situation, zone: ZoneInfo) -> Iterator[Obstacle]:
    if any(key_of(each) not in situation.rostered or each.kind not in SWAPPED for each in swap.duties):
        yield Obstacle.CHANGED
    if len({each.day(zone).replace(day=1) for each in swap.duties}) > 1:
        yield Obstacle.OTHER_MONTH
    if any(each.day(zone) <= situation.today for each in swap.duties):
        yield Obstacle.BEGUN
    if {swap.given.employment_id, swap.taker_id} & situation.closed:
        yield Obstacle.CLOSED
    if swap.goes_to.keys() & situation.without_plan:
        yield Obstacle.NO_PLAN
    on = {(each.employment_id, each.day(zone)) for each in swap.moved}
    if on - situation.here:
        yield Obstacle.OTHER_UNIT
    if on & situation.away:
        yield Obstacle.AWAY
    if any(_collides(each, swap, situation) for each in swap.moved):
        yield Obstacle.OVERLAPS


def _collides(moved: Duty, swap: Swap, situation: Situation) -> bool:
    """Say whether a duty meets another one of the person, of any employment: a shift any shift, on call the same."""
    among, persons = SHIFTS if moved.kind in SHIFTS else {moved.kind}, situation.persons
    # It is one of these itself.
    duties = swap.after(moved.employment_id, situation.duties)
    hers = (each for each in duties if persons[each.employment_id] == persons[moved.employment_id])
    met = (each for each in hers if each.kind in among)
    return sum(1 for each in met if each.span.from_at < moved.span.to_at and moved.span.from_at < each.span.to_at) > 1
