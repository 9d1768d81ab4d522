"""Standby at work: working time in full for every protective limit, credited by a share, reported in minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from timeclock.core.amounts import Amount, AmountKind, of_minutes
from timeclock.core.figures import LawFigures
from timeclock.core.lines import Line, Part, Reason
from timeclock.core.plans import DayPlan, ModelRules, PlanInForce
from timeclock.core.session_kinds import SessionKind
from timeclock.core.sessions import Piece
from timeclock.core.spans import MINUTE, Span, total

WHOLE = 100
DUTY_RULE, DUTY_CITATION = "TVOED-8-4", "TVöD §8 Abs. 4"


@dataclass(frozen=True, slots=True)
class Waited:
    """The standby of a day: how long, and in which spans where a roster says so.

    `within_week`: it is Bereitschaftszeit of the regular week (TVöD §9), else Bereitschaftsdienst beside it.
    """

    length: timedelta
    spans: tuple[Span, ...]
    within_week: bool


def rostered(pieces: Iterable[Piece], rules: ModelRules) -> Waited | None:
    """Return the work that lies in the roster's standby on site, None where none does."""
    spans = tuple(sorted(piece.span for piece in pieces if piece.kind is SessionKind.STANDBY_ON_SITE))
    return Waited(total(spans), spans, rules.standby_time) if spans else None


def planned(plan: DayPlan, worked: timedelta, law: LawFigures, day: date) -> Waited:
    """Return the standby time that a plan has in so much work: of 3:36 in 9:36 half a day has 1:48.

    It lies evenly in the day, for no clock is agreed, and is no more than planned: who stays longer works.
    """
    whole = max(plan.standby, plan.target + not_credited(plan.standby, law.standby_time.on(day).percent))
    length = (worked // MINUTE) * (plan.standby // MINUTE) // (whole // MINUTE) * MINUTE
    return Waited(min(length, plan.standby), (), within_week=True)


def share_lines(waited: Waited, held: PlanInForce, law: LawFigures, day: date) -> tuple[Line, ...]:
    """Return what of standby is not credited: of 8:00 at 50 % it is -4:00, of 0:05 it is -0:02."""
    percent = law.standby_time.on(day).percent if waited.within_week else held.rules.standby_percent
    left_out = not_credited(waited.length, percent)
    if not left_out:
        return ()
    rule, citation = _cited(waited, law, day)
    figures = {"percent": f"{percent} %"}
    since = law.standby_time.since(day) if waited.within_week else held.since
    return (Line(Part.WORKED, Reason.STANDBY_SHARE, -left_out, rule, citation, figures=figures, since=since),)


def not_credited(length: timedelta, percent: int) -> timedelta:
    """Return the part of standby that is not credited, in full minutes; a part of a minute is credited."""
    return (length // MINUTE) * (WHOLE - percent) // WHOLE * MINUTE


def amounts(waited: Waited | None, law: LawFigures, day: date) -> tuple[Amount, ...]:
    """Return the minutes of standby by kind: Bereitschaftsdienst, or Bereitschaftszeit within the week."""
    if waited is None or not waited.length:
        return ()
    kind = AmountKind.STANDBY_TIME if waited.within_week else AmountKind.STANDBY_ON_SITE
    rule, citation = _cited(waited, law, day)
    since = law.standby_time.since(day) if waited.within_week else None
    return (of_minutes(kind, waited.length, rule, citation, waited.spans, since),)


def _cited(waited: Waited, law: LawFigures, day: date) -> tuple[str, str]:
    if not waited.within_week:
        return DUTY_RULE, DUTY_CITATION
    figures = law.standby_time.on(day)
    return figures.rule, figures.citation
