"""The line of a day as geometry: what was when, as shares of the width between two full hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from timeclock.core.day import WorkSession
from timeclock.core.plans import ClockSpan
from timeclock.service.bills import DayBill

FIRST_HOUR, LAST_HOUR = 6, 20
HOUR = timedelta(hours=1)
# Hours between two labels, the first that needs no more than so many.
STEPS = (2, 3, 4, 6, 12, 24)
MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch on the line and the row of the table that says the same; `to_at` is None while it lasts."""

    kind: str
    x: float
    width: float
    from_at: datetime
    to_at: datetime | None
    length: timedelta | None


@dataclass(frozen=True, slots=True)
class Tick:
    hour: int
    x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class DayLine:
    """Everything the drawing needs; positions and widths are percent."""

    blocks: tuple[Block, ...]
    ticks: tuple[Tick, ...]
    core_time: tuple[float, float] | None
    now_x: float | None

    @property
    def rows(self) -> tuple[Block, ...]:
        return tuple(sorted(self.blocks, key=lambda block: block.from_at))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Wall-clock hours of one civil day on a width of 100."""

    day: date
    zone: ZoneInfo
    from_hour: int
    to_hour: int
    step: int

    def x(self, at: datetime) -> float:
        return self.of_hour(_hours(at, self.day, self.zone))

    def of_hour(self, hour: float) -> float:
        return round(min(max((hour - self.from_hour) / (self.to_hour - self.from_hour) * 100, 0), 100), 3)

    def block(self, kind: str, from_at: datetime, to_at: datetime | None, until: datetime) -> Block:
        # On the night the clock goes back the wall clock may run backwards within a block.
        width = max(self.x(to_at or until) - self.x(from_at), 0)
        return Block(kind, self.x(from_at), round(width, 3), from_at, to_at, None if to_at is None else to_at - from_at)


def day_line(bill: DayBill, zone: ZoneInfo, now: datetime) -> DayLine:
    """Return the line of a day from 6 to 20 h, or wider where work lies outside."""
    sessions = bill.result.sessions if bill.result else ()
    is_today = now.astimezone(zone).date() == bill.day
    scale = _scale(bill.day, zone, [*_instants(sessions), *([now] if is_today else [])])
    core = bill.plan.core_time if bill.plan else None
    return DayLine(
        blocks=tuple(_blocks(sessions, scale, now if is_today else None)),
        ticks=_ticks(scale),
        core_time=_clock_span(core, scale) if core else None,
        now_x=scale.x(now) if is_today else None,
    )


def _blocks(sessions: Iterable[WorkSession], scale: _Scale, now: datetime | None) -> Iterable[Block]:
    for session in sessions:
        yield scale.block(session.kind.value, session.from_at, session.to_at, now or session.from_at)
        for pause in session.breaks:
            yield scale.block("break", pause.from_at, pause.to_at, now or pause.from_at)


def _instants(sessions: Iterable[WorkSession]) -> Iterable[datetime]:
    for session in sessions:
        yield session.from_at
        if session.to_at is not None:
            yield session.to_at


def _scale(day: date, zone: ZoneInfo, instants: Iterable[datetime]) -> _Scale:
    hours = [_hours(at, day, zone) for at in instants]
    first, last = min([*hours, FIRST_HOUR]), max([*hours, LAST_HOUR])
    step = next((step for step in STEPS if (last - first) / step <= MOST_STEPS), STEPS[-1])
    return _Scale(day, zone, int(first // step) * step, int(-(-last // step)) * step, step)


def _hours(at: datetime, day: date, zone: ZoneInfo) -> float:
    """Return hours on the wall clock since the day's midnight: 25.5 is half past one the next morning."""
    wall = at.astimezone(zone).replace(tzinfo=None)
    return (wall - datetime.combine(day, time())) / HOUR


def _ticks(scale: _Scale) -> tuple[Tick, ...]:
    hours = range(scale.from_hour, scale.to_hour + 1, scale.step)
    return tuple(Tick(hour % 24, scale.of_hour(hour), _anchor(scale.of_hour(hour))) for hour in hours)


def _anchor(x: float) -> str:
    """Return which side of a label stands on the tick: at both ends it stays inside the drawing."""
    if x <= 0:
        return "start"
    return "end" if x >= 100 else "middle"


def _clock_span(span: ClockSpan, scale: _Scale) -> tuple[float, float]:
    from_hour = span.from_clock.hour + span.from_clock.minute / 60
    to_hour = (span.to_clock.hour + span.to_clock.minute / 60) or 24
    left = scale.of_hour(from_hour)
    return left, round(scale.of_hour(to_hour) - left, 3)
