"""The body of an inquiry: which badge asks for what."""

from __future__ import annotations

import json
from dataclasses import dataclass

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from timeclock.service.inquiries import Asked
from timeclock.web.terminal_api.body import UnreadableBody


class BadgeSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    hash = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))


class InquirySchema(Schema):
    v = fields.Integer(required=True, strict=True, validate=validate.Equal(1))
    badge = fields.Nested(BadgeSchema, required=True)
    show = fields.Enum(Asked, by_value=True, required=True)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A badge by its keyed hash, and what it wants to see."""

    badge_hash: str
    asked: Asked


def read(raw: bytes) -> Inquiry:
    """Return the inquiry; raise `UnreadableBody` that says where it is not one."""
    try:
        sent = InquirySchema().load(json.loads(raw.decode()))
    except ValidationError as fault:
        raise UnreadableBody(f"not an inquiry: {fault.messages}") from None
    except (ValueError, RecursionError):
        raise UnreadableBody("not JSON") from None
    return Inquiry(sent["badge"]["hash"], sent["show"])
