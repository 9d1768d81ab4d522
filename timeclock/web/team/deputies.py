"""Who stands in for whom while a superior is away."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_
from timeclock.service import deputies
from timeclock.service.access import Action
from timeclock.service.deputies import NotNamed, Refusal, Wanted
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.policies import policy
from timeclock.web.team.deputy_inputs import DeputyEndForm, DeputyForm

bp = Blueprint("deputies", __name__, url_prefix="/team/deputies")

NAMED = N_("The deputy is named and stands in whenever you are away the whole day.")
ENDED = N_("The deputy stands in no more from today on.")
# Where on the form each refusal is explained, and how.
REFUSALS = {
    Refusal.UNKNOWN: ("staff_no", N_("Nobody with this staff number is employed today.")),
    Refusal.NO_LOGIN: ("staff_no", N_("This person cannot sign in, so she could not decide anything.")),
    Refusal.ONESELF: ("staff_no", N_("You cannot stand in for yourself.")),
    Refusal.CIRCLE: (
        "staff_no",
        N_("You stand in for this person in these days, directly or over others. Please name somebody else."),
    ),
    Refusal.LAST_BEFORE_FIRST: ("last", N_("The last day lies before the first.")),
    Refusal.OVER: ("last", N_("These days are over.")),
}


@bp.get("")
@policy(Action.NAME_DEPUTIES)
def listed() -> ResponseReturnValue:
    return _page({})


@bp.post("")
@policy(Action.NAME_DEPUTIES)
def name() -> ResponseReturnValue:
    try:
        asked = parse(DeputyForm, request.form)
        with edge.transaction() as session:
            deputies.name(session, edge.sight(), Wanted(asked.staff_no.strip(), asked.first, asked.last))
    except InvalidInput as fault:
        return _page(dict(fault.problems)), 422
    except NotNamed as refused:
        field, sentence = REFUSALS[refused.refusal]
        return _page({field: [sentence]}), 422
    flash(language.say().text(NAMED))
    return redirect(url_for(".listed"), 303)


@bp.post("/end")
@policy(Action.NAME_DEPUTIES)
def end() -> ResponseReturnValue:
    asked = parse(DeputyEndForm, request.form)
    with edge.transaction() as session:
        deputies.end(session, edge.sight(), asked.deputy)
    flash(language.say().text(ENDED))
    return redirect(url_for(".listed"), 303)


def _page(problems: dict[str, list[str]]) -> str:
    with edge.reading() as session:
        found = deputies.listed(session, edge.sight())
    return render_template("team/deputies.html", named=found, problems=problems, sent=request.form, today=edge.today())
