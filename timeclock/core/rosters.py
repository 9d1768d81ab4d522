"""A roster as it is planned: shifts by short keys, rotations of them, and whether enough people are there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from timeclock.core.duties import Duty, DutyKind
from timeclock.core.needs import WHOLE_DAY, Heads, Part, fewest
from timeclock.core.spans import Span
from timeclock.core.walltime import ONE_DAY, clock_of, days_touched, instant, local_day

FREE = frozenset({"-", "–"})
MOST_KEYS = 3
# As people write it: 6-14, 6:00-14:30, 0600–1430.
CLOCKS = re.compile(r"(\d{1,2})(?::?(\d{2}))?[-–](\d{1,2})(?::?(\d{2}))?")


@dataclass(frozen=True, slots=True)
class ShiftKind:
    """A shift of a unit's catalogue; one that ends at the clock it begins at lasts until the next day's (24 h).

    `plan`: the code of the day plan of the person's model that says what it owes, or None. `days`: how many days later
    it ends, where that is not the same day or the next: on call from Friday 15:00 to Monday 7:00 is 3.
    """

    key: str
    name: str
    kind: DutyKind
    begins: time
    ends: time
    plan: str | None = None
    days: int = 0

    def span(self, day: date, zone: ZoneInfo) -> Span:
        """Return when it is on a day: real hours, so 24 h are 23 or 25 when the clocks change."""
        ends_on = day + (self.days or int(self.ends <= self.begins)) * ONE_DAY
        return Span(instant(day, self.begins, zone), instant(ends_on, self.ends, zone))


class UnknownKey(ValueError):
    """What was typed is neither a shift of the unit nor from one clock to another; `word` is it."""

    def __init__(self, word: str) -> None:
        super().__init__(f"no such shift: {word}")
        self.word = word


def read(text: str, kinds: Mapping[str, ShiftKind]) -> tuple[ShiftKind, ...]:
    """Return the shifts somebody typed for a day: "F", "F+B", "6-14:30"; nothing where it is free."""
    words = dict.fromkeys(word for word in normal(text).split("+") if word)
    if len(words) > MOST_KEYS:
        raise UnknownKey(text)
    return tuple(_read(word, kinds) for word in words)


def _read(word: str, kinds: Mapping[str, ShiftKind]) -> ShiftKind:
    known = kinds.get(word)
    if known is not None:
        return known
    found = CLOCKS.fullmatch(word)
    if found is None:
        raise UnknownKey(word)
    try:
        begins, ends = (time(int(found[no]), int(found[no + 1] or 0)) for no in (1, 3))
    except ValueError:
        raise UnknownKey(word) from None
    return ShiftKind("", "", DutyKind.WORK, begins, ends)


def pattern(text: str) -> tuple[str, ...]:
    """Return the days of a rotation as they were typed, week after week: "F F F F F - - / S S S S S - -"."""
    return tuple(text.replace("/", " ").split())


@dataclass(frozen=True, slots=True)
class Rotation:
    """A rotation of shift keys by days, the first of which falls on `anchor`."""

    days: tuple[str, ...]
    anchor: date

    def on(self, day: date, offset: int) -> str:
        """Return the keys of a day for somebody who is `offset` days ahead of the rotation."""
        return self.days[((day - self.anchor).days + offset) % len(self.days)]


def overlapping(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return those of one person's shifts that begin before the one before is over."""
    return tuple(later for earlier, later in pairwise(sorted(spans)) if later.from_at < earlier.to_at)


@dataclass(frozen=True, slots=True)
class Planned:
    """A duty in a roster that is planned, with the key it was typed by, empty where clocks were."""

    duty: Duty
    key: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a need is met on a day; `there` is the smallest number of people at any moment of it."""

    day: date
    part: Part
    needed: int
    there: int

    @property
    def missing(self) -> int:
        return max(self.needed - self.there, 0)

    @property
    def over(self) -> int:
        return max(self.there - self.needed, 0)


PRESENT = frozenset({DutyKind.WORK, DutyKind.STANDBY_ON_SITE})


@dataclass(frozen=True, slots=True)
class _Counted:
    """A roster counted once for all needs: who is there when, on which days, and who begins which shift."""

    spans: tuple[Span, ...]
    on_days: Mapping[date, int]
    begun: Mapping[tuple[date, str], int]

    def there(self, day: date, part: Part, zone: ZoneInfo, before: Sequence[Span]) -> int:
        if part.key:
            return self.begun.get((day, part.key), 0)
        if part == WHOLE_DAY:
            return self.on_days.get(day, 0)
        return fewest(part.span(day, zone), [*before, *self.spans])


def coverage(
    days: Iterable[date],
    holidays: frozenset[date],
    needs: Sequence[Heads],
    planned: Sequence[Planned],
    zone: ZoneInfo,
    before: Sequence[Span] = (),
) -> tuple[Coverage, ...]:
    """Return for each day and need that holds on it how many are there.

    A need from 8:00 to 18:00 with one until 13:00 and one from 14:00 has nobody at 13:30, so 0. Of a roster in which
    nobody works, people on call say, a need of the whole day is not asked: who is there then stands in no roster.
    `before` is the work of another roster that lasts into these days: the night of the month before until six.
    """
    counted = _counted(planned, zone)
    return tuple(
        Coverage(day, each.part, needed, counted.there(day, each.part, zone, before))
        for day in days
        for each in needs
        if day in each and (counted.spans or each.part != WHOLE_DAY)
        if (needed := each.on(day, holiday=day in holidays))
    )


def _counted(planned: Sequence[Planned], zone: ZoneInfo) -> _Counted:
    present = [each.duty for each in planned if each.duty.kind in PRESENT]
    return _Counted(
        tuple(duty.span for duty in present),
        Counter(day for day, _ in {(duty.day(zone), duty.employment_id) for duty in present}),
        Counter((each.duty.day(zone), each.key) for each in planned),
    )


def short_of_notice(day: date, today: date, notice: timedelta) -> bool:
    """Say whether who works on a day is told of it less than the notice before: with 14 days, on the 14th day not."""
    return day < today + notice


def begun_on(planned: Iterable[Planned], zone: ZoneInfo) -> Mapping[tuple[int, date], tuple[Planned, ...]]:
    """Return what is planned by (employment, day it begins), in order."""
    found: dict[tuple[int, date], tuple[Planned, ...]] = {}
    for each in sorted(planned, key=lambda one: (one.duty.span, one.duty.kind)):
        on = each.duty.employment_id, local_day(each.duty.span.from_at, zone)
        found[on] = (*found.get(on, ()), each)
    return found


def going_on(planned: Iterable[Planned], zone: ZoneInfo) -> frozenset[tuple[int, date]]:
    """Return the (employment, day) on which being on call goes on that began on a day before."""
    on_call = (each.duty for each in planned if each.duty.kind is DutyKind.ON_CALL)
    return frozenset(
        (duty.employment_id, day) for duty in on_call for day in days_touched(duty.span, zone) if day != duty.day(zone)
    )


def named(duty: Duty, key: str, kinds: Iterable[ShiftKind], zone: ZoneInfo) -> Planned:
    """Return a duty with its key: the one it was planned by, or that of the shift with its clocks."""
    if not key:
        day = duty.day(zone)
        same = (each.key for each in kinds if each.kind is duty.kind and each.span(day, zone) == duty.span)
        key = next(same, "")
    return Planned(duty, key)


def still_named(planned: Planned, kinds: Mapping[str, ShiftKind], zone: ZoneInfo) -> Planned:
    """Return a duty without its key where the shift of that key is another by now, so that it is written by clocks."""
    duty, kind = planned.duty, kinds.get(planned.key)
    if kind is None or (kind.kind, kind.span(duty.day(zone), zone)) == (duty.kind, duty.span):
        return planned
    return Planned(duty, "")


def written(planned: Sequence[Planned], zone: ZoneInfo) -> str:
    """Return how the shifts of a day are written: "F+B"; without a key by clocks, "*" where nobody can type it so."""
    return "+".join(each.key or _written(each.duty, zone) for each in planned)


def _written(duty: Duty, zone: ZoneInfo) -> str:
    typed = "-".join(f"{clock_of(at, zone):%H:%M}" for at in (duty.span.from_at, duty.span.to_at))
    plain = duty.kind is DutyKind.WORK and duty.span == _read(typed, {}).span(duty.day(zone), zone)
    return typed if plain else f"*{typed}"


def normal(text: str) -> str:
    """Return what somebody typed for a day as it is written: " f  b" is "F+B", "-" is free."""
    return "+".join(word for word in text.replace("+", " ").upper().split() if word not in FREE)
