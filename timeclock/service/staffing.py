"""Minimum staffing: how many a unit needs, entered by whoever answers for it, and whether so many would be there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core.needs import WHOLE_DAY, Heads, Part
from timeclock.core.spans import DaySpan
from timeclock.core.staffing import Choice, StaffedDay, choices, staffed
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.store import audit, shift_kinds, unit_staffing
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.questions import ask
from timeclock.store.unit_staffing import NamedUnit


class Refusal(StrEnum):
    """Why a number is not entered."""

    UNKNOWN = "unknown"
    PAST = "past"
    NO_SHIFT = "no_shift"


class NotSet(ValueError):
    """Nothing was entered; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"how many are needed was not entered: {refusal}")
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many a unit is to need from a day on, of a day or a part of it: Monday to Sunday, and on holidays."""

    unit_uid: UUID
    first: date
    by_weekday: tuple[int, ...]
    part: Part = WHOLE_DAY


@dataclass(frozen=True, slots=True)
class UnitHeads:
    """A unit with how many it needs from today on, the earliest first; empty where nobody said so."""

    unit: NamedUnit
    heads: Sequence[Heads]

    def holding(self, part: Part) -> Heads | None:
        """Return what holds first of a part of the day."""
        return next((each for each in self.heads if each.part == part), None)


@dataclass(frozen=True, slots=True)
class ShortUnit:
    """A unit that has fewer on a day than it needs."""

    unit_name: str
    there: int
    needed: int
    part: Part = WHOLE_DAY


def listed(session: Session, sight: Sight) -> tuple[UnitHeads, ...]:
    """Return the units the actor answers for, each with how many it needs from today on."""
    return of_units(session, access.scope(sight.actor, Action.SET_STAFFING).unit_ids, sight.today)


def of_everybody(session: Session, today: date) -> tuple[UnitHeads, ...]:
    """Return all units of which somebody said how many they need, for operators."""
    return tuple(each for each in of_units(session, unit_staffing.every_unit(session), today) if each.heads)


def of_units(session: Session, unit_ids: Collection[int], today: date) -> tuple[UnitHeads, ...]:
    """Return units with how many each needs from a day on."""
    found = unit_staffing.heads_of(session, unit_ids, DaySpan(today, date.max))
    return tuple(
        UnitHeads(unit, [each for each in found if each.unit_id == unit.unit_id])
        for unit in unit_staffing.named(session, unit_ids, today)
    )


def enter(session: Session, sight: Sight, wanted: Wanted) -> None:
    """Let a unit need so many from a day on; raise `NotSet` for another's unit or shift, or a day that is over."""
    units = unit_staffing.named(session, access.scope(sight.actor, Action.SET_STAFFING).unit_ids, sight.today)
    chosen = next((each for each in units if each.uid == wanted.unit_uid), None)
    if chosen is None:
        raise NotSet(Refusal.UNKNOWN)
    if wanted.first < sight.today:
        raise NotSet(Refusal.PAST)
    new = Heads(chosen.unit_id, wanted.first, None, wanted.by_weekday, wanted.part)
    _put(session, new, sight.actor.login_id, sight.now)


def enter_named(
    session: Session, name: str, first: date, by_weekday: tuple[int, ...], now: datetime, part: Part = WHOLE_DAY
) -> None:
    """Let the unit of a name need so many from a day on, for operators; raise `NotSet` where it is not one."""
    named = unit_staffing.named(session, unit_staffing.every_unit(session), first)
    found = [each.unit_id for each in named if each.name == name]
    if len(found) != 1:
        raise NotSet(Refusal.UNKNOWN)
    _put(session, Heads(found[0], first, None, by_weekday, part), None, now)


def _put(session: Session, new: Heads, by: int | None, now: datetime) -> None:
    if new.part.key and new.part.key not in shift_kinds.catalogue(session, new.unit_id).kinds:
        raise NotSet(Refusal.NO_SHIFT)
    uid = unit_staffing.set_heads(session, new, by, now)
    detail = {"unit": new.unit_id, "from": new.from_day.isoformat(), "heads": list(new.by_weekday)}
    detail |= {"part": new.part.text} if new.part.text else {}
    audit.add(session, "staffing.set", str(uid), now, by=by, detail=detail)


def without(session: Session, who: Employed, days: DaySpan, zone: ZoneInfo) -> tuple[Choice, ...]:
    """Return the days on which it makes a difference whether somebody is there, and how many are without her."""
    question = unit_staffing.of_units([who.unit_id], days, zone)
    found = ask(session, question).to(question)
    return choices(found.heads, found.force, days, who.employment_id)


def short(
    session: Session, unit_ids: Collection[int], days: DaySpan, zone: ZoneInfo
) -> Mapping[date, tuple[ShortUnit, ...]]:
    """Return by day which of these units have fewer than they need."""
    needing = {each.unit_id for each in unit_staffing.heads_of(session, unit_ids, days)}
    if not needing:
        return {}
    question = unit_staffing.of_units(needing, days, zone)
    found = ask(session, question).to(question)
    names = {each.unit_id: each.name for each in unit_staffing.named(session, needing, days.to_day - ONE_DAY)}
    by_day: dict[date, list[StaffedDay]] = {}
    for each in staffed(found.heads, found.force, days):
        if each.short:
            by_day.setdefault(each.day, []).append(each)
    return {
        day: tuple(ShortUnit(names.get(each.unit_id, ""), each.there, each.needed, each.part) for each in of_day)
        for day, of_day in by_day.items()
    }
