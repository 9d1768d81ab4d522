"""What planned duties would break, asked before anybody works them: a plan may be refused, work that was done never."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from timeclock.core import acts, attribution, limits, minor_weeks, minors, periods, school
from timeclock.core.absences import on_day
from timeclock.core.attribution import WorkingDay
from timeclock.core.breaks import required
from timeclock.core.day import PersonFile, ProtectDay
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.evaluation import paired_of
from timeclock.core.findings import Code, Finding, Severity, is_graver, neutral_code, one_each
from timeclock.core.session_kinds import SessionKind
from timeclock.core.sessions import Piece, pieces_of
from timeclock.core.spans import ZERO, DaySpan, Span, union
from timeclock.core.walltime import ONE_DAY, floor_minute, local_day

WORKED = {DutyKind.WORK: SessionKind.WORK, DutyKind.STANDBY_ON_SITE: SessionKind.STANDBY_ON_SITE}
# Where the breaks of a shift lie is settled later, and at work; that they are short only warns (rulebook ARBZG-4-1).
BREAKS = frozenset(
    {
        Code.ARBZG_4_1_DUR30,
        Code.ARBZG_4_1_DUR45,
        Code.ARBZG_4_3_6H,
        Code.JARBSCHG_11_1_DUR30,
        Code.JARBSCHG_11_1_DUR60,
        Code.JARBSCHG_11_2_4H30,
        Code.JARBSCHG_11_2_POS,
    }
)


@dataclass(frozen=True, slots=True)
class Objection:
    """What a plan would bring about; `blocks` where it may be released on a legal ground alone (rulebook P-BLOCK).

    `final` where the law knows no such ground, so that the plan has to be changed.
    """

    finding: Finding
    blocks: bool
    final: bool = False


def objections(file: PersonFile) -> tuple[Objection, ...]:
    """Return what the duties that begin after `file.as_of` would break, worked as planned after all that was stamped.

    A shift from 6:00 after one until 22:00 blocks, for eight hours are no rest. The break the law asks for is taken to
    lie in the middle of a shift.
    """
    ahead = (duty for duty in file.duties if duty.kind in WORKED and duty.span.from_at >= file.as_of)
    stamped = [piece for one in paired_of(file) for piece in pieces_of(one)]
    planned = list(pieces(file, ahead))
    days = attribution.working_days([*stamped, *planned], file.law, file.zone)
    protected = limits.protect_days(days, file.law, file.zone)
    found = [*acts.violations(file, days, protected), *_minors_weeks(file, protected)]
    if file.absences:
        found += _at_school(file, planned)
    asked = {day.day: day.span.length for day in days if _is_ahead(day, file)}
    return tuple(
        _objection(file, each, asked[each.day])
        for each in one_each(found)
        if each.day in asked and each.day in file.days
    )


def made_worse(before: Iterable[Objection], after: Iterable[Objection]) -> tuple[Objection, ...]:
    """Return what a plan would break that another one in its place does not, or not by as much."""
    known = {_about(each.finding): each for each in before}
    return tuple(each for each in after if _is_worse(each, known.get(_about(each.finding))))


def _about(found: Finding) -> tuple[Code, object]:
    """Return what two findings are about if they are the same one: a period whenever it is passed in it, or a day."""
    period = found.figures.get("first_day"), found.figures.get("last_day")
    if None not in period:
        return found.code, period
    return found.code, found.day.replace(day=1) if found.code is Code.PLANNED_ABOVE else found.day


def _is_worse(each: Objection, was: Objection | None) -> bool:
    return was is None or (each.blocks and not was.blocks) or is_graver(each.finding, was.finding)


def _is_ahead(day: WorkingDay, file: PersonFile) -> bool:
    return day.pieces[-1].span.from_at >= file.as_of


def _objection(file: PersonFile, finding: Finding, lasting: timedelta) -> Objection:
    """Return a finding as an objection; no ground of a superior's lifts what protects the person herself alone."""
    blocks = finding.severity is Severity.VIOLATION and finding.code not in BREAKS
    is_hers = neutral_code(finding.code) is not finding.code
    return Objection(finding, blocks or _leaves_no_rest(file, finding, lasting), blocks and is_hers)


def _leaves_no_rest(file: PersonFile, finding: Finding, lasting: timedelta) -> bool:
    """Say whether a day not opened by a model leaves less than the rest within 24 hours (2003/88/EC Art. 3).

    From coming to going, for a break is no rest. The directive protects officials too, of whom the longest day of the
    ArbZG is asked as a warning alone.
    """
    longest = ONE_DAY - file.law.limits.on(finding.day).least_rest
    return finding.code is Code.ARBZG_3_2_MAX10 and lasting > longest


def pieces(file: PersonFile, duties: Iterable[Duty]) -> Iterator[Piece]:
    """Yield the work of duties, as the law sees it that asks for a break in each stretch."""
    return (piece for duty in _in_one(duties) for piece in _pieces(file, duty))


def _in_one(duties: Iterable[Duty]) -> Iterator[Duty]:
    """Yield duties, those of a kind in one that touch: 6:00–10:00 and 10:00–14:30 somewhere else have one break."""
    spans: dict[tuple[int, DutyKind], list[Span]] = {}
    for duty in duties:
        spans.setdefault((duty.employment_id, duty.kind), []).append(duty.span)
    for (employment_id, kind), each in spans.items():
        yield from (Duty(employment_id, kind, span) for span in union(each))


def _pieces(file: PersonFile, duty: Duty) -> Iterator[Piece]:
    """Yield a duty's work before and after the break it leaves room for: 6:00–14:30 is 6:00–10:00 and 10:30–14:30."""
    pause, kind = _pause(file, duty), WORKED[duty.kind]
    middle = floor_minute(duty.span.from_at + (duty.span.length - pause) / 2)
    for span in (Span(duty.span.from_at, middle), Span(middle + pause, duty.span.to_at)):
        yield Piece(span, duty.employment_id, kind, session_no=None)


def _pause(file: PersonFile, duty: Duty) -> timedelta:
    day = duty.day(file.zone)
    plan = file.plans.get((duty.employment_id, day))
    opened = None if plan is None else plan.rules.gateway
    if opened is not None and not opened.breaks_asked:
        return ZERO
    step = required(duty.span.length, minors.breaks(file, day).steps)
    return ZERO if step is None else step.pause


def _minors_weeks(file: PersonFile, protected: Sequence[ProtectDay]) -> Iterator[Finding]:
    """Yield what the weeks of a minor would break; to know the whole of each the days of a file begin with a Monday."""
    if file.born_on is None:
        return
    worked: dict[date, timedelta] = {}
    for each in protected:
        worked[each.day] = worked.get(each.day, ZERO) + each.protective
    for week in periods.weeks(1, periods.monday_of(file.days.from_day), file.days):
        yield from _minors_week(file, week, [worked.get(day, ZERO) + school.counting(file, day, ()) for day in week])


def _at_school(file: PersonFile, planned: Sequence[Piece]) -> Iterator[Finding]:
    """Yield what lessons forbid: work before early ones, and on the long day of a week that is free for school."""
    days: dict[tuple[int, date], list[Span]] = {}
    for piece in planned:
        days.setdefault((piece.employment_id, local_day(piece.span.from_at, file.zone)), []).append(piece.span)
    for (employment_id, day), work in days.items():
        plan, absent = file.plans.get((employment_id, day)), on_day(file.absences, employment_id, day)
        if plan is not None and absent:
            yield from school.findings(file, plan, day, absent, work)


def _minors_week(file: PersonFile, week: DaySpan, worked: Sequence[timedelta]) -> Iterator[Finding]:
    figures = minors.protecting(file.law, file.born_on, week.from_day)
    if figures is None:
        return
    hours, days = sum(worked, ZERO), sum(1 for length in worked if length)
    for code, no in minor_weeks.too_much(worked, worked, figures).items():
        yield minor_weeks.finding(code, week.from_day + no * ONE_DAY, figures, hours, days)
