"""How I sign in: my password, and where I am signed in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.i18n.wording import N_, PASSWORD_FAULT
from timeclock.service import logins, passkeys, passwords, second_factors, sessions
from timeclock.service.access import Action
from timeclock.service.logins import Standing
from timeclock.service.passwords import Chosen, PasswordRefused
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, NothingForm, parse
from timeclock.web.me.security_inputs import PasswordChangeForm, SessionForm
from timeclock.web.policies import policy

bp = Blueprint("security", __name__, url_prefix="/me/security")

WRONG_PASSWORD = N_("This is not your password. Please check it; capitals matter.")
CHANGED = N_("Your password is changed. Wherever else you were signed in, you are signed out.")
ENDED = N_("The session is ended. Whoever used it has to sign in again.")
ALL_ENDED = N_("You are signed in here alone now.")


@bp.get("")
@policy(Action.KEEP_LOGIN)
def overview() -> ResponseReturnValue:
    with edge.reading() as session:
        found = sessions.overview(session, edge.sight(), edge.house().sign_in_rules)
        second = second_factors.own(session, edge.sight())
        keys = passkeys.listed(session, edge.sight())
    return render_template("me/security.html", found=found, second=second, keys=keys, this=edge.arrival().session_uid)


@bp.get("/password")
@policy(Action.KEEP_LOGIN)
def password() -> ResponseReturnValue:
    return _password_page({})


@bp.post("/password")
@policy(Action.KEEP_LOGIN)
def change_password() -> ResponseReturnValue:
    try:
        asked = parse(PasswordChangeForm, request.form)
    except InvalidInput as fault:
        return _password_page(dict(fault.problems)), 422
    sight, house = edge.sight(), edge.house()
    # A wrong password is counted, so this transaction ends well either way.
    with edge.transaction() as session:
        source, rules = request.remote_addr or "", house.sign_in_rules
        confirmed = logins.confirm(session, sight.actor, asked.old, source, sight.now, rules)
    if not confirmed:
        return _password_page({"old": [WRONG_PASSWORD]}), 422
    chosen = Chosen(asked.old, asked.new, edge.arrival().session_uid)
    try:
        with edge.transaction() as session:
            passwords.change(session, sight, chosen, house.settings.city_name)
    except PasswordRefused as refused:
        said = language.say().text(PASSWORD_FAULT[refused.fault], least=refused.least)
        return _password_page({"new": [said]}), 422
    flash(language.say().text(CHANGED))
    return redirect(url_for(".overview"), 303)


@bp.post("/sessions/end")
@policy(Action.KEEP_LOGIN)
def end_session() -> ResponseReturnValue:
    asked = parse(SessionForm, request.form)
    with edge.transaction() as session:
        sessions.end(session, edge.sight(), asked.session)
    flash(language.say().text(ENDED))
    return redirect(url_for(".overview"), 303)


@bp.post("/sessions/end-others")
@policy(Action.KEEP_LOGIN)
def end_other_sessions() -> ResponseReturnValue:
    parse(NothingForm, request.form)
    with edge.transaction() as session:
        sessions.end_others(session, edge.sight(), edge.arrival().session_uid)
    flash(language.say().text(ALL_ENDED))
    return redirect(url_for(".overview"), 303)


def _password_page(problems: dict[str, list[str]]) -> str:
    first = edge.arrival().standing is Standing.NEW_HERE
    with edge.reading() as session:
        least = passwords.least(session, edge.sight())
    return render_template("me/password.html", problems=problems, first=first, least=least)
