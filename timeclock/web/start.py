"""Signing in and out, where everybody starts, language, and help."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from timeclock import clock
from timeclock.core.user_agents import device_of
from timeclock.i18n.wording import N_
from timeclock.service import logins, passkeys
from timeclock.service.access import Action
from timeclock.service.passkeys import TooOld
from timeclock.web import addresses, edge, language, navigation, signing_in
from timeclock.web.confirming import TOO_OLD
from timeclock.web.inputs import InvalidInput, NothingForm, parse
from timeclock.web.policies import policy
from timeclock.web.start_inputs import LanguageForm, PasskeyForm, SignInForm

bp = Blueprint("start", __name__)

NO_PASSKEY = N_("Nobody here has this passkey any more. Please sign in by your password.")
NOT_RIGHT = N_("User name and password do not match. Please check both; capitals matter in the password.")


@bp.get("/")
@policy(Action.USE)
def home() -> ResponseReturnValue:
    """Lead everybody to her first page."""
    return redirect(navigation.start(edge.actor()), 303)


@bp.get("/login")
@policy(Action.SIGN_IN)
def login() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for(".home"), 303)
    return _login_page({}, "")


@bp.post("/login")
@policy(Action.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    try:
        asked = parse(SignInForm, request.form)
    except InvalidInput as fault:
        return _login_page(dict(fault.problems), request.form.get("name", "")), 422
    # A failed attempt is counted, so the transaction ends well either way.
    source, device, rules = request.remote_addr or "", device_of(request.user_agent.string), edge.house().sign_in_rules
    with edge.transaction() as session:
        token = logins.sign_in(session, asked.name, asked.password, source, clock.now(), rules, device)
    if token is None:
        return _login_page({"name": [NOT_RIGHT]}, asked.name), 422
    signing_in.begin(token)
    return redirect(addresses.trusted(request.args.get("next", ""), url_for(".home")), 303)


@bp.post("/login/passkey")
@policy(Action.SIGN_IN)
def sign_in_by_passkey() -> ResponseReturnValue:
    answer = parse(PasskeyForm, request.form).passkey
    try:
        # What came of it is on record, so the transaction ends well either way.
        with edge.transaction() as session:
            token = passkeys.sign_in(session, answer, edge.step(), clock.now())
    except TooOld:
        return _login_page({"passkey": [TOO_OLD]}, ""), 422
    if token is None:
        return _login_page({"passkey": [NO_PASSKEY]}, ""), 422
    signing_in.begin(token)
    return redirect(addresses.trusted(request.args.get("next", ""), url_for(".home")), 303)


@bp.post("/logout")
@policy(Action.USE)
def logout() -> ResponseReturnValue:
    parse(NothingForm, request.form)
    signing_in.end()
    answer = redirect(url_for(".login", ended=1), 303)
    # Not "storage": stamps may wait there for a connection, and the next sign-in of the same person sends them.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.post("/language")
@policy(Action.PUBLIC)
def choose_language() -> ResponseReturnValue:
    asked = parse(LanguageForm, request.form)
    answer = redirect(addresses.trusted(asked.back, url_for(".home")), 303)
    language.remember(answer, asked.language)
    return answer


@bp.get("/help")
@policy(Action.USE)
def explanation() -> ResponseReturnValue:
    return render_template("help.html")


def _login_page(problems: dict[str, list[str]], name: str) -> str:
    wish = passkeys.wish_to_sign_in(edge.step(), clock.now())
    return render_template("login.html", problems=problems, name=name, wish=wish)
