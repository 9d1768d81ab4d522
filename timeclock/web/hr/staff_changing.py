"""Changing a person and her employments: a form, a preview of what it would do, and entering what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_
from timeclock.service import staff_desk as service
from timeclock.service.access import Action
from timeclock.service.staff_desk import Desk
from timeclock.service.staff_moves import NotMoved, Refused, What
from timeclock.web import edge, language
from timeclock.web.hr.staff_changing_inputs import entered, parse_change
from timeclock.web.inputs import OF_NO_FORM, InvalidInput
from timeclock.web.policies import asks_again, policy

bp = Blueprint("staff_changing", __name__, url_prefix="/staff")

ENTERED = N_("The change is on record; days it is about are worked out anew.")
TITLE = {
    What.NAME: N_("Change the name"),
    What.EMPLOYMENT: N_("Change first and last day of employment"),
    What.TERMS: N_("Change weekly hours and terms"),
    What.UNIT: N_("Move to another unit"),
    What.MODEL: N_("Assign another working-time model"),
}
# Where on the form each refusal is explained, and how; of the name alone there is no first day.
SINCE = "since"
REFUSALS = {
    Refused.SAME: N_("This is how it is held already; nothing would change."),
    Refused.NOT_EMPLOYED: N_("She is not employed on this day. Please choose a day of her employment."),
    Refused.ELSEWHERE: N_(
        "These days have none in common with the employment that is meant. Who comes back later gets a further "
        "employment, in her file."
    ),
    Refused.OVERLAPS: N_("On some of these days she is employed under this number already. Please choose other days."),
    Refused.FOREIGN_UNIT: N_(
        "On some of these days she works in a unit that is not yours. Please ask a colleague who keeps both."
    ),
    Refused.NO_UNIT: N_("There is no such unit on that day."),
    Refused.NO_MODEL: N_("There is no such working-time model."),
    Refused.MODEL_LATER: N_("This model begins later. Please choose its first day or a later one."),
    Refused.MODEL_RETIRED: N_("This model is not given to anybody new any more. Please choose another one."),
    Refused.NO_MONDAY: N_("The rhythm of this model is a week, which begins on a Monday."),
    Refused.CLOSED: N_("Meanwhile a month of these days was closed."),
    Refused.MOVED: N_("Meanwhile something else is held of her. Please look at it once more."),
    Refused.NO_NUMBER: N_("This is no staff number: it has digits alone, and no more of them than the personnel list."),
    Refused.TAKEN: N_("Somebody else has this staff number. Please enter another one."),
}
FIELDS = {
    Refused.NO_UNIT: "unit",
    Refused.NO_MODEL: "model",
    Refused.MODEL_RETIRED: "model",
    Refused.NO_MONDAY: "anchor_day",
}
OF_WHAT = {What.NAME: "family_name", What.EMPLOYMENT: "first"}
AT = '/<uuid:uid>/<day:day>/change/<any("name","employment","terms","unit","model"):what>'


@bp.get(AT)
@policy(Action.KEEP_STAFF)
def draft(uid: UUID, day: date, what: str) -> ResponseReturnValue:
    return _form(_desk(uid, day), What(what), None, {})


@bp.post(f"{AT}/preview")
@policy(Action.KEEP_STAFF)
def preview(uid: UUID, day: date, what: str) -> ResponseReturnValue:
    """Show what a change would do, or the form again with what was entered."""
    return _tried(uid, day, What(what), {})


@bp.post(AT)
@policy(Action.KEEP_STAFF)
@asks_again
def enter(uid: UUID, day: date, what: str) -> ResponseReturnValue:
    sight, kind, desk = edge.sight(), What(what), _desk(uid, day)
    try:
        asked, wanted = parse_change(kind, request.form, desk)
        with edge.transaction() as session:
            found = service.enter(session, sight, uid, day, wanted, asked.why.strip(), asked.seen)
    except InvalidInput as fault:
        return _form(desk, kind, request.form, dict(fault.problems)), 422
    except NotMoved as refused:
        if refused.reason in {Refused.MOVED, Refused.CLOSED}:
            return _tried(uid, day, kind, {"seen": [REFUSALS[refused.reason]]})
        return _form(desk, kind, request.form, _said(kind, refused)), 422
    flash(language.say().text(ENTERED))
    return redirect(url_for("staff.person", uid=uid, day=found.day_after(day)), 303)


def _tried(uid: UUID, day: date, what: What, problems: Mapping[str, list[str]]) -> ResponseReturnValue:
    """Show the preview of what was sent; with `problems` it is one that somebody has to look at once more."""
    sight, desk = edge.sight(), _desk(uid, day)
    try:
        asked, wanted = parse_change(what, request.form, desk)
        with edge.reading() as session:
            found = service.preview(session, sight, uid, day, wanted)
    except InvalidInput as fault:
        return _form(desk, what, request.form, dict(fault.problems)), 422
    except NotMoved as refused:
        return _form(desk, what, request.form, _said(what, refused)), 422
    if asked.step == "edit":
        return _form(desk, what, request.form, {})
    kept = {name: value for name, value in request.form.items() if name not in {*OF_NO_FORM, "seen", "step"}}
    page = render_template(
        "hr/staff_preview.html",
        desk=desk,
        found=found,
        what=what,
        title=TITLE[what],
        why=asked.why,
        kept=kept,
        today=sight.today,
        problems=problems,
    )
    return page, 409 if problems else 200


def _desk(uid: UUID, day: date) -> Desk:
    with edge.transaction() as session:
        return service.desk(session, edge.sight(), uid, day)


def _form(desk: Desk, what: What, sent: Mapping[str, str] | None, problems: Mapping[str, list[str]]) -> str:
    return render_template(
        "hr/staff_change.html",
        desk=desk,
        what=what,
        title=TITLE[what],
        sent=entered(desk, what, edge.today()) if sent is None else sent,
        problems=problems,
    )


def _said(what: What, refused: NotMoved) -> dict[str, list[str]]:
    field = OF_WHAT.get(what, FIELDS.get(refused.reason, SINCE))
    return {field: [REFUSALS[refused.reason]]}
