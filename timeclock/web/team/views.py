"""The people somebody is responsible for, and their times; each look is recorded, so each opens a transaction."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from timeclock.service import access, places, reports, team, times
from timeclock.service.access import Action
from timeclock.web import edge, papers
from timeclock.web.months import neighbours
from timeclock.web.policies import policy

bp = Blueprint("team", __name__, url_prefix="/team")


@bp.get("")
@policy(Action.READ_TEAM)
def members() -> ResponseReturnValue:
    sight = edge.sight()
    with edge.transaction() as session:
        seen = team.members(session, sight)
    return render_template(
        "team/members.html",
        members=seen,
        this_month=sight.today.replace(day=1),
        reads_leave=bool(access.allowed_roles(Action.READ_LEAVE) & sight.actor.roles),
    )


@bp.get("/<uuid:uid>/month/<month:first_day>")
@policy(Action.READ_TIMES)
def month(uid: UUID, first_day: date) -> ResponseReturnValue:
    sight = edge.sight()
    with edge.transaction() as session:
        seen = times.month(session, sight, uid, first_day)
    return render_template(
        "times/month.html", view=seen, today=sight.today, around=neighbours(first_day), month_at=".month", day_at=".day"
    )


@bp.get("/<uuid:uid>/day/<day:day>")
@policy(Action.READ_TIMES)
def day(uid: UUID, day: date) -> ResponseReturnValue:
    sight = edge.sight()
    with edge.transaction() as session:
        bill = times.day(session, sight, uid, day)
        where = places.of_bill(session, sight, bill)
    return render_template(
        "times/day.html",
        bill=bill,
        where=where,
        now=sight.now,
        month_at=".month",
        day_at=".day",
        own=False,
        problems={},
        reason="",
        may_enter=_may_enter(),
    )


def _may_enter() -> bool:
    """Say whether whoever looks may enter stamps for others, as far as her units reach."""
    return bool(access.allowed_roles(Action.SETTLE_DEVIATIONS) & edge.actor().roles)


@bp.get(f"/<uuid:uid>/<{papers.KINDS}:kind>/<month:first_day>")
@policy(Action.READ_TIMES)
def report(uid: UUID, kind: str, first_day: date) -> ResponseReturnValue:
    sight = edge.sight()
    with edge.transaction() as session:
        seen = reports.month(session, reports.asked_by(sight, uid), first_day, papers.city(), sight.now)
    return papers.page(kind, seen, first_day, uid)


@bp.get(f"/<uuid:uid>/<{papers.KINDS}:kind>/<month:first_day>/<{papers.ENDING}:form>")
@policy(Action.READ_TIMES)
def report_file(uid: UUID, kind: str, first_day: date, form: str) -> ResponseReturnValue:
    sight = edge.sight()
    with edge.transaction() as session:
        seen = reports.month(session, reports.asked_by(sight, uid), first_day, papers.city(), sight.now)
    return papers.file(kind, form, seen)
