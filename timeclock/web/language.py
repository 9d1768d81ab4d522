"""Which language an answer is in: what was chosen, else what the person or the browser prefers.

A program says what it wants with each request.
"""

from __future__ import annotations

from flask import Response, g, has_request_context, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from timeclock.i18n import TONGUES, Translator, translator
from timeclock.web import edge

COOKIE = "timeclock-language"
ONE_YEAR = 365 * 24 * 3600


def cookie_name() -> str:
    return f"__Host-{COOKIE}" if edge.house().settings.https else COOKIE


def tongue() -> str:
    """Return the language of this request, worked out once."""
    if "tongue" not in g:
        g.tongue = _tongue()
    return str(g.tongue)


def locale() -> str:
    """Return how this request writes days, figures and names."""
    return TONGUES[tongue()]


def say() -> Translator:
    """Return the translator of this request."""
    return translator(tongue() if has_request_context() else edge.house().settings.languages[0])


def remember(response: AnyResponse, chosen: str) -> None:
    """Keep the chosen language in a cookie of its own: it outlives the session and says nothing else."""
    response.set_cookie(
        cookie_name(), chosen, ONE_YEAR, secure=edge.house().settings.https, httponly=True, samesite="Lax"
    )


def name_language(response: Response) -> Response:
    """Say in the header which language a page is in."""
    if response.mimetype == "text/html" or edge.asked_by_program():
        response.content_language.add(tongue())
    return response


def _tongue() -> str:
    known = edge.house().settings.languages
    # Nobody's browser asks for Leichte Sprache: whoever wants it chooses it.
    accepted = request.accept_languages.best_match([each for each in known if TONGUES[each] == each])
    if edge.asked_by_program() and accepted is not None:
        return str(accepted)
    chosen = None if edge.asked_by_program() else request.cookies.get(cookie_name())
    if chosen in known:
        return str(chosen)
    # Not asked where nobody was loaded yet: an error page must not open the database once more.
    if "_login_user" in g and current_user.is_authenticated and edge.actor().locale in known:
        return edge.actor().locale
    return accepted or known[0]
