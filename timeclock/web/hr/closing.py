"""Closing months: all that are ready of a unit at once, single ones with a reason, and opening one again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core.closing import Missing
from timeclock.i18n.wording import N_, STAYS_CLOSED
from timeclock.service import access, closings, months
from timeclock.service.access import Action
from timeclock.service.months import CannotClose, CannotReopen
from timeclock.web import edge, language
from timeclock.web.hr.closing_inputs import CloseForm, ReopenForm, UnitForm
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.months import neighbours
from timeclock.web.policies import asks_again, policy

bp = Blueprint("closing", __name__, url_prefix="/closing")

CLOSED_ONE = N_("The month is closed.")
REOPENED = N_("The month is open again. Its next version is closed here.")
CHANGED_MEANWHILE = N_("Something changed while you were looking. Please look again and close then.")
REASON_MISSING = N_("Something is missing of this month. Please say why you close it all the same.")
WHY_REOPEN = N_("Please say why this month is opened again.")
STILL_WANTS = {
    Missing.NOT_OVER: N_("This month is not over yet and cannot be closed."),
    Missing.EARLIER_OPEN: N_("An earlier month of this person was left out. Please close that one first."),
    Missing.BEING_WORKED_OUT: N_("The month is being worked out anew. Please try again in a minute."),
    Missing.NOT_WORKED_OUT: N_("Days of this month were not worked out up to their end. Please try again tomorrow."),
    Missing.REQUESTS_WAIT: N_("A request of this person waits for a decision. It has to be decided first."),
}


@bp.get("")
@policy(Action.CLOSE_MONTHS)
def last_month() -> ResponseReturnValue:
    """Lead to the month that is over: the one there is something to do about."""
    return redirect(url_for(".month", first_day=neighbours(edge.today().replace(day=1)).before), 302)


@bp.get("/<month:first_day>")
@policy(Action.CLOSE_MONTHS)
def month(first_day: date) -> ResponseReturnValue:
    return _page(first_day, parse(UnitForm, request.args).unit, {})


@bp.post("/<month:first_day>")
@policy(Action.CLOSE_MONTHS)
@asks_again
def close(first_day: date) -> ResponseReturnValue:
    unit: UUID | None = None
    try:
        asked = parse(CloseForm, request.form)
        unit = asked.unit
        sight, rulebook = edge.sight(), edge.house().rulebook
        with edge.transaction() as session:
            if asked.employment_uid is None:
                done = months.close_ready(session, sight, first_day, unit, asked.seen, rulebook)
                said = language.say().plural("{count} month was closed.", "{count} months were closed.", done)
            else:
                uid = asked.employment_uid
                months.close(session, sight, first_day, uid, asked.seen, asked.reason, rulebook)
                said = language.say().text(CLOSED_ONE)
    except InvalidInput as fault:
        return _page(first_day, unit, {"people": [each for found in fault.problems.values() for each in found]}), 422
    except CannotClose as refused:
        return _page(first_day, unit, _wanted(refused, asked.employment_uid)), 422
    flash(said)
    return redirect(url_for(".month", first_day=first_day, unit=unit), 303)


@bp.post("/<month:first_day>/reopen")
@policy(Action.REOPEN_MONTHS)
@asks_again
def reopen(first_day: date) -> ResponseReturnValue:
    asked = parse(ReopenForm, request.form)
    field = f"reopen-{asked.employment_uid}"
    if not asked.reason.strip():
        return _page(first_day, asked.unit, {field: [WHY_REOPEN]}), 422
    try:
        with edge.transaction() as session:
            months.reopen(session, edge.sight(), first_day, asked.employment_uid, asked.reason)
    except CannotReopen as refused:
        return _page(first_day, asked.unit, {field: [STAYS_CLOSED[refused.hindrance]]}), 422
    flash(language.say().text(REOPENED))
    return redirect(url_for(".month", first_day=first_day, unit=asked.unit), 303)


def _wanted(refused: CannotClose, uid: UUID | None) -> dict[str, list[str]]:
    """Return what is wrong by the field where it can be mended: a reason at the person, all else at the list."""
    hard = [STILL_WANTS[each] for each in refused.missing if each in STILL_WANTS]
    if hard:
        return {"people": hard}
    return {f"reason-{uid}": [REASON_MISSING]} if refused.missing else {"people": [CHANGED_MEANWHILE]}


def _page(first_day: date, unit: UUID | None, problems: dict[str, list[str]]) -> str:
    sight = edge.sight()
    with edge.transaction() as session:
        found = closings.view(session, sight, first_day, unit)
    may_reopen = bool(access.scope(sight.actor, Action.REOPEN_MONTHS).unit_ids)
    return render_template(
        "hr/closing.html", view=found, around=neighbours(first_day), problems=problems, may_reopen=may_reopen
    )
