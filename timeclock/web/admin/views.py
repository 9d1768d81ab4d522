"""One page of health for IT."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from timeclock.service import terminals
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.policies import policy

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/health")
@policy(Action.READ_HEALTH)
def health() -> ResponseReturnValue:
    sight = edge.sight()
    with edge.reading() as session:
        seen = terminals.health(session, sight)
    return render_template("admin/health.html", seen=seen, now=sight.now)
