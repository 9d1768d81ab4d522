"""The accounts one keeps: where everybody stands, each statement, and postings by four eyes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core.amounts import Unit
from timeclock.i18n import wording
from timeclock.i18n.wording import N_
from timeclock.service import accounts as service
from timeclock.service import postings
from timeclock.service.access import Action
from timeclock.service.postings import NotWritten
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.months import neighbours
from timeclock.web.office.account_inputs import ACTS, PostingForm, ProposalForm, amount_of
from timeclock.web.policies import policy

bp = Blueprint("accounts", __name__, url_prefix="/accounts")

PROPOSED = N_("Proposed. It is written once somebody else has confirmed it.")
CONFIRMED = N_("Confirmed and written; the person can see it.")
REFUSED = N_("Not written. Proposal and answer stay on record.")
# At which field a refusal is shown; everything else is about the amount.
FIELDS = {"no_such_account": "account", "month_closed": "day", "reason_missing": "reason", "not_brought_there": "to"}


@bp.get("")
@policy(Action.KEEP_ACCOUNTS)
def kept() -> ResponseReturnValue:
    sight = edge.sight()
    with edge.transaction() as session:
        seen = service.kept(session, sight)
    return render_template(
        "accounts/kept.html", seen=seen, this_month=sight.today.replace(day=1), minutes_unit=Unit.MINUTES
    )


@bp.get("/<uuid:uid>/<month:first_day>")
@policy(Action.KEEP_ACCOUNTS)
def account(uid: UUID, first_day: date) -> ResponseReturnValue:
    return _page(uid, first_day, {})


@bp.post("/<uuid:uid>/<month:first_day>")
@policy(Action.KEEP_ACCOUNTS)
def propose(uid: UUID, first_day: date) -> ResponseReturnValue:
    try:
        asked = parse(PostingForm, request.form)
        with edge.transaction() as session:
            unit = postings.unit_of(session, asked.account, asked.day)
            postings.propose(session, edge.sight(), uid, asked.wanted(amount_of(asked.amount, unit)))
    except InvalidInput as fault:
        return _page(uid, first_day, dict(fault.problems)), 422
    except NotWritten as refused:
        return _page(uid, first_day, {FIELDS.get(refused.why, "amount"): [wording.NOT_WRITTEN[refused.why]]}), 422
    flash(language.say().text(PROPOSED))
    return redirect(url_for(".account", uid=uid, first_day=asked.day.replace(day=1)), 303)


@bp.post("/<uuid:uid>/<month:first_day>/proposals/<uuid:request_uid>")
@policy(Action.KEEP_ACCOUNTS)
def decide(uid: UUID, first_day: date, request_uid: UUID) -> ResponseReturnValue:
    try:
        asked = parse(ProposalForm, request.form)
        with edge.transaction() as session:
            if asked.decision == "confirm":
                postings.confirm(session, edge.sight(), request_uid)
            else:
                postings.refuse(session, edge.sight(), request_uid, request.form.get(f"reason-{request_uid}", ""))
    except InvalidInput as fault:
        return _page(uid, first_day, dict(fault.problems)), 422
    except NotWritten as refused:
        return _page(uid, first_day, {f"reason-{request_uid}": [wording.NOT_WRITTEN[refused.why]]}), 422
    said = CONFIRMED if asked.decision == "confirm" else REFUSED
    flash(language.say().text(said))
    return redirect(url_for(".account", uid=uid, first_day=first_day), 303)


def _page(uid: UUID, first_day: date, problems: dict[str, list[str]]) -> str:
    sight = edge.sight()
    with edge.transaction() as session:
        view = service.statement(session, sight, uid, first_day)
    return render_template(
        "accounts/kept_one.html",
        view=view,
        around=neighbours(first_day),
        today=sight.today,
        problems=problems,
        sent=request.form,
        acts=[(kind.value, language.say().text(wording.POSTING[kind])) for kind in ACTS],
        units={kind.code: kind.unit for kind in view.choices},
        me=sight.actor.login_id,
    )
