"""One's own leave: what there is of which kind and year, what was taken, and until when the rest can be."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from timeclock.service import leave_view
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.inputs import EmploymentChosenForm, parse
from timeclock.web.policies import policy

bp = Blueprint("leave", __name__, url_prefix="/me/leave")


@bp.get("")
@policy(Action.READ_OWN_TIMES)
def own() -> ResponseReturnValue:
    chosen = parse(EmploymentChosenForm, request.args).employment
    with edge.reading() as session:
        seen = leave_view.own(session, edge.sight(), edge.house().rulebook, chosen)
    return render_template("times/leave.html", view=seen, own=True)
