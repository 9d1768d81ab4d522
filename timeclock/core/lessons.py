"""Teachers of music and in adult education (TVöD BT-V §52): lessons taught, and what they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from fractions import Fraction

from timeclock.core.lines import Line, Part, Reason
from timeclock.core.plans import DayPlan, LessonWorth, PlanInForce, whole_minutes
from timeclock.core.session_kinds import SessionKind
from timeclock.core.sessions import Piece
from timeclock.core.spans import MINUTE, total

RULE = "M32"


def counting_lines(pieces: Iterable[Piece], held: PlanInForce) -> tuple[Line, ...]:
    """Return what lessons count beyond their time: four of 0:45 that count 1:18 each are +2:12."""
    worth = held.rules.lessons
    taught = total([piece.span for piece in pieces if piece.kind is SessionKind.LESSONS])
    if worth is None or not taught:
        return ()
    more = counted(taught, worth) - taught
    told = {**in_lessons(taught, worth), "length": worth.length // MINUTE, "counts": worth.counts // MINUTE}
    citation, since = held.rules.agreement, held.plan_since
    return (Line(Part.WORKED, Reason.LESSONS_COUNT, more, RULE, citation, figures=told, since=since),)


def counted(taught: timedelta, worth: LessonWorth) -> timedelta:
    """Return what lessons count in whole minutes: 3:00 of 0:45 at 1:18 are 5:12."""
    return whole_minutes(Fraction(taught // MINUTE * (worth.counts // MINUTE), worth.length // MINUTE)) * MINUTE


def due(plan: DayPlan, worth: LessonWorth) -> Mapping[str, int | str]:
    """Return a target in lessons: 7:48 are six of them, 8:00 are six and 0:07."""
    taught = whole_minutes(Fraction(plan.target // MINUTE * (worth.length // MINUTE), worth.counts // MINUTE)) * MINUTE
    return in_lessons(taught, worth)


def in_lessons(taught: timedelta, worth: LessonWorth) -> Mapping[str, int | str]:
    """Return time taught as whole lessons and the rest: 3:10 of 0:45 are four and 0:10."""
    return {"lessons": str(taught // worth.length), "rest": taught % worth.length // MINUTE}
