"""Figures by unit and month that name nobody."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from timeclock.service import figures as service
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.months import neighbours
from timeclock.web.policies import policy

bp = Blueprint("hr", __name__, url_prefix="/hr")


@bp.get("/figures")
@policy(Action.READ_FIGURES)
def this_month() -> ResponseReturnValue:
    return redirect(url_for(".figures", first_day=edge.today().replace(day=1)), 302)


@bp.get("/figures/<month:first_day>")
@policy(Action.READ_FIGURES)
def figures(first_day: date) -> ResponseReturnValue:
    sight = edge.sight()
    with edge.transaction() as session:
        seen = service.month(session, sight, first_day, edge.house().settings.least_group)
    return render_template("hr/figures.html", seen=seen, around=neighbours(first_day))
