"""Pictures of months as geometry: bars beside each other or a line, in shares of the width, with a scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from timeclock.core.amounts import THOUSAND
from timeclock.core.spans import MINUTE
from timeclock.store.courses import MonthGone

# The left of the drawing is for the figures of the scale; all else is percent of the width.
MARGIN = 14.0
TOP, GROUND = 12, 172  # what lies between, in pixels, is the drawing
MOST = 5  # steps of the scale
STEPS = (1, 2, 5)
EVERY = 3  # months between two names
HOUR = 60  # minutes
BAR = 0.36  # of the width of a month


@dataclass(frozen=True, slots=True)
class Bar:
    """What one series came to in one month; `series` counts from 0."""

    series: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale and the figure it stands for."""

    y: float
    amount: int


@dataclass(frozen=True, slots=True)
class Name:
    """A month that is named below the drawing."""

    x: float
    month: date


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the drawing needs; across in percent, down in pixels."""

    bars: tuple[Bar, ...]
    points: tuple[Point, ...]
    ticks: tuple[Tick, ...]
    names: tuple[Name, ...]
    zero: float


@dataclass(frozen=True, slots=True)
class Pictures:
    """The months of an employment as three charts: in minutes, and leave in thousandths of days."""

    months: Sequence[MonthGone]
    balance: Chart
    worked: Chart
    leave: Chart

    @classmethod
    def of(cls, gone: Sequence[MonthGone]) -> Pictures:
        months = [each.month for each in gone]
        lengths = [[length // MINUTE for length in (each.worked, each.target)] for each in gone]
        return cls(
            gone,
            line(months, [each.balance // MINUTE for each in gone], HOUR),
            bars(months, tuple(zip(*lengths, strict=True)), HOUR),
            bars(months, [[each.milli_days for each in gone]], THOUSAND),
        )


@dataclass(frozen=True, slots=True)
class _Scale:
    lowest: int
    highest: int
    step: int

    def y(self, amount: int) -> float:
        share = (amount - self.lowest) / (self.highest - self.lowest)
        return round(GROUND - share * (GROUND - TOP), 2)

    def ticks(self) -> tuple[Tick, ...]:
        amounts = range(self.lowest, self.highest + 1, self.step)
        return tuple(Tick(self.y(amount), amount) for amount in amounts)


def bars(months: Sequence[date], series: Sequence[Sequence[int]], unit: int) -> Chart:
    """Return bars of each month beside each other; a scale has full units, such as 60 for minutes."""
    scale = _scale([amount for each in series for amount in each], unit)
    width, zero = (100 - MARGIN) / len(months), scale.y(0)
    wide = width * min(BAR, 0.8 / len(series))
    drawn = []
    for no, amounts in enumerate(series):
        shift = (no - len(series) / 2) * wide
        for at, amount in enumerate(amounts):
            y = scale.y(amount)
            x = round(_middle(at, width) + shift, 3)
            drawn.append(Bar(no, x, min(y, zero), round(wide, 3), round(abs(zero - y), 2)))
    return Chart(tuple(drawn), (), scale.ticks(), _names(months, width), zero)


def line(months: Sequence[date], amounts: Sequence[int], unit: int) -> Chart:
    """Return a point for each month, to be joined by a line."""
    scale = _scale(amounts, unit)
    width = (100 - MARGIN) / len(months)
    points = tuple(Point(_middle(at, width), scale.y(amount)) for at, amount in enumerate(amounts))
    return Chart((), points, scale.ticks(), _names(months, width), scale.y(0))


def _middle(at: int, width: float) -> float:
    return round(MARGIN + (at + 0.5) * width, 3)


def _names(months: Sequence[date], width: float) -> tuple[Name, ...]:
    """Return every third month, counted back from the last: more have no room on a phone."""
    last = len(months) - 1
    return tuple(Name(_middle(at, width), month) for at, month in enumerate(months) if (last - at) % EVERY == 0)


def _scale(amounts: Sequence[int], unit: int) -> _Scale:
    """Return the scale with round steps that holds zero and every amount."""
    lowest, highest = min((0, *amounts)), max((0, *amounts))
    step = next(step for step in _steps(unit) if -(-highest // step) - lowest // step <= MOST)
    first, last = lowest // step, -(-highest // step)
    return _Scale(first * step, max(last, first + 1) * step, step)


def _steps(unit: int) -> Iterator[int]:
    """Yield 1, 2, 5, 10, 20, 50 and so on, in full units."""
    for power in count():
        yield from (factor * 10**power * unit for factor in STEPS)
