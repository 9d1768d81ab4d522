"""One's own month on call: what payroll gets for it, from what, and after which calls work begins later."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from timeclock.service import on_call_months
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.months import neighbours
from timeclock.web.policies import policy

bp = Blueprint("my_on_call", __name__, url_prefix="/me/on-call")


@bp.get("")
@policy(Action.READ_OWN_TIMES)
def this_month() -> ResponseReturnValue:
    return redirect(url_for(".month", first_day=edge.today().replace(day=1)), 302)


@bp.get("/<month:first_day>")
@policy(Action.READ_OWN_TIMES)
def month(first_day: date) -> ResponseReturnValue:
    with edge.reading() as session:
        found = on_call_months.own(session, edge.sight(), edge.house().rulebook, first_day)
    return render_template("me/on_call.html", months=found, month=first_day, around=neighbours(first_day))
