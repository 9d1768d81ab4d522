"""What a person is away for, on which days and hours, and on which of them averages do not look."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from timeclock.core.dated import Since
from timeclock.core.plans import ClockSpan
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import day_span, instant, span_of


class Credit(StrEnum):
    """What an absence does to the balance (rulebook A12).

    planned: what the plan had is credited. no_target: the target falls. nothing: neither, so the day costs its target.
    unexcused: neither, and somebody has to know. core_time: the core time within its hours, where it could not be
    otherwise. trip: the time at the place, and travel as the tariff counts it. school: lessons of a trainee.
    presence: no work is due, and what she is there for counts for nothing (return to work by stages). counted: its
    hours count as work where they interrupt it, others as planned. nursing: the same, but others for nothing.
    """

    PLANNED = "planned"
    NO_TARGET = "no_target"
    NOTHING = "nothing"
    UNEXCUSED = "unexcused"
    CORE_TIME = "core_time"
    TRIP = "trip"
    SCHOOL = "school"
    PRESENCE = "presence"
    COUNTED = "counted"
    NURSING = "nursing"


class Averaging(StrEnum):
    """What a day of it is in an average of working time: left out, or a working day like any other."""

    NEUTRAL = "neutral"
    COUNTS = "counts"


class Extent(StrEnum):
    """How much of each day: all of it, the rest from a clock on, or from one clock to another."""

    WHOLE = "whole"
    REST = "rest"
    HOURS = "hours"


class AbsenceClass(StrEnum):
    """What kind of absence it is: what superiors read in place of the reason, and which rules ask for it.

    sickness is the person's own illness; unplanned whatever else nobody could plan; staged: present without credit.
    """

    LEAVE = "leave"
    TIME_OFF = "time_off"
    SICKNESS = "sickness"
    UNPLANNED = "unplanned"
    DUTY = "duty"
    TRAINING = "training"
    RELEASE = "release"
    STAGED = "staged"
    UNEXCUSED = "unexcused"


class Sees(StrEnum):
    """How much of an absence somebody reads: its reason, its class alone, or a neutral word for papers handed on."""

    REASON = "reason"
    CLASS = "class"
    ABSENT = "absent"


# What some need besides days: minutes, or 1 for yes.
FIGURES: Mapping[Credit, frozenset[str]] = {
    Credit.CORE_TIME: frozenset({"unavoidable"}),
    Credit.TRIP: frozenset({"site_min", "travel_min"}),
    Credit.SCHOOL: frozenset({"lessons", "travel_min"}),
}
EXTENTS = {
    Credit.CORE_TIME: Extent.HOURS,
    Credit.TRIP: Extent.WHOLE,
    Credit.SCHOOL: Extent.HOURS,
    Credit.PRESENCE: Extent.WHOLE,
    Credit.NURSING: Extent.HOURS,
}


@dataclass(frozen=True, slots=True)
class AbsenceReason:
    """Why somebody is away, with what others read in its place: `seen` says neither sick nor pregnant, but absent.

    `names` and `seen` hold a word in each language, `name_de` and `name_en`, as the lines of a bill name things.
    `of_class`: what kind of absence it is. `since`: from when on the reason is what it is.
    """

    code: str
    credit: Credit
    averaging: Averaging
    names: Mapping[str, str]
    seen: Mapping[str, str]
    rule: str
    citation: str
    needs_certificate: bool = False
    since: Since | None = None
    of_class: AbsenceClass = AbsenceClass.RELEASE


class WrongFigures(ValueError):
    """An absence has not the figures that its reason needs."""


@dataclass(frozen=True, slots=True)
class IllnessNotes:
    """What is known of an illness besides that there is one; never which.

    `certified`: the days that a certificate covers. `unexpected`: none is to come. `same_as`: the first day of an
    earlier absence for the same illness.
    """

    certified: tuple[DaySpan, ...] = ()
    unexpected: bool = False
    same_as: date | None = None


NOTHING_NOTED = IllnessNotes()


@dataclass(frozen=True, slots=True)
class Absence:
    """One absence of one employment; `from_clock` and `to_clock` are there as far as the extent has them.

    `figures` are what some reasons need besides, `notes` what is known of an illness.
    """

    employment_id: int
    days: DaySpan
    reason: AbsenceReason
    extent: Extent = Extent.WHOLE
    from_clock: time | None = None
    to_clock: time | None = None
    figures: Mapping[str, int] = field(default_factory=dict)
    notes: IllnessNotes = NOTHING_NOTED

    def __post_init__(self) -> None:
        if self.days.from_day == self.days.to_day:
            raise ValueError(f"an absence has at least one day, got none from {self.days.from_day} on")
        given = self.from_clock is not None, self.to_clock is not None
        if given != (self.extent is not Extent.WHOLE, self.extent is Extent.HOURS):
            raise ValueError(f"an absence of '{self.extent}' has other clocks than {self.from_clock}–{self.to_clock}")
        if self.from_clock and self.to_clock and self.to_clock <= self.from_clock:
            raise ValueError(f"an absence ends after it begins, got {self.from_clock} to {self.to_clock}")
        if EXTENTS.get(self.reason.credit, self.extent) is not self.extent:
            raise ValueError(f"an absence of '{self.reason.code}' is not one of '{self.extent}'")
        needed = FIGURES.get(self.reason.credit, frozenset())
        if self.figures.keys() != needed or any(value < 0 for value in self.figures.values()):
            raise WrongFigures(f"an absence of '{self.reason.code}' has {sorted(needed)}, got {dict(self.figures)}")

    @property
    def is_whole(self) -> bool:
        return self.extent is Extent.WHOLE

    @property
    def is_illness(self) -> bool:
        return self.reason.of_class is AbsenceClass.SICKNESS

    def is_certified(self, day: date) -> bool:
        return any(day in days for days in self.notes.certified)

    def comes_back(self, *, certified: bool, on_account: bool) -> bool:
        """Say whether a day off comes back to who is ill on it: leave (BUrlG §9), time off from an account (§10)."""
        return certified and (on_account or self.reason.of_class is AbsenceClass.LEAVE)


def on_day(absences: Iterable[Absence], employment_id: int, day: date) -> tuple[Absence, ...]:
    """Return an employment's absences of a day: whole ones first, then in the order of their clocks, the rest last.

    Of two alike the one that began earlier comes first, whichever was entered first.
    """
    found = [each for each in absences if each.employment_id == employment_id and day in each.days]
    return tuple(sorted(found, key=_in_order))


def _in_order(absence: Absence) -> tuple[object, ...]:
    clocks = absence.from_clock or time(0), absence.to_clock or time.max
    told = absence.days, absence.reason.code, sorted(absence.figures.items())
    return not absence.is_whole, absence.extent is Extent.REST, *clocks, *told


def span_away(absence: Absence, day: date, zone: ZoneInfo) -> Span:
    """Return when on a day an absence is: all of it, from noon to its end, or 8:00–10:00."""
    whole = day_span(day, zone)
    if absence.from_clock is None:
        return whole
    if absence.to_clock is None:
        return Span(instant(day, absence.from_clock, zone), whole.to_at)
    return span_of(day, ClockSpan(absence.from_clock, absence.to_clock), zone)


def neutral_days(absences: Sequence[Absence], days: DaySpan, accounts: Collection[date] = ()) -> frozenset[date]:
    """Return which of these days averages leave out: leave and sickness are, a flextime day off is not (A12).

    Only whole days, and only those entered as absence: leave from Monday to Friday leaves the Saturday in (OPEN-06). A
    day off that stays one although somebody is ill counts; on days in `accounts` it comes back with a certificate.
    """
    neutral = [each for each in absences if each.is_whole and each.reason.averaging is Averaging.NEUTRAL]
    off = [each for each in absences if each.is_whole and each.reason.of_class is AbsenceClass.TIME_OFF]
    return frozenset(
        day
        for absence in neutral
        for day in _within(absence.days, days)
        if not (
            absence.is_illness and any(day in each.days and not _back(absence, each, day, accounts) for each in off)
        )
    )


def _back(ill: Absence, off: Absence, day: date, accounts: Collection[date]) -> bool:
    return off.comes_back(certified=ill.is_certified(day), on_account=day in accounts)


def unpaid_days(absences: Sequence[Absence], days: DaySpan) -> frozenset[tuple[int, date]]:
    """Return the (employment, day) of these days for which nothing is paid, so that nothing is saved of it either."""
    unpaid = (each for each in absences if each.is_whole and each.reason.credit is Credit.NO_TARGET)
    return frozenset((absence.employment_id, day) for absence in unpaid for day in _within(absence.days, days))


def _within(absent: DaySpan, days: DaySpan) -> DaySpan:
    from_day = max(absent.from_day, days.from_day)
    return DaySpan(from_day, max(from_day, min(absent.to_day, days.to_day)))
