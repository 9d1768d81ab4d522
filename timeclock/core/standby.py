"""Standby on site: working time in full for every protective limit, credited by a share, reported in minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from timeclock.core.amounts import Amount, AmountKind, of_minutes
from timeclock.core.day import SessionKind
from timeclock.core.figures import LawFigures
from timeclock.core.lines import Line, Part, Reason
from timeclock.core.plans import ModelRules, PlanInForce
from timeclock.core.sessions import Piece
from timeclock.core.spans import MINUTE, Span, total

WHOLE = 100
DUTY_RULE, DUTY_CITATION = "TVOED-8-4", "TVöD §8 Abs. 4"


def spans_of(pieces: Iterable[Piece]) -> tuple[Span, ...]:
    """Return the standby among a day's work, in order."""
    return tuple(sorted(piece.span for piece in pieces if piece.kind is SessionKind.STANDBY_ON_SITE))


def share_lines(standby: Sequence[Span], held: PlanInForce, law: LawFigures, day: date) -> tuple[Line, ...]:
    """Return what of standby is not credited: of 8:00 at 50 % it is -4:00, of 0:05 it is -0:02."""
    rules = held.rules
    percent = law.standby_time.on(day).percent if rules.standby_time else rules.standby_percent
    left_out = not_credited(total(standby), percent)
    if not left_out:
        return ()
    rule, citation = _cited(rules, law, day)
    figures = {"percent": f"{percent} %"}
    since = law.standby_time.since(day) if rules.standby_time else held.since
    return (Line(Part.WORKED, Reason.STANDBY_SHARE, -left_out, rule, citation, figures=figures, since=since),)


def not_credited(length: timedelta, percent: int) -> timedelta:
    """Return the part of standby that is not credited, in full minutes; a part of a minute is credited."""
    return (length // MINUTE) * (WHOLE - percent) // WHOLE * MINUTE


def amounts(standby: Sequence[Span], rules: ModelRules, law: LawFigures, day: date) -> tuple[Amount, ...]:
    """Return the minutes of standby by kind: Bereitschaftsdienst, or Bereitschaftszeit within the week."""
    if not standby:
        return ()
    kind = AmountKind.STANDBY_TIME if rules.standby_time else AmountKind.STANDBY_ON_SITE
    rule, citation = _cited(rules, law, day)
    since = law.standby_time.since(day) if rules.standby_time else None
    return (of_minutes(kind, total(standby), rule, citation, standby, since),)


def _cited(rules: ModelRules, law: LawFigures, day: date) -> tuple[str, str]:
    if not rules.standby_time:
        return DUTY_RULE, DUTY_CITATION
    figures = law.standby_time.on(day)
    return figures.rule, figures.citation
