"""Changing working-time models: a draft, what it would do to real weeks, a second look, in force from a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from timeclock.core.periods import monday_of
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access, simulation
from timeclock.service.access import Action
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import NotFound, Sight
from timeclock.service.simulation import Comparison, Trial
from timeclock.store import audit, model_drafts, model_retirements, models, plans, recalculation
from timeclock.store.db import Session
from timeclock.store.model_drafts import Decision, Draft
from timeclock.store.model_retirements import Retirement
from timeclock.store.models import NewModel
from timeclock.store.plans import ModelVersion

TRIED_WEEKS = timedelta(weeks=4)
# A preview is for the eye; a whole unit has a page of its own.
TRIED_PEOPLE = 3
CAUSE = "model"


class Refused(StrEnum):
    """Why a draft cannot be made or put in force."""

    TOO_EARLY = "too_early"
    BEFORE_THE_MODEL = "before_the_model"
    CODE_TAKEN = "code_taken"
    OWN_DRAFT = "own_draft"
    DECIDED = "decided"


class NotChanged(ValueError):
    """A draft cannot be made or put in force; `reason` says why."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Kept:
    """A model of the city: its versions, how many have it today, and how many from which later days on."""

    code: str
    title: str
    versions: tuple[ModelVersion, ...]
    today: int
    later: tuple[tuple[date, int], ...]
    retirement: Retirement | None = None

    def on(self, day: date) -> ModelVersion:
        """Return the version in force on a day, else the first one."""
        return next((each for each in reversed(self.versions) if each.valid_from <= day), self.versions[0])


@dataclass(frozen=True, slots=True)
class Desk:
    """All models of the city, and what waits for a second look."""

    kept: tuple[Kept, ...]
    waiting: tuple[Draft, ...]


def desk(session: Session, sight: Sight) -> Desk:
    """Return the models by code."""
    access.demand(sight.actor, Action.KEEP_MODELS)
    working = model_drafts.working(session, sight.today)
    retired = model_retirements.by_code(session)
    found = []
    for code, title in sorted(models.titles(session).items()):
        hers = [each for each in working if each.code == code]
        today = sum(each.number for each in hers if each.since <= sight.today)
        later = tuple((each.since, each.number) for each in hers if each.since > sight.today)
        found.append(Kept(code, title, tuple(plans.versions_of(session, code)), today, later, retired.get(code)))
    return Desk(tuple(found), tuple(model_drafts.waiting(session)))


def one(session: Session, sight: Sight, code: str) -> Kept:
    """Return a model. Raises `NotFound`."""
    found = next((each for each in desk(session, sight).kept if each.code == code), None)
    if found is None:
        raise NotFound("no such model")
    return found


def draft(session: Session, sight: Sight, uid: UUID) -> Draft:
    """Return a draft. Raises `NotFound`."""
    access.demand(sight.actor, Action.KEEP_MODELS)
    found = model_drafts.find(session, uid)
    if found is None:
        raise NotFound("no such draft")
    return found


def before(session: Session, sight: Sight, found: Draft) -> ModelVersion | None:
    """Return what holds on a draft's first day while it is not in force; None where the model is to be new."""
    access.demand(sight.actor, Action.KEEP_MODELS)
    versions = plans.versions_of(session, found.new.code)
    return next((each for each in reversed(versions) if each.valid_from <= found.since), None)


def preview(
    session: Session, sight: Sight, code: str, new: NewModel, staff_nos: Collection[str], rulebook: Rulebook
) -> tuple[Comparison, ...]:
    """Work out the last four weeks of a few who have a model by its figures now and by new ones; the look is recorded.

    Of those named, or of the first that the actor may look at.
    """
    access.demand(sight.actor, Action.KEEP_MODELS)
    end = monday_of(sight.today)
    days = DaySpan(end - TRIED_WEEKS, end)
    scope = access.scope(sight.actor, Action.TRY_MODELS)
    people = model_drafts.tried_on(session, code, end - ONE_DAY, scope, staff_nos, TRIED_PEOPLE)
    tried = (
        new.title,
        plans.version_of(new.rules, tuple(new.days), days.from_day, models.rules_json(new.rules)),
    )
    found = [
        simulation.shown_by(session, sight, Trial(staff_no, code, days, anchor), tried, rulebook)
        for staff_no, anchor in people.items()
    ]
    return tuple(each for each in found if each is not None)


def propose(session: Session, sight: Sight, new: NewModel, since: date, why: str, *, is_new: bool) -> UUID:
    """Record a draft of a model or of a model's next version. Raises `NotChanged`."""
    access.demand(sight.actor, Action.KEEP_MODELS)
    _check(session, sight, new.code, since, is_new=is_new)
    if is_new and any(each.new.code == new.code for each in model_drafts.waiting(session)):
        raise NotChanged(Refused.CODE_TAKEN)
    uid = model_drafts.add(session, new, since, why, sight.actor.login_id, sight.now)
    audit.add(session, "model.propose", f"{uid}", sight.now, by=sight.actor.login_id, detail={"code": new.code})
    return uid


def confirm(session: Session, sight: Sight, uid: UUID) -> Draft:
    """Put a draft of somebody else in force from its day on, and have the days it is about worked out anew.

    Days of closed months stay as they were closed; what is different there comes as differences found later.
    """
    found = draft(session, sight, uid)
    if found.by_id == sight.actor.login_id:
        raise NotChanged(Refused.OWN_DRAFT)
    is_new = found.new.code not in models.titles(session)
    _check(session, sight, found.new.code, found.since, is_new=is_new)
    _decide(session, sight, uid, Decision.IN_FORCE, "")
    if is_new:
        models.add_model(session, found.new, found.since, sight.now)
    else:
        models.change(session, found.new, found.since, sight.now, by=sight.actor.login_id)
        if found.since <= sight.today:
            days = DaySpan(found.since, sight.today + ONE_DAY)
            recalculation.mark(session, model_drafts.days_worked_by(session, found.new.code, days), CAUSE, sight.now)
    return found


def refuse(session: Session, sight: Sight, uid: UUID, why: str) -> Decision:
    """Refuse a draft of somebody else, or withdraw one's own."""
    found = draft(session, sight, uid)
    decision = Decision.WITHDRAWN if found.by_id == sight.actor.login_id else Decision.REFUSED
    _decide(session, sight, uid, decision, why)
    return decision


def earliest(today: date) -> date:
    """Return from when on a version may hold: from the month before this one, which is to be closed next."""
    return (today.replace(day=1) - ONE_DAY).replace(day=1)


def _check(session: Session, sight: Sight, code: str, since: date, *, is_new: bool) -> None:
    if since < earliest(sight.today):
        raise NotChanged(Refused.TOO_EARLY)
    versions = plans.versions_of(session, code)
    if is_new and versions:
        raise NotChanged(Refused.CODE_TAKEN)
    if not is_new and since < versions[0].valid_from:
        raise NotChanged(Refused.BEFORE_THE_MODEL)


def _decide(session: Session, sight: Sight, uid: UUID, decision: Decision, why: str) -> None:
    if not model_drafts.decide(session, uid, decision, why, sight.actor.login_id, sight.now):
        raise NotChanged(Refused.DECIDED)
    detail = {"decision": decision.value}
    audit.add(session, "model.decide", f"{uid}", sight.now, by=sight.actor.login_id, detail=detail)
