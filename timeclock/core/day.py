"""The door of the core: a day's file in, a day's result out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core.absences import Absence
from timeclock.core.amounts import Amount
from timeclock.core.duties import Duty
from timeclock.core.figures import LawFigures
from timeclock.core.findings import Finding
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.lines import Line
from timeclock.core.overtime import Order
from timeclock.core.plans import DayPlan, PlanInForce
from timeclock.core.premiums import Premium
from timeclock.core.protections import Protection
from timeclock.core.session_kinds import SessionKind
from timeclock.core.spans import DaySpan, Span
from timeclock.core.stamps import Stamp


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Everything known about one person that the results of `days` follow from.

    `stamps` are all accepted stamps of the person, over all employments, ascending by (at, uid), from at least two
    civil days before `days` (further back to a gap longer than the longest session) to two after.
    `plans` says what holds for (employment, day); a missing key means the employment does not exist that day.
    `contested` are the (employment, day) where the person declared that the deducted break was not taken (C-8).
    `orders` are those that cover any work of these days; what they cover counts outside the frame too.
    `born_on` is None where the city does not know it; then nobody can tell that she is a minor.
    `protections` are what HR entered for her.
    `absences` are those of all employments that have a day in `days` or near them.
    `as_of` is the instant up to which facts are known; days after it have no result.
    `duties` are those of published rosters that touch the days; `rostered` the (employment, first of a month) whose
    shifts a roster gives, so that a day without one is free. `special_plans` hold for one (employment, day).
    """

    person_id: int
    days: DaySpan
    stamps: tuple[Stamp, ...]
    plans: Mapping[tuple[int, date], PlanInForce]
    calendar: HolidayCalendar
    law: LawFigures
    zone: ZoneInfo
    as_of: datetime
    contested: frozenset[tuple[int, date]] = frozenset()
    born_on: date | None = None
    protections: tuple[Protection, ...] = ()
    absences: tuple[Absence, ...] = ()
    orders: tuple[Order, ...] = ()
    duties: tuple[Duty, ...] = ()
    rostered: frozenset[tuple[int, date]] = frozenset()
    special_plans: Mapping[tuple[int, date], DayPlan] = field(default_factory=dict)


class DayState(StrEnum):
    """open: a stamp is missing or still to come; complete: all stamps pair; frozen: the month is closed."""

    OPEN = "open"
    COMPLETE = "complete"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Break:
    """An interruption inside a work session; `to_at` is None while it lasts."""

    from_at: datetime
    to_at: datetime | None
    kind: str = "stamped"


@dataclass(frozen=True, slots=True)
class WorkSession:
    """From coming to going; `to_at` and `out_stamp` are None while the person is in or where the out is missing."""

    kind: SessionKind
    from_at: datetime
    to_at: datetime | None
    in_stamp: UUID
    out_stamp: UUID | None
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class DayResult:
    """One employment's day. `worked` and `difference` are None while the day is open.

    `present` is the known work before anything is taken off, without the piece that still runs (`core.presence` adds
    it), so a stored result does not age. Sessions keep their out even where the person left from a break.
    `ordered` is the work that somebody ordered, in and outside the frame.
    """

    employment_id: int
    day: date
    state: DayState
    present: timedelta
    worked: timedelta | None
    target: timedelta
    difference: timedelta | None
    sessions: tuple[WorkSession, ...]
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    premiums: tuple[Premium, ...] = ()
    ordered: tuple[Span, ...] = ()
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True)
class ProtectDay:
    """One person's protective working day (rulebook C-4), over all employments; `rest_before` None where unknown.

    `night` is the work within the night time of ArbZG §2, `night_work` whether that makes the day night work.
    """

    day: date
    no: int
    span: Span
    protective: timedelta
    rest_before: timedelta | None
    night: timedelta
    night_work: bool


@dataclass(frozen=True, slots=True)
class PersonResult:
    """What `evaluate` found: day results by employment, protective days, and findings on the person."""

    person_id: int
    days: tuple[DayResult, ...]
    protect_days: tuple[ProtectDay, ...]
    findings: tuple[Finding, ...]
