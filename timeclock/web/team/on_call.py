"""A month on call: of a unit, for whoever answers for it and who pays, and as a file."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from timeclock.service import on_call_files, on_call_months
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.downloads import download
from timeclock.web.months import neighbours
from timeclock.web.policies import policy

bp = Blueprint("on_call", __name__, url_prefix="/team/on-call")


@bp.get("")
@policy(Action.READ_ON_CALL)
def this_month() -> ResponseReturnValue:
    return redirect(url_for(".month", first_day=edge.today().replace(day=1)), 302)


@bp.get("/<month:first_day>")
@policy(Action.READ_ON_CALL)
def month(first_day: date) -> ResponseReturnValue:
    with edge.transaction() as session:
        found = on_call_months.of_units(session, edge.sight(), edge.house().rulebook, first_day)
    return render_template("team/on_call.html", months=found, month=first_day, around=neighbours(first_day))


@bp.get("/<month:first_day>/csv")
@policy(Action.READ_ON_CALL)
def month_file(first_day: date) -> ResponseReturnValue:
    with edge.transaction() as session:
        found = on_call_months.of_units(session, edge.sight(), edge.house().rulebook, first_day)
    content = on_call_files.written(found).encode()
    return download(content, on_call_files.MEDIA, f"on-call-{first_day:%Y-%m}.csv")
