"""What one has asked for and what became of it, and what colleagues offer; taking back is beside the day."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_
from timeclock.service import offers, requests
from timeclock.service.access import Action
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.me.request_inputs import ObjectionForm
from timeclock.web.policies import policy

bp = Blueprint("requests", __name__, url_prefix="/me/requests")

OBJECTED = N_("Your objection is on record. It goes to whoever is above the one who decided.")


@bp.get("")
@policy(Action.READ_OWN_REQUESTS)
def own() -> ResponseReturnValue:
    return _page({})


@bp.post("/object")
@policy(Action.ASK)
def object_to() -> ResponseReturnValue:
    try:
        asked = parse(ObjectionForm, request.form)
    except InvalidInput as fault:
        return _page({f"reason-{request.form.get('request_uid', '')}": fault.problems.get("reason", [])}), 422
    with edge.transaction() as session:
        requests.object_to(session, edge.sight(), asked.request_uid, asked.reason.strip(), edge.terms())
    flash(language.say().text(OBJECTED))
    return redirect(url_for(".own"), 303)


def _page(problems: dict[str, list[str]]) -> str:
    with edge.reading() as session:
        found = requests.listed(session, edge.sight())
        offered = offers.listed(session, edge.sight())
    return render_template("me/requests.html", requests=found, offers=offered, problems=problems)
