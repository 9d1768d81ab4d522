"""Who can sign in and is entrusted with what; a role is asked for by one person and given or ended by another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_
from timeclock.service import role_changes as service
from timeclock.service.access import Action
from timeclock.service.role_changes import BY_UNIT, GIVEN, NotChanged, Refused
from timeclock.store.role_drafts import Change
from timeclock.web import edge, language
from timeclock.web.admin.user_inputs import BegunForm, DecisionForm, SearchForm, WantedForm
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.policies import asks_again, policy

bp = Blueprint("users", __name__, url_prefix="/admin/users")

PROPOSED = N_("It is on record. Somebody else of IT or of human resources has to look at it and agree.")
GIVEN_NOW = N_("The role is given.")
ENDED = N_("The role has ended; whoever held it is signed out everywhere.")
ENDS_LATER = N_("The role ends on the day that was asked for.")
LAID_ASIDE = N_("It is laid aside; nothing has changed.")
# Where on the form each refusal is explained, and how.
REFUSALS = {
    Refused.NO_LOGIN: ("name", N_("Nobody signs in under this name. Please look it up in the list.")),
    Refused.NO_UNIT: ("unit", N_("There is no such unit today.")),
    Refused.WHOLE_CITY: ("unit", N_("This role is for the whole city. Please choose no unit.")),
    Refused.PAST: ("since", N_("A role cannot begin or end in the past. Please choose today or a later day.")),
    Refused.ENDS_BEFORE: ("last", N_("The last day lies before the first.")),
    Refused.HELD: ("role", N_("She holds this role already.")),
    Refused.NOT_HELD: ("role", N_("She does not hold this role for this unit.")),
    Refused.WAITS: ("role", N_("Somebody has asked for this already; it waits for a second look.")),
    Refused.OWN_ROLE: ("name", N_("Nobody gives herself a role. Please ask somebody else to do it.")),
    Refused.OWN_DRAFT: ("decision", N_("Whoever asked does not agree as well. Please ask somebody else.")),
    Refused.DECIDED: ("decision", N_("Somebody has decided about it already.")),
    Refused.TOO_FEW: (
        "role",
        N_("Then fewer than two people could give roles. Please entrust somebody else with it first."),
    ),
}


@bp.get("")
@policy(Action.KEEP_ROLES)
def listed() -> ResponseReturnValue:
    asked = parse(SearchForm, request.args)
    with edge.transaction() as session:
        desk = service.desk(session, edge.sight(), asked.q, asked.page, everybody=asked.show == "everybody")
    second_for = edge.house().sign_in_rules.second_factor_for
    return render_template("admin/users.html", desk=desk, asked=asked, second_for=second_for)


@bp.get("/roles/new")
@policy(Action.KEEP_ROLES)
def ask() -> ResponseReturnValue:
    begun = asdict(parse(BegunForm, request.args))
    return _form(begun | {"since": edge.today().isoformat()}, {})


@bp.post("/roles/new")
@policy(Action.KEEP_ROLES)
def propose() -> ResponseReturnValue:
    try:
        wanted = parse(WantedForm, request.form)
        with edge.transaction() as session:
            uid = service.propose(session, edge.sight(), wanted)
    except InvalidInput as fault:
        return _form(request.form, dict(fault.problems)), 422
    except NotChanged as refused:
        field, sentence = REFUSALS[refused.reason]
        return _form(request.form, {field: [sentence]}), 422
    flash(language.say().text(PROPOSED))
    return redirect(url_for(".draft", role_draft_uid=uid), 303)


@bp.get("/roles/<uuid:role_draft_uid>")
@policy(Action.KEEP_ROLES)
def draft(role_draft_uid: UUID) -> ResponseReturnValue:
    return _draft_page(role_draft_uid, {})


@bp.post("/roles/<uuid:role_draft_uid>")
@policy(Action.KEEP_ROLES)
@asks_again
def decide(role_draft_uid: UUID) -> ResponseReturnValue:
    try:
        asked = parse(DecisionForm, request.form)
        with edge.transaction() as session:
            if asked.decision == "confirm":
                found = service.confirm(session, edge.sight(), role_draft_uid)
                ended = ENDED if found.new.since <= edge.today() else ENDS_LATER
                done = GIVEN_NOW if found.new.change is Change.GIVE else ended
            else:
                service.refuse(session, edge.sight(), role_draft_uid, asked.answer.strip())
                done = LAID_ASIDE
    except InvalidInput as fault:
        return _draft_page(role_draft_uid, dict(fault.problems)), 422
    except NotChanged as refused:
        return _draft_page(role_draft_uid, {"decision": [REFUSALS[refused.reason][1]]}), 409
    flash(language.say().text(done))
    return redirect(url_for(".listed"), 303)


def _draft_page(uid: UUID, problems: dict[str, list[str]]) -> str:
    sight = edge.sight()
    with edge.reading() as session:
        found = service.draft(session, sight, uid)
    is_own = found.by_id == sight.actor.login_id
    return render_template(
        "admin/role_draft.html",
        draft=found,
        is_own=is_own,
        problems=problems,
        sent=request.form,
        today=sight.today,
    )


def _form(sent: Mapping[str, str], problems: dict[str, list[str]]) -> str:
    with edge.reading() as session:
        units = service.units(session, edge.sight())
    return render_template(
        "admin/role_new.html", sent=sent, problems=problems, units=units, roles=GIVEN, by_unit=BY_UNIT
    )
