"""When somebody is told of her leave: once a year or as soon as she has come, and in autumn of what is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction

from timeclock.core.spans import DaySpan


class NoticeKind(StrEnum):
    """The individual notice of a year, and the reminder of what is left of it."""

    YEARLY = "yearly"
    REMINDER = "reminder"


def due(
    employed: DaySpan, made: Mapping[NoticeKind, date], left: Fraction, reminded_from: date, today: date
) -> NoticeKind | None:
    """Return what is due on a day of the employment: the notice first, the reminder where that one is older."""
    if today not in employed:
        return None
    noticed = made.get(NoticeKind.YEARLY)
    if noticed is None:
        return NoticeKind.YEARLY
    is_due = NoticeKind.REMINDER not in made and noticed < reminded_from <= today
    return NoticeKind.REMINDER if is_due and left > 0 else None
