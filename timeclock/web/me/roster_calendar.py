"""One's own roster in the calendar of a phone: the address it is fetched at, and what is there."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reports import roster_calendar
from timeclock import clock
from timeclock.i18n import translator
from timeclock.i18n.wording import N_
from timeclock.service import duty_calendar, logins
from timeclock.service.access import Action
from timeclock.service.sight import NotFound
from timeclock.web import edge, headers, language
from timeclock.web.inputs import InvalidInput, parse
from timeclock.web.me import roster
from timeclock.web.me.roster_inputs import AddressForm, PasswordForm
from timeclock.web.me.tokens import WRONG_PASSWORD
from timeclock.web.policies import policy

bp = Blueprint("roster_calendar", __name__, url_prefix="/me")

NAME = N_("Roster in the calendar")
REVOKED = N_("The address was taken back. No calendar can fetch your roster any more.")


@bp.get("/roster.ics")
@policy(Action.FETCH_CALENDAR)
def fetch() -> ResponseReturnValue:
    """Answer the calendar of a phone: it sends no cookie, and the secret of its address alone says whose it is."""
    secret, house = parse(AddressForm, request.args).key, edge.house()
    source, zone = request.remote_addr or "", house.settings.zone
    # An unknown address is counted, so this transaction ends well either way.
    with edge.transaction() as session:
        found = duty_calendar.fetch(session, secret, source, clock.now(), house.sign_in_rules, zone)
    if found is None:
        raise NotFound("no roster is at this address, or not any more")
    content = roster_calendar.write(found.duties, found.token.uid, zone, translator(found.locale))
    answer = Response(content, mimetype=roster_calendar.MEDIA)
    answer.add_etag()
    headers.keep_privately(answer)
    return answer.make_conditional(request)


@bp.post("/roster/calendar")
@policy(Action.MANAGE_TOKENS)
def make() -> ResponseReturnValue:
    """Make an address; the answer is the page itself, because a secret must not travel through a redirect."""
    try:
        password = parse(PasswordForm, request.form).password
    except InvalidInput as fault:
        return roster.page(edge.today().replace(day=1), dict(fault.problems)), 422
    sight, house = edge.sight(), edge.house()
    with edge.transaction() as session:
        source, rules = request.remote_addr or "", house.sign_in_rules
        confirmed = logins.confirm(session, sight.actor, password, source, sight.now, rules)
    if not confirmed:
        return roster.page(sight.today.replace(day=1), {"password": [WRONG_PASSWORD]}), 422
    with edge.transaction() as session:
        secret = duty_calendar.make(session, sight, language.say().text(NAME))
    at = url_for(".fetch", key=secret, _external=True)
    return roster.page(sight.today.replace(day=1), {}, address=at), 201


@bp.post("/roster/calendar/revoke")
@policy(Action.MANAGE_TOKENS)
def revoke() -> ResponseReturnValue:
    with edge.transaction() as session:
        duty_calendar.revoke(session, edge.sight())
    flash(language.say().text(REVOKED))
    return redirect(url_for("my_roster.this_month"), 303)
