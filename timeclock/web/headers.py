"""Headers of every answer: nothing foreign, nothing inline, nothing kept."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError

from timeclock.web import edge

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
        "worker-src 'self'",
    )
)
# Where one stamps, online or not: no other page's script may ask where somebody is, and these do at the press alone.
ASKS_PLACE = frozenset({"me.today", "shell.offline"})
TWO_YEARS = 2 * 365 * 24 * 3600
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Check where a request comes from, and put the headers on every answer."""
    app.before_request(refuse_foreign_sites)
    app.after_request(protect)


def refuse_foreign_sites() -> None:
    """Refuse a form another site sent; the token is checked besides."""
    # Terminals and programs send no cookie: there is nothing another site could misuse.
    if request.method in READING_METHODS or request.blueprint == "terminal_api" or edge.asked_by_program():
        return
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    if site not in {"same-origin", "none"} or (origin is not None and urlsplit(origin).netloc != request.host):
        raise CSRFError("The form came from another site.")


def keep_privately(response: Response) -> None:
    """Let the program that fetched it keep an answer, and ask each time whether it still holds."""
    response.headers["Cache-Control"] = "private, no-cache"


def protect(response: Response) -> Response:
    """Set what a browser must know; personal pages are never stored."""
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    asks = edge.house().settings.place_at_stamp and request.endpoint in ASKS_PLACE
    response.headers["Permissions-Policy"] = f"camera=(), microphone=(), geolocation={'(self)' if asks else '()'}"
    if edge.house().settings.https:
        response.headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}; includeSubDomains"
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(("Cookie", "Accept-Language"))
    return response
