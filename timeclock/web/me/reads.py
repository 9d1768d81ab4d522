"""Who has looked at my data."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from timeclock.service import reads
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.months import neighbours
from timeclock.web.policies import policy

bp = Blueprint("my_reads", __name__, url_prefix="/me/reads")


@bp.get("")
@policy(Action.READ_OWN_TIMES)
def this_month() -> ResponseReturnValue:
    return redirect(url_for(".month", first_day=edge.today().replace(day=1)), 302)


@bp.get("/<month:first_day>")
@policy(Action.READ_OWN_TIMES)
def month(first_day: date) -> ResponseReturnValue:
    with edge.reading() as session:
        days = reads.of_month(session, edge.sight(), first_day)
    return render_template("me/reads.html", days=days, month=first_day, around=neighbours(first_day))
