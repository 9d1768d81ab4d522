"""What IT sees: one page of health, and one of the jobs."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from timeclock import clock
from timeclock.jobs import history
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


@bp.get("/jobs")
@policy(Action.READ_HEALTH)
def jobs() -> ResponseReturnValue:
    """Show what each job does, and how its last periods went."""
    now = clock.now()
    with edge.reading() as session:
        seen = history.listed(session, edge.house().settings, now)
    return render_template("admin/jobs.html", seen=seen, now=now)
