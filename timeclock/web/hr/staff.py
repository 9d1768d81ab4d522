"""People and their employments: found by name, number or unit, and one person's file as of a day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from timeclock.service import access, directory, staff_file
from timeclock.service.access import Action
from timeclock.web import edge
from timeclock.web.hr.staff_inputs import SearchForm
from timeclock.web.inputs import parse
from timeclock.web.policies import policy

bp = Blueprint("staff", __name__, url_prefix="/staff")


@bp.get("")
@policy(Action.READ_STAFF)
def listed() -> ResponseReturnValue:
    asked = parse(SearchForm, request.args)
    sight = edge.sight()
    with edge.transaction() as session:
        found = directory.find(session, sight, asked.asked(sight.today))
    may_hire = bool(access.scope(sight.actor, Action.KEEP_STAFF).unit_ids)
    return render_template("hr/staff.html", found=found, asked=asked, today=sight.today, may_hire=may_hire)


@bp.get("/<uuid:uid>/<day:day>")
@policy(Action.READ_STAFF)
def person(uid: UUID, day: date) -> ResponseReturnValue:
    sight = edge.sight()
    with edge.transaction() as session:
        found = staff_file.of(session, sight, uid, day)
    whose = found.of.person_id, frozenset({found.of.unit_id})
    return render_template(
        "hr/staff_file.html",
        file=found,
        today=sight.today,
        may_keep_staff=access.may(sight.actor, Action.KEEP_STAFF, *whose),
        may_keep_absences=access.may(sight.actor, Action.KEEP_ABSENCES, *whose),
        may_keep_checks=access.may(sight.actor, Action.KEEP_CHECKS, *whose),
        may_keep_badges=access.may(sight.actor, Action.KEEP_BADGES, *whose),
    )
