"""One's own roster, month by month."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from timeclock.service import offers, own_roster
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.months import neighbours
from timeclock.web.policies import policy

bp = Blueprint("my_roster", __name__, url_prefix="/me/roster")


@bp.get("")
@policy(Action.READ_OWN_TIMES)
def this_month() -> ResponseReturnValue:
    return redirect(url_for(".month", first_day=edge.today().replace(day=1)), 302)


@bp.get("/<month:first_day>")
@policy(Action.READ_OWN_TIMES)
def month(first_day: date) -> ResponseReturnValue:
    sight = edge.sight()
    with edge.reading() as session:
        duties = own_roster.month(session, sight, first_day)
    return render_template(
        "me/roster.html",
        month=first_day,
        duties=duties,
        given=frozenset(each for each in duties if offers.can_give(each, sight)),
        zone=sight.zone,
        today=sight.today,
        around=neighbours(first_day),
    )
