"""What others changed of one's times: each change by itself, and objecting to it."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_
from timeclock.service import objections
from timeclock.service.access import Action
from timeclock.service.kinds.kind import CannotAsk
from timeclock.service.kinds.objections import Obstacle
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.me.request_inputs import ObjectionToChangeForm
from timeclock.web.policies import policy

bp = Blueprint("changes", __name__, url_prefix="/me/changes")

OBJECTED = N_("Your objection is on record. Whoever decides about your requests settles it, not who made the change.")
OBSTACLES: dict[StrEnum, str] = {
    Obstacle.NOT_OPEN: N_("There is no objection to this change here. Please ask the time office."),
    Obstacle.TOO_LONG_AGO: N_("You were told of this too long ago to object. Please ask the time office."),
    Obstacle.TAKEN_BACK: N_("This change was taken back meanwhile."),
}


@bp.get("")
@policy(Action.READ_NOTICES)
def listed() -> ResponseReturnValue:
    with edge.reading() as session:
        found = objections.listed(session, edge.sight())
    return render_template("me/changes.html", changes=found)


@bp.get("/<uuid:notice_uid>")
@policy(Action.READ_NOTICES)
def one(notice_uid: UUID) -> ResponseReturnValue:
    return _page(notice_uid, {})


@bp.post("/<uuid:notice_uid>")
@policy(Action.ASK)
def object_to(notice_uid: UUID) -> ResponseReturnValue:
    try:
        asked = parse(ObjectionToChangeForm, request.form)
        with edge.transaction() as session:
            objections.object_to(session, edge.sight(), notice_uid, asked.reason.strip(), edge.terms())
    except InvalidInput as fault:
        return _page(notice_uid, dict(fault.problems)), 422
    except CannotAsk as refused:
        return _page(notice_uid, {"change-title": [OBSTACLES[refused.obstacle]]}), 409
    flash(language.say().text(OBJECTED))
    return redirect(url_for(".one", notice_uid=notice_uid), 303)


def _page(notice_uid: UUID, problems: dict[str, list[str]]) -> str:
    with edge.reading() as session:
        seen = objections.one(session, edge.sight(), notice_uid, edge.terms())
    reason = request.form.get("reason", "")
    return render_template("me/change.html", seen=seen, problems=problems, reason=reason)
