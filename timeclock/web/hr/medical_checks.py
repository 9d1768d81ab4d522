"""Examinations of one night worker: offered or done, and from when on the next is due."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core.medical_checks import Outcome
from timeclock.i18n.wording import N_
from timeclock.service import medical_checks as service
from timeclock.service.access import Action
from timeclock.service.medical_checks import NotEntered, Refused
from timeclock.web import edge, language
from timeclock.web.hr.medical_check_inputs import CheckForm, WithdrawnForm
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.policies import policy

bp = Blueprint("medical_checks", __name__, url_prefix="/staff")

ENTERED = N_("The examination is on record.")
WITHDRAWN = N_("The entry counts no more.")
TOO_EARLY = N_("The next one is due after this one. Please choose a later day, or leave it empty.")
REFUSALS = {
    Refused.FUTURE: ("on", N_("This day is still to come. Please enter it once it was offered or done.")),
    Refused.DUE_BEFORE: ("due_on", TOO_EARLY),
}


@bp.get("/<uuid:uid>/<day:day>/checks")
@policy(Action.KEEP_CHECKS)
def of_person(uid: UUID, day: date) -> ResponseReturnValue:
    return _page(uid, day, {})


@bp.post("/<uuid:uid>/<day:day>/checks")
@policy(Action.KEEP_CHECKS)
def enter(uid: UUID, day: date) -> ResponseReturnValue:
    with edge.reading() as session:
        service.whose(session, edge.sight(), uid, day)
    try:
        wanted = parse(CheckForm, request.form)
        with edge.transaction() as session:
            service.enter(session, edge.sight(), uid, day, wanted)
    except InvalidInput as fault:
        return _page(uid, day, dict(fault.problems)), 422
    except NotEntered as refused:
        field, sentence = REFUSALS[refused.reason]
        return _page(uid, day, {field: [sentence]}), 422
    flash(language.say().text(ENTERED))
    return redirect(url_for(".of_person", uid=uid, day=day), 303)


@bp.post("/<uuid:uid>/<day:day>/checks/withdraw")
@policy(Action.KEEP_CHECKS)
def withdraw(uid: UUID, day: date) -> ResponseReturnValue:
    with edge.reading() as session:
        service.whose(session, edge.sight(), uid, day)
    which = parse(WithdrawnForm, request.form).check
    with edge.transaction() as session:
        service.withdraw(session, edge.sight(), uid, day, which)
    flash(language.say().text(WITHDRAWN))
    return redirect(url_for(".of_person", uid=uid, day=day), 303)


def _page(uid: UUID, day: date, problems: dict[str, list[str]]) -> str:
    with edge.transaction() as session:
        found = service.of(session, edge.sight(), uid, day)
    return render_template(
        "hr/medical_checks.html", found=found, day=day, outcomes=list(Outcome), problems=problems, sent=request.form
    )
