"""Flask-Login around our own sessions: the cookie carries an opaque token, the database knows whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from timeclock import clock
from timeclock.service import access, logins
from timeclock.service.access import Actor
from timeclock.web import edge

# A poll is not a click: it must not keep an abandoned session alive.
POLLED = frozenset({"me.state"})


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """What Flask-Login holds: the actor and the token that stands for her."""

    actor: Actor
    token: str

    def get_id(self) -> str:
        return self.token


def install(app: Flask) -> None:
    """Load the actor and check the role's right before each request."""
    manager = LoginManager(app)
    # The session is ours to end; binding it to an address would sign out every phone that changes network.
    manager.session_protection = None
    manager.user_loader(load)
    manager.unauthorized_handler(ask_to_sign_in)
    app.before_request(login_required(check_role))


def load(token: str) -> SignedIn | None:
    """Return who holds the token; style sheets and terminals need nobody."""
    if action_of_request() in access.WITHOUT_LOGIN and request.endpoint in {"static", "start.manifest"}:
        return None
    house, polled = edge.house(), request.endpoint in POLLED
    with edge.reading() if polled else edge.transaction() as database:
        actor = logins.actor_of(database, token, clock.now(), house.sign_in_rules, house.settings, polled=polled)
    return None if actor is None else SignedIn(actor, token)


def ask_to_sign_in() -> AnyResponse | None:
    """Answer a request without login: nothing where none is needed, else the way to the sign-in page."""
    if action_of_request() in access.WITHOUT_LOGIN:
        return None
    if "HX-Request" in request.headers:
        return Response(status=204, headers={"HX-Redirect": url_for("start.login")})
    target = request.full_path.rstrip("?") if request.method == "GET" else url_for("start.home")
    return redirect(url_for("start.login", next=target), 303)


def check_role() -> None:
    """Refuse what none of the actor's roles could ever do; whose data it is, the service asks."""
    action = action_of_request()
    if request.method == "OPTIONS" or action in access.WITHOUT_LOGIN:
        return
    if not access.allowed_roles(action) & edge.actor().roles:
        raise Forbidden


def action_of_request() -> access.Action:
    """Return the declared action; an address that leads nowhere is public, the router answers 404."""
    if request.endpoint is None:
        return access.Action.PUBLIC
    return edge.house().policies[request.endpoint]


def begin(token: str) -> None:
    """Start a browser session under a fresh token; nothing of the session before survives."""
    with edge.reading() as database:
        actor = logins.actor_of(database, token, clock.now(), edge.house().sign_in_rules, edge.house().settings)
    if actor is None:
        raise Forbidden
    if current_user.is_authenticated:
        end()
    session.clear()
    login_user(SignedIn(actor, token))


def end() -> None:
    """End the session in the database and in the browser."""
    with edge.transaction() as database:
        logins.sign_out(database, current_user.token, clock.now())
    logout_user()
    session.clear()
