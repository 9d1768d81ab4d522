"""Half-open spans of time and of days, and the few things one does with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from operator import attrgetter

ZERO = timedelta(0)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An instant from (included) and an instant to (excluded), both UTC."""

    from_at: datetime
    to_at: datetime

    def __post_init__(self) -> None:
        if self.from_at.tzinfo is not UTC or self.to_at.tzinfo is not UTC:
            raise ValueError(f"a span is made of UTC instants, got {self.from_at!r} and {self.to_at!r}")
        if self.to_at < self.from_at:
            raise ValueError(f"a span cannot end before it begins: {self.from_at} to {self.to_at}")

    @property
    def length(self) -> timedelta:
        return self.to_at - self.from_at


@dataclass(frozen=True, slots=True, order=True)
class DaySpan:
    """Civil days from (included) to (excluded)."""

    from_day: date
    to_day: date

    def __post_init__(self) -> None:
        if self.to_day < self.from_day:
            raise ValueError(f"a span of days cannot end before it begins: {self.from_day} to {self.to_day}")

    def __contains__(self, day: date) -> bool:
        return self.from_day <= day < self.to_day

    def __iter__(self) -> Iterator[date]:
        day = self.from_day
        while day < self.to_day:
            yield day
            day += DAY

    @classmethod
    def month(cls, year: int, month: int) -> DaySpan:
        """All days of a calendar month."""
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(date(year, month, 1), following)

    @classmethod
    def one(cls, day: date) -> DaySpan:
        return cls(day, day + DAY)


by_begin = attrgetter("from_at")


def total(spans: Iterable[Span]) -> timedelta:
    """Return the summed length; overlaps count twice, so pass a union where that matters."""
    length = ZERO
    for span in spans:
        length += span.to_at - span.from_at
    return length


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans merged where they touch or overlap: 8–10 and 9–12 is 8–12."""
    merged: list[Span] = []
    for span in sorted(spans, key=by_begin):
        if not merged or merged[-1].to_at < span.from_at:
            merged.append(span)
        elif merged[-1].to_at < span.to_at:
            merged[-1] = Span(merged[-1].from_at, span.to_at)
    return tuple(merged)


def gaps(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return what lies between ascending spans: 8–12 and 13–17 leave 12–13."""
    return tuple(Span(left.to_at, right.from_at) for left, right in pairwise(spans) if left.to_at < right.from_at)


def clip(spans: Iterable[Span], limit: Span) -> tuple[Span, ...]:
    """Return the parts of `spans` inside `limit`: 5:30–12:00 in a frame from 6:00 is 6:00–12:00."""
    from_at, to_at = limit.from_at, limit.to_at
    return tuple([_shared(span, limit) for span in spans if span.from_at < to_at and from_at < span.to_at])


def _shared(span: Span, limit: Span) -> Span:
    if limit.from_at <= span.from_at and span.to_at <= limit.to_at:
        return span
    return Span(max(span.from_at, limit.from_at), min(span.to_at, limit.to_at))


def without(limit: Span, taken: Iterable[Span]) -> tuple[Span, ...]:
    """Return what is left of `limit`: 6–14 without 8–9 is 6–8 and 9–14."""
    edges = [Span(limit.from_at, limit.from_at), *clip(union(taken), limit), Span(limit.to_at, limit.to_at)]
    return gaps(edges)


def minus(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """Return what is left of ascending spans: 6–14 and 15–16 without 8–9 is 6–8, 9–14 and 15–16."""
    away = union(taken)
    return tuple(part for span in spans for part in without(span, away))


def first_of(spans: Iterable[Span], length: timedelta) -> tuple[Span, ...]:
    """Return the first so much of spans: an hour and a half of 6–7 and 9–12 is 6–7 and 9–9:30."""
    found: list[Span] = []
    for span in spans:
        if length <= ZERO:
            break
        found.append(Span(span.from_at, min(span.to_at, span.from_at + length)))
        length -= found[-1].length
    return tuple(found)
