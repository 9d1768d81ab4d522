"""Exceptions of the house as pages, or for programs as problem details: the only table of status codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import structlog
from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from timeclock import clock
from timeclock.i18n.wording import N_
from timeclock.ledger.receipt import wire_time
from timeclock.service.access import NotAllowed
from timeclock.service.answers import CannotAnswer
from timeclock.service.idempotency import KeyReused
from timeclock.service.kinds import corrections
from timeclock.service.kinds.corrections import BuiltUpon
from timeclock.service.kinds.kind import CannotAsk, Overtaken
from timeclock.service.logins import TooManyAttempts
from timeclock.service.register import NotAgreed
from timeclock.service.roster_desk import NotPlanned
from timeclock.service.sight import NotFound
from timeclock.service.tokens import ScopeMissing, TokenRefused
from timeclock.service.wishes import NoSuchTime
from timeclock.store.contents import ContentLost
from timeclock.web import edge, obstacles, problems
from timeclock.web.inputs import InvalidInput
from timeclock.web.problems import Faults, Problem

logger = structlog.get_logger()
TERMINALS = "/terminal/"
CHALLENGE = 'Bearer realm="timeclock"'


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a page says about a failure: what happened, what to do now, and which page tells more of it."""

    title: str
    advice: str
    more: str = ""


UNEXPECTED = Explanation(
    N_("Something went wrong on our side"),
    N_(
        "What was stored is safe. If you have just stamped, look at the page Today whether it is there; "
        "if it stays like this, tell IT the time it happened."
    ),
)
EXPLANATIONS = {
    400: Explanation(
        N_("The request was not understood"), N_("Please go back, load the page again and repeat the step.")
    ),
    403: Explanation(
        N_("This page is not for you"),
        N_("Your role does not include it. If you need it for your work, ask the time office."),
    ),
    404: Explanation(N_("There is no such page"), N_("Check the address, or start again from the first page.")),
    405: Explanation(N_("That does not work this way"), N_("Please use the buttons and links of the pages.")),
    409: Explanation(
        N_("There is nothing to contest"), N_("On this day no break was deducted. Please look at the day again.")
    ),
    413: Explanation(N_("That was too much at once"), N_("Please shorten the text and send it again.")),
    422: Explanation(N_("Something in the input is not right"), N_("Please go back and check what you entered.")),
    429: Explanation(
        N_("Too many attempts"), N_("For protection signing in pauses for a while. Please wait and try again.")
    ),
}
FORM_EXPIRED = Explanation(
    N_("For your safety the form was not accepted"),
    N_("The page was open for too long, or the form came from elsewhere. Nothing was changed. Please try again."),
)
CONTENT_LOST = Explanation(
    N_("The document cannot be given out"),
    N_(
        "Its file is missing or has changed, so it is no proof any more. "
        "Please tell IT; it can be brought back from the backup."
    ),
)
# Failures that say more than their status.
IN_OTHER_WORDS: dict[type[Exception], Explanation] = {
    Overtaken: Explanation(
        N_("Somebody was faster"),
        N_(
            "This request was settled meanwhile, or the stamp it is about does not count any more. "
            "Nothing was changed by you. Please look at it again."
        ),
    ),
    NotAgreed: Explanation(
        N_("The staff council has not agreed to this evaluation"),
        N_(
            "It may be run once the staff council has agreed to this version of it. "
            "What it is for and how it stands is in the register of evaluations."
        ),
        more="register.listed",
    ),
    BuiltUpon: Explanation(
        N_("Another request comes first"),
        N_(
            "The stamp that this request made is what another one is about, and that one waits. Nothing was changed. "
            "Please settle the later request first."
        ),
    ),
}
ANSWERS: dict[type[Exception], int] = {
    NotAllowed: 403,
    NotFound: 404,
    CannotAsk: 409,
    NoSuchTime: 409,
    CannotAnswer: 409,
    Overtaken: 409,
    NotPlanned: 409,
    NotAgreed: 409,
    BuiltUpon: 409,
    TooManyAttempts: 429,
    InvalidInput: 422,
    TokenRefused: 401,
    ScopeMissing: 403,
    KeyReused: 422,
}


def install(app: Flask) -> None:
    """Answer every failure with a page that says what to do."""
    for failure in ANSWERS:
        app.register_error_handler(failure, show_known)
    app.register_error_handler(CSRFError, show_expired_form)
    app.register_error_handler(ContentLost, show_lost_content)
    app.register_error_handler(HTTPException, show_http)


def show_known(failure: Exception) -> ResponseReturnValue:
    status, headers = ANSWERS[type(failure)], _headers(failure)
    if edge.asked_by_program():
        return problems.answer(_problem(failure), status, headers)
    return _page(status, IN_OTHER_WORDS.get(type(failure), EXPLANATIONS[status]), headers)


def _headers(failure: Exception) -> dict[str, str]:
    """Return what HTTP wants said beside the status: how long to wait, which token would be good."""
    match failure:
        case TooManyAttempts():
            return {"Retry-After": str(failure.wait)}
        case TokenRefused(sent=True):
            return {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'}
        case TokenRefused():
            return {"WWW-Authenticate": CHALLENGE}
        case ScopeMissing():
            return {"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{failure.scope}"'}
        case _:
            return {}


def _problem(failure: Exception) -> Problem:
    match failure:
        case TokenRefused(sent=sent):
            return problems.TOKEN_REFUSED if sent else problems.TOKEN_MISSING
        case ScopeMissing():
            return problems.SCOPE_MISSING
        case KeyReused():
            return problems.KEY_REUSED
        case CannotAsk(obstacle=obstacle):
            return _told(problems.CANNOT_ASK, obstacle)
        case NoSuchTime():
            return replace(
                problems.CANNOT_ASK, advice=obstacles.NO_SUCH_TIME, obstacle=corrections.Obstacle.NO_SUCH_TIME.value
            )
        case CannotAnswer(obstacle=obstacle):
            return _told(problems.CANNOT_ANSWER, obstacle)
        case Overtaken() | NotPlanned():
            return problems.OVERTAKEN
        case BuiltUpon():
            return problems.BUILT_UPON
        case _:
            return problems.of_status(ANSWERS[type(failure)])


def _told(problem: Problem, obstacle: StrEnum) -> Problem:
    """Return a problem with the sentence for the person in place of the advice for the program's makers."""
    _, sentence = obstacles.told(obstacle)
    return replace(problem, advice=sentence, obstacle=obstacle.value)


def show_expired_form(_failure: CSRFError) -> ResponseReturnValue:
    return _page(400, FORM_EXPIRED, {})


def show_lost_content(failure: ContentLost) -> ResponseReturnValue:
    logger.error("content of a document lost", what=str(failure))
    if edge.asked_by_program():
        return problems.answer(problems.CONTENT_LOST, 500, {})
    return _page(500, CONTENT_LOST, {})


def show_http(failure: HTTPException) -> ResponseReturnValue:
    """Show any HTTP error; what belongs to it (Allow, Location) stays."""
    status = failure.code or 500
    if failure.response is not None or 300 <= status < 400:
        return failure
    kept = {name: value for name, value in failure.get_headers() if name in {"Allow", "Retry-After"}}
    if edge.asked_by_program():
        return problems.answer(problems.of_status(status), status, kept, _faults(failure))
    return _page(status, EXPLANATIONS.get(status, UNEXPECTED), kept)


def _faults(failure: HTTPException) -> Faults:
    """Return each field the reading of the request found wrong."""
    by_place: dict[str, dict[str, list[str]]] = getattr(failure, "data", {}).get("messages", {})
    return {(place, field): said for place, fields in by_place.items() for field, said in fields.items()}


def _page(status: int, explanation: Explanation, headers: dict[str, str]) -> ResponseReturnValue:
    if request.path.startswith(TERMINALS):
        said = {"code": f"http_{status}", "message": explanation.title, "server_time": wire_time(clock.now())}
        return jsonify(said), status, headers
    # After an unexpected failure the page does without the database: no navigation, no name.
    return render_template("error.html", status=status, explanation=explanation, bare=status >= 500), status, headers
