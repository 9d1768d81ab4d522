"""How many a unit needs on each day of the week."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core.needs import part_of
from timeclock.i18n.wording import N_
from timeclock.service import staffing
from timeclock.service.access import Action
from timeclock.service.staffing import NotSet, Refusal
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.policies import policy
from timeclock.web.team.staffing_inputs import HeadsForm, ShownForm

bp = Blueprint("staffing", __name__, url_prefix="/team/staffing")

ENTERED = N_("It is entered. Whoever decides about days away reads from now on how many would be there.")
REFUSALS = {
    Refusal.UNKNOWN: ("unit", N_("Please choose one of your units.")),
    Refusal.NO_SHIFT: ("of", N_("The roster of this unit has no shift with this key.")),
    Refusal.PAST: ("first", N_("Please choose today or a later day: what is over stays as it was.")),
}


@bp.get("")
@policy(Action.SET_STAFFING)
def listed() -> ResponseReturnValue:
    return _page({})


@bp.post("")
@policy(Action.SET_STAFFING)
def enter() -> ResponseReturnValue:
    try:
        asked = parse(HeadsForm, request.form)
        with edge.transaction() as session:
            staffing.enter(session, edge.sight(), asked.wanted)
    except InvalidInput as fault:
        return _page(dict(fault.problems)), 422
    except NotSet as refused:
        field, sentence = REFUSALS[refused.refusal]
        return _page({field: [sentence]}), 422
    flash(language.say().text(ENTERED))
    return redirect(url_for(".listed"), 303)


def _page(problems: dict[str, list[str]]) -> str:
    with edge.reading() as session:
        found = staffing.listed(session, edge.sight())
    shown = parse(ShownForm, request.args)
    unit = next((each for each in found if each.unit.uid == shown.unit), found[0] if found else None)
    holding = None if unit is None else unit.holding(part_of(shown.part))
    return render_template(
        "team/staffing.html",
        units=found,
        chosen=unit,
        part=part_of(shown.part),
        holding=holding,
        problems=problems,
        sent=request.form,
        today=edge.today(),
    )
