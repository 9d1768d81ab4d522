"""What a unit plans its rosters with: shifts, rotations, and how many people are needed when."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core import rosters as core
from timeclock.core.duties import DutyKind
from timeclock.core.rosters import Rotation, ShiftKind
from timeclock.i18n.wording import N_
from timeclock.service import roster_catalogue
from timeclock.service.access import Action
from timeclock.web import edge, language
from timeclock.web.inputs import CLOCK_MISSING, InvalidInput, parse
from timeclock.web.policies import policy
from timeclock.web.team.roster_inputs import DropForm, PlannedUnitForm, RotationForm, ShiftForm

bp = Blueprint("roster_catalogue", __name__, url_prefix="/team/roster/catalogue")

KEPT, DROPPED = N_("It is kept."), N_("It is taken out. What is planned already stays.")


@bp.get("")
@policy(Action.PLAN_ROSTERS)
def page() -> ResponseReturnValue:
    return _page({})


@bp.post("/shift")
@policy(Action.PLAN_ROSTERS)
def keep_shift() -> ResponseReturnValue:
    try:
        asked = parse(ShiftForm, request.form)
        new = ShiftKind(
            asked.key,
            asked.name.strip(),
            asked.kind,
            _clock(asked.begins, "begins"),
            _clock(asked.ends, "ends"),
            asked.plan.strip() or None,
            asked.days,
        )
    except InvalidInput as fault:
        return _page(dict(fault.problems)), 422
    with edge.transaction() as session:
        unit = roster_catalogue.kept(session, edge.sight(), _unit()).unit
        roster_catalogue.keep_shift(session, edge.sight(), unit, new)
    return _done(KEPT)


@bp.post("/rotation")
@policy(Action.PLAN_ROSTERS)
def keep_rotation() -> ResponseReturnValue:
    try:
        asked = parse(RotationForm, request.form)
    except InvalidInput as fault:
        return _page(dict(fault.problems)), 422
    rotation = Rotation(core.pattern(asked.pattern.upper()), asked.anchor)
    with edge.transaction() as session:
        unit = roster_catalogue.kept(session, edge.sight(), _unit()).unit
        roster_catalogue.keep_rotation(session, edge.sight(), unit, asked.rotation_name.strip(), rotation)
    return _done(KEPT)


@bp.post("/drop")
@policy(Action.PLAN_ROSTERS)
def drop() -> ResponseReturnValue:
    """Take out a shift or a rotation: "shift.F", "rotation.Früh-Spät"."""
    what, _, name = parse(DropForm, request.form).row.partition(".")
    with edge.transaction() as session:
        sight = edge.sight()
        unit = roster_catalogue.kept(session, sight, _unit()).unit
        if what == "shift":
            roster_catalogue.drop_shift(session, sight, unit, name)
        else:
            roster_catalogue.drop_rotation(session, sight, unit, name)
    return _done(DROPPED)


def _unit() -> UUID | None:
    return parse(PlannedUnitForm, request.args).unit


def _clock(clock: time | None, field: str) -> time:
    if clock is None:
        raise InvalidInput({field: [CLOCK_MISSING]})
    return clock


def _done(said: str) -> ResponseReturnValue:
    flash(language.say().text(said))
    return redirect(url_for(".page", unit=_unit()), 303)


def _page(problems: dict[str, list[str]]) -> str:
    sight = edge.sight()
    with edge.reading() as session:
        kept = roster_catalogue.kept(session, sight, _unit())
    return render_template(
        "team/roster_catalogue.html",
        kept=kept,
        problems=problems,
        sent=request.form,
        kinds=tuple(DutyKind),
        anchor=roster_catalogue.next_monday(sight.today),
    )
