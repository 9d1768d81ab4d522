"""What every operation of the API has: how it is read, every way it can fail, and how it is described."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from flask import Response, request, url_for
from flask_smorest import Blueprint

from timeclock.service.bills import Holder
from timeclock.service.idempotency import KeyedRequest
from timeclock.web import problems
from timeclock.web.api.parsing import StrictParser
from timeclock.web.api.schemas.asked import DaysAsked, KeySent
from timeclock.web.api.schemas.problems import ProblemDetails
from timeclock.web.problems import Problem

View = TypeVar("View", bound=Callable[..., Any])


class V1(Blueprint):  # type: ignore[misc]  # flask-smorest has no types
    """A blueprint that reads strictly."""

    ARGUMENTS_PARSER = StrictParser()


PREFIX = "/api/v1"

# Any operation may fail like this: no token, not this token, not this person, too many tries, our fault.
ALWAYS = (
    problems.TOKEN_MISSING,
    problems.TOKEN_REFUSED,
    problems.SCOPE_MISSING,
    *(problems.of_status(status) for status in (403, 429, 500)),
)
READING = (*ALWAYS, *(problems.of_status(status) for status in (404, 422)))
WRITING = (*ALWAYS, *(problems.of_status(status) for status in (400, 413, 415, 422)), problems.KEY_REUSED)
ASKING = (*WRITING, problems.of_status(404), problems.CANNOT_ASK)
# Describes alike whichever blueprint a view belongs to.
_ANY = V1("any", __name__)
_FAILED = ProblemDetails()


def operation(summary: str, description: str, failing: tuple[Problem, ...]) -> Callable[[View], View]:
    """Describe an operation: what it is for, and every way it can fail."""

    # One wrapper for all of it: each of flask-smorest's own copies the whole description and is called each time.
    def describe(view: View) -> View:
        documented: Any = _ANY.doc(summary=summary, description=description, operationId=view.__name__)(view)
        responses = documented._apidoc.setdefault("response", {}).setdefault("responses", {})
        for status in sorted({problem.status for problem in failing}):
            says = " ".join(f"`{problem.code}`: {problem.title}." for problem in failing if problem.status == status)
            failed = {"schema": _FAILED, "description": says, "content_type": problems.MEDIA}
            responses.setdefault(status, []).append(failed)
        described: View = documented
        return described

    return describe


def next_page(endpoint: str, asked: DaysAsked, holder: Holder) -> str | None:
    """Return the address of the next page of some days, or None where there is none."""
    if not asked.has_more:
        return None
    # The employment by its name: of the days that are left another may be the first.
    values: dict[str, Any] = {"from": asked.page.to_day, "to": asked.to_day, "employment": holder.employment_uid}
    return url_for(endpoint, **values)


def keyed(sent: KeySent, asked: Any = None) -> KeyedRequest:
    """Return what is asked for here under the key that came with it."""
    body = {} if asked is None else {each.name: str(getattr(asked, each.name)) for each in fields(asked)}
    return KeyedRequest(sent.key, request.path, body)


def created(answer: bytes) -> Response:
    """Return the answer to what was stored, the same each time it is sent."""
    return Response(answer, 201, mimetype="application/json")
