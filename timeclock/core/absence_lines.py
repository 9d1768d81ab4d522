"""What absences put on the bill of a day: planned hours credited, a target that falls, a day off that costs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from timeclock.core import counted, school
from timeclock.core.absences import Absence, AbsenceClass, Credit, Extent, Sees, on_day, span_away
from timeclock.core.dated import Since
from timeclock.core.day import PersonFile
from timeclock.core.duties import SHIFTS
from timeclock.core.lines import Line, Part, Reason, total_of
from timeclock.core.plans import DayPlan, PlanInForce
from timeclock.core.session_kinds import SessionKind
from timeclock.core.sessions import Piece
from timeclock.core.spans import MINUTE, ZERO, Span, clip, minus, total, union
from timeclock.core.trips import TripFigures, trip_day
from timeclock.core.walltime import local_day, span_of

OFF = frozenset({Credit.NOTHING, Credit.UNEXCUSED})
# Health data: others than the person read a neutral word and this rule.
OF_ILLNESS = frozenset({Reason.GIVEN_BACK, Reason.STAYS_OFF})
HIDDEN_RULE, HIDDEN_CITATION = "DSGVO-9", "DSGVO Art. 9"


def released_lines(absent: Iterable[Absence], target: timedelta) -> tuple[Line, ...]:
    """Return the line of a whole day for which no work is owed: parental leave on a day of 7:48 is −7:48 of target."""
    if not target:
        return ()
    free = (each for each in absent if each.is_whole and each.reason.credit is Credit.NO_TARGET)
    return tuple(line_of(each, Part.TARGET, Reason.ABSENT_NO_TARGET, -target) for each in free)[:1]


def counted_lines(file: PersonFile, employment_id: int, pieces: Sequence[Piece]) -> Iterator[Line]:
    """Yield what of absences counts as work, each minute once: nursing from 10:00 to 10:30 is +0:30.

    It stands in the absences of its own civil day, whatever day the work it goes on from is credited to.
    """
    left = tuple(piece.span for piece in pieces if piece.kind is SessionKind.COUNTED)
    for day in sorted({local_day(span.from_at, file.zone) for span in left}):
        for each in on_day(file.absences, employment_id, day):
            if each.reason.credit in counted.CREDITS:
                away = span_away(each, day, file.zone)
                for part in clip(left, away):
                    yield _counted(file, day, each, part, pieces)
                left = minus(left, (away,))


def _counted(file: PersonFile, day: date, absence: Absence, part: Span, pieces: Iterable[Piece]) -> Line:
    figures = file.law.nursing.if_on(day)
    if absence.reason.credit is Credit.COUNTED or figures is None:
        return line_of(absence, Part.WORKED, Reason.COUNTED, part.length, part)
    least = counted.least((piece.span for piece in pieces), figures)
    line = line_of(absence, Part.WORKED, Reason.NURSING, part.length, part, {"least": least // MINUTE})
    since = file.law.nursing.since(day)
    return replace(line, rule=figures.rule, citation=figures.citation, since=since)


def credited_lines(
    file: PersonFile,
    plan: PlanInForce,
    day: date,
    absent: Iterable[Absence],
    lines: Sequence[Line],
    work: Sequence[Span],
) -> tuple[Line, ...]:
    """Return what a complete day's absences are worth: sick from noon on after 4:00 of planned 7:48 is +3:48.

    Credited is what the plan of that weekday had and was not worked, so nothing at all on a holiday, and never more:
    credit alone lifts no day over its target. Several absences of a day share what is missing, each minute once. Only
    a trip and lessons have a worth of their own on any day.
    """
    target, worked = total_of(lines, Part.TARGET), total_of(lines, Part.WORKED)
    found: list[Line] = []
    for each in absent:
        line = _worth(file, plan, day, each, work, target, worked)
        if line is not None:
            found.append(line)
            worked += abs(line.amount)
    return tuple(found)


def _worth(
    file: PersonFile,
    plan: PlanInForce,
    day: date,
    absence: Absence,
    work: Sequence[Span],
    target: timedelta,
    worked: timedelta,
) -> Line | None:
    """Return the line of one absence; none where nothing was due and nothing is credited."""
    if absence.reason.credit is Credit.TRIP:
        return _trip(absence, target, worked, file.law.trips.on(day), file.law.trips.since(day))
    if absence.reason.credit is Credit.SCHOOL:
        lessons = _school(file, day, absence, school.worth(file, plan, day, absence), work)
        return lessons and replace(lessons, since=file.law.school.since(day))
    if not target:
        return None
    if absence.reason.credit in counted.CREDITS and absence.extent is Extent.HOURS:
        if counted.is_over(file, absence, day):
            return line_of(absence, Part.WORKED, Reason.ABSENT_NO_CREDIT, ZERO)
        if absence.reason.credit is Credit.NURSING or clip(work, span_away(absence, day, file.zone)):
            return None
    if absence.reason.credit in OFF:
        return line_of(absence, Part.WORKED, Reason.ABSENT_NO_CREDIT, ZERO)
    missing = max(ZERO, target - worked)
    amount = min(missing, _wanted(absence, missing, work, plan.plan, day, _shifts_of(file, plan), file.zone))
    told = {"planned": target // MINUTE, "worked": worked // MINUTE}
    return _credited(absence, amount, told, day, file.zone)


def _shifts_of(file: PersonFile, plan: PlanInForce) -> tuple[Span, ...]:
    """Return when somebody was to work whose day is a roster's; nothing where only a length was planned."""
    if plan.held_by is not Reason.SHIFT:
        return ()
    hers = (duty for duty in file.duties if duty.employment_id == plan.employment_id and duty.kind in SHIFTS)
    return union(duty.span for duty in hers)


def _wanted(
    absence: Absence,
    missing: timedelta,
    work: Sequence[Span],
    plan: DayPlan | None,
    day: date,
    shifts: Sequence[Span],
    zone: ZoneInfo,
) -> timedelta:
    """Return what an absence stands for: of hours their length without what was worked within, else all that misses.

    Of hours between two shifts of a roster nothing: at the dentist's from 11:00 to 16:00 is 1:00 of 15:00–18:00.
    """
    if absence.extent is not Extent.HOURS:
        return missing
    away = span_away(absence, day, zone)
    spans: Sequence[Span] = clip(shifts, away) if shifts else (away,)
    if absence.reason.credit is Credit.CORE_TIME:
        core = None if plan is None or not absence.figures["unavoidable"] else plan.core_time
        spans = () if core is None else clip(spans, span_of(day, core, zone))
    return sum((span.length - total(clip(work, span)) for span in spans), ZERO)


def _trip(absence: Absence, target: timedelta, worked: timedelta, figures: TripFigures, since: Since) -> Line:
    """Return the line of a trip; what was worked besides is time at a place too."""
    site, travel = (absence.figures[name] * MINUTE for name in ("site_min", "travel_min"))
    found = trip_day(worked + site, travel, target, figures)
    told = {"site": site // MINUTE, "travel": travel // MINUTE, "uncredited": found.uncredited // MINUTE}
    line = line_of(absence, Part.WORKED, Reason.TRIP, found.credited - worked, told=told)
    return replace(line, rule=figures.rule, citation=figures.citation, since=since)


def _school(
    file: PersonFile, day: date, absence: Absence, found: school.SchoolWorth | None, work: Sequence[Span]
) -> Line | None:
    """Return the line of lessons; work within lessons that are worth their time is work."""
    if found is None:
        return None
    twice, away = school.twice(found, absence, day, work, file.zone), span_away(absence, day, file.zone)
    told: dict[str, int | str] = {
        "lessons": str(absence.figures["lessons"]),
        "extra": found.extra // MINUTE,
        "counts": (found.counts - twice) // MINUTE,
        "way": found.way // MINUTE,
    }
    line = line_of(absence, Part.WORKED, found.reason, found.amount - twice, away, told)
    return replace(line, citation=found.citation)


def _credited(absence: Absence, amount: timedelta, told: Mapping[str, int], day: date, zone: ZoneInfo) -> Line:
    span = span_away(absence, day, zone) if absence.extent is Extent.HOURS else None
    if absence.reason.credit is Credit.NO_TARGET:
        return line_of(absence, Part.TARGET, Reason.ABSENT_NO_TARGET, -amount, span)
    if absence.extent is Extent.REST:
        return line_of(
            absence, Part.WORKED, Reason.ABSENT_REST, amount, told={**told, "from": f"{absence.from_clock:%H:%M}"}
        )
    return line_of(absence, Part.WORKED, Reason.ABSENT, amount, span, told)


def line_of(
    absence: Absence,
    part: Part,
    reason: Reason,
    amount: timedelta,
    span: Span | None = None,
    told: Mapping[str, int | str] | None = None,
) -> Line:
    """Return a line of an absence, with what it is called, its class, and what papers say in its place."""
    why = absence.reason
    seen = {f"seen_{name.removeprefix('name_')}": word for name, word in why.seen.items()}
    figures = {**why.names, **seen, "of_class": why.of_class.value, **(told or {})}
    return Line(part, reason, amount, why.rule, why.citation, span, figures, why.since)


def as_others_read(lines: Iterable[Line], sees: Sees = Sees.ABSENT) -> Iterator[Line]:
    """Yield the lines as somebody may read them: superiors the class, papers “absent”, neither why nor by which law.

    That an illness gave a day off back, or did not, is hers and human resources' to know.
    """
    for line in lines:
        if sees is Sees.REASON or "seen_de" not in line.figures:
            yield line
        elif line.reason not in OF_ILLNESS:
            yield _neutral(line, sees)


def _neutral(line: Line, sees: Sees) -> Line:
    seen = {f"name_{name.removeprefix('seen_')}": word for name, word in line.figures.items() if name[:5] == "seen_"}
    if all(line.figures[name] == word for name, word in seen.items()):
        return line
    hidden = {*seen, "of_class"}
    kept = {name: value for name, value in line.figures.items() if name not in hidden and name[:5] != "seen_"}
    if line.reason is Reason.NURSING:
        line, kept = replace(line, reason=Reason.COUNTED), {name: kept[name] for name in kept if name != "least"}
    shown = _class_of(line) if sees is Sees.CLASS else {}
    figures = {**kept, **(shown or seen)}
    return replace(line, rule=HIDDEN_RULE, citation=HIDDEN_CITATION, figures=figures, since=None)


def _class_of(line: Line) -> Mapping[str, str]:
    """Return the class superiors read; illness reads like whatever else nobody could plan. Older lines have none."""
    of_class = line.figures.get("of_class")
    if of_class is None:
        return {}
    return {"of_class": AbsenceClass.UNPLANNED if of_class == AbsenceClass.SICKNESS else str(of_class)}
