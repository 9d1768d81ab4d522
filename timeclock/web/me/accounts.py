"""My accounts: what each month gave and took, and where each stands."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core.spans import DaySpan
from timeclock.service import accounts as service
from timeclock.service import times
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.inputs import EmploymentChosenForm, parse
from timeclock.web.months import neighbours
from timeclock.web.policies import policy

bp = Blueprint("my_accounts", __name__, url_prefix="/me/accounts")


@bp.get("")
@policy(Action.READ_OWN_TIMES)
def this_month() -> ResponseReturnValue:
    return redirect(url_for(".month", first_day=edge.today().replace(day=1)), 302)


@bp.get("/<month:first_day>")
@policy(Action.READ_OWN_TIMES)
def month(first_day: date) -> ResponseReturnValue:
    sight, chosen = edge.sight(), parse(EmploymentChosenForm, request.args).employment
    with edge.reading() as session:
        view = service.statement(session, sight, chosen, first_day, own=True)
        mine = times.own_employments(session, sight, DaySpan.month(first_day.year, first_day.month))
    return render_template("accounts/mine.html", view=view, mine=mine, chosen=chosen, around=neighbours(first_day))
