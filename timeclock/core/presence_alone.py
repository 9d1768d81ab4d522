"""Days whose presence is recorded and moves no account: full release, return to work by stages, an elected office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from timeclock.core import absence_lines
from timeclock.core.absences import Absence, Credit
from timeclock.core.credit import REASONS
from timeclock.core.dated import Since
from timeclock.core.day import PersonFile
from timeclock.core.figures import ReleaseFigures
from timeclock.core.lines import Line, Part, Reason, total_of
from timeclock.core.plans import PlanInForce
from timeclock.core.protections import ProtectionKind, in_force
from timeclock.core.spans import MINUTE, ZERO, Span, total

STAMPED = frozenset(REASONS.values())


@dataclass(frozen=True, slots=True)
class PresenceAlone:
    """Why presence moves no account on a day, with what its lines cite.

    A release credits what the plan has; in all other cases no work is due, and `absence` says for which reason.
    """

    release: ReleaseFigures | None = None
    absence: Absence | None = None
    rule: str = ""
    citation: str = ""
    since: Since | None = None


def held(file: PersonFile, plan: PlanInForce, day: date, absent: Iterable[Absence]) -> PresenceAlone | None:
    """Return why presence moves no account; an absence for a whole day goes before a release."""
    for absence in absent:
        if absence.is_whole:
            return PresenceAlone(absence=absence) if absence.reason.credit is Credit.PRESENCE else None
    if in_force(file.protections, ProtectionKind.RELEASED, day) is not None:
        release = file.law.release.on(day)
        return PresenceAlone(release, rule=release.rule, citation=release.citation, since=file.law.release.since(day))
    if in_force(file.protections, ProtectionKind.S18, day) is None:
        return None
    outside = file.law.outside.on(day)
    if plan.regime not in outside.unrecorded:
        return None
    return PresenceAlone(rule=outside.rule, citation=outside.citation, since=file.law.outside.since(day))


def as_office(lines: Iterable[Line], why: PresenceAlone | None) -> list[Line]:
    """Return the lines of what was stamped; who is released in full did not work but held her office then."""
    if why is None or why.release is None:
        return list(lines)
    return [
        replace(line, reason=Reason.OFFICE, rule=why.rule, citation=why.citation, since=why.since)
        if line.reason in STAMPED
        else line
        for line in lines
    ]


def levelling(
    why: PresenceAlone, lines: Sequence[Line], ordered: Sequence[Span], *, complete: bool
) -> tuple[Line, ...]:
    """Return what takes presence out of the account: 5:00 on a day of 7:48 are +2:48 of a release, else −5:00.

    Of an open day only what is due falls, where no work is. What was ordered of a released person beyond her hours
    stays, for time off is due for it.
    """
    worked, target = total_of(lines, Part.WORKED), total_of(lines, Part.TARGET)
    due = () if why.release is not None else (_not_due(why, target),)
    counted = () if not complete else (_released(why, worked, target, ordered) or _taken_back(why, worked),)
    return tuple(line for line in (*due, *counted) if line.amount)


def _not_due(why: PresenceAlone, target: timedelta) -> Line:
    if why.absence is None:
        return Line(Part.TARGET, Reason.NOT_RECORDED, -target, why.rule, why.citation, since=why.since)
    return absence_lines.line_of(why.absence, Part.TARGET, Reason.ABSENT_NO_TARGET, -target)


def _released(why: PresenceAlone, worked: timedelta, target: timedelta, ordered: Sequence[Span]) -> Line | None:
    if why.release is None:
        return None
    extra = min(total(ordered), max(ZERO, worked - target))
    told = {"planned": target // MINUTE, "ordered": extra // MINUTE, "present": worked // MINUTE}
    return Line(
        Part.WORKED, Reason.RELEASED, target + extra - worked, why.rule, why.citation, figures=told, since=why.since
    )


def _taken_back(why: PresenceAlone, worked: timedelta) -> Line:
    told = {"present": worked // MINUTE}
    if why.absence is None:
        return Line(Part.WORKED, Reason.NOT_RECORDED, -worked, why.rule, why.citation, figures=told, since=why.since)
    return absence_lines.line_of(why.absence, Part.WORKED, Reason.ABSENT_PRESENT, -worked, told=told)
