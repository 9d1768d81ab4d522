"""Whom a token stands for, as programs are told."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from timeclock.service.tokens import TokenScope
from timeclock.web.api.fields import described
from timeclock.web.api.schemas import shown


class Employment(Schema):
    """One employment of the person."""

    uid = shown.uid("Its name in this API.")
    staff_no = shown.words("The staff number.", "00010001")
    unit = shown.words("The unit the person works in.", "Bürgerdienste")
    model = shown.words("The working-time model; empty where none is assigned.", "Gleitzeit 39 Stunden")


class TokenSeen(Schema):
    """The token the request came with."""

    uid = shown.uid("Its name in the log and on the page of tokens.")
    name = shown.words("What the person called it.", "Mitarbeiterportal")
    scopes = fields.List(
        fields.String(validate=validate.OneOf([scope.value for scope in TokenScope])),
        required=True,
        metadata=described("What it is good for."),
    )
    expires_at = shown.at("From then on it is refused.", "2027-02-28T23:00:00.000Z")


class Me(Schema):
    """Whom the token stands for."""

    login = shown.words("The login's name.", "aydin")
    name = shown.words("The name the person is shown by.", "Elif Aydin")
    language = shown.words("The language the person prefers.", "de")
    employments = shown.many(Employment, "The employments of today; most people have one.")
    token = fields.Nested(TokenSeen, required=True)
