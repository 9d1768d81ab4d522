"""Flask-Login around our own sessions: the cookie carries an opaque token, the database knows whose it is.

Programs send a personal token with each request instead. Neither works where the other belongs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, Request, Response, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from timeclock import clock
from timeclock.service import access, logins, tokens
from timeclock.service.access import Actor
from timeclock.service.logins import Arrival, Standing
from timeclock.service.tokens import Bearer, TokenRefused
from timeclock.store.tokens import TokenRow
from timeclock.web import edge

# A poll is not a click: it must not keep an abandoned session alive.
POLLED = frozenset({"me.state", "waiting.contact"})
# Answered alike whoever is signed in.
OF_NOBODY = frozenset({"static", "shell.manifest", "shell.offline", "shell.service_worker", "roster_calendar.fetch"})
# The page somebody has to get past before she is in, and where that leads.
STEPS = {
    Standing.HALFWAY: ("second_factor.ask", "second_factor.enter", "passkeys.enter"),
    Standing.NEW_HERE: ("security.password", "security.change_password"),
    Standing.WITHOUT_SECOND: ("second_factor.offer", "second_factor.set_up", "passkeys.draft", "passkeys.register"),
}
ALWAYS_OPEN = frozenset({"start.logout", "start.explanation"})


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """What Flask-Login holds: who came, and the token that stands for her."""

    arrival: Arrival
    token: str

    @property
    def actor(self) -> Actor:
        return self.arrival.actor

    def get_id(self) -> str:
        return self.token


@dataclass(frozen=True)
class ByToken(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """What Flask-Login holds while a program asks: the actor it acts for, and its token."""

    actor: Actor
    token: TokenRow


def install(app: Flask) -> None:
    """Load the actor and check the role's right before each request."""
    manager = LoginManager(app)
    # The session is ours to end; binding it to an address would sign out every phone that changes network.
    manager.session_protection = None
    manager.user_loader(load)
    manager.request_loader(load_bearer)
    manager.unauthorized_handler(ask_to_sign_in)
    app.before_request(login_required(check_role))
    app.before_request(check_standing)


def load(token: str) -> SignedIn | None:
    """Return who holds the token; style sheets, terminals and calendars need nobody, and programs have their own."""
    if edge.asked_by_program():
        return None
    if action_of_request() in access.WITHOUT_LOGIN and request.endpoint in OF_NOBODY:
        return None
    house, polled = edge.house(), request.endpoint in POLLED
    with edge.reading() if polled else edge.transaction() as database:
        found = logins.arrive(database, token, clock.now(), house.sign_in_rules, house.settings, polled=polled)
    return None if found is None else SignedIn(found, token)


def load_bearer(asking: Request) -> ByToken | None:
    """Return for whom a program asks; on the pages of people a token opens nothing."""
    sent = asking.authorization
    if not edge.asked_by_program() or asking.endpoint is None or sent is None or sent.type != "bearer":
        return None
    source, rules = asking.remote_addr or "", edge.house().sign_in_rules
    with edge.transaction() as database:
        found: Bearer | None = tokens.bearer(database, sent.token or "", source, clock.now(), rules)
        if found is not None:
            found = tokens.entrusted(database, found, action_of_request(), edge.today())
    return None if found is None else ByToken(found.actor, found.token)


def ask_to_sign_in() -> AnyResponse | None:
    """Answer a request without login: nothing where none is needed, else the way to the sign-in page.

    Raises `TokenRefused` where a program asked: it has nobody who could sign in.
    """
    if action_of_request() in access.WITHOUT_LOGIN:
        return None
    if edge.asked_by_program():
        raise TokenRefused(sent=request.authorization is not None)
    if edge.asked_by_script():
        return Response(status=401)
    if "HX-Request" in request.headers:
        return Response(status=204, headers={"HX-Redirect": url_for("start.login")})
    target = request.full_path.rstrip("?") if request.method == "GET" else url_for("start.home")
    return redirect(url_for("start.login", next=target), 303)


def check_role() -> None:
    """Refuse what none of the actor's roles, or not her token, could ever do; whose data it is, the service asks."""
    action = action_of_request()
    if request.method == "OPTIONS" or action in access.WITHOUT_LOGIN:
        return
    if not access.allowed_roles(action) & edge.actor().roles:
        raise Forbidden
    if edge.asked_by_program():
        tokens.demand_scope(token(), action)


def check_standing() -> AnyResponse | None:
    """Lead whoever is not all the way in to what she has to do first; from there she can leave, and nothing else."""
    if edge.asked_by_program() or action_of_request() in access.WITHOUT_LOGIN:
        return None
    steps = STEPS.get(edge.arrival().standing)
    if steps is None or request.endpoint in {*steps, *ALWAYS_OPEN}:
        return None
    if edge.asked_by_script():
        return Response(status=401)
    if "HX-Request" in request.headers:
        return Response(status=204, headers={"HX-Redirect": url_for(steps[0])})
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(steps[0], next=None if target == "/" else target), 303)


def token() -> TokenRow:
    """Return the token a program asks with; only views of the API ask."""
    return cast(TokenRow, current_user.token)


def action_of_request() -> access.Action:
    """Return the declared action; an address that leads nowhere is public, the router answers 404."""
    if request.endpoint is None:
        return access.Action.PUBLIC
    return edge.house().policies[request.endpoint]


def begin(token: str) -> None:
    """Start a browser session under a fresh token; nothing of the session before survives."""
    with edge.reading() as database:
        found = logins.arrive(database, token, clock.now(), edge.house().sign_in_rules, edge.house().settings)
    if found is None:
        raise Forbidden
    if current_user.is_authenticated:
        end()
    session.clear()
    login_user(SignedIn(found, token))


def end() -> None:
    """End the session in the database and in the browser."""
    with edge.transaction() as database:
        logins.sign_out(database, current_user.token, clock.now())
    logout_user()
    session.clear()
