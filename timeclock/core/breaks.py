"""Statutory breaks (ArbZG §4): what was taken, what is required, and what the credit loses where it is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter

from timeclock.core.figures import BreakFigures, BreakStep
from timeclock.core.spans import ZERO, Span, union


@dataclass(frozen=True, slots=True)
class BreakCount:
    """A working day as ArbZG §4 sees it (rulebook C-5, C-6).

    `gross` is the stamped work, `interruptions` are all gaps, `qualifying` those long enough to be a break,
    `protective` is the span without qualifying breaks, `longest_stretch` the longest work without one.
    """

    span: timedelta
    gross: timedelta
    interruptions: timedelta
    qualifying: timedelta
    longest_stretch: timedelta

    @property
    def protective(self) -> timedelta:
        return self.span - self.qualifying


def count(work: Iterable[Span], least_piece: timedelta) -> BreakCount:
    """Return the figures of one working day: 8–12 and 12:14–16:14 is 8:14 protective, for 14 minutes are no break."""
    merged = union(work)
    if not merged:
        return BreakCount(ZERO, ZERO, ZERO, ZERO, ZERO)
    interruptions = qualifying = longest = ZERO
    # A gap too short to be a break belongs to the stretch around it.
    stretch_from, end = merged[0].from_at, merged[0].to_at
    for span in merged[1:]:
        gap = span.from_at - end
        interruptions += gap
        if gap >= least_piece:
            qualifying += gap
            longest = max(longest, end - stretch_from)
            stretch_from = span.from_at
        end = span.to_at
    whole = end - merged[0].from_at
    return BreakCount(whole, whole - interruptions, interruptions, qualifying, max(longest, end - stretch_from))


def required(protective: timedelta, steps: Sequence[BreakStep]) -> BreakStep | None:
    """Return the step that applies: none up to 6:00, thirty minutes over 6:00, forty-five over 9:00."""
    found: BreakStep | None = None
    for step in steps:
        if protective > step.worked_over and (found is None or found.worked_over < step.worked_over):
            found = step
    return found


by_worked_over = attrgetter("worked_over")


def deduction(gross: timedelta, interruptions: timedelta, figures: BreakFigures) -> timedelta:
    """Return what the plateau takes off (C-7): 6:20 without a break loses 0:20, 6:45 loses 0:30, 9:10 with 30 0:10.

    The credit is the most time for which the interruptions and the minutes taken off make up the required break, so
    it never falls below a threshold that the shorter time would have reached without a break.
    """
    steps = sorted(figures.steps, key=by_worked_over)
    if not steps or gross <= steps[0].worked_over:
        return ZERO
    credit = steps[0].worked_over
    for step, above in zip(steps, [*steps[1:], None], strict=True):
        most = min(gross, gross + interruptions - step.pause)
        if above is not None:
            most = min(most, above.worked_over)
        if most > step.worked_over:
            credit = max(credit, most)
    return gross - credit


def step_deduction(gross: timedelta, interruptions: timedelta, figures: BreakFigures) -> timedelta:
    """Return what is taken off at once (OPEN-02): 6:01 without a break loses 0:30, with 0:20 of break 0:10."""
    step = required(gross, figures.steps)
    return ZERO if step is None else max(ZERO, step.pause - interruptions)
