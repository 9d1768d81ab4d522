"""What a day's work is worth: the worked lines of the bill, from stamped pieces to credited time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from timeclock.core.breaks import BreakCount, count, deduction, required, step_deduction
from timeclock.core.figures import BreakFigures, PaidBreaks
from timeclock.core.findings import Code
from timeclock.core.frame import outside_frame
from timeclock.core.lines import Line, Part, Reason
from timeclock.core.overtime import ORDER_CITATION, ORDER_RULE
from timeclock.core.plans import BreakDeduction, ModelRules, PlanInForce
from timeclock.core.session_kinds import SessionKind
from timeclock.core.sessions import Oddity, Piece
from timeclock.core.spans import MINUTE, ZERO, Span, gaps, total, union
from timeclock.core.walltime import shown

REASONS = {
    SessionKind.WORK: Reason.WORK,
    SessionKind.ERRAND: Reason.ERRAND,
    SessionKind.MOBILE_WORK: Reason.MOBILE_WORK,
    SessionKind.CALL_OUT: Reason.CALL_OUT,
    SessionKind.REMOTE_CALL: Reason.REMOTE_CALL,
    SessionKind.STANDBY_ON_SITE: Reason.STANDBY_ON_SITE,
    SessionKind.LESSONS: Reason.LESSONS,
    SessionKind.PREPARATION: Reason.PREPARATION,
}
# A day's own work within a working day, and all of that; the same where the day is credited with all of it.
OwnAndWhole = tuple[Sequence[Piece], Sequence[Piece]]
WORK = ("ARBZG-2-1", "ArbZG §2 Abs. 1")
# The ArbZG is not for officials; they are workers of the directive.
WORK_OF_OFFICIALS = ("EUGH-C-55/18", "RL 2003/88/EG Art. 2 Nr. 1")
WORK_UNDER = {"azvo_nrw": WORK_OF_OFFICIALS, "azvofeu_nrw": WORK_OF_OFFICIALS}
FRAME_RULE, FRAME_CITATION = "TVOED-6-GLZ", "Regelwerk OPEN-08"
# The stamp is kept for ever; it only begins and ends nothing.
KEPT_RULE, KEPT_CITATION = "REC-NOBLOCK", "EuGH C-55/18; Regelwerk REC-NOBLOCK"
KEPT = {Code.DOUBLED_STAMP: Reason.DOUBLED_STAMP, Code.WRONG_KEY: Reason.WRONG_KEY}


def minutes(length: timedelta) -> int:
    """Return a length in whole minutes."""
    return length // MINUTE


def work_lines(pieces: Iterable[Piece], regime: str, zone: ZoneInfo) -> tuple[Line, ...]:
    """Return a line for each piece of known work: 8:00–12:00 is +4:00; time off that counts has lines of its own."""
    law = WORK_UNDER.get(regime, WORK)
    return tuple([_work_line(piece, *law, zone) for piece in pieces if piece.span.length and piece.kind in REASONS])


def _work_line(piece: Piece, rule: str, citation: str, zone: ZoneInfo) -> Line:
    span = piece.span
    told = {"from": shown(span.from_at, zone), "to": shown(span.to_at, zone)}
    return Line(Part.WORKED, REASONS[piece.kind], span.length, rule, citation, span, told)


def kept_line(oddity: Oddity, zone: ZoneInfo) -> Line:
    """Return the line that says why a stamp counts for nothing: it was given twice, or by a key soon taken back."""
    figures = {"kind": oddity.stamp.kind.value, "at": shown(oddity.stamp.at, zone)}
    return Line(Part.WORKED, KEPT[oddity.code], ZERO, KEPT_RULE, KEPT_CITATION, figures=figures)


def break_lines(
    stretches: Iterable[OwnAndWhole], figures: BreakFigures, rules: ModelRules, *, contested: bool
) -> tuple[Line, ...]:
    """Return what the missing break takes off each working day, and gives back where the person contests it (C-8).

    Only the employment's own pieces count: work for another employment in between is an interruption here, and the
    protective limits, which look at the person, see it as work.
    """
    if rules.break_deduction is BreakDeduction.NONE:
        return ()
    lines: list[Line] = []
    for own, whole in stretches:
        counted = count((piece.span for piece in whole), figures.least_piece)
        by_step = rules.break_deduction is BreakDeduction.STEP
        missing = (step_deduction if by_step else deduction)(counted.gross, counted.interruptions, figures)
        if missing and own is not whole:
            missing = _off_the_end(missing, own, whole)
        if missing:
            lines.append(_deducted(counted, missing, figures, by_step=by_step))
        if missing and contested:
            lines.append(_contested(missing, figures))
    return tuple(lines)


def _off_the_end(missing: timedelta, own: Sequence[Piece], whole: Sequence[Piece]) -> timedelta:
    """Return the part that a day bears of a missing break; it comes off the end of the work, as what came too much.

    Of 22:00–06:00 split at midnight the morning bears all 0:30; of 15:00–00:10 it has 0:10 and the evening bears 0:20.
    """
    last = max(piece.span.to_at for piece in own)
    later = total(piece.span for piece in whole if piece.span.from_at >= last)
    later += sum((piece.span.to_at - last for piece in whole if piece.span.from_at < last < piece.span.to_at), ZERO)
    return max(ZERO, min(missing - later, total(piece.span for piece in own)))


def _deducted(counted: BreakCount, missing: timedelta, figures: BreakFigures, *, by_step: bool) -> Line:
    told: dict[str, int | str] = {
        "present": minutes(counted.gross),
        "interruptions": minutes(counted.interruptions),
        "required": minutes(_needed(counted, figures)),
    }
    if counted.interruptions + missing < _needed(counted, figures):
        told["kept"] = minutes(counted.gross - missing)
    rule, citation = (
        (figures.step_rule, figures.step_citation) if by_step else (figures.plateau_rule, figures.plateau_citation)
    )
    return Line(Part.WORKED, Reason.BREAK_DEDUCTED, -missing, rule, citation, figures=told)


def _needed(counted: BreakCount, figures: BreakFigures) -> timedelta:
    """Return the break the stamped work would need: 45 minutes for 9:10."""
    return max((step.pause for step in figures.steps if counted.gross > step.worked_over), default=ZERO)


def _contested(missing: timedelta, figures: BreakFigures) -> Line:
    return Line(Part.WORKED, Reason.BREAK_CONTESTED, missing, figures.contest_rule, figures.contest_citation)


def paid_break_lines(
    stretches: Iterable[OwnAndWhole], figures: BreakFigures, paid_breaks: PaidBreaks
) -> tuple[Line, ...]:
    """Return the stamped breaks that are paid, up to what the law asks (H10): 6–10 and 10:30–14 is 7:30 and 0:30.

    Of a working day credited to several each gets what is paid of the breaks that begin on it, the first ones first.
    """
    lines: list[Line] = []
    for own, whole in stretches:
        counted = count((piece.span for piece in whole), figures.least_piece)
        step = required(counted.protective, figures.steps)
        if step is None:
            continue
        before, until = (ZERO, counted.qualifying) if own is whole else _rested(own, whole, figures)
        paid = min(until, step.pause) - min(before, step.pause)
        if paid:
            lines.append(_paid(until - before, step.pause, paid, paid_breaks))
    return tuple(lines)


def _rested(own: Sequence[Piece], whole: Sequence[Piece], figures: BreakFigures) -> tuple[timedelta, timedelta]:
    """Return the breaks of a working day that begin before a day's own part of it, and those that do by its end."""
    first, last = min(piece.span.from_at for piece in own), max(piece.span.to_at for piece in own)
    breaks = [gap for gap in gaps(union(piece.span for piece in whole)) if gap.length >= figures.least_piece]
    before, until = ([gap for gap in breaks if gap.from_at < first], [gap for gap in breaks if gap.from_at <= last])
    return total(before), total(until)


def _paid(taken: timedelta, asked: timedelta, paid: timedelta, paid_breaks: PaidBreaks) -> Line:
    told = {"taken": minutes(taken), "required": minutes(asked)}
    rule, citation = paid_breaks.rule, paid_breaks.citation
    return Line(Part.WORKED, Reason.BREAK_PAID, paid, rule, citation, figures=told)


def frame_lines(
    work: Sequence[Span], ordered: Sequence[Span], held: PlanInForce, so_far: timedelta, zone: ZoneInfo
) -> tuple[Line, ...]:
    """Return what lies outside the frame, after the break is off (H12): 5:50–14:20 with 0:30 from 6:00 is −0:10.

    It is recorded and protected but not credited without an order (OPEN-08), and never takes more than there is. What
    was ordered of it is given back by a line of its own.
    """
    frame = None if held.plan is None else held.plan.frame
    if frame is None:
        return ()
    outside = min(outside_frame(work, frame, zone), so_far)
    if not outside:
        return ()
    figures = {"from": f"{frame.from_clock:%H:%M}", "to": f"{frame.to_clock:%H:%M}"}
    citation, since = held.rules.agreement or FRAME_CITATION, held.plan_since
    lost = Line(Part.WORKED, Reason.OUTSIDE_FRAME, -outside, FRAME_RULE, citation, figures=figures, since=since)
    counts = min(outside_frame(ordered, frame, zone), outside) if ordered else ZERO
    if not counts:
        return (lost,)
    return lost, Line(Part.WORKED, Reason.ORDERED, counts, ORDER_RULE, ORDER_CITATION)
