"""What absences put on the bill of a day: planned hours credited, a target that falls, a day off that costs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from timeclock.core.absences import Absence, Credit, Extent
from timeclock.core.lines import Line, Part, Reason, total_of
from timeclock.core.plans import ClockSpan
from timeclock.core.spans import MINUTE, ZERO, Span, clip, total
from timeclock.core.walltime import day_span, instant, span_of

OFF = frozenset({Credit.NOTHING, Credit.UNEXCUSED})
# Health data: others than the person read a neutral word and this rule.
HIDDEN_RULE, HIDDEN_CITATION = "DSGVO-9", "DSGVO Art. 9"


def released_lines(absent: Iterable[Absence], target: timedelta) -> tuple[Line, ...]:
    """Return the line of a whole day for which no work is owed: parental leave on a day of 7:48 is −7:48 of target."""
    if not target:
        return ()
    free = (each for each in absent if each.is_whole and each.reason.credit is Credit.NO_TARGET)
    return tuple(_line(each, Part.TARGET, Reason.ABSENT_NO_TARGET, -target) for each in free)[:1]


def credited_lines(
    absent: Iterable[Absence], lines: Sequence[Line], work: Sequence[Span], day: date, zone: ZoneInfo
) -> tuple[Line, ...]:
    """Return what a complete day's absences are worth: sick from noon on after 4:00 of planned 7:48 is +3:48.

    Credited is what the plan of that weekday had and was not worked, so nothing at all on a holiday, and never more:
    credit alone lifts no day over its target. Several absences of a day share what is missing, each minute once.
    """
    target, worked = total_of(lines, Part.TARGET), total_of(lines, Part.WORKED)
    found: list[Line] = []
    missing = target - worked
    for each in absent if target else ():
        if each.reason.credit in OFF:
            found.append(_line(each, Part.WORKED, Reason.ABSENT_NO_CREDIT, ZERO))
        else:
            amount = max(ZERO, min(missing, _wanted(each, missing, work, day, zone)))
            told = {"planned": target // MINUTE, "worked": (target - missing) // MINUTE}
            found.append(_credited(each, amount, told, day, zone))
            missing -= amount
    return tuple(found)


def _wanted(absence: Absence, missing: timedelta, work: Sequence[Span], day: date, zone: ZoneInfo) -> timedelta:
    """Return what an absence stands for: of hours their length without what was worked within, else all that misses."""
    if absence.extent is not Extent.HOURS:
        return missing
    span = span_away(absence, day, zone)
    return span.length - total(clip(work, span))


def span_away(absence: Absence, day: date, zone: ZoneInfo) -> Span:
    """Return when on a day an absence is: all of it, from noon to its end, or 8:00–10:00."""
    whole = day_span(day, zone)
    if absence.from_clock is None:
        return whole
    if absence.to_clock is None:
        return Span(instant(day, absence.from_clock, zone), whole.to_at)
    return span_of(day, ClockSpan(absence.from_clock, absence.to_clock), zone)


def _credited(absence: Absence, amount: timedelta, told: Mapping[str, int], day: date, zone: ZoneInfo) -> Line:
    span = span_away(absence, day, zone) if absence.extent is Extent.HOURS else None
    if absence.reason.credit is Credit.NO_TARGET:
        return _line(absence, Part.TARGET, Reason.ABSENT_NO_TARGET, -amount, span)
    if absence.extent is Extent.REST:
        return _line(
            absence, Part.WORKED, Reason.ABSENT_REST, amount, told={**told, "from": f"{absence.from_clock:%H:%M}"}
        )
    return _line(absence, Part.WORKED, Reason.ABSENT, amount, span, told)


def _line(
    absence: Absence,
    part: Part,
    reason: Reason,
    amount: timedelta,
    span: Span | None = None,
    told: Mapping[str, int | str] | None = None,
) -> Line:
    why = absence.reason
    seen = {f"seen_{name.removeprefix('name_')}": word for name, word in why.seen.items()}
    return Line(part, reason, amount, why.rule, why.citation, span, {**why.names, **seen, **(told or {})})


def as_others_read(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines as others than the person may read them: absent, and neither why nor by which law."""
    for line in lines:
        yield _neutral(line) if "seen_de" in line.figures else line


def _neutral(line: Line) -> Line:
    seen = {f"name_{name.removeprefix('seen_')}": word for name, word in line.figures.items() if name[:5] == "seen_"}
    if all(line.figures[name] == word for name, word in seen.items()):
        return line
    kept = {name: value for name, value in line.figures.items() if name not in seen and name[:5] != "seen_"}
    return replace(line, rule=HIDDEN_RULE, citation=HIDDEN_CITATION, figures={**kept, **seen})
