"""The working-time models of the city: their figures in words, and a new version from a day on after a second look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core.plans import BreakDeduction
from timeclock.i18n.wording import N_
from timeclock.service import model_changes as service
from timeclock.service import model_retiring as retiring
from timeclock.service.access import Action
from timeclock.service.model_changes import Kept, NotChanged, Refused
from timeclock.service.model_retiring import NotRetired
from timeclock.service.simulation import Comparison
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, NothingForm, parse
from timeclock.web.office.model_day_inputs import new_plans, plans_of, wants_another
from timeclock.web.office.model_inputs import CopyForm, DecisionForm, RetireForm, entered, parse_model
from timeclock.web.policies import asks_again, policy

bp = Blueprint("models", __name__, url_prefix="/models")

PROPOSED = N_("The draft is on record. Somebody else has to look at it and put it in force.")
IN_FORCE = N_("The model holds as drafted from its day on; days it is about are worked out anew.")
NOT_IN_FORCE = N_("The draft is laid aside; the model stays as it is.")
NOT_CHANGED = {
    Refused.TOO_EARLY: N_("So long ago nothing is changed any more. Please choose a day of last month or a later one."),
    Refused.BEFORE_THE_MODEL: N_("The model began later. Please choose its first day or a later one."),
    Refused.CODE_TAKEN: N_("There is a model of this short name, or a draft of one. Please choose another."),
    Refused.OWN_DRAFT: N_("Whoever made a draft does not put it in force. Please ask somebody else."),
    Refused.DECIDED: N_("Somebody has decided about this draft already."),
}
RETIRED = N_("From that day on nobody is given this model; who has it keeps it.")
KEPT_ON = N_("The model may be given again.")
NOT_RETIRED = {
    retiring.Refused.PAST: N_("Please choose today or a later day."),
    retiring.Refused.RETIRED: N_("This model is retired already."),
}
DEDUCTION = {
    BreakDeduction.PLATEAU: N_("what is missing of the break by law is taken off, at most what exceeds the limit"),
    BreakDeduction.STEP: N_("what is missing of the break by law is taken off at once"),
    BreakDeduction.NONE: N_("nothing is taken off; a missing break is told"),
}
SHAPE = {
    "flextime": N_("Flextime"),
    "fixed": N_("Fixed hours"),
    "shift": N_("Shifts"),
    "duty_24h": N_("Duties of 24 hours"),
    "lessons": N_("Lessons"),
    "on_demand": N_("Work on demand"),
    "trust": N_("Working time based on trust"),
}


@bp.get("")
@policy(Action.KEEP_MODELS)
def listed() -> ResponseReturnValue:
    with edge.reading() as session:
        desk = service.desk(session, edge.sight())
    return render_template("office/models.html", desk=desk, today=edge.today(), shapes=SHAPE)


@bp.get("/<code>")
@policy(Action.KEEP_MODELS)
def one(code: str) -> ResponseReturnValue:
    return _model_page(code, {})


@bp.post("/<code>/retire")
@policy(Action.KEEP_MODELS)
def retire(code: str) -> ResponseReturnValue:
    """Let a model be given to nobody from a day on; who has it keeps it."""
    try:
        asked = parse(RetireForm, request.form)
        with edge.transaction() as session:
            retiring.retire(session, edge.sight(), code, asked.since, asked.why.strip())
    except InvalidInput as fault:
        return _model_page(code, dict(fault.problems)), 422
    except NotRetired as refused:
        return _model_page(code, {"since": [NOT_RETIRED[refused.reason]]}), 422
    flash(language.say().text(RETIRED))
    return redirect(url_for(".one", code=code), 303)


@bp.post("/<code>/keep")
@policy(Action.KEEP_MODELS)
def keep_on(code: str) -> ResponseReturnValue:
    """Take the retirement of a model back."""
    parse(NothingForm, request.form)
    with edge.transaction() as session:
        taken_back = retiring.take_back(session, edge.sight(), code)
    if taken_back:
        flash(language.say().text(KEPT_ON))
    return redirect(url_for(".one", code=code), 303)


@bp.get("/<code>/change")
@policy(Action.KEEP_MODELS)
def edit(code: str) -> ResponseReturnValue:
    copy = parse(CopyForm, request.args).copy
    with edge.reading() as session:
        kept = service.one(session, edge.sight(), code)
    held = kept.on(edge.today())
    sent = entered("" if copy else kept.title, "" if copy else code, held.day_plans, held.rules)
    return _form(kept, sent | {"since": edge.today().isoformat()}, is_new=copy)


@bp.post("/<code>/change")
@policy(Action.KEEP_MODELS)
def change(code: str) -> ResponseReturnValue:
    """Show what a change would do, or draft it; the preview is the page itself, also for the script."""
    copy = parse(CopyForm, request.args).copy
    sight, rulebook = edge.sight(), edge.house().rulebook
    with edge.reading() as session:
        kept = service.one(session, sight, code)
    if wants_another(request.form):
        return _form(kept, request.form, is_new=copy)
    held = kept.on(edge.today())
    try:
        asked, new = parse_model(request.form, held.day_plans, held.rules, held.figures["shape"])
        with edge.transaction() as session:
            if asked.step == "preview":
                tried = service.preview(session, sight, code, new, asked.staff_nos.replace(",", " ").split(), rulebook)
            else:
                uid = service.propose(session, sight, new, asked.since, asked.why.strip(), is_new=copy)
    except InvalidInput as fault:
        return _form(kept, request.form, dict(fault.problems), is_new=copy), 422
    except NotChanged as refused:
        field = "code" if refused.reason is Refused.CODE_TAKEN else "since"
        return _form(kept, request.form, {field: [NOT_CHANGED[refused.reason]]}, is_new=copy), 422
    if asked.step == "preview":
        return _form(kept, request.form, tried=tried, is_new=copy)
    flash(language.say().text(PROPOSED))
    return redirect(url_for(".draft", draft_uid=uid), 303)


@bp.get("/drafts/<uuid:draft_uid>")
@policy(Action.KEEP_MODELS)
def draft(draft_uid: UUID) -> ResponseReturnValue:
    return _draft_page(draft_uid, {})


@bp.post("/drafts/<uuid:draft_uid>")
@policy(Action.KEEP_MODELS)
@asks_again
def decide(draft_uid: UUID) -> ResponseReturnValue:
    try:
        asked = parse(DecisionForm, request.form)
        with edge.transaction() as session:
            if asked.decision == "confirm":
                service.confirm(session, edge.sight(), draft_uid)
            else:
                service.refuse(session, edge.sight(), draft_uid, asked.answer.strip())
    except InvalidInput as fault:
        return _draft_page(draft_uid, dict(fault.problems)), 422
    except NotChanged as refused:
        return _draft_page(draft_uid, {"decision": [NOT_CHANGED[refused.reason]]}), 409
    done = IN_FORCE if asked.decision == "confirm" else NOT_IN_FORCE
    flash(language.say().text(done))
    return redirect(url_for(".listed"), 303)


def _model_page(code: str, problems: dict[str, list[str]]) -> str:
    with edge.reading() as session:
        kept = service.one(session, edge.sight(), code)
    today = edge.today()
    sent = request.form or {"since": today.isoformat()}
    return render_template("office/model.html", kept=kept, today=today, problems=problems, sent=sent, **_words())


def _draft_page(uid: UUID, problems: dict[str, list[str]]) -> str:
    sight = edge.sight()
    with edge.reading() as session:
        found = service.draft(session, sight, uid)
        before = service.before(session, sight, found)
    return render_template(
        "office/model_draft.html",
        draft=found,
        before=before,
        is_own=found.by_id == sight.actor.login_id,
        problems=problems,
        sent=request.form,
        **_words(),
    )


def _form(
    kept: Kept,
    sent: Any,
    problems: dict[str, list[str]] | None = None,
    tried: tuple[Comparison, ...] | None = None,
    *,
    is_new: bool,
) -> str:
    held = kept.on(edge.today())
    return render_template(
        "office/model_edit.html",
        kept=kept,
        held=held,
        plans=plans_of(held.day_plans),
        new_plans=new_plans(sent, plans_of(held.day_plans)),
        sent=sent,
        problems=problems or {},
        tried=tried,
        is_new=is_new,
        earliest=service.earliest(edge.today()),
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {"deductions": DEDUCTION, "shapes": SHAPE, "plans_of": plans_of}
