"""What somebody may send about her own accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from timeclock.i18n.wording import N_
from timeclock.web.inputs import LONGEST_REASON, NOT_UNDERSTOOD, TOO_LONG, Form

REASON_MISSING = N_("Please say in a few words why.")
MESSAGES: dict[str, Any] = dict.fromkeys(
    ("required", "invalid", "invalid_uuid", "null", "unknown", "by_value"), NOT_UNDERSTOOD
)
CODE = validate.Length(max=40, error=TOO_LONG)


@dataclass(frozen=True, slots=True)
class TransferAsked:
    request_uid: UUID
    account: str
    to: str
    amount: str
    reason: str


class TransferForm(Form[TransferAsked]):
    made = TransferAsked
    request_uid = fields.UUID(required=True, error_messages=MESSAGES)
    account = fields.String(required=True, validate=CODE, error_messages=MESSAGES)
    to = fields.String(required=True, validate=CODE, error_messages=MESSAGES)
    amount = fields.String(required=True, validate=CODE, error_messages=MESSAGES)
    reason = fields.String(
        required=True,
        validate=[
            validate.Length(max=LONGEST_REASON, error=TOO_LONG),
            validate.Predicate("strip", error=REASON_MISSING),
        ],
        error_messages=MESSAGES | {"required": REASON_MISSING},
    )
