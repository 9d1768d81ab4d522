"""Who is away: entered and withdrawn by operators until people can ask for it, and seen by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.absences import FIGURES, Absence, AbsenceClass, AbsenceReason, Extent, WrongFigures
from timeclock.core.periods import whole_weeks
from timeclock.core.spans import DaySpan
from timeclock.i18n.wording import N_
from timeclock.service import absence_reasons
from timeclock.store import absences, audit, leave_waiting, people, recalculation, results
from timeclock.store.absences import Entered, NewReason, Overlaps
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.scope import Scope

ONE_DAY = timedelta(days=1)
EVERYBODY = Scope.system("absences")
CLOCKS = ("from_clock", "to_clock")
YIELDING = frozenset({AbsenceClass.LEAVE, AbsenceClass.TIME_OFF})


class Refusal(StrEnum):
    """Why an absence is not entered; the names are those of the report."""

    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_REASON = "unknown_reason"
    REASON_NOT_IN_FORCE = "reason_not_in_force"
    LAST_BEFORE_FIRST = "last_before_first"
    NOT_EMPLOYED = "not_employed"
    CLOCKS = "clocks"
    FIGURES = "figures"
    OVERLAPS = "overlaps"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    NOT_KEPT = "not_kept"
    GONE = "gone"


SENTENCES = {
    Refusal.UNKNOWN_PERSON: N_("Nobody with the staff number {staff_no} is employed on {day}"),
    Refusal.UNKNOWN_REASON: N_("There is no reason {reason}; there are: {known}"),
    Refusal.REASON_NOT_IN_FORCE: N_("The reason {reason} holds from {day} on"),
    Refusal.LAST_BEFORE_FIRST: N_("The last day, {last}, lies before the first, {first}"),
    Refusal.NOT_EMPLOYED: N_("{staff_no} is employed on {first}, and no more on {last}"),
    Refusal.CLOCKS: N_("An absence of hours has a clock from which and one until which, in this order"),
    Refusal.FIGURES: N_("An absence for {reason} needs {needed}"),
    Refusal.OVERLAPS: N_("Another absence takes one of these days already; withdraw it first"),
    Refusal.MISSING: N_("Empty, but needed: {fields}"),
    Refusal.NOT_KEPT: N_("From {first} to {last} this employment does not hold, or is not in your units"),
    Refusal.GONE: N_("The absence was changed or withdrawn in the meantime; please look again"),
    Refusal.UNREADABLE: N_("{column} reads {value}; days are written 2026-11-20 and clocks 08:30"),
}


class NotEntered(ValueError):
    """An absence is not entered; `figures` are what its sentence needs."""

    def __init__(self, refusal: Refusal, **figures: object) -> None:
        super().__init__(f"{refusal}: {figures}")
        self.refusal = refusal
        self.figures: Mapping[str, object] = figures

    @property
    def sentence(self) -> str:
        return SENTENCES[self.refusal]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be entered: from the first day to the last, both included; clocks where it is hours of each day."""

    staff_no: str
    reason: str
    first: date
    last: date
    from_clock: time | None = None
    to_clock: time | None = None
    certificate: date | None = None
    figures: Mapping[str, int] = field(default_factory=dict)


def written(asked: Asked) -> Mapping[str, Any]:
    """Return an absence as plain JSON; `to_day` is the first day she is back."""
    clocks = (None if at is None else at.isoformat("minutes") for at in (asked.from_clock, asked.to_clock))
    return {
        "day": asked.first.isoformat(),
        "to_day": (asked.last + ONE_DAY).isoformat(),
        "reason": asked.reason,
        **dict(zip(CLOCKS, clocks, strict=True)),
    }


def read(raw: Mapping[str, Any]) -> Asked:
    """Return an absence out of what `written` made."""
    begin, end = (None if raw[name] is None else time.fromisoformat(raw[name]) for name in CLOCKS)
    last = date.fromisoformat(raw["to_day"]) - ONE_DAY
    return Asked("", raw["reason"], date.fromisoformat(raw["day"]), last, begin, end)


def reasons(session: Session, now: datetime) -> Sequence[NewReason]:
    """Return every reason by code and first day; those of the catalogue that the city does not have are copied."""
    absence_reasons.bring(session, now)
    return absences.reasons(session)


def enter(session: Session, asked: Asked, zone: ZoneInfo, now: datetime) -> UUID:
    """Enter an absence for the operator and mark the days it touches; raise `NotEntered` where it cannot be."""
    if asked.last < asked.first:
        raise NotEntered(Refusal.LAST_BEFORE_FIRST, first=asked.first, last=asked.last)
    held = people.by_staff_no(session, asked.staff_no, asked.first, EVERYBODY)
    if held is None:
        raise NotEntered(Refusal.UNKNOWN_PERSON, staff_no=asked.staff_no, day=asked.first)
    if people.by_staff_no(session, asked.staff_no, asked.last, EVERYBODY) is None:
        raise NotEntered(Refusal.NOT_EMPLOYED, staff_no=asked.staff_no, first=asked.first, last=asked.last)
    uid = record(session, held, asked, zone, now)
    audit.add(session, "operator.absence", str(uid), now, by=None, person_id=held.person_id)
    return uid


def record(
    session: Session,
    held: Employed,
    asked: Asked,
    zone: ZoneInfo,
    now: datetime,
    by: int | None = None,
    request_id: int | None = None,
) -> UUID:
    """Put an absence of somebody on record and mark the days it touches; the caller has found her on all of them."""
    new = made(asked, held.employment_id, reason_in_force(session, asked, now))
    others = absences.whole(session, new.employment_id, new.days) if new.is_whole else ()
    if any(not _go_together(new, each) for each in others):
        raise NotEntered(Refusal.OVERLAPS)
    try:
        uid = absences.add(session, new, asked.certificate, now, by, request_id)
    except Overlaps:
        raise NotEntered(Refusal.OVERLAPS) from None
    mark_all(session, [(held.person_id, held.employment_id)], new.days, new.extent, walltime.local_day(now, zone), now)
    return uid


def withdraw(session: Session, uid: UUID, zone: ZoneInfo, now: datetime) -> Entered | None:
    """Let an absence count no more, for the operator, and mark the days it touched; None where there is none."""
    ended = end(session, uid, zone, now)
    if ended is not None:
        audit.add(session, "operator.absence_withdrawn", str(uid), now, by=None, person_id=ended.person_id)
    return ended


def end(session: Session, uid: UUID, zone: ZoneInfo, now: datetime) -> Entered | None:
    """Let an absence count no more and mark its days; None where there is none that counts."""
    ended = absences.withdraw(session, uid, now)
    if ended is not None:
        mark(session, ended, walltime.local_day(now, zone), now)
    return ended


def mark(session: Session, absence: Entered, today: date, now: datetime) -> None:
    """Mark the days that an absence on record touches."""
    of = [(absence.person_id, absence.employment_id)]
    mark_all(session, of, absence.days, absence.extent, today, now)


def mark_all(
    session: Session, many: Sequence[tuple[int, int]], days: DaySpan, extent: Extent, today: date, now: datetime
) -> None:
    """Mark what the same absence touches of many, each as person and employment.

    Marked are the days that have a result already, and today; days to come are worked out with it when they come.
    Which day at school is free follows from its week, so the whole weeks of hours are marked.
    """
    touched = whole_weeks(days) if extent is Extent.HOURS else days
    whose = {employment_id: person_id for person_id, employment_id in many}
    marked = {(whose[employment_id], day) for employment_id, day in results.days_of(session, whose, touched)}
    if today in touched:
        marked |= {(person_id, today) for person_id in whose.values()}
    recalculation.mark(session, marked, "absence", now)
    leave_waiting.mark(session, whose.values(), now)


def reason_in_force(session: Session, asked: Asked, now: datetime) -> AbsenceReason:
    """Return the reason as it holds on the first day; raise `NotEntered` where there is none."""
    known = reasons(session, now)
    versions = [each for each in known if each.reason.code == asked.reason]
    if not versions:
        codes = sorted({each.reason.code for each in known})
        raise NotEntered(Refusal.UNKNOWN_REASON, reason=asked.reason, known=", ".join(codes))
    in_force = [each for each in versions if each.since <= asked.first]
    if not in_force:
        raise NotEntered(Refusal.REASON_NOT_IN_FORCE, reason=asked.reason, day=versions[0].since)
    return in_force[-1].reason


def made(asked: Asked, employment_id: int, reason: AbsenceReason) -> Absence:
    """Return what is asked as an absence; raise `NotEntered` where it cannot be one."""
    days, clocks = DaySpan(asked.first, asked.last + ONE_DAY), (asked.from_clock, asked.to_clock)
    extent = Extent.WHOLE if clocks == (None, None) else Extent.HOURS if asked.to_clock else Extent.REST
    try:
        return Absence(employment_id, days, reason, extent, *clocks, asked.figures)
    except WrongFigures:
        needed = ", ".join(sorted(FIGURES.get(reason.credit, ()))) or "–"
        raise NotEntered(Refusal.FIGURES, reason=asked.reason, needed=needed) from None
    except ValueError:
        raise NotEntered(Refusal.CLOCKS) from None


def listed(session: Session, staff_no: str, on: date, days: DaySpan, now: datetime) -> Sequence[Entered]:
    """Return somebody's absences for the operator's command line; the look is recorded."""
    held = people.by_staff_no(session, staff_no, on, EVERYBODY)
    if held is None:
        raise NotEntered(Refusal.UNKNOWN_PERSON, staff_no=staff_no, day=on)
    audit.add(session, "operator.absences", str(held.employment_uid), now, by=None, person_id=held.person_id)
    return absences.listed(session, held.employment_id, days, EVERYBODY)


def _go_together(new: Absence, other: AbsenceClass) -> bool:
    """Say whether two absences may take the whole of a day: illness with leave or time off, of which one gives way."""
    return AbsenceClass.SICKNESS in (new.reason.of_class, other) and bool(YIELDING & {new.reason.of_class, other})
