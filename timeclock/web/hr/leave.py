"""Somebody's leave, for HR; each look is recorded, so it opens a transaction."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from timeclock.service import leave_view
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.policies import policy

bp = Blueprint("hr_leave", __name__, url_prefix="/hr/people")


@bp.get("/<uuid:uid>/leave")
@policy(Action.READ_LEAVE)
def of_person(uid: UUID) -> ResponseReturnValue:
    with edge.transaction() as session:
        seen = leave_view.of_person(session, edge.sight(), edge.house().rulebook, uid)
    return render_template("times/leave.html", view=seen, own=False)
