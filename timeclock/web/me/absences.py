"""One's own absences, and until when pay goes on in an illness."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from timeclock.core.spans import DaySpan
from timeclock.service import away
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.policies import policy

bp = Blueprint("own_absences", __name__, url_prefix="/me")

# A page shows what is to come within a year, and what was in the one before.
AROUND = timedelta(days=366)


@bp.get("/absences")
@policy(Action.READ_OWN_ABSENCES)
def listed() -> ResponseReturnValue:
    sight = edge.sight()
    with edge.reading() as session:
        seen = away.own(session, sight, DaySpan(sight.today - AROUND, sight.today + AROUND))
    return render_template("me/absences.html", seen=seen, today=sight.today)
