"""The second step of signing in, and how I set it up: an authenticator app, and codes on paper."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core import totp
from timeclock.i18n.wording import N_
from timeclock.service import logins, passkeys, second_factors
from timeclock.service.access import Action
from timeclock.service.logins import Standing
from timeclock.service.second_factors import CodeRefused, Offered, StillNeeded
from timeclock.web import addresses, edge, language, qr, signing_in
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.me.second_factor_inputs import AppForm, CodeForm, ConfirmedForm
from timeclock.web.me.security import WRONG_PASSWORD
from timeclock.web.policies import policy

bp = Blueprint("second_factor", __name__, url_prefix="/me/security/second")

NOT_RIGHT = N_("This code is not right, or was used already. Please wait for the next one and try again.")
NOT_THE_APPS = N_("This is not the code your app shows. Please look again; the clock of the phone has to be right.")
REMOVED = N_("The app is taken away. Its codes open nothing any more.")
STILL_NEEDED = N_("Your role asks for a second factor. Please set another one up first: a passkey, or another app.")


@bp.get("")
@policy(Action.KEEP_LOGIN)
def ask() -> ResponseReturnValue:
    if edge.arrival().standing is not Standing.HALFWAY:
        return redirect(url_for("security.overview"), 303)
    return step_page({})


@bp.post("")
@policy(Action.KEEP_LOGIN)
def enter() -> ResponseReturnValue:
    if edge.arrival().standing is not Standing.HALFWAY:
        return redirect(url_for("security.overview"), 303)
    try:
        given = parse(CodeForm, request.form).code
    except InvalidInput as fault:
        return step_page(dict(fault.problems)), 422
    # A wrong code is counted, so this transaction ends well either way.
    with edge.transaction() as session:
        token = second_factors.enter(session, edge.sight(), given, edge.step())
    if token is None:
        return step_page({"code": [NOT_RIGHT]}), 422
    signing_in.begin(token)
    return redirect(addresses.trusted(request.args.get("next", ""), url_for("start.home")), 303)


@bp.get("/app")
@policy(Action.KEEP_LOGIN)
def offer() -> ResponseReturnValue:
    return _app_page(second_factors.offer(edge.sight(), edge.house().keys.factors), {})


@bp.post("/app")
@policy(Action.KEEP_LOGIN)
def set_up() -> ResponseReturnValue:
    """Set an app up; the answer is the page with the codes for paper, because nobody can show them again."""
    try:
        given = parse(AppForm, request.form)
    except InvalidInput as fault:
        return _again(request.form.get("sealed", ""), dict(fault.problems))
    if not _confirmed(given.password):
        return _again(given.sealed, {"password": [WRONG_PASSWORD]})
    try:
        with edge.transaction() as session:
            done = second_factors.set_up(session, edge.sight(), given.sealed, given.code, edge.step())
    except CodeRefused:
        return _again(given.sealed, {"code": [NOT_THE_APPS]})
    signing_in.begin(done.token)
    return papers_page(done.papers), 201


@bp.get("/codes")
@policy(Action.KEEP_LOGIN)
def codes() -> ResponseReturnValue:
    return render_template("me/second_confirm.html", problems={}, for_removal=False)


@bp.post("/codes")
@policy(Action.KEEP_LOGIN)
def renew_codes() -> ResponseReturnValue:
    if problems := _password_problems():
        return render_template("me/second_confirm.html", problems=problems, for_removal=False), 422
    with edge.transaction() as session:
        papers = second_factors.renew_papers(session, edge.sight(), edge.house().keys.factors)
    return papers_page(papers), 201


@bp.get("/remove")
@policy(Action.KEEP_LOGIN)
def removal() -> ResponseReturnValue:
    return render_template("me/second_confirm.html", problems={}, for_removal=True)


@bp.post("/remove")
@policy(Action.KEEP_LOGIN)
def remove() -> ResponseReturnValue:
    if problems := _password_problems():
        return render_template("me/second_confirm.html", problems=problems, for_removal=True), 422
    try:
        with edge.transaction() as session:
            second_factors.take_away(session, edge.sight(), edge.house().sign_in_rules)
    except StillNeeded:
        problems = {"password": [STILL_NEEDED]}
        return render_template("me/second_confirm.html", problems=problems, for_removal=True), 422
    flash(language.say().text(REMOVED))
    return redirect(url_for("security.overview"), 303)


def step_page(problems: dict[str, list[str]]) -> str:
    """Return the page of the second step, with what she can take it by."""
    with edge.reading() as session:
        has_app = second_factors.own(session, edge.sight()).app_since is not None
        wish = passkeys.wish_to_prove(session, edge.sight(), edge.step())
    return render_template("me/second_step.html", problems=problems, has_app=has_app, wish=wish)


def papers_page(papers: Sequence[str]) -> str:
    """Return the page that shows the codes for paper."""
    return render_template("me/second_papers.html", papers=papers)


def _confirmed(password: str) -> bool:
    """Ask for the password once more; a wrong one is counted."""
    sight, source = edge.sight(), request.remote_addr or ""
    with edge.transaction() as session:
        return logins.confirm(session, sight.actor, password, source, sight.now, edge.house().sign_in_rules)


def _password_problems() -> dict[str, list[str]]:
    try:
        given = parse(ConfirmedForm, request.form)
    except InvalidInput as fault:
        return dict(fault.problems)
    return {} if _confirmed(given.password) else {"password": [WRONG_PASSWORD]}


def _again(sealed: str, problems: dict[str, list[str]]) -> ResponseReturnValue:
    """Show the same secret again, so that nobody has to take a second one into her app."""
    key = edge.house().keys.factors
    try:
        return _app_page(second_factors.offered_again(edge.sight(), key, sealed), problems), 422
    except CodeRefused:
        return _app_page(second_factors.offer(edge.sight(), key), problems), 422


def _app_page(offered: Offered, problems: dict[str, list[str]]) -> str:
    at = totp.address(offered.secret, edge.house().settings.city_name, edge.actor().login_name)
    written = totp.written(offered.secret)
    return render_template(
        "me/second_app.html",
        picture=qr.picture(at),
        secret_text=" ".join(written[each : each + 4] for each in range(0, len(written), 4)),
        sealed=offered.sealed,
        needed=edge.arrival().standing is Standing.WITHOUT_SECOND,
        problems=problems,
    )
