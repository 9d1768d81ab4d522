"""Which unit and which working-time model somebody may be given from a day on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from timeclock.core.plans import WEEK_DAYS
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.service.staff_moves import Days, From, NotMoved, Refused
from timeclock.store import model_retirements, models, placements, plans, staff_files
from timeclock.store.db import Session
from timeclock.store.placements import UnitNamed
from timeclock.store.staff_files import Assigned, Course, Worked


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form of human resources lets choose: units, models by code with their titles, and holiday calendars.

    `retired` says of models that are given to nobody from when on that is.
    """

    units: tuple[UnitNamed, ...]
    models: dict[str, str]
    calendars: tuple[str, ...]
    retired: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class ToUnit:
    """A unit from a day on, by its address, and where her pay is booked."""

    since: date
    unit: UUID
    cost_centre: str | None


@dataclass(frozen=True, slots=True)
class ToModel:
    """A model from a day on, by its code, and the first day of its rhythm."""

    since: date
    code: str
    anchor_day: date


def of(session: Session, sight: Sight, day: date) -> Choices:
    """Return what the actor may choose, with the units there are on a day."""
    units = placements.units(session, access.scope(sight.actor, Action.KEEP_STAFF).unit_ids, day)
    titles = dict(sorted(models.titles(session).items(), key=lambda each: each[1]))
    retired = {code: each.since for code, each in model_retirements.by_code(session).items()}
    return Choices(tuple(units.values()), titles, tuple(staff_files.calendars(session)), retired)


def resolved(session: Session, sight: Sight, wanted: Days | From | ToUnit | ToModel, course: Course) -> Days | From:
    """Return what is wanted with unit and model looked up; raise `NotMoved` where there is none to be had."""
    if isinstance(wanted, ToUnit):
        return From(wanted.since, worked(session, sight, wanted))
    if isinstance(wanted, ToModel):
        had = {kept.stretch.value.code for kept in course.assigned if wanted.since in kept.stretch}
        return From(wanted.since, assigned(session, wanted, had))
    return wanted


def worked(session: Session, sight: Sight, wanted: ToUnit) -> Worked:
    """Return a unit of the actor's as it is on its day; raise `NotMoved`."""
    reach = access.scope(sight.actor, Action.KEEP_STAFF).unit_ids
    units = placements.units(session, reach, wanted.since).values()
    unit = next((each for each in units if each.uid == wanted.unit), None)
    if unit is None:
        raise NotMoved(Refused.NO_UNIT)
    return Worked(unit.id, unit.name, wanted.cost_centre)


def assigned(session: Session, wanted: ToModel, had: Collection[str] = ()) -> Assigned:
    """Return a model that may be given from its day on, or is among those she had; raise `NotMoved`."""
    model = models.known(session).get(wanted.code)
    if model is None:
        raise NotMoved(Refused.NO_MODEL)
    if plans.versions_of(session, wanted.code)[0].valid_from > wanted.since:
        raise NotMoved(Refused.MODEL_LATER)
    retired = model_retirements.by_code(session).get(wanted.code)
    if retired is not None and retired.since <= wanted.since and wanted.code not in had:
        raise NotMoved(Refused.MODEL_RETIRED)
    # A rhythm of a week is told from Monday on.
    if model.rhythm_days == WEEK_DAYS and wanted.anchor_day.isoweekday() != 1:
        raise NotMoved(Refused.NO_MONDAY)
    return Assigned(model.id, wanted.code, models.titles(session)[wanted.code], wanted.anchor_day)
