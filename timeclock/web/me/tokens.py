"""My tokens: what lets a program act for me, made here, shown once, and taken back at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timeclock.core import walltime
from timeclock.core.spans import MINUTE
from timeclock.i18n.wording import N_
from timeclock.service import access, logins, tokens
from timeclock.service.access import Action
from timeclock.service.tokens import EndNotAllowed
from timeclock.web import edge, language
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.me.token_inputs import NO_END, RevocationForm, TokenForm
from timeclock.web.policies import policy

bp = Blueprint("tokens", __name__, url_prefix="/me/tokens")

# Long enough for a quarter, short enough to be forgotten without harm.
PROPOSED = timedelta(days=90)
WRONG_PASSWORD = N_("This is not your password. Please check it; capitals matter.")
REVOKED = N_("The token was taken back. The program can do nothing for you any more.")


@dataclass(frozen=True, slots=True)
class Made:
    """A token just made: the only moment at which its secret can be shown."""

    name: str
    secret: str


@bp.get("")
@policy(Action.MANAGE_TOKENS)
def overview() -> ResponseReturnValue:
    return _page()


@bp.post("")
@policy(Action.MANAGE_TOKENS)
def make() -> ResponseReturnValue:
    """Make a token; the answer is the page itself, because a secret must not travel through an address or a cookie."""
    try:
        asked = parse(TokenForm, request.form)
    except InvalidInput as fault:
        return _page(fault), 422
    sight, house = edge.sight(), edge.house()
    # A wrong password is counted, so this transaction ends well either way.
    with edge.transaction() as session:
        source, rules = request.remote_addr or "", house.sign_in_rules
        confirmed = logins.confirm(session, sight.actor, asked.password, source, sight.now, rules)
    if not confirmed:
        return _page(InvalidInput({"password": [WRONG_PASSWORD]})), 422
    try:
        with edge.transaction() as session:
            secret = tokens.make(session, sight, asked.wish, house.settings.token_days)
    except EndNotAllowed:
        return _page(InvalidInput({"last_day": [NO_END]})), 422
    return _page(made=Made(asked.name, secret)), 201


@bp.post("/revoke")
@policy(Action.MANAGE_TOKENS)
def revoke() -> ResponseReturnValue:
    asked = parse(RevocationForm, request.form)
    with edge.transaction() as session:
        tokens.revoke(session, edge.sight(), asked.token)
    flash(language.say().text(REVOKED))
    return redirect(url_for(".overview"), 303)


def _page(fault: InvalidInput | None = None, made: Made | None = None) -> str:
    sight = edge.sight()
    with edge.reading() as session:
        own = tokens.listed(session, sight)
    latest = tokens.latest_end(sight, edge.house().settings.token_days)
    return render_template(
        "me/tokens.html",
        tokens=own,
        last_days={each.uid: walltime.local_day(each.expires_at - MINUTE, sight.zone) for each in own},
        now=sight.now,
        today=sight.today,
        latest=latest,
        plans=bool(access.allowed_roles(Action.PLAN_ROSTERS) & sight.actor.roles),
        watches=bool(access.allowed_roles(Action.READ_TERMINALS) & sight.actor.roles),
        proposed=min(latest, sight.today + PROPOSED),
        made=made,
        problems=fault.problems if fault else {},
        sent={} if made else request.form,
    )
