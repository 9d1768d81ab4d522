"""The body of a request for the list of badges: which parts the terminal has."""

from __future__ import annotations

import json
from typing import cast

from marshmallow import Schema, ValidationError, fields, validate

from timeclock.service.badge_list import DIGEST_DIGITS, PARTS
from timeclock.web.terminal_api.body import UnreadableBody

# Of a terminal that asks again until it has all parts; one of before takes all of them at once, or none.
BIT_BY_BIT = "Timeclock-Bit-By-Bit"
DIGEST = validate.Regexp(rf"^[0-9a-f]{{{DIGEST_DIGITS}}}\Z")


class MirrorSchema(Schema):
    v = fields.Integer(required=True, strict=True, validate=validate.Equal(1))
    parts = fields.List(fields.String(validate=DIGEST), required=True)


def read(raw: bytes) -> list[str]:
    """Return the digests of the parts a terminal has, none where it has no list; raise `UnreadableBody`."""
    try:
        parts = cast(list[str], MirrorSchema().load(json.loads(raw.decode()))["parts"])
    except ValidationError as fault:
        raise UnreadableBody(f"not a request for badges: {fault.messages}") from None
    except (ValueError, RecursionError):
        raise UnreadableBody("not JSON") from None
    if len(parts) not in {0, PARTS}:
        raise UnreadableBody(f"{PARTS} parts or none, got {len(parts)}")
    return parts
