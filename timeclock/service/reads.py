"""Who has looked at my data: what is on record of it, by day, with what each reader was entrusted with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from timeclock.core import walltime
from timeclock.core.spans import DaySpan, Span
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.store import reads
from timeclock.store.db import Session
from timeclock.store.reads import Held, Read


@dataclass(frozen=True, slots=True)
class SeenBy:
    """One look: `roles` are those the reader held that day, `stood_in_for` whom she was named deputy of."""

    read: Read
    roles: tuple[str, ...]
    stood_in_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayOfReads:
    day: date
    looks: tuple[SeenBy, ...]


def of_month(session: Session, sight: Sight, first: date) -> tuple[DayOfReads, ...]:
    """Return who else looked at the actor's data in a month, the newest day first."""
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    month = DaySpan.month(first.year, first.month)
    span = Span(
        walltime.day_span(month.from_day, sight.zone).from_at, walltime.day_span(month.to_day, sight.zone).from_at
    )
    found = reads.of_person(session, sight.actor.person_id or 0, span)
    held = reads.held(session, sorted({each.login_id for each in found}))
    by_day: dict[date, list[SeenBy]] = {}
    for each in found:
        day = walltime.local_day(each.at, sight.zone)
        by_day.setdefault(day, []).append(_seen(each, day, held))
    return tuple(DayOfReads(day, tuple(looks)) for day, looks in by_day.items())


def _seen(read: Read, day: date, held: Sequence[Held]) -> SeenBy:
    hers = [each for each in held if each.login_id == read.login_id and each.holds(day)]
    own = tuple(sorted({each.role for each in hers if each.principal is None}))
    # Deputies decide, and do nothing else by that.
    deputy = read.purpose == Action.DECIDE_REQUESTS
    return SeenBy(read, own, tuple(each.principal for each in hers if each.principal and deputy))
