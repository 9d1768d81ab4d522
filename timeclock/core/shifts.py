"""One employment's work in one go, and the day or days its model credits it to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from timeclock.core import credit_days
from timeclock.core.plans import Attribution, CreditDay
from timeclock.core.sessions import Piece
from timeclock.core.walltime import local_day


@dataclass(frozen=True, slots=True)
class HomePiece:
    """A piece of work with the number of the protective working day (rulebook C-4) that its session begins in."""

    home: int
    piece: Piece


@dataclass(frozen=True, slots=True)
class Credited:
    """A piece of work, or the part of one that a day gets."""

    day: date
    home: int
    piece: Piece


@dataclass(frozen=True, slots=True)
class Shift:
    """Work in one go, as the model of the day it begins on sees it."""

    attribution: Attribution
    work: tuple[HomePiece, ...]


# How one employment's model of a day credits; None where the employment does not exist that day.
OwnAttributionOn = Callable[[date], Attribution | None]


def credited(pieces: Iterable[HomePiece], attribution_on: OwnAttributionOn, zone: ZoneInfo) -> tuple[Credited, ...]:
    """Return ascending work with the days it is credited to: of 22:00–06:00 split at midnight 22–24 and 0–6.

    What would fall on a day on which the employment is over, or has not begun, stays with the day its shift begins on.
    """
    found: list[Credited] = []
    for shift in _shifts(pieces, attribution_on, zone):
        first = local_day(shift.work[0].piece.span.from_at, zone)
        parts = _parts(shift, zone)
        found += (part if attribution_on(part.day) is not None else replace(part, day=first) for part in parts)
    return tuple(found)


def _shifts(pieces: Iterable[HomePiece], attribution_on: OwnAttributionOn, zone: ZoneInfo) -> Iterator[Shift]:
    held: list[HomePiece] = []
    attribution = Attribution()
    for each in pieces:
        if held and not _goes_on(held, each, attribution):
            yield Shift(attribution, tuple(held))
            held = []
        if not held:
            attribution = attribution_on(local_day(each.piece.span.from_at, zone)) or Attribution()
        held.append(each)
    if held:
        yield Shift(attribution, tuple(held))


def _goes_on(held: Sequence[HomePiece], following: HomePiece, attribution: Attribution) -> bool:
    """Say whether work belongs to the shift before it; a work session is never torn in two."""
    last, piece = held[-1].piece, following.piece
    if piece.session_no is not None and piece.session_no == last.session_no:
        return True
    longest, begin = attribution.longest_shift, piece.span.from_at
    if longest is not None and begin - held[0].piece.span.from_at >= longest:
        return False
    if attribution.shift_gap is None:
        return following.home == held[0].home
    return begin - last.span.to_at < attribution.shift_gap


def _parts(shift: Shift, zone: ZoneInfo) -> Iterator[Credited]:
    attribution, work = shift.attribution, shift.work
    if attribution.credit_day is not CreditDay.SPLIT:
        day = credit_days.day_of([each.piece.span for each in work], attribution, zone)
        yield from (Credited(day, each.home, each.piece) for each in work)
        return
    for each in work:
        whole = each.piece
        for day, part in credit_days.parts(whole.span, attribution.day_starts, zone):
            known = whole.ends_known or part.to_at < whole.span.to_at
            yield Credited(day, each.home, replace(whole, span=part, ends_known=known))
