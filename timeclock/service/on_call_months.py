"""Being on call, month by month: which units payroll gets of whom and from what, and after which calls work is later.

A closed month gives what it was closed with, whatever was found since; that is told as a late truth of the month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core import called_rests, on_call_units
from timeclock.core.called_rests import CalledRest
from timeclock.core.evaluation import paired_of
from timeclock.core.on_call_units import Entry, UnitSum
from timeclock.core.sessions import pieces_of
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import day_span, local_day
from timeclock.service import access, as_closed
from timeclock.service.access import Action
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.service.times import Today
from timeclock.store import audit, dayfiles, month_stories, on_call, people, results
from timeclock.store.db import Session
from timeclock.store.people import Employed, Whose
from timeclock.store.results import SavedDay
from timeclock.store.scope import Scope


@dataclass(frozen=True, slots=True)
class OnCallMonth:
    """One employment's month on call; `version` is that of the closed month the entries are from, None while open.

    `covered` are its days that the reader may see, `open_days` those that lack a stamp, so that more may come; `rests`:
    calls after which work is to begin later.
    """

    who: Employed
    month: date
    version: int | None
    covered: frozenset[date]
    entries: tuple[Entry, ...]
    open_days: tuple[date, ...]
    rests: tuple[CalledRest, ...] = ()

    @property
    def sums(self) -> tuple[UnitSum, ...]:
        return on_call_units.sums(self.entries)


def own(session: Session, sight: Sight, rulebook: Rulebook, first: date) -> tuple[OnCallMonth, ...]:
    """Return the actor's own month on call, in each employment that is rostered for it."""
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    found = _months(session, access.scope(sight.actor, Action.READ_OWN_TIMES), first, sight.today, sight.zone)
    return tuple(_with_rests(session, found, rulebook, sight.now))


def of_units(session: Session, sight: Sight, rulebook: Rulebook, first: date) -> tuple[OnCallMonth, ...]:
    """Return the month of everybody on call in the actor's units, by unit and name; the look is recorded."""
    scope = access.scope(sight.actor, Action.READ_ON_CALL)
    found = _months(session, scope, first, sight.today, sight.zone)
    others = {each.who.person_id for each in found} - {sight.actor.person_id}
    if others:
        audit.read_of_others(session, sight.actor.login_id, "on_call", scope.purpose, others, sight.now)
    return tuple(_with_rests(session, found, rulebook, sight.now))


def of_everybody(session: Session, first: date, zone: ZoneInfo, now: datetime) -> tuple[OnCallMonth, ...]:
    """Return everybody's month on call for operators; the look is recorded."""
    found = _months(session, Scope.system("export on call"), first, local_day(now, zone), zone)
    detail = {"people": len(found)}
    audit.add(session, "operator.export_on_call", f"{first:%Y-%m}", now, by=None, detail=detail)
    return found


def _months(session: Session, scope: Scope, first: date, today: date, zone: ZoneInfo) -> tuple[OnCallMonth, ...]:
    days = DaySpan.month(first.year, first.month)
    span = Span(day_span(days.from_day, zone).from_at, day_span(days.to_day, zone).from_at)
    found = (_month(session, scope, uid, days, today) for uid in on_call.rostered(session, span, scope))
    return tuple(sorted((each for each in found if each is not None), key=lambda each: each.who.place()))


def _month(session: Session, scope: Scope, uid: UUID, days: DaySpan, today: date) -> OnCallMonth | None:
    """Return an employment's month as far as the scope covers it, None where it covers nothing of it."""
    held = people.during(session, Whose(uid), days, scope)
    if held is None:
        return None
    who, covered = held
    story = month_stories.told(session, who.employment_id, days.from_day)
    saved: Sequence[SavedDay]
    if story is None:
        saved, version = results.days(session, who.employment_id, days, scope), None
    else:
        saved, version = as_closed.days(story, covered, told=False), story.saved.version.version
    found = [each.result for each in saved]
    open_days = tuple(each.day for each in found if each.worked is None and each.day < today)
    return OnCallMonth(who, days.from_day, version, covered, on_call_units.entries(found), open_days)


def _with_rests(
    session: Session, found: Iterable[OnCallMonth], rulebook: Rulebook, now: datetime
) -> Iterator[OnCallMonth]:
    """Yield the months with the days, as far as the reader sees them, on which work begins later after a call."""
    for each in found:
        days = DaySpan.month(each.month.year, each.month.month)
        file = dayfiles.load(session, each.who.person_id, days, rulebook.around, now).person
        pieces = [piece for one in paired_of(file) for piece in pieces_of(one)]
        rests = called_rests.judged(file, pieces, days)
        seen = (one for one in rests if one.day(file.zone) in each.covered)
        yield replace(each, rests=tuple(one for one in seen if one.employment_id == each.who.employment_id))


def rest_until(today: Today, rulebook: Rulebook) -> datetime | None:
    """Return until when the actor's rest lasts that began anew with a call, while it does."""
    return called_rests.running(today.sessions, rulebook.around.law, rulebook.around.zone, today.now)
