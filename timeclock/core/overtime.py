"""Work that somebody ordered beyond the plan: which of a day's work that is, and what is overtime of it (TVöD §7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from timeclock.core.spans import ZERO, Span, clip, first_of, minus, union

ORDER_RULE, ORDER_CITATION = "OPEN-08", "Anordnung; Regelwerk OPEN-08"


@dataclass(frozen=True, slots=True)
class Order:
    """Work ordered or approved within a span, for one employment.

    `budget`: how much of each day's work it covers at most; None is all of it.
    """

    employment_id: int
    span: Span
    budget: timedelta | None = None

    def __post_init__(self) -> None:
        if self.budget is not None and self.budget <= ZERO:
            raise ValueError(f"an order covers some work, got a budget of {self.budget}")


def ordered(work: Sequence[Span], inside: Iterable[Span], orders: Iterable[Order]) -> tuple[Span, ...]:
    """Return the work of a day that was ordered: 16–21 under an order from 18 to 24 is 18–21.

    A budget goes first to what lies outside the frame, which would not count without the order, and then to what was
    worked first. Where orders overlap a minute is ordered once, and those without a budget cover it first, whichever
    was given first.
    """
    found: tuple[Span, ...] = ()
    for order in sorted(orders, key=_in_order):
        covered = minus(clip(work, order.span), found)
        if order.budget is not None:
            outside = minus(covered, inside)
            covered = first_of([*outside, *minus(covered, outside)], order.budget)
        found = union([*found, *covered])
    return found


def _in_order(order: Order) -> tuple[bool, Span, timedelta]:
    return order.budget is not None, order.span, order.budget or ZERO


@dataclass(frozen=True, slots=True)
class OrderedWeek:
    """A calendar week: what was ordered and worked above the contract, and what was compensated in it."""

    extra: timedelta
    compensated: timedelta


@dataclass(frozen=True, slots=True)
class Overtime:
    """What is left of a week: extra work (Mehrarbeit) up to the full-time hours, overtime (Überstunden) above."""

    extra_work: timedelta
    overtime: timedelta


def by_week(weeks: Sequence[OrderedWeek], room: timedelta) -> tuple[Overtime, ...]:
    """Return what is left of consecutive weeks: 2:00 above 39:00, of which 0:30 were given back in time, is 1:30.

    Time given back pays for the week before first, then for its own (H15), never for an older one: TVöD §7 Abs. 7 ends
    with the following week. `room` is what a part-timer's contract leaves up to the full-time hours.
    """
    left = [week.extra for week in weeks]
    for no, week in enumerate(weeks):
        given = week.compensated
        for paid in (no - 1, no) if no else (no,):
            taken = min(given, left[paid])
            left[paid] -= taken
            given -= taken
    return tuple(Overtime(min(each, room), max(each - room, ZERO)) for each in left)


def above_corridor(worked: timedelta, corridor: timedelta) -> timedelta:
    """Return what a week holds above the upper limit of a working-time corridor: 46:00 above 45:00 is 1:00."""
    return max(worked - corridor, ZERO)
