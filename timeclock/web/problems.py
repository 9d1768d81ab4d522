"""What a program is told when something is wrong: problem details (RFC 9457), in the language it asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, json

from timeclock.i18n.wording import N_
from timeclock.web import language

MEDIA = "application/problem+json"
# A name, not an address: the same in every city, so that programs can compare it.
TYPES = "urn:timeclock:problem:"


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of failure: its code, what it is called, and what the program's makers can do.

    `obstacle`: why something cannot be asked for, as a code; the advice is then a sentence for the person.
    """

    status: int
    code: str
    title: str
    advice: str
    obstacle: str = ""

    @property
    def type(self) -> str:
        return TYPES + self.code


# Where a field was sent wrongly: (query, "from") → what is wrong with it.
Faults = Mapping[tuple[str, str], Sequence[str]]

FAULT = Problem(
    500,
    "fault",
    N_("Something went wrong on our side"),
    N_("What was stored is safe. Send the same request again, with the same Idempotency-Key; if it stays, tell IT."),
)
# For every status that has but one meaning; the others stand below.
OF_STATUS = {
    problem.status: problem
    for problem in (
        Problem(
            400,
            "not_understood",
            N_("The request was not understood"),
            N_("The body has to be JSON in UTF-8, each field at most once."),
        ),
        Problem(
            403,
            "not_allowed",
            N_("This is not allowed"),
            N_("The token's person may not do this. If she needs it for her work, she can ask the time office."),
        ),
        Problem(
            404,
            "not_found",
            N_("There is nothing here"),
            N_("Check address, day and employment: only the token's own person and her employments can be read."),
        ),
        Problem(
            405,
            "wrong_method",
            N_("That does not work this way"),
            N_("Use a method that the header Allow names."),
        ),
        Problem(
            413,
            "too_large",
            N_("That was too much at once"),
            N_("Send less than 64 KiB, or less than 1 MiB of a roster; no request of this API needs more."),
        ),
        Problem(
            415,
            "wrong_media_type",
            N_("This kind of content is not understood"),
            N_("Send JSON and say so: Content-Type: application/json."),
        ),
        Problem(
            422,
            "invalid_input",
            N_("Something in the input is not right"),
            N_("Mend what the list of errors names and send it again."),
        ),
        Problem(
            429,
            "too_many_attempts",
            N_("Too many attempts"),
            N_("Too many unknown tokens came from this address. Wait as long as the header Retry-After says."),
        ),
        FAULT,
    )
}
TOKEN_MISSING = Problem(
    401,
    "token_missing",
    N_("A token is needed"),
    N_("Send the header Authorization: Bearer, and a personal token. Each person makes hers on the page of tokens."),
)
TOKEN_REFUSED = Problem(
    401,
    "token_refused",
    N_("This token is not good"),
    N_("It is unknown, has ended or was taken back. Ask the person to make a new one on the page of tokens."),
)
SCOPE_MISSING = Problem(
    403,
    "scope_missing",
    N_("The token is not made for this"),
    N_("Ask the person to make a token with the scope that the header WWW-Authenticate names."),
)
KEY_REUSED = Problem(
    422,
    "key_reused",
    N_("This Idempotency-Key came with another request"),
    N_("Nothing was done. Use a new key for whatever is new, and the same key only to send the same again."),
)
CANNOT_ASK = Problem(
    409,
    "cannot_ask",
    N_("This cannot be asked for"),
    N_("Nothing was done. 'obstacle' says why as a code; show 'detail' to the person."),
)
CANNOT_ANSWER = Problem(
    409,
    "cannot_answer",
    N_("Nothing can be said of this month"),
    N_("Nothing was done. 'obstacle' says why as a code; show 'detail' to the person."),
)
OVERTAKEN = Problem(
    409,
    "overtaken",
    N_("Somebody was faster"),
    N_("This request was settled meanwhile, and nothing was changed. Ask for it again and show how it stands."),
)
BUILT_UPON = Problem(
    409,
    "built_upon",
    N_("Another request comes first"),
    N_("Another request that waits is about the stamp this one made. Nothing was changed; that one is settled first."),
)
CONTENT_LOST = Problem(
    500,
    "content_lost",
    N_("The document cannot be given out"),
    N_(
        "Its file is missing or has changed, so it is no proof any more. "
        "Please tell IT; it can be brought back from the backup."
    ),
)


def of_status(status: int) -> Problem:
    """Return what a bare status means here; what nobody foresaw is our fault."""
    return OF_STATUS.get(status, FAULT)


def answer(problem: Problem, status: int, headers: Mapping[str, str], faults: Faults | None = None) -> Response:
    """Return the answer that says it; `faults` names every field that is wrong."""
    say = language.say()
    document: dict[str, Any] = {
        "type": problem.type,
        "title": say.text(problem.title),
        "status": status,
        "detail": say.text(problem.advice),
    }
    if problem.obstacle:
        document["obstacle"] = problem.obstacle
    if faults:
        document["errors"] = [
            {"in": place, "field": field, "detail": say.text(sentence)}
            for (place, field), sentences in sorted(faults.items())
            for sentence in sentences
        ]
    return Response(json.dumps(document), status, headers, content_type=MEDIA)
