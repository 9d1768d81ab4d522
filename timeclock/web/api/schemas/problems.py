"""What went wrong, as programs are told (RFC 9457)."""

from __future__ import annotations

from marshmallow import Schema, fields

from timeclock.web.api.fields import described
from timeclock.web.api.schemas import shown


class Fault(Schema):
    """One field that is wrong."""

    place = shown.words("query, headers or json.", "query", key="in")
    field = shown.words("Its name.", "from")
    detail = shown.words("What is wrong with it.", "Ein Tag wird so geschrieben: 2026-11-23.")


class ProblemDetails(Schema):
    """Problem details (RFC 9457)."""

    type = shown.words("Names the kind of problem; compare this one.", "urn:timeclock:problem:invalid_input")
    title = shown.words("The same in words.", "Mit den Angaben stimmt etwas nicht")
    status = fields.Integer(required=True, metadata=described("The HTTP status again.", 422))
    detail = shown.words(
        "What to do.", "Bitte berichtigen Sie, was die Liste der Fehler nennt, und senden Sie es erneut."
    )
    obstacle = fields.String(
        metadata=described(
            "Why something cannot be asked for or said, as a code; new ones may come. 'detail' is then for the person.",
            "already_asked",
        )
    )
    errors = fields.List(fields.Nested(Fault), metadata=described("Each field that is wrong, where fields are."))
