"""What IT sees: one page of health, one of the terminals, and one of the jobs."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from timeclock import clock
from timeclock.jobs import history
from timeclock.service import fleet
from timeclock.service import health as house_health
from timeclock.service.access import Action
from timeclock.service.fleet import Show, Wish
from timeclock.web import edge
from timeclock.web.admin.inputs import FleetForm
from timeclock.web.admin.terminals import lookout
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.policies import policy

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/health")
@policy(Action.READ_HEALTH)
def health() -> ResponseReturnValue:
    sight = edge.sight()
    with edge.reading() as session:
        seen = house_health.health(session, sight)
        terminals = fleet.listed(session, sight, lookout(), Wish(Show.TROUBLE))
    return render_template("admin/health.html", seen=seen, fleet=terminals, now=sight.now)


@bp.get("/terminals")
@policy(Action.READ_TERMINALS)
def list_terminals() -> ResponseReturnValue:
    """Show the terminals, trouble on top; what makes no sense to ask is told, and all of them are shown."""
    sight, wish, problems = edge.sight(), Wish(), dict[str, list[str]]()
    try:
        wish = parse(FleetForm, request.args)
    except InvalidInput as fault:
        problems = dict(fault.problems)
    with edge.reading() as session:
        seen = fleet.listed(session, sight, lookout(), wish)
    page = render_template("admin/terminals.html", seen=seen, wish=wish, problems=problems, now=sight.now)
    return page, 422 if problems else 200


@bp.get("/jobs")
@policy(Action.READ_HEALTH)
def jobs() -> ResponseReturnValue:
    """Show what each job does, and how its last periods went."""
    now = clock.now()
    with edge.reading() as session:
        seen = history.listed(session, edge.house().settings, now)
    return render_template("admin/jobs.html", seen=seen, now=now)
