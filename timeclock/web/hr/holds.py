"""About whom nothing is deleted for now: a list, whom it is begun for and why, and its end."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_
from timeclock.service import holds as service
from timeclock.service.access import Action
from timeclock.service.sight import NotFound
from timeclock.web import edge, language
from timeclock.web.hr.hold_inputs import EndForm, HoldForm
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.policies import asks_again, policy

bp = Blueprint("holds", __name__, url_prefix="/holds")

BEGUN = N_("From now on nothing about this person is deleted.")
ENDED = N_("The hold is over. What is due goes with the next night.")
NOBODY = N_("Nobody has this staff number, or more than one person.")
OVER = N_("This hold is over already.")


@bp.get("")
@policy(Action.KEEP_HOLDS)
def listed() -> ResponseReturnValue:
    return _page({}, {})


@bp.post("")
@policy(Action.KEEP_HOLDS)
def begin() -> ResponseReturnValue:
    try:
        asked = parse(HoldForm, request.form)
        with edge.transaction() as session:
            service.begin(session, edge.sight(), asked.staff_no, asked.reason)
    except InvalidInput as fault:
        return _page(request.form, dict(fault.problems)), 422
    except NotFound:
        return _page(request.form, {"staff_no": [NOBODY]}), 422
    flash(language.say().text(BEGUN))
    return redirect(url_for(".listed"), 303)


@bp.post("/end")
@policy(Action.KEEP_HOLDS)
@asks_again
def end() -> ResponseReturnValue:
    asked = parse(EndForm, request.form)
    try:
        with edge.transaction() as session:
            service.let_go(session, edge.sight(), asked.hold)
    except NotFound:
        return _page({}, {"holds-title": [OVER]}), 409
    flash(language.say().text(ENDED))
    return redirect(url_for(".listed"), 303)


def _page(sent: Mapping[str, str], problems: dict[str, list[str]]) -> str:
    with edge.transaction() as session:
        found = service.seen(session, edge.sight())
    return render_template("hr/holds.html", found=found, sent=sent, problems=problems)
