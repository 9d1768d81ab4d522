"""Retiring a working-time model: from a day on nobody is given it, and who has it keeps it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, model_retirements, models, staff
from timeclock.store.db import Session


class Refused(StrEnum):
    """Why a model is not retired."""

    PAST = "past"
    RETIRED = "retired"


class NotRetired(ValueError):
    """A model is not retired; `reason` says why."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


def retire(session: Session, sight: Sight, code: str, since: date, why: str) -> None:
    """Let a model be given to nobody from a day on, today at the earliest. Raises `NotRetired` or `NotFound`.

    Nobody's time moves by it, so it wants no second look, and can be taken back.
    """
    access.demand(sight.actor, Action.KEEP_MODELS)
    if code not in models.titles(session):
        raise NotFound("no such model")
    if since < sight.today:
        raise NotRetired(Refused.PAST)
    # Whoever gives models to people holds the same, so nobody is given one that is being retired.
    staff.hold(session)
    if not model_retirements.retire(session, code, since, why, sight.actor.login_id, sight.now):
        raise NotRetired(Refused.RETIRED)
    detail = {"since": since.isoformat()}
    audit.add(session, "model.retire", code, sight.now, by=sight.actor.login_id, detail=detail)


def take_back(session: Session, sight: Sight, code: str) -> bool:
    """Let a model be given again; say whether it was retired."""
    access.demand(sight.actor, Action.KEEP_MODELS)
    taken = model_retirements.take_back(session, code, sight.now)
    if taken:
        audit.add(session, "model.keep_on", code, sight.now, by=sight.actor.login_id)
    return taken
