"""The time office's list of what somebody has to settle."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from timeclock.core.spans import DaySpan
from timeclock.i18n.wording import N_
from timeclock.service import deviations as service
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.inputs import DaysForm, InvalidInput, parse
from timeclock.web.policies import policy

bp = Blueprint("office", __name__, url_prefix="/office")

SHOWN = timedelta(days=14)
LONGEST = timedelta(days=366)
WRONG_ORDER = N_("The last day lies before the first, or more than a year after it.")


@bp.get("/deviations")
@policy(Action.READ_DEVIATIONS)
def deviations() -> ResponseReturnValue:
    sight = edge.sight()
    days, problems = DaySpan(sight.today - SHOWN, sight.today + timedelta(days=1)), {}
    try:
        days = _asked(days)
    except InvalidInput as fault:
        problems = dict(fault.problems)
    with edge.transaction() as session:
        seen = service.listed(session, sight, days)
    return render_template(
        "office/deviations.html", seen=seen, last_day=days.to_day - timedelta(days=1), problems=problems
    ), (422 if problems else 200)


def _asked(otherwise: DaySpan) -> DaySpan:
    asked = parse(DaysForm, request.args)
    first = asked.from_day or otherwise.from_day
    last = asked.to_day or otherwise.to_day - timedelta(days=1)
    if not timedelta(0) <= last - first <= LONGEST:
        raise InvalidInput({"to": [WRONG_ORDER]})
    return DaySpan(first, last + timedelta(days=1))
