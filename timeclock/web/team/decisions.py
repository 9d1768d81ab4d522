"""What a superior decides: requests of her people, and whether their months are as they should be."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock import clock
from timeclock.core.requests import Part
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n import formats
from timeclock.i18n.wording import N_
from timeclock.service import confirmations, decisions, evaluation, roster_anew, swap_cases
from timeclock.service.access import Action
from timeclock.service.confirmations import CannotConfirm, Hindrance
from timeclock.service.decisions import ChangedMeanwhile
from timeclock.service.kinds.kind import Hindered, NoPart
from timeclock.service.kinds.overtime import BudgetSpent
from timeclock.service.roster_desk import RosterRules
from timeclock.web import edge, language, obstacles
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.months import neighbours
from timeclock.web.policies import policy
from timeclock.web.team.decision_inputs import ConfirmForm, Decided, DecisionForm

bp = Blueprint("decisions", __name__, url_prefix="/team")

APPROVED = N_("Approved. The day was worked out anew; the person can see it.")
REFUSED = N_("Refused. The person can read your reason.")
DAY_CHANGED = N_("Something changed on this day while you were looking. Please look again and decide then.")
NO_PART = N_("Please enter less than was asked for, or approve all of it.")
NO_DAYS = N_("Please grant days that were asked for, from a first to a last.")
BUDGET_SPENT = N_("The unit's budget of overtime holds {left} and no more. Please approve a part, or have it raised.")
CONFIRMED = N_("The month is confirmed; the person can see it.")
HINDRANCES = {
    Hindrance.NOT_OVER: N_("This month is not over yet and cannot be confirmed."),
    Hindrance.CHANGED_MEANWHILE: N_("Something changed while you were looking. Please look again and confirm then."),
    Hindrance.REQUESTS_WAIT: N_("A request of this person waits for a decision. Please decide it first."),
    Hindrance.BEING_WORKED_OUT: N_("The month is being worked out anew. Please try again in a minute."),
    Hindrance.NOT_WORKED_OUT: N_(
        "Days of this month were not worked out up to their end. That is done every night; please try again tomorrow, "
        "and if it stays so, tell the people who run Timeclock that the nightly evaluation stands still."
    ),
    Hindrance.REASON_MISSING: N_(
        "Days of this month are open, or the person objects. Please say why you confirm it all the same."
    ),
}


@bp.get("/requests")
@policy(Action.DECIDE_REQUESTS)
def waiting() -> ResponseReturnValue:
    with edge.transaction() as session:
        found = decisions.waiting(session, edge.sight())
        rules = RosterRules.of(edge.house().settings, edge.house().rulebook)
        anew = roster_anew.waiting(session, edge.sight(), rules)
    return render_template("team/requests.html", requests=found, anew=anew)


@bp.get("/requests/<uuid:request_uid>")
@policy(Action.DECIDE_REQUESTS)
def case(request_uid: UUID) -> ResponseReturnValue:
    return _case_page(request_uid, {})


@bp.post("/requests/<uuid:request_uid>")
@policy(Action.DECIDE_REQUESTS)
def decide(request_uid: UUID) -> ResponseReturnValue:
    try:
        asked = parse(DecisionForm, request.form)
    except InvalidInput as fault:
        return _case_page(request_uid, dict(fault.problems)), 422
    if asked.decision == "approve":
        try:
            _approve(request_uid, asked)
        except NoPart:
            field, sentence = ("part_first", NO_DAYS) if asked.most is None else ("most", NO_PART)
            return _case_page(request_uid, {field: [sentence]}), 422
        except BudgetSpent as spent:
            left = language.say().text(BUDGET_SPENT, left=formats.duration(spent.left))
            return _case_page(request_uid, {"most": [left]}), 422
        except Hindered as hindered:
            return _case_page(request_uid, {"swap-title": [obstacles.told(hindered.obstacle)[1]]}), 409
        except ChangedMeanwhile:
            return _case_page(request_uid, {"stamps-title": [DAY_CHANGED]}), 409
    else:
        with edge.transaction() as session:
            person_id = decisions.refuse(session, edge.sight(), request_uid, asked.version, asked.reason.strip())
        with edge.second_transaction() as session:
            evaluation.refresh_now(session, person_id, edge.house().rulebook, clock.now())
        flash(language.say().text(REFUSED))
    return redirect(url_for(".waiting"), 303)


@bp.get("/confirm")
@policy(Action.CONFIRM_MONTHS)
def last_month() -> ResponseReturnValue:
    """Lead to the month that is over: the one there is something to do about."""
    return redirect(url_for(".month", first_day=neighbours(edge.today().replace(day=1)).before), 302)


@bp.get("/confirm/<month:first_day>")
@policy(Action.CONFIRM_MONTHS)
def month(first_day: date) -> ResponseReturnValue:
    return _month_page(first_day, {})


@bp.post("/confirm/<month:first_day>")
@policy(Action.CONFIRM_MONTHS)
def confirm(first_day: date) -> ResponseReturnValue:
    try:
        asked = parse(ConfirmForm, request.form)
        with edge.transaction() as session:
            if asked.employment_uid is None:
                confirmations.confirm_clean(session, edge.sight(), first_day, asked.seen)
            else:
                uid = asked.employment_uid
                confirmations.confirm(session, edge.sight(), first_day, uid, asked.seen, asked.reason)
    except InvalidInput as fault:
        return _month_page(first_day, {"people": [each for found in fault.problems.values() for each in found]}), 422
    except CannotConfirm as refused:
        reason = refused.hindrance is Hindrance.REASON_MISSING
        field = f"reason-{asked.employment_uid}" if reason else "people"
        return _month_page(first_day, {field: [HINDRANCES[refused.hindrance]]}), 422
    flash(language.say().text(CONFIRMED))
    return redirect(url_for(".month", first_day=first_day), 303)


def _approve(request_uid: UUID, asked: Decided) -> None:
    with edge.transaction() as session:
        person_id = decisions.approve(
            session, edge.sight(), request_uid, asked.version, asked.seen, edge.terms(), _part(asked)
        )
    with edge.second_transaction() as session:
        evaluation.refresh_now(session, person_id, edge.house().rulebook, clock.now())
    flash(language.say().text(APPROVED))


def _part(asked: Decided) -> Part | None:
    """Return how much time or which days are granted, None where all that was asked for is."""
    if asked.most is not None:
        return {"minutes": asked.most.hour * 60 + asked.most.minute}
    if asked.part_first is None and asked.part_last is None:
        return None
    first, last = asked.part_first or asked.part_last, asked.part_last or asked.part_first
    if first is None or last is None or last < first:
        raise NoPart("a part ends after it begins")
    return {"day": first.isoformat(), "to_day": (last + ONE_DAY).isoformat()}


def _case_page(request_uid: UUID, problems: dict[str, list[str]]) -> str:
    sight = edge.sight()
    with edge.transaction() as session:
        found = decisions.case(session, sight, edge.house().rulebook, request_uid)
        judged = swap_cases.of(session, sight, found, edge.terms())
    return render_template(
        "team/request.html",
        case=found,
        swap=judged,
        obstacle=_sentence,
        problems=problems,
        reason=request.form.get("reason", ""),
        now=sight.now,
    )


def _sentence(obstacle: StrEnum) -> str:
    return language.say().text(obstacles.told(obstacle)[1])


def _month_page(first_day: date, problems: dict[str, list[str]]) -> str:
    with edge.transaction() as session:
        found = confirmations.to_confirm(session, edge.sight(), first_day)
    return render_template("team/confirm.html", view=found, around=neighbours(first_day), problems=problems)
