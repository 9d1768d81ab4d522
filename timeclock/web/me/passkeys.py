"""My passkeys: made on this device, used as the second step, and taken away again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_
from timeclock.service import passkeys
from timeclock.service.access import Action
from timeclock.service.logins import Standing
from timeclock.service.passkey_answers import AnswerRefused
from timeclock.service.passkeys import TooOld
from timeclock.service.second_factors import StillNeeded
from timeclock.web import addresses, edge, language, signing_in
from timeclock.web.confirming import TOO_OLD
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.me.passkey_inputs import NewPasskeyForm, PasskeyChosenForm
from timeclock.web.me.second_factor import STILL_NEEDED, papers_page, step_page
from timeclock.web.policies import asks_again, policy
from timeclock.web.start_inputs import PasskeyForm

bp = Blueprint("passkeys", __name__, url_prefix="/me/security/passkeys")

MADE = N_("The passkey is set up. From now on you can sign in by it, without your password.")
REMOVED = N_("The passkey is taken away. It opens nothing any more; you can delete it on your device.")
NOT_MADE = N_("This passkey could not be set up. Please try again, or on another device.")
NOT_HERS = N_("This passkey is not one of yours here. Please take another one, or a code.")


@bp.get("/new")
@policy(Action.KEEP_LOGIN)
def draft() -> ResponseReturnValue:
    return _page({})


@bp.post("/new")
@policy(Action.KEEP_LOGIN)
@asks_again
def register() -> ResponseReturnValue:
    """Set a passkey up; with the first factor come codes for paper, which are shown in the answer and never again."""
    try:
        given = parse(NewPasskeyForm, request.form)
        with edge.transaction() as session:
            done = passkeys.register(session, edge.sight(), given.passkey, given.name.strip(), edge.step())
    except InvalidInput as fault:
        return _page(dict(fault.problems)), 422
    except AnswerRefused:
        return _page({"passkey": [NOT_MADE]}), 422
    except TooOld:
        return _page({"passkey": [TOO_OLD]}), 422
    signing_in.begin(done.token)
    if done.papers:
        return papers_page(done.papers), 201
    flash(language.say().text(MADE))
    return redirect(url_for("security.overview"), 303)


@bp.post("/enter")
@policy(Action.KEEP_LOGIN)
def enter() -> ResponseReturnValue:
    """Take the second step by a passkey."""
    if edge.arrival().standing is not Standing.HALFWAY:
        return redirect(url_for("security.overview"), 303)
    answer = parse(PasskeyForm, request.form).passkey
    try:
        # What came of it is on record, so the transaction ends well either way.
        with edge.transaction() as session:
            token = passkeys.enter(session, edge.sight(), answer, edge.step())
    except TooOld:
        return step_page({"passkey": [TOO_OLD]}), 422
    if token is None:
        return step_page({"passkey": [NOT_HERS]}), 422
    signing_in.begin(token)
    return redirect(addresses.trusted(request.args.get("next", ""), url_for("start.home")), 303)


@bp.post("/remove")
@policy(Action.KEEP_LOGIN)
@asks_again
def remove() -> ResponseReturnValue:
    chosen = parse(PasskeyChosenForm, request.form).chosen
    said = REMOVED
    try:
        with edge.transaction() as session:
            passkeys.remove(session, edge.sight(), chosen, edge.house().sign_in_rules)
    except StillNeeded:
        said = STILL_NEEDED
    flash(language.say().text(said))
    return redirect(url_for("security.overview"), 303)


def _page(problems: dict[str, list[str]]) -> str:
    with edge.reading() as session:
        wish = passkeys.wish_to_register(session, edge.sight(), edge.step())
    return render_template("me/passkey.html", wish=wish, problems=problems, name=request.form.get("name", ""))
