"""Acts for many at once: chosen, shown, proposed; put in force by somebody else, and undone whole."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from timeclock.core.mass_postings import MassState
from timeclock.i18n.wording import N_, NOT_POSTED
from timeclock.service import mass_postings as service
from timeclock.service import mass_previews
from timeclock.service.access import Action
from timeclock.service.mass_postings import Changed
from timeclock.service.mass_previews import NotPosted, Preview
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.office.mass_inputs import MassDecisionForm, MassUndoForm, parse_mass, sent_of
from timeclock.web.policies import asks_again, policy

bp = Blueprint("mass", __name__, url_prefix="/for-many")

PROPOSED = N_("Proposed. It counts once somebody else has confirmed exactly these people.")
SAID = {
    MassState.REFUSED: N_("Refused. Proposal and answer stay on record."),
    MassState.WITHDRAWN: N_("Taken back. The proposal stays on record."),
}
# Where on the form each refusal is explained.
FIELDS = {
    "days": "last",
    "unknown_number": "also",
    "reason": "reason",
    "clocks": "from_clock",
    "no_minutes": "amount",
    "why_missing": "why",
}
BEGINNING = MultiDict([("act", "away"), ("with_below", "true"), ("only_planned", "true")])


@bp.get("")
@policy(Action.POST_FOR_MANY)
def listed() -> ResponseReturnValue:
    with edge.reading() as session:
        found = service.listed(session, edge.sight())
    return render_template("office/mass.html", found=found, me=edge.actor().login_id)


@bp.get("/new")
@policy(Action.POST_FOR_MANY)
def new() -> ResponseReturnValue:
    return _form(BEGINNING, {})


@bp.get("/<uuid:request_uid>/again")
@policy(Action.POST_FOR_MANY)
def again(request_uid: UUID) -> ResponseReturnValue:
    """Begin with what was asked for once."""
    with edge.transaction() as session:
        found = service.seen(session, edge.sight(), request_uid)
    return _form(sent_of(found.mass.order), {})


@bp.post("/new")
@policy(Action.POST_FOR_MANY)
def propose() -> ResponseReturnValue:
    """Show whom it would hit, or propose it as it was shown."""
    try:
        asked, order = parse_mass(request.form)
        sight, rulebook, shown = edge.sight(), edge.house().rulebook, None
        with edge.transaction() as session:
            if asked.step == "show":
                shown = service.preview(session, sight, order, rulebook)
            else:
                service.propose(session, sight, asked.request_uid, order, asked.seen, rulebook)
    except InvalidInput as fault:
        return _form(request.form, dict(fault.problems)), 422
    except Changed as changed:
        return _form(request.form, {"preview": [NOT_POSTED["changed"]]}, changed.preview), 409
    except NotPosted as refused:
        return _form(request.form, {FIELDS.get(refused.wrong, "preview"): [_sentence(refused)]}), 422
    if shown is not None:
        return _form(request.form, {}, shown)
    flash(language.say().text(PROPOSED))
    return redirect(url_for(".one", request_uid=asked.request_uid), 303)


@bp.get("/<uuid:request_uid>")
@policy(Action.POST_FOR_MANY)
def one(request_uid: UUID) -> ResponseReturnValue:
    return _one(request_uid, {})


@bp.post("/<uuid:request_uid>")
@policy(Action.POST_FOR_MANY)
@asks_again
def decide(request_uid: UUID) -> ResponseReturnValue:
    try:
        asked = parse(MassDecisionForm, request.form)
        with edge.transaction() as session:
            if asked.decision == "confirm":
                hit = service.confirm(session, edge.sight(), request_uid, edge.house().rulebook)
                said = language.say().plural(
                    "In force for {count} person. The days are worked out anew in the background.",
                    "In force for {count} people. The days are worked out anew in the background.",
                    hit,
                )
            else:
                said = language.say().text(SAID[service.refuse(session, edge.sight(), request_uid, asked.reason)])
    except InvalidInput as fault:
        return _one(request_uid, dict(fault.problems)), 422
    except Changed as changed:
        return _one(request_uid, {"preview": [NOT_POSTED["changed"]]}, changed.preview), 409
    except NotPosted as refused:
        return _one(request_uid, {"reason": [_sentence(refused)]}), 422
    flash(said)
    return redirect(url_for(".one", request_uid=request_uid), 303)


@bp.post("/<uuid:request_uid>/undo")
@policy(Action.POST_FOR_MANY)
@asks_again
def undo(request_uid: UUID) -> ResponseReturnValue:
    try:
        asked = parse(MassUndoForm, request.form)
        with edge.transaction() as session:
            ended = service.undo(session, edge.sight(), request_uid, asked.undo_reason)
    except InvalidInput as fault:
        return _one(request_uid, dict(fault.problems)), 422
    except NotPosted as refused:
        return _one(request_uid, {"undo_reason": [_sentence(refused)]}), 422
    flash(language.say().plural("Undone for {count} person.", "Undone for {count} people.", ended))
    return redirect(url_for(".one", request_uid=request_uid), 303)


def _sentence(refused: NotPosted) -> str:
    return language.say().text(NOT_POSTED[refused.wrong], **refused.figures)


def _form(sent: MultiDict[str, str], problems: dict[str, list[str]], shown: Preview | None = None) -> str:
    with edge.transaction() as session:
        choices = service.choices(session, edge.sight())
    return render_template(
        "office/mass_new.html", choices=choices, shown=shown, problems=problems, sent=sent, today=edge.today()
    )


def _one(request_uid: UUID, problems: dict[str, list[str]], by_now: Preview | None = None) -> str:
    with edge.transaction() as session:
        seen = service.seen(session, edge.sight(), request_uid)
        choices = service.choices(session, edge.sight())
    differing = () if by_now is None else mass_previews.differing(seen.preview, by_now)
    return render_template(
        "office/mass_one.html",
        seen=seen,
        names=service.names(choices),
        differing=differing,
        problems=problems,
        sent=request.form,
    )
