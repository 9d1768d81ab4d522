"""Taking somebody on, new or known: a form, a preview of what it would do, and entering what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_
from timeclock.service import hiring as service
from timeclock.service import staff_desk
from timeclock.service.access import Action
from timeclock.service.hiring import NumberTaken
from timeclock.service.staff_choices import Choices
from timeclock.service.staff_desk import Desk
from timeclock.service.staff_moves import NotMoved, Refused
from timeclock.store.hiring import Numbered
from timeclock.web import edge, language
from timeclock.web.hr.hiring_inputs import begun, parse_hire
from timeclock.web.hr.staff_changing import REFUSALS
from timeclock.web.inputs import OF_NO_FORM, InvalidInput
from timeclock.web.policies import asks_again, policy

bp = Blueprint("hiring", __name__, url_prefix="/staff")

ENTERED = N_("She is entered. A badge and a login are given her on pages of their own.")
# Where on the form each refusal is explained.
FIELDS = {
    Refused.NO_NUMBER: "staff_no",
    Refused.TAKEN: "staff_no",
    Refused.OVERLAPS: "first",
    Refused.NO_UNIT: "unit",
    Refused.NO_MODEL: "model",
    Refused.MODEL_LATER: "model",
    Refused.MODEL_RETIRED: "model",
    Refused.NO_MONDAY: "anchor_day",
}
KNOWN = "/<uuid:uid>/<day:day>/further"


@bp.get("/new")
@policy(Action.KEEP_STAFF)
def draft() -> ResponseReturnValue:
    return _form(None, _choices(None), None, {})


@bp.post("/new/preview")
@policy(Action.KEEP_STAFF)
def preview() -> ResponseReturnValue:
    """Show what taking somebody on would do, or the form again with what was entered."""
    return _tried(None, {})


@bp.post("/new")
@policy(Action.KEEP_STAFF)
@asks_again
def enter() -> ResponseReturnValue:
    return _entered(None)


@bp.get(KNOWN)
@policy(Action.KEEP_STAFF)
def further(uid: UUID, day: date) -> ResponseReturnValue:
    """Ask for a further employment of somebody who is known, beside one that lasts or after it."""
    of = _desk(uid, day)
    return _form(of, of.choices, None, {})


@bp.post(f"{KNOWN}/preview")
@policy(Action.KEEP_STAFF)
def preview_further(uid: UUID, day: date) -> ResponseReturnValue:
    return _tried(_desk(uid, day), {})


@bp.post(KNOWN)
@policy(Action.KEEP_STAFF)
@asks_again
def enter_further(uid: UUID, day: date) -> ResponseReturnValue:
    return _entered(_desk(uid, day))


def _tried(of: Desk | None, problems: Mapping[str, list[str]]) -> ResponseReturnValue:
    """Show the preview of what was sent; with `problems` it is one that somebody has to look at once more."""
    sight, choices = edge.sight(), _choices(of)
    try:
        asked, hire = parse_hire(request.form, of, choices)
        with edge.transaction() as session:
            found = service.preview(session, sight, hire, of)
    except InvalidInput as fault:
        return _form(of, choices, request.form, dict(fault.problems)), 422
    except NotMoved as refused:
        return _refused(of, choices, refused)
    if asked.step == "edit":
        return _form(of, choices, request.form, {})
    kept = {name: value for name, value in request.form.items() if name not in {*OF_NO_FORM, "seen", "step"}}
    page = render_template(
        "hr/staff_hire_preview.html",
        desk=of,
        found=found,
        hire=hire,
        why=asked.why,
        kept=kept,
        problems=problems,
    )
    return page, 409 if problems else 200


def _entered(of: Desk | None) -> ResponseReturnValue:
    sight, choices = edge.sight(), _choices(of)
    try:
        asked, hire = parse_hire(request.form, of, choices)
        with edge.transaction() as session:
            uid = service.enter(session, sight, hire, of, asked.why.strip(), asked.seen)
    except InvalidInput as fault:
        return _form(of, choices, request.form, dict(fault.problems)), 422
    except NotMoved as refused:
        if refused.reason in {Refused.MOVED, Refused.CLOSED}:
            return _tried(of, {"seen": [REFUSALS[refused.reason]]})
        return _refused(of, choices, refused)
    flash(language.say().text(ENTERED))
    return redirect(url_for("staff.person", uid=uid, day=hire.days.first), 303)


def _desk(uid: UUID, day: date) -> Desk:
    with edge.transaction() as session:
        return staff_desk.desk(session, edge.sight(), uid, day)


def _choices(of: Desk | None) -> Choices:
    if of is not None:
        return of.choices
    with edge.reading() as session:
        return service.choices(session, edge.sight())


def _refused(of: Desk | None, choices: Choices, refused: NotMoved) -> ResponseReturnValue:
    whose = refused.whose if isinstance(refused, NumberTaken) else None
    problems = {FIELDS[refused.reason]: [REFUSALS[refused.reason]]}
    return _form(of, choices, request.form, problems, whose), 422


def _form(
    of: Desk | None,
    choices: Choices,
    sent: Mapping[str, str] | None,
    problems: Mapping[str, list[str]],
    whose: Numbered | None = None,
) -> str:
    return render_template(
        "hr/staff_hire.html",
        desk=of,
        choices=choices,
        sent=begun(of, choices, edge.today()) if sent is None else sent,
        problems=problems,
        whose=whose,
    )
