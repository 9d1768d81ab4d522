"""Who is away: one's own absences, and those of the people around one, each as far as one may know why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from uuid import UUID

from timeclock.core.absences import AbsenceClass, Extent, Sees
from timeclock.core.periods import PeriodKind, PeriodResult
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access, staffing
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.service.staffing import ShortUnit
from timeclock.store import absences, audit, illness_notes, people, periods
from timeclock.store.absences import Entered
from timeclock.store.db import Session
from timeclock.store.illness_notes import Note
from timeclock.store.people import Employed
from timeclock.store.scope import Scope

NEITHER: Mapping[str, str] = {}
NOBODY_MISSING: Mapping[date, tuple[ShortUnit, ...]] = {}


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is away on a day; `names` where the reason may be read, `of_class` where the class, else neither."""

    given_name: str
    family_name: str
    unit_name: str
    from_clock: time | None
    to_clock: time | None
    names: Mapping[str, str]
    of_class: AbsenceClass | None


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the calendar with everybody who is away on it, and the units that have fewer than they need."""

    day: date
    away: tuple[Away, ...]
    short: tuple[ShortUnit, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a month on which somebody is away or somebody is missing, and how many people there are in all."""

    month: date
    people: int
    days: tuple[CalendarDay, ...]

    @property
    def with_absences(self) -> int:
        """On how many days somebody is away."""
        return sum(bool(each.away) for each in self.days)


@dataclass(frozen=True, slots=True)
class OwnAbsence:
    """One of one's own absences: in which employment, and what is noted of an illness."""

    entered: Entered
    employment_uid: UUID
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class OwnAbsences:
    """One's own absences of a span of days, and what came of illnesses."""

    kept: tuple[OwnAbsence, ...]
    illnesses: tuple[PeriodResult, ...]


def own(session: Session, sight: Sight, days: DaySpan) -> OwnAbsences:
    """Return the actor's own absences in all her employments, the latest first."""
    person_id = sight.actor.person_id
    access.demand(sight.actor, Action.READ_OWN_ABSENCES, person_id)
    employments = people.employments_of(session, person_id or 0, days)
    found = absences.away(session, [employment_id for employment_id, _ in employments], days)
    ill = periods.of_kind(session, person_id or 0, PeriodKind.ILLNESS, days)
    notes = illness_notes.on_each(session, [each.uid for each in found])
    uids = dict(employments)
    kept = (OwnAbsence(each, uids[each.employment_id], tuple(notes[each.uid])) for each in reversed(found))
    return OwnAbsences(tuple(kept), tuple(reversed(ill)))


def calendar(session: Session, sight: Sight, month: date) -> Calendar:
    """Return who is away in a month among the people of one's unit and those one is responsible for; it is recorded."""
    days = DaySpan.month(month.year, month.month)
    # Who belongs together follows from the day one looks, or the month's last where it is over.
    on = min(max(sight.today, days.from_day), days.to_day - ONE_DAY)
    scope = _around(session, sight, on)
    employed = {each.employment_id: each for each in people.listed(session, on, scope)}
    ahead = DaySpan(min(max(sight.today, days.from_day), days.to_day), days.to_day)
    short = (
        staffing.short(session, scope.unit_ids, ahead, sight.zone) if ahead.from_day < ahead.to_day else NOBODY_MISSING
    )
    return _of(session, sight, employed, days, short)


def _of(
    session: Session,
    sight: Sight,
    employed: Mapping[int, Employed],
    days: DaySpan,
    short: Mapping[date, tuple[ShortUnit, ...]],
) -> Calendar:
    found = absences.away(session, list(employed), days)
    others = {each.person_id for each in found} - {sight.actor.person_id}
    audit.read_of_others(session, sight.actor.login_id, "calendar", Action.READ_CALENDAR, others, sight.now)
    by_day = ((day, _on(day, found)) for day in days)
    shown = (
        CalendarDay(day, tuple(_away(sight, employed[each.employment_id], each) for each in on_day), short.get(day, ()))
        for day, on_day in by_day
        if on_day or day in short
    )
    return Calendar(days.from_day, len({each.person_id for each in employed.values()}), tuple(shown))


def of_one(sight: Sight, who: Employed, found: Sequence[Entered], days: DaySpan) -> Mapping[date, Away]:
    """Return the days on which somebody is away whose times the actor may read, as far as she may know why."""
    return {day: _away(sight, who, on_day[0]) for day in days if (on_day := _on(day, found))}


def others(session: Session, sight: Sight, but: Employed, days: DaySpan) -> Calendar:
    """Return who else of somebody's unit is away on these days, as far as the actor decides there; it is recorded."""
    # She decides about others only, and is one of those who may be away.
    scope = replace(access.scope(sight.actor, Action.DECIDE_REQUESTS), but_person_id=None)
    here = [each for each in people.listed(session, days.from_day, scope) if each.unit_id == but.unit_id]
    others = {each.employment_id: each for each in here if each.person_id != but.person_id}
    return _of(session, sight, others, days, NOBODY_MISSING)


def colleagues(session: Session, sight: Sight, own: Employed, days: DaySpan) -> Calendar:
    """Return who else of the actor's own unit is away on these days, as the calendar says it; it is recorded."""
    scope = _around(session, sight, days.from_day)
    here = [each for each in people.listed(session, days.from_day, scope) if each.unit_id == own.unit_id]
    others = {each.employment_id: each for each in here if each.person_id != own.person_id}
    return _of(session, sight, others, days, NOBODY_MISSING)


def _around(session: Session, sight: Sight, on: date) -> Scope:
    """Return the people of the units an actor is responsible for, and of those in which she works herself."""
    scope = access.scope(sight.actor, Action.READ_CALENDAR)
    if sight.actor.person_id is None:
        return scope
    own = people.units_of(session, sight.actor.person_id, on)
    return replace(scope, unit_ids=scope.unit_ids | own)


def _on(day: date, found: Iterable[Entered]) -> Sequence[Entered]:
    """Return one absence for each employment of a day: what takes the whole of it goes before hours."""
    first: dict[int, Entered] = {}
    for each in found:
        held = first.get(each.employment_id)
        if day in each.days and (held is None or held.extent is not Extent.WHOLE):
            first[each.employment_id] = each
    return list(first.values())


def _away(sight: Sight, who: Employed, entered: Entered) -> Away:
    sees = access.sees(sight.actor, who.person_id, who.unit_id)
    of_class = AbsenceClass.UNPLANNED if entered.of_class is AbsenceClass.SICKNESS else entered.of_class
    return Away(
        who.given_name,
        who.family_name,
        who.unit_name,
        entered.from_clock,
        entered.to_clock,
        entered.names if sees is Sees.REASON else NEITHER,
        of_class if sees is Sees.CLASS else None,
    )
