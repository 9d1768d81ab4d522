"""Who is away in a month, for everybody who works together; colleagues read that somebody is absent, and no more."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from timeclock.service import away
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.months import neighbours
from timeclock.web.policies import policy

bp = Blueprint("calendar", __name__, url_prefix="/calendar")


@bp.get("")
@policy(Action.READ_CALENDAR)
def this_month() -> ResponseReturnValue:
    return redirect(url_for(".month", first_day=edge.today().replace(day=1)), 302)


@bp.get("/<month:first_day>")
@policy(Action.READ_CALENDAR)
def month(first_day: date) -> ResponseReturnValue:
    sight = edge.sight()
    with edge.transaction() as session:
        seen = away.calendar(session, sight, first_day)
    return render_template("team/calendar.html", seen=seen, today=sight.today, around=neighbours(first_day))
