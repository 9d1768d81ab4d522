"""What IT sees: pages of health, of the jobs, of settings and of the log."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock import clock
from timeclock.i18n.wording import N_
from timeclock.jobs import catalogue, history, orders
from timeclock.jobs.job import PeriodJob, Tools
from timeclock.jobs.orders import NotOrdered, Refused
from timeclock.service import city_settings, fleet, log_watch
from timeclock.service import health as house_health
from timeclock.service.access import Action
from timeclock.service.fleet import Show, Wish
from timeclock.service.sight import NotFound
from timeclock.web import edge, language
from timeclock.web.admin.inputs import RunForm
from timeclock.web.admin.terminals import lookout
from timeclock.web.inputs import parse
from timeclock.web.policies import asks_again, policy

bp = Blueprint("admin", __name__, url_prefix="/admin")

ORDERED = N_("The run is asked for and begins within seconds. Load the page again to see how far it is.")
NOT_ORDERED = {Refused.UNDER_WAY: N_("This run is under way already; it is not begun a second time.")}


@bp.get("/health")
@policy(Action.READ_HEALTH)
def health() -> ResponseReturnValue:
    sight = edge.sight()
    with edge.reading() as session:
        seen = house_health.health(session, sight, edge.house().settings)
        terminals = fleet.listed(session, sight, lookout(), Wish(Show.TROUBLE))
    return render_template("admin/health.html", seen=seen, fleet=terminals, now=sight.now)


@bp.get("/jobs")
@policy(Action.READ_HEALTH)
def jobs() -> ResponseReturnValue:
    """Show what each job does, and how its last periods went."""
    now = clock.now()
    with edge.reading() as session:
        seen = history.listed(session, edge.house().settings, now)
    return render_template("admin/jobs.html", seen=seen, now=now)


@bp.get("/jobs/<job_name>")
@policy(Action.READ_HEALTH)
def job(job_name: str) -> ResponseReturnValue:
    """Show one job: what it would do now, and how its periods went."""
    return _job_page(job_name, {})


@bp.post("/jobs/<job_name>")
@policy(Action.RUN_JOBS)
@asks_again
def run_job(job_name: str) -> ResponseReturnValue:
    """Ask for a run; whoever runs the jobs takes it, never this process."""
    asked = parse(RunForm, request.form)
    try:
        with edge.transaction() as session:
            orders.order(session, edge.sight(), _named(job_name), asked.period)
    except NotOrdered as refused:
        return _job_page(job_name, {"run-title": [NOT_ORDERED[refused.reason]]}), 409
    flash(language.say().text(ORDERED))
    return redirect(url_for(".job", job_name=job_name), 303)


@bp.get("/settings")
@policy(Action.READ_SETTINGS)
def settings() -> ResponseReturnValue:
    return render_template("admin/settings.html", seen=city_settings.in_force(edge.sight(), edge.house().settings))


@bp.get("/log")
@policy(Action.READ_LOG)
def log() -> ResponseReturnValue:
    """Show whether the log is kept, how it grows, and what was found when it was verified last."""
    house, sight = edge.house(), edge.sight()
    with edge.reading() as session:
        seen = log_watch.shown(session, sight, house.settings, house.keys.log_public)
    return render_template("admin/log.html", seen=seen, now=sight.now)


def _job_page(job_name: str, problems: dict[str, list[str]]) -> str:
    now, found = clock.now(), _named(job_name)
    with edge.reading() as session:
        seen = history.of_one(session, found, Tools(edge.house().settings, edge.house().rulebook), now)
    return render_template("admin/job.html", seen=seen, now=now, problems=problems)


def _named(job_name: str) -> PeriodJob:
    found = catalogue.periodic(edge.house().settings).get(job_name)
    if found is None:
        raise NotFound("no such job")
    return found
