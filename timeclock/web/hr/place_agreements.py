"""Where people are asked for the place of a stamp: entered by human resources, signed by the staff council."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core.places import Fault
from timeclock.i18n import wording
from timeclock.i18n.wording import N_
from timeclock.service import access
from timeclock.service import place_agreements as service
from timeclock.service.access import Action
from timeclock.service.place_agreements import NotAgreed, Refused
from timeclock.web import edge, language
from timeclock.web.hr.place_agreement_inputs import AgreementForm, EndForm, SignForm
from timeclock.web.inputs import InvalidInput, NothingForm, parse
from timeclock.web.policies import asks_again, policy

bp = Blueprint("agreed_places", __name__, url_prefix="/places")

PROPOSED = N_("The agreement is entered. It holds once the staff council has signed it.")
SIGNED = N_("The agreement is signed and holds from its first day on.")
REFUSED = N_("The agreement is refused; nobody is asked by it.")
WITHDRAWN = N_("The agreement is withdrawn; nobody is asked by it.")
ENDED = N_("From now on nobody of this unit is asked by an agreement of its own.")
REFUSALS = {
    Refused.NO_UNIT: N_("There is no such unit on that day."),
    Refused.OVER: N_("The last day is over already."),
    Refused.WAITS: N_("An agreement for this unit waits for a signature already. Please withdraw it first."),
    Refused.OWN_DRAFT: N_("Whoever entered an agreement does not sign it for the staff council."),
    Refused.DECIDED: N_("Somebody has decided about this agreement already."),
}
# Where on the form each refusal is explained.
FIELDS: Mapping[Refused | Fault, str] = {
    Refused.OVER: "last",
    Fault.NOT_NAMED: "agreement",
    Fault.TOO_FINE: "metres",
    Fault.TOO_COARSE: "metres",
    Fault.TOO_LONG: "kept_days",
    Fault.ENDS_FIRST: "last",
    Fault.NO_PLACE: "told",
}


@bp.get("")
@policy(Action.READ_PLACES)
def listed() -> ResponseReturnValue:
    sight = edge.sight()
    with edge.reading() as session:
        desk = service.desk(session, sight)
    return render_template(
        "hr/places.html",
        desk=desk,
        today=sight.today,
        may_enter=access.may(sight.actor, Action.ENTER_PLACES),
        is_on=edge.house().settings.place_at_stamp,
    )


@bp.get("/new")
@policy(Action.ENTER_PLACES)
def new() -> ResponseReturnValue:
    begun = {"first": edge.today().isoformat(), "metres": "500", "kept_days": "14", "told": "nobody"}
    return _form(begun, {})


@bp.post("/new")
@policy(Action.ENTER_PLACES)
def propose() -> ResponseReturnValue:
    try:
        asked = parse(AgreementForm, request.form)
        with edge.transaction() as session:
            uid = service.propose(session, edge.sight(), asked.unit, asked.terms())
    except InvalidInput as fault:
        return _form(request.form, dict(fault.problems)), 422
    except NotAgreed as refused:
        return _form(request.form, {FIELDS.get(refused.reason, "unit"): [_sentence(refused)]}), 422
    flash(language.say().text(PROPOSED))
    return redirect(url_for(".draft", place_draft_uid=uid), 303)


@bp.get("/drafts/<uuid:place_draft_uid>")
@policy(Action.READ_PLACES)
def draft(place_draft_uid: UUID) -> ResponseReturnValue:
    return _draft_page(place_draft_uid, {})


@bp.post("/drafts/<uuid:place_draft_uid>")
@policy(Action.SIGN_PLACES)
@asks_again
def sign(place_draft_uid: UUID) -> ResponseReturnValue:
    try:
        asked = parse(SignForm, request.form)
        with edge.transaction() as session:
            decide = service.sign if asked.decision == "sign" else service.refuse
            decide(session, edge.sight(), place_draft_uid, asked.answer.strip())
    except InvalidInput as fault:
        return _draft_page(place_draft_uid, dict(fault.problems)), 422
    except NotAgreed as refused:
        return _draft_page(place_draft_uid, {"decision": [_sentence(refused)]}), 409
    done = SIGNED if asked.decision == "sign" else REFUSED
    flash(language.say().text(done))
    return redirect(url_for(".listed"), 303)


@bp.post("/drafts/<uuid:place_draft_uid>/withdraw")
@policy(Action.ENTER_PLACES)
def withdraw(place_draft_uid: UUID) -> ResponseReturnValue:
    parse(NothingForm, request.form)
    try:
        with edge.transaction() as session:
            service.withdraw(session, edge.sight(), place_draft_uid)
    except NotAgreed as refused:
        return _draft_page(place_draft_uid, {"decision": [_sentence(refused)]}), 409
    flash(language.say().text(WITHDRAWN))
    return redirect(url_for(".listed"), 303)


@bp.post("/end")
@policy(Action.END_PLACES)
def end() -> ResponseReturnValue:
    """Ask nobody of a unit any more from now on; one signature of either side is enough."""
    asked = parse(EndForm, request.form)
    with edge.transaction() as session:
        ended = service.end(session, edge.sight(), asked.unit)
    if ended:
        flash(language.say().text(ENDED))
    return redirect(url_for(".listed"), 303)


def _sentence(refused: NotAgreed) -> str:
    reason = refused.reason
    return wording.PLACE_FAULT[reason.value] if isinstance(reason, Fault) else REFUSALS[reason]


def _form(sent: Mapping[str, str], problems: Mapping[str, list[str]]) -> str:
    with edge.reading() as session:
        units = service.units(session, edge.sight())
    return render_template("hr/place_new.html", sent=sent, problems=problems, units=units)


def _draft_page(uid: UUID, problems: Mapping[str, list[str]]) -> str:
    sight = edge.sight()
    with edge.reading() as session:
        found = service.draft(session, sight, uid)
    return render_template(
        "hr/place_draft.html",
        draft=found,
        problems=problems,
        sent=request.form,
        may_sign=access.may(sight.actor, Action.SIGN_PLACES) and found.by_id != sight.actor.login_id,
        may_enter=access.may(sight.actor, Action.ENTER_PLACES),
    )
